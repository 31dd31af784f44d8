"""How the fake Zalo brings updates to a webhook. Zalo does not say how often it tries again: here a few times, and then never more."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)  # seconds before the second and each further try
PATIENCE = 30.0  # seconds for the webhook to answer
PROBE = 5.0  # seconds
_JAVA = {"User-Agent": "Java/17.0.2"}


@dataclass(slots=True, eq=False)
class Waiting:
    """An update that the bot has not got yet. Those of one chat come in order."""

    id: str
    body: dict[str, Any]
    chat: str


@dataclass(frozen=True, slots=True)
class Address:
    """What setWebhook was told, and when (epoch milliseconds)."""

    url: str
    secret: str
    at: int


@dataclass
class Hook:
    """Brings what is ``pending`` to the address; ``shaped`` gives the body as it travels.

    ``pace`` makes the pauses shorter or longer; ``given_up`` are the ids of updates that never came to the bot.
    """

    pending: list[Waiting]
    shaped: Callable[[dict[str, Any]], dict[str, Any]]
    pace: float = 1.0
    address: Address | None = None
    given_up: list[str] = field(default_factory=list)
    _session: aiohttp.ClientSession | None = None
    _queues: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def point_to(self, address: Address | None) -> None:
        """What is on its way to the old address arrives there."""
        self.address = address
        self.wake()

    def wake(self) -> None:
        """Begins with every chat from which something waits."""
        if self.address is None:
            return
        for chat in {waiting.chat for waiting in self.pending}:
            if chat not in self._queues or self._queues[chat].done():
                self._queues[chat] = asyncio.create_task(self._empty(chat))

    async def close(self) -> None:
        for task in self._queues.values():
            task.cancel()
        await asyncio.gather(*self._queues.values(), return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def probe(self, address: Address) -> dict[str, Any]:
        """What setWebhook answers as "verification": an empty post of no content type, which changes nothing."""
        status = await self._post(address, None, PROBE)
        well = 200 <= status < 300
        outcome = "webhook.ok" if well else f"webhook.http.{status}" if status else "webhook.unreachable"
        return {"ok": well, "outcome": outcome, "status_code": status}

    async def _empty(self, chat: str) -> None:
        while self.address and (first := next((waiting for waiting in self.pending if waiting.chat == chat), None)):
            brought = await self._brought(first)
            if first not in self.pending or brought is None:
                continue
            self.pending.remove(first)
            if not brought:
                self.given_up.append(first.id)

    async def _brought(self, waiting: Waiting) -> bool | None:
        """None: there is no webhook any more."""
        for pause in (*PAUSES, None):
            if self.address is None:
                return None
            if 200 <= await self._post(self.address, json.dumps(self.shaped(waiting.body)).encode(), PATIENCE) < 300:
                return True
            if pause is not None:
                await asyncio.sleep(pause * self.pace)
        return False

    async def _post(self, address: Address, body: bytes | None, seconds: float) -> int:
        """The answer's status; 0 without one."""
        self._session = self._session or aiohttp.ClientSession(skip_auto_headers=["Content-Type"])
        headers = {**_JAVA, "X-Bot-Api-Secret-Token": address.secret, **({"Content-Type": "application/json"} if body else {})}
        try:
            async with self._session.post(
                address.url, data=body, headers=headers, allow_redirects=False, timeout=aiohttp.ClientTimeout(total=seconds)
            ) as answer:
                await answer.read()
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 0
