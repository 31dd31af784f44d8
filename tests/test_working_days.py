"""Working days: weekends and holidays are none, and a due date ends with the office's day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.domain.periods import HERE, morning_of, working_days_after
from storage import holidays


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=HERE).timestamp()


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-12-01 10:00", "2026-12-03 17:00"),  # a Tuesday
        ("2026-12-03 23:59", "2026-12-07 17:00"),  # over a weekend
        ("2026-12-05 08:00", "2026-12-08 17:00"),  # on a Saturday
        ("2025-04-29 10:00", "2025-05-06 17:00"),  # before 30 April, 1 May and the day made up for
        ("2026-02-13 10:00", "2026-02-24 17:00"),  # the last Friday before Tet
        ("2026-04-24 10:00", "2026-04-29 17:00"),  # the founders' day falls on a Sunday
    ],
)
def test_two_working_days_after_a_moment(asked: str, due: str) -> None:
    assert working_days_after(at(asked), 2, holidays.known()) == at(due)


def test_without_a_sheet_only_weekends_are_free() -> None:
    assert working_days_after(at("2025-12-31 10:00"), 2, frozenset()) == at("2026-01-02 17:00")
    assert working_days_after(at("2025-12-31 10:00"), 2, {date(2026, 1, 1)}) == at("2026-01-05 17:00")


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_each_year_of_the_sheet_has_the_days_the_law_names(year: int) -> None:
    days = [d for d in holidays.known() if d.year == year]
    assert {(1, 1), (4, 30), (5, 1), (9, 2)} <= {(d.month, d.day) for d in days}
    assert len(days) >= 11  # art. 112: 1 + 5 + 1 + 1 + 2 and the founders' day


def test_the_morning_of_a_day_is_seven_oclock_there() -> None:
    assert morning_of(at("2026-12-03 17:00")) == at("2026-12-03 07:00")
