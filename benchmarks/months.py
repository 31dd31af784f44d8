"""A province's year of check-ins, every question of 4,500 teams, added up beside hand-written SQL, and exported. `python -m benchmarks.months`."""

from __future__ import annotations

import argparse
import itertools
import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from benchmarks import months_by_hand, places, village
from benchmarks.targets import Target, table, target_table
from bot.domain.forms import Field, Form, Kind
from bot.domain.totals import NO, YES, Chosen, Figure, Stock, Sum, Totals, completed
from bot.domain.unit_plans import New
from handlers import places_load
from messages_vi import forms_shipped
from storage import checkins, engines, forms, month_sums, schema, units
from tests import postgres

FORM, COMMUNES, HAMLETS, MORE = "thang", 166, 27, 10  # 27 hamlets a commune are 4,482 teams; the second time ten times as many are there
YEAR = tuple(f"2026-{month:02}" for month in range(1, 13))
STRETCHES = {"one month": YEAR[-1:], "the year": YEAR}
LIMITS = {"one month": 0.5, "the year": 3.0}  # seconds
SLOWER = 11.0  # times, with ten times the teams
RUNS = {HAMLETS: 7, HAMLETS * MORE: 3}
DIFFERENT = 997  # so many check-ins are made up, and given to all teams in turns
SENT_AT = 1_798_000_000.0
Row = tuple[Any, ...]
Told = Mapping[bool, Sequence[tuple[int, list[Row]]]]  # of teams and of blocks: whether it is whole, and (field, number, words)


# the province --------------------------------------------------------------------------------------------------------
def settle(url: str, hamlets: int) -> None:
    """Makes the database: the communes that ship with the bot, so many hamlets in each, and what all of them told in a year."""
    schema.upgrade(url)
    engine = engines.writer(url)
    with engine.begin() as db:
        places_load.load(db, "thanhhoa", village.LONG_AGO)
        communes = [u.id for u in units.everything(db) if u.level == "xa"]
        above = [commune for commune in communes for _ in range(hamlets)]
        teams = units.add_all(db, [New("thon", "thôn", f"{n % hamlets + 1}", commune) for n, commune in enumerate(above)], village.SINCE)
        form = forms.publish(db, forms_shipped.text(FORM), village.LONG_AGO)
    engine.dispose()
    _tell(url, form, [*zip(teams, above, strict=True), *zip(communes, communes, strict=True)])


def _tell(url: str, form: forms.Published, asked: Sequence[tuple[int, int]]) -> None:
    """All rows at once, none of them looked up in the tables it refers to. ``asked``: (unit, block); of a block itself the two are the same."""
    made_up = random.Random(7)
    told = {of_block: [_told(form.form, of_block, made_up) for _ in range(DIFFERENT)] for of_block in (False, True)}
    engine = engines.migrator(url)
    with engine.begin() as db:
        if db.dialect.name == "postgresql":
            db.execute(text("SET session_replication_role = replica"))
        _load(db, "checkin", _CHECKIN, _checkins(form.id, asked, told))
        _load(db, "checkin_answer", _ANSWER, _answers(asked, told))
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.execute(text("VACUUM ANALYZE"))  # which the server does by itself after a while
    engine.dispose()


_CHECKIN = (
    "id", "unit", "block", "month", "form", "first_day", "last_day", "due_day", "block_due_day", "state", "submitted_at", "submitted_by", "late",
    "whole",
)  # fmt: skip
_ANSWER = ("checkin", "field", "number", "words", "person", "at")


def _checkins(form: int, asked: Sequence[tuple[int, int]], told: Told) -> Iterator[Row]:
    """Month by month; one in fifty is not sent, one in nine late."""
    for row, (month, (unit, block)) in enumerate(itertools.product(YEAR, asked), 1):
        days = (f"{month}-01", f"{month}-15", f"{month}-18", f"{month}-20")
        sent = (checkins.SUBMITTED, SENT_AT, 1, int(row % 9 == 0), told[unit == block][row % DIFFERENT][0])
        yield row, unit, block, month, form, *days, *(sent if _is_sent(row) else (checkins.EXPECTED, None, None, 0, 0))


def _answers(asked: Sequence[tuple[int, int]], told: Told) -> Iterator[Row]:
    for row, (_, (unit, block)) in enumerate(itertools.product(YEAR, asked), 1):
        if _is_sent(row):
            for answer in told[unit == block][row % DIFFERENT][1]:
                yield row, *answer, 1, SENT_AT


