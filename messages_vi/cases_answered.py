"""What a reporter says to the question whether it is well, in any words: which answer it is, and what is asked where it is not plain."""

from __future__ import annotations

import re

from bot.domain.vietnamese import fold, words
from bot.talk import Choice
from messages_vi.common import BAC, BAC_
from messages_vi.kinds import alarming
from messages_vi.report import DANGER

HOW_TITLE = "câu trả lời đã ổn chưa"
PARTLY = Choice("motphan", "Đúng, một phần")
HOW_IT_IS = (Choice("motphan", "Một phần"), Choice("chua", "Chưa"), Choice("onroi", "Xong"))
NEW = Choice("new", "Báo việc mới")
MOST = 10  # words; what is longer tells more than that it is well

_POLITE = frozenset({"da", "vang", "a", "nhe", "nha", "bac", "chau", "em", "thi", "u", "thua"})
_WELL = re.compile(
    r"(?:(?:da|cung|nay|gio) )*(?:on|xong|duoc|ok|oke|tot)(?: ca)? roi|da (?:on|xong|duoc)|on(?: (?:ca|thoa))?|roi|xong (?:xuoi|ca)"
    r"|co(?: roi)?|oke?|tot"
)
_NOT_YET = re.compile(r"(?:(?:van|con|nhung) )*chua(?: (?:on|xong|duoc|dau|het|thay gi|lam gi|ai lam))*|khong(?: (?:on|xong|duoc))?")
_PARTLY = re.compile(r"(?:(?:moi|duoc|chi|xong) )*(?:(?:mot|1) (?:phan|it|nua|chut)|phan nao)(?: thoi)?")
_FIRST = r"\s*(?:(?:da|vang|thua|bac|chau|em|u|a|nhung)\b[\s,]+)*"
_REST = r"\b[\s,.;:!-]*(?:(?:a|dau|thoi)\b[\s,.;:!-]*)*"
_BEGINS = (
    ("chua", re.compile(rf"{_FIRST}(?:hien |nay |bay gio )*(?:chua(?: (?:on|xong|duoc|dau|het))*|khong (?:on|xong|duoc)){_REST}")),
    ("chua", re.compile(rf"{_FIRST}(?=van (?!(?:on|tot|duoc)\b)\w)")),
    ("motphan", re.compile(rf"{_FIRST}(?:(?:cung|moi|chi|da|xong|lam|sua|duoc) )*(?:(?:mot|1) (?:phan|nua)|phan nao){_REST}")),
    ("motphan", re.compile(rf"{_FIRST}(?=moi (?:duoc|lam|sua|xong|on)\b)")),
)
_BEGINS_WELL = re.compile(
    r"(?:(?:cung|nay|gio|moi viec|van|ok) )*(?:(?:on|xong|duoc|ok|oke|tot)(?: (?:roi|ca|het|lam|thoa|dinh|xuoi))+"
    r"|oke?|on|tot|da (?:on|xong|sua|lam))\b"
)
_NUMBERED = re.compile(r"\s*(?:xong|chua(?: xong| duoc)?|(?:duoc )?mot phan|da giai quyet)\s*(?:viec\s*)?(?:so\s*)?\d")
_LEAVES = re.compile(
    r"\b(?:nhung|chua|van (?!on|tot)|moi (?:duoc|lam)|thieu|tru|hong|mot phan|nua|tam|(?<!ba )con(?! gi)|ma(?= \w)"
    r"|khong(?! (?:con|co|sao|ai|van de|phai)))\b"
)
_HALF_SAID = re.compile(r"(?:(?:da|a|bac) )*(?:nhung|con|chua|van|ma|moi|thieu|tru)\b|.*\b(?:on|xong|duoc|ok|tot|roi)\b")
_OF_AN_ANSWER = re.compile(r"\b(?:on (?:roi|ca|dinh)|xong|duoc roi|gan xong|dang (?:lam|sua))\b")


def answer_in(text: str) -> tuple[str, str]:
    """Which of the answers these words give to the question whether it is well (its value), and what they add; "", "" for none.

    Words that say it is well are kept whole: they may take it back further on, or be none at all, and it is asked then.
    """
    said = " ".join(w for w in words(text) if w not in _POLITE or (w == "da" and text[:2] != "dạ"))
    if plainly := next((v for v, way in (("onroi", _WELL), ("chua", _NOT_YET), ("motphan", _PARTLY)) if way.fullmatch(said)), ""):
        return plainly, ""
    plain = fold(text)
    if len(plain) != len(text) or _NUMBERED.match(plain):
        return "", ""
    for value, way in _BEGINS:
        if found := way.match(plain):
            return value, text[found.end() :].strip() or text
    may_be = not alarming(text) and (is_well(text) or leaves_something(text) or _OF_AN_ANSWER.search(said))
    return ("onroi", text) if may_be else ("", "")


def begins_plainly(text: str) -> bool:
    """Whether the first word is an answer, and none that an account begins with."""
    return (*words(text), "")[0] in ("chua", "mot", "moi") and len(words(text)) > 1


def is_well(text: str) -> bool:
    """Whether these words say that it is well, and nothing against that."""
    said = [w for w in words(text) if w not in _POLITE or w == "da"]
    begun = " ".join(said).removeprefix("da ") if text[:2].casefold() == "dạ" else " ".join(said)
    return len(said) <= MOST and not leaves_something(text) and (_BEGINS_WELL.match(begun) or _WELL.fullmatch(begun)) is not None


def leaves_something(text: str) -> bool:
    """Whether these words take back a part of a yes: "nhưng còn lỏng"."""
    return _LEAVES.search(" ".join(words(text))) is not None


def how(number: int, text: str) -> str:
    """Asks which answer words were that are no plain one."""
    half, unsure = f"{BAC_} trả lời: được một phần, phải không ạ?", f"{BAC_} trả lời việc số {number}, hay báo việc mới ạ?"
    return with_numbers(text, half if _is_half(text) else unsure)


def how_choices(text: str) -> tuple[Choice, ...]:
    return ((PARTLY, *HOW_IT_IS[1:]) if _is_half(text) else HOW_IT_IS) + (NEW,)


def _is_half(text: str) -> bool:
    return leaves_something(text) and _HALF_SAID.match(" ".join(words(text))) is not None


def with_numbers(text: str, then: str) -> str:
    """Whom to call goes first where the words tell of danger."""
    return f"{DANGER}\n{then}" if alarming(text) else then


HOW_PICK = f"{BAC_} chọn một ý giúp, để trợ lý ghi đúng lời {BAC}."
