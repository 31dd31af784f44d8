"""What changes seldom (places, telephone numbers) is kept in memory from one transaction to the next, for as long as its stamp stands still."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, select

from storage import counters
from storage.tables import counter

_STAMP = select(counter.c.n).where(counter.c.name == bindparam("of"))
_NAME, _CHANGED = "places", "places changed"


@dataclass
class _Kept:
    """What was read while the stamp was this."""

    stamp: int | None
    known: dict[Any, Any] = field(default_factory=dict)


_OF: weakref.WeakKeyDictionary[Engine, _Kept] = weakref.WeakKeyDictionary()


def known(db: Connection) -> dict[Any, Any]:
    """Where to find, and leave, what was read of places; asked for its stamp once a transaction."""
    found: dict[Any, Any] | None = db.info.get(_NAME)
    if found is None:
        found = db.info[_NAME] = _still_true(db)
    return found


def _still_true(db: Connection) -> dict[Any, Any]:
    now = stamp(db)
    kept = _OF.get(db.engine)
    if kept is None or kept.stamp != now:
        kept = _OF[db.engine] = _Kept(now)
    return kept.known


def stamp(db: Connection, *, hold: bool = False) -> int | None:
    """It moves with every change. ``hold``: nobody else changes places until the end of this transaction."""
    found: int | None = db.execute(_STAMP.with_for_update() if hold else _STAMP, {"of": _NAME}).scalar()
    return found


def changed(db: Connection) -> None:
    """A place or number is being changed: we read anew until the end of this transaction, the others once it is on disk."""
    counters.take(db, _NAME)
    db.info[_NAME], db.info[_CHANGED] = {}, True


def undone(db: Connection) -> None:
    """A part of this transaction was rolled back, and with it perhaps what was read."""
    if _CHANGED in db.info:
        db.info[_NAME] = {}


def begun(db: Connection) -> None:
    """A new transaction knows nothing yet."""
    db.info.pop(_NAME, None)
    db.info.pop(_CHANGED, None)
