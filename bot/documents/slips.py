"""Slips of paper to cut out and hand round at a meeting, each with one person's own code in large type: eight on an A4 page, for Word."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

FONT = "Times New Roman"
_ACROSS, _WIDTH, _HEIGHT, _MARGIN = 2, 95, 68, 10  # mm; four such rows fill the page
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True, slots=True)
class Slip:
    """``code`` is shown in groups of four; ``foot``: the lines below it."""

    office: str
    name: str
    role: str
    code: str
    foot: Sequence[str]


def docx(slips: Sequence[Slip]) -> bytes:
    from docx.shared import Pt

    made = _page()
    table = made.add_table(rows=0, cols=_ACROSS)
    _dash(table)
    for n in range(0, len(slips), _ACROSS):
        _fill(table, slips[n : n + _ACROSS])
    made.add_paragraph().paragraph_format.line_spacing = Pt(1)  # Word wants one behind a table; a higher one would begin a page
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _page() -> Document:
    """A4; the font is set for every script, or Word takes another for some letters."""
    import docx  # slow to import
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    made = docx.Document()
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = page.left_margin = page.right_margin = Mm(_MARGIN)
    page.header_distance = page.footer_distance = Mm(0)
    style = made.styles["Normal"]
    style.font.name, style.paragraph_format.space_after = FONT, Pt(0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    return made


def _dash(table: Table) -> None:
    """Lines to cut along."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for edge in _EDGES:
        line = OxmlElement(f"w:{edge}")
        for key, value in {"val": "dashed", "sz": "4", "color": "808080"}.items():
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _fill(table: Table, slips: Sequence[Slip]) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    row = table.add_row()  # type: ignore[no-untyped-call]
    row.height, row.height_rule = Mm(_HEIGHT), WD_ROW_HEIGHT_RULE.AT_LEAST
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell in row.cells:
        cell.width, cell.vertical_alignment = Mm(_WIDTH), WD_ALIGN_VERTICAL.CENTER
    for cell, slip in zip(row.cells, slips, strict=False):
        _line(cell, slip.office, 12)
        _line(cell, slip.name, 18, bold=True)
        _line(cell, slip.role, 13)
        _line(cell, f"{slip.code[:4]} {slip.code[4:]}", 38, bold=True)
        for foot in slip.foot:
            _line(cell, foot, 12)


def _line(cell: _Cell, text: str, size: int, *, bold: bool = False) -> None:
    """``size`` in points. A new cell has one empty paragraph, which is the first line."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.add_paragraph() if cell.paragraphs[0].runs else cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
