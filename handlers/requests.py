"""Letting people in who need a yes: who is asked, what becomes of the answer, and codes that somebody makes in the chat."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from bot.domain.periods import end_of_day, local
from bot.domain.roles import TEAM_ROLES, Person, may_give, may_give_all
from bot.jobs import Job, JobKind, Moment
from bot.story import Action, Here, Invalid, Reply, Said
from bot.talk import Notice, Outgoing
from handlers import arriving, cases_which, codes, deciding
from handlers.deciding import Opened
from messages_vi import common
from messages_vi import joining as joining_vi
from messages_vi import requests as vi
from storage import audit, expected, invitations, notices, outbox, pairings, people, requests, roles, units
from storage.expected import Known
from storage.requests import Giver, Request
from storage.units import Unit

DAY = 86400.0
PATIENCE, MOST_PATIENCE, KEEP = 2 * DAY, 30 * DAY, 90 * DAY  # until others are asked too; until it lapses; until its chat is forgotten
CODE_LASTS = 7  # days, to the end of the last
ASKED_FIRST = ("to_truong", "to_pho", "truong_khoi", "pho_truong_khoi", "thu_ky")  # before others of the same unit who may say yes too


# asking --------------------------------------------------------------------------------------------------------------
def can_be_asked(here: Here, opens: Opened) -> None:
    """Invalid when nobody but the speaker is there to say yes."""
    me = here.who.person.id if here.who.person else 0
    if all(g.person == me for g in deciding.able(here.db, opens.roles, opens.known, here.now)):
        raise Invalid(vi.NOBODY)


def ask(here: Here, person: int, unit: Unit, key: str, invitation: int | None = None) -> bool:
    """Whoever is to decide hears of it; False when the same waits already."""
    number = requests.ask(here.db, person, unit.id, key, here.who.peer, here.now, invitation)
    if number is not None:
        put(here.db, number, here.now)
    return number is not None


def put(db: Connection, number: int, now: float, *, at_once: bool = True) -> None:
    """To those next in line who have not been asked: the inviter, else the nearest who may say yes."""
    q = requests.unscoped(db, number)
    if q is None or q.state != "waiting":
        return
    asked = set(notices.told(db, f"request:{number}:"))
    may = [g for g in deciding.deciders(db, q, now) if g.person not in asked]
    for one in _next([g for g in may if g.person == q.inviter and not g.away] or may):
        choices = vi.is_it_them(number) if q.invitation else vi.let_them_in(number)
        told = Notice("request", _question(db, q, one, now), f"request:{number}:{one}", choices, str(number), urgency="now" if at_once else "morning")
        notices.notify(db, one, told, now)


def _next(may: Sequence[Giver]) -> list[int]:
    """The nearest; of them those who are there, and of those the heads first."""
    nearest = [g for g in may if g.path == may[0].path]
    there = [g for g in nearest if not g.away] or nearest
    return list(dict.fromkeys(g.person for g in [g for g in there if g.key in ASKED_FIRST] or there))


def _question(db: Connection, q: Request, whom: int, now: float) -> str:
    channel = joining_vi.called(q.peer.channel) if q.peer else ""
    role = _role(db, q)
    if q.bound is not None:
        known = expected.find(db, q.bound, now)
        whose, in_use = (known.name, known.joined) if known else ("", False)
        return vi.to_inviter_again(q.id, q.name, channel, whose, own=whom == q.inviter, in_use=in_use)
    if q.invitation is not None:
        return vi.to_inviter(q.id, q.name, channel, role, own=whom == q.inviter)
    return vi.to_head(q.id, q.name, channel, role)


def asked(here: Here, number: str) -> str:
    """The question of this number, as the speaker has read it; "" when it does not wait for them."""
    who = here.who.person
    q = requests.by_id(here.db, who, int(number)) if who and number.isdecimal() else None
    waits = q is not None and who is not None and q.state == "waiting" and _may_answer(here.db, who, q, here.now)
    return _question(here.db, q, who.id, here.now) if q and who and waits else ""


def _role(db: Connection, q: Request) -> str:
    return joining_vi.as_role(q.role, units.get(db, q.unit).title)


# answering -----------------------------------------------------------------------------------------------------------
def _on_request(do: Callable[[Here, Person, Request], Reply]) -> Action:
    """An action on the request of this number. The right is asked now: who lost it hears so, and others are asked in their place.

    Whether somebody is the one who was invited, only those can say who were asked.
    """

    def action(here: Here, on: str, _said: Said) -> Reply:
        who, number = here.who.person, int(on) if on.isdecimal() else 0
        asked = who is not None and who.id in notices.told(here.db, f"request:{number}:")
        q = requests.by_id(here.db, who, number) if who else None
        if who is None or q is None or not _may_answer(here.db, who, q, here.now):
            if asked:
                put(here.db, number, here.now)
            return Reply(vi.NOT_YOURS if asked else vi.no_such(on))
        if q.invitation is not None and not asked:
            return Reply(vi.no_such(on))
        return do(here, who, q) if q.state == "waiting" else _already(here, who, q)

    return action


def _may_answer(db: Connection, who: Person, q: Request, now: float) -> bool:
    return q.state != "waiting" or who.id in {g.person for g in deciding.deciders(db, q, now)}


def _already(here: Here, who: Person, q: Request) -> Reply:
    granted = q.state == "granted"
    if q.decided_by == who.id:
        return Reply(vi.own_already(q.id, granted=granted))
    by = people.find_all(here.db, {q.decided_by}, here.now).get(q.decided_by) if q.decided_by else None
    return Reply(vi.already(q.id, by.name if by else "", granted=granted))


def _decided(here: Here, who: Person, q: Request, to: str) -> bool:
    """False when somebody was faster; nobody else hears of it any more as of something open."""
    if not requests.decide(here.db, q.id, to, who.id, here.now):
        return False
    notices.withdraw(here.db, f"request:{q.id}:")
    audit.note(here.db, who.id, "changed request", f"request:{q.id}", q.unit, here.now)
    return True


def _grant(here: Here, who: Person, q: Request) -> Reply:
    why = _hindrance(here, q)
    if not _decided(here, who, q, "refused" if why else "granted"):
        return _again(here, who, q)
    if not why:
        return _grant_to(here, q, q.bound) if q.bound is not None else _let_in(here, who, q)
    if why != vi.NO_MORE:
        _turn_away(here.db, q, here.now, vi.REFUSED)
    return Reply(why)


def _hindrance(here: Here, q: Request) -> str:
    """Why a yes comes too late; "" when it does not."""
    if q.peer is None or not people.linked(here.db, q.person):
        return vi.NO_MORE
    if q.bound is None:
        return "" if len(units.heirs(here.db, q.unit)) == 1 else vi.SPLIT
    if expected.find(here.db, q.bound, here.now) is None:
        return vi.ROLES_OVER
    return vi.somebody_by_now(q.name) if requests.holds_own(here.db, q.person) else ""


def _let_in(here: Here, who: Person, q: Request) -> Reply:
    (at,) = units.heirs(here.db, q.unit)
    if (known := _whom_the_roster_means(here, who, q, at.id)) is not None:
        return _grant_to(here, q, known.person)
    if (given := roles.give(here.db, q.person, at.id, q.role, here.now, by=who.id)) is not None:
        audit.note(here.db, who.id, "gave role", f"role:{given}", at.id, here.now)
    text = f"{joining_vi.joined(q.role, at.title)}\n{arriving.welcome([q.role])}"
    notices.notify(here.db, q.person, Notice("request", text, f"granted:{q.id}"), here.now)
    return Reply(vi.let_in(q.name, joining_vi.as_role(q.role, at.title)))


def _whom_the_roster_means(here: Here, who: Person, q: Request, unit: int) -> Known | None:
    """Somebody expected in this very role under this very name is the one who came, if it can be no other.

    Never when they hold a role that ``who`` may not give: a yes to a member opens no more than that.
    """
    found = expected.by_name(here.db, q.name, unit, q.role, here.now) if q.invitation is None else []
    if len(found) != 1 or requests.belongs(here.db, q.person, q.id):
        return None
    known = expected.find(here.db, found[0].person, here.now)  # with all their roles
    held = roles.of(here.db, {found[0].person}, here.now).get(found[0].person, ())
    return known if may_give_all(who, held) else None


def _grant_to(here: Here, q: Request, person: int) -> Reply:
    """The chat is that of somebody whom we knew; the one they had on this channel is so no longer."""
    known = expected.find(here.db, person, here.now)
    assert known is not None
    assert q.peer is not None
    parted = arriving.becomes(here, q.person, known)
    text = arriving.greeting(here.db, known, q.peer, parted=parted)
    audit.note(here.db, here.who.person.id if here.who.person else None, "changed person", f"person:{person}", known.roles[0][1], here.now)
    notices.notify(here.db, person, Notice("request", text, f"granted:{q.id}"), here.now)
    if known.joined:
        return Reply(vi.moved(known.name, joining_vi.called(q.peer.channel)))
    return Reply(vi.let_in(known.name, ", ".join(joining_vi.as_role(key, units.get(here.db, unit).title) for key, unit in known.roles)))


def _refuse(here: Here, who: Person, q: Request) -> Reply:
    if not _decided(here, who, q, "refused"):
        return _again(here, who, q)
    if q.invitation is not None:
        invitations.revoke(here.db, None, q.invitation, here.now)
    if _turn_away(here.db, q, here.now, vi.REFUSED):
        return Reply(vi.turned_away(q.name, code=q.invitation is not None))
    return Reply(vi.turned_away_member(q.name))


def _again(here: Here, who: Person, q: Request) -> Reply:
    """Somebody else was faster by a hair."""
    return _already(here, who, requests.by_id(here.db, who, q.id) or q)


def _turn_away(db: Connection, q: Request, now: float, why: str) -> bool:
    """Told; and whoever has nothing else here leaves nothing behind. False: they belong here otherwise."""
    if requests.belongs(db, q.person, q.id):
        notices.notify(db, q.person, Notice("request", vi.REFUSED_MEMBER, f"refused:{q.id}"), now)
        return False
    chats = people.linked(db, q.person)
    for chat in chats:
        pairings.part(db, chat, now)
    requests.turn_away(db, q.person, now)
    text = common.spoken_to(why, common.DEFAULT_ADDRESS)
    outbox.post(db, [(f"refused:{q.id}:{n}", "request", Outgoing(chat, text)) for n, chat in enumerate(chats)], 0.0)
    return True


# codes made in the chat ------------------------------------------------------------------------------------------------
def invite(here: Here, unit: Unit, key: str, uses: int = 1) -> str:
    """A code for this role in this unit; Invalid when the speaker may not give it."""
    who = here.who.person
    if who is None or not may_give(who, key, unit.path):
        raise Invalid(vi.NOT_YOURS)
    audit.note(here.db, who.id, "made code", f"unit:{unit.id}", unit.id, here.now)
    return invitations.make(here.db, unit.id, key, uses, end_of_day(here.now, CODE_LASTS), by=who.id, now=here.now)


def invite_again(here: Here, person_id: int) -> str:
    """A code for one person alone, expected or with a new phone; the ones made before hold no more.

    Invalid when the speaker may not give every role that the code would open.
    """
    who, known = here.who.person, expected.find(here.db, person_id, here.now)
    if who is None or known is None:
        raise Invalid(vi.NOT_YOURS)
    held = roles.of(here.db, {person_id}, here.now).get(person_id, ())
    if not may_give_all(who, held):
        raise Invalid(vi.HOLDS_MORE)
    invitations.revoke_those_of(here.db, person_id, here.now)
    audit.note(here.db, who.id, "made code", f"person:{person_id}", held[0].unit, here.now)
    own = next((r for r in held if r.key not in TEAM_ROLES), held[0])
    return invitations.make(here.db, own.unit, own.key, 1, end_of_day(here.now, CODE_LASTS), by=who.id, person=person_id, now=here.now)


# while they wait -------------------------------------------------------------------------------------------------------
def once_in(action: Action) -> Action:
    """For somebody without any role: first they have to be let in, unless they bring a code."""

    def guarded(here: Here, on: str, said: Said) -> Reply:
        who = here.who.person
        waits = who is not None and not who.roles and len(codes.digits(said)) != 8 and requests.waiting_of(here.db, who.id)
        return Reply(vi.WAITING) if waits else action(here, on, said)

    return guarded


def which_number(here: Here, verb: str, said: Said) -> Reply:
    """A verb without a number never acts on an older list."""
    return Reply(vi.which_number(verb)) if verb in VERBS else cases_which.which_number(here, verb, said)


VERBS: dict[str, Action] = {
    vi.LETS_IN: _on_request(_grant),
    vi.TURNS_AWAY: _on_request(_refuse),
    "chovao": _on_request(_grant),
    "tuchoi": _on_request(_refuse),
}


# what the clock does -----------------------------------------------------------------------------------------------------
def _plan(_db: Connection, at: Moment) -> Sequence[Job]:
    return [Job("requests", at.now, f"requests:{local(at.now):%Y-%m-%d}")]


def _look_after(db: Connection, at: Moment, _job: Job) -> bool:
    """Those next in line are asked too, day by day; what nobody answers for a month lapses. Of what ended by itself its person hears."""
    for number in requests.waiting_since(db, at.now - PATIENCE):
        q = requests.unscoped(db, number)
        if q is None or q.asked_at > at.now - MOST_PATIENCE:
            put(db, number, at.now, at_once=False)
        elif requests.decide(db, number, "refused", None, at.now):
            notices.withdraw(db, f"request:{number}:")
            _turn_away(db, q, at.now, vi.LAPSED)
    for number in requests.ended_unsaid(db):
        if (q := requests.unscoped(db, number)) is not None:
            notices.withdraw(db, f"request:{number}:")
            _turn_away(db, q, at.now, vi.REFUSED)
    requests.forget(db, at.now - KEEP)
    return True


JOBS = (JobKind("requests", late=DAY, plan=_plan, run=_look_after),)
