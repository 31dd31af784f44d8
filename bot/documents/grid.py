"""What stands in the cells of a workbook, as Excel shows it: the shared texts, the formats that make a number a date, and a sheet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from bot.documents.unreadable import bounded

Attributes = dict[str, str]
Line = tuple[int, list[str]]  # its number in the file, and its cells

_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})  # number formats that every Excel knows
_NOT_SHOWN = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')
_LAST_DAY = 2_900_000  # in Excel's count, in the year 9840
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_CELL = re.compile("([A-Z]{1,3})([0-9]{1,7})")


class Texts:
    """The texts that cells refer to by number; how they are pronounced, which Japanese files tell too, is left out."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._hears = self._aside = False

    def start(self, tag: str, attributes: Attributes) -> None:
        self._aside = self._aside or tag == "rPh"
        self._hears = tag == "t" and not self._aside

    def text(self, text: str) -> None:
        if self._hears:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        self._hears = False
        if tag == "rPh":
            self._aside = False
        elif tag == "si":
            self.found.append(_unescaped("".join(self._pieces)))
            self._pieces = []


class Formats:
    """Which styles show a number as a date, or with zeros in front."""

    def __init__(self) -> None:
        self.since_1904 = False
        self._codes: dict[str, str] = {}
        self._styles: list[str] = []
        self._cells = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._cells = True
        elif tag == "xf" and self._cells:
            self._styles.append(attributes.get("numFmtId", ""))

    def end(self, tag: str) -> None:
        self._cells = self._cells and tag != "cellXfs"

    def text(self, text: str) -> None:
        pass

    def shown(self, number: str, style: str) -> str:
        """A number as its cell shows it, to fifteen digits; dates as d/m/yyyy."""
        try:
            value = float(number)
        except ValueError:
            return number
        format_ = self._styles[int(style)] if style.isdecimal() and int(style) < len(self._styles) else ""
        code = self._codes.get(format_, "")
        if 1 <= value < _LAST_DAY and self._is_date(format_, code):
            day = (dt.date(1904, 1, 1) if self.since_1904 else dt.date(1899, 12, 30)) + dt.timedelta(days=int(value))
            return f"{day.day}/{day.month}/{day.year}"
        plain = f"{value:.0f}" if abs(value) < 1e15 and value.is_integer() else f"{value:.15g}"
        return plain.zfill(len(code)) if code and not code.strip("0") else plain

    def _is_date(self, format_: str, code: str) -> bool:
        if not code:
            return format_.isdecimal() and int(format_) in _DATES
        return not set("dmyDMY").isdisjoint(_NOT_SHOWN.sub("", code))


class Grid:
    """One sheet. A row or cell that does not say where it is stands behind the one before."""

    def __init__(self, texts: Sequence[str], formats: Formats) -> None:
        self._texts, self._formats = texts, formats
        self._row = self._column = 0  # from 1
        self._kind = self._style = ""
        self._pieces: list[str] = []
        self._hears = False
        self._merges = 0
        self._rows: dict[int, dict[int, str]] = {}
        self._merged: dict[int, dict[int, int]] = {}  # first row -> column -> last row

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._column = _column(attributes.get("r", "")) or self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._pieces = []
        elif tag == "v" or (tag == "t" and self._kind == "inlineStr"):
            self._hears = True
        elif tag == "row":
            at = attributes.get("r", "")
            self._row, self._column = int(at) if at.isdecimal() and len(at) < 8 else self._row + 1, 0
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, text: str) -> None:
        if self._hears:
            self._pieces.append(text)

    def end(self, tag: str) -> None:
        self._hears = False
        if tag == "c" and self._pieces and (shown := self._shown("".join(self._pieces))):
            bounded(self._row, self._column)
            self._rows.setdefault(self._row, {})[self._column] = shown

    def _shown(self, value: str) -> str:
        if self._kind == "s":
            return self._texts[int(value)] if value.isdecimal() and int(value) < len(self._texts) else ""
        if self._kind == "n":
            return self._formats.shown(value, self._style)
        return {"0": "FALSE", "1": "TRUE"}.get(value, "") if self._kind == "b" else _unescaped(value)

    def _merge(self, ref: str) -> None:
        """Only downwards: what is merged to the right has its text where it begins."""
        first, _, last = ref.partition(":")
        top, bottom = _CELL.fullmatch(first), _CELL.fullmatch(last)
        if top and bottom and int(bottom[2]) > int(top[2]):
            self._merges += 1
            bounded(self._merges, _column(first))
            self._merged.setdefault(int(top[2]), {})[_column(first)] = int(bottom[2])

    def lines(self) -> Iterator[Line]:
        """Rows that have text, from the top; what stands in a cell merged downwards stands in each of its rows that have any."""
        spread: dict[int, tuple[int, str]] = {}
        for row, cells in sorted(self._rows.items()):
            spread |= {column: (bottom, cells[column]) for column, bottom in self._merged.get(row, {}).items() if column in cells}
            for column, (bottom, text) in spread.items():
                if row <= bottom:
                    cells[column] = text
            yield row, [cells.get(n, "") for n in range(1, max(cells) + 1)]


def _column(at: str) -> int:
    """A1 is 1, AA7 is 27; 0 when it does not say."""
    number = 0
    for letter in at.rstrip("0123456789")[:4]:
        number = number * 26 + ord(letter) - 64
    return max(number, 0)


def _unescaped(text: str) -> str:
    """Excel writes what XML cannot hold as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
