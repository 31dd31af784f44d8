"""Lists of cases, in words: how many there are, a line for each, and accepting all that is new at once."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.cases import NEW, OPEN
from bot.domain.kinds import Level
from bot.domain.periods import local
from bot.domain.vietnamese import words
from bot.talk import Choice
from messages_vi.cases import STATUS, short
from messages_vi.common import BAC, BAC_, PARTICLES
from messages_vi.kinds import LEVEL_NAMES
from messages_vi.members import MORE, YES, began, page_of

__all__ = ["MORE", "YES"]

TYPE_MORE = "tiếp"
TITLE = "lời nhận hết việc mới"
NOT_YOURS = f"{BAC_} chưa có quyền xem các việc này. Xin hỏi thư ký khối."
NOTHING_OPEN = "Hiện không có việc nào đang mở ạ."
NO_SUCH_LIST = f"Trợ lý chưa rõ {BAC} muốn xem phần nào. {BAC_} gõ: việc, để chọn."
NO_MORE = f"Đã hết việc trong phần này ạ. {BAC_} gõ: việc, để xem lại."
NONE_NEW = f"Không có việc mới nào chờ {BAC} nhận ạ."
TAKE_ALL = Choice("/nhanhet", "Nhận hết", "nhận hết")
OTHER_LISTS = Choice("/viec", "Phần khác", "việc")
_GOES_ON = frozenset({"tiep", "tiep tuc", "xem nua", "con nua", "nua"})
SAY_YES = f"Nhận cả thì {BAC} gõ: đồng ý. Không nhận cả thì gõ: hủy."
WHICH_PLACE = f"{BAC_} chọn nơi muốn xem."
FIND_WHAT = f"{BAC_} gõ tìm và vài chữ, ví dụ: tìm cầu gãy."
SEARCH, SEARCH_TYPED = "Đúng, tìm", "đúng"
NOT_FOUND = f"Chưa thấy việc nào có đủ các chữ ấy, trong các việc {BAC} được xem."
SO_IT_IS_NEW = "Chưa thấy việc nào như vậy, nên trợ lý xem là việc mới."
IF_NEW = f"Nếu {BAC} báo việc mới thì gõ: báo việc."
CASES, SEARCHES, CASE = "viec", ("tim", "tim kiem"), "viec"  # the first words (folded)
LABELS = {"n": "Mới", "l": "Quá hẹn", "m": "Của tôi", "t": "Theo thôn", "a": "Tất cả đang mở", "k": "Việc kín"}
BY_COMMUNE = "Theo xã"
LISTS = {
    "moi": "n", "moi cho nhan": "n", "cho nhan": "n", "qua hen": "l", "qua han": "l", "toi giu": "m", "toi dang giu": "m", "toi phu trach": "m",
    "theo thon": "t", "tung thon": "t", "theo xa": "t", "tat ca": "a", "tat ca dang mo": "a", "kin": "k",
}  # fmt: skip
_HEADS = {
    "n": "Việc mới chờ nhận: {}.", "l": "Việc quá hẹn: {}.", "m": f"Việc {BAC} đang phụ trách: {{}}.", "a": "Việc đang mở: {}.",
    "k": "Việc kín đang mở: {}.", "s": "Tìm thấy: {} việc.",
}  # fmt: skip
_STANDING = {"da_nhan": "đã nhận", "dang_giai_quyet": "đang giải quyết", "da_chuyen": "đã chuyển"}
NOBODYS = "chưa ai phụ trách"
_MOST_TOLD = 5  # of the cases that others took


def overview(new: int, late: int, mine: int, going_on: int, asked: int, closed: int) -> str:
    """How many of each; ``asked``: of those that go on, whose reporter has been asked something."""
    lines = [
        f"Việc đang mở: {new + going_on}.",
        f"Mới chờ nhận: {new}. Quá hẹn: {late}. {BAC_} đang phụ trách: {mine}.",
        f"Đang giải quyết: {going_on}. Chờ người báo trả lời: {asked}.",
        f"Việc kín, xem riêng: {closed}." if closed else "",
        f"{BAC_} muốn xem phần nào ạ?",
    ]
    return "\n".join(x for x in lines if x)


def head(screen: str, how_many: int, page: int, pages: int, place: str = "") -> str:
    """Over a list; ``place``: of which it is."""
    text = f"{began(place)}: {how_many} việc đang mở." if place else _HEADS[screen].format(how_many)
    return text + page_of(page, pages)


def places(how_many: int, page: int, pages: int) -> str:
    return f"Việc đang mở ở {how_many} nơi.{page_of(page, pages)} {WHICH_PLACE}"


def place(title: str, how_many: int, new: int, late: int) -> str:
    more = [f"{new} mới" if new else "", f"{late} quá hẹn" if late else ""]
    return f"{began(title)}: " + ", ".join(x for x in (f"{how_many} việc", *more) if x)


def how_to_look(number: int) -> str:
    return f"Xem kỹ một việc: gõ xem và số, ví dụ: xem {number}."


def goes_on(text: str) -> bool:
    """Whether these words ask for the next page."""
    return " ".join(w for w in words(text) if w not in PARTICLES) in _GOES_ON


def left(how_many: int) -> str:
    return f"Còn {how_many} việc."


def line(number: str, level: Level, where: str, text: str, state_: str) -> str:
    """``text`` "": only a few may read it, so not even its level is told."""
    return f"{number}. {LEVEL_NAMES[level]}, {where}: {short(text)} ({state_})" if text else f"{number}. Việc kín, {where} ({state_})"


def merged_into(number: int) -> str:
    return f"gộp vào {number}"


def numbered(number: int, year: int, now: float) -> str:
    """As it is read out; with its year where that is another one."""
    return str(number) if year == local(now).year else f"{number} (năm {year})"


def state(now: float, status: str, since: float, doer: str, *, late_at: float | None = None, asked: bool = False, due: float | None = None) -> str:
    """Where a case stands that was filed ``since`` then. ``doer`` "" : nobody. ``late_at``: from when on it is late."""
    late = late_at is not None and late_at <= now
    if status == NEW:
        return f"chờ nhận {_span(now - since)}" + (", quá hẹn" if late else "")
    if status not in OPEN:
        return STATUS[status]
    whose = f"{doer} {_STANDING[status]}" if doer else f"{_STANDING[status]}, {NOBODYS}"
    by = f"hẹn {local(due).day}/{local(due).month}" if due else ""
    last = f"quá hẹn {_span(now - late_at)}" if late and late_at is not None else by
    return ", ".join(x for x in (whose, last, "chờ người báo trả lời" if asked else "") if x)


def _span(seconds: float) -> str:
    minutes = max(1, int(seconds // 60))
    return f"{minutes} phút" if minutes < 60 else f"{minutes // 60} giờ" if minutes < 24 * 60 else f"{minutes // (24 * 60)} ngày"


# accepting all that is new ---------------------------------------------------------------------------------------------
def new_line(number: str, level: Level, where: str, text: str) -> str:
    """As line; it begins with no bare number, for it stands in a question."""
    return f"- Số {number}, {LEVEL_NAMES[level]}, {where}: {short(text)}" if text else f"- Số {number}, việc kín, {where}"


def take_all(lines: Sequence[str], how_many: int, more: int) -> str:
    """Asks for a yes. ``lines``: of the first of them; ``more``: new cases that are too many to be taken at once."""
    first = " gấp nhất, chờ lâu nhất" if more else ""
    rest = f" Còn {more} việc mới nữa, nhận sau." if more else ""
    others = [f"và {how_many - len(lines)} việc nữa."] if how_many > len(lines) else []
    return "\n".join([f"Nhận {'cả ' * (how_many > 1)}{how_many} việc mới{first}?{rest}", *lines, *others])


def taken(numbers: Sequence[str], others: Sequence[str]) -> str:
    """``others``: a sentence for each case that somebody else took first."""
    told = [*others[:_MOST_TOLD], *([f"{len(others) - _MOST_TOLD} việc khác cũng đã có người nhận."] if len(others) > _MOST_TOLD else [])]
    if not numbers:
        return "\n".join(told)
    done = f"Đã ghi: {BAC} nhận {len(numbers)} việc: {', '.join(numbers)}. Trợ lý đã báo người gửi."
    return "\n".join([done, *told, f"Giao người làm thì gõ giao và số, ví dụ: giao {numbers[0]}."])


def say_alone(number: str) -> str:
    """Several cases have this number."""
    return f"Có mấy việc cùng số {number}, {BAC} gõ riêng giúp: nhận {number}."
