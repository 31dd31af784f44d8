"""What is known before a block's meeting, before it is put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.months import Month


@dataclass(frozen=True, slots=True)
class Named:
    """A case as it is read out: its number, with its year where that is another one, and the hamlet."""

    number: str
    place: str


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """Nothing of it comes from a confidential case. Places are titles of units, as "thôn 3".

    ``day``: of the meeting; ``of``, ``state``, ``stood_at``: the last month that was asked for, how far the block is with it and since when
    (epoch seconds); ``sent`` of ``expected`` teams. ``since``: what is new came on this day or later; ``new``: how many cases of each kind.
    ``asked``: the block's last question has no answer. ``silent``: teams that sent neither the month nor a case. ``uneasy``: moods to look
    after, with where they are. ``worries``: with how many teams named each. ``wishes``: whose have been neither answered nor passed on.
    """

    place: str
    day: date
    of: Month
    state: str
    stood_at: float | None
    sent: int
    expected: int
    since: date
    new: Mapping[str, int]
    red: Sequence[Named]
    late: Sequence[Named]
    asked: Sequence[Named]
    silent: Sequence[str]
    uneasy: Sequence[tuple[str, Sequence[str]]]
    worries: Sequence[tuple[str, int]]
    wishes: Sequence[str]
