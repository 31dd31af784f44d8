"""People whom a roster names and who have not come yet: found by their telephone number, their code, or their name in a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from bot.domain.vietnamese import spelling, words
from storage.tables import person, role, unit

_P, _R = person.c, role.c
_NOW = (_R.since <= bindparam("now"), or_(_R.until.is_(None), _R.until > bindparam("now")))
_ALL = (
    select(_P.id, _P.name, _P.joined_at, _R.key, _R.unit)
    .join_from(person, role, _R.person == _P.id)
    .join(unit, unit.c.id == _R.unit)
    .where(*_NOW, _P.erased_at.is_(None))
    .order_by(_P.id, _R.id)
)
_ABSENT = _ALL.where(_P.joined_at == 0)
_BY_PHONE = _ABSENT.where(_P.phone == bindparam("number"))
_IN_UNIT = _ABSENT.where(_R.unit == bindparam("at"), _R.key == bindparam("as_"))
_ONE = _ALL.where(_P.id == bindparam("who"))
_COME = update(person).where(_P.id == bindparam("who"), _P.joined_at == 0).values(joined_at=bindparam("now"))


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody with a role: who they are, and (key, unit) of each. ``joined``: they are here already."""

    person: int
    name: str
    joined: bool
    roles: tuple[tuple[str, int], ...]


def by_phone(db: Connection, number: str, now: float) -> list[Known]:
    """Those expected who have this number (0912345678); several may share one."""
    return _known(db.execute(_BY_PHONE, {"number": number, "now": now}))


def find(db: Connection, person_id: int, now: float) -> Known | None:
    """Somebody who holds a role now, expected or here."""
    return next(iter(_known(db.execute(_ONE, {"who": person_id, "now": now}))), None)


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
        found.append(Known(id_, held[0].name, held[0].joined_at > 0, tuple((r.key, r.unit) for r in held)))
    return found
