"""How a case ends: a result with its proof, the reporter asked whether it is so, and reopened one person higher when it is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bot.domain.cases import ENDED, MOVES, OPEN, OVER, RESOLVED
from bot.domain.roles import Person
from bot.meaning import ASKS_YES
from bot.readers import one_of
from bot.story import Ask, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft
from handlers import cases, cases_answered, cases_how, cases_shared, cases_talk, files, report, requests
from handlers.cases_answered import PARTLY, Proof, Result
from handlers.cases_each import each
from messages_vi import cases as cases_vi
from messages_vi import cases_answered as answered_vi
from messages_vi import cases_ending as vi
from messages_vi import cases_leaving as leaving_vi
from messages_vi.canned_answers import shipped
from messages_vi.kinds import KINDS, alarming
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import answers, attachments, case_life, incidents, likeness, notices, talks
from storage.case_life import Entry
from storage.incidents import Case

END = "xong"
LATELY = 1800.0  # seconds in which a bare word may be meant for a list that was shown
ASKED = 3  # canned answers offered
ANSWERS = (END, "onroi", "motphan", "chua")
MOST_OWN, MOST_SHOWN = 50, 9  # cases of one's own that are looked through, and of them those that one is asked about


@dataclass(frozen=True)
class Facts:
    case: Case | None
    canned: tuple[str, ...] = ()


# the block ends it ---------------------------------------------------------------------------------------------------
def gather(here: Here, draft: Draft) -> Facts:
    case = cases.about(here, draft.about)
    return Facts(case, tuple([*answers.usual(here.db, case.path, case.kind), *shipped(case.kind)][:ASKED]) if case else ())


def tell(ask: Ask, here: Facts) -> Result | None:
    """None: it is not over yet, or has been called so."""
    if here.case is None or here.case.status in ENDED:
        return None
    if not KINDS[here.case.kind].free_text:
        over = ask("called", vi.was_there(here.case.number), one_of((vi.CALLED, vi.NOT_YET), cases_vi.WHICH_OF_THESE)) == vi.CALLED.value
        return Result("") if over else None
    offered = tuple(Choice(f"answer {n}", text) for n, text in enumerate(here.canned))
    result = ask("result", vi.what_came(here.case.number), Proof(offered, here.case))
    return result if cases_talk.is_meant(ask, result.text, ends=True) else None


def finish(here: Here, draft: Draft, result: Result | None) -> Reply:
    found = cases.held(here, draft.about, cases.handles)
    if found is None:
        raise Invalid(cases_vi.NOT_YOURS)
    case, who = found
    if case.status in ENDED:
        return cases.already(here, case)
    if result is None:
        return cases_talk.left_off(case, vi.END_TITLE) if KINDS[case.kind].free_text else Reply(vi.CALL_FIRST)
    if not KINDS[case.kind].free_text:
        case_life.write(here.db, case.id, who.id, Entry("goi_lai", internal=True), here.now)
    return cases.with_not_kept(_end(here, case, who, result), result.text)


def _end(here: Here, case: Case, who: Person, result: Result) -> Reply:
    text, photos = hide_names(result.text, PERSON), result.photos
    attachments.join(here.db, photos, case.id)
    proof = Entry(RESOLVED, text or (vi.WITH_PICTURE if photos else ""))
    asked = {"asked": 1, "asked_at": here.now, "holder": cases_shared.holder_now(here.db, case, here.now) or who.id}
    event = case_life.move(here.db, case.id, END, who.id, proof, here.now, **asked)
    cases.noted(here, "changed case", case)
    notices.withdraw(here.db, report.announced(case.id))
    shown = files.photos([a for a in attachments.of_incident(here.db, case.id) if a.id in photos])
    quiet = not KINDS[case.kind].free_text
    said = vi.tell_ended(case.number, case.text, vi.DONE_QUIETLY if quiet else proof.text)
    cases.tell_reporter(here, case, said, RESOLVED, event, vi.answers(case.number), shown)
    cases_shared.tell_holder(here, case, vi.holder_ended(case.number, case.text, who.name), event)
    if cases.hears_for_reporter(here, case) == who.id:  # who reported it ends it: they are asked here
        return Reply(f"{vi.ended(case.number)}", vi.answers(case.number), f"id:{case.id}")
    return Reply(vi.ended(case.number))


def _ends(here: Here, case: Case, said: Said) -> Reply:
    """ "xong 12": of the block it is the result; of the reporter the answer to how it is."""
    who = here.who.person
    if cases_answered.is_asked(here, case) and (case.status == RESOLVED or who is None or not cases.handles(who, case)):
        return cases_how.behind_done(here, case, said)
    if who is None or not cases.handles(who, case):
        return Reply(cases_vi.NOT_YOURS)
    if case.status in ENDED:
        return cases.already(here, case)
    if not KINDS[case.kind].free_text:
        return cases.begins(END)(here, case, Said())
    if leaving_vi.leaves(said.text, ends=True) or leaving_vi.may_leave(said.text, ends=True):
        return cases.begins(END)(here, case, said)
    try:
        return cases.with_not_kept(_end(here, case, who, Proof().value(Proof().hear(said, None))), said.text)
    except Invalid:
        return cases.begins(END)(here, case, said)


# the block opens it again --------------------------------------------------------------------------------------------
def _open_again(here: Here, case: Case, _said: Said) -> Reply:
    who = here.who.person
    if who is None or case.status not in MOVES["mo_lai"][0] or (case.status == OVER and case.merged_into is not None):
        return cases.already(here, case)
    due = cases_answered.due_again(here, case)
    again = {"due_at": due, "holder": cases_shared.holder_now(here.db, case, here.now) or who.id, "moved_at": here.now}
    event = case_life.move(here.db, case.id, "mo_lai", who.id, Entry("mo_lai"), here.now, **cases_answered.UNASKED | again)
    cases.noted(here, "changed case", case)
    cases.tell_reporter(here, case, vi.tell_reopened(case.number, case.text), "mo_lai", event)
    cases_shared.tell_holder(here, case, vi.holder_reopened(case.number, case.text, who.name), event)
    return Reply(vi.reopened(case.number), cases_vi.next_steps(case.number, KINDS[case.kind]), f"id:{case.id}")


STORIES: tuple[Story[Any, Any], ...] = (
    Story(END, vi.END_TITLE, gather, tell, finish, draft=cases.per_person(END), of=cases_shared.of_case),
    *cases_answered.STORIES,
    *cases_how.STORIES,
)


def _has_part(who: Person, case: Case) -> bool:
    return cases.reported(who, case) or cases.handles(who, case)


def _to_end(who: Person, case: Case) -> bool:
    return (cases.reported(who, case) and cases_answered.to_answer(who, case)) or (case.status in OPEN and cases.handles(who, case))


VERBS = (
    cases_answered.VERBS
    | {verb: each(vi.TYPED[verb], cases_answered.VERBS[verb]) for verb in (cases_answered.PARTLY, "chua")}
    | cases_how.VERBS
    | {
        END: each(vi.TYPED[END], cases.on_case(END, _has_part, _ends, awaits=_to_end)),
        "molai": cases.on_case("molai", cases.handles, _open_again, awaits=lambda _who, case: case.status in MOVES["mo_lai"][0]),
    }
)
WORDY = frozenset({END}) | cases_answered.WORDY  # the verbs that words may follow


# a bare word ---------------------------------------------------------------------------------------------------------
def which_number(here: Here, verb: str, said: Said) -> Reply:
    """An answer without a number is for a case whose reporter is waited for: it is asked whether for that one, or for which.

    Right behind the question it is one of its choices, and never comes here.
    """
    waiting = _waiting(here) if verb in ANSWERS else []
    if not waiting and (number := _offered(here, verb)):
        return VERBS[verb](here, number, Said())
    if not waiting:
        return requests.which_number(here, verb, said)
    word = next(c.label for c in vi.answers(0) if c.value == ("onroi" if verb == END else verb))
    if len(waiting) == 1:
        one = waiting[0]
        return Reply(vi.is_it(word, one.number, one.text or KINDS[one.kind].label), vi.it_is(verb, one.id), ASKS_YES)
    return Reply(vi.which(word), tuple(vi.which_case(verb, c.id, c.number, c.text or KINDS[c.kind].label) for c in waiting[:MOST_SHOWN]))


def _offered(here: Here, verb: str) -> str:
    """The number of the one case of which the last list shown here asks how it is, as where another who told of it has said that it is well."""
    shown = talks.shown_lately(here.db, here.who.peer, here.now - LATELY) if verb in ANSWERS else []
    numbers = {c.typed.rpartition(" ")[2] for c in (shown[0] if shown else ()) if c.value in ANSWERS[1:]}
    return numbers.pop() if len(numbers) == 1 else ""


def said_late(here: Here, said: Said) -> Reply | None:
    """ "chưa, cầu còn gãy 2 nhịp", after something else was looked at: kept, and asked whether it is the answer, as the bare word is."""
    value, _ = answered_vi.answer_in(said.text)
    waiting = _waiting(here) if value in ("chua", PARTLY) and answered_vi.begins_plainly(said.text) else []
    if not waiting or said.voices or said.place or alarming(said.text):
        return None
    if len(waiting) > 1:
        return which_number(here, value, said)
    return replace(cases_how.asks(waiting[0], said), text=f"{cases_vi.begun(waiting[0].number, waiting[0].text)}:")


def _waiting(here: Here) -> list[Case]:
    """Their own cases of which they have been asked how it is, and have not said; one for each matter, the newest first."""
    who, found = here.who.person, dict[int, Case]()
    for own in incidents.mine(here.db, who, MOST_OWN) if who else ():
        top = incidents.top(here.db, own.id) if own.merged_into is not None else own
        if cases_answered.awaits(top):
            found.setdefault(top.id, own)
    well = likeness.said_well(here.db, who.id, found) if who and found else ()
    return [own for top_id, own in found.items() if top_id not in well]
