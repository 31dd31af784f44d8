"""How the fake Telegram brings updates to a webhook: at least once, in order within a queue, with pauses that grow after each failure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

LONGEST_PAUSE = 60.0  # seconds
UPDATE_LIVES = 24 * 3600  # seconds
GIVES_UP_GONE = 23 * 3600  # seconds of HTTP 410 after which the webhook is removed


@dataclass(slots=True, eq=False)
class Waiting:
    """An update that was not acknowledged yet. ``queue``: messages of a chat and taps of a user wait apart."""

    body: dict[str, Any]
    queue: tuple[str, int]
    born: float
    repeat: bool = False  # given once more though it was acknowledged

    @property
    def id(self) -> int:
        return int(self.body["update_id"])


@dataclass(slots=True)
class Address:
    """What setWebhook was told."""

    url: str
    secret: str = ""
    connections: int = 40


@dataclass
class Hook:
    """Brings what is ``pending`` to the address; ``answered`` carries out a call that the webhook gives as its answer.

    ``pace`` makes Telegram's pauses shorter or longer; ``pauses`` lists those it took, in Telegram's own seconds.
    """

    pending: list[Waiting]
    now: Callable[[], float]
    answered: Callable[[dict[str, Any]], Awaitable[Any]]
    pace: float = 1.0
    address: Address | None = None
    pauses: list[float] = field(default_factory=list)
    last_error: tuple[int, str] | None = None
    _session: aiohttp.ClientSession | None = None
    _gone_since: float | None = None
    _queues: dict[tuple[str, int], asyncio.Task[None]] = field(default_factory=dict)
    _room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(40))

    def point_to(self, address: Address | None) -> None:
        self.rest()
        self.address, self._gone_since = address, None
        self._room = asyncio.Semaphore(address.connections if address else 1)
        self.wake()

    def wake(self) -> None:
        """Begins with every queue in which something waits."""
        if self.address is None:
            return
        for queue in {waiting.queue for waiting in self.pending}:
            if queue not in self._queues or self._queues[queue].done():
                self._queues[queue] = asyncio.create_task(self._empty(queue))

    def rest(self) -> None:
        for task in self._queues.values():
            task.cancel()
        self._queues.clear()

    async def close(self) -> None:
        tasks = list(self._queues.values())
        self.rest()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _empty(self, queue: tuple[str, int]) -> None:
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
