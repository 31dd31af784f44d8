"""Commands about who did what."""

from __future__ import annotations

import click

from bot.cli_shared import print_rows, say, settings

COLUMNS = ("id", "at", "person", "what", "object", "unit", "place")


@click.group()
def audit() -> None:
    """Who read, exported, changed, sent what, and when."""


@audit.command("verify")
@click.option("--seal", "seen", default="", help="one noted down earlier: it must still be in the chain")
def audit_verify(seen: str) -> None:
    """Look whether an entry was changed, taken away, put in or moved since it was sealed."""
    from storage import audit as store
    from storage import dump

    with dump.snapshot(settings().database) as db:
        chain = store.verify(db, seen.strip())
    if not chain.known:
        raise ValueError("the chain is not the one that was noted down: that seal is not in it")
    if chain.troubles:
        raise ValueError("\n".join(chain.troubles))
    say(f"{chain.sealed} entries are sealed and as they were; {chain.unsealed} are not sealed yet")
    if chain.last:
        say(f"last seal: {chain.last}")
        say("Write it down where nobody of this machine can change it; later: audit verify --seal ...")


@audit.command("list")
@click.option("--format", "how", type=click.Choice(["jsonl", "csv"]), default="jsonl")
def audit_list(how: str) -> None:
    """Every entry, the oldest first; place: where in the chain, none while it is not sealed."""
    from storage import audit as store
    from storage import dump

    with dump.snapshot(settings().database) as db:
        print_rows(COLUMNS, store.listed(db), how)
