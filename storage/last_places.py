"""Where somebody belongs, or did until lately: for whom they should call when they have no role any more."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from storage.tables import role, unit

_PATHS = (
    select(unit.c.path)
    .join_from(role, unit, unit.c.id == role.c.unit)
    .where(role.c.person == bindparam("who"))
    .order_by(role.c.until.is_not(None), role.c.since.desc(), role.c.id.desc())
)


def paths(db: Connection, person_id: int) -> list[str]:
    """The places of every role they hold or held, those of today first, then the latest."""
    return list(db.execute(_PATHS, {"who": person_id}).scalars())
