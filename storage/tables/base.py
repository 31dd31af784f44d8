"""What all tables share: their names' pattern, numbers never given twice, partial indices. JSON is kept as text, which holds its order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, text

_NAMES = {"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}
meta = MetaData(naming_convention=_NAMES)
Big = BigInteger().with_variant(Integer, "sqlite")
BYTEWISE = String().with_variant(String(collation="C"), "postgresql")  # sorted as everywhere: what begins alike is one stretch of its index

# a partial index is used by SQLite only where its very words stand in the query: these strings are both
OPEN_IN = "inbox.state IN ('waiting','ready','claimed')"
OPEN_OUT = "outbox.state IN ('queued','sending')"
OPEN_DRAFT = "draft.state = 'open'"
WAITING_NOTICE = "notice.state = 'waiting'"
UNTOLD_NOTICE = "notice.state IN ('waiting','unreachable')"
DUE_JOB = "job.state = 'due'"
WANTED = "attachment.state = 'wanted'"
WAITING_REQUEST = "request.state = 'waiting'"
UNSEALED = "audit.place IS NULL"


def own_id() -> Column[Any]:
    """A number that is never given twice, though its row be deleted: other rows speak of it. (On SQLite that must be asked for.)"""
    return Column("id", Big, primary_key=True)


def partial_index(name: str, where: str, *columns: Column[Any], unique: bool = False) -> Index:
    words = text(where.partition(".")[2])
    return Index(name, *columns, unique=unique, sqlite_where=words, postgresql_where=words)
