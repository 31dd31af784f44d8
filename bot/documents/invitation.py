"""The sheet that is put on the wall, or handed round, at a meeting: a code to join by, in large type, on one A4 page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document

FONT = "Times New Roman"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on it, from the top. ``link``: what the square leads to, "" for none; ``code`` is shown in groups of four."""

    office: str
    title: str
    steps: Sequence[str]
    code: str
    link: str
    foot: Sequence[str]


def docx(sheet: Sheet) -> bytes:
    """One A4 page for Word."""
    import docx  # slow to import
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    made = docx.Document()
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = Mm(18)
    page.left_margin = page.right_margin = Mm(20)
    _line(made, sheet.office, 20)
    _line(made, sheet.title, 34, bold=True, after=16)
    for number, step in enumerate(sheet.steps, 1):
        _line(made, f"{number}. {step}", 28, centred=False, after=10)
    _line(made, f"{sheet.code[:4]} {sheet.code[4:]}", 72, bold=True, after=8)
    if sheet.link:
        made.add_picture(io.BytesIO(_qr(sheet.link)), width=Mm(78))
        made.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
        _line(made, sheet.link, 12)
    for foot in sheet.foot:
        _line(made, foot, 20)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _line(made: Document, text: str, size: int, *, bold: bool = False, centred: bool = True, after: int = 4) -> None:
    """``size`` and ``after`` in points; the font is set for every script, or Word takes another for some letters."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_after = Pt(after)
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.name = bold, Pt(size), FONT
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)


def _qr(link: str) -> bytes:
    import segno

    out = io.BytesIO()
    segno.make(link, error="m").save(out, kind="png", scale=10, border=2)
    return out.getvalue()
