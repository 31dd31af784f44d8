"""The annexes of a report as tables of the paper: how a number is written, and how wide a column must be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.table import Table, _Cell

    from bot.documents.block_report import Annex, Cell

_UPRIGHT, _ACROSS = 165.0, 252.0  # mm between the margins
_CAPITAL, _SMALL, _SPACE, _AIR = 2.9, 2.0, 1.0, 4.5  # mm: letters of 11 points, bold ones too, and the air in a cell
_UNBROKEN, _LONGEST = 50, 90  # mm: what is shorter, as a name, stays on its line; how long a line need be
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """One line without the characters that no XML can hold."""
    return _UNWRITABLE.sub(" ", text)


def shown(cell: Cell) -> str:
    """As one writes numbers here: 1.250 and 12,5."""
    if cell is None or isinstance(cell, str):
        return clean(cell or "")
    digits = f"{cell:,}" if isinstance(cell, int) else f"{round(cell, 2):,.10g}"
    return digits.translate({ord(","): ".", ord("."): ","})


def is_wide(annex: Annex) -> bool:
    """Whether it needs a page laid across."""
    return sum(most for _, most in _needs(annex)) > _UPRIGHT


def fit(table: Table, annex: Annex) -> None:
    """Columns as wide as what stands in them, and numbers on the right. ``table``: filled in, of these columns and rows."""
    from docx.shared import Mm

    widths = [Mm(width) for width in _shared(_needs(annex), _ACROSS if is_wide(annex) else _UPRIGHT)]
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, values in zip(table.rows, (annex.head, *annex.rows), strict=False):
        for cell, width, value in zip(row.cells, widths, values, strict=False):
            cell.width = width
            _align(cell, value)


def _align(cell: _Cell, value: Cell) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    if isinstance(value, int | float):
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _needs(annex: Annex) -> list[tuple[float, float]]:
    """Of each column in mm: what cannot be broken, and its longest line."""
    return [_need(name, [shown(row[n]) for row in annex.rows]) for n, name in enumerate(annex.head)]


def _need(head: str, cells: Sequence[str]) -> tuple[float, float]:
    """A heading may take two lines."""
    words = [*head.split(), *(piece for text in cells for piece in ([text] if _long(text) <= _UNBROKEN else text.split()))]
    least = max(map(_long, words), default=0)
    most = max([least, _long(head) / 2, *(min(_long(text), _LONGEST) for text in cells)])
    return _AIR + least, _AIR + most


def _long(text: str) -> float:
    """About, in mm."""
    return sum(_SPACE if letter == " " else _CAPITAL if letter.isupper() else _SMALL for letter in text)


def _shared(needs: Sequence[tuple[float, float]], room: float) -> list[float]:
    """The whole room: what is over goes to each as it needs, what is missing is taken from those that can be broken."""
    least, most = sum(low for low, _ in needs), sum(high for _, high in needs)
    if least >= room or most == least:
        return [low * room / least for low, _ in needs]
    if most > room:
        return [low + (high - low) * (room - least) / (most - least) for low, high in needs]
    return [high * room / most for _, high in needs]
