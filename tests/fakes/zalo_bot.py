"""A Zalo Bot Platform on 127.0.0.1, true to what is documented and to what was observed where the two differ. It fails when told to."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Any, Self

from aiohttp import web

from tests.fakes.faults import Fault
from tests.fakes.telegram_parameters import Refusal, parameters
from tests.fakes.zalo_bot_api import BotApi, Idle
from tests.fakes.zalo_bot_hook import Waiting
from tests.fakes.zalo_bot_people import Person

ZALO_TOKEN = "30217745:fake-zalo_token_of_the_tests_0123456789"
_WITHOUT_CODE = (404, 408)  # seen answered without an error_code


class FakeZaloBot(BotApi):
    """One bot's Zalo. ``faults``: what the next calls of a method meet, by its name ("file": downloads); ``down``: what all calls meet meanwhile.

    Switches, all of them false at first but ``live``: ``wrapped`` (webhook bodies in an envelope), ``live`` (photo_url as observed, not photo as
    documented), ``lowercase`` (chat_type), ``replays`` (see BotApi). ``idle`` is what a poll meets when nothing came within its time or
    ``longest_poll`` seconds. ``people_limit``, ``month_limit`` and ``sent_this_month`` may be set at any time.
    ``pace`` is a factor on the pauses of its webhook; ``calls`` are all that were made, as (method, parameters).
    """

    def __init__(self, token: str = ZALO_TOKEN, *, pace: float = 1.0) -> None:
        super().__init__(token, pace)
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.down: Fault | None = None
        self.idle = Fault(408, "Request timeout")

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/media/{name}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=1024).start()
        self.url = "http://{}:{}".format(*self._runner.addresses[0][:2])

    async def stop(self) -> None:
        self._open = False
        self._tell()
        await self.hook.close()
        if self._session is not None:
            await self._session.close()
        await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # ---- for the test

    def person(self, chat_id: str, name: str = "Lê Thị Bảy") -> Person:
        person = Person(self, chat_id, name)
        self._rooms[chat_id] = person
        return person

    def links_die(self) -> None:
        """Of all that people have sent so far."""
        self._links.clear()

    def repeats(self, update_id: str) -> None:
        """An update comes once more, though the bot has got it."""
        old = self._updates[update_id]
        self._bring(Waiting(old.id, old.body, old.chat))

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """What people do meanwhile comes afterwards, and the other way round."""
        self._held = []
        yield
        held, self._held = self._held, None
        for waiting in reversed(held):
            self._bring(waiting)

    async def settled(self, at_most: float = 5.0) -> None:
        """Waits until the bot has all updates: its webhook took them, or it came to ask for more after the last."""
        for _ in range(int(at_most / 0.005)):
            if not self.pending and (self._back or self.hook.address):
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"{len(self.pending)} updates did not come to the bot, or it has not asked since")

    def made(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all calls of a method so far."""
        return [given for name, given in self.calls if name == method]

    # ---- the way in

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _refused(Fault(401, "Unauthorized"))
        method = request.match_info["method"]
        try:
            given = await parameters(request)
            self.calls.append((method, given))
            return await self._met(method, given, request)
        except Refusal as refusal:
            return _refused(Fault(refusal.status, refusal.description))
        except Idle:
            return _refused(self.idle)

    async def _met(self, method: str, given: dict[str, Any], request: web.Request) -> web.StreamResponse:
        fault = self._fault(method)
        result = await self.carry_out(method, given) if fault.done else None
        if fault.until:
            await fault.until.wait()
        if fault.drop or fault.page or fault.status:
            return _failed(fault, request)
        if result is None:
            result = await self.carry_out(method, given, lambda: request.transport is not None)
        return web.json_response({"ok": True, "result": result} if result else {"ok": True})

    def _fault(self, method: str) -> Fault:
        return self.faults[method].popleft() if self.faults[method] else self.down or Fault()

    async def _download(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults["file"].popleft() if self.faults["file"] else Fault()
        if fault.until:
            await fault.until.wait()
        if fault.drop or fault.page or fault.status:
            return _failed(fault, request)
        data, mime = self._links.get(request.match_info["name"], (b"", ""))
        return web.Response(body=data, content_type=mime) if mime else web.Response(status=404)


def _failed(fault: Fault, request: web.Request) -> web.Response:
    if fault.drop:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()
    if fault.page:
        return web.Response(status=fault.status or 200, text=fault.page, content_type=fault.mime)
    return _refused(fault)


def _refused(fault: Fault) -> web.Response:
    body: dict[str, Any] = {"ok": False, "description": fault.description or web.Response(status=fault.status).reason}
    if fault.http or fault.status not in _WITHOUT_CODE:
        body["error_code"] = fault.status
    return web.json_response(body, status=fault.http or fault.status)
