"""The tree of places at any date: what held of each unit for how long, what came after what, and where what is no more lies since.

A path is ``/1/12/130/``, ids from the root down. Dates are YYYY-MM-DD; an end is the first day on which something is no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEVELS = ("tinh", "huyen", "cum", "xa", "thon")  # from the top down; those between need not be there
RANK = {level: place for place, level in enumerate(LEVELS)}
LAST_DAY = "9999-12-31"


class Cyclic(ValueError):
    """A place would lie in itself."""


@dataclass(frozen=True, slots=True)
class Version:
    """What held of a unit for a stretch of time."""

    unit: int
    level: str
    kind: str
    name: str
    code: str | None
    parent: int | None
    valid_from: str
    valid_to: str | None

    @property
    def title(self) -> str:
        return f"{self.kind} {self.name}"

    def holds(self, on: str) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Succession:
    """What came after a unit by an event of that date; a unit that comes after itself goes on."""

    before: int
    after: int
    event: int
    on: str


def line_of(path: str) -> list[str]:
    """The paths of a place and of all above it, the root first."""
    steps = path.strip("/").split("/")
    return ["/" + "/".join(steps[: n + 1]) + "/" for n in range(len(steps))]


def unit_at(path: str) -> int:
    """The unit whose place this is: ``/1/12/130/`` is 130's."""
    return int(path.rstrip("/").rpartition("/")[2])


def may_hold(above: str, below: str) -> bool:
    """Whether a unit of one level may lie right below one of another. Those in between may be missing, but a hamlet's reports go to its commune."""
    return RANK[above] < RANK[below] and (below != "thon" or above == "xa")


class Tree:
    """The places of one date: ``units`` are those that held then, ``gone`` those that were no more, as they were last."""

    def __init__(self, units: Mapping[int, Version], gone: Mapping[int, Version], after: Mapping[int, Iterable[int]]) -> None:
        self.units, self.gone = units, gone
        self._after = {before: frozenset(heirs) for before, heirs in after.items()}
        self._paths: dict[int, str] = {}
        self._children: dict[int | None, list[int]] | None = None

    def parent(self, unit: int) -> int | None:
        """What it lies in; of what is no more, what it lay in last."""
        return (self.units.get(unit) or self.gone[unit]).parent

    def children(self, unit: int | None) -> Sequence[int]:
        """The units right below; None: those that nothing holds."""
        if self._children is None:
            self._children = {}
            for version in self.units.values():
                self._children.setdefault(version.parent, []).append(version.unit)
        return self._children.get(unit, ())

    def below(self, unit: int) -> list[int]:
        """It and everything in it, from the top down."""
        found = [unit]
        for place in found:
            found += self.children(place)
        return found

    def path(self, unit: int) -> str:
        """Where it lies. Raises Cyclic; KeyError of a unit that had not begun yet."""
        return self._path(unit, frozenset())

    def _path(self, unit: int, on_the_way: frozenset[int]) -> str:
        if unit not in self._paths:
            if unit in on_the_way:
                raise Cyclic(unit)
            self._paths[unit] = f"{self._above(unit, on_the_way | {unit})}{unit}/"
        return self._paths[unit]

    def _above(self, unit: int, on_the_way: frozenset[int]) -> str:
        """What is no more lies below the only one that came after it at last, else below the lowest place that holds all of those."""
        ends = () if unit in self.units else self._ends(unit)
        if ends:
            return _common([self._path(end, on_the_way) for end in ends])
        parent = self.parent(unit)
        return "/" if parent is None else self._path(parent, on_the_way)

    def _ends(self, unit: int) -> list[int]:
        """Where following what came after it ends: units that hold, or that nothing came after. Itself is none of them."""
        found, left, seen = set(), [unit], set()
        while left:
            place = left.pop()
            if place not in seen:
                seen.add(place)
                later = () if place in self.units else self._after.get(place, ())
                left += later
                if not later:
                    found.add(place)
        return sorted(found - {unit})

    def heirs(self, unit: int) -> list[int]:
        """The units that hold after it, at last; itself while it holds; none when it ended without any."""
        return [unit] if unit in self.units else [end for end in self._ends(unit) if end in self.units]

    def line(self, unit: int) -> list[int]:
        """It and all it lies in, the root first."""
        return [int(step) for step in self.path(unit).strip("/").split("/")]

    def holder(self, unit: int, level: str) -> int | None:
        """The unit of that level it lies in, or is; None when it lies between several, or there is none."""
        return next((place for place in self.line(unit) if place in self.units and self.units[place].level == level), None)

    def title(self, unit: int) -> str:
        return (self.units.get(unit) or self.gone[unit]).title


def _common(paths: Sequence[str]) -> str:
    """The lowest place that holds all of these, "/" for none."""
    lines = [line_of(path) for path in paths]
    return next((steps[0] for steps in reversed(list(zip(*lines, strict=False))) if len(set(steps)) == 1), "/")


class History:
    """Every version of every unit, each unit's in their order, and every succession."""

    def __init__(self, versions: Iterable[Version], successions: Iterable[Succession] = ()) -> None:
        self.versions: dict[int, tuple[Version, ...]] = {}
        for version in versions:
            self.versions[version.unit] = (*self.versions.get(version.unit, ()), version)
        self.successions = tuple(successions)

    def last(self, unit: int) -> Version | None:
        return self.versions[unit][-1] if unit in self.versions else None

    def first(self, unit: int) -> Version | None:
        return self.versions[unit][0] if unit in self.versions else None

    def title(self, unit: int) -> str:
        last = self.last(unit)
        return f"{last.title} ({unit})" if last else f"unit {unit}"

    def tree(self, on: str = LAST_DAY) -> Tree:
        """The places of that date; without one, as they are now."""
        units: dict[int, Version] = {}
        gone: dict[int, Version] = {}
        for unit, versions in self.versions.items():
            begun = [v for v in versions if v.valid_from <= on]
            if begun:
                held = next((v for v in reversed(begun) if v.holds(on)), None)
                (gone if held is None else units)[unit] = held or begun[-1]
        return Tree(units, gone, self._after(on))

    def _after(self, on: str) -> dict[int, list[int]]:
        """What came after a unit when it ended: not what an event made beside it while it went on."""
        went_on = {(s.before, s.event) for s in self.successions if s.before == s.after}
        after: dict[int, list[int]] = {}
        for s in self.successions:
            if s.on <= on and (s.before, s.event) not in went_on:
                after.setdefault(s.before, []).append(s.after)
        return after

    def while_below(self, unit: int, on: str) -> list[Version]:
        """Every version that lay right below a unit on that day or later."""
        return [v for versions in self.versions.values() for v in versions if v.parent == unit and _lasts_to(v, on)]


def _lasts_to(version: Version, on: str) -> bool:
    return version.valid_to is None or (version.valid_to > on and version.valid_to > version.valid_from)
