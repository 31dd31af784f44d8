"""A questionnaire on paper, filled in by pen: A4, the questions in their order, with boxes to tick and dotted lines to write on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.documents import paper

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

_SIDE, _TOP, _ACROSS = 20, 15, 170  # mm; the last is the width between the margins
_IN, _WRITE, _UNIT = 8, 118, 144  # mm: how far answers stand in, where a number is written, and its unit
_NAME = 110  # mm: how far the first of two blanks on a line reaches
_SIZE, _SMALL = 14, 12  # points
_BOX, _BOX_FONT = "\u2610", "Segoe UI Symbol"  # the office's font has no box
_ONE_LINE = 52  # letters of a question that leave room for a number behind them
_SHORT, _NARROW = 4, 20  # so many options stand on one line; letters of one that fits a third of it


@dataclass(frozen=True, slots=True)
class Question:
    """``unit``: what is counted; ``options``: boxes to tick; neither: ``lines`` to write words on."""

    text: str
    unit: str = ""
    options: Sequence[str] = ()
    lines: int = 2


@dataclass(frozen=True, slots=True)
class FormPaper:
    """All its words, from the top. ``head``: of whom, for when, until when; ``foot``: lines of blanks, one or two each."""

    title: str
    head: Sequence[str]
    nothing_new: str
    how: str
    questions: Sequence[Question]
    foot: Sequence[Sequence[str]]


def docx(form: FormPaper) -> bytes:
    """One or two A4 pages for Word."""
    made = paper.a4(side=_SIDE, top=_TOP)
    paper.line(made, form.title, 16, bold=True, after=4)
    for text in form.head:
        paper.line(made, text, _SIZE, after=2)
    _boxes(made, [form.nothing_new], bold=True, before=8)
    paper.line(made, form.how, _SMALL, centred=False, after=4)
    for n, question in enumerate(form.questions, 1):
        _question(made, n, question)
    for n, blanks in enumerate(form.foot):
        _blanks(_paragraph(made, before=14 if n == 0 else 8), blanks)
    return paper.saved(made)


def _question(made: Document, n: int, asked: Question) -> None:
    first, text = _paragraph(made, before=6), f"{n}. {asked.text}"
    if asked.options:
        _heads(first, text)
        _boxes(made, asked.options)
    elif asked.unit:
        if len(text) > _ONE_LINE:
            _heads(first, text)
            first, text = _paragraph(made), ""
        _number(first, text, asked.unit)
    else:
        _heads(first, text)
        for line in range(asked.lines):
            _dots(_paragraph(made, before=5, together=line + 1 < asked.lines), "", _ACROSS)


def _heads(paragraph: Paragraph, text: str) -> None:
    """A line that stays on the page of what follows it."""
    _run(paragraph, text)
    paragraph.paragraph_format.keep_with_next = True


def _number(paragraph: Paragraph, text: str, unit: str) -> None:
    """Numbers stand below each other, each before its unit."""
    _stops(paragraph, [_WRITE])
    _run(paragraph, f"{text}\t")
    _dots(paragraph, "", _UNIT, more=True)
    _run(paragraph, f" {unit}")


def _blanks(paragraph: Paragraph, labels: Sequence[str]) -> None:
    ends = (_NAME, _ACROSS) if len(labels) > 1 else (_ACROSS,)
    for label, end in zip(labels, ends, strict=True):
        _dots(paragraph, f"{label} ", end)


def _boxes(made: Document, options: Sequence[str], *, bold: bool = False, before: int = 2) -> None:
    """A few stand on one line, more in columns."""
    across = len(options) if len(options) <= _SHORT else 3 if max(map(len, options)) <= _NARROW else 2
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


def _dots(paragraph: Paragraph, label: str, ends: int, *, more: bool = False) -> None:
    """Room to write, behind what stands there already, up to ``ends`` mm; ``more``: words follow."""
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Mm

    side = WD_TAB_ALIGNMENT.LEFT if more else WD_TAB_ALIGNMENT.RIGHT
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(ends), side, WD_TAB_LEADER.DOTS)
    _run(paragraph, f"{label}\t")


def _run(paragraph: Paragraph, text: str) -> Run:
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size = Pt(_SIZE)
    return run


def _paragraph(made: Document, *, before: int = 0, together: bool = False) -> Paragraph:
    from docx.shared import Pt

    paragraph = made.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(before), together
    return paragraph
