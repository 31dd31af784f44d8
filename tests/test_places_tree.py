"""The tree of places as rules: where everything lies at any date, and what an event may and may not do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.unit_plans import CLOSE, MERGE, MOVE, RENAME, SPLIT, Event, New, Refused, applied, plan
from bot.domain.units import Cyclic, History, Succession, Tree, Version, line_of

SINCE, DAY, LATER = "2025-07-01", "2026-03-01", "2026-06-01"


def version(unit: int, level: str, parent: int | None, name: str = "", since: str = SINCE, until: str | None = None) -> Version:
    return Version(unit, level, level, name or str(unit), None, parent, since, until)


@pytest.fixture
def history() -> History:
    """A province with a district, two communes of three hamlets each, one commune right below the province."""
    above = [version(1, "tinh", None), version(2, "huyen", 1), version(3, "xa", 2), version(4, "xa", 2), version(5, "xa", 1)]
    return History([*above, *(version(n, "thon", 3) for n in (11, 12, 13)), *(version(n, "thon", 4) for n in (21, 22, 23))])


def event(kind: str, *units: int, on: str = DAY, **what: object) -> Event:
    return Event(kind, on, "1/NQ", units, **what)  # type: ignore[arg-type]


def done(history: History, *events: Event) -> History:
    for number, one in enumerate(events, 1 + max((s.event for s in history.successions), default=0)):
        planned = plan(history, one)
        history = applied(history, planned.numbered({v.unit: 100 * number - v.unit for v in planned.made}), number)
    return history


# the tree ------------------------------------------------------------------------------------------------------------
def test_a_tree_knows_parents_children_and_the_line_up(history: History) -> None:
    tree = history.tree()
    assert tree.path(12) == "/1/2/3/12/"
    assert tree.line(12) == [1, 2, 3, 12]
    assert (tree.parent(12), tree.parent(1)) == (3, None)
    assert sorted(tree.children(1)) == [2, 5]
    assert sorted(tree.below(2)) == [2, 3, 4, 11, 12, 13, 21, 22, 23]
    assert (tree.holder(12, "xa"), tree.holder(12, "cum"), tree.holder(3, "xa")) == (3, None, 3)
    assert line_of("/1/2/3/") == ["/1/", "/1/2/", "/1/2/3/"]


def test_a_tree_of_many_levels_is_as_deep_as_its_data() -> None:
    deep = Tree({n: version(n, "thon", n - 1 or None) for n in range(1, 400)}, {}, {})
    assert len(deep.line(399)) == 399


def test_what_lies_in_itself_is_refused() -> None:
    with pytest.raises(Cyclic):
        Tree({1: version(1, "xa", 2), 2: version(2, "xa", 1)}, {}, {}).path(1)


def test_what_is_no_more_lies_below_the_only_one_that_came_after_it_at_last(history: History) -> None:
    after = done(history, event(MERGE, 11, 12, into=(12,)), event(MERGE, 12, 13, into=(New("thon", "thon", "new", 3),), on=LATER))
    tree = after.tree()
    assert tree.heirs(11) == tree.heirs(12) == [201]
    assert tree.path(11) == "/1/2/3/201/11/"
    assert after.tree(DAY).path(11) == "/1/2/3/12/11/"


def test_what_was_divided_lies_below_the_lowest_place_that_holds_all_that_came_after_it(history: History) -> None:
    near = done(history, event(SPLIT, 11, into=(12, 13))).tree()
    assert (near.heirs(11), near.path(11)) == ([12, 13], "/1/2/3/11/")
    far = done(history, event(SPLIT, 11, into=(12, 21))).tree()
    assert (far.path(11), far.holder(11, "xa"), far.holder(11, "huyen")) == ("/1/2/11/", None, 2)
    again = done(history, event(SPLIT, 11, into=(12, 21)), event(MOVE, 3, to=1, on=LATER)).tree()
    assert again.path(11) == "/1/11/"


def test_what_ended_with_nothing_after_it_stays_where_it_lay(history: History) -> None:
    tree = done(history, event(CLOSE, 11)).tree()
    assert (tree.heirs(11), tree.path(11)) == ([], "/1/2/3/11/")
    tree = done(history, event(CLOSE, 11), event(MERGE, 3, 5, into=(5,), on=LATER)).tree()
    assert tree.path(11) == "/1/5/3/11/"
    tree = done(history, event(MERGE, 11, 12, into=(12,)), event(CLOSE, 12, on=LATER)).tree()
    assert (tree.heirs(11), tree.path(11)) == ([], "/1/2/3/12/11/")


def test_what_an_event_made_beside_a_unit_that_went_on_is_not_its_heir(history: History) -> None:
    carved = done(history, event(SPLIT, 11, into=(11, New("thon", "thon", "new", 3))))
    assert carved.tree().heirs(11) == [11]
    tree = done(carved, event(MERGE, 11, 12, into=(12,))).tree()
    assert tree.heirs(11) == [12]
    tree = done(carved, event(CLOSE, 11)).tree()
    assert tree.heirs(11) == []


def test_a_unit_that_changed_twice_on_one_day_is_as_it_was_left(history: History) -> None:
    after = done(history, event(RENAME, 11, named=("khu pho", "x")), event(MOVE, 11, to=4))
    assert after.tree(DAY).path(11) == "/1/2/4/11/"
    assert after.tree(DAY).title(11) == "khu pho x"
    assert after.tree("2026-02-28").title(11) == "thon 11"


# what each event does ------------------------------------------------------------------------------------------------
def test_a_merge_takes_what_lay_in_the_units_along(history: History) -> None:
    after = done(history, event(MERGE, 3, 4, into=(New("xa", "xa", "new", 1),))).tree()
    assert sorted(after.children(101)) == [11, 12, 13, 21, 22, 23]
    assert sorted(after.children(1)) == [2, 5, 101]
    assert done(history, event(MERGE, 3, 4, into=(4,), named=("phuong", "x"))).tree().title(4) == "phuong x"


def test_a_split_shares_out_what_lay_in_the_unit(history: History) -> None:
    parts = (New("xa", "xa", "a", 2), 5)
    after = done(history, event(SPLIT, 3, into=parts, children=((11, 0), (12, 1), (13, 1)))).tree()
    assert (after.children(101), sorted(after.children(5)), after.heirs(3)) == ([11], [12, 13], [5, 101])
    going_on = done(history, event(SPLIT, 3, into=(3, New("xa", "xa", "a", 2)), children=((11, 1),))).tree()
    assert (sorted(going_on.children(3)), going_on.children(101)) == ([12, 13], [11])


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (event("turn", 11), "no event of the kind"),
        (event(RENAME, 99, named=("thon", "x")), "there is no unit 99"),
        (event(RENAME, 11), "needs a kind word and a name"),
        (event(RENAME, 11, named=("thon", "11")), "called so already"),
        (event(RENAME, 11, 12, named=("thon", "x")), "it needs 1 unit"),
        (event(RENAME, 11, on="2025-06-30", named=("thon", "x")), "began or changed later"),
        (event(MOVE, 11), "where to"),
        (event(MOVE, 11, to=3), "lies there already"),
        (event(MOVE, 11, to=12), "a thon and cannot lie in"),
        (event(MOVE, 2, to=3), "a huyen and cannot lie in"),
        (event(MOVE, 3, to=3), "cannot lie in"),
        (event(MOVE, 11, 3, to=1), "of several levels"),
        (event(MERGE, 11, into=(11,)), "nothing is merged into it"),
        (event(MERGE, 11, 12), "merged into one"),
        (event(MERGE, 11, 12, into=(4,)), "is a xa, not a thon"),
        (event(MERGE, 11, 12, into=(New("thon", "thon", "", 3),)), "a kind word and a name"),
        (event(MERGE, 11, 12, into=(New("thon", "thon", "x", None),)), "nothing holds the new"),
        (event(MERGE, 3, 4, into=(New("xa", "xa", "x", 3),)), "itself ends by it"),
        (event(SPLIT, 11, into=(12,)), "two or more"),
        (event(SPLIT, 3, into=(4, 5)), "it is not said where it goes"),
        (event(SPLIT, 3, into=(3, 5), children=((21, 1),)), "does not lie in it"),
        (event(SPLIT, 3, into=(3, 5), children=((11, 2),)), "that part is not there"),
        (event(CLOSE, 3), "still in it"),
        (event(CLOSE), "it needs 1 unit or more"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
def test_what_cannot_be_is_refused_with_the_reason(history: History, wrong: Event, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        plan(history, wrong)


# dated in the past ---------------------------------------------------------------------------------------------------
def test_an_event_may_be_told_late_if_nothing_has_happened_since(history: History) -> None:
    late = done(history, event(MOVE, 13, to=4, on=LATER), event(MERGE, 11, 12, into=(12,), on=DAY))
    assert late.tree(DAY).heirs(11) == [12]


@pytest.mark.parametrize(
    ("first", "late", "reason"),
    [
        (event(RENAME, 11, named=("thon", "x"), on=LATER), event(MERGE, 11, 12, into=(12,)), "began or changed later, on 2026-06-01"),
        (event(MERGE, 13, 11, into=(11,), on=LATER), event(MERGE, 11, 12, into=(12,)), "event 1 of 2026-06-01, which is later"),
        (event(CLOSE, 12, on=LATER), event(MERGE, 11, 12, into=(12,)), "is no more since 2026-06-01"),
        (event(MOVE, 11, to=4, on=LATER), event(MERGE, 3, 5, into=(5,)), "was in it until 2026-06-01"),
        (event(CLOSE, 11, on=LATER), event(MERGE, 3, 5, into=(5,)), "was in it until 2026-06-01"),
        (event(MERGE, 4, 5, into=(New("xa", "xa", "x", 1),), on=LATER), event(MOVE, 11, to=101), "began only on 2026-06-01"),
    ],
)
def test_one_that_something_later_speaks_against_is_refused(history: History, first: Event, late: Event, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        plan(done(history, first), late)


def test_what_was_put_into_a_unit_after_its_end_goes_to_its_heir_from_its_own_beginning(history: History) -> None:
    more = History([v for vs in history.versions.values() for v in vs] + [version(14, "thon", 3, since=LATER)])
    after = done(more, event(MERGE, 3, 5, into=(5,)))
    assert after.tree(LATER).path(14) == "/1/5/14/"
    assert after.versions[14][0] == replace(version(14, "thon", 3, since=LATER), valid_to=LATER)


def test_successions_that_go_in_a_ring_end() -> None:
    """No event makes one; a damaged table must not hang the bot."""
    gone = {n: version(n, "thon", None, until=DAY) for n in (1, 2)}
    assert History([*gone.values()], [Succession(1, 2, 1, DAY), Succession(2, 1, 2, DAY)]).tree().heirs(1) == []
