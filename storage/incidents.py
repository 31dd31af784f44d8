"""Cases: a matter, a need or a place; never a file on a person. Every read applies the reader's scope in the query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, insert, literal, or_, select

from bot.domain.cases import ENDED, RESOLVED
from bot.domain.kinds import Level
from bot.domain.periods import local
from bot.domain.roles import Person, Right, scope
from bot.domain.vietnamese import fold
from bot.talk import Place
from storage import case_life, counters
from storage.case_life import Entry
from storage.roles import within
from storage.tables import account, attachment, incident, incident_event, person, unit

MOST_YEARS = 20  # cases of one number: of so many years, or communes
NOT_FOR_TEAMS = ("CS",)  # contributions, procedures: it may be the head of the team that is spoken of

_I = incident.c
_commune, _holder, _typist = unit.alias("commune"), person.alias("holder_person"), person.alias("typist")
_CASE = (
    select(
        _I.id, _I.number, _I.year, _I.kind, _I.level, _I.confidential, _I.status, _I.text, _I.households, _I.latitude, _I.longitude, _I.reporter,
        _I.reporter_role, _I.created_at, _I.updated_at, _I.unit, _I.commune, unit.c.path, _I.holder, _I.office, _I.due_at, _I.asked, _I.merged_into,
        _I.episode, _I.crowd, _I.rung, _I.entered_by, _I.erased_at, _holder.c.name.label("holder_name"),
        _typist.c.name.label("entered_by_name"), unit.c.kind.label("unit_kind"), unit.c.name.label("unit_name"),
        _commune.c.kind.label("commune_kind"), _commune.c.name.label("commune_name"), person.c.name.label("reporter_name"),
        person.c.address.label("reporter_address"),
    )
    .join_from(incident, unit, unit.c.id == _I.unit)
    .join(_commune, _commune.c.id == _I.commune)
    .join(person, person.c.id == _I.reporter)
    .outerjoin(_holder, _holder.c.id == _I.holder)
    .outerjoin(_typist, _typist.c.id == _I.entered_by)
)  # fmt: skip
_below = select(_I.id).where(_I.id == bindparam("row")).cte("below", recursive=True)
_below = _below.union(select(_I.id).where(_I.merged_into == _below.c.id))
_TOGETHER = _CASE.where(_I.id.in_(select(_below.c.id))).order_by(_I.id != bindparam("row"), _I.id)
_above = select(_I.id, _I.merged_into).where(_I.id == bindparam("row")).cte("above", recursive=True)
_above = _above.union(select(_I.id, _I.merged_into).where(_I.id == _above.c.merged_into))
_TOP = _CASE.where(_I.id.in_(select(_above.c.id)), _I.merged_into.is_(None))
_ADD = insert(incident).returning(_I.id)
_E, _whom = incident_event.c, person.alias("whom")
_EVENTS = (
    select(_E.at, _E.what, _E.text, person.c.name, person.c.id, _E.internal, func.coalesce(_whom.c.name, "").label("whom"), _E.office, _E.until)
    .join_from(incident_event, person, person.c.id == incident_event.c.person)
    .outerjoin(_whom, _whom.c.id == _E.whom)
    .where(incident_event.c.incident == bindparam("row"))
    .order_by(incident_event.c.id)
)
_LAST_ASKED = (
    select(incident_event.c.person)
    .where(incident_event.c.incident == bindparam("row"), incident_event.c.what == "hoi")
    .order_by(incident_event.c.id.desc())
    .limit(1)
)
_LAST_RESULT = (
    select(incident_event.c.text)
    .where(incident_event.c.incident == bindparam("row"), incident_event.c.what == RESOLVED)
    .order_by(incident_event.c.id.desc())
    .limit(1)
)
_LAST_TALK = (
    select(incident_event.c.what)
    .where(incident_event.c.incident == bindparam("row"), incident_event.c.what.in_(("hoi", "tra_loi")))
    .order_by(incident_event.c.id.desc())
    .limit(1)
)
_IS_HERE = exists().where(account.c.person == _I.reporter)
_PHOTOS = select(func.count()).where(
    attachment.c.incident == bindparam("row"), attachment.c.kind == "photo", attachment.c.state.in_(("kept", "erased"))
)


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
    entered_by: int | None = None  # who typed it for the reporter


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its readers see it. ``holder``: who answers for it; ``office``: who does it, where that is nobody of ours."""

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
    holder: int | None
    holder_name: str
    office: str
    due_at: float | None
    asked: int
    merged_into: int | None
    episode: int | None
    crowd: bool
    rung: int
    entered_by: int | None
    entered_by_name: str
    erased: bool  # its words were kept long enough


@dataclass(frozen=True, slots=True)
class Event:
    """A line of a timeline; ``whom``: the name of the one it was given to, ``until``: by when."""

    at: float
    what: str
    text: str
    by: str
    person: int
    internal: bool
    whom: str
    office: str
    until: float | None


def file(db: Connection, new: NewCase, now: float) -> tuple[int, int]:
    """(id, number); the number is per commune and year, and short enough to be read out."""
    year = local(now).year
    number = counters.take(db, f"incident:{new.commune}:{year}")
    where = {"draft": new.draft, "commune": new.commune, "unit": new.unit, "year": year, "number": number, "status": "moi"}
    what = {"kind": new.kind, "level": str(new.level), "confidential": int(new.confidential), "text": new.text, "households": new.households}
    place = {"latitude": new.place and new.place.latitude, "longitude": new.place and new.place.longitude}
    who = {"reporter": new.reporter, "reporter_role": new.reporter_role, "entered_by": new.entered_by, "created_at": now, "updated_at": now}
    id_ = int(db.execute(_ADD, {**where, **what, **place, **who, "folded": searched(new.text)}).scalar_one())
    case_life.write(db, id_, new.entered_by or new.reporter, Entry("moi"), now)
    case_life.watch(db, id_)
    return id_, number


