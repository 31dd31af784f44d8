"""What the tests of the migrations share: an empty database, one at an older revision with rows in it, and ways to read both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from storage import engines, schema


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table."""
    return f"sqlite:///{tmp_path}/bot.db" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@contextmanager
def in_use(url: str, revision: str, kept: Mapping[str, str]) -> Iterator[Engine]:
    """A database at this revision; ``kept``: what stands behind INSERT INTO <table>."""
    schema.upgrade(url, revision)
    assert schema.current(url) == revision
    made = engines.writer(url)
    with made.begin() as db:
        for table, row in kept.items():
            db.execute(text(f"INSERT INTO {table} {row}"))
    yield made
    made.dispose()


@pytest.fixture
def upgraded(old: Engine, empty: str) -> Engine:
    """The one in use (``old``), brought to the newest revision."""
    old.dispose()
    assert schema.upgrade(empty)
    return old


def rows(engine: Engine, sql: str) -> list[tuple[Any, ...]]:
    with engine.begin() as db:
        return [tuple(r) for r in db.execute(text(sql))]


def nothing_is_lost(old: Engine, url: str, named: Mapping[str, str]) -> None:
    """Brings a database to the newest revision, of which every row stays as it was; ``named``: the columns of each table."""
    before = _read(old, named)
    old.dispose()
    assert schema.upgrade(url)
    assert schema.current(url) == schema.newest()
    assert _read(old, named) == before
    assert not schema.upgrade(url)


def _read(engine: Engine, named: Mapping[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    return {table: rows(engine, f"SELECT {columns} FROM {table} ORDER BY 1") for table, columns in named.items()}


def columns(row: str) -> str:
    """The columns that such a row names."""
    return row[1 : row.index(")")]
