"""What waited in a database that is an hour or a year old: a bot that ran on may have done it all since. It is stopped, not done twice."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Table, func, select, update

from storage.tables import draft, inbox, job, notice, outbox

REASON = "restored"
_LAST_STEP = 2  # of the clock with a draft: it has asked again, and passed on what was urgent
_ENDED = {"reason": REASON, "body": None, "owner": None}


def _waits(now: float, owed: Collection[str]) -> tuple[tuple[Table, Any, dict[str, Any]], ...]:
    """What waits of each table, and what it becomes. What is still to come has been done by nobody, and stays."""
    due = (notice.c.state == "waiting") & (notice.c.not_before <= now)
    return (
        (inbox, inbox.c.state.in_(("waiting", "ready", "claimed")), {"state": "parked", **_ENDED}),
        (outbox, outbox.c.state.in_(("queued", "sending", "held")), {"state": "dropped", **_ENDED}),
        (notice, due | (notice.c.state == "unreachable"), {"state": "stopped", "body": None}),
        (job, (job.c.state == "due") & (job.c.due <= now) & job.c.kind.not_in(owed), {"state": "stopped"}),
        (draft, (draft.c.state == "open") & (draft.c.idled < _LAST_STEP), {"idled": _LAST_STEP}),  # it stays open for its person
    )


def waiting(db: Connection, now: float, owed: Collection[str]) -> dict[str, int]:
    """How many rows of each table wait to be handled, sent, or done by the clock; of drafts, those that the clock watches.

    ``owed``: the kinds of jobs that are done in any case.
    """
    found = {table.name: int(db.execute(select(func.count()).select_from(table).where(which)).scalar_one()) for table, which, _ in _waits(now, owed)}
    return {name: n for name, n in found.items() if n}


def stop(db: Connection, now: float, owed: Collection[str]) -> None:
    """None of it is done. `export messages` lists what was to be sent."""
    for table, which, to in _waits(now, owed):
        db.execute(update(table).where(which).values(to))
