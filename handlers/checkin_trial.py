"""Trying the questionnaire as a pretend team, on one's own phone: nothing of it is kept or counted."""

from __future__ import annotations

from bot.domain.forms import Form
from bot.domain.forms_read import read
from bot.domain.months import Calendar, bounds, due_days, of_day
from bot.domain.periods import local
from bot.domain.roles import Right, scope
from bot.story import Begin, Here, Reply, Said, Story
from bot.talk import Draft
from handlers import checkin
from handlers.checkin_asking import Facts
from messages_vi import checkin as vi
from messages_vi import forms_shipped
from storage import forms
from storage.checkins import EXPECTED, Checkin

COMMAND = "thubaothang"
_MAY_TRY = (Right.HANDLE, Right.RECEIVE_MONTH, Right.OPERATE)


def begin(here: Here, _on: str, _said: Said) -> Reply:
    """ "thử báo tháng", for whoever works with what teams tell."""
    return Reply(begin=Begin(COMMAND, anew=True)) if _may_try(here) else Reply(vi.NOT_TO_TRY)


def _may_try(here: Here) -> bool:
    return here.who.person is not None and bool(scope(here.who.person, *_MAY_TRY))


def gather(here: Here, _draft: Draft) -> Facts:
    return Facts(_pretended(here), _newest(here), plain=here.who.plain) if _may_try(here) else Facts(None)


def _newest(here: Here) -> Form:
    published = forms.newest(here.db, checkin.FORM)
    return (published.form if published else read(forms_shipped.text(checkin.FORM))).of_team


def _pretended(here: Here) -> Checkin:
    """The month of today by the days that ship, of a team that is none."""
    calendar, today = Calendar(), local(here.now).date()
    of = of_day(today, calendar.cutoff)
    first, last = bounds(of, calendar.cutoff)
    team, block, _ = due_days(of, calendar, ())
    days = (str(first), str(last), str(team), str(block))
    return Checkin(0, 0, str(of), 0, *days, 0, EXPECTED, None, None, None, 0, 0, 0, 0, None, vi.PRETENDED, "", None)


def finish(_here: Here, _draft: Draft, answers: checkin.Answers | None) -> Reply:
    return Reply(vi.TRIED if answers else vi.NOT_TO_TRY)


STORY: Story[Facts, checkin.Answers | None] = Story(
    COMMAND, vi.TRIAL, gather, checkin.tell, finish, draft=lambda who, _about: f"{COMMAND}:{who.person.id if who.person else 0}"
)
COMMANDS = {COMMAND: begin}
