"""What a reporter says of a case that is called resolved, or whose date has come: it is well, partly, not yet; and what each of these does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from bot.domain.cases import IN_WORK, NEW, OPEN, OVER, RESOLVED, TOLD_BACK, who_hears
from bot.domain.roles import Person, may_answer_for
from bot.readers import Account
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story, Whole
from bot.talk import Choice, Draft, Notice
from handlers import cases, cases_own, cases_shared, report
from handlers.cases_talk import with_report
from messages_vi import cases as cases_vi
from messages_vi import cases_alike as alike_vi
from messages_vi import cases_ending as vi
from messages_vi import common
from messages_vi import handover as handover_vi
from messages_vi.joining import ROLES
from messages_vi.kinds import KINDS, unwritten
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import attachments, case_life, deadlines, incidents, notices, roles
from storage.case_life import Entry
from storage.incidents import Case

PARTLY, LEFT = "motphan", "conlai"
LONGEST = 1000  # characters of a result
MAY_OBJECT = 30 * 86400.0  # seconds after the end in which its reporter may still say that it is not so
UNASKED: dict[str, Any] = {"asked": 0, "asked_at": None, "told_at": None}  # its reporter is asked anew when it ends again


@dataclass(frozen=True)
class Result:
    text: str
    photos: tuple[int, ...] = ()


@dataclass(frozen=True)
class Proof(Whole):
    """A line, a picture, or one of the answers an office gives often."""

    choices: tuple[Choice, ...] = ()
    about: Case | None = None

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        if self.about and said.choice is None and cases_shared.may_be_new(self.about, said.text):
            raise Invalid(vi.PROOF_PLEASE)
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


@dataclass(frozen=True)
class _Left(Proof):
    """The same, and it may be skipped."""

    @override
    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        return {"text": "", "photos": []} if said.choice or vi.skips(said.text) else super().hear(said, before)

    @override
    def value(self, kept: Any) -> Result:
        return super().value(kept) if kept["text"] or kept["photos"] else Result("")


def _for_the_group(here: Here, case: Case, event: int) -> None:
    """A text of its own, that can be passed on as it is, once it is well; each who told of it has one about their own report."""
    result = incidents.last_result(here.db, case.id) if KINDS[case.kind].free_text and not case.confidential else ""
    for to, own in cases_shared.hearers(here.db, case) if result not in ("", vi.WITH_PICTURE) else ():
        told = f"{vi.for_the_group(own.number)}\n\n{vi.to_read_out(KINDS[own.kind], own.unit_name, own.text, result)}"
        notices.notify(here.db, to, Notice("case", told, f"loud:{own.id}.{event}"), here.now)


def is_asked(here: Here, case: Case) -> bool:
    """The reporter; whoever typed it for them leaves the answer to one who is here themselves."""
    return here.who.person is not None and here.who.person.id in (case.reporter, cases_shared.hears(here.db, case))


def asked(do: cases.Do) -> cases.Do:
    return lambda here, case, said: do(here, case, said) if is_asked(here, case) else Reply(cases_vi.NOT_YOURS)


def awaits(case: Case) -> bool:
    """Whether its reporter has been asked, and not answered."""
    return case.asked > 0 and case.status in (*OPEN, RESOLVED)


def may_object(here: Here, case: Case) -> bool:
    """Whether they may say that it is not so: also after a yes, which may have been a slip, and a while after the end."""
    if case.status != OVER:
        return case.asked > 0 and case.status in (*OPEN, RESOLVED, TOLD_BACK)
    ended = max((e.at for e in incidents.events(here.db, case.id) if e.what in ("da_bao", OVER)), default=0.0)
    return case.merged_into is None and here.now <= ended + MAY_OBJECT


def well(here: Here, case: Case, said: Said) -> Reply:
    """Words said with it go into the timeline, where words may be written."""
    return with_report(here, case, said.text, _well(here, case, said))


def _well(here: Here, case: Case, said: Said) -> Reply:
    who = here.who.person
    if who is None or not awaits(case):
        return Reply(vi.nothing_to_answer(case.number, cases_vi.STATUS[case.status]))
    cases.noted(here, "changed case", case)
    entry = Entry("on_roi", _words_with(here, case, said))
    if not cases_shared.tells_back(here, case, who):
        case_life.write(here.db, case.id, who.id, entry, here.now)
        return Reply(alike_vi.noted_well(case.number))
    event = case_life.move(here.db, case.id, "on_roi", who.id, entry, here.now, told_at=here.now)
    cases.tell_reporter(here, case, alike_vi.tell_well_too(case.number, case.text), "on_roi", event, alike_vi.not_yet(case.number))
    holder = cases_shared.holder_now(here.db, case, here.now)
    if holder and holder != who.id:
        told = Notice("case", vi.tell_well(case.number, case.text), f"well:{case.id}:{here.now:.3f}", urgency="morning", merge_key="well")
        notices.notify(here.db, holder, told, here.now)
    _for_the_group(here, case, event)
    tells = not case.confidential
    return Reply(vi.thanks(case.number, to_tell=tells), vi.told_people(case.number) if tells else (), f"id:{case.id}" if tells else "")


def _words_with(here: Here, case: Case, said: Said) -> str:
    """What more an answer says, to be kept; its pictures are the case's from now on."""
    if not KINDS[case.kind].free_text:
        return ""
    attachments.join(here.db, said.photos, case.id)
    return "" if common.adds_nothing(said.text) or unwritten(said.text) else hide_names(said.text.strip()[:LONGEST], PERSON)


