"""What comes back to the teams once their block has approved the month: their figures beside last month's, and what became of their wish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.domain.forms import Form, Kind
from bot.domain.months import month
from bot.domain.roles import TEAM_ROLES
from bot.talk import Notice
from handlers.checkin_readers import shown
from messages_vi import block_month as vi
from storage import checkins, forms, notices, released, roles, unit_stakes
from storage.checkins import Checkin
from storage.released import Released

_HEADS = ("to_truong", "to_pho")


def tell_teams(db: Connection, own: Checkin, teams: Sequence[Checkin], now: float) -> None:
    """Once a month, by day, with what else waits; a team that has told nothing hears nothing."""
    form, said = forms.get(db, own.form).form.of_team, released.of_month(db, own.block, own.month).get(vi.WISH)
    done = [one for one in teams if one.is_done]
    told, before = checkins.answers_of(db, [one.id for one in done]), checkins.before_of(db, [one.unit for one in done], month(own.month))
    texts = {one.id: _text(form, one, told.get(one.id, {}), before.get(one.unit, {}), said) for one in done}
    whom = _listeners(db, done, now)
    heard = [(person, one.id) for one in done for person in whom.get(one.unit, ())]
    notices.notify_all(db, [(p, Notice("checkin", texts[row], f"month given back:{row}:{p}", urgency="day")) for p, row in heard], now)


def _listeners(db: Connection, teams: Sequence[Checkin], now: float) -> dict[int, list[int]]:
    """The people of each unit who hear of it: its heads, or whoever stands in for them; the whole team where it has none.

    Of one that is no more the heads of what came after it, below which it lies.
    """
    members: dict[int, dict[int, None]] = {}
    for person, unit in unit_stakes.heads(db, [one.unit for one in teams], sorted(TEAM_ROLES), now):
        members.setdefault(unit, {})[person] = None
    held = roles.of(db, {person for people in members.values() for person in people}, now)
    away = {role.acting_for for of_one in held.values() for role in of_one}
    found = {}
    for unit, people in members.items():
        heads = [p for p in people if any(role.unit == unit and role.key in _HEADS for role in held.get(p, ()))]
        found[unit] = [p for p in heads if p not in away] or heads or list(people)
    ended = (one for one in teams if one.unit not in found)
    return found | {one.unit: [p.id for p in roles.holding(db, _HEADS, one.path, now)] for one in ended}


def _text(form: Form, one: Checkin, told: Mapping[str, Any], before: Mapping[str, int], said: Released | None) -> str:
    return vi.given_back(one.unit_title, month(one.month), _figures(form, told, before), str(told.get(vi.WISH) or ""), answer(one, said))


def _figures(form: Form, told: Mapping[str, Any], before: Mapping[str, int]) -> list[str]:
    """The numbers that are more than none, each with last month's where there was one."""
    numbers = [f for f in form.asked if f.kind is Kind.NUMBER and told.get(f.key)]
    return [vi.beside(f.said.format(shown(f, told[f.key])), shown(f, before[f.key]) if f.key in before else "") for f in numbers]


def answer(one: Checkin, said: Released | None) -> str:
    """What became of a team's wish; ``said``: None where nobody has chosen from what teams wrote."""
    if said is None:
        return vi.NOT_ANSWERED
    if one.unit in said.replies:
        return vi.answered(said.replies[one.unit])
    return vi.PASSED_ON if one.unit in said.taken else vi.NOTED
