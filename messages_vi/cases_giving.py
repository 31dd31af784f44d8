"""Giving a case to somebody, passing it on, and its level, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from bot.domain.kinds import Kind, Level
from bot.domain.periods import local
from bot.domain.vietnamese import fold
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
NOT_THEN = f"Ngày hẹn đã qua hoặc xa quá. {BAC_} gõ ngày khác giúp, ví dụ: mai, 5/12, 3 ngày nữa."
WHICH_DATE = f"{BAC_} gõ ngày giúp, ví dụ: 5/12, 3 ngày nữa, thứ Sáu."
WHY = f"Vì sao chuyển, đề nghị gì ạ? {BAC_} gõ một câu."
PLACES = (Choice("ubnd", "Chuyển UBND xã"), Choice("cap_uy", "Tham mưu cấp ủy"), Choice("cap_tren", "Kiến nghị cấp trên"))
_TO, _COMMITTEE, _HIGHER = r"(?:cho |len |sang |ve )?", r"(?:ubnd|uy ban(?: nhan dan)?)", r"(?:tinh|huyen|thanh pho)"
_WHERE = (
    ("ubnd", re.compile(rf"^{_TO}{_COMMITTEE}(?! {_HIGHER})(?: (?:xa|phuong))?\b[\s,.:;-]*")),
    ("cap_uy", re.compile(rf"^{_TO}(?:tham muu )?(?:cap uy|dang uy|bi thu|thuong truc)(?: (?:xa|phuong))?\b[\s,.:;-]*")),
    ("cap_tren", re.compile(rf"^{_TO}(?:kien nghi )?(?:cap tren|(?:(?:{_COMMITTEE}|so|ban|phong) )?{_HIGHER}|len tren)\b[\s,.:;-]*")),
)
_LEVELS = {"do": Level.DO, "vang": Level.VANG, "xanh": Level.XANH}
_OFFICE = re.compile(
    r"(?:bộ phận|bo phan)\s+(\S.*)|((?:phòng|phong|ban|công an|cong an|địa chính|dia chinh|kế toán|ke toan|trạm|tram|thú y|thu y|văn phòng|van phong"
    r"|tư pháp|tu phap|quân sự|quan su|mặt trận|mat tran|hội|hoi|đoàn|doan)\s+\S.*)",
    re.IGNORECASE,
)
_DUE = re.compile(r"(.*?)[\s,]*\b(?:han|truoc|den het|den|xong trong|trong)\s+(?=\S)(.*)$", re.DOTALL)
_WHEN = (
    r"(?:(?:vao|ngay|hom) )*(?:\d{1,2} ?[/.\-] ?\d{1,2}(?: ?[/.\-] ?\d{2,4})?|\d{1,2} thang \d{1,2}"
    r"|(?:\d{1,3}|mot|hai|ba|bon|nam|sau|bay|muoi) ?(?:ngay|hom|bua|tuan|thang)(?: nua)?"
    r"|(?:thu ?(?:[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat)(?: tuan (?:nay|sau|toi))?|tuan (?:nay|sau|toi)"
    r"|(?:ngay|sang|chieu) mai|ngay kia|(?:het|cuoi|trong) (?:tuan|thang)(?: nay| sau| toi)?)"
)
_DATED = re.compile(rf"(.+?)[\s,]+({_WHEN})[\s.]*", re.DOTALL)
_TOMORROW = re.compile(r"(.+?)[\s,]+(mai)[\s.]*", re.DOTALL)
_A_PART = "bo phan"
_NO_NAME = re.compile(rf"(?:{_WHEN}|mai|[\W\d_]*)[\s.]*")


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


def whom_and_when(text: str, is_known: Callable[[str], bool]) -> tuple[str, str]:
    """ "Hoa hạn 5/12", "Hoa 5/12" as whom and by when; "" for what is not there. ``is_known``: whether words name somebody, as "Mai" may."""
    text = text.strip()
    plain = fold(text)
    if len(plain) != len(text) or (is_known(text) and not plain.startswith(_A_PART)):
        return text, ""
    if _NO_NAME.fullmatch(plain):
        return ("", text) if any(map(str.isalnum, text)) else (text, "")
    for pattern in (_DUE, _DATED, _TOMORROW):
        found = pattern.match(plain) if pattern is _DUE else pattern.fullmatch(plain)
        whom, until = (text[: found.end(1)].strip(" ,"), text[found.start(2) :].strip()) if found else ("", "")
        if whom and (pattern is not _TOMORROW or is_known(whom)):
            return whom, until
    return text, ""


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


def given_away(number: int, doer: str, by: str) -> str:
    return f"Thưa {BAC}, việc số {number} nay {by} giao {doer}."


def tell_given(number: int, text: str, doer: str, day_: str) -> str:
    return f"{begun(number, text)}: đang giải quyết, giao {doer}, hẹn xong {day_}."


def where_to(number: int) -> str:
    return f"Việc số {number} chuyển đi đâu ạ?"


def place_meant(text: str) -> tuple[str, str]:
    """Where these words send a case, and what else they say; "" for what is not there."""
    plain = fold(text)
    for value, pattern in _WHERE:
        if (found := pattern.match(plain)) and len(plain) == len(text):
            return value, text[found.end() :].strip()
    return "", text.strip()


def passed(number: int, where: str) -> str:
    return f"Đã ghi: việc số {number} {DONE_WITH[where]}. Trợ lý đã báo người gửi. Có kết quả, {BAC} gõ: xong {number}."


def tell_passed(number: int, text: str, where: str, why: str) -> str:
    return f"{begun(number, text)}: khối {DONE_WITH[where]}. “{why}”. Có kết quả, trợ lý báo {BAC}."


def which_level(number: int, level: Level) -> str:
    return f"Việc số {number} đang ở mức {LEVEL_NAMES[level]}. Đổi thành mức nào ạ?"


@cache
def levels(now: Level) -> tuple[Choice, ...]:
    return tuple(Choice(str(level), LEVEL_WORDS[level]) for level in (Level.DO, Level.VANG, Level.XANH) if level is not now)


def level_meant(text: str) -> tuple[Level | None, str]:
    """The level these words begin with, and what else they say, which is why."""
    first, _, rest = text.strip().partition(" ")
    level = _LEVELS.get(fold(first).strip(",.:;"))
    return (level, rest.strip(" ,.:;-")) if level else (None, text.strip())


def why_lower(number: int, before: Level, after: Level) -> str:
    return f"Hạ việc số {number} từ {LEVEL_NAMES[before]} xuống {LEVEL_NAMES[after]}: vì sao ạ? {BAC_} gõ một câu, người báo cũng được biết."


def level_set(number: int, level: Level) -> str:
    return f"Đã ghi: việc số {number} nay ở mức {LEVEL_WORDS[level]}."


def level_already(number: int, level: Level) -> str:
    return f"Việc số {number} đang ở mức {LEVEL_WORDS[level]} rồi ạ."


def highest(number: int) -> str:
    return f"Việc số {number} đã ở mức ĐỎ, cao nhất rồi ạ. Nguy hiểm đến người thì {BAC} gọi 112."


def tell_level(number: int, text: str, level: Level, why: str) -> str:
    reason = f" Lý do: “{why}”." if why else ""
    return f"{begun(number, text)}: nay ở mức {LEVEL_WORDS[level]}.{reason}"


def raised(number: int, text: str, kind: Kind, level: Level, unit: str, who: str) -> str:
    """To the block: a case has become more urgent."""
    return f"Thưa {BAC}, {named_case(number, text)} nay ở mức {LEVEL_NAMES[level]}: {kind.label}, {unit}. Người nâng mức: {who}."
