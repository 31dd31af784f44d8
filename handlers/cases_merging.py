"""Putting a case to another that is the same matter, and taking it apart again."""

from __future__ import annotations

from bot.domain.cases import ACCEPTED, ENDED, IN_WORK, MOVES, NEW, PASSED_ON
from bot.domain.roles import Person
from bot.story import Here, Reply, Said
from bot.talk import Choice, Notice
from handlers import cases, cases_alike, cases_shared, report
from messages_vi import cases as cases_vi
from messages_vi import cases_alike as vi
from messages_vi.kinds import KINDS
from storage import case_life, incidents, notices
from storage.case_life import Entry
from storage.incidents import Case

MERGE, PART = "gop", "tach"
_LEADS_TO = {"giao": IN_WORK, "chuyen": PASSED_ON, "chua": IN_WORK, "mot_phan": IN_WORK, "mo_lai": IN_WORK}  # lines of a timeline
_STOOD_BEFORE = {NEW: "tach_moi", ACCEPTED: "tach_nhan", IN_WORK: PART, PASSED_ON: "tach_chuyen"}


def merge(here: Here, on: str, said: Said) -> Reply:
    """ "gộp 34 vào 31", "gộp 1 vào 31/2026". ``on``: the number; or ``id:34:31``, both rows, of an offer."""
    who = here.who.person
    if who is None:
        return Reply(cases_vi.NOT_YOURS)
    known, *rows = on.split(":")
    if known == "id" and len(rows) == 2:
        one, other = (incidents.by_id(here.db, who, int(row)) for row in rows)
        return _put(here, who, _of_those(who, ([one] if one else [], [other] if other else []), ("", "")))
    into, number = vi.numbers(said.text), on.partition("/")[0]
    if not number.isdecimal() or len(into) != 1:
        return Reply(vi.which_into(int(number)) if number.isdecimal() else cases_vi.no_such(""))
    return _put(here, who, _of_those(who, (cases.of_number(here, who, on), cases.of_number(here, who, into[0])), (on, into[0])))


Pair = tuple[Case, Case]  # the one that is put to the other, and that


def _of_those(who: Person, found: tuple[list[Case], list[Case]], said: tuple[str, str]) -> Pair | Reply:
    """Each number may mean several cases, what is open first, then the newest; ``said``: as they were typed."""
    ones, others = (cases.likely(who, [c for c in cs if cases.handles(who, c)], cases.handles) for cs in found)
    for cs, able, number in zip(found, (ones, others), said, strict=True):
        if not able:
            return Reply(cases_vi.NOT_YOURS if cs else cases_vi.no_such(number))
    pairs = {a.commune: (a, b) for a in reversed(ones) for b in reversed(others) if a.commune == b.commune}
    if not pairs:
        return Reply(vi.other_commune(ones[0].number, others[0].number))
    if len(pairs) > 1:
        return Reply(cases_vi.WHICH, tuple(Choice(f"{MERGE}:id:{a.id}:{b.id}", a.commune_name) for a, b in pairs.values()))
    return next(iter(pairs.values()))


def _put(here: Here, who: Person, two: Pair | Reply) -> Reply:
    """Both are held, in one order whoever asks; what was put to another already stands for that one."""
    if isinstance(two, Reply):
        return two
    one, into = two
    top = incidents.top(here.db, into.id)
    held = {row: incidents.locked(here.db, who, row) for row in sorted({one.id, top.id})}
    first, last = held[one.id], held[top.id]
    if first is None or last is None:
        return Reply(cases_vi.NOT_YOURS)
    hindered = _hindrance(here, first, last, into.number)
    return hindered or _merged(here, who, first, last)


def _hindrance(here: Here, one: Case, into: Case, named: int) -> Reply | None:
    """Why not, in a sentence; ``named``: the number that was said for the one that stays."""
    if one.id == into.id:
        return Reply(vi.itself(one.number, named))
    if one.merged_into is not None:
        return cases.already(here, one)
    if one.confidential or into.confidential:
        return Reply(vi.CLOSED_ONE)
    for case in (one, into):
        if case.status in ENDED:
            return Reply(vi.over(case.number, case.status, opens=case.status in MOVES["mo_lai"][0]))
    return Reply(vi.more_urgent(one.number, into.number)) if one.level.urgency > into.level.urgency else None


