"""Any events in any order: nothing is counted twice or lost, no date before an event changes, and undone in reverse they leave no trace."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.unit_plans import CLOSE, KINDS, MERGE, MOVE, RENAME, SPLIT, Event, New, Refused
from bot.domain.units import LEVELS, History, Tree
from handlers import places
from storage import roles, units
from tests.places_kit import NOW, SINCE, Province, at, province

DAYS = [f"2026-{month:02}-01" for month in range(1, 8)]


def _before(day: str) -> str:
    return str(date.fromisoformat(day) - timedelta(days=1))


def _draw(data: st.DataObject, home: Province) -> Event:
    """An event on some of the units there are; most can be, some cannot."""
    tree = units.tree(home.db)
    by_level = {level: sorted(u for u, v in tree.units.items() if v.level == level) for level in LEVELS}
    kind, level, on = data.draw(st.sampled_from(KINDS)), data.draw(st.sampled_from(["thon", "thon", "xa"])), data.draw(st.sampled_from(DAYS))
    some = st.sampled_from(by_level[level])
    new = New(level, level, data.draw(st.sampled_from("xyz")), data.draw(st.sampled_from(by_level["xa" if level == "thon" else "tinh"])))
    into: Any = st.one_of(some, st.just(new))
    carry = data.draw(st.booleans())
    if kind == RENAME:
        return Event(kind, on, "", (data.draw(some),), named=("thôn", data.draw(st.sampled_from("xyz"))))
    if kind == MOVE:
        return Event(kind, on, "", tuple(data.draw(st.sets(some, min_size=1, max_size=2))), to=data.draw(st.sampled_from(sorted(tree.units))))
    if kind == MERGE:
        return Event(kind, on, "", tuple(data.draw(st.lists(some, min_size=1, max_size=3, unique=True))), into=(data.draw(into),), carry=carry)
    if kind == CLOSE:
        return Event(kind, on, "", (data.draw(some),))
    unit, parts = data.draw(some), tuple(data.draw(st.lists(into, min_size=2, max_size=3, unique_by=repr)))
    children = tuple((child, n % len(parts)) for n, child in enumerate(sorted(tree.children(unit))))
    return Event(SPLIT, on, "", (unit,), into=parts, children=children, carry=carry)


def _whole(tree: Tree) -> None:
    """Every unit that held lies in one that held; every unit there ever was lies somewhere, once."""
    for unit, version in tree.units.items():
        assert version.parent is None or version.parent in tree.units, (unit, version)
        assert version.parent is None or LEVELS.index(tree.units[version.parent].level) < LEVELS.index(version.level)
    lies = [tree.path(u) for u in (*tree.units, *tree.gone)]
    assert len(set(lies)) == len(lies)
    below = [u for top in tree.children(None) for u in tree.below(top)]
    assert sorted(below) == sorted(tree.units)


def _unbroken(history: History) -> None:
    for versions in history.versions.values():
        ends = [v.valid_to for v in versions]
        assert ends[:-1] == [v.valid_from for v in versions[1:]]
        assert all(v.valid_to is None or v.valid_from <= v.valid_to for v in versions)


@pytest.mark.parametrize("late", [False, True], ids=["in order", "told late too"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_any_events_can_be_undone_in_reverse_and_leave_no_trace(url: str, late: bool, data: st.DataObject) -> None:
    with province(url) as home:
        people = [home.person("Bảy", "to_vien", f"thôn {c}{n}") for c in "AB" for n in (1, 2)] + [home.person("Tám", "truong_khoi", "xã A")]
        roles.give(home.db, people[0], home.id("thôn A2"), "to_vien", at("2026-02-10"))
        home.request(people[0], "thôn B1")
        home.request(people[0], "thôn B2")
        for where in ("thôn A1", "xã B"):
            home.invitation(where)
        newest, done = SINCE, []
        for _ in range(data.draw(st.integers(1, 6))):
            event = _draw(data, home)
            if event.on < newest and not late:
                continue
            before, earlier = home.rows(), home.seen(_before(event.on))
            try:
                entry = places.order(home.db, event, NOW)
            except Refused:
                assert home.rows() == before
                continue
            newest = max(newest, event.on)
            done.append((entry.id, before))
            _holds(home, event, earlier)
        for number, before in reversed(done):
            places.undo(home.db, number, NOW)
            assert home.rows() == before


def _holds(home: Province, event: Event, earlier: object) -> None:
    history = units.history(home.db)
    _unbroken(history)
    for day in (SINCE, *DAYS, "2026-11-24"):
        _whole(history.tree(day))
    assert home.seen(_before(event.on)) == earlier
    tree = history.tree()
    assert units.paths(home.db) == {u: tree.path(u) for u in (*tree.units, *tree.gone)}
    for unit in (*tree.units, *tree.gone):
        assert sorted(u.id for u in units.heirs(home.db, unit)) == tree.heirs(unit)
