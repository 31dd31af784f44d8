"""What the commands share: settings, transactions beside a running bot, and ways to print."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.config import Settings


def settings() -> Settings:
    from bot.config import load

    return load()


def now() -> float:
    from bot.clock import Clock

    return Clock(settings().clock_file).now()


def unusable(told: Settings) -> list[str]:
    """Folders and files that the settings name and that cannot be used, a line each; a folder that is missing is made."""
    from bot.files import load_key

    problems = []
    try:
        told.data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=told.data_dir):
            pass
    except OSError as e:
        problems.append(f"DANVAN_DATA_DIR: {told.data_dir} cannot be used: {e.strerror}")
    try:
        if told.key_path.exists():
            load_key(told.key_path)
    except (OSError, ValueError) as e:
        problems.append(f"DANVAN_KEY_FILE: {e}")
    return problems


def exists(settings: Settings) -> bool:
    from pathlib import Path

    return not settings.database.startswith("sqlite") or Path(settings.database.removeprefix("sqlite:///")).exists()


def load_sample(settings: Settings, months: int) -> bool:
    """``months``: so many past ones too; False when there are units already, and nothing was changed."""
    from bot.clock import Clock
    from handlers import sample as made_up
    from storage import engines, schema

    schema.upgrade(settings.database)
    engine = engines.writer(settings.database)
    with engine.begin() as db:
        return made_up.load(db, Clock(settings.clock_file).now(), months)


MADE_UP = (
    "the directory holds the sample's made-up telephone numbers, and people are told to call them when it is urgent: "
    "before anybody joins, set each with `units phone`"
)


def has_made_up_numbers(settings: Settings) -> bool:
    """Whether a commune still has numbers of the sample; the database must be at the newest schema."""
    from messages_vi.sample import PHONES_OF_COMMUNE
    from storage import engines, units

    made_up = set(PHONES_OF_COMMUNE.values())
    with engines.reader(settings.database).connect() as db:
        return any(made_up.intersection(units.phones(db, u.path).values()) for u in units.everything(db) if u.level == "xa")


NO_OPERATOR = (
    "nobody holds the role quan_tri, so nobody hears when a bot runs out of messages or people need help with their own data: "
    "`invite --unit ID --role quan_tri`, ID as `units list` shows it"
)


def has_operator(settings: Settings) -> bool:
    """Whether somebody who has joined holds that role; the database must be at the newest schema."""
    from storage import bots, engines, people

    with engines.reader(settings.database).connect() as db:
        return any(people.linked(db, one) for one in bots.operators(db, now()))


@contextmanager
def writing() -> Iterator[Connection]:
    """A short transaction beside a running bot; on SQLite it waits its turn."""
    from storage import engines, schema

    url = settings().database
    schema.upgrade(url)
    with engines.writer(url).begin() as db:
        yield db


@contextmanager
def reading() -> Iterator[Connection]:
    from storage import engines, schema

    url = settings().database
    if not exists(settings()) or (found := schema.current(url)) is None:
        raise ValueError(schema.NO_DATABASE)
    if found != schema.newest():
        raise ValueError("the database is not at the newest schema; first: python bot.py migrate")
    with engines.reader(url).connect() as db:
        yield db


def print_rows(columns: Sequence[str], rows: Iterable[dict[str, Any]], how: str) -> None:
    """To stdout and nothing else on it; a CSV bears a byte-order mark, for Vietnamese Excel."""
    if how == "jsonl":
        for row in rows:
            say(json.dumps(row, ensure_ascii=False))
        return
    from bot.documents import tables

    sys.stdout.buffer.write(tables.csv(columns, rows) if how == "csv" else tables.xlsx(columns, rows))


def say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
