"""Office hours: by when something must be done that has so many working hours or days."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.periods import HERE, local

_SPAN = re.compile(r"(\d{1,2})(?:[:h](\d{2}))?h?\s*-\s*(\d{1,2})(?:[:h](\d{2}))?h?")
_DAY = 24 * 60  # minutes
_LOOK_AHEAD = 400  # days; more working days than that nobody is given


class Measure(StrEnum):
    """What an allowance counts."""

    MINUTES = "minutes"  # of the clock
    HOURS = "working_hours"
    DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How long something may take; 0 stands for no limit."""

    amount: float
    measure: Measure


@dataclass(frozen=True, slots=True)
class Hours:
    """When an office works: spans in minutes of the day, on these days of the week (Monday is 0) that are no holidays."""

    spans: tuple[tuple[int, int], ...]
    days: frozenset[int]
    holidays: Container[date]

    def after(self, at: float, allowance: Allowance) -> float:
        """The moment (epoch seconds) at which the allowance that began ``at`` is used up."""
        match allowance.measure:
            case Measure.MINUTES:
                return at + 60 * allowance.amount
            case Measure.DAYS:
                return self._after_days(at, int(allowance.amount))
            case Measure.HOURS:
                return self._after_hours(at, 3600 * allowance.amount)

    def _after_days(self, at: float, days: int) -> float:
        """When work ends on the ``days``-th working day after the day of this moment."""
        later = itertools.islice((day for day in self._working(at) if day > local(at).date()), max(days, 1))
        return _moment(list(later)[-1], self.spans[-1][1])

    def _after_hours(self, at: float, left: float) -> float:
        for day, (begins, ends) in itertools.product(self._working(at), self.spans):
            begin, end = max(_moment(day, begins), at), _moment(day, ends)
            if end - begin >= left:
                return begin + left
            left -= max(0.0, end - begin)
        raise AssertionError("days do not end")

    def _working(self, at: float) -> Iterator[date]:
        """The working days from the day of this moment on; ValueError when there are none, or no hours of work in them."""
        first = local(at).date()
        found = (first + timedelta(days=n) for n in range(_LOOK_AHEAD))
        working = [day for day in found if day.weekday() in self.days and day not in self.holidays]
        if not working or not self.spans:
            raise ValueError("an office without an hour of work")
        return iter(working)


def _moment(day: date, minutes: int) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=HERE).timestamp() + 60 * minutes


def spans(written: str) -> tuple[tuple[int, int], ...]:
    """Spans from "7:00-11:30, 13:30-17:00", as an office writes them; ValueError when one cannot be read or none is there."""
    found = []
    for part in written.split(","):
        match = _SPAN.fullmatch(part.strip())
        begin, end = (_minutes(match, 1), _minutes(match, 3)) if match else (0, 0)
        if not begin < end <= _DAY:
            raise ValueError(part.strip())
        found.append((begin, end))
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(found)):
        raise ValueError(written)
    return tuple(found)


def _minutes(match: re.Match[str], group: int) -> int:
    return 60 * int(match[group]) + int(match[group + 1] or 0)
