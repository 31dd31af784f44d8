"""The one clock, and the ticks. The clock only notices: what is due, and that it ran once, is in the database."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection

from bot.domain.periods import HERE
from bot.jobs import JobKind, Moment
from bot.log import where
from storage import jobs
from storage.engines import DatabaseAway, savepoint

log = structlog.get_logger(__name__)
TRIES, AGAIN = 5, 60.0  # seconds


class Clock:
    """``now``: the product's time; ``real``: the machine's, for leases, back-off and what channels tell; both epoch seconds.

    With a file the product's time is the one ISO time in it, read afresh, local when it names no zone; an unreadable file keeps the last.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file, self._last = file, time.time()

    def now(self) -> float:
        if self.file is None:
            return time.time()
        try:
            told = datetime.fromisoformat(self.file.read_text(encoding="utf-8").strip())
        except (OSError, ValueError):
            return self._last
        self._last = (told if told.tzinfo else told.replace(tzinfo=HERE)).timestamp()
        return self._last

    def real(self) -> float:
        return time.time()

    def steady(self) -> float:
        return time.monotonic()


def run_jobs(db: Connection, kinds: Mapping[str, JobKind], at: Moment, count: Callable[[str, str], None]) -> None:
    """Plans what is due and runs it, a savepoint each. ``count`` keeps (kind, outcome). DatabaseAway goes up: all of it again later."""
    for kind in kinds.values():
        try:
            with savepoint(db):
                jobs.plan(db, kind.plan(db, at))
        except DatabaseAway:
            raise
        except Exception as e:
            log.error("planning failed", kind=kind.name, where=where(e))
    for due in jobs.due(db, at.now):
        outcome = _run(db, kinds, at, due)
        count(due.job.kind, outcome)


def _run(db: Connection, kinds: Mapping[str, JobKind], at: Moment, due: jobs.DueJob) -> str:
    kind = kinds.get(due.job.kind)
    if kind is None or at.now - due.job.due_at > kind.late:
        outcome = "late" if kind else "failed"
        jobs.end(db, due.id, outcome)
        return outcome
    try:
        with savepoint(db):
            outcome = "done" if kind.run(db, at, due.job) else "moot"
            jobs.end(db, due.id, outcome)
            return outcome
    except DatabaseAway:
        raise
    except Exception as e:
        log.error("job failed", kind=kind.name, job=due.id, where=where(e))
    if due.tries + 1 >= TRIES:
        jobs.end(db, due.id, "failed")
        return "failed"
    jobs.try_later(db, due.id, at.now + AGAIN)
    return "again"
