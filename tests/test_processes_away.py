"""The database goes away under the real process: nothing is acknowledged meanwhile, and it goes on by itself once it is back."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.torture import prepared
from tests.missing import missing
from tests.office import Office, office, until
from tests.postgres import Cluster, Unavailable
from tests.processes import Mode
from tests.wire import Wire

STOPS_WITHIN = 12.0  # seconds


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    prepared(f"sqlite:///{tmp_path}/bot.db")
    return f"sqlite:///{tmp_path}/bot.db"


@contextlib.contextmanager
def locked(url: str) -> Iterator[None]:
    """Another process writes, and takes long."""
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=10)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.rollback()
    other.close()


async def waits_unacknowledged_and_is_answered_afterwards(here: Office, *, away: contextlib.AbstractContextManager[None]) -> None:
    assert await here.hears_back("giúp")
    with away:
        here.member.says("giúp")
        await here.bot.until("/readyz", 503, 15)
        assert (await here.bot.asked("/healthz"))[0] == 200
        await asyncio.sleep(1)
        assert len(here.fake.pending) == 1
        assert len(here.member.seen) == 1
    await here.bot.until("/readyz", 200, 30)
    await until(lambda: not here.fake.pending and len(here.member.seen) == 2)
    await asyncio.sleep(0.3)
    assert len(here.member.seen) == 2
    assert "Traceback" not in here.bot.said


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_while_somebody_holds_the_lock_nothing_is_acknowledged(sqlite_url: str, tmp_path: Path, mode: Mode) -> None:
    async with office(sqlite_url, tmp_path, mode) as here:
        await here.starts()
        await waits_unacknowledged_and_is_answered_afterwards(here, away=locked(sqlite_url))


async def test_told_to_stop_while_the_database_is_away_it_still_ends(sqlite_url: str, tmp_path: Path) -> None:
    async with office(sqlite_url, tmp_path) as here:
        await here.starts()
        with locked(sqlite_url):
            here.member.says("giúp")
            await here.bot.until("/readyz", 503, 15)
            code, seconds = await here.bot.is_told_to_stop(60)
        assert (code, seconds < STOPS_WITHIN) == (0, True), (code, seconds, here.bot.said)
        await here.starts()
        await until(lambda: len(here.member.seen) == 1)


# the disk is full ----------------------------------------------------------------------------------------------------
@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], capture_output=True, check=False).returncode:
        pytest.skip("a disk of our own to fill takes root and the right to mount")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


@contextlib.contextmanager
def full(disk: Path) -> Iterator[None]:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    assert shutil.disk_usage(disk).free < 4096
    yield
    filler.unlink()


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_while_the_disk_is_full_nothing_is_acknowledged(small_disk: Path, tmp_path: Path, mode: Mode) -> None:
    url = f"sqlite:///{small_disk}/bot.db"
    prepared(url)
    async with office(url, tmp_path, mode) as here:
        await here.starts()
        await waits_unacknowledged_and_is_answered_afterwards(here, away=full(small_disk))


# the server is away --------------------------------------------------------------------------------------------------
class Restartable(Cluster):
    def goes(self) -> None:
        self._server.send_signal(signal.SIGINT)
        self._server.wait(20)

    def comes_back(self) -> None:
        port = str(self.port)
        self._server = self._as_user("postgres", "-D", str(self.home / "data"), "-p", port, "-k", str(self.home), "-c", "listen_addresses=127.0.0.1")
        assert self._answers(self._server)

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        self.goes()
        yield
        self.comes_back()


@pytest.fixture
def server() -> Iterator[Restartable]:
    try:
        made = Restartable()
    except Unavailable as reason:
        missing(str(reason))
    yield made
    made.stop()


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_while_the_server_is_stopped_nothing_is_acknowledged(server: Restartable, tmp_path: Path, mode: Mode) -> None:
    url = server.fresh(prepared)
    async with office(url, tmp_path, mode) as here:
        await here.starts()
        await waits_unacknowledged_and_is_answered_afterwards(here, away=server.away())


async def test_a_commit_of_which_nobody_knows_whether_it_held_loses_nothing_and_does_nothing_twice(postgres: Cluster, tmp_path: Path) -> None:
    """The connection breaks when the server has committed and the bot has not heard of it, again and again under load."""
    url = postgres.fresh(prepared)
    chance = random.Random(7)
    async with Wire(url) as wire, office(url, tmp_path, members=12, DANVAN_DATABASE_URL=wire.url) as here:
        await here.starts()
        here.crowd.begins()
        for _ in range(25):
            await asyncio.sleep(chance.uniform(0.02, 0.4))
            wire.lose_commits = 1
        assert await here.crowd.ends() == []
        await until(lambda: not here.rows("SELECT 1 FROM outbox WHERE state IN ('queued', 'sending')"))
        assert (await here.bot.is_told_to_stop())[0] == 0
        told = [text for one in here.crowd.reporters for text in one.told]
        assert wire.cuts > 10
        assert sorted(row.text for row in here.rows("SELECT text FROM incident")) == sorted(told)
        assert not here.rows("SELECT 1 FROM inbox WHERE state <> 'done'")
        assert all(len(person.phone.seen) == len({shown["text"] for shown in person.phone.seen}) for person in here.crowd.reporters)
