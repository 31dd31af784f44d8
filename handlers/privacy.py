"""/xoa: which of three things is meant, to drop a draft, to take a case back, to leave; and what leaving does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from bot.domain.cases import ENDED
from bot.domain.roles import Person, from_commune_up
from bot.jobs import Job, JobKind, Moment
from bot.readers import one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Draft, Notice, Peer
from handlers import cases, cases_merging, cases_shared, corrections, own_data, report, rights
from handlers.handover import without_holder
from messages_vi import cases as cases_vi
from messages_vi import common
from messages_vi import on_behalf as on_behalf_vi
from messages_vi import privacy_rights as vi
from messages_vi.kinds import KINDS
from messages_vi.members import role_at
from storage import audit, case_life, erasure, handover, incidents, notices, rights_requests, roles, talks, units
from storage import own_data as store
from storage.case_life import Entry
from storage.incidents import Case
from storage.own_data import OwnRole

COMMAND, TAKE_BACK, LEAVE = "xoa", "rutviec", "xoaten"
_AGAIN = 60.0  # seconds
_ALL = frozenset({vi.DROP.value, vi.WITHDRAW.value, vi.LEAVE.value})  # what was offered may be gone when it is chosen


@dataclass(frozen=True)
class Facts:
    """What there is to drop, take back or leave behind."""

    draft: int = 0  # the row of the draft being written; 0: none
    cases: Mapping[str, Case] = field(default_factory=dict)  # those one may still take back, by number
    reported: int = 0  # cases in all
    answers_for: int = 0  # open cases of others
    roles: tuple[OwnRole, ...] = ()  # held now
    alone: tuple[OwnRole, ...] = ()  # of them, those whose unit would be left without its head


@dataclass(frozen=True)
class Meant:
    """What is to be done in the end; ``case``: its number as people say it."""

    what: str
    case: Case | None = None


def gather(here: Here, _draft: Draft) -> Facts:
    who = here.who.person
    if who is None:
        return Facts()
    reported = store.cases_of(here.db, who.id)
    held = tuple(r for r in store.roles_of(here.db, who.id) if r.holds(here.now))
    return Facts(
        store.draft_being_written(here.db, who.id, COMMAND) or 0,
        {n: c for n, c in _own(here.db, who).items() if c.status not in ENDED},
        len(reported),
        len(handover.held_cases(here.db, who.id)),
        held,
        tuple(r for r in held if not roles.may_be_ended(here.db, who, r.id, here.now)),
    )


def _own(db: Connection, who: Person) -> dict[str, Case]:
    """What they reported, by number; of several years' an open one, else the last, and each by its number with the year."""
    told = sorted(incidents.reported_by(db, who), key=lambda c: (c.status not in ENDED, c.id))
    return {f"{c.number}/{c.year}": c for c in told} | {str(c.number): c for c in told}


# telling -----------------------------------------------------------------------------------------------------------------
def tell(ask: Ask, here: Facts) -> Meant:
    offered = (*([vi.DROP] if here.draft else []), *([vi.WITHDRAW] if here.cases else []), vi.LEAVE)
    what = ask("what", vi.WHICH if len(offered) > 1 else vi.ONLY_LEAVE, one_of(offered, vi.PICK, known=_ALL))
    if what == vi.WITHDRAW.value and here.cases:
        return Meant(what, _which_case(ask, here))
    if what == vi.LEAVE.value and not here.alone:
        shown = vi.check_leave([role_at(r.key, r.unit) for r in here.roles], here.reported, here.answers_for)
        ask.confirm("leave", shown, vi.YES_LEAVE, {}, vi.SAY_LEAVE)
    return Meant(what)


def _which_case(ask: Ask, here: Facts) -> Case:
    latest = sorted((c for number, c in here.cases.items() if number.isdecimal()), key=lambda c: c.id, reverse=True)[:10]
    reader = one_of(tuple(vi.case(c.number) for c in latest), vi.PICK, known=frozenset(here.cases))
    case = here.cases[ask("case", vi.which_case([_named(c) for c in latest]), reader)]
    ask.confirm("withdraw", vi.check_withdraw(_named(case)), vi.YES_WITHDRAW, {}, vi.SAY_WITHDRAW)
    return case


def _named(case: Case) -> str:
    return cases_vi.named_case(case.number, case.text or KINDS[case.kind].label)


def finish(here: Here, draft: Draft, meant: Meant) -> Reply:
    facts = gather(here, draft)
    if meant.what == vi.DROP.value:
        return Reply(drop=facts.draft) if facts.draft else Reply(vi.NO_DRAFT)
    if meant.what == vi.WITHDRAW.value:
        return _withdraw(here, meant.case) if meant.case else Reply(vi.NOTHING_SENT)
    return _held_back(here, facts) if facts.alone else _leave(here)


