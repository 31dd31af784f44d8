"""What the teams told is added up by the database as one would by hand, over months and over a tree that has changed meanwhile."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from bot.domain.forms import Field, Kind, Rollup
from bot.domain.totals import NO, YES, Stock, Totals, added, of_checkin
from bot.domain.units import Tree, Version
from messages_vi import forms_shipped
from storage import checkins, engines, forms, month_sums, units
from storage.tables import checkin

MONTHS = ("2026-10", "2026-11", "2026-12")
DAYS = {"first_day": "2026-01-01", "last_day": "2026-01-31", "due_day": "2026-11-20", "block_due_day": "2026-11-25"}
NOW = 1_795_500_000.0
Told = dict[tuple[int, str], Mapping[str, Any] | None]


class Province:
    """Two communes of three teams each, and what these told."""

    def __init__(self, db: Connection) -> None:
        self.db, self.random, self.told = db, random.Random(7), Told()
        self.top = units.add(db, "tinh", "tỉnh", "Mẫu", None, "2025-07-01").id
        top = units.get(db, self.top)
        self.communes = [units.add(db, "xa", "xã", f"Mẫu {n}", top, "2025-07-01") for n in (1, 2)]
        self.teams = [units.add(db, "thon", "thôn", f"Mẫu {n}", self.communes[n % 2], "2025-07-01") for n in range(6)]
        self.form = forms.publish(db, forms_shipped.text("thang"), NOW)

    def answer(self, f: Field) -> Any:
        codes = [o.code for o in f.options]
        made = {
            Kind.NUMBER: self.random.randrange(9), Kind.YES_NO: self.random.choice([YES, NO]), Kind.TEXT: "sửa mương",
            Kind.CHOICE: self.random.choice(codes or [""]), Kind.SEVERAL: tuple(self.random.sample(codes, 2)) if codes else (),
        }[f.kind]  # fmt: skip
        return None if self.random.random() < 0.2 else made

    def answers(self) -> None:
        for month in MONTHS:
            for team in self.teams:
                assert team.parent is not None
                values = {"unit": team.id, "block": team.parent, "month": month, "form": self.form.id} | DAYS
                self.db.execute(insert(checkin).values(**values))
                one = checkins.last_of(self.db, team.id)
                assert one is not None
                self.told[team.id, month] = None
                if self.random.random() < 0.8:
                    told = {f.key: self.answer(f) for f in self.form.form.asked}
                    checkins.submit(self.db, one, self.form.form, told, 1, NOW)
                    self.told[team.id, month] = told

    def by_hand(self, teams: set[int], months: tuple[str, ...] = MONTHS) -> Totals:
        parts = [of_checkin(self.form.form, told, unit, m, on_time=False) for (unit, m), told in self.told.items() if unit in teams and m in months]
        return added(parts)


@pytest.fixture
def province(url: str) -> Iterator[Province]:
    engine = engines.writer(url)
    with engine.connect() as db:
        begun = db.begin()
        made = Province(db)
        made.answers()
        yield made
        begun.rollback()
    engine.dispose()


def same(found: Totals, by_hand: Totals, province: Province) -> None:
    assert (found.expected, found.submitted, found.on_time, found.whole) == (by_hand.expected, by_hand.submitted, 0, by_hand.whole)
    for f in province.form.form.asked:
        assert found.figures.get(f.key) == by_hand.figures.get(f.key), f.key


@pytest.mark.parametrize("months", [MONTHS[:1], MONTHS[1:], MONTHS])
def test_every_place_has_the_sum_of_what_lies_in_it(province: Province, months: tuple[str, ...]) -> None:
    found = month_sums.of_places(province.db, province.form.form, months, units.tree(province.db))
    for commune in province.communes:
        same(found[commune.id], province.by_hand({t.id for t in province.teams if t.parent == commune.id}, months), province)
    same(found[province.top], province.by_hand({t.id for t in province.teams}, months), province)
    assert found[0] == found[province.top]


def test_teams_are_added_up_each_by_itself(province: Province) -> None:
    some = [t.id for t in province.teams[:2]]
    found = month_sums.of_teams(province.db, province.form.form, MONTHS, some)
    assert set(found) == set(some)
    for team in some:
        same(found[team], province.by_hand({team}), province)


def test_what_a_team_told_before_it_was_moved_counts_where_it_lies_now(province: Province) -> None:
    one, other = province.communes
    moved = next(t for t in province.teams if t.parent == one.id)
    found = month_sums.of_places(province.db, province.form.form, MONTHS, moved_to(province, {moved.id: other.id}))
    same(found[other.id], province.by_hand({t.id for t in province.teams if t.parent == other.id} | {moved.id}), province)
    same(found[one.id], province.by_hand({t.id for t in province.teams if t.parent == one.id} - {moved.id}), province)
    same(found[province.top], province.by_hand({t.id for t in province.teams}), province)


def test_what_two_communes_told_counts_for_the_one_they_became_and_the_old_month_stays_as_it_was(province: Province) -> None:
    one, other = province.communes
    before = month_sums.of_places(province.db, province.form.form, MONTHS[:1], units.tree(province.db))
    merged = moved_to(province, {t.id: 99 for t in province.teams}, new=99, gone={one.id, other.id})
    found = month_sums.of_places(province.db, province.form.form, MONTHS, merged)
    same(found[99], province.by_hand({t.id for t in province.teams}), province)
    assert one.id not in found
    assert month_sums.of_places(province.db, province.form.form, MONTHS[:1], units.tree(province.db)) == before


def test_of_a_stock_what_a_team_told_last_counts_though_it_said_nothing_in_the_last_month(province: Province) -> None:
    figure = month_sums.of_places(province.db, province.form.form, MONTHS, units.tree(province.db))[0].figures["dvk_dang"]
    assert isinstance(figure, Stock)
    last = {}
    for (unit, _), told in sorted(province.told.items(), key=lambda x: x[0][1]):
        if told and told["dvk_dang"] is not None:
            last[unit] = told["dvk_dang"]
    assert figure.total({}, {}) == sum(last.values())


def test_only_the_rollup_of_the_form_decides_how_a_field_adds_up(province: Province) -> None:
    found = month_sums.of_places(province.db, province.form.form, MONTHS, units.tree(province.db))[0]
    kinds = {f.rollup: type(found.figures[f.key]).__name__ for f in province.form.form.asked}
    assert kinds == {
        Rollup.SUM: "Sum", Rollup.STOCK: "Stock", Rollup.ANY: "Chosen", Rollup.DISTRIBUTION: "Chosen", Rollup.TOP: "Chosen", Rollup.LIST: "Told",
    }  # fmt: skip


def moved_to(province: Province, parents: Mapping[int, int], new: int = 0, gone: set[int] = frozenset()) -> Tree:  # type: ignore[assignment]
    """The tree of a later date."""
    now = units.tree(province.db)
    held = {u: v for u, v in now.units.items() if u not in gone}
    held |= {u: Version(u, v.level, v.kind, v.name, v.code, parents.get(u, v.parent), v.valid_from, v.valid_to) for u, v in held.items()}
    if new:
        held[new] = Version(new, "xa", "xã", "Chung", None, province.top, "2026-12-01", None)
    return Tree(held, {u: now.units[u] for u in gone}, {u: [new] for u in gone})
