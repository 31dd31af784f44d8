"""Commands about the tree of places."""

from __future__ import annotations

import click

from bot.cli_shared import print_rows, reading, writing


@click.group()
def units() -> None:
    """The tree of places."""


@units.command("list")
@click.option("--format", "how", type=click.Choice(["jsonl", "csv"]), default="jsonl")
def units_list(how: str) -> None:
    """Every unit with its path of names and from when to when it holds."""
    from handlers import exports

    with reading() as db:
        print_rows(exports.UNITS, exports.unit_rows(db), how)


@units.command("phone")
@click.option("--unit", "unit_id", type=int, required=True, help="its id, as `units list` shows it")
@click.option("--key", required=True, help="whose number: truc_ban, truong_khoi, thu_ky, cong_an, tram_y_te or thu_y")
@click.option("--number", required=True)
def units_phone(unit_id: int, key: str, number: str) -> None:
    """Set a number of the directory; it holds in the unit and below it."""
    from messages_vi.directory import LABELS
    from storage import units as store

    if sum(c.isdecimal() for c in number) < 3 or number.strip("0123456789 .+-()"):
        raise ValueError(f"{number!r} is no telephone number")
    if key not in LABELS:
        raise ValueError(f"there is no number {key}; the keys are: {', '.join(LABELS)}")
    with writing() as db:
        if store.find(db, unit_id) is None:
            raise ValueError(f"there is no unit {unit_id}; see: units list")
        store.set_phone(db, unit_id, key, number)