def _is_sent(row: int) -> bool:
    return row % 50 != 0


def _told(form: Form, of_block: bool, made_up: random.Random) -> tuple[int, list[Row]]:
    """Every question of a team, or of a block; one in forty is answered by leaving it out."""
    asked = [f for f in form.fields if f.by_block == of_block]
    told = {f.key: None if made_up.random() < 1 / 40 else _answer(f, made_up) for f in asked}
    told = {f.key: completed(form, told, f) for f in asked}
    return checkins.is_whole(form, told), [(f.key, *_kept(f, told[f.key])) for f in asked]


def _answer(asked: Field, made_up: random.Random) -> Any:
    codes = [o.code for o in asked.options]
    match asked.kind:
        case Kind.NUMBER:
            return made_up.randrange(min(asked.most, 300) + 1) * made_up.randrange(2)
        case Kind.YES_NO:
            return made_up.choice((YES, NO))
        case Kind.CHOICE:
            return made_up.choice(codes)
        case Kind.SEVERAL:
            return tuple(made_up.sample(codes, made_up.randint(1, asked.most)))
    return f"Đề nghị xã sửa {made_up.randrange(900)} m đường và mương nước qua xóm, trước mùa mưa bão năm nay"


def _kept(asked: Field, answer: Any) -> Row:
    """(number, words), as the database has it."""
    return (answer, None) if asked.kind is Kind.NUMBER else (None, ",".join(answer) if isinstance(answer, tuple) else answer)


