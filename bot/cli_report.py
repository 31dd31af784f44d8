"""The command that puts the report of a block into a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from bot.cli_invite import unit_of
from bot.cli_shared import now, reading, say, writing
from bot.domain.spans import Length

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.documents.block_report import BlockReport

Format = Literal["docx", "xlsx", "pdf"]
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--unit", "unit_id", type=int, required=True, help="a commune, by its id, as `units list` shows it")
@click.option("--month", required=True, help="YYYY-MM, in which the span ends")
@click.option("--format", "how", type=click.Choice(["docx", "xlsx", "pdf"]), required=True, help="xlsx: the annexes alone")
@click.option("--out", type=_FILE, required=True)
@click.option(
    "--span", "length", type=click.Choice([str(one) for one in Length]), default=str(Length.MONTH), help="month, quarter, half a year, year"
)
@click.option("--theme", type=click.Choice(["dang", "nha_nuoc"]), default="dang", help="of the Party, or of the state")
@click.option("--template", type=_FILE, help="FILE.docx: the office's own, in place of the theme's")
@click.option("--signer", type=click.Choice(["truong_khoi", "pho_truong_khoi"]), default="truong_khoi")
@click.option("--leaving", is_flag=True, help="a copy for above the block: of cases only kind and count, of teams that are missing only how many")
def report(
    unit_id: int,
    month: str,
    how: Format,
    out: Path,
    length: str,
    theme: Literal["dang", "nha_nuoc"],
    template: Path | None,
    signer: str,
    leaving: bool,
) -> None:
    """The report of a block: the paper, or its annexes as a workbook."""
    from storage import audit

    with reading() as db:
        made = _report(db, unit_id, month, Length(length), signer, leaving=leaving)
    file = _file(made, how, theme, template)
    with writing() as book:  # before anything leaves
        audit.note(book, None, "exported figures", f"month:{month}", unit_id, now())
    out.write_bytes(file)
    say(f"written: {out}{', marked as a draft' if made.draft else ''}")


def _report(db: Connection, unit_id: int, month: str, length: Length, signer: str, *, leaving: bool) -> BlockReport:
    from bot.domain import months, spans
    from handlers import block_report

    at = unit_of(db, unit_id)
    if at.level != "xa":
        raise ValueError(f"unit {unit_id}, {at.title}, is of level {at.level}: a report is of a commune (xa)")
    span = spans.span(length, months.month(month))
    made = block_report.report(db, None, at, block_report.Wanted(span, leaving, signer), now())
    if made is None:
        raise ValueError(f"{at.title} was never asked for {month}; see: export checkins --unit {unit_id}")
    return made


def _file(made: BlockReport, how: Format, theme: Literal["dang", "nha_nuoc"], template: Path | None) -> bytes:
    from bot.documents import block_report as paper
    from bot.documents.pdf import NoConverter, pdf

    if how == "xlsx":
        return paper.xlsx(made)
    word = paper.docx(made, template.read_bytes() if template else paper.template(theme))
    if how == "docx":
        return word
    try:
        return pdf(word)
    except NoConverter as why:
        raise ValueError(str(why)) from None
