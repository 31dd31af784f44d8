"""Where numbers stand in a line that people type, and what stands between them; also "none" and "I leave this out"."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bot.domain.numerals import (
    BIG,
    BY_WORD,
    DIGITS,
    GLUED,
    HALF,
    HALF_OF,
    ODD,
    PHRASE,
    PHRASE_WITH_TAIL,
    SIGN,
    WORD,
    ZERO,
    NumberWords,
    Token,
    UnclearNumber,
    cleaned,
    is_date,
    looked_up,
    tokens,
    worth,
)

SEPARATORS = frozenset(",;\n.!?|()\u2022\u00b7\u2026")
_CHAINS = frozenset("-/")
_BINDING = frozenset(":=\"'")  # between a label and its number
NEVER = 1000  # more commas than a number has
_MOST_BEHIND_BARE, _FEW_WORDS, _SURELY_A_LINE, _DAY_MONTH_YEAR = 3, 3, 4, 3
_GOES_ON = BY_WORD.translate({ord(sort): None for sort in ODD + HALF})  # behind a whole number it makes another, as in "hai ba"
_NO_TOKEN = Token("", "", "", False, SIGN)


@dataclass(frozen=True, slots=True)
class Options:
    """How else a line can be meant."""

    apart: int = NEVER  # from so many commas on they part numbers
    tail: bool = True  # "1 trieu 2" is one number
    dashes: bool = False  # a dash that stands alone leaves a number out
    line: bool = False  # "1-2-60-3" are four numbers


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at its place: tokens from ``start`` to ``end``; the words from ``behind`` on stand behind it."""

    start: int
    end: int
    behind: int
    parts: tuple[Token, ...] = ()
    unit: str = ""
    half: bool = False  # of the unit, on top
    skipped: bool = False

    def value(self, units: Mapping[str, Decimal], decimals: bool, words: NumberWords) -> Decimal | None:
        """What it is worth in these units; None: left out. Raises UnclearNumber."""
        if not self.parts:
            return None if self.skipped else Decimal(0)
        if self.unit and self.unit not in units:
            raise UnclearNumber
        big = any(part.sort == BIG for part in self.parts)
        factor = units[self.unit] if self.unit else _of_big(units, words) if big else Decimal(1)
        value = (worth(self.parts, decimals, factor != 1) + (Decimal("0.5") if self.half else 0)) * factor
        if value % 1 == 0:
            return Decimal(int(value))
        if not decimals:
            raise UnclearNumber
        return value.normalize()


def _of_big(units: Mapping[str, Decimal], words: NumberWords) -> Decimal:
    """What one is worth where thousands and millions are units, as for money that is told in millions."""
    scales = ((factor, looked_up(words, False).numerals.get(unit)) for unit, factor in units.items())
    return next((factor / int(scale[1]) for factor, scale in scales if scale and scale[0] == BIG), Decimal(1))


def _signs(gap: Sequence[Token]) -> set[str]:
    return {token.text for token in gap if token.sort == SIGN}


