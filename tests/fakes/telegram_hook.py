"""How the fake Telegram brings updates to a webhook: at least once, in order within a queue, with pauses that grow after each failure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any

import aiohttp
from typing_extensions import override

from tests.fakes.any_hook import AnyHook, Waiting

LONGEST_PAUSE = 60.0  # seconds
UPDATE_LIVES = 24 * 3600  # seconds
GIVES_UP_GONE = 23 * 3600  # seconds of HTTP 410 after which the webhook is removed


@dataclass(slots=True)
class Address:
    """What setWebhook was told."""

    url: str
    secret: str = ""
    connections: int = 40


class Hook(AnyHook):
    """``answered`` carries out a call that the webhook gives as its answer; ``pauses`` lists those it took, in Telegram's own seconds."""

    address: Address | None

    def __init__(self, pending: list[Waiting], now: Callable[[], float], answered: Callable[[dict[str, Any]], Awaitable[Any]], pace: float) -> None:
        super().__init__(pending, pace)
        self.now, self.answered = now, answered
        self.pauses: list[float] = []
        self.last_error: tuple[int, str] | None = None
        self._gone_since: float | None = None
        self._room = asyncio.Semaphore(40)

    def point_to(self, address: Address | None) -> None:
        self.rest()
        self.address, self._gone_since = address, None
        self._room = asyncio.Semaphore(address.connections if address else 1)
        self.wake()

    @override
    async def _empty(self, queue: Hashable) -> None:
        failures = 0
        while first := next((waiting for waiting in self.pending if waiting.queue == queue), None):
            if self.now() - first.born > UPDATE_LIVES:
                self.pending.remove(first)
                continue
            async with self._room:
                brought, retry_after = await self._bring(first)
            if brought:
                self.pending.remove(first)
                failures = 0
                continue
            failures += 1
            pause = retry_after or (0.0 if failures == 1 else min(2.0 ** (failures - 1), LONGEST_PAUSE))
            self.pauses.append(pause)
            await asyncio.sleep(pause * self.pace)

    async def _bring(self, waiting: Waiting) -> tuple[bool, float]:
        """Whether the webhook took it, and how long it asked to be left alone."""
        assert self.address is not None
        self._session = self._session or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        headers = {"Content-Type": "application/json"}
        if self.address.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.address.secret
        try:
            async with self._session.post(self.address.url, data=json.dumps(waiting.body).encode(), headers=headers, allow_redirects=False) as answer:
                return await self._heard(answer, await answer.read())
        except (aiohttp.ClientError, TimeoutError) as error:
            self.last_error = (int(self.now()), type(error).__name__)
            return False, 0.0

    async def _heard(self, answer: aiohttp.ClientResponse, body: bytes) -> tuple[bool, float]:
        if 200 <= answer.status < 300:
            self._gone_since = None
            await self._call_in_the_answer(body)
            return True, 0.0
        self.last_error = (int(self.now()), f"Wrong response from the webhook: {answer.status} {answer.reason}")
        self._count_gone(answer.status)
        told = answer.headers.get("Retry-After", "")
        return False, float(told) if told.isdigit() else 0.0

    async def _call_in_the_answer(self, body: bytes) -> None:
        try:
            call = json.loads(body)
        except ValueError:
            return
        if isinstance(call, dict) and "method" in call:
            await self.answered(call)

    def _count_gone(self, status: int) -> None:
        if status != 410:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = self.now()
        elif self.now() - self._gone_since > GIVES_UP_GONE:
            self.address = None
            self._queues.clear()
            raise asyncio.CancelledError
