"""Cases: a matter, a need or a place; never a file on a person. Every read applies the reader's scope in the query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, insert, literal, or_, select, update

from bot.domain.kinds import Level
from bot.domain.periods import local
from bot.domain.roles import Person, Right, scope
from bot.talk import Place
from storage import counters
from storage.roles import within
from storage.tables import attachment, incident, incident_event, person, unit

NOT_FOR_TEAMS = ("CS",)  # contributions, procedures: it may be the head of the team that is spoken of

_I = incident.c
_commune = unit.alias("commune")
_CASE = (
    select(
        _I.id, _I.number, _I.year, _I.kind, _I.level, _I.confidential, _I.status, _I.text, _I.households, _I.latitude, _I.longitude, _I.reporter,
        _I.reporter_role, _I.created_at, _I.updated_at, _I.unit, _I.commune, unit.c.path,
        unit.c.kind.label("unit_kind"), unit.c.name.label("unit_name"),
        _commune.c.kind.label("commune_kind"), _commune.c.name.label("commune_name"), person.c.name.label("reporter_name"),
        person.c.address.label("reporter_address"),
    )
    .join_from(incident, unit, unit.c.id == _I.unit)
    .join(_commune, _commune.c.id == _I.commune)
    .join(person, person.c.id == _I.reporter)
)  # fmt: skip
_ADD = insert(incident).returning(_I.id)
_ADD_EVENT = insert(incident_event)
_EVENTS = (
    select(incident_event.c.at, incident_event.c.what, incident_event.c.text, person.c.name, person.c.id)
    .join_from(incident_event, person, person.c.id == incident_event.c.person)
    .where(incident_event.c.incident == bindparam("row"))
    .order_by(incident_event.c.id)
)
_STATUS = update(incident).where(_I.id == bindparam("row")).values(status=bindparam("to"), updated_at=bindparam("at"))
_HOLD = update(incident).where(_I.id == bindparam("row")).values(holder=bindparam("who"))
_LAST_ASKED = (
    select(incident_event.c.person)
    .where(incident_event.c.incident == bindparam("row"), incident_event.c.what == "hoi")
    .order_by(incident_event.c.id.desc())
    .limit(1)
)
_LAST_TALK = (
    select(incident_event.c.what)
    .where(incident_event.c.incident == bindparam("row"), incident_event.c.what.in_(("hoi", "tra_loi")))
    .order_by(incident_event.c.id.desc())
    .limit(1)
)
_PHOTOS = select(func.count()).where(attachment.c.incident == bindparam("row"), attachment.c.kind == "photo", attachment.c.state == "kept")


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a report brings; the number comes with filing."""

    draft: int
    commune: int
    unit: int
    kind: str
    level: Level
    confidential: bool
    text: str
    households: int | None
    place: Place | None
    reporter: int
    reporter_role: str


@dataclass(frozen=True, slots=True)
class Case:
    id: int
    number: int
    year: int
    kind: str
    level: Level
    confidential: bool
    status: str
    text: str
    households: int | None
    place: Place | None
    reporter: int
    reporter_name: str
    reporter_address: str
    reporter_role: str
    created_at: float
    updated_at: float
    unit: int
    path: str
    unit_name: str  # with its kind word: "thôn 3"
    commune: int
    commune_name: str


@dataclass(frozen=True, slots=True)
class Event:
    at: float
    what: str
    text: str
    by: str
    person: int


def file(db: Connection, new: NewCase, now: float) -> tuple[int, int]:
    """(id, number); the number is per commune and year, and short enough to be read out."""
    year = local(now).year
    number = counters.take(db, f"incident:{new.commune}:{year}")
    where = {"draft": new.draft, "commune": new.commune, "unit": new.unit, "year": year, "number": number, "status": "moi"}
    what = {"kind": new.kind, "level": str(new.level), "confidential": int(new.confidential), "text": new.text, "households": new.households}
    place = {"latitude": new.place and new.place.latitude, "longitude": new.place and new.place.longitude}
    who = {"reporter": new.reporter, "reporter_role": new.reporter_role, "created_at": now, "updated_at": now}
    id_ = int(db.execute(_ADD, {**where, **what, **place, **who}).scalar_one())
    add_event(db, id_, new.reporter, "moi", "", now)
    return id_, number


