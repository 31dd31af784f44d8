"""The real process on Zalo: pictures are fetched from it for as long as it sends, and one that was taken for dead sends no more."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bot.files import Files, load_key
from bot.talk import Outgoing, Peer
from storage import engines, outbox
from tests.fakes.zalo_bot import ZALO_TOKEN, FakeZaloBot
from tests.office import until
from tests.processes import BotProcess
from tests.stories.test_media import picture as jpeg

ACCOUNT = ZALO_TOKEN.partition(":")[0]


class Zalo:
    """A bot on Zalo alone, its pictures, and people who have written to it."""

    def __init__(self, fake: FakeZaloBot, url: str, at: Path) -> None:
        self.fake, self.url = fake, url
        tokens = {"DANVAN_ZALO_BOT_TOKENS": ZALO_TOKEN, "DANVAN_ZALO_BOT_API_URL": fake.url, "DANVAN_TELEGRAM_TOKEN": ""}
        self.bot = BotProcess(at, url, fake.url, "polling", **tokens)
        self.files = Files(at / "data" / "files", load_key(at / "data" / "key")[0])

    def posts(self, people: int, each: int = 1, picture: bool = False) -> None:
        """Messages for so many people, as if a turn had left them."""
        engine = engines.writer(self.url)
        with engine.begin() as db:
            for n in range(people):
                chat = f"{n:020x}"
                self.fake.person(chat, "Lê Thị Bảy")
                self.fake.hears(chat)
                photos: tuple[str, ...] = (self.files.keep(jpeg()).name,) if picture else ()
                out = Outgoing(Peer("zalo_bot", ACCOUNT, chat), "" if picture else "tin", photos=photos)
                outbox.post(db, [(f"{chat}.{k}", "alert", out) for k in range(each)], 0.0)
        engine.dispose()

    def states(self) -> list[Any]:
        engine = engines.reader(self.url)
        with engine.connect() as db:
            found = list(db.execute(text("SELECT state FROM outbox ORDER BY id")).scalars())
        engine.dispose()
        return found


@contextlib.asynccontextmanager
async def zalo(url: str, at: Path) -> AsyncIterator[Zalo]:
    async with FakeZaloBot(pace=0.02) as fake:
        here = Zalo(fake, url, at)
        try:
            yield here
        finally:
            if here.bot.process is not None:
                await here.bot.is_killed()


async def test_what_leaves_while_it_stops_may_be_a_picture_that_is_fetched_from_it(url: str, tmp_path: Path) -> None:
    async with zalo(url, tmp_path) as here:
        here.posts(9, picture=True)
        await here.bot.starts()
        await until(lambda: len(here.fake.sent) >= 2)
        code, _ = await here.bot.is_told_to_stop()
        assert code == 0, here.bot.said
        assert all(one["photo"] == here.fake.sent[0]["photo"] for one in here.fake.sent)
        assert here.fake.sent[0]["photo"]
        assert len(here.fake.sent) == here.states().count("sent")
        assert "sending" not in here.states()


async def test_one_that_was_taken_for_dead_sends_no_more(url: str, tmp_path: Path) -> None:
    async with zalo(url, tmp_path) as here:
        here.posts(50)
        await here.bot.starts()
        await until(lambda: len(here.fake.sent) >= 2)
        engine = engines.writer(url)
        with engine.begin() as db:
            db.execute(text("UPDATE lease SET owner = 'elsewhere:1:1:x'"))
        engine.dispose()
        assert await here.bot.ends(15) == 1
        left = len(here.fake.sent)
        await asyncio.sleep(0.5)
        assert len(here.fake.sent) == left < 48
