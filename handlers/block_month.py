"""The block's month: how far it is, and the steps from asking to the report that is sent up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from bot.domain.months import Month, month
from bot.domain.roles import Person, Right, may, scope
from bot.story import Begin, Here, Reply, Said
from bot.talk import Choice, Notice
from handlers import block_returned
from messages_vi import block_month as vi
from messages_vi import checkin as checkin_vi
from storage import audit, checkins, episodes, forms, month_steps, notices, released, roles, units
from storage.checkins import Checkin
from storage.month_steps import APPROVED, CLOSED, RETURNED, SENT, Step

COMMAND = vi.BOARD.value
WRITING = ("", CLOSED, RETURNED)  # while a block may still change what it says
MOST_LISTED = 3  # hamlets that can be entered for from here
WRITERS = ("thu_ky", "truong_khoi", "pho_truong_khoi")


@dataclass(frozen=True)
class Stands:
    """Where a block's month stands. ``words``: questions of which the teams' words are not released."""

    own: Checkin
    teams: list[Checkin]
    steps: list[Step]
    words: int

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


def own_months(here: Here, on: str) -> list[Checkin]:
    """The newest month of each block the one who speaks works in; or the one that a choice names, if it is theirs: ``month:17``."""
    who = here.who.person
    if on and who:
        one = checkins.find(here.db, int(row)) if (row := on.rpartition(":")[2]).isdecimal() else None
        return [one] if one and one.is_of_block and may(who, Right.HANDLE, one.path) else []
    places = [int(path.rstrip("/").rpartition("/")[2]) for path in (scope(who, Right.HANDLE) if who else ())]
    return [one for place in places if (one := checkins.last_of(here.db, place)) and one.is_of_block]


def stands(db: Connection, own: Checkin) -> Stands:
    teams = checkins.of_block(db, own.block, own.month)
    done, asked = released.of_month(db, own.block, own.month), forms.get(db, own.form).form.of_team.in_words
    open_ = [f for f in asked if f.key not in done and released.told(db, own.block, own.month, f.key)]
    return Stands(own, teams, month_steps.steps(db, own.block, own.month), len(open_))


# where it stands -----------------------------------------------------------------------------------------------------
def board(here: Here, on: str, _said: Said) -> Reply:
    """ "tháng của khối"; several blocks are asked for."""
    own = own_months(here, on)
    if len(own) > 1:
        return Reply(vi.WHICH_BLOCK, tuple(Choice(f"{COMMAND}:month:{one.id}", one.unit_title) for one in own))
    return shown(here, own[0]) if own else Reply(vi.NO_MONTH)


def shown(here: Here, own: Checkin, before: str = "") -> Reply:
    it = stands(here.db, own)
    reason = it.steps[-1].reason if it.steps else ""
    told = vi.board(
        own.unit_title, it.month, it.state, it.sent, len(it.teams), [one.unit_title for one in it.missing], own.is_done, it.words,
        checkin_vi.due_on(date.fromisoformat(own.due_day)), reason, _changed(here.db, it),
    )  # fmt: skip
    return Reply(f"{before}\n{told}" if before else told, _choices(here.who.person, it), f"month:{own.id}")


def _changed(db: Connection, it: Stands) -> int:
    approved = [s.at for s in it.steps if s.state == APPROVED]
    return month_steps.changed_since(db, it.own.block, it.own.month, approved[-1]) if approved and it.state in (APPROVED, SENT) else 0


def _choices(who: Person | None, it: Stands) -> tuple[Choice, ...]:
    """What can be done next, by this person."""
    assert who is not None
    writes, path = it.state in WRITING, it.own.path
    offered = (
        (vi.PUT_RIGHT if it.own.is_done else vi.ENTER, writes),
        (vi.WORDS, writes and it.words > 0),
        (vi.CLOSE, it.state == "" and may(who, Right.CLOSE_MONTH, path)),
        (vi.PAPER, True),
        (vi.TABLES, True),
        (vi.APPROVE, it.state in (CLOSED, RETURNED) and may(who, Right.APPROVE_MONTH, path)),
        (vi.SEND, it.state == APPROVED and may(who, Right.APPROVE_MONTH, path)),
    )
    entering = tuple(Choice(f"baothang:month:{one.id}", checkin_vi.enter_for(one.unit_title)) for one in it.missing[:MOST_LISTED])
    return (*(choice for choice, now in offered if now), *(entering if it.state == "" else ()))


def enter(here: Here, on: str, _said: Said) -> Reply:
    """The block's own numbers; once they are there, putting them right."""
    own = own_months(here, on)
    if not own:
        return Reply(vi.NO_MONTH)
    if stands(here.db, own[0]).state not in WRITING:
        return shown(here, own[0])
    return Reply(begin=Begin("suabaothang" if own[0].is_done else "baothang", str(own[0].id)))


