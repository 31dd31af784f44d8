"""The quick report of an event in three points, on one A4 page in the layout of the Party's papers; what only an office fills in stays blank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.documents import paper

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BLANK = "." * 70  # room to write
_LEFT, _RIGHT, _TOP = 30, 15, 20  # mm, margins; the bottom is as the top
_HEAD, _FOOT = (77, 88), (85, 80)  # mm: the two halves of the head, and of the foot
_ROOM = 500  # points of height for the body between them


@dataclass(frozen=True, slots=True)
class _Type:
    """Of the body, in points; ``across``: characters of a line."""

    size: float
    line: float
    after: float
    across: int


_TYPES = (_Type(14, 18, 6, 74), _Type(13, 15, 3, 80), _Type(12, 13.5, 2, 88), _Type(11, 12, 1, 96))  # the first that fits: one page it is


@dataclass(frozen=True, slots=True)
class QuickReport:
    """All its words. ``over``, ``issuer``: the bodies at the top left; ``points``: heading and paragraphs each, no paragraph leaves room to write."""

    draft: str
    over: str
    issuer: str
    number: str
    party: str
    place_date: str
    title: str
    subject: str
    points: Sequence[tuple[str, Sequence[str]]]
    sent_to: Sequence[str]
    signed: Sequence[str]


def docx(r: QuickReport) -> bytes:
    """One A4 page for Word."""
    from docx.shared import Mm, Pt

    made = paper.a4(side=_RIGHT, top=_TOP)
    made.sections[0].left_margin = Mm(_LEFT)
    left, right = _halves(made, _HEAD)
    _lines(left, [(r.over, 14, ""), (r.issuer, 14, "bold"), ("*", 14, ""), (r.number, 14, "")])
    _lines(right, [(r.party, 15, "bold underlined"), (r.place_date, 14, "italic"), ("", 14, ""), (r.draft, 14, "bold")])
    _lines(made, [("", 6, ""), (r.title, 16, "bold"), (r.subject, 14, "bold"), ("-----", 14, "")])
    type_ = next((t for t in _TYPES if _height(r, t) <= _ROOM), _TYPES[-1])
    for heading, paragraphs in r.points:
        _body(made, heading, type_, bold=True)
        for text in paragraphs or (_BLANK,):
            _body(made, text, type_)
    _lines(made, [("", 4, "")])
    left, right = _halves(made, _FOOT)
    _lines(left, [(r.sent_to[0], 12, "underlined"), *((text, 12, "") for text in r.sent_to[1:])], centred=False)
    _lines(right, [(text, 14, "bold" if n else "") for n, text in enumerate((*r.signed, "", "", ""))])
    made.add_paragraph().paragraph_format.line_spacing = Pt(1)  # Word wants one behind a table; a higher one could begin a page
    return paper.saved(made)


def _halves(made: Document, widths: tuple[int, int]) -> tuple[_Cell, _Cell]:
    """A table of one row without borders."""
    from docx.shared import Mm

    table = made.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.row_cells(0)
    for cell, column, width in zip((left, right), table.columns, widths, strict=True):
        cell.width = column.width = Mm(width)
    return left, right


def _lines(on: Document | _Cell, lines: Sequence[tuple[str, int, str]], *, centred: bool = True) -> None:
    """Each: text, size in points, and how it looks."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for n, (text, size, looks) in enumerate(lines):
        paragraph = on.paragraphs[0] if n == 0 and len(on.paragraphs) == 1 and not on.paragraphs[0].runs else on.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
        run = paragraph.add_run(text)
        run.font.size, run.bold, run.italic, run.underline = Pt(size), "bold" in looks, "italic" in looks, "underlined" in looks


def _height(r: QuickReport, t: _Type) -> float:
    """About how high the points become, in points."""
    texts = [text for heading, paragraphs in r.points for text in (heading, *(paragraphs or (_BLANK,)))]
    return sum(t.line * -(-(len(text) + 5) // t.across) + t.after for text in texts)


def _body(made: Document, text: str, t: _Type, *, bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    paragraph = made.add_paragraph()
    paragraph.alignment, layout = WD_ALIGN_PARAGRAPH.JUSTIFY, paragraph.paragraph_format
    layout.first_line_indent, layout.line_spacing, layout.space_after = Mm(10), Pt(t.line), Pt(t.after)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(t.size), bold
