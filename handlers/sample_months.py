"""Past months of the demo's commune, as they would have been: asked, answered by most, closed and sent up; the last is still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.domain.kinds import Level
from bot.domain.months import Calendar, Month, bounds, month, of_day
from bot.domain.periods import HERE, local
from handlers import checkin_clock, sample_answers
from handlers.block_report import kept_report
from handlers.sample_answers import Made
from messages_vi.kinds import KINDS
from messages_vi.report import households
from messages_vi.sample_months import CASES, PastCase
from storage import case_life, checkins, forms, incidents, month_steps, released, units
from storage.case_life import Entry
from storage.checkins import Checkin
from storage.month_steps import APPROVED, SENT
from storage.released import Released
from storage.units import Unit

HOUR, DAY = 3600.0, 86400.0
MISSING, LATE, QUIET = "missing", "late", "quiet"
_IN_THE_LAST: Mapping[int, str] = {0: MISSING, 3: QUIET, 4: MISSING}  # by place of the hamlet; the first is that of the demo's phone
_BEFORE: tuple[Mapping[int, str], ...] = ({2: LATE, 4: MISSING}, {3: QUIET, 5: LATE})  # in turns
_CASES_A_MONTH, _DAYS_APART = 3, 6


@dataclass(frozen=True, slots=True)
class Commune:
    """The demo's: its block, its hamlets in their order; who answers for the first of them and who for the block, by their ids."""

    block: Unit
    hamlets: tuple[Unit, ...]
    member: int
    leader: int

    def speaker(self, hamlet: int) -> tuple[int, str]:
        """Who tells of what is there, and in which role: of a hamlet without a phone the block does."""
        return (self.member, "to_vien") if hamlet == self.hamlets[0].id else (self.leader, "truong_khoi")


def begins(now: float, months: int) -> str:
    """The first day of which so many months tell."""
    cutoff = Calendar().cutoff
    return str(bounds(of_day(local(now).date(), cutoff).after(-months), cutoff)[0])


def load(db: Connection, commune: Commune, now: float, months: int) -> None:
    """The last is the newest month whose last day is over; what would lie in the future has not happened."""
    last = of_day(local(now).date(), checkins.calendar(db, commune.block.path).cutoff).after(-1)
    for age in reversed(range(months)):
        own = _planned(db, commune, last.after(-age))
        _cases(db, commune, own)
        _answered(db, commune, own, _BEFORE[age % len(_BEFORE)] if age else _IN_THE_LAST, now)
        if age:
            _sent_up(db, commune, own)


def _planned(db: Connection, commune: Commune, of: Month) -> Checkin:
    """Everybody is expected; the block's own row."""
    asked = _at(bounds(of, checkins.calendar(db, commune.block.path).cutoff)[1], 7)
    checkins.plan(db, checkin_clock.expected(db, commune.block, of, asked))
    own = checkins.of_unit(db, commune.block.id, str(of))
    assert own is not None
    return own


def _at(day: date, hour: float) -> float:
    """Epoch seconds of an hour of that day here."""
    return datetime(day.year, day.month, day.day, tzinfo=HERE).timestamp() + hour * HOUR


# the teams -----------------------------------------------------------------------------------------------------------
def _answered(db: Connection, commune: Commune, own: Checkin, unusual: Mapping[int, str], now: float) -> None:
    form = forms.get(db, own.form).form.of_team
    for nth, hamlet in enumerate(commune.hamlets):
        one, how = checkins.of_unit(db, hamlet.id, own.month), unusual.get(nth, "")
        assert one is not None
        if how == MISSING:
            continue
        told = sample_answers.nothing_new(form) if how == QUIET else sample_answers.of_team(form, Made(f"{own.month} {nth}"))
        by, _ = commune.speaker(hamlet.id)
        entered_by = commune.leader if by == commune.leader else None
        checkins.submit(db, one, form, told, by, _sent(one, nth, how, now), entered_by=entered_by)


def _sent(one: Checkin, nth: int, how: str, now: float) -> float:
    """On one of the three days from the last one on, and in time; or the morning after it was due."""
    last, due = date.fromisoformat(one.last_day), date.fromisoformat(one.due_day)
    if how == LATE:
        return _at(due + timedelta(days=1), 8)
    hour = 8 + 2 * nth
    sent = _at(min(last + timedelta(days=nth % 3), due), hour)
    return sent if sent <= now else _at(min(last, due), hour)


# the block -----------------------------------------------------------------------------------------------------------
def _sent_up(db: Connection, commune: Commune, own: Checkin) -> None:
    """Its own numbers, what it made of the teams' words, and all steps, on the day it was due."""
    form, leader, due = forms.get(db, own.form).form, commune.leader, date.fromisoformat(own.due_day)
    checkins.submit(db, own, form.of_block, sample_answers.of_block(form, Made(f"{own.month} block")), leader, _at(due, 9))
    month_steps.close(db, own.block, own.month, leader, _at(due, 10))
    for f in form.of_team.in_words:
        said = released.told(db, own.block, own.month, f.key)
        everybody = tuple(t.unit for t in said)
        words = Released("\n".join(dict.fromkeys(t.words for t in said)), everybody, seen=everybody)
        released.release(db, own.block, own.month, f.key, words, leader, _at(due, 11))
    kept = kept_report(db, None, units.get(db, own.block), month(own.month), _at(due, 14))
    month_steps.step(db, own.block, own.month, APPROVED, leader, _at(due, 14), kept=kept)
    month_steps.step(db, own.block, own.month, SENT, leader, _at(due, 15))


# cases ---------------------------------------------------------------------------------------------------------------
def _cases(db: Connection, commune: Commune, own: Checkin) -> None:
    """A few, in turns of kinds and hamlets, that were over before the month was."""
    first = date.fromisoformat(own.first_day)
    turn = (first.year * 12 + first.month) * _CASES_A_MONTH
    for n in range(_CASES_A_MONTH):
        day = first + timedelta(days=2 + _DAYS_APART * n)
        _case(db, commune, commune.hamlets[(2 * turn // _CASES_A_MONTH + n) % len(commune.hamlets)], CASES[(turn + n) % len(CASES)], _at(day, 8 + n))


def _case(db: Connection, commune: Commune, hamlet: Unit, told: PastCase, at: float) -> None:
    """Filed, taken, ended, and found to be well; so that nobody is asked about it any more."""
    kind, (by, role), leader = KINDS[told.kind], commune.speaker(hamlet.id), commune.leader
    new = incidents.NewCase(
        _no_draft(at), commune.block.id, hamlet.id, kind.code, kind.level, kind.confidential, told.text, households(told.text), None, by, role
    )
    case, _ = incidents.file(db, new, at)
    ended = at + (6 * HOUR if kind.level is Level.DO else 2 * DAY)
    case_life.move(db, case, "nhan", leader, Entry("da_nhan"), at + HOUR / 4, holder=leader, moved_at=at + HOUR / 4)
    case_life.move(db, case, "xong", leader, Entry("da_giai_quyet", told.result), ended, asked=1, asked_at=ended)
    case_life.move(db, case, "on_roi", by, Entry("on_roi"), ended + 2 * HOUR, told_at=ended + 2 * HOUR)
    case_life.move(db, case, "da_bao", leader, Entry("da_bao"), ended + DAY)


def _no_draft(at: float) -> int:
    """In the place of the draft it was filed from, which there is none of: below all that there will be."""
    return -int(at)
