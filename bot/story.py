"""A story is a plain function told again from its start after every answer; what is saved is only the answers, by name.

The one rule for authors: a key never changes meaning; new meaning, new key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

from bot.talk import Choice, Contact, Document, Draft, Page, Peer, Place, Speaker

if TYPE_CHECKING:
    from sqlalchemy import Connection

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
F = TypeVar("F")
R = TypeVar("R")
ONLY_THIS = "only this"  # the value of a yes that takes no other word for its own
_NOTHING: Any = object()


class Invalid(Exception):
    """The answer cannot be used; the text says why, to the person."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person just did: words, a choice of the open list, pictures and voice notes (attachment ids), a place, a telephone number."""

    text: str = ""
    choice: str | None = None
    photos: tuple[int, ...] = ()
    voices: tuple[int, ...] = ()
    place: Place | None = None
    contact: Contact | None = None


class Reader(Protocol[T_co]):
    """Turns what was said into what is kept (JSON), and what is kept into what the story gets."""

    @property
    def choices(self) -> Sequence[Choice]:
        """At most one: the question takes free text, and words like "help" count only as commands or with all their accents."""

    def hear(self, said: Said, before: Any) -> Any:
        """What is to be kept, given what was kept before (None at first); Invalid says why not."""

    def value(self, kept: Any) -> T_co:
        """What the story gets; Invalid when it was kept under older rules, and the question is asked again."""

    def finished(self, kept: Any) -> bool:
        """False while the answer may still grow over further messages."""

    def again(self, kept: Any) -> Any:
        """What stays of it when the person wants to correct it; None: nothing."""

    def as_before(self, kept: Any) -> Any:
        """What it was before the person wanted to correct it, when they leave it at that; None: nothing."""


class Pause(BaseException):
    """The telling stops at a question. Not an Exception: no story may catch it by accident."""

    def __init__(self, asking: Asking) -> None:
        super().__init__(asking.key)
        self.asking = asking


@dataclass(frozen=True)
class Asking:
    """Where a telling stopped. ``path``: the answers used so far; ``more``: the answer that takes what fits no choice."""

    key: str
    text: str
    reader: Reader[Any]
    before: Any
    path: tuple[str, ...]
    more: tuple[str, Reader[Any]] | None = None
    replaced: Mapping[str, Any] = field(default_factory=dict)

    @property
    def question(self) -> tuple[object, ...]:
        """Alike for two questions that a person could not tell apart."""
        return self.key, self.text, tuple(self.reader.choices)


@dataclass(frozen=True)
class Told:
    """A story that came to its end."""

    result: Any
    replaced: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TakeBack:
    """Kept by a confirmation in place of a yes: the person wants to correct that answer."""

    key: str


