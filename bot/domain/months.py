"""The months that teams report on: each with its own last day, the days by which team, block and province are to have told, and a meeting."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from typing_extensions import override

_SATURDAY = 5
DAYS_BEFORE_BLOCK = 2  # working days that a block has with what its teams have told


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a month by which things are due, as a unit has set them. ``cutoff``: the last day that counts; 31: the month's last.

    ``meeting``: on which the block meets about the month.
    """

    cutoff: int = 15
    team: int = 18
    block: int = 20
    province: int = 25
    meeting: int = 22


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """The month in which a period ends."""

    year: int
    number: int

    @override
    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    def after(self, months: int) -> Month:
        """So many months later; earlier when negative."""
        total = self.year * 12 + self.number - 1 + months
        return Month(total // 12, total % 12 + 1)

    def day(self, number: int) -> date:
        """That day of it, or its last when it is shorter."""
        return date(self.year, self.number, min(number, monthrange(self.year, self.number)[1]))


def month(told: str) -> Month:
    """ "2026-12"; ValueError when it is none."""
    year, _, number = told.partition("-")
    if not (len(year) == 4 and len(number) == 2 and told.replace("-", "").isdecimal() and 1 <= int(number) <= 12):
        raise ValueError(f"not a month, as 2026-12: {told!r}")
    return Month(int(year), int(number))


def of_day(day: date, cutoff: int) -> Month:
    """The month that a day counts for: behind the cutoff it is the next one."""
    this = Month(day.year, day.month)
    return this if day <= this.day(cutoff) else this.after(1)


def bounds(of: Month, cutoff: int) -> tuple[date, date]:
    """The first and the last day of a month that ends with its cutoff day."""
    return of.after(-1).day(cutoff) + timedelta(days=1), of.day(cutoff)


def due(of: Month, last: int, cutoff: int, holidays: Container[date]) -> date:
    """The day by which something is to be told that is due on the ``last``: earlier when offices are closed then.

    A day that is not behind the cutoff is one of the next month.
    """
    wanted = of.day(last) if last > cutoff else of.after(1).day(last)
    while _closed(wanted, holidays):
        wanted -= timedelta(days=1)
    return wanted


def due_days(of: Month, calendar: Calendar, holidays: Container[date]) -> tuple[date, date, date]:
    """By when team, block and province are to have told; a team at least two working days before its block."""
    team, block, province = (due(of, last, calendar.cutoff, holidays) for last in (calendar.team, calendar.block, calendar.province))
    return min(team, working_days_before(block, DAYS_BEFORE_BLOCK, holidays)), block, province


def meeting(of: Month, calendar: Calendar, holidays: Container[date]) -> date:
    """The day on which a block meets about a month: earlier when offices are closed then."""
    return due(of, calendar.meeting, calendar.cutoff, holidays)


def next_meeting(today: date, calendar: Calendar, holidays: Container[date]) -> tuple[Month, date]:
    """The first meeting from this day on, with the month that it is about."""
    this = of_day(today, calendar.cutoff)
    found = ((of, meeting(of, calendar, holidays)) for of in (this.after(n) for n in count(-2)))
    return next(one for one in found if one[1] >= today)


def working_days_before(day: date, days: int, holidays: Container[date]) -> date:
    """So many days before on which offices are open; 0: the day itself."""
    return _working_days(day, -timedelta(days=1), days, holidays)


def working_days_after(day: date, days: int, holidays: Container[date]) -> date:
    """So many days later on which offices are open; 0: the day itself."""
    return _working_days(day, timedelta(days=1), days, holidays)


def _working_days(day: date, step: timedelta, days: int, holidays: Container[date]) -> date:
    for _ in range(days):
        day += step
        while _closed(day, holidays):
            day += step
    return day


def _closed(day: date, holidays: Container[date]) -> bool:
    return day.weekday() >= _SATURDAY or day in holidays
