"""Which months were asked for, by which questionnaire, and which blocks were asked for their own numbers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from storage.tables import checkin

_C = checkin.c
_MONTHS = select(_C.month, func.max(_C.form), func.max(_C.last_day)).group_by(_C.month).order_by(_C.month)
_BLOCKS = select(_C.unit).where(_C.unit == _C.block, _C.month == bindparam("during"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A month ("2026-12"), the newest questionnaire (a row) by which anybody was asked, and the last day that counts for anybody."""

    month: str
    form: int
    last_day: str


def months(db: Connection) -> list[Asked]:
    """The oldest first."""
    return [Asked(*r) for r in db.execute(_MONTHS)]


def blocks(db: Connection, month: str) -> list[int]:
    """The communes that were asked for what only a block knows."""
    return list(db.execute(_BLOCKS, {"during": month}).scalars())
