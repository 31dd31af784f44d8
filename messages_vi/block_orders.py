"""What is typed at a list of the teams' words: which of them are meant, a reply to one, or a paragraph of one's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.vietnamese import fold

# all of this is held against folded text
_MANY_AS_ONE = (("tat ca", "tatca"), ("toan bo", "tatca"), ("bao cao", ""), ("y kien", "y"), ("lay them", "them"), ("khong mot", "khong"))
_NOUNS = ("y", "so", "muc", "cau")
_ADDS_NOTHING = frozenset((
    *_NOUNS, "lay", "chon", "dua", "vao", "in", "ghi", "cac", "nhung", "va", "voi", "la", "thoi", "thi", "nhe", "nha", "a", "ra", "di", "giup",
    "duoc", "can", "co", "chi", "toi", "em", "anh", "lai", "nua",
))  # fmt: skip
_COUNTED = {"mot": "1", "hai": "2", "ba": "3", "bon": "4", "nam": "5", "sau": "6", "bay": "7", "tam": "8", "chin": "9", "muoi": "10"}
_IN_WORDS = re.compile(rf"\b(ca|tatca|{'|'.join(_NOUNS)}|tru|bo|va|den) ({'|'.join(_COUNTED)})\b")
_BOTH_OF = re.compile(rf"\b(?:ca|tatca) (?:{'|'.join(_COUNTED)})(?= (?:(?:{'|'.join(_NOUNS)}) )?\d)")
_FROM_TO = re.compile(r"(?:\btu )?(?:\b(?:y|so) )?\b(\d+) ?(?:den|toi|[-–—]) ?(?:(?:y|so) )?(\d+)\b")
_NUMBER = r"\d+(?: den \d+)?"
_NUMBERS = rf"{_NUMBER}(?: {_NUMBER})*"
_ALL = r"(?:tatca|het|ca)(?: (?:tatca|het|ca))*"
_EVERY = re.compile(rf"{_ALL}(?: (\d+))?")
_SOME = re.compile(rf"(?:ca )?({_NUMBERS})")
_BUT = re.compile(rf"(?:(?:({_ALL})|({_NUMBERS})) )?(?:tru|bo|khong) ({_NUMBERS})")
_MORE = re.compile(rf"them ({_NUMBERS})")
_NONE = re.compile(rf"khong(?: 1)?(?: (?:nao|gi)(?: ca| het)?)?|bo {_ALL}")
_SHORT = 8  # words
_ORDERING, _PLAIN_ORDERING = frozenset(("ý", "lấy", "chọn", "trừ", "bỏ")), frozenset(("y", "lay", "chon", "tru", "bo"))
_NO_ORDER = re.compile(r"ý thức|ý nghĩa|ý chí|\by (?:te|thuc|nghia|chi)\b")
_SWEEPING = re.compile(r"(?:khong|tat ca|toan bo|ca|het)\b")
_PRINT = re.compile(r"in\s*:\s*(\S.*)", re.DOTALL | re.IGNORECASE)
_REPLY = re.compile(r"(?:tổ|to|số|so|ý|y)?\s*(\d{1,3})\s*[:.,)-]?\s+(\S.*)", re.DOTALL | re.IGNORECASE)
_NO_REPLY = re.compile(r"(?:bo|xoa|thoi|khong)(?: tra loi)?(?: (?:to|so|y))? (\d{1,3})(?: (?:di|nhe|a|ra))*")


def meant(text: str, there: Sequence[int], before: Sequence[int] | None = None) -> list[int] | None:
    """ "1 3", "lấy ý 1 đến 3", "tất cả trừ 2", "không lấy ý nào": which of these numbers are meant; None when it says anything else.

    ``before``: what is taken now, that something is added to or left out of; None: nobody has chosen.
    """
    order = _order(text)
    if order is None:
        return None
    if _NONE.fullmatch(order):
        return []
    if found := _EVERY.fullmatch(order):
        return list(there) if there and found[1] in (None, str(len(there))) else None
    if found := _SOME.fullmatch(order):
        return _each(found[1], there)
    if found := _MORE.fullmatch(order):
        more = _each(found[1], there)
        return None if more is None else list(dict.fromkeys([*(before or ()), *more]))
    if found := _BUT.fullmatch(order):
        first = _each(found[2], there) if found[2] else there if found[1] or before is None else before
        but = _each(found[3], there)
        return None if first is None or but is None else [n for n in first if n not in but]
    return None


def _order(text: str) -> str | None:
    """Numbers and the words that matter, "tatca tru 2"; None where anything else is said."""
    told = re.sub(r"\s+", " ", re.sub(r"[,;.&+!\s]", " ", fold(text))).strip()
    for many, one in _MANY_AS_ONE:
        told = re.sub(rf"\b{many}\b", one, told)
    told = _IN_WORDS.sub(lambda m: f"{m[1]} {_COUNTED[m[2]]}", _BOTH_OF.sub("", told))
    tokens = _FROM_TO.sub(r"\1 den \2", told).split()
    if _counts(tokens):
        return None
    left = [t for t in tokens if t not in _ADDS_NOTHING]
    return " ".join(left) if all(t.isascii() and (t.isdecimal() or t.isalpha()) for t in left) else None


def _counts(tokens: Sequence[str]) -> bool:
    """ "lấy 2 ý" says how many, and not which."""
    pairs = zip(tokens, tokens[1:], ["", *tokens], strict=False)
    return any(t.isdecimal() and after in _NOUNS and before not in (*_NOUNS, "tatca", "ca", "het") for t, after, before in pairs)


def _each(numbers: str, there: Sequence[int]) -> list[int] | None:
    """Of "1 den 3 5" each once; None: there are no such."""
    found: dict[int, None] = {}
    for first, last in re.findall(r"(\d+)(?: den (\d+))?", numbers):
        ends = [int(n) for n in (first, last or first) if len(n) < 4]
        if len(ends) < 2 or ends[0] > ends[1] or not set(ends) <= set(there):
            return None
        found |= dict.fromkeys(n for n in there if ends[0] <= n <= ends[1])
    return list(found)


def to_print(text: str) -> str:
    """The paragraph that somebody typed; "": it is too short for one, or may be an order that was not understood. Behind "in:" everything is."""
    text = text.strip()
    if found := _PRINT.match(text):
        return found[1]
    return "" if len(text.split()) < 3 or _may_be_an_order(text) else text


def _may_be_an_order(text: str) -> bool:
    order = _order(text)
    if order is not None and all(re.fullmatch(rf"{_ALL}|\d+|tru|bo|khong|them|den|nao|gi", t) for t in order.split()):
        return True
    told = re.findall(r"\w+", _NO_ORDER.sub("", text.casefold()))
    orders = bool((_PLAIN_ORDERING if text.isascii() else _ORDERING).intersection(told))
    short = len(text.split()) <= _SHORT
    return (short and (orders or any(c.isdecimal() for c in text))) or (len(text.split()) < 6 and bool(_SWEEPING.match(fold(text))))


def reply(text: str) -> tuple[int, str] | None:
    """ "2 tuần tới xã sửa mương": to which, and what; "" where it is told nothing any more, as in "bỏ 2"."""
    if gone := _NO_REPLY.fullmatch(" ".join(fold(text).split()).strip(" .!")):
        return int(gone[1]), ""
    found = _REPLY.fullmatch(text.strip())
    return (int(found[1]), found[2].strip()) if found and any(c.isalpha() for c in found[2]) else None
