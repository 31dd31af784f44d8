"""Cases that only a few may read, calls back to their reporters, and matters of many people, in words."""

from __future__ import annotations

from bot.domain.kinds import Level
from bot.talk import Choice
from messages_vi.cases import begun, moment, named_case
from messages_vi.common import BAC
from messages_vi.kinds import LEVEL_NAMES, LEVEL_WORDS

URGENT_NUMBERS = frozenset({"111", "112", "113", "114", "115"})  # whoever has called one of these tells of no case
NEWS = "Dạ, có tin mới về việc của khối, của tổ. Xin gõ: việc, để xem."  # in place of what told of a case that they may read no more
READERS = "Trưởng khối, Phó trưởng khối, Bí thư, trực ban và người báo"


def closed(number: int, held_by: str) -> str:
    """``held_by``: who answered for it and may read it no more; "" for nobody."""
    told = f"Đã ghi: việc số {number} là việc kín, nay chỉ {READERS} xem được."
    if not held_by:
        return told
    return f"{told}\n{held_by} không xem được việc kín nên thôi phụ trách, {BAC} nói trực tiếp giúp. Nay chưa ai phụ trách việc này."


def to_be_held(number: int) -> tuple[Choice, ...]:
    """What is to be done about one that has become nobody's."""
    return (Choice("nhan", "Tôi nhận", f"nhận {number}"), Choice("giao", "Giao người làm", f"giao {number}"))


def closed_already(number: int) -> str:
    return f"Việc số {number} đã là việc kín rồi ạ."


def opened(number: int) -> str:
    return f"Đã ghi: việc số {number} thôi kín, cả khối lại xem được."


def open_already(number: int) -> str:
    return f"Việc số {number} không phải việc kín ạ."


def always_closed(number: int, kind: str) -> str:
    return f"Việc số {number} thuộc loại “{kind}”, loại này luôn kín, không bỏ được ạ."


def called(number: int, at: float, *, new: bool) -> str:
    """``new``: nobody has taken it yet."""
    then = f" Việc này chưa có người nhận; {BAC} nhận thì gõ: nhận {number}." if new else ""
    return f"Đã ghi: việc số {number}, đã gọi lại người báo lúc {moment(at)}.{then}"


def a_call_told_of(number: str) -> str:
    """To whoever writes that they have called an emergency number, which reads like a case's."""
    return f"Dạ, {BAC} đã gọi {number} rồi ạ. Muốn ghi vào tin báo, {BAC} gõ cả câu, ví dụ: tôi đã gọi {number} lúc 9 giờ."


def crowd(number: int, level: Level) -> str:
    now = f"Đã ghi: việc số {number} là việc đông người, bức xúc kéo dài, mức {LEVEL_WORDS[level]}. Nhầm thì gõ: bỏ đông người {number}."
    return now if level is Level.DO else f"{now} Bà con đang tụ tập hoặc có xô xát thì {BAC} gõ: gấp {number}."


def crowd_already(number: int, level: Level) -> str:
    then = "" if level is Level.DO else f" Bà con đang tụ tập hoặc có xô xát thì {BAC} gõ: gấp {number}."
    return f"Việc số {number} đã ghi là việc đông người rồi ạ. Không phải thì gõ: bỏ đông người {number}.{then}"


def no_crowd_there(number: int) -> str:
    return f"Việc số {number} không ghi là việc đông người ạ."


def no_crowd(number: int, level: Level, *, may_lower: bool) -> str:
    """The mark is gone; the level stays."""
    lower = f" Hạ mức thì gõ: hạ mức {number}." if may_lower else ""
    return f"Đã bỏ: việc số {number} không còn là việc đông người, mức vẫn là {LEVEL_NAMES[level]}.{lower}"


def tell_no_crowd(number: int, text: str) -> str:
    """To its reporter."""
    return f"{begun(number, text)}: thôi ghi là việc đông người, bức xúc kéo dài."


def call_off_crowd(number: int, text: str, who: str) -> str:
    """To the block."""
    return f"Thưa {BAC}, {named_case(number, text)}: {who} cho biết không phải việc đông người."


def tell_crowd(number: int, text: str, level: Level) -> str:
    """To its reporter."""
    return f"{begun(number, text)}: khối ghi là việc đông người, bức xúc kéo dài, mức {LEVEL_WORDS[level]}."


def alarm_crowd(number: int, text: str, unit: str, level: Level, who: str) -> str:
    """To the block."""
    return f"Thưa {BAC}, {named_case(number, text)}, {unit}: {who} báo có đông người, bức xúc kéo dài. Nay mức {LEVEL_NAMES[level]}."
