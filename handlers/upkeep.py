"""What the machine does for itself: forgetting what need not be kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from bot.domain.periods import local
from bot.jobs import Job, JobKind
from storage import attachments, inbox, jobs, outbox, talks

DAY = 86400.0
KEEP_INPUT, KEEP_DRAFTS = 30 * DAY, 30 * DAY


def _plan(_db: Connection, now: float) -> Sequence[Job]:
    return [Job("forget", now, f"forget:{local(now):%Y-%m-%d}")]


def _forget(db: Connection, now: float, _job: Job) -> bool:
    inbox.forget(db, now - KEEP_INPUT)
    outbox.forget(db, now - KEEP_INPUT)
    attachments.erase_old(db, now - KEEP_DRAFTS)
    talks.drop_old(db, now - KEEP_DRAFTS)
    jobs.forget(db, now - KEEP_INPUT)
    return True


JOBS = (JobKind("forget", late=DAY, plan=_plan, run=_forget),)
