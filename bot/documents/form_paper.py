"""A questionnaire on paper, filled in by pen: A4, the questions in their order, with boxes to tick and dotted lines to write on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.documents import paper

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_SIDE, _TOP, _ACROSS = 20, 15, 170  # mm; the last is the width between the margins
_IN, _WRITE = 8, 120  # mm: how far answers stand in, and where a number is written
_SIZE, _BOX = 13, "\u2610"
_BOX_FONT = "Segoe UI Symbol"  # the office's font has no box
_COLUMNS, _SHORT = 3, 4  # options beside each other; up to so many stand on one line


@dataclass(frozen=True, slots=True)
class Question:
    """``unit``: what is counted; ``options``: boxes to tick; neither: ``lines`` to write words on."""

    text: str
    unit: str = ""
    options: Sequence[str] = ()
    lines: int = 2


@dataclass(frozen=True, slots=True)
class FormPaper:
    """All its words, from the top. ``head``: of whom, for when, until when; ``foot``: where who fills it in writes name and day."""

    title: str
    head: Sequence[str]
    nothing_new: str
    how: str
    questions: Sequence[Question]
    foot: Sequence[str]


def docx(form: FormPaper) -> bytes:
    """One or two A4 pages for Word."""
    made = paper.a4(side=_SIDE, top=_TOP)
    paper.line(made, form.title, 16, bold=True, after=4)
    for text in form.head:
        paper.line(made, text, _SIZE, after=2)
    _boxes(made, [form.nothing_new], bold=True, before=6)
    paper.line(made, form.how, 12, centred=False, after=4)
    for n, question in enumerate(form.questions, 1):
        _question(made, n, question)
    for n, text in enumerate(form.foot):
        _dotted(_paragraph(made, before=10 if n == 0 else 4), text, "", 0, _ACROSS)
    return paper.saved(made)


def _question(made: Document, n: int, asked: Question) -> None:
    first = _paragraph(made, before=5)
    if asked.unit and not asked.options:
        _dotted(first, f"{n}. {asked.text} ", f" {asked.unit}", _WRITE, _ACROSS - 25)
        return
    _run(first, f"{n}. {asked.text}")
    first.paragraph_format.keep_with_next = True
    if asked.options:
        _boxes(made, asked.options)
    for line in range(0 if asked.options else asked.lines):
        _dotted(_paragraph(made, before=3, together=line + 1 < asked.lines), "", "", 0, _ACROSS)


def _boxes(made: Document, options: Sequence[str], *, bold: bool = False, before: int = 2) -> None:
    """A few stand on one line, more in columns."""
    across = len(options) if len(options) <= _SHORT else _COLUMNS
    rows = [options[at : at + across] for at in range(0, len(options), across)]
    for n, row in enumerate(rows):
        paragraph = _paragraph(made, before=before if n == 0 else 1, together=n + 1 < len(rows))
        _stops(paragraph, [_IN + (_ACROSS - _IN) * place // across for place in range(across)])
        for option in row:
            _run(paragraph, "\t")
            _run(paragraph, _BOX).font.name = _BOX_FONT
            _run(paragraph, f" {option}").bold = bold


def _stops(paragraph: Paragraph, places: Sequence[int]) -> None:
    from docx.shared import Mm

    for place in places:
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(place))


def _dotted(paragraph: Paragraph, text: str, behind: str, begins: int, ends: int) -> None:
    """Room to write between two words: dots to ``ends`` mm, from ``begins`` on, so that numbers stand below each other."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Mm

    stops = paragraph.paragraph_format.tab_stops
    if begins:
        stops.add_tab_stop(Mm(begins))
    stops.add_tab_stop(Mm(ends), WD_TAB_ALIGNMENT.LEFT if behind else WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    _run(paragraph, f"{text}{TAB if begins else ''}{TAB}{behind}")


TAB = "\t"


def _run(paragraph: Paragraph, text: str):  # type: ignore[no-untyped-def]
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size = Pt(_SIZE)
    return run


def _paragraph(made: Document, *, before: int = 0, together: bool = False) -> Paragraph:
    from docx.shared import Pt

    paragraph = made.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(before), together
    return paragraph
