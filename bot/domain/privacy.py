"""What must not be stored: numbers that identify people are masked, texts marked as state secrets are refused.

Every pattern has bounded repeats, so even the longest hostile message costs linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from bot.domain.names import Span, replaced
from bot.domain.privacy_numbers import GONE, MAIL_SIGNS, RULES, Rule
from bot.domain.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Marks:
    """What a reader sees instead of what was masked. A mark begins with "[" and holds no digit, so that masking twice changes nothing."""

    id_card: str
    phone: str
    plate: str
    account: str
    email: str
    birth: str
    insurance: str
    passport: str


class _Shadow(dict[int, str]):
    """Code point -> one plain character, so that places in the shadow are places in the text."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if category == "Nd":
            plain = str(unicodedata.digit(char))
        elif 0xFF01 <= code <= 0xFF5E:  # full-width
            plain = chr(code - 0xFEE0).lower()
        else:
            plain = _SIGNS.get(char) or _SIGNS.get(category) or fold(char)
        plain = plain if len(plain) == 1 else char
        if code < 0x2100:
            self[code] = plain
        return plain


_SIGNS = {"Pd": "-", "\u2212": "-", "Zs": " ", "Me": " ", "Mn": " ", "\u2024": "."}  # by character or by its category
_SHADOW = _Shadow()
_LETTER_O = re.compile(r"o(?<![^\W\d_]o)o{0,11}(?=[ .\-]?\d)|o(?<=\do)o{0,11}(?=\d|(?![^\W\d_]))|o(?<=\d[ .\-]o)o{1,11}(?![^\W\d_])")
_DIGIT = re.compile(r"\d")
_LONG = re.compile(r"\d(?:[ .,/\-_()\u00b7\u2022*\t]{0,4}\d){6}")  # no shorter row of digits is anybody's number

