"""The cells of an Excel workbook, streamed within bounds: no part is held unpacked, no empty place is laid out, nothing outside is read.

Ready-made readers make room for whatever a file of five kilobytes claims to hold, and end the whole process when there is none.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import Protocol
from xml.parsers import expat

from bot.documents.grid import Attributes, Formats, Grid, Line, Texts
from bot.documents.unreadable import Unreadable

_MOST_UNPACKED, _MOST_PARTS, _MOST_DEEP = 64_000_000, 1_000, 50  # a roster of 100,000 people has 30 MB
_MOST_CELLS, _MOST_OTHER = 4_500_000, 400_000  # tags, opening and closing; it has four million
_STEP, _MOST_IN_TAG = 1 << 16, 1 << 18  # bytes
_ROOM = "xl/"
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# RuntimeError is what zipfile raises at a version, a packing or a key that it does not know
_DAMAGE = (zipfile.BadZipFile, zlib.error, expat.ExpatError, RuntimeError, EOFError, OSError, ValueError, LookupError)


class Part(Protocol):
    """What hears the tags of a part, by their names without prefix."""

    def start(self, tag: str, attributes: Attributes) -> None: ...
    def end(self, tag: str) -> None: ...
    def text(self, text: str) -> None: ...


def sheets(data: bytes) -> Iterator[Iterator[Line]]:
    """The visible sheets: the rows that have text, with their numbers in the file. Raises Unreadable."""
    if data.count(b"PK\x01\x02") > _MOST_PARTS:
        raise Unreadable("too_big", "parts")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            book = _Book(packed)
            for name in book.visible():
                yield book.rows(name)
    except Unreadable:
        raise
    except _DAMAGE:
        raise Unreadable("damaged") from None


class _Book:
    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed, self._tags = packed, 0
        self._parts = {part.filename: part for part in packed.infolist()}
        if f"{_ROOM}workbook.xml" not in self._parts:
            raise Unreadable("no_workbook")
        if any(part.flag_bits & 1 for part in self._parts.values()):
            raise Unreadable("locked")
        if sum(part.file_size for part in self._parts.values()) > _MOST_UNPACKED:
            raise Unreadable("too_big", "unpacked")  # a part that says too little of itself breaks off, and is damaged
        self._contents, self._texts, self._formats = _Contents(), Texts(), Formats()
        self._read("workbook.xml", self._contents, _MOST_OTHER)
        self._read("_rels/workbook.xml.rels", self._contents, _MOST_OTHER)
        self._formats.since_1904 = self._contents.since_1904
        self._read("styles.xml", self._formats, _MOST_OTHER)
        self._read("sharedStrings.xml", self._texts, _MOST_CELLS)

    def visible(self) -> list[str]:
        return self._contents.visible()

    def rows(self, name: str) -> Iterator[Line]:
        grid = Grid(self._texts.found, self._formats)
        self._read(name, grid, _MOST_CELLS)
        return grid.lines()

    def _read(self, name: str, part: Part, most: int) -> None:
        """``most``: so many tags in all, with those of the parts before; looked at before any is read."""
        inside = self._parts.get(name.removeprefix("/") if name.startswith("/") else f"{_ROOM}{name}")
        if inside is None:
            return
        if inside.compress_type not in _PACKINGS:
            raise Unreadable("damaged")
        for piece in self._pieces(inside):
            self._tags += piece.count(b"<")
            if self._tags > most:
                raise Unreadable("too_big", "tags")
        reader, told = _reader(part), 0
        for piece in self._pieces(inside):
            reader.Parse(piece, False)
            told += len(piece)
            if told - reader.CurrentByteIndex > _MOST_IN_TAG:  # with each piece it begins an open tag anew
                raise Unreadable("too_big", "tags")
        reader.Parse(b"", True)

    def _pieces(self, inside: zipfile.ZipInfo) -> Iterator[bytes]:
        with self._packed.open(inside) as stream:
            while piece := stream.read(_STEP):
                yield piece


def _reader(part: Part) -> expat.XMLParserType:
    deep = 0

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal deep
        deep += 1
        if deep > _MOST_DEEP:
            raise Unreadable("too_big", "tags")
        part.start(tag.rpartition(":")[2] if ":" in tag else tag, attributes)

    def end(tag: str) -> None:
        nonlocal deep
        deep -= 1
        part.end(tag.rpartition(":")[2] if ":" in tag else tag)

    reader = expat.ParserCreate()
    reader.buffer_text = True
    reader.StartElementHandler, reader.EndElementHandler, reader.CharacterDataHandler = start, end, part.text
    reader.StartDoctypeDeclHandler = _refuse  # no workbook has one; entities that swell have
    return reader


def _refuse(*_: object) -> None:
    raise Unreadable("damaged")


class _Contents:
    """Which sheets there are, and in which parts."""

    def __init__(self) -> None:
        self.since_1904 = False
        self._shown: list[str] = []
        self._part_of: dict[str, str] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "workbookPr":
            self.since_1904 = attributes.get("date1904") in ("1", "true")
        elif tag == "sheet" and attributes.get("state", "visible") == "visible":
            self._shown += [value for key, value in attributes.items() if key.rpartition(":")[2] == "id"]
        elif tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            self._part_of[attributes.get("Id", "")] = posixpath.normpath(attributes.get("Target", ""))

    def end(self, tag: str) -> None:
        pass

    def text(self, text: str) -> None:
        pass

    def visible(self) -> list[str]:
        return [self._part_of[id_] for id_ in self._shown if id_ in self._part_of]
