"""Commands about people and their roles."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli_invite import full_bots, say_what_paper_lacks, unit_of, way_in
from bot.cli_planned import carried_out
from bot.cli_shared import now, print_rows, reading, say, writing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from handlers.roster import Plan
    from handlers.roster_codes import OwnCode
    from handlers.roster_rows import Places, Told


@click.group()
def people() -> None:
    """Who has joined, and who is expected."""


@people.command("list")
@click.option("--format", "how", type=click.Choice(["jsonl", "csv"]), default="jsonl")
def people_list(how: str) -> None:
    """Everybody with each of their roles."""
    from handlers import roster
    from storage import audit, units

    with reading() as db:
        titles = {u.id: u.title for u in units.everything(db)}
        rows = [row | {"unit": titles[row["unit_id"]]} for row in roster.listed(db, now())]
    with writing() as db:
        audit.note(db, None, "exported people", "", None, now())
    print_rows(roster.PEOPLE, rows, how)


@people.command("address")
@click.option("--person", "person_id", type=int, required=True, help="their id, as `people list` shows it")
@click.option("--word", required=True, help="one of the words of address (ADDRESSES in messages_vi/common.py); empty: by their role")
def people_address(person_id: int, word: str) -> None:
    """Set how the bot speaks to somebody."""
    from messages_vi.common import ADDRESSES
    from storage import audit
    from storage import people as store

    if word and word not in ADDRESSES:
        raise ValueError(f"the words are: {', '.join(ADDRESSES)}")
    with writing() as db:
        if not store.set_address(db, person_id, word):
            raise ValueError(f"there is no person {person_id}; see: people list")
        audit.note(db, None, "changed address", f"person:{person_id}", None, now())


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="say what would be done, and do nothing")
@click.option("--skip-bad", is_flag=True, help="leave out the rows that cannot be read")
def people_import(file: Path, dry_run: bool, skip_bad: bool) -> None:
    """Load a roster: people are expected, and hold their roles, until they join."""
    from bot.documents import sheets
    from handlers import roster, roster_rows
    from messages_vi.roster import COLUMNS
    from storage.roster import state

    when = now()
    with file.open("rb") as content:
        sheet = sheets.read(content.read(sheets.MOST_BYTES + 1), COLUMNS)

    def plan(db: Connection) -> tuple[Places, Told, Plan]:
        told = roster_rows.understood(sheet, at := roster_rows.places(db, when))
        return at, told, roster.plan(db, told.entries, when)

    def wanted(made: tuple[Places, Told, Plan]) -> bool:
        return skip_bad or not (made[1].bad or made[2].bad)

    made = carried_out(plan, state, wanted, lambda db, made: roster.carry_out(db, made[2], when), dry_run=dry_run)
    at, told, planned = made
    bad = sorted([*told.bad, *planned.bad])
    _tell(told, planned, at, bad, dry_run=dry_run)
    if dry_run or (bad and not skip_bad):
        say("nothing was imported")
    if bad and not skip_bad:
        raise ValueError(f"{len(bad)} rows cannot be read and nothing is imported: mend them, or leave them out with --skip-bad")


def _tell(told: Told, plan: Plan, at: Places, bad: Sequence[tuple[int, str]], *, dry_run: bool) -> None:
    """What cannot be read by line and reason; in a dry run also every row that brings something."""
    from handlers.roster_rows import told_of

    brings = dict(plan.said) if dry_run else {}
    for line, row in told_of(told.entries, at):
        if line in brings:
            say(f"{brings[line]}: line {line}: {row}")
    for line, what in told.notes:
        say(f"not kept: line {line}: {what}")
    for line, what in told.heirs:
        say(f"no more: line {line}: {what}")
    for line, why in bad:
        say(f"NOT READ line {line}: {why}")
    counts = {"people new": len(plan.new), "roles new": len(plan.roles), "changed": plan.changed, "rows there already": plan.there}
    say(", ".join(f"{what}: {n}" for what, n in {**counts, "rows that cannot be read": len(bad)}.items()))


@people.command("codes")
@click.option(
    "--unit", "unit_id", type=int, required=True, help="its id, as `units list` shows it; whoever is expected there and below it gets a code"
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="FILE.docx: slips to cut out; FILE.xlsx: a list")
@click.option("--days", type=click.IntRange(1, 365), default=30)
def people_codes(unit_id: int, out: Path, days: int) -> None:
    """A code of one's own, on paper, for everybody who is expected."""
    from bot.domain.periods import end_of_day
    from handlers import roster_codes as codes

    if out.suffix.lower() not in (".docx", ".xlsx"):
        raise ValueError(f"{out.name} must end in .docx (slips to cut out) or .xlsx (a list)")
    until = end_of_day(now(), days)
    with writing() as db:
        at = unit_of(db, unit_id)
        made = codes.made(db, at, until, now())
        full = full_bots(db)
    if not made:
        raise ValueError(f"nobody is expected in {at.title}; see: people import")
    _kept_close(out, codes.listed(made, until) if out.suffix.lower() == ".xlsx" else _slips(made, until, full))
    say(f"{len(made)} codes in {out}")


def _slips(made: Sequence[OwnCode], until: float, full: set[str]) -> bytes:
    """Says on stderr what they lack."""
    from handlers import roster_codes as codes

    app, link_of = way_in(full, None)
    say_what_paper_lacks(app, link_of(made[0].code))
    return codes.printed(made, until, app, link_of)


def _kept_close(out: Path, paper: bytes) -> None:
    """Only its owner may read it, whatever lay there before: whoever holds a code comes in by it."""
    part = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(paper)
    part.replace(out)
