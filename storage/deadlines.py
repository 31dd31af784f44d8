"""By when what must happen to a case, and when an office works: what ships with the bot, and what units have set instead."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.domain.cases import Terms
from bot.domain.hours import Allowance, Hours, Measure, spans
from bot.domain.kinds import Level
from bot.domain.units import line_of
from storage import holidays
from storage.tables import day_off, deadline, office_hours, unit

WHATS = ("accept", "quick", "update", "done")
USUAL_HOURS, USUAL_DAYS = "7:00-11:30, 13:30-17:00", "12345"

_SHEET = Path(__file__).parent / "data" / "deadlines.csv"
_PATHS: Any = bindparam("paths", expanding=True)
_SET = (
    select(deadline.c.kind, deadline.c.what, deadline.c.amount, deadline.c.measure, unit.c.path)
    .join_from(deadline, unit, unit.c.id == deadline.c.unit)
    .where(unit.c.path.in_(_PATHS), deadline.c.level == bindparam("of_level"), deadline.c.kind.in_(("", bindparam("of_kind"))))
)
_HOURS = (
    select(office_hours.c.spans, office_hours.c.days, unit.c.path)
    .join_from(office_hours, unit, unit.c.id == office_hours.c.unit)
    .where(unit.c.path.in_(_PATHS))
)
_DAYS_OFF = select(day_off.c.date, day_off.c.name, day_off.c.closed)
_ALL_HOURS = select(office_hours.c.unit, office_hours.c.spans, office_hours.c.days).join(unit, unit.c.id == office_hours.c.unit).order_by(unit.c.path)
_ALL = (
    select(deadline.c.unit, deadline.c.kind, deadline.c.level, deadline.c.what, deadline.c.amount, deadline.c.measure)
    .join_from(deadline, unit, unit.c.id == deadline.c.unit)
    .order_by(unit.c.path, deadline.c.id)
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of what is set; ``unit`` None: it ships with the bot. ``kind`` "" : any."""

    unit: int | None
    kind: str
    level: Level
    what: str
    allowed: Allowance


def terms(db: Connection, path: str, kind: str, level: Level) -> Terms:
    """What holds for a case of this kind and level at this place: the nearest unit's word goes first, then the kind's own before any's."""
    found = {(r.kind, r.what): r.allowed for r in _shipped() if r.level is level and r.kind in ("", kind)}
    rows = db.execute(_SET, {"paths": line_of(path), "of_level": str(level), "of_kind": kind}).all()
    best: dict[str, Allowance] = {what: a for (_, what), a in sorted(found.items(), key=lambda f: f[0][0] != "")}
    for r in sorted(rows, key=lambda r: (len(r.path), r.kind != "")):
        best[r.what] = Allowance(r.amount, Measure(r.measure))
    return Terms(*[a if (a := best.get(what)) and a.amount > 0 else None for what in WHATS])


def hours(db: Connection, path: str) -> Hours:
    """When the office of this place works."""
    rows = sorted(db.execute(_HOURS, {"paths": line_of(path)}).all(), key=lambda r: len(r.path))
    written, days = (rows[-1].spans, rows[-1].days) if rows else (USUAL_HOURS, USUAL_DAYS)
    return Hours(spans(written), frozenset(int(d) - 1 for d in days), closed_days(db))


def usual_due(db: Connection, path: str, kind: str, level: Level, now: float) -> float | None:
    """By when a case of this kind and level should be resolved that begins now."""
    allowed = terms(db, path, kind, level).done
    return hours(db, path).after(now, allowed) if allowed else None


def closed_days(db: Connection) -> frozenset[date]:
    """The days on which offices are closed besides Saturdays and Sundays: those of the sheet, and what was set instead."""
    changed = {day: closed for day, (_, closed) in days_set(db).items()}
    return frozenset({day for day, closed in changed.items() if closed} | {day for day in holidays.known() if changed.get(day, True)})


@cache
def _shipped() -> tuple[Rule, ...]:
    lines = _SHEET.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(Rule(None, r["kind"], Level(r["level"]), r["what"], Allowance(float(r["amount"]), Measure(r["measure"]))) for r in rows)


# what an office sets ---------------------------------------------------------------------------------------------------
def everything(db: Connection) -> Iterator[Rule]:
    """What ships with the bot, then what units have set, from the top of the tree down."""
    yield from _shipped()
    for r in db.execute(_ALL):
        yield Rule(r.unit, r.kind, Level(r.level), r.what, Allowance(r.amount, Measure(r.measure)))


def put(db: Connection, rule: Rule) -> None:
    """In place of what this unit had set before for the same."""
    values = {"unit": rule.unit, "kind": rule.kind, "level": str(rule.level), "what": rule.what}
    given = {"amount": rule.allowed.amount, "measure": str(rule.allowed.measure)}
    added = insert(deadline).values(**values, **given)
    db.execute(added.on_conflict_do_update(index_elements=["unit", "kind", "level", "what"], set_=given))


def remove(db: Connection, unit_id: int, kind: str, level: Level, what: str) -> bool:
    """What this unit had set holds no more; False where it had set nothing for the same."""
    of = deadline.c
    this = (of.unit == unit_id, of.kind == kind, of.level == str(level), of.what == what)
    return db.execute(delete(deadline).where(*this)).rowcount == 1


def put_hours(db: Connection, unit_id: int, written: str, days: str) -> None:
    """``written`` as ``spans`` reads it (ValueError), ``days`` of the week as "12345"."""
    spans(written)
    added = insert(office_hours).values(unit=unit_id, spans=written, days=days)
    db.execute(added.on_conflict_do_update(index_elements=["unit"], set_={"spans": written, "days": days}))


def hours_set(db: Connection) -> Iterator[tuple[int, str, str]]:
    """(unit, spans, days) of each that has its own, from the top of the tree down."""
    yield from ((r.unit, r.spans, r.days) for r in db.execute(_ALL_HOURS))


def put_day(db: Connection, day: date, name: str, *, closed: bool) -> None:
    """A day on which offices are closed, or work although the sheet says that they do not."""
    given = {"name": name, "closed": int(closed)}
    db.execute(insert(day_off).values(date=day.isoformat(), **given).on_conflict_do_update(index_elements=["date"], set_=given))


def days_set(db: Connection) -> dict[date, tuple[str, bool]]:
    """What was set about days: what each is called, and whether offices are closed on it."""
    return {date.fromisoformat(r.date): (r.name, bool(r.closed)) for r in db.execute(_DAYS_OFF)}


def forget_day(db: Connection, day: date) -> None:
    """The sheet's word holds again."""
    db.execute(delete(day_off).where(day_off.c.date == day.isoformat()))
