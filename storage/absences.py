"""Who is away until when, and who stands in for them. An absence ends by itself; who came back before has its end moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, insert, select, update

from bot.domain.roles import RIGHTS, TEAM_ROLES, Person, Right
from storage import units
from storage.roles import by_given_name, holds
from storage.tables import absence, person, role

MOST = 30  # who are offered to stand in
_OF_ALL = frozenset({Right.REPORT, Right.CHECK_IN})  # what all of a team may do: nobody is needed in one's place for it

_A = absence.c
_NOW: Any = bindparam("now")
_IS_ON = and_(_A.since <= _NOW, _A.until > _NOW)
_ONE = select(_A.id, _A.person, _A.stand_in, _A.since, _A.until)
_OF = _ONE.where(_A.person == bindparam("who"), _A.until > _NOW).order_by(_A.id.desc()).limit(1)
_BY_ID = _ONE.where(_A.id == bindparam("row"))
_BEGIN = insert(absence).returning(_A.id)
_END = update(absence).where(_A.person == bindparam("who"), _A.until > _NOW).values(until=_NOW)
_OTHERS = (
    select(person.c.id, person.c.name, role.c.key)
    .join_from(role, person, person.c.id == role.c.person)
    .where(
        role.c.unit.in_(bindparam("places", expanding=True)), role.c.person != bindparam("who"), holds(role.c, _NOW), person.c.joined_at > 0,
        ~exists().where(_A.person == person.c.id, _IS_ON),
    )
    .order_by(role.c.id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Absence:
    """Times in epoch seconds; ``until`` is the first moment at which they are there again."""

    id: int
    person: int
    stand_in: int | None
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody who may stand in, and as what people know them there."""

    id: int
    name: str
    role: str


def of(db: Connection, person_id: int, now: float) -> Absence | None:
    """Their absence at this moment, or the one to come."""
    r = db.execute(_OF, {"who": person_id, "now": now}).first()
    return Absence(*r) if r else None


def by_id(db: Connection, row: int) -> Absence | None:
    r = db.execute(_BY_ID, {"row": row}).first()
    return Absence(*r) if r else None


def begin(db: Connection, person_id: int, stand_in: int | None, until: float, now: float, *, since: float = 0.0) -> int:
    """In the place of one that was on, or was to come; its id. ``since``: when it begins, if that is later than now."""
    end(db, person_id, now)
    return int(db.execute(_BEGIN, {"person": person_id, "stand_in": stand_in, "since": max(since, now), "until": until}).scalar_one())


def end(db: Connection, person_id: int, now: float) -> bool:
    """They are there again; False when they were not away."""
    return db.execute(_END, {"who": person_id, "now": now}).rowcount > 0


def others(db: Connection, who: Person, now: float) -> list[Other]:
    """Who could stand in for this person: whoever holds a role where they hold theirs, is here, and has joined.

    For a role from the commune up only such others, and the block of the commune in which its place lies; nobody where there is
    nothing to stand in for but telling what one sees and how the month was.
    """
    own = [r for r in who.roles if not r.acting_for and RIGHTS.get(r.key, frozenset()) - _OF_ALL]
    above = [r for r in own if r.key not in TEAM_ROLES]
    places = {r.unit for r in above or own}
    for r in above:
        commune = units.commune_of(db, units.get(db, r.unit))
        places |= {commune.id} if commune else set()
    found: dict[int, Other] = {}
    for o in db.execute(_OTHERS, {"places": sorted(places), "who": who.id, "now": now}) if places else ():
        if not above or o.key not in TEAM_ROLES:
            found.setdefault(o.id, Other(o.id, o.name, o.key))
    return sorted(found.values(), key=lambda o: (by_given_name(o.name), o.id))[:MOST]
