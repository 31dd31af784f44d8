"""Bringing a database to the newest schema. Alembic is imported only when there is something to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

NO_DATABASE = "there is no database yet; first: python bot.py migrate"

_HERE = Path(__file__).parent / "migrations"


def newest() -> str:
    """The revision of the last migration file; their names sort by number."""
    return max(p.stem.partition("_")[0] for p in (_HERE / "versions").glob("[0-9]*.py"))


def current(url: str) -> str | None:
    """The revision a database is at; None for an empty one."""
    engine = create_engine(url)
    try:
        with engine.connect() as db:
            if not inspect(db).has_table("alembic_version"):
                return None
            return str(db.execute(text("SELECT version_num FROM alembic_version")).scalar())
    finally:
        engine.dispose()


def upgrade(url: str, to: str = "head") -> bool:
    """True when there was something to do. A SQLite file's folder is made."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    if to == "head" and current(url) == newest():
        return False
    from alembic import command

    command.upgrade(config(url), to)
    return True


def config(url: str) -> Config:
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(_HERE))
    made.attributes["url"] = url
    return made
