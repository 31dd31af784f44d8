"""Working hours and days: nights, lunch, weekends and Tết are no time to answer in."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hours import Allowance, Hours, Measure, spans
from bot.domain.periods import HERE, local
from storage import holidays

USUAL = Hours(spans("7:00-11:30, 13:30-17:00"), frozenset(range(5)), holidays.known())


def at(written: str) -> float:
    return datetime.strptime(written, "%d/%m/%Y %H:%M").replace(tzinfo=HERE).timestamp()


@pytest.mark.parametrize(
    ("filed", "hours", "until"),
    [
        ("23/11/2026 08:00", 2, "23/11/2026 10:00"),
        ("23/11/2026 10:00", 4, "23/11/2026 16:00"),  # over lunch
        ("20/11/2026 16:00", 4, "23/11/2026 10:00"),  # over a weekend
        ("20/11/2026 22:00", 4, "23/11/2026 11:00"),  # told at night
        ("23/11/2026 12:00", 1, "23/11/2026 14:30"),  # told at lunch
        ("13/02/2026 16:00", 4, "23/02/2026 10:00"),  # over Tết 2026: closed from Monday 16 to Friday 20
    ],
)
def test_working_hours_are_counted_over_lunch_nights_weekends_and_tet(filed: str, hours: float, until: str) -> None:
    assert local(USUAL.after(at(filed), Allowance(hours, Measure.HOURS))) == local(at(until))


def test_minutes_are_those_of_the_clock_and_days_end_at_five() -> None:
    assert USUAL.after(at("21/11/2026 23:50"), Allowance(30, Measure.MINUTES)) == at("22/11/2026 00:20")
    assert USUAL.after(at("20/11/2026 16:00"), Allowance(2, Measure.DAYS)) == at("24/11/2026 17:00")


@given(st.floats(1.7e9, 1.8e9), st.floats(0.1, 40), st.floats(0.1, 40))
def test_more_working_hours_never_end_earlier_and_always_within_the_office(begin: float, some: float, more: float) -> None:
    one = USUAL.after(begin, Allowance(some, Measure.HOURS))
    two = USUAL.after(begin, Allowance(some + more, Measure.HOURS))
    assert begin < one < two
    assert USUAL.after(one, Allowance(more, Measure.HOURS)) == pytest.approx(two, abs=1)
    moment = local(one)
    minute = 60 * moment.hour + moment.minute + moment.second / 60
    assert moment.weekday() < 5
    assert any(b <= minute <= e + 0.01 for b, e in USUAL.spans)


@pytest.mark.parametrize(("written", "read"), [("7h-11h30, 13h30-17h", ((420, 690), (810, 1020))), ("08:00-16:00", ((480, 960),))])
def test_an_office_writes_its_hours_as_it_likes(written: str, read: tuple[tuple[int, int], ...]) -> None:
    assert spans(written) == read


@pytest.mark.parametrize("written", ["", "7-", "17:00-7:00", "7:00-12:00, 11:00-17:00", "7:00-25:00", "sáng"])
def test_hours_that_make_no_sense_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        spans(written)


def test_an_office_that_never_works_is_refused_rather_than_waited_for() -> None:
    with pytest.raises(ValueError, match="without an hour"):
        Hours((), frozenset(), frozenset()).after(0.0, Allowance(1, Measure.HOURS))
    assert date(2026, 2, 16) in holidays.known()
