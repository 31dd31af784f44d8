"""The kinds of phone in the tests: each speaks its channel's true payloads over HTTP."""

from __future__ import annotations

import itertools
import socket
import time
from typing import Any, Literal

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from typing_extensions import override

from bot.channels.phone import Phone
from bot.channels.plain import as_text
from bot.channels.telegram import Telegram
from bot.engine import Engine
from bot.files import Files
from bot.main import web_app
from bot.talk import Channel, Outgoing, Words
from bot.uploads import Uploads
from bot.web.demo import DemoPhone, add_demo
from bot.web.server import make_app
from messages_vi import common
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.fakes.telegram_people import Person

SECRET = "s3cret_of_the_tests"
WORDS = Words(common.without_buttons, common.MENU)


class PhoneLine:
    """The demo's phones, through the page's own requests; without buttons it is as on Zalo."""

    name, account = "phone", "demo"

    def __init__(self, *, buttons: bool) -> None:
        self.buttons = buttons
        self._shown: dict[str, list[dict[str, Any]]] = {}
        self._ids = itertools.count(1)

    async def opens(self) -> None:
        self._run = f"t{time.monotonic_ns()}"

    async def closes(self) -> None:
        pass

    def channel(self, files: Files) -> Channel:
        self.phone = _KeptPhone(self, files)
        return self.phone

    async def connects(self, engine: Engine) -> None:
        app = make_app({}, lambda: engine.ready)
        add_demo(app, self.phone, [DemoPhone(str(n), "thử") for n in range(5001, 5060)])
        self._client = TestClient(TestServer(app))
        await self._client.start_server()

    async def hangs_up(self) -> None:
        await self._client.close()

    def meets(self, chat: str, name: str) -> None:
        """Any chat has a phone."""

    def knows(self, chat: str) -> None:
        """Any phone can be reached."""

    async def says(self, chat: str, text: str) -> None:
        await self._post(chat, {"text": text})

    async def taps(self, chat: str, data: str) -> None:
        await self._post(chat, {"tapped": data})

    async def sends(
        self, chat: str, *, photos: tuple[bytes, ...] = (), voice: bytes | None = None, caption: str = "", place: tuple[float, float] | None = None
    ) -> None:
        pieces = [{"kind": "photo", "ref": await self._upload(p), "size": len(p)} for p in photos]
        if voice is not None:
            pieces.append({"kind": "voice", "ref": await self._upload(voice), "size": len(voice)})
        album = f"al{next(self._ids)}" if len(pieces) > 1 else None
        for n, piece in enumerate(pieces):
            await self._post(chat, {"media": [piece], "text": "" if n else caption} | ({"album": album} if album else {}))
        if place is not None:
            await self._post(chat, {"place": list(place)})

    async def _upload(self, data: bytes) -> str:
        answer = await self._client.post("/demo/upload", data=data, headers=self._origin())
        assert answer.status == 200, await answer.text()
        return str((await answer.json())["ref"])

    async def _post(self, chat: str, what: dict[str, Any]) -> None:
        update = {"id": f"{self._run}-{next(self._ids)}", "chat": chat, "at": time.time(), **what}
        answer = await self._client.post("/demo/say", json=update, headers=self._origin())
        assert answer.status == 200, await answer.text()

    def _origin(self) -> dict[str, str]:
        return {"Origin": str(self._client.make_url("/")).rstrip("/")}

    def shown(self, chat: str) -> list[dict[str, Any]]:
        return self._shown.setdefault(chat, [])

    def keep(self, out: Outgoing) -> None:
        text = out.text if self.buttons else as_text(out, WORDS)
        buttons = [{"text": c.label, "data": f"{out.offer}:{n}"} for n, c in enumerate(out.choices)]
        buttons += [{"text": c.label, "data": f"{out.offer}:{c.value}"} for c in out.ways_out]
        self.shown(out.peer.chat).append(
            {"text": text, "buttons": buttons if self.buttons else [], "photos": list(out.photos), "files": [f.title for f in out.files]}
        )


class _KeptPhone(Phone):
    """A phone whose owner remembers what it showed, though the bot restarts."""

    def __init__(self, line: PhoneLine, files: Files) -> None:
        super().__init__(WORDS, files.read, Uploads(Files(files.directory.with_name("uploads"), bytes(32))))
        self.line = line

    @override
    def has_buttons(self, chat: str) -> bool:
        return self.line.buttons

    @override
    async def send(self, out: Outgoing) -> str:
        self.line.keep(out)
        return await super().send(out)


class TelegramLine:
    """Telegram's own payloads, through a fake of its server: polled for, or brought to our webhook."""

    name, buttons = "telegram", True
    account = TOKEN.partition(":")[0]

    def __init__(self, mode: Literal["polling", "webhook"], *, replies_in_response: bool = False) -> None:
        self.mode, self.replies_in_response = mode, replies_in_response

    async def opens(self) -> None:
        self.fake = FakeTelegram(pace=0.01)
        await self.fake.start()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    async def closes(self) -> None:
        await self.fake.stop()

    def channel(self, files: Files) -> Channel:
        hook = f"http://127.0.0.1:{self.port}/webhook/telegram"
        made = Telegram(TOKEN, self.fake.url, WORDS, files.read, self.mode, SECRET, hook, "", 1000.0, self.replies_in_response)
        made.first_pause = 0.05
        return made

    async def connects(self, engine: Engine) -> None:
        self.runner = web.AppRunner(web_app(engine, demo=False), access_log=None, shutdown_timeout=0.2)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()

    async def hangs_up(self) -> None:
        await self.runner.cleanup()

    def meets(self, chat: str, name: str) -> None:
        self.fake.person(int(chat), name)

    def knows(self, chat: str) -> None:
        self.phone_of(chat).wrote = True

    async def says(self, chat: str, text: str) -> None:
        self.phone_of(chat).says(text)
        await self.fake.settled(15)

    async def taps(self, chat: str, data: str) -> None:
        self.phone_of(chat).taps(data)
        await self.fake.settled(15)

    async def sends(
        self, chat: str, *, photos: tuple[bytes, ...] = (), voice: bytes | None = None, caption: str = "", place: tuple[float, float] | None = None
    ) -> None:
        if len(photos) > 1:
            self.phone_of(chat).sends_album(list(photos), caption)
        elif photos:
            self.phone_of(chat).sends_photo(photos[0], caption)
        if voice is not None:
            self.phone_of(chat).sends_voice(voice)
        if place is not None:
            self.phone_of(chat).sends_location(*place)
        await self.fake.settled(15)

    def shown(self, chat: str) -> list[dict[str, Any]]:
        return [_message(m) for m in self.phone_of(chat).seen]

    def phone_of(self, chat: str) -> Person:
        found = self.fake._rooms[int(chat)]
        assert isinstance(found, Person)
        return found


def _message(seen: dict[str, Any]) -> dict[str, Any]:
    buttons = [{"text": b["text"], "data": b["callback_data"]} for row in seen["keyboard"] for b in row]
    return {
        "text": seen["text"],
        "buttons": buttons,
        "photos": [seen["photo"]] if seen["photo"] else [],
        "files": [seen["file"].name] if seen.get("file") else [],
    }
