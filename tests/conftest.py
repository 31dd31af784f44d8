"""What every test may ask for: a database of each kind, and a house on each kind of phone."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from storage import schema
from tests.fixtures_postgres import postgres, postgres_url
from tests.house import House, Line
from tests.lines import PhoneLine, TelegramLine
from tests.lines_zalo import ZaloBotLine
from tests.turns import World, undone

__all__ = ["postgres", "postgres_url"]


@pytest.fixture(scope="session")
def _empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("empty") / "bot.db"
    schema.upgrade(f"sqlite:///{at}")
    return at


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path, _empty_sqlite: Path) -> Iterator[str]:
    """A database at the newest schema, of each kind in turn."""
    if request.param == "sqlite":
        shutil.copy(_empty_sqlite, tmp_path / "bot.db")
        yield f"sqlite:///{tmp_path}/bot.db"
        return
    with request.getfixturevalue("postgres").lent(schema.upgrade) as made:
        yield made


@pytest.fixture
def world(url: str) -> Iterator[World]:
    """People of two communes who speak by real turns, without a channel."""
    with undone(url) as made:
        yield made


LINES: dict[str, Callable[[], Line]] = {
    "telegram-polling": lambda: TelegramLine("polling"),
    "telegram-webhook": lambda: TelegramLine("webhook"),
    "zalo-polling": lambda: ZaloBotLine("polling"),
    "zalo-webhook": lambda: ZaloBotLine("webhook"),
    "phone": lambda: PhoneLine(buttons=True),
    "phone-plain": lambda: PhoneLine(buttons=False),
}


ON_POSTGRES = ("telegram-webhook", "zalo-polling", "zalo-webhook")  # the other lines are on SQLite
# how updates come ends at the inbox, and a demo phone's buttons are Telegram's: the first stories of all tell enough of these
SECOND_WAYS = ("telegram-webhook", "zalo-polling", "phone")
FIRST_STORIES = ("test_report", "test_media", "test_case_life")


@pytest_asyncio.fixture(params=list(LINES))
async def house(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The whole bot, on each kind of phone and each database."""
    made = House(LINES[request.param](), url, tmp_path)
    await made.opens()
    yield made
    await made.closes()


@pytest_asyncio.fixture
async def plain(url: str, tmp_path: Path) -> AsyncIterator[House]:
    """The whole bot, on phones without buttons, as on Zalo."""
    made = House(LINES["phone-plain"](), url, tmp_path)
    await made.opens()
    yield made
    await made.closes()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each story runs on every kind of phone and on both databases, each line on one of them: what a line does ends at the door."""
    items[:] = [item for item in items if not _said_already(item, getattr(item, "callspec", None))]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What tests have measured (``record_property("measured", ...)``) stands at the end of the run, whoever of the workers ran them."""
    reports = [r for found in terminalreporter.stats.values() for r in found if getattr(r, "when", "") == "call"]
    if told := sorted({line for r in reports for name, line in r.user_properties if name == "measured"}):
        terminalreporter.section("measured")
        for line in told:
            terminalreporter.write_line(line)


def _said_already(item: pytest.Item, call: Any) -> bool:
    line = call.params.get("house") if call is not None else None
    if line is None:
        return False
    again = line in SECOND_WAYS and item.path.stem not in FIRST_STORIES
    return again or call.params.get("url") != ("postgres" if line in ON_POSTGRES else "sqlite")
