"""What the clock says about cases: nobody has taken one, it is late, nobody has said a word about it, who had it has it no more."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.kinds import Kind, Level
from bot.domain.periods import local
from messages_vi.cases import named_case
from messages_vi.common import BAC, BAC_
from messages_vi.joining import ROLES
from messages_vi.kinds import LEVEL_NAMES

_LATE = {"minutes": "{} phút", "working_hours": "{} giờ làm việc", "working_days": "{} ngày làm việc"}


def allowed(amount: float, measure: str) -> str:
    """As "30 phút", "4 giờ làm việc"."""
    hours = measure == "minutes" and amount >= 120 and amount % 60 == 0
    return f"{amount / 60:g} giờ" if hours else _LATE[measure].format(f"{amount:g}")


def not_taken(number: int, text: str, unit: str, level: Level, allowed_: str, then: str) -> str:
    return f"Thưa {BAC}, {named_case(number, text)}, {unit}, mức {LEVEL_NAMES[level]}, đã quá {allowed_} chưa có người nhận.{_then(then)}"


def not_done(number: int, text: str, unit: str, level: Level, due: float, doer: str, then: str) -> str:
    has = f", {doer} đang làm" if doer else ""
    when = f"{local(due).day}/{local(due).month}"
    return f"Thưa {BAC}, {named_case(number, text)}, {unit}, mức {LEVEL_NAMES[level]}{has}, hẹn {when} mà chưa xong.{_then(then)}"


def above(number: int, kind: Kind, commune: str, unit: str, *, taken: bool) -> str:
    """To the levels above the commune, of the most urgent alone."""
    why = "quá hẹn chưa giải quyết xong" if taken else "chưa có người nhận"
    return f"Kính báo để {BAC} nắm: {commune} có việc ĐỎ số {number}, {kind.label}, {unit}, {why}."


def _then(then: str) -> str:
    return f" {then}" if then else ""


def told_next(at: float, now: float, role: str) -> str:
    """Who hears next, and when."""
    when = local(at)
    day = "" if when.date() == local(now).date() else f" ngày {when.day}/{when.month}"
    return f"Sau {when:%H:%M}{day}, trợ lý báo {ROLES.get(role, role)}."


def remind(number: int, text: str, level: Level, since: float) -> str:
    """To whoever works on it: a word is owed."""
    when = local(since)
    return (
        f"Thưa {BAC}, {named_case(number, text)}, mức {LEVEL_NAMES[level]}, từ {when:%H:%M} ngày {when.day}/{when.month} chưa có tin thêm. "
        f"Có gì mới, {BAC} gõ: ghi {number} và vài chữ."
    )


def nobodys(numbers: Sequence[int]) -> str:
    """To those who may take and give these cases."""
    first = numbers[0]
    return f"Thưa {BAC}, người phụ trách đã thôi, nay chưa có ai phụ trách {_numbered(numbers)}. {BAC_} gõ: nhận {first}, hoặc: giao {first}."


def let_go(numbers: Sequence[int]) -> str:
    """To who had them."""
    return f"Thưa {BAC}, vai trò của {BAC} đã hết hoặc thay đổi, nên {BAC} thôi phụ trách {_numbered(numbers)}. Khối sẽ cử người khác làm tiếp."


def _numbered(numbers: Sequence[int]) -> str:
    return f"{'các ' * (len(numbers) > 1)}việc số {', '.join(map(str, numbers))}"
