"""What people say at the door, and what is meant by it: a wish to come in, a call for help, a yes or a no to the consent."""

from __future__ import annotations

import re

from bot.domain.vietnamese import words
from messages_vi import common

_ME = "toi|em|chau|minh|bac|co|chu|anh|chi|ban"
_WISH = re.compile(
    rf"(?:(?:{_ME}|xin|muon|cho|duoc|nho|da|can|phep|dinh|hay|oi|lam on) )*"
    r"(?:xin ?vao|vao|tham gia|gia nhap|dang ky)"
    r"(?: (?:xin|vao|tham gia|gia nhap|to|dan van|khoi|nhom|doi|day|nay|cung|lam|to vien|thanh vien))*"
    r"(?: (?:o )?(?:thon|ban|lang|khu|khu pho|pho|xa|phuong)(?: [^ ]+){1,8})?"
)
_NO_CODE = re.compile(rf"(?:(?:{_ME}|da|hien) )*(?:chua|khong|ko|k) (?:co|duoc|nhan duoc)(?: cap| cho| dua)? ma(?: moi)?(?: nao)?")
_HELP = re.compile(
    rf"(?:(?:{_ME}|xin|can|muon|cho|hay|nho|oi) )*"
    r"(?:tro giup|giup do|giup|huong dan|help|lam sao|lam the nao|lam gi|(?:day|may nay|cai nay) la (?:gi|ai|cai gi))"
    rf"(?: (?:{_ME}|do|voi|gium|ho|vao|day|vay|the|bay gio|de vao|su dung|dung))*"
)
_FILLING = frozenset({"da", "toi", "em", "chau", "minh", "xin", "thoi", "ma", "dau", "thi", "hoan", "toan"})  # they change nothing about it
_TO_WHAT = (
    r"(?: (?:voi|ve|het|tat ca|toan bo|cac|nhung|moi|dieu|dieu khoan|noi dung|thong tin|quy dinh|y|y kien|loi|muc|dong|may|tren|nay|do|o|cho|giu))*"
)
_AGREES = r"(?:dong y|nhat tri|chap nhan|tan thanh|thong nhat)"
_YES = re.compile(rf"(?:(?:{_AGREES}|ok|oke|okay|oki|okie|okela|vang|u|uh|um|uhm|uk|duoc|co|yes)(?: |$))+(?:(?<= )x)?".replace("(?:(?<= )x)?", ""))
_YES_TO = re.compile(rf"(?:(?:ok|oke|vang|u|uh) )*{_AGREES}{_TO_WHAT}")
_NO = re.compile(rf"(?:(?:khong|ko|k|kg|khg|hong|chang|no)(?: (?:he|muon|can|chiu|{_AGREES}|dong|vao|tham gia|dung|duoc))*|tu choi){_TO_WHAT}")
_NOT_ME = re.compile(rf"(?:khong|ko|k|kg|khg|hong|chang)(?: (?:phai|dung))?(?: (?:{_ME}|la))*")


def _bare(text: str) -> str:
    """Without the particles at its end."""
    said = words(text)
    while said and said[-1] in common.PARTICLES:
        said.pop()
    return " ".join(said)


def asks_in(text: str) -> bool:
    """Whether somebody wants to come in and has no code."""
    bare = _bare(text)
    return bool(_WISH.fullmatch(bare) or _NO_CODE.fullmatch(bare))


def asks_for_help(text: str) -> bool:
    """Whether somebody does not know what this is, or what to do; "giup" alone is no mere particle."""
    return any(_HELP.fullmatch(said) for said in (" ".join(words(text)), _bare(text)))


def agrees(text: str) -> bool | None:
    """What these words say to the consent; None: neither, or both."""
    said = " ".join(w for w in words(text) if w not in common.PARTICLES | _FILLING)
    if _NO.fullmatch(said):
        return False
    return True if _YES.fullmatch(said) or _YES_TO.fullmatch(said) else None


def is_somebody_else(text: str) -> bool:
    """Whether the speaker says that they are not the one who was named."""
    return _NOT_ME.fullmatch(" ".join(w for w in words(text) if w not in common.PARTICLES | _FILLING)) is not None
