"""Who does it: giving a case to a person or an office by a date, and passing it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection
from typing_extensions import override

from bot.domain.cases import OPEN
from bot.domain.periods import end_of_work
from bot.domain.roles import Person, Right, may_answer_for
from bot.readers import line, one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft, Notice
from handlers import cases, cases_shared, report
from handlers.cases_talk import LINE
from handlers.choosing import one_of_many, said_besides
from messages_vi import cases as cases_vi
from messages_vi import cases_giving as vi
from messages_vi import days
from messages_vi.joining import ROLES
from messages_vi.kinds import KINDS
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import case_life, case_lists, deadlines, notices, people, roles
from storage.case_life import Entry
from storage.incidents import NOT_FOR_TEAMS, Case

GIVE, PASS = "giao", "chuyen"
LONGEST = 200 * 86400.0  # seconds until a date; one that is past would be next year's
_OFFICE, _MAYBE = "o:", "?:"  # before the name of an office, as a value; before words that may be one


@dataclass(frozen=True)
class Facts:
    """``people``: who may work on it, (id, name, role) each; ``offices``: to which such cases went before; ``due``: the usual date."""

    case: Case | None
    people: tuple[tuple[int, str, str], ...] = ()
    offices: tuple[str, ...] = ()
    due: float | None = None
    now: float = 0.0

    @property
    def names(self) -> dict[str, str]:
        """How each is called that it can be given to, by their value as a choice."""
        return {str(i): name for i, name, _ in self.people} | {_OFFICE + o: o for o in self.offices}


@dataclass(frozen=True)
class Given:
    """``office`` "" : to the person ``to``."""

    to: int
    name: str
    office: str
    until: float


# giving --------------------------------------------------------------------------------------------------------------
def gather(here: Here, draft: Draft) -> Facts:
    case = cases.about(here, draft.about)
    return _facts(here, case) if case and case.status in OPEN and here.who.person else Facts(None)


def _facts(here: Here, case: Case) -> Facts:
    able = [(p.id, p.name, _role_at(p, case)) for p in who_may(here.db, case, here.now)]
    due = deadlines.usual_due(here.db, case.path, case.kind, case.level, here.now)
    return Facts(case, tuple(able), tuple(case_lists.offices(here.db, case.commune)), due, here.now)


def who_may(db: Connection, case: Case, now: float) -> list[Person]:
    """Whom it can be given to: the block, and the heads of its own hamlet where they may read it; not whoever is only expected."""
    block = [p for p in roles.with_right(db, Right.HANDLE, case.path, now) if may_answer_for(p, case.path, confidential=case.confidential)]
    shown = not case.confidential and case.kind not in NOT_FOR_TEAMS
    heads = roles.holding(db, ("dang_uy_vien", "to_truong", "to_pho"), case.path, now) if shown else []
    return list({p.id: p for p in (*block, *heads)}.values())


def _role_at(p: Person, case: Case) -> str:
    held = [r for r in p.roles if case.path.startswith(r.path)]
    return ROLES.get(held[0].key, held[0].key) if held else ""


def tell(ask: Ask, here: Facts) -> Given | None:
    if here.case is None:
        return None
    listed = tuple(Choice(str(i), f"{name}, {role}") for i, name, role in here.people)
    offices = tuple(Choice(_OFFICE + o, o) for o in here.offices)
    names, when = here.names, ByWhen(vi.dates(here.due), vi.WHICH_DATE, now=here.now, usual=here.due)
    said = said_besides(ask, "whom")
    if ask.kept("meant") == vi.NO_OFFICE_MEANT.value:
        ask.replace("whom", {"besides": said} if said else None)
        ask.replace("meant", None)
    question, apart = vi.to_whom(here.case.number, vi.day(said) if said else ""), partial(_apart, names, when)
    besides, find = (*offices, vi.AN_OFFICE), partial(_find, names)
    chosen = one_of_many(ask, "whom", question, listed, besides, vi.NOBODY_CALLED_SO, find, apart=apart, coined=(_OFFICE, _MAYBE))
    office, ahead = _office(ask, chosen), _ahead(said_besides(ask, "whom"), here.now)
    until = ask("until", vi.by_when(here.due), when, assume=ahead)
    return Given(0 if office else int(chosen), "" if office else names[chosen], office, until)


def _office(ask: Ask, chosen: str) -> str:
    """The office that was chosen or named, "" for a person. One that may be no office is asked about."""
    if chosen.startswith(_MAYBE):
        said = said_besides(ask, "whom")
        question = vi.is_it_an_office(chosen.removeprefix(_MAYBE), vi.day(said) if said else "")
        ask("meant", question, one_of((vi.AN_OFFICE_MEANT, vi.NO_OFFICE_MEANT), cases_vi.WHICH_OF_THESE))
    if chosen == vi.AN_OFFICE.value:
        return hide_names(ask("office", vi.WHICH_OFFICE, _Office(vi.NO_OFFICE, most=60)), PERSON)
    return hide_names(chosen.removeprefix(_MAYBE).removeprefix(_OFFICE), PERSON) if chosen.startswith((_OFFICE, _MAYBE)) else ""


def _find(names: Mapping[str, str], typed: str) -> str | None:
    """Whom these words name; or the office, as a value that stands in no list."""
    chosen, office = vi.named(names, typed), vi.office_named(typed)
    if chosen not in (None, vi.AN_OFFICE.value):
        return chosen
    return _OFFICE + office if office else _MAYBE + typed.strip() if chosen is None and vi.may_be_an_office(typed) else chosen


def _ahead(said: float | None, now: float) -> float | None:
    return said if said and said > now else None


@dataclass(frozen=True)
class _Office(line):
    """Words that name one."""

    @override
    def value(self, kept: Any) -> str:
        if isinstance(kept, str) and vi.is_no_name(kept):
            raise Invalid(self.refusal)
        return super().value(kept)


def _apart(names: Mapping[str, str], when: ByWhen, text: str) -> tuple[str, float | None]:
    """Words for a name, and the moment of the day that they name besides."""
    whom, until = vi.whom_and_when(text, lambda said: vi.named(names, said) is not None)
    named = days.named(until, when.now) is not None
    return (whom, when.hear(Said(until), None)) if named else (whom or text, None)


@dataclass(frozen=True)
class ByWhen(one_of):
    """Kept is the moment: five o'clock of the day named; the usual one, or so many days from now."""

    now: float = 0.0
    usual: float | None = None

    @override
    def hear(self, said: Said, before: Any) -> Any:
        if said.choice == vi.USUAL.value and self.usual is not None:
            return self.usual
        day = days.named(vi.so_many_days(said.choice) if said.choice and said.choice.isdecimal() else said.text, self.now)
        if day is None:
            raise Invalid(vi.no_such_day(said.text) or self.refusal)
        if (at := end_of_work(day)) <= self.now or (at > self.now + LONGEST and vi.names_no_year(said.text)):
            raise Invalid(vi.PAST)
        return self.value(at)

    @override
    def value(self, kept: Any) -> Any:
        if not isinstance(kept, int | float):
            raise Invalid(self.refusal)
        if not self.now < kept <= self.now + LONGEST:
            raise Invalid(vi.TOO_FAR)
        return float(kept)


