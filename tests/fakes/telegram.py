"""A Telegram on 127.0.0.1, true to the Bot API server in what it accepts, refuses, repeats and forgets. It fails when told to."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from typing_extensions import override

from tests.fakes.faults import Fault
from tests.fakes.telegram_api import BotApi
from tests.fakes.telegram_people import Group, Person

__all__ = ["TOKEN", "FakeTelegram", "Fault", "too_many"]

TOKEN = "48210937:AAF-fake_token_of_the_tests_0123456789abcd"


def too_many(retry_after: int | None) -> Fault:
    """HTTP 429; None: without a word on how long to wait."""
    if retry_after is None:
        return Fault(429, "Too Many Requests: retry later")
    return Fault(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


class FakeTelegram(BotApi):
    """One bot's Telegram. ``pace`` is a factor on the pauses of its webhook."""

    downloads = "/file/bot{token}/{path:.+}"

    def __init__(self, token: str = TOKEN, username: str = "tro_ly_thu_bot", *, pace: float = 1.0) -> None:
        super().__init__(token, username, pace)

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

    # ---- the way in

    @override
    async def _met(self, method: str, given: dict[str, Any], request: web.Request) -> web.StreamResponse:
        fault = self.faults[method].popleft() if self.faults[method] else Fault()
        if fault.until:
            await fault.until.wait()
        if fault.done or not (fault.status or fault.drop or fault.page):
            result = await self.carry_out(method, given)
            if not fault.done:
                return web.json_response({"ok": True, "result": result})
        return self._failed(fault, request)

    @override
    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return self._refused(Fault(401, "Unauthorized"))
        if self.faults["file"]:
            return await self._met("file", {}, request)
        file, until = self._links.get(request.match_info["path"], ("", 0.0))
        if self.now() >= until:
            return self._refused(Fault(404, "Not Found"))
        return web.Response(body=self._files[file][0], content_type="application/octet-stream")

    @override
    def _refused(self, fault: Fault) -> web.Response:
        description = fault.description or web.Response(status=fault.status).reason
        body: dict[str, Any] = {"ok": False, "error_code": fault.status, "description": description}
        return web.json_response(body | ({"parameters": fault.parameters} if fault.parameters else {}), status=fault.status)
