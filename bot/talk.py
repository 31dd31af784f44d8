"""The words every layer shares: what comes in, what goes out. Values only; no I/O, no channel, no database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from bot.domain.roles import Person

SECRET_MARK = "\ue002"  # stands in the text for words that must not be kept
OWN_NUMBER = "own number"  # the value of a choice by which a phone that can hands over its owner's telephone number
Page = tuple[str, str]  # one for the person of a chat: its kind, and the object it is about


@dataclass(frozen=True, slots=True)
class Peer:
    """An address, not a person: a chat, seen by one account of one channel."""

    channel: str
    account: str
    chat: str

    @property
    def key(self) -> str:
        return f"{self.channel}:{self.account}:{self.chat}"

    @property
    def sender(self) -> str:
        """The account that speaks there, as "channel:account"."""
        return f"{self.channel}:{self.account}"

    @classmethod
    def of(cls, key: str) -> Peer:
        return cls(*key.split(":", 2))


@dataclass(frozen=True, slots=True)
class Piece:
    """A picture or voice note as its channel names it; ``ref`` is what the channel fetches it by (file id, URL)."""

    kind: Literal["photo", "voice"]
    ref: str
    size: int = 0  # bytes as the channel told, 0 when it did not


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees, rounded to about a hundred metres."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone number that was handed over, or (beside the masked text) all that was typed; digits, as 0912345678.

    It is ``own`` only if the channel vouches for it; another's goes with the row it came in, unless a story has asked for one.
    """

    phone: str
    own: bool


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a person did; the same (channel, account, id) is the same event, however often it comes."""

    peer: Peer
    id: str
    at: float  # epoch seconds by the channel's own clock, often whole ones
    sender: str = ""  # the account that did it; in a private chat the same as the chat
    name: str = ""  # how the channel shows the sender
    text: str = ""  # text or caption
    tapped: str | None = None  # "offer:place" of a button
    media: tuple[Piece, ...] = ()
    place: Place | None = None
    album: str = ""  # pieces of one album share it and make one turn
    special: Literal["", "edited", "forwarded", "unsupported", "group", "clock"] = ""
    unread: str | None = None  # why it cannot be read: stored parked, acknowledged, never blocks the queue
    contact: Contact | None = None
    plain: bool = False  # from a phone without buttons


@dataclass(frozen=True, slots=True)
class Choice:
    """What is kept, what is read on the button, and the word that means it on a phone without buttons ("" = it gets a number)."""

    value: str
    label: str
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A kept file to hand over. ``attachment`` is its row, by which the right to it is asked again; ``name`` the file's on disk."""

    attachment: int
    name: str
    title: str  # as people read it, with its extension
    mime: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send. ``offer`` names the list it shows; ``ways_out`` (back, cancel) are never numbered.

    ``photos`` are names of kept files; a message has text, one photo or one file when it reaches a channel.
    ``puts_away``: the phone's own list of replies, shown with an earlier message that asked for the owner's number, goes.
    """

    peer: Peer
    text: str
    choices: tuple[Choice, ...] = ()
    ways_out: tuple[Choice, ...] = ()
    offer: str = ""
    photos: tuple[str, ...] = ()
    files: tuple[Document, ...] = ()
    lane: Literal["talk", "bulk"] = "talk"
    puts_away: bool = False
    about: tuple[str, ...] = ()  # the objects of the notices in it


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should hear; the planner picks peer and moment.

    ``once`` is unique for all time. ``act_on`` is the object of the choices, whose values are names of actions.
    Notices of one person with the same ``merge_key`` that fall due together become one message. Times are epoch seconds.
    """

    kind: str
    text: str
    once: str
    choices: tuple[Choice, ...] = ()
    act_on: str = ""
    photos: tuple[str, ...] = ()
    files: tuple[Document, ...] = ()
    urgency: Literal["now", "day", "morning"] = "now"  # at once; not at night; at seven o'clock. Only the first goes whatever a bot has left to send
    not_before: float = 0.0
    expires: float | None = None
    merge_key: str = ""
    about: tuple[str, ...] = ()  # all that it tells of, where that is more than ``act_on``


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is speaking, and where from; ``person`` is None until they have joined. ``plain``: from a phone without buttons."""

    peer: Peer
    name: str
    person: Person | None = None
    plain: bool = False


@dataclass(slots=True)
class Draft:
    """Answers by name in the order given: name -> [value, person id, name]. It outlives any one chat."""

    id: int
    key: str
    story: str
    about: str = ""  # the object a story is about, as a case's id
    answers: dict[str, list[Any]] = field(default_factory=dict)
    state: Literal["open", "done", "dropped"] = "open"
    finished_by: str | None = None
    owner: int | None = None  # the person who began it; None: somebody who has not joined

    def values(self) -> dict[str, Any]:
        return {name: kept[0] for name, kept in self.answers.items()}


@dataclass(slots=True)
class Conversation:
    """All that is remembered of one chat."""

    peer: Peer
    person: Person | None = None
    draft: int | None = None  # the open draft's row
    asked: str | None = None  # the key of the open question
    offer: int = 0  # the inbox row whose turn first showed the open question
    choices: tuple[Choice, ...] = ()
    left_at: float | None = 0.0  # when that question left for the channel; None: not yet
    pushed: int = 0  # the last action offer pushed here; below 0 once something else has been said after it
    agreed: str = ""  # the version of the consent this person gave last
    reminded: float = 0.0  # when they were last shown that it has changed
    gone: bool = False  # the channel said that this chat cannot be reached
    heard: float = 0.0  # when its person last said something here, to within a day

    def close(self) -> None:
        self.draft, self.asked, self.offer, self.choices = None, None, 0, ()


class SendFailed(Exception):
    """A message did not go: whether to try again, after how many seconds, whether the chat is gone, whether it may have arrived."""

    def __init__(self, reason: str, *, again: bool = False, after: float | None = None, gone: bool = False, unknown: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.again, self.after, self.gone, self.unknown = reason, again, after, gone, unknown


class FetchFailed(Exception):
    """A picture or voice note did not come: the reason, and whether asking again may help."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.reason, self.again = reason, again


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the platform lets one account do; 0: as much as one likes."""

    characters: int  # that fit one message
    per_second: float  # messages
    a_month: int = 0  # messages
    people: int = 0  # who may ever write to it
    pictures: bool = True  # whether it can show them now


Take = Callable[["Channel", Any], Awaitable[bool]]


class Channel(Protocol):
    """What the engine needs of a way to talk; one file in bot/channels/ each."""

    name: str
    account: str
    allowance: Allowance
    link: str  # opens a chat with this account; "" when nobody has told

    def read(self, update: Any) -> Incoming | None:
        """None: nobody to answer. Raises ValueError, KeyError, TypeError or AttributeError on what cannot be read."""

    async def start(self, take: Take) -> str:
        """Opens connections and, when it polls, begins to; ``take`` returns True once an update is on disk.

        Why the platform refuses our token, or "". It is asked again meanwhile, as when it cannot be reached.
        """

    async def stored(self, said: Incoming) -> None:
        """What was said is on disk: the moment to answer a tap. Must not raise."""

    async def fetch(self, piece: Piece) -> bytes:
        """The bytes of a picture or voice note; or FetchFailed."""

    async def send(self, out: Outgoing) -> str:
        """The platform's receipt; or SendFailed."""

    async def stop_listening(self) -> None:
        """Takes no further updates; sending goes on."""

    async def close(self) -> None:
        """Closes connections."""


