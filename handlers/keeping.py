"""Once a day the words, pictures and voice notes of cases that ended long ago are erased, a few at a time; and pictures of models given up."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.domain.periods import local
from bot.jobs import Job, JobKind, Moment
from storage import jobs, keeping, models

KIND, DAY = "keeping", 86400.0
AT_ONCE = 500  # cases, and pictures and voice notes, in one transaction


def _plan(_db: Connection, at: Moment) -> Sequence[Job]:
    return [Job(KIND, at.now, f"{KIND}:{local(at.now):%Y-%m-%d}")]


def _run(db: Connection, at: Moment, job: Job) -> bool:
    """As long as there is more, the next round comes right behind."""
    erased = [keeping.erase(db, what, at.now, AT_ONCE).total() for what in keeping.WHATS]
    models.erase_pictures(db, at.now - keeping.days(db, keeping.MEDIA)[""] * DAY)
    if AT_ONCE in erased:
        again = int(job.payload.get("round", 1)) + 1
        jobs.plan(db, [Job(KIND, at.now, f"{KIND}:{local(at.now):%Y-%m-%d}:{again}", {"round": again})])
    return any(erased)


JOBS = (JobKind(KIND, late=DAY, plan=_plan, run=_run, owed=True),)
