"""What an account of the month tells beside its words: the letter of a mood, what people worry about, what they gave, what they ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.domain.amounts import Found
from bot.domain.forms import Field, Kind
from bot.domain.vietnamese import fold
from messages_vi.number_words import has_digits, is_digits, is_nothing, is_unclear, told_numbers

_LETTERS = re.compile(r"\W*([A-La-l])(?:(?:\W+(?:và|va|hay|hoặc|hoac)(?=\W))?\W+([A-L](?=\W|$)|[b-jl](?=\W*$|\s*[,.;])))*(?:\W|$)")
_ASKS = re.compile(r"\b(?:de nghi|de xuat|kien nghi|xin|mong|nho)\b[\s:,]*")
_NO_WISH = re.compile(r"\b(?:khong|chua|ko) (?:co )?$")
_SENTENCES = re.compile(r"[.;!?\n]+(?!\d)")
_COMMAS = re.compile(r",(?!\d)")
_PEOPLE = r"(?:ho|nguoi|nha|gia dinh|khau)"
_GIVEN = re.compile(
    rf"(?:ba con |co |da |khong |ko |{_PEOPLE} |\d+ {_PEOPLE} |(?:moi|mot|tung) {_PEOPLE} |va )*(?:hien|ung ho|dong gop|gop)\b(?! y\b)"
)
_EACH = re.compile(
    r"(?:(?<!\w)(?:(?:mỗi|moi|từng|tung|một|mot) (?:một |mot )?|1 (?=\w+ \d))|/ ?)(?:hộ|ho|người|nguoi|nhà|nha|gia đình|gia dinh|khẩu|khau)(?!\w)"
)
_TOTAL = re.compile(r"\b(?:tong|tat ca|ca thay|cong lai)\b")
_COUNTS_PEOPLE = frozenset({"ho", "nguoi", "nha", "gia", "khau"})
_LONG, _LENGTHS = frozenset({"dai", "rong", "cao"}), frozenset({"m"})
_AN_AMOUNT = re.compile(r"(?:\d[\w.,²]*|va|voi|tien|duoc|khoang|chung|tong|cong|ruoi|nua|them)")
_NOT_A = re.compile(r"\b(?:khong|ko|k|chua|kem|chang|hong|het|bot|it)(?: (?:con|duoc|thay|that|su|he|co|gi|qua|may|phai))* $")
_AROUND_MOOD = re.compile(r"(?:(?:ba con|nhan dan|phan dong|dan|nhin chung|noi chung|deu|rat|van|con|la|thi|da|lam|ca|a) ?)*")
_WORRIES = re.compile(r"(?:ba con |nhan dan |dan |phan dong |con )*lo\b")
_WHO_ASKS = frozenset({"to", "ba", "con", "thon", "ban", "chung", "toi", "nhan", "dan", "va", "a", "b", "c", "d"})
_ABOUT_THIS = re.compile(
    r"(?:(?:the|cai|cau|cho|muc|nay|do|o|thi|toi|em|minh|phai|can|da) )*"
    r"(?:(?:ghi|go|viet|tra loi|ke|dien|chon|hieu|la|hoi)(?: (?:cai|the|nhu|lam|vao|la))* (?:sao|gi|nao|dau)"
    r"|(?:khong|ko|k|chua) (?:hieu|ro)(?: (?:gi|cau|nay|hoi|lam))*)(?: (?:a|vay|day|the|nhi|ha|bay gio|duoc))*\W*"
)
_SHORT = 4  # words of a question that asks for nothing but help


@dataclass(frozen=True, slots=True)
class _Clause:
    """A part of an account: of its ``sentence``, what people gave, what they ask for, or something else."""

    text: str
    sort: str
    sentence: int

    @property
    def plain(self) -> str:
        return fold(self.text)


_GIFT, _WISH, _OTHER = "gift", "wish", "other"


def told(text: str, fields: tuple[Field, ...]) -> dict[str, Any]:
    """What is found of these fields, by key; numbers in steps of their field."""
    found: dict[str, Any] = {}
    clauses = _clauses(_behind_letters(text), fields)
    for f in fields:
        answer = _read(text, clauses, f, fields, found)
        if answer is not None:
            found[f.key] = answer
    return found


def _read(text: str, clauses: Sequence[_Clause], asked: Field, fields: tuple[Field, ...], found: Mapping[str, Any]) -> Any:
    match asked.kind:
        case Kind.CHOICE:
            return _choice(text, asked)
        case Kind.SEVERAL:
            return _several(clauses, asked)
        case Kind.NUMBER:
            return _number(clauses, asked, fields)
        case Kind.TEXT:
            return _text(clauses, fields, _understood(fields, found))
        case Kind.YES_NO:
            return None


def asks_back(text: str, fields: tuple[Field, ...]) -> bool:
    """Whether they ask what to type here, and tell nothing: "ghi gì?"."""
    plain = fold(_behind_letters(text)).strip()
    if _ABOUT_THIS.fullmatch(plain):
        return True
    rest = tuple(f for f in fields if f.kind is not Kind.TEXT)
    return text.strip().endswith("?") and len(plain.split()) <= _SHORT and not _ASKS.search(plain) and not told(text, rest)


# in parts --------------------------------------------------------------------------------------------------------------
def _behind_letters(text: str) -> str:
    return text[m.end() if (m := _LETTERS.match(text)) else 0 :]


def _clauses(text: str, fields: tuple[Field, ...]) -> list[_Clause]:
    found: list[_Clause] = []
    for n, sentence in enumerate(_SENTENCES.split(text)):
        before = ""  # the sort of the clause before in this sentence
        for part in (p for whole in _COMMAS.split(sentence) for p in _gift_and_wish(whole)):
            if plain := fold(part).strip(" .,;"):
                before = _sort(plain, before, fields)
                found.append(_Clause(part.strip(" .,;"), before, n))
    return found


def _gift_and_wish(part: str) -> tuple[str, ...]:
    """ "hiến 200m2 đất xin xã làm đường" are two."""
    plain = fold(part)
    asks = _ASKS.search(plain) if _GIVEN.match(plain.strip()) and len(plain) == len(part) else None
    told_before = asks and has_digits(plain[: asks.start()])
    return (part[: asks.start()], part[asks.start() :]) if asks and told_before else (part,)


def _sort(plain: str, before: str, fields: tuple[Field, ...]) -> str:
    if not any(f.kind is Kind.NUMBER for f in fields):
        return _WISH if _asks(plain) else before or _OTHER
    if _GIVEN.match(plain) or (before in ("", _GIFT) and _is_amount(plain, fields, follows=before == _GIFT)):
        return _GIFT
    return _WISH if _asks(plain) or before == _WISH else _OTHER


def _asks(plain: str) -> bool:
    return bool((m := _ASKS.search(plain)) and not _NO_WISH.search(plain, 0, m.start()))


def _is_amount(plain: str, fields: tuple[Field, ...], *, follows: bool) -> bool:
    """ "tiền 5tr5"; where it ``follows`` another gift also "50m2 chỗ kia"."""
    units = {w for f in fields for w in (*f.units, *f.words, *fold(f.unit).split())}
    said = [bool(_AN_AMOUNT.fullmatch(w)) or w in units for w in plain.split()]
    return has_digits(plain) and (said[0] if follows else all(said))


# a mood and what people worry about --------------------------------------------------------------------------------------
def _understood(fields: Iterable[Field], found: Mapping[str, Any]) -> list[str]:
    """The words of the options that were found before."""
    codes = {key: {answer} if isinstance(answer, str) else set(answer) for key, answer in found.items() if isinstance(answer, (str, tuple))}
    return [w for f in fields for o in f.options if o.code in codes.get(f.key, ()) for w in (fold(o.label), *o.words)]


def _choice(text: str, asked: Field) -> str | None:
    """By its letter at the beginning, else by its words when they fit one alone; none by two letters."""
    letter = _LETTERS.match(text)
    if letter and letter[2] and letter[2].upper() != letter[1].upper():
        return None
    place = ord(letter[1].upper()) - ord("A") if letter else -1
    if 0 <= place < len(asked.options):
        return asked.options[place].code
    plain = fold(text)
    fits = {o.code for o in asked.options if any(_is_so(plain, w) for w in (fold(o.label), *o.words))}
    return fits.pop() if len(fits) == 1 else None


def _is_so(plain: str, words: str) -> bool:
    """Whether they stand there without a "not" before them."""
    return any(not _NOT_A.search(plain, 0, m.start()) for m in re.finditer(_whole(words), plain))


def _several(clauses: Iterable[_Clause], asked: Field) -> tuple[str, ...] | None:
    plain = ". ".join(c.plain for c in _before_wish(clauses) if c.sort != _GIFT)
    found = [(at, o.code) for o in asked.options for w in (fold(o.label), *o.words) if (at := _where(plain, w)) >= 0]
    return tuple(dict.fromkeys(code for _, code in sorted(found)))[: asked.most] or None


def _before_wish(clauses: Iterable[_Clause]) -> Iterator[_Clause]:
    """What is told up to the first word that asks."""
    for c in clauses:
        if c.sort == _WISH:
            asks = _ASKS.search(c.plain)
            yield _Clause(c.plain[: asks.start() if asks else None], _OTHER, c.sentence)
            return
        yield c


# what people gave --------------------------------------------------------------------------------------------------------
def _number(clauses: Sequence[_Clause], asked: Field, fields: tuple[Field, ...]) -> int | None:
    """All that is told in a unit of this field, or what is called their total; else the first number with a word of it beside."""
    others = {unit: factor for f in fields if f is not asked for unit, factor in f.units.items()}
    other_units = {*others, *(w for f in fields if f is not asked and f.kind is Kind.NUMBER for w in fold(f.unit).split())} - {*asked.units}
    found = [(c, n) for c in _of_all(clauses) for n in told_numbers(c.text, asked, others) if not _is_no_amount(n, asked)]
    in_unit = [(c, n) for c, n in found if _in_unit(n, asked)]
    in_unit = [(c, n) for c, n in in_unit if _TOTAL.search(c.plain)] or in_unit
    areas = [n for _, n in in_unit if n.unit not in _LENGTHS] or [n for _, n in in_unit]
    named = [n for _, n in found if {*n.before, *n.after} & {*asked.units, *asked.words} and other_units.isdisjoint((n.unit, *n.after[:2]))]
    values = [n.value for n in areas or named[:1] if n.value is not None]
    steps = sum(values, Decimal(0)) * Decimal(10) ** asked.decimals
    return int(steps) if values and steps == int(steps) else None


def _of_all(clauses: Iterable[_Clause]) -> Iterator[_Clause]:
    """The parts whose numbers are of all of them, not of each household, and not of what they ask for."""
    sentence, of_each = -1, False
    for c in clauses:
        goes_on = of_each and c.sentence == sentence and not _TOTAL.search(c.plain)
        each = _EACH.search(c.text.lower()) is not None
        of_each, sentence = goes_on or (each and has_digits(c.text)), c.sentence
        if not (each or goes_on or c.sort == _WISH):
            yield c


def _in_unit(n: Found, asked: Field) -> bool:
    """ "200 m2", "10 công", "12 ngày công"."""
    told = n.after[1:2] if n.after[:1] and n.after[0] in asked.words and n.after[1:2] == (fold(asked.unit),) else n.after[:1]
    return n.unit in asked.units or (not asked.units and told == (fold(asked.unit),))


def _is_no_amount(n: Found, asked: Field) -> bool:
    """ "3 hộ hiến ..." says how many gave, "dài 200m" how long it is."""
    people = n.after[:1] != () and n.after[0] in _COUNTS_PEOPLE - {*asked.words, *fold(asked.unit).split()}
    return people or (n.before[-1:] != () and n.before[-1] in _LONG and n.unit in _LENGTHS)


def _unread(clauses: Sequence[_Clause], fields: tuple[Field, ...]) -> list[_Clause]:
    """What tells gifts in a way that gives no number for sure."""
    read, counted = list(_of_all(clauses)), [f for f in fields if f.kind is Kind.NUMBER]
    gave = {n: [c for c in clauses if c.sort == _GIFT and c.sentence == n] for n in {c.sentence for c in clauses}}
    gave_none = {n for n, gifts in gave.items() if all(_number(gifts, f, fields) is None for f in counted)}
    unclear = [c for c in clauses if c.sort == _GIFT and ((c.sentence in gave_none and _tells_number(c.text)) or is_unclear(c.text, counted))]
    return [c for c in clauses if c in unclear or not (c in read or c.sort == _WISH)]


def _tells_number(text: str) -> bool:
    return has_digits(text) and not is_digits(text)


# what they ask for -------------------------------------------------------------------------------------------------------
def _text(clauses: Sequence[_Clause], fields: tuple[Field, ...], understood: Sequence[str]) -> str | None:
    """What they ask for; where nothing says so, all they have told besides what they gave and what was understood. What was unclear stays."""
    moods = [w for f in fields if f.kind is Kind.CHOICE for o in f.options for w in (fold(o.label), *o.words) if w in understood]
    first = next((at for at, c in enumerate(clauses) if c.sort == _WISH), None)
    unread = _unread(clauses, fields)
    kept: list[_Clause] = []
    for at, c in enumerate(clauses):
        if c.sort == _GIFT or c in unread:
            kept += [c] if c in unread else []
        elif first is None or at >= first:
            kept += [] if _adds_nothing(c, moods) else [_begun(c) if at == first else c]
    if all(_says_only(c.plain, understood) for c in kept):
        return None
    return _joined(kept)


def _adds_nothing(c: _Clause, moods: Sequence[str]) -> bool:
    no_wish = (asks := _ASKS.search(c.plain)) and _NO_WISH.search(c.plain, 0, asks.start())
    return bool(no_wish) or is_nothing(c.text) or is_digits(c.text) or any(_is_mood(c.plain, w) for w in moods)


def _is_mood(plain: str, words: str) -> bool:
    return _has(plain, words) and _AROUND_MOOD.fullmatch(" ".join(plain.replace(words, "", 1).split())) is not None


def _begun(c: _Clause) -> _Clause:
    """Behind the word that asks; "mương hỏng xin sửa" is a wish from its beginning."""
    asks = _ASKS.search(c.plain)
    if asks is None or len(c.plain) != len(c.text) or not all(word in _WHO_ASKS for word in c.plain[: asks.start()].split()):
        return c
    return _Clause(c.text[asks.end() :], c.sort, c.sentence)


def _says_only(plain: str, understood: Sequence[str]) -> bool:
    """Whether this part of an account tells nothing besides what was understood."""
    return not plain or plain in understood or bool(_WORRIES.match(plain) and any(_has(plain, w) for w in understood))


def _joined(kept: Iterable[_Clause]) -> str | None:
    told, before = "", -1
    for c in kept:
        if c.text:
            told += (", " if c.sentence == before else ". ") * bool(told) + c.text
            before = c.sentence
    return told or None


def _has(plain: str, words: str) -> bool:
    return _where(plain, words) >= 0


def _where(plain: str, words: str) -> int:
    found = re.search(_whole(words), plain)
    return found.start() if found else -1


def _whole(words: str) -> str:
    return rf"(?<![a-z0-9]){re.escape(words)}(?![a-z0-9])"
