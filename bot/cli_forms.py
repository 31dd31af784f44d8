"""Commands about questionnaires: an office tries one that it has edited, and publishes it for the months to come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli_shared import now, say, writing
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
