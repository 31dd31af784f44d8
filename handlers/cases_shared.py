"""One matter told of by several: who hears of a case that others were put to, and what an answer of one of them does.

Each of them is told of every change, and answers, by the number of their own report. The first "not yet" or "partly" opens the case again, also
after somebody, themselves included, has called it well. It is told back when whoever reported the case itself says that it is well, or the last
of those who can be asked; a yes before that is a line of its timeline and moves nothing.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot.domain.cases import OPEN, RESOLVED, TOLD_BACK
from bot.domain.kinds import Kind, Level
from bot.domain.roles import Person, Right, may, may_answer_for
from bot.story import Here, Reply
from bot.talk import Notice
from messages_vi import cases as cases_vi
from messages_vi import cases_alike as vi
from messages_vi import cases_clock as clock_vi
from messages_vi.kinds import RED, alarming, unwritten
from storage import deadlines, incidents, likeness, notices, people
from storage.incidents import NOT_FOR_TEAMS, Case

ANSWERS = ("xong", "onroi", "motphan", "chua", "dabao")  # what somebody says of the case that theirs was put to
_YES = ("xong", "onroi")


def handles(who: Person, case: Case) -> bool:
    """Whether this person works on it: whoever may answer for what lies there, and whom it was given to while they may read it by a role.

    Having reported it gives no such right.
    """
    return may_answer_for(who, case.path, confidential=case.confidential) or (case.holder == who.id and _reads_by_role(who, case))


def _reads_by_role(who: Person, case: Case) -> bool:
    of_team = case.kind not in NOT_FOR_TEAMS and may(who, Right.READ_TEAM, case.path)
    return not case.confidential and (of_team or may(who, Right.READ, case.path))


def holder_now(db: Connection, case: Case, now: float) -> int | None:
    """Who answers for it, while they may handle it; None: nobody, or somebody who can do nothing with it any more."""
    found = people.find_all(db, [case.holder], now) if case.holder is not None else {}
    return next((id_ for id_, who in found.items() if handles(who, case)), None)


def hears(db: Connection, case: Case) -> int:
    """Who is told of it: its reporter, or whoever typed it for one who has no phone here."""
    reached = case.entered_by is None or people.linked(db, case.reporter)
    return case.reporter if reached or case.entered_by is None else case.entered_by


def hearers(db: Connection, case: Case) -> list[tuple[int, Case]]:
    """Everybody who is told of it, once, each with the case by whose number; what is confidential stays with those whose own is."""
    found: dict[int, Case] = {}
    for own in incidents.together(db, case.id):
        if own.id == case.id or own.confidential or not case.confidential:
            found.setdefault(hears(db, own), own)
    return list(found.items())


def tell_holder(here: Here, case: Case, text: str, event: int) -> None:
    """Whoever answers for it (``case``: as it stood), where somebody else has done something with it and they do not hear as its reporter."""
    holder = holder_now(here.db, case, here.now)
    spoke = here.who.person.id if here.who.person else None
    if holder and holder not in (spoke, *(to for to, _ in hearers(here.db, case))):
        told = Notice("case", text, f"held:{case.id}.{event}", cases_vi.look(case.number), f"id:{case.id}")
        notices.notify(here.db, holder, told, here.now)


def acted_on(here: Here, who: Person, own: Case, verb: str, *, leads: bool) -> Case | None:
    """The case that an answer about ``own`` is for, held, as if its reporter were who speaks; None: it is for ``own`` itself.

    ``leads``: they work on it too, and "done" is then the block's word, unless it is called so already.
    """
    if own.merged_into is None or verb not in ANSWERS or who.id not in (own.reporter, own.entered_by):
        return None
    case = incidents.any_locked(here.db, incidents.top(here.db, own.id).id)
    if case is None or (verb == "xong" and leads and case.status != RESOLVED):
        return None
    asked_still = verb in _YES and case.status == TOLD_BACK and case.asked > 0 and who.id not in likeness.well(here.db, case.id)
    return replace(case, reporter=own.reporter, entered_by=own.entered_by, status=RESOLVED if asked_still else case.status)


def to_be_called_within(here: Here, path: str, kind: Kind, level: Level) -> str:
    """As "4 giờ làm việc", of a matter for which a meeting is set; "" for others, and where an office has set no time."""
    allowed = deadlines.terms(here.db, path, kind.code, level).accept if level is Level.HEN else None
    return clock_vi.allowed(allowed.amount, allowed.measure) if allowed else ""


def held(db: Connection, who: Person, row: int) -> Case | None:
    """The case as this person may read it, held with all that is the same matter: in one order, whichever of them somebody acts on."""
    for one in sorted(c.id for c in incidents.together(db, incidents.top(db, row).id)):
        incidents.any_locked(db, one)
    return incidents.by_id(db, who, row)


def of_case(here: Here, about: str) -> str:
    """What a story about a case is about, as its title leaves open."""
    case = incidents.by_id(here.db, here.who.person, int(about)) if here.who.person and about.isdecimal() else None
    return cases_vi.of_number(case.number) if case else ""


def is_hidden(here: Here, top: Case, case: Case) -> bool:
    """Whether who reads ``case`` may know nothing of the one it was put to."""
    who = here.who.person
    return top.confidential and not case.confidential and (who is None or incidents.by_id(here.db, who, top.id) is None)


def may_be_new(case: Case, text: str) -> bool:
    """Whether words said where some about this case are asked for tell of danger, which the case itself does not."""
    return case.level is not Level.DO and case.kind not in RED and alarming(text)


def goes_apart(case: Case, text: str) -> bool:
    """Whether what its reporter says of this case is a report of its own: danger, or what may not be written down."""
    return unwritten(text) or may_be_new(case, text)


def tells_back(here: Here, case: Case, who: Person) -> bool:
    """Whether this yes is the one by which the case is told back."""
    first, *others = incidents.together(here.db, case.id)
    if not others or (who.id in (first.reporter, first.entered_by) and first.status in (*OPEN, RESOLVED)):
        return True
    left = {hears(here.db, own) for own in (first, *others)} - likeness.well(here.db, case.id) - {who.id}
    return first.status in (*OPEN, RESOLVED) and not any(people.linked(here.db, one) for one in left)


def in_own_words(reply: Reply, case: Case, own: Case) -> Reply:
    """An answer about the case, for one who knows it by their own number."""
    if own.id == case.id:
        return reply
    begin = replace(reply.begin, about=str(own.id)) if reply.begin and reply.begin.about == str(case.id) else reply.begin
    text, choices = vi.by_own_number(reply.text, case.number, own.number), vi.typed_for_another(reply.choices, case.number, own.number)
    return replace(reply, text=text, choices=choices, act_on=f"id:{own.id}" if reply.act_on else "", begin=begin)


def own_in(db: Connection, who: Person, number: int) -> list[Case]:
    """What they reported that was put to the case of this number, which they may not read."""
    return [own for own in incidents.mine(db, who, most=50) if own.merged_into is not None and incidents.top(db, own.id).number == number]
