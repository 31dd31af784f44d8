"""Commands about questionnaires: an office tries one that it has edited, publishes it for the months to come, and prints it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli_shared import now, reading, say, writing
from bot.domain import forms_read
from bot.domain.forms import Faulty

if TYPE_CHECKING:
    from bot.domain.forms import Form

_FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group()
def forms() -> None:
    """Questionnaires, each a TOML file."""


@forms.command("check")
@_FILE
def forms_check(file: Path) -> None:
    """Whether a questionnaire can be used; else all that is wrong with it, line by line."""
    form = _form(_text(file)).of_team
    say(f"fine: {form.title}, {len(form.fields)} questions, {len(form.messages)} messages without buttons")


@forms.command("publish")
@_FILE
def forms_publish(file: Path) -> None:
    """Ask by this questionnaire from the next month that is asked; the same once more changes nothing."""
    from handlers.checkin import FORM
    from storage import audit
    from storage import forms as store

    text = _text(file)
    form = _form(text)
    if form.key != FORM:
        raise ValueError(f"its key is {form.key}, but months are asked by the questionnaire with the key {FORM}")
    with writing() as db:
        before = store.newest(db, form.key)
        with _line_by_line():
            made = store.publish(db, text, now())
        if before == made:
            say(f"nothing to do: {form.key}, version {made.number}, says the same")
            return
        audit.note(db, None, "changed form", f"form:{made.id}", None, now())
    say(f"published: {form.key}, version {made.number}; months asked from now on use it")


@forms.command("paper")
@click.option("--unit", "unit_id", type=int, required=True, help="a team (thon), or a block (xa) for what it types itself; as `units list` shows it")
@click.option("--month", help="YYYY-MM; without it the one that is asked for, or that runs")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="FILE.docx")
def forms_paper(unit_id: int, month: str | None, out: Path) -> None:
    """The questionnaire of a month as an A4 page or two, to be filled in by pen."""
    from bot.cli_invite import unit_of
    from bot.documents.form_paper import docx
    from bot.domain.months import month as read
    from handlers import form_paper

    with reading() as db:
        sheet = form_paper.sheet(db, unit_of(db, unit_id), read(month) if month else None, now())
    out.write_bytes(docx(sheet.paper))
    say(f"written: {out}, for {sheet.of}")


def _text(file: Path) -> str:
    """Also with the mark that some editors put before it."""
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{file} is no text in UTF-8") from None


def _form(text: str) -> Form:
    with _line_by_line():
        return forms_read.read(text)


@contextmanager
def _line_by_line() -> Iterator[None]:
    """Tells what is wrong with a form."""
    try:
        yield
    except Faulty as found:
        for problem in found.problems:
            click.echo(f"line {problem.line}: {problem.what}", err=True)
        raise click.exceptions.Exit(1) from None
