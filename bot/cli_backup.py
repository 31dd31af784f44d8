"""Commands that make a copy of everything, and that bring it back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli_shared import exists, say, settings, writing

if TYPE_CHECKING:
    from bot.backup import About, Contents, Restored
    from bot.config import Settings

KEEP_THE_KEY = "KEEP THE KEY FILE APART: {} is not in this backup, and without it nobody can read it."
PUT_IT = "put it at"
FIRST_RUN = "where the bot has never run, run it once (python bot.py run), which makes it; else put it back at"
_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.command()
@_FILE
def backup(file: Path) -> None:
    """Copy everything into one encrypted file, while the bot runs."""
    from bot import backup as work
    from bot.clock import Clock
    from storage import schema

    told = settings()
    if not exists(told):
        raise ValueError(schema.NO_DATABASE)
    key, clock = _key(told, FIRST_RUN), Clock(told.clock_file)
    _note(told, "exported backup", clock.now())
    about, found = work.make(file, key, told.database, told.data_dir / "files", clock.real())
    say(f"{file}: {_size(file)}; {_contents(found)}")
    say(_of(about))
    click.echo(KEEP_THE_KEY.format(told.key_path), err=True)


@click.command()
@_FILE
@click.option("--yes", is_flag=True, help="do not ask")
@click.option("--go-on", is_flag=True, help="what waited to be handled or sent goes on, though a bot was running: it stopped at the backup")
@click.option("--stop", is_flag=True, help="it is stopped, though no bot was running: one was started again after the backup")
def restore(file: Path, yes: bool, go_on: bool, stop: bool) -> None:
    """Bring a backup back, into an empty database and folder."""
    from bot import backup as work
    from bot.clock import Clock
    from handlers import JOBS

    if go_on and stop:
        raise ValueError("either --go-on or --stop")
    told = settings()
    files = told.data_dir / "files"
    if not work.is_room(told.database, files):
        raise ValueError("there is something in the database or in the folder of files: a backup is restored only where nothing is")
    key, now = _key(told, PUT_IT), Clock(told.clock_file).now()
    about, found = work.examine(file, key)
    say(_of(about))
    say(f"all of it is readable: {_contents(found)}")
    if not yes:
        click.confirm("Restore it?", abort=True, err=True)
    owed = [kind.name for kind in JOBS.values() if kind.owed]
    done = work.restore(file, key, told.database, files, now, stop=stop or (about.running and not go_on), owed=owed)
    _note(told, "changed database", now)
    say("restored")
    _say_what_waited(done)


def _key(told: Settings, what_to_do: str) -> bytes:
    """Never a new one: what the first run made is what kept files are read by."""
    from bot.files import load_key

    if not told.key_path.exists():
        raise ValueError(f"the key file is missing: {what_to_do} {told.key_path} (DANVAN_KEY_FILE)")
    return load_key(told.key_path)[0]


def _note(told: Settings, what: str, now: float) -> None:
    """Where the schema is the newest; an upgrade is nothing to come along with a backup."""
    from storage import audit, schema

    if schema.current(told.database) == schema.newest():
        with writing() as db:
            audit.note(db, None, what, "", None, now)


def _of(about: About) -> str:
    from bot.domain.periods import local

    running = "a bot was running" if about.running else "no bot was running"
    return f"backup of {local(about.made_at):%Y-%m-%d %H:%M} (version {about.version}, schema {about.revision}, {about.database}); {running}"


def _contents(found: Contents) -> str:
    more = "".join(f", {n} {what}" for n, what in ((found.missing, "erased meanwhile"), (found.added, "came later and are not in it")) if n)
    return f"{found.rows} rows of {len(found.tables)} tables, {found.files} files{more}"


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.1f} MB"


def _say_what_waited(done: Restored) -> None:
    if not done.waiting:
        return
    listed = ", ".join(f"{table} {n}" for table, n in done.waiting.items())
    if done.stopped:
        say(f"stopped, for the other bot may have done it: {listed}; see: export messages (to let it go: an empty place, and --go-on)")
    else:
        say(f"goes on at the next start: {listed}")