def by_number(db: Connection, who: Person, number: int) -> list[Case]:
    """Those of that number which this person may read, the newest year first; several where somebody sees several communes."""
    return _cases(db, select_for(who).where(_I.number == number).order_by(_I.year.desc(), _I.id.desc()).limit(20))


def by_id(db: Connection, who: Person, case: int) -> Case | None:
    found = _cases(db, select_for(who).where(_I.id == case))
    return found[0] if found else None


def locked(db: Connection, who: Person, case: int) -> Case | None:
    """As by_id, and held: two leaders may act on it at once."""
    found = _cases(db, select_for(who).where(_I.id == case).with_for_update(of=incident))
    return found[0] if found else None


def mine(db: Connection, who: Person, most: int = 10) -> list[Case]:
    """What this person has reported, the newest first."""
    return _cases(db, _CASE.where(_I.reporter == who.id).order_by(_I.id.desc()).limit(most))


def select_for(who: Person) -> Any:
    return _CASE.where(_readable(who))


def _readable(who: Person) -> ColumnElement[bool]:
    """What one has reported; what lies in one's subtree; the urgent ones of a wider one; the confidential only by that right."""
    red = and_(_I.level == literal(str(Level.DO)), within(scope(who, Right.READ_RED)))
    team = and_(_I.kind.not_in(NOT_FOR_TEAMS), within(scope(who, Right.READ_TEAM)))
    open_ones = and_(_I.confidential == 0, or_(within(scope(who, Right.READ)), team, red))
    closed_ones = and_(_I.confidential == 1, within(scope(who, Right.READ_CONFIDENTIAL)))
    return or_(_I.reporter == who.id, open_ones, closed_ones)


def _cases(db: Connection, query: Any) -> list[Case]:
    return [_case(r) for r in db.execute(query)]


def _case(r: Any) -> Case:
    place = None if r.latitude is None else Place(r.latitude, r.longitude)
    reporter = (r.reporter, r.reporter_name, r.reporter_address, r.reporter_role)
    return Case(
        r.id, r.number, r.year, r.kind, Level(r.level), bool(r.confidential), r.status, r.text, r.households, place, *reporter,
        r.created_at, r.updated_at,
        r.unit, r.path, f"{r.unit_kind} {r.unit_name}", r.commune, f"{r.commune_kind} {r.commune_name}",
    )  # fmt: skip


def set_status(db: Connection, case: Case, to: str, by: Person, text: str, now: float) -> None:
    """The new state and its line in the timeline, together."""
    db.execute(_STATUS, {"row": case.id, "to": to, "at": now})
    add_event(db, case.id, by.id, to, text, now)


def hold(db: Connection, case: int, person_id: int | None) -> None:
    """Who answers for a case from now on; None: nobody."""
    db.execute(_HOLD, {"row": case, "who": person_id})


def add_event(db: Connection, case: int, person_id: int, what: str, text: str, now: float) -> None:
    db.execute(_ADD_EVENT, {"incident": case, "at": now, "person": person_id, "what": what, "text": text})


def events(db: Connection, case: int) -> list[Event]:
    """The timeline of a case that has been read through its scope already."""
    return [Event(*r) for r in db.execute(_EVENTS, {"row": case})]


def photos(db: Connection, case: int) -> int:
    return int(db.execute(_PHOTOS, {"row": case}).scalar_one())


def everything(db: Connection, units: Sequence[str] | None) -> Iterator[Case]:
    """For an export at the command line: all cases, or those in these subtrees. Confidential ones never leave this way."""
    query = _CASE.where(_I.confidential == 0).order_by(_I.id)
    if units is not None:
        query = query.where(within(units))
    yield from _cases(db, query)


def awaits_answer(db: Connection, case: int) -> bool:
    """Whether the block's last question has not been answered yet."""
    return db.execute(_LAST_TALK, {"row": case}).scalar() == "hoi"


def last_asked_by(db: Connection, case: int) -> int | None:
    """Who put the last question to the reporter."""
    asked: int | None = db.execute(_LAST_ASKED, {"row": case}).scalar()
    return asked
