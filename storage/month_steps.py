"""How far a block is with its month: each step is a row, and the last says where it stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storage.tables import checkin, month_step, person

CLOSED, APPROVED, SENT, RETURNED = "soan", "duyet", "gui", "tra"  # no step yet: it is being asked for

_S, _C = month_step.c, checkin.c
_ADD = insert(month_step)
_OF = (
    select(_S.state, _S.reason, _S.at, _S.person, func.coalesce(person.c.name, "").label("name"), _S.changes)
    .join_from(month_step, person, person.c.id == _S.person, isouter=True)
    .where(_S.unit == bindparam("of"), _S.month == bindparam("during"))
    .order_by(_S.id)
)
_NEWEST = select(func.max(_S.id)).where(_S.unit.in_(bindparam("units", expanding=True)), _S.month == bindparam("during")).group_by(_S.unit)
_NOW = select(_S.unit, _S.state).where(_S.id.in_(_NEWEST))
_TEAMS = _C.block == bindparam("of"), _C.unit != _C.block, _C.month == bindparam("during")
_CLOSE = update(checkin).where(*_TEAMS, _C.closed_at.is_(None)).values(closed_at=bindparam("at"))
_HOLD = select(_C.id).where(_C.block == bindparam("of"), _C.month == bindparam("during")).order_by(_C.id).with_for_update()
_CHANGES = select(func.count(_C.submitted_at) + func.coalesce(func.sum(_C.corrections), 0)).where(
    _C.block == bindparam("of"), _C.month == bindparam("during")
)
_KEPT = select(_S.kept).where(_S.unit == bindparam("of"), _S.month == bindparam("during"), _S.state == APPROVED).order_by(_S.id.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Step:
    """One of them. ``by``: None, and no ``name``: the machine's; ``changes``: how many there were of its answers, as ``changes`` counts them."""

    state: str
    reason: str
    at: float
    by: int | None
    name: str
    changes: int


def steps(db: Connection, block: int, month: str) -> list[Step]:
    """All of a block's month ("2026-12"), the first first."""
    return [Step(*r) for r in db.execute(_OF, {"of": block, "during": month})]


def states(db: Connection, blocks: Collection[int], month: str) -> dict[int, str]:
    """Where each of these stands that has made a step."""
    return {r.unit: r.state for r in db.execute(_NOW, {"units": list(blocks), "during": month})}


def hold(db: Connection, block: int, month: str) -> None:
    """Nobody else takes a step of it, or answers, until this transaction ends."""
    db.execute(_HOLD, {"of": block, "during": month})


def step(db: Connection, block: int, month: str, state: str, by: int | None, now: float, reason: str = "", kept: str | None = None) -> None:
    """``kept``: the report as it is approved."""
    told = {"unit": block, "month": month, "state": state, "reason": reason, "changes": changes(db, block, month), "kept": kept}
    db.execute(_ADD, told | {"person": by, "at": now})


def kept(db: Connection, block: int, month: str) -> str | None:
    """The report as it was approved last."""
    return db.execute(_KEPT, {"of": block, "during": month}).scalar()


def close(db: Connection, block: int, month: str, by: int | None, now: float) -> None:
    """What changes of the teams' from now on is a correction; who has not answered may still, late."""
    db.execute(_CLOSE, {"of": block, "during": month, "at": now})
    step(db, block, month, CLOSED, by, now)


def changes(db: Connection, block: int, month: str) -> int:
    """How many answers and numbered corrections there are: it grows with each that comes once the month is closed."""
    return int(db.execute(_CHANGES, {"of": block, "during": month}).scalar_one())
