"""What of the monthly check-ins is one person's own: those they sent and corrected, and what they wrote in them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from storage.checkins import NOTHING_NEW
from storage.tables import checkin, checkin_answer, checkin_correction, unit

_WHO: Any = bindparam("who")
_TITLE = (unit.c.kind + " " + unit.c.name).label("title")
_MONTHS = (
    select(checkin.c.id, checkin.c.month, _TITLE, checkin.c.submitted_at, checkin.c.state, checkin.c.entered_by)
    .join_from(checkin, unit, unit.c.id == checkin.c.unit)
    .where(checkin.c.submitted_by == _WHO)
    .order_by(checkin.c.submitted_at, checkin.c.id)
)
_IN_MONTHS = (
    select(checkin_answer.c.checkin, checkin_answer.c.field, checkin_answer.c.words)
    .where(checkin_answer.c.person == _WHO, checkin_answer.c.words != "")
    .order_by(checkin_answer.c.checkin, checkin_answer.c.field)
)
_CORRECTED = (
    select(checkin.c.month, _TITLE, checkin_correction.c.at, checkin_correction.c.number, checkin_correction.c.reason)
    .join_from(checkin_correction, checkin, checkin.c.id == checkin_correction.c.checkin)
    .join(unit, unit.c.id == checkin.c.unit)
    .where(checkin_correction.c.person == _WHO)
    .order_by(checkin_correction.c.id)
)


@dataclass(frozen=True, slots=True)
class OwnMonth:
    """A check-in they sent for ``unit`` (its title today), or one they corrected once it was closed, with why.

    ``correction``: its number, 0: they sent it. ``entered``: for a team that is not their own.
    """

    month: str
    unit: str
    at: float
    words: str
    correction: int = 0
    entered: bool = False
    nothing_new: bool = False


def of(db: Connection, person_id: int, texts: Collection[str]) -> list[OwnMonth]:
    """Those they sent, then those they corrected. ``texts``: the questions that are answered in words."""
    me = {"who": person_id}
    told: dict[int, list[str]] = {}
    for r in db.execute(_IN_MONTHS, me):
        if r.field in texts:
            told.setdefault(r.checkin, []).append(r.words)
    sent = [
        OwnMonth(r.month, r.title, r.submitted_at, "\n".join(told.get(r.id, ())), 0, r.entered_by is not None, r.state == NOTHING_NEW)
        for r in db.execute(_MONTHS, me)
    ]
    return [*sent, *(OwnMonth(r.month, r.title, r.at, r.reason, r.number) for r in db.execute(_CORRECTED, me))]
