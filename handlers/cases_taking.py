"""Accepting cases together: all that is new, after one yes; or those whose numbers are said in one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from bot.domain.cases import NEW
from bot.domain.roles import Person, Right, scope
from bot.meaning_lists import YES
from bot.readers import one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft
from handlers import cases
from handlers.cases_list import may_take, noted, told
from messages_vi import cases as cases_vi
from messages_vi import cases_list as vi
from messages_vi import cases_said as said_vi
from storage import case_lists, incidents
from storage.incidents import Case

ALL_NEW = "nhanhet"
MOST_TAKEN, MOST_LINES = 50, 9  # cases in one yes, and those of them that have a line
MOST_SAID = 20  # numbers in one line


New = tuple[list[int], list[str]]  # the new cases that one may answer for, the most urgent first: their ids, and a line for each of the first


def take_all(here: Here, _on: str, _said: Said) -> Reply:
    """All of them, after one yes to what is shown of them."""
    who = here.who.person
    if who is None or not scope(who, Right.HANDLE):
        return Reply(vi.NOT_YOURS)
    noted(here)
    return Reply(begin=Begin(ALL_NEW))


def _gather(here: Here, draft: Draft) -> New:
    """Whoever has taken some of those that they were shown has chosen: nothing is asked about the others."""
    who = here.who.person
    shown = draft.values().get("shown") or ()
    if who and any(case.holder == who.id for row in shown if (case := incidents.by_id(here.db, who, row))):
        return [], []
    rows = [*case_lists.open_cases(here.db, who), *case_lists.closed_to_most(here.db, who)] if who else []
    new = [c for c in rows if who and c.is_new and may_take(who, c)]
    several = len({c.commune for c in new}) > 1
    first = [incidents.by_id(here.db, who, c.id) for c in new[:MOST_LINES] if who]
    return [c.id for c in new], [vi.new_line(*told(here, case, names_commune=several)) for case in first if case]


@dataclass(frozen=True)
class _These(one_of):
    """A yes to the cases that were shown with it, whatever has come or gone since; kept and given as their ids."""

    @override
    def hear(self, said: Said, before: Any) -> str:
        return self.value(said.choice)

    @override
    def value(self, kept: Any) -> str:
        if not isinstance(kept, str) or not kept.startswith(YES):
            raise Invalid(self.refusal)
        return kept


def _tell(ask: Ask, here: New) -> tuple[int, ...]:
    """The cases of the yes. When others have taken all of them meanwhile nothing is asked any more, and it is told by whom."""
    ids = here[0][:MOST_TAKEN]
    if not ids and not ask.has("which"):
        return tuple(ask.kept("shown") or ())
    if ids and ask.kept("shown") != ids:
        ask.replace("shown", ids)
    yes = Choice(YES + ".".join(map(str, ids)), vi.YES.label, vi.YES.typed)
    said = ask("which", vi.take_all(here[1], len(ids), len(here[0]) - len(ids)), _These((yes,), vi.SAY_YES))
    return tuple(int(row) for row in said.removeprefix(YES).split("."))


def _finish(here: Here, _draft: Draft, meant: tuple[int, ...]) -> Reply:
    """Each through the same door as one alone, and held in one order, whoever else does the same."""
    taken, others = list[str](), list[str]()
    for row in sorted(meant):
        found = cases.held(here, str(row), may_take)
        if found and found[0].status == NEW:
            cases.accept(here, found[0], Said())
            taken.append(str(found[0].number))
        elif found:
            others.append(cases.already(here, found[0]).text)
    return Reply(vi.taken(taken, others) if taken or others else vi.NONE_NEW)


# those that are said --------------------------------------------------------------------------------------------------
def take(here: Here, who: Person, numbers: Sequence[str], *, answering: bool) -> Reply | None:
    """Those of these numbers. Each through the same door as one alone, and held in one order, whoever else does the same.

    None: a question is open (``answering``), and none of them is theirs to take.
    """
    every = list(dict.fromkeys(map(int, numbers)))
    said = every[:MOST_SAID]
    there = incidents.by_numbers(here.db, who, said)
    meant = {number: cases.likely(who, there[number], cases.handles) for number in said}
    if answering and not any(cases.handles(who, case) for found in meant.values() for case in found):
        return None
    one_each = {found[0].id: number for number, found in meant.items() if len(found) == 1 and cases.handles(who, found[0])}
    done = {one_each[row]: cases.accept(here, case, Said()).text for row in sorted(one_each) if (case := _held(here, row))}
    taken = [str(number) for number in said if done.get(number) == cases_vi.accepted(number)]
    others = [done[number] for number in said if number in done and str(number) not in taken]
    several = [vi.say_alone(str(number)) for number in said if len(meant[number]) > 1]
    unknown = [str(number) for number in said if number not in done and len(meant[number]) < 2]
    lines = (vi.taken(taken, others), *several, cases_vi.no_such(", ".join(unknown)) if unknown else "", said_vi.left_out(every[MOST_SAID:]))
    return Reply("\n".join(x for x in lines if x))


def _held(here: Here, row: int) -> Case | None:
    found = cases.held(here, str(row), cases.handles)
    return found[0] if found else None


STORIES: tuple[Story[New, tuple[int, ...]], ...] = (
    Story(ALL_NEW, vi.TITLE, _gather, _tell, _finish, draft=lambda who, about: f"{ALL_NEW}:{who.person.id if who.person else 0}"),
)
COMMANDS = {ALL_NEW: take_all}
