"""Months as the levels above see them: which blocks have sent theirs up, and returning one to be mended."""

from __future__ import annotations

from collections import Counter

from bot.domain.months import month
from bot.domain.roles import Right, may, scope
from bot.domain.vietnamese import fold
from bot.readers import line
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft
from handlers import block_month
from messages_vi import block_month as vi
from storage import audit, checkins, month_steps, units
from storage.checkins import Checkin
from storage.month_steps import RETURNED, SENT

COMMAND, RETURN = "thangcackhoi", vi.RETURN.value
MOST_LISTED = 6


def board(here: Here, on: str, said: Said) -> Reply:
    """How far the blocks are of the newest month; one of them by a choice (``month:17``) or by its name."""
    who = here.who.person
    places = scope(who, Right.RECEIVE_MONTH) if who else ()
    if on:
        own = received(here, on)
        return _one(here, own) if own else Reply(vi.NO_MONTH)
    months = {own.id: own for path in places for own in checkins.newest_of_blocks(here.db, path)}
    if said.text.strip():
        return _named(here, list(months.values()), said.text)
    return _all(here, list(months.values()), places[0]) if months else Reply(vi.NO_MONTH)


def received(here: Here, on: str) -> Checkin | None:
    row, who = on.rpartition(":")[2], here.who.person
    own = checkins.find(here.db, int(row)) if row.isdecimal() else None
    return own if own and who and own.is_of_block and may(who, Right.RECEIVE_MONTH, own.path) else None


def _all(here: Here, months: list[Checkin], path: str) -> Reply:
    of, place = months[0].month, units.get(here.db, int(path.rstrip("/").rpartition("/")[2])).title
    states = month_steps.states(here.db, [own.block for own in months], of)
    counted, teams = Counter(states.get(own.block, "") for own in months), checkins.of_month(here.db, path, of)
    behind = [own.unit_title for own in months if states.get(own.block, "") != SENT]
    counts = [(state, counted[state]) for state in (SENT, month_steps.APPROVED, month_steps.CLOSED, "", RETURNED)]
    text = vi.above(place, month(of), counts, (sum(one.is_done for one in teams), len(teams)), behind)
    sent = [own for own in months if states.get(own.block) == SENT]
    return Reply(text, tuple(Choice(f"{COMMAND}:month:{own.id}", vi.see_block(own.unit_title)) for own in sent[:MOST_LISTED]))


def _named(here: Here, months: list[Checkin], typed: str) -> Reply:
    """By its name, or part of it; of several alike one is chosen."""
    wanted = fold(typed.strip())
    fits = [own for own in months if fold(own.unit_title).endswith(wanted)] or [own for own in months if wanted in fold(own.unit_title)]
    if len(fits) == 1:
        return _one(here, fits[0])
    if not fits:
        return Reply(vi.no_such_block(typed.strip()))
    return Reply(vi.WHICH_BLOCK, tuple(Choice(f"{COMMAND}:month:{own.id}", vi.see_block(own.unit_title)) for own in fits[:MOST_LISTED]))


def _one(here: Here, own: Checkin) -> Reply:
    it = block_month.stands(here.db, own)
    text = vi.one_block(own.unit_title, it.month, it.state, it.steps[-1].at if it.steps else None, it.sent, len(it.teams))
    return Reply(text, (vi.PAPER, vi.TABLES, vi.RETURN) if it.state == SENT else (), f"month:{own.id}")


# returning one -------------------------------------------------------------------------------------------------------
def give_back(here: Here, on: str, _said: Said) -> Reply:
    """Asks why."""
    own = received(here, on)
    if own is None:
        return Reply(vi.NOT_ABOVE) if on else board(here, "", Said())
    if block_month.stands(here.db, own).state != SENT:
        return Reply(vi.not_up(own.unit_title, month(own.month)))
    return Reply(begin=Begin(RETURN, str(own.id)))


def tell(ask: Ask, _here: None) -> str:
    return ask("why", vi.WHY, line(vi.WHY_SHORT))


def finish(here: Here, draft: Draft, why: str) -> Reply:
    own, who = received(here, draft.about), here.who.person
    if own is None or who is None:
        raise Invalid(vi.NOT_ABOVE)
    month_steps.hold(here.db, own.block, own.month)
    it = block_month.stands(here.db, own)
    if it.state != SENT:
        return Reply(vi.not_up(own.unit_title, it.month))
    month_steps.step(here.db, own.block, own.month, RETURNED, who.id, here.now, why)
    audit.note(here.db, who.id, "returned month", f"month:{own.month}", own.block, here.now)
    text = vi.returned(own.unit_title, it.month, who.name, why)
    block_month.tell_writers(here.db, own, text, f"returned {len(it.steps)}", here.now)
    return Reply(vi.really_returned(own.unit_title, it.month))


STORY: Story[None, str] = Story(
    RETURN, vi.TITLE_RETURN, lambda _here, _draft: None, tell, finish, draft=lambda who, about: f"{RETURN}:{about}:{who.person and who.person.id}"
)
VERBS = {COMMAND: board, RETURN: give_back}
