"""A table of units that an office sends: what it adds, renames and no longer has, and every row that cannot be read, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from bot.documents.sheets import Row, Sheet
from bot.domain.finding import Named, Names
from bot.domain.unit_plans import CLOSE, RENAME, Event, New, Refused, applied, plan
from bot.domain.units import LEVELS, History, Version, may_hold
from bot.domain.vietnamese import fold, spelling
from handlers import places
from messages_vi.place_words import level_of, names
from storage import audit, reference, units

COLUMNS = {
    "cap": ("cap don vi",),
    "loai": ("loai don vi",),
    "ten": ("ten don vi",),
    "ten_cap_tren": (
        *("cap tren", "don vi cap tren", "ten don vi cap tren", "thuoc", "thuoc don vi", "truc thuoc", "thuoc cap tren"),
        *("thuoc xa", "thuoc phuong", "thuoc xa phuong", "thuoc xa phuong thi tran", "thuoc tinh", "thuoc huyen"),
    ),
    "ma": ("ma don vi",),
}  # other ways to write a heading, folded
NEEDED = ("cap", "loai", "ten", "ten_cap_tren")
_TOP = LEVELS[0]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row that can be read: a unit as the office has it; ``above``: what it lies in, as it was typed."""

    line: int
    level: str
    kind: str
    name: str
    above: str
    code: str | None

    @property
    def title(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass
class Import:
    """What a table means for the tree. A parent that the table itself brings is minus its line."""

    add: list[tuple[Wanted, int | None]] = field(default_factory=list)
    rename: list[tuple[Wanted, int]] = field(default_factory=list)
    recode: list[tuple[Wanted, int]] = field(default_factory=list)
    same: int = 0
    missing: list[int] = field(default_factory=list)  # units beside those of the table that it does not have
    bad: dict[int, str] = field(default_factory=dict)  # line -> reason; 0: of closing what is missing


class Bad(Exception):
    """A row cannot be taken; the text says why."""


def read(db: Connection, sheet: Sheet, on: str, *, close_missing: bool = False) -> Import:
    """What the table would do as of that day; nothing is changed. What renaming or closing speaks against is bad too."""
    history = units.history(db)
    found = _Reading(history, on).read(sheet.rows)
    _foresee(history, found, on, close_missing=close_missing)
    return found


def _foresee(history: History, found: Import, on: str, *, close_missing: bool) -> None:
    """Plans in turn what will be done; a unit that the table brings is minus its line."""
    added = [Version(-row.line, row.level, row.kind, row.name, row.code, parent, on, None) for row, parent in found.add]
    before, history = history, History((), history.successions)
    history.versions = before.versions | {v.unit: (v,) for v in added}
    for row, unit in found.rename:
        history = _planned(history, Event(RENAME, on, "", (unit,), named=(row.kind, row.name)), found, row.line)
    found.rename = [(row, unit) for row, unit in found.rename if row.line not in found.bad]
    if close_missing and found.missing:
        _planned(history, Event(CLOSE, on, "", tuple(found.missing)), found, 0)


def _planned(history: History, event: Event, found: Import, line: int) -> History:
    try:
        return applied(history, plan(history, event), 0)
    except Refused as why:
        found.bad[line] = str(why)
        return history


class _Reading:
    """A table held against the tree of today, from the top level down, so that a row may lie in what another row brings."""

    def __init__(self, history: History, on: str) -> None:
        self.history, self.on, self.tree = history, on, history.tree()
        self.places: dict[int, Named] = {}
        self.places |= {u: Named(u, v.kind, v.name, self._titles(v.parent)) for u, v in self.tree.units.items()}
        self.levels = {u: v.level for u, v in self.tree.units.items()}
        self.codes = {(v.level, v.code): v.unit for v in self.tree.units.values() if v.code}
        self.seen: dict[object, int] = {}  # what a row stands for -> its line
        self.beside: defaultdict[tuple[int, str], set[int]] = defaultdict(set)  # (parent, level) -> units the table has there
        self.everywhere: Names | None = None
        self.found = Import()

    def read(self, rows: Iterable[Row]) -> Import:
        wanted: list[Wanted] = []
        for row in rows:
            try:
                wanted.append(_wanted(row))
            except Bad as why:
                self.found.bad[row.line] = str(why)
        for level in LEVELS:
            above = names(place for u, place in self.places.items() if may_hold(self.levels[u], level))
            for row_ in (w for w in wanted if w.level == level):
                try:
                    self._take(row_, self._parent(row_, above, wanted))
                except Bad as why:
                    self.found.bad[row_.line] = str(why)
        for (parent, level), had in self.beside.items():
            self.found.missing += [u for u in self.tree.children(parent) if self.levels[u] == level and u not in had]
        return self.found

    def _parent(self, row: Wanted, above: Names, wanted: Sequence[Wanted]) -> int | None:
        if row.level == _TOP:
            return None
        fitting = above.find(row.above)
        if len(fitting) > 1:
            raise Bad(
                f"{len(fitting)} places are meant by {row.above!r}: {'; '.join(sorted(map(self._where, fitting)))}. Say which, with what it lies in"
            )
        if not fitting:
            raise Bad(self._why_no_parent(row, wanted))
        first = self.history.first(fitting[0])
        if first is not None and first.valid_from > self.on:
            raise Bad(f"{self._where(fitting[0])} began only on {first.valid_from}")
        return fitting[0]

    def _where(self, place: int) -> str:
        named = self.places[place]
        line = f" (line {-place})" if place < 0 else ""
        return f"{named.kind} {named.name}{line}" + (f", {named.parents[0]}" if named.parents else "")

    def _why_no_parent(self, row: Wanted, wanted: Sequence[Wanted]) -> str:
        """An orphan; or what it names is no place for it: one as low as itself, so that rows may even lie in each other."""
        if self.everywhere is None:
            told = [Named(-w.line, w.kind, w.name, (w.above,) if w.above else ()) for w in wanted]
            self.everywhere = names([*(p for p in self.places.values() if p.id > 0), *told])
        lines = {-w.line: w for w in wanted}
        for place in self.everywhere.find(row.above):
            if place < 0 and may_hold(lines[place].level, row.level):
                return f"what it lies in, line {-place}, cannot be taken"
            what = lines[place] if place < 0 else self.tree.units[place]
            return f"{what.title}{f' (line {-place})' if place < 0 else ''} is a {what.level}, and a {row.level} cannot lie in it"
        return f"there is no {row.above!r} for it to lie in"

    def _take(self, row: Wanted, parent: int | None) -> None:
        there = self._there(row, parent)
        self._once(("unit", there.unit) if there else ("new", parent, row.level, _spelled(row.title)), row.line)
        if row.code:
            self._once(("code", row.level, row.code), row.line)
        if there is None:
            self.found.add.append((row, parent))
            self.places[-row.line] = Named(-row.line, row.kind, row.name, self._titles(parent))
            self.levels[-row.line] = row.level
        else:
            self._compare(row, there)
        if parent is not None and parent > 0:
            self.beside[parent, row.level].add(there.unit if there else 0)

    def _once(self, what: object, line: int) -> None:
        if what in self.seen:
            raise Bad(f"the same as line {self.seen[what]}")
        self.seen[what] = line

    def _titles(self, place: int | None) -> tuple[str, ...]:
        """Of a place and of all it lies in, the nearest first."""
        if place is None or place in self.places:
            return () if place is None else (f"{self.places[place].kind} {self.places[place].name}", *self.places[place].parents)
        return (self.tree.title(place), *self._titles(self.tree.parent(place)))

    def _compare(self, row: Wanted, there: Version) -> None:
        coded = row.code is not None and row.code == there.code
        if coded and _spelled(row.title) != _spelled(there.title):
            self.found.rename.append((row, there.unit))
        elif row.code and not coded:
            self.found.recode.append((row, there.unit))
        else:
            self.found.same += 1

    def _there(self, row: Wanted, parent: int | None) -> Version | None:
        """The unit of today that a row speaks of: by its code, else by its name in that place."""
        coded = self.codes.get((row.level, row.code)) if row.code else None
        if coded is not None:
            there = self.tree.units[coded]
            if there.parent != parent:
                raise Bad(f"{row.code} is the ma of {self._where(coded)} ({coded}); if it went elsewhere: units move")
            return there
        beside = [self.tree.units[u] for u in self.tree.children(parent) if self.levels[u] == row.level] if (parent or 1) > 0 else []
        alike = [v for v in beside if _spelled(v.title) == _spelled(row.title)]
        if not alike and fold(row.title) == row.title.lower():
            alike = [v for v in beside if fold(v.title) == fold(row.title)]
        if len(alike) > 1:
            raise Bad(f"{len(alike)} units there are called so: give its ma")
        return alike[0] if alike else None


def _wanted(row: Row) -> Wanted:
    cells = {key: row.cells.get(key, "").strip() for key in COLUMNS}
    told = fold(cells["cap"])
    level = told if told in LEVELS else level_of(told)
    if not level:
        raise Bad(f"unknown level {cells['cap']!r}; levels are {', '.join(LEVELS)}, or a kind word of one" if told else "cap is empty")
    if told not in LEVELS:
        cells["loai"] = cells["loai"] or cells["cap"]
    for key in ("loai", "ten"):
        if not cells[key]:
            raise Bad(f"{key} is empty")
    if bool(cells["ten_cap_tren"]) == (level == _TOP):
        raise Bad(f"a {_TOP} lies in nothing, ten_cap_tren must be empty" if level == _TOP else "ten_cap_tren is empty")
    kind, name = cells["loai"].lower(), cells["ten"]
    if fold(name).startswith(f"{fold(kind)} "):
        name = name[len(kind) :].strip()
    return Wanted(row.line, level, kind, name, cells["ten_cap_tren"], cells["ma"] or None)


def _spelled(title: str) -> tuple[str, ...]:
    """Alike for one name however its accents were set: hoà and hòa, 03 and 3."""
    return tuple(word.lstrip("0") if word.isdigit() else spelling(word) for word in title.split())


def take(db: Connection, found: Import, on: str, document: str, now: float, *, close_missing: bool = False) -> None:
    """Does what the table means. Rows that are bad are left out: whoever calls has made sure that this is wanted."""
    reference.changed(db)
    ids: dict[int, int] = {}
    for level in LEVELS:
        rows = [(row, parent) for row, parent in found.add if row.level == level]
        new = [New(row.level, row.kind, row.name, parent if parent is None or parent > 0 else ids[parent], row.code) for row, parent in rows]
        ids |= {-row.line: id_ for (row, _), id_ in zip(rows, units.add_all(db, new, on), strict=True)}
    for row, unit in found.recode:
        units.set_code(db, unit, row.code or "")
    events = [Event(RENAME, on, document, (unit,), named=(row.kind, row.name)) for row, unit in found.rename]
    if close_missing and found.missing:
        events.append(Event(CLOSE, on, document, tuple(found.missing)))
    places.order_all(db, events, now)
    audit.note(db, None, "imported units", "", None, now)
