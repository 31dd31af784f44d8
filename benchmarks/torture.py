"""Kills the real bot with kill -9 under load, again and again, and counts what was lost or done twice: `python -m benchmarks.torture --help`."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import secrets
import tempfile
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.torture_audit import Verdict
from benchmarks.torture_runs import poisoned_run, run
from storage import schema
from tests.postgres import Cluster, Unavailable
from tests.processes import Mode

A_RUN = 10  # kills of one database, so that its people and tables are made once


def runs_of(seeds: Sequence[int]) -> list[tuple[Mode, list[int]]]:
    """Tens of seeds, polling and webhook in turn; a seed always falls to the same mode."""
    tens = itertools.groupby(seeds, lambda seed: seed // A_RUN)
    return [("webhook" if ten % 2 else "polling", list(some)) for ten, some in tens]


@contextmanager
def databases(kind: str) -> Iterator[Iterator[tuple[Path, str]]]:
    """Fresh ones, each with a folder for the bot's files."""
    cluster = Cluster() if kind == "postgres" else None
    try:
        with tempfile.TemporaryDirectory(prefix="danvan-torture-") as folder:
            yield (_fresh(Path(folder) / str(n), cluster) for n in itertools.count())
    finally:
        if cluster:
            cluster.stop()


def prepared(url: str) -> None:
    schema.upgrade(url)


def _fresh(at: Path, cluster: Cluster | None) -> tuple[Path, str]:
    at.mkdir()
    if cluster:
        return at, cluster.fresh(prepared)
    prepared(f"sqlite:///{at}/bot.db")
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
            found += _one(f"{kind} {mode}", run(*next(fresh), mode, some), f"seeds {some[0]} to {some[-1]}")
        found += _one(f"{kind} poisoned", poisoned_run(*next(fresh)), "poisoned")
    print(line(kind, found), flush=True)
    return found


def _one(name: str, running: Coroutine[None, None, Verdict], which: str) -> Verdict:
    found = asyncio.run(running)
    print(line(name, found), flush=True)
    for problem in found.problems:
        print(f"    {which}: {problem}", flush=True)
    return found


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except Unavailable as reason:
        raise SystemExit(f"{reason}; --database sqlite does without") from None