# taking a case back ------------------------------------------------------------------------------------------------------
def _withdraw(here: Here, chosen: Case) -> Reply:
    who = here.who.person
    case = cases_shared.held(here.db, who, chosen.id) if who is not None else None
    if who is None or case is None or not cases.reported(who, case):
        raise Invalid(vi.not_yours(str(chosen.number)))
    if case.status in ENDED:
        raise Invalid(vi.not_open(str(chosen.number)))
    cases_merging.set_free(here, case)
    event = case_life.move(here.db, case.id, "rut", who.id, Entry("rut_lai"), here.now)
    audit.note(here.db, who.id, "changed case", f"incident:{case.id}", case.unit, here.now)
    for waiting in (report.announced(case.id), f"copy:{case.id}."):
        notices.withdraw(here.db, waiting)
    heard = _worked(here, case) - {who.id, case.reporter, case.entered_by}
    report.notify_each(here, Notice("case", vi.tell_withdrawn(_named(case)), ""), heard, f"withdrawn:{case.id}:")
    cases.tell_reporter(here, case, on_behalf_vi.withdrawn_for_you(_named(case), who.name), "rut_lai", event)
    return Reply(vi.withdrawn(case.number, told=bool(heard)))


def _worked(here: Here, case: Case) -> set[int]:
    """Who has read of it, done something about it, or answers for it, and may still read it."""
    heard = {*notices.heard(here.db, report.announced(case.id)), *(e.person for e in incidents.events(here.db, case.id))}
    return cases.readers(here, case, heard | ({case.holder} if case.holder else set()))


# leaving -----------------------------------------------------------------------------------------------------------------
def _held_back(here: Here, facts: Facts) -> Reply:
    """The wish is written down; it is done once somebody else holds the role."""
    held = [role_at(r.key, r.unit) for r in facts.alone]
    asked = rights.wait(here, "xoa", held)
    told, _ = rights.helpers(here.db, asked.person, here.now)
    return Reply(vi.last_head(held, asked.due, told, *_whom_to_call(here, facts)))


def _whom_to_call(here: Here, facts: Facts) -> tuple[str, str]:
    """The secretary of the block, else its head, unless that is who speaks: (role, number), "" for what is not known."""
    directories = [units.phones(here.db, r.path) for r in (here.who.person.roles if here.who.person else ())]
    others = [key for key in ("thu_ky", "truong_khoi") if all(r.key != key for r in facts.roles)]
    return next(((key, phones[key]) for key in others for phones in directories if key in phones), ("", ""))


def _leave(here: Here) -> Reply:
    who = here.who.person
    assert who is not None
    if rights_requests.open_one(here.db, who.id, "xoa") is None:
        rights_requests.add(here.db, who.id, "xoa", here.now, rights.due(here.db, here.now))
    rights_requests.finish_all(here.db, who.id, here.now)
    without_holder(here, who.id, leaves=True)
    chats = erasure.erase(here.db, who.id, vi.LEFT, here.now)
    audit.note(here.db, who.id, "erased person", f"person:{who.id}", None, here.now)
    erasure.plan(here.db, who.id, [c.key for c in chats], here.now, here.now + erasure.DAY)
    you = common.address_of(who.address, cadre=from_commune_up(who.roles))  # nobody's chat is spoken to as anybody's
    return Reply(common.spoken_to(vi.GOODBYE, you), leaves=True)


def _wipe(db: Connection, at: Moment, job: Job) -> bool:
    """Until the goodbye has left, for a day at most; then nothing here knows the chats any more."""
    person, chats, until = job.payload["person"], job.payload["chats"], job.payload["until"]
    over = erasure.wipe(db, person, [Peer.of(key) for key in chats], vi.LEFT, drop=at.now >= until)
    erasure.forget_job(db, job.once)
    if not over:
        erasure.plan(db, person, chats, at.now + _AGAIN, until)
    return True


# ways to begin -----------------------------------------------------------------------------------------------------------
def _asked(here: Here, *heard: str) -> Reply:
    """From its start, however far it had come before; a draft that is open is only set aside."""
    assert here.who.person is not None
    talks.drop(here.db, here.who.person.id, COMMAND)
    return Reply(begin=Begin(COMMAND, heard=tuple(Said(choice=c) for c in heard)))


def begin(here: Here, _on: str, _said: Said) -> Reply:
    """/xoa: asked which of three things is meant."""
    return _asked(here)


def take_back(here: Here, on: str, _said: Said) -> Reply:
    """/rutviec, or rút and a number: the second of the three."""
    assert here.who.person is not None
    own = _own(here.db, here.who.person)
    if on and on not in own:
        return Reply(vi.not_yours(on))
    if on and own[on].status in ENDED:
        return Reply(vi.not_open(on))
    if all(c.status in ENDED for c in own.values()):
        return Reply(vi.NOTHING_SENT)
    return _asked(here, vi.WITHDRAW.value, *([on] if on else []))


def leave(here: Here, _on: str, _said: Said) -> Reply:
    """/xoaten: the third."""
    return _asked(here, vi.LEAVE.value)


STORIES: tuple[Story[Any, Any], ...] = (
    Story(COMMAND, vi.TITLE, gather, tell, finish, draft=lambda who, _about: f"{COMMAND}:{who.person.id if who.person else 0}"),
    corrections.STORY,
)
COMMANDS = {own_data.COMMAND: own_data.see, COMMAND: begin, TAKE_BACK: take_back, LEAVE: leave, **corrections.COMMANDS}
VERBS = {"rut": take_back}
JOBS = (*rights.JOBS, JobKind(erasure.WIPE, late=365 * erasure.DAY, plan=lambda _db, _at: (), run=_wipe, owed=True))
