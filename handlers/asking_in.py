"""Asking to be let in without a code: one's name, the place, a check. Nothing of the place is shown but its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from typing_extensions import override

from bot.domain.finding import Named, Names, titles_above
from bot.domain.own_names import MOST, is_name, spaced
from bot.domain.vietnamese import words
from bot.readers import line
from bot.story import Ask, Here, Invalid, Said, Whole
from bot.talk import Choice
from messages_vi import place_words
from messages_vi import requests as vi
from storage import reference, requests, units
from storage.units import Unit

ROLE, A_DAY, DAY = "to_vien", 3, 86400.0
MOST_PLACES = 8
_NAMES = "places to ask for"


@dataclass(frozen=True)
class Wish:
    name: str
    unit: int


class _Name(line):
    """A name as people write it: letters, at least two words."""

    @override
    def hear(self, said: Said, before: Any) -> str:
        text = spaced(said.text)
        if any(c.isdecimal() for c in text):
            raise Invalid(vi.HAVE_CODE if sum(c.isdecimal() for c in text) == 8 else self.refusal)
        if not (is_name(text) and 2 <= len(words(text)) <= 8):
            raise Invalid(self.refusal)
        return self.value(" ".join(word[:1].upper() + word[1:] for word in text.split()))


@dataclass(frozen=True)
class _Place(Whole):
    """A place by its name; while several are meant, they are the choices, and another name may be typed."""

    choices: tuple[Choice, ...] = ()

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        if said.choice is not None and before:
            return {"chosen": next(p for p in before["found"] if str(p[0]) == said.choice)}
        return {"typed": said.text}

    def value(self, kept: Any) -> tuple[int, str]:
        unit, label = kept["chosen"]
        return unit, label

    @override
    def finished(self, kept: Any) -> bool:
        return "chosen" in kept


def tell(ask: Ask, known_as: str) -> Wish:
    """``known_as``: the name of somebody whom we know already, else ""."""
    name = known_as or ask("name", vi.NAME, _Name(vi.NAME_UNCLEAR, most=MOST))
    found = (ask.kept("place") or {}).get("found", [])
    choices = tuple(Choice(str(unit), label) for unit, label in found)
    unit, label = ask("place", vi.WHICH_PLACE if choices else vi.PLACE, _Place(choices))
    ask.confirm("wish", vi.check(name, label), vi.SEND, vi.EDITS, vi.PICK)
    return Wish(name, unit)


def check_wish(here: Here) -> dict[str, Any]:
    """Whether this chat may ask once more today; what is kept in place of a code."""
    if requests.asked_lately(here.db, here.who.peer, here.now - DAY) >= A_DAY:
        raise Invalid(vi.ENOUGH_TODAY)
    return {"asks": True}


def check_place(here: Here, kept: dict[str, Any]) -> dict[str, Any]:
    """The one place that was meant, or those that may be."""
    if "chosen" in kept:
        return kept
    found = [units.get(here.db, row) for row in _names(here.db).find(kept["typed"])]
    hamlets = [u for u in found if u.level == "thon"]
    if not hamlets:
        raise Invalid(vi.ONLY_COMMUNE if found else vi.NO_SUCH_PLACE)
    if len(hamlets) > MOST_PLACES:
        raise Invalid(vi.MANY_PLACES)
    labels = [[u.id, with_parent(here.db, u)] for u in hamlets]
    return {"chosen": labels[0]} if len(labels) == 1 else {"found": labels}


def with_parent(db: Connection, unit: Unit) -> str:
    above = units.find(db, unit.parent) if unit.parent is not None else None
    return f"{unit.title}, {above.title}" if above else unit.title


def _names(db: Connection) -> Names:
    """Of the places of today; made once for as long as no place changes."""
    known = reference.known(db)
    if _NAMES not in known:
        today = {u.id: u for u in units.everything(db) if u.valid_to is None}
        known[_NAMES] = place_words.names(Named(u.id, u.kind, u.name, titles_above(today, u.parent)) for u in today.values())
    found: Names = known[_NAMES]
    return found
