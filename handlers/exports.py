"""Rows for an office's own tables. What is confidential never leaves this way; of messages only what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from bot.domain.periods import local
from storage import incidents, outbox, units

Row = dict[str, Any]
INCIDENTS = (
    "number", "kind", "level", "status", "unit", "unit_path", "text", "households", "created_at", "updated_at", "reporter_role", "photos",
)  # fmt: skip
MESSAGES = ("channel", "peer", "kind", "state", "attempts", "reason")
UNITS = ("id", "level", "kind", "name", "path", "parent_id", "valid_from", "valid_to")
PEOPLE = ("id", "name", "role", "unit", "unit_id")


def incident_rows(db: Connection, unit: int | None, month: str | None) -> Iterator[Row]:
    """``unit``: only its subtree; ``month``: YYYY-MM of the day it was reported, in local time."""
    at = units.find(db, unit) if unit is not None else None
    if unit is not None and at is None:
        raise ValueError(f"there is no unit {unit}")
    names = _paths(db)
    for c in incidents.everything(db, None if at is None else [at.path]):
        if month is None or f"{local(c.created_at):%Y-%m}" == month:
            what = {"number": c.number, "kind": c.kind, "level": c.level, "status": c.status, "unit": c.unit_name, "unit_path": names[c.unit]}
            when = {"created_at": _iso(c.created_at), "updated_at": _iso(c.updated_at)}
            told = {"text": c.text, "households": c.households}
            yield {**what, **told, **when, "reporter_role": c.reporter_role, "photos": incidents.photos(db, c.id)}


def message_rows(db: Connection) -> Iterator[Row]:
    yield from ({k: r[k] for k in MESSAGES} for r in outbox.listed(db))


def unit_rows(db: Connection) -> Iterator[Row]:
    names = _paths(db)
    for u in units.everything(db):
        where = {"path": names[u.id], "parent_id": u.parent, "valid_from": u.valid_from, "valid_to": u.valid_to}
        yield {"id": u.id, "level": u.level, "kind": u.kind, "name": u.name, **where}


def _paths(db: Connection) -> dict[int, str]:
    found: dict[int, str] = {}
    for u in units.everything(db):  # parents come before their children
        found[u.id] = f"{found[u.parent]} / {u.title}" if u.parent is not None else u.title
    return found


def _iso(at: float) -> str:
    return local(at).isoformat(timespec="seconds")
