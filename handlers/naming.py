"""Under which name somebody comes in by a code for several, and whether the list of that unit means them by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from bot.domain.roles import TEAM_ROLES
from bot.domain.vietnamese import words
from bot.readers import one_of
from bot.story import Ask, Here, Said
from bot.talk import Choice
from handlers import deciding
from handlers.asking_in import name_of
from messages_vi import asking_in as asking_vi
from messages_vi import common
from messages_vi import joining as vi
from messages_vi import requests as requests_vi
from storage import expected, invitations


@dataclass(frozen=True)
class Awaited:
    """Somebody whom the list expects in the unit of a code; ``role``: what they are to be there."""

    person: int
    name: str
    role: str


@dataclass(frozen=True)
class Called:
    """``person``: who of the list it is; 0: nobody of it."""

    name: str
    person: int = 0


@dataclass(frozen=True)
class _Same(one_of):
    """One of those who are meant, or nobody; where it is one, also in the words of a yes or a no."""

    @override
    def hear(self, said: Said, before: Any) -> str:
        if said.choice is None and len(self.choices) == 2:
            if asking_vi.is_somebody_else(said.text):
                return vi.NOT_ME.value
            return self.value(self.choices[0].value if common.says_yes(said.text) else None)
        return super().hear(said, before)


def awaited(here: Here, kept: dict[str, Any]) -> tuple[Awaited, ...]:
    """Whom the list expects where this code leads, of which ``kept`` is what the story keeps."""
    found = invitations.by_id(here.db, kept["invitation"], here.now)
    opens = deciding.opened(here.db, found, here.now)
    if opens is None or opens.known is not None:
        return ()
    return tuple(Awaited(k.person, k.name, k.roles[0][0]) for k in expected.in_unit(here.db, opens.at.id, here.now))


def tell(ask: Ask, shown: str, there: Sequence[Awaited], you: str) -> Called:
    """``shown``: the name their app shows, "" for none; it is asked about only where the list may know them by another. ``you``: their address."""
    if shown and not ask.kept("name") and (not there or _alike(shown, there)):
        name = shown
    else:
        question = vi.ask_name(shown) if shown else requests_vi.NAME
        name = ask("name", common.spoken_to(question, you), name_of(shown))
    meant = _alike(name, there)
    return Called(name, _who(ask, meant, you) if meant else 0)


def _who(ask: Ask, meant: Sequence[Awaited], you: str) -> int:
    of_team = meant[0].role in TEAM_ROLES
    if len(meant) == 1:
        question = vi.is_it_you(meant[0].name, vi.ROLES[meant[0].role], of_team=of_team)
        choices = [Choice(str(meant[0].person), vi.IT_IS_ME)]
    else:
        question = vi.which_are_you(of_team=of_team)
        choices = [Choice(str(a.person), f"{a.name}, {vi.ROLES[a.role]}") for a in meant]
    which = ask("same", common.spoken_to(question, you), _Same((*choices, vi.NOT_ME), common.spoken_to(vi.WHO_OF_THESE, you)))
    return 0 if which == vi.NOT_ME.value else int(which)


def _alike(name: str, there: Sequence[Awaited]) -> list[Awaited]:
    """Those whose name, accents left aside, is this one; either may lack the family name, or what stands between it and the last."""
    said = words(name)
    return [a for a in there if _may_be_one(*sorted((said, words(a.name)), key=len))]


def _may_be_one(short: Sequence[str], long: Sequence[str]) -> bool:
    if len(short) < 2:
        return short == long
    return short in (long, long[1:], [long[0], long[-1]])
