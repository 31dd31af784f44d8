"""An XLSX file made safe to read: what lies inside is unpacked and measured by us, within bounds, before any reader sees it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

MOST_ROWS, MOST_COLUMNS, MOST_PLACES = 100_000, 100, 3_000_000  # places: rows times columns, empty ones too
MOST_UNPACKED = 64_000_000  # bytes; a roster of 100,000 people has half of that
_MOST_PARTS, _MOST_TAGS, _MOST_TEXT = 1_000, 6_000_000, 100_000
_STEP = 1 << 18
_ROW_OR_CELL = re.compile(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])")
_PLACE = re.compile(rb"(?<![\w:.-])r\s*=\s*[\"']?\s*([A-Za-z]*)0*([0-9]+)")  # readers take it as it stands: no entity can hide it
_TEXT = re.compile(rb"<(?:[\w.-]+:)?si(?=[\s/>])")


class Unreadable(Exception):
    """A file that is no table to us: ``reason`` is a key for words, ``detail`` which bound, or the line in the file."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason, self.detail = reason, detail


def repacked(data: bytes) -> bytes:
    """The same workbook, unpacked, with nothing but its XML. Raises Unreadable when it is none, or is too big."""
    if data.count(b"PK\x01\x02") > _MOST_PARTS:
        raise Unreadable("too_big", "parts")
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as plain:
            _copy(packed, plain)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError):
        raise Unreadable("damaged") from None
    return out.getvalue()


def _copy(packed: zipfile.ZipFile, plain: zipfile.ZipFile) -> None:
    parts = {part.filename: part for part in packed.infolist()}
    if "xl/workbook.xml" not in parts:
        raise Unreadable("no_workbook")
    if any(part.flag_bits & 1 for part in parts.values()):
        raise Unreadable("locked")
    wanted = [name for name in parts if name.lower().endswith((".xml", ".rels"))]
    if sum(parts[name].file_size for name in wanted) > MOST_UNPACKED:
        raise Unreadable("too_big", "unpacked")
    left = MOST_UNPACKED
    for name in wanted:
        inside = _unpacked(packed, parts[name], left)
        left -= len(inside)
        _measure(inside)
        plain.writestr(name, inside)


def _unpacked(packed: zipfile.ZipFile, part: zipfile.ZipInfo, at_most: int) -> bytes:
    """Never more than that, whatever the part says of its own size."""
    pieces, size = [], 0
    with packed.open(part) as stream:
        while piece := stream.read(_STEP):
            size += len(piece)
            if size > at_most:
                raise Unreadable("too_big", "unpacked")
            pieces.append(piece)
    return b"".join(pieces)


def _measure(inside: bytes) -> None:
    """A reader lays out in memory all that lies between the first cell and the last, though it be empty, and each text wherever it is used."""
    if inside.count(b"<") > _MOST_TAGS or any(len(text) > _MOST_TEXT for text in _TEXT.split(inside)[1:]):
        raise Unreadable("too_big", "unpacked")
    rows = columns = cells = 0
    for tag in _ROW_OR_CELL.finditer(inside):
        rows, cells = (rows + 1, 0) if tag[1] == b"row" else (rows, cells + 1)
        columns = max(columns, cells)
        _bounded(rows, columns)
    for place in _PLACE.finditer(inside):
        rows, columns = max(rows, int(place[2][:9])), max(columns, _column(place[1][:5]))
        _bounded(rows, columns)
    if rows * columns > MOST_PLACES:
        raise Unreadable("too_big", "rows")


def _bounded(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise Unreadable("too_big", "rows" if rows > MOST_ROWS else "columns")


def _column(letters: bytes) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
