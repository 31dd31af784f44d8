"""A Zalo Bot Platform on 127.0.0.1, true to what is documented and to what was observed where the two differ. It fails when told to."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from typing_extensions import override

from tests.fakes.faults import Fault
from tests.fakes.zalo_bot_api import BotApi, Idle
from tests.fakes.zalo_bot_people import Person

ZALO_TOKEN = "30217745:fake-zalo_token_of_the_tests_0123456789"
_WITHOUT_CODE = (404, 408)  # seen answered without an error_code


class FakeZaloBot(BotApi):
    """One bot's Zalo. ``down``: what all calls meet meanwhile that meet no fault of their own.

    Switches, all of them false at first but ``live``: ``wrapped`` (webhook bodies in an envelope), ``live`` (photo_url as observed, not photo as
    documented), ``lowercase`` (chat_type), ``replays`` (see BotApi). ``idle`` is what a poll meets when nothing came within its time or
    ``longest_poll`` seconds. ``people_limit``, ``month_limit`` and ``sent_this_month`` may be set at any time.
    ``pace`` is a factor on the pauses of its webhook.
    """

    downloads = "/media/{name}"

    def __init__(self, token: str = ZALO_TOKEN, *, pace: float = 1.0) -> None:
        super().__init__(token, pace)
        self.down: Fault | None = None
        self.idle = Fault(408, "Request timeout")

    @override
    async def stop(self) -> None:
        await super().stop()
        if self._session is not None:
            await self._session.close()

    # ---- for the test

    def person(self, chat_id: str, name: str = "Lê Thị Bảy") -> Person:
        person = Person(self, chat_id, name)
        self._rooms[chat_id] = person
        return person

    def links_die(self) -> None:
        """Of all that people have sent so far."""
        self._links.clear()

    @override
    def _all_has_come(self) -> bool:
        """Its webhook took them, or it came to ask for more after the last."""
        return not self.pending and (self._back or self.hook.address is not None)

    # ---- the way in

    @override
    async def _call(self, request: web.Request) -> web.StreamResponse:
        try:
            return await super()._call(request)
        except Idle:
            return self._refused(self.idle)

    @override
    async def _met(self, method: str, given: dict[str, Any], request: web.Request) -> web.StreamResponse:
        fault = self._fault(method)
        result = await self.carry_out(method, given) if fault.done else None
        if fault.until:
            await fault.until.wait()
        if fault.drop or fault.page or fault.status:
            return self._failed(fault, request)
        if result is None:
            result = await self.carry_out(method, given, lambda: request.transport is not None)
        return web.json_response({"ok": True, "result": result} if result else {"ok": True})

    def _fault(self, method: str) -> Fault:
        return self.faults[method].popleft() if self.faults[method] else self.down or Fault()

    @override
    async def _download(self, request: web.Request) -> web.StreamResponse:
        fault = self.faults["file"].popleft() if self.faults["file"] else Fault()
        if fault.until:
            await fault.until.wait()
        if fault.drop or fault.page or fault.status:
            return self._failed(fault, request)
        data, mime = self._links.get(request.match_info["name"], (b"", ""))
        return web.Response(body=data, content_type=mime) if mime else web.Response(status=404)

    @override
    def _refused(self, fault: Fault) -> web.Response:
        body: dict[str, Any] = {"ok": False, "description": fault.description or web.Response(status=fault.status).reason}
        if fault.http or fault.status not in _WITHOUT_CODE:
            body["error_code"] = fault.status
        return web.json_response(body, status=fault.http or fault.status)
