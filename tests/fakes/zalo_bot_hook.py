"""How the fake Zalo brings updates to a webhook. Zalo does not say how often it tries again: here a few times, and then never more."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import aiohttp
from typing_extensions import override

from tests.fakes.any_hook import AnyHook, Waiting

PAUSES = (1.0, 2.0, 4.0, 8.0, 16.0)  # seconds before the second and each further try
PATIENCE = 30.0  # seconds for the webhook to answer
PROBE = 5.0  # seconds
_JAVA = {"User-Agent": "Java/17.0.2"}


@dataclass(frozen=True, slots=True)
class Address:
    """What setWebhook was told, and when (epoch milliseconds)."""

    url: str
    secret: str
    at: int


class Hook(AnyHook):
    """``shaped`` gives the body as it travels; ``given_up`` are the ids of updates that never came to the bot."""

    address: Address | None

    def __init__(self, pending: list[Waiting], shaped: Callable[[dict[str, Any]], dict[str, Any]], pace: float) -> None:
        super().__init__(pending, pace)
        self.shaped = shaped
        self.given_up: list[str] = []

    def point_to(self, address: Address | None) -> None:
        """What is on its way to the old address arrives there."""
        self.address = address
        self.wake()

    async def probe(self, address: Address) -> dict[str, Any]:
        """What setWebhook answers as "verification": an empty post of no content type, which changes nothing."""
        status = await self._post(address, None, PROBE)
        well = 200 <= status < 300
        outcome = "webhook.ok" if well else f"webhook.http.{status}" if status else "webhook.unreachable"
        return {"ok": well, "outcome": outcome, "status_code": status}

    @override
    async def _empty(self, queue: Hashable) -> None:
        while self.address and (first := next((waiting for waiting in self.pending if waiting.queue == queue), None)):
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
