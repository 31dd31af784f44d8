"""How Vietnamese text is cleaned, compared and sorted: one place, because iPhones, Telex and old habits write the same word many ways."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_EMOJI = "\u2190-\u2328\u232b-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_NEVER_SEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_NO_EMOJI_BEFORE = re.compile(f"(?<![{_EMOJI}©®])[\ufe00-\ufe0f](?!\u20e3)")  # digit + selector + U+20E3 is a keycap
_NOT_JOINING_EMOJI = re.compile(f"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])")
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # the dictionary's order; no mark comes first
_LETTER_MARKS = {"\u0302", "\u0306", "\u031b"}
_ALPHABET = {letter: chr(33 + place) for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_CHUNK = re.compile(r"[0-9]+|[^\W\d_]+")
_WORD = re.compile(r"[^\W_]+")


class _Plain(dict[int, str]):
    """Code point -> its folded letters, worked out once for the letters people write."""

    def __missing__(self, code: int) -> str:
        plain, before = chr(code), ""
        while plain != before:
            before = plain
            low = unicodedata.normalize("NFD", plain.casefold())
            plain = "".join(c for c in low if not unicodedata.combining(c)).replace("đ", "d")
        if code < 0x2000:
            self[code] = plain
        return plain


_PLAIN = _Plain()


def fold(text: str) -> str:
    """What two writings of the same words share: no case, no accents, đ as d; spaces stay. Folding twice changes nothing."""
    return text.lower() if text.isascii() else text.translate(_PLAIN)


def clean(text: str) -> str:
    """Text that is safe to store and show, in NFC: without NUL, lone surrogates, control characters (but newline and tab) and invisible marks.

    Joiners and variation selectors stay inside emoji; flags of regions, which hide letters, lose their letters. Never raises.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _NEVER_SEEN.sub("", text)
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    seen = _NOT_JOINING_EMOJI.sub("", _NO_EMOJI_BEFORE.sub("", text))
    return seen if seen == text else unicodedata.normalize("NFC", seen)


def words(text: str) -> list[str]:
    """The folded words and numbers of a text, in order."""
    return _WORD.findall(fold(text))


def _split(word: str) -> tuple[str, int]:
    """The letters without their tone, and the tone (0 to 5)."""
    letters, tone = [], 0
    for mark in unicodedata.normalize("NFD", word.casefold()):
        if mark in _TONES:
            tone = _TONES[mark]
        elif not unicodedata.combining(mark) or mark in _LETTER_MARKS:
            letters.append(mark)
    return unicodedata.normalize("NFC", "".join(letters)), tone


@lru_cache(maxsize=4096)
def spelling(word: str) -> str:
    """One spelling of a syllable, wherever its tone was put: hòa and hoà agree, hoa does not."""
    if word.isascii():
        return word.lower()
    letters, tone = _split(word)
    return f"{letters}{tone}" if tone else letters


def _chunk(piece: str) -> tuple[int, int, str, int]:
    if piece.isdigit():
        number = piece.lstrip("0")
        return 0, len(number), number, 0
    letters, tone = _split(piece)
    return 1, 0, "".join(_ALPHABET.get(c, c) for c in letters), tone


SortKey = tuple[tuple[tuple[int, int, str, int], ...], str]


def sort_key(name: str) -> SortKey:
    """Orders names as a Vietnamese dictionary does, syllable by syllable, and numbers by size: Thôn 2 before Thôn 10."""
    return tuple(_chunk(piece) for piece in _CHUNK.findall(unicodedata.normalize("NFC", name))), name
