"""The block's month: how far it is, and the steps from asking to the report that is sent up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from bot.domain.months import Month, month
from bot.domain.roles import Person, Right, may, scope
from bot.domain.units import unit_at
from bot.meaning import ASKS_YES
from bot.story import Begin, Here, Reply, Said
from bot.talk import Choice, Notice
from handlers import block_returned
from handlers.block_report import kept_report
from messages_vi import block_entering as entering_vi
from messages_vi import block_month as vi
from messages_vi import checkin as checkin_vi
from storage import audit, checkins, episodes, forms, month_steps, notices, released, roles, units
from storage.checkins import Checkin
from storage.month_steps import APPROVED, CLOSED, RETURNED, SENT, Step

COMMAND = vi.BOARD.value
WRITING = ("", CLOSED, RETURNED)  # while a block may still change what it says
REMEMBERED = 1800.0  # seconds
MONTHS_BACK = 6  # in which one that is not finished is still offered
WRITERS = ("thu_ky", "truong_khoi", "pho_truong_khoi")


@dataclass(frozen=True)
class Stands:
    """Where a block's month stands. ``words``: questions of which the teams' words are not released; ``changed``: since it was approved."""

    own: Checkin
    teams: list[Checkin]
    steps: list[Step]
    words: int
    changes: int

    @property
    def month(self) -> Month:
        return month(self.own.month)

    @property
    def state(self) -> str:
        return self.steps[-1].state if self.steps else ""

    @property
    def missing(self) -> list[Checkin]:
        return [one for one in self.teams if not one.is_done]

    @property
    def sent(self) -> int:
        return len(self.teams) - len(self.missing)

    @property
    def changed(self) -> int:
        """Answers and corrections that came behind the approval, while that holds."""
        approved = [s.changes for s in self.steps if s.state == APPROVED]
        return self.changes - approved[-1] if approved and self.state in (APPROVED, SENT) else 0

    @property
    def can_be_approved(self) -> bool:
        return self.state in (CLOSED, RETURNED) or self.changed > 0


def stands(db: Connection, own: Checkin) -> Stands:
    of = own.block, own.month
    open_ = released.unseen(db, *of, [f.key for f in forms.get(db, own.form).form.of_team.in_words])
    return Stands(own, checkins.of_block(db, *of), month_steps.steps(db, *of), len(open_), month_steps.changes(db, *of))


# which month ---------------------------------------------------------------------------------------------------------
def own_months(here: Here, on: str) -> list[Checkin]:
    """The newest month of each block the one who speaks works in; or the one that a choice names, if it is theirs: ``month:17``."""
    who = here.who.person
    if on and who:
        one = checkins.find(here.db, int(row)) if (row := on.rpartition(":")[2]).isdecimal() else None
        return [one] if one and one.is_of_block and may(who, Right.HANDLE, one.path) else []
    places = [unit_at(path) for path in (scope(who, Right.HANDLE) if who else ())]
    return [one for place in places if (one := checkins.last_of(here.db, place)) and one.is_of_block]


def unfinished(here: Here) -> list[Stands]:
    """The newest month of each of one's blocks, and those before it that have not gone up."""
    found = []
    for newest in own_months(here, ""):
        months = [stands(here.db, one) for one in checkins.recent(here.db, newest.unit, MONTHS_BACK) if one.is_of_block]
        found += [it for n, it in enumerate(months) if n == 0 or it.state in (APPROVED, RETURNED) or (n == 1 and it.state == CLOSED)]
    return found


def meant(here: Here, on: str, verb: str, *states: str) -> tuple[Stands | None, Reply]:
    """The month that is meant: which a choice names, else the one of the unfinished ones that is so far. Several are asked about."""
    if on:
        own = own_months(here, on)
        return (stands(here.db, own[0]), Reply()) if own else (None, nobodys(here))
    found = unfinished(here)
    if looked := [it for it in found if it.own.id == _looked_at(here)]:
        return looked[0], Reply()
    fitting = [it for it in found if it.state in states or (verb == vi.APPROVE.value and it.can_be_approved)]
    fitting = fitting or (found if not states or len(found) == 1 else found[:1])
    if len(fitting) > 1:
        named = tuple(Choice(f"{verb}:month:{it.own.id}", vi.called(it.own.unit_title, it.month)) for it in fitting)
        return None, Reply(vi.WHICH_MONTH, named)
    return (fitting[0], Reply()) if fitting else (None, nobodys(here))


def _looked_at(here: Here) -> int | None:
    """The month that the list which was the last thing said here is about."""
    rows = {value.rpartition(":month:")[2] for value in _last_list(here) if ":month:" in value}
    row = rows.pop() if len(rows) == 1 else ""
    return int(row) if row.isdecimal() else None