class Ask:
    """Handed to a story: the answers so far, and the way to ask for the next one."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = dict(answers)
        self._used: dict[str, Reader[Any]] = {}
        self._path: list[str] = []
        self._said: list[str] = []
        self.replaced: dict[str, Any] = {}

    def __call__(self, key: str, question: str, reader: Reader[T], *, assume: T | None = None, more: str = "") -> T:
        """The saved answer; or the assumed one, unless the person has asked to correct it; or the telling pauses here.

        ``more``: the earlier answer that pictures, voice, places and several words go to which come while this is open.
        """
        self._once(key, reader)
        kept = self._answers.get(key, _NOTHING)
        if kept is _NOTHING and assume is not None:
            return assume
        if kept is not _NOTHING and kept is not None and reader.finished(kept):
            try:
                value = reader.value(kept)
            except Invalid:
                kept = None  # saved under older rules: asked again
            else:
                self._path.append(key)
                return value
        raise self._pause(key, question, reader, None if kept is _NOTHING else kept, (more, self._used[more]) if more else None)

    def say(self, line: str) -> None:
        """A line before the next question."""
        self._said.append(line)

    def confirm(self, key: str, shown: str, yes: Choice, edits: Mapping[str, str], refusal: str, more: str = "") -> None:
        """A yes to exactly this text. ``edits``: the answers that can be corrected, with their labels; ``more`` takes any further words."""
        seal = hashlib.sha256(shown.encode()).hexdigest()[:16]
        sealed = Choice(f"yes {seal}{' exact' if yes.value == ONLY_THIS else ''}", yes.label, yes.typed)
        reader = Sealed((sealed, *(Choice(f"edit {k}", label) for k, label in edits.items() if k in self._used)), refusal)
        self._once(key, reader)
        if self._answers.get(key) != sealed.value:
            raise self._pause(key, shown, reader, None, (more, self._used[more]) if more else None)
        self._path.append(key)

    def replace(self, key: str, kept: Any) -> None:
        """From now on this answer reads so, here and on disk: how words that must not be kept are forgotten."""
        self.replaced[key] = self._answers[key] = kept

    def has(self, key: str) -> bool:
        """Whether there is an answer, one that has not been asked to be corrected."""
        return self._answers.get(key) is not None

    def asks_again(self, key: str) -> bool:
        """Whether there was an answer, which is to be corrected."""
        return self._answers.get(key, _NOTHING) is None

    def kept(self, key: str) -> Any:
        """What there is of an answer, as it is kept, whole or not; None: nothing."""
        return self._answers.get(key)

    def _once(self, key: str, reader: Reader[Any]) -> None:
        if key in self._used:
            raise AssertionError(f"a story asks for {key!r} twice")
        self._used[key] = reader

    def _pause(self, key: str, text: str, reader: Reader[Any], before: Any, more: tuple[str, Reader[Any]] | None = None) -> Pause:
        whole = "\n".join([*self._said, text])
        return Pause(Asking(key, whole, reader, before, tuple(self._path), more, self.replaced))


@dataclass(frozen=True)
class Whole:
    """The part readers share that are done with one message."""

    def finished(self, kept: Any) -> bool:
        return True

    def again(self, kept: Any) -> Any:
        return None

    def as_before(self, kept: Any) -> Any:
        return None


@dataclass(frozen=True)
class Sealed(Whole):
    """A yes to one exact text, or a wish to correct an answer."""

    choices: tuple[Choice, ...]
    refusal: str

    def hear(self, said: Said, before: Any) -> Any:
        if said.choice is None or said.choice not in {c.value for c in self.choices}:
            raise Invalid(self.refusal)
        return TakeBack(said.choice.removeprefix("edit ")) if said.choice.startswith("edit ") else said.choice

    def value(self, kept: Any) -> Any:
        return kept


Keep = Callable[[bytes], str]
Link = Callable[[Page, Peer], str]


def nowhere(data: bytes) -> str:
    """Where no files are kept."""
    raise AssertionError("there is no place to keep files here")


def unlinked(page: Page, peer: Peer) -> str:
    """Where no page has an address."""
    return ""


@dataclass(frozen=True)
class Here:
    """Where a story or an action meets the world: the open transaction, who speaks, and the time.

    ``keep`` puts bytes on disk for a day and gives the name to read them by; a file whose row is rolled back goes with the next sweep.
    ``link`` gives the address of a page for the person of a chat, for a day; "" when this machine has no public one.
    """

    db: Connection
    who: Speaker
    now: float
    keep: Keep = nowhere
    link: Link = unlinked


@dataclass(frozen=True)
class Begin:
    """A story to open next: what it is about, and what has been said of it already. "/name": a command, with the words behind it.

    ``anew``: what an open draft of it held so far is given up.
    """

    command: str
    about: str = ""
    heard: tuple[Said, ...] = ()
    anew: bool = False


@dataclass(frozen=True)
class Reply:
    """What the one who spoke gets to read. ``choices`` name actions on ``act_on``; ``begin`` opens a story instead or after.

    At the end of a story: ``drop`` is the row of a draft that they give up besides; ``leaves``: they are nobody here from now on.
    ``missed``: nothing was made of what they said, "words" or a "yes" or an "ok", and the last list may be shown once more instead.
    """

    text: str = ""
    choices: tuple[Choice, ...] = ()
    act_on: str = ""
    photos: tuple[str, ...] = ()
    files: tuple[Document, ...] = ()
    begin: Begin | None = None
    drop: int = 0
    leaves: bool = False
    missed: Literal["", "words", "yes", "ok"] = ""


Check = Callable[[Here, Any], Any]
Action = Callable[[Here, str, Said], Reply]  # the object acted on ("" for a command), and what came with it


@dataclass(frozen=True)
class Story(Generic[F, R]):
    """One conversation. ``gather`` and ``finish`` are the only ends with a database; ``tell`` between them is pure.

    ``draft`` gives the key under which the answers are kept, from the speaker and what the story is about. ``checks``: an answer
    that must be held against the database when it is heard; what the check returns is kept, what it raises as Invalid is said.
    """

    command: str
    title: str
    gather: Callable[[Here, Draft], F]
    tell: Callable[[Ask, F], R]
    finish: Callable[[Here, Draft, R], Reply]
    draft: Callable[[Speaker, str], str]
    checks: Mapping[str, Check] = field(default_factory=dict)
    dropped: Callable[[Here, Draft], None] | None = None  # what to do when the person gives it up
    shared: bool = False  # several answer it together: who gives it up leaves it to the others
    of: Callable[[Here, str], str] = lambda _here, _about: ""  # what it is about, in words, as its title leaves open


def tell(story: Callable[[Ask, Any], Any], answers: Mapping[str, Any], facts: Any) -> Asking | Told:
    """Tells a story from its start with the answers there are."""
    ask = Ask(answers)
    try:
        return Told(story(ask, facts), ask.replaced)
    except Pause as pause:
        return pause.asking
