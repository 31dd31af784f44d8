"""What an account of the month tells beside its words: the letter of a mood, what people worry about, what they gave, what they ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.domain.amounts import UnclearNumber, numbers
from bot.domain.forms import Field, Kind
from bot.domain.vietnamese import fold
from messages_vi.number_words import WORDS

_LETTER = re.compile(r"\W*([A-La-l])(?:\W|$)")
_ASKS = re.compile(r"\b(?:de nghi|de xuat|kien nghi|xin|mong|nho)\b[\s:,]*")
_NO_WISH = re.compile(r"\b(?:khong|chua|ko) (?:co )?$")
_SENTENCES = re.compile(r"[.;!?\n]+(?!\d)")
_GIVEN = re.compile(r"(?:ba con |co |da |khong |ko |\d+ ho |[a-d],? )*(?:hien|gop|ung ho|dong gop)\b")
_PARTS = re.compile(r"[.;\n!?]+|,(?!\d)")
_WORRIES = re.compile(r"(?:ba con |nhan dan |dan |phan dong |con )*lo\b")
_WHO_ASKS = frozenset({"to", "ba", "con", "thon", "ban", "chung", "toi", "nhan", "dan", "va", "a", "b", "c", "d"})


def told(text: str, fields: tuple[Field, ...]) -> dict[str, Any]:
    """What is found of these fields, by key; numbers in steps of their field."""
    found: dict[str, Any] = {}
    for f in fields:
        answer = _text(text, _understood(fields, found)) if f.kind is Kind.TEXT else _READERS[f.kind](text, f)
        if answer is not None:
            found[f.key] = answer
    return found


def _understood(fields: Iterable[Field], found: Mapping[str, Any]) -> list[str]:
    """The words of the options that were found before."""
    codes = {key: {answer} if isinstance(answer, str) else set(answer) for key, answer in found.items() if isinstance(answer, (str, tuple))}
    return [w for f in fields for o in f.options if o.code in codes.get(f.key, ()) for w in (fold(o.label), *o.words)]


def _choice(text: str, asked: Field) -> str | None:
    """By its letter at the beginning, else by its words when they fit one alone."""
    letter = _LETTER.match(text)
    place = ord(letter[1].upper()) - ord("A") if letter else -1
    if 0 <= place < len(asked.options):
        return asked.options[place].code
    plain = fold(text)
    fits = {o.code for o in asked.options if any(_has(plain, w) for w in (fold(o.label), *o.words))}
    return fits.pop() if len(fits) == 1 else None


def _several(text: str, asked: Field) -> tuple[str, ...] | None:
    plain = fold(". ".join(_besides_giving(_without_asking(text))))
    found = [(at, o.code) for o in asked.options for w in (fold(o.label), *o.words) if (at := _where(plain, w)) >= 0]
    return tuple(dict.fromkeys(code for _, code in sorted(found)))[: asked.most] or None


def _number(text: str, asked: Field) -> int | None:
    """The first number that is told in a unit of this field, else the first with a word of it beside."""
    found = [n for part in _PARTS.split(text) for n in _numbers(part, asked)]
    in_unit = [value for value, is_unit, _ in found if is_unit]
    named = [value for value, _, beside in found if beside & {*asked.units, *asked.words}]
    steps = next(iter([*in_unit, *named]), None)
    steps = None if steps is None else steps * Decimal(10) ** asked.decimals
    return int(steps) if steps is not None and steps == int(steps) else None


def _numbers(part: str, asked: Field) -> list[tuple[Decimal, bool, set[str]]]:
    """Value, whether it is told in a unit of the field, the words beside it; none where one of them is unclear."""
    try:
        own = numbers(part, WORDS, units=asked.units, decimals=asked.decimals > 0)
        plain = numbers(part, WORDS, decimals=asked.decimals > 0)
    except UnclearNumber:
        return []
    same = len(own) == len(plain)
    return [(n.value, same and n != plain[at], {*n.before, *n.after}) for at, n in enumerate(own) if n.value is not None]


def _text(text: str, understood: Sequence[str]) -> str | None:
    """What they ask for; where nothing says so, all they have told beside a letter, what they gave and what was understood."""
    plain = fold(text)
    asks = _ASKS.search(plain) if len(plain) == len(text) else None
    if asks and _NO_WISH.search(plain, 0, asks.start()):
        return None
    if asks:
        return ". ".join(_besides_giving(text[_begin_of_wish(plain, asks) :])) or None
    told = text[m.end() if (m := _LETTER.match(text)) else 0 :]
    if all(_says_only(part, understood) for part in _PARTS.split(told)):
        return None
    return ". ".join(_besides_giving(told)) or None


def _begin_of_wish(plain: str, asks: re.Match[str]) -> int:
    """Behind the word that asks; "mương hỏng xin sửa" is one from its beginning."""
    begins = max((m.end() for m in _PARTS.finditer(plain, 0, asks.start())), default=0)
    return asks.end() if all(word in _WHO_ASKS for word in plain[begins : asks.start()].split()) else begins


def _says_only(part: str, understood: Sequence[str]) -> bool:
    """Whether this part of an account tells nothing besides what was understood."""
    plain = fold(part).strip(" .!")
    return not plain or plain in understood or bool(_WORRIES.match(plain) and any(_has(plain, w) for w in understood))


def _besides_giving(text: str) -> list[str]:
    """The sentences that do not tell what people gave."""
    parts = [part.strip(" .,;") for part in _SENTENCES.split(text)]
    return [part for part in parts if part and not _GIVEN.match(fold(part))]


def _yes_no(_text: str, _asked: Field) -> None:
    return None


def _without_asking(text: str) -> str:
    asks = _ASKS.search(fold(text))
    return text[: asks.start()] if asks and len(fold(text)) == len(text) else text


def _has(plain: str, words: str) -> bool:
    return _where(plain, words) >= 0


def _where(plain: str, words: str) -> int:
    found = re.search(rf"(?<![a-z0-9]){re.escape(words)}(?![a-z0-9])", plain)
    return found.start() if found else -1


_READERS: Mapping[Kind, Any] = {Kind.CHOICE: _choice, Kind.SEVERAL: _several, Kind.NUMBER: _number, Kind.YES_NO: _yes_no}
