"""How answers add up: values with ``+`` and a zero, so that teams and months can be added in any order and any grouping.

Nothing is ever incremented; sums are worked out anew from the answers. An answer of 0, a question left out and a check-in that never
came are three things: ``answered`` counts the first, ``skipped`` the second, and what is missing of ``expected`` is the third.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Self, TypeAlias

from bot.domain.forms import Field, Form, Kind, Rate, Rollup

NEVER: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True)
class Sum:
    """A flow, in the steps of its field. ``some``: how many of those who answered have more than none."""

    total: int = 0
    some: int = 0
    answered: int = 0
    skipped: int = 0

    @classmethod
    def of_all(cls, parts: Sequence[Self]) -> Self:
        return cls(sum(p.total for p in parts), sum(p.some for p in parts), *_coverage(parts))

    def __add__(self, other: Self) -> Self:
        return self.of_all((self, other))


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is: of each unit the month and the value of its last answer."""

    known: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    answered: int = 0
    skipped: int = 0

    @classmethod
    def of_all(cls, parts: Sequence[Self]) -> Self:
        known: dict[int, tuple[str, int]] = {}
        for unit, told in chain.from_iterable(p.known.items() for p in parts):
            known[unit] = max(known.get(unit, told), told)
        return cls(known, *_coverage(parts))

    def __add__(self, other: Self) -> Self:
        return self.of_all((self, other))

    def counting(self, heirs: Mapping[int, Collection[int]], asked: Mapping[int, str] = NEVER) -> dict[int, int]:
        """The units whose values count; one that is no more (``heirs``: what came after it) only until one of those has told of a later month.

        Later than any in which it was ``asked`` itself: what they told before that was their own alone.
        """
        last = {unit: max(month, asked.get(unit, "")) for unit, (month, _) in self.known.items()}
        return {unit: value for unit, (_, value) in self.known.items() if not any(self._told_after(h, last[unit]) for h in heirs.get(unit, ()))}

    def total(self, heirs: Mapping[int, Collection[int]], asked: Mapping[int, str] = NEVER) -> int:
        """The sum over them."""
        return sum(self.counting(heirs, asked).values())

    def _told_after(self, unit: int, month: str) -> bool:
        return unit in self.known and self.known[unit][0] > month


@dataclass(frozen=True, slots=True)
class Chosen:
    """How often each option was chosen; a yes is the option "yes"."""

    options: Mapping[str, int] = field(default_factory=dict)
    answered: int = 0
    skipped: int = 0

    @classmethod
    def of_all(cls, parts: Sequence[Self]) -> Self:
        options: dict[str, int] = {}
        for code, times in chain.from_iterable(p.options.items() for p in parts):
            options[code] = options.get(code, 0) + times
        return cls(options, *_coverage(parts))

    def __add__(self, other: Self) -> Self:
        return self.of_all((self, other))

    def top(self, most: int, order: Iterable[str]) -> list[tuple[str, int]]:
        """The options chosen most often, at most so many; of equals the one that stands first in ``order``."""
        place = {code: n for n, code in enumerate(order)}
        return sorted(self.options.items(), key=lambda x: (-x[1], place.get(x[0], len(place)), x[0]))[:most]


@dataclass(frozen=True, slots=True)
class Told:
    """Words: only how many wrote some. The words themselves stay with those who may read them."""

    answered: int = 0
    skipped: int = 0

    @classmethod
    def of_all(cls, parts: Sequence[Self]) -> Self:
        return cls(*_coverage(parts))

    def __add__(self, other: Self) -> Self:
        return self.of_all((self, other))


def _coverage(parts: Sequence[Any]) -> tuple[int, int]:
    return sum(p.answered for p in parts), sum(p.skipped for p in parts)


YES, NO = "co", "khong"
Figure: TypeAlias = Sum | Stock | Chosen | Told
ZEROS: Mapping[Rollup, Figure] = {
    Rollup.SUM: Sum(), Rollup.STOCK: Stock(), Rollup.ANY: Chosen(), Rollup.DISTRIBUTION: Chosen(), Rollup.TOP: Chosen(), Rollup.LIST: Told(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Totals:
    """Check-ins of any number of teams and months. ``whole``: every question that is needed was answered."""

    expected: int = 0
    submitted: int = 0
    on_time: int = 0
    whole: int = 0
    figures: Mapping[str, Figure] = field(default_factory=dict)

    def __add__(self, other: Self) -> Totals:
        return added((self, other))

    @property
    def rates(self) -> tuple[float | None, float | None, float | None]:
        """Of those expected: submitted, submitted on time, whole; None where nobody was expected."""
        if not self.expected:
            return None, None, None
        return self.submitted / self.expected, self.on_time / self.expected, self.whole / self.expected


def added(parts: Iterable[Totals]) -> Totals:
    """All of them at once: what every one of them costs does not grow with how many there are."""
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    figures: dict[str, list[Any]] = {}
    for part in parts:
        for key, figure in part.figures.items():
            figures.setdefault(key, []).append(figure)
    return Totals(
        sum(p.expected for p in parts), sum(p.submitted for p in parts), sum(p.on_time for p in parts), sum(p.whole for p in parts),
        {key: type(found[0]).of_all(found) for key, found in figures.items()},
    )  # fmt: skip


def of_answer(asked: Field, answer: Any, unit: int, month: str) -> Figure:
    """One answer of one unit in one month ("2026-12"); None: the question was left out."""
    if answer is None:
        return type(ZEROS[asked.rollup])(skipped=1)
    match asked.rollup:
        case Rollup.SUM:
            return Sum(int(answer), int(answer > 0), 1)
        case Rollup.STOCK:
            return Stock({unit: (month, int(answer))}, 1)
        case Rollup.LIST:
            return Told(1)
        case Rollup.TOP:
            return Chosen(dict.fromkeys(answer, 1), 1)
        case _:
            return Chosen({str(answer): 1}, 1)


def of_checkin(form: Form, answers: Mapping[str, Any] | None, unit: int, month: str, *, on_time: bool = True) -> Totals:
    """What one team of the expected ones told in one month: its answers by key; None: nothing came."""
    if answers is None:
        return Totals(expected=1)
    figures = {f.key: of_answer(f, completed(form, answers, f), unit, month) for f in form.asked}
    whole = all(completed(form, answers, f) is not None for f in form.asked if f.needed)
    return Totals(1, 1, int(on_time), int(whole), figures)


def completed(form: Form, answers: Mapping[str, Any], asked: Field) -> Any:
    """The answer to a question; 0 for a number that was not asked for since what it depends on is none; else None when there is none."""
    answer = answers.get(asked.key)
    if answer is None and asked.when and asked.kind is Kind.NUMBER and is_none(completed(form, answers, form.field(asked.when))):
        return 0
    return answer


def is_none(answer: Any) -> bool:
    """Whether an answer is a no, or 0."""
    return answer in (0, NO)


def ratio(totals: Totals, rate: Rate) -> tuple[int, int]:
    """The two sums that a rate is made of; no such figure counts as 0."""
    part, whole = (totals.figures.get(key, Sum()) for key in (rate.part, rate.whole))
    assert isinstance(part, Sum)
    assert isinstance(whole, Sum)
    return part.total, whole.total
