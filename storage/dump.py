"""The whole database as JSON lines, at one moment, and back into an empty one of either kind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson
import psycopg
from sqlalchemy import Connection, MetaData, String, Table, collate, func, inspect, select, text

from storage import engines, schema
from storage.tables import meta

NOT_KEPT = ("alembic_version", "lease")  # the schema is made anew; a duty belongs to a living process
STRETCH = 2000  # rows read at a time


class NotEmpty(ValueError):
    """There is something in this database already."""


class NotTaken(ValueError):
    """The database does not take what is to be put into it; the text says what and why, without a value."""


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """One moment of a database in use, which is neither held up nor changed."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        raise ValueError(schema.NO_DATABASE)
    engine = engines.reader(url)
    try:
        with engine.connect() as db:
            yield db if _lite(db) else db.execution_options(isolation_level="REPEATABLE READ")
    finally:
        engine.dispose()


def tables(db: Connection) -> list[Table]:
    """Those there are, whatever the schema's revision; each after those that it refers to."""
    found = MetaData()
    found.reflect(db)
    return [t for t in found.sorted_tables if t.name not in NOT_KEPT]


def columns(table: Table) -> list[str]:
    """Their names in the order of the alphabet, which is the same in both kinds of database."""
    return sorted(table.c.keys())


def lines(db: Connection, table: Table) -> Iterator[tuple[int, bytes]]:
    """(how many, those rows as JSON arrays, a line each), by the primary key: the same rows give the same bytes in both kinds of database."""
    query = select(*(table.c[name] for name in columns(table))).order_by(*(_in_order(db, c) for c in table.primary_key))
    for rows in db.execute(query, execution_options={"yield_per": STRETCH}).partitions():
        yield len(rows), b"".join([orjson.dumps(tuple(row), option=orjson.OPT_APPEND_NEWLINE) for row in rows])


def _in_order(db: Connection, column: Any) -> Any:
    """Texts by their bytes, as SQLite has them."""
    return collate(column, "C") if isinstance(column.type, String) and not _lite(db) else column


def checksum(db: Connection, table: Table) -> tuple[int, str]:
    """(rows, SHA-256 of their lines)."""
    count, sum_ = 0, hashlib.sha256()
    for n, told in lines(db, table):
        count += n
        sum_.update(told)
    return count, sum_.hexdigest()


def last_number(db: Connection, table: Table) -> int | None:
    """The highest number ever given, though its row be deleted; None where rows have no number of their own."""
    if "id" not in table.c:
        return None
    highest = db.execute(select(func.max(table.c.id))).scalar() or 0
    if _lite(db):
        given = db.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :of"), {"of": table.name}).scalar()
    else:
        given = db.execute(text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:of, 'id')::regclass)"), {"of": table.name}).scalar()
    return max(highest, given or 0)


def kept_files(db: Connection) -> list[str]:
    """The names of the files that its rows speak of, the oldest first."""
    return list(db.execute(text("SELECT name FROM attachment WHERE state = 'kept' AND name IS NOT NULL ORDER BY id")).scalars())


def someone_serves(db: Connection, real: float) -> bool:
    """Whether a bot runs on it at this moment."""
    return db.execute(text("SELECT 1 FROM lease WHERE expires > :now LIMIT 1"), {"now": real}).first() is not None


# back again ----------------------------------------------------------------------------------------------------------
def is_empty(url: str) -> bool:
    """No database, no table, or tables without a row; nothing is made by looking."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return True
    with snapshot(url) as db:
        return _has_no_row(db)


def _has_no_row(db: Connection) -> bool:
    found = [name for name in inspect(db).get_table_names() if name != "alembic_version"]
    quote = db.dialect.identifier_preparer.quote
    return not any(db.exec_driver_sql(f"SELECT 1 FROM {quote(name)} LIMIT 1").first() for name in found)  # noqa: S608 (a name from the catalogue)


@contextmanager
def refilling(url: str, revision: str) -> Iterator[Connection]:
    """One transaction on an empty database at this revision of the schema; NotEmpty when there is a row. A bot that starts meanwhile waits."""
    _be_at(url, revision)
    engine = engines.migrator(url)
    try:
        with engine.begin() as db:
            if not _lite(db):
                db.execute(text("LOCK TABLE lease IN ACCESS EXCLUSIVE MODE"))
            if not _has_no_row(db):
                raise NotEmpty("the database is not empty")
            yield db
            if _lite(db) and db.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise NotTaken("some rows are there without those they belong to")
            if not _lite(db):
                db.execute(text("ANALYZE"))  # else the first hours go by without statistics
    finally:
        engine.dispose()


def _be_at(url: str, revision: str) -> None:
    """Empty tables of another revision are made anew."""
    if schema.current(url) not in (None, revision):
        engine = engines.migrator(url)
        with engine.begin() as db:
            if not _has_no_row(db):
                raise NotEmpty("the database is not empty")
            meta.drop_all(db)
            db.execute(text("DROP TABLE alembic_version"))
        engine.dispose()
    schema.upgrade(url, revision)


def fill(db: Connection, table: Table, names: Sequence[str], told: Iterable[bytes]) -> None:
    """``told``: lines of ``lines``, with these columns. Raises NotTaken."""
    quote = db.dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(map(quote, names))})"
    rows = (orjson.loads(line) for line in told)
    raw: Any = db.connection.driver_connection
    try:
        if _lite(db):
            raw.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(names))})", rows)  # noqa: S608 (names from the catalogue)
            return
        with closing(raw.cursor()) as cursor, cursor.copy(f"COPY {into} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)
    except (raw_error(db), OverflowError) as e:
        raise NotTaken(f"the database does not take the rows of {table.name}: {engines.code(e) or type(e).__name__}") from None


def raw_error(db: Connection) -> type[Exception]:
    """The base of what the driver raises by itself."""
    import sqlite3

    return sqlite3.Error if _lite(db) else psycopg.Error


def go_on_above(db: Connection, table: Table, number: int) -> None:
    """The next row's number is higher than this one."""
    if not _lite(db):
        if number:
            db.execute(text("SELECT setval(pg_get_serial_sequence(:of, 'id'), :n)"), {"of": table.name, "n": number})
        return
    given = {"of": table.name, "n": number}
    if not db.execute(text("UPDATE sqlite_sequence SET seq = :n WHERE name = :of"), given).rowcount:
        db.execute(text("INSERT INTO sqlite_sequence(name, seq) VALUES (:of, :n)"), given)


def _lite(db: Connection) -> bool:
    return db.dialect.name == "sqlite"
