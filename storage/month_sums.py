"""What teams and blocks told, added up by the database over any months: for each team, or for each place above them on the tree of a date."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, select

from bot.domain.forms import Form, Rollup
from bot.domain.totals import Chosen, Figure, Stock, Sum, Told, Totals, added
from bot.domain.units import Tree
from storage.checkins import DONE
from storage.tables import checkin, checkin_answer

_C, _A = checkin.c, checkin_answer.c
_DURING = _C.month.in_(bindparam("months", expanding=True))
_DONE = _C.state.in_(DONE)
_OF_TEAM = _C.unit != _C.block  # what a block types itself is no team's
_LEFT_OUT = and_(_A.number.is_(None), _A.words.is_(None))
_LAST = func.row_number().over(partition_by=(_C.unit, _A.field), order_by=_C.month.desc()).label("nth")
_UNITS = select(_C.unit, _C.block).where(_DURING, _OF_TEAM).distinct()
Row = tuple[int, str, Figure]


def _count(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


@dataclass(frozen=True)
class _Statements:
    """The same questions, for each team or for each place above."""

    place: ColumnElement[int]
    only: ColumnElement[bool]

    @property
    def coverage(self) -> Select[Any]:
        on_time, whole = and_(_DONE, _C.late == 0), and_(_DONE, _C.whole == 1)
        counted = select(self.place, func.count(), _count(_DONE), _count(on_time), _count(whole))
        return counted.where(_DURING, _OF_TEAM, self.only).group_by(self.place)

    @property
    def _answers(self) -> Select[Any]:
        asked = _A.field.in_(bindparam("fields", expanding=True))
        return select(self.place, _A.field).join_from(checkin, checkin_answer, _A.checkin == _C.id).where(_DURING, _DONE, asked, self.only)

    @property
    def sums(self) -> Select[Any]:
        told = self._answers.add_columns(func.coalesce(func.sum(_A.number), 0), _count(_A.number > 0), func.count(_A.number), _count(_LEFT_OUT))
        return told.group_by(self.place, _A.field)

    @property
    def last_known(self) -> Select[Any]:
        told = self._answers.add_columns(_C.unit.label("team"), _C.month, _A.number, _LAST).where(_A.number.is_not(None)).subquery()
        return select(*[c for c in told.c if c.name != "nth"]).where(told.c.nth == 1)

    @property
    def choices(self) -> Select[Any]:
        return self._answers.add_columns(_A.words, func.count()).group_by(self.place, _A.field, _A.words)

    @property
    def words(self) -> Select[Any]:
        return self._answers.add_columns(func.count(_A.words), _count(_LEFT_OUT)).group_by(self.place, _A.field)


_OF_TEAMS = _Statements(_C.unit.label("place"), _C.unit.in_(bindparam("teams", expanding=True)))
_MOVED = _C.unit.in_(bindparam("teams", expanding=True))
_OF_PLACES = _Statements(case((_MOVED, _C.unit), else_=_C.block).label("place"), _C.id.is_not(None))


def of_teams(db: Connection, form: Form, months: Sequence[str], teams: Collection[int]) -> dict[int, Totals]:
    """Each of these that was expected in one of the months ("2026-12"), with what it told in all of them."""
    return _totals(db, form, months, _OF_TEAMS, teams)


def of_places(db: Connection, form: Form, months: Sequence[str], tree: Tree) -> dict[int, Totals]:
    """For every place in which a team lies on the tree's date, near and far, but the teams themselves; 0: all of them.

    What a team told before it was moved, or its commune merged, counts where it lies now; of one that was divided between communes
    only in what holds them all.
    """
    moved = [unit for unit, block in db.execute(_UNITS, {"months": list(months)}) if tree.path(unit).rstrip("/").split("/")[-2] != str(block)]
    return _rolled_up(_totals(db, form, months, _OF_PLACES, moved), tree, frozenset(moved))


def _rolled_up(parts: Mapping[int, Totals], tree: Tree, teams: Collection[int]) -> dict[int, Totals]:
    below: dict[int, list[Totals]] = defaultdict(list)
    lines = {place: [0, *tree.line(place)] for place in parts}
    for place, totals in parts.items():
        below[lines[place][-2] if place in teams else place].append(totals)
    above = {unit: over for line in lines.values() for over, unit in itertools.pairwise(line) if unit not in teams}
    depth = {unit: n for line in lines.values() for n, unit in enumerate(line) if unit not in teams}
    found: dict[int, Totals] = {}
    for place in sorted(depth, key=lambda p: -depth[p]):
        found[place] = added(below[place])
        if place in above:
            below[above[place]].append(found[place])
    return found


def _totals(db: Connection, form: Form, months: Sequence[str], ask: _Statements, teams: Collection[int]) -> dict[int, Totals]:
    reading = _Reading(db, form, {"months": list(months), "teams": list(teams)})
    figures: dict[int, dict[str, Figure]] = defaultdict(dict)
    for place, key, figure in (*reading.sums(ask), *reading.stocks(ask), *reading.chosen(ask), *reading.told(ask)):
        figures[place][key] = figure
    covered = {place: Totals(*counts) for place, *counts in db.execute(ask.coverage, reading.given)}
    return {place: replace(covered.get(place, Totals()), figures=figures.get(place, {})) for place in covered.keys() | figures.keys()}


@dataclass(frozen=True)
class _Reading:
    """Rows as figures."""

    db: Connection
    form: Form
    given: Mapping[str, Any]

    def _rows(self, query: Select[Any], *rollups: Rollup) -> Sequence[Any]:
        fields = [f.key for f in self.form.fields if f.rollup in rollups]
        return self.db.execute(query, {**self.given, "fields": fields}).all() if fields else ()

    def sums(self, ask: _Statements) -> Iterator[Row]:
        for place, key, total, some, answered, skipped in self._rows(ask.sums, Rollup.SUM):
            yield place, key, Sum(int(total), some, answered, skipped)

    def stocks(self, ask: _Statements) -> Iterator[Row]:
        known: dict[tuple[int, str], dict[int, tuple[str, int]]] = defaultdict(dict)
        for place, key, team, month, number in self._rows(ask.last_known, Rollup.STOCK):
            known[place, key][team] = month, number
        for place, key, _, _, answered, skipped in self._rows(ask.sums, Rollup.STOCK):
            yield place, key, Stock(known.get((place, key), {}), answered, skipped)

    def chosen(self, ask: _Statements) -> Iterator[Row]:
        several = {f.key for f in self.form.fields if f.rollup is Rollup.TOP}
        options: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
        counted: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
        for place, key, words, times in self._rows(ask.choices, Rollup.ANY, Rollup.DISTRIBUTION, Rollup.TOP):
            counted[place, key][words is None] += times
            for code in () if words is None else words.split(",") if key in several else (words,):
                options[place, key][code] = options[place, key].get(code, 0) + times
        for (place, key), (answered, skipped) in counted.items():
            yield place, key, Chosen(options.get((place, key), {}), answered, skipped)

    def told(self, ask: _Statements) -> Iterator[Row]:
        for place, key, answered, skipped in self._rows(ask.words, Rollup.LIST):
            yield place, key, Told(answered, skipped)
