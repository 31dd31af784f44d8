"""The one thread that writes. Two commits a round: what arrived and what was sent; then a batch of turns and what may leave."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from typing_extensions import override

from bot.clock import Clock
from bot.in_hand import InHand
from bot.inbox import Batches, without_words
from bot.log import where
from bot.planner import plan
from bot.work import Arrival, Booked, Item, MediaMark, Task
from storage import attachments, inbox, leases, notices, outbox
from storage.engines import DatabaseAway, TransactionLost, code, is_away, is_rows_fault

log = structlog.get_logger(__name__)
BATCH, RENEW, IDLE = 100, 5.0, 0.2
_TROUBLE = (DBAPIError, DatabaseAway, TransactionLost)


class Writer(threading.Thread):
    """Everything that changes the database passes here.

    ``send`` gets rows already marked `sending`, ``fetch`` media already stored as wanted, ``over`` tells that it has ended; all are called
    in the loop's thread.
    """

    def __init__(self, engine: Engine, batches: Batches, clock: Clock, loop: asyncio.AbstractEventLoop, duties: Sequence[str]) -> None:
        super().__init__(name="writer", daemon=True)
        self.engine, self.batches, self.clock, self.loop, self.duties = engine, batches, clock, loop, duties
        self.send: Callable[[list[outbox.Sending]], None] = lambda rows: None
        self.fetch: Callable[[list[attachments.Wanted]], None] = lambda wanted: None
        self.awake: Callable[[], dict[str, float]] = dict
        self.over: Callable[[], None] = lambda: None
        self.me = leases.new_owner()
        self.work: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        self.again: list[Item] = []  # a round that failed, to be tried anew before anything later
        self.ready, self.pausing, self.stopping = threading.Event(), threading.Event(), threading.Event()
        self.fetching: set[int] = set()
        self.in_hand = InHand()
        self.came = self.stored = 0  # arrivals; each counted by one thread alone
        self.tried, self.waiting = True, True  # whether a row may have to run alone; whether one may wait for its media
        self.renewed = self.looked = 0.0
        self.working = False  # whether the last commit held
        self.unsure = False  # whether one may have held without our hearing of it
        self.error: BaseException | None = None

    # called from other threads ---------------------------------------------------------------------------------------
    def put(self, item: Item) -> None:
        self.came += isinstance(item, Arrival)
        self.work.put(item)

    @property
    def arrivals(self) -> int:
        """How many wait to be stored."""
        return self.came - self.stored

    def pause(self) -> None:
        """No more turns and nothing more leaves; outcomes are still marked."""
        self.pausing.set()

    def stop(self) -> None:
        self.pausing.set()
        self.stopping.set()
        self.work.put(None)

    # the thread ------------------------------------------------------------------------------------------------------
    @override
    def run(self) -> None:
        try:
            with self.engine.connect() as db:
                self._open(db)
                busy = True
                while not (self.stopping.is_set() and self._at_an_end()):
                    busy = self._round(db, self._drain(0.0 if busy else IDLE))
                if self.working:
                    with db.begin():
                        leases.give_back(db, self.me)
        except BaseException as e:
            self.error = e
            if not isinstance(e, leases.Held):
                log.error("the writer has stopped", where=where(e))
        finally:
            self.working = False
            self.ready.set()
            self._in_loop(self.over)

    def _at_an_end(self) -> bool:
        """Nothing is left, or the database is away: what it did not take was promised to nobody."""
        return not self.working or (self.work.empty() and not self.again)

    def _open(self, db: Connection) -> None:
        real = self.clock.real()
        with db.begin():
            leases.take(db, self.me, self.duties, real)
            inbox.recover(db, real)
            outbox.recover(db, real)
            notices.try_all_again(db)
            wanted = attachments.wanted(db, self.batches.limits.keys())
        self.renewed, self.working = real, True
        self._start_fetching(wanted)
        self.ready.set()

    def _drain(self, wait: float) -> list[Item]:
        got, self.again = self.again, []
        try:
            item = self.work.get(timeout=wait) if wait and not got else self.work.get_nowait()
            while True:
                if item is not None:
                    got.append(item)
                item = self.work.get_nowait()
        except queue.Empty:
            return got

    def _round(self, db: Connection, got: list[Item]) -> bool:
        """True when the next one should not wait."""
        now, real = self.clock.now(), self.clock.real()
        try:
            rows, leaving, wanted = self._book_in(db, got, now, real)
        except leases.Fenced:
            raise
        except Exception as e:
            if is_rows_fault(e) and any(isinstance(g, Arrival) for g in got):
                self.again = self._one_by_one(db, got, real)
            elif isinstance(e, _TROUBLE):
                self._away(e)
                self.again = got  # nothing was promised; the same again
            else:
                raise  # a mistake of ours, which no other try mends
            return True
        self.working, self.unsure = True, False
        self._booked(got, leaving, wanted)
        if rows:
            self._turns(db, rows)
        for item in got:
            if isinstance(item, Task):
                self._task(db, item)
        return bool(rows or leaving)

    def _book_in(self, db: Connection, got: Sequence[Item], now: float, real: float) -> Booked:
        with db.begin():
            if self.unsure:
                inbox.unclaim(db, self.me)
                outbox.unclaim(db, self.me, self.in_hand.rows)
            outbox.mark(db, self.me, [g for g in got if isinstance(g, outbox.Outcome)], real, now)
            if real - self.renewed > RENEW or real < self.renewed:
                leases.renew(db, self.me, len(self.duties), real)
                outbox.recover(db, real)  # of other processes that have died
                inbox.recover(db, real)
                self.renewed = real
            arrived = [(g.said, g.at) for g in got if isinstance(g, Arrival)]
            inbox.store(db, arrived, real)
            attachments.mark(db, [g.values for g in got if isinstance(g, MediaMark)])
            self.waiting = self.waiting or any(said.media or said.album for said, _ in arrived)
            wanted = attachments.wanted(db, self.batches.limits.keys()) if self.waiting else []
            if self.waiting:
                self.waiting = inbox.promote(db, real)
            rows = [] if self.pausing.is_set() else self._claim(db, real)
            return rows, [] if rows else self._leaving(db, now, real), wanted

    def _one_by_one(self, db: Connection, got: Sequence[Item], real: float) -> list[Item]:
        """Something that arrived cannot be stored: it is kept as unreadable, and blocks nothing. Returns what is left to do."""
        left: list[Item] = [g for g in got if not isinstance(g, Arrival)]
        for arrival in (g for g in got if isinstance(g, Arrival)):
            try:
                try:
                    with db.begin():
                        inbox.store(db, [(arrival.said, arrival.at)], real)
                except Exception as e:
                    if not is_rows_fault(e):
                        raise
                    log.error("an update cannot be stored", where=where(e))
                    with db.begin():
                        inbox.store(db, [(without_words(arrival.said, type(e).__name__), arrival.at)], real)
            except Exception as e:
                self._away(e)
                left.append(arrival)
            else:
                self.stored += 1
                self._in_loop(_resolve, [arrival.stored])
        self.waiting = True
        return left

    def _claim(self, db: Connection, real: float) -> list[inbox.Row]:
        rows: list[inbox.Row] = []
        if self.tried or real - self.looked > 1 or real < self.looked:
            self.looked = real
            rows = inbox.claim(db, self.me, real, 1, alone=True)
            self.tried = bool(rows)
        return rows or inbox.claim(db, self.me, real, BATCH)

    def _booked(self, got: Sequence[Item], leaving: list[outbox.Sending], wanted: list[attachments.Wanted]) -> None:
        arrivals = [g.stored for g in got if isinstance(g, Arrival)]
        self.stored += len(arrivals)
        self.fetching.difference_update(g.values["row"] for g in got if isinstance(g, MediaMark))
        self.in_hand.ended(g for g in got if isinstance(g, outbox.Outcome))
        if arrivals:
            self._in_loop(_resolve, arrivals)
        self._send(leaving)
        self._start_fetching(wanted)

    def _turns(self, db: Connection, rows: list[inbox.Row]) -> None:
        now, real = self.clock.now(), self.clock.real()
        alone = rows[0].alone
        try:
            with db.begin():
                if alone and rows[0].tries > inbox.TRIES:  # found claimed again and again at start-up
                    self.batches.park(db, rows[0], "killed the process", real)
                elif self.batches.run(db, rows, now, real):
                    self.tried = True
                leaving = self._leaving(db, now, real)
        except _TROUBLE as e:
            away = e if isinstance(e, DatabaseAway) else DatabaseAway(e)
            self._away(e)
            self._put_back(db, rows, to_blame=alone and not away.wide)
            return
        self._send(leaving)

    def _put_back(self, db: Connection, rows: list[inbox.Row], *, to_blame: bool) -> None:
        """One by one from here. A try counts only when the turn is to blame; else the row waits a while, and its chat with it."""
        self.tried = True
        while True:
            real = self.clock.real()
            try:
                with db.begin():
                    if to_blame and rows[0].tries >= inbox.TRIES:
                        self.batches.park(db, rows[0], "database error", real)
                    else:
                        inbox.release(db, rows, real, counted=to_blame, at_once=not rows[0].alone)
                return
            except _TROUBLE as e:
                self._away(e)
                if self.stopping.is_set():
                    return  # found claimed at the next start

    def _leaving(self, db: Connection, now: float, real: float) -> list[outbox.Sending]:
        if self.pausing.is_set():
            return []
        plan(db, self.batches.limits, now, real)
        return self.in_hand.claim(db, self.me, self.awake(), real)

    def _task(self, db: Connection, task: Task) -> None:
        try:
            with db.begin():
                result = task.do(db)
        except Exception as e:
            if is_away(e):
                self._away(e)
            self._in_loop(_fail, task.done, e)
        else:
            self._in_loop(_resolve, [task.done], result)

    def _send(self, rows: list[outbox.Sending]) -> None:
        if rows:
            self.in_hand.handed_over(rows)
            self._in_loop(self.send, rows)

    def _start_fetching(self, wanted: Sequence[attachments.Wanted]) -> None:
        new = [w for w in wanted if w.id not in self.fetching]
        if new:
            self.fetching.update(w.id for w in new)
            self._in_loop(self.fetch, new)

    def _in_loop(self, call: Callable[..., object], *args: Any) -> None:
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(call, *args)

    def _away(self, e: BaseException) -> None:
        if self.working:
            log.error("the database does not answer", where=where(e), code=code(e))
        self.working = False
        self.unsure = self.tried = self.waiting = True  # what was undone with the transaction is looked for again
        time.sleep(0.1)


def _resolve(futures: Sequence[asyncio.Future[Any]], result: Any = None) -> None:
    for f in futures:
        if not f.done():
            f.set_result(result)


def _fail(future: asyncio.Future[Any], e: BaseException) -> None:
    if not future.done():
        future.set_exception(e)
