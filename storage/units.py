"""The tree of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.domain.units import line_of
from storage import reference
from storage.tables import contact, unit, unit_version

_U = unit.c
_ONE = select(_U.id, _U.level, _U.kind, _U.name, _U.parent, _U.path, _U.valid_from, _U.valid_to)
_BY_ID = _ONE.where(_U.id == bindparam("row"))
_ALL = _ONE.order_by(func.length(_U.path), _U.id)
_ADD = insert(unit).returning(_U.id)
_VERSION = insert(unit_version)
_PATH = update(unit).where(_U.id == bindparam("row")).values(path=bindparam("at"))
_SET_PHONE = upsert(contact)
_SET_PHONE = _SET_PHONE.on_conflict_do_update(index_elements=["unit", "key"], set_={"phone": _SET_PHONE.excluded.phone})
_PHONES = (
    select(contact.c.key, contact.c.phone, _U.path)
    .join_from(contact, unit, _U.id == contact.c.unit)
    .where(_U.path.in_(bindparam("paths", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A place: level key, kind word ("thôn"), name, parent, path, and from when to when it was so (dates)."""

    id: int
    level: str
    kind: str
    name: str
    parent: int | None
    path: str
    valid_from: str
    valid_to: str | None

    @property
    def title(self) -> str:
        return f"{self.kind} {self.name}"


def add(db: Connection, level: str, kind: str, name: str, parent: Unit | None, valid_from: str, code: str | None = None) -> Unit:
    above = parent.id if parent is not None else None
    values = {"level": level, "kind": kind, "name": name, "parent": above, "path": "", "valid_from": valid_from, "code": code}
    reference.changed(db)
    id_ = int(db.execute(_ADD, values).scalar_one())
    path = f"{parent.path if parent else '/'}{id_}/"
    db.execute(_PATH, {"row": id_, "at": path})
    db.execute(_VERSION, {k: v for k, v in values.items() if k != "path"} | {"unit": id_})
    return Unit(id_, level, kind, name, above, path, valid_from, None)


def find(db: Connection, id_: int) -> Unit | None:
    known = reference.known(db)
    if id_ not in known:
        known[id_] = _unit(db.execute(_BY_ID, {"row": id_}).first())
    found: Unit | None = known[id_]
    return found


def get(db: Connection, id_: int) -> Unit:
    found = find(db, id_)
    assert found is not None
    return found


def commune_of(db: Connection, at: Unit) -> Unit | None:
    """The commune a place lies in, or is."""
    here: Unit | None = at
    while here is not None and here.level != "xa":
        here = find(db, here.parent) if here.parent is not None else None
    return here


def everything(db: Connection) -> list[Unit]:
    return [u for r in db.execute(_ALL) if (u := _unit(r)) is not None]


def _unit(r: Any) -> Unit | None:
    return r and Unit(*r)


def phones(db: Connection, path: str) -> dict[str, str]:
    """The directory that holds at a place: its own numbers before those of the units above."""
    known = reference.known(db)
    if path not in known:
        rows: Sequence[Any] = sorted(db.execute(_PHONES, {"paths": line_of(path)}).all(), key=lambda r: len(r.path))
        known[path] = {r.key: r.phone for r in rows}
    return dict(known[path])


def set_phone(db: Connection, unit_id: int, key: str, phone: str) -> None:
    """In the place of the one before."""
    reference.changed(db)
    db.execute(_SET_PHONE, {"unit": unit_id, "key": key, "phone": phone})
