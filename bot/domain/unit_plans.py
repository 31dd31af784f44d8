"""What an event of the administration does to the tree of places, worked out before anything is changed. No date before it is touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.periods import HERE
from bot.domain.units import RANK, History, Succession, Version, may_hold

RENAME, MOVE, MERGE, SPLIT, CLOSE = KINDS = ("rename", "move", "merge", "split", "close")
_MOST = 6


class Refused(ValueError):
    """The event cannot be: why, in one line; of many reasons the first ones."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons[:_MOST]) + (f"; and {len(reasons) - _MOST} more" if len(reasons) > _MOST else ""))


@dataclass(frozen=True, slots=True)
class New:
    """A unit that an event makes; ``parent``: what it lies in."""

    level: str
    kind: str
    name: str
    parent: int | None
    code: str | None = None

    @property
    def title(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Event:
    """What is to be done to which units, on which day, by which document.

    rename: ``named`` (kind, name). move: ``to``. merge: ``into`` has the one they become, which may be one of them, and may be ``named`` anew.
    split: ``into`` has two or more; the unit itself among them goes on. ``children``: (child, place in ``into``) of a unit that is split.
    ``carry``: the roles of the commune and above go to the heirs too.
    """

    kind: str
    on: str
    document: str
    units: tuple[int, ...]
    into: tuple[int | New, ...] = ()
    to: int | None = None
    named: tuple[str, str] | None = None
    children: tuple[tuple[int, int], ...] = ()
    carry: bool = False

    @property
    def begins(self) -> float:
        """Local midnight of its day, in epoch seconds."""
        return datetime.combine(date.fromisoformat(self.on), datetime.min.time(), HERE).timestamp()


@dataclass(frozen=True, slots=True)
class Plan:
    """What will change. ``made``: units that begin, numbered -1, -2 ...; ``begun``: what holds of others from then on.

    ``closed``: those that end; ``after``: (before, after), where a unit that goes on comes after itself too.
    """

    event: Event
    made: tuple[Version, ...]
    begun: tuple[Version, ...]
    closed: tuple[int, ...]
    after: tuple[tuple[int, int], ...]

    @property
    def involved(self) -> frozenset[int]:
        """Every unit there was before that it speaks of."""
        told = {*self.closed, *self.event.units, *(v.unit for v in self.begun), *(unit for pair in self.after for unit in pair)}
        return frozenset(unit for unit in told if unit > 0)

    def numbered(self, ids: Mapping[int, int]) -> Plan:
        """The same with true numbers for the units it makes."""

        def true(unit: int) -> int:
            return ids.get(unit, unit)

        made, begun = (
            tuple(replace(v, unit=true(v.unit), parent=v.parent and true(v.parent)) for v in versions) for versions in (self.made, self.begun)
        )
        return replace(self, made=made, begun=begun, after=tuple((true(a), true(b)) for a, b in self.after))


def plan(history: History, event: Event) -> Plan:
    """Raises Refused with every reason why it cannot be."""
    drawn = _Drawing(history, event)
    how = _HOW.get(event.kind)
    if how is None:
        raise Refused([f"there is no event of the kind {event.kind}"])
    how(drawn, event)
    if drawn.problems:
        raise Refused(list(dict.fromkeys(drawn.problems)))
    return Plan(event, tuple(drawn.made), tuple(drawn.begun.values()), tuple(drawn.closed), tuple(dict.fromkeys(drawn.after)))


def applied(history: History, plan: Plan, number: int) -> History:
    """The history with the event of that number done."""
    after = History((), (*history.successions, *(Succession(a, b, number, plan.event.on) for a, b in plan.after)))
    after.versions = dict(history.versions)
    ends = dict.fromkeys(plan.closed, plan.event.on) | {v.unit: v.valid_from for v in plan.begun}
    for unit, on in ends.items():
        *earlier, last = after.versions[unit]
        after.versions[unit] = (*earlier, replace(last, valid_to=on))
    for version in (*plan.made, *plan.begun):
        after.versions[version.unit] = (*after.versions.get(version.unit, ()), version)
    return after


class _Drawing:
    """A plan while it is drawn, with what speaks against it."""

    def __init__(self, history: History, event: Event) -> None:
        self.history, self.on = history, event.on
        self.ending = _ending(event)
        self.problems: list[str] = []
        self.made: list[Version] = []
        self.begun: dict[int, Version] = {}
        self.closed: list[int] = []
        self.after: list[tuple[int, int]] = []

    def changing(self, unit: int) -> Version | None:
        """What held of a unit last, if it may be changed as of that day."""
        last = self._now(unit)
        if last is not None and last.valid_from > self.on:
            self.problems.append(f"{self.history.title(unit)} began or changed later, on {last.valid_from}")
        return last

    def standing(self, unit: int) -> Version | None:
        """The same of a unit that must have been there from that day to this."""
        first, last = self.history.first(unit), self._now(unit)
        if first is not None and first.valid_from > self.on:
            self.problems.append(f"{self.history.title(unit)} began only on {first.valid_from}")
        if unit in self.ending:
            self.problems.append(f"{self.history.title(unit)} itself ends by it")
        return last

    def _now(self, unit: int) -> Version | None:
        last = self.history.last(unit)
        if last is None:
            self.problems.append(f"there is no unit {unit}")
        elif last.valid_to is not None:
            self.problems.append(f"{self.history.title(unit)} is no more since {last.valid_to}")
        return last

    def begins(self, last: Version, **otherwise: object) -> None:
        """From that day on it is otherwise; if it began later, from its beginning."""
        now = self.begun.get(last.unit, last)
        self.begun[last.unit] = replace(now, valid_from=max(self.on, last.valid_from), valid_to=None, **otherwise)  # type: ignore[arg-type]

    def lies_in(self, level: str, title: str, parent: int) -> None:
        above = self.standing(parent)
        if above is not None and not may_hold(above.level, level):
            self.problems.append(f"{title} is a {level} and cannot lie in {self.history.title(parent)}, a {above.level}")

    def becomes(self, into: int | New, level: str) -> int:
        """The number of a unit that others become; one that is to be made gets one."""
        if isinstance(into, New):
            return self._makes(into, level)
        there = self.standing(into)
        if there is not None:
            self._alike(self.history.title(into), there.level, level)
        return into

    def _makes(self, new: New, level: str) -> int:
        self._alike(new.title, new.level, level)
        if not new.kind or not new.name:
            self.problems.append("a new unit needs a kind word and a name")
        if new.parent is not None:
            self.lies_in(new.level, new.title, new.parent)
        elif new.level != next(iter(RANK)):
            self.problems.append(f"nothing holds the new {new.title}")
        unit = -1 - len(self.made)
        self.made.append(Version(unit, new.level, new.kind, new.name, new.code, new.parent, self.on, None))
        return unit

    def _alike(self, title: str, theirs: str, level: str) -> None:
        if theirs != level:
            self.problems.append(f"{title} is a {theirs}, not a {level}")

    def closes(self, unit: int, heirs: Mapping[int, int], only: int | None) -> None:
        """``heirs``: child -> the unit it lies in from now on; ``only``: where all the others go."""
        self.closed.append(unit)
        for later in (s for s in self.history.successions if s.on > self.on and unit in (s.before, s.after)):
            self.problems.append(f"event {later.event} of {later.on}, which is later, speaks of {self.history.title(unit)}")
        for child in self.history.while_below(unit, self.on):
            if child.unit not in self.ending:
                self._moves_out(child, heirs.get(child.unit, only))

    def _moves_out(self, child: Version, to: int | None) -> None:
        title = self.history.title(child.unit)
        if child.valid_to is not None:
            self.problems.append(f"{title} was in it until {child.valid_to}, which is later")
        elif to is None:
            self.problems.append(f"{title} is still in it, and it is not said where it goes")
        else:
            self.begins(child, parent=to)


def _ending(event: Event) -> frozenset[int]:
    """The units that are no more after it."""
    if event.kind not in (MERGE, SPLIT, CLOSE):
        return frozenset()
    return frozenset(event.units) - {into for into in event.into if isinstance(into, int)}


def _all_alike(drawn: _Drawing, units: tuple[int, ...], least: int, most: int | None = None) -> list[Version]:
    """The units an event changes; so many, and of one level."""
    found = [v for unit in dict.fromkeys(units) if (v := drawn.changing(unit)) is not None]
    if not least <= len(set(units)) <= (most or len(units)):
        drawn.problems.append(f"it needs {least} {'unit' if least == 1 else 'units'}{' or more' if most is None else ''}")
    if len({v.level for v in found}) > 1:
        drawn.problems.append("the units are of several levels: " + ", ".join(f"{drawn.history.title(v.unit)} is a {v.level}" for v in found))
    return found


def _rename(drawn: _Drawing, event: Event) -> None:
    kind, name = event.named or ("", "")
    if not kind or not name:
        drawn.problems.append("a new name needs a kind word and a name")
    for last in _all_alike(drawn, event.units, 1, 1):
        if (last.kind, last.name) == (kind, name):
            drawn.problems.append(f"{drawn.history.title(last.unit)} is called so already")
        drawn.begins(last, kind=kind, name=name)


def _move(drawn: _Drawing, event: Event) -> None:
    if event.to is None:
        drawn.problems.append("it is not said where to")
        return
    for last in _all_alike(drawn, event.units, 1):
        if last.parent == event.to:
            drawn.problems.append(f"{drawn.history.title(last.unit)} lies there already")
        drawn.lies_in(last.level, drawn.history.title(last.unit), event.to)
        drawn.begins(last, parent=event.to)


def _merge(drawn: _Drawing, event: Event) -> None:
    if len(event.into) != 1:
        drawn.problems.append("units are merged into one")
        return
    sources = _all_alike(drawn, event.units, 1)
    heir = drawn.becomes(event.into[0], sources[0].level if sources else "")
    for unit in dict.fromkeys(event.units):
        if unit != heir:
            drawn.closes(unit, {}, heir)
        drawn.after.append((unit, heir))
    if not drawn.closed:
        drawn.problems.append("nothing is merged into it")
    if heir > 0:
        drawn.after.append((heir, heir))
        last = drawn.history.last(heir)
        if event.named and last and (last.kind, last.name) != event.named and drawn.changing(heir):
            drawn.begins(last, kind=event.named[0], name=event.named[1])


def _split(drawn: _Drawing, event: Event) -> None:
    if len(set(event.into)) < 2:
        drawn.problems.append("a unit is split into two or more")
    for last in _all_alike(drawn, event.units, 1, 1):
        parts = [drawn.becomes(into, last.level) for into in event.into]
        _share_out(drawn, event, last.unit, parts)
        drawn.after += [(last.unit, part) for part in parts]


def _share_out(drawn: _Drawing, event: Event, unit: int, parts: list[int]) -> None:
    """What lies in a unit that is split goes where it was said; where the unit goes on the rest stays."""
    heirs = {child: parts[n] for child, n in event.children if 0 <= n < len(parts)}
    inside = {v.unit: v for v in drawn.history.while_below(unit, event.on) if v.valid_to is None}
    drawn.problems += [f"{drawn.history.title(child)} does not lie in it, or that part is not there" for child, _ in event.children
                       if child not in heirs or child not in inside]  # fmt: skip
    if unit not in parts:
        drawn.closes(unit, heirs, None)
        return
    for child, to in heirs.items():
        if child in inside and to != unit:
            drawn.begins(inside[child], parent=to)


def _close(drawn: _Drawing, event: Event) -> None:
    for last in _all_alike(drawn, event.units, 1):
        drawn.closes(last.unit, {}, None)


_HOW: Mapping[str, Callable[[_Drawing, Event], None]] = {RENAME: _rename, MOVE: _move, MERGE: _merge, SPLIT: _split, CLOSE: _close}
