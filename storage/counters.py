"""Numbers handed out one by one, and what is done once for ever. Taken last in a turn: its row is the one that turns of a commune wait for."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam
from sqlalchemy.dialects.postgresql import insert

from storage.tables import counter

_NEXT = insert(counter).values(name=bindparam("of"), n=1)
_NEXT = _NEXT.on_conflict_do_update(index_elements=["name"], set_={"n": counter.c.n + 1})
_ONCE = insert(counter).values(name=bindparam("of"), n=1).on_conflict_do_nothing().returning(counter.c.name)
_TAKE = _NEXT.returning(counter.c.n)


def take(db: Connection, name: str) -> int:
    return int(db.execute(_TAKE, {"of": name}).scalar_one())


def first(db: Connection, name: str) -> bool:
    """True once for each name, for all time; rows of other tables are forgotten."""
    return db.execute(_ONCE, {"of": name}).first() is not None
