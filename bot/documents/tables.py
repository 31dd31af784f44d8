"""Rows as a file for a spreadsheet; no cell becomes a formula."""

from __future__ import annotations

import csv as csv_
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.documents.book import Page, book

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """UTF-8 with a byte-order mark, which Vietnamese Excel wants."""
    out = io.StringIO()
    writer = csv_.writer(out)
    writer.writerow(columns)
    writer.writerows([_plain(row[c]) for c in columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> Any:
    """A text that a spreadsheet would run is shown as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def xlsx(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    return book([Page("Sheet1", columns, [[row[c] for c in columns] for row in rows])])
