"""Why a file is no table to us, and how big one may be."""

from __future__ import annotations

MOST_ROWS, MOST_COLUMNS = 100_000, 100
WHY = {
    "too_big": "the file is too big for a table ({detail})",
    "empty": "the file is empty",
    "locked": "the file is under a password: save it without one",
    "old_excel": "this is a file of an old Excel: open it and save it as .xlsx",
    "no_workbook": "this is no Excel workbook: save the table as .xlsx or .csv",
    "damaged": "the file is damaged: open it in Excel and save it again",
    "not_text": "this is neither an Excel workbook nor a CSV",
    "no_heading": "no row near the top has the headings",
    "several_sheets": "several sheets have such a table: leave one in the file",
    "twice": "two columns mean the same: {detail}",
    "old_font": "line {detail} is written for an old font (TCVN3 or VNI): change it to Unicode",
}


class Unreadable(ValueError):
    """``reason``: a key of WHY; ``detail``: which bound, which heading or which line."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(WHY[reason].format(detail=detail))
        self.reason, self.detail = reason, detail


def bounded(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise Unreadable("too_big", "rows" if rows > MOST_ROWS else "columns")
