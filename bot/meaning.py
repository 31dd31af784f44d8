"""What a message means in its conversation: an answer, a command, a verb with a number, a way out, or nothing clear."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.vietnamese import fold, words
from bot.meaning_lists import FindOffer, Shown, among, asks_for, called, is_bare_number, is_check, labelled, last_said, shown, way_back
from bot.story import Action, Asking, Here, Reply, Said, Sealed, Story
from bot.talk import Choice, Conversation, Incoming
from messages_vi import common as vi

_YEAR = r"\s?/\s?20\d\d|\s+nam\s+20\d\d(?=\s*(?:[:,.!]|(?:a|nhe|nha|voi|giup)?$))"  # "12 nam 2026 ..." may tell of that year
_NUMBERED = re.compile(rf"(\D+?)\s*(?:viec\s*)?(?:so\s*)?(\d{{1,6}}(?:{_YEAR})?)(?:(?:\s*[:,.!]?\s+|(?=[,;+&][\d\s,;+&]+$))(.*))?", re.DOTALL)
_A_CASE = re.compile(r"(?:viec\s*)?(?:so\s*)?\d{1,6}[\s.!]*")
_CODE = re.compile(r"\d{4}\s?\d{4}")
ASKS_YES = "yes? "  # the object of a list that asks for a yes, before the question that comes back behind it, if any
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
    reminds: Callable[[Here, str, str], str] = lambda _here, _verb, _on: ""  # what a choice (verb, object) answers, to be asked once more
    with_number: frozenset[str] = frozenset()  # words of verbs that mean something else without a number behind (folded)
    in_other_words: Callable[[str], tuple[str, str]] = lambda _text: ("", "")  # the choice (value) of the last list that words mean, what they add
    alarm: Action = lambda _here, _story, _said: Reply()  # to urgent words that the open question (of that story) has no use for
    number_asked: str = ""  # the question that the number of a case answers
    ordered: Callable[[Here, str, Said], Reply | None] = lambda _here, _question, _said: None  # to words that order something; None: no order
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

    said: Said = field(default_factory=Said)


@dataclass(frozen=True)
class OldButton:
    """A list that is no more."""


@dataclass(frozen=True)
class Several:
    """Words that fit these choices of the last list alike."""

    on: str
    choices: tuple[Choice, ...]


Meaning = Answer | Act | Draft | WayOut | MaybeCancel | TooEarly | OldButton | Several


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
    last = last_said(talk, find) if talk.person and (not asking or vi.says_yes(text)) else None
    if last and (act := _of_last(book, talk, last, said, text)) is not None:
        return act
    if asking and (chosen := among(talk.choices, text, book.particles)) is not None:
        return Answer(replace(said, text="", choice=chosen)) if _in_time(talk, said_at) else TooEarly()
    check = asking and is_check(talk.choices)
    free = asking and len(talk.choices) <= 1 and not check
    if asking and (leaves := _leaves(text, free=free, alone=check and len(talk.choices) == 1)) is not None:
        return leaves
    if (word := _word(book, talk, said, text, free=free)) is not None:
        back = way_back(last.choices) if last and word == WayOut("back") else None
        return _act(book, back, last.on, said) if last and back else word
    if asking and fold(text).strip(" .!") in book.done_words:
        return Answer(said)
    if asking and talk.asked == book.number_asked and _A_CASE.fullmatch(fold(text)):
        return Answer(said)
    if talk.person and (verb := _verb(book, said, text, free=free and not _was_offered(talk, text, find))) is not None:
        shown_it = last and verb.action == book.which_number and asks_for(last.choices, text)
        return Act(book.at_rest, "", replace(said, text=vi.STRONG_YES)) if shown_it else verb
    return _as_words(book, talk, said, said_at, find)


def _leaves(text: str, *, free: bool, alone: bool) -> Meaning | None:
    """Words that give up what was being written, or may. ``alone``: a yes is all that could be said instead."""
    if vi.gives_up(text, free=free) or (not free and vi.says_no(text, alone=alone)):
        return WayOut("cancel")
    return MaybeCancel() if vi.may_give_up(text) else None


def _as_words(book: Book, talk: Conversation, said: Said, said_at: float, find: FindOffer) -> Meaning:
    """Neither a choice of a question nor a command: an account, an answer to the last list, or something new."""
    if talk.draft is not None and talk.asked is not None:
        text = said.text.strip()
        tells = not text.isdecimal() and (len(talk.choices) <= 1 or len(words(text)) >= TELLING)  # no choice: it needs no question
        return Answer(said) if tells or _in_time(talk, said_at) else TooEarly(said)
    return Act(book.at_door, "", said) if talk.person is None else _at_rest(book, talk, said, find)


def _of_last(book: Book, talk: Conversation, last: Shown, said: Said, text: str) -> Meaning | None:
    """A number or label of the list that is the last thing said: it goes before words that mean something everywhere.

    At an open question only a yes to what was asked just before that came back; a yes that is a choice of the question is its own.
    """
    if last.on == f"{ASKS_YES}{talk.asked or ''}" and vi.says_yes(text):
        ours, theirs = (among(choices, text, book.particles) for choices in (last.choices, talk.choices))
        if ours or theirs is None:
            return _act(book, last.choices[0].value, last.on, said)
    if talk.asked is not None:
        return None
    if text.startswith("/") or (_CODE.fullmatch(text) and not text.isdecimal()):
        return None
    if (chosen := among(last.choices, text, book.particles)) is not None:
        return _act(book, chosen, last.on, said)
    other, more = book.in_other_words(text)
    return Act(book.verbs[other], last.on, replace(said, text=more)) if any(c.value == other for c in last.choices) else None


def _in_time(talk: Conversation, said_at: float) -> bool:
    return talk.left_at is not None and said_at >= talk.left_at


def _word(book: Book, talk: Conversation, said: Said, text: str, *, free: bool) -> Meaning | None:
    """Commands and global words. In free text only the whole message counts, and "huy" is asked about: it is a given name."""
    if text.startswith("/"):
        return _command(book, talk, said, text)
    low = " ".join(text.casefold().split()).rstrip(" .!")
    sort, name = book.folded.get(fold(low), ("", ""))
    if sort == "way":
        unsure = free and name == "cancel" and " " not in low and low not in book.accented
        return MaybeCancel() if unsure else WayOut(name)
    return Act(book.commands[name], "", replace(said, text="")) if sort == "command" and talk.person else None


def _was_offered(talk: Conversation, text: str, find: FindOffer) -> bool:
    """Whether the last list pushed here told the person to type just this verb and number."""
    found = _NUMBERED.fullmatch(fold(text))
    last = shown(talk, abs(talk.pushed), find) if found else None
    return bool(found and last and any(fold(c.typed).startswith(f"{found[1].strip()} {found[2]}") for c in last.choices))


def _command(book: Book, talk: Conversation, said: Said, text: str) -> Meaning | None:
    first, _, rest = text[1:].partition(" ")
    sort, name = book.folded.get(fold(first.casefold()), ("", ""))
    if sort == "way":
        return WayOut(name)
    if talk.person is None:
        return Act(book.at_door, "", replace(said, text=rest) if name == "batdau" else said) if name == "batdau" or talk.draft is None else None
    return Act(book.commands[name], "", replace(said, text=rest.strip())) if sort == "command" else None


def _verb(book: Book, said: Said, text: str, *, free: bool) -> Act | None:
    folded = fold(text := text.rstrip(" .!"))
    found = _NUMBERED.fullmatch(folded)
    verb = book.verb_words.get(found[1].strip()) if found else None
    if found and verb and (not found[3] or found[3] in book.particles or (verb in book.wordy and not free)):
        words = text[found.start(3) :] if found[3] and len(folded) == len(text) else found[3] or ""
        return Act(book.verbs[verb], "/".join(re.findall(r"\d+", found[2])), replace(said, text=words.strip()))
    if not free and (bare := folded.strip(" .!?")) in book.verb_words and bare not in book.with_number:
        return Act(book.which_number, book.verb_words[bare], said)
    return None


def _at_rest(book: Book, talk: Conversation, said: Said, find: FindOffer) -> Meaning:
    """With no story open, a label answers the last list pushed here; names in it only while nothing else has been said after it."""
    last, text = shown(talk, abs(talk.pushed), find), said.text.strip()
    if last is None or last.on.startswith(ASKS_YES):
        return Act(book.at_rest, "", said)
    chosen = None if is_bare_number(text) else labelled(last.choices, text, book.particles)
    if chosen is not None and not _CODE.fullmatch(text):
        return _act(book, chosen, last.on, said)
    fits = called(last.choices, text) if talk.pushed > 0 else ()
    if fits:
        return _act(book, fits[0].value, last.on, said) if len(fits) == 1 else Several(last.on, fits)
    asked = len(last.choices) == 1 and last.choices[0].value in book.wordy
    return Act(book.at_rest, last.on if asked else "", said)


def _tapped(book: Book, talk: Conversation, data: str, find: FindOffer) -> Meaning:
    """The offer is exact, so no time is asked; ``q`` is the open question's, ``a`` an action's."""
    offer, _, place = data.partition(":")
    number = int(offer[1:]) if offer[1:].isascii() and offer[1:].isdecimal() and len(offer) < 20 else 0
    if offer[:1] == "q" and number == talk.offer and talk.asked is not None:
        return WayOut(place) if place in ("back", "cancel") else _place(talk.choices, place)
    tapped = shown(talk, number, find) if offer[:1] == "a" else None
    if tapped is None or not isinstance(chosen := _place(tapped.choices, place), Answer):
        return OldButton()
    return _act(book, chosen.said.choice or "", tapped.on, Said())


def _place(choices: tuple[Choice, ...], place: str) -> Answer | OldButton:
    known = place.isascii() and place.isdecimal() and len(place) < 4 and int(place) < len(choices)
    return Answer(Said(choice=choices[int(place)].value)) if known else OldButton()


def _act(book: Book, chosen: str, on: str, said: Said) -> Meaning:
    """Built in: going on with a draft, or dropping it. ``verb`` or ``verb:object`` name an action; ``/name`` a command."""
    if chosen.startswith("/"):
        return Act(book.commands[chosen[1:]], "", replace(said, text=""))
    verb, _, object_ = chosen.partition(":")
    if verb in ("resume", "drop"):
        return Draft(int(object_ or on), drop=verb == "drop")
    return Act(book.verbs[verb], object_ or on, replace(said, text="")) if verb in book.verbs else OldButton()


def tells_more(now: Asking, said: Said) -> bool:
    """Whether it belongs to what was told before: pictures always, words at a check, several words at any list."""
    if said.choice is not None or said.photos or said.voices or said.place:
        return said.choice is None
    if isinstance(now.reader, Sealed):
        return bool(said.text) and not said.text.strip(" .").isdecimal()
    return len(words(said.text)) >= TELLING and not vi.adds_nothing(said.text)