def _merged(here: Here, who: Person, one: Case, into: Case) -> Reply:
    _tell_both(here, who, one, into)  # while they are still two
    case_life.move(here.db, one.id, MERGE, who.id, Entry(MERGE, office=str(into.number)), here.now, merged_into=into.id)
    case_life.write(here.db, into.id, who.id, Entry("gop_vao", office=str(one.number)), here.now)
    case_life.change(here.db, into.id, here.now)
    for case in (one, into):
        cases.noted(here, "changed case", case)
    notices.withdraw(here.db, report.announced(one.id))
    several = one.year != into.year
    lines = [vi.one_of_two(f"{c.number}/{c.year}" if several else str(c.number), KINDS[c.kind], c.unit_name, c.text) for c in (one, into)]
    return Reply(vi.merged(one.number, into.number, lines), vi.apart(one.number), f"id:{one.id}")


def _tell_both(here: Here, who: Person, one: Case, into: Case) -> None:
    """Who reported either of them, each once; and who worked on the one that is put away."""
    once = f"gop:{one.id}:{here.now:.3f}:"
    told = {to: vi.tell_joined(own.number, own.text) for to, own in cases_shared.hearers(here.db, into)}
    told |= {to: vi.tell_merged(own.number, own.text, into.number) for to, own in cases_shared.hearers(here.db, one)}
    for to in told.keys() - {who.id}:
        notices.notify(here.db, to, Notice("case", told[to], f"{once}{to}"), here.now)
    holder = cases_shared.holder_now(here.db, one, here.now)
    if holder and holder not in (who.id, into.holder, *told):
        said = vi.tell_holder(one.number, one.text, into.number, who.name)
        notices.notify(here.db, holder, Notice("case", said, f"{once}{holder}", cases_vi.look(into.number), f"id:{into.id}"), here.now)


def _part(here: Here, case: Case, _said: Said) -> Reply:
    """ "tách 34": back to where it was, with whom it was, or new. All that is the same matter is held by now, in the order of merging."""
    who = here.who.person
    if who is None or case.merged_into is None:
        return Reply(vi.not_merged(case.number))
    top = incidents.top(here.db, case.id)
    status = _apart(here, who, case, top)
    return Reply(vi.parted(case.number, top.number, status), cases_vi.buttons(case.number, KINDS[case.kind], status), f"id:{case.id}")


def _apart(here: Here, who: Person, case: Case, top: Case) -> str:
    """Its state from now on."""
    back = _STOOD_BEFORE[_stood(here, case)]
    event = case_life.move(here.db, case.id, back, who.id, Entry(PART, office=str(top.number)), here.now, merged_into=None)
    case_life.write(here.db, top.id, who.id, Entry("tach_ra", office=str(case.number), internal=True), here.now)
    cases.noted(here, "changed case", case)
    cases.tell_reporter(here, case, vi.tell_parted(case.number, case.text, top.number), PART, event)
    return MOVES[back][1]


def _stood(here: Here, case: Case) -> str:
    """The state in which it was put away, by its timeline; taking it in the place of somebody who is gone moved nothing."""
    status = NEW
    for e in incidents.events(here.db, case.id):
        status = ACCEPTED if e.what == ACCEPTED and status == NEW else _LEADS_TO.get(e.what, status)
    return status


def set_free(here: Here, case: Case) -> None:
    """Its reporter takes it back: what others told of the same matter goes on without it, and so does a warning; the block hears so."""
    who = here.who.person
    assert who is not None
    for own in incidents.together(here.db, case.id):
        if own.merged_into == case.id:
            status = _apart(here, who, own, case)
            choices = cases_vi.buttons(own.number, KINDS[own.kind], status)
            told = Notice("alert", vi.set_free(own.number, own.text, case.number), "", choices, f"id:{own.id}")
            holder = cases_shared.holder_now(here.db, own, here.now)
            heard = cases.block(here, own) | ({holder} if holder else set())
            report.notify_each(here, told, heard - {who.id}, f"{report.announced(own.id)}free.{here.now:.3f}.")
    cases_alike.warn_anew(here, case, gone=True)


VERBS = {MERGE: merge, PART: cases.on_case(PART, cases.handles, _part, awaits=lambda _who, case: case.merged_into is not None)}
WORDY = frozenset({MERGE})  # the verb that words may follow
