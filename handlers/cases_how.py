"""Words to the question whether it is well that are no plain answer: they are kept, and it is asked which answer they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from bot.readers import one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story, Whole
from bot.talk import Choice, Draft
from handlers import cases, cases_answered, cases_shared, report
from handlers.cases_answered import LONGEST, Result
from messages_vi import cases as cases_vi
from messages_vi import cases_answered as vi
from messages_vi import common
from messages_vi.kinds import KINDS
from storage.incidents import Case

HOW = "dathenao"
_NOTHING = Result("")


@dataclass(frozen=True)
class _Kept(Whole):
    """Whatever came, as it came."""

    choices: tuple[Choice, ...] = ()

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        return {"text": said.text.strip()[:LONGEST], "photos": list(said.photos)}

    def value(self, kept: Any) -> Result:
        if not isinstance(kept, Mapping):
            raise Invalid(vi.HOW_PICK)
        return Result(kept["text"], tuple(kept["photos"]))


@dataclass(frozen=True)
class _Which(one_of):
    """A yes means the first, where that is asked for."""

    @override
    def hear(self, said: Said, before: Any) -> str:
        agrees = said.choice is None and self.choices[0] == vi.PARTLY and common.says_yes(said.text)
        return self.choices[0].value if agrees else super().hear(said, before)


def as_said(here: Here, case: Case, said: Said) -> Reply:
    """Words to the open question, none or many, that sound like a yes."""
    return cases_answered.well(here, case, said) if not said.text or vi.is_well(said.text) else asks(case, said)


def behind_done(here: Here, case: Case, said: Said) -> Reply:
    """ "xong 12 ...": what is said behind it may take it back, or be a danger of its own."""
    if cases_shared.may_be_new(case, said.text) and report.may_report(here):
        return report.begin(here, "", said)
    answered = cases_answered.awaits(case) or cases_answered.may_object(here, case)
    return asks(case, said) if answered and vi.leaves_something(said.text) else cases_answered.well(here, case, said)


def asks(case: Case, said: Said) -> Reply:
    """The words are kept; pictures with them."""
    return Reply(begin=Begin(HOW, str(case.id), (said,) if KINDS[case.kind].free_text else ()))


def _gather(here: Here, draft: Draft) -> Case | None:
    return cases.about(here, draft.about)


def _tell(ask: Ask, case: Case | None) -> tuple[Result, str] | None:
    if case is None:
        return None
    kept = ask("words", vi.HOW_PICK, _Kept()) if KINDS[case.kind].free_text else _NOTHING
    return kept, ask("meant", vi.how(case.number, kept.text), _Which(vi.how_choices(kept.text), vi.HOW_PICK))


def _finish(here: Here, draft: Draft, meant: tuple[Result, str] | None) -> Reply:
    found = cases.held(here, draft.about, cases.reported)
    if found is None or meant is None:
        raise Invalid(cases_vi.NOT_YOURS)
    (own, who), (kept, value) = found, meant
    said = Said(kept.text, photos=kept.photos)
    if value == vi.NEW.value:
        return report.begin(here, "", said)
    case = cases_shared.acted_on(here, who, own, value, leads=False) or own
    return cases_shared.in_own_words(_DO[value](here, case, said), case, own)


_DO = {"onroi": cases_answered.well, "motphan": cases_answered.partly, "chua": cases_answered.not_well}
STORIES: tuple[Story[Any, Any], ...] = (Story(HOW, vi.HOW_TITLE, _gather, _tell, _finish, draft=cases.per_person(HOW), of=cases_shared.of_case),)
VERBS = {"onroi": cases.on_case("onroi", cases.reported, cases_answered.asked(as_said), awaits=cases_answered.to_answer)}
