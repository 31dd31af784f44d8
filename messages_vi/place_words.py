"""How people write the kinds of places, and numbers in names."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.finding import Named, Names

KINDS = {
    "thon": "thon", "t": "thon", "xom": "xom", "lang": "lang", "ban": "ban", "khu pho": "khu pho", "kp": "khu pho", "khu": "khu",
    "tieu khu": "tieu khu", "tk": "tieu khu", "to dan pho": "to dan pho", "tdp": "to dan pho", "pho": "pho", "xa": "xa", "x": "xa",
    "phuong": "phuong", "p": "phuong", "thi tran": "thi tran", "tt": "thi tran", "huyen": "huyen", "h": "huyen", "thi xa": "thi xa",
    "tx": "thi xa", "thanh pho": "thanh pho", "tp": "thanh pho", "tinh": "tinh", "cum": "cum",
}  # fmt: skip
_LEVEL_OF = (
    dict.fromkeys(("thon", "xom", "lang", "ban", "khu pho", "khu", "tieu khu", "to dan pho", "pho"), "thon")
    | dict.fromkeys(("xa", "phuong", "thi tran"), "xa")
    | dict.fromkeys(("huyen", "thi xa"), "huyen")
)  # a thành phố may be either of two
NUMBERS = {
    "một": "1", "hai": "2", "ba": "3", "bốn": "4", "tư": "4", "năm": "5", "sáu": "6", "bảy": "7", "bẩy": "7", "tám": "8", "chín": "9",
    "mười": "10",
}  # fmt: skip
AROUND = frozenset(  # words that people put around a place
    {
        "toi", "em", "chau", "minh", "nha", "o", "tai", "thuoc", "cua", "la", "ve", "dia", "chi", "dang", "song", "to", "dan", "van", "thi",
        "a", "nhe", "vay", "xin", "vao",
    }
)  # fmt: skip


def level_of(kind: str) -> str:
    """The level of the units with this kind word, folded; "" when it is none, or of several levels."""
    return _LEVEL_OF.get(KINDS.get(kind, ""), "")


def names(places: Iterable[Named]) -> Names:
    """Places, to be found as people type them."""
    return Names(places, KINDS, NUMBERS, AROUND)
