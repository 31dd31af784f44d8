"""The directory of telephone numbers: shown to everybody, corrected by the block."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.roles import Right, may
from bot.readers import one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft
from handlers.members_numbers import number_of
from messages_vi import directory as vi
from messages_vi import members as members_vi
from storage import audit, units
from storage.units import Unit

COMMAND = "suadanhba"


def numbers(here: Here) -> dict[str, str]:
    """Those that hold where the person belongs."""
    found: dict[str, str] = {}
    for role in here.who.person.roles if here.who.person else ():
        found = units.phones(here.db, role.path) | found
    return found


def phones(here: Here, _on: str, _said: Said) -> Reply:
    """/danhba: the numbers that hold where the person belongs; whoever keeps them may correct them."""
    choices = tuple(Choice(f"{COMMAND}:{u.id}", vi.edit(u.title if len(_kept(here)) > 1 else "")) for u in _kept(here))
    return Reply(vi.listed(numbers(here)), choices)


def _kept(here: Here) -> list[Unit]:
    """The communes whose numbers this person keeps: those in whose block they are."""
    who = here.who.person
    own = dict.fromkeys(r.unit for r in who.roles if may(who, Right.HANDLE, r.path)) if who else {}
    return [u for row in own if (u := units.get(here.db, row)).level == "xa"]


def begin(here: Here, on: str, _said: Said) -> Reply:
    mine = [str(u.id) for u in _kept(here)]
    if not mine or (on and on not in mine):
        return Reply(members_vi.MAY_NOT)
    return Reply(begin=Begin(COMMAND, on or mine[0]))


@dataclass(frozen=True)
class Page:
    """A commune and its own numbers, by their keys."""

    unit: Unit
    phones: dict[str, str]


def _gather(here: Here, draft: Draft) -> Page | None:
    return next((Page(u, units.phones(here.db, u.path)) for u in _kept(here) if str(u.id) == draft.about), None)


def _tell(ask: Ask, page: Page | None) -> tuple[Unit, str, str] | None:
    if page is None:
        return None
    listed = tuple(Choice(k, vi.entry(k, page.phones.get(k, ""))) for k in vi.LABELS)
    key = ask("which", vi.WHICH, one_of(listed, members_vi.PICK))
    number = ask("number", members_vi.ask_number(vi.label(key), page.phones.get(key, "")), number_of(short=True))
    edits = {"which": vi.ANOTHER, "number": members_vi.ANOTHER_NUMBER}
    ask.confirm("send", members_vi.check_number(vi.label(key), number), members_vi.YES, edits, members_vi.SAY_YES)
    return page.unit, key, number


def _finish(here: Here, _draft: Draft, meant: tuple[Unit, str, str] | None) -> Reply:
    who = here.who.person
    if meant is None or who is None:
        raise Invalid(members_vi.MAY_NOT)
    unit, key, number = meant
    units.set_phone(here.db, unit.id, key, members_vi.phone(number))
    audit.note(here.db, who.id, "changed number", f"unit:{unit.id}", unit.id, here.now)
    return Reply(members_vi.number_set(vi.label(key), number))


STORY: Story[Page | None, tuple[Unit, str, str] | None] = Story(
    COMMAND, vi.TITLE, _gather, _tell, _finish, draft=lambda who, about: f"{COMMAND}:{about}:{who.person.id if who.person else 0}"
)
COMMANDS = {"danhba": phones, COMMAND: begin}
VERBS = {COMMAND: begin}
