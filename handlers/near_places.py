"""Hamlets whose names are near to what somebody typed, where it names none: half a name, or one letter wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import get_close_matches

from bot.domain.vietnamese import words
from messages_vi import place_words
from storage.units import Unit

_ALIKE = 0.75  # of the letters of a word, as difflib counts them
_MOST_WORDS = 8  # that are looked at: each may cost a look at every word there is
_KIND_WORDS = frozenset(word for kind in place_words.KINDS for word in kind.split())


class NearPlaces:
    """The words of the names of these units, to be asked again and again."""

    def __init__(self, today: Iterable[Unit]) -> None:
        self._units = {u.id: u for u in today}
        self._called: dict[str, set[int]] = defaultdict(set)
        for u in self._units.values():
            for word in _told(u.name):
                self._called[word].add(u.id)

    def find(self, typed: str) -> list[int]:
        """The hamlets that share most words with it, by themselves or with what they lie in; none that shares no word of its own."""
        said = [meant for word in _told(typed)[:_MOST_WORDS] for meant in self._meant(word)]
        own = Counter(u for word in said for u in self._called[word] if self._units[u].level == "thon")
        fits = {u: 2 * many + sum(word in self._above(u) for word in said) for u, many in own.items()}
        most = max(fits.values(), default=0)
        return sorted(u for u, fit in fits.items() if fit == most)

    def _meant(self, word: str) -> list[str]:
        return [word] if word in self._called else [] if word.isdecimal() else get_close_matches(word, self._called, 1, _ALIKE)

    def _above(self, unit: int) -> set[str]:
        """The words of the names of what it lies in."""
        found: set[str] = set()
        parent = self._units[unit].parent
        while parent in self._units:
            found |= set(_told(self._units[parent].name))
            parent = self._units[parent].parent
        return found


def _told(text: str) -> list[str]:
    """The words that tell one place from another."""
    return [word for word in words(text) if word not in _KIND_WORDS | place_words.AROUND]
