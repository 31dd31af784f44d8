"""Who is measured: our bot as offices run it, and stock bots of two libraries; each with what it must find when it starts."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from abc import ABC, abstractmethod
from pathlib import Path

from sqlalchemy import text
from typing_extensions import override

from benchmarks import places, scenario, village
from benchmarks.telegram import Process
from storage import engines
from tests.processes import SECRET, free_port

ACCOUNT, TOKEN = "1", "1:TEST"
PER_SECOND = 100_000.0  # messages the fake takes: the peers have no pace of their own either


class Contestant(ABC):
    """A bot before it is started. ``at`` in every method is a folder of this run's own."""

    name: str
    scenario = scenario.PEERS
    hook, secret, says_ready = "/hook", "", ""

    def __init__(self) -> None:
        self.port = free_port()

    @abstractmethod
    def prepare(self, at: Path, users: int) -> None:
        """Before the clock runs."""

    @abstractmethod
    def starts(self, at: Path, api: str) -> Process:
        """The process, just begun."""

    @abstractmethod
    def filed(self, at: Path) -> int:
        """Reports in its database."""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}{self.hook}"


class Product(Contestant):
    """`python bot.py run`, webhook, with real roles; ``people`` live in its database. ``url`` of an empty database, else SQLite."""

    name, hook, secret, says_ready = "dan-van-bot", "/webhook/telegram", SECRET, "/readyz"
    scenario = scenario.PRODUCT

    def __init__(self, people: int = 0, url: str = "", per_second: float = PER_SECOND, settled: Path | None = None, **more: str) -> None:
        """``more``: further settings, as DANVAN_TELEGRAM_REPLIES."""
        super().__init__()
        self.people, self.url, self.per_second, self.settled, self.more = people, url, per_second, settled, more

    @override
    def prepare(self, at: Path, users: int) -> None:
        """``settled``: a database made earlier, to be copied."""
        if self.settled is not None:
            shutil.copy(self.settled, at / "bot.db")
        else:
            village.settle(self.database(at), ACCOUNT, users, self.people)

    def database(self, at: Path) -> str:
        return self.url or f"sqlite:///{at}/bot.db"

    @override
    def starts(self, at: Path, api: str) -> Process:
        return Process([sys.executable, str(places.ROOT / "bot.py"), "run"], at, self.settings(at, api))

    def settings(self, at: Path, api: str) -> dict[str, str]:
        return {
            "DANVAN_DATABASE_URL": self.database(at),
            "DANVAN_DATA_DIR": str(at / "data"),
            "DANVAN_LISTEN": f"127.0.0.1:{self.port}",
            "DANVAN_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "DANVAN_TELEGRAM_TOKEN": TOKEN,
            "DANVAN_TELEGRAM_API_URL": api,
            "DANVAN_TELEGRAM_MODE": "webhook",
            "DANVAN_TELEGRAM_SECRET": SECRET,
            "DANVAN_TELEGRAM_PER_SECOND": f"{self.per_second:g}",
            **self.more,
        }

    @override
    def filed(self, at: Path) -> int:
        engine = engines.reader(self.database(at))
        with engine.connect() as db:
            found = int(db.execute(text("SELECT count(*) FROM incident")).scalar_one())
        engine.dispose()
        return found


class _Peer(Contestant):
    @override
    def prepare(self, at: Path, users: int) -> None:
        """Makes its tables by itself."""

    @override
    def filed(self, at: Path) -> int:
        db = sqlite3.connect(at / "bot.db")
        found = int(db.execute("SELECT count(*) FROM reports").fetchone()[0])
        db.close()
        return found

    def _told(self, at: Path, api: str) -> dict[str, str]:
        return {"API_BASE": api, "HOOK_PORT": str(self.port), "DATA_DIR": str(at)}


class StockPTB(_Peer):
    name = "python-telegram-bot"

    @override
    def starts(self, at: Path, api: str) -> Process:
        return Process([sys.executable, "-m", "benchmarks.peers.ptb_bot"], at, self._told(at, api))


class Grammy(_Peer):
    """Raises places.Missing without Node or its packages."""

    name = "grammY"

    def __init__(self) -> None:
        super().__init__()
        self.modules = places.node_modules()

    @override
    def starts(self, at: Path, api: str) -> Process:
        told = {**self._told(at, api), "NODE_PATH": str(self.modules), "NODE_ENV": "production"}
        return Process(["node", str(places.HERE / "peers" / "grammy_bot.cjs")], at, told)
