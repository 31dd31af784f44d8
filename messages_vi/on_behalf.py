"""A report that is entered for somebody else, in words."""

from __future__ import annotations

import re

from bot.domain.vietnamese import fold, words
from bot.talk import Choice
from messages_vi.cases import reporter, short
from messages_vi.common import BAC, BAC_, adds_nothing, says_no

TITLE = "tin nhập hộ"
NOT_YOURS = f"Nhập hộ là việc của tổ trưởng, tổ phó và khối. Việc của mình thì {BAC} cứ gõ ra đây."
WHICH_HAMLET = f"{BAC_} nhập hộ việc ở đâu ạ?"
TELL_ME = (
    f"{BAC_} kể giúp trong một tin: việc gì, ở chỗ nào, từ lúc nào, chừng mấy hộ. Có ảnh thì gửi kèm. Xin không ghi tên người.\n"
    "Nhầm người, nhầm nơi thì gõ: quay lại."
)
TELL_FIRST = f"{BAC_} kể giúp vài chữ, hoặc gửi tin thoại ạ. Không nhập nữa thì gõ: hủy."
AT = "ở "
_FOR_THEM = re.compile(r"(?:nhap ho|nhapho)[\s,:]+(?!khau\b)(?:cho )?(\S.*)", re.DOTALL)
_TELLS = 3  # so many words tell something
CITIZEN = "một người dân"
A_CITIZEN = Choice("citizen", f"{CITIZEN[:1].upper()}{CITIZEN[1:]}, không ghi tên")
PICK = f"{BAC_} chọn một ý dưới đây. Không nhập nữa thì gõ: hủy."


def told_for(text: str) -> str:
    """What stands behind "nhập hộ"; "" where that is not how it begins."""
    text = " ".join(text.split())
    found = _FOR_THEM.fullmatch(fold(text)) if len(fold(text)) == len(text) else None
    return text[found.start(1) :] if found else ""


def first_and_rest(text: str) -> tuple[str, str]:
    """ "chị Bảy, gãy cầu" as what stands before the first comma, and behind it."""
    first, *rest = re.split(r"[,:;]", text, maxsplit=1)
    return first.strip(), "".join(rest).strip()


def tells(text: str) -> bool:
    """Whether words that name nobody tell something."""
    return len(words(text)) >= _TELLS and not adds_nothing(text) and not says_no(text, alone=True)


def which_hamlet(told: str) -> str:
    """``told``: what was told already."""
    return f"“{short(told)}”: {WHICH_HAMLET[:1].replace(BAC_, BAC)}{WHICH_HAMLET[1:]}" if told else WHICH_HAMLET


def for_whom(hamlet: str, told: str = "", *, several: bool = False) -> str:
    """``told``: what was told already; ``several``: another place can be chosen."""
    about = f"“{short(told)}”: nhập" if told else "Nhập"
    elsewhere = " Nhầm nơi thì gõ: quay lại, hoặc gõ tên nơi ấy." if several else ""
    return f"{about} hộ ai ở {hamlet} ạ?{elsewhere}"


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