def finish(here: Here, draft: Draft, given: Given | None) -> Reply:
    case, who = held(here, draft)
    if given is None or case.status not in OPEN:
        return cases.already(here, case)
    if not given.office and given.to not in {p.id for p in who_may(here.db, case, here.now)}:
        raise Invalid(vi.NOBODY_CALLED_SO)
    holder = given.to or who.id
    entry = Entry(GIVE, whom=given.to or None, office=given.office, until=given.until)
    changes: dict[str, Any] = {"holder": holder, "office": given.office, "due_at": given.until, "moved_at": here.now}
    event = case_life.move(here.db, case.id, GIVE, who.id, entry, here.now, **changes | _accepted(case, here.now))
    cases.noted(here, "changed case", case)
    notices.withdraw(here.db, report.announced(case.id))
    day, doer = vi.day(given.until), given.office or given.name
    if holder != who.id:
        text = vi.given_to_you(case.number, case.text, KINDS[case.kind], case.unit_name, who.name, day)
        choices = cases_vi.next_steps(case.number, KINDS[case.kind])
        told = Notice("case", text, f"given:{case.id}.{event}", (*cases_vi.look(case.number), *choices), f"id:{case.id}")
        notices.notify(here.db, holder, told, here.now)
    if case.holder not in (None, who.id, holder):
        told = Notice("case", vi.given_away(case.number, doer, who.name), f"given away:{case.id}.{event}")
        notices.notify(here.db, case.holder or 0, told, here.now)
    cases.tell_reporter(here, case, vi.tell_given(case.number, case.text, doer, day), GIVE, event)
    return Reply(vi.given(case.number, doer, day, reached=bool(given.office or people.linked(here.db, holder))))


def _accepted(case: Case, now: float) -> dict[str, Any]:
    """Giving away what nobody had taken is taking it."""
    return {"accepted_at": now} if case.status == "moi" else {}


