"""The cases of some places and days for a report: how many of each sort, and one by one for those who read them all. Never a confidential one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bot.domain.block_facts import Listed, Sort
from bot.domain.cases import OPEN, TAKEN_BACK
from bot.domain.kinds import Level
from bot.domain.periods import HERE
from bot.domain.roles import Person, Right, scope
from storage import case_life
from storage.roles import within
from storage.tables import incident, unit

_I = incident.c
_FILED = (
    select(_I.id, _I.number, _I.kind, _I.level, _I.crowd, _I.status, _I.unit, _I.created_at)
    .join_from(incident, unit, unit.c.id == _I.unit)
    .where(_I.unit.in_(bindparam("places", expanding=True)), _I.created_at >= bindparam("since"), _I.created_at < bindparam("until"))
    .where(_I.confidential == 0, _I.kind.not_in(bindparam("closed", expanding=True)))
    .where(_I.status != TAKEN_BACK, _I.merged_into.is_(None))  # what was put to another is counted with that one
    .order_by(_I.created_at, _I.id)
)


@dataclass(frozen=True, slots=True)
class Filed:
    """Which are meant: those filed in these very units from the first day through the last. ``closed``: kinds that never are."""

    places: Collection[int]
    first: date
    last: date
    closed: Collection[str]


def counts(db: Connection, who: Person | None, of: Filed, now: float) -> Mapping[Sort, int]:
    """For whoever reads them or receives their months; ``who`` None: the command line."""
    return Counter(one.sort for one in _filed(db, who, (Right.READ, Right.RECEIVE_MONTH), of, now))


def listed(db: Connection, who: Person | None, of: Filed, now: float) -> list[Listed]:
    """Each of them, the oldest first, for whoever reads all that lies there."""
    return _filed(db, who, (Right.READ,), of, now)


def _filed(db: Connection, who: Person | None, rights: tuple[Right, ...], of: Filed, now: float) -> list[Listed]:
    query = _FILED if who is None else _FILED.where(within(scope(who, *rights)))
    days = {"since": _midnight(of.first), "until": _midnight(of.last + timedelta(days=1))}
    rows = db.execute(query, {"places": list(of.places), "closed": list(of.closed), **days}).all()
    return [Listed(r.number, r.unit, r.created_at, _sort(db, r, now)) for r in rows]


def _sort(db: Connection, r: Any, now: float) -> Sort:
    due = case_life.due(db, r.id) if r.status in OPEN else None
    return Sort(r.kind, Level(r.level), bool(r.crowd), r.status, due is not None and due < now)


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), HERE).timestamp()
