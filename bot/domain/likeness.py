"""How alike two told matters are: the words they share, whether they name the same place, and how far apart they were told."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.domain.vietnamese import fold

_TOKEN = re.compile(r"[0-9]+(?:%|[a-z]\b)?|[^\W\d_]+")
_LONGEST, _READ = 6, 1500  # words of a phrase, characters read
_DAY = 86400.0
_PAIR, _NUMBER = 0.6, 0.15  # weight of two neighbours beside that of one word; of a number beside that of a word nobody has used before
_ELSEWHERE, _OLD, _OTHER_PLACE = 0.8, 0.15, 0.5  # of another hamlet; taken off over the whole stretch; where both name places that differ
STRETCH = 14 * _DAY  # seconds; told further apart, two matters are two
ALIKE = 0.4  # from this score on two matters are said to be alike


@dataclass(frozen=True, slots=True)
class Told:
    """A matter as it was told: its words, in which hamlet (id), of which kind, when (epoch seconds)."""

    text: str
    hamlet: int
    kind: str
    at: float


@dataclass(frozen=True, slots=True)
class Wording:
    """What the comparison is told of the language: ``drop`` says nothing, each of ``same`` are words for one thing.

    ``places``: words that a number makes the name of a place; ``examples``: what people typed, by which common words are known.
    """

    drop: Sequence[str]
    same: Sequence[Sequence[str]]
    places: Sequence[str]
    examples: Sequence[str]


class Likeness:
    """Built once; about 0.1 ms for a text it has not seen, a tenth of that for each pair."""

    def __init__(self, wording: Wording) -> None:
        self._phrases: dict[tuple[str, ...], str] = {_split(p): "" for p in wording.drop}
        self._phrases |= {_split(p): "".join(_split(group[0])) for group in wording.same for p in group}
        self._places = re.compile(rf"\b({'|'.join(map(fold, wording.places))}) (?:so )?(\d+)\b")
        seen = Counter(f for text in wording.examples for f in set(self._words(text)))
        most = math.log(len(wording.examples) + 1)
        self._common: Mapping[str, float] = {w: (most - math.log(n)) / most for w, n in seen.items()}
        self._features = lru_cache(maxsize=1024)(self._weighed)  # the cases of a busy night are compared again and again

    def score(self, a: Told, b: Told) -> float:
        """0 (nothing in common, or not to be compared) to 1 (the same words in the same hamlet on the same day)."""
        apart = abs(a.at - b.at)
        if a.kind != b.kind or apart > STRETCH:
            return 0.0
        shared = self._shared(a.text, b.text)
        near = 1.0 if a.hamlet == b.hamlet else _ELSEWHERE
        return shared * near * (1 - _OLD * apart / STRETCH) * (_OTHER_PLACE if self._elsewhere(a.text, b.text) else 1.0)

    def most_alike(self, new: Told, others: Sequence[Told]) -> int | None:
        """Which of the others is most like it, the first of several; None when none is alike."""
        scores = [self.score(new, other) for other in others]
        best = max(scores, default=0.0)
        return scores.index(best) if best >= ALIKE else None

    def _shared(self, a: str, b: str) -> float:
        """How much of what they say is said by both."""
        one, other = self._features(a), self._features(b)
        both = sum(weight for feature, weight in one.items() if feature in other)
        return both / math.sqrt(sum(one.values()) * sum(other.values())) if both else 0.0

    def _weighed(self, text: str) -> Mapping[str, float]:
        """The words, and the neighbours, of a text, each with its weight: the rarer, the more."""
        said = self._words(text)
        weights = {w: self._weight(w) for w in said}
        return weights | {f"{w} {v}": _PAIR * min(weights[w], weights[v]) for w, v in pairwise(said)}

    def _weight(self, word: str) -> float:
        return _NUMBER if word[0].isdigit() else self._common.get(word, 1.0)

    def _words(self, text: str) -> list[str]:
        """Folded, with one word for one thing, and without those that say nothing."""
        typed, said, at = _split(text[:_READ]), [], 0
        while at < len(typed):
            size = next((n for n in range(min(_LONGEST, len(typed) - at), 0, -1) if typed[at : at + n] in self._phrases), 0)
            said.append(self._phrases[typed[at : at + size]] if size else typed[at])
            at += size or 1
        return [w for w in said if w]

    def _elsewhere(self, a: str, b: str) -> bool:
        """Whether both name a place of one sort by its number, and not the same."""
        one, other = (dict(self._places.findall(" ".join(_split(t)))) for t in (a, b))
        return any(sort in other and other[sort] != number for sort, number in one.items())


def _split(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(fold(text)))