def searched(text: str) -> str:
    """A text as it is searched."""
    return " ".join(fold(text).split())


def by_number(db: Connection, who: Person, number: int, year: int | None = None) -> list[Case]:
    """Those of that number which this person may read, the newest year first: one each year, in each commune they see."""
    found = select_for(who).where(_I.number == number).order_by(_I.year.desc(), _I.id.desc()).limit(MOST_YEARS)
    return _cases(db, found if year is None else found.where(_I.year == year))


def by_numbers(db: Connection, who: Person, numbers: Sequence[int]) -> dict[int, list[Case]]:
    """The same of each of several numbers, in one statement."""
    place = func.row_number().over(partition_by=_I.number, order_by=(_I.year.desc(), _I.id.desc()))
    newest = select_for(who).with_only_columns(_I.id, place.label("place"), maintain_column_froms=True).where(_I.number.in_(numbers)).subquery()
    found: dict[int, list[Case]] = {number: [] for number in numbers}
    for case in _cases(db, _CASE.where(_I.id.in_(select(newest.c.id).where(newest.c.place <= MOST_YEARS))).order_by(_I.year.desc(), _I.id.desc())):
        found[case.number].append(case)
    return found


def by_id(db: Connection, who: Person, case: int) -> Case | None:
    found = _cases(db, select_for(who).where(_I.id == case))
    return found[0] if found else None


def locked(db: Connection, who: Person, case: int) -> Case | None:
    """As by_id, and held: two leaders may act on it at once."""
    found = _cases(db, select_for(who).where(_I.id == case).with_for_update(of=incident))
    return found[0] if found else None


def any_locked(db: Connection, case: int) -> Case | None:
    """The case itself, and held, whoever may read it: for the clock, which speaks to those who may."""
    found = _cases(db, _CASE.where(_I.id == case).with_for_update(of=incident))
    return found[0] if found else None


def together(db: Connection, case: int) -> list[Case]:
    """The case itself, then all that were put to it, also by way of another; whoever may read them."""
    return [_case(r) for r in db.execute(_TOGETHER, {"row": case})]


def top(db: Connection, case: int) -> Case:
    """The one that it was put to, at the end of the chain; itself where it was put to none. Whoever may read it."""
    return _case(db.execute(_TOP, {"row": case}).one())


def mine(db: Connection, who: Person, most: int = 10) -> list[Case]:
    """What this person has reported, the newest first."""
    return _cases(db, _CASE.where(_told_by(who)).order_by(_I.id.desc()).limit(most))


def reported_by(db: Connection, who: Person) -> list[Case]:
    """All of it, the oldest first."""
    return _cases(db, _CASE.where(_told_by(who)).order_by(_I.id))


def held(db: Connection) -> list[Case]:
    """All that somebody answers for and that is not ended, the oldest first; whoever may read them."""
    return _cases(db, _CASE.where(_I.holder.is_not(None), _I.status.not_in(ENDED)).order_by(_I.id))


def _told_by(who: Person) -> ColumnElement[bool]:
    """Reported by them; or typed by them for somebody who does not use the bot, and for whom they hear and speak."""
    return or_(_I.reporter == who.id, and_(_I.entered_by == who.id, ~_IS_HERE))


def select_for(who: Person) -> Any:
    return _CASE.where(_readable(who))


def _readable(who: Person) -> ColumnElement[bool]:
    """What one has reported; what lies in one's subtree; the urgent ones of a wider one; the confidential only by that right."""
    red = and_(_I.level == literal(str(Level.DO)), within(scope(who, Right.READ_RED)))
    team = and_(_I.kind.not_in(NOT_FOR_TEAMS), within(scope(who, Right.READ_TEAM)))
    open_ones = and_(_I.confidential == 0, or_(within(scope(who, Right.READ)), team, red))
    closed_ones = and_(_I.confidential == 1, within(scope(who, Right.READ_CONFIDENTIAL)))
    return or_(_told_by(who), open_ones, closed_ones)


def _cases(db: Connection, query: Any) -> list[Case]:
    return [_case(r) for r in db.execute(query)]


def _case(r: Any) -> Case:
    place = None if r.latitude is None else Place(r.latitude, r.longitude)
    reporter = (r.reporter, r.reporter_name, r.reporter_address, r.reporter_role)
    return Case(
        r.id, r.number, r.year, r.kind, Level(r.level), bool(r.confidential), r.status, r.text, r.households, place, *reporter,
        r.created_at, r.updated_at,
        r.unit, r.path, f"{r.unit_kind} {r.unit_name}", r.commune, f"{r.commune_kind} {r.commune_name}",
        r.holder, r.holder_name or "", r.office, r.due_at, r.asked, r.merged_into, r.episode, bool(r.crowd), r.rung,
        r.entered_by, r.entered_by_name or "",
        r.erased_at is not None,
    )  # fmt: skip


def events(db: Connection, case: int) -> list[Event]:
    """The timeline of a case that has been read through its scope already."""
    return [Event(*r) for r in db.execute(_EVENTS, {"row": case})]


def photos(db: Connection, case: int) -> int:
    """How many there were; those that were kept long enough count too."""
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


def last_result(db: Connection, case: int) -> str:
    """With what it was last called resolved; "" when it was not."""
    return str(db.execute(_LAST_RESULT, {"row": case}).scalar() or "")


def last_asked_by(db: Connection, case: int) -> int | None:
    """Who put the last question to the reporter."""
    asked: int | None = db.execute(_LAST_ASKED, {"row": case}).scalar()
    return asked
