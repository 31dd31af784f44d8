"""The phones of the demo page: a channel like any other; its network is the page's own requests (bot/web/demo.py)."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channels.plain import as_text
from bot.pieces import cut
from bot.talk import Allowance, Choice, FetchFailed, Incoming, Outgoing, Peer, Piece, Place, SendFailed, Take, Words

BIGGEST_PIECE = 20 * 1024 * 1024  # bytes of one picture or voice note
_REMEMBERED = 300  # lines a phone keeps for a page that comes back
_LIMIT_WITHOUT_BUTTONS = 1900
_LONGEST_TEXT = 4096
_MOST_PIECES = 10
_GONE = (OSError, LookupError, ValueError)  # what reading a kept file raises when it is not there
_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_TAP = re.compile(r"[A-Za-z0-9]{1,24}:[A-Za-z0-9_-]{1,32}")


class TooLarge(ValueError):
    """A picture or voice note over BIGGEST_PIECE."""


class Uploads(Protocol):
    """Where the page's pictures and voice notes wait for the engine; blocking."""

    def keep(self, data: bytes) -> str: ...
    def read(self, name: str) -> bytes: ...
    def __contains__(self, name: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Line:
    """One line on a phone's screen: what the bot sent, or what the person said and the bot has stored."""

    number: int  # grows over all phones together, so that one number says how far a page has read
    at: float  # epoch seconds, 0 when nobody gave the channel a clock
    what: Outgoing | Incoming

    @property
    def chat(self) -> str:
        return self.what.peer.chat


class Phone:
    """All phones of the demo; a chat is the phone's number on the page.

    ``files`` gives the bytes of a kept picture or file by its name, blocking; ``now`` the epoch seconds shown beside each line.
    """

    name = "phone"
    account = "demo"
    allowance = Allowance(4000, 1000.0)
    link = ""

    def __init__(self, words: Words, files: Callable[[str], bytes], uploads: Uploads, now: Callable[[], float] = lambda: 0.0) -> None:
        self._words, self._files, self._uploads, self._now = words, files, uploads, now
        self.run = uuid.uuid4().hex[:12]  # numbers begin anew with each start; a page tells by this
        self._number = 0
        self._lines: dict[str, deque[Line]] = {}
        self._plain: set[str] = set()
        self._listeners: set[asyncio.Event] = set()
        self._take: Take | None = None
        self.closed = False

    # ---- the channel, as the engine knows it

    def read(self, update: Any) -> Incoming | None:
        """What the page posted. Raises ValueError, KeyError or TypeError when it is not of the agreed shape."""
        chat, tapped = _named(update["chat"]), update.get("tapped")
        _number(update["at"])
        said = Incoming(
            peer=Peer(self.name, self.account, chat),
            id=_named(update["id"]),
            at=0.0,  # a browser's clock says nothing of when it reached us
            sender=chat,
            text=_text(update.get("text", "")),
            tapped=None if tapped is None else _matching(_TAP, tapped),
            media=_pieces(update.get("media", [])),
            place=_place(update.get("place")),
            album=_named(update["album"]) if update.get("album") else "",
            plain=not self.has_buttons(chat),
        )
        if not (said.text.strip() or said.tapped or said.media or said.place):
            raise ValueError("nothing was said")
        return said

    async def start(self, take: Take) -> str:
        self._take, self.closed = take, False
        return ""

    async def stored(self, said: Incoming) -> None:
        """The page learns it from the answer to its own request."""

    async def fetch(self, piece: Piece) -> bytes:
        """What the page uploaded; FetchFailed when it is too long ago, or has made room for newer ones."""
        try:
            return await asyncio.to_thread(self._uploads.read, piece.ref)
        except _GONE as e:
            raise FetchFailed("the upload is no longer here", again=False) from e

    async def send(self, out: Outgoing) -> str:
        """Shows the message on its phone, at once on every open page; the receipt is the line's number."""
        for name in (*out.photos, *(file.name for file in out.files)):
            await self._must_be_there(name)
        return str(self._write(out, self._now()))

    async def stop_listening(self) -> None:
        self._take = None

    async def close(self) -> None:
        self.hang_up()

    # ---- what the page needs

    async def hear(self, update: Any) -> bool:
        """True once what was said is on disk. Raises what ``read`` raises, and LookupError when an upload it names is gone."""
        said = self.read(update)
        if said is None or self._take is None:
            return False
        if any(piece.ref not in self._uploads for piece in said.media):
            raise LookupError("upload it again")
        took = await self._take(self, update)
        if took and not any(isinstance(line.what, Incoming) and line.what.id == said.id for line in self._of(said.peer.chat)):
            self._write(said, self._now())
        return took

    async def keep_upload(self, data: bytes) -> str:
        """The name to mention a picture or voice note by, once it is on disk. Raises TooLarge, and OSError when the disk will not take it."""
        if len(data) > BIGGEST_PIECE:
            raise TooLarge(f"{len(data)} bytes")
        return await asyncio.to_thread(self._uploads.keep, data)

    async def kept_file(self, name: str) -> bytes | None:
        """The bytes of a picture or file shown on one of the phones, also before a restart; None when it is no longer kept."""
        return await _read(self._files, name) or await _read(self._uploads.read, name)

    def has_buttons(self, chat: str) -> bool:
        return chat not in self._plain

    def switch_buttons(self, chat: str, on: bool) -> None:
        """With buttons as on Telegram, or numbers and words as on Zalo; what is already on the screen is shown so too."""
        (self._plain.discard if on else self._plain.add)(chat)
        self._wake()

    def lines_after(self, number: int, chats: frozenset[str]) -> list[dict[str, Any]]:
        """What these phones show beyond a line's number, oldest first, as the page draws it."""
        found = [line for chat in chats for line in self._of(chat) if line.number > number]
        return [self._drawn(line) for line in sorted(found, key=lambda line: line.number)]

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """An event that is set whenever a phone shows something new, changes its switch, or everything ends."""
        news = asyncio.Event()
        self._listeners.add(news)
        try:
            yield news
        finally:
            self._listeners.discard(news)

    def hang_up(self) -> None:
        """Ends the pages' streams, so that a server with open pages can stop."""
        self.closed = True
        self._wake()

    # ---- inside

    def _of(self, chat: str) -> deque[Line]:
        return self._lines.get(chat, deque())

    def _write(self, what: Outgoing | Incoming, at: float) -> int:
        self._number += 1
        line = Line(self._number, at, what)
        self._lines.setdefault(line.chat, deque(maxlen=_REMEMBERED)).append(line)
        self._wake()
        return line.number

    def _wake(self) -> None:
        for news in self._listeners:
            news.set()

    async def _must_be_there(self, name: str) -> None:
        try:
            await asyncio.to_thread(self._files, name)
        except _GONE as e:
            raise SendFailed(f"kept file: {type(e).__name__}") from e

    def _drawn(self, line: Line) -> dict[str, Any]:
        what = self._drawn_sent(line.what) if isinstance(line.what, Outgoing) else {"said": _drawn_said(line.what)}
        return {"chat": line.chat, "number": line.number, "at": line.at, **what}

    def _drawn_sent(self, out: Outgoing) -> dict[str, Any]:
        files = [{"name": file.name, "title": file.title, "sound": file.mime.startswith("audio/")} for file in out.files]
        held = {"photos": out.photos, "files": files}
        if not self.has_buttons(out.peer.chat):
            return {"texts": cut(as_text(out, self._words), _LIMIT_WITHOUT_BUTTONS), "choices": [], "ways_out": [], **held}
        choices = [_button(out.offer, str(place), choice) for place, choice in enumerate(out.choices)]
        ways_out = [_button(out.offer, choice.value, choice) for choice in out.ways_out]
        return {"texts": cut(out.text, self.allowance.characters), "choices": choices, "ways_out": ways_out, **held}


async def _read(kept: Callable[[str], bytes], name: str) -> bytes | None:
    try:
        return await asyncio.to_thread(kept, name)
    except _GONE:
        return None


def _button(offer: str, place: str, choice: Choice) -> dict[str, str]:
    return {"data": f"{offer}:{place}", "label": choice.label}


def _drawn_said(said: Incoming) -> dict[str, Any]:
    place = [said.place.latitude, said.place.longitude] if said.place else None
    media = [{"kind": piece.kind, "ref": piece.ref} for piece in said.media]
    return {"id": said.id, "text": said.text, "tapped": said.tapped, "media": media, "place": place}


def _matching(shape: re.Pattern[str], raw: Any) -> str:
    if not isinstance(raw, str) or not shape.fullmatch(raw):
        raise ValueError("not of the agreed shape")
    return raw


def _named(raw: Any) -> str:
    return _matching(_ID, raw)


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or len(raw) > _LONGEST_TEXT:
        raise ValueError("no text, or too long")
    return raw


def _number(raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not abs(raw) <= 1e12:  # so that NaN is refused too
        raise TypeError("no number")
    return float(raw)


def _pieces(raw: Any) -> tuple[Piece, ...]:
    if not isinstance(raw, list) or len(raw) > _MOST_PIECES:
        raise TypeError("no list of pieces, or too many")
    return tuple(_piece(one) for one in raw)


def _piece(raw: Any) -> Piece:
    kind, size = raw["kind"], _number(raw.get("size", 0))
    if kind not in ("photo", "voice") or not 0 <= size <= BIGGEST_PIECE:
        raise ValueError("an unknown kind, or an impossible size")
    return Piece(kind, _named(raw["ref"]), int(size))


def _place(raw: Any) -> Place | None:
    if raw is None:
        return None
    latitude, longitude = map(_number, raw)
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise ValueError("not on this earth")
    return Place(round(latitude, 3), round(longitude, 3))
