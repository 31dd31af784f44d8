"""What the tests of what becomes of check-ins share: one that is asked of a team, as the clock would have planned it."""

from __future__ import annotations

from sqlalchemy import Connection

from handlers.checkin import FORM
from messages_vi import forms_shipped
from storage import checkins, forms
from storage.checkins import Checkin, Expected

DAYS = ("2026-10-16", "2026-11-15", "2026-11-18", "2026-11-20")  # the first and the last one, when it is due, when the block's is


def a_month(db: Connection, team: int, block: int, month: str = "2026-11") -> Checkin:
    """One that nobody has answered yet; units by their ids."""
    form = forms.newest(db, FORM) or forms.publish(db, forms_shipped.text(FORM), 1.0)
    checkins.plan(db, [Expected(team, block, month, form.id, *DAYS)])
    one = checkins.last_of(db, team)
    assert one is not None
    return one
