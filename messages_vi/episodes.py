"""Episodes in words: a flood night groups its cases, and is told of as one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.episodes import Figures, Grouped
from bot.domain.periods import local
from bot.domain.vietnamese import fold, words
from bot.talk import Choice
from messages_vi.cases import STATUS, moment, named_case, short
from messages_vi.common import BAC, BAC_
from messages_vi.kinds import KINDS, LEVEL_NAMES

LONGEST = 60  # characters of a title
PAGE = 12  # cases of one message
SHOWN = 8  # hamlets by name, before it is opened
OPEN, TAKE_ALL = Choice("modot", "Mở đợt", "mở đợt"), Choice("nhandot", "Nhận hết", "nhận hết")
LIST, REPORT, END = (
    Choice("danhsachdot", "Danh sách đợt", "danh sách đợt"),
    Choice("baocaonhanh", "Viết báo cáo nhanh", "viết báo cáo nhanh"),
    Choice("ketthucdot", "Kết thúc đợt", "kết thúc đợt"),
)
SEE = Choice("xemdot", "Xem đợt", "xem đợt")
NOT_NOW = "no"  # the object of a choice that leaves things as they are
NOT_OPENED = "Dạ, chưa mở đợt ạ."
NONE_OPEN = f"Hiện chưa có đợt nào đang mở. Nhiều việc dồn một lúc thì {BAC} gõ: mở đợt."
ALREADY_OVER = "Đợt này đã kết thúc rồi ạ."
TOO_LONG = f"Tên đợt dài quá ạ. {BAC_} đặt tên ngắn hơn giúp, không quá {LONGEST} chữ cái, ví dụ gõ: mở đợt mưa lũ đêm 12/9."
NO_PLACE = f"{BAC_} chưa có quyền mở đợt. Xin hỏi thư ký khối."
WHICH, WHICH_COMMUNE = f"{BAC_} muốn nói đợt nào ạ?", f"{BAC_} mở đợt ở đâu ạ?"
NOTHING_NEW = "Trong đợt không còn việc nào chờ nhận ạ."
_KIND_TITLES = {"TT": "mưa lũ", "TN": "tai nạn"}
_NUMBERS = r"(?:so )?\d{1,6}(?:(?: ?[,;.] ?| va | )(?:viec )?(?:so )?\d{1,6})*"
_OPENS = re.compile(r"(?:mo|mo mot|mo them) dot(?: (.+))?", re.DOTALL)
_ENDS = re.compile(r"(?:dong y |cho |xin )?(?:ket thuc(?: dot)?|(?:dong|het|ngung|dung) dot)(?: nay| di| thoi| luon| nhe| a)*")
_NOT_NOW = frozenset({"thoi", "khoan", "de", "chua", "khong", "cho", "doi"})  # one of these first, and then no words but these
_PUT_OFF = _NOT_NOW | {
    "da", "sau", "do", "mai", "sang", "chieu", "toi", "nay", "hom", "lat", "luc", "khi", "khac", "nua", "dau", "mo", "ket", "thuc", "dot", "can",
    "voi", "nhe", "nha", "a", "tinh", "xem", "dem", "moi", "hay",
}  # fmt: skip
_SEES = re.compile(r"(?:xem )?dot(?: nay)?")
_JOINS = re.compile(rf"gom (?:cac |may )?(?:viec )?({_NUMBERS})(?: (?:vao|vo)(?: cung)?(?: mot)? dot(?: nay)?)?")
_LEAVES = re.compile(rf"(?:bo|dua|lay|rut) (?:cac )?(?:viec )?({_NUMBERS}) (?:ra )?(?:khoi|ra) dot(?: nay)?")
_THEM = r"(?:nguoi|chau|em(?: be| nho)?|be|tre(?: em)?|hoc sinh|cu(?: gia)?|dan|ho|gia dinh|ba con|cong nhan|can bo)"
_HURT = re.compile(
    r"\b(?:bi thuong|thuong vong|mat tich|vui lap|mac ket|cap cuu|tu vong|duoi nuoc|chet duoi|chet nguoi"
    r"|(?:nguoi|chau|em be|cu gia) (?:bi )?(?:chet|mat|cuon|troi|nguy)|(?:cuon|troi|chet|keo) (?:mat )?\w+ (?:nguoi|chau)"
    rf"|{_THEM} (?:\w+ ){{0,3}}(?:ket|mac lai)(?! xe)|ket (?:lai )?(?:\d+|mot|hai|ba|may) {_THEM}"
    r"|ket (?:o |lai |het )?(?:tren (?:mai|noc|cay|gac)|giua (?:dong|lu|song|suoi)|trong (?:nha|lop|hang|ham)|duoi (?:dong|nha|gam))"
    rf"|bi vui|chon vui|(?:vui|chon) (?:mat )?(?:\d+ )?{_THEM}|{_THEM} (?:\w+ ){{0,3}}bi (?:\w+ )?de"
    rf"|(?:sap|do|lo|cay|tuong|dat|da)(?: \w+){{0,3}} de (?:trung |len |phai |chet )*(?:\d+ |mot |hai |ba |may )?{_THEM})\b"
)
_NO_ONE = re.compile(rf"\b(?:khong|ko|chua|chang) (?:(?:co|con|thay|ai|{_THEM}|nao|bi|may) )+(?:ket|mac ket|thuong|vui|de|troi|cuon|chet|nan)\b")


# what people type ----------------------------------------------------------------------------------------------------
def opens(text: str) -> str | None:
    """The title in "mở đợt mưa lũ đêm 12/9", "" for none; None where nothing of the kind is said."""
    said = " ".join(text.split()).strip(" .!")
    found = _OPENS.fullmatch(fold(said))
    if not found:
        return None
    return (said[found.start(1) :] if len(fold(said)) == len(said) else found[1]) if found[1] else ""


def sees(text: str) -> bool:
    return _SEES.fullmatch(_plain(text)) is not None


def agrees_to_end(text: str) -> bool:
    """ "đồng ý kết thúc", the yes that the question itself names."""
    plain = fold(text).strip(" .!")
    return plain.startswith("dong y") and ends(plain.removeprefix("dong y").strip())


def ends(text: str) -> bool:
    return _ENDS.fullmatch(_plain(text)) is not None


def names_one(text: str) -> bool:
    """Whether words that end something say what."""
    return "dot" in words(text)


def not_now(text: str) -> bool:
    """Whether these few words put a question off: "thôi để mai"."""
    said = words(text)
    return bool(said) and said[0] in _NOT_NOW and _PUT_OFF.issuperset(said)


def joins(text: str) -> list[int]:
    """The numbers in "gom 12, 13, 15", "gom 12 vào đợt"."""
    return _numbers(_JOINS.fullmatch(_plain(text)))


def leaves(text: str) -> list[int]:
    """The numbers in "bỏ 12 khỏi đợt"."""
    return _numbers(_LEAVES.fullmatch(_plain(text)))


def _plain(text: str) -> str:
    return " ".join(fold(text).split()).strip(" .!?")


def _numbers(found: re.Match[str] | None) -> list[int]:
    return list(dict.fromkeys(int(n) for n in re.findall(r"\d+", found[1]))) if found else []


def somebody_is_hurt(text: str) -> bool:
    """Whether a case tells of people in danger of their lives: that is never gathered."""
    return _HURT.search(_NO_ONE.sub(" ", _plain(text))) is not None


# opening and ending --------------------------------------------------------------------------------------------------
def proposed(kind: str, at: float) -> str:
    """A title: "mưa lũ đêm 12/9"; what begins after midnight is the night of the day before."""
    when = local(at)
    night = when.hour >= 18 or when.hour < 6
    day = local(at - 6 * 3600.0) if night else when
    return f"{_KIND_TITLES.get(kind, 'việc khẩn')} {'đêm' if night else 'ngày'} {day.day}/{day.month}"


def offer(how_many: int) -> str:
    return f"Đã có {how_many} việc ĐỎ trong 6 giờ. Gom thành một đợt thì gõ: mở đợt."


def really_open(title: str, place: str, cases: Sequence[Grouped], kinds: Sequence[str]) -> str:
    """``cases``: those in it from the first; ``kinds``: of which new ones join."""
    hamlets = _some(list(dict.fromkeys(c.unit for c in cases)))
    there = f"{len(cases)} việc vào ngay ({_listed([c.number for c in cases])}), ở {hamlets}." if cases else "Chưa có việc nào vào ngay."
    sorts = ", ".join(f"“{KINDS[kind].label}”" for kind in kinds)
    return f"Mở đợt “{title}” ở {place}. {there}\nTừ đó việc ĐỎ, VÀNG loại {sorts} tự vào đợt. {BAC_} mở đợt chứ ạ?"


def _some(names: Sequence[str]) -> str:
    more = f" và {len(names) - SHOWN} nơi khác" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"


def opened(title: str, numbers: Sequence[int]) -> str:
    there = f": {len(numbers)} việc ({_listed(numbers)})" if numbers else ". Gom việc vào thì gõ gom và số, ví dụ: gom 12, 13"
    return (
        f"Đã mở đợt “{title}”{there}.\nViệc ĐỎ, VÀNG cùng loại tự vào đợt; tin gom lại 15 phút một lần, có người bị nạn thì báo ngay.\n"
        f"Có việc không thuộc đợt thì gõ: bỏ 12 khỏi đợt."
    )


def open_already(title: str) -> str:
    return f"Đợt “{title}” đang mở rồi ạ."


def tell_opened(title: str, by: str, numbers: Sequence[int]) -> str:
    """To the others of the block."""
    there = f", gồm {len(numbers)} việc ({_listed(numbers)})" if numbers else ""
    return f"Thưa {BAC}, {by} mở đợt “{title}”{there}. Tin của đợt gom lại 15 phút một lần, có người bị nạn thì báo ngay."


def yes_or_no(yes: str, do: Choice, no: str) -> tuple[Choice, ...]:
    """``do``: what a yes does; both are numbered, and known by their first word."""
    return Choice(yes, f"Đồng ý, {do.typed}"), Choice(no, "Thôi, để sau")


def really_end(title: str, f: Figures) -> str:
    left = f.new + f.going
    open_ = f"còn {left} việc chưa xong{f', {f.new} việc chưa ai nhận' if f.new else ''}" if left else "các việc đã xong cả"
    then = " Kết thúc đợt rồi, các việc ấy vẫn theo dõi tiếp như thường." if left else ""
    return f"Đợt “{title}” {open_ if f.cases else 'chưa có việc nào'}.{then} {BAC_} kết thúc đợt chứ ạ?"


def goes_on(title: str) -> str:
    return f"Dạ, đợt “{title}” vẫn mở ạ."


def ended(title: str) -> str:
    return f"Đã kết thúc đợt “{title}”. Báo cáo nhanh vẫn xem, sửa được: gõ báo cáo nhanh."


def tell_ended(title: str, by: str, f: Figures) -> str:
    return f"Thưa {BAC}, {by} kết thúc đợt “{title}”: {_counted(f)}."


# reading it ----------------------------------------------------------------------------------------------------------
def screen(title: str, place: str, since: float, f: Figures) -> str:
    return f"Đợt “{title}”, {place}, từ {moment(since)}: {_counted(f)}."


def choices(f: Figures) -> tuple[Choice, ...]:
    """What can be done with the whole of it."""
    return (*([TAKE_ALL] if f.new else []), *([LIST] if f.cases else []), REPORT, END)


def listed(title: str, cases: Sequence[Grouped], page: int, pages: int) -> str:
    where = f" (trang {page + 1}/{pages})" if pages > 1 else ""
    lines = [f"- Số {c.number}, {LEVEL_NAMES[c.level]}, {c.unit}: {short(c.text) or KINDS[c.kind].label}; {STATUS[c.status]}." for c in cases]
    return "\n".join([f"Việc trong đợt “{title}”{where}:", *lines, "Xem kỹ một việc: gõ xem và số, ví dụ: xem 12."])


def next_page(row: int, page: int) -> Choice:
    return Choice(f"{LIST.value}:id:{row}:{page}", "Xem tiếp", "xem tiếp")


def taken(numbers: Sequence[int]) -> str:
    return f"Đã ghi: {BAC} nhận {len(numbers)} việc trong đợt ({_listed(numbers)}). Trợ lý đã báo từng người gửi."


def joined(title: str, numbers: Sequence[int], refused: Sequence[str]) -> str:
    done = [f"Đã gom vào đợt “{title}”: {_listed(numbers)}."] if numbers else []
    return "\n".join([*done, *refused])


def left(title: str, numbers: Sequence[int], refused: Sequence[str]) -> str:
    done = [f"Đã bỏ khỏi đợt “{title}”: {_listed(numbers)}. Từ nay báo riêng từng việc."] if numbers else []
    return "\n".join([*done, *refused])


def not_found(number: int) -> str:
    return f"Chưa thấy việc số {number} ở xã này."


def not_confidential(number: int) -> str:
    return f"Việc số {number} là việc kín, không gom vào đợt."


def not_there(number: int) -> str:
    return f"Việc số {number} không ở trong đợt."


def there_already(number: int) -> str:
    return f"Việc số {number} đã ở trong đợt rồi ạ."


# what comes by itself ------------------------------------------------------------------------------------------------
def gathered(c: Grouped, media: str, besides: str) -> str:
    """One of several new cases in one message."""
    told = f"Thưa {BAC}, {named_case(c.number, c.text)}, {LEVEL_NAMES[c.level]}, {c.unit}{f', {media}' if media else ''}."
    return f"{told} {besides}".strip()


def first_choices(row: int, c: Grouped) -> tuple[Choice, ...]:
    """Of the first one gathered: it speaks for all. ``row``: the episode's."""
    return (Choice(f"{TAKE_ALL.value}:id:{row}", TAKE_ALL.label, TAKE_ALL.typed), Choice(f"xem:id:{c.id}", "Xem", f"xem {c.number}"))


