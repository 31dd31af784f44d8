"""How words that were typed any old way point to the kind of a report; the words and examples are handed in.

Two readings add up: listed phrases (longest first, accents weighed) and how much the words resemble those of known examples (naive Bayes).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.domain.vietnamese import fold, spelling

NO_REPORT, NEUTRAL = "-", "0"  # what is none, and phrases that mean nothing but keep the words in them from meaning something

_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")
_SYLLABLE = re.compile(r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?")
_TELEX = re.compile(r"w|(?<=[aeiouyw])[sfrxj](?=[a-z]?$|ng$|nh$|ch$)")
_DOUBLED = re.compile(r"(aa|ee|oo|dd)")
_LONGEST, _READ = 5, 1500  # words of a phrase, characters read
_SMOOTHING, _FLOOR, _LIKENESS = 0.3, -8.0, 0.55  # of a word not seen with a kind; the least a kind can resemble; weight beside the phrases
_URGENT = 1.15  # multiplies the points of urgent kinds
_LEAST_SHARE, _CLEAR_SHARE = 0.01, 0.9
_FEW_WORDS, _ONE_PHRASE = 4, 1.9  # so few words are a report only if a phrase of this weight is among them


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a guess is learnt from; a kind may also be "-" (no report) or, for phrases, "0" (no kind at all)."""

    phrases: Sequence[tuple[str, float, Sequence[str]]]  # kind, weight (3 settles it), phrases with accents
    hints: Sequence[tuple[str, Sequence[str]]]  # kind, words that point to it without settling it
    examples: Sequence[tuple[str, str]]  # kind, what was typed
    short: Mapping[str, str]  # abbreviation -> words


@dataclass(frozen=True, slots=True)
class _Phrase:
    kind: str
    weight: float
    spelled: tuple[str, ...]


def _same_but_hook(typed: str, meant: str) -> bool:
    """Whether two spellings differ only by hỏi and ngã, which the people of Thanh Hóa do not tell apart."""
    return typed[:-1] == meant[:-1] and {typed[-1], meant[-1]} == {"2", "3"}


def _agreement(typed: Sequence[str], phrase: _Phrase, accented: bool) -> float:
    """How well what was typed fits a phrase, 0 to 1: its accents fit, are left out, or contradict."""
    alone, fit = len(typed) == 1, 1.0
    for written, meant in zip(typed, phrase.spelled, strict=True):
        if written == meant:
            continue
        if _same_but_hook(written, meant):
            fit *= 0.3 if alone else 0.9
        elif written.isalpha() and written.isascii():
            fit *= (0.15 if accented else 0.45) if alone else (0.7 if accented else 0.95)
        else:
            fit *= 0.0 if alone else 0.35 if len(typed) == 2 else 0.6
    return fit if fit > 0.2 or alone else 0.0


class _Phrases:
    """Listed phrases: each that is found counts once for its kind."""

    def __init__(self, listed: Sequence[tuple[str, float, Sequence[str]]]) -> None:
        self._known: dict[str, list[_Phrase]] = {}
        for kind, weight, phrases in listed:
            for phrase in phrases:
                self._known.setdefault(fold(phrase), []).append(_Phrase(kind, weight, tuple(map(spelling, phrase.split()))))

    def _found(self, folded: list[str], spelled: list[str]) -> Iterator[tuple[_Phrase, float]]:
        """The phrases and how well they fit, longest first; what a longer one covers does not count again."""
        accented = 3 * sum(not word.isascii() or (word[-1] in "12345" and not word.isdigit()) for word in spelled) > len(spelled)
        covered: set[tuple[int, int]] = set()
        for size in range(min(_LONGEST, len(folded)), 0, -1):
            for start in range(len(folded) - size + 1):
                end = start + size
                phrases = self._known.get(" ".join(folded[start:end]))
                if phrases is None or (start, end) in covered:
                    continue
                fits = [_agreement(spelled[start:end], phrase, accented) for phrase in phrases]
                best = max(fits)
                if best > 0.5:
                    covered.update((left, right) for left in range(start, end) for right in range(left + 1, end + 1))
                yield from ((phrase, fit) for phrase, fit in zip(phrases, fits, strict=True) if fit and fit >= best * 0.8)

    def points(self, folded: list[str], spelled: list[str]) -> Counter[str]:
        """Kind -> points."""
        seen: dict[_Phrase, float] = {}
        for phrase, fit in self._found(folded, spelled):
            seen[phrase] = max(seen.get(phrase, 0.0), phrase.weight * fit)
        points: Counter[str] = Counter()
        for phrase, more in seen.items():
            points[phrase.kind] += more  # type: ignore[assignment]
        return points


def _features(folded: Sequence[str]) -> set[str]:
    """The words and the pairs of neighbours; numbers say nothing."""
    features = {*folded, *map(" ".join, pairwise(folded))}
    return {feature for feature in features if not feature.isdigit()}


