"""What the clock has to do: due rows, each once for all time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.jobs import Job
from storage import json_text
from storage.tables import DUE_JOB, job

_J = job.c
_PLAN = insert(job).on_conflict_do_nothing()
DUE = (
    select(_J.id, _J.kind, _J.once, _J.due, _J.payload, _J.tries)
    .where(text(DUE_JOB), _J.due <= bindparam("now"))
    .order_by(_J.due, _J.id)
    .limit(50)
    .with_for_update(skip_locked=True)
)
_END = update(job).where(_J.id == bindparam("row")).values(state=bindparam("to"))
_TRY_LATER = update(job).where(_J.id == bindparam("row")).values(tries=_J.tries + 1, due=bindparam("later"))
_FORGET = delete(job).where(_J.state != "due", _J.due < bindparam("before"))


@dataclass(frozen=True, slots=True)
class DueJob:
    id: int
    tries: int
    job: Job


def plan(db: Connection, jobs: Sequence[Job]) -> None:
    if jobs:
        db.execute(_PLAN, [{"kind": j.kind, "once": j.once, "due": j.due_at, "payload": json_text.written(j.payload), "state": "due"} for j in jobs])


def due(db: Connection, now: float) -> list[DueJob]:
    return [_due(r) for r in db.execute(DUE, {"now": now}).all()]


def _due(r: Any) -> DueJob:
    return DueJob(r.id, r.tries, Job(r.kind, r.due, r.once, json_text.read(r.payload)))


def end(db: Connection, row: int, to: str) -> None:
    """``to``: done, late (dropped), moot (no longer applied) or failed."""
    db.execute(_END, {"row": row, "to": to})


def try_later(db: Connection, row: int, later: float) -> None:
    db.execute(_TRY_LATER, {"row": row, "later": later})


def forget(db: Connection, before: float) -> None:
    db.execute(_FORGET, {"before": before})
