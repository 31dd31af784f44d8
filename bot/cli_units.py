"""Commands about the tree of places: loading and listing it, and its telephone numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import cli_unit_events
from bot.cli_days import days
from bot.cli_invite import unit_of
from bot.cli_planned import carried_out
from bot.cli_shared import now, print_rows, reading, say, writing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.documents.sheets import Sheet
    from handlers.places_import import Import, Wanted

    Planned = tuple[Import, dict[int, str]]  # with how the units are called that it renames or ends

_DATE = click.DateTime(["%Y-%m-%d"])


@click.group()
def units() -> None:
    """The tree of places."""


for command in (*cli_unit_events.COMMANDS, days):
    units.add_command(command)


@units.command("list")
@click.option("--on", "on_", type=_DATE, help="those of that date, as they were then; without it all there ever were, as they are or were last")
@click.option("--format", "how", type=click.Choice(["jsonl", "csv"]), default="jsonl")
def units_list(on_: datetime | None, how: str) -> None:
    """Every unit with its path of names and from when to when it holds."""
    from handlers import exports, places

    with reading() as db:
        rows = places.rows_on(db, f"{on_:%Y-%m-%d}") if on_ else exports.unit_rows(db)
        print_rows(exports.UNITS, rows, how)


@units.command("load")
@click.argument("province", type=click.Choice(["thanhhoa"]))
@click.option("--with-2022", is_flag=True, help="also the districts and communes before July 2025, and what became of them")
def units_load(province: str, with_2022: bool) -> None:
    """A province and its communes, from the list that ships with the bot; a second time adds nothing."""
    from handlers import places_load

    with writing() as db:
        new = places_load.load(db, province, now(), with_2022=with_2022)
    say(f"{new} units are new")


@units.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="say what would be done, and do nothing")
@click.option("--skip-bad", is_flag=True, help="leave out the rows that cannot be read")
@click.option("--close-missing", is_flag=True, help="close units that lie beside those of the file and are not in it")
@click.option("--on", "--from", "on_", type=_DATE, help="the first day on which it is so (default: today)")
@click.option("--document", help="the number of the paper that renames or closes (default: the file's name)")
def units_import(file: Path, dry_run: bool, skip_bad: bool, close_missing: bool, on_: datetime | None, document: str | None) -> None:
    """Units from a table with the columns cap, loai, ten, ten_cap_tren, ma; all of it or nothing."""
    from handlers import places_import
    from storage import reference
    from storage import units as store

    at, paper = now(), file.name if document is None else document.strip()
    if not paper:
        raise ValueError("--document: the number of the paper is wanted, or nothing for the file's name")
    on, sheet = _day(on_, at), _sheet(file)

    def plan(db: Connection) -> Planned:
        found = places_import.read(db, sheet, on, close_missing=close_missing)
        history = store.history(db)
        return found, {unit: history.title(unit) for unit in (*(unit for _, unit in found.rename), *found.missing)}

    def wanted(plan: Planned) -> bool:
        return not plan[0].bad or (skip_bad and not close_missing)

    def do(db: Connection, plan: Planned) -> None:
        places_import.take(db, plan[0], on, paper, at, close_missing=close_missing)

    made = carried_out(plan, reference.stamp, wanted, do, dry_run=dry_run)
    found, done = made[0], wanted(made) and not dry_run
    for line in _import_lines(*made, close_missing=close_missing, done=done):
        say(line)
    if not done:
        say("nothing was imported")
    _refuse(len(found.bad), skip_bad=skip_bad, close_missing=close_missing)


def _day(on: datetime | None, at: float) -> str:
    from handlers import places

    day = f"{on:%Y-%m-%d}" if on else places.today(at)
    if day > places.today(at):
        raise ValueError("--on: a table can be loaded as of today or earlier")
    return day


def _refuse(bad: int, *, skip_bad: bool, close_missing: bool) -> None:
    if bad and not skip_bad:
        raise ValueError(f"{bad} rows cannot be read and nothing is imported: mend them, or leave them out with --skip-bad")
    if bad and close_missing:
        raise ValueError("--close-missing needs a file in which every row can be read; nothing is imported")


def _sheet(file: Path) -> Sheet:
    from bot.documents import sheets
    from handlers.places_import import COLUMNS, NEEDED

    try:
        with file.open("rb") as content:
            sheet = sheets.read(content.read(sheets.MOST_BYTES + 1), COLUMNS)
    except sheets.Unreadable as why:
        wanted = f"; {_headings()}" if why.reason == "no_heading" else ""
        raise ValueError(f"{file.name} cannot be read: {why.reason.replace('_', ' ')} {why.detail}".rstrip() + wanted) from None
    if missing := [column for column in NEEDED if column not in sheet.columns]:
        raise ValueError(f"{file.name} has no column {', '.join(missing)}; {_headings()}")
    return sheet


def _headings() -> str:
    from handlers.places_import import COLUMNS

    return f"its headings are to be {', '.join(COLUMNS)}"


def _import_lines(found: Import, titles: dict[int, str], *, close_missing: bool, done: bool) -> Iterator[str]:
    """``done``: what was changed; else what would be."""

    def lies(row: Wanted) -> str:
        return f"line {row.line}: {row.title}" + (f", {row.above}" if row.above else "")

    added, renamed, closed = ("added", "renamed", "closed") if done else ("add", "rename", "close")
    ends = closed if close_missing else "missing"
    yield from (f"{added:8} {lies(row)}" for row, _ in found.add)
    yield from (f"{renamed:8} {lies(row)}: it {'was' if done else 'is now'} {titles[unit]}" for row, unit in found.rename)
    yield from (f"code     {lies(row)}: its ma {'is now' if done else 'becomes'} {row.code}" for row, _ in found.recode)
    yield from (f"{ends:8} {titles[unit]}: not in the file" for unit in found.missing)
    yield from (f"NOT READ {f'line {line}' if line else '--close-missing'}: {why}" for line, why in sorted(found.bad.items()))
    yield ", ".join(f"{what}: {n}" for what, n in _counts(found, close_missing=close_missing, done=done))


def _counts(found: Import, *, close_missing: bool, done: bool) -> Iterator[tuple[str, int]]:
    yield "added" if done else "to add", len(found.add)
    yield "renamed" if done else "to rename", len(found.rename)
    yield "codes set" if done else "codes to set", len(found.recode)
    yield "there already", found.same
    yield ("closed" if done else "to close") if close_missing else "missing", len(found.missing)
    yield "rows that cannot be read", len(found.bad)


@units.command("phone")
@click.option("--unit", "unit_id", type=int, required=True, help="its id, as `units list` shows it")
@click.option("--key", required=True, help="whose number: truc_ban, truong_khoi, thu_ky, cong_an, tram_y_te or thu_y")
@click.option("--number", required=True)
def units_phone(unit_id: int, key: str, number: str) -> None:
    """Set a number of the directory; it holds in the unit and below it."""
    from messages_vi.directory import LABELS
    from storage import audit
    from storage import units as store

    if sum(c.isdecimal() for c in number) < 3 or number.strip("0123456789 .+-()"):
        raise ValueError(f"{number!r} is no telephone number")
    if key not in LABELS:
        raise ValueError(f"there is no number {key}; the keys are: {', '.join(LABELS)}")
    with writing() as db:
        at = unit_of(db, unit_id)
        store.set_phone(db, unit_id, key, number)
        audit.note(db, None, "changed number", f"unit:{unit_id}", unit_id, now())
    say(f"{at.title}, {key}: {number}")
