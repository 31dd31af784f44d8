"""Which months were asked for, by which questionnaire, and which blocks were asked for their own numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, bindparam, func, select

from storage.tables import checkin

_C = checkin.c
_MONTHS = select(_C.month, _C.form, func.max(_C.last_day).label("last_day")).group_by(_C.month, _C.form).order_by(_C.month, _C.form.desc())
_OF_UNITS = (
    select(_C.month, _C.block, _C.form, func.min(_C.first_day), func.max(_C.last_day))
    .where(_C.unit != _C.block, _C.unit.in_(bindparam("units", expanding=True)), _C.month.in_(bindparam("months", expanding=True)))
    .group_by(_C.month, _C.block, _C.form)
)
_LAST = select(_C.unit, func.max(_C.month).label("month")).where(_C.unit.in_(bindparam("units", expanding=True))).group_by(_C.unit)
_BLOCKS = select(_C.unit).where(_C.unit == _C.block, _C.month == bindparam("during"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A month ("2026-12"), the questionnaires (rows) by which anybody was asked, the newest first, and the last day that counts for anybody."""

    month: str
    forms: tuple[int, ...]
    last_day: str


@dataclass(frozen=True, slots=True)
class During:
    """By which questionnaire (a row) a block has asked for a month, and its days, as 2026-12-15."""

    month: str
    block: int
    form: int
    first_day: str
    last_day: str


def months(db: Connection) -> list[Asked]:
    """The oldest first."""
    found = ((month, list(rows)) for month, rows in groupby(db.execute(_MONTHS), lambda r: str(r.month)))
    return [Asked(month, tuple(r.form for r in rows), max(r.last_day for r in rows)) for month, rows in found]


def of_units(db: Connection, units: Collection[int], months: Collection[str]) -> list[During]:
    """How these teams were asked for these months."""
    return [During(*r) for r in db.execute(_OF_UNITS, {"units": list(units), "months": list(months)})]


def last_of_each(db: Connection, units: Collection[int]) -> dict[int, str]:
    """The last month for which each of these was asked."""
    return {r.unit: r.month for r in db.execute(_LAST, {"units": list(units)})} if units else {}


def blocks(db: Connection, month: str) -> list[int]:
    """The communes that were asked for what only a block knows."""
    return list(db.execute(_BLOCKS, {"during": month}).scalars())
