"""People whom a roster names and who have not come yet: found by their telephone number, their code, or their name in a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from bot.domain.vietnamese import spelling, words
from storage.roles import holds
from storage.tables import account, person, role, unit

PHONE_HOLDS = 365 * 86400.0  # seconds: a number that was given up becomes somebody else's, and nobody tells us

_P, _R = person.c, role.c
_HEARD = select(func.max(account.c.heard)).where(account.c.person == _P.id).scalar_subquery()
_ALL = (
    select(_P.id, _P.name, _P.joined_at, _P.phone, _HEARD.label("heard"), _R.key, _R.unit, _R.since)
    .join_from(person, role, _R.person == _P.id)
    .join(unit, unit.c.id == _R.unit)
    .where(holds(_R, bindparam("now")), _P.erased_at.is_(None))
    .order_by(_P.id, _R.id)
)
_ABSENT = _ALL.where(_P.joined_at == 0)
_BY_PHONE = _ABSENT.where(_P.phone == bindparam("number"))
_THERE = _ABSENT.where(_R.unit == bindparam("at"))
_IN_UNIT = _THERE.where(_R.key == bindparam("as_"))
_ONE = _ALL.where(_P.id == bindparam("who"))
_COME = update(person).where(_P.id == bindparam("who"), _P.joined_at == 0).values(joined_at=bindparam("now"))


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody with a role: who they are, and (key, unit) of each. ``joined``: they are here already; ``heard``: when last, 0 for never.

    ``since``: when they were given the newest of their roles.
    """

    person: int
    name: str
    joined: bool
    roles: tuple[tuple[str, int], ...]
    phone: str | None
    heard: float
    since: float


def by_phone(db: Connection, number: str, now: float) -> list[Known]:
    """Those expected who have this number (0912345678), not written down too long ago; several may share one."""
    return [k for k in _known(db.execute(_BY_PHONE, {"number": number, "now": now})) if k.since > now - PHONE_HOLDS]


def find(db: Connection, person_id: int, now: float) -> Known | None:
    """Somebody who holds a role now, expected or here."""
    return next(iter(_known(db.execute(_ONE, {"who": person_id, "now": now}))), None)


def in_unit(db: Connection, unit_id: int, now: float) -> list[Known]:
    """Those expected in this very unit; of their roles only the ones they hold there."""
    return _known(db.execute(_THERE, {"at": unit_id, "now": now}))


def by_name(db: Connection, name: str, unit_id: int, key: str, now: float) -> list[Known]:
    """Those expected in this very role who are called so; typed without accents it may be any of them."""
    return [k for k in _known(db.execute(_IN_UNIT, {"at": unit_id, "as_": key, "now": now})) if _is_called(k.name, name)]


def _is_called(name: str, typed: str) -> bool:
    if typed.isascii():
        return words(name) == words(typed)
    return list(map(spelling, name.split())) == list(map(spelling, typed.split()))


def come(db: Connection, person_id: int, now: float) -> bool:
    """They are here now; False when they were already: each comes once."""
    return db.execute(_COME, {"who": person_id, "now": now}).rowcount == 1


def _known(rows: Iterable[Any]) -> list[Known]:
    found = []
    for id_, group in groupby(rows, lambda r: r.id):
        held = list(group)
        one, since = held[0], max(r.since for r in held)
        found.append(Known(id_, one.name, one.joined_at > 0, tuple((r.key, r.unit) for r in held), one.phone, one.heard or 0.0, since))
    return found
