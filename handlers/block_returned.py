"""What comes back to the teams once their block has approved the month: their figures beside last month's, and what became of their wish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from bot.domain.forms import Form, Kind
from bot.domain.months import month
from bot.talk import Notice
from handlers.checkin_readers import shown
from messages_vi import block_month as vi
from storage import checkins, forms, notices, released, roles
from storage.checkins import Checkin
from storage.released import Released

_HEADS = ("to_truong", "to_pho")


def tell_teams(db: Connection, own: Checkin, teams: Sequence[Checkin], now: float) -> None:
    """Once a month, by day, with what else waits; a team that has told nothing hears nothing."""
    form, said = forms.get(db, own.form).form.of_team, released.of_month(db, own.block, own.month).get(vi.WISH)
    for one in teams:
        if one.is_done:
            _tell(db, one, _text(db, form, one, said), now)


def _tell(db: Connection, one: Checkin, text: str, now: float) -> None:
    told = Notice("checkin", text, "", urgency="day")
    whom = roles.holding(db, _HEADS, one.path, now)
    notices.notify_all(db, [(p.id, replace(told, once=f"month given back:{one.id}:{p.id}")) for p in whom], now)


def _text(db: Connection, form: Form, one: Checkin, said: Released | None) -> str:
    told, before = checkins.answers(db, one.id), checkins.before(db, one.unit, month(one.month))
    wish = str(told.get(vi.WISH) or "")
    return vi.given_back(one.unit_title, month(one.month), _figures(form, told, before), wish, answer(one, said))


def _figures(form: Form, told: Mapping[str, Any], before: Mapping[str, list[int]]) -> list[str]:
    """The numbers that are more than none, each with last month's where there was one."""
    found = []
    for f in form.asked:
        if f.kind is Kind.NUMBER and told.get(f.key):
            last = before.get(f.key)
            found.append(vi.beside(f.said.format(shown(f, told[f.key])), shown(f, last[-1]) if last else ""))
    return found


def answer(one: Checkin, said: Released | None) -> str:
    """What became of a team's wish."""
    if said is not None and one.unit in said.replies:
        return vi.answered(said.replies[one.unit])
    return vi.PASSED_ON if said is not None and one.unit in said.taken else vi.NOTED
