"""The engine put together: channels, the door, the writer, the sending loop, the ticks. ``take`` is the one way in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Connection

from bot import metrics
from bot.clock import Clock, run_jobs
from bot.files import Files
from bot.hooks import Hook
from bot.inbox import Batches, door, unreadable
from bot.jobs import JobKind, Moment
from bot.json_in import loads
from bot.log import where
from bot.meaning import Book
from bot.media import Fetched, Fetcher
from bot.outbox import Sender
from bot.story import Link, unlinked
from bot.talk import Channel, Incoming
from bot.work import Arrival, MediaMark, Task
from bot.writer import Writer
from storage import attachments, bots, engines
from storage.outbox import Outcome

log = structlog.get_logger(__name__)
T = TypeVar("T")
PATIENCE = 8.0  # seconds a channel waits to hear that an update is on disk
BACKLOG = 5000  # updates
HOUR = 3600.0
NONSENSE = 86400.0  # a channel's clock further off than this is not believed


class Engine:
    """Everything between the channels and the database. ``start`` raises leases.Held when another process has a duty. ``link``: see Here."""

    def __init__(
        self,
        url: str,
        channels: Sequence[Channel],
        files: Files,
        book: Book,
        jobs: Mapping[str, JobKind],
        clock: Clock,
        link: Link = unlinked,
    ) -> None:
        self.clock, self.files, self.jobs = clock, files, jobs
        self.channels = {(c.name, c.account): c for c in channels}
        self.db = engines.writer(url)
        limits = {account: c.allowance for account, c in self.channels.items()}
        duties = [f"{duty}:{name}:{account}" for name, account in self.channels for duty in ("poll", "send")]
        self.writer = Writer(self.db, Batches(book, limits, self._keep_made, link), clock, asyncio.get_running_loop(), duties)
        self.sender = Sender(self.channels, self._sent, clock.steady)
        self.fetcher = Fetcher(self.channels, files, self._fetched, clock.real)
        self.writer.send, self.writer.fetch, self.writer.awake, self.writer.over = self.sender, self.fetcher, self.sender.awake, self.sender.drop
        self.ticks = AsyncIOScheduler()
        self.ticking: asyncio.Future[None] | None = None
        self.warned: set[str] = set()
        self.swept_at = 0.0
        self.started = False

    async def start(self) -> None:
        self.writer.start()
        await asyncio.to_thread(self.writer.ready.wait)
        if self.writer.error:
            raise self.writer.error
        await self._serve()
        refused = [why for why in await asyncio.gather(*(c.start(self.take) for c in self.channels.values())) if why]
        if refused and len(refused) == len(self.channels):
            await self.stop()
            raise ValueError("; ".join(refused))
        await self.figures()
        self.started = True
        for why in refused:
            log.error("a channel is refused, the others go on", why=why)
        self.ticks.add_job(self.tick, "interval", seconds=1, misfire_grace_time=None, coalesce=True, max_instances=1)
        self.ticks.add_job(self.sweep, "interval", seconds=60, misfire_grace_time=None, coalesce=True, max_instances=1)
        self.ticks.add_job(self.figures, "interval", seconds=60, misfire_grace_time=None, coalesce=True, max_instances=1)
        self.ticks.start()

    async def stop(self) -> None:
        """Nothing more is taken in, nothing more leaves; what is on its way is waited for, seven seconds at most."""
        if self.ticks.running:
            self.ticks.shutdown(wait=False)
        for channel in self.channels.values():
            await channel.stop_listening()
        self.writer.pause()
        await self._round_over()
        await asyncio.gather(self.sender.finish(7 if self.writer.is_alive() else 0), self.fetcher.finish(2))
        self.writer.stop()
        await asyncio.to_thread(self.writer.join)
        for channel in self.channels.values():
            await channel.close()
        self.db.dispose()

    async def _round_over(self) -> None:
        """What the round under way has marked `sending` is in the sender's hands after this, so that its outcome is not lost."""
        if self.writer.is_alive():
            over = self.do(lambda db: None)
            over.add_done_callback(lambda f: f.cancelled() or f.exception())
            await asyncio.wait([over], timeout=1)  # the database may be away

    @property
    def ready(self) -> bool:
        """Whether updates are taken now."""
        return self.writer.is_alive() and self.writer.working and self.writer.arrivals < BACKLOG

    # in --------------------------------------------------------------------------------------------------------------
    async def take(self, channel: Channel, update: Any) -> bool:
        """True once it is on disk, or is nobody's; only then may the channel be told so. False: ask the channel to repeat it."""
        return await self._taken(channel, read(channel, update))

    async def _taken(self, channel: Channel, said: Incoming | None) -> bool:
        if not await self._stored(channel, said):
            return False
        if said is not None:
            await channel.stored(said)
        return True

    def hook(self, channel: Channel) -> Hook:
        """Where this channel's posts come in."""
        return Hook(channel, self.sender, partial(read, channel), partial(self._stored, channel), partial(self._taken, channel))

    async def _stored(self, channel: Channel, said: Incoming | None) -> bool:
        if said is None:
            metrics.UPDATES.labels(channel.name, "nobody").inc()
            return True
        if not self.ready:
            metrics.UPDATES.labels(channel.name, "refused").inc()
            return False
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.writer.put(Arrival(said, self._said_at(said), stored))
        try:
            await asyncio.wait_for(stored, PATIENCE)
        except TimeoutError:
            return False
        metrics.UPDATES.labels(channel.name, "unread" if said.unread else "taken").inc()
        return True

    def _said_at(self, said: Incoming) -> float:
        """A channel's clock may tick in whole seconds; ours is exact, but late after an outage: the earlier of the two."""
        real = self.clock.real()
        told = said.at + 1
        return told if self.clock.file is None and 0 < real - told < NONSENSE else real

    # between ---------------------------------------------------------------------------------------------------------
    def do(self, work: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Runs this in a transaction of the writer's own; the future has its result once that is on disk."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.writer.put(Task(work, done))
        return done

    async def tick(self) -> None:
        """What is due by the clock; one tick at a time."""
        if self.ticking is None or self.ticking.done():
            at = Moment(self.clock.now(), self.clock.real())
            self.ticking = self.do(lambda db: run_jobs(db, self.jobs, at, lambda kind, outcome: metrics.JOBS.labels(kind, outcome).inc()))
            self.ticking.add_done_callback(_said)
        metrics.WAITING.set(self.writer.arrivals)

    async def sweep(self) -> None:
        """Files of what was erased go once that is on disk; those made for a day at its end, even when a rollback left no row of them."""
        names = await self.do(lambda db: attachments.to_sweep(db, self.clock.now()))
        for _, name in names:
            self.files.erase(name)
        if names:
            await self.do(lambda db: attachments.swept(db, [row for row, _ in names]))
        if (real := self.clock.real()) - self.swept_at > HOUR:
            self.swept_at = real
            await asyncio.to_thread(self.files.sweep_made, real - attachments.MADE_LIVES - HOUR)

    def _keep_made(self, data: bytes) -> str:
        return self.files.keep(data, made=True).name

    async def _serve(self) -> None:
        """What we serve is written down; again and again, for a channel may learn its link late."""
        ours = [bots.Bot(c.name, c.account, c.link, c.allowance.a_month, c.allowance.people) for c in self.channels.values()]
        await self.do(lambda db: bots.serve(db, ours, self.clock.real()))

    async def figures(self) -> None:
        """How much of what they may the bots have used: as figures, and a line in the log when it is nearly all."""
        await self._serve()
        sent, people = await self.do(lambda db: (bots.sent(db, self.clock.real()), bots.crowds(db)))
        for bot, n in sent:
            metrics.MESSAGES.labels(bot.channel, bot.account).set(n)
            self._nearly(bot, "messages", n, bot.a_month)
        for bot, n in people:
            metrics.PEOPLE.labels(bot.channel, bot.account).set(n)
            self._nearly(bot, "people", n, bot.people)

    def _nearly(self, bot: bots.Bot, what: str, n: int, of: int) -> None:
        """Once while it lasts."""
        name = f"{what}:{bot.name}"
        if n < bots.NEARLY * of:
            self.warned.discard(name)
        elif name not in self.warned:
            self.warned.add(name)
            log.warning("a bot is nearly used up", channel=bot.channel, account=bot.account, what=what, used=n, of=of)

    def _sent(self, outcome: Outcome) -> None:
        failed = outcome.failed
        word = "sent" if failed is None else "unknown" if failed.unknown else "again" if failed.again else "failed"
        metrics.SENT.labels(outcome.row.out.peer.channel, word).inc()
        self.writer.put(outcome)

    def _fetched(self, f: Fetched) -> None:
        metrics.MEDIA.labels("lost" if f.lost else "kept").inc()
        became = {"to": "lost" if f.lost else "kept", "kept_as": f.name or None, "why": f.lost or None}
        self.writer.put(MediaMark({"row": f.id, **became, "hash": f.sha256, "bytes": f.size, "type": f.mime}))


def _said(ended: asyncio.Future[None]) -> None:
    if not ended.cancelled() and (e := ended.exception()) is not None:
        log.error("a tick failed; the next one does it", where=where(e))


def read(channel: Channel, update: Any) -> Incoming | None:
    """What somebody did, through the door; what cannot be read stands as a row that says so, and blocks nothing."""
    body = update if isinstance(update, bytes) else b""
    try:
        said = channel.read(loads(body) if body else update)
        return said and door(said)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as e:
        log.warning("unreadable update", channel=channel.name, error=type(e).__name__)
        return unreadable(channel, body or json.dumps(update, default=str).encode(errors="replace"), type(e).__name__)
