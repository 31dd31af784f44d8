"""The real process with a fake Telegram before it, and two people who have joined: a member who reports, a leader who hears of it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from benchmarks.torture_crowd import Crowd
from storage import engines
from tests.fakes.telegram import FakeTelegram
from tests.processes import BotProcess, Mode

URGENT, GREEN = "mất trộm xe máy ở nhà văn hóa", "rác đổ đầy bờ mương"


@dataclass
class Office:
    url: str
    fake: FakeTelegram
    bot: BotProcess
    crowd: Crowd

    def __post_init__(self) -> None:
        self.member, self.leader = self.crowd.reporters[0].phone, self.crowd.leaders[0].phone

    async def starts(self) -> None:
        await self.bot.starts()
        await self.bot.is_ready()

    async def hears_back(self, what: str, messages: int = 1) -> str:
        """The member says it; the last of the messages that come."""
        before = len(self.member.seen)
        self.member.says(what)
        await until(lambda: len(self.member.seen) >= before + messages)
        return str(self.member.last["text"])

    def rows(self, sql: str) -> Sequence[Any]:
        engine = engines.reader(self.url)
        with engine.connect() as db:
            found = db.execute(text(sql)).all()
        engine.dispose()
        return found


@contextlib.asynccontextmanager
async def office(url: str, at: Path, mode: Mode = "polling", members: int = 1, **settings: str) -> AsyncIterator[Office]:
    """The bot is not yet started; whatever lives at the end is killed."""
    async with FakeTelegram(pace=0.02) as fake:
        made = Office(url, fake, BotProcess(at, url, fake.url, mode, **settings), Crowd(url, fake, 0, reporters=members))
        try:
            yield made
        finally:
            if made.bot.process is not None:
                await made.bot.is_killed()


async def until(true: Callable[[], bool], at_most: float = 30.0) -> None:
    end = time.monotonic() + at_most
    while not true():
        assert time.monotonic() < end, "it never came"
        await asyncio.sleep(0.02)
