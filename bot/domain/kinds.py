"""The kinds of matter people report, how urgent each is, and how words that were typed any old way point to a kind. The words are handed in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.vietnamese import fold, spelling


class Level(StrEnum):
    """How fast a case must move, the most urgent first; HEN is a meeting in person, which only a few may see."""

    DO = "DO"
    VANG = "VANG"
    HEN = "HEN"
    XANH = "XANH"

    @property
    def urgency(self) -> int:
        """3 for the most urgent, 0 for the least."""
        return 3 - list(Level).index(self)

    @property
    def raised(self) -> Level | None:
        """The next more urgent level a reporter may ask for; None for the highest."""
        return {Level.XANH: Level.VANG, Level.VANG: Level.DO, Level.HEN: Level.DO}.get(self)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of matter. ``label`` is what its button says; without ``free_text`` nothing is written down, somebody calls back."""

    code: str
    label: str
    level: Level
    confidential: bool = False
    free_text: bool = True


EVENT, NO_REPORT, NEUTRAL = "+", "-", ""  # what phrases that name no kind may speak for

Words = Mapping[str, Mapping[float, str]]  # kind -> weight -> phrases, with accents, between bars
Pairs = Mapping[str, Sequence[tuple[str, str]]]  # kind -> two lists of phrases that speak for it when they stand near each other

