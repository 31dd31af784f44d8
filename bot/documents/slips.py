"""Slips of paper to cut out, each with one person's own code in large type; an A4 page holds six with a square to scan, eight without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.documents import paper

if TYPE_CHECKING:
    from docx.table import Table, _Cell

_ACROSS, _WIDTH, _HEIGHT, _MARGIN = 2, 95, 68, 10  # mm; four such rows fill the page
_WITH_SQUARE = 91  # mm high; three such rows do
_SQUARE, _BESIDE = 28, 58  # mm: the square, and what stands to its left; with the edges of its cell no wider than a slip
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True, slots=True)
class Slip:
    """``code`` is shown in groups of four; ``link``: what the square leads to, "" for none; ``how``: what to do with both."""

    office: str
    name: str
    role: str
    code: str
    link: str
    how: str
    foot: Sequence[str]


def docx(slips: Sequence[Slip]) -> bytes:
    from docx.shared import Pt

    made = paper.a4(side=_MARGIN, top=_MARGIN)
    table = made.add_table(rows=0, cols=_ACROSS)
    _dash(table)
    for n in range(0, len(slips), _ACROSS):
        _fill(table, slips[n : n + _ACROSS])
    made.add_paragraph().paragraph_format.line_spacing = Pt(1)  # Word wants one behind a table; a higher one would begin a page
    return paper.saved(made)


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
    row.height, row.height_rule = Mm(_WITH_SQUARE if any(slip.link for slip in slips) else _HEIGHT), WD_ROW_HEIGHT_RULE.AT_LEAST
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell in row.cells:
        cell.width, cell.vertical_alignment = Mm(_WIDTH), WD_ALIGN_VERTICAL.CENTER
    for cell, slip in zip(row.cells, slips, strict=False):
        _write(cell, slip)


def _write(cell: _Cell, slip: Slip) -> None:
    paper.line(cell, slip.office, 12)
    paper.line(cell, slip.name, 18, bold=True)
    paper.line(cell, slip.role, 13)
    paper.line(cell, f"{slip.code[:4]} {slip.code[4:]}", 38, bold=True)
    if slip.link:
        paper.line(_beside_square(cell, slip.link), slip.how, 14, centred=False)
        paper.line(cell, slip.link.partition("?")[0], 10)  # the code that may follow stands above
    else:
        paper.line(cell, slip.how, 12)
    for foot in slip.foot:
        paper.line(cell, foot, 12)


def _beside_square(cell: _Cell, link: str) -> _Cell:
    """Room to the left of it."""
    from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    inner = cell.add_table(rows=1, cols=2)
    inner.alignment, inner.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(inner.columns, (_BESIDE, _SQUARE + 4), strict=True):
        column.width = Mm(width)
    left, right = inner.row_cells(0)
    left.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    paper.square(right, link, _SQUARE)
    return left
