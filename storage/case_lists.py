"""Cases as lists: what is open, whose, where, how late; and what was found by words. Every list is inside its reader's scope."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, or_, select, union
from typing_extensions import override

from bot.domain import cases
from bot.domain.cases import NEW, OPEN, Life, Terms
from bot.domain.hours import Allowance, Hours, Measure
from bot.domain.kinds import Level
from bot.domain.periods import local
from bot.domain.roles import Person, Right, scope
from bot.domain.vietnamese import words
from storage import deadlines, incidents
from storage.incidents import Case
from storage.roles import within
from storage.tables import deadline, incident, incident_event, office_hours, unit

READING = (Right.READ, Right.READ_TEAM, Right.READ_RED)
MOST_FOUND = 1000
TOLD = ("moi", "bo_sung")  # lines of a timeline by which a reporter tells of something

_I, _E = incident.c, incident_event.c
_OFFICES = (
    select(_I.office, func.max(_I.id).label("last"))
    .where(_I.commune == bindparam("at"), _I.office != "", _I.confidential == 0)
    .group_by(_I.office)
    .order_by(func.max(_I.id).desc())
    .limit(4)
)
_TALK = (
    select(_E.what).where(_E.incident == _I.id, _E.what.in_(("hoi", "tra_loi"))).order_by(_E.id.desc()).limit(1).correlate(incident).scalar_subquery()
)
_LIGHT = (_I.id, _I.number, _I.kind, _I.level, _I.confidential, _I.status, _I.created_at, _I.due_at, _I.unit, _I.commune, _I.holder, unit.c.path)
_SETTERS = select(unit.c.path).where(unit.c.id.in_(union(select(deadline.c.unit), select(office_hours.c.unit))))
_EDGES = ".,;:!?()[]\"'“”…"


@dataclass(frozen=True, slots=True)
class Open:
    """An open case, as far as lists sort and count it. ``late_at``: since when it should have been accepted or done; None: it has no date."""

    id: int
    number: int
    level: Level
    confidential: bool
    status: str
    created_at: float
    unit: int
    commune: int
    holder: int | None
    path: str
    late_at: float | None
    asked: bool  # the block's last question has no answer yet

    @property
    def is_new(self) -> bool:
        return self.status == NEW


def offices(db: Connection, commune: int) -> list[str]:
    """The offices that cases of this commune went to, the last first; of the confidential nothing is told."""
    return [r.office for r in db.execute(_OFFICES, {"at": commune})]


def told_last(db: Connection, who: Person, since: float, what: Sequence[str] = TOLD) -> Case | None:
    """The case of theirs, or typed by them for somebody else, that this person has told something of last (``what``: lines of a timeline)."""
    here = or_(_I.id == _E.incident, _I.merged_into == _E.incident)
    theirs = or_(_I.reporter == who.id, _I.entered_by == who.id)
    told = select(_I.id).join_from(incident_event, incident, here).where(theirs, _E.person == who.id, _E.what.in_(what), _E.at >= since)
    row = db.execute(told.order_by(_E.id.desc(), _I.id.desc()).limit(1)).scalar()
    return incidents.by_id(db, who, row) if row is not None else None


# what is open --------------------------------------------------------------------------------------------------------
def open_cases(db: Connection, who: Person) -> list[Open]:
    """The open cases of the places this person reads, the most urgent and those that wait longest first; none that only few may read."""
    return _open(db, who, READING, confidential=False)


def closed_to_most(db: Connection, who: Person) -> list[Open]:
    """The same of those that only few may read; nothing for anybody else."""
    return _open(db, who, (Right.READ_CONFIDENTIAL,), confidential=True)


def _open(db: Connection, who: Person, rights: Sequence[Right], *, confidential: bool) -> list[Open]:
    query = incidents.select_for(who).with_only_columns(*_LIGHT, _TALK.label("talk"), maintain_column_froms=True)
    query = query.where(_I.status.in_(OPEN), _I.confidential == int(confidential), within(scope(who, *rights)))
    terms = TermsOf(db)
    found = [_read(r, terms) for r in db.execute(query)]
    return sorted(found, key=lambda c: (-c.level.urgency, c.created_at, c.id))


def _read(r: Any, terms: TermsOf) -> Open:
    level = Level(r.level)
    late = _late_at(Life(r.status, level, r.created_at, due_at=r.due_at), *terms.of(r.path, r.kind, level))
    rest = (r.status, r.created_at, r.unit, r.commune, r.holder, r.path, late, r.talk == "hoi")
    return Open(r.id, r.number, level, bool(r.confidential), *rest)


def _late_at(life: Life, terms: Terms, hours: Hours) -> float | None:
    if life.status == NEW and terms.accept is not None:
        return hours.after(life.filed_at, terms.accept)
    return cases.due(life, terms, hours)


@dataclass(frozen=True)
class _Remembering(Hours):
    """Working days are counted once for all that began on one day."""

    counted: dict[tuple[float, date], float] = field(default_factory=dict)

    @override
    def after(self, at: float, allowance: Allowance) -> float:
        if allowance.measure is not Measure.DAYS:
            return super().after(at, allowance)
        day = (allowance.amount, local(at).date())
        if day not in self.counted:
            self.counted[day] = super().after(at, allowance)
        return self.counted[day]


class TermsOf:
    """By when, for many cases: asked once for all places between which nobody has set anything of their own."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._set = [r.path for r in db.execute(_SETTERS)]
        self._found: dict[tuple[object, ...], Any] = {}

    def of(self, path: str, kind: str, level: Level) -> tuple[Terms, Hours]:
        by = tuple(p for p in self._set if path.startswith(p))
        if (by,) not in self._found:
            works = deadlines.hours(self._db, path)
            self._found[by,] = _Remembering(works.spans, works.days, works.holidays)
        if (by, kind, level) not in self._found:
            self._found[by, kind, level] = deadlines.terms(self._db, path, kind, level)
        return self._found[by, kind, level], self._found[by,]


