"""The tree of places: as it is today, and as it was at any date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, String, bindparam, cast, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.domain.unit_plans import New
from bot.domain.units import LAST_DAY, History, Succession, Tree, Version, line_of
from bot.domain.vietnamese import sort_key
from storage import reference
from storage.tables import contact, succession, unit, unit_event, unit_version

_U, _V, _S = unit.c, unit_version.c, succession.c
_ONE = select(_U.id, _U.level, _U.kind, _U.name, _U.parent, _U.path, _U.valid_from, _U.valid_to)
_BY_ID = _ONE.where(_U.id == bindparam("row"))
_BELOW = _ONE.where(_U.parent == bindparam("row"), _U.valid_to.is_(None))
_ADD = insert(unit).returning(_U.id, sort_by_parameter_order=True)
_VERSION = insert(unit_version)
_above = unit.alias("above")
_HOLDER = select(_above.c.path).where(_above.c.id == _U.parent).scalar_subquery()
_NEW_PATHS = update(unit).where(_U.path == "").values(path=func.coalesce(_HOLDER, "/") + cast(_U.id, String) + "/")
_VERSIONS = select(_V.unit, _V.level, _V.kind, _V.name, _V.code, _V.parent, _V.valid_from, _V.valid_to).order_by(_V.id)
_SUCCESSIONS = select(_S.before, _S.after, _S.event, unit_event.c.on_date).join_from(succession, unit_event, unit_event.c.id == _S.event)
_AFTER = select(_S.before, _S.after, _S.event).where(_S.before.in_(bindparam("rows", expanding=True)))
_EARLIER = update(unit).where(_U.id == bindparam("row")).values(valid_from=bindparam("since"))
_FIRST = select(func.min(_V.id)).where(_V.unit == bindparam("row")).scalar_subquery()
_EARLIER_VERSION = update(unit_version).where(_V.id == _FIRST).values(valid_from=bindparam("since"))
_CODES = (
    update(unit).where(_U.id == bindparam("row")).values(code=bindparam("new")),
    update(unit_version).where(_V.unit == bindparam("row")).values(code=bindparam("new")),
)
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
    (made,) = add_all(db, [New(level, kind, name, parent.id if parent else None, code)], valid_from)
    return get(db, made)


def add_all(db: Connection, units: Sequence[New], valid_from: str, event: int | None = None) -> list[int]:
    """Their ids, in that order. Whatever they lie in must be there already. A few statements for any number. ``event``: that made them."""
    if not units:
        return []
    reference.changed(db)
    rows: list[dict[str, Any]] = [_row(u, valid_from) for u in units]
    ids = [int(r.id) for r in db.execute(_ADD, [row | {"path": ""} for row in rows])]
    db.execute(_NEW_PATHS)
    db.execute(_VERSION, [row | {"unit": id_, "event": event} for id_, row in zip(ids, rows, strict=True)])
    return ids


def _row(new: New, valid_from: str) -> dict[str, Any]:
    return {"level": new.level, "kind": new.kind, "name": new.name, "parent": new.parent, "code": new.code, "valid_from": valid_from}


def began(db: Connection, unit_id: int, on: str) -> None:
    """It was there from that earlier day on, as it was first."""
    reference.changed(db)
    for statement in (_EARLIER, _EARLIER_VERSION):
        db.execute(statement, {"row": unit_id, "since": on})


def set_code(db: Connection, unit_id: int, code: str) -> None:
    """The government's code: sources disagree, so it is no part of the history."""
    reference.changed(db)
    for statement in _CODES:
        db.execute(statement, {"row": unit_id, "new": code})


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
    """Those that are no more too; what something lies in, or lay in last, comes before it."""
    found = {r.id: Unit(*r) for r in db.execute(_ONE)}
    depths: dict[int, int] = {}
    for place in found.values():
        line = [place]
        while line[-1].parent is not None and line[-1].parent not in depths:
            line.append(found[line[-1].parent])
        for one in reversed(line):
            depths[one.id] = 0 if one.parent is None else depths[one.parent] + 1
    return sorted(found.values(), key=lambda u: (depths[u.id], u.id))


def children(db: Connection, unit_id: int) -> list[Unit]:
    """The units right below one that hold today, in the order of their names."""
    known = reference.known(db)
    if ("below", unit_id) not in known:
        known["below", unit_id] = sorted((Unit(*r) for r in db.execute(_BELOW, {"row": unit_id})), key=lambda u: sort_key(u.title))
    return list(known["below", unit_id])


def heirs(db: Connection, unit_id: int) -> list[Unit]:
    """The units of today that came after one; itself while it holds; none when it ended without any."""
    known = reference.known(db)
    if ("heirs", unit_id) not in known:
        known["heirs", unit_id] = _heirs(db, unit_id)
    return list(known["heirs", unit_id])


def _heirs(db: Connection, unit_id: int) -> list[Unit]:
    found, left, seen = [], {unit_id}, set[int]()
    while left:
        seen |= left
        places = [u for id_ in sorted(left) if (u := find(db, id_)) is not None]
        found += [u for u in places if u.valid_to is None]
        left = _after(db, [u.id for u in places if u.valid_to is not None]) - seen
    return sorted(found, key=lambda u: sort_key(u.title))


def _after(db: Connection, ended: list[int]) -> set[int]:
    """What came after these when they ended: not what an event made beside one that went on."""
    rows = db.execute(_AFTER, {"rows": ended}).all() if ended else []
    went_on = {(r.before, r.event) for r in rows if r.before == r.after}
    return {r.after for r in rows if (r.before, r.event) not in went_on}


def history(db: Connection) -> History:
    """Every version of every unit there ever was; some 20 ms for 5,000."""
    return History((Version(*r) for r in db.execute(_VERSIONS)), (Succession(*r) for r in db.execute(_SUCCESSIONS)))


def tree(db: Connection, on: str | None = None) -> Tree:
    """The places as they were on a date; without one, as they are."""
    return history(db).tree(on or LAST_DAY)


def paths(db: Connection) -> dict[int, str]:
    """Where each unit lies today."""
    return {r.id: r.path for r in db.execute(select(_U.id, _U.path))}


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
