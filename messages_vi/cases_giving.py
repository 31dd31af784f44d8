"""Giving a case to somebody, passing it on, and its level, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from bot.domain.kinds import Kind, Level
from bot.domain.periods import local
from bot.domain.vietnamese import fold, words
from bot.talk import Choice
from messages_vi import absence
from messages_vi.cases import PLACES as DONE_WITH
from messages_vi.cases import begun, named_case
from messages_vi.common import BAC, BAC_
from messages_vi.days import WEEKDAYS
from messages_vi.kinds import LEVEL_NAMES, LEVEL_WORDS

GIVE_TITLE, PASS_TITLE, LEVEL_TITLE = "việc giao người làm", "việc chuyển nơi khác", "việc đổi mức"
AN_OFFICE = Choice("office", "Một bộ phận khác, gõ tên")
WHICH_OFFICE = f"Giao bộ phận nào ạ? {BAC_} gõ tên, ví dụ: địa chính xã."
NO_OFFICE = "Trợ lý chưa rõ tên bộ phận ạ."
NOBODY_CALLED_SO = f"Trợ lý chưa rõ giao ai. {BAC_} chọn một số, gõ tên người trong danh sách, hoặc chọn: {AN_OFFICE.label}."
USUAL = Choice("usual", "Theo lệ thường")
PAST = f"Ngày ấy đã qua rồi ạ. {BAC_} gõ ngày khác giúp."
TOO_FAR = f"Ngày ấy xa quá, quá nửa năm. {BAC_} gõ ngày gần hơn giúp."
AN_OFFICE_MEANT, NO_OFFICE_MEANT = Choice("office", "Đúng"), Choice("none", "Không phải, chọn lại")
WHICH_DATE = f"{BAC_} gõ ngày giúp, ví dụ: 5/12, 3 ngày nữa, thứ Sáu."
WHY = f"Vì sao chuyển, đề nghị gì ạ? {BAC_} gõ một câu."
PLACES = (Choice("ubnd", "Chuyển UBND xã"), Choice("cap_uy", "Tham mưu cấp ủy"), Choice("cap_tren", "Kiến nghị cấp trên"))
_TO, _COMMITTEE, _HIGHER = r"(?:cho |len |sang |ve )?", r"(?:ubnd|uy ban(?: nhan dan)?)", r"(?:tinh|huyen|thanh pho)"
_WHERE = (
    ("ubnd", re.compile(rf"^{_TO}{_COMMITTEE}(?! {_HIGHER})(?: (?:xa|phuong))?\b[\s,.:;-]*")),
    ("cap_uy", re.compile(rf"^{_TO}(?:tham muu )?(?:cap uy|dang uy|bi thu|thuong truc)(?: (?:xa|phuong))?\b[\s,.:;-]*")),
    ("cap_tren", re.compile(rf"^{_TO}(?:kien nghi )?(?:cap tren|(?:(?:{_COMMITTEE}|so|ban|phong) )?{_HIGHER}|len tren)\b[\s,.:;-]*")),
)
_UNDER_COMMITTEE = re.compile(
    rf"^{_TO}(?:phong|van phong|cong an|tram y te|dia chinh|ke toan|tu phap|quan su|thu y|bo phan|trung tam)\b(?!.*\b{_HIGHER}\b)"
)
_DAY = re.compile(r"(?<![\d/.])(\d{1,2}) ?(?:[/.\-]|thang) ?(\d{1,2})(?! ?\d)(?! ?(?:[/.\-]|nam) ?\d)")
_TO_LEVEL = re.compile(
    r"^(?:(?:thành|thanh|lên|len|xuống|xuong|sang|về|ve|là|la)\s+)?(?:(?:mức|muc)\s+)?(?=(?:đỏ|đo|do|vàng|vang|xanh)\b)", re.IGNORECASE
)
_LEVELS = {"do": Level.DO, "vang": Level.VANG, "xanh": Level.XANH}
_OFFICE = re.compile(
    r"(?:bộ phận|bo phan)\s+(\S.*)|((?:phòng|phong|ban|công an|cong an|địa chính|dia chinh|kế toán|ke toan|trạm|tram|thú y|thu y|văn phòng|van phong"
    r"|tư pháp|tu phap|quân sự|quan su|mặt trận|mat tran|hội|hoi|đoàn|doan)\s+\S.*)",
    re.IGNORECASE,
)
_MAYBE_OFFICE = re.compile(
    r"(?:ubnd|uy ban|xa|phuong|doi|to|ban|hoi|doan|chi nhanh|chi hoi|dien luc|hop tac xa|htx|benh vien|truong|kho bac|kiem lam|thuy loi|thuy nong"
    r"|buu dien|ngan hang|lien doan|bo doi|dan quan|cong ty|nha may|y te|kinh te|van hoa|nong nghiep|tai chinh|mat tran|khoi)\b.*"
)
_FOR = re.compile(r"(?:(?:giao|cho|nho|sang|dong chi|d/c|dc|to truong|to pho|(?:pho )?(?:truong )?khoi|thu ky(?: khoi)?)[\s,:]+)+(?=\S)")
_DUE = re.compile(r"\b(?:han|truoc|den het|den|xong trong|trong)\s+(?=\S)")
_WHEN = (
    r"(?:(?:vao|ngay|hom) ){0,3}(?:\d{1,2} ?[/.\-] ?\d{1,2}(?: ?[/.\-] ?\d{2,4})?|\d{1,2} thang \d{1,2}"
    r"|(?:\d{1,3}|mot|hai|ba|bon|nam|sau|bay|muoi) ?(?:ngay|hom|bua|tuan|thang)(?: nua)?"
    r"|(?:thu ?(?:[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat)(?: tuan (?:nay|sau|toi))?|tuan (?:nay|sau|toi)"
    r"|(?:ngay|sang|chieu) mai|ngay kia|(?:het|cuoi|trong) (?:tuan|thang)(?: nay| sau| toi)?)"
)
_DATED, _TOMORROW = re.compile(_WHEN), re.compile("mai")
_BETWEEN, _AROUND, _BEHIND = re.compile(r"[\s,]+"), " ,\n\t\xa0", " .\n\t\xa0"
_A_PART, _LONGEST_OFFICE = "bo phan", 60
_NO_NAME = re.compile(rf"(?:{_WHEN}|mai)[\s.]*|[\W\d_]*")


def to_whom(number: int, day_: str = "") -> str:
    """``day_``: by when, where that has been said."""
    return f"Giao việc số {number} cho ai{f', hẹn xong {day_}' if day_ else ''} ạ?"


def named(people: Mapping[str, str], typed: str) -> str | None:
    """Whom these words name, or an office that such cases went to; "bộ phận ..." is another one."""
    if fold(typed).strip().startswith(_A_PART):
        return AN_OFFICE.value
    return absence.named(typed, people)


def office_named(whom: str) -> str:
    """The office in "bộ phận địa chính", "công an xã"; "" when the words name none."""
    found = _OFFICE.fullmatch(whom.strip())
    return (found[1] or found[2]) if found else ""


def may_be_an_office(whom: str) -> bool:
    """Whether words that name nobody here begin as the name of an office may."""
    return len(whom) <= _LONGEST_OFFICE and _MAYBE_OFFICE.fullmatch(fold(whom).strip()) is not None


def is_it_an_office(whom: str, day_: str) -> str:
    return f"Giao bộ phận “{whom}”{f', hẹn xong {day_}' if day_ else ''}, phải không ạ?"


def whom_and_when(text: str, is_known: Callable[[str], bool]) -> tuple[str, str]:
    """ "Hoa hạn 5/12", "Hoa 5/12" as whom and by when; "" for what is not there. ``is_known``: whether words name somebody, as "Mai" may."""
    text = text.strip()
    plain = fold(text)
    if len(plain) == len(text) and (found := _FOR.match(plain)):
        text, plain = text[found.end() :], plain[found.end() :]
    if len(plain) != len(text) or (is_known(text) and not plain.startswith(_A_PART)):
        return text, ""
    if _NO_NAME.fullmatch(plain):
        return ("", text) if any(map(str.isalnum, text)) else (text, "")
    for pattern in (_DUE, _DATED, _TOMORROW):
        found = pattern.search(plain) if pattern is _DUE else _before(pattern, plain)
        whom = text[: found.start()].strip(_AROUND) if found else ""
        if found and whom and (pattern is not _TOMORROW or is_known(whom)):
            return whom, text[found.end() :].strip()
    return text, ""


def _before(when: re.Pattern[str], plain: str) -> re.Match[str] | None:
    """What parts a name from the day that the words end in; each word is looked at once, for they may be many."""
    end = len(plain.rstrip(_BEHIND))
    return next((gap for gap in _BETWEEN.finditer(plain, 1) if when.fullmatch(plain, gap.end(), end)), None)


def no_such_day(text: str) -> str:
    """To a day of a month that does not have it; "" where none is named."""
    found = _DAY.search(fold(text)) or re.search(r"(\d{1,2}) ?[/.\-] ?(\d{1,2}) ?[/.\-] ?\d{2,4}", text)
    day_, month = (int(found[1]), int(found[2])) if found else (1, 1)
    if 1 <= month <= 12 and 1 <= day_ <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31) and (day_, month) != (29, 2):
        return ""
    wrong = f"Tháng {month} không có ngày {day_}" if 1 <= month <= 12 else f"Không có tháng {month}"
    return f"{wrong} ạ. {BAC_} gõ ngày khác giúp."


def names_no_year(text: str) -> bool:
    """Whether these words name a day of the year, and not which year."""
    return _DAY.search(fold(text)) is not None


def is_no_name(text: str) -> bool:
    """Whether these words are only a day or a number, and so no office."""
    return _NO_NAME.fullmatch(fold(text)) is not None


def by_when(usual: float | None) -> str:
    return f"Hẹn xong ngày nào ạ? {BAC_} chọn, hoặc gõ ngày, ví dụ: 5/12." if usual else f"Hẹn xong ngày nào ạ? {BAC_} gõ ngày, ví dụ: 5/12."


def dates(usual: float | None) -> tuple[Choice, ...]:
    days_ = (Choice("3", "3 ngày nữa"), Choice("7", "1 tuần nữa"), Choice("14", "2 tuần nữa"))
    return (*days_, Choice(USUAL.value, f"{USUAL.label}: {day(usual)}")) if usual else days_


def so_many_days(number: str) -> str:
    return f"{number} ngày nữa"


def day(at: float) -> str:
    """As "thứ Sáu 5/12/2026"."""
    when = local(at)
    return f"{WEEKDAYS[when.weekday()]} {when.day}/{when.month}/{when.year}"


def given(number: int, doer: str, day_: str, *, reached: bool) -> str:
    call = "" if reached else f" {doer} chưa dùng máy, {BAC} nói trực tiếp giúp."
    return f"Đã ghi: việc số {number} giao {doer}, hẹn xong {day_}. Trợ lý đã báo người gửi.{call}"


def given_to_you(number: int, text: str, kind: Kind, unit: str, by: str, day_: str) -> str:
    return f"Thưa {BAC}, {by} giao {BAC} {named_case(number, text)}: {kind.label}, {unit}. Hẹn xong {day_}."


def with_you(number: int, until: float | None) -> str:
    """To whom it was given, who says that they take it."""
    return f"Việc số {number} đang giao {BAC}{f', hẹn xong {day(until)}' if until else ''}. Không làm được thì {BAC} gõ: trả việc {number}."


def given_away(number: int, doer: str, by: str) -> str:
    return f"Thưa {BAC}, việc số {number} nay {by} giao {doer}."


def tell_given(number: int, text: str, doer: str, day_: str) -> str:
    return f"{begun(number, text)}: đang giải quyết, giao {doer}, hẹn xong {day_}."


def where_to(number: int, why: str = "") -> str:
    """``why``: what has been said of it already."""
    return f"Việc số {number}{f' (“{why}”)' if why else ''} chuyển đi đâu ạ?"


def is_a_reason(text: str) -> bool:
    """Whether words that name no place say why: more than two or three."""
    return len(words(text)) > 2


def place_meant(text: str) -> tuple[str, str]:
    """Where these words send a case, and what else they say; "" for what is not there."""
    plain = fold(text)
    for value, pattern in _WHERE:
        if (found := pattern.match(plain)) and len(plain) == len(text):
            return value, text[found.end() :].strip()
    return "ubnd" if _UNDER_COMMITTEE.match(plain) else "", text.strip()


def passed(number: int, where: str) -> str:
    return f"Đã ghi: việc số {number} {DONE_WITH[where]}. Trợ lý đã báo người gửi. Có kết quả, {BAC} gõ: xong {number}."


def tell_passed(number: int, text: str, where: str, why: str) -> str:
    return f"{begun(number, text)}: khối {DONE_WITH[where]}. “{why}”. Có kết quả, trợ lý báo {BAC}."


def holder_passed(number: int, text: str, where: str, by: str) -> str:
    """To who answers for it: somebody else has passed it on."""
    return f"Thưa {BAC}, {named_case(number, text)}: {by} {DONE_WITH[where]}, {BAC} vẫn phụ trách."


def which_level(number: int, level: Level) -> str:
    return f"Việc số {number} đang ở mức {LEVEL_NAMES[level]}. Đổi thành mức nào ạ?"


@cache
def levels(now: Level) -> tuple[Choice, ...]:
    return tuple(Choice(str(level), LEVEL_WORDS[level]) for level in (Level.DO, Level.VANG, Level.XANH) if level is not now)


def lower(now: Level) -> tuple[Choice, ...]:
    return tuple(choice for choice in levels(now) if Level(choice.value).urgency < now.urgency)


def level_meant(text: str) -> tuple[Level | None, str]:
    """The level these words begin with, and what else they say, which is why."""
    first, _, rest = _TO_LEVEL.sub("", text.strip(), count=1).partition(" ")
    because = first.casefold() == "do" and not text.isascii()
    level = None if because else _LEVELS.get(fold(first).strip(",.:;"))
    return (level, rest.strip(" ,.:;-")) if level else (None, text.strip())


def why_lower(number: int, before: Level, after: Level) -> str:
    return f"Hạ việc số {number} từ {LEVEL_NAMES[before]} xuống {LEVEL_NAMES[after]}: vì sao ạ? {BAC_} gõ một câu, người báo cũng được biết."


def level_set(number: int, level: Level) -> str:
    return f"Đã ghi: việc số {number} nay ở mức {LEVEL_WORDS[level]}."


def level_already(number: int, level: Level) -> str:
    return f"Việc số {number} đang ở mức {LEVEL_WORDS[level]} rồi ạ."


def only_the_block(number: int, *, own: bool, written: bool) -> str:
    """To who may only raise it. ``own``: they reported it; ``written``: words may be told of it."""
    say = f"gõ: {'bổ sung' if own else 'ghi'} {number} và vài chữ." if written else "nói trực tiếp với khối giúp."
    return f"Hạ mức là việc của khối ạ. {BAC_} thấy đã bớt gấp thì {say}"


def raise_it(number: int, now: Level, to: Level) -> str:
    return f"Việc số {number} đang ở mức {LEVEL_NAMES[now]}. {BAC_} muốn nâng lên {LEVEL_NAMES[to]} ạ?"


def to_raise(number: int) -> tuple[Choice, ...]:
    return (Choice("gap", "Đúng", f"gấp {number}"),)


def highest(number: int) -> str:
    return f"Việc số {number} đã ở mức ĐỎ, cao nhất rồi ạ. Nguy hiểm đến người thì {BAC} gọi 112."


def tell_level(number: int, text: str, level: Level, why: str) -> str:
    reason = f" Lý do: “{why}”." if why else ""
    return f"{begun(number, text)}: nay ở mức {LEVEL_WORDS[level]}.{reason}"


def raised(number: int, text: str, kind: Kind, level: Level, unit: str, who: str, why: str) -> str:
    """To the block: a case has become more urgent."""
    told = f"Thưa {BAC}, {named_case(number, text)} nay ở mức {LEVEL_NAMES[level]}: {kind.label}, {unit}. Người nâng mức: {who}."
    return f"{told} Lý do: “{why}”." if why else told


def rather_meeting(number: int, words: str) -> str:
    """What was typed, where the number behind "gấp" counts something."""
    return f"gặp {number} {words}"
