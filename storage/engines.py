"""Two databases, one way to open them. SQLite: one writing connection, and a pool that can only read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from storage import reference

_AWAY_SQLITE = (
    "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_NOMEM", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PROTOCOL",
    "SQLITE_CORRUPT", "SQLITE_NOTADB",
)  # fmt: skip
_NEVER_SQLITE = ("SQLITE_CONSTRAINT", "SQLITE_TOOBIG", "SQLITE_MISMATCH", "SQLITE_RANGE")
_AWAY_STATES = ("08", "40", "53", "55", "58", "XX")
_SAFE = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON", "secure_delete=FAST")


class TransactionLost(Exception):
    """SQLite has thrown the open transaction away by itself (disk full, I/O error)."""


def writer(url: str) -> Engine:
    """The engine that changes things. On SQLite its one connection takes the write lock when a transaction begins."""
    if not url.startswith("sqlite"):
        engine = create_engine(url, hide_parameters=True, pool_size=4, pool_pre_ping=False, connect_args={"connect_timeout": 5})
        event.listen(engine, "begin", reference.begun)
        return engine
    engine = create_engine(url, hide_parameters=True, poolclass=QueuePool, pool_size=1, max_overflow=0, connect_args={"check_same_thread": False})
    _sqlite(engine, "BEGIN IMMEDIATE", _SAFE)

    @event.listens_for(engine, "before_cursor_execute")
    def _guard(db: Connection, cursor: Any, statement: str, *_: object) -> None:
        if db.in_transaction() and not cursor.connection.in_transaction and not statement.startswith(("BEGIN", "PRAGMA")):
            raise TransactionLost(statement[:60])  # in autocommit every later statement would commit alone

    return engine


def reader(url: str) -> Engine:
    """Engines for pages and exports: on SQLite they cannot write, and do not wait for the writer."""
    if not url.startswith("sqlite"):
        engine = create_engine(
            url, hide_parameters=True, pool_size=4, execution_options={"postgresql_readonly": True}, connect_args={"connect_timeout": 5}
        )
        event.listen(engine, "begin", reference.begun)
        return engine
    engine = create_engine(url, hide_parameters=True, poolclass=QueuePool, connect_args={"check_same_thread": False})
    _sqlite(engine, "BEGIN", ("query_only=ON", "busy_timeout=5000"))
    return engine


def migrator(url: str) -> Engine:
    """For changing the schema: on SQLite too a migration is one transaction, so that a kill in its midst leaves nothing half made."""
    engine = create_engine(url, hide_parameters=True)
    if url.startswith("sqlite"):
        _sqlite(engine, "BEGIN IMMEDIATE", ("busy_timeout=5000", "foreign_keys=OFF"))
    return engine


def _sqlite(engine: Engine, begin: str, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def _connect(raw: Any, _record: object) -> None:
        raw.isolation_level = None  # the driver's own BEGIN comes too late, or never
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(db: Connection) -> None:
        reference.begun(db)
        db.exec_driver_sql(begin)


class DatabaseAway(Exception):
    """Not the fault of a turn: the database has refused the whole transaction. ``wide``: whether its error code says so."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(code(cause) or type(cause).__name__)
        self.wide = is_away(cause)


def is_away(e: BaseException | None) -> bool:
    """Whether the error's code names the database's trouble: disk, memory, connection, locks, deadlock."""
    if getattr(e, "connection_invalidated", False):
        return True
    told, raw = code(e), getattr(e, "orig", e)
    cut_off = not told and type(raw).__name__ == "OperationalError" and hasattr(raw, "sqlstate")  # psycopg could not even ask
    return cut_off or told.startswith(_AWAY_SQLITE) or told[:2] in _AWAY_STATES or told[:4] == "57P0"


def is_rows_fault(e: BaseException) -> bool:
    """Whether it is these very values that the database will never take; anything else is worth another try."""
    return isinstance(e, UnicodeError | OverflowError) or code(e)[:2] in ("22", "23") or code(e).startswith(_NEVER_SQLITE) or _not_encodable(e)


def _not_encodable(e: BaseException) -> bool:
    cause: Any = getattr(e, "orig", e)
    return isinstance(cause, UnicodeError | OverflowError) or (type(cause).__name__ == "DataError" and not code(e))


def code(e: BaseException | None) -> str:
    """The driver's own code for an error, "" when it has none."""
    raw: Any = getattr(e, "orig", e)
    return getattr(raw, "sqlite_errorname", None) or getattr(raw, "sqlstate", None) or ""


def in_transaction(db: Connection) -> bool:
    """False when the database itself has thrown the transaction away."""
    if db.invalidated:
        return False
    raw: Any = db.connection.dbapi_connection
    return bool(raw.in_transaction) if db.dialect.name == "sqlite" else int(raw.info.transaction_status) in (2, 3)  # open, or open with an error


@contextmanager
def savepoint(db: Connection) -> Iterator[None]:
    """What raises inside is undone and goes on up; SQLAlchemy's begin_nested costs twenty times as much a turn."""
    raw: Any = db.connection.dbapi_connection
    if db.dialect.name == "sqlite" and not raw.in_transaction:
        raise DatabaseAway(TransactionLost("savepoint"))  # SAVEPOINT would silently begin a transaction of its own
    raw.execute("SAVEPOINT turn")
    try:
        yield
    except DatabaseAway:
        raise
    except BaseException as e:
        if not in_transaction(db) or is_away(e):
            raise DatabaseAway(e) from e
        raw.execute("ROLLBACK TO SAVEPOINT turn")
        raw.execute("RELEASE SAVEPOINT turn")
        reference.undone(db)
        raise
    raw.execute("RELEASE SAVEPOINT turn")
