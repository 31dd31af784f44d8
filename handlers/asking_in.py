"""Asking to be let in without a code: one's name, the place, a check. Nothing of the place is shown but its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection
from typing_extensions import override

from bot.domain.finding import Named, Names, titles_above
from bot.domain.own_names import MOST, is_name, spaced
from bot.domain.vietnamese import words
from bot.readers import line
from bot.story import Ask, Here, Invalid, Said, Whole
from bot.talk import Choice
from handlers.near_places import NearPlaces
from messages_vi import common, place_words
from messages_vi import joining as joining_vi
from messages_vi import requests as vi
from messages_vi.kinds import alarming
from storage import reference, requests, units
from storage.units import Unit

ROLE, A_DAY, DAY = "to_vien", 3, 86400.0
MOST_PLACES = 8
_NAMES, _NEAR = "places to ask for", "places called nearly so"
T = TypeVar("T")


@dataclass(frozen=True)
class Wish:
    name: str
    unit: int


@dataclass(frozen=True)
class _Name(line):
    """A name as people write it: letters, at least two words; or a yes to the one that is ``shown``."""

    shown: str = ""

    @override
    def hear(self, said: Said, before: Any) -> str:
        if self.shown and (said.choice is not None or common.says_yes(said.text)):
            return self.value(self.shown)
        text = spaced(said.text)
        if any(c.isdecimal() for c in text):
            raise Invalid(vi.HAVE_CODE if sum(c.isdecimal() for c in text) == 8 else self.refusal)
        if alarming(text) or not (is_name(text) and 2 <= len(words(text)) <= 8):
            raise Invalid(self.refusal)
        return self.value(" ".join(word[:1].upper() + word[1:] for word in text.split()))


@dataclass(frozen=True)
class _Place(Whole):
    """A place by its name; while several are meant, they are the choices, and another name may be typed."""

    choices: tuple[Choice, ...] = ()

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        found = before["found"] if before else []
        if said.choice is not None and before:
            return {"chosen": next(p for p in found if str(p[0]) == said.choice)}
        if len(found) == 1 and common.says_yes(said.text):
            return {"chosen": found[0]}
        return {"typed": said.text, "before": found}

    def value(self, kept: Any) -> tuple[int, str]:
        unit, label = kept["chosen"]
        return unit, label

    @override
    def finished(self, kept: Any) -> bool:
        return "chosen" in kept


def name_of(shown: str = "") -> _Name:
    """Reads the speaker's name. ``shown``: one that they may take over by a yes."""
    return _Name(vi.NAME_UNCLEAR, most=MOST, choices=(joining_vi.right_name(shown),) if shown else (), shown=shown)


def tell(ask: Ask, known_as: str) -> Wish:
    """``known_as``: the name of somebody whom we know already, else ""."""
    name = known_as or ask("name", vi.NAME, name_of())
    unit, label = _place(ask)
    ask.confirm("wish", vi.check(name, label), vi.SEND, vi.EDITS, vi.PICK)
    return Wish(name, unit)


def _place(ask: Ask) -> tuple[int, str]:
    kept = ask.kept("place") or {}
    choices = tuple(Choice(str(unit), label) for unit, label in kept.get("found", []))
    question = vi.NEAR_PLACES if kept.get("near") else vi.WHICH_PLACE if choices else vi.PLACE
    return ask("place", question, _Place(choices))


def check_wish(here: Here) -> dict[str, Any]:
    """Whether this chat may ask once more today; what is kept in place of a code."""
    if requests.asked_lately(here.db, here.who.peer, here.now - DAY) >= A_DAY:
        raise Invalid(vi.ENOUGH_TODAY)
    return {"asks": True}


def check_place(here: Here, kept: dict[str, Any]) -> dict[str, Any]:
    """The one place that was meant, or those that may be; where it names none, those that are called nearly so."""
    if "chosen" in kept:
        return kept
    if alarming(kept["typed"]):
        raise Invalid(vi.NO_SUCH_PLACE)
    found = [units.get(here.db, row) for row in _names(here.db).find(kept["typed"])]
    hamlets = [u for u in found if u.level == "thon"]
    if found and not hamlets:
        raise Invalid(vi.ONLY_COMMUNE)
    labels = [[u.id, with_parent(here.db, u)] for u in hamlets or _near(here.db, kept["typed"])]
    if len(labels) > MOST_PLACES:
        raise Invalid(vi.MANY_PLACES if hamlets else vi.MANY_NEAR)
    if not labels:
        raise Invalid(vi.NO_SUCH_PLACE)
    if labels == kept.get("before"):
        raise Invalid(vi.SAME_PLACES)
    return {"chosen": labels[0]} if len(hamlets) == 1 else {"found": labels, "near": not hamlets}


def _near(db: Connection, typed: str) -> list[Unit]:
    return [units.get(db, row) for row in _made_once(db, _NEAR, lambda today: NearPlaces(today.values())).find(typed)]


def with_parent(db: Connection, unit: Unit) -> str:
    above = units.find(db, unit.parent) if unit.parent is not None else None
    return f"{unit.title}, {above.title}" if above else unit.title


def _names(db: Connection) -> Names:
    return _made_once(db, _NAMES, lambda today: place_words.names(Named(u.id, u.kind, u.name, titles_above(today, u.parent)) for u in today.values()))


def _made_once(db: Connection, key: str, make: Callable[[Mapping[int, Unit]], T]) -> T:
    """Of the places of today; kept for as long as no place changes."""
    known = reference.known(db)
    if key not in known:
        known[key] = make({u.id: u for u in units.everything(db) if u.valid_to is None})
    found: T = known[key]
    return found
