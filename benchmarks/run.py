"""`make bench`: our bot measured beside stock bots of two libraries, in one run on one machine. `python -m benchmarks.run --help`."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import members, months, places, roster, targets, village
from benchmarks.contestants import ACCOUNT, Contestant, Grammy, Product, StockPTB
from benchmarks.sending import broadcast
from benchmarks.speed import Speed, measure
from benchmarks.telegram import Died
from bot.documents import tables
from tests import postgres

PARTS = ("peers", "growth", "sending", "people", "months")
ON_POSTGRES, IN_RESPONSE = f"{Product.name}, PostgreSQL", f"{Product.name}, replies in the response"
Make = Callable[[], Contestant]


def wanted() -> argparse.Namespace:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--quick", action="store_true", help="a small crowd, once: does it work at all? Its figures say little")
    told.add_argument("--users", type=int, help="people who talk at once (500)")
    told.add_argument("--seconds", type=float, help="about how long each measured run takes (6); at least one conversation of everybody")
    told.add_argument("--repeats", type=int, help="how often each is measured, in turns (3)")
    told.add_argument("--only", default=",".join(PARTS), help=f"which of {','.join(PARTS)}; or product: our bot without the peers")
    told.add_argument("--postgres", action="store_true", help="our bot on PostgreSQL too")
    given = told.parse_args()
    for name, usual, quick in (("users", 500, 50), ("seconds", 6.0, 1.0), ("repeats", 3, 1)):
        if getattr(given, name) is None:
            setattr(given, name, quick if given.quick else usual)
    given.only = given.only.split(",")
    if unknown := sorted({*given.only} - {*PARTS, "product"}):
        told.error(f"no such part: {', '.join(unknown)}")
    return given


def main() -> int:
    given = wanted()
    places.fake_telegram()
    found: dict[str, Any] = {"machine": _machine(), "options": vars(given), "broken": []}
    reached: list[targets.Target] = []
    for part, measured in {"peers": _speed, "growth": _growth, "sending": _sending, "people": _people, "months": months.measure}.items():
        if part not in given.only and not (part == "peers" and "product" in given.only):
            continue
        try:
            reached += measured(given, found)
        except Died as why:
            found["broken"].append(f"{part}: {why}")
            print(f"bench: {part}: {why}\n", file=sys.stderr, flush=True)
    print(targets.target_table(reached))
    found["targets"] = [asdict(target) | {"reached": target.reached} for target in reached]
    print(f"\nAll figures: {_kept(found)}")
    return 1 if found["broken"] else 0


# beside each other ---------------------------------------------------------------------------------------------------
def _speed(given: argparse.Namespace, found: dict[str, Any]) -> list[targets.Target]:
    with _contestants(given) as makes:
        runs = in_turns(makes, given.users, given.seconds, given.repeats)
    found["speed"] = _as_json(runs)
    found["broken"] += [f"{run.name}: {run}" for some in runs.values() for run in some if not run.sound]
    print(f"\n{targets.speed_table(runs)}\n", flush=True)
    return targets.of_speed(runs, Product.name, StockPTB.name, Grammy.name)


def in_turns(makes: Mapping[str, Make], users: int, seconds: float, repeats: int) -> dict[str, list[Speed]]:
    """Each once, then each again: whatever slows the machine for a while slows all."""
    runs: dict[str, list[Speed]] = {name: [] for name in makes}
    for n in range(repeats):
        for name, make in makes.items():
            run = measure(make(), users, seconds)
            run.name = name
            runs[name].append(run)
            print(f"{n + 1}/{repeats} {name:<38} {run.updates_a_second:6.0f} updates/s {run.cpu_ms:6.2f} ms CPU", file=sys.stderr, flush=True)
    return runs


@contextlib.contextmanager
def _contestants(given: argparse.Namespace) -> Iterator[dict[str, Make]]:
    makes: dict[str, Make] = {Product.name: Product, IN_RESPONSE: lambda: Product(DANVAN_TELEGRAM_REPLIES="response")}
    cluster = _cluster() if given.postgres else None
    if cluster is not None:
        makes[ON_POSTGRES] = lambda: Product(url=cluster.fresh())
    if "peers" in given.only:
        makes[StockPTB.name] = StockPTB
        try:
            places.node_modules()
        except places.Missing as why:
            print(f"without grammY: {why}", file=sys.stderr)
        else:
            makes[Grammy.name] = Grammy
    try:
        yield makes
    finally:
        if cluster is not None:
            cluster.stop()


def _cluster() -> postgres.Cluster | None:
    """As an office runs it: the tests' own cluster does not wait for the disk."""
    postgres.SETTINGS["fsync"] = "on"
    try:
        return postgres.Cluster()
    except postgres.Unavailable as why:
        print(f"without PostgreSQL: {why}", file=sys.stderr)
        return None


# more people, and broadcasts -----------------------------------------------------------------------------------------
def _growth(given: argparse.Namespace, found: dict[str, Any]) -> list[targets.Target]:
    """As many talk; ten times as many are there."""
    people = [given.users * 10, given.users * 100]
    with places.workshop() as at:
        settled = {n: at / f"{n}.db" for n in people}
        for n, path in settled.items():
            village.settle(f"sqlite:///{path}", ACCOUNT, given.users, n)
        makes = {f"{Product.name}, {n:,} people": _copied(path) for n, path in settled.items()}
        runs = in_turns(makes, given.users, given.seconds, given.repeats)
    found["growth"] = _as_json(runs)
    print(f"\n{targets.speed_table(runs)}\n", flush=True)
    few, many = runs.values()
    return targets.of_growth(few, many, people[1])


def _copied(settled: Path) -> Make:
    return lambda: Product(settled=settled)


def _sending(given: argparse.Namespace, found: dict[str, Any]) -> list[targets.Target]:
    messages = 240 if given.quick else 900
    plain, strict = broadcast(messages), broadcast(messages, strict=True)
    found["sending"] = {"plain": asdict(plain), "strict": asdict(strict)}
    print(f"\n{targets.sending_table(plain, strict)}\n", flush=True)
    return targets.of_sending(plain, strict)


def _people(given: argparse.Namespace, found: dict[str, Any]) -> list[targets.Target]:
    """A whole province: its roster loaded, and lists read among its people."""
    communes = 20 if given.quick else members.COMMUNES
    with places.workshop() as at:
        (at / "roster.xlsx").write_bytes(tables.xlsx(roster.COLUMNS, roster.rows(communes)))
        roster.settle(f"sqlite:///{at}/bot.db")
        seconds = roster.load(f"sqlite:///{at}/bot.db", at)
    took = members.measure(communes=communes)
    found["people"] = {"roster": seconds, "lists": took}
    print(f"\n{members.table(took)}\n", flush=True)
    lists = targets.Target("/danhsach among 45,000 people, p99", members.worst(took), members.LIMIT, unit=" ms")
    return [targets.Target(f"roster of {communes} communes, loaded", seconds, 60, unit=" s"), lists]


# what is kept --------------------------------------------------------------------------------------------------------
def _as_json(runs: Mapping[str, Sequence[Speed]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [asdict(run) for run in some] for name, some in runs.items()}


def _machine() -> dict[str, Any]:
    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    return {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count(), "processor": model}


def _kept(found: dict[str, Any]) -> Path:
    places.RESULTS.mkdir(exist_ok=True)
    path = places.RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return path.relative_to(places.ROOT)


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except places.Missing as reason:
        raise SystemExit(f"bench: {reason}") from None
