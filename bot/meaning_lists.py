"""Which line of a list somebody means: by its number, its label, the name it begins with, or a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.domain.vietnamese import fold, words
from bot.talk import Choice, Conversation, Peer
from messages_vi import common as vi

FindOffer = Callable[[Peer, int], tuple[str, tuple[Choice, ...]] | None]
AGAIN = "again "  # before the object of a list that has been shown once more, because nothing was understood
YES, EXACT = "yes ", " exact"  # how the value of a yes begins; how it ends where only its own word will do
_ANY_YES = frozenset({"dong y", "dung", "gui"})  # the words in whose place any other yes will do (folded)
_NAME = re.compile(r"[,:]")


@dataclass(frozen=True)
class Shown:
    """A list of actions that this chat was shown, and the object they act on. ``again``: for the second time."""

    on: str
    choices: tuple[Choice, ...]
    again: bool = False


def shown(talk: Conversation, offer: int, find: FindOffer) -> Shown | None:
    found = find(talk.peer, offer) if offer else None
    return Shown(found[0].removeprefix(AGAIN), found[1], found[0].startswith(AGAIN)) if found else None


def last_said(talk: Conversation, find: FindOffer) -> Shown | None:
    """The last list, if nothing has been said after it."""
    return shown(talk, talk.pushed, find) if talk.pushed > 0 else None


def numbered(choices: Sequence[Choice]) -> list[Choice]:
    """Those that carry a number on a phone without buttons: the ones without a word of their own."""
    return [c for c in choices if not c.typed]


def asks_yes(choices: Sequence[Choice]) -> bool:
    """Whether it is answered by a verb and a number."""
    return any(c.typed[-1:].isdecimal() for c in choices)


def asks_for(choices: Sequence[Choice], verb: str) -> bool:
    """Whether it is answered by this verb and a number."""
    return any(re.fullmatch(r"\d+", fold(c.typed).removeprefix(fold(verb).strip(" .!?")).strip()) for c in choices)


def is_check(choices: Sequence[Choice]) -> bool:
    """Whether a yes to one exact text is asked for."""
    return any(c.value.startswith(YES) for c in choices)


def is_bare_number(text: str) -> bool:
    bare = text.rstrip(".) ")
    return bare.isascii() and bare.isdecimal()


def among(choices: Sequence[Choice], text: str, particles: frozenset[str]) -> str | None:
    """The one choice this number, label or word can mean; a word may have particles behind it."""
    if is_bare_number(text):
        listed, bare = numbered(choices), text.rstrip(".) ")
        return listed[int(bare) - 1].value if len(bare) < 4 and 0 < int(bare) <= len(listed) else None
    yes = {c.value for c in choices if c.value.startswith(YES) and not c.value.endswith(EXACT) and fold(c.typed) in _ANY_YES and vi.says_yes(text)}
    return yes.pop() if yes else labelled(choices, text, particles)


def labelled(choices: Sequence[Choice], text: str, particles: frozenset[str]) -> str | None:
    """The one choice of this label, of the name it begins with, or of this word."""
    folded = fold(text).strip(" .!")
    polite = particles if len(choices) == 1 else particles - {"roi"}  # "gui roi" says or asks that it has been sent
    fits = {c.value for c in choices if folded and (folded in (fold(c.label), fold(c.typed)) or _is_politely(fold(c.typed), folded, polite))}
    fits = fits or {c.value for c in choices if _NAME.search(c.label) and words(text) and words(_name(c)) == words(text)}
    fits = fits or {c.value for c in choices if c.value.startswith("resume") and folded == fold(vi.GO_ON.label)}
    return fits.pop() if len(fits) == 1 else None


def _is_politely(word: str, text: str, particles: frozenset[str]) -> bool:
    """The word and nothing but particles behind it."""
    first, _, rest = text.partition(" ")
    return bool(word) and first == word and particles.issuperset(rest.split())


def _name(choice: Choice) -> str:
    return _NAME.split(choice.label, maxsplit=1)[0]


def called(choices: Sequence[Choice], text: str) -> tuple[Choice, ...]:
    """Those whose label goes on after a name that begins or ends with these words: people are called by the last one."""
    said = words(text)
    return tuple(c for c in choices if said and _NAME.search(c.label) and said in (words(_name(c))[: len(said)], words(_name(c))[-len(said) :]))


def way_back(choices: Sequence[Choice]) -> str | None:
    """What leads to where one came from."""
    return next((c.value for c in choices if fold(c.label).startswith(vi.LEADS_BACK)), None)
