"""An answer in words that came as a voice note."""

from __future__ import annotations

from dataclasses import dataclass, replace

from typing_extensions import override


@dataclass(frozen=True, slots=True)
class Spoken:
    """``voice``: the note, as an attachment. ``words``: what is read in its place: those that came with it, or a mark."""

    voice: int
    words: str

    @override
    def __str__(self) -> str:
        return self.words

    def reworded(self, words: str) -> Spoken:
        return replace(self, words=words)
