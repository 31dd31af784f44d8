"""The runs of the torture: one database, its people, and a bot that dies again and again under them."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from benchmarks import poisoned_bot
from benchmarks.torture_audit import Verdict, audit
from benchmarks.torture_crowd import Crowd, Telegram
from messages_vi import common
from storage import engines
from tests.fakes.telegram_people import Person
from tests.processes import BotProcess, Died, Mode

SOONEST, LATEST = 0.05, 3.0  # seconds until the kill
LONGEST_STALL = 0.5  # seconds
PACE = 0.02  # of the fake's pauses between tries of its webhook
QUIET_SECONDS = 60.0
MOST_RESTARTS = 4  # until a turn that kills the process is parked
_OPEN = """SELECT (SELECT count(*) FROM inbox WHERE state IN ('waiting','ready','claimed'))
                + (SELECT count(*) FROM outbox WHERE state IN ('queued','sending'))"""


async def run(at: Path, url: str, mode: Mode, seeds: Sequence[int], latest: float = LATEST) -> Verdict:
    """One life of a database with a kill for each seed; ``url`` must be at the newest schema and empty. ``latest``: seconds until a kill."""
    began = time.monotonic()
    async with Telegram(pace=PACE) as fake:
        crowd = Crowd(url, fake, seeds[0])
        bot = BotProcess(at, url, fake.url, mode)
        await bot.starts()
        await bot.is_ready()
        crowd.begins()
        trouble = []
        try:
            for seed in seeds:
                await killed_at_some_moment(bot, url, random.Random(seed), latest)
                await bot.starts()
            await bot.is_ready()
            trouble += await crowd.ends()
            await quiet(url, fake)
            code, _ = await bot.is_told_to_stop()
            trouble += [f"the exit code is {code}"] if code else []
        except Died as e:
            trouble.append(f"the bot died by itself: {e}")
        finally:
            await bot.is_killed()
        found = audit(url, fake, crowd)
    found.kills, found.seconds = len(seeds), time.monotonic() - began
    found.problems = [*trouble, *found.problems, *complaints(bot.said)]
    return found


async def killed_at_some_moment(bot: BotProcess, url: str, chance: random.Random, latest: float) -> None:
    """Three times of four under load, else perhaps while it is still starting; often while another process holds the database up."""
    if chance.random() < 0.75:
        await bot.is_ready()
    await asyncio.sleep(chance.uniform(SOONEST, latest))
    if not bot.lives:
        raise Died(bot.said[-2000:])
    if chance.random() < 0.5:
        await bot.is_killed()
        return
    engine = engines.writer(url)
    with await asyncio.to_thread(held_up, engine):
        await asyncio.sleep(chance.uniform(0.0, LONGEST_STALL))
        await bot.is_killed()
    engine.dispose()


def held_up(engine: Engine) -> Connection:
    """Nobody else can write until this is closed: what is acknowledged meanwhile cannot be on disk."""
    db = engine.connect()
    db.begin()
    if db.dialect.name == "postgresql":
        db.execute(text("LOCK TABLE inbox IN EXCLUSIVE MODE"))
    return db


async def quiet(url: str, fake: Telegram) -> None:
    """Until everything was acknowledged and nothing is left to be done; the audit says what is left after a minute."""
    engine, end = engines.reader(url), time.monotonic() + QUIET_SECONDS
    while time.monotonic() < end:
        with engine.connect() as db:
            if not fake.pending and not db.execute(text(_OPEN)).scalar_one():
                break
        await asyncio.sleep(0.1)
    engine.dispose()


async def poisoned_run(at: Path, url: str) -> Verdict:
    """Somebody says what kills the process, while others report; it is started again each time it dies. Each death is one of the ``kills``."""
    began = time.monotonic()
    async with Telegram(pace=PACE) as fake:
        crowd = Crowd(url, fake, 0)
        victim = crowd.joins("Bác Rút", "to_vien", "xa")[0]
        bot = BotProcess(at, url, fake.url, program=("-m", "benchmarks.poisoned_bot"))
        await bot.starts()
        crowd.begins()
        restarting = Restarting(bot)
        await asyncio.sleep(3)
        poison = victim.says(poisoned_bot.WORDS)
        trouble = await apologised(victim, restarting)
        trouble += await crowd.ends()
        await quiet(url, fake)
        await restarting.ends()
        found = audit(url, fake, crowd, parked={poison})
    found.kills, found.seconds = restarting.deaths, time.monotonic() - began
    found.problems += [*trouble, *[line for line in complaints(bot.said) if "input parked" not in line]]
    return found


class Restarting:
    """As a service manager does: the bot is started again whenever it dies."""

    def __init__(self, bot: BotProcess) -> None:
        self.bot, self.deaths = bot, 0
        self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            assert self.bot.process is not None
            await self.bot.process.wait()
            self.deaths += 1
            await self.bot.starts()

    async def ends(self) -> None:
        self._watching.cancel()
        await self.bot.is_told_to_stop()


async def apologised(victim: Person, restarting: Restarting) -> list[str]:
    """What is wrong with how the one was treated who said it: one apology, and then the next is answered as ever."""
    await reads(victim, 1)
    deaths = restarting.deaths
    victim.says("giúp")
    await reads(victim, 2)
    apology = common.spoken_to(common.APOLOGY, common.DEFAULT_ADDRESS)
    trouble = [] if deaths <= MOST_RESTARTS else [f"it was parked only after {deaths} restarts"]
    if [shown["text"] == apology for shown in victim.seen] != [True, False]:
        trouble.append(f"instead of one apology: {[shown['text'] for shown in victim.seen]}")
    return trouble


async def reads(person: Person, messages: int) -> None:
    for _ in range(int(QUIET_SECONDS / 0.05)):
        if len(person.seen) >= messages:
            return
        await asyncio.sleep(0.05)


def complaints(said: str) -> list[str]:
    return [line[:300] for line in said.splitlines() if "Traceback" in line or "[error" in line][:10]
