"""Between which latitudes and longitudes the province lies, from the sheet that ships with the bot: a place outside was sent by mistake."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from bot.talk import Place

_SHEET = Path(__file__).parent / "data" / "thanhhoa_bounds.csv"


def holds(place: Place) -> bool:
    """Whether it may lie in the province; the sheet is a rough box, so a place just beyond the border does too."""
    south, north, west, east = _box()
    return south <= place.latitude <= north and west <= place.longitude <= east


@cache
def _box() -> tuple[float, float, float, float]:
    row = next(csv.DictReader(_SHEET.read_text(encoding="utf-8").splitlines()))
    return float(row["south"]), float(row["north"]), float(row["west"]), float(row["east"])
