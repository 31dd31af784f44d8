"""The days on which offices are closed, from the sheet that ships with the bot; Saturdays and Sundays need no line there."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

_SHEET = Path(__file__).parent / "data" / "holidays.csv"


@cache
def known() -> frozenset[date]:
    """Every holiday of the sheet; of years that it does not hold nothing is known, and only weekends count as free."""
    lines = _SHEET.read_text(encoding="utf-8").splitlines()
    return frozenset(date.fromisoformat(r["date"]) for r in csv.DictReader(line for line in lines if not line.startswith("#")))
