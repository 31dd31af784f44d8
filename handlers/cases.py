"""Acting on a case: who may, taking it, reading it, and who hears of it. What else is done with one stands in the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.domain.cases import ENDED, NEW
from bot.domain.roles import Person, Right, may_answer_for
from bot.story import Begin, Here, Reply, Said
from bot.talk import Choice, Notice, Speaker
from handlers import cases_shared, files, report
from messages_vi import cases as vi
from messages_vi import cases_alike as alike_vi
from messages_vi import common
from messages_vi import handover as handover_vi
from messages_vi import on_behalf as on_behalf_vi
from messages_vi.kinds import KINDS
from storage import attachments, audit, case_life, incidents, notices, people, roles
from storage.case_life import Entry
from storage.incidents import Case

Allowed = Callable[[Person, Case], bool]
Do = Callable[[Here, Case, Said], Reply]


def handles(who: Person, case: Case) -> bool:
    """Whether this person works on it: whoever may answer for what lies there, and whom it was given to; one's own report gives no such right."""
    return may_answer_for(who, case.path, confidential=case.confidential) or (case.holder == who.id and not case.confidential)


def reported(who: Person, case: Case) -> bool:
    return who.id in (case.reporter, case.entered_by)


def reads(_who: Person, _case: Case) -> bool:
    """Whoever finds a case at all: the query has asked for the right."""
    return True


def on_case(verb: str, allowed: Allowed, do: Do, *, writes: bool = False) -> Callable[[Here, str, Said], Reply]:
    """An action on the one case meant by ``id:7`` (a button) or by a number; several of one number are asked about.

    ``writes``: it takes words, and there are none about some kinds.
    """

    def action(here: Here, on: str, said: Said) -> Reply:
        who = here.who.person
        if who is None:
            return Reply(vi.NOT_YOURS)
        known, _, row = on.rpartition(":")
        cases = _meant(here, who, verb, known=bool(known), number=int(row) if row.isdecimal() else 0)
        if len({c.commune for c in cases}) > 1 and not known:
            return Reply(vi.WHICH, tuple(Choice(f"{verb}:id:{c.id}", f"{c.commune_name}, {c.unit_name}") for c in cases[:10]))
        if not cases:
            return Reply(vi.no_such("" if known else row))
        if not allowed(who, cases[0]):
            return Reply(vi.NOT_YOURS)
        if writes and not KINDS[cases[0].kind].free_text:
            return Reply(vi.CALL_INSTEAD)
        if (shared := cases_shared.acted_on(here, who, cases[0], verb, leads=handles(who, cases[0]))) is not None:
            return cases_shared.in_own_words(do(here, shared, said), shared, cases[0])
        held = incidents.locked(here.db, who, cases[0].id)
        return do(here, held or cases[0], said)

    return action


def _meant(here: Here, who: Person, verb: str, *, known: bool, number: int) -> list[Case]:
    """Those that may be meant by a row (``known``) or a number; of a case that theirs was put to, and is not theirs to act on, it is their own."""
    found = [incidents.by_id(here.db, who, number)] if known else incidents.by_number(here.db, who, number)
    cases = [c for c in found if c is not None]
    theirs = any(reported(who, c) or handles(who, c) for c in cases) if verb in cases_shared.ANSWERS else bool(cases)
    return cases if known or theirs else cases_shared.own_in(here.db, who, number) or cases


def begins(story: str) -> Do:
    """Opens the story about this case; words said with the verb are its first answer."""
    return lambda _here, case, said: Reply(begin=Begin(story, str(case.id), (said,) if said.text or said.photos else ()))


def per_person(story: str) -> Callable[[Speaker, str], str]:
    """The key of a draft about one case by one person."""
    return lambda who, about: f"{story}:{about}:{who.person and who.person.id}"


def about(here: Here, row: str) -> Case | None:
    """The case of a story, as far as the one who speaks may read it now."""
    return incidents.by_id(here.db, here.who.person, int(row)) if here.who.person else None


def held(here: Here, row: str, allowed: Allowed) -> tuple[Case, Person] | None:
    """The same at the end of a story: held, and None unless it is still allowed."""
    who = here.who.person
    case = incidents.locked(here.db, who, int(row)) if who else None
    return (case, who) if case and who and allowed(who, case) else None


def noted(here: Here, what: str, case: Case) -> None:
    who = here.who.person
    audit.note(here.db, who.id if who else None, what, f"incident:{case.id}", case.unit, here.now)


# who hears of it -----------------------------------------------------------------------------------------------------
def tell_reporter(here: Here, case: Case, text: str, what: str, event: int, choices: tuple[Choice, ...] = (), photos: tuple[str, ...] = ()) -> None:
    """One sentence for each change (``event``: its line of the timeline), to each who told of it, by their own number.

    Whoever typed it for them hears instead of one who has no phone here.
    """
    for to, own in cases_shared.hearers(here.db, case):
        if here.who.person is None or to != here.who.person.id:
            said = text if own.id == case.id else alike_vi.for_another(text, case.number, case.text, own.number, own.text)
            typed = choices if own.id == case.id else alike_vi.typed_for_another(choices, case.number, own.number)
            notices.notify(here.db, to, Notice("case", said, f"told:{own.id}:{what}.{event}", typed, f"id:{own.id}", photos), here.now)


