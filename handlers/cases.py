"""Acting on a case: who may, taking it, reading it, and who hears of it. What else is done with one stands in the modules beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from bot.domain.cases import ACCEPTED, ENDED, NEW, OPEN, may_move
from bot.domain.roles import Person, Right, may_answer_for
from bot.story import Begin, Here, Reply, Said
from bot.talk import Choice, Notice, Speaker
from handlers import cases_secret, cases_shared, files, report
from messages_vi import cases as vi
from messages_vi import cases_alike as alike_vi
from messages_vi import cases_giving as giving_vi
from messages_vi import common
from messages_vi import handover as handover_vi
from messages_vi import on_behalf as on_behalf_vi
from messages_vi.kinds import KINDS
from messages_vi.not_kept import not_kept
from storage import attachments, audit, case_life, incidents, notices, people, roles
from storage.case_life import Entry
from storage.incidents import Case

Allowed = Callable[[Person, Case], bool]
Do = Callable[[Here, Case, Said], Reply]
FURTHER = "xemtiep"
LATEST = 8  # lines of a timeline at a time
handles = cases_shared.handles


def reported(who: Person, case: Case) -> bool:
    return who.id in (case.reporter, case.entered_by)


def reads(_who: Person, _case: Case) -> bool:
    """Whoever finds a case at all: the query has asked for the right."""
    return True


def is_open(_who: Person, case: Case) -> bool:
    return case.status in OPEN


def on_case(verb: str, allowed: Allowed, do: Do, *, writes: bool = False, awaits: Allowed = is_open) -> Callable[[Here, str, Said], Reply]:
    """An action on the one case meant by ``id:7`` (a button), by a number, or by ``12/2026``; several of one number are asked about.

    ``writes``: it takes words, and there are none about some kinds. ``awaits``: to which of several years' cases it is likely to be done.
    """

    def action(here: Here, on: str, said: Said) -> Reply:
        who = here.who.person
        if who is None:
            return Reply(vi.NOT_YOURS)
        known, _, row = on.rpartition(":")
        cases = _by_row(here, who, row) if known else likely(who, _meant(here, who, verb, row), allowed, awaits)
        if len(cases) > 1:
            return _which(verb, cases)
        if not cases:
            return Reply(vi.no_such("" if known else row))
        if not allowed(who, cases[0]):
            return Reply(vi.NOT_YOURS)
        if writes and not KINDS[cases[0].kind].free_text:
            return Reply(vi.CALL_INSTEAD)
        if (shared := cases_shared.acted_on(here, who, cases[0], verb, leads=handles(who, cases[0]))) is not None:
            return cases_shared.in_own_words(do(here, shared, said), shared, cases[0])
        held = cases_shared.held(here.db, who, cases[0].id)
        return do(here, held, said) if held and allowed(who, held) else Reply(vi.NOT_YOURS)  # it may have changed while somebody else had it

    return action


def _by_row(here: Here, who: Person, row: str) -> list[Case]:
    case = incidents.by_id(here.db, who, int(row)) if row.isdecimal() else None
    return [case] if case else []


def _meant(here: Here, who: Person, verb: str, said: str) -> list[Case]:
    """Those of the number said; of a case that theirs was put to, and is not theirs to act on, it is their own."""
    cases = of_number(here, who, said)
    theirs = any(reported(who, c) or handles(who, c) for c in cases) if verb in cases_shared.ANSWERS else bool(cases)
    number = said.partition("/")[0]
    return cases if theirs or not number.isdecimal() else cases_shared.own_in(here.db, who, int(number))[:1] or cases


def of_number(here: Here, who: Person, said: str) -> list[Case]:
    """As it is said: ``12``, or with its year ``12/2026``."""
    number, _, year = said.partition("/")
    return incidents.by_number(here.db, who, int(number), int(year) if year else None) if number.isdecimal() else []


def likely(who: Person, cases: Iterable[Case], allowed: Allowed, awaits: Allowed = is_open) -> list[Case]:
    """Numbers begin anew each year: of those in one commune the ones to which this may be done, and of these the ones that await it, if any."""
    there: dict[int, list[Case]] = {}
    for case in cases:
        there.setdefault(case.commune, []).append(case)
    able = [[c for c in found if allowed(who, c)] or found[:1] for found in there.values()]
    return [c for found in able for c in [c for c in found if awaits(who, c)] or found]


def _which(verb: str, cases: list[Case]) -> Reply:
    communes, years = len({c.commune for c in cases}) > 1, len({c.year for c in cases}) > 1
    labels = (vi.one_of_several(f"{c.number}/{c.year}" * years, c.commune_name * communes, c.unit_name) for c in cases)
    choices = tuple(Choice(f"{verb}:id:{c.id}", label) for c, label in zip(cases, labels, strict=True))
    return Reply(vi.WHICH if communes else vi.WHICH_YEAR, choices[:10])


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
    case = cases_shared.held(here.db, who, int(row)) if who else None
    return (case, who) if case and who and allowed(who, case) else None


def with_not_kept(reply: Reply, said: str) -> Reply:
    """Whoever typed these words reads what of them is not kept."""
    return replace(reply, text="\n".join(x for x in (reply.text, not_kept(said)) if x))


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
    if here.who.person and case.holder == here.who.person.id and case.status in OPEN and not own:
        return Reply(giving_vi.with_you(case.number, case.due_at), vi.next_steps(case.number, KINDS[case.kind]), f"id:{case.id}")
    opens = here.who.person is not None and may_move("mo_lai", case.status) and handles(here.who.person, case)
    return Reply(vi.already(case.number, by, case.status, own=own, opens=opens))


# taking and reading --------------------------------------------------------------------------------------------------
def accept(here: Here, case: Case, _said: Said) -> Reply:
    """A new case, or one whose holder is gone, by whoever may answer for it; what was done with it so far stays."""
    who = here.who.person
    if who is None or not (case.status == NEW or _is_nobodys(here, case)):
        return already(here, case)
    taken = {"holder": who.id, "moved_at": here.now}
    if case.status == NEW:
        event = case_life.move(here.db, case.id, "nhan", who.id, Entry(ACCEPTED), here.now, **taken)
    else:
        event = case_life.write(here.db, case.id, who.id, Entry(ACCEPTED), here.now)
        case_life.change(here.db, case.id, here.now, **taken)
    noted(here, "changed case", case)
    notices.withdraw(here.db, report.announced(case.id))
    tell_reporter(here, case, vi.tell_accepted(case.number, case.text, who.name), ACCEPTED, event)
    return Reply(vi.accepted(case.number), vi.next_steps(case.number, KINDS[case.kind]), f"id:{case.id}")


def _is_nobodys(here: Here, case: Case) -> bool:
    """Whether the one who speaks may take it in the place of somebody who is gone."""
    who = here.who.person
    able = who is not None and may_answer_for(who, case.path, confidential=case.confidential)
    return able and case.status in OPEN and case.status != NEW and cases_shared.holder_now(here.db, case, here.now) is None


def _look(here: Here, case: Case, _said: Said) -> Reply:
    noted(here, "read case", case)
    who = here.who.person
    leads = who is not None and handles(who, case)
    timeline = _timeline(here, case)
    lines = [_whole(here, case), *(vi.cut(line) for line in timeline[-LATEST:])]
    others = [c for c in incidents.together(here.db, case.id)[1:] if who is not None and incidents.by_id(here.db, who, c.id)]
    lines += [alike_vi.with_others([alike_vi.with_other(c.number, c.text, c.unit_name) for c in others])] if others else []
    kept = {c: attachments.of_incident(here.db, c.id) for c in (case, *others)}
    free = leads and _is_nobodys(here, case)
    choices = vi.buttons(case.number, KINDS[case.kind], NEW if free else case.status) if leads else ()
    choices += vi.look_further(case.number, case.id, 1) if _further(timeline) else ()
    lines += [handover_vi.NOBODYS] if free else []
    photos = tuple(p for found in kept.values() for p in files.photos(found))
    voices = tuple(v for c, found in kept.items() for v in files.voices(found, c.number))
    return Reply("\n".join(lines), choices, f"id:{case.id}" if choices else "", photos, voices)


def _timeline(here: Here, case: Case) -> list[str]:
    """As the one who speaks may read it, in full, without its first line."""
    leads = here.who.person is not None and handles(here.who.person, case)
    _, events, _ = cases_secret.as_read(here, case, incidents.events(here.db, case.id))
    return [vi.event(e) for e in events[1:] if leads or not e.internal]


def _further(timeline: list[str]) -> list[str]:
    """What the first look leaves out; all of it where it shows part of a line."""
    cut = any(vi.cut(line) != line for line in timeline[-LATEST:])
    return timeline if cut else timeline[:-LATEST]


def _look_further(here: Here, on: str, said: Said) -> Reply:
    """ "xem tiếp 12", "xem tiếp 12 trang 2"; of a button ``2:id:7``: the page goes before the row."""
    page, _, row = on.rpartition(":id:")
    wanted = page or "".join(filter(str.isdecimal, said.text))[:4] or "1"
    return on_case(FURTHER, reads, partial(_page, max(1, int(wanted))))(here, f"id:{row}" if page else on, Said())


def _page(page: int, here: Here, case: Case, _said: Said) -> Reply:
    """Backwards from the latest; each page reads forward."""
    noted(here, "read case", case)
    left = _further(_timeline(here, case))
    end = len(left) - (page - 1) * LATEST
    if end <= 0:
        return Reply(vi.no_further(case.number))
    choices = vi.look_further(case.number, case.id, page + 1) if end > LATEST else ()
    return Reply("\n".join([vi.further(case.number), *left[max(0, end - LATEST) : end]]), choices, f"id:{case.id}" if choices else "")


def told_by(case: Case) -> str:
    """Who reported it, and who typed it for them."""
    return on_behalf_vi.told_by(case.reporter_name, case.reporter_role, case.entered_by_name, citizen=case.entered_by == case.reporter)


def _whole(here: Here, case: Case) -> str:
    where = vi.place(case.place.latitude, case.place.longitude) if case.place else ""
    top = incidents.top(here.db, case.id) if case.merged_into is not None else case
    holder = top.holder_name if cases_shared.holder_now(here.db, top, here.now) else ""
    now = vi.standing(top.status, holder, top.office, top.due_at if top.status not in ENDED else None)
    if top is not case:
        now = alike_vi.WITH_ANOTHER if cases_shared.is_hidden(here, top, case) else alike_vi.standing(top.number, now)
    case, _, role = cases_secret.as_read(here, case, incidents.events(here.db, case.id))
    who = role or told_by(case)
    told = vi.told(case.text, closed=case.confidential, expired=case.erased and KINDS[case.kind].free_text)
    return vi.whole(case.number, KINDS[case.kind], case.level, now, case.unit_name, told, who, case.created_at, where, crowd=case.crowd)


VERBS = {
    "nhan": on_case("nhan", handles, accept),
    "xem": on_case("xem", reads, _look),
    FURTHER: _look_further,
}
WORDY = frozenset({FURTHER})  # the verb that the number of a page may follow


def mine(here: Here, _on: str, _said: Said) -> Reply:
    """/vieccuatoi: what one has reported, the newest first."""
    found = incidents.mine(here.db, here.who.person) if here.who.person else []
    lines = [vi.line(c.number, c.text, KINDS[c.kind], _stands(here, c)) for c in found]
    return Reply(vi.mine(lines)) if lines else Reply(vi.NOTHING_YET)


def _stands(here: Here, case: Case) -> str:
    top = incidents.top(here.db, case.id) if case.merged_into is not None else case
    return alike_vi.WITH_ANOTHER if cases_shared.is_hidden(here, top, case) else vi.STATUS[top.status]


def which_number(_here: Here, verb: str, _said: Said) -> Reply:
    """A verb without a number never acts on an older list."""
    return Reply(common.which_number(next(w for w, v in common.VERBS.items() if v == verb)))
