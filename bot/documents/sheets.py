"""Tables that people send as files: an Excel workbook or a CSV, as rows of text with their lines. No formula is worked out, nothing outside is read."""

from __future__ import annotations

import csv
import datetime
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.documents.packages import MOST_COLUMNS, MOST_ROWS, Unreadable, repacked
from bot.domain.vietnamese import clean, words

__all__ = ["Row", "Sheet", "Unreadable", "heading", "read"]

MOST_BYTES, MOST_CHARACTERS, _MOST_IN_CELL = 10_000_000, 40_000_000, 2_000
_TITLE_ROWS = 30  # how far down the row of headings may stand
_OLE, _LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
_SIGNS = "\xa8\xaa\xac\xb5\xb6\xb8\xb9\xbb-\xbe\xa7\xc6\xc7\xcb\xce\xcf\xd1\xd6\xd7\xd8\xdb\xdc\xde\xdf\xe4-\xe7\xeb\xee\xef\xf1\xf6-\xf8\xfb\xfc\xfe\xff"
_PAIRS = "a[\xe2\xea\xe0\xe1\xe3\xe8\xe9\xf9\xfa]|e[\xe2\xe0\xe1\xe3\xf9\xf5]|o[\xe2\xf5]"
_OLD_FONT = re.compile(f"[^\\W\\d_][{_SIGNS}]|[{_SIGNS}][^\\W\\d_]|{_PAIRS}", re.IGNORECASE)  # TCVN3 (.VnTime) and VNI, read as if they were Unicode
_LOOKALIKES = str.maketrans("\xd0\xf0", "\u0110\u0111")  # the Icelandic letters that old keyboards put in the place of ours


@dataclass(frozen=True, slots=True)
class Row:
    """``line``: its number in the file, the first is 1; ``cells``: text under each known heading, "" where there is none."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """``columns``: the keys whose headings were found, in the file's order."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def heading(text: str) -> str:
    """What different writings of one heading share, as ho ten."""
    return " ".join(words(text))


def read(data: bytes, name: str, columns: Mapping[str, Sequence[str]]) -> Sheet:
    """The one table in a file. ``columns``: key -> other names of its heading; the key itself is always one. ``name`` is the file's, for its ending.

    Cells are clean NFC in one line; numbers and dates (d/m/yyyy) as Excel shows them, but a leading zero that was lost stays lost.
    Raises Unreadable: too_big (bytes, parts, unpacked, rows, columns, text), empty, locked, old_excel, other_format, no_workbook, damaged,
    not_text, no_heading, several_sheets, twice (the heading), old_font (the line).
    """
    if len(data) > MOST_BYTES:
        raise Unreadable("too_big", "bytes")
    if not data.strip():
        raise Unreadable("empty")
    if data.startswith(_OLE):
        raise Unreadable("locked" if _LOCKED in data else "old_excel")
    known = {heading(word): key for key, more in columns.items() for word in (key, *more)}
    tables = _workbook(data) if data.startswith(b"PK") else [_text(data)]
    found = [sheet for lines in tables if (sheet := _sheet(lines, known)) is not None]
    if len(found) != 1:
        raise Unreadable("several_sheets" if found else "no_heading")
    return found[0]
