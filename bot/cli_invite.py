"""Codes by which people join."""

from __future__ import annotations

import json
import sys

import click

from bot.cli_shared import now, say, settings, writing

DAY, ZALO = 86400.0, "zalo_bot"


@click.command()
@click.option("--unit", "unit_id", type=int, required=True, help="its id, as `units list` shows it")
@click.option("--role", required=True, help="a role key, as to_vien or truong_khoi")
@click.option("--uses", type=click.IntRange(1, 10_000), default=1)
@click.option("--days", type=click.IntRange(1, 365), default=7)
@click.option("--channel", type=click.Choice(["zalo", "telegram"]), help="where the link leads; without it to Zalo if a bot there has room")
@click.option("--format", "how", type=click.Choice(["text", "json"]), default="text")
def invite(unit_id: int, role: str, uses: int, days: int, channel: str | None, how: str) -> None:
    """A code, a link and a QR by which people join a unit in a role."""
    from bot.channels import links
    from bot.domain.periods import local
    from bot.domain.roles import LEVEL_OF, RIGHTS
    from storage import bots, invitations
    from storage import units as store

    if role not in RIGHTS:
        raise ValueError(f"there is no role {role}; the keys are: {', '.join(RIGHTS)}")
    expires = now() + days * DAY
    with writing() as db:
        at = store.find(db, unit_id)
        if at is None:
            raise ValueError(f"there is no unit {unit_id}; see: units list")
        if LEVEL_OF.get(role, at.level) != at.level:
            click.echo(f"note: {role} is a role of level {LEVEL_OF[role]}, and {at.title} is of level {at.level}", err=True)
        code = invitations.make(db, unit_id, role, uses, expires)
        full = {b.account for b in bots.full(db, ZALO)}
    on_zalo = "" if channel == "telegram" else _zalo_link(full)
    link = on_zalo or ("" if channel == "zalo" else _telegram_link(code))
    until = local(expires).isoformat(timespec="seconds")
    if how == "json":
        say(json.dumps({"code": code, "link": link, "expires_at": until}))
        return
    say(f"code: {code[:4]} {code[4:]}")
    say(f"link: {link or '(no bot with a known link has room, or Telegram cannot be reached: the code is enough)'}")
    if on_zalo:
        say("to join: open the link in Zalo, then type the code")
    say(f"until: {until}")
    if link:
        links.draw_qr(link, sys.stdout)


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


def _telegram_link(code: str) -> str:
    from bot.channels import links

    told = settings()
    return links.telegram(told.telegram_api_url, told.telegram_token.get_secret_value(), told.telegram_proxy.get_secret_value(), code)