def above(place: str, title: str, f: Figures, *, begins: bool = False, over: bool = False) -> str:
    """To the levels above: figures alone."""
    now = "mở đợt" if begins else "kết thúc đợt" if over else "đợt"
    return f"Kính báo để {BAC} nắm: {place}, {now} “{title}”: {_counted(f)}."


def late_above(place: str, title: str, late: int, f: Figures, *, taken: bool) -> str:
    """``late``: how many of the urgent ones; ``taken``: somebody has them, and they are not done in time."""
    what = "chưa xong" if taken else "chưa có người nhận"
    return f"Kính báo để {BAC} nắm: {place}, đợt “{title}” có {late} việc ĐỎ quá hẹn {what}. Cả đợt: {_counted(f)}."


def not_taken(title: str, cases: Sequence[Grouped], then: str) -> str:
    first = min(c.created_at for c in cases)
    return (
        f"Thưa {BAC}, đợt “{title}”: {len(cases)} việc chưa có người nhận ({_listed([c.number for c in cases])}), sớm nhất từ {moment(first)}.{then}"
    )


def not_done(title: str, cases: Sequence[Grouped], then: str) -> str:
    return f"Thưa {BAC}, đợt “{title}”: {len(cases)} việc quá hẹn chưa xong ({_listed([c.number for c in cases])}).{then}"


def remind(title: str, cases: Sequence[Grouped]) -> str:
    """To whoever has them: a word is owed."""
    numbers = [c.number for c in cases]
    return (
        f"Thưa {BAC}, đợt “{title}”: {len(numbers)} việc {BAC} phụ trách ({_listed(numbers)}) chưa có tin thêm. "
        f"Có gì mới, {BAC} gõ: ghi {numbers[0]} và vài chữ; nói chung cả đợt thì gõ: báo cáo nhanh."
    )


def _counted(f: Figures) -> str:
    """As "12 việc, ĐỎ 10 (3 chưa nhận, 5 đang giải quyết, 4 xong), chừng 85 hộ"."""
    if not f.cases:
        return "chưa có việc nào"
    states = ((f.new, "chưa nhận"), (f.going, "đang giải quyết"), (f.done, "xong"))
    red, households = f", ĐỎ {f.red}" if f.red else "", f", chừng {f.households} hộ" if f.households else ""
    return f"{f.cases} việc{red} ({', '.join(f'{n} {state}' for n, state in states if n)}){households}"


def _listed(numbers: Sequence[int]) -> str:
    return f"số {', '.join(map(str, numbers))}"