def _load(db: Connection, into: str, columns: Sequence[str], rows: Iterator[Row]) -> None:
    """The fastest way that each driver has."""
    raw: Any = db.connection.dbapi_connection
    names = ", ".join(columns)
    if db.dialect.name == "sqlite":
        raw.executemany(f"INSERT INTO {into} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)
        return
    with raw.cursor().copy(f"COPY {into} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


# what is measured ----------------------------------------------------------------------------------------------------
@dataclass
class Sums:
    """Of one stretch of months on one database, in seconds: ours, and the hand-written statements in turns with it."""

    database: str
    teams: int
    stretch: str
    ours: list[float] = field(default_factory=list)
    by_hand: list[float] = field(default_factory=list)
    same: bool = True

    @property
    def p50(self) -> float:
        return statistics.median(self.ours)

    def line(self) -> tuple[str, ...]:
        theirs = statistics.median(self.by_hand)
        return (
            self.database, f"{self.teams:,}", self.stretch, f"{1000 * self.p50:.0f} ({1000 * min(self.ours):.0f}-{1000 * max(self.ours):.0f})",
            f"{1000 * theirs:.0f}", f"{self.p50 / theirs:.2f}", "yes" if self.same else "NO",
        )  # fmt: skip


HEADS = ("database", "teams", "stretch", "ours, p50 ms", "by hand, p50 ms", "ours / by hand", "the same figures")


def measured(name: str, url: str, hamlets: int, runs: int) -> list[Sums]:
    """Of one month and of the year: each as who asks for it waits for it, the tree of places read anew."""
    engine = engines.reader(url)
    with engine.connect() as db:
        published = forms.newest(db, FORM)
        assert published is not None
        form = published.form
        top = next(u.id for u in units.everything(db) if u.level == "tinh")
        found = []
        for stretch, months in STRETCHES.items():
            one = Sums(name, COMMUNES * hamlets, stretch)
            for _ in range(runs):
                ours = _timed(one.ours, lambda months=months: month_sums.of_places(db, form, months, units.tree(db)))
                theirs = _timed(one.by_hand, lambda months=months: months_by_hand.of_places(db, months[0], months[-1], top))
                one.same = one.same and _flat(ours) == theirs and ours[0] == ours[top]
            found.append(one)
            print("  ".join(one.line()), file=sys.stderr, flush=True)
    engine.dispose()
    return found


def _timed(took: list[float], run: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    done = run()
    took.append(time.perf_counter() - began)
    return done


def _flat(found: Mapping[int, Totals]) -> Counter[tuple[int, str, str]]:
    """As the hand-written side has it; 0, all of them, is not in that."""
    flat: Counter[tuple[int, str, str]] = Counter()
    for place, totals in found.items():
        if place:
            for what in ("expected", "submitted", "on_time", "whole"):
                flat[place, "", what] = getattr(totals, what)
            for key, figure in totals.figures.items():
                flat.update({(place, key, what): number for what, number in _numbers(figure).items()})
    return flat


def _numbers(figure: Figure) -> dict[str, int]:
    told = {"answered": figure.answered, "skipped": figure.skipped}
    match figure:
        case Sum():
            return told | {"total": figure.total, "some": figure.some}
        case Stock():
            return told | {"total": figure.total({})}
        case Chosen():
            return told | dict(figure.options)
    return told


def exported(url: str, at: Path, how: str) -> tuple[float, int]:
    """(seconds, bytes) of the command that writes one month, start of the process included."""
    began = time.perf_counter()
    command = (sys.executable, "bot.py", "export", "checkins", "--month", YEAR[-1], "--format", how)
    told = {**os.environ, "DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(at)}
    written = at / f"checkins.{how}"
    with written.open("wb") as file:
        subprocess.run(command, cwd=places.ROOT, env=told, stdout=file, check=True)
    return time.perf_counter() - began, written.stat().st_size


# both databases ------------------------------------------------------------------------------------------------------
@contextmanager
def _databases(at: Path) -> Iterator[dict[str, Callable[[int], str]]]:
    """By name what gives the address of one for so many hamlets a commune; PostgreSQL waits for the disk, as in an office."""
    makes: dict[str, Callable[[int], str]] = {"SQLite": lambda hamlets: f"sqlite:///{at}/{hamlets}.db"}
    postgres.SETTINGS["fsync"] = "on"
    cluster = None
    try:
        cluster = postgres.Cluster()
        makes["PostgreSQL"] = lambda hamlets: cluster.fresh()
    except postgres.Unavailable as why:
        print(f"without PostgreSQL: {why}", file=sys.stderr)
    try:
        yield makes
    finally:
        if cluster is not None:
            cluster.stop()


def measure(given: argparse.Namespace, found: dict[str, Any]) -> list[Target]:
    """A part of `make bench`: prints its tables and puts its figures into ``found``."""
    sums, exports = list[Sums](), list[tuple[str, str, float, int]]()
    for hamlets in (HAMLETS,) if given.quick else (HAMLETS, HAMLETS * MORE):
        with places.workshop() as at, _databases(at) as makes:
            for name, make in makes.items():
                url, began = make(hamlets), time.perf_counter()
                settle(url, hamlets)
                print(
                    f"{name}: the answers of {COMMUNES * hamlets:,} teams are there after {time.perf_counter() - began:.0f} s",
                    file=sys.stderr,
                    flush=True,
                )
                sums += measured(name, url, hamlets, 2 if given.quick else RUNS[hamlets])
                if hamlets == HAMLETS:
                    exports += [(name, how, *exported(url, at, how)) for how in ("jsonl", "xlsx")]
    found["months"] = {"sums": [asdict(one) for one in sums], "exports": exports}
    found["broken"] += [f"months: {one.database}, {one.teams} teams, {one.stretch}: not what SQL says" for one in sums if not one.same]
    print(f"\n{table([HEADS, *(one.line() for one in sums)])}\n")
    lines = [(name, how, f"{seconds:.1f}", f"{size / 1e6:.1f}") for name, how, seconds, size in exports]
    print(f"{table([('database', 'export checkins --month', 'seconds', 'MB'), *lines])}\n", flush=True)
    return targets(sums)


def targets(sums: Sequence[Sums]) -> list[Target]:
    few = {(one.database, one.stretch): one for one in sums if one.teams == COMMUNES * HAMLETS}
    many = [one for one in sums if one.teams != COMMUNES * HAMLETS]
    reached = [Target(f"the province's sums, {one.stretch}, {one.database}", one.p50, LIMITS[one.stretch], unit=" s") for one in few.values()]
    growth = "the same with ten times the teams"
    return reached + [
        Target(f"{growth}, {one.stretch}, {one.database}: times as long", one.p50 / few[one.database, one.stretch].p50, SLOWER) for one in many
    ]


def main() -> int:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--quick", action="store_true", help="twice each, and without ten times the teams")
    found: dict[str, Any] = {"broken": []}
    print(target_table(measure(told.parse_args(), found)))
    print(*found["broken"], sep="\n")
    return 1 if found["broken"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
