"""What a block hears of before its meeting and no other list tells: the cases that have come, and what each team has chosen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from bot.domain.cases import TAKEN_BACK
from bot.domain.kinds import Level
from bot.domain.roles import Person, Right, scope
from bot.domain.vietnamese import sort_key
from storage.checkins import DONE
from storage.roles import within
from storage.tables import checkin, checkin_answer, incident, unit

_I, _C, _A = incident.c, checkin.c, checkin_answer.c
_TITLE = (unit.c.kind + " " + unit.c.name).label("unit_title")
_FILED = (
    select(_I.number, _I.year, _I.kind, _I.level, _I.unit, _TITLE, _I.reporter_role, _I.status, _I.merged_into)
    .join_from(incident, unit, unit.c.id == _I.unit)
    .where(_I.created_at >= bindparam("since"), _I.confidential == 0, _I.kind.not_in(bindparam("closed", expanding=True)))
    .order_by(_I.created_at, _I.id)
)
_CHOSEN = (
    select(_TITLE, _A.words)
    .join_from(checkin, checkin_answer, _A.checkin == _C.id)
    .join(unit, unit.c.id == _C.unit)
    .where(_C.block == bindparam("of"), _C.month == bindparam("during"), _C.unit != _C.block, _C.state.in_(DONE), _A.field == bindparam("called"))
    .where(_A.words.is_not(None), _A.words != "")
)


@dataclass(frozen=True, slots=True)
class Filed:
    """A case that has come. ``counts``: not taken back, nor put to another, with which it is counted."""

    number: int
    year: int
    kind: str
    level: Level
    unit: int
    unit_title: str
    reporter_role: str
    counts: bool


def filed(db: Connection, who: Person, path: str, since: float, closed: Collection[str]) -> list[Filed]:
    """What this person reads of the cases reported from a place since then (epoch seconds), the oldest first.

    Never a confidential one, or one of the ``closed`` kinds.
    """
    query = _FILED.where(within((path,)), within(scope(who, Right.READ)))
    rows = db.execute(query, {"since": since, "closed": list(closed)})
    return [Filed(*r[:3], Level(r.level), *r[4:7], r.status != TAKEN_BACK and r.merged_into is None) for r in rows]


def chosen(db: Connection, block: int, month: str, called: str) -> list[tuple[str, tuple[str, ...]]]:
    """The hamlet and the codes of each team that has answered this question by choosing, in the order of the hamlets."""
    rows = db.execute(_CHOSEN, {"of": block, "during": month, "called": called})
    return sorted(((r.unit_title, tuple(r.words.split(","))) for r in rows), key=lambda told: sort_key(told[0]))
