"""What a message means in its conversation: an answer, a command, a verb with a number, a way out, or nothing clear."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.vietnamese import fold, words
from bot.story import Action, Asking, Here, Reply, Said, Sealed, Story
from bot.talk import Choice, Conversation, Incoming, Peer
from messages_vi import common as vi

FindOffer = Callable[[Peer, int], tuple[str, tuple[Choice, ...]] | None]
_NUMBERED = re.compile(r"(\D+?)\s*(?:viec\s*)?(?:so\s*)?(\d{1,6})(?:\s*[:,.!]?\s+(.*))?", re.DOTALL)
_CODE = re.compile(r"\d{4}\s?\d{4}")
TELLING = 3  # so many words, and more, tell something; fewer are a choice that was mistyped


@dataclass(frozen=True)
class Book:
    """Everything the bot can do, as the handlers offer it.

    ``commands`` by their name, ``verbs`` by the name that choices carry; ``words`` maps what people type (folded) to a command,
    ``verb_words`` to a verb, ``ways`` to back, cancel, repeat. ``at_rest`` hears what fits nothing, ``at_door`` all a stranger says.
    """

    stories: Mapping[str, Story[Any, Any]]
    commands: Mapping[str, Action]
    verbs: Mapping[str, Action]
    words: Mapping[str, str]
    verb_words: Mapping[str, str]
    ways: Mapping[str, str]
    wordy: frozenset[str]  # the verbs that words may follow
    particles: frozenset[str]  # words that add nothing behind a verb and its number (folded)
    done_words: frozenset[str]  # those that also say, at an open question, that one is done (folded)
    at_rest: Action
    at_door: Action
    which_number: Action
    afterwards: Callable[[Here, Conversation], Reply] = lambda _here, _talk: Reply()  # what else to say when nothing is left open
    with_number: frozenset[str] = frozenset()  # words of verbs that mean something else without a number behind (folded)
    accented: frozenset[str] = field(init=False)
    folded: Mapping[str, tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        known = {w: ("command", c) for w, c in self.words.items()} | {w: ("way", c) for w, c in self.ways.items()}
        object.__setattr__(self, "accented", frozenset(w for w in known if w != fold(w)))
        object.__setattr__(self, "folded", {fold(w): meant for w, meant in known.items()})
        object.__setattr__(self, "verb_words", {fold(w): v for w, v in self.verb_words.items()})


@dataclass(frozen=True)
class Answer:
    said: Said


@dataclass(frozen=True)
class Act:
    action: Action
    on: str = ""
    said: Said = field(default_factory=Said)


@dataclass(frozen=True)
class Draft:
    """Go on with, or drop, the draft of this row."""

    row: int
    drop: bool


@dataclass(frozen=True)
class WayOut:
    way: str


@dataclass(frozen=True)
class MaybeCancel:
    """A way out that, without its accents, is also a name or a word; nothing is kept, and nothing dropped."""


@dataclass(frozen=True)
class TooEarly:
    """Typed before the open question had left for the channel."""


@dataclass(frozen=True)
class OldButton:
    """A list that is no more."""


Meaning = Answer | Act | Draft | WayOut | MaybeCancel | TooEarly | OldButton


def meant(book: Book, talk: Conversation, came: Incoming, said: Said, said_at: float, find: FindOffer) -> Meaning:
    """``said_at``: when it reached us, to hold against the time the open question left; ``find`` looks up an offer shown in this chat."""
    if came.tapped is not None:
        return _tapped(book, talk, came.tapped, find)
    asking = talk.draft is not None and talk.asked is not None
    if came.special == "forwarded" or not came.text.strip():
        return Answer(said) if asking else Act(book.at_rest if talk.person else book.at_door, "", said)
    return _typed(book, talk, said, said_at, find)


def _typed(book: Book, talk: Conversation, said: Said, said_at: float, find: FindOffer) -> Meaning:
    asking = talk.draft is not None and talk.asked is not None
    text = said.text.strip()
    if asking and (chosen := _among(talk.choices, text, book.particles)) is not None:
        return Answer(replace(said, text="", choice=chosen)) if _in_time(talk, said_at) else TooEarly()
    free = asking and len(talk.choices) <= 1
    if (word := _word(book, talk, said, text, free=free)) is not None:
        return word
    if asking and fold(text).strip(" .!") in book.done_words:
        return Answer(said)
    if talk.person and (verb := _verb(book, said, text, free=free and not _was_offered(talk, text, find))) is not None:
        return verb
    if asking:
        tells = not text.isdecimal() and (len(talk.choices) <= 1 or len(words(text)) >= TELLING)  # no choice: it needs no question
        return Answer(said) if tells or _in_time(talk, said_at) else TooEarly()
    if talk.person is None:
        return Act(book.at_door, "", said)
    return _at_rest(book, talk, said, text, find)


def _in_time(talk: Conversation, said_at: float) -> bool:
    return talk.left_at is not None and said_at >= talk.left_at


def numbered(choices: Sequence[Choice]) -> list[Choice]:
    """Those that carry a number on a phone without buttons: the ones without a word of their own."""
    return [c for c in choices if not c.typed]


def _among(choices: Sequence[Choice], text: str, particles: frozenset[str]) -> str | None:
    """The one choice this number, label or word can mean; a word may have particles behind it."""
    listed = numbered(choices)
    bare = text.rstrip(".) ")
    if bare.isascii() and bare.isdecimal():
        return listed[int(bare) - 1].value if len(bare) < 4 and 0 < int(bare) <= len(listed) else None
    folded = fold(text).strip(" .!")
    polite = particles if len(choices) == 1 else particles - {"roi"}  # "gui roi" says or asks that it has been sent
    fits = {c.value for c in choices if folded and (folded in (fold(c.label), fold(c.typed)) or _is_politely(fold(c.typed), folded, polite))}
    return fits.pop() if len(fits) == 1 else None


def _is_politely(word: str, text: str, particles: frozenset[str]) -> bool:
    """The word and nothing but particles behind it."""
    first, _, rest = text.partition(" ")
    return bool(word) and first == word and particles.issuperset(rest.split())


def _word(book: Book, talk: Conversation, said: Said, text: str, *, free: bool) -> Meaning | None:
    """Commands and global words. In free text only the whole message counts, and "huy" is asked about: it is a given name."""
    if text.startswith("/"):
        return _command(book, talk, said, text)
    low = " ".join(text.casefold().split()).rstrip(" .!")
    sort, name = book.folded.get(fold(low), ("", ""))
    if sort == "way":
        unsure = free and name == "cancel" and " " not in low and low not in book.accented
        return MaybeCancel() if unsure else WayOut(name)
    return Act(book.commands[name]) if sort == "command" and talk.person else None


def _was_offered(talk: Conversation, text: str, find: FindOffer) -> bool:
    """Whether the last list pushed here told the person to type just this verb and number."""
    found = _NUMBERED.fullmatch(fold(text))
    shown = find(talk.peer, abs(talk.pushed)) if found and talk.pushed else None
    return bool(found and shown and any(fold(c.typed).startswith(f"{found[1].strip()} {found[2]}") for c in shown[1]))


def _command(book: Book, talk: Conversation, said: Said, text: str) -> Meaning | None:
    first, _, rest = text[1:].partition(" ")
    sort, name = book.folded.get(fold(first.casefold()), ("", ""))
    if sort == "way":
        return WayOut(name)
    if talk.person is None:
        return Act(book.at_door, "", replace(said, text=rest) if name == "batdau" else said) if name == "batdau" or talk.draft is None else None
    return Act(book.commands[name], "", replace(said, text=rest.strip())) if sort == "command" else None


def _verb(book: Book, said: Said, text: str, *, free: bool) -> Meaning | None:
    folded = fold(text := text.rstrip(" .!"))
    found = _NUMBERED.fullmatch(folded)
    verb = book.verb_words.get(found[1].strip()) if found else None
    if found and verb and (not found[3] or found[3] in book.particles or (verb in book.wordy and not free)):
        words = text[found.start(3) :] if found[3] and len(folded) == len(text) else found[3] or ""
        return Act(book.verbs[verb], found[2], replace(said, text=words.strip()))
    if not free and (bare := folded.strip(" .!?")) in book.verb_words and bare not in book.with_number:
        return Act(book.which_number, book.verb_words[bare], said)
    return None


def _at_rest(book: Book, talk: Conversation, said: Said, text: str, find: FindOffer) -> Meaning:
    """With no story open, a label answers the last list pushed here; a bare number only while nothing else has been said after it."""
    shown = find(talk.peer, abs(talk.pushed)) if talk.pushed else None
    chosen = _among(shown[1], text, book.particles) if shown and (talk.pushed > 0 or not text.strip(" .)").isdecimal()) else None
    if shown and chosen is not None and (text.isdecimal() or not _CODE.fullmatch(text)):
        return _act(book, chosen, shown[0], said)
    asked = shown is not None and len(shown[1]) == 1 and shown[1][0].value in book.wordy
    return Act(book.at_rest, shown[0] if shown and asked else "", said)


def _tapped(book: Book, talk: Conversation, data: str, find: FindOffer) -> Meaning:
    """The offer is exact, so no time is asked; ``q`` is the open question's, ``a`` an action's."""
    offer, _, place = data.partition(":")
    number = int(offer[1:]) if offer[1:].isascii() and offer[1:].isdecimal() and len(offer) < 20 else 0
    if offer[:1] == "q" and number == talk.offer and talk.asked is not None:
        return WayOut(place) if place in ("back", "cancel") else _place(talk.choices, place)
    shown = find(talk.peer, number) if offer[:1] == "a" and number else None
    if shown is None or not isinstance(chosen := _place(shown[1], place), Answer):
        return OldButton()
    return _act(book, chosen.said.choice or "", shown[0], Said())


def _place(choices: Sequence[Choice], place: str) -> Answer | OldButton:
    known = place.isascii() and place.isdecimal() and len(place) < 4 and int(place) < len(choices)
    return Answer(Said(choice=choices[int(place)].value)) if known else OldButton()


def _act(book: Book, chosen: str, on: str, said: Said) -> Meaning:
    """Built in: going on with a draft, or dropping it. ``verb`` or ``verb:object`` name an action; ``/name`` a command."""
    if chosen in ("resume", "drop"):
        return Draft(int(on), drop=chosen == "drop")
    if chosen.startswith("/"):
        return Act(book.commands[chosen[1:]], "", replace(said, text=""))
    verb, _, object_ = chosen.partition(":")
    return Act(book.verbs[verb], object_ or on, replace(said, text="")) if verb in book.verbs else OldButton()


def tells_more(now: Asking, said: Said) -> bool:
    """Whether it belongs to what was told before: pictures always, words at a check, several words at any list."""
    if said.choice is not None or said.photos or said.voices or said.place:
        return said.choice is None
    if isinstance(now.reader, Sealed):
        return bool(said.text) and not said.text.strip(" .").isdecimal()
    return len(words(said.text)) >= TELLING and not vi.adds_nothing(said.text)
