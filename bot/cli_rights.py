"""Commands about what people asked for of their own data."""

from __future__ import annotations

import click

from bot.cli_shared import now, print_rows, reading, say, writing


@click.group()
def rights() -> None:
    """Requests to see, correct or erase one's own data."""


@rights.command("list")
@click.option("--format", "how", type=click.Choice(["jsonl", "csv"]), default="jsonl")
def rights_list(how: str) -> None:
    """Every request, until when it must be answered, and whether it was; never a name."""
    from handlers import rights as requests

    with reading() as db:
        print_rows(requests.LISTED, requests.rows(db, now()), how)


@rights.command("done")
@click.argument("number", type=int)
def rights_done(number: int) -> None:
    """Note that request NUMBER was answered otherwise, as by telephone."""
    from storage import rights_requests

    with writing() as db:
        if not rights_requests.finish(db, number, now()):
            raise ValueError(f"there is no open request {number}; see: rights list")
    say("noted")
