"""What the bot itself knows of the targets of communes: cases handled in time, teams that met and reported, letters that were answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, select

from bot.domain import cases
from bot.domain.cases import ENDED, RESOLVED, TAKEN_BACK, Life
from bot.domain.kinds import Level
from bot.domain.periods import HERE
from bot.domain.roles import Person, Right, scope
from storage.case_lists import TermsOf
from storage.checkins import DONE
from storage.roles import within
from storage.tables import checkin, checkin_answer, incident, incident_event, unit

MET, LETTERS, ANSWERED = "hop_to", "don_nhan", "don_xong"  # fields of the month's questionnaire
Counted = dict[int, tuple[int, int]]  # commune -> part, whole

_I, _E, _C, _A = incident.c, incident_event.c, checkin.c, checkin_answer.c
_RESOLVED_AT = select(func.max(_E.at)).where(_E.incident == _I.id, _E.what == RESOLVED).correlate(incident).scalar_subquery()
_OF_YEAR = (
    select(
        _I.kind, _I.level, _I.status, _I.created_at, _I.due_at, _I.level_at, _I.updated_at, _I.told_at, _RESOLVED_AT.label("resolved_at"), unit.c.path
    )
    .join_from(incident, unit, unit.c.id == _I.unit)
    .where(_I.created_at >= bindparam("since"), _I.created_at < bindparam("until"))
    .where(_I.confidential == 0, _I.merged_into.is_(None), _I.status != TAKEN_BACK)
)
_SENT = _C.state.in_(DONE)
_MEETINGS = and_(_A.checkin == _C.id, _A.field == MET)
_TEAMS = (
    select(
        unit.c.path, func.count().label("asked"), func.sum(case((_SENT, 1), else_=0)).label("sent"),
        func.sum(case((and_(_SENT, _A.number > 0), 1), else_=0)).label("met"),
    )
    .join_from(checkin, unit, unit.c.id == _C.block)
    .outerjoin(checkin_answer, _MEETINGS)
    .where(_C.unit != _C.block, _C.month.like(bindparam("during")), _C.due_day < bindparam("today"))
    .group_by(unit.c.path)
)  # fmt: skip
_OF_BLOCKS = (
    select(unit.c.path, _A.field, func.sum(_A.number).label("total"))
    .join_from(checkin, unit, unit.c.id == _C.block)
    .join(checkin_answer, _A.checkin == _C.id)
    .where(_C.unit == _C.block, _SENT, _C.month.like(bindparam("during")), _A.field.in_((LETTERS, ANSWERED)), _A.number.is_not(None))
    .group_by(unit.c.path, _A.field)
)


def commune_of(path: str, communes: Collection[int]) -> int | None:
    """Which of these a place lies in, or is."""
    return next((int(row) for row in path.strip("/").split("/") if int(row) in communes), None)


def year_of(year: int) -> tuple[float, float]:
    """When a year begins and when it is over, in epoch seconds."""
    return datetime(year, 1, 1, tzinfo=HERE).timestamp(), datetime(year + 1, 1, 1, tzinfo=HERE).timestamp()


def cases_in_time(db: Connection, who: Person, communes: Collection[int], year: int, now: float) -> Counted:
    """Of the cases filed in that year: resolved by their day, of those that are resolved or behind it. Never a confidential one."""
    since, until = year_of(year)
    reached, terms = _OF_YEAR.where(within(scope(who, Right.READ, Right.RECEIVE_MONTH))), TermsOf(db)
    rows = db.execute(reached, {"since": since, "until": until}).all()
    return _added(((r.path, *_in_time(r, terms, now)) for r in rows), communes)


def _in_time(r: Any, terms: TermsOf, now: float) -> tuple[int, int]:
    life = Life(r.status, Level(r.level), r.created_at, due_at=r.due_at, level_at=r.level_at or 0.0)
    due = cases.due(life, *terms.of(r.path, r.kind, life.level))
    if r.status in ENDED:
        return int(due is None or (r.resolved_at or r.told_at or r.updated_at) <= due), 1
    return 0, int(due is not None and due < now)


def teams(db: Connection, who: Person, communes: Collection[int], year: int, today: str) -> tuple[Counted, Counted]:
    """(met, reported): of the teams that were asked for the months of that year that were due before ``today`` (2026-12-15), each month."""
    query = _TEAMS.where(within(scope(who, Right.READ, Right.RECEIVE_MONTH)))
    rows = db.execute(query, {"during": f"{year}-%", "today": today}).all()
    return _added(((r.path, r.met, r.asked) for r in rows), communes), _added(((r.path, r.sent, r.asked) for r in rows), communes)


def letters(db: Connection, who: Person, communes: Collection[int], year: int) -> Counted:
    """(answered for good, received), as blocks told in the months of that year; not there where none has told of both."""
    query = _OF_BLOCKS.where(within(scope(who, Right.READ, Right.RECEIVE_MONTH)))
    rows = db.execute(query, {"during": f"{year}-%"}).all()
    told: dict[str, dict[str, int]] = defaultdict(dict)
    for r in rows:
        told[r.path][r.field] = int(r.total)
    return _added(((path, of[ANSWERED], of[LETTERS]) for path, of in told.items() if len(of) == 2), communes)


def _added(rows: Iterable[tuple[str, int, int]], communes: Collection[int]) -> Counted:
    found: Counted = {}
    for path, part, whole in rows:
        if (commune := commune_of(path, communes)) is not None:
            before = found.get(commune, (0, 0))
            found[commune] = (before[0] + int(part), before[1] + int(whole))
    return found
