"""Answers that an office gives often, kept as rows; a unit's go before those of the units above it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.domain.units import line_of
from storage.tables import canned_answer, unit

_A = canned_answer.c
_PATHS: Any = bindparam("paths", expanding=True)
_USUAL = (
    select(_A.text, _A.kind, unit.c.path)
    .join_from(canned_answer, unit, unit.c.id == _A.unit)
    .where(unit.c.path.in_(_PATHS), _A.kind.in_(("", bindparam("of_kind"))))
    .order_by(_A.id)
)
_ADD = insert(canned_answer).returning(_A.id)
_ALL = select(_A.id, _A.unit, _A.kind, _A.text).order_by(_A.id)


class CannedAnswer(NamedTuple):
    """One of them; ``kind`` "" : for any kind of matter."""

    id: int
    unit: int
    kind: str
    text: str


def usual(db: Connection, path: str, kind: str) -> list[str]:
    """Those for this kind at this place: the nearest unit's first, those of the kind before those of any."""
    rows = db.execute(_USUAL, {"paths": line_of(path), "of_kind": kind}).all()
    return [r.text for r in sorted(rows, key=lambda r: (-len(r.path), r.kind == ""))]


def add(db: Connection, unit_id: int, kind: str, text: str) -> int:
    return int(db.execute(_ADD, {"unit": unit_id, "kind": kind, "text": text}).scalar_one())


def remove(db: Connection, row: int) -> bool:
    """False when there is none of this number."""
    return db.execute(delete(canned_answer).where(_A.id == row)).rowcount == 1


def everything(db: Connection) -> Iterator[CannedAnswer]:
    for r in db.execute(_ALL):
        yield CannedAnswer(*r)