def nobodys(here: Here) -> Reply:
    """To whom there is no month of a block."""
    who = here.who.person
    return Reply(vi.NO_MONTH if who and scope(who, Right.HANDLE) else vi.NOT_OF_A_BLOCK)


# where it stands -----------------------------------------------------------------------------------------------------
def board(here: Here, on: str, _said: Said) -> Reply:
    """ "tháng của khối"; of several that are not finished one is chosen."""
    it, no = meant(here, on, COMMAND)
    return _shown(here, it) if it else no


def shown(here: Here, own: Checkin, before: str = "") -> Reply:
    return _shown(here, stands(here.db, own), before)


def _shown(here: Here, it: Stands, before: str = "") -> Reply:
    reason = it.steps[-1].reason if it.steps else ""
    told = vi.board(
        it.own.unit_title, it.month, it.state, it.sent, len(it.teams), [one.unit_title for one in it.missing], vi.left(it.own.is_done, it.words),
        checkin_vi.due_on(date.fromisoformat(it.own.due_day)), reason, it.changed,
    )  # fmt: skip
    return Reply(f"{before}\n{told}" if before else told, _choices(here.who.person, it), f"month:{it.own.id}")


def _choices(who: Person | None, it: Stands) -> tuple[Choice, ...]:
    """What can be done next, by this person, with this month."""
    if who is None:
        return ()
    writes, approves = it.state in WRITING, may(who, Right.APPROVE_MONTH, it.own.path)
    offered = (
        (vi.PUT_RIGHT if it.own.is_done else vi.ENTER, writes),
        (vi.WORDS, writes and it.words > 0),
        (vi.CLOSE, it.state == "" and may(who, Right.CLOSE_MONTH, it.own.path)),
        (vi.PAPER, True),
        (vi.TABLES, True),
        (vi.APPROVE, it.can_be_approved and approves),
        (vi.SEND, it.state == APPROVED and not it.changed and approves),
    )
    entering = (entering_vi.other_team(it.own.id),) if it.missing and writes else ()
    return (*(replace(choice, value=f"{choice.value}:month:{it.own.id}") for choice, now in offered if now), *entering)


def choices(here: Here, own: Checkin) -> tuple[Choice, ...]:
    """What can be done with a block's month next."""
    return _choices(here.who.person, stands(here.db, own))


def enter(here: Here, on: str, _said: Said) -> Reply:
    """The block's own numbers; once they are there, putting them right."""
    it, no = meant(here, on, vi.ENTER.value, *WRITING)
    if it is None or it.state not in WRITING:
        return _shown(here, it) if it else no
    return Reply(begin=Begin("suabaothang" if it.own.is_done else "baothang", str(it.own.id)))


def may_write(db: Connection, own: Checkin) -> bool:
    """Whether a block may still change its own numbers; nobody approves them meanwhile."""
    month_steps.hold(db, own.block, own.month)
    steps = month_steps.steps(db, own.block, own.month)
    return (steps[-1].state if steps else "") in WRITING


# the steps -----------------------------------------------------------------------------------------------------------
def close(here: Here, on: str, _said: Said) -> Reply:
    """ "chốt tháng"; shown first, done with a yes."""
    it, no = _to_do(here, on, vi.CLOSE, Right.CLOSE_MONTH, vi.NOT_YOURS_TO_CLOSE, "")
    if it is None:
        return no
    if it.state != "":
        return Reply(vi.closed_already(it.month))
    yes = f"{vi.CLOSE.value}:yes:{it.sent}:{it.own.id}"
    if not _agreed(here, on, yes):
        return _asks(here, on, vi.really_close(it.month, it.sent, len(it.teams)), yes, vi.CLOSE, it)
    month_steps.close(here.db, it.own.block, it.own.month, _id(here), here.now)
    return _done(here, it, "closed month", vi.closed(it.month, vi.left(it.own.is_done, it.words)))


def approve(here: Here, on: str, _said: Said) -> Reply:
    """ "duyệt báo cáo": what the block says is final; the teams hear what came of theirs."""
    it, no = _to_do(here, on, vi.APPROVE, Right.APPROVE_MONTH, vi.NOT_YOURS, CLOSED, RETURNED)
    if it is None:
        return no
    if it.state == "":
        return Reply(vi.close_first(it.month), (vi.CLOSE,), f"month:{it.own.id}")
    if not it.can_be_approved:
        return Reply(vi.already(it.month, it.state))
    yes = f"{vi.APPROVE.value}:yes:{len(it.steps)}:{it.changes}:{it.own.id}"
    if not _agreed(here, on, yes):
        return _asks(here, on, vi.really_approve(it.month, vi.left(it.own.is_done, it.words)), yes, vi.APPROVE, it)
    kept = kept_report(here.db, here.who.person, units.get(here.db, it.own.block), it.month, here.now)
    month_steps.step(here.db, it.own.block, it.own.month, APPROVED, _id(here), here.now, kept=kept)
    block_returned.tell_teams(here.db, it.own, it.teams, here.now)
    return _done(here, it, "approved month", vi.approved(it.month))


