"""How a case ends: a result with its proof, the reporter asked whether it is so, and reopened one person higher when it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.cases import ENDED, IN_WORK, MOVES, NEW, OPEN, OVER, RESOLVED, TOLD_BACK, who_hears
from bot.domain.roles import Person, may_answer_for
from bot.readers import one_of
from bot.story import Ask, Here, Invalid, Reply, Said, Story, Whole
from bot.talk import Choice, Draft, Notice
from handlers import cases, cases_shared, files, report
from messages_vi import cases as cases_vi
from messages_vi import cases_alike as alike_vi
from messages_vi import cases_ending as vi
from messages_vi import common
from messages_vi import handover as handover_vi
from messages_vi.canned_answers import shipped
from messages_vi.joining import ROLES
from messages_vi.kinds import KINDS
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import answers, attachments, case_life, deadlines, incidents, notices, roles
from storage.case_life import Entry
from storage.incidents import Case

END, PARTLY = "xong", "motphan"
LONGEST = 1000  # characters of a result
ASKED = 3  # canned answers offered
MAY_OBJECT = 30 * 86400.0  # seconds after the end in which its reporter may still say that it is not so

_UNASKED: dict[str, Any] = {"asked": 0, "asked_at": None, "told_at": None}  # its reporter is asked anew when it ends again


@dataclass(frozen=True)
class Facts:
    case: Case | None
    canned: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    text: str
    photos: tuple[int, ...] = ()


@dataclass(frozen=True)
class Proof(Whole):
    """A line, a picture, or one of the answers an office gives often."""

    choices: tuple[Choice, ...] = ()

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        text = next((c.label for c in self.choices if c.value == said.choice), said.text.strip())
        if cases_vi.is_a_command(text):
            raise Invalid(cases_vi.NOT_AN_ANSWER)
        if text and not said.photos and (text.strip(" .?!").isdecimal() or common.adds_nothing(text)):
            raise Invalid(vi.PROOF_PLEASE)
        kept = {"text": text, "photos": list(said.photos)}
        self.value(kept)
        return kept

    def value(self, kept: Any) -> Result:
        if not isinstance(kept, Mapping) or not (kept["text"] or kept["photos"]) or len(kept["text"]) > LONGEST:
            raise Invalid(vi.PROOF_PLEASE)
        return Result(kept["text"], tuple(kept["photos"]))


# the block ends it ---------------------------------------------------------------------------------------------------
def gather(here: Here, draft: Draft) -> Facts:
    case = cases.about(here, draft.about)
    return Facts(case, tuple([*answers.usual(here.db, case.path, case.kind), *shipped(case.kind)][:ASKED]) if case else ())


def tell(ask: Ask, here: Facts) -> Result | None:
    """None: it is not over yet."""
    if here.case is None:
        return None
    if not KINDS[here.case.kind].free_text:
        over = ask("called", vi.was_there(here.case.number), one_of((vi.CALLED, vi.NOT_YET), cases_vi.WHICH_OF_THESE)) == vi.CALLED.value
        return Result("") if over else None
    offered = tuple(Choice(f"answer {n}", text) for n, text in enumerate(here.canned))
    return ask("result", vi.what_came(here.case.number), Proof(offered))


def finish(here: Here, draft: Draft, result: Result | None) -> Reply:
    found = cases.held(here, draft.about, cases.handles)
    if found is None:
        raise Invalid(cases_vi.NOT_YOURS)
    case, who = found
    if case.status in ENDED:
        return cases.already(here, case)
    if result is None:
        return Reply(vi.CALL_FIRST)
    text = hide_names(result.text, PERSON)
    if not KINDS[case.kind].free_text:
        case_life.write(here.db, case.id, who.id, Entry("goi_lai", internal=True), here.now)
    attachments.join(here.db, result.photos, case.id)
    return _end(here, case, who, text, result.photos)


def _end(here: Here, case: Case, who: Person, text: str, photos: tuple[int, ...]) -> Reply:
    proof = Entry(RESOLVED, text or (vi.WITH_PICTURE if photos else ""))
    asked = {"asked": 1, "asked_at": here.now, "holder": cases_shared.holder_now(here.db, case, here.now) or who.id}
    event = case_life.move(here.db, case.id, END, who.id, proof, here.now, **asked)
    cases.noted(here, "changed case", case)
    notices.withdraw(here.db, report.announced(case.id))
    shown = files.photos([a for a in attachments.of_incident(here.db, case.id) if a.id in photos])
    quiet = not KINDS[case.kind].free_text
    said = vi.tell_ended(case.number, case.text, vi.DONE_QUIETLY if quiet else proof.text)
    cases.tell_reporter(here, case, said, RESOLVED, event, vi.answers(case.number), shown)
    if cases.hears_for_reporter(here, case) == who.id:  # who reported it ends it: they are asked here
        return Reply(f"{vi.ended(case.number)}", vi.answers(case.number), f"id:{case.id}")
    return Reply(vi.ended(case.number))


def _for_the_group(here: Here, case: Case, event: int) -> None:
    """A text of its own, that can be passed on as it is, once it is well; each who told of it has one about their own report."""
    result = incidents.last_result(here.db, case.id) if KINDS[case.kind].free_text and not case.confidential else ""
    for to, own in cases_shared.hearers(here.db, case) if result not in ("", vi.WITH_PICTURE) else ():
        told = f"{vi.for_the_group(own.number)}\n\n{vi.to_read_out(KINDS[own.kind], own.unit_name, own.text, result)}"
        notices.notify(here.db, to, Notice("case", told, f"loud:{own.id}.{event}"), here.now)


def _ends(here: Here, case: Case, said: Said) -> Reply:
    """ "xong 12": of the block it is the result; of the reporter the answer to how it is."""
    who = here.who.person
    if _is_asked(here, case) and (case.status == RESOLVED or who is None or not cases.handles(who, case)):
        return _well(here, case, said)
    if who is None or not cases.handles(who, case):
        return Reply(cases_vi.NOT_YOURS)
    if case.status in ENDED:
        return cases.already(here, case)
    return cases.begins(END)(here, case, said if KINDS[case.kind].free_text else Said())


# the reporter says how it is -----------------------------------------------------------------------------------------
def _is_asked(here: Here, case: Case) -> bool:
    """The reporter; whoever typed it for them leaves the answer to one who is here themselves."""
    return here.who.person is not None and here.who.person.id in (case.reporter, cases_shared.hears(here.db, case))


def _asked(do: cases.Do) -> cases.Do:
    return lambda here, case, said: do(here, case, said) if _is_asked(here, case) else Reply(cases_vi.NOT_YOURS)


def _awaits(case: Case) -> bool:
    """Whether its reporter has been asked, and not answered."""
    return case.asked > 0 and case.status in (*OPEN, RESOLVED)


def _may_object(here: Here, case: Case) -> bool:
    """Whether they may say that it is not so: also after a yes, which may have been a slip, and a while after the end."""
    if case.status != OVER:
        return case.asked > 0 and case.status in (*OPEN, RESOLVED, TOLD_BACK)
    ended = max((e.at for e in incidents.events(here.db, case.id) if e.what in ("da_bao", OVER)), default=0.0)
    return case.merged_into is None and here.now <= ended + MAY_OBJECT


def _well(here: Here, case: Case, _said: Said) -> Reply:
    who = here.who.person
    if who is None or not _awaits(case):
        return Reply(vi.nothing_to_answer(case.number, cases_vi.STATUS[case.status]))
    cases.noted(here, "changed case", case)
    if not cases_shared.tells_back(here, case, who):
        case_life.write(here.db, case.id, who.id, Entry("on_roi"), here.now)
        return Reply(alike_vi.noted_well(case.number))
    event = case_life.move(here.db, case.id, "on_roi", who.id, Entry("on_roi"), here.now, told_at=here.now)
    cases.tell_reporter(here, case, alike_vi.tell_well_too(case.number, case.text), "on_roi", event, alike_vi.not_yet(case.number))
    holder = cases_shared.holder_now(here.db, case, here.now)
    if holder and holder != who.id:
        told = Notice("case", vi.tell_well(case.number, case.text), f"well:{case.id}:{here.now:.3f}", urgency="morning", merge_key="well")
        notices.notify(here.db, holder, told, here.now)
    _for_the_group(here, case, event)
    tells = not case.confidential
    return Reply(vi.thanks(case.number, to_tell=tells), vi.told_people(case.number) if tells else (), f"id:{case.id}" if tells else "")


def _told_people(here: Here, case: Case, _said: Said) -> Reply:
    who = here.who.person
    if who is None or case.status != TOLD_BACK:
        return Reply(vi.nothing_to_answer(case.number, cases_vi.STATUS[case.status]))
    case_life.move(here.db, case.id, "da_bao", who.id, Entry("da_bao"), here.now)
    cases.noted(here, "changed case", case)
    return Reply(vi.closed(case.number))


def _not_well(here: Here, case: Case, said: Said) -> Reply:
    """ "chưa 12", with or without why."""
    if not _may_object(here, case):
        return Reply(vi.nothing_to_answer(case.number, cases_vi.STATUS[case.status]))
    return Reply(vi.goes_on(case.number, _reopen(here, case, "chua", said.text if KINDS[case.kind].free_text else "")))


def _partly(here: Here, case: Case, said: Said) -> Reply:
    """ "một phần 12": what is left is asked, where words may be written."""
    if not _may_object(here, case):
        return Reply(vi.nothing_to_answer(case.number, cases_vi.STATUS[case.status]))
    if not KINDS[case.kind].free_text:
        return Reply(vi.goes_on(case.number, _reopen(here, case, "mot_phan", "")))
    return cases.begins(PARTLY)(here, case, said)


def _tell_left(ask: Ask, here: Facts) -> Result | None:
    return ask("left", vi.what_is_left(here.case.number), Proof()) if here.case else None


def _finish_partly(here: Here, draft: Draft, left: Result | None) -> Reply:
    found = cases.held(here, draft.about, cases.reported)
    if found is None or left is None:
        raise Invalid(cases_vi.NOT_YOURS)
    own, who = found
    case = cases_shared.acted_on(here, who, own, PARTLY, leads=False) or own
    if not _may_object(here, case):
        return Reply(vi.nothing_to_answer(own.number, cases_vi.STATUS[case.status]))
    attachments.join(here.db, left.photos, case.id)
    return Reply(vi.goes_on(own.number, _reopen(here, case, "mot_phan", left.text or vi.WITH_PICTURE)))


def _reopen(here: Here, case: Case, what: str, left: str) -> str:
    """It goes on, with a new date, and one person more hears of it: who that is, in words; "" for nobody."""
    who = here.who.person
    assert who is not None
    left = hide_names(left.strip()[:LONGEST], PERSON)
    rung, higher = next_rung(here, case)
    holder, due = cases_shared.holder_now(here.db, case, here.now), _due_again(here, case)
    again = {"rung": rung, "rung_at": here.now, "due_at": due, "reminded_at": None, "holder": holder}
    event = case_life.move(here.db, case.id, "chua", who.id, Entry(what, left), here.now, **_UNASKED | again)
    cases.noted(here, "changed case", case)
    cases.tell_reporter(here, case, alike_vi.tell_not_yet(case.number, case.text), what, event)
    text = vi.tell_not_well(case.number, case.text, case.unit_name, left, partly=what == "mot_phan")
    choices = cases_vi.buttons(case.number, KINDS[case.kind], IN_WORK if holder else NEW)
    told = Notice("alert", text if holder else f"{text}\n{handover_vi.NOBODYS}", "", choices, f"id:{case.id}")
    heard = {p.id for p in higher} | ({holder} if holder else cases.block(here, case))
    report.notify_each(here, told, heard - {who.id}, f"not well:{case.id}.{event}.")
    return ", ".join(dict.fromkeys(ROLES[r.key] for p in higher for r in p.roles if r.key in who_hears(rung)))


def _due_again(here: Here, case: Case) -> float | None:
    """The date that was given, while it lies ahead; else the usual one from now."""
    ahead = case.due_at is not None and case.due_at > here.now
    return case.due_at if ahead else deadlines.usual_due(here.db, case.path, case.kind, case.level, here.now)


def next_rung(here: Here, case: Case) -> tuple[int, list[Person]]:
    """Who stands next higher among those that have not heard of its delay, in the commune; where all have, the last of them once more."""
    for rung in (1, 2, 3)[case.rung :]:
        if found := _on_rung(here, case, rung):
            return rung, found
    return max(case.rung, 3), next((found for rung in (3, 2, 1) if (found := _on_rung(here, case, rung))), [])


def _on_rung(here: Here, case: Case, rung: int) -> list[Person]:
    found = roles.holding(here.db, who_hears(rung), case.path, here.now)
    return [p for p in found if p.id != case.holder and may_answer_for(p, case.path, confidential=case.confidential)]


# the block opens it again --------------------------------------------------------------------------------------------
def _open_again(here: Here, case: Case, _said: Said) -> Reply:
    who = here.who.person
    if who is None or case.status not in MOVES["mo_lai"][0] or (case.status == OVER and case.merged_into is not None):
        return cases.already(here, case)
    due = _due_again(here, case)
    again = {"due_at": due, "holder": cases_shared.holder_now(here.db, case, here.now) or who.id, "moved_at": here.now}
    event = case_life.move(here.db, case.id, "mo_lai", who.id, Entry("mo_lai"), here.now, **_UNASKED | again)
    cases.noted(here, "changed case", case)
    cases.tell_reporter(here, case, vi.tell_reopened(case.number, case.text), "mo_lai", event)
    return Reply(vi.reopened(case.number), cases_vi.next_steps(case.number, KINDS[case.kind]), f"id:{case.id}")


STORIES: tuple[Story[Any, Any], ...] = (
    Story(END, vi.END_TITLE, gather, tell, finish, draft=cases.per_person(END)),
    Story(PARTLY, vi.PARTLY_TITLE, gather, _tell_left, _finish_partly, draft=cases.per_person(PARTLY)),
)


def _has_part(who: Person, case: Case) -> bool:
    return cases.reported(who, case) or cases.handles(who, case)


def _to_answer(_who: Person, case: Case) -> bool:
    return _awaits(case) or case.merged_into is not None


def _to_end(who: Person, case: Case) -> bool:
    return (cases.reported(who, case) and _to_answer(who, case)) or (case.status in OPEN and cases.handles(who, case))


VERBS = {
    END: cases.on_case(END, _has_part, _ends, awaits=_to_end),
    "onroi": cases.on_case("onroi", cases.reported, _asked(_well), awaits=_to_answer),
    PARTLY: cases.on_case(PARTLY, cases.reported, _asked(_partly), awaits=_to_answer),
    "chua": cases.on_case("chua", cases.reported, _asked(_not_well), awaits=_to_answer),
    "dabao": cases.on_case("dabao", cases.reported, _asked(_told_people), awaits=lambda _who, case: case.status == TOLD_BACK),
    "molai": cases.on_case("molai", cases.handles, _open_again, awaits=lambda _who, case: case.status in MOVES["mo_lai"][0]),
}
WORDY = frozenset({END, PARTLY, "chua"})  # the verbs that words may follow
