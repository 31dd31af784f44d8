"""The annexes of a report as a workbook: a sheet each, ready to be printed, with real numbers and sums that the workbook works out itself."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.documents.annex_tables import clean, shown
from bot.documents.paper import FONT

if TYPE_CHECKING:
    from bot.documents.block_report import Annex, BlockReport, Cell

_TITLE, _HEAD = 0, 2  # rows
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_NARROW, _WIDE = 9, 45  # characters
_A4 = 9  # Excel's number of that paper
_SIDE, _END = 0.6, 0.8  # inches, margins
_FONT = {"font_name": FONT, "font_size": 12, "valign": "vcenter"}
_BOXED = _FONT | {"border": 1, "text_wrap": True}


def xlsx(report: BlockReport) -> bytes:
    """No text becomes a formula or a link; the last row of an annex that sums is formulas, with their values kept beside."""
    import xlsxwriter  # slow to import

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as made:
        for annex in report.annexes:
            _sheet(made, annex)
    return out.getvalue()


def _sheet(made: Any, annex: Annex) -> None:
    sheet = made.add_worksheet(_NOT_IN_A_NAME.sub(" ", clean(annex.short))[:31])
    sheet.write_string(_TITLE, 0, clean(annex.title), made.add_format(_FONT | {"bold": True, "font_size": 14}))
    head = made.add_format(_BOXED | {"bold": True, "align": "center"})
    for column, name in enumerate(annex.head):
        sheet.write_string(_HEAD, column, clean(name), head)
    last = len(annex.rows) - 1
    for n, row in enumerate(annex.rows):
        is_total = annex.sums and n == last
        formats = _formats(made, bold=is_total)
        for column, cell in enumerate(row):
            _write(sheet, n, column, cell, formats)
            if is_total and column and _adds_up(annex.rows, column):
                _sum(sheet, n, column, cell, formats)
    if annex.note:
        sheet.write_string(_HEAD + len(annex.rows) + 2, 0, clean(annex.note), made.add_format(_FONT | {"italic": True}))
    _lay_out(sheet, annex)


def _formats(made: Any, *, bold: bool) -> dict[type, Any]:
    """By what stands in a cell; Excel shows these as 1.250 and 12,5 where Vietnamese is set."""
    numbers: dict[type, dict[str, Any]] = {int: {"num_format": "#,##0"}, float: {"num_format": "#,##0.0#"}, str: {}}
    return {kind: made.add_format(_BOXED | {"bold": bold} | number) for kind, number in numbers.items()}


def _write(sheet: Any, n: int, column: int, cell: Cell, formats: dict[type, Any]) -> None:
    """``n``: the row below the head, from 0."""
    at = _HEAD + 1 + n, column
    if cell is None or cell == "":
        sheet.write_blank(*at, None, formats[str])
    elif isinstance(cell, str):
        sheet.write_string(*at, clean(cell), formats[str])
    else:
        sheet.write_number(*at, cell, formats[type(cell)])


def _adds_up(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Else the workbook would show another number than the paper."""
    *above, total = (row[column] for row in rows)
    numbers = [cell for cell in above if isinstance(cell, int | float)]
    return bool(numbers) and isinstance(total, int | float) and math.isclose(math.fsum(numbers), total, abs_tol=1e-9)


def _sum(sheet: Any, n: int, column: int, cell: Cell, formats: dict[type, Any]) -> None:
    from xlsxwriter.utility import xl_range

    above = xl_range(_HEAD + 1, column, _HEAD + n, column)
    sheet.write_formula(_HEAD + 1 + n, column, f"=SUM({above})", formats[type(cell)], cell)


def _lay_out(sheet: Any, annex: Annex) -> None:
    """A4 across, all columns on one page, the head on each and always in sight."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(_SIDE, _SIDE, _END, _END)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD)
    sheet.freeze_panes(_HEAD + 1, 1)
    sheet.set_footer("&C&P/&N")
    for column, name in enumerate(annex.head):
        longest = max((len(shown(row[column])) for row in annex.rows), default=0)
        sheet.set_column(column, column, min(max(longest + 2, math.ceil(len(name) / 2) + 2, _NARROW), _WIDE))
