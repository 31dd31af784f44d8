"""What blocks have typed of the targets they are measured by, year by year; and the communes that are measured."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.domain.targets import Value
from bot.domain.vietnamese import sort_key
from storage.roles import within
from storage.tables import target_value, unit
from storage.units import Unit

_T, _U = target_value.c, unit.c
_TYPED = (
    select(_T.unit, _T.target, _T.year, _T.part, _T.whole, _T.source)
    .where(_T.unit.in_(bindparam("units", expanding=True)), _T.year <= bindparam("until"))
    .order_by(_T.year)
)
_PUT = upsert(target_value)
_PUT = _PUT.on_conflict_do_update(
    index_elements=["unit", "target", "year"], set_={name: _PUT.excluded[name] for name in ("part", "whole", "source", "person", "at")}
)
_COMMUNES = select(_U.id, _U.level, _U.kind, _U.name, _U.parent, _U.path, _U.valid_from, _U.valid_to).where(_U.level == "xa", _U.valid_to.is_(None))


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed last, and for which year."""

    year: int
    value: Value


def typed(db: Connection, communes: Collection[int], year: int) -> dict[tuple[int, str], Typed]:
    """By commune and target: the newest of this year or an earlier one."""
    rows = db.execute(_TYPED, {"units": list(communes), "until": year})
    return {(r.unit, r.target): Typed(r.year, Value(r.part, r.whole, r.source)) for r in rows}


def put(db: Connection, commune: int, target: str, year: int, value: Value, by: int, now: float) -> None:
    """In the place of what was typed for that year before."""
    told = {"part": value.part, "whole": value.whole, "source": value.source}
    db.execute(_PUT, {"unit": commune, "target": target, "year": year, **told, "person": by, "at": now})


def communes(db: Connection, paths: Sequence[str]) -> list[Unit]:
    """Those of today in these subtrees, in the order of their names."""
    return sorted((Unit(*r) for r in db.execute(_COMMUNES.where(within(paths)))), key=lambda u: sort_key(u.title))
