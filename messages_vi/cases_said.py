"""What people type to order something about a case: which words are an order, several numbers in one, and a verb with a slip of the finger."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.vietnamese import fold, words
from bot.talk import Choice
from messages_vi.common import BAC, BAC_, PARTICLES

_NUMBER = r"(?:viec\s+)?(?:so\s+)?(\d{1,6}(?:\s?/\s?20\d\d)?)\b"
_COMMAND = re.compile(
    rf"\s*(ghi(?: them)?|giao|chuyen|hoi(?: lai)?|gop|tach|bao lai|xong|nhan|bo sung|tra loi|xem|muc|mo lai|kin)\s+{_NUMBER}(.*)", re.DOTALL
)
_COUNTED = re.compile(
    r"\s*(?:ho|nha|nguoi|con|chau|em|bac|ong|ba|bao|tan|ta|yen|kg|m2?|met|km|ha|sao|dong|trieu|nghin|lan|vu|ngay|gio|phut|thang|nam|cai|chiec|cay|xe"
    r"|thung|suat|can bo|dong chi|to|bo|buoi|mau|khoi|lit|goi|doan|diem|cho|viec|ben|gia dinh|%"
    r"|thon|xom|ban|phan|lop|tuyen|truong hop|luot|y kien|nhip|cuu)\b"
)
_AND = r"(?:\s*[,;+&]\s*|\s+)(?:(?:va|voi|ca)\s+)?(?:viec\s+)?(?:so\s+)?"
_SEVERAL = re.compile(rf"(?:da\s+)?nhan\s+(?:viec\s+)?(?:so\s+)?(\d{{1,6}}(?:{_AND}\d{{1,6}})+)\s*(\D*)")
_OTHERS = re.compile(rf"(?:(?:va|voi|ca|viec|so)\s+|[,;+&]\s*)*\d{{1,6}}(?:/20\d\d)?(?:{_AND}\d{{1,6}}(?:/20\d\d)?)*\s*(\D*)")
_LEVEL = re.compile(rf"(?:(doi|ha|nang)\s+)?muc\s+{_NUMBER}[\s,:]*(?:(?:thanh|len|xuong|sang|ve|la)\s+)?(?:muc\s+)?((do|vang|xanh)\b.*)", re.DOTALL)
_LEVEL_VERBS = {"ha": "hamuc", "nang": "gap"}
_RESULT = re.compile(rf"ket qua\s+{_NUMBER}[\s,:]*(.*)", re.DOTALL)
_BACK = re.compile(rf"(?:(?:toi|em|chau|minh)\s+)?(?:tra(?:\s+lai)?|khong\s+lam\s+duoc|khong\s+nhan)\s+{_NUMBER}[\s,:.]*(.*)", re.DOTALL)
_ASKS = re.compile(r"(?:the nao|ra sao|sao|chua|gi)\b.*|.*\?\s*")
_SHORT = re.compile(r"\s*([a-z ]+?)\s*(?:viec\s+|so\s+)*(\d{1,6})[\s.!]*")
_WITH_WORDS = {
    "ghi": "ghi", "ghi them": "ghi", "giao": "giao", "chuyen": "chuyen", "hoi": "hoi", "hoi lai": "hoi", "gop": "gop",
    "bao lai": "baolai", "xong": "xong",
}  # fmt: skip
_MAY_SLIP = {
    "nhan": "nhận", "giao": "giao", "chuyen": "chuyển", "hoi": "hỏi", "xong": "xong", "xem": "xem", "ghi": "ghi", "gop": "gộp", "tach": "tách",
    "muc": "mức", "molai": "mở lại", "baolai": "báo lại",
}  # fmt: skip
_LONG = 4  # letters; a shorter verb with another letter is another word
_NO_SLIP = frozenset({"nha", "nhac", "nhat", "nhau", "nhanh", "gian", "gia", "tac", "ta"})


@dataclass(frozen=True)
class Order:
    """A verb, the numbers it is about (each as "12" or "12/2026"), and the words behind them. ``slip``: as it should be typed; "" where it was."""

    verb: str
    numbers: tuple[str, ...]
    words: str = ""
    slip: str = ""


def is_a_command(text: str) -> bool:
    """Whether these words order something about a case ("giao 3 Hoa", "ghi 12 ..."), and so are no answer; "chuyển 3 hộ đi" is one."""
    found = _COMMAND.fullmatch(fold(text))
    return found is not None and (found[1].startswith("ghi") or _COUNTED.match(found[3]) is None)


def other_numbers(text: str) -> list[str]:
    """Of what stands behind a verb and its number: the further numbers ("2 3", ", 2 và 3"); none where it says anything else."""
    found = _OTHERS.fullmatch(plain := fold(text.strip()))
    return re.findall(r"\d+(?:/20\d\d)?", plain) if found and PARTICLES.issuperset(words(found[1])) else []


def order(text: str, *, answering: bool) -> Order | None:
    """What is ordered, if anything. ``answering``: a question is open, and what may be its answer is none."""
    plain = fold(text := text.strip())
    if len(plain) != len(text):
        return None
    if (found := _SEVERAL.fullmatch(plain)) and PARTICLES.issuperset(words(found[2])):
        return Order("nhan", tuple(dict.fromkeys(re.findall(r"\d+", found[1]))))
    if (found := _LEVEL.fullmatch(plain)) and (found[4] != "do" or text.isascii() or text[found.start(4)] in "đĐ"):
        return Order(_LEVEL_VERBS.get(found[1], "muc"), (_number(found[2]),), text[found.start(3) :])
    if (found := _BACK.fullmatch(plain)) and _COUNTED.match(found[2]) is None:
        return Order("traviec", (_number(found[1]),), text[found.start(2) :])
    if not answering and (found := _RESULT.fullmatch(plain)) and _COUNTED.match(found[2]) is None:
        return Order("xem" if _ASKS.fullmatch(found[2]) else "xong", (_number(found[1]),), text[found.start(2) :])
    if (found := _COMMAND.fullmatch(plain)) and found[1] in _WITH_WORDS and is_a_command(text):
        return Order(_WITH_WORDS[found[1]], (_number(found[2]),), text[found.start(3) :].lstrip(" :,.\n"))
    return _slipped(plain)


def _number(said: str) -> str:
    return "/".join(re.findall(r"\d+", said))


def _slipped(plain: str) -> Order | None:
    """Of a short line, the one verb that is a slip away."""
    found = _SHORT.fullmatch(plain)
    typed = found[1].replace(" ", "") if found else ""
    near = [] if typed in _MAY_SLIP or typed in _NO_SLIP else [verb for verb in _MAY_SLIP if _is_near(typed, verb)]
    return Order(near[0], (found[2],), slip=f"{_MAY_SLIP[near[0]]} {found[2]}") if found and len(near) == 1 else None


def _is_near(typed: str, verb: str) -> bool:
    """A letter doubled or two of them swapped; of a longer verb also one too many, missing or wrong, but for the first."""
    n = next((n for n, (a, b) in enumerate(zip(typed, verb, strict=False)) if a != b), min(len(typed), len(verb)))
    swapped = typed[n : n + 2] == verb[n : n + 2][::-1] and typed[n + 2 :] == verb[n + 2 :]
    more, fewer, wrong = typed[n + 1 :] == verb[n:], typed[n:] == verb[n + 1 :], typed[n + 1 :] == verb[n + 1 :]
    doubled = more and n > 0 and typed[n] == typed[n - 1]
    return typed != verb and (doubled or (len(typed) == len(verb) and swapped) or (len(verb) >= _LONG and n > 0 and (more or fewer or wrong)))


def meant(slip: str) -> str:
    return f"{BAC_} muốn: “{slip}” ạ?"


def shall_it_search(wanted: str) -> str:
    """To "tìm ..." in an account, which may tell of something."""
    return f"{BAC_} muốn tìm việc “{wanted}” ạ? Còn là lời kể của tin này thì {BAC} gõ lại, thêm vài chữ và bỏ chữ “tìm” ở đầu."


def left_out(numbers: Sequence[int]) -> str:
    """Those that were said behind as many as are taken in one message."""
    return f"Còn {len(numbers)} số nữa, từ số {numbers[0]}, trợ lý chưa nhận; {BAC} gõ tiếp trong tin khác giúp." if numbers else ""


def one_by_one(verb: str, numbers: Sequence[str]) -> str:
    """To several numbers of which each needs words of its own; ``verb``: as it is typed."""
    return f"Việc số {', '.join(numbers)}: mỗi việc một câu ạ. {BAC_} gõ lần lượt từng việc, ví dụ: {verb} {numbers[0]} rồi viết vài chữ."


def what_is_left(numbers: Sequence[str]) -> str:
    """Several were called not done in one message."""
    return f"Việc nào còn lại gì, {BAC} gõ thêm từng việc, ví dụ: bổ sung {numbers[0]} rồi viết vài chữ."


def it_is(order_: Order) -> tuple[Choice, ...]:
    return (Choice(f"{order_.verb}:{order_.numbers[0]}", "Đúng", order_.slip),)
