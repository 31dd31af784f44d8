"""Office hours: by when something must be done that has so many working hours or days."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.periods import HERE, local, working_days_after

_SPAN = re.compile(r"(\d{1,2})(?:[:h](\d{2}))?h?\s*-\s*(\d{1,2})(?:[:h](\d{2}))?h?")
_DAY = 24 * 60  # minutes
_LOOK_AHEAD = 400  # days in which there must be an hour of work


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
                return working_days_after(at, int(allowance.amount), self.holidays)
            case Measure.HOURS:
                return self._after_hours(at, 3600 * allowance.amount)

    def _after_hours(self, at: float, left: float) -> float:
        for begin, end in self._worked(at):
            worked = max(0.0, end - max(begin, at))
            if worked >= left:
                return max(begin, at) + left
            left -= worked
        raise ValueError("an office without an hour of work")

    def _worked(self, at: float) -> Iterator[tuple[float, float]]:
        first = local(at).date()
        for n in range(_LOOK_AHEAD):
            day = first + timedelta(days=n)
            if day.weekday() in self.days and day not in self.holidays:
                midnight = datetime(day.year, day.month, day.day, tzinfo=HERE).timestamp()
                yield from ((midnight + 60 * begin, midnight + 60 * end) for begin, end in self.spans)


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
