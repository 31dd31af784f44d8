"""Commands about how long the words, pictures and voice notes of cases, and the words of check-ins, are kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from bot.cli_cases import KEPT, KIND, LISTED
from bot.cli_shared import now, print_rows, reading, say, writing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

COLUMNS = ("kind", "what", "days", "count")


@click.group(invoke_without_command=True)
@click.option("--dry-run", is_flag=True, help="say what would go, and erase nothing")
@LISTED
@click.pass_context
def retention(ctx: click.Context, dry_run: bool, how: str) -> None:
    """Erase what has been kept long enough, as the bot does every day: for each kind and what: after how many days, how many."""
    if ctx.invoked_subcommand is not None:
        return
    from storage import keeping

    if dry_run:
        with reading() as db:
            print_rows(COLUMNS, list(_rows(db, {what: keeping.over(db, what, now()) for what in keeping.WHATS})), how)
        return
    gone = {what: _erased(what) for what in keeping.WHATS}
    with reading() as db:
        print_rows(COLUMNS, list(_rows(db, gone)), how)


def _erased(what: str) -> Mapping[str, int]:
    """A few in each transaction: a bot may be running."""
    from collections import Counter

    from storage import keeping

    at, gone = now(), Counter[str]()
    while True:
        with writing() as db:
            some = keeping.erase(db, what, at)
        if not some:
            return gone
        gone += some


def _rows(db: Connection, found: Mapping[str, Mapping[str, int]]) -> Iterator[dict[str, Any]]:
    from messages_vi.kinds import KINDS
    from storage import keeping

    for what, by_kind in found.items():
        kept = keeping.days(db, what)
        kinds = [*KINDS, keeping.CHECKINS] if what == keeping.WORDS else KINDS
        yield from ({"kind": k, "what": what, "days": kept.get(k, kept[""]), "count": by_kind.get(k, 0)} for k in kinds)


@retention.command("list")
@LISTED
def retention_list(how: str) -> None:
    """What ships with the bot, then what the office has set, which goes first; kind is empty where it is for any."""
    from storage import keeping

    with reading() as db:
        rows = [{"kind": p.kind, "what": p.what, "days": p.days, "set": p.own} for p in keeping.everything(db)]
        print_rows(("kind", "what", "days", "set"), rows, how)


@retention.command("set")
@KIND
@click.option("--what", type=click.Choice(KEPT), required=True, help="what was told and answered; photos and voice notes")
@click.option("--days", type=click.IntRange(1, 36500), required=True, help="from the end of a case")
def retention_set(kind: str, what: str, days: int) -> None:
    """How long this is kept, in place of what was set before."""
    from storage import audit, keeping

    with writing() as db:
        keeping.put(db, kind, what, days)
        audit.note(db, None, "changed retention", "", None, now())
    say(f"{f'{kind}, ' * bool(kind)}{what}: {days} days")
    say("set; see what goes by it: retention --dry-run")
