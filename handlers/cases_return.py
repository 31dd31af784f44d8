"""Handing a case back: whoever answers for it and cannot do it says why; it is nobody's then, and the block hears."""

from __future__ import annotations

from typing import Any

from bot.domain.cases import NEW, OPEN
from bot.domain.roles import Person
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Draft, Notice
from handlers import cases, cases_shared, report
from handlers.cases_talk import LINE
from messages_vi import cases as cases_vi
from messages_vi import cases_return as vi
from messages_vi import handover as handover_vi
from messages_vi.kinds import KINDS
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import case_life
from storage.case_life import Entry
from storage.incidents import Case

RETURN, RETURNED = "traviec", "tra_lai"


def _gather(here: Here, draft: Draft) -> Case | None:
    case = cases.about(here, draft.about)
    return case if case and here.who.person and _has_it(here.who.person, case) else None


def _has_it(who: Person, case: Case) -> bool:
    return case.status in OPEN and case.holder == who.id


def _tell(ask: Ask, case: Case | None) -> str:
    return ask("why", vi.why(case.number), LINE) if case and KINDS[case.kind].free_text else ""


def _finish(here: Here, draft: Draft, said: str) -> Reply:
    """The date that was set goes with whom it was set for; what else was done with it stays."""
    found = cases.held(here, draft.about, cases.handles)
    if found is None or not _has_it(found[1], found[0]):
        raise Invalid(vi.NOT_WITH_YOU)
    (case, who), why = found, hide_names(said, PERSON)
    event = case_life.write(here.db, case.id, who.id, Entry(RETURNED, why, internal=True), here.now)
    case_life.change(here.db, case.id, here.now, holder=None, office="", due_at=None, moved_at=here.now)
    case_life.watch(here.db, case.id)
    cases.noted(here, "changed case", case)
    cases.tell_reporter(here, case, handover_vi.tell_let_go(cases_vi.named_case(case.number, case.text)), RETURNED, event)
    heads = cases.block(here, case) - {who.id}
    text, choices = vi.returned(case.number, case.text, who.name, why), cases_vi.buttons(case.number, KINDS[case.kind], NEW)
    told = Notice("alert", text, "", choices, f"id:{case.id}")
    report.notify_each(here, told, heads, f"returned:{case.id}.{event}:")
    return cases.with_not_kept(Reply(vi.done(case.number, reached=bool(heads))), said)


def _begin(here: Here, case: Case, said: Said) -> Reply:
    """ "trả việc 1", "trả việc 1 tôi đi viện"."""
    if here.who.person is None or not _has_it(here.who.person, case):
        return Reply(vi.NOT_WITH_YOU)
    heard = (Said(said.text),) if said.text and KINDS[case.kind].free_text else ()
    return Reply(begin=Begin(RETURN, str(case.id), heard, anew=bool(heard)))


STORIES: tuple[Story[Any, Any], ...] = (Story(RETURN, vi.TITLE, _gather, _tell, _finish, draft=cases.per_person(RETURN), of=cases_shared.of_case),)
VERBS = {RETURN: cases.on_case(RETURN, cases.handles, _begin, awaits=_has_it)}
