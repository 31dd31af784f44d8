"""Words of the block that are no question and no result but leave off: which are plain, which are asked about before anybody reads them."""

from __future__ import annotations

import re

from bot.domain.vietnamese import words
from bot.talk import Choice
from messages_vi.common import BAC, BAC_

SEND_IT, LEAVE_IT = Choice("send", "Gửi câu này"), Choice("leave", "Bỏ")
_WEAK = r"(?:a|da|oi|u|thoi|chua|nua|dau|nhe|nha|roi|lai|viec (?:nay|do|khac|kia)|so (?:nay|khac)|toi|em|minh|xin loi|la|day|de)"
_STRONG = (
    r"(?:(?:(?:go|bam|viet|gui|danh|hoi) )?nham(?: (?:so|viec|nguoi|cho|lan))?|bo (?:qua|di|viec nay)|de (?:sau|mai|luc khac|hom khac)"
    r"|khong (?:can|phai)(?: nua)?|(?:khong|ko|chang)(?: can| muon)? (?:hoi|gui|ghi|bao|nhan|viet|chuyen|xong|lam)(?: gi)? (?:nua|dau)"
    r"|thoi(?: khoi)? (?:khong|bo|khoi)(?: (?:hoi|gui|ghi|bao|can))?)"
)
_LEAVES = re.compile(rf"(?:{_WEAK} )*{_STRONG}(?: (?:{_WEAK}|{_STRONG}))*")
_NO = frozenset({"chua", "khong", "ko", "thoi", "thoi khong", "chua a", "chua dau", "khong a", "chua xong", "van chua", "chua lam"})
_NO_RESULT = re.compile(
    r"(?:(?:da|a|u|thoi|oi|hien|viec (?:nay )?) )*"
    r"(?:chua|van(?! (?:dong|hanh))|con(?! (?:duong|dap|kenh|de|suoi|muong))|dang|moi (?:duoc|lam|xong)|khong|ko|thoi|nham|de (?:mai|sau)|sap|se)\b"
)
_NO_QUESTION = re.compile(r"(?:(?:da|a|u|oi) )*(?:thoi|nham|bo qua|(?:khong|ko) (?:hoi|can|phai|muon))\b")


def leaves(text: str, *, ends: bool) -> bool:
    """Whether these words only leave off; ``ends``: a result was asked for, and a bare no is none."""
    said = " ".join(words(text))
    return _LEAVES.fullmatch(said) is not None or (ends and said in _NO)


def may_leave(text: str, *, ends: bool) -> bool:
    """Whether they begin as words that leave off, or as a result that is none."""
    return (_NO_RESULT if ends else _NO_QUESTION).match(" ".join(words(text))) is not None


def shall_it_go(text: str, *, ends: bool) -> str:
    not_over = "nghe như việc chưa xong" if ends else "nghe như thôi không hỏi nữa"
    return f"“{text}” {not_over}. Bỏ, để việc như cũ; hay gửi câu này cho người báo ạ?"


PICK = f"{BAC_} gõ 1 hoặc 2 giúp, trợ lý chưa gửi gì cho người báo; {BAC} thôi hẳn thì gõ: hủy."
