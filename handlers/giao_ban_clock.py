"""A working day before a block meets, its leaders get what they need there, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Connection

from bot.domain.months import next_meeting, working_days_before
from bot.domain.periods import end_of_work, local, morning_of
from bot.jobs import Job, JobKind, Moment
from bot.talk import Notice
from handlers import giao_ban
from handlers.giao_ban import TOLD_BEFORE
from messages_vi import giao_ban as vi
from storage import checkins, deadlines, jobs, notices, roles, units
from storage.checkins import Checkin

DAY = 86400.0
EACH_DAY, OF_BLOCK = "meetings_of_day", "meeting_of_block"
HEARERS = ("bi_thu", "truong_khoi", "pho_truong_khoi", "thu_ky")


def _plan_day(_db: Connection, at: Moment) -> Sequence[Job]:
    """One look a day, at seven."""
    morning = morning_of(at.now)
    return [Job(EACH_DAY, morning, f"{EACH_DAY}:{local(morning):%Y-%m-%d}")]


def _run_day(db: Connection, _at: Moment, job: Job) -> bool:
    """A job for each block that meets on the next working day, or before it; or, where nothing could be said before, today."""
    meeting = list(_meeting_soon(db, local(job.due_at).date()))
    jobs.plan(db, [Job(OF_BLOCK, job.due_at, f"{OF_BLOCK}:{own.block}:{of}", {"row": own.id, "day": str(day)}) for own, of, day in meeting])
    return bool(meeting)


def _meeting_soon(db: Connection, today: date) -> Iterator[tuple[Checkin, str, date]]:
    """The newest month of each, the month that the meeting is about, and its day; a commune that is asked for no months is left alone."""
    holidays = deadlines.closed_days(db)
    for block in (u for u in units.everything(db) if u.level == "xa" and u.valid_to is None):
        of, day = next_meeting(today, checkins.calendar(db, block.path), holidays)
        if today >= working_days_before(day, TOLD_BEFORE, holidays):
            own = checkins.last_of(db, block.id)
            if own is not None and own.is_of_block and own.month >= str(of.after(-1)):
                yield own, str(of), day


def _run_block(db: Connection, at: Moment, job: Job) -> bool:
    """Each reads what they may. What nobody has been told by the end of that day is told no more."""
    own, day = checkins.find(db, int(job.payload["row"])), date.fromisoformat(job.payload["day"])
    if own is None or at.now >= end_of_work(day):
        return False
    told = []
    for one in roles.holding(db, HEARERS, own.path, at.now):
        text = vi.pack(giao_ban.gather(db, one, own, at.now))
        once = f"{job.once}:{one.id}"
        told.append((one.id, Notice("checkin", text, once, (vi.PAPER,), f"month:{own.id}", urgency="day", expires=end_of_work(day))))
    notices.notify_all(db, told, at.now)
    return bool(told)


JOBS = (JobKind(EACH_DAY, DAY, _plan_day, _run_day), JobKind(OF_BLOCK, DAY, lambda _db, _at: (), _run_block))