class _Likeness:
    """How much words resemble those seen with each kind: naive Bayes over words and neighbours, without accents."""

    def __init__(self, seen: Mapping[str, Mapping[str, float]]) -> None:
        size = len({feature for counts in seen.values() for feature in counts})
        totals = {kind: sum(counts.values()) + _SMOOTHING * size for kind, counts in seen.items()}
        self._unseen = {kind: math.log(_SMOOTHING / total) for kind, total in totals.items()}
        self._gain: dict[str, list[tuple[str, float]]] = {}
        for kind, counts in seen.items():
            for feature, count in counts.items():
                self._gain.setdefault(feature, []).append((kind, math.log(1 + count / _SMOOTHING)))

    def of(self, folded: Sequence[str]) -> dict[str, float]:
        """Kind -> 0 for the most alike, negative for the others; empty when no word is known."""
        known = [gains for feature in _features(folded) if (gains := self._gain.get(feature)) is not None]
        if not known:
            return {}
        likeness = {kind: unseen * len(known) for kind, unseen in self._unseen.items()}
        for gains in known:
            for kind, gain in gains:
                likeness[kind] += gain
        best = max(likeness.values())
        return {kind: max(_FLOOR, value - best) for kind, value in likeness.items()}


class Guesser:
    """Finds the kinds a text speaks of. Built once; about 0.2 ms for a message of 200 characters."""

    def __init__(self, lessons: Lessons, urgent: frozenset[str]) -> None:
        """Kinds in ``urgent`` win ties."""
        self._urgent, self._short = urgent, lessons.short
        self._phrases = _Phrases(lessons.phrases)
        listed = [*(phrases for _, _, phrases in lessons.phrases), *(phrases for _, phrases in lessons.hints)]
        self._words = frozenset(word for phrases in listed for phrase in phrases for word in fold(phrase).split())
        self._likeness = _Likeness(self._counted(lessons))

    def _counted(self, lessons: Lessons) -> dict[str, Counter[str]]:
        """How often each feature was seen with each kind: an example is a whole sighting, a phrase or hint a part of one."""
        sightings = [
            *((kind, phrase, weight / 10) for kind, weight, phrases in lessons.phrases if kind != NEUTRAL for phrase in phrases),
            *((kind, phrase, 0.3) for kind, phrases in lessons.hints for phrase in phrases),
            *((kind, text, 1.0) for kind, text in lessons.examples),
        ]
        seen: dict[str, Counter[str]] = {}
        for kind, text, part in sightings:
            for feature in _features(self._read(text)[0]):
                seen.setdefault(kind, Counter())[feature] += part  # type: ignore[assignment]
        return seen

    def _repaired(self, word: str) -> str:
        """A mistyped word (Telex left over, one letter too many, two swapped) as the known word it must be; else as it was."""
        if word in self._words or word.isdigit() or len(word) > 12 or _SYLLABLE.fullmatch(word):
            return word
        plain = _DOUBLED.sub(lambda pair: pair[0][0], _TELEX.sub("", word))
        swapped = (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1))
        dropped = (word[:i] + word[i + 1 :] for i in range(len(word)) if len(word) > 3)
        return next((guess for guess in (plain, *swapped, *dropped) if guess in self._words), word)

    def _read(self, text: str) -> tuple[list[str], list[str]]:
        """The words folded, and the same words spelled with their accents."""
        folded, spelled = [], []
        for typed in _TOKEN.findall(text.lower()):
            for word in self._short.get(typed, typed).split():
                plain = self._repaired(fold(word))
                folded.append(plain)
                spelled.append(plain if word.isascii() else spelling(word))
        return folded, spelled

    def scored(self, text: str) -> tuple[tuple[str, float], ...]:
        """Up to three kinds with their shares of certainty (0 to 1), likeliest first; empty when the text is no report."""
        folded, spelled = self._read(text[:_READ])
        likeness = self._likeness.of(folded)
        points = self._phrases.points(folded, spelled)
        if not likeness or (len(folded) < _FEW_WORDS and max(points.values(), default=0.0) < _ONE_PHRASE):
            return ()
        scores = {kind: like * _LIKENESS + points[kind] * (_URGENT if kind in self._urgent else 1.0) for kind, like in likeness.items()}
        best = max(scores.values())
        whole = sum(math.exp(score - best) for score in scores.values())
        ranked = sorted(scores, key=lambda kind: (-scores[kind], kind not in self._urgent))
        if ranked[0] == NO_REPORT:
            return ()
        shares = [(kind, round(math.exp(scores[kind] - best) / whole, 3)) for kind in ranked if kind != NO_REPORT]
        return tuple(shares[:1] + [(kind, share) for kind, share in shares[1:3] if share >= _LEAST_SHARE])


def is_clear(scored: Sequence[tuple[str, float]]) -> bool:
    """Whether the first guess is far enough ahead that nobody need be asked to choose."""
    return bool(scored) and scored[0][1] >= _CLEAR_SHARE
