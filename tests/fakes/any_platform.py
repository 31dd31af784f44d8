"""What is the same for every fake platform: a web server on 127.0.0.1 that fails when told to, and updates that wait until the bot has got them."""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Self

from aiohttp import web

from tests.fakes.any_hook import AnyHook, Waiting
from tests.fakes.faults import Fault
from tests.fakes.telegram_parameters import Refusal, parameters


class AnyPlatform(ABC):
    """One bot's platform. ``faults``: what the next calls of a method meet, by its name ("file": downloads).

    ``calls`` are all that were made, as (method, parameters); ``sent`` are the messages that arrived, in order, as people saw them;
    ``pending`` are the updates that the bot has not got yet.
    """

    downloads: str  # the path under which files are fetched
    hook: AnyHook

    def __init__(self, token: str) -> None:
        self.token, self.url = token, ""
        self.faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.sent: list[dict[str, Any]] = []
        self.pending: list[Waiting] = []
        self._updates: dict[Any, Waiting] = {}
        self._held: list[Waiting] | None = None
        self._news, self._open = asyncio.Event(), True

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get(self.downloads, self._download)
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

    def repeats(self, update_id: Any) -> None:
        """An update comes once more, though the bot has got it."""
        self._bring(replace(self._updates[update_id], repeat=True))

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """What people do meanwhile comes afterwards, and the other way round."""
        self._held = []
        yield
        held, self._held = self._held, None
        for waiting in reversed(held):
            self._bring(waiting)

    async def settled(self, at_most: float = 5.0) -> None:
        """Waits until the bot has got every update, as far as its platform can know."""
        for _ in range(int(at_most / 0.005)):
            if self._all_has_come():
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"{len(self.pending)} updates did not come to the bot, or it has not asked since")

    def made(self, method: str) -> list[dict[str, Any]]:
        """The parameters of all calls of a method so far."""
        return [given for name, given in self.calls if name == method]

    # ---- updates

    def _all_has_come(self) -> bool:
        return not self.pending

    def _bring(self, waiting: Waiting) -> None:
        (self.pending if self._held is None else self._held).append(waiting)
        self._tell()
        self.hook.wake()

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    # ---- the way in

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            if request.match_info["token"] != self.token:
                raise Refusal(401, "Unauthorized")
            given = await parameters(request)
            self.calls.append((method, given))
            return await self._met(method, given, request)
        except Refusal as refusal:
            return self._refused(Fault(refusal.status, refusal.description, refusal.parameters))

    def _failed(self, fault: Fault, request: web.Request) -> web.Response:
        if fault.drop:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if fault.page:
            return web.Response(status=fault.status or 200, text=fault.page, content_type=fault.mime)
        return self._refused(fault)

    @abstractmethod
    async def _met(self, method: str, given: dict[str, Any], request: web.Request) -> web.StreamResponse:
        """What the method does, unless a fault is in its way; or Refusal."""

    @abstractmethod
    async def _download(self, request: web.Request) -> web.StreamResponse:
        """A file that somebody sent, while its link lives."""

    @abstractmethod
    def _refused(self, fault: Fault) -> web.Response:
        """The platform's own answer that is not ok."""
