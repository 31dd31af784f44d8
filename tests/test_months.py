"""The months of the check-in: every day counts for exactly one of them, and what is due is due on a day on which offices are open."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.months import Calendar, Month, bounds, due, due_days, month, of_day
from storage import holidays

MONTHS = st.builds(Month, st.integers(2024, 2030), st.integers(1, 12))
CUTOFFS = st.integers(1, 31)


def test_december_ends_on_the_fifteenth_and_begins_on_the_sixteenth_of_november() -> None:
    assert bounds(month("2026-12"), 15) == (date(2026, 11, 16), date(2026, 12, 15))
    assert bounds(month("2026-03"), 31) == (date(2026, 3, 1), date(2026, 3, 31))
    assert bounds(month("2026-01"), 15) == (date(2025, 12, 16), date(2026, 1, 15))


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), CUTOFFS)
def test_every_day_counts_for_the_month_within_whose_bounds_it_lies(day: date, cutoff: int) -> None:
    first, last = bounds(of_day(day, cutoff), cutoff)
    assert first <= day <= last


@given(MONTHS, CUTOFFS)
def test_months_follow_each_other_without_a_gap(of: Month, cutoff: int) -> None:
    assert bounds(of, cutoff)[1] + timedelta(days=1) == bounds(of.after(1), cutoff)[0]


@pytest.mark.parametrize(
    ("of", "team", "block", "province"),
    [
        ("2026-11", date(2026, 11, 18), date(2026, 11, 20), date(2026, 11, 25)),
        ("2026-12", date(2026, 12, 16), date(2026, 12, 18), date(2026, 12, 25)),  # the 20th is a Sunday
        ("2027-02", date(2027, 2, 17), date(2027, 2, 19), date(2027, 2, 25)),
    ],
)
def test_what_is_due_on_a_free_day_is_due_before_it_and_the_block_has_two_working_days(of: str, team: date, block: date, province: date) -> None:
    assert due_days(month(of), Calendar(), holidays.known()) == (team, block, province)


@given(MONTHS, CUTOFFS, st.integers(1, 31))
def test_nothing_is_due_on_a_free_day(of: Month, cutoff: int, last: int) -> None:
    found = due(of, last, cutoff, holidays.known())
    assert found.weekday() < 5
    assert found not in holidays.known()


@pytest.mark.parametrize("told", ["2026-13", "2026-1", "26-11", "2026/11", "", "2026-", "２０２６-11x"])
def test_what_is_no_month_is_refused(told: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        month(told)
