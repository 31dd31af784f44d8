"""Commands about people and their roles."""

from __future__ import annotations

import click

from bot.cli_shared import now, print_rows, reading, writing


@click.group()
def people() -> None:
    """Who has joined."""


@people.command("list")
@click.option("--format", "how", type=click.Choice(["jsonl", "csv"]), default="jsonl")
def people_list(how: str) -> None:
    """Everybody with each of their roles."""
    from handlers import exports
    from storage import people as store

    with reading() as db:
        print_rows(exports.PEOPLE, store.listed(db, now()), how)


@people.command("address")
@click.option("--person", "person_id", type=int, required=True, help="their id, as `people list` shows it")
@click.option("--word", required=True, help="one of the words of address (ADDRESSES in messages_vi/common.py); empty: by their role")
def people_address(person_id: int, word: str) -> None:
    """Set how the bot speaks to somebody."""
    from messages_vi.common import ADDRESSES
    from storage import people as store

    if word and word not in ADDRESSES:
        raise ValueError(f"the words are: {', '.join(ADDRESSES)}")
    with writing() as db:
        if not store.set_address(db, person_id, word):
            raise ValueError(f"there is no person {person_id}; see: people list")
