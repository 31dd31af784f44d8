"""What must not be stored: numbers that identify people are masked, texts marked as state secrets are refused.

Every pattern has bounded repeats, so even the longest hostile message costs linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass

from bot.domain.names import Span, replaced
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
            plain = {"Pd": "-", "Zs": " "}.get(category) or fold(char)
        plain = plain if len(plain) == 1 else char
        if code < 0x2100:
            self[code] = plain
        return plain


_SHADOW = _Shadow()
_LETTER_O = re.compile(r"(?<![^\W\d_])o{1,12}(?=[ .\-]?\d)|(?<=\d)o{1,12}(?=\d|(?![^\W\d_]))")

_SEP = r"[ .\-_()\u00b7\u2022*]{0,4}"
_ID_WORD = r"(?:cmnd|cmtnd|cmt|cccd|chung minh(?: thu| nhan dan){0,2}|can cuoc(?: cong dan)?)(?![a-z])"
_BANK_WORD = r"(?<![a-z])(?:stk|tk|tai khoan|so the|atm|agribank|bidv|vietinbank|vietcombank|vcb|techcombank|mb ?bank)(?![a-z])"
_PHONE_WORD = r"(?<![a-z])(?:sdt|dt|dien thoai|so may|zalo|hotline)(?![a-z])"
_BIRTH_WORD = r"(?<!hoc )(?<!ve )(?<!vi )(?<!khai )(?<!hy )(?<!phat )(?<!thi )(?<!tuyen )(?<![a-z])(?:sinh|sn)(?![a-z])[ :,]{0,3}"
_VEHICLE = r"(?<![a-z])(?P<vehicle>xe|oto|o to|bks|bsx|bien so|bien kiem soat)(?![a-z])[^\d\n]{0,12}?"
_DAY = (
    r"\d{1,2} ?[/.\-] ?\d{1,2} ?[/.\-] ?(?:\d{4}|\d{2})|\d{1,2} thang \d{1,2}(?:,? nam \d{4})?"
    r"|\d{1,2} ?[/\-] ?(?:19|20)\d\d|\d{1,2} nam (?:19|20)\d\d|(?:19|20)\d\d"
)
_UNIT = re.compile(r" {0,2}(?:d(?![/\w])|k\b|dong|vnd|usd|trieu|ty\b|ti\b|nghin|ngan\b(?! hang)|m2|m\u00b2|kg|cay\b|con\b|ho\b|khau|nguoi|luot)")
_ROUND_MONEY = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3}){0,3}[.,]000")
_DATE_FIRST = re.compile(r"\d{1,2} ?[.\-] ?\d{1,2} ?[.\-] ?(?:19|20)\d\d(?!\d)")


def _sizes(number: str) -> list[int]:
    return [len(group) for group in re.findall(r"\d+", number)]


def _even(number: str) -> bool:
    """Whether a number is written as ids are: in one piece or in equal groups."""
    sizes = _sizes(number)
    return len(set(sizes)) == 1 or sizes in ([3, 9], [3, 3, 6], [3, 1, 2, 6])


def _is_amount(found: re.Match[str], _: str) -> bool:
    number = found["number"]
    return number[0] != "0" and (_UNIT.match(found.string, found.end("number")) is not None or _ROUND_MONEY.fullmatch(number) is not None)


def _is_account(found: re.Match[str], text: str) -> bool:
    return not _is_amount(found, text) and not _DATE_FIRST.match(found["number"])


def _is_named_id(found: re.Match[str], text: str) -> bool:
    sizes = _sizes(found["number"])
    return (_even(found["number"]) or min(sizes) > 1) and _is_account(found, text)


def _has_province(found: re.Match[str], _: str) -> bool:
    return _even(found["number"]) and 1 <= int(re.sub(r"\D", "", found["number"])[:3]) <= 96


def _is_phone(found: re.Match[str], text: str) -> bool:
    """A row of answers ("0 3 120 45 60 1") or a date before a number is no phone."""
    number = found["number"].lstrip("(+")
    sizes = _sizes(number.replace("(0)", ""))
    if sizes[0] == 2 and number[0] == "0" and number[1].isdigit():
        return set(sizes) == {2} and len(set(re.findall(r"\D+", number))) == 1
    grouped = max(sizes) == 1 or min(sizes) > 1 or (sizes[0] == 1 and min(sizes[1:], default=9) > 2)
    return (len(sizes) == 1 or grouped) and (number[0] == "0" or not _is_amount(found, text))


def _is_plate(found: re.Match[str], text: str) -> bool:
    """Small letters need a vehicle, a dash or a dot beside them ("15m2 15000" is none), four digits always a vehicle."""
    if found["vehicle"] is not None:
        return True
    number = found["number"]
    return len(found["tail"]) > 4 and ("-" in number or "." in number or text[slice(*found.span("letters"))].isupper())


def _always(_: re.Match[str], __: str) -> bool:
    return True


def _number(pattern: str) -> str:
    return rf"(?<!\d)(?P<number>{pattern})(?!\d)"


def _digits(first: str, more: str) -> str:
    return rf"{first}(?:{_SEP}\d){{{more}}}"


_ACCOUNT = _number(r"\d{8,19}(?!\d)|" + _digits(r"\d", "7,18"))
_NINE_OR_TWELVE = _number(_digits(r"\d", "11") + "|" + _digits(r"\d", "8"))
_CALLED = rf"\(?(?:\+{_SEP}84|0084|84){_SEP}(?:\(0\){_SEP})?|\(?0{_SEP}"
_PLATE = r"(?P<number>(?<![\w.,])[1-9]\d[ \-]{0,3}(?P<letters>[a-z]{1,2})\d?[ .\-]{0,3}(?P<tail>\d{3}[. ]?\d\d|\d{4}))"
_RULES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str], str], bool]], ...] = tuple(
    (kind, re.compile(pattern), counts)
    for kind, pattern, counts in (
        ("email", r"(?P<number>[\w.+\-]{1,64}(?:@| @ )[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5})", _always),
        ("account", rf"{_BANK_WORD}[^\d\n]{{0,30}}?{_ACCOUNT}", _is_account),
        ("account", rf"{_ACCOUNT}(?= {{0,2}}(?:la )?(?:so )?{_BANK_WORD})", _is_account),
        ("account", _number(rf"9{_SEP}7{_SEP}0{_SEP}4(?:(?:{_SEP}\d){{15}}|(?:{_SEP}\d){{12}})"), _always),
        ("id_card", _number(_digits("0", "11")), _has_province),
        ("id_card", rf"{_ID_WORD}[^\d\n]{{0,30}}?{_NINE_OR_TWELVE}", _is_named_id),
        ("id_card", rf"{_NINE_OR_TWELVE}(?=[ ,(]{{0,2}}(?:la )?(?:so )?{_ID_WORD})", _is_named_id),
        ("phone", _number(rf"(?:{_CALLED})(?:{_digits('[35789]', '8')}|{_digits('2', '9')})"), _is_phone),
        ("phone", rf"{_PHONE_WORD}[^\d\n]{{0,15}}?{_number(_digits('[35789]', '8'))}", _is_named_id),
        ("birth", rf"{_BIRTH_WORD}(?:(?:vao|ngay|thang|nam|hom)[ :]{{1,3}}){{0,3}}{_number(_DAY)}", _always),
        ("birth", rf"{_BIRTH_WORD}nam {_number('[3-9][0-9]')}(?![/.][0-9])", lambda found, text: not _is_amount(found, text)),
        (
            "plate",
            rf"(?:{_VEHICLE})?{_PLATE}(?![\d\w])",
            _is_plate,
        ),
    )
)


def _found(rule: tuple[str, re.Pattern[str], Callable[[re.Match[str], str], bool]], shadow: str, text: str) -> Iterator[Span]:
    """Where a rule holds; a refused match may overlap a true one, so the search goes on one step later."""
    _, pattern, counts = rule
    at = 0
    while found := pattern.search(shadow, at):
        start, end = found.span("number")
        if not counts(found, text):
            at = max(found.start(), at) + 1
            continue
        if shadow[start] == "(" and ")" not in shadow[start:end]:
            start += 1
        yield start, end
        at = end


def mask(text: str, marks: Marks) -> str:
    """The text with id cards, phones, plates, bank accounts, e-mail addresses and dates of birth replaced; clean it first (NFC).

    Spaces, dots, dashes, the letter O and full-width digits do not hide them. Money, areas, document numbers and plain dates stay.
    """
    shadow = text.lower() if text.isascii() else text.translate(_SHADOW)
    if "@" not in shadow and not re.search(r"\d", shadow):
        return text
    shadow = _LETTER_O.sub(lambda found: "0" * len(found[0]), shadow)
    for mark in astuple(marks) if "[" in text else ():  # what was masked before says nothing about its neighbours
        shadow = replaced(shadow, [(at.start(), at.end(), "\n" * len(mark)) for at in re.finditer(re.escape(mark), text)])
    spans: list[tuple[int, int, str]] = []
    for rule in _RULES:
        new = list(_found(rule, shadow, text))
        if new:
            shadow = replaced(shadow, [(start, end, "\n" * (end - start)) for start, end in new])
            spans += [(start, end, getattr(marks, rule[0])) for start, end in new]
    return replaced(text, spans)


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