class Line:
    """The numbers of a text, and the words around them. Raises UnclearNumber where one cannot be read for sure."""

    def __init__(self, text: str, words: NumberWords, units: Collection[str], options: Options) -> None:
        clean = cleaned(text)
        self.tokens = tokens(clean, words, options.apart)
        self._letters = "".join(token.sort for token in self.tokens)
        self._accented = any(not token.text.isascii() and token.key != token.plain for token in self.tokens)
        self._words, self._loose = looked_up(words, self._accented), looked_up(words, False)
        self._units, self._options = units, options
        self._ends = self._segment_ends()
        self.figures: list[Figure] = []
        self._since, self._opening = 0, True  # where the segment begins, and whether it has only words that change nothing
        self._find()
        self._look_between()

    def _segment_ends(self) -> list[int]:
        """Of each token, where the next sign stands."""
        ends, end = [0] * len(self.tokens), len(self.tokens)
        for at in range(len(self.tokens) - 1, -1, -1):
            end = at if self.tokens[at].sort == SIGN else end
            ends[at] = end
        return ends

    def _token(self, at: int) -> Token:
        return self.tokens[at] if 0 <= at < len(self.tokens) else _NO_TOKEN

    def _find(self) -> None:
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            if figure := self._skip(at) or self._none(at) or self._number(at):
                self.figures.append(figure)
                at = self._since = figure.end
                self._opening = True
                continue
            at += 1
            if token.sort == SIGN:
                self._since, self._opening = at, True
            else:
                self._opening = self._opening and token.key in self._words.opening

    def _skip(self, at: int) -> Figure | None:
        token, after = self.tokens[at], self._token(at + 1)
        if token.sort == SIGN:
            alone = self._options.dashes and token.text in "-_" and not token.glued and not (after.glued and after.sort != SIGN)
            return Figure(at, at + 1, at + 1, skipped=True) if alone else None
        size = 2 if f"{token.key} {after.key}" in self._words.skips else 1 if token.key in self._words.skips else 0
        return Figure(at, at + size, at + size, skipped=True) if size else None

    def _none(self, at: int) -> Figure | None:
        """A word for zero, with the whole sentence when it says "none at all"."""
        token, after, end = self.tokens[at], self._token(at + 1), self._ends[at]
        asked = self._token(end).text == "?" or (at + 1 == end and self._token(at - 1).key in self._words.asking)
        if asked or not (token.sort == ZERO or self._is_letter_zero(at)):
            return None
        if after.key in self._words.limits and self._token(at + 2).sort in DIGITS + BY_WORD:
            raise UnclearNumber
        if after.key in self._words.unknown:
            return None
        closed = not self._words.closing.isdisjoint(t.key for t in self.tokens[max(at + 1, end - 2) : end])
        if closed:
            if any(t.sort in DIGITS + BY_WORD and t.text != "1" and t.worth != "1" for t in self.tokens[at + 1 : end]):
                raise UnclearNumber
            return Figure(at, end, at + 1)
        there_is = after.key in (self._words.there_is, self._loose.there_is)
        return Figure(at, at + 1 + there_is, at + 1) if self._opening or self._ends_a_label(at) else None

    def _is_letter_zero(self, at: int) -> bool:
        token, after = self.tokens[at], self._token(at + 1)
        alone = after.sort in SIGN + DIGITS + ZERO or after.plain in (self._loose.there_is, self._loose.letter_zero)
        return token.text == self._words.letter_zero and at == self._since and alone

    def _ends_a_label(self, at: int) -> bool:
        """ "hop khong": few words since the last sign, and no question."""
        said = self.tokens[self._since : at]
        first = self._token(self._since - 1).sort == SIGN
        return first and at + 1 == self._ends[at] and len(said) < _FEW_WORDS and self._words.asking.isdisjoint(word.key for word in said)

    def _number(self, at: int) -> Figure | None:
        phrase = (PHRASE_WITH_TAIL if self._options.tail else PHRASE).match(self._letters, at)
        if phrase is None:
            return None
        end, in_words = phrase.end(), self.tokens[at].sort not in DIGITS + GLUED
        unit, half = self._unit(end)
        if (phrase[0] == HALF_OF and not unit) or (in_words and not (self._accented or self._stands_alone(at, end))):
            return None
        if self._is_unclear(at, end, in_words):
            raise UnclearNumber
        return Figure(at, end + bool(unit) + half, end, tuple(self.tokens[at:end]), unit, half)

    def _unit(self, at: int) -> tuple[str, bool]:
        """The unit there, and whether half of one more is said behind it."""
        token = self._token(at)
        if token.plain not in self._units or (token.sort == ZERO and (self._options.line or at + 1 < len(self.tokens))):
            return "", False
        return token.plain, self._loose.numerals.get(self._token(at + 1).plain, WORD)[0] == HALF

    def _stands_alone(self, at: int, end: int) -> bool:
        """Whether words without accents, which may mean many things, must be a number."""
        after, behind = self._token(end), self._ends[at] - end
        counted = end - at > 1 or not behind or after.plain in self._words.counted or after.plain in self._units
        return self._opening and behind <= _MOST_BEHIND_BARE and counted

    def _is_unclear(self, at: int, end: int, in_words: bool) -> bool:
        before, after = self._token(at - 1), self._token(end)
        negative = before.text == "-" and self.tokens[at].glued and (not before.glued or self._token(at - 2).sort == SIGN)
        vague = (in_words and before.key in self._words.vague) or after.key in self._words.vague_behind
        return negative or vague or after.text in ("%", "\u2030") or (after.sort != SIGN and after.sort in _GOES_ON)

    def _look_between(self) -> None:
        """Raises UnclearNumber where two numbers are written for one, or a date."""
        gaps = [self.tokens[left.end : right.start] for left, right in pairwise(self.figures)]
        if any(gap and gap[-1].key in self._words.ranges and not _signs(gap) for gap in gaps):
            raise UnclearNumber
        bare = [gap for gap in gaps if gap and all(token.sort == SIGN for token in gap) and not _signs(gap) & (SEPARATORS | _BINDING)]
        if bare and not self._is_chain(gaps, bare):
            raise UnclearNumber

    def _is_chain(self, gaps: Sequence[Sequence[Token]], bare: Sequence[Sequence[Token]]) -> bool:
        """Whether the numbers of a line hang together by one sign, and are no date. ``bare``: the gaps with nothing but that sign."""
        alike = any(all(_signs(gap) == {sign} for gap in gaps) for sign in _CHAINS)
        if not (self._options.line and alike) or self._is_date() or (len(bare) < len(gaps) and any(gap[0].glued for gap in bare)):
            return False
        passing = self._words.opening | self._words.polite
        return len(self.figures) >= _SURELY_A_LINE or all(token.sort != WORD or token.key in passing for token in self.tokens)

    def _is_date(self) -> bool:
        parts = ["".join(part.text for part in figure.parts) for figure in self.figures]
        return len(parts) == _DAY_MONTH_YEAR and all(map(str.isdecimal, parts)) and is_date(parts)
