"""Adding up: in any order and any grouping the same, every figure with its coverage, and nothing counted that was not told."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import forms_read
from bot.domain.forms import Kind, Rollup
from bot.domain.totals import NO, YES, Chosen, Stock, Sum, Told, Totals, added, of_checkin, ratio

FORM = forms_read.read((Path(__file__).parent.parent / "messages_vi/forms/thang.toml").read_text(encoding="utf-8"))
MONTHS = ("2026-10", "2026-11", "2026-12")
UNITS = (11, 12, 13)


def _answer(kind: Kind, codes: tuple[str, ...]) -> st.SearchStrategy[Any]:
    return {
        Kind.NUMBER: st.integers(0, 9),
        Kind.YES_NO: st.sampled_from((YES, NO)),
        Kind.CHOICE: st.sampled_from(codes or ("",)),
        Kind.SEVERAL: st.lists(st.sampled_from(codes or ("",)), max_size=3, unique=True),
        Kind.TEXT: st.just("sửa mương"),
    }[kind]


ANSWERS = st.fixed_dictionaries({}, optional={f.key: st.none() | _answer(f.kind, tuple(o.code for o in f.options)) for f in FORM.asked})
CHECKINS = st.builds(
    lambda answers, unit, month, on_time: of_checkin(FORM, answers, unit, month, on_time=on_time),
    st.none() | ANSWERS, st.sampled_from(UNITS), st.sampled_from(MONTHS), st.booleans(),
)  # fmt: skip


@given(st.lists(CHECKINS, max_size=6), st.randoms())
def test_the_order_and_the_grouping_make_no_difference(parts: list[Totals], random: Any) -> None:
    shuffled = random.sample(parts, len(parts))
    cut = random.randint(0, len(parts))
    assert added(parts) == added(shuffled) == added(parts[:cut]) + added(parts[cut:])


@given(CHECKINS)
def test_nothing_added_changes_nothing(one: Totals) -> None:
    assert one + Totals() == Totals() + one == one


@given(st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(MONTHS), st.none() | ANSWERS), max_size=9, unique_by=lambda x: x[:2]))
def test_every_figure_is_what_one_counts_by_hand(told: list[tuple[int, str, Mapping[str, Any] | None]]) -> None:
    total = added(of_checkin(FORM, answers, unit, month) for unit, month, answers in told)
    came = [answers for _, _, answers in told if answers is not None]
    assert (total.expected, total.submitted) == (len(told), len(came))
    for f in FORM.asked:
        figure = total.figures.get(f.key)
        if figure is None:
            assert not came
            continue
        assert figure.answered + figure.skipped == len(came), "0, left out and not come are three things"
        given_ = [a[f.key] for a in came if a.get(f.key) is not None]
        if isinstance(figure, Sum):
            assert (figure.total, figure.some) == (sum(given_), sum(n > 0 for n in given_))
        elif isinstance(figure, Stock):
            last = {unit: (m, a[f.key]) for unit, m, a in sorted(told, key=lambda t: t[1]) if a and a.get(f.key) is not None}
            assert figure.total({}) == sum(value for _, value in last.values())
        elif isinstance(figure, Chosen):
            flat = list(itertools.chain.from_iterable(g if f.rollup is Rollup.TOP else [g] for g in given_))
            assert figure.options == {code: flat.count(code) for code in flat}
        else:
            assert isinstance(figure, Told)
            assert figure.answered == len(given_)


def test_a_rate_is_a_ratio_of_sums_and_not_a_mean_of_rates() -> None:
    (rate,) = [r for r in FORM.rates if r.key == "hg_ty_le"]
    total = added(of_checkin(FORM, answers, 11, "2026-12") for answers in ({"hg_vu": 1, "hg_thanh": 1}, {"hg_vu": 9, "hg_thanh": 4}))
    assert ratio(total, rate) == (5, 10)


def test_what_was_not_asked_since_there_was_none_is_no_gap() -> None:
    none_of_it = {f.key: 0 for f in FORM.asked if f.kind is Kind.NUMBER and not f.when} | {"tam_trang": "binh_thuong"}
    assert of_checkin(FORM, none_of_it, 11, "2026-12").whole == 1
    assert of_checkin(FORM, none_of_it | {"hg_vu": 2}, 11, "2026-12").whole == 0, "of two disputes it is not known how many were settled"


def test_of_a_stock_the_last_known_counts_even_if_older_and_that_of_a_unit_that_is_no_more_until_its_heir_has_told() -> None:
    def dang(unit: int, month: str, n: int | None) -> Totals:
        return of_checkin(FORM, {"dvk_dang": n}, unit, month)

    year = added([dang(11, "2026-10", 3), dang(11, "2026-11", None), dang(12, "2026-10", 2), dang(12, "2026-12", 0)])
    figure = year.figures["dvk_dang"]
    assert isinstance(figure, Stock)
    assert figure.total({}) == 3
    merged = figure + Stock({13: ("2026-12", 5)}, 1)
    assert merged.total({11: [13], 12: [13]}) == 5
    assert figure.total({11: [13], 12: [13]}) == 3


def test_of_options_chosen_equally_often_the_first_of_the_form_comes_first() -> None:
    assert Chosen({"b": 2, "a": 2, "c": 3, "old": 2}).top(3, ["a", "b", "c"]) == [("c", 3), ("a", 2), ("b", 2)]


@pytest.mark.parametrize(("expected", "submitted"), [(0, 0), (26, 24)])
def test_a_rate_of_reporting_is_of_those_expected(expected: int, submitted: int) -> None:
    rates = Totals(expected, submitted, submitted, 0).rates
    assert rates == ((None, None, None) if not expected else (24 / 26, 24 / 26, 0.0))


def test_a_unit_that_is_no_more_counts_until_what_came_after_it_has_told_later() -> None:
    before_the_merge = Stock({1: ("2026-05", 3), 2: ("2026-05", 4)}, 2)
    assert before_the_merge.total({1: [2]}, {}) == 7, "the other one told its own, not what it has taken over"
    assert (before_the_merge + Stock({2: ("2026-06", 6)}, 1)).total({1: [2]}, {}) == 6
    assert Stock({1: ("2026-05", 3)}, 1).total({1: [2]}, {}) == 3
    silent = Stock({1: ("2026-04", 3), 2: ("2026-05", 4)}, 2)
    assert silent.total({1: [2]}, {1: "2026-05"}) == 7, "asked once more itself, it did not answer"
