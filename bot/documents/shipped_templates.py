"""Makes the two templates of a block's report that we ship, as an office would in Word: run by hand, `python -m bot.documents.shipped_templates`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.documents import paper

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.styles.style import ParagraphStyle
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph

Theme = Literal["dang", "nha_nuoc"]
FOLDER = Path(__file__).resolve().parents[2] / "messages_vi" / "templates"
_SHEET = (210, 297)  # mm
_TOP, _LEFT, _RIGHT, _WIDTH = 20, 30, 15, 165  # mm; the bottom is as the top
_BODY, _LINE, _AFTER, _FIRST = 14, 18, 6, 10  # points, points, points, mm
_ANNEX = 11  # points
_ROOM = 4  # lines for the signature

Line = tuple[str, float, str]  # text, points, looks


def make(theme: Theme) -> Document:
    made = _empty()
    (_party_head if theme == "dang" else _state_head)(made)
    _body(made)
    _foot(made, theme)
    _annexes(made)
    return made


def motto() -> tuple[str, str]:
    """The two lines above every paper of the state."""
    country, below = (FOLDER / "quoc_hieu.txt").read_text(encoding="utf-8").splitlines()
    return country, below


# the page and its styles ---------------------------------------------------------------------------------------------
def _empty() -> Document:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    made = paper.a4(side=_RIGHT, top=_TOP)
    page = made.sections[0]
    page.left_margin, page.header_distance = Mm(_LEFT), Mm(10)
    made.core_properties.author = made.core_properties.comments = ""
    _in_vietnamese(made)
    body = _style(made, "Body Text")
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for style in (body, *(_style(made, f"Heading {level}") for level in (1, 2, 3))):
        layout = style.paragraph_format
        layout.first_line_indent, layout.line_spacing = Mm(_FIRST), Pt(_LINE)
        layout.space_before, layout.space_after, layout.widow_control = Pt(0), Pt(_AFTER), True
        style.font.size, style.font.bold = Pt(_BODY), style is not body
        layout.keep_with_next = style is not body
    _numbered(page)
    return made


def _in_vietnamese(made: Document) -> None:
    """Or Word underlines every word in red."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    made.styles["Normal"].element.get_or_add_rPr().append(language)


def _style(made: Document, name: str) -> ParagraphStyle:
    """Of Word's own, which its navigation knows, without the colours and fonts it has for them."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    style: ParagraphStyle = made.styles[name]
    own = style.element.get_or_add_rPr()
    for child in list(own):
        own.remove(child)
    _fonts(style)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    return style


def _fonts(style: ParagraphStyle) -> None:
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), paper.FONT)


def _numbered(page: Section) -> None:
    """The number of the page in the middle above it, from the second on."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    page.different_first_page_header_footer = True
    line = page.header.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run()
    run.font.size = Pt(_BODY)
    for kind in ("begin", "", "end"):
        piece = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            piece.set(qn("w:fldCharType"), kind)
        else:
            piece.text = "PAGE"
        run._r.append(piece)


# the head ------------------------------------------------------------------------------------------------------------
def _party_head(made: Document) -> None:
    left, right = _table(made, 1, (75, 90)).row_cells(0)
    _lines(left, [("{{ over }}", 14, ""), ("{{ issuer }}", 14, "bold"), ("*", 14, ""), ("{{ number }}", 14, "")])
    _lines(right, [("{{ party }}", 15, "bold")])
    _rule(right, 90, 73)
    _lines(right, [("", 6, ""), ("{{ place_date }}", 14, "italic")])
    _draft(right)
    _lines(made, [("", 8, ""), ("{{ title }}", 16, "bold"), ("{{ subject }}", 14, "bold"), ("-----", 14, ""), ("", 6, "")])


def _state_head(made: Document) -> None:
    country, below = motto()
    head = _table(made, 2, (62, 103))
    left, right = head.row_cells(0)
    _lines(left, [("{{ over }}", 13, ""), ("{{ issuer }}", 13, "bold")])
    _rule(left, 62, 18)
    _lines(right, [(country, 13, "bold"), (below, 14, "bold")])
    _rule(right, 103, 64)
    left, right = head.row_cells(1)
    _lines(left, [("{{ number }}", 13, "")])
    _lines(right, [("{{ place_date }}", 14, "italic")])
    _draft(right)
    _lines(made, [("", 8, ""), ("{{ title }}", 14, "bold"), ("{{ subject }}", 14, "bold")])
    _rule(made, _WIDTH, 50)
    _lines(made, [("", 10, "")])


def _draft(cell: _Cell) -> None:
    _lines(cell, [("{%p if draft %}", 14, ""), ("", 6, ""), ("{{ draft }}", 14, "bold"), ("{%p endif %}", 14, "")])


