"""A workbook of several sheets for somebody to read, on a PC or a telephone: wide columns, wrapped lines; no cell becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NARROW, _WIDE = 12, 60  # characters

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its name (31 characters at most), the heads of its columns, its rows."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def book(pages: Sequence[Page]) -> bytes:
    """An XLSX file with these sheets, in their order."""
    import xlsxwriter  # slow to import

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as made:
        bold, plain = made.add_format({"bold": True, "bottom": 1}), made.add_format({"text_wrap": True, "valign": "top"})
        for page in pages:
            sheet = made.add_worksheet(page.title)
            sheet.write_row(0, 0, page.head, bold)
            for n, row in enumerate(page.rows, 1):
                sheet.write_row(n, 0, row, plain)
            for column, head in enumerate(page.head):
                longest = max(len(str(cell)) for cell in (head, *(row[column] for row in page.rows)))
                sheet.set_column(column, column, min(max(longest + 2, _NARROW), _WIDE))
            sheet.freeze_panes(1, 0)
    return out.getvalue()
