"""Rows for an office's own tables. What is confidential never leaves this way; of messages only what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from bot.domain.periods import local
from storage import checkins_export, incidents, outbox, units

Row = dict[str, Any]
INCIDENTS = (
    "number", "kind", "level", "status", "unit", "unit_path", "text", "households", "created_at", "updated_at", "reporter_role", "photos",
)  # fmt: skip
CHECKINS = ("unit", "unit_path", "period", "state", "submitted_at", "late", "answers")
MESSAGES = ("channel", "peer", "kind", "state", "attempts", "reason")
UNITS = ("id", "level", "kind", "name", "path", "parent_id", "valid_from", "valid_to")
PEOPLE = ("id", "name", "role", "unit", "unit_id")


def incident_rows(db: Connection, unit: int | None, month: str | None) -> Iterator[Row]:
    """``unit``: only its subtree; ``month``: YYYY-MM of the day it was reported, in local time."""
    names = _paths(db)
    for c in incidents.everything(db, _below(db, unit)):
        if month is None or f"{local(c.created_at):%Y-%m}" == month:
            what = {"number": c.number, "kind": c.kind, "level": c.level, "status": c.status, "unit": c.unit_name, "unit_path": names[c.unit]}
            when = {"created_at": _iso(c.created_at), "updated_at": _iso(c.updated_at)}
            told = {"text": c.text, "households": c.households}
            yield {**what, **told, **when, "reporter_role": c.reporter_role, "photos": incidents.photos(db, c.id)}


def checkin_rows(db: Connection, unit: int | None, month: str | None) -> Iterator[Row]:
    """``unit``: only its subtree; ``month``: YYYY-MM, the month it ends in. ``answers`` by key; null: left out, or not asked."""
    names = _paths(db)
    for c in checkins_export.everything(db, _below(db, unit), month):
        when = {"submitted_at": None if c.submitted_at is None else _iso(c.submitted_at), "late": c.late}
        yield {"unit": c.unit_name, "unit_path": names[c.unit], "period": c.month, "state": c.state, **when, "answers": c.answers}


def message_rows(db: Connection) -> Iterator[Row]:
    yield from ({k: r[k] for k in MESSAGES} for r in outbox.listed(db))


def unit_rows(db: Connection) -> Iterator[Row]:
    names = _paths(db)
    for u in units.everything(db):
        where = {"path": names[u.id], "parent_id": u.parent, "valid_from": u.valid_from, "valid_to": u.valid_to}
        yield {"id": u.id, "level": u.level, "kind": u.kind, "name": u.name, **where}


def _below(db: Connection, unit: int | None) -> list[str] | None:
    """The subtree of a unit; None: all there is."""
    if unit is None:
        return None
    at = units.find(db, unit)
    if at is None:
        raise ValueError(f"there is no unit {unit}")
    return [at.path]


def _paths(db: Connection) -> dict[int, str]:
    found: dict[int, str] = {}
    for u in units.everything(db):  # parents come before their children
        found[u.id] = f"{found[u.parent]} / {u.title}" if u.parent is not None else u.title
    return found


def _iso(at: float) -> str:
    return local(at).isoformat(timespec="seconds")