def _told_people(here: Here, case: Case, _said: Said) -> Reply:
    who = here.who.person
    if who is None or case.status != TOLD_BACK:
        return Reply(vi.nothing_to_answer(case.number, cases_vi.STATUS[case.status]))
    case_life.move(here.db, case.id, "da_bao", who.id, Entry("da_bao"), here.now)
    cases.noted(here, "changed case", case)
    return Reply(vi.closed(case.number))


def not_well(here: Here, case: Case, said: Said) -> Reply:
    """ "chưa 12": it is open again at once, and where nothing was said with it, what is left is asked."""
    if not may_object(here, case):
        return Reply(vi.nothing_to_answer(case.number, cases_vi.STATUS[case.status]))
    free = KINDS[case.kind].free_text
    attachments.join(here.db, said.photos if free else (), case.id)
    told = _reopen(here, case, "chua", said.text if free else "")
    return with_report(here, case, said.text, Reply(told, begin=None if said.text or not free else Begin(LEFT, str(case.id))))


def partly(here: Here, case: Case, said: Said) -> Reply:
    """ "một phần 12": what is left is asked, where words may be written."""
    if not may_object(here, case):
        return Reply(vi.nothing_to_answer(case.number, cases_vi.STATUS[case.status]))
    if not KINDS[case.kind].free_text:
        return Reply(_reopen(here, case, "mot_phan", ""))
    try:
        return _half(here, case, Proof().value(Proof().hear(said, None)))
    except Invalid:
        return cases.begins(PARTLY)(here, case, said)


def _half(here: Here, case: Case, left: Result) -> Reply:
    attachments.join(here.db, left.photos, case.id)
    return with_report(here, case, left.text, Reply(_reopen(here, case, "mot_phan", left.text or vi.WITH_PICTURE)))


def _gather(here: Here, draft: Draft) -> Case | None:
    return cases.about(here, draft.about)


def _tell_partly(ask: Ask, case: Case | None) -> Result | None:
    return ask("left", vi.what_is_left(case.number), Proof()) if case else None


def _finish_partly(here: Here, draft: Draft, left: Result | None) -> Reply:
    found = cases.held(here, draft.about, cases.reported)
    if found is None or left is None:
        raise Invalid(cases_vi.NOT_YOURS)
    own, who = found
    case = cases_shared.acted_on(here, who, own, PARTLY, leads=False) or own
    if not may_object(here, case):
        return Reply(vi.nothing_to_answer(own.number, cases_vi.STATUS[case.status]))
    return cases_shared.in_own_words(_half(here, case, left), case, own)


def _tell_left(ask: Ask, case: Case | None) -> Result | None:
    return ask("left", vi.WHAT_ELSE, _Left((vi.SKIP,))) if case else None


def _finish_left(here: Here, draft: Draft, left: Result | None) -> Reply:
    found = cases.held(here, draft.about, cases.reported)
    if found is None or left is None:
        raise Invalid(cases_vi.NOT_YOURS)
    own, who = found
    if not (left.text or left.photos):
        return Reply(vi.as_told(own.number))
    told = Account(tuple([left.text] if left.text else []), left.photos)
    return with_report(here, own, left.text, Reply(vi.as_told(own.number)) if unwritten(left.text) else cases_own.added(here, own, who, told))


def _reopen(here: Here, case: Case, what: str, left: str) -> str:
    """It goes on, with a new date, and one person more hears of it; what its reporter reads of that."""
    who = here.who.person
    assert who is not None
    left = "" if unwritten(left) else hide_names(left.strip()[:LONGEST], PERSON)
    rung, higher = next_rung(here, case)
    holder, due = cases_shared.holder_now(here.db, case, here.now), due_again(here, case)
    again = {"rung": rung, "rung_at": here.now, "due_at": due, "reminded_at": None, "holder": holder}
    event = case_life.move(here.db, case.id, "chua", who.id, Entry(what, left), here.now, **UNASKED | again)
    cases.noted(here, "changed case", case)
    cases.tell_reporter(here, case, alike_vi.tell_not_yet(case.number, case.text), what, event)
    text = vi.tell_not_well(case.number, case.text, case.unit_name, left, partly=what == "mot_phan")
    choices = cases_vi.buttons(case.number, KINDS[case.kind], IN_WORK if holder else NEW)
    told = Notice("alert", text if holder else f"{text}\n{handover_vi.NOBODYS}", "", choices, f"id:{case.id}")
    heard = {p.id for p in higher} | ({holder} if holder else cases.block(here, case))
    report.notify_each(here, told, heard - {who.id}, f"not well:{case.id}.{event}.")
    asked = ", ".join(dict.fromkeys(ROLES[r.key] for p in higher for r in p.roles if r.key in who_hears(rung)))
    return vi.goes_on(case.number, asked, due)


def due_again(here: Here, case: Case) -> float | None:
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


STORIES: tuple[Story[Any, Any], ...] = (
    Story(PARTLY, vi.PARTLY_TITLE, _gather, _tell_partly, _finish_partly, draft=cases.per_person(PARTLY), of=cases_shared.of_case),
    Story(LEFT, vi.LEFT_TITLE, _gather, _tell_left, _finish_left, draft=cases.per_person(LEFT), of=cases_shared.of_case),
)


def to_answer(_who: Person, case: Case) -> bool:
    return awaits(case) or case.merged_into is not None


VERBS = {
    PARTLY: cases.on_case(PARTLY, cases.reported, asked(partly), awaits=to_answer),
    "chua": cases.on_case("chua", cases.reported, asked(not_well), awaits=to_answer),
    "dabao": cases.on_case("dabao", cases.reported, asked(_told_people), awaits=lambda _who, case: case.status == TOLD_BACK),
}
WORDY = frozenset({PARTLY, "chua"})  # the verbs that words may follow
