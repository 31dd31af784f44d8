"""Who holds which role, where and until when; who stands in for whom; and who hears of what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    distinct,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)

from bot.domain.roles import HEADS, RANKS, TEAM_ROLES, Person, Right, Role, holders, may, may_act, may_end, scope
from bot.domain.units import line_of
from bot.domain.vietnamese import SortKey, sort_key
from storage.tables import absence, account, person, role, unit

_title_key = lru_cache(8192)(sort_key)  # of the places of a province
LATELY = 30 * 86400.0  # seconds: who said something since has been heard of lately

_R, _P = role.c, person.c
_CHILD = unit.alias("child")
_C = _CHILD.c
_RANK = {key: place for place, key in enumerate(RANKS)}


def holds(of: Any, now: Any) -> ColumnElement[bool]:
    """Whether a role or an absence holds at that moment."""
    return and_(of.since <= now, or_(of.until.is_(None), of.until > now))


_THESE: Any = bindparam("people", expanding=True)
_NOW: Any = bindparam("now")
_ROLES = union_all(
    select(_R.person.label("holder"), _R.id, _R.key, _R.unit, unit.c.path, literal(0).label("acting_for"))
    .join_from(role, unit, unit.c.id == _R.unit)
    .where(_R.person.in_(_THESE), holds(_R, _NOW)),
    select(absence.c.stand_in, _R.id, _R.key, _R.unit, unit.c.path, absence.c.person)
    .join_from(absence, role, _R.person == absence.c.person)
    .join(unit, unit.c.id == _R.unit)
    .where(absence.c.stand_in.in_(_THESE), holds(absence.c, _NOW), holds(_R, _NOW)),
)
_AWAY = exists().where(absence.c.person == _P.id, holds(absence.c, _NOW))
_AT = (_R.key.in_(bindparam("keys", expanding=True)), unit.c.path.in_(bindparam("paths", expanding=True)), holds(_R, _NOW))
_HOLDERS = union_all(
    select(_R.person).join_from(role, unit, unit.c.id == _R.unit).where(*_AT),
    select(absence.c.stand_in)
    .join_from(role, unit, unit.c.id == _R.unit)
    .join(absence, absence.c.person == _R.person)
    .where(*_AT, holds(absence.c, _NOW)),
)
_WITH_ROLE = (
    select(_P.id, _P.name, _P.address, _AWAY.label("away"))
    .where(_P.id.in_(_HOLDERS), _P.joined_at > 0, _P.erased_at.is_(None))  # who is expected has not agreed to anything yet
    .order_by(_P.id)
)
_HELD = select(_R.id).where(_R.person == bindparam("who"), _R.unit == bindparam("at"), _R.key == bindparam("as_"), holds(_R, _NOW))
_GIVE = insert(role).returning(_R.id)
_END = (
    update(role)
    .where(_R.id == bindparam("row"), or_(_R.until.is_(None), _R.until > _NOW))
    .values(until=case((_R.since > _NOW, _R.since), else_=_NOW))
)
_TO_END = (
    select(_R.person, _R.key, _R.unit, unit.c.path)
    .join_from(role, unit, unit.c.id == _R.unit)
    .where(_R.id == bindparam("row"), or_(_R.until.is_(None), _R.until > _NOW))
)
_HOLD_UNIT = select(unit.c.id).where(unit.c.id == bindparam("at")).with_for_update()
_ANOTHER = (
    select(_R.id)
    .join(person, _P.id == _R.person)
    .where(_R.unit == bindparam("at"), _R.key == bindparam("as_"), _R.person != bindparam("who"), holds(_R, _NOW))
    .where(_P.joined_at > 0, _P.erased_at.is_(None))
    .limit(1)
)


def within(paths: Sequence[str]) -> ColumnElement[bool]:
    """The condition that keeps a query inside these subtrees; nothing at all when there are none."""
    return or_(false(), *[and_(unit.c.path >= p, unit.c.path < p[:-1] + "0") for p in paths])  # "0" is what comes after "/"


def of(db: Connection, people: Collection[int], now: float) -> dict[int, tuple[Role, ...]]:
    """The roles each holds at this moment: their own in the order given, then those of people in whose place they stand."""
    found: dict[int, tuple[Role, ...]] = {}
    if people:
        rows = db.execute(_ROLES, {"people": list(people), "now": now}).all()
        for r in sorted(rows, key=lambda r: (r.acting_for > 0, r.id)):
            own, one = found.get(r.holder, ()), Role(r.key, r.unit, r.path, r.acting_for)
            if not one.acting_for or may_act(own, one):
                found[r.holder] = (*own, one)
    return found


def with_right(db: Connection, right: Right, path: str, now: float) -> list[Person]:
    """Everybody whose role gives them this right over a place of the tree: those of its unit and of the units above.

    Whoever is away is left out while anybody else is there, whoever stands in for them included.
    """
    return _among(db, holders(right), path, now, lambda one: may(one, right, path))


def holding(db: Connection, keys: Collection[str], path: str, now: float) -> list[Person]:
    """Everybody who holds one of these roles over a place of the tree; whoever is away as above."""
    return _among(db, keys, path, now, lambda one: any(r.key in keys and path.startswith(r.path) for r in one.roles))


def _among(db: Connection, keys: Collection[str], path: str, now: float, able_to: Callable[[Person], bool]) -> list[Person]:
    found = db.execute(_WITH_ROLE, {"keys": list(keys), "paths": line_of(path), "now": now}).all()
    held = of(db, {r.id for r in found}, now)
    able = {r.id: Person(r.id, r.name, r.address, held.get(r.id, ())) for r in found}
    able = {id_: one for id_, one in able.items() if able_to(one)}
    here = [able[r.id] for r in found if r.id in able and not r.away]
    return here or list(able.values())


def give(
    db: Connection, person_id: int, unit_id: int, key: str, now: float, *, by: int | None = None, post: str = "", until: float | None = None
) -> int | None:
    """The role's id; None when it is held already, and is left as it is."""
    if db.execute(_HELD, {"who": person_id, "at": unit_id, "as_": key, "now": now}).first() is not None:
        return None
    values = {"person": person_id, "unit": unit_id, "key": key, "since": now, "until": until, "post": post, "given_by": by}
    return int(db.execute(_GIVE, values).scalar_one())


