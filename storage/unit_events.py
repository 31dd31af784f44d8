"""The events that changed the tree of places, or wait for their day, each with what it did row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from bot.domain.unit_plans import Event, New
from storage import json_text
from storage.tables import unit_event

_E = unit_event.c
_ENTRY = select(_E.id, _E.kind, _E.on_date, _E.document, _E.by, _E.at, _E.done_at, _E.undone_at, _E.did).order_by(_E.id)
_BY_ID = _ENTRY.where(_E.id == bindparam("row"))
_STANDING = _ENTRY.where(_E.id != bindparam("row"), _E.undone_at.is_(None))
_WAITING = _ENTRY.where(_E.done_at.is_(None), _E.undone_at.is_(None)).order_by(None).order_by(_E.on_date, _E.id)
_DUE = _WAITING.where(_E.on_date <= bindparam("on"))
_ADD = insert(unit_event).returning(_E.id)
_TURN = select(func.count()).where(_E.done_at.is_not(None))
_DONE = update(unit_event).where(_E.id == bindparam("row")).values(done_at=bindparam("now"), did=bindparam("what"))
_UNDONE = update(unit_event).where(_E.id == bindparam("row")).values(undone_at=bindparam("now"))

Did = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it is kept; ``done_at`` None: it waits for its day; ``did``: empty until then. Times in epoch seconds."""

    id: int
    event: Event
    by: int | None
    at: float
    done_at: float | None
    undone_at: float | None
    did: Did

    @property
    def order(self) -> tuple[int, float, str, int]:
        """By which those that were done stand as they were done; several may be done in one moment."""
        return self.did.get("turn", 0), self.done_at or 0.0, self.event.on, self.id

    @property
    def involved(self) -> frozenset[int]:
        """Every unit it speaks of, those it made too."""
        told = {*self.event.units, *(into for into in self.event.into if isinstance(into, int)), *self.did.get("involved", ())}
        new_in = {into.parent for into in self.event.into if isinstance(into, New) and into.parent is not None}
        return frozenset(told | (set() if self.done_at else new_in | ({self.event.to} if self.event.to else set())))


def add(db: Connection, event: Event, by: int | None, now: float) -> int:
    """Its number; it has not been done yet. ``by``: a person; None: the command line."""
    values = {"kind": event.kind, "on_date": event.on, "document": event.document, "by": by, "at": now, "did": json_text.written(_written(event, {}))}
    return int(db.execute(_ADD, values).scalar_one())


def done(db: Connection, entry: int, event: Event, did: Did, now: float) -> None:
    db.execute(_DONE, {"row": entry, "now": now, "what": json_text.written(_written(event, did))})


def undone(db: Connection, entry: int, now: float) -> None:
    db.execute(_UNDONE, {"row": entry, "now": now})


def find(db: Connection, entry: int) -> Entry | None:
    r = db.execute(_BY_ID, {"row": entry}).first()
    return _entry(r) if r else None


def everything(db: Connection) -> list[Entry]:
    return [_entry(r) for r in db.execute(_ENTRY)]


def turn(db: Connection) -> int:
    """How many have been done, undone or not: the place of the next one among them."""
    return int(db.execute(_TURN).scalar_one())


def later(db: Connection, entry: Entry) -> list[Entry]:
    """Those done after it, whenever they were told, or still waiting for their day; but for what has been undone."""
    standing = [_entry(r) for r in db.execute(_STANDING, {"row": entry.id})]
    return [e for e in standing if e.done_at is None or e.order > entry.order]


def waiting(db: Connection, due_on: str | None = None) -> list[Entry]:
    """Those whose day is still to come, or has come (``due_on``) and they are not done; in the order of their days."""
    return [_entry(r) for r in (db.execute(_WAITING) if due_on is None else db.execute(_DUE, {"on": due_on}))]


def _written(event: Event, did: Did) -> dict[str, Any]:
    into = [[u.level, u.kind, u.name, u.parent, u.code] if isinstance(u, New) else u for u in event.into]
    told = {"units": event.units, "into": into, "to": event.to, "named": event.named, "children": event.children, "carry": event.carry}
    return {"event": told, "did": did}


def _entry(r: Any) -> Entry:
    kept = json_text.read(r.did)
    told = kept["event"]
    into = tuple(New(*u) if isinstance(u, list) else u for u in told["into"])
    named = tuple(told["named"]) if told["named"] else None
    children = tuple((child, part) for child, part in told["children"])
    event = Event(r.kind, r.on_date, r.document, tuple(told["units"]), into, told["to"], named, children, told["carry"])
    return Entry(r.id, event, r.by, r.at, r.done_at, r.undone_at, kept["did"])
