"""The report of a block as a paper: its words, filled into a Word template that an office may edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from bot.documents.annex_book import xlsx
from bot.documents.annex_tables import clean, fit, is_wide, shown
from bot.documents.office_template import FaultyTemplate, filled

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

__all__ = ["Annex", "BlockReport", "Cell", "FaultyTemplate", "Part", "Theme", "docx", "template", "xlsx"]

Cell = str | int | float | None  # None: left empty
Theme = Literal["dang", "nha_nuoc"]

_TEMPLATES = Path(__file__).resolve().parents[2] / "messages_vi" / "templates"


@dataclass(frozen=True, slots=True)
class Annex:
    """A table behind the report. ``sums``: the rows but the last add up to it, column by column (the first column is words),
    and the workbook works it out live."""

    title: str  # "Phụ lục 1. Số liệu theo thôn, bản, khu phố"
    short: str  # the sheet's name, at most 31 characters
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    sums: bool = False
    note: str = ""  # a line below


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands below it; level 1: "I- TÌNH HÌNH NHÂN DÂN", 2: "1. Tư tưởng, dư luận", 3: "a) ..."; "": paragraphs alone.

    No paragraph at all: a dotted line is left to write on, unless a deeper heading follows.
    """

    heading: str
    level: int
    paragraphs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class BlockReport:
    """All the words of the paper."""

    draft: str  # "DỰ THẢO", "" once the block has approved
    over: str  # "ĐẢNG ỦY XÃ THƯỜNG XUÂN"
    issuer: str  # "KHỐI DÂN VẬN"
    number: str  # "Số        -BC/KDV"
    party: str  # "ĐẢNG CỘNG SẢN VIỆT NAM"; of the state theme the two lines of the national motto stand in the template
    place_date: str
    title: str  # "BÁO CÁO"
    subject: str  # "công tác dân vận tháng 12, nhiệm vụ trọng tâm tháng 01 năm 2027"
    parts: Sequence[Part]
    sent_to: Sequence[str]  # its head first
    signed: Sequence[str]  # "T/M KHỐI DÂN VẬN", "TRƯỞNG KHỐI" (or PHÓ TRƯỞNG KHỐI), and the name, "" when it is left blank
    annexes: Sequence[Annex]


# the paper -----------------------------------------------------------------------------------------------------------
def template(theme: Theme) -> bytes:
    """The one that is shipped, for an office to begin from."""
    return _file(theme).read_bytes()


def _file(theme: Theme) -> Path:
    return _TEMPLATES / f"bao_cao_{theme}.docx"


def docx(report: BlockReport, template: bytes | None = None) -> bytes:
    """For Word. ``template``: a DOCX file with our placeholders; without, the one of the Party's papers. Raises FaultyTemplate."""
    return filled(_file("dang").read_bytes() if template is None else template, _words(report), lambda made: _finish(made, report))


def _words(r: BlockReport) -> dict[str, Any]:
    """What the placeholders of a template stand for."""
    same = ("draft", "over", "issuer", "number", "party", "place_date", "title", "subject")
    sent_to, signed = [clean(line) for line in r.sent_to], [clean(line) for line in r.signed]
    return {name: clean(getattr(r, name)) for name in same} | {
        "parts": [_part(part, after) for part, after in zip(r.parts, (*r.parts[1:], None), strict=True)] if r.parts else [],
        "sent_to_head": "".join(sent_to[:1]),
        "sent_to": sent_to[1:],
        "signed": signed[:-1],
        "name": "".join(signed[-1:]),
        "annexes": [_annex(annex) for annex in r.annexes],
    }


def _part(part: Part, after: Part | None) -> dict[str, Any]:
    lines = [clean(line) for text in part.paragraphs for line in text.splitlines()]
    leads = after is not None and bool(after.heading) and after.level > part.level
    blank = bool(part.heading) and not lines and not leads
    return {"heading": clean(part.heading), "level": part.level if part.heading else 0, "paragraphs": lines, "blank": blank}


def _annex(annex: Annex) -> dict[str, Any]:
    rows = [[shown(cell) for cell in row] for row in annex.rows]
    total = rows.pop() if annex.sums and rows else []
    head = [clean(name) for name in annex.head]
    return {"title": clean(annex.title), "head": head, "rows": rows, "total": total, "note": clean(annex.note), "wide": is_wide(annex)}


# what a template cannot say ------------------------------------------------------------------------------------------
def _finish(made: Document, report: BlockReport) -> None:
    _drop_last_section(made)
    tables = iter(made.tables)
    for annex in report.annexes:
        head = [clean(name) for name in annex.head]
        if (table := next((one for one in tables if one.rows and [cell.text for cell in one.rows[0].cells] == head), None)) is not None:
            fit(table, annex)
    signed = clean("".join(report.signed[:1]))
    for table in made.tables:
        if signed and table.rows and any(signed in cell.text for cell in table.rows[-1].cells):
            _hold_with_the_text(table)


def _drop_last_section(made: Document) -> None:
    """Each annex ends its own section, and behind the last nothing is left."""
    last = made.element.body.sectPr
    before = last.getprevious()
    ends = None if before is None else before.find("./{*}pPr/{*}sectPr")
    if ends is not None:
        made.element.body.replace(last, ends)


def _hold_with_the_text(table: Table) -> None:
    """The lines for the signature never stand alone on a page."""
    from docx.text.paragraph import Paragraph

    before = table._tbl.getprevious()
    for _ in range(2):  # a narrow line, and the last of the text
        if before is not None and before.tag.endswith("}p"):
            Paragraph(before, table._parent).paragraph_format.keep_with_next = True
            before = before.getprevious()
