"""Who did what is sealed each minute."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.jobs import Job, JobKind, Moment
from storage import audit

EVERY = 60.0  # seconds


def _plan(db: Connection, at: Moment) -> Sequence[Job]:
    """Only where something waits: an office that sleeps writes nothing."""
    minute = int(at.now // EVERY)
    return [Job("seal", minute * EVERY, f"seal:{minute}")] if audit.is_open(db) else []


def _seal(db: Connection, _at: Moment, _job: Job) -> bool:
    return audit.seal(db) > 0


JOBS = (JobKind("seal", late=2 * EVERY, plan=_plan, run=_seal, owed=True),)
