"""Tables that people send as files, an Excel workbook or a CSV: rows of text with their lines. No formula is worked out, nothing outside is read."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.documents import workbook
from bot.documents.grid import Line
from bot.documents.unreadable import Unreadable, bounded
from bot.domain.vietnamese import clean, words
from bot.domain.vietnamese_fonts import is_in_old_font, with_our_letters

__all__ = ["Row", "Sheet", "Unreadable", "heading", "read"]

MOST_BYTES = 10_000_000
_MOST_TEXT, _MOST_IN_CELL = 40_000_000, 2_000  # characters
_TITLE_ROWS = 30  # so far down the headings may stand
_OLE, _LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
_BRACKETS = re.compile(r"\([^()]*\)")
_NUMBERING = re.compile(r"\(?\d{1,2}\)?")

Lines = Iterator[Line]


@dataclass(frozen=True, slots=True)
class Row:
    """``line``: its number in the file, the first is 1; ``cells``: the text under each heading that was found."""

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


def read(data: bytes, columns: Mapping[str, Sequence[str]]) -> Sheet:
    """The one table in a file, whatever its name ends in. ``columns``: key -> other names of its heading; the key itself is always one.

    Cells are clean NFC in one line; numbers and dates (d/m/yyyy) as Excel shows them, but a zero that was lost in front stays lost.
    A cell merged downwards counts for each of its rows. Raises Unreadable with one of these reasons: too_big (bytes, parts, unpacked, tags, rows,
    columns or text), empty, locked, old_excel, no_workbook, damaged, not_text, no_heading, several_sheets, twice (which heading), old_font (line).
    """
    if len(data) > MOST_BYTES:
        raise Unreadable("too_big", "bytes")
    if not data.strip():
        raise Unreadable("empty")
    if data.startswith(_OLE):
        raise Unreadable("locked" if _LOCKED in data else "old_excel")
    known = {heading(word): key for key, more in columns.items() for word in (key, *more)}
    tables = workbook.sheets(data) if data.startswith(b"PK") else _delimited(data)
    found = [sheet for lines in tables if (sheet := _sheet(lines, known)) is not None]
    if len(found) != 1:
        raise Unreadable("several_sheets" if found else "no_heading")
    return found[0]


def _sheet(lines: Lines, known: Mapping[str, str]) -> Sheet | None:
    """None when no row near the top has the headings."""
    top = list(itertools.islice(lines, _TITLE_ROWS))
    keys = [_headings(cells, known) for _, cells in top]
    best = max(range(len(top)), key=lambda n: len(keys[n]), default=0)
    if not top or len(keys[best]) < min(2, len(set(known.values()))):
        if old := [line for line, cells in top if any(is_in_old_font(text) for text in cells)]:
            raise Unreadable("old_font", str(old[0]))  # headings too may be written so
        return None
    below = itertools.chain(top[best + 1 :], lines)
    return Sheet(tuple(keys[best]), tuple(_rows(below, keys[best])))


def _headings(cells: Sequence[str], known: Mapping[str, str]) -> dict[str, int]:
    """Key -> its column."""
    found: dict[str, int] = {}
    for column, text in enumerate(text[:_MOST_IN_CELL] for text in cells):
        key = known.get(heading(text)) or known.get(heading(_BRACKETS.sub("", text)))
        if key is not None and key in found:
            raise Unreadable("twice", text)
        if key is not None:
            found[key] = column
    return found


def _rows(lines: Iterable[Line], keys: Mapping[str, int]) -> Iterator[Row]:
    """Those with text under a heading, but not the row of column numbers that forms have below it."""
    size = 0
    for n, (line, texts) in enumerate(lines):
        cells = {key: _plain(texts[column], line) if column < len(texts) else "" for key, column in keys.items()}
        told = [text for text in cells.values() if text]
        size += sum(map(len, told))
        if size > _MOST_TEXT:
            raise Unreadable("too_big", "text")
        if told and (n or len(told) < 2 or not all(map(_NUMBERING.fullmatch, told))):
            yield Row(line, cells)


def _plain(text: str, line: int) -> str:
    if len(text) > _MOST_IN_CELL:
        raise Unreadable("too_big", "text")
    if is_in_old_font(text):
        raise Unreadable("old_font", str(line))
    return " ".join(with_our_letters(clean(text)).split())


def _delimited(data: bytes) -> Iterator[Lines]:
    """A CSV as Excel, a phone or an old program wrote it: the first of the ways to part its cells that shows headings is the right one."""
    text = _decoded(data)
    yield from (_parted(text, mark) for mark in ",;\t")


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codes: tuple[str, ...] = ("utf-16",)
    else:
        codes = () if b"\0" in data else ("utf-8-sig", "cp1258")
    for code in codes:
        try:
            return data.decode(code)
        except UnicodeDecodeError:
            continue
    raise Unreadable("not_text")


def _parted(text: str, mark: str) -> Lines:
    try:
        for line, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), 1):
            filled = max((n for n, cell in enumerate(cells, 1) if cell), default=0)
            bounded(line, filled)
            yield line, cells[:filled]
    except csv.Error:
        raise Unreadable("damaged") from None
