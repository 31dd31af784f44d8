"""Rows of an office's list understood as people in roles: names, roles and places as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from bot.documents.sheets import Row, Sheet
from bot.domain.finding import Named, Names, titles_above
from bot.domain.own_names import MOST, is_name, spaced
from bot.domain.periods import local
from bot.domain.phones import digits
from bot.domain.roles import LEVEL_OF, TEAM_ROLES
from bot.domain.units import History, Version
from bot.domain.vietnamese import fold, words
from messages_vi import common, place_words
from messages_vi import roster as vi
from storage import units
from storage.roster import Where
from storage.units import Unit

_APART = re.compile(rf"[,;()/–-]|(?<!\w){vi.AND}(?!\w)", re.IGNORECASE)
_SHOWN = 5  # candidates named when several places are meant


class Bad(Exception):
    """A row that cannot be read; says why, without the person's name or number."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that was understood."""

    line: int
    name: str
    address: str
    phone: str
    where: Where
    post: str


class Places:
    """Units found by the words of a row: those of today, else by how they were called or where they lay; asked once for the same words."""

    def __init__(self, today: Iterable[Unit], history: History) -> None:
        self.units = {u.id: u for u in today}
        self._below: dict[int, list[Unit]] = {}
        for u in self.units.values():
            self._below.setdefault(u.parent or 0, []).append(u)
        self._everywhere = self._names(self.units.values())
        self._within: dict[int, Names] = {}
        self._found: dict[tuple[str, str], tuple[list[Unit], bool]] = {}
        self._tree = history.tree()
        self._ended = [v for versions in history.versions.values() for v in versions if v.valid_to is not None]
        self._old = self._old_names(self._ended)

    def find(self, name: str, above: str) -> list[Unit]:
        """Those that a row may mean; ``above``: what the unit lies in, "" when the list does not say. Raises Bad when that is unknown."""
        return self._asked(name, above)[0]

    def is_old(self, name: str, above: str) -> bool:
        """Whether they were found by what is so no more."""
        return self._asked(name, above)[1]

    def said(self, u: Unit) -> str:
        """A unit with what it lies in."""
        return f"{u.title} ({self.units[u.parent].title})" if u.parent in self.units else u.title

    def _asked(self, name: str, above: str) -> tuple[list[Unit], bool]:
        if (name, above) not in self._found:
            words_ = _without_office(name), _without_office(above)
            found = self._look(*words_)
            self._found[name, above] = (found, False) if found else (self._look_back(*words_), True)
        return self._found[name, above]

    def _look(self, name: str, above: str) -> list[Unit]:
        if not above:
            return self._these(self._everywhere.find(name))
        parents = [p for p in self._these(self._everywhere.find(above)) if p.id in self._below]
        if _is_place_itself(name):
            return parents  # the block itself, of the commune named beside it
        return [u for p in parents for u in self._look_within(p, name)]

    def _look_within(self, parent: Unit, name: str) -> list[Unit]:
        """Right below first; only else farther down, or itself."""
        if parent.id not in self._within:
            self._within[parent.id] = self._names(self._below[parent.id])
        near = self._these(self._within[parent.id].find(name))
        return near or [u for u in self._these(self._everywhere.find(name)) if u.path.startswith(parent.path)]

    def _look_back(self, name: str, above: str) -> list[Unit]:
        """What came after that which was called so, or lay there: only where that is one unit."""
        if not above:
            return self._now(self._old.find(name))
        named = self._old.find(above)
        tops = {self._ended[n].unit for n in named} | {p for p in self._everywhere.find(above) if p in self._below}
        if not tops:
            raise Bad(f"no unit with others below it is called: {above}")
        if _is_place_itself(name):
            return self._now(named)
        return self._now(self._old_names(v for v in self._ended if v.parent in tops).find(name))

    def _now(self, ended: Iterable[int]) -> list[Unit]:
        heirs = [self._tree.heirs(self._ended[n].unit) for n in ended]
        return self._these(dict.fromkeys(only[0] for only in heirs if len(only) == 1))

    def _old_names(self, some: Iterable[Version]) -> Names:
        chosen = set(map(id, some))
        return place_words.names(
            Named(n, v.kind, v.name, (self._tree.title(v.parent),) if v.parent else ()) for n, v in enumerate(self._ended) if id(v) in chosen
        )

    def _names(self, some: Iterable[Unit]) -> Names:
        return place_words.names(Named(u.id, u.kind, u.name, titles_above(self.units, u.parent)) for u in some)

    def _these(self, ids: Iterable[int]) -> list[Unit]:
        return [self.units[id_] for id_ in ids]


def _is_place_itself(name: str) -> bool:
    return not name or fold(name) in place_words.KINDS


def _without_office(name: str) -> str:
    """ "Tổ dân vận thôn 3" is at thôn 3."""
    tokens = name.split()
    for office in map(str.split, map(fold, vi.OFFICES)):
        if list(map(fold, tokens[: len(office)])) == office:
            return " ".join(tokens[len(office) :])
    return name


