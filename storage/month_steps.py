"""How far a block is with its month: each step is a row, and the last says where it stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, insert, select, update

from storage.tables import checkin, checkin_correction, month_step, person

CLOSED, APPROVED, SENT, RETURNED = "soan", "duyet", "gui", "tra"  # no step yet: it is being asked for

_S, _C = month_step.c, checkin.c
_ADD = insert(month_step)
_OF = (
    select(_S.state, _S.reason, _S.at, _S.person, func.coalesce(person.c.name, "").label("name"))
    .join_from(month_step, person, person.c.id == _S.person, isouter=True)
    .where(_S.unit == bindparam("of"), _S.month == bindparam("during"))
    .order_by(_S.id)
)
_NEWEST = select(func.max(_S.id)).where(_S.unit.in_(bindparam("units", expanding=True)), _S.month == bindparam("during")).group_by(_S.unit)
_NOW = select(_S.unit, _S.state).where(_S.id.in_(_NEWEST))
_CLOSE = (
    update(checkin)
    .where(_C.block == bindparam("of"), _C.month == bindparam("during"), _C.closed_at.is_(None))
    .values(closed_at=bindparam("at"))
)
_HOLD = select(_C.id).where(_C.block == bindparam("of"), _C.month == bindparam("during")).order_by(_C.id).with_for_update()
_SINCE = (
    select(func.count())
    .select_from(checkin_correction)
    .join(checkin, _C.id == checkin_correction.c.checkin)
    .where(_C.block == bindparam("of"), _C.month == bindparam("during"), checkin_correction.c.at > bindparam("since"))
)
_CAME_SINCE = select(func.count()).where(_C.block == bindparam("of"), _C.month == bindparam("during"), _C.submitted_at > bindparam("since"))


@dataclass(frozen=True, slots=True)
class Step:
    """One of them. ``by``: None, and no ``name``: the machine's."""

    state: str
    reason: str
    at: float
    by: int | None
    name: str


def steps(db: Connection, block: int, month: str) -> list[Step]:
    """All of a block's month ("2026-12"), the first first."""
    return [Step(*r) for r in db.execute(_OF, {"of": block, "during": month})]


def states(db: Connection, blocks: Collection[int], month: str) -> dict[int, str]:
    """Where each of these stands that has made a step."""
    return {r.unit: r.state for r in db.execute(_NOW, {"units": list(blocks), "during": month})}


def hold(db: Connection, block: int, month: str) -> None:
    """Nobody else takes a step of it, or answers, until this transaction ends."""
    db.execute(_HOLD, {"of": block, "during": month})


def step(db: Connection, block: int, month: str, state: str, by: int | None, now: float, reason: str = "") -> None:
    db.execute(_ADD, {"unit": block, "month": month, "state": state, "reason": reason, "person": by, "at": now})


def close(db: Connection, block: int, month: str, by: int | None, now: float) -> None:
    """What changes from now on is a correction; who has not answered may still, late."""
    db.execute(_CLOSE, {"of": block, "during": month, "at": now})
    step(db, block, month, CLOSED, by, now)


def changed_since(db: Connection, block: int, month: str, since: float) -> int:
    """How many corrections and late answers came after this moment: what was written then says other figures."""
    given = {"of": block, "during": month, "since": since}
    return int(db.execute(_SINCE, given).scalar_one()) + int(db.execute(_CAME_SINCE, given).scalar_one())
