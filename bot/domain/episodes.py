"""An event that groups cases, as a flood night: what is told of all of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.cases import ENDED, NEW, OPEN
from bot.domain.kinds import Level

ALWAYS = ("TT", "TN")  # the kinds that go into an open one by themselves, beside those that are in it already
ENOUGH = 3  # urgent ones of these kinds within so many seconds: one is offered
WITHIN = 6 * 3600.0
QUIET = 900.0  # seconds after a message in which what else comes is gathered
AGAIN = 7200.0  # seconds between messages that tell the same anew


@dataclass(frozen=True, slots=True)
class Grouped:
    """A case of an episode, or one that may become part of it; nothing confidential is ever one. ``unit``: with its kind word."""

    id: int
    number: int
    kind: str
    level: Level
    status: str
    text: str
    households: int | None
    unit: str
    commune: int
    holder: int | None
    created_at: float
    rung: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of cases: all, those nobody has taken, those in work, those that are over, the urgent; of households; by kind and by hamlet."""

    cases: int
    new: int
    going: int
    done: int
    red: int
    households: int
    kinds: tuple[tuple[str, int], ...]
    hamlets: tuple[tuple[str, int], ...]


def figures(cases: Iterable[Grouped]) -> Figures:
    all_ = list(cases)
    states = Counter("new" if c.status == NEW else "going" if c.status in OPEN else "done" if c.status in ENDED else "" for c in all_)
    kinds, hamlets = Counter(c.kind for c in all_), Counter(c.unit for c in all_)
    red, households = sum(c.level is Level.DO for c in all_), sum(c.households or 0 for c in all_)
    most = tuple(tuple(sorted(counted.items(), key=lambda kv: -kv[1])) for counted in (kinds, hamlets))
    return Figures(len(all_), states["new"], states["going"], states["done"], red, households, *most)
