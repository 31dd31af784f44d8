"""Many people at once: who there is, people and roles written in bulk, and a code for each who is expected."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from storage import reference
from storage.roles import holds, within
from storage.tables import invitation, person, role, unit

_P, _R, _V = person.c, role.c, invitation.c
_HELD = holds(_R, bindparam("now"))
_EVERYBODY = (
    select(_P.id, _P.name, _P.address, _P.phone, _R.id.label("role"), _R.unit, _R.key, _R.post)
    .join_from(person, role, and_(_R.person == _P.id, _HELD), isouter=True)
    .where(_P.erased_at.is_(None))
    .order_by(_P.id, _R.id)
)
_LISTED = (
    select(
        *(_P.id, _P.name, _R.key.label("role"), unit.c.name.label("unit"), unit.c.id.label("unit_id")),
        *(_R.post, _P.joined_at, _P.phone),
    )
    .join_from(person, role, _R.person == _P.id)
    .join(unit, unit.c.id == _R.unit)
    .where(_HELD)
    .order_by(unit.c.path, _P.id, _R.id)
)
_ADD = insert(person).returning(_P.id, sort_by_parameter_order=True)
_GIVE = insert(role)
_VACATE = update(role).where(_R.unit == bindparam("at"), _R.post == bindparam("held"), _HELD).values(post="")
_POST = update(role).where(_R.id == bindparam("row")).values(post=bindparam("held"))
_PHONE = update(person).where(_P.id == bindparam("who"), _P.erased_at.is_(None)).values(phone=bindparam("number"))
_ADDRESS = update(person).where(_P.id == bindparam("who")).values(address=bindparam("word"))
_LIVE = and_(_V.uses_left > 0, _V.expires_at > bindparam("now"), _V.revoked_at.is_(None))
_CODES = select(_V.person, _V.code, _V.id).where(_V.person.is_not(None), _LIVE).order_by(_V.id)
_TAKEN = select(_V.code).where(_V.code.in_(bindparam("codes", expanding=True)))
_INVITE = insert(invitation)
_LONGER = update(invitation).where(_V.id == bindparam("row"), _V.expires_at < bindparam("to")).values(expires_at=bindparam("to"))
_STATE = select(*(select(count).scalar_subquery() for count in (func.max(_P.id), func.count(_P.erased_at), func.max(_R.id), func.count(_R.until))))
_SOME = 500  # values in one question

Where = tuple[int, str]  # unit, role key


@dataclass(slots=True)
class Somebody:
    """Who is there, or is to be: ``id`` 0 until they are written. ``roles``: those held now, as (the role's row, 0 until written; post)."""

    id: int
    name: str
    address: str
    phone: str
    roles: dict[Where, tuple[int, str]] = field(default_factory=dict)


def state(db: Connection, *, hold: bool = False) -> tuple[Any, ...]:
    """What a plan for the roster rests on; equal while nobody came, went or changed roles, and no place changed.

    ``hold``: no place changes, and no other roster is written, until the end of this transaction.
    """
    return reference.stamp(db, hold=hold), *db.execute(_STATE).one()


def everybody(db: Connection, now: float) -> list[Somebody]:
    """Whoever was not erased, with the roles they hold."""
    found: dict[int, Somebody] = {}
    for r in db.execute(_EVERYBODY, {"now": now}):
        one = found.setdefault(r.id, Somebody(r.id, r.name, r.address, r.phone or ""))
        if r.role is not None:
            one.roles[r.unit, r.key] = (r.role, r.post)
    return list(found.values())


def listed(db: Connection, now: float) -> list[dict[str, Any]]:
    """Everybody with each of their roles, for the machine's own operator at the command line."""
    return [dict(r) for r in db.execute(_LISTED, {"now": now}).mappings()]


def add(db: Connection, people: Sequence[Somebody]) -> None:
    """They are expected from now on, and know their id; their roles are given apart."""
    if people:
        rows = [{"name": p.name, "address": p.address, "phone": p.phone or None, "joined_at": 0.0} for p in people]
        for one, id_ in zip(people, db.execute(_ADD, rows).scalars(), strict=True):
            one.id = id_


def give(db: Connection, roles: Sequence[tuple[Somebody, Where, str]], now: float) -> None:
    """(who, where, post): by the command line, and not looking whether they are held already."""
    _each(db, _GIVE, [{"person": p.id, "unit": unit_, "key": key, "post": post, "since": now} for p, (unit_, key), post in roles])


def vacate(db: Connection, posts: Collection[tuple[int, str]], now: float) -> None:
    """(unit, post): nobody there holds it any more."""
    _each(db, _VACATE, [{"at": unit_, "held": post, "now": now} for unit_, post in posts])


def set_posts(db: Connection, posts: Sequence[tuple[int, str]]) -> None:
    """(the role's row, post)."""
    _each(db, _POST, [{"row": row, "held": post} for row, post in posts])


def set_phones(db: Connection, people: Sequence[Somebody]) -> None:
    _each(db, _PHONE, [{"who": p.id, "number": p.phone} for p in people])


def set_addresses(db: Connection, people: Sequence[Somebody]) -> None:
    _each(db, _ADDRESS, [{"who": p.id, "word": p.address} for p in people])


def _each(db: Connection, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.execute(statement, rows)


# codes ---------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who has not joined, with the first of the roles they hold there."""

    person: int
    name: str
    unit: int
    key: str


def expected(db: Connection, path: str, now: float) -> list[Expected]:
    """Those below a place, by place."""
    query = (
        select(_P.id, _P.name, _R.unit, _R.key)
        .join_from(person, role, _R.person == _P.id)
        .join(unit, unit.c.id == _R.unit)
        .where(_HELD, _P.joined_at == 0, _P.erased_at.is_(None), within([path]))
        .order_by(unit.c.path, _R.id)
    )
    found: dict[int, Expected] = {}
    for r in db.execute(query, {"now": now}):
        found.setdefault(r.id, Expected(*r))
    return list(found.values())


def codes(db: Connection, people: Sequence[Expected], expires_at: float, now: float) -> dict[int, str]:
    """Person -> a code that lets in them alone, once: the one they have, made good for as long, or a new one."""
    wanted = {e.person for e in people}
    held = {r.person: r for r in db.execute(_CODES, {"now": now}) if r.person in wanted}
    _each(db, _LONGER, [{"row": r.id, "to": expires_at} for r in held.values()])
    without = [e for e in people if e.person not in held]
    new = dict(zip((e.person for e in without), _unused(db, len(without)), strict=True))
    made = {"uses_left": 1, "expires_at": expires_at, "made_at": now}
    _each(db, _INVITE, [{"code": new[e.person], "unit": e.unit, "role": e.key, "person": e.person, **made} for e in without])
    return {person_: r.code for person_, r in held.items()} | new


def _unused(db: Connection, how_many: int) -> list[str]:
    """Eight digits each, as in storage/invitations.py."""
    found: set[str] = set()
    while len(found) < how_many:
        some = {f"{secrets.randbelow(90_000_000) + 10_000_000}" for _ in range(min(_SOME, how_many - len(found)))}
        found |= some - set(db.execute(_TAKEN, {"codes": sorted(some)}).scalars())
    return list(found)