def places(db: Connection, now: float) -> Places:
    today = local(now).date().isoformat()
    return Places((u for u in units.everything(db) if u.valid_to is None or u.valid_to > today), units.history(db))


# rows understood -----------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Told:
    """What a file says: rows understood, and by line what cannot be read, what was left aside, and which places are found by what they were."""

    entries: list[Entry] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    heirs: list[tuple[int, str]] = field(default_factory=list)


def understood(sheet: Sheet, at: Places) -> Told:
    """Raises ValueError when headings are missing."""
    if missing := [key for key in vi.NEEDED if key not in sheet.columns]:
        raise ValueError(f"headings are missing: {', '.join(missing)}")
    told = Told()
    for row in sheet.rows:
        try:
            told.entries.append(_entry(row, at, told))
        except Bad as why:
            told.bad.append((row.line, str(why)))
    return told


def _entry(row: Row, at: Places, told: Told) -> Entry:
    cells = row.cells
    name = _name(cells["ho_ten"])
    keys, post, rest = _office(cells["vai_tro"])
    unit, key = _place(cells["don_vi"], cells.get("don_vi_cap_tren", ""), keys, at)
    if post and key in TEAM_ROLES:
        raise Bad("a fixed post of the block goes with a role in the block")
    address = _address(cells.get("xung_ho", ""))
    entry = Entry(row.line, name, address, _phone(cells.get("so_dien_thoai", "")), (unit.id, key), post)
    if at.is_old(cells["don_vi"], cells.get("don_vi_cap_tren", "")):
        told.heirs.append((row.line, f"{', '.join(filter(None, (cells['don_vi'], cells.get('don_vi_cap_tren', ''))))}; it is {at.said(unit)} now"))
    if rest:
        told.notes.append((row.line, ", ".join(rest)))
    if cells.get("xung_ho") and not address:
        told.notes.append((row.line, f"xung_ho, which is none of {', '.join(common.ADDRESSES)}: they are spoken to by their role"))
    return entry


def _name(text: str) -> str:
    """In capitals only, as lists have it, nobody likes to be addressed."""
    name = spaced(common.unmarked(text))
    if not any(c.isalpha() for c in name):
        raise Bad("no name")
    if len(name) > MOST:
        raise Bad("the name is too long")
    if not is_name(name):
        raise Bad("the name is to be of letters alone")
    return " ".join(map(str.capitalize, name.split())) if name.isupper() and len(name) > 1 else name


def _address(text: str) -> str:
    """ "" where the bot has no such word: what people are called by in a list, as by their age, need not keep them out."""
    return next((word for word in common.ADDRESSES if words(word) == words(text)), "")


def _phone(text: str) -> str:
    number = digits(text)
    if text and not number:
        raise Bad("the telephone number cannot be read")
    return number


def _office(text: str) -> tuple[tuple[str, ...], str, list[str]]:
    """(the role keys that may be meant, the fixed post or "", what is neither)."""
    if not text:
        raise Bad("no role")
    pieces = [text] if vi.roles_meant(text) else [p.strip() for p in _APART.split(text) if p.strip()]
    meant = [keys for p in pieces if (keys := vi.roles_meant(p))]
    posts = [post for p in pieces if (post := vi.post_meant(p))]
    if not meant:
        raise Bad(f"no role is called: {text}")
    if len(meant) > 1 or len(posts) > 1:
        raise Bad(f"one role a row, with one post at most: {text}")
    return meant[0], "".join(posts), [p for p in pieces if not vi.roles_meant(p) and not vi.post_meant(p)]


def _place(name: str, above: str, keys: Sequence[str], at: Places) -> tuple[Unit, str]:
    """The one unit, and the one role that is held in such a unit."""
    if not name:
        raise Bad("no unit")
    found = at.find(name, above)
    if not found:
        raise Bad(f"no unit is called: {name}" + (f", in {above}" if above else ""))
    fitting = [(u, key) for u in found for key in keys if LEVEL_OF.get(key, u.level) == u.level]
    if not fitting:
        raise Bad(f"{keys[0]} is a role of level {LEVEL_OF[keys[0]]}, and {at.said(found[0])} is of level {found[0].level}")
    if len(fitting) > 1:
        shown = ", ".join(dict.fromkeys(at.said(u) for u, _ in fitting[:_SHOWN]))
        raise Bad(f"several are meant by {name}: {shown}{', ...' if len(fitting) > _SHOWN else ''}")
    return fitting[0]


def told_of(entries: Iterable[Entry], at: Places) -> Iterator[tuple[int, str]]:
    """Each row as a line to be read by whoever imports it."""
    for e in entries:
        unit, key = at.units[e.where[0]], e.where[1]
        yield e.line, f"{e.name}, {key}{f' ({e.post})' if e.post else ''}, {at.said(unit)}"
