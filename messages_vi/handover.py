"""Handing a role over, in words: the list that both read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.talk import Choice
from messages_vi.common import BAC, BAC_

TITLE = "việc bàn giao"
WHICH_ROLE = f"{BAC_} bàn giao vai trò nào ạ?"
NOTHING = f"{BAC_} không giữ vai trò nào phải bàn giao. Muốn thôi vai trò thì gõ: thôi vai trò."
NO_LONGER = f"Vai trò ấy {BAC} không còn giữ nên không bàn giao được nữa ạ."
SOMEBODY_ELSE, ANOTHER = Choice("else", "Người khác trong xã"), "Chọn người khác"
NAME = f"{BAC_} gõ tên người nhận bàn giao."
WHICH_ONE = f"{BAC_} bàn giao cho ai ạ?"
SEND = Choice("send", "Gửi", "gửi")
SAY_SEND = f"Đúng rồi thì {BAC} gõ: gửi. Không bàn giao nữa thì gõ: hủy."
PICK = f"{BAC_} chọn một người dưới đây, hoặc gõ cả họ tên. Không bàn giao nữa thì gõ: hủy."
NOBODYS = "Nay chưa có ai phụ trách việc này."
MOST = 15  # cases that are named one by one


def nobody_there(unit: str) -> str:
    return f"Ở {unit} chưa có ai khác đã vào để nhận bàn giao. {BAC_} gõ: danh sách, để thêm người trước."


def no_such(name: str) -> str:
    return f"Trợ lý chưa thấy ai tên {name} đã vào. {BAC_} gõ lại tên giúp."


def who(role: str) -> str:
    """``role``: with its unit."""
    return f"{BAC_} bàn giao vai trò {role} cho ai ạ?"


def case(number: int, what: str, status: str) -> str:
    return f"- Việc số {number}: {what}; {status}."


def listed(cases: Sequence[str], drafts: int, waiting: Sequence[str]) -> str:
    """What passes: the same words for both."""
    shown = [*cases[:MOST], f"- và {len(cases) - MOST} việc khác." if len(cases) > MOST else ""]
    head = f"Việc đang phụ trách: {len(cases)}." if cases else "Không có việc nào phải chuyển theo."
    more = [f"Tin đang viết dở: {drafts}." if drafts else "", f"Chờ đồng ý cho vào: {', '.join(waiting)}." if waiting else ""]
    return "\n".join(x for x in (head, *shown, *more) if x)


def _left(how_many: int) -> str:
    """Cases that do not go along, and that nobody answers for afterwards."""
    return f"\nCòn {how_many} việc khối sẽ cử người khác." if how_many else ""


def check(role: str, to: str, what: str, left: int = 0) -> str:
    return f"Bàn giao vai trò {role} cho {to}, từ hôm nay; {BAC} thôi vai trò này.\n{what}{_left(left)}"


def done(role: str, to: str, what: str, left: int = 0) -> str:
    return f"Đã bàn giao vai trò {role} cho {to}. Cảm ơn {BAC}.\n{what}{_left(left)}"


def tell_nobodys(cases: Sequence[str]) -> str:
    """To the heads of the block: whoever answered for these may do so no more."""
    shown = [*cases[:MOST], *([f"- và {len(cases) - MOST} việc khác."] if len(cases) > MOST else [])]
    head = f"Thưa {BAC}, người phụ trách đã thôi nên các việc sau chưa có ai phụ trách:"
    return "\n".join([head, *shown, f"{BAC_} xem một việc thì gõ: xem và số việc; nhận làm thì gõ: nhận và số việc."])


def tell_successor(role: str, by: str, what: str, *, cases: bool) -> str:
    how = f"\n{BAC_} xem một việc thì gõ: xem và số việc." if cases else ""
    return f"Thưa {BAC}, {by} đã bàn giao cho {BAC} vai trò {role}, từ hôm nay.\n{what}{how}"


def tell_draft(title: str, by: str) -> str:
    return f"Thưa {BAC}, {by} bàn giao {title} đang viết dở. {BAC_} viết tiếp ạ?"


def tell_reporter(named: str, name: str) -> str:
    """``named``: the case, with its first words."""
    return f"{named[:1].upper()}{named[1:]}: nay do {name} phụ trách."


def tell_let_go(named: str) -> str:
    """To the reporter: whoever answered for it does so no more. ``named``: the case, with its first words."""
    return f"{named[:1].upper()}{named[1:]}: người phụ trách đã thôi, khối sẽ cử người khác."
