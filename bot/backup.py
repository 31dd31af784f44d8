"""A backup holds every row as of one moment and every kept file; never the key. Restoring verifies all of it before the first row is written."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import secrets
import shutil
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection

from bot.backup_file import END, MAGIC, PIECE, BadBackup, Piece, Sealing, pieces
from storage import dump, schema, stopping

ABOUT, TABLE, ROWS, FILE, DATA = "h", "t", "r", "f", "d"
# chats and links out there name rows of these; those that were made after the backup must not mean other rows
NAMED_OUTSIDE, AHEAD = ("inbox", "offer", "attachment"), 1_000_000
_KEPT = re.compile(r"m?[0-9a-f]{32}")


@dataclass(frozen=True)
class About:
    """What was backed up: by which version, at which revision of the schema, when (epoch seconds), and whether a bot was running on it."""

    version: str
    revision: str
    made_at: float
    database: str
    running: bool


@dataclass
class Contents:
    """How many rows of each table with their SHA-256; files and their bytes, those gone meanwhile, those that came after the moment."""

    tables: dict[str, list[Any]] = field(default_factory=dict)
    files: int = 0
    bytes: int = 0
    missing: int = 0
    added: int = 0

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())


@dataclass(frozen=True)
class Restored:
    """What waited to be handled or sent, rows by table; whether it was stopped."""

    waiting: Mapping[str, int]
    stopped: bool


def version() -> str:
    with (Path(__file__).parent.parent / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


# out -----------------------------------------------------------------------------------------------------------------
def make(to: Path, key: bytes, url: str, files: Path, real: float) -> tuple[About, Contents]:
    """Beside a running bot. The file is there, whole and read again, or not at all."""
    if to.exists() and not _is_one(to):
        raise ValueError(f"{to} is there already and is no backup: it is not written over")
    part = to.with_name(f".{to.name}.{secrets.token_hex(8)}.part")
    try:
        with _new(part) as file:
            _write(Sealing(file, key), url, files, real)
            file.flush()
            os.fsync(file.fileno())
        told = examine(part, key)
        part.rename(to)
        _sync(to.parent)
    finally:
        part.unlink(missing_ok=True)
    return told


def _is_one(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _write(out: Sealing, url: str, files: Path, real: float) -> None:
    revision, found = schema.current(url), Contents()
    if revision is None:
        raise ValueError(schema.NO_DATABASE)
    with dump.snapshot(url) as db:
        about = About(version(), revision, real, db.dialect.name, dump.someone_serves(db, real))
        _add(out, ABOUT, asdict(about))
        for table in dump.tables(db):
            _add(out, TABLE, {"name": table.name, "columns": dump.columns(table), "last": dump.last_number(db, table)})
            found.tables[table.name] = list(_counted(_written(out, dump.lines(db, table))))
        names = dump.kept_files(db)
    for name in names:
        _write_file(out, files / name, found)
    found.added = len({p.name for p in files.glob("*") if _KEPT.fullmatch(p.name)}.difference(names))
    _add(out, END, asdict(found))


def _add(out: Sealing, kind: str, told: Mapping[str, Any]) -> None:
    out.add(kind, json.dumps(told).encode())


def _written(out: Sealing, lines: Iterable[tuple[int, bytes]]) -> Iterator[bytes]:
    """The pieces of the rows, as they are written."""
    for _, told in lines:
        for at in range(0, len(told), PIECE):
            out.add(ROWS, told[at : at + PIECE])
            yield told[at : at + PIECE]


def _write_file(out: Sealing, path: Path, found: Contents) -> None:
    """As it lies there, encrypted already; what was erased meanwhile is counted."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        found.missing += 1
        return
    _add(out, FILE, {"name": path.name})
    with file:
        while data := file.read(PIECE):
            out.add(DATA, data, pack=False)
            found.bytes += len(data)
    found.files += 1


def _new(path: Path) -> BinaryIO:
    """Never one that was there; only its owner may read it."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sync(directory: Path) -> None:
    """Without it a power cut may undo the rename."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# in ------------------------------------------------------------------------------------------------------------------
