"""One bot as people meet it: the real engine and database, channels over HTTP to their fake servers. Restarts keep only what is on disk."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import text

from bot.clock import Clock
from bot.domain.roles import from_commune_up
from bot.engine import Engine
from bot.files import Files
from bot.jobs import JobKind
from bot.meaning import Book
from bot.talk import Channel, Peer
from handlers import BOOK, JOBS, sample
from messages_vi import common
from messages_vi import requests as requests_vi
from storage import engines, people, roles, units
from storage.units import Unit
from tests.turns import START

KEY = bytes(range(32))
PATIENCE = 15.0  # seconds until a test says that something never came


class MovedClock(Clock):
    """The product's time begins on the same morning whenever tests run, so that no month or year comes up by chance; how far we have moved it."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = START - self.real()

    def now(self) -> float:
        return self.real() + self.ahead

    def moves(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        self.ahead += seconds + 60 * minutes + 3600 * hours + 86400 * days


class Line(Protocol):
    """One kind of phone: how a person at it speaks, and what it shows them."""

    name: str
    buttons: bool
    account: str

    async def opens(self) -> None: ...
    async def closes(self) -> None: ...
    def channel(self, files: Files) -> Channel: ...
    async def connects(self, engine: Engine) -> None: ...
    async def hangs_up(self) -> None: ...
    def meets(self, chat: str, name: str) -> None: ...
    def knows(self, chat: str) -> None: ...
    async def says(self, chat: str, text: str) -> None: ...
    async def taps(self, chat: str, data: str) -> None: ...
    async def sends(
        self, chat: str, *, photos: tuple[bytes, ...] = (), voice: bytes | None = None, caption: str = "", place: tuple[float, float] | None = None
    ) -> None: ...
    def shown(self, chat: str) -> list[dict[str, Any]]: ...


class House:
    """The engine on a database with the sample commune; ``person`` puts somebody with a role at a phone."""

    def __init__(self, line: Line, url: str, at: Path, book: Book = BOOK, jobs: Mapping[str, JobKind] = JOBS) -> None:
        self.line, self.url, self.at, self.book, self.jobs = line, url, at, book, jobs
        self.clock, self.files = MovedClock(), Files(at / "files", KEY)
        self.restarts_each_step = False
        self.ids = itertools.count(1)
        self.other = engines.writer(url)  # another process, as the command line beside a running bot
        self.aside = engines.reader(url)  # which holds up nobody
        with self.other.begin() as db:
            sample.load(db, self.clock.now())
            self.units = {u.title: u for u in units.everything(db)}
        self.commune = next(u for u in self.units.values() if u.level == "xa")
        self.hamlets = [u for u in self.units.values() if u.level == "thon"]
        self.province = next(u for u in self.units.values() if u.level == "tinh")

    async def opens(self) -> None:
        await self.line.opens()
        await self.starts()

    async def starts(self) -> None:
        self.engine = Engine(self.url, [self.line.channel(self.files)], self.files, self.book, self.jobs, self.clock)
        await self.engine.start()
        await self.line.connects(self.engine)

    async def stops(self) -> None:
        await self.engine.stop()
        await self.line.hangs_up()

    async def restarts(self) -> None:
        await self.stops()
        await self.starts()

    async def closes(self) -> None:
        await self.stops()
        await self.line.closes()
        self.other.dispose()
        self.aside.dispose()

    # people ----------------------------------------------------------------------------------------------------------
    def person(self, name: str, role: str, unit: Unit | None = None) -> Chat:
        """Somebody who has joined already, at a phone of their own."""
        chat = self.stranger(name)
        self.line.knows(chat.id)
        with self.other.begin() as db:
            id_ = people.add(db, name, self.clock.now())
            people.join(db, Peer(self.line.name, self.line.account, chat.id), id_, self.clock.now())
            roles.give(db, id_, (unit or self.hamlets[0]).id, role, self.clock.now())
            chat.address = common.address_of("", cadre=from_commune_up(people.find(db, id_, self.clock.now()).roles))
            chat.person = id_
        return chat

    def stranger(self, name: str = "Người Lạ") -> Chat:
        chat = Chat(self, str(5000 + next(self.ids)), name)
        self.line.meets(chat.id, name)
        return chat

    # what is on disk -------------------------------------------------------------------------------------------------
    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.aside.begin() as db:
            return [tuple(r) for r in db.execute(text(sql), values)]

    def changes(self, sql: str, **values: Any) -> None:
        with self.other.begin() as db:
            db.execute(text(sql), values)

    def one(self, sql: str, **values: Any) -> Any:
        (row,) = self.rows(sql, **values)
        return row[0]

    async def settled(self) -> None:
        """Until nothing is left to be done now."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self._at_rest():
                return
            await asyncio.sleep(0.004)
        left = self.rows("SELECT id, state, tries, reason FROM inbox WHERE state <> 'done'")
        raise AssertionError(f"not settled: {left}, {self.engine.writer.error!r}")

    def _at_rest(self) -> bool:
        now, real = self.clock.now() + 0.5, self.clock.real()  # a notice made after we have looked at the clock is due too
        open_ = """SELECT (SELECT count(*) FROM inbox WHERE state IN ('waiting','ready','claimed') AND due <= :real)
                 + (SELECT count(*) FROM outbox WHERE account = :us AND (state = 'sending' OR (state = 'queued' AND due <= :real)))
                 + (SELECT count(*) FROM notice WHERE state = 'waiting' AND not_before <= :now)"""
        return not self.engine.writer.arrivals and self.one(open_, real=real, now=now, us=f"{self.line.name}:{self.line.account}") == 0

    async def later(self, **how_long: float) -> None:
        """The clock is moved, and ticks."""
        if self.engine.ticking is not None:
            await self.engine.ticking  # one that is under way still goes by the time before
        self.clock.moves(**how_long)
        await self.engine.tick()
        assert self.engine.ticking is not None
        await self.engine.ticking
        await self.settled()


class Chat:
    """A person at their phone, as in a script."""

    def __init__(self, house: House, id_: str, name: str) -> None:
        self.house, self.id, self.name, self.address, self.person = house, id_, name, common.DEFAULT_ADDRESS, 0

    async def says(self, text_: str) -> None:
        await self.house.line.says(self.id, text_)
        await self._then()

    async def agrees(self, name: str = "Lê Thị Mẫu") -> None:
        """To the consent."""
        await self.says("đồng ý")
        await self.is_asked_for_a_name(name)

    async def is_asked_for_a_name(self, name: str = "Lê Thị Mẫu") -> None:
        """Where the channel tells none."""
        if requests_vi.NAME.partition(" ")[2] in self.last["text"]:
            await self.says(name)

    async def sends(self, **what: Any) -> None:
        await self.house.line.sends(self.id, **what)
        await self._then()

    async def picks(self, label: str) -> None:
        """Taps the button with this label, or types what stands for it on a phone without buttons."""
        if self.house.line.buttons:
            await self.taps(self.last, label)
        else:
            numbered = re.search(rf"(\d+)\. {re.escape(label)}", self.last["text"])
            await self.says(numbered[1] if numbered else label)

    async def taps(self, message: dict[str, Any], label: str) -> None:
        await self.house.line.taps(self.id, next(b["data"] for b in message["buttons"] if b["text"] == label))
        await self._then()

    async def _then(self) -> None:
        await self.house.settled()
        if self.house.restarts_each_step:
            await self.house.restarts()

    @property
    def seen(self) -> list[dict[str, Any]]:
        """Every message shown here, the oldest first: text, buttons (text, data), photos."""
        return self.house.line.shown(self.id)

    @property
    def last(self) -> dict[str, Any]:
        """The last message with words."""
        return next(m for m in reversed(self.seen) if m["text"])

    def sees(self, words: str) -> None:
        assert self._spoken(words) in self.last["text"], f"{self.name} reads {self.last['text']!r}, not {self._spoken(words)!r}"

    def has_seen(self, words: str) -> None:
        assert any(self._spoken(words) in m["text"] for m in self.seen), f"{self.name} never read {self._spoken(words)!r}: {self.seen}"

    def has_not_seen(self, words: str) -> None:
        assert not any(self._spoken(words) in m["text"] for m in self.seen), f"{self.name} read {self._spoken(words)!r}"

    def _spoken(self, words: str) -> str:
        return common.spoken_to(words, self.address)