# the steps -----------------------------------------------------------------------------------------------------------
def close(here: Here, on: str, _said: Said) -> Reply:
    """ "chốt tháng"; shown first, done with a yes."""
    it, no = _may(here, on, Right.CLOSE_MONTH, vi.NOT_YOURS_TO_CLOSE)
    if it is None:
        return no
    if it.state != "":
        return Reply(vi.closed_already(it.month))
    yes = f"{vi.CLOSE.value}:yes:{it.sent}:{it.own.id}"
    if not _agreed(here, on, yes):
        return _asks(vi.really_close(it.month, it.sent, len(it.teams)), yes, vi.CLOSE, it.own)
    month_steps.close(here.db, it.own.block, it.own.month, _id(here), here.now)
    _noted(here, "closed month", it.own)
    return shown(here, it.own, vi.closed(it.month))


def approve(here: Here, on: str, _said: Said) -> Reply:
    """ "duyệt báo cáo": what the block says is final; the teams hear what came of theirs."""
    it, no = _may(here, on, Right.APPROVE_MONTH, vi.NOT_YOURS)
    if it is None:
        return no
    if it.state == "":
        return Reply(vi.close_first(it.month), (vi.CLOSE,), f"month:{it.own.id}")
    if it.state == SENT or (it.state == APPROVED and not _changed(here.db, it)):
        return Reply(vi.already(it.month, it.state))
    yes = f"{vi.APPROVE.value}:yes:{len(it.steps)}:{it.own.id}"
    if not _agreed(here, on, yes):
        return _asks(vi.really_approve(it.month, vi.left(it.own.is_done, it.words)), yes, vi.APPROVE, it.own)
    month_steps.step(here.db, it.own.block, it.own.month, APPROVED, _id(here), here.now)
    _noted(here, "approved month", it.own)
    block_returned.tell_teams(here.db, it.own, it.teams, here.now)
    return shown(here, it.own, vi.approved(it.month))


def send_up(here: Here, on: str, _said: Said) -> Reply:
    """ "gửi báo cáo lên": who receives months above can read it."""
    it, no = _may(here, on, Right.APPROVE_MONTH, vi.NOT_YOURS)
    if it is None:
        return no
    if it.state != APPROVED:
        return Reply(vi.already(it.month, it.state) if it.state == SENT else vi.approve_first(it.month))
    above = units.get(here.db, int(it.own.path.rstrip("/").split("/")[-2])).title
    yes = f"{vi.SEND.value}:yes:{len(it.steps)}:{it.own.id}"
    if not _agreed(here, on, yes):
        return _asks(vi.really_send(it.month, above), yes, vi.SEND, it.own)
    month_steps.step(here.db, it.own.block, it.own.month, SENT, _id(here), here.now)
    _noted(here, "sent month", it.own)
    _tell_above(here, it)
    return Reply(vi.sent_up(it.month, above))


def _may(here: Here, on: str, right: Right, refusal: str) -> tuple[Stands | None, Reply]:
    """The month that is meant, with nobody else taking a step of it now; or why not."""
    own, who = own_months(here, on), here.who.person
    if not own or who is None:
        return None, Reply(vi.NO_MONTH)
    if len(own) > 1:
        return None, board(here, "", Said())
    if not may(who, right, own[0].path):
        return None, Reply(refusal)
    month_steps.hold(here.db, own[0].block, own[0].month)
    now = checkins.find(here.db, own[0].id)
    assert now is not None
    return stands(here.db, now), Reply()


def _agreed(here: Here, on: str, yes: str) -> bool:
    """Whether this is the yes to what would be done now; or the same order typed once more behind that question."""
    if on.startswith("yes:"):
        return yes.partition(":")[2] == on
    return not on and episodes.last_list(here.db, here.who.peer)[:1] == [yes]


def _asks(text: str, yes: str, do: Choice, own: Checkin) -> Reply:
    return Reply(text, vi.yes_or_no(yes, do, f"{COMMAND}:month:{own.id}"))


def _id(here: Here) -> int:
    assert here.who.person is not None
    return here.who.person.id


def _noted(here: Here, what: str, own: Checkin) -> None:
    audit.note(here.db, _id(here), what, f"month:{own.month}", own.block, here.now)


def _tell_above(here: Here, it: Stands) -> None:
    told = Notice("checkin", vi.came_up(it.own.unit_title, it.month), "", urgency="morning", merge_key="months sent up")
    once = f"month sent:{it.own.id}:{len(it.steps)}"
    above = roles.with_right(here.db, Right.RECEIVE_MONTH, it.own.path, here.now)
    notices.notify_all(here.db, [(p.id, replace(told, once=f"{once}:{p.id}")) for p in above], here.now)


def tell_writers(db: Connection, own: Checkin, text: str, what: str, now: float, keys: tuple[str, ...] = WRITERS) -> None:
    """Those of the block who write the report, by day."""
    told = Notice("checkin", text, "", (vi.BOARD,), f"month:{own.id}", urgency="day")
    whom = roles.holding(db, keys, own.path, now) or roles.holding(db, WRITERS, own.path, now)
    notices.notify_all(db, [(p.id, replace(told, once=f"month {what}:{own.id}:{p.id}")) for p in whom], now)


VERBS = {
    COMMAND: board, vi.ENTER.value: enter, vi.PUT_RIGHT.value: enter, vi.CLOSE.value: close, vi.APPROVE.value: approve, vi.SEND.value: send_up,
}  # fmt: skip
