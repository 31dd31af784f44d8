"""What the machine does for itself: forgetting what need not be kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.domain.periods import local
from bot.jobs import Job, JobKind, Moment
from storage import attachments, inbox, jobs, notices, outbox, talks

DAY = 86400.0
KEEP = 30 * DAY


def _plan(_db: Connection, at: Moment) -> Sequence[Job]:
    return [Job("forget", at.now, f"forget:{local(at.now):%Y-%m-%d}")]


def _forget(db: Connection, at: Moment, _job: Job) -> bool:
    """What came and went by the machine's time, for channels repeat by it; the rest by the product's."""
    inbox.forget(db, at.real - KEEP)
    outbox.forget(db, at.real - KEEP)
    attachments.erase_old(db, at.real - KEEP)
    talks.forget(db, at.now - KEEP)
    notices.forget(db, at.now - KEEP)
    jobs.forget(db, at.now - KEEP)
    return True


JOBS = (JobKind("forget", late=DAY, plan=_plan, run=_forget, owed=True),)
