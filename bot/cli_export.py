"""Rows for an office's own tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import click

from bot.cli_shared import now, print_rows, reading, writing


@click.command()
@click.argument("what", type=click.Choice(["incidents", "checkins", "figures", "models", "messages"]))
@click.option("--format", "how", type=click.Choice(["jsonl", "csv", "xlsx"]), default="jsonl")
@click.option("--unit", "unit_id", type=int, help="only its subtree")
@click.option("--month", help="YYYY-MM")
def export(what: str, how: str, unit_id: int | None, month: str | None) -> None:
    """Rows for an office's own tables."""
    from handlers import exports, exports_figures, exports_models
    from storage import audit

    if month is not None and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise ValueError(f"--month must be YYYY-MM, as 2026-11, not {month}")
    with reading() as db:
        with writing() as book:  # before anything leaves
            audit.note(book, None, f"exported {what}", "", unit_id, now())
        match what:
            case "incidents":
                print_rows(exports.INCIDENTS, exports.incident_rows(db, unit_id, month), how)
            case "checkins":
                print_rows(exports.CHECKINS, _flat(exports.checkin_rows(db, unit_id, month), how), how)
            case "figures":
                print_rows(exports_figures.FIGURES, exports_figures.figure_rows(db, unit_id, month), how)
            case "models":
                print_rows(exports_models.MODELS, exports_models.model_rows(db, unit_id, month), how)
            case _:
                print_rows(exports.MESSAGES, exports.message_rows(db), how)


def _flat(rows: Iterable[dict[str, Any]], how: str) -> Iterator[dict[str, Any]]:
    """A cell of a sheet holds the answers as the same JSON."""
    flat = how != "jsonl"
    yield from (row | {"answers": json.dumps(row["answers"], ensure_ascii=False)} if flat else row for row in rows)