def examine(path: Path, key: bytes) -> tuple[About, Contents]:
    """Reads all of it and believes nothing that does not add up: BadBackup."""
    about, found, told = None, Contents(), None
    with path.open("rb") as file:
        for kind, head, data in _entries(file, key):
            if kind == ABOUT:
                about = About(**head)
            elif kind == TABLE:
                found.tables[head["name"]] = list(_counted(data))
            elif kind == FILE:
                found.files, found.bytes = found.files + 1, found.bytes + sum(map(len, data))
            elif kind == END:
                told = Contents(**head)
                found.missing, found.added = told.missing, told.added
    if about is None or told != found:
        raise BadBackup("the backup is damaged: its parts do not add up")
    if about.revision > schema.newest():
        raise BadBackup(f"this backup was made by a newer version ({about.version}): upgrade the program first")
    return about, found


def _entries(file: BinaryIO, key: bytes) -> Iterator[tuple[str, dict[str, Any], Iterator[bytes]]]:
    """(kind, what it is, the pieces of its rows or bytes)."""
    number = itertools.count()
    current = 0

    def entry(piece: Piece) -> int:
        nonlocal current
        if piece.kind not in (ROWS, DATA):
            current = next(number)
        return current

    for _, group in itertools.groupby(pieces(file, key), entry):
        first = next(group)
        yield first.kind, json.loads(first.data), (piece.data for piece in group)  # noqa: B031 (its first is taken, the rest follows)


def _counted(data: Iterator[bytes]) -> tuple[int, str]:
    """Rows, a line each, and their SHA-256: the same on the way out and on the way in."""
    rows, sum_ = 0, hashlib.sha256()
    for piece in data:
        rows += piece.count(b"\n")
        sum_.update(piece)
    return rows, sum_.hexdigest()


def is_room(url: str, files: Path) -> bool:
    """Whether database and folder are empty, so that something may be restored into them."""
    return dump.is_empty(url) and not any(files.glob("*"))


def restore(path: Path, key: bytes, url: str, files: Path, now: float, *, stop: bool, owed: Collection[str] = ()) -> Restored:
    """Only what ``examine`` found good. All rows and files are there afterwards, or none.

    ``stop``: what waited to be handled or sent never is, for another bot may have done so since.
    ``owed``: kinds of jobs that are done in any case.
    """
    about, told = examine(path, key)
    with _filled(files) as part, dump.refilling(url, about.revision) as db, path.open("rb") as file:
        _read(_entries(file, key), db, part, ahead=AHEAD if stop else 0)
        for table in dump.tables(db):
            if list(dump.checksum(db, table)) != told.tables.get(table.name):
                raise BadBackup(f"the rows of {table.name} are not what was backed up: nothing was restored")
        waiting = stopping.waiting(db, now, owed)
        if stop:
            stopping.stop(db, now, owed)
        _into_place(part, files)
    schema.upgrade(url)
    return Restored(waiting, stop)


def _read(entries: Iterable[tuple[str, dict[str, Any], Iterator[bytes]]], db: Connection, part: Path, ahead: int) -> None:
    tables = {table.name: table for table in dump.tables(db)}
    for kind, head, data in entries:
        if kind == TABLE:
            table = tables.get(head["name"])
            if table is None or dump.columns(table) != head["columns"]:
                raise BadBackup(f"the table {head['name']} is not as this version knows it")
            dump.fill(db, table, head["columns"], _lines(data))
            if head["last"] is not None:
                dump.go_on_above(db, table, head["last"] + (ahead if table.name in NAMED_OUTSIDE else 0))
        elif kind == FILE:
            _keep(part, head["name"], data)


def _lines(data: Iterator[bytes]) -> Iterator[bytes]:
    left = b""
    for piece in data:
        *whole, left = (left + piece).split(b"\n")
        yield from whole


@contextmanager
def _filled(files: Path) -> Iterator[Path]:
    """A folder beside, to become ``files``; nothing is left of it when anything fails, nor of what such a failure once left."""
    part = files.with_name(f".{files.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700, parents=True)
    try:
        yield part
    except BaseException:
        shutil.rmtree(part if part.exists() else files, ignore_errors=True)  # in place already, and the rows were not taken
        raise


def _keep(part: Path, name: str, data: Iterable[bytes]) -> None:
    if not _KEPT.fullmatch(name):
        raise BadBackup("the backup is damaged: a file has an impossible name")
    with _new(part / name) as file:
        file.writelines(data)


def _into_place(part: Path, files: Path) -> None:
    """The last thing before the rows are committed: a row whose file is not there would be worse than a file without a row."""
    os.sync()
    part.rename(files)
    _sync(files.parent)
