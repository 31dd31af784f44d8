"""How a case moves: its state, its timeline and the moment at which the clock looks at it again change together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, String, bindparam, cast, exists, func, insert, literal, select, update

from bot.domain import cases
from bot.domain.cases import MOVES, Life, Terms, Tick, next_tick
from bot.domain.hours import Hours
from bot.domain.kinds import Level
from storage import deadlines
from storage.roles import within
from storage.tables import incident, incident_event, job, unit

LOOK = "case"  # the kind of job that looks at one
AGAIN = ("chua", "mo_lai", "tach_moi", "tach_nhan", "tach", "tach_chuyen")  # what begins anew: nobody is late with a word on it at once

_I = incident.c
_LIFE = (
    select(
        _I.id, _I.kind, _I.level, _I.confidential, _I.status, _I.created_at, _I.accepted_at, _I.moved_at, _I.due_at, _I.rung, _I.rung_at,
        _I.reminded_at, _I.asked, _I.asked_at, _I.told_at, _I.level_at, _I.merged_into, unit.c.path,
    )
    .join_from(incident, unit, unit.c.id == _I.unit)
    .where(_I.id == bindparam("row"))
)  # fmt: skip
_WATCH = update(incident).where(_I.id == bindparam("row")).values(watch_at=bindparam("at"), looks=_I.looks + 1)
_LOOK = literal(f"{LOOK}:") + cast(_I.id, String) + ":" + cast(_I.looks, String)  # a job of its own: its name holds for all time
_TO_LOOK_AT = (
    select(_I.id, _I.watch_at, _LOOK.label("once"))
    .where(_I.watch_at <= bindparam("now"), ~exists().where(job.c.once == _LOOK))
    .order_by(_I.watch_at)
    .limit(bindparam("most"))
)
_NOT_OVER = select(_I.id).join_from(incident, unit, unit.c.id == _I.unit).where(_I.status.in_((*cases.OPEN, cases.RESOLVED))).order_by(_I.id)
_KINDS = select(_I.id, _I.kind).where(_I.id.in_(bindparam("rows", expanding=True)))
_ADD_EVENT = insert(incident_event).returning(incident_event.c.id)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a timeline. ``internal``: for those who handle cases alone; ``whom``, ``office``, ``until``: to whom it was given, by when."""

    what: str
    text: str = ""
    internal: bool = False
    whom: int | None = None
    office: str = ""
    until: float | None = None


def write(db: Connection, case: int, person_id: int, entry: Entry, now: float) -> int:
    """A line of the timeline that moves nothing; its number."""
    values = {"incident": case, "at": now, "person": person_id, "what": entry.what, "text": entry.text, "internal": int(entry.internal)}
    return int(db.execute(_ADD_EVENT, values | {"whom": entry.whom, "office": entry.office, "until": entry.until}).scalar_one())


def move(db: Connection, case: int, done: str, person_id: int, entry: Entry, now: float, **changes: Any) -> int:
    """To the state that ``done`` leads to, with its line in the timeline, whose number is returned; ``changes``: further columns.

    The case is held, and may be moved so.
    """
    to = MOVES[done][1]
    if to in cases.WORKED_ON:
        changes.setdefault("accepted_at", func.coalesce(_I.accepted_at, now))
    if done in AGAIN:
        changes.setdefault("moved_at", now)
    db.execute(update(incident).where(_I.id == case).values(status=to, updated_at=now, **changes))
    event = write(db, case, person_id, entry, now)
    watch(db, case)
    return event


def change(db: Connection, case: int, now: float, **changes: Any) -> None:
    """What moves no state: a date, who answers for it, its level, a mark."""
    if "level" in changes:
        changes["level_at"] = now
    db.execute(update(incident).where(_I.id == case).values(updated_at=now, **changes))
    watch(db, case)


def word(db: Connection, case: int, now: float) -> None:
    """Those who work on it have said something about it."""
    change(db, case, now, moved_at=now)


# what the clock sees ---------------------------------------------------------------------------------------------------
def to_look_at(db: Connection, now: float, most: int = 200) -> list[tuple[int, float, str]]:
    """The cases (id, since when, name of the job) that the clock must look at now and has no job for."""
    return [(r.id, r.watch_at, r.once) for r in db.execute(_TO_LOOK_AT, {"now": now, "most": most})]


def watch(db: Connection, case: int) -> None:
    """Finds out anew when that is; at once for a case whose terms have changed."""
    tick = pending(db, case)
    db.execute(_WATCH, {"row": case, "at": tick.at if tick else None})


def watch_below(db: Connection, path: str) -> None:
    """The same for every case that is not over in this subtree, whose deadlines or hours have changed."""
    for case in db.execute(_NOT_OVER.where(within([path]))).scalars().all():
        watch(db, case)


def pending(db: Connection, case: int) -> Tick | None:
    """What is next to be done for it."""
    r = db.execute(_LIFE, {"row": case}).one()
    if r.merged_into is not None:
        return None  # the case it was put to is looked at in its place
    return next_tick(_life(r), *_terms(db, r))


def life(db: Connection, case: int) -> Life:
    return _life(db.execute(_LIFE, {"row": case}).one())


def due(db: Connection, case: int) -> float | None:
    """By when it should be resolved."""
    r = db.execute(_LIFE, {"row": case}).one()
    return cases.due(_life(r), *_terms(db, r))


def kinds(db: Connection, rows: Collection[int]) -> dict[int, str]:
    """The kind of each of these cases."""
    return {r.id: r.kind for r in db.execute(_KINDS, {"rows": list(rows)})} if rows else {}


def mark(db: Connection, case: int, **changes: Any) -> None:
    """What the clock has done about it; to its readers it has not changed."""
    db.execute(update(incident).where(_I.id == case).values(**changes))


def _terms(db: Connection, r: Any) -> tuple[Terms, Hours]:
    return deadlines.terms(db, r.path, r.kind, Level(r.level)), deadlines.hours(db, r.path)


def _life(r: Any) -> Life:
    return Life(
        r.status, Level(r.level), r.created_at, bool(r.confidential), r.accepted_at or 0.0, r.moved_at or 0.0, r.due_at, r.rung, r.rung_at or 0.0,
        r.reminded_at or 0.0, r.asked, r.asked_at or 0.0, r.told_at or 0.0, r.level_at or 0.0,
    )  # fmt: skip