_SPOKEN = {"khong": "0", "ko": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5", "nham": "5"}
_SPOKEN |= {"sau": "6", "bay": "7", "tam": "8", "chin": "9", "muoi": "1"}  # "muoi": that ten takes a digit, not which
_WORD = rf"(?:{'|'.join(_SPOKEN)})\b"
_NEXT = rf"[ ,.\-]{{1,3}}(?:(?:so|con|roi|le|linh) ){{0,2}}(?:{_WORD}|\d{{1,4}}(?![^\W_]))"
_TWO_WORDS = re.compile(rf"\b{_WORD}[ ,.\-]{{1,3}}{_WORD}")
_SAID = re.compile(rf"(?<=sinh nam ){_WORD}(?: {_WORD}){{3}}|(?<![^\W_])(?<!sinh )(?:{_WORD}|\d{{1,4}})(?:{_NEXT}){{3,30}}")
_FIGURE = re.compile(rf"\b{_WORD}|\d")
_A_NUMBER = re.compile(r"[035789]\d{8,14}")


def _found(rule: Rule, shadow: str, text: str) -> Iterator[Span]:
    """Where a rule holds; a refused match may overlap a true one, so the search goes on one step later."""
    at = 0
    while found := rule.pattern.search(shadow, at):
        start, end = found.span("number")
        if not rule.counts(found, text):
            at = max(found.start(), at) + 1
            continue
        if shadow[start] == "(" and ")" not in shadow[start:end]:
            start += 1
        yield start, end
        at = end


def _spans(shadow: str, text: str) -> list[tuple[int, int, str]]:
    """What to mask, and as what."""
    long = _LONG.search(shadow) is not None
    spans: list[tuple[int, int, str]] = []
    for rule in RULES:
        if (rule.long and not long) or (rule.words and not rule.words_in(shadow)):
            continue
        new = list(_found(rule, shadow, text))
        if new:
            shadow = replaced(shadow, [(start, end, GONE * (end - start)) for start, end in new])
            spans += [(start, end, rule.kind) for start, end in new]
            long = long and _LONG.search(shadow) is not None
    return spans


def _spoken(shadow: str) -> list[re.Match[str]]:
    """Rows of digits in words, some perhaps in figures, as long as a telephone number; or a year of birth."""
    if not _TWO_WORDS.search(shadow):
        return []
    return [row for row in _SAID.finditer(shadow) if _is_spoken(row)]


def _is_spoken(row: re.Match[str]) -> bool:
    figures = _FIGURE.findall(row[0])
    year = len(figures) == 4 and row.string.endswith("sinh nam ", 0, row.start())
    return (len(figures) > 8 or year) and sum(map(str.isalpha, figures)) > 2


def _in_figures(shadow: str, said: list[re.Match[str]]) -> tuple[str, list[Span]]:
    """The same with spoken digits as figures, one space apart; and where each of its characters stands."""
    chars: list[str] = []
    places: list[Span] = []
    done = 0
    for row in said:
        chars += shadow[done : row.start()]
        places += [(at, at + 1) for at in range(done, row.start())]
        for figure in _FIGURE.finditer(shadow, *row.span()):
            chars += [_SPOKEN.get(figure[0], figure[0]), " "]
            places += [figure.span(), (figure.end(), figure.end())]
        chars, places, done = chars[:-1], places[:-1], row.end()
    chars += shadow[done:]
    places += [(at, at + 1) for at in range(done, len(shadow))]
    return "".join(chars), places


def _spoken_spans(shadow: str, text: str, said: list[re.Match[str]]) -> list[tuple[int, int, str]]:
    """What to mask in a text with spoken digits: a row goes to its end, and one that no rule knows is a telephone number."""
    figures, places = _in_figures(shadow, said)
    as_typed = "".join(text[start:end] if end - start == 1 else " " for start, end in places)
    spans = [(places[start][0], places[end - 1][1], kind) for start, end, kind in _spans(figures, as_typed)]
    for row in said:
        inside = sorted(span for span in spans if span[0] < row.end() and row.start() < span[1])
        spans = [span for span in spans if span not in inside] + _whole(row, inside)
    return spans


def _whole(row: re.Match[str], inside: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """A few digits before a number were said of something else; all behind its beginning is hidden with it."""
    if not inside:
        digits = "".join(_SPOKEN.get(figure, figure) for figure in _FIGURE.findall(row[0]))
        return [(*row.span(), "phone")] if _A_NUMBER.fullmatch(digits) else []
    start, _, kind = inside[0]
    few = len(_FIGURE.findall(row.string, row.start(), max(row.start(), start))) < 4
    return [(start if few else row.start(), max(row.end(), inside[-1][1]), kind)]


def _spans_now(shadow: str, text: str) -> list[tuple[int, int, str]]:
    said = _spoken(shadow)
    return _spoken_spans(shadow, text, said) if said else _spans(shadow, text)


_BLANKS = Marks(*["[]"] * 8)


def without_numbers(name: str) -> str:
    """The name of a chat as its app shows it, without what would be masked in a text."""
    masked = mask(name, _BLANKS)
    return name if masked == name else " ".join(masked.replace("[]", " ").split())


def mask(text: str, marks: Marks) -> str:
    """The text with numbers of cards, phones, plates and accounts, e-mail addresses and dates of birth replaced; clean it first (NFC).

    Spaces, dots, dashes, the letter O, full-width digits and digits in words do not hide them. Money, areas, numbers of documents and
    plain dates stay.
    """
    shadow = text.lower() if text.isascii() else text.translate(_SHADOW)
    if not (_DIGIT.search(shadow) or any(map(shadow.__contains__, MAIL_SIGNS)) or _spoken(shadow)):
        return text
    shadow = _LETTER_O.sub(lambda found: "0" * len(found[0]), shadow)
    for mark in astuple(marks) if "[" in text else ():  # what was masked before says nothing about its neighbours
        shadow = replaced(shadow, [(at.start(), at.end(), GONE * len(mark)) for at in re.finditer(re.escape(mark), text)])
    spans: list[tuple[int, int, str]] = []
    for _ in range(8):  # what is masked may have hidden where its neighbour begins or ends; longer chains nobody writes
        new = _spans_now(shadow, text)
        if not new:
            break
        shadow = replaced(shadow, [(start, end, GONE * (end - start)) for start, end, _ in new])
        spans += new
    return replaced(text, [(start, end, getattr(marks, kind)) for start, end, kind in spans])


class Secrecy:
    """How the mark of a state secret is written, as patterns: with accents in small letters, in capitals, and without accents."""

    def __init__(self, accented: str, capitals: str, bare: str) -> None:
        self._accented, self._capitals, self._bare = (re.compile(pattern, re.MULTILINE) for pattern in (accented, capitals, bare))

    def is_secret(self, text: str) -> bool:
        """Whether a text carries that mark as a class of papers; clean it first (NFC)."""
        low = text.casefold()
        if self._capitals.search(text) or self._accented.search(low):
            return True
        return fold(text) == low and self._bare.search(low) is not None
