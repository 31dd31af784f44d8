"""The door, then batches of turns: a savepoint each, one commit for all; what fails runs alone, and is parked after three tries."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import structlog
from sqlalchemy import Connection

from bot.domain import privacy
from bot.domain.phones import digits
from bot.domain.vietnamese import clean
from bot.log import where
from bot.meaning import Book
from bot.pieces import Limits, fitting
from bot.story import Keep, Link, nowhere, unlinked
from bot.talk import SECRET_MARK, Channel, Contact, Conversation, Incoming, Outgoing, Peer
from bot.turn import take
from messages_vi import common as vi
from messages_vi.privacy import MARKS, is_secret
from storage import audit, inbox, outbox
from storage.engines import DatabaseAway, savepoint
from storage.memory import Memory

log = structlog.get_logger(__name__)
_AROUND = " .,;:!?()"


def door(said: Incoming) -> Incoming:
    """Before anything is stored: cleaned, masked; what bears a state secret's mark is not kept at all."""
    text = vi.unmarked(clean(said.text))
    name, tapped = privacy.without_numbers(clean(said.name))[:80], said.tapped and clean(said.tapped)[:64]
    if is_secret(text):
        return replace(said, name=name, tapped=tapped, text=SECRET_MARK, media=(), place=None)
    masked = privacy.mask(text, MARKS)
    return replace(said, name=name, tapped=tapped, text=masked, contact=said.contact or _one_number(text, masked))


def _one_number(text: str, masked: str) -> Contact | None:
    """A message that is nothing but a telephone number keeps it beside its masked text, for whoever has asked for one."""
    number = digits(text.strip(_AROUND)) if masked.strip(_AROUND) == MARKS.phone else ""
    return Contact(number, own=False) if number else None


def unreadable(channel: Channel, body: bytes, why: str) -> Incoming:
    """What stands for an update that cannot be read: its hash, and the reason."""
    digest = hashlib.sha256(body).hexdigest()[:32]
    return Incoming(Peer(channel.name, channel.account, ""), f"unread:{digest}", 0.0, unread=why)


def without_words(said: Incoming, why: str) -> Incoming:
    """What stands for an update that no table takes."""
    digest = hashlib.sha256(repr(said).encode(errors="replace")).hexdigest()[:32]
    return Incoming(Peer(said.peer.channel, said.peer.account, ""), f"unread:{digest}", 0.0, unread=why)


class Batches:
    """Runs claimed rows; knows nothing of threads. ``limits``: what fits one message, by (channel, account); ``keep``, ``link``: see Here."""

    def __init__(self, book: Book, limits: Limits, keep: Keep = nowhere, link: Link = unlinked) -> None:
        self.book, self.limits, self.keep, self.link = book, limits, keep, link

    def run(self, db: Connection, rows: Sequence[inbox.Row], now: float, real: float) -> int:
        """Inside the caller's transaction. A failing turn leaves the others whole; returns how many failed. DatabaseAway goes up."""
        with audit.gathering(db) as notes:
            return self._run(db, rows, Memory(db, [r.said.peer for r in rows], now, notes), now, real)

    def _run(self, db: Connection, rows: Sequence[inbox.Row], memory: Memory, now: float, real: float) -> int:
        done: list[inbox.Row] = []
        failed: list[tuple[inbox.Row, str]] = []
        replies: list[tuple[str, str, Outgoing]] = []
        for row in sorted(rows, key=lambda r: _commune(memory.talks[r.said.peer], r)):
            try:
                with savepoint(db):
                    said = take(db, self.book, row, memory, now, real, self.keep, self.link)
            except DatabaseAway:
                raise
            except Exception as e:
                log.error("turn failed", row=row.id, tries=row.tries, where=where(e))
                memory.undo(db)
                failed.append((row, type(e).__name__))
            else:
                memory.keep()
                done.append(row)
                replies += self._numbered(row, said)
        memory.write(db)
        outbox.post(db, replies, real)
        inbox.done(db, done)
        for row, why in failed:
            self._failed(db, row, why, real)
        return len(failed)

    def _numbered(self, row: inbox.Row, said: Sequence[Outgoing]) -> list[tuple[str, str, Outgoing]]:
        """The last text of a turn bears the plain number: by it the open question is known to have left."""
        cut = [p for out in said for p in fitting(out, self.limits)]
        last = max((n for n, p in enumerate(cut) if p.text), default=0)
        return [(f"r:{row.id}" if n == last else f"r:{row.id}.{n}", "reply", p) for n, p in enumerate(cut)]

    def _failed(self, db: Connection, row: inbox.Row, why: str, real: float) -> None:
        if row.alone and row.tries >= inbox.TRIES:
            self.park(db, row, why, real)
        else:
            inbox.release(db, [row], real, at_once=not row.alone)

    def park(self, db: Connection, row: inbox.Row, why: str, real: float) -> None:
        """Given up: kept without its words, one apology to the person, one line to the operator."""
        log.error("input parked", row=row.id, tries=row.tries, reason=why)
        inbox.park(db, row, why)
        outbox.post(db, [(f"r:{row.id}", "reply", Outgoing(row.said.peer, vi.spoken_to(vi.APOLOGY, vi.DEFAULT_ADDRESS)))], real)


def _commune(talk: Conversation, row: inbox.Row) -> tuple[str, int]:
    """Turns of a commune run next to each other, in one order everywhere: on PostgreSQL unsorted ones lock each other out."""
    return (min((r.path for r in talk.person.roles), default="") if talk.person else "", row.id)
