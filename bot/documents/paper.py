"""What every paper for Word shares: an A4 page in the office's font, a line of text, and the square that opens our chat."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

FONT = "Times New Roman"


def a4(side: int, top: int) -> Document:
    """An empty page; ``side`` and ``top``: its margins in mm. The font is set for every script, or Word takes another for some letters."""
    import docx  # slow to import
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    made = docx.Document()
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(side)
    page.top_margin = page.bottom_margin = Mm(top)
    page.header_distance = page.footer_distance = Mm(0)
    style = made.styles["Normal"]
    style.font.name, style.paragraph_format.space_after = FONT, Pt(0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    return made


def line(on: Document | _Cell, text: str, size: int, *, bold: bool = False, centred: bool = True, after: int = 0) -> None:
    """``size`` and ``after`` in points."""
    from docx.shared import Pt

    paragraph = _next(on, centred=centred)
    paragraph.paragraph_format.space_after = Pt(after)
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def square(on: Document | _Cell, link: str, width: int) -> None:
    """The QR of a link, ``width`` mm wide."""
    import segno
    from docx.shared import Mm

    drawn = io.BytesIO()
    segno.make(link, error="m").save(drawn, kind="png", scale=10, border=2)
    _next(on, centred=True).add_run().add_picture(drawn, width=Mm(width))


def _next(on: Document | _Cell, *, centred: bool) -> Paragraph:
    """Word puts an empty paragraph into a new cell, and behind a table in one: that is the next line there."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    last = on.paragraphs[-1:]
    paragraph = last[0] if last and not last[0].runs else on.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    return paragraph


def saved(made: Document) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
