"""Words in the middle of a question by which somebody gives up what they were writing: "thôi bỏ đi", "không gửi nữa, hủy đi"."""

from __future__ import annotations

import re

from bot.domain.vietnamese import fold, words

_FEW = 16  # words; what is longer tells something
_WEAK = r"(?:thoi|da|vang|a|u|oi|nhe|nha|dau|roi|nua|toi|em|minh|bac|chau|con|tro ly|xin loi|cam on|giup|ma|tin|viec|nay|vay|the|day)"
_VERB = r"(?:gui|bao|ke|nhap|viet|tra loi|noi|hoi)"
_ENDS = (
    rf"(?:bo (?:di|qua|luon|tin|viec)|huy (?:di|bo|luon|giup|tin|viec)"
    rf"|(?:khong|ko|chang|khoi|dung)(?: can| muon)? {_VERB}(?: gi| tin| viec)*(?: nua| dau)"
    rf"|(?:khong|ko|chang) (?:can|muon)(?: {_VERB})? nua|thoi(?: {_WEAK})* (?:khong|ko|chang|khoi)(?: can| muon)?(?: {_VERB})?)"
)
_BESIDES = rf"(?:(?:{_VERB}|go|bam|danh) nham|de (?:sau|mai|hom (?:khac|sau)|luc khac|khi khac))"
_WHOLE = re.compile(rf"(?:(?:{_WEAK}|{_BESIDES}) )*{_ENDS}(?: (?:{_WEAK}|{_BESIDES}|{_ENDS}))*")


def gives_up(text: str, *, free: bool) -> bool:
    """Whether these words only give up. ``free``: any words may be the answer, so it must begin with "thôi", or say plainly to drop it."""
    said = " ".join(words(text))
    plainly = not free or said.startswith("thoi") or re.search(r"\b(?:bo|huy) (?:di|bo|luon)\b", said)
    return len(said.split()) > 1 and len(said.split()) <= _FEW and bool(plainly) and _WHOLE.fullmatch(said) is not None


def may_give_up(text: str) -> bool:
    """Whether they begin so and go on: it is asked."""
    first = re.split(r"[,.;!?\n]", fold(text), maxsplit=1)[0]
    return len(words(text)) <= _FEW and first.lstrip().startswith("thoi") and gives_up(first, free=True)
