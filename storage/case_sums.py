"""The cases of some places and days for a report: how many of each sort, and one by one for those who read them all. Never a confidential one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bot.domain import cases
from bot.domain.block_facts import Listed, Sort
from bot.domain.cases import OPEN, TAKEN_BACK, Life
from bot.domain.kinds import Level
from bot.domain.periods import HERE
from bot.domain.roles import Person, Right, scope
from storage.case_lists import TermsOf
from storage.roles import within
from storage.tables import incident, unit

_I = incident.c
_FILED = (
    select(_I.number, _I.kind, _I.level, _I.crowd, _I.status, _I.unit, _I.created_at, _I.due_at, _I.level_at, unit.c.path)
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
    rows, terms = db.execute(query, {"places": list(of.places), "closed": list(of.closed), **days}).all(), TermsOf(db)
    return [Listed(r.number, r.unit, r.created_at, _sort(r, terms, now)) for r in rows]


def _sort(r: Any, terms: TermsOf, now: float) -> Sort:
    level = Level(r.level)
    return Sort(r.kind, level, bool(r.crowd), r.status, r.status in OPEN and _is_over(r, level, terms, now))


def _is_over(r: Any, level: Level, terms: TermsOf, now: float) -> bool:
    life = Life(r.status, level, r.created_at, due_at=r.due_at, level_at=r.level_at or 0.0)
    due = cases.due(life, *terms.of(r.path, r.kind, level))
    return due is not None and due < now


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), HERE).timestamp()
