"""The kinds of matter people report: how urgent each is, who may see it, whether it may be written down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How fast a case must move, the most urgent first; HEN is a meeting in person, which only a few may see."""

    DO = "DO"
    VANG = "VANG"
    HEN = "HEN"
    XANH = "XANH"

    @property
    def urgency(self) -> int:
        """3 for the most urgent, 0 for the least."""
        return _URGENCY[self]

    @property
    def raised(self) -> Level | None:
        """The next more urgent level a reporter may ask for; None for the highest."""
        return {Level.XANH: Level.VANG, Level.VANG: Level.DO, Level.HEN: Level.DO}.get(self)


_URGENCY = {level: 3 - place for place, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of matter. ``label`` is what its button says; without ``free_text`` nothing is written down, somebody calls back."""

    code: str
    label: str
    level: Level
    confidential: bool = False
    free_text: bool = True
