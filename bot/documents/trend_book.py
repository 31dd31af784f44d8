"""One page for a meeting: some lines, and how figures went over months as charts of Excel's own; the figures stand on a second sheet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.documents.annex_tables import clean
from bot.documents.block_report import Cell
from bot.documents.paper import FONT

_A4 = 9  # Excel's number of that paper
_COLUMNS, _WIDTH, _ACROSS = 12, 7.6, 2  # of the page, characters; charts side by side
_LETTERS, _LINE, _NEXT = 96, 17.5, 15.0  # of a line over all columns; points high, the first and those behind it
_CHART, _ROWS_OF_CHART, _ROW = {"width": 348, "height": 218}, 12, 14.0  # pixels; rows, points high
_TEXT = {"font_name": FONT, "font_size": 12, "text_wrap": True, "valign": "top"}
_LABEL = {"name": FONT, "size": 9}


@dataclass(frozen=True, slots=True)
class Series:
    """What one line or bar shows, a value a month; None: a gap. ``colour``: as #RRGGBB, "" leaves it to Excel."""

    name: str
    values: Sequence[Cell]
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines, unless they are ``bars``, or bars put on each other."""

    title: str
    series: Sequence[Series]
    stacked: bool = False
    bars: bool = False


@dataclass(frozen=True, slots=True)
class TrendPage:
    """``sheets``: the names of the page and of its figures; ``note``: over the charts; ``months``: their labels, below ``head``."""

    title: str
    lines: Sequence[str]
    note: str
    sheets: tuple[str, str]
    head: str
    months: Sequence[str]
    charts: Sequence[Chart]


def xlsx(page: TrendPage) -> bytes:
    """A page of A4 that is printed as one, and the figures behind it. No text becomes a formula or a link."""
    import xlsxwriter  # slow to import

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as made:
        sheet, figures = (made.add_worksheet(name) for name in page.sheets)
        places = _figures(made, figures, page)
        below = _lines(made, sheet, page)
        for n, (chart, columns) in enumerate(zip(page.charts, places, strict=True)):
            drawn = _drawn(made, page, chart, columns)
            sheet.insert_chart(below + n // _ACROSS * _ROWS_OF_CHART, n % _ACROSS * (_COLUMNS // _ACROSS), drawn, {"object_position": 2})
        _lay_out(sheet, below + -(-len(page.charts) // _ACROSS) * _ROWS_OF_CHART)
    return out.getvalue()


def _lines(made: Any, sheet: Any, page: TrendPage) -> int:
    """The first row below them."""
    title: dict[str, Any] = {"bold": True, "font_size": 14, "align": "center"}
    texts = [(page.title, title), *((line, {}) for line in page.lines), (page.note, {"italic": True})]
    for row, (text, style) in enumerate(texts):
        sheet.merge_range(row, 0, row, _COLUMNS - 1, "", made.add_format(_TEXT | style))
        sheet.write_string(row, 0, clean(text), made.add_format(_TEXT | style))
        sheet.set_row(row, _LINE + len(text) // _LETTERS * _NEXT)
    return len(texts)


def _figures(made: Any, sheet: Any, page: TrendPage) -> list[range]:
    """The months down, what is drawn across; the columns of each chart."""
    bold, plain = made.add_format(_TEXT | {"bold": True, "border": 1}), made.add_format(_TEXT | {"border": 1, "num_format": "#,##0.##"})
    sheet.write_string(1, 0, clean(page.head), bold)
    for row, month in enumerate(page.months, 2):
        sheet.write_string(row, 0, clean(month), plain)
    places, column = [], 1
    for chart in page.charts:
        places.append(range(column, column + len(chart.series)))
        sheet.write_string(0, column, clean(chart.title), made.add_format({"font_name": FONT, "font_size": 12, "italic": True}))
        for series in chart.series:
            sheet.write_string(1, column, clean(series.name), bold)
            sheet.write_column(2, column, series.values, plain)
            column += 1
    sheet.set_row(1, 2 * _LINE)
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, column, 14)
    sheet.freeze_panes(2, 1)
    _across(sheet)
    return places


def _drawn(made: Any, page: TrendPage, chart: Chart, columns: range) -> Any:
    kind = {"type": "column", "subtype": "stacked"} if chart.stacked else {"type": "column" if chart.bars else "line"}
    drawn, (_, figures), last = made.add_chart(kind), page.sheets, 1 + len(page.months)
    for series, column in zip(chart.series, columns, strict=True):
        look = {"fill": {"color": series.colour}} if series.colour else {} if chart.bars else {"marker": {"type": "automatic"}}
        ranges = {"name": [figures, 1, column], "categories": [figures, 2, 0, last, 0], "values": [figures, 2, column, last, column]}
        drawn.add_series(ranges | look)
    drawn.set_title({"name": clean(chart.title), "name_font": {"name": FONT, "size": 12}})
    drawn.set_legend({"position": "bottom", "font": _LABEL})
    drawn.set_x_axis({"num_font": _LABEL})
    drawn.set_y_axis({"num_font": _LABEL, "min": 0, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    drawn.set_size(_CHART)
    drawn.show_blanks_as("gap")
    return drawn


def _lay_out(sheet: Any, rows: int) -> None:
    """A4 upright, all of it on one page."""
    sheet.set_column(0, _COLUMNS - 1, _WIDTH)
    sheet.set_default_row(_ROW)
    sheet.set_paper(_A4)
    sheet.set_portrait()
    sheet.set_margins(0.6, 0.6, 0.6, 0.6)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, rows, _COLUMNS - 1)
    sheet.hide_gridlines(2)


def _across(sheet: Any) -> None:
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
