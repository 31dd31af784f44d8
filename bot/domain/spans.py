"""What a report is about: a month, a quarter, half a year or a year, and what it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.months import Month


class Length(StrEnum):
    """How long a span is."""

    MONTH = "thang"
    QUARTER = "quy"
    HALF = "sau_thang"
    YEAR = "nam"


MONTHS: Mapping[Length, int] = {Length.MONTH: 1, Length.QUARTER: 3, Length.HALF: 6, Length.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months up to and with the ``last``; made by ``span``."""

    length: Length
    last: Month

    @property
    def months(self) -> tuple[Month, ...]:
        """The first first."""
        return tuple(self.last.after(-n) for n in reversed(range(MONTHS[self.length])))

    @property
    def number(self) -> int:
        """Which of its year: 12 for December, 4 for the last quarter."""
        return self.last.number // MONTHS[self.length]

    @property
    def is_month(self) -> bool:
        return self.length is Length.MONTH

    @property
    def next(self) -> Span:
        return Span(self.length, self.last.after(MONTHS[self.length]))

    @property
    def before(self) -> Span:
        return Span(self.length, self.last.after(-MONTHS[self.length]))

    @property
    def year_before(self) -> Span:
        return Span(self.length, self.last.after(-12))

    @property
    def year_so_far(self) -> tuple[Month, ...]:
        """From the January of its last month."""
        return tuple(Month(self.last.year, n) for n in range(1, self.last.number + 1))


def span(length: Length, last: Month) -> Span:
    """Raises ValueError for a month in which no such span ends: a quarter ends in March, June, September or December."""
    if last.number % MONTHS[length]:
        ends = ", ".join(str(n) for n in range(MONTHS[length], 13, MONTHS[length]))
        raise ValueError(f"a span {length} ends in month {ends}, not in {last}")
    return Span(length, last)
