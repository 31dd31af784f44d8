"""The months by the clock: who is expected is frozen when a month is asked for, and who has not answered is reminded, twice at most."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from bot.domain.months import Month, bounds, due_days, of_day, working_days_after, working_days_before
from bot.domain.periods import local, morning_of
from bot.domain.roles import TEAM_ROLES
from bot.jobs import Job, JobKind, Moment
from bot.talk import Choice, Notice
from handlers import block_month
from handlers.checkin import FORM
from messages_vi import block_month as block_vi
from messages_vi import checkin as vi
from messages_vi import forms_shipped
from storage import checkins, checkins_export, deadlines, forms, jobs, month_steps, notices, roles, units
from storage.checkins import Checkin, Expected
from storage.units import Unit

DAY = 86400.0
EACH_DAY, OF_BLOCK = "checkins_of_day", "checkins_of_block"
ASKED_BEFORE_DUE = 2  # working days
AWAY = timedelta(days=10)  # behind the due day a month is still asked for, when the bot was away on its day
REMINDED_BEFORE_DUE = (1, 0)  # working days before the due day: the heads of the team, then all of it
_ASKED = ("to_truong",)
_FIRST_REMINDED = ("to_truong", "to_pho")
_KEEPS_BOOKS = ("thu_ky",)  # of a block


def _plan_day(_db: Connection, at: Moment) -> Sequence[Job]:
    """One look a day, at seven."""
    morning = morning_of(at.now)
    return [Job(EACH_DAY, morning, f"{EACH_DAY}:{local(morning):%Y-%m-%d}")]


def _run_day(db: Connection, _at: Moment, job: Job) -> bool:
    """A job for each block that has something to ask or to remind of today."""
    today = local(job.due_at).date()
    blocks = [u for u in units.everything(db) if u.level == "xa" and u.valid_to is None]
    jobs.plan(db, [Job(OF_BLOCK, job.due_at, f"{OF_BLOCK}:{b.id}:{today}", {"block": b.id, "day": str(today)}) for b in blocks])
    return True


def _run_block(db: Connection, at: Moment, job: Job) -> bool:
    block, today = units.find(db, int(job.payload["block"])), date.fromisoformat(job.payload["day"])
    if block is None or block.valid_to is not None:
        return False
    calendar, holidays = checkins.calendar(db, block.path), deadlines.closed_days(db)
    done = False
    for of in (of_day(today, calendar.cutoff), of_day(today, calendar.cutoff).after(-1)):
        team_due = due_days(of, calendar, holidays)[0]
        done = _reminded(db, block, of, today, at.now) or done
        done = _block_reminded(db, block, of, today, at.now) or done
        begins = min(bounds(of, calendar.cutoff)[1], working_days_before(team_due, ASKED_BEFORE_DUE, holidays))
        if begins <= today <= team_due or (begins <= today <= team_due + AWAY and _was_away(db, block, of)):
            done = _asked(db, block, of, at.now, today) or done
    return done


def _was_away(db: Connection, block: Unit, of: Month) -> bool:
    """Whether this block was asked for a month before, and not for this one: nobody was there to ask on its day."""
    last = checkins.last_of(db, block.id)
    return last is not None and last.month < str(of)


def _asked(db: Connection, block: Unit, of: Month, now: float, today: date) -> bool:
    """Freezes who is expected, and asks the head of each team, or else whoever there is."""
    if checkins.of_unit(db, block.id, str(of)):
        return False
    _close_before(db, block, of, now)
    checkins.plan(db, expected(db, block, of, now, today))
    planned, own = checkins.of_block(db, block.id, str(of)), checkins.of_unit(db, block.id, str(of))
    if planned and own:
        text = block_vi.asked_teams(of, len(planned), vi.due_on(date.fromisoformat(planned[0].due_day)))
        block_month.tell_writers(db, own, text, "asked", now, _KEEPS_BOOKS)
    for one in planned:
        first, last = date.fromisoformat(one.first_day), date.fromisoformat(one.last_day)
        text = vi.opens(one.unit_title, of, first, last, vi.due_on(date.fromisoformat(one.due_day)))
        _tell(db, one, _ASKED, text, "asked", now)
    return bool(planned)


def _close_before(db: Connection, block: Unit, of: Month, now: float) -> None:
    """What nobody has closed until the next month is asked for is closed by the machine; who writes the block's report hears it."""
    for own in checkins.left_open(db, block.path, str(of)):
        month_steps.hold(db, own.block, own.month)
        it = block_month.stands(db, own)
        if it.state == "":
            month_steps.close(db, own.block, own.month, None, now)
            text = block_vi.closed_by_itself(own.unit_title, it.month, it.sent, len(it.teams))
            block_month.tell_writers(db, own, text, "closed by itself", now)


