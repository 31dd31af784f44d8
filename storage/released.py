"""What teams wrote in their own words, and what a person has made of it for the report: nothing of it is printed before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.domain.vietnamese import sort_key
from storage import json_text
from storage.checkins import DONE
from storage.tables import checkin, checkin_answer, released, unit

_C, _A, _R = checkin.c, checkin_answer.c, released.c
_ANSWERED = (
    select(_C.unit, _A.field)
    .join_from(checkin, checkin_answer, _A.checkin == _C.id)
    .where(_C.block == bindparam("of"), _C.month == bindparam("during"), _C.unit != _C.block, _C.state.in_(DONE))
    .where(_A.words.is_not(None), _A.words != "", _A.field.in_(bindparam("fields", expanding=True)))
)
_TOLD = _ANSWERED.join(unit, unit.c.id == _C.unit).with_only_columns(_C.unit, (unit.c.kind + " " + unit.c.name).label("title"), _A.words)
_OF = select(_R.field, _R.words, _R.taken, _R.replies, _R.seen).where(_R.unit == bindparam("of"), _R.month == bindparam("during"))
_PUT = upsert(released)
_CHANGED = ("words", "taken", "replies", "seen", "person", "at")
_PUT = _PUT.on_conflict_do_update(index_elements=["unit", "month", "field"], set_={name: _PUT.excluded[name] for name in _CHANGED})


@dataclass(frozen=True, slots=True)
class TeamsWords:
    """What one team wrote."""

    unit: int
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Released:
    """``words``: a line for each paragraph, "": nothing of it is told. ``taken``: the teams of which something is in it; ``replies``: to teams.

    ``seen``: the teams whose words were looked at.
    """

    words: str
    taken: tuple[int, ...] = ()
    replies: Mapping[int, str] = field(default_factory=dict)
    seen: tuple[int, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether somebody has said what is printed, and if nothing; not only what a team is told in return."""
        return bool(self.words or self.taken or self.seen)


def told(db: Connection, block: int, month: str, called: str) -> list[TeamsWords]:
    """What the teams that answered wrote to a question, in the order of the hamlets."""
    found = [TeamsWords(*r) for r in db.execute(_TOLD, {"of": block, "during": month, "fields": [called]})]
    return sorted(found, key=lambda t: sort_key(t.title))


def unseen(db: Connection, block: int, month: str, fields: Sequence[str]) -> list[str]:
    """Of these questions those to which a team has written what nobody has looked at."""
    seen = {key: one.seen for key, one in of_month(db, block, month).items()}
    answered = db.execute(_ANSWERED, {"of": block, "during": month, "fields": list(fields)})
    found = {r.field for r in answered if r.unit not in seen.get(r.field, ())}
    return [key for key in fields if key in found]


def of_month(db: Connection, block: int, month: str) -> dict[str, Released]:
    """By field; what nobody has released is not there."""
    rows = db.execute(_OF, {"of": block, "during": month})
    return {r.field: Released(r.words, _teams(r.taken), _by_team(json_text.read(r.replies)), _teams(r.seen)) for r in rows}


def _teams(kept: str) -> tuple[int, ...]:
    return tuple(json_text.read(kept))


def _by_team(told: Mapping[str, str]) -> dict[int, str]:
    return {int(unit): words for unit, words in told.items()}


def release(db: Connection, block: int, month: str, called: str, what: Released, by: int, now: float) -> None:
    teams = {"taken": json_text.written(list(what.taken)), "seen": json_text.written(sorted(what.seen))}
    replies = json_text.written({str(unit): words for unit, words in what.replies.items()})
    kept = {"words": what.words, "replies": replies, "person": by, "at": now, **teams}
    db.execute(_PUT, {"unit": block, "month": month, "field": called, **kept})
