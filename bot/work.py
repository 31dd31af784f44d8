"""What the writer is handed: arrivals, tasks, what became of media and of messages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from bot.talk import Incoming
from storage import attachments, inbox, outbox


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something said, and who waits to hear that it is on disk."""

    said: Incoming
    at: float
    stored: asyncio.Future[None]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done in a transaction of its own, and who waits for its result."""

    do: Callable[[Connection], Any]
    done: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class MediaMark:
    """What became of a wanted picture or voice note, as storage.attachments.mark takes it."""

    values: dict[str, Any]


Booked = tuple[list[inbox.Row], list[outbox.Sending], list[attachments.Wanted]]
Item = Arrival | Task | MediaMark | outbox.Outcome