def expected(db: Connection, block: Unit, of: Month, now: float, today: date | None = None) -> list[Expected]:
    """A row for each team that there is below a block today, and the block's own, by its calendar and the newest questionnaire.

    Where it is asked so late (``today``) that the days are over, two working days for the teams, and as many again for each above.
    """
    calendar, holidays = checkins.calendar(db, block.path), deadlines.closed_days(db)
    form = forms.newest(db, FORM) or forms.publish(db, forms_shipped.text(FORM), now)
    first, last = bounds(of, calendar.cutoff)
    team, due, above = due_days(of, calendar, holidays)
    if today is not None and today > team:
        team = working_days_after(today, ASKED_BEFORE_DUE, holidays)
        due = max(due, working_days_after(team, ASKED_BEFORE_DUE, holidays))
        above = max(above, working_days_after(due, ASKED_BEFORE_DUE, holidays))
    fixed = (block.id, str(of), form.id, str(first), str(last))
    teams = [u for u in units.everything(db) if u.level == "thon" and u.valid_to is None and u.path.startswith(block.path)]
    own = [Expected(block.id, *fixed, str(due), str(above))] if teams else []
    return [*(Expected(u.id, *fixed, str(team), str(due)) for u in teams), *own]


def _reminded(db: Connection, block: Unit, of: Month, today: date, now: float) -> bool:
    """By the day that they were told; what has become a holiday since changes nothing of it."""
    holidays, late = deadlines.closed_days(db), [one for one in checkins.of_month(db, block.path, str(of)) if not one.is_done]
    begun = checkins_export.begun(db) if late else set()
    for one in late:
        nth = _nth(today, date.fromisoformat(one.due_day), holidays)
        if nth <= one.reminded:
            continue
        ways = (vi.BEGIN,) if str(one.id) in begun else vi.WAYS
        text = vi.reminder(one.unit_title, of, vi.due_on(date.fromisoformat(one.due_day)), begun=ways != vi.WAYS)
        _tell(db, one, _FIRST_REMINDED if nth == 1 else tuple(sorted(TEAM_ROLES)), text, f"reminded {nth}", now, ways)
        checkins.reminded(db, one.id, nth)
    return bool(late)


def _block_reminded(db: Connection, block: Unit, of: Month, today: date, now: float) -> bool:
    """Who writes the block's report, then its heads too; until it has gone up."""
    own = checkins.of_unit(db, block.id, str(of))
    if own is None or not own.is_of_block:
        return False
    nth = _nth(today, date.fromisoformat(own.due_day), deadlines.closed_days(db))
    it = block_month.stands(db, own) if nth > own.reminded else None
    if it is None or it.state == month_steps.SENT:
        return False
    text = block_vi.reminder(own.unit_title, of, it.sent, len(it.teams), vi.due_on(date.fromisoformat(own.due_day)))
    block_month.tell_writers(db, own, text, f"reminded {nth}", now, _KEEPS_BOOKS if nth == 1 else block_month.WRITERS)
    checkins.reminded(db, own.id, nth)
    return True


def _nth(today: date, due: date, holidays: Collection[date]) -> int:
    """Which reminder is for today; 0: none."""
    return next((n for n, before in enumerate(REMINDED_BEFORE_DUE, 1) if working_days_before(due, before, holidays) == today), 0)


def _tell(db: Connection, one: Checkin, keys: tuple[str, ...], text: str, what: str, now: float, ways: tuple[Choice, ...] = vi.WAYS) -> None:
    """Those of the team with these roles; the whole team where nobody has one. By day, in one message with what else waits."""
    whom = roles.holding(db, keys, one.path, now) or roles.holding(db, TEAM_ROLES, one.path, now)
    told = Notice("checkin", text, "", ways, f"month:{one.id}", urgency="day")
    notices.notify_all(db, [(p.id, replace(told, once=f"checkin {what}:{one.id}:{p.id}")) for p in whom], now)


JOBS = (JobKind(EACH_DAY, DAY, _plan_day, _run_day), JobKind(OF_BLOCK, DAY, lambda _db, _at: (), _run_block))
