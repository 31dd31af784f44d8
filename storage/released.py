"""What teams wrote in their own words, and what a person has made of it for the report: nothing of it is printed before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.domain.vietnamese import sort_key
from storage import json_text
from storage.checkins import DONE
from storage.tables import checkin, checkin_answer, released, unit

_C, _A, _R = checkin.c, checkin_answer.c, released.c
_TOLD = (
    select(_C.unit, (unit.c.kind + " " + unit.c.name).label("title"), _A.words)
    .join_from(checkin, checkin_answer, _A.checkin == _C.id)
    .join(unit, unit.c.id == _C.unit)
    .where(_C.block == bindparam("of"), _C.month == bindparam("during"), _C.unit != _C.block, _C.state.in_(DONE), _A.field == bindparam("called"))
    .where(_A.words.is_not(None), _A.words != "")
)
_OF = select(_R.field, _R.words, _R.taken, _R.replies).where(_R.unit == bindparam("of"), _R.month == bindparam("during"))
_PUT = upsert(released)
_CHANGED = ("words", "taken", "replies", "person", "at")
_PUT = _PUT.on_conflict_do_update(index_elements=["unit", "month", "field"], set_={name: _PUT.excluded[name] for name in _CHANGED})


@dataclass(frozen=True, slots=True)
class TeamsWords:
    """What one team wrote."""

    unit: int
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Released:
    """``words``: a line for each paragraph, "": nothing of it is told. ``taken``: the teams of which something is in it; ``replies``: to teams."""

    words: str
    taken: tuple[int, ...] = ()
    replies: Mapping[int, str] = field(default_factory=dict)


def told(db: Connection, block: int, month: str, called: str) -> list[TeamsWords]:
    """What the teams that answered wrote to a question, in the order of the hamlets."""
    found = [TeamsWords(*r) for r in db.execute(_TOLD, {"of": block, "during": month, "called": called})]
    return sorted(found, key=lambda t: sort_key(t.title))


def of_month(db: Connection, block: int, month: str) -> dict[str, Released]:
    """By field; what nobody has released is not there."""
    rows = db.execute(_OF, {"of": block, "during": month})
    return {r.field: Released(r.words, tuple(json_text.read(r.taken)), _by_team(json_text.read(r.replies))) for r in rows}


def _by_team(told: Mapping[str, str]) -> dict[int, str]:
    return {int(unit): words for unit, words in told.items()}


def release(db: Connection, block: int, month: str, called: str, what: Released, by: int, now: float) -> None:
    taken, replies = json_text.written(list(what.taken)), json_text.written({str(unit): words for unit, words in what.replies.items()})
    kept = {"words": what.words, "taken": taken, "replies": replies, "person": by, "at": now}
    db.execute(_PUT, {"unit": block, "month": month, "field": called, **kept})