def _rule(on: Document | _Cell, width: float, long: float) -> None:
    """A line ``long`` mm in the middle of ``width``, right below what stands above."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    paragraph = on.add_paragraph()
    layout = paragraph.paragraph_format
    layout.line_spacing, layout.space_before = Pt(3), Pt(1)
    inset = (width - (0 if width == _WIDTH else 3.8) - long) / 2  # Word's cells have 1.9 mm of air on each side
    layout.left_indent = layout.right_indent = Mm(inset)
    border, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        top.set(qn(f"w:{key}"), value)
    border.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


# body and foot -------------------------------------------------------------------------------------------------------
def _body(made: Document) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Mm

    _tags(made, "for part in parts")
    for level in (1, 2, 3):
        _tags(made, f"{'el' if level > 1 else ''}if part.level == {level}")
        made.add_paragraph("{{ part.heading }}", f"Heading {level}")
    _tags(made, "endif", "for text in part.paragraphs")
    made.add_paragraph("{{ text }}", "Body Text")
    _tags(made, "endfor", "if part.blank")
    dotted = made.add_paragraph("\t", "Body Text")
    dotted.paragraph_format.tab_stops.add_tab_stop(Mm(_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    _tags(made, "endif", "endfor")


def _foot(made: Document, theme: Theme) -> None:
    from docx.shared import Pt

    spacer = made.add_paragraph()
    spacer.paragraph_format.line_spacing, spacer.paragraph_format.keep_with_next = Pt(6), True
    table = _table(made, 1, (85, 80))
    _whole(table.rows[0])
    left, right = table.row_cells(0)
    head, rest = ("underlined", 12) if theme == "dang" else ("bold italic", 11)
    each = [("{%p for one in sent_to %}", 12, ""), ("{{ one }}", rest, ""), ("{%p endfor %}", 12, "")]
    _lines(left, [("{{ sent_to_head }}", 12, head), *each], centred=False)
    above = [("{%p for line in signed %}", 14, ""), ("{{ line }}", 14, "bold"), ("{%p endfor %}", 14, "")]
    _lines(right, [*above, *[("", 14, "")] * _ROOM, ("{{ name }}", 14, "bold")])
    made.add_section()  # what follows stands on pages of its own; its last paragraph holds this section's margins
    _thin(made.paragraphs[-1])


def _annexes(made: Document) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    made.sections[-1].different_first_page_header_footer = False
    _tags(made, "for annex in annexes")
    _lines(made, [("{{ annex.title }}", 14, "bold"), ("", 6, "")])
    _grid(made)
    _tags(made, "if annex.note")
    _lines(made, [("{{ annex.note }}", 12, "italic")], centred=False)
    _tags(made, "endif")
    for tag, across in (("if annex.wide", True), ("else", False)):
        _tags(made, tag)
        page = made.sections[-1]
        page.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        page.page_width, page.page_height = (Mm(side) for side in (reversed(_SHEET) if across else _SHEET))
        made.add_section()
        _thin(made.paragraphs[-1])
    _tags(made, "endif", "endfor")


def _grid(made: Document) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    table = made.add_table(rows=7, cols=3, style="Table Grid")
    loops = {1: "{%tr for row in annex.rows %}", 3: "{%tr endfor %}", 4: "{%tr if annex.total %}", 6: "{%tr endif %}"}
    for n, tag in loops.items():
        table.rows[n].cells[0].text = tag
    for n, each, looks in ((0, "annex.head", "bold"), (2, "row", ""), (5, "annex.total", "bold")):
        _whole(table.rows[n])
        texts = (f"{{%tc for cell in {each} %}}", "{{ cell }}", "{%tc endfor %}")
        for cell, text in zip(table.rows[n].cells, texts, strict=True):
            _lines(cell, [(text, _ANNEX, looks)], centred=n == 0)
            cell.vertical_alignment, cell.paragraphs[0].paragraph_format.space_before = WD_ALIGN_VERTICAL.CENTER, Pt(1)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


# pieces --------------------------------------------------------------------------------------------------------------
def _table(made: Document, rows: int, widths: Sequence[float]) -> Table:
    """Without borders."""
    from docx.shared import Mm

    table: Table = made.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _whole(row: _Row) -> None:
    """Never torn over two pages."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _lines(on: Document | _Cell, lines: Sequence[Line], *, centred: bool = True) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for text, size, looks in lines:
        paragraph = _next(on)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
        if not text:
            paragraph.paragraph_format.line_spacing = Pt(size)
        run = paragraph.add_run(text)
        run.font.size, run.bold, run.italic, run.underline = Pt(size), "bold" in looks, "italic" in looks, "underlined" in looks


def _next(on: Document | _Cell) -> Paragraph:
    """A new cell has an empty paragraph."""
    first = on.paragraphs[0] if len(on.paragraphs) == 1 else None
    return first if first is not None and not first.runs else on.add_paragraph()


def _tags(made: Document, *tags: str) -> None:
    for tag in tags:
        made.add_paragraph(f"{{%p {tag} %}}")


def _thin(paragraph: Paragraph) -> None:
    """One that only has to be there, and must not begin a page."""
    from docx.shared import Pt

    paragraph.paragraph_format.line_spacing = Pt(1)


if __name__ == "__main__":
    themes: tuple[Theme, ...] = ("dang", "nha_nuoc")
    for theme in themes:
        (FOLDER / f"bao_cao_{theme}.docx").write_bytes(paper.saved(make(theme)))