def held(here: Here, draft: Draft) -> tuple[Case, Person]:
    """Its case, held, and who speaks; Invalid when it is not theirs to work on any more."""
    found = cases.held(here, draft.about, cases.handles)
    if found is None:
        raise Invalid(cases_vi.NOT_YOURS)
    return found


def _begin_giving(here: Here, case: Case, said: Said) -> Reply:
    """ "giao 31 Hoa hạn 5/12", "giao 31 Hoa 5/12": whom, and by when."""
    if case.status not in OPEN:
        return cases.already(here, case)
    names = _facts(here, case).names
    whom, until = vi.whom_and_when(said.text, lambda words: vi.named(names, words) is not None)
    is_known = not (_find(names, whom) or _MAYBE).startswith(_MAYBE)
    to, by = (Said(whom),) if whom else (), (Said(until),) if until and (is_known or days.named(until, here.now)) else ()
    heard = (*to, *by) if is_known else (*by, *to)  # a day is kept until it is clear whom
    return Reply(begin=Begin(GIVE, str(case.id), heard, anew=bool(heard)))


# passing on ----------------------------------------------------------------------------------------------------------
def _gather_case(here: Here, draft: Draft) -> Case | None:
    case = cases.about(here, draft.about)
    return case if case and case.status in OPEN else None


def _tell_where(ask: Ask, case: Case | None) -> tuple[str, str] | None:
    if case is None:
        return None
    kept = ask.kept("where")
    why = kept.get("why") if isinstance(kept, Mapping) else None
    where = ask("where", vi.where_to(case.number, why or ""), _Where(vi.PLACES, cases_vi.WHICH_OF_THESE))
    return where, ask("why", vi.WHY, LINE, assume=why)


@dataclass(frozen=True)
class _Where(one_of):
    """Also by its words. Kept is which; or, as a mapping, why it is passed on, and with that which."""

    @override
    def hear(self, said: Said, before: Any) -> Any:
        kept = dict(before) if isinstance(before, Mapping) else {}
        where, why = (said.choice or "", "") if said.choice else vi.place_meant(said.text)
        if why and not where and (kept.get("why") == why or not vi.is_a_reason(why)):
            raise Invalid(self.refusal)
        kept |= {"why": LINE.value(why)} if why else {}
        return kept if why and not where else kept | {"value": self.value(where)} if kept else self.value(where)

    @override
    def value(self, kept: Any) -> str:
        return super().value(kept["value"] if isinstance(kept, Mapping) else kept)

    @override
    def finished(self, kept: Any) -> bool:
        return not isinstance(kept, Mapping) or "value" in kept


def _pass_on(here: Here, draft: Draft, meant: tuple[str, str] | None) -> Reply:
    case, who = held(here, draft)
    if meant is None or case.status not in OPEN:
        return cases.already(here, case)
    where, why = meant[0], hide_names(meant[1], PERSON)
    changes = {"holder": case.holder or who.id, "moved_at": here.now, **_accepted(case, here.now)}
    event = case_life.move(here.db, case.id, PASS, who.id, Entry(PASS, why, office=where), here.now, **changes)
    cases.noted(here, "changed case", case)
    notices.withdraw(here.db, report.announced(case.id))
    cases.tell_reporter(here, case, vi.tell_passed(case.number, case.text, where, why), PASS, event)
    cases_shared.tell_holder(here, case, vi.holder_passed(case.number, case.text, where, who.name), event)
    return cases.with_not_kept(Reply(vi.passed(case.number, where)), meant[1])


def _begin_passing(here: Here, case: Case, said: Said) -> Reply:
    """ "chuyển 31 UBND xã, cần kinh phí": where to, and why."""
    if case.status not in OPEN:
        return cases.already(here, case)
    heard = (Said(said.text),) if said.text else ()
    return Reply(begin=Begin(PASS, str(case.id), heard, anew=bool(heard)))


STORIES: tuple[Story[Any, Any], ...] = (
    Story(GIVE, vi.GIVE_TITLE, gather, tell, finish, draft=cases.per_person(GIVE), of=cases_shared.of_case),
    Story(PASS, vi.PASS_TITLE, _gather_case, _tell_where, _pass_on, draft=cases.per_person(PASS), of=cases_shared.of_case),
)
VERBS = {
    GIVE: cases.on_case(GIVE, cases.handles, _begin_giving),
    PASS: cases.on_case(PASS, cases.handles, _begin_passing, writes=True),
}
WORDY = frozenset({GIVE, PASS})  # the verbs that words may follow
