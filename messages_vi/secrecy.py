"""Words by which somebody asks not to be named as the one who reported: whether a text has some, and the text without them."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.domain.vietnamese import fold
from messages_vi.common import BAC

SECRECY = f"Trợ lý không đưa tên {BAC} vào tin gửi tổ trưởng và loa."

_ME = r"(?:toi|em|chau|minh|con)"
_NOT = r"(?:dung|khong|ko|cho)(?: co| duoc| nen)?"
_NAMED = rf"(?:(?:ca )?(?:ho )?ten(?: tuoi)?|danh tinh)(?: (?:cua )?(?:{_ME}|nguoi bao))?"
_PLEAS = (
    rf"{_NOT} (?:noi|bao|ke|khai|tiet lo|ho)(?: (?:voi|cho) [a-z]+(?: [a-z]+)?)?(?: la| rang)? {_ME}(?: la nguoi| da)? (?:bao|ke|noi|phan anh|gui)",
    rf"{_NOT} (?:cho|de) (?:[a-z]+ ){{1,4}}?biet (?:la |rang )?(?:{_ME}(?: la nguoi| da)? (?:bao|ke|noi|phan anh|gui)|ten {_ME}|ai bao|nguoi bao)",
    rf"{_ME} (?:khong|ko|chang) muon (?:[a-z]+ ){{1,4}}?biet(?: (?:la )?{_ME}(?: la nguoi| da)? (?:bao|ke|noi))?",
    r"(?:xin |nho )?dung (?:cho|de) (?:ai|nguoi khac|nguoi ta|moi nguoi|ba con)(?: [a-z]+)? biet",
    rf"(?:duoc )?(?:giau|an) (?:{_NAMED}|danh)",
    rf"dung (?:neu|ghi|de lo|lo|khai|tiet lo|noi|doc|dua) (?:{_NAMED})",
    rf"(?:khong|ko) (?:neu|ghi|de lo|lo|khai|tiet lo|noi|doc|dua) (?:ho )?ten(?: cua)? (?:{_ME}|nguoi bao)",
    rf"giu (?:kin|bi mat)(?: {_NAMED}| nguoi bao| cho {_ME}| giup| nhe| nha| a|(?=[\s.!,;]*$))",
)
_FIRST = rf"(?:(?:nhung|ma|va|xin|nho|mong|lam on|cho|{_ME}|cac bac|bac|tro ly|vui long)\s+)*"
_LAST = rf"(?:\s+(?:nhe|nha|a|voi|dau|day|di|giup(?: {_ME})?|cho {_ME}|ho {_ME}))*"
_PLEA = re.compile(rf"[\s,;:(-]*\b{_FIRST}(?:{'|'.join(_PLEAS)})\b{_LAST}\b[\s)]*")


def asks_secrecy(text: str) -> bool:
    """Whether whoever tells this asks that nobody is told who it was."""
    return bool(_pleas(text))


def without_plea(text: str) -> str:
    """What can be passed on of it."""
    for start, end in reversed(_pleas(text)):
        before, after = text[:start].rstrip(" ,;:"), text[end:].lstrip(" ,;:")
        joint = "" if not before or not after or after[0] in ".!?)\n" else " " if before[-1] in ".!?\n" else ", "
        text = f"{before}{joint}{after}".lstrip(" .!,;")
    return text.strip()


@lru_cache(maxsize=1024)  # a telling asks again and again of the same words
def _pleas(text: str) -> tuple[tuple[int, int], ...]:
    plain = fold(text)
    return tuple(found.span() for found in _PLEA.finditer(plain)) if len(plain) == len(text) else ()
