"""Which case a verb without a number is for, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.vietnamese import fold, words
from messages_vi.cases import short
from messages_vi.common import BAC, BAC_

ASKED = "number_of_case"  # the key of the question
TITLE = "câu vừa gõ"
PLEASE = f"{BAC_} gõ số của việc giúp. Không làm nữa thì gõ: hủy."
_NUMBER = re.compile(r"\s*(?:viec\s*)?(?:so\s*)?(\d{1,6}(?:\s?/\s?20\d\d)?)(?![\d/])(?:[\s.,:;)]+(.*))?", re.DOTALL)
_COUNTED = re.compile(r"(?:ho|nha|nguoi|con|chau|em|ong|ba|kg|m|met|km|ha|sao|dong|trieu|nghin|ngay|gio|phut|thang|nam|cai|chiec|cay|xe|lan)\b")


def number_and_words(text: str) -> tuple[str, str]:
    """ "1", "việc số 1 thêm 2 nhà" as the number and the words behind it; "" for what is not there. "2 nhà nữa" is no number."""
    text = text.strip()
    plain = fold(text)
    found = _NUMBER.fullmatch(plain) if len(plain) == len(text) else None
    if not found or (found[2] and _COUNTED.match(found[2])):
        return "", text
    return "/".join(re.findall(r"\d+", found[1])), text[found.start(2) :].strip() if found[2] else ""


def is_new(text: str) -> bool:
    return " ".join(words(text)) in ("viec moi", "la viec moi", "bao viec moi")


def which_number(lines: Sequence[str], told: str) -> str:
    """``lines``: of the cases it may be for; ``told``: the words for it."""
    about, new = (f"“{short(told)}”: {BAC}", " Là việc mới thì gõ: việc mới.") if told else (BAC_, "")
    return "\n".join([f"{about} muốn nói việc số mấy ạ? Chỉ cần gõ số.{new}", *lines])


def line(number: int, text: str) -> str:
    return f"- Việc số {number}: {short(text)}"
