"""What is the same for every fake platform that brings updates to a webhook: each queue of them is emptied in order, beside the others."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import aiohttp


@dataclass(slots=True, eq=False)
class Waiting:
    """An update that the bot has not got yet. ``id``: a number with one platform, a text with another; those of one ``queue`` come in order."""

    id: Any
    body: dict[str, Any]
    queue: Hashable
    born: float = 0.0  # epoch seconds
    repeat: bool = False  # given once more though the bot has got it


class AnyHook(ABC):
    """Brings what is ``pending`` to the ``address``, while there is one. ``pace`` makes the platform's pauses shorter or longer."""

    address: Any

    def __init__(self, pending: list[Waiting], pace: float) -> None:
        self.pending, self.pace = pending, pace
        self.address = None
        self._session: aiohttp.ClientSession | None = None
        self._queues: dict[Hashable, asyncio.Task[None]] = {}

    @abstractmethod
    async def _empty(self, queue: Hashable) -> None:
        """Until nothing of this queue is pending."""

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
