"""Kills the real bot with kill -9 under load, again and again, and counts what was lost or done twice: `python -m benchmarks.torture --help`."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import secrets
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from benchmarks.torture_audit import Verdict, audit
from benchmarks.torture_crowd import Crowd, Telegram
from storage import engines, schema
from tests.postgres import Cluster
from tests.processes import BotProcess, Died, Mode

A_RUN = 10  # kills of one database, so that its people and tables are made once
SOONEST, LATEST = 0.05, 3.0  # seconds until the kill
LONGEST_STALL = 0.5  # seconds
PACE = 0.02  # of the fake's pauses between tries of its webhook
QUIET_SECONDS = 60.0
_OPEN = """SELECT (SELECT count(*) FROM inbox WHERE state IN ('waiting','ready','claimed'))
                + (SELECT count(*) FROM outbox WHERE state IN ('queued','sending'))"""


async def run(at: Path, url: str, mode: Mode, seeds: Sequence[int]) -> Verdict:
    """One life of a database with a kill for each seed; ``url`` must be at the newest schema and empty."""
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
                await killed_at_some_moment(bot, url, random.Random(seed))
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


async def killed_at_some_moment(bot: BotProcess, url: str, chance: random.Random) -> None:
    """Three times of four under load, else perhaps while it is still starting; often while another process holds the database up."""
    if chance.random() < 0.75:
        await bot.is_ready()
    await asyncio.sleep(chance.uniform(SOONEST, LATEST))
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
    """Somebody says what kills the process, while others report; a supervisor starts it again each time it dies. No other kills."""
    began = time.monotonic()
    async with Telegram(pace=PACE) as fake:
        crowd = Crowd(url, fake, 0)
        bot = BotProcess(at, url, fake.url, program=("-m", "benchmarks.poisoned_bot"))
        supervisor = Supervisor(bot)
        await supervisor.begins()
        crowd.begins()
        await asyncio.sleep(2)
        victim, update = crowd.stranger_to_the_tables()
        ...
    return found


def complaints(said: str) -> list[str]:
    return [line[:300] for line in said.splitlines() if "Traceback" in line or "[error" in line][:10]


def runs_of(seeds: Sequence[int]) -> list[tuple[Mode, list[int]]]:
    """Tens of seeds, polling and webhook in turn; a seed always falls to the same mode."""
    tens = itertools.groupby(seeds, lambda seed: seed // A_RUN)
    return [("webhook" if ten % 2 else "polling", list(some)) for ten, some in tens]


@contextmanager
def databases(kind: str) -> Iterator[Iterator[tuple[Path, str]]]:
    """Fresh ones, each with a folder for the bot's files."""
    cluster = Cluster() if kind == "postgres" else None
    with tempfile.TemporaryDirectory(prefix="danvan-torture-") as folder:
        yield (_fresh(Path(folder) / str(n), cluster) for n in itertools.count())
    if cluster:
        cluster.stop()


def _fresh(at: Path, cluster: Cluster | None) -> tuple[Path, str]:
    at.mkdir()
    if cluster:
        return at, cluster.fresh(schema.upgrade)
    schema.upgrade(f"sqlite:///{at}/bot.db")
    return at, f"sqlite:///{at}/bot.db"


COLUMNS = ("kills", "acknowledged", "lost", "filed", "twice", "sends", "ambiguous", "doubled", "listed", "seconds")


def line(name: str, found: Verdict) -> str:
    return f"{name:>20}" + "".join(f"{round(getattr(found, column)):>{max(8, len(column) + 2)}}" for column in COLUMNS)


def main() -> int:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--seeds", type=int, default=200, help="kill points on each database")
    wanted.add_argument("--from", dest="first", type=int, default=secrets.randbelow(100_000) * A_RUN, help="the first seed; another each time")
    wanted.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    given = wanted.parse_args()
    print(f"seeds {given.first} to {given.first + given.seeds - 1}; again with --from {given.first} --seeds {given.seeds}")
    print(" " * 20 + "".join(f"{column:>{max(8, len(column) + 2)}}" for column in COLUMNS), flush=True)
    kinds = ["sqlite", "postgres"] if given.database == "both" else [given.database]
    verdicts = [torture(kind, range(given.first, given.first + given.seeds)) for kind in kinds]
    return int(any(found.problems for found in verdicts))


def torture(kind: str, seeds: Sequence[int]) -> Verdict:
    found = Verdict()
    with databases(kind) as fresh:
        for mode, some in runs_of(seeds):
            at, url = next(fresh)
            one = asyncio.run(run(at, url, mode, some))
            print(line(f"{kind} {mode}", one), flush=True)
            for problem in one.problems:
                print(f"    seeds {some[0]}-{some[-1]}: {problem}", flush=True)
            found += one
    print(line(kind, found), flush=True)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
