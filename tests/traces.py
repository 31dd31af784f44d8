"""Whether anything is left of somebody: every column of every table there is, whatever its name, and every kept file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, MetaData, select


def traces(db: Connection, at: Path, *words: str) -> list[str]:
    """Where these words stand, by themselves and not as a part of a longer one: "table.column: value", "file name"."""
    sought = re.compile("|".join(rf"(?<!\w){re.escape(w)}(?!\w)" for w in words))
    return [*_in_tables(db, sought), *(path.name for path in at.rglob("*") if path.is_file() and sought.search(path.read_bytes().decode("latin-1")))]


def _in_tables(db: Connection, sought: re.Pattern[str]) -> Iterator[str]:
    meta = MetaData()
    meta.reflect(db)
    for table in meta.sorted_tables:
        for row in db.execute(select(table)).mappings():
            yield from (f"{table.name}.{name}: {value}" for name, value in row.items() if isinstance(value, str) and sought.search(value))