# what was found by words ---------------------------------------------------------------------------------------------
def asked_for(text: str) -> list[str]:
    """The words of a search, folded; what stands around them is no part of them, all else is, "50%" too."""
    return [w for w in (word.strip(_EDGES) for word in incidents.searched(text).split()) if w]


def search(db: Connection, who: Person, wanted: Sequence[str]) -> list[int]:
    """The cases this person may read, open or not, in which all these words stand, each as a whole, the newest first.

    The name of a place may be among the words: it stands for what lies there. What only few may read is never found so.
    """
    ways = [("/", list(wanted)), *_places(db, who, wanted)]
    like = [and_(within([path]), *[_I.folded.contains(w, autoescape=True) for w in rest]) for path, rest in ways]
    query = incidents.select_for(who).with_only_columns(_I.id, _I.folded, unit.c.path, maintain_column_froms=True)
    rows = db.execute(query.where(_I.confidential == 0, or_(*like)).order_by(_I.created_at.desc(), _I.id.desc()).limit(MOST_FOUND))
    return [r.id for r in rows if any(r.path.startswith(path) and all(_stands_in(w, r.folded) for w in rest) for path, rest in ways)]


def _places(db: Connection, who: Person, wanted: Sequence[str]) -> list[tuple[str, list[str]]]:
    """(path, the words that are left) for each place whose name is among the words; a name that is only a number needs its kind word."""
    found = []
    for r in db.execute(select(unit.c.kind, unit.c.name, unit.c.path).where(within(scope(who, *READING)))):
        name, kind = words(r.name), words(r.kind)
        needed = {*name, *(kind if all(w.isdecimal() for w in name) else ())}
        if needed <= set(wanted):
            found.append((r.path, [w for w in wanted if w not in {*name, *kind}]))
    return found


def _stands_in(word: str, text: str) -> bool:
    begins, ends = (r"(?<![^\W_])" if word[0].isalnum() else "", r"(?![^\W_])" if word[-1].isalnum() else "")
    return re.search(f"{begins}{re.escape(word)}{ends}", text) is not None