def end(db: Connection, role_id: int, now: float) -> bool:
    """From now on it is held no more; False when it had ended already. Whether one may is asked of ``may_be_ended``."""
    return db.execute(_END, {"row": role_id, "now": now}).rowcount == 1


def may_be_ended(db: Connection, who: Person, role_id: int, now: float) -> bool:
    """By whom: whoever may give it, and who holds it, unless they would leave their unit without its head. False of what has ended."""
    r = db.execute(_TO_END, {"row": role_id, "now": now}).first()
    return r is not None and may_end(who, r.key, r.path, r.person, last=r.key in HEADS and r.person == who.id and _is_last(db, r, now))


def _is_last(db: Connection, r: Any, now: float) -> bool:
    """Whether nobody else holds that role there. The unit is held meanwhile: two heads may leave at once."""
    db.execute(_HOLD_UNIT, {"at": r.unit})
    return db.execute(_ANOTHER, {"at": r.unit, "as_": r.key, "who": r.person, "now": now}).first() is None


# lists of people -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Member:
    """A role somebody holds, as those see it who may list; times in epoch seconds.

    ``joined_at``: 0 while they are only expected. ``heard``: when they last said something, to within a day.
    ``away_until``: None while they are there.
    """

    role: int
    person: int
    name: str
    key: str
    post: str
    unit: int
    unit_title: str
    path: str
    since: float
    until: float | None
    joined_at: float
    heard: float | None
    phone: str | None
    away_until: float | None


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How many people there are in a unit, how many of them have joined, and how many were heard of lately or told that they are away."""

    unit: int
    title: str
    path: str
    members: int
    joined: int
    heard_lately: int


_HEARD = select(func.max(account.c.heard)).where(account.c.person == _P.id).scalar_subquery()
_UNTIL = select(func.max(absence.c.until)).where(absence.c.person == _P.id, holds(absence.c, _NOW)).scalar_subquery()
_TITLE = (unit.c.kind + " " + unit.c.name).label("unit_title")
_MEMBERS = (
    select(
        _R.id.label("role"), _R.person, _P.name, _R.key, _R.post, _R.unit, _TITLE, unit.c.path, _R.since, _R.until, _P.joined_at,
        _HEARD.label("heard"), _P.phone, _UNTIL.label("away_until"),
    )
    .join_from(role, unit, unit.c.id == _R.unit)
    .join(person, _P.id == _R.person)
    .where(holds(_R, _NOW))
)  # fmt: skip
_LATELY = exists().where(account.c.person == _R.person, account.c.heard > bindparam("after"))
_HEARD_OF = and_(_P.joined_at > 0, or_(_LATELY, _AWAY))
_COUNTED = (
    func.count(distinct(_R.person)).label("members"),
    func.count(distinct(case((_P.joined_at > 0, _R.person)))).label("joined"),
    func.count(distinct(case((_HEARD_OF, _R.person)))).label("heard"),
)
_COUNTS = (
    select(unit.c.id, _TITLE, unit.c.path, *_COUNTED)
    .join_from(unit, role, _R.unit == unit.c.id)
    .join(person, _P.id == _R.person)
    .where(holds(_R, _NOW))
    .group_by(unit.c.id, unit.c.kind, unit.c.name, unit.c.path)
)
_BELOW = (
    select(_C.id, (_C.kind + " " + _C.name).label("unit_title"), _C.path, *_COUNTED)
    .join_from(_CHILD, unit, and_(unit.c.path >= _C.path, unit.c.path < func.substr(_C.path, 1, func.length(_C.path) - 1) + "0"))
    .join(role, _R.unit == unit.c.id)
    .join(person, _P.id == _R.person)
    .where(_C.parent == bindparam("top"), holds(_R, _NOW))
    .group_by(_C.id, _C.kind, _C.name, _C.path)
)


def members(db: Connection, who: Person, now: float, *, unit: int | None = None) -> list[Member]:
    """Whom this person may list, of one unit itself or of all: each role they hold, by place, rank and name."""
    query = _MEMBERS.where(_listed(who))
    found = _members(db, query if unit is None else query.where(_R.unit == unit), now)
    return sorted(found, key=lambda m: (m.path, _RANK.get(m.key, 0), by_given_name(m.name), m.role))


def by_given_name(name: str) -> tuple[SortKey, SortKey]:
    """The order of lists of people: by the last word of the name, then by all of it."""
    return sort_key(name.rpartition(" ")[2]), sort_key(name)


def member(db: Connection, who: Person, role_id: int, now: float) -> Member | None:
    """One of them."""
    found = _members(db, _MEMBERS.where(_listed(who), _R.id == role_id), now)
    return found[0] if found else None


def counts(db: Connection, who: Person, under_path: str, now: float) -> list[UnitCount]:
    """The units below a place, near and far, in which this person may list anybody, in the order of their names."""
    query = _COUNTS.where(_listed(who), within([under_path]), unit.c.path != under_path)
    found = [UnitCount(*r) for r in db.execute(query, {"now": now, "after": now - LATELY})]
    return sorted(found, key=lambda c: _title_key(c.title))


def counts_below(db: Connection, who: Person, top: int, now: float) -> list[UnitCount]:
    """The units right below one in which, or further down, this person may list anybody; each person once in each of them."""
    return [UnitCount(*r) for r in db.execute(_BELOW.where(_listed(who)), {"top": top, "now": now, "after": now - LATELY})]


def _listed(who: Person) -> ColumnElement[bool]:
    """All below those who may list; for those who see blocks alone only the roles from the commune up, and nobody in a hamlet."""
    blocks = and_(_R.key.not_in(sorted(TEAM_ROLES)), unit.c.level != "thon", within(scope(who, Right.LIST_BLOCKS)))
    return or_(within(scope(who, Right.LIST)), blocks)


def _members(db: Connection, query: Any, now: float) -> list[Member]:
    return [Member(*r) for r in db.execute(query, {"now": now})]
