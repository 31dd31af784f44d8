"""What the clock does, as values that handlers may make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Job:
    """Something due at a moment (epoch seconds); ``once`` is unique for all time, as "unconfirmed:17"."""

    kind: str
    due_at: float
    once: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moment:
    """Epoch seconds: the product's time, which may be moved, and the machine's, by which rows of the way in and out are kept."""

    now: float
    real: float


@dataclass(frozen=True, slots=True)
class JobKind:
    """How a kind of job is planned and run; both get the open database and the moment.

    ``plan`` names what is due (planned again and again: ``once`` keeps it single). ``run`` looks again whether it still applies
    and returns whether it did anything. A job later than ``late`` seconds is dropped and counted. ``owed``: after a restore it is done
    all the same, for it speaks to nobody, or somebody was promised it.
    """

    name: str
    late: float
    plan: Callable[[Any, Moment], Sequence[Job]]
    run: Callable[[Any, Moment, Job], bool]
    owed: bool = False
