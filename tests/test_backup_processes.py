"""A machine is backed up while people write to it, and lost; the next one has all of it, and nobody hears anything twice."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text

from bot import backup
from bot.files import Files, load_key
from storage import dump
from tests.fakes.telegram import Fault
from tests.office import Office, office, until
from tests.processes import ROOT, BotProcess

QUIET = 3.0  # seconds in which a bot that had anything to send would have sent it


async def typed(bot: BotProcess, *command: str) -> str:
    """A command of the operator's, in the settings of this machine; what it said."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DANVAN_")} | bot.settings
    ran = await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "bot.py"), *command, cwd=bot.at, env=environment,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said = (await ran.communicate())[0].decode()
    assert ran.returncode == 0, said
    return said


def picture(shade: int) -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30), (shade, 90, 90)).save(made, "JPEG")
    return made.getvalue()


def machine(here: Office, at: Path, url: str) -> BotProcess:
    """An empty one with the same key."""
    (at / "data").mkdir(parents=True)
    shutil.copy(here.bot.at / "data" / "key", at / "data" / "key")
    return BotProcess(at, url, here.fake.url)


def rows(bot: BotProcess, sql: str) -> list[tuple[Any, ...]]:
    with dump.snapshot(bot.settings["DANVAN_DATABASE_URL"]) as db:
        return [tuple(r) for r in db.execute(text(sql))]


async def under_load(here: Office, file: Path) -> str:
    """Backs up while everybody reports and sends pictures, and while one message is on its way of which nobody knows yet whether it arrived."""
    await here.starts()
    phones = [one.phone for one in here.crowd.reporters[:3]]
    for n, phone in enumerate(phones):
        phone.sends_photo(picture(n), f"sạt lở đường vào thôn {n}")
    await until(lambda: all(phone.seen for phone in phones))
    for phone in phones:
        phone.says("gửi")
    here.crowd.begins()
    await until(lambda: len(rows(here.bot, "SELECT 1 FROM incident")) > 5)
    on_its_way = asyncio.Event()
    here.fake.faults["sendMessage"].append(Fault(until=on_its_way))
    await until(lambda: not here.fake.faults["sendMessage"])
    said = await typed(here.bot, "backup", str(file))
    on_its_way.set()
    return said


def unlike(restored: BotProcess, told: backup.Contents) -> list[str]:
    """The tables whose rows are not those of the backup."""
    with dump.snapshot(restored.settings["DANVAN_DATABASE_URL"]) as db:
        return [table.name for table in dump.tables(db) if list(dump.checksum(db, table)) != told.tables[table.name]]


def opens_every_picture(bot: BotProcess) -> int:
    files = Files(bot.at / "data" / "files", load_key(bot.at / "data" / "key")[0])
    kept = rows(bot, "SELECT name, sha256 FROM attachment WHERE state = 'kept'")
    assert all(hashlib.sha256(files.read(name)).hexdigest() == sum_ for name, sum_ in kept)
    return len(kept)


async def test_what_was_backed_up_under_load_is_all_there_elsewhere_and_nobody_hears_anything_twice(
    request: pytest.FixtureRequest, url: str, tmp_path: Path
) -> None:
    file, other = tmp_path / "one.backup", f"sqlite:///{tmp_path}/other.db"
    if url.startswith("sqlite"):
        other = request.getfixturevalue("postgres_url")
    async with office(url, tmp_path, members=12) as here:
        said = await under_load(here, file)
        assert "a bot was running" in said
        assert "KEEP THE KEY FILE APART" in said
        assert await here.crowd.ends() == []  # it runs on for a while: everybody got an answer
        await until(lambda: not here.fake.pending)
        await here.bot.is_killed()

        exact = machine(here, tmp_path / "exact", f"sqlite:///{tmp_path}/exact.db")
        await typed(exact, "restore", str(file), "--yes", "--go-on")
        key = load_key(exact.at / "data" / "key")[0]
        assert unlike(exact, backup.examine(file, key)[1]) == ["audit"]  # that it was restored stands there too
        assert rows(exact, "SELECT count(*) FROM incident") == rows(exact, "SELECT count(DISTINCT incident) FROM incident_event WHERE what = 'moi'")
        assert rows(exact, "SELECT n FROM counter WHERE name LIKE 'incident:%'") == rows(exact, "SELECT max(number) FROM incident")
        assert rows(exact, "SELECT count(*) FROM outbox WHERE state = 'sending'") != [(0,)]
        assert "entries are sealed and as they were" in await typed(exact, "audit", "verify")

        new = machine(here, tmp_path / "new", other)
        said = await typed(new, "restore", str(file), "--yes")
        assert "stopped, for the other bot may have done it" in said
        assert opens_every_picture(new) == 3
        before = len(here.fake.sent)
        try:
            await new.starts()
            await new.is_ready()
            await asyncio.sleep(QUIET)
            assert here.fake.sent[before:] == []
            here.leader.says("xem 1")  # it works at once
            await until(lambda: len(here.fake.sent) > before)
            assert "việc số 1" in here.leader.last["text"].casefold()
        finally:
            await new.is_killed()