@runtime_checkable
class Hooked(Protocol):
    """A channel that platforms post to, at /webhook/ and ``hook``."""

    hook: str

    def verify(self, headers: Mapping[str, str]) -> bool:
        """Whether a post comes from the platform; compared in constant time, refused when no secret is set."""


@runtime_checkable
class Answering(Hooked, Protocol):
    """One whose platform also carries out a call that stands in the response to its post."""

    replies_in_response: bool  # whether replies go that way; else only acknowledgements do

    def acknowledgement(self, said: Incoming) -> bytes:
        """What to respond with once this is on disk, instead of ``stored``; b"" when there is nothing to say."""

    def reply(self, out: Outgoing) -> bytes | None:
        """The call that sends this message; None when it cannot go in a response."""


@dataclass(frozen=True, slots=True)
class Words:
    """The few words a channel needs of its own; main hands them over, so that no channel holds a sentence."""

    without_buttons: Callable[[Sequence[Choice]], str]  # the lines that replace buttons
    menu: tuple[tuple[str, str], ...] = ()  # command without slash, what it does
    a_file: Callable[[str, str], str] = lambda title, link: f"{title}\n{link}"  # where a file waits; link "": at the office


class Links(Protocol):
    """Addresses by which what cannot be sent is fetched; each holds for a while."""

    def picture(self, name: str) -> str:
        """Of a kept picture, for a platform to fetch within minutes; "" when this machine has no public address."""

    def document(self, document: Document, peer: Peer) -> str:
        """Of the page where the person of this chat finds a file for a day; "" as above."""