_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")
_SYLLABLE = re.compile(r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?")
_TELEX = re.compile(r"w|(?<=[aeiouyw])[sfrxj](?=[a-z]?$|ng$|nh$|ch$)")
_DOUBLED = re.compile(r"(aa|ee|oo|dd)")
_LONGEST, _NEAR, _MANY, _READ = 5, 6, 30, 1500  # words of a phrase, words between a pair, matches of a side, characters read
_PAIR_WEIGHT, _LEAST, _LEAST_REPORT, _LEAST_OTHER = 2.2, 0.8, 1.5, 3.0  # points
_CLEAR_LEAD, _CLEAR_SCORE = 1.8, 3.0


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that speak for a kind; those with a ``side`` only beside words of the other side of the same pair."""

    kind: str
    weight: float
    spelled: tuple[str, ...]
    pair: int = 0
    side: int = 0


@dataclass(frozen=True, slots=True)
class _Match:
    phrase: _Phrase
    fit: float
    start: int
    end: int

    def beside(self, other: _Match) -> bool:
        return self.end <= other.start <= self.end + _NEAR or other.end <= self.start <= other.end + _NEAR


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


class Guesser:
    """Finds the kinds a text speaks of. Built once; about a tenth of a millisecond for a usual message."""

    def __init__(self, words: Words, pairs: Pairs, short: Mapping[str, str], urgent: frozenset[str], other: str) -> None:
        """``short`` spells out abbreviations; kinds in ``urgent`` win ties; ``other`` is the kind of a report that fits none."""
        self._urgent, self._other, self._short = urgent, other, short
        self._phrases: dict[str, list[_Phrase]] = {}
        for kind, groups in words.items():
            for weight, listed in groups.items():
                self._learn(listed, kind, weight)
        for number, (kind, sides) in enumerate((kind, sides) for kind, listed in pairs.items() for sides in listed):
            for side, listed in enumerate(sides, start=1):
                self._learn(listed, kind, _PAIR_WEIGHT, number, side)
        self._known = frozenset(word for phrase in self._phrases for word in phrase.split())

    def _learn(self, listed: str, kind: str, weight: float, pair: int = 0, side: int = 0) -> None:
        for phrase in filter(None, (" ".join(p.split()) for p in listed.split("|"))):
            spelled = tuple(spelling(word) for word in phrase.split())
            self._phrases.setdefault(fold(phrase), []).append(_Phrase(kind, weight, spelled, pair, side))

    def _repaired(self, word: str) -> str:
        """A mistyped word (Telex left over, one letter too many, two swapped) as the known word it must be; else as it was."""
        if word in self._known or word.isdigit() or len(word) > 12 or _SYLLABLE.fullmatch(word):
            return word
        plain = _DOUBLED.sub(lambda pair: pair[0][0], _TELEX.sub("", word))
        swapped = (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1))
        dropped = (word[:i] + word[i + 1 :] for i in range(len(word)) if len(word) > 3)
        return next((guess for guess in (plain, *swapped, *dropped) if guess in self._known), word)

    def _read(self, text: str) -> tuple[list[str], list[str]]:
        """The words folded, and the same words spelled with their accents."""
        folded, spelled = [], []
        for typed in _TOKEN.findall(text.lower()):
            for word in self._short.get(typed, typed).split():
                plain = self._repaired(fold(word))
                folded.append(plain)
                spelled.append(plain if word.isascii() else spelling(word))
        return folded, spelled

    def _matches(self, folded: list[str], spelled: list[str]) -> Iterator[_Match]:
        """The phrases found, longest first; what a longer one covers does not count again."""
        accented = 3 * sum(not word.isascii() or (word[-1] in "12345" and not word.isdigit()) for word in spelled) > len(spelled)
        covered: set[tuple[int, int]] = set()
        for size in range(min(_LONGEST, len(folded)), 0, -1):
            for start in range(len(folded) - size + 1):
                end = start + size
                phrases = self._phrases.get(" ".join(folded[start:end]))
                if phrases is None or (start, end) in covered:
                    continue
                fits = [_agreement(spelled[start:end], phrase, accented) for phrase in phrases]
                best = max(fits)
                if best > 0.5:
                    covered.update((left, right) for left in range(start, end) for right in range(left + 1, end + 1))
                yield from (_Match(phrase, fit, start, end) for phrase, fit in zip(phrases, fits, strict=True) if fit and fit >= best * 0.8)

    def _scores(self, text: str) -> dict[str, float]:
        """Points a kind: each phrase and each pair of words counts once."""
        points: dict[_Phrase | int, tuple[str, float]] = {}
        sides: dict[tuple[int, int], list[_Match]] = {}
        for match in self._matches(*self._read(text)):
            if match.phrase.side:
                sides.setdefault((match.phrase.pair, match.phrase.side), []).append(match)
            else:
                points[match.phrase] = max(points.get(match.phrase, ("", 0.0)), (match.phrase.kind, match.phrase.weight * match.fit))
        for (pair, side), found in sides.items():
            if side == 1 and (fit := _together(found[:_MANY], sides.get((pair, 2), [])[:_MANY])):
                points[pair] = (found[0].phrase.kind, _PAIR_WEIGHT * fit)
        scores: dict[str, float] = {}
        for kind, more in points.values():
            scores[kind] = scores.get(kind, 0.0) + more
        return scores

    def scored(self, text: str) -> tuple[tuple[str, float], ...]:
        """Up to three kinds with their points, likeliest first; empty when the text is no report."""
        scores = self._scores(text[:_READ])
        event, question = scores.pop(EVENT, 0.0), scores.pop(NO_REPORT, 0.0)
        scores.pop(NEUTRAL, None)
        ranked = sorted(
            ((kind, round(points * (1.15 if kind in self._urgent else 1.0), 2)) for kind, points in scores.items() if points >= _LEAST),
            key=lambda pair: (-pair[1], pair[0] not in self._urgent),
        )
        best = ranked[0][1] if ranked else 0.0
        if question and question >= event + best / 2:
            return ()
        if not ranked:
            return ((self._other, round(event, 2)),) if event >= _LEAST_OTHER else ()
        return tuple(ranked[:3]) if best + event >= _LEAST_REPORT else ()


def _together(left: list[_Match], right: list[_Match]) -> float:
    """How well the best two words of a pair that stand near each other fit, 0 if none do."""
    return max((min(1.0, (one.fit + other.fit) / 2 + 0.2) for one in left for other in right if one.beside(other)), default=0.0)


def is_clear(scored: Sequence[tuple[str, float]]) -> bool:
    """Whether the first guess is strong and well ahead, so that nobody need be asked to choose."""
    if not scored or scored[0][1] < _CLEAR_SCORE:
        return False
    return len(scored) == 1 or scored[0][1] >= _CLEAR_LEAD * scored[1][1]
