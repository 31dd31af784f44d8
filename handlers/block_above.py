"""Months as the levels above see them: which blocks have sent theirs up, and returning one to be mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.domain.months import month
from bot.domain.roles import Right, may, scope
from bot.domain.units import unit_at
from bot.domain.vietnamese import fold
from bot.readers import line
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft
from handlers import block_month
from messages_vi import block_month as vi
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import audit, checkins, month_steps, units
from storage.checkins import Checkin
from storage.month_steps import APPROVED, CLOSED, RETURNED, SENT

COMMAND, RETURN = vi.SEE_BLOCK, vi.RETURN.value
MOST_LISTED = 6
MONTHS_BACK = 3
CHOICES = (vi.PAPER, vi.TABLES, vi.RETURN)  # what can be done with one that came up


def board(here: Here, on: str, said: Said) -> Reply:
    """How far the blocks are of the last months; one of them by a choice (``month:17``) or by its name."""
    who = here.who.person
    if on:
        own = received(here, on)
        return _one(here, own) if own else Reply(vi.NOT_ABOVE)
    places = scope(who, Right.RECEIVE_MONTH) if who else ()
    recent = {own.id: own for path in places for own in checkins.recent_of_blocks(here.db, path, MONTHS_BACK)}
    if not recent:
        return block_month.nobodys(here) if not places else Reply(vi.NO_MONTH)
    newest = {own.unit: own for own in reversed(recent.values())}  # of each block: one asks for its month earlier than another
    if said.text.strip():
        return _named(here, list(newest.values()), said.text)
    return _all(here, list(recent.values()), list(newest.values()), places[0])


def received(here: Here, on: str) -> Checkin | None:
    """The own row that a choice names, if it is below the one who speaks."""
    row, who = on.rpartition(":")[2], here.who.person
    own = checkins.find(here.db, int(row)) if row.isdecimal() else None
    return own if own and who and own.is_of_block and may(who, Right.RECEIVE_MONTH, own.path) else None


def _all(here: Here, recent: Sequence[Checkin], newest: Sequence[Checkin], path: str) -> Reply:
    """A line for each month that is some block's newest; what has come up of any month can be seen."""
    place = units.get(here.db, unit_at(path)).title
    states, lines = _states(here, recent), []
    for of in sorted({own.month for own in newest}, reverse=True):
        theirs = [own for own in newest if own.month == of]
        counted, teams = Counter(states[own.block, of] for own in theirs), checkins.of_month(here.db, path, of)
        behind = sorted(own.unit_title for own in theirs if states[own.block, of] != SENT)
        counts = [(state, counted[state]) for state in (SENT, APPROVED, CLOSED, "", RETURNED)]
        lines.append(vi.above(place, month(of), counts, (sum(one.is_done for one in teams), len(teams)), behind))
    sent = [own for own in recent if states[own.block, own.month] == SENT]
    named = tuple(Choice(f"{COMMAND}:month:{own.id}", vi.called(own.unit_title, month(own.month))) for own in sent[:MOST_LISTED])
    return Reply("\n".join([*lines, vi.HOW_TO_SEE_ONE]), named)


def _states(here: Here, months: Sequence[Checkin]) -> dict[tuple[int, str], str]:
    """Of each block and month."""
    found = {(own.block, own.month): "" for own in months}
    for of in {own.month for own in months}:
        known = month_steps.states(here.db, [own.block for own in months if own.month == of], of)
        found |= {(block, of): state for block, state in known.items()}
    return found


def _named(here: Here, months: Sequence[Checkin], typed: str) -> Reply:
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
    others = [one for one in checkins.recent(here.db, own.unit, MONTHS_BACK) if one.is_of_block and one.id != own.id]
    sent = [one for one in others if month_steps.states(here.db, [own.block], one.month).get(own.block) == SENT]
    earlier = tuple(Choice(f"{COMMAND}:month:{one.id}", vi.called(one.unit_title, month(one.month))) for one in sent)
    return Reply(text, (*(CHOICES if it.state == SENT else ()), *earlier), f"month:{own.id}")


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
    it, reason = block_month.stands(here.db, own), hide_names(why, PERSON)
    if it.state != SENT:
        return Reply(vi.not_up(own.unit_title, it.month))
    month_steps.step(here.db, own.block, own.month, RETURNED, who.id, here.now, reason)
    audit.note(here.db, who.id, "returned month", f"month:{own.month}", own.block, here.now)
    text = vi.returned(own.unit_title, it.month, who.name, reason)
    block_month.tell_writers(here.db, own, text, f"returned {len(it.steps)}", here.now)
    return Reply(vi.really_returned(own.unit_title, it.month))


STORY: Story[None, str] = Story(
    RETURN, vi.TITLE_RETURN, lambda _here, _draft: None, tell, finish, draft=lambda who, about: f"{RETURN}:{about}:{who.person and who.person.id}"
)
VERBS = {COMMAND: board, RETURN: give_back}
