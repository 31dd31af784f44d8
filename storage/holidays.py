"""The days on which offices are closed, from the sheet that ships with the bot; Saturdays and Sundays need no line there."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

_SHEET = Path(__file__).parent / "data" / "holidays.csv"


def known() -> frozenset[date]:
    """Every holiday of the sheet; of years that it does not hold nothing is known, and only weekends count as free."""
    return frozenset(named())


@cache
def named() -> Mapping[date, str]:
    """The same, each with what it is called."""
    lines = _SHEET.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {date.fromisoformat(r["date"]): r["name"] for r in rows}
