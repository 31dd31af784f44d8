"""What a number looks like in what people type: what each word of a text is in a number, and what some of them come to together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import lru_cache

from bot.domain.vietnamese import clean, fold, spelling

# What a word is in a number. Each is one letter, so that a pattern can say which of them make a number together.
UNIT, BEHIND_TEN, TEN, TENS, DOZEN, HUNDRED, BIG, ODD, HALF, HALF_OF = "uvTychblrn"
DIGITS, GLUED, ZERO, WORD, SIGN = "dtz ."  # glued: digits right behind a scale, as in "1tr5"
BY_WORD = UNIT + BEHIND_TEN + TEN + TENS + DOZEN + HUNDRED + BIG + ODD + HALF
_SCALES = DOZEN + HUNDRED + BIG + HALF

_RUN = re.compile(r"\d+(?:[.,]\d+)*")
_TOKEN = re.compile(rf"{_RUN.pattern}|k?m[23²³](?!\w)|[^\W\d_]+|\n|[^\w\s]|_")
_O_BEHIND_DIGIT = re.compile(r"(?<=\d)o+(?![^\W\d_])")
_PLAIN_SIGNS = str.maketrans({"\uff0c": ",", "\uff0e": ".", "\uff1b": ";", "\uff0f": "/", "\uff5e": "~"} | dict.fromkeys("\uff0d‐‑‒–—−", "-"))
_POWERS = str.maketrans("²³", "23")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_GROUPED_BY_COMMA = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})")
_EITHER = re.compile(r"[1-9]\d{0,2},\d{3}")  # a thousand and more, or a fraction
_FRACTION = re.compile(r"(?:0|[1-9]\d*)[.,]\d+")
_MOST_DIGITS, _LIKE_A_PHONE, _LIKE_A_CODE = 15, 9, 4


class UnclearNumber(ValueError):
    """A number is written, but it cannot be read for sure."""


@dataclass(frozen=True, slots=True, eq=False)
class NumberWords:
    """The words by which numbers are told, in small letters with their accents; phrases are of two words."""

    numerals: Mapping[str, tuple[str, str]]  # word -> what it is in a number (one of the letters above), its worth
    glued: frozenset[str]  # of these, what counts only right behind a digit, as in "500k"
    zeros: frozenset[str]
    letter_zero: str  # a letter that looks like a zero
    there_is: str  # may stand behind a zero
    skips: frozenset[str]  # words and phrases that leave a number out
    ranges: frozenset[str]  # between two numbers of which only one is meant
    vague: frozenset[str]  # before a number in words they make it unclear
    vague_behind: frozenset[str]  # the same, behind any number
    polite: frozenset[str]  # ends a sentence and means nothing
    closing: frozenset[str]  # ends a sentence that says "none"
    asking: frozenset[str]  # with a zero word at the end, a question
    unknown: frozenset[str]  # behind a zero word: nobody knows
    limits: frozenset[str]  # between a zero word and a number: no more than
    opening: frozenset[str]  # may stand before a number or a zero without changing it
    other: frozenset[str]  # phrases with the word of a number that mean something else
    year: str
    counted: frozenset[str]  # what is counted: stands behind a number of one word without accents


@lru_cache(maxsize=8)
def looked_up(words: NumberWords, accented: bool) -> NumberWords:
    """The words as they are looked up: by their exact accents, or without any."""
    how = spelling if accented else fold  # where two words fold to one, the first listed is meant

    def key(phrase: str) -> str:
        return " ".join(map(how, phrase.split()))

    def keys(value: str | Mapping[str, tuple[str, str]] | frozenset[str]) -> object:
        if isinstance(value, str):
            return key(value)
        return {key(w): value[w] for w in reversed([*value])} if isinstance(value, Mapping) else frozenset(map(key, value))

    return NumberWords(**{field.name: keys(getattr(words, field.name)) for field in fields(words)})  # type: ignore[arg-type]


@dataclass(slots=True)
class Token:
    """A word, a number in digits, or a sign, in small letters."""

    text: str
    key: str  # how it is looked up
    plain: str  # folded
    glued: bool  # to what stands before it
    sort: str = WORD
    worth: str = ""


def _is_number(run: str) -> bool:
    return run.isdecimal() or any(shape.fullmatch(run) for shape in (_GROUPED, _GROUPED_BY_COMMA, _EITHER, _FRACTION))


def is_date(parts: Sequence[str]) -> bool:
    """Whether three numbers are day, month and year."""
    day, month, year = parts
    return len(day) <= 2 and len(month) <= 2 and int(day) <= 31 and int(month) <= 12 and len(year) == 4 and year[:2] in ("19", "20")


def _pieces(run: str, apart: int) -> list[str]:
    """Digits with dots and commas between them: one number, or several with the signs between them. ``apart``: so many commas part numbers."""
    if _is_number(run) and run.count(",") < apart:
        return [run]
    parts = [piece for part in re.split("(,)", run) for piece in ([part] if part == "," or _is_number(part) else re.split(r"(\.)", part))]
    if len(parts) == 5 and "." in parts and is_date(parts[::2]):
        raise UnclearNumber
    return parts


def cleaned(text: str) -> str:
    """In small letters, with plain digits and signs."""
    text = clean(text).lower().translate(_PLAIN_SIGNS)
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return _O_BEHIND_DIGIT.sub(lambda os: "0" * len(os[0]), text)


def tokens(text: str, words: NumberWords, apart: int) -> list[Token]:
    """The tokens of a cleaned text, each told what it is in a number. ``apart``: from so many commas on they part numbers, as in "1,2,60,3"."""
    accented = not text.isascii() and fold(text) != text
    how, made, end = (spelling if accented else fold), [], -1
    for found in _TOKEN.finditer(text):
        glued, end = found.start() == end, found.end()
        for piece in _pieces(found[0], apart) if found[0][0].isdecimal() else (found[0],):
            made.append(Token(piece, how(piece), fold(piece).translate(_POWERS), glued))
            glued = True
    _sort_all(made, looked_up(words, accented), looked_up(words, False), accented)
    return made


def _sort_all(made: Sequence[Token], exact: NumberWords, loose: NumberWords, accented: bool) -> None:
    by_word, edge = accented or not any(token.text[0].isdecimal() for token in made), Token("", "", "", False, SIGN)
    for before, token, after in zip([edge, *made], made, [*made[1:], edge], strict=False):
        if token.text[0].isdecimal():
            token.sort = _of_digits(before, token, loose.year)
        elif not token.text[0].isalpha():
            token.sort = SIGN if not token.text.isnumeric() else DIGITS
        else:
            token.sort, token.worth = _of_word(before, token, after, exact, loose, by_word)


def _of_digits(before: Token, token: Token, year: str) -> str:
    if before.plain == year and len(token.text) == 4 and token.text[:2] in ("19", "20"):
        before.sort = WORD
        return WORD
    return GLUED if token.glued and before.sort in DOZEN + HUNDRED + BIG else DIGITS


def _of_word(before: Token, token: Token, after: Token, exact: NumberWords, loose: NumberWords, by_word: bool) -> tuple[str, str]:
    behind = before.sort in DIGITS + GLUED + DOZEN + HUNDRED + BIG
    if not exact.other.isdisjoint((f"{before.key} {token.key}", f"{token.key} {after.key}")):
        return WORD, ""
    if token.key in exact.glued and before.sort == DIGITS and token.glued:
        return exact.numerals[token.key]
    if token.key in exact.zeros:
        return ZERO, "0"
    if behind and token.text.isascii() and (scale := loose.numerals.get(token.plain, " "))[0] in _SCALES and token.key not in exact.glued:
        return scale[0], scale[1]
    return exact.numerals.get(token.key, (WORD, "")) if by_word and token.key not in exact.glued else (WORD, "")


def _phrase(last: str) -> re.Pattern[str]:
    """What makes one number. ``last``: what may stand behind a scale and mean its tenths, as the two in "1 trieu 2"."""
    tens = "(?:T[uv]?|u[yT][uv]?|uv)"
    behind_hundred = f"(?:l[ud]|{tens}|[ud]c|r|{last})?"
    group = f"(?:[ud]?h{behind_hundred}|[ud]?c(?:r|{last})?|{tens}|[udt]r?)"
    behind_big = f"(?:l[ud]|[udz]h{behind_hundred}|{tens}|r|{last})?"
    return re.compile(f"(?:(?:{group}|n)b(?:{group}b)*{behind_big}|b(?:r|{last})|{group}|n)")


PHRASE, PHRASE_WITH_TAIL = _phrase("[ut]"), _phrase("(?:[ut]|d(?![^.]))")


def digits(run: str, decimals: bool, scaled: bool) -> Decimal:
    """``decimals``: a fraction makes sense; ``scaled``: a scale or a unit stands behind."""
    whole = sum(c.isdecimal() for c in run)
    code = run.isdecimal() and (whole > _LIKE_A_PHONE or (run[0] == "0" and whole >= _LIKE_A_CODE))
    either = _EITHER.fullmatch(run)
    if code or whole > _MOST_DIGITS or not _is_number(run) or (either and scaled and not decimals):
        raise UnclearNumber
    if _GROUPED_BY_COMMA.fullmatch(run) or (either and not decimals):
        return Decimal(run.replace(",", ""))
    return Decimal((run.replace(".", "") if _GROUPED.fullmatch(run) else run).replace(",", "."))


def worth(parts: Sequence[Token], decimals: bool, scaled: bool) -> Decimal:
    """What the parts of one number come to. Raises UnclearNumber."""
    scales = [token for token in parts if token.sort in DOZEN + HUNDRED + BIG]
    if not scales:
        return _below_scales(parts, decimals, scaled)
    top = max(scales, key=lambda token: int(token.worth))
    at = parts.index(top)
    if any(token.sort == BIG for token in parts[:at]):
        raise UnclearNumber
    count = worth(parts[:at], decimals, True) if at else Decimal(1)
    return count * int(top.worth) + _behind(parts[at + 1 :], int(top.worth))


def _below_scales(parts: Sequence[Token], decimals: bool, scaled: bool) -> Decimal:
    value = Decimal(0)
    for token in parts:
        if token.sort in DIGITS + GLUED:
            value += digits(token.text, decimals, scaled)
        elif token.sort in TENS + TEN:
            value = value * 10 or Decimal(10)
        elif token.sort == BEHIND_TEN and value < 10:
            value = value * 10 + Decimal(token.worth)
        else:
            value += Decimal(token.worth)
    return value


def _behind(parts: Sequence[Token], scale: int) -> Decimal:
    """What stands behind a scale: as it is, or its tenths and thousandths, as in "1 trieu 2" and "2 trieu 500"."""
    if not parts or parts[0].sort == HALF:
        return Decimal(scale) / 2 if parts else Decimal(0)
    value = worth(parts, False, False)
    if parts[0].sort in ZERO + ODD or any(token.sort == BIG for token in parts) or (scale <= 100 and len(parts) > 1):
        return value
    size = len(parts[0].text if len(parts) == 1 and parts[0].text.isdecimal() else str(value))
    if value % 1 or 10**size > scale or size > 3 or (size == 2 and scale > 100 and parts[0].sort != GLUED):
        raise UnclearNumber
    return value * scale / Decimal(10) ** size
