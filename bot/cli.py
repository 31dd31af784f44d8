"""The command line. Each command imports only what it needs; what is wrong is one line on stderr and a non-zero exit."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from typing_extensions import override

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.config import Settings

DAY = 86400.0
Serve = Callable[..., None]


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
    settings = _settings()
    if not settings.telegram_token.get_secret_value():
        raise click.ClickException("set DANVAN_TELEGRAM_TOKEN to the token @BotFather gave you; to try the bot without one: make demo")
    serve(settings, demo=False, say=_say)


@cli.command()
@click.pass_obj
def demo(serve: Serve) -> None:
    """Try the bot in a browser: three phones, a sample commune, no account anywhere."""
    from bot.config import load
    from messages_vi.demo import STEPS

    settings = load(telegram_token="")
    _load_sample(settings)
    _say(f"Demo: http://{settings.listen}/demo")
    for n, (title, how) in enumerate(STEPS, 1):
        _say(f"  {n}. {title}: {how}")
    serve(settings, demo=True, say=_say)


@cli.command()
def check() -> None:
    """Read the whole configuration and say every problem at once."""
    settings = _settings()
    from storage import schema

    at = schema.current(settings.database) if _exists(settings) else None
    for line in settings.warnings():
        _say(f"note: {line}")
    _say(f"database: {'at the newest schema' if at == schema.newest() else 'will be set up at the first run' if at is None else 'will be upgraded'}")
    _say("the settings can be used")


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from storage import schema

    _say("upgraded" if schema.upgrade(_settings().database) else "nothing to do")


@cli.group()
def sample() -> None:
    """Made-up data for trying things."""


@sample.command("load")
def sample_load() -> None:
    """The demo's commune, in an empty database."""
    _say("loaded" if _load_sample(_settings()) else "there are units already; nothing was changed")


@cli.group()
def units() -> None:
    """The tree of places."""


@units.command("list")
@click.option("--format", "how", type=click.Choice(["jsonl", "csv"]), default="jsonl")
def units_list(how: str) -> None:
    """Every unit with its path of names and from when to when it holds."""
    from handlers import exports

    with _reading() as db:
        _rows(exports.UNITS, exports.unit_rows(db), how)


@cli.group()
def people() -> None:
    """Who has joined."""


@people.command("list")
@click.option("--format", "how", type=click.Choice(["jsonl", "csv"]), default="jsonl")
def people_list(how: str) -> None:
    """Everybody with each of their roles."""
    from handlers import exports
    from storage import people as store

    with _reading() as db:
        _rows(exports.PEOPLE, store.listed(db, _now()), how)


@cli.command()
@click.option("--unit", "unit_id", type=int, required=True, help="its id, as `units list` shows it")
@click.option("--role", required=True, help="a role key, as to_vien or truong_khoi")
@click.option("--uses", type=click.IntRange(1, 10_000), default=1)
@click.option("--days", type=click.IntRange(1, 365), default=7)
@click.option("--format", "how", type=click.Choice(["text", "json"]), default="text")
def invite(unit_id: int, role: str, uses: int, days: int, how: str) -> None:
    """A code, a link and a QR by which people join a unit in a role."""
    from bot.channels import links
    from bot.domain.periods import local
    from bot.domain.roles import RIGHTS
    from storage import invitations
    from storage import units as store

    if role not in RIGHTS:
        raise ValueError(f"there is no role {role}; the keys are: {', '.join(RIGHTS)}")
    expires = _now() + days * DAY
    with _writing() as db:
        if store.find(db, unit_id) is None:
            raise ValueError(f"there is no unit {unit_id}; see: units list")
        code = invitations.make(db, unit_id, role, uses, expires)
    settings = _settings()
    link = links.telegram(settings.telegram_api_url, settings.telegram_token.get_secret_value(), settings.telegram_proxy.get_secret_value(), code)
    until = local(expires).isoformat(timespec="seconds")
    if how == "json":
        _say(json.dumps({"code": code, "link": link, "expires_at": until}))
        return
    _say(f"code: {code[:4]} {code[4:]}")
    _say(f"link: {link or '(no DANVAN_TELEGRAM_TOKEN, or Telegram cannot be reached: the code is enough)'}")
    _say(f"until: {until}")
    if link:
        links.draw_qr(link, sys.stdout)


@cli.command()
@click.argument("what", type=click.Choice(["incidents", "messages"]))
@click.option("--format", "how", type=click.Choice(["jsonl", "csv", "xlsx"]), default="jsonl")
@click.option("--unit", "unit_id", type=int, help="only its subtree")
@click.option("--month", help="YYYY-MM")
def export(what: str, how: str, unit_id: int | None, month: str | None) -> None:
    """Rows for an office's own tables."""
    from handlers import exports

    with _reading() as db:
        if what == "incidents":
            _rows(exports.INCIDENTS, exports.incident_rows(db, unit_id, month), how)
        else:
            _rows(exports.MESSAGES, exports.message_rows(db), how)


@cli.command()
@click.option("--stdin", is_flag=True, required=True)
def mask(stdin: bool) -> None:
    """One line in, one masked line out; names too, without asking."""
    from bot.domain.names import hide_names
    from bot.domain.privacy import mask as masked
    from bot.domain.vietnamese import clean
    from messages_vi.privacy import MARKS
    from messages_vi.report import PERSON

    for line in sys.stdin:
        _say(hide_names(masked(clean(line.rstrip("\n")), MARKS), PERSON))


@cli.group()
def kinds() -> None:
    """The kinds of case."""


@kinds.command("guess")
@click.option("--stdin", is_flag=True, required=True)
@click.option("--format", "how", type=click.Choice(["jsonl"]), default="jsonl")
def kinds_guess(stdin: bool, how: str) -> None:
    """What each line may be about: codes, the likeliest first; none when it is no report."""
    from messages_vi.kinds import guess

    for line in sys.stdin:
        text = line.rstrip("\n")
        _say(json.dumps({"text": text, "kinds": list(guess(text))}, ensure_ascii=False))


# what the commands share ---------------------------------------------------------------------------------------------
def _settings() -> Settings:
    from bot.config import load

    return load()


def _now() -> float:
    from bot.clock import Clock

    return Clock(_settings().clock_file).now()


def _exists(settings: Settings) -> bool:
    from pathlib import Path

    return not settings.database.startswith("sqlite") or Path(settings.database.removeprefix("sqlite:///")).exists()


def _load_sample(settings: Settings) -> bool:
    from bot.clock import Clock
    from handlers import sample as made_up
    from storage import engines, schema

    schema.upgrade(settings.database)
    engine = engines.writer(settings.database)
    with engine.begin() as db:
        return made_up.load(db, Clock(settings.clock_file).now())


@contextmanager
def _writing() -> Iterator[Connection]:
    """A short transaction beside a running bot; on SQLite it waits its turn."""
    from storage import engines, schema

    url = _settings().database
    schema.upgrade(url)
    with engines.writer(url).begin() as db:
        yield db


@contextmanager
def _reading() -> Iterator[Connection]:
    from storage import engines, schema

    url = _settings().database
    schema.upgrade(url)
    with engines.reader(url).connect() as db:
        yield db


def _rows(columns: Sequence[str], rows: Iterable[dict[str, Any]], how: str) -> None:
    """To stdout and nothing else on it; a CSV bears a byte-order mark, for Vietnamese Excel."""
    if how == "jsonl":
        for row in rows:
            _say(json.dumps(row, ensure_ascii=False))
        return
    from bot.documents import tables

    sys.stdout.buffer.write(tables.csv(columns, rows) if how == "csv" else tables.xlsx(columns, rows))


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