def hears_for_reporter(here: Here, case: Case) -> int:
    return cases_shared.hears(here.db, case)


def readers(here: Here, case: Case, some: Iterable[int]) -> set[int]:
    """Those of these people who may read it now."""
    return {one for one in some if incidents.by_id(here.db, people.find(here.db, one, here.now), case.id) is not None}


def block(here: Here, case: Case) -> set[int]:
    """Those of the block who hear of cases and may answer for this one."""
    heads = roles.with_right(here.db, Right.ALERTED, case.path, here.now)
    return {p.id for p in heads if may_answer_for(p, case.path, confidential=case.confidential)}


def already(here: Here, case: Case) -> Reply:
    """Two people at once: the second sees what happened."""
    last = next((e for e in reversed(incidents.events(here.db, case.id)) if e.what in vi.MOVING), None)
    by, own = last.by if last else "", bool(last and here.who.person and last.person == here.who.person.id)
    if case.merged_into is not None:
        return Reply(alike_vi.merged_already(case.number, incidents.top(here.db, case.id).number, by, own=own))
    return Reply(vi.already(case.number, by, case.status, own=own))


# taking and reading --------------------------------------------------------------------------------------------------
def accept(here: Here, case: Case, _said: Said) -> Reply:
    """A new case, or one whose holder is gone, by whoever may answer for it."""
    who = here.who.person
    if who is None or not (case.status == NEW or _is_nobodys(here, case)):
        return already(here, case)
    taken = {"holder": who.id, "accepted_at": here.now, "moved_at": here.now}
    event = case_life.move(here.db, case.id, "nhan" if case.status == NEW else "nhan_lai", who.id, Entry("da_nhan"), here.now, **taken)
    noted(here, "changed case", case)
    notices.withdraw(here.db, report.announced(case.id))
    tell_reporter(here, case, vi.tell_accepted(case.number, case.text, who.name), "da_nhan", event)
    case = replace(case, status="da_nhan")
    return Reply(vi.accepted(case.number), vi.next_steps(case.number, KINDS[case.kind]), f"id:{case.id}")


def _is_nobodys(here: Here, case: Case) -> bool:
    """Whether the one who speaks may take it in the place of somebody who is gone."""
    who = here.who.person
    return who is not None and may_answer_for(who, case.path, confidential=case.confidential) and incidents.is_nobodys(here.db, case.id)


def _look(here: Here, case: Case, _said: Said) -> Reply:
    noted(here, "read case", case)
    who = here.who.person
    leads = who is not None and handles(who, case)
    lines = [_whole(here, case), *(vi.event(e) for e in incidents.events(here.db, case.id)[1:] if leads or not e.internal)]
    others = [c for c in incidents.together(here.db, case.id)[1:] if who is not None and incidents.by_id(here.db, who, c.id)]
    lines += [alike_vi.with_others([alike_vi.with_other(c.number, c.text, c.unit_name) for c in others])] if others else []
    kept = {c: attachments.of_incident(here.db, c.id) for c in (case, *others)}
    free = leads and _is_nobodys(here, case)
    choices = vi.buttons(case.number, KINDS[case.kind], NEW if free else case.status) if leads else ()
    lines += [handover_vi.NOBODYS] if free else []
    photos = tuple(p for found in kept.values() for p in files.photos(found))
    voices = tuple(v for c, found in kept.items() for v in files.voices(found, c.number))
    return Reply("\n".join(lines), choices, f"id:{case.id}" if choices else "", photos, voices)


def told_by(case: Case) -> str:
    """Who reported it, and who typed it for them."""
    return on_behalf_vi.told_by(case.reporter_name, case.reporter_role, case.entered_by_name, citizen=case.entered_by == case.reporter)


def _whole(here: Here, case: Case) -> str:
    where = vi.place(case.place.latitude, case.place.longitude) if case.place else ""
    top = incidents.top(here.db, case.id) if case.merged_into is not None else case
    now = vi.standing(top.status, top.holder_name, top.office, top.due_at if top.status not in ENDED else None)
    now = now if top is case else alike_vi.standing(top.number, now)
    who = told_by(case)
    told = vi.told(case.text, closed=case.confidential, expired=case.erased and KINDS[case.kind].free_text)
    return vi.whole(case.number, KINDS[case.kind], case.level, now, case.unit_name, told, who, case.created_at, where, crowd=case.crowd)


VERBS = {
    "nhan": on_case("nhan", handles, accept),
    "xem": on_case("xem", reads, _look),
}


def mine(here: Here, _on: str, _said: Said) -> Reply:
    """/vieccuatoi: what one has reported, the newest first."""
    found = incidents.mine(here.db, here.who.person) if here.who.person else []
    stand = {c.id: incidents.top(here.db, c.id).status if c.merged_into is not None else c.status for c in found}
    lines = [vi.line(c.number, c.text, KINDS[c.kind], stand[c.id]) for c in found]
    return Reply(vi.mine(lines)) if lines else Reply(vi.NOTHING_YET)


def which_number(_here: Here, verb: str, _said: Said) -> Reply:
    """A verb without a number never acts on an older list."""
    return Reply(common.which_number(next(w for w, v in common.VERBS.items() if v == verb)))
