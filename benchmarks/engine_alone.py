"""The engine in this very process, without a network: what a turn costs, and where. `python -m benchmarks.engine_alone --help`."""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import uvloop
from sqlalchemy import Engine as Database
from sqlalchemy import event

from benchmarks import places, scenario, spent, village
from bot.channels import telegram_updates
from bot.clock import Clock
from bot.engine import Engine
from bot.files import Files
from bot.talk import Allowance, FetchFailed, Incoming, Outgoing, Piece, Take
from handlers import BOOK, JOBS

ACCOUNT = "1"


class Silent:
    """A Telegram that reads the true updates and lets every message go at once into nothing but the hand of who waits for it."""

    name, account, link = "telegram", ACCOUNT, ""
    hook = "telegram"
    allowance = Allowance(4096, 1e9)

    def __init__(self) -> None:
        self.waiting: dict[str, asyncio.Future[Outgoing]] = {}
        self.sent = self.alerts = 0

    def read(self, update: Any) -> Incoming | None:
        return telegram_updates.read(update, ACCOUNT, "")

    def verify(self, headers: Mapping[str, str]) -> bool:
        return True

    async def start(self, take: Take) -> str:
        """Nothing to open."""
        return ""

    async def stored(self, said: Incoming) -> None:
        """Nobody waits for an answer to a tap."""

    async def fetch(self, piece: Piece) -> bytes:
        raise FetchFailed("no pictures here", again=False)

    async def send(self, out: Outgoing) -> str:
        self.sent += 1
        waiting = self.waiting.pop(out.peer.chat, None)
        if waiting is None:
            self.alerts += 1
        else:
            waiting.set_result(out)
        return str(self.sent)

    async def stop_listening(self) -> None:
        """Nobody listens."""

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Crowd:
    """People who talk without a pause, whole conversations each, so that every step weighs the same in what is measured."""

    engine: Engine
    channel: Silent
    steps: list[scenario.Step]
    people: int
    replies: int = 0
    conversations: int = 0
    updates: int = 0
    latencies: list[float] = field(default_factory=list)

    async def talks(self, conversations: int) -> None:
        """Each of the people has so many conversations."""
        await asyncio.gather(*(self._one(village.FIRST_CHAT + n, conversations) for n in range(self.people)))

    async def quiet(self) -> None:
        """Until the leaders have heard of everything too: what that costs belongs to the turns."""
        before = -1
        while self.channel.sent != before:
            before = self.channel.sent
            await asyncio.sleep(0.3)

    async def _one(self, chat: int, conversations: int) -> None:
        for _ in range(conversations):
            self.conversations += 1
            number, offers = self.conversations, list[str]()
            for step in self.steps:
                offers = _offers(await self._does(step, chat, offers, number))

    async def _does(self, step: scenario.Step, chat: int, offers: list[str], number: int) -> Outgoing:
        self.updates += 1
        update = scenario.update(step, self.updates, chat, offers[step.tap] if step.tap >= 0 else "", number, time.time())
        reply = self.channel.waiting[str(chat)] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        if not await self.engine.take(self.channel, update):
            raise AssertionError("the engine refused an update")
        out: Outgoing = await asyncio.wait_for(reply, 60)
        self.latencies.append(time.perf_counter() - began)
        self.replies += 1
        return out


def _offers(out: Outgoing) -> list[str]:
    return [f"{out.offer}:{place}" for place, _ in enumerate(out.choices)] + [f"{out.offer}:{way.value}" for way in out.ways_out]


@dataclass
class Measure:
    """CPU seconds of both threads, and how far things had come; two of them make a figure."""

    wall: float
    process: float
    writer: float
    loop: float
    replies: int

    @classmethod
    def now(cls, crowd: Crowd) -> Measure:
        writer = crowd.engine.writer.ident
        assert writer is not None
        cpu = time.clock_gettime(time.pthread_getcpuclockid(writer))
        return cls(time.perf_counter(), time.process_time(), cpu, time.thread_time(), crowd.replies)


def count_statements(db: Database) -> Counter[str]:
    counted: Counter[str] = Counter()

    @event.listens_for(db, "before_cursor_execute")
    def _count(_db: Any, _cursor: Any, statement: str, *_: object) -> None:
        counted[" ".join(statement.split())] += 1

    return counted


async def measured(url: str, at: Path, given: argparse.Namespace) -> None:
    channel = Silent()
    engine = Engine(url, [channel], Files(at / "files", bytes(32)), BOOK, JOBS, Clock())
    profile = cProfile.Profile()
    if given.profile == "writer":  # the profile slows what it watches, and the warm-up is in it
        run = engine.writer.run
        engine.writer.run = lambda: profile.runcall(run)  # type: ignore[method-assign]
    counted = count_statements(engine.db) if given.statements else Counter[str]()
    await engine.start()
    crowd = Crowd(engine, channel, scenario.read(scenario.PRODUCT), given.users)
    began = time.perf_counter()
    await crowd.talks(1)
    conversations = max(1, round(given.seconds / (time.perf_counter() - began)))
    await crowd.quiet()
    counted.clear()
    crowd.latencies.clear()
    before = Measure.now(crowd)
    if given.profile == "loop":
        profile.enable()
    await crowd.talks(conversations)
    talked = time.perf_counter()
    await crowd.quiet()
    profile.disable()
    after = replace(Measure.now(crowd), wall=talked)
    statements = counted.copy()
    await engine.stop()
    say(before, after, crowd)
    say_statements(statements, after.replies - before.replies)
    if given.profile:
        print(f"\n{spent.profiled(profile, given.profile)}")


def say(before: Measure, after: Measure, crowd: Crowd) -> None:
    turns = after.replies - before.replies
    ordered = sorted(crowd.latencies)
    p50, p95, p99 = (1000 * ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95, 0.99))
    print(f"updates/s            {turns / (after.wall - before.wall):8.0f}")
    print(f"CPU ms per update    {1000 * (after.process - before.process) / turns:8.3f}")
    print(f"  of which writer    {1000 * (after.writer - before.writer) / turns:8.3f}")
    print(f"  of which loop      {1000 * (after.loop - before.loop) / turns:8.3f}")
    print(f"p50, p95, p99 ms     {p50:8.1f} {p95:8.1f} {p99:8.1f}")
    print(f"alerts to leaders    {crowd.channel.alerts:8d}   conversations {crowd.conversations}")


def say_statements(statements: Counter[str], turns: int) -> None:
    if not statements:
        return
    print(f"SQL statements a turn{sum(statements.values()) / turns:8.2f}")
    for statement, times in statements.most_common(30):
        print(f"  {times / turns:6.2f}  {statement[:150]}")


def main(arguments: Sequence[str] | None = None) -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--users", type=int, default=500)
    wanted.add_argument("--people", type=int, default=0, help="who are in the database in all")
    wanted.add_argument("--seconds", type=float, default=5.0, help="about; whole conversations are measured, after one of everybody to warm up")
    wanted.add_argument("--statements", action="store_true", help="count SQL statements (costs a little)")
    wanted.add_argument("--profile", choices=["writer", "loop"], help="where one of the two threads spends its time (costs a lot)")
    wanted.add_argument("--database", default="", help="an empty one; else SQLite in a folder of its own")
    given = wanted.parse_args(arguments)
    with places.workshop() as folder:
        url = given.database or f"sqlite:///{folder}/bot.db"
        village.settle(url, ACCOUNT, given.users, given.people)
        uvloop.run(measured(url, folder, given))


if __name__ == "__main__":
    main()
