"""What is known of a block's span of months before it is put into words: sums, cases, and the words that may be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain import cases
from bot.domain.forms import Form, Rate
from bot.domain.kinds import Level
from bot.domain.spans import Span
from bot.domain.totals import Chosen, Sum, Totals


@dataclass(frozen=True, slots=True)
class Sort:
    """What cases are counted by; nothing of it tells where one is. ``status``: as in ``bot.domain.cases``."""

    kind: str
    level: Level
    crowd: bool
    status: str
    overdue: bool

    @property
    def is_salient(self) -> bool:
        return self.crowd or self.level in (Level.DO, Level.VANG)

    @property
    def is_resolved(self) -> bool:
        return self.status in cases.ENDED

    @property
    def is_passed_on(self) -> bool:
        return self.status == cases.PASSED_ON


@dataclass(frozen=True, slots=True)
class Listed:
    """One case, for the block alone; ``unit``: where it is, ``at``: when it was filed, in epoch seconds."""

    number: int
    unit: int
    at: float
    sort: Sort


@dataclass(frozen=True, slots=True)
class Told:
    """What units told in some months, a stock as the sum of what was known last. ``of``: each unit; ``all``: together."""

    of: Mapping[int, Totals] = field(default_factory=dict)
    all: Totals = field(default_factory=Totals)

    def number(self, key: str) -> int | None:
        """In steps of its field; None where nobody has answered."""
        return number(self.all, key)

    def rate(self, of: Rate) -> float | None:
        """Per cent; None where either is not known, where there is nothing to be a part of, and where the part is more than that."""
        part, whole = self.number(of.part), self.number(of.whole)
        return None if part is None or not whole or part > whole else 100 * part / whole

    def sum(self, key: str) -> Sum:
        found = self.all.figures.get(key)
        return found if isinstance(found, Sum) else Sum()

    def chosen(self, key: str) -> Chosen:
        found = self.all.figures.get(key)
        return found if isinstance(found, Chosen) else Chosen()


def number(totals: Totals, key: str) -> int | None:
    """In steps of its field; None where nobody has answered."""
    found = totals.figures.get(key)
    return found.total if isinstance(found, Sum) and found.answered else None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a block's report is made of.

    ``before``: the span before; ``counts``: how many cases of each sort; ``listed``: each of them, none in a copy that leaves the block;
    ``titles``: of units; ``own``: what the block itself wrote, by field; ``released``: what a person has made of the teams' words.
    """

    span: Span
    place: str
    first: date
    last: date
    form: Form
    now: Told
    before: Told
    counts: Mapping[Sort, int]
    listed: Sequence[Listed]
    titles: Mapping[int, str]
    own: Mapping[str, Sequence[str]]
    released: Mapping[str, Sequence[str]]
    leaving: bool
