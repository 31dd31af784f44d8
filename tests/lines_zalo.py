"""The kind of phone that speaks as Zalo Bot does: no buttons, no albums, no places; pictures and files come by an address."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import replace
from typing import Any, Literal

import pytest
from aiohttp import web

from bot.channels.zalo_bot import ZaloBot
from bot.engine import Engine
from bot.files import Files
from bot.main import web_app
from bot.passes import Passes
from bot.talk import Channel, Document, Peer, Words
from bot.web.files import add_files
from handlers import files as handing
from messages_vi import common
from messages_vi import files as files_vi
from storage import engines
from tests.fakes.zalo_bot import ZALO_TOKEN, FakeZaloBot
from tests.fakes.zalo_bot_people import Person
from tests.house import KEY

WORDS = Words(common.without_buttons, common.MENU, files_vi.a_file)
_HANDED_OVER = re.compile(r"(?P<title>.+): http://\S+/t/(?P<token>\S+)\n.+")


class ZaloBotLine:
    """Zalo's own payloads, through a fake of its server: polled for, or brought to our webhook.

    A message that is but the link to a file is shown as the file.
    """

    name, buttons = "zalo_bot", False
    account = ZALO_TOKEN.partition(":")[0]

    def __init__(self, mode: Literal["polling", "webhook"]) -> None:
        self.mode, self.now = mode, time.time

    async def opens(self) -> None:
        self.fake = FakeZaloBot(pace=0.01)
        await self.fake.start()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.root = f"http://127.0.0.1:{free.getsockname()[1]}"
        self.passes = Passes(KEY, self.root, lambda: self.now())

    async def closes(self) -> None:
        await self.fake.stop()

    def channel(self, files: Files) -> Channel:
        self.files = files
        hook = f"{self.root}/webhook/zalo-bot/{self.account}"
        made = ZaloBot(ZALO_TOKEN, self.fake.url, WORDS, self.passes, self.mode, "s3cret_of_the_tests", hook)
        made.first_pause = 0.05
        made.allowance = replace(made.allowance, per_second=1000.0)
        return made

    async def connects(self, engine: Engine) -> None:
        self.now = engine.clock.now
        self.db = engines.reader(engine.db.url.render_as_string(hide_password=False))
        app = web_app(engine, demo=False)
        add_files(app, self.passes, self.files, self._look)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", int(self.root.rpartition(":")[2])).start()

    async def hangs_up(self) -> None:
        await self.runner.cleanup()
        self.db.dispose()

    def meets(self, chat: str, name: str) -> None:
        self.fake.person(chat, name)

    def knows(self, chat: str) -> None:
        self.fake.hears(chat)

    async def says(self, chat: str, text: str) -> None:
        self.phone_of(chat).says(text)
        await self.fake.settled(15)

    async def taps(self, chat: str, data: str) -> None:
        raise AssertionError("there is nothing to tap on Zalo")

    async def sends(
        self, chat: str, *, photos: tuple[bytes, ...] = (), voice: bytes | None = None, caption: str = "", place: tuple[float, float] | None = None
    ) -> None:
        if place is not None:
            pytest.skip("a Zalo bot is told no place")
        for n, photo in enumerate(photos):
            self.phone_of(chat).sends_photo(photo, "" if n else caption)
        if voice is not None:
            self.phone_of(chat).sends_voice(voice)
        await self.fake.settled(15)

    def shown(self, chat: str) -> list[dict[str, Any]]:
        return [self._message(chat, m) for m in self.phone_of(chat).seen]

    def phone_of(self, chat: str) -> Person:
        found = self.fake._rooms[chat]
        assert isinstance(found, Person)
        return found

    def _message(self, chat: str, seen: dict[str, Any]) -> dict[str, Any]:
        link = _HANDED_OVER.fullmatch(seen["text"])
        if link:
            handed = self.passes.read_document(link["token"])
            assert handed is None or handed.peer.chat == chat, "a link that was made for somebody else"
        return {
            "text": "" if link else seen["text"],
            "buttons": [],
            "photos": [seen["photo"]] if seen["photo"] else [],
            "files": [link["title"]] if link else [],
        }

    def _look(self, attachment: int, peer: Peer) -> Document | None:
        with self.db.connect() as db:
            return handing.look(db, attachment, peer, self.now())
