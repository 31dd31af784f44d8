"""Codes by which people join."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli_shared import now, print_rows, reading, say, settings, writing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.units import Unit

ZALO = "zalo_bot"
TO_REPLACE = "this person has a code that is still good: the new one takes its place, and the slip it is on lets nobody in"
REPLACED = "the earlier code is replaced, and the slip it is on lets nobody in: hand out this one"
COLUMNS = ("id", "unit", "unit_id", "role", "uses_left", "expires_at", "made_by", "person")


@click.command()
@click.option("--unit", "unit_id", type=int, help="its id, as `units list` shows it")
@click.option("--role", help="a role key, as to_vien or truong_khoi")
@click.option(
    "--person",
    "person_id",
    type=int,
    help="instead of both: lets in this person alone, expected or with a new phone (id from `people list`); earlier codes and their slips end",
)
@click.option("--uses", type=click.IntRange(1, 10_000), default=1)
@click.option("--days", type=click.IntRange(1, 365), default=7)
@click.option("--channel", type=click.Choice(["zalo", "telegram"]), help="where the link leads; without it to Zalo if a bot there has room")
@click.option("--sheet", type=click.Path(dir_okay=False, path_type=Path), help="an A4 page to print, FILE.docx: code, QR, three steps")
@click.option("--format", "how", type=click.Choice(["text", "json"]), default="text")
def invite(
    unit_id: int | None, role: str | None, person_id: int | None, uses: int, days: int, channel: str | None, sheet: Path | None, how: str
) -> None:
    """A code, a link and a QR by which people join a unit in a role."""
    from bot.domain.periods import end_of_day

    if sheet is not None and person_id is not None:
        raise click.UsageError("'--sheet' is for a unit; for people of a roster: people codes")
    expires, replaced = end_of_day(now(), days), 0
    with writing() as db:
        if person_id is not None:
            code, replaced = _for_person(db, person_id, expires, given=bool(unit_id or role or uses > 1))
        else:
            code = _for_unit(db, unit_id, role, uses, expires)
        full = full_bots(db)
    app, link_of = way_in(full, channel)
    link = link_of(code)
    if sheet is not None:
        _write_sheet(sheet, unit_id or 0, role or "", code, expires, app, link)
        say_what_paper_lacks(app, link, channel)
    if replaced:
        click.echo(f"note: {REPLACED}", err=True)
    _print(code, app, link, expires, how)


def _for_unit(db: Connection, unit_id: int | None, role: str | None, uses: int, expires: float) -> str:
    from bot.domain.roles import LEVEL_OF, RIGHTS
    from storage import audit, invitations, units

    if unit_id is None or role is None:
        raise click.UsageError("Missing option '--unit' and '--role', or '--person'.")
    if role not in RIGHTS:
        raise ValueError(f"there is no role {role}; the keys are: {', '.join(RIGHTS)}")
    at = unit_of(db, unit_id)
    if LEVEL_OF.get(role, at.level) != at.level:
        click.echo(f"note: {role} is a role of level {LEVEL_OF[role]}, and {at.title} is of level {at.level}", err=True)
    if (heirs := len(units.heirs(db, unit_id))) != 1:
        raise ValueError(f"{at.title} is no more, and {heirs} units of today came after it: name one of those; see: units list")
    audit.note(db, None, "made code", f"unit:{unit_id}", unit_id, now())
    return invitations.make(db, unit_id, role, uses, expires, now=now())


def _for_person(db: Connection, person_id: int, expires: float, *, given: bool) -> tuple[str, int]:
    """The code, and how many that were still good it takes the place of; says so before it is made."""
    from storage import audit, expected, invitations

    if given:
        raise click.UsageError("'--person' goes with neither '--unit' nor '--role' nor '--uses'.")
    known = expected.find(db, person_id, now())
    if known is None:
        raise ValueError(f"there is nobody of id {person_id} who holds a role; see: people list")
    good = sum(i.person == person_id for i in invitations.listed(db, None, now()))
    if good:
        click.echo(f"note: {TO_REPLACE}", err=True)
    invitations.revoke_those_of(db, person_id, now())
    role, unit = known.roles[0]
    audit.note(db, None, "made code", f"person:{person_id}", unit, now())
    return invitations.make(db, unit, role, 1, expires, person=person_id, now=now()), good


def unit_of(db: Connection, unit_id: int) -> Unit:
    """Raises ValueError when there is none of this id."""
    from storage import units

    at = units.find(db, unit_id)
    if at is None:
        raise ValueError(f"there is no unit {unit_id}; see: units list")
    return at


def full_bots(db: Connection) -> set[str]:
    """The Zalo bots that take nobody any more."""
    from storage import bots

    return {b.account for b in bots.full(db, ZALO)}


def way_in(full: set[str], channel: str | None) -> tuple[str, Callable[[str], str]]:
    """The app in which people join, "" when none is set up, and what opens our chat there for a code, "" when that is not known.

    ``full``: of ``full_bots``; ``channel``: the one that is asked for, if any.
    """
    from messages_vi.joining import CHANNELS

    if on_zalo := "" if channel == "telegram" else _zalo_link(full):
        return CHANNELS["zalo"], lambda _: on_zalo
    if on_telegram := "" if channel == "zalo" else _telegram_link():
        return CHANNELS["telegram"], lambda code: on_telegram + code
    told = settings()
    is_set = {"zalo": bool(told.zalo_bots), "telegram": bool(told.telegram_token.get_secret_value())}
    return next((CHANNELS[sort] for sort, so in is_set.items() if so and channel in (None, sort)), ""), lambda _: ""


def say_what_paper_lacks(app: str, link: str, channel: str | None = None) -> None:
    """On stderr, to whoever has it printed; ``channel``: the one that was asked for, if any."""
    from messages_vi import sheet
    from messages_vi.joining import CHANNELS

    if not link:
        click.echo(sheet.no_link(app) if app else sheet.no_channel(CHANNELS[channel] if channel else ""), err=True)


def _write_sheet(to: Path, unit_id: int, role: str, code: str, expires: float, app: str, link: str) -> None:
    from handlers import members_codes
    from storage import units as store

    with reading() as db:
        to.write_bytes(members_codes.sheet(db, store.get(db, unit_id), role, code, expires, app, link))


def _print(code: str, app: str, link: str, expires: float, how: str) -> None:
    from bot.channels import links
    from bot.domain.periods import local

    until = local(expires).isoformat(timespec="seconds")
    if how == "json":
        say(json.dumps({"code": code, "link": link, "expires_at": until}))
        return
    say(f"code: {code[:4]} {code[4:]}")
    say(f"link: {link or '(no bot with a known link has room, or Telegram cannot be reached: the code is enough)'}")
    if link and app == "Zalo":
        say("to join: open the link in Zalo, then type the code")
    say(f"until: {until}")
    if link:
        links.draw_qr(link, sys.stdout)


@click.group("invitations")
def codes() -> None:
    """The codes that still let people in."""


@codes.command("list")
@click.option("--unit", "unit_id", type=int, help="only those of this unit itself")
@click.option("--format", "how", type=click.Choice(["jsonl", "csv"]), default="jsonl")
def codes_list(unit_id: int | None, how: str) -> None:
    """Each with its number; never the code itself."""
    from bot.domain.periods import local
    from storage import invitations

    with reading() as db:
        found = invitations.listed(db, None, now(), unit_id)
    rows = [
        {"id": i.id, "unit": i.unit_title, "unit_id": i.unit, "role": i.role, "uses_left": i.uses_left}
        | {"expires_at": local(i.expires_at).isoformat(timespec="seconds"), "made_by": i.made_by, "person": i.person}
        for i in found
    ]
    print_rows(COLUMNS, rows, how)


@codes.command("revoke")
@click.option("--id", "row", type=int, required=True, help="its number, as `invitations list` shows it")
def codes_revoke(row: int) -> None:
    """Nobody comes in by it any more."""
    from storage import audit, invitations

    with writing() as db:
        if not invitations.revoke(db, None, row, now()):
            raise ValueError(f"there is no invitation {row} that still lets anybody in; see: invitations list")
        audit.note(db, None, "ended code", f"invitation:{row}", None, now())


def _zalo_link(full: set[str]) -> str:
    """Of the first bot in the settings that has room; one that has never run is empty. Says on stderr which are full."""
    from bot.channels import links

    ours = settings().zalo_bots
    accounts = [token.partition(":")[0] for token, _ in ours]
    for account in filter(full.__contains__, accounts):
        click.echo(f"note: Zalo bot {account} has all the people it may have", err=True)
    if accounts and full.issuperset(accounts):
        click.echo("note: make another bot in Zalo Bot Creator, and add it to DANVAN_ZALO_BOT_TOKENS and DANVAN_ZALO_BOT_LINKS", err=True)
    return links.zalo(ours, full)


def _telegram_link() -> str:
    """The code goes behind it."""
    from bot.channels import links

    told = settings()
    return links.telegram(told.telegram_api_url, told.telegram_token.get_secret_value(), told.telegram_proxy.get_secret_value(), "")
