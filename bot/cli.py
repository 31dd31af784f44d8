"""The command line. Each command imports only what it needs; what is wrong is one line on stderr and a non-zero exit."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import click
from typing_extensions import override

from bot.cli_audit import audit
from bot.cli_backup import backup, restore
from bot.cli_cases import COMMANDS as OF_CASES
from bot.cli_export import export
from bot.cli_forms import forms
from bot.cli_invite import codes, invite
from bot.cli_keeping import retention
from bot.cli_people import people
from bot.cli_report import report
from bot.cli_rights import rights
from bot.cli_shared import MADE_UP, NO_OPERATOR, exists, has_made_up_numbers, has_operator, load_sample, say, settings, unusable
from bot.cli_units import units

Serve = Callable[..., None]
DEMO_MONTHS, MOST_MONTHS = 3, 24  # of the past


class Lines(click.Group):
    """A group whose commands end with one clear line when something is wrong, never with a trace."""

    @override
    def invoke(self, ctx: click.Context) -> Any:
        from sqlalchemy.exc import SQLAlchemyError

        from bot.config import BadSettings
        from storage.leases import Held

        try:
            return super().invoke(ctx)
        except (BadSettings, ValueError) as e:
            raise click.ClickException(str(e)) from None
        except OSError as e:
            raise click.ClickException(f"{e.filename or 'a file'} cannot be used: {e.strerror}") from None
        except Held as e:
            raise click.ClickException(f"another process is running on this database ({e})") from None
        except SQLAlchemyError as e:
            raise click.ClickException(f"the database cannot be used: {type(e).__name__} {str(getattr(e, 'orig', ''))[:200]}") from None


@click.group(cls=Lines, invoke_without_command=True)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """The assistant of the grassroots mobilization teams. Without a command: run."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(run)


@cli.command()
@click.pass_obj
def run(serve: Serve) -> None:
    """Run the bot with the settings of the environment."""
    told = settings()
    if not told.telegram_token.get_secret_value() and not told.zalo_bots:
        raise click.ClickException(
            "set DANVAN_TELEGRAM_TOKEN as @BotFather gave it, or DANVAN_ZALO_BOT_TOKENS as Zalo sent them; to try the bot without one: make demo"
        )
    serve(told, demo=False, say=say)


@cli.command()
@click.pass_obj
def demo(serve: Serve) -> None:
    """Try the bot in a browser: three phones, a sample commune, no account anywhere."""
    from bot.config import load
    from messages_vi.demo import STEPS

    told = load(telegram_token="", zalo_bot_tokens="", zalo_bot_links="")
    load_sample(told, DEMO_MONTHS)
    steps = [f"  {n}. {title}: {how}" for n, (title, how) in enumerate(STEPS, 1)]
    welcome = [f"Demo: http://{told.listen}/demo", *steps, f"Ctrl+C ends it; what was said is kept in {told.data_dir}"]
    serve(told, demo=True, say=say, welcome=welcome)


@cli.command()
def check() -> None:
    """Read the whole configuration and say every problem at once."""
    told = settings()
    from storage import schema

    if problems := unusable(told):
        raise click.ClickException("\n".join(problems))
    at = schema.current(told.database) if exists(told) else None
    seen = [(MADE_UP, has_made_up_numbers(told)), (NO_OPERATOR, not has_operator(told))] if at == schema.newest() else []
    for line in [*told.warnings(), *(note for note, holds in seen if holds)]:
        say(f"note: {line}")
    say(f"database: {'at the newest schema' if at == schema.newest() else 'will be set up at the first run' if at is None else 'will be upgraded'}")
    say("the settings can be used")


for command in (units, people, invite, codes, export, report, forms, audit, backup, restore, rights, *OF_CASES, retention):
    cli.add_command(command)


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from storage import schema

    say("upgraded" if schema.upgrade(settings().database) else "nothing to do")


@cli.group()
def sample() -> None:
    """Made-up data for trying things."""


@sample.command("load")
@click.option("--months", type=click.IntRange(0, MOST_MONTHS), default=0, help="With so many past months of made-up check-ins and cases.")
def sample_load(months: int) -> None:
    """The demo's commune, in an empty database."""
    if not load_sample(settings(), months):
        say("there are units already; nothing was changed")
        return
    say("loaded")
    click.echo(f"note: {MADE_UP}", err=True)


@cli.command()
@click.option("--stdin", is_flag=True, required=True)
def mask(stdin: bool) -> None:
    """One line in, one masked line out; names too, without asking."""
    from bot.domain.privacy import mask as masked
    from bot.domain.vietnamese import clean
    from messages_vi.names import hide_names
    from messages_vi.privacy import MARKS
    from messages_vi.report import PERSON

    for line in sys.stdin:
        say(hide_names(masked(clean(line.rstrip("\n")), MARKS), PERSON))


@cli.group()
def kinds() -> None:
    """The kinds of case."""


@kinds.command("guess")
@click.option("--stdin", is_flag=True, required=True)
@click.option("--format", "how", type=click.Choice(["jsonl"]), default="jsonl")
def kinds_guess(stdin: bool, how: str) -> None:
    """What each line may be about: codes, the likeliest first; none when it is no report."""
    from bot.domain.vietnamese import clean
    from messages_vi.kinds import guess

    for line in sys.stdin:
        text = clean(line.rstrip("\n"))
        say(json.dumps({"text": text, "kinds": list(guess(text))}, ensure_ascii=False))