def send_up(here: Here, on: str, _said: Said) -> Reply:
    """ "gửi báo cáo lên": who receives months above can read it."""
    it, no = _to_do(here, on, vi.SEND, Right.APPROVE_MONTH, vi.NOT_YOURS, APPROVED)
    if it is None:
        return no
    if it.changed and it.state == APPROVED:
        return _shown(here, it, vi.approve_again(it.month))
    if it.state != APPROVED:
        return Reply(vi.already(it.month, it.state) if it.state == SENT else vi.approve_first(it.month))
    if it.own.path.count("/") < 3:
        return Reply(vi.NOBODY_ABOVE)
    above = units.get(here.db, unit_at(it.own.path.rstrip("/").rpartition("/")[0])).title
    yes = f"{vi.SEND.value}:yes:{len(it.steps)}:{it.own.id}"
    if not _agreed(here, on, yes):
        return _asks(here, on, vi.really_send(it.month, above), yes, vi.SEND, it)
    month_steps.step(here.db, it.own.block, it.own.month, SENT, _id(here), here.now)
    audit.note(here.db, _id(here), "sent month", f"month:{it.own.month}", it.own.block, here.now)
    _tell_above(here, it)
    return Reply(vi.sent_up(it.month, above))


def _to_do(here: Here, on: str, verb: Choice, right: Right, refusal: str, *states: str) -> tuple[Stands | None, Reply]:
    """The month that is meant, with nobody else taking a step of it now; or why not."""
    it, no = meant(here, on, verb.value, *states)
    if it is None or here.who.person is None:
        return None, no
    if not may(here.who.person, right, it.own.path):
        return None, Reply(refusal)
    month_steps.hold(here.db, it.own.block, it.own.month)
    now = checkins.find(here.db, it.own.id)
    assert now is not None
    return stands(here.db, now), Reply()


def _agreed(here: Here, on: str, yes: str) -> bool:
    """Whether this is the yes to what would be done now; or the same order typed once more behind that question."""
    if on.startswith("yes:"):
        return yes.partition(":")[2] == on
    return not on and _last_list(here)[:1] == [yes]


def _last_list(here: Here) -> list[str]:
    """What is before one's eyes: nobody remembers a list of last week."""
    return episodes.last_list(here.db, here.who.peer, here.now - REMEMBERED)


def _asks(here: Here, on: str, text: str, yes: str, do: Choice, it: Stands) -> Reply:
    """``on``: a yes to what was so before is told that it is no more."""
    told = f"{vi.changed_meanwhile(it.month)}\n{text}" if on.startswith("yes:") else text
    return Reply(told, vi.yes_or_no(yes, do, f"{COMMAND}:month:{it.own.id}"), ASKS_YES)


def _done(here: Here, it: Stands, what: str, told: str) -> Reply:
    audit.note(here.db, _id(here), what, f"month:{it.own.month}", it.own.block, here.now)
    return shown(here, it.own, told)


def _id(here: Here) -> int:
    assert here.who.person is not None
    return here.who.person.id


def _tell_above(here: Here, it: Stands) -> None:
    see = (Choice(vi.SEE_BLOCK, vi.see_block(it.own.unit_title)),)
    told = Notice("checkin", vi.came_up(it.own.unit_title, it.month), "", see, f"month:{it.own.id}", urgency="morning", merge_key="months sent up")
    above = roles.with_right(here.db, Right.RECEIVE_MONTH, it.own.path, here.now)
    once = f"month sent:{it.own.id}:{len(it.steps)}"
    notices.notify_all(here.db, [(p.id, replace(told, once=f"{once}:{p.id}")) for p in above], here.now)


def tell_writers(db: Connection, own: Checkin, text: str, what: str, now: float, keys: Sequence[str] = WRITERS) -> None:
    """Those of the block who write the report, by day."""
    told = Notice("checkin", text, "", (Choice(COMMAND, vi.see(month(own.month))),), f"month:{own.id}", urgency="day")
    whom = roles.holding(db, keys, own.path, now) or roles.holding(db, WRITERS, own.path, now)
    notices.notify_all(db, [(p.id, replace(told, once=f"month {what}:{own.id}:{p.id}")) for p in whom], now)


VERBS = {
    COMMAND: board, vi.ENTER.value: enter, vi.PUT_RIGHT.value: enter, vi.CLOSE.value: close, vi.APPROVE.value: approve, vi.SEND.value: send_up,
}  # fmt: skip
