"""A report that is entered for somebody else, in words."""

from __future__ import annotations

from bot.talk import Choice
from messages_vi.cases import reporter
from messages_vi.common import BAC, BAC_

TITLE = "tin nhập hộ"
NOT_YOURS = f"Nhập hộ là việc của tổ trưởng, tổ phó và khối. Việc của mình thì {BAC} cứ gõ ra đây."
WHICH_HAMLET = f"{BAC_} nhập hộ việc ở đâu ạ?"
CITIZEN = "một người dân"
A_CITIZEN = Choice("citizen", f"{CITIZEN[:1].upper()}{CITIZEN[1:]}, không ghi tên")
PICK = f"{BAC_} chọn một ý dưới đây. Không nhập nữa thì gõ: hủy."


def for_whom(hamlet: str) -> str:
    return f"Nhập hộ ai ở {hamlet} ạ?"


def member(name: str, role: str, *, joined: bool) -> str:
    return f"{name}, {role}" if joined else f"{name}, {role}, chưa vào"


def entering_for(name: str, unit: str) -> str:
    """Before each question of such a report. ``name`` "" : no person is named."""
    return f"(Nhập hộ {name or CITIZEN}, {unit})"


def told_by(name: str, role: str, by: str, *, citizen: bool) -> str:
    """Who reported a case, and who typed it; ``by`` "" : they did so themselves."""
    who = CITIZEN if citizen else reporter(name, role)
    return f"{who}, nhập hộ: {by}" if by else who


def entered(name: str, *, reached: bool) -> str:
    """After the receipt, to who typed it. ``reached``: whether that person uses the bot."""
    if not name:
        return f"Việc nhập hộ {CITIZEN}: có tin gì trợ lý báo {BAC}, {BAC} nói lại giúp."
    if not reached:
        return f"Việc nhập hộ {name}. {name} chưa vào nên có tin gì trợ lý báo {BAC}, {BAC} nói lại giúp."
    return f"Việc nhập hộ {name}, trợ lý đã báo {name}."


def tell_entered(number: int, text: str, by: str) -> str:
    """To whom it was entered for."""
    if not text:
        return f"{by} đã nhập hộ {BAC} việc số {number}, một việc kín, không ghi chữ. Không đúng thì {BAC} gõ: rút {number}."
    return f"{by} đã nhập hộ {BAC} việc số {number}: “{text}”. Chưa đúng thì {BAC} gõ: sửa {number}, bổ sung {number}, hoặc rút {number}."


def withdrawn_for_you(case: str, by: str) -> str:
    """``case``: with its number and first words."""
    return f"{by} đã rút {case} nhập hộ {BAC}."
