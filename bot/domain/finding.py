"""Finding a place by its name as people type it: without accents, with the tone in another place, with residue of Telex, "thon3"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from bot.domain.vietnamese import clean, fold, spelling

_PIECE = re.compile(r"[^\W\d_]+|\d+")
_DOUBLED = re.compile(r"([aeo])\1|dd")
_TONE = re.compile(r"(?<=[a-z])[sfrxj]")

Words = tuple[str, ...]
MOST_AROUND = 5  # words around a place that are looked at: each doubles the work


@dataclass(frozen=True, slots=True)
class Named:
    """A place to be found: its kind word, its name, and the titles of what it lies in, the nearest first; none when that does not matter."""

    id: int
    kind: str
    name: str
    parents: tuple[str, ...] = ()


class Titled(Protocol):
    """What a place is called with its kind word, and what it lies in."""

    @property
    def title(self) -> str: ...

    @property
    def parent(self) -> int | None: ...


def titles_above(places: Mapping[int, Titled], parent: int | None) -> tuple[str, ...]:
    """Of what a place lies in, the nearest first, as far as it is among these."""
    found = []
    while parent is not None and parent in places:
        found.append(places[parent].title)
        parent = places[parent].parent
    return tuple(found)


class Names:
    """The names of some places, to be asked again and again.

    ``kinds``: kind words and their short forms, folded, to the kind they mean, folded too ("kp": "khu pho");
    ``numbers``: words that are numbers, as they are spelled ("ba": "3"); ``around``: folded words that people put around a place.
    """

    def __init__(self, places: Iterable[Named], kinds: Mapping[str, str], numbers: Mapping[str, str], around: Collection[str] = ()) -> None:
        self._around = frozenset(around)
        self._kinds = sorted(((tuple(k.split()), tuple(v.split())) for k, v in kinds.items()), key=lambda k: -len(k[0]))
        self._numbers = {spelling(word): digits for word, digits in numbers.items()}
        self._exact: dict[Words, set[int]] = defaultdict(set)
        self._folded: dict[Words, set[int]] = defaultdict(set)
        self._kind: dict[int, Words] = {}
        self._above: dict[int, tuple[Words, ...]] = {}
        self._known = {word for pair in self._kinds for words in pair for word in words}
        for place in places:
            self._add(place)

    def _add(self, place: Named) -> None:
        self._kind[place.id] = tuple(map(fold, _pieces(place.kind)))
        self._above[place.id] = tuple(tuple(map(fold, _pieces(title))) for title in place.parents)
        for words in self._readings(_pieces(place.name)):
            self._exact[tuple(map(spelling, words))].add(place.id)
            self._folded[tuple(map(fold, words))].add(place.id)
            self._known.update(map(fold, words))
        self._known.update(self._kind[place.id], *self._above[place.id])

    def find(self, typed: str) -> list[int]:
        """Every place these words can mean equally well, by id; none when they name none. Who gets several asks, with the parent shown.

        Accents decide where they were typed; the kind and what it lies in decide where they were said.
        Of the words around it only as many are dropped as must be: they may be part of a name.
        """
        said = _pieces(typed)
        loose = [n for n, word in enumerate(said) if fold(word) in self._around][:MOST_AROUND]
        for how_many in range(len(loose) + 1):
            found = {place for gone in combinations(loose, how_many) for place in self._found(tuple(w for n, w in enumerate(said) if n not in gone))}
            if found:
                return sorted(found)
        return []

    def _found(self, said: Words) -> list[int]:
        accented = any(fold(word) != word for word in said)
        return (accented and _best(self._meant(said, exact=True))) or _best(self._meant(said, exact=False))

    def _meant(self, said: Words, *, exact: bool) -> dict[int, int]:
        """Place -> how much of what was said it explains: its kind, and what it lies in."""
        found: dict[int, int] = {}
        for words in self._readings(said):
            for kind, rest in self._split(words):
                for end in range(1, len(rest) + 1):
                    for place in self._named(rest[:end], exact=exact):
                        fits = self._fits(place, kind, rest[end:])
                        if fits >= 0:
                            found[place] = max(found.get(place, 0), fits)
        return found

    def _named(self, words: Words, *, exact: bool) -> set[int]:
        return self._exact.get(tuple(map(spelling, words)), set()) if exact else self._folded.get(self._repaired(words), set())

    def _fits(self, place: int, kind: Words, rest: Words) -> int:
        """-1: something else was said of it; else how many things said agree."""
        if kind and kind != self._kind[place]:
            return -1
        if not rest:
            return int(bool(kind))
        return 2 + bool(kind) if self._lies_in(self._above[place], rest) else -1

    def _lies_in(self, above: tuple[Words, ...], rest: Words) -> bool:
        """Whether these words name what a place lies in, from the nearest on; some may be left out."""
        if not rest:
            return True
        for n, title in enumerate(above):
            ends = [end for end in range(1, len(rest) + 1) if self._is_called(title, rest[:end])]
            if any(self._lies_in(above[n + 1 :], rest[end:]) for end in ends):
                return True
        return False

    def _is_called(self, title: Words, said: Words) -> bool:
        for kind, name in self._split(said):
            told = self._repaired(name)
            if told and title[-len(told) :] == told and title[: len(kind)] == kind:
                return True
        return False

    def _split(self, words: Words) -> Iterator[tuple[Words, Words]]:
        """(kind, the rest): with the kind word in front taken off, and as if it were part of the name."""
        folded = self._repaired(words)
        for short, whole in self._kinds:
            if folded[: len(short)] == short and len(words) > len(short):
                yield whole, words[len(short) :]
                break
        yield (), words

    def _repaired(self, words: Sequence[str]) -> Words:
        return tuple(self._repair(fold(word)) for word in words)

    def _repair(self, word: str) -> str:
        """What Telex left behind ("thoon", "hajc") is taken out only where a known word comes of it."""
        if word in self._known or not word.isascii() or word.isdigit():
            return word
        plain = _DOUBLED.sub(lambda m: m[0][0], word).replace("w", "u" if word.startswith("w") else "")
        toneless = [plain, *(plain[: m.end() - 1] + plain[m.end() :] for m in _TONE.finditer(plain))]
        return next((w for w in toneless if w in self._known), word)

    def _readings(self, words: Words) -> Iterator[Words]:
        """As written; and with the words that are numbers as digits."""
        yield words
        if any(spelling(word) in self._numbers for word in words):
            yield tuple(self._numbers.get(spelling(word), word) for word in words)


def _pieces(text: str) -> Words:
    """Words and numbers; numbers without zeros in front."""
    return tuple(p.lstrip("0") or "0" if p.isdigit() else p.casefold() for p in _PIECE.findall(clean(text)))


def _best(meant: Mapping[int, int]) -> list[int]:
    most = max(meant.values(), default=0)
    return [place for place, fits in meant.items() if fits == most]
