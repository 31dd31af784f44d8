"""The kinds of phone in the tests: each speaks its channel's true payloads over HTTP."""

from __future__ import annotations

import itertools
import time
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from bot.channels.phone import Phone
from bot.channels.plain import as_text
from bot.engine import Engine
from bot.files import Files
from bot.talk import Channel, Outgoing, Words
from bot.web.demo import DemoPhone, add_demo
from bot.web.server import make_app
from messages_vi import common

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
        self.shown(out.peer.chat).append({"text": text, "buttons": buttons if self.buttons else [], "photos": list(out.photos)})


class _KeptPhone(Phone):
    """A phone whose owner remembers what it showed, though the bot restarts."""

    def __init__(self, line: PhoneLine, files: Files) -> None:
        super().__init__(WORDS, files.read)
        self.line = line

    async def send(self, out: Outgoing) -> str:
        self.line.keep(out)
        return await super().send(out)
