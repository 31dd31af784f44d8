"""Wishes of daily life ("tôi muốn bàn giao cho Bảy"): a command with words in front of it and behind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.vietnamese import fold
from bot.talk import Choice
from messages_vi.common import BAC, BAC_, WORDS

MOST = 8  # words; what is longer tells something
_TOKEN = re.compile(r"[^\W_]+(?:[/.\-][^\W_]+)*")
_BEFORE = frozenset(
    {"toi", "em", "chau", "minh", "bac", "muon", "can", "xin", "cho", "duoc", "nho", "da", "oi", "a", "hay", "phep", "lay", "giup", "xem", "dinh"}
)
_AFTER = frozenset(
    {
        "a", "nhe", "nha", "voi", "giup", "gium", "ho", "di", "cho", "toi", "em", "chau", "minh", "cua", "duoc", "khong", "ko", "nao", "sao", "the",
        "nhu", "lam", "bac", "moi", "lai", "roi", "sai", "day", "vao", "to", "cu", "ra", "xem", "luon", "oi", "may",
    }
)  # fmt: skip
_REST = {
    "bangiao": re.compile(r"(?:viec |vai tro |cong viec |lai )?cho .+|viec|cong viec|vai tro"),
    "divang": re.compile(r"(?:den|tu|het|may|vai|hom|ngay|sang|chieu|mai|tuan|trong|\d).*"),
    "danhsach": re.compile(r"(?:thon|ban|xom|khu pho|khu|khoi|to|xa|phuong|cum|huyen|tinh)(?: [^ ]+){0,4}"),
    "danhba": re.compile(r"(?:cua )?(?:truc ban|thu ky|cong an|khoi|xa|to truong|tram y te|y te|truong khoi)(?: xa| khoi)?"),
    "ketnoi": re.compile(r"(?:voi |them |sang |qua )?(?:zalo|telegram)"),
    "thoivaitro": re.compile(r"(?:to (?:pho|truong|vien)|thu ky|truong khoi|nua).*"),
    "vieccuatoi": re.compile(r"(?:da )?(?:den dau|the nao|gui|bao|sao roi)(?: roi)?"),
    "moinguoi": re.compile(r"(?:moi )?(?:vao|cho|lam|thon|to|khoi|ban)(?: [^ ]+){0,3}"),
}
_NEVER = frozenset({"start", "bao cao", "bao viec", "bao viec moi", "bat dau", "bao ho", "nhan het", "nhan het viec moi"})  # a report often begins so
_FIRST_WORDS = {fold(w): c for w, c in WORDS.items() if fold(w) not in _NEVER and (" " in w or c == "giup")}
_LONGEST = max(len(w.split()) for w in _FIRST_WORDS)


@dataclass(frozen=True)
class Wish:
    """``command``: which is meant; ``rest``: the words behind it, as typed; ``sure``: those words belong to such a wish."""

    command: str
    rest: str
    sure: bool


def wish(text: str) -> Wish | None:
    """The command a short text begins with, words like "tôi muốn" left aside."""
    found = list(_TOKEN.finditer(text))
    said = [fold(m.group()) for m in found]
    if len(said) > MOST or "\n" in text.strip():
        return None
    for start in range(len(said)):
        for size in range(min(_LONGEST, len(said) - start), 0, -1):
            command = _FIRST_WORDS.get(" ".join(said[start : start + size]))
            if command is not None:
                return _with_rest(command, text, found[start + size :], said[start + size :])
        if said[start] not in _BEFORE:
            return None
    return None


def _with_rest(command: str, text: str, found: list[re.Match[str]], said: list[str]) -> Wish | None:
    if _AFTER.issuperset(said):
        return Wish(command, "", sure=True)
    if command == "giup":
        return None
    rest = text[found[0].start() : found[-1].end()]
    pattern = _REST.get(command)
    return Wish(command, rest, sure=bool(pattern and pattern.fullmatch(" ".join(fold(rest).split()))))


def said_as(command: str) -> str:
    """How a command is typed, as it is read."""
    return next((w for w, c in WORDS.items() if c == command and " " in w), command)


IT_IS_A_REPORT = Choice("report", "Báo việc này")
TITLE = "câu vừa gõ"


def it_is(command: str) -> Choice:
    words = said_as(command)
    return Choice("command", words[:1].upper() + words[1:])


def which(command: str) -> str:
    """Asks whether the command was meant, or a report."""
    return f"Ý {BAC} là “{said_as(command)}”, hay báo việc ạ?"


def type_it_alone(command: str) -> str:
    """While somebody tells of something, and asks for something else."""
    return f"Câu vừa rồi trợ lý chưa ghi vào tin. {BAC_} muốn {said_as(command)} thì gõ riêng: {said_as(command)}."
