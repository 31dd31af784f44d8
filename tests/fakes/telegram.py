"""A Telegram on 127.0.0.1, true to the Bot API server in what it accepts, refuses, repeats and forgets. It fails when told to."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Any, Self

from aiohttp import web

from tests.fakes.faults import Fault
from tests.fakes.telegram_api import BotApi
from tests.fakes.telegram_hook import Waiting
from tests.fakes.telegram_parameters import Refusal, parameters
from tests.fakes.telegram_people import Group, Person

__all__ = ["TOKEN", "FakeTelegram", "Fault", "too_many"]

TOKEN = "48210937:AAF-fake_token_of_the_tests_0123456789abcd"


def too_many(retry_after: int | None) -> Fault:
    """HTTP 429; None: without a word on how long to wait."""
    if retry_after is None:
        return Fault(429, "Too Many Requests: retry later")
    return Fault(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


class FakeTelegram(BotApi):
    """One bot's Telegram. ``faults``: what the next calls of a method meet, by its name ("file": downloads).

    ``pace`` is a factor on the pauses of its webhook; ``calls`` are all that were made, as (method, parameters).
    """

    def __init__(self, token: str = TOKEN, username: str = "tro_ly_thu_bot", *, pace: float = 1.0) -> None:
        super().__init__(token, username, pace)
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.url = ""

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024).start()
        self.url = "http://{}:{}".format(*self._runner.addresses[0][:2])

    async def stop(self) -> None:
        self._open = False
        self._tell()
        await self.hook.close()
        await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # ---- for the test

    def person(self, chat_id: int, name: str = "Lê Thị Bảy") -> Person:
        person = Person(self, chat_id, name)
        self._rooms[chat_id] = person
        return person

    def group(self, chat_id: int = -1001234567890, title: str = "Tổ dân vận thôn 7") -> Group:
        group = Group(self, chat_id, title)
        self._rooms[chat_id] = group
        return group

    def later(self, seconds: float) -> None:
        self._ahead += seconds

    def repeats(self, update_id: int) -> None:
        """An update comes once more, though it was acknowledged."""
        old = self._updates[update_id]
        self._bring(Waiting(old.body, old.queue, old.born, repeat=True))

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """What people do meanwhile comes afterwards, and the other way round."""
        self._held = []
        yield
        held, self._held = self._held, None
        for waiting in reversed(held):
            self._bring(waiting)

    async def settled(self, at_most: float = 5.0) -> None:
        """Waits until every update is acknowledged."""
        for _ in range(int(at_most / 0.005)):
            if not self.pending:
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"{len(self.pending)} updates are not acknowledged")

    def made(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all calls of a method so far."""
        return [given for name, given in self.calls if name == method]

    # ---- the way in

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _answer(Refusal(401, "Unauthorized"))
        method = request.match_info["method"]
        try:
            given = await parameters(request)
            self.calls.append((method, given))
            return await self._met(method, given, request)
        except Refusal as refusal:
            return _answer(refusal)

    async def _met(self, method: str, given: dict[str, Any], request: web.Request) -> web.StreamResponse:
        fault = self.faults[method].popleft() if self.faults[method] else Fault()
        if fault.until:
            await fault.until.wait()
        if fault.done or not (fault.status or fault.drop or fault.page):
            result = await self.carry_out(method, given)
            if not fault.done:
                return web.json_response({"ok": True, "result": result})
        if fault.drop:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if fault.page:
            return web.Response(status=fault.status or 200, text=fault.page, content_type=fault.mime)
        return _answer(Refusal(fault.status, fault.description or web.Response(status=fault.status).reason, fault.parameters))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _answer(Refusal(401, "Unauthorized"))
        if self.faults["file"]:
            return await self._met("file", {}, request)
        file, until = self._links.get(request.match_info["path"], ("", 0.0))
        if self.now() >= until:
            return _answer(Refusal(404, "Not Found"))
        return web.Response(body=self._files[file][0], content_type="application/octet-stream")


def _answer(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    return web.json_response(body | ({"parameters": refusal.parameters} if refusal.parameters else {}), status=refusal.status)
