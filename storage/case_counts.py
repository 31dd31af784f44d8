"""How many matters of a kind were reported from a place in a time, for those who read all that lies there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func

from bot.domain.cases import TAKEN_BACK
from bot.domain.periods import HERE
from bot.domain.roles import Person, Right, may
from storage import incidents
from storage.incidents import NOT_FOR_TEAMS
from storage.roles import within
from storage.tables import incident

_I = incident.c


def reported(db: Connection, who: Person, path: str, kinds: Sequence[str], first: str, last: str) -> int:
    """From the ``first`` day through the ``last``, as 2026-12-15: each matter once, without what was taken back and the confidential.

    0 for somebody who would read only a part of them.
    """
    as_team = may(who, Right.READ_TEAM, path) and not set(kinds).intersection(NOT_FOR_TEAMS)
    if not (as_team or may(who, Right.READ, path)):
        return 0
    since, until = (datetime.fromisoformat(day).replace(tzinfo=HERE) for day in (first, last))
    query = incidents.select_for(who).with_only_columns(func.count(), maintain_column_froms=True)
    query = query.where(within((path,)), _I.kind.in_(kinds), _I.created_at >= since.timestamp())
    query = query.where(_I.created_at < (until + timedelta(days=1)).timestamp())
    query = query.where(_I.confidential == 0, _I.merged_into.is_(None), _I.status != TAKEN_BACK)
    return int(db.execute(query).scalar_one())
