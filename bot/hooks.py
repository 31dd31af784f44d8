"""A platform posts an update: it is stored, and what is to be said at once may ride in the response, which saves a call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.outbox import Carrier, Sender
from bot.talk import Answering, Channel, Incoming

PATIENCE = 1.0  # seconds a response waits for the reply it may carry
REMEMBERED = 2_000  # responses, for updates that come again because the platform never got them


@dataclass(frozen=True, slots=True)
class Response:
    """What to answer a post with. ``written``, when somebody waits for it, is to be told whether it was handed to the network."""

    body: bytes = b""
    written: Callable[[bool], None] | None = None


Store = Callable[[Incoming | None], Awaitable[bool]]


class Hook:
    """Where the posts of one channel come in. ``store`` puts what was said on disk, or says that it cannot now; ``take`` tells the channel, too."""

    def __init__(self, channel: Channel, sender: Sender, read: Callable[[Any], Incoming | None], store: Store, take: Store) -> None:
        self.channel, self.sender, self.read, self.store, self.take = channel, sender, read, store, take
        self.answering = channel if isinstance(channel, Answering) else None
        self.said: dict[str, bytes] = {}

    async def __call__(self, body: bytes) -> Response | None:
        """None: the platform shall bring it again."""
        said = self.read(body)
        if said is None or said.unread or self.answering is None:
            return Response() if await self.take(said) else None
        if said.id in self.said:
            return Response(self.said[said.id])
        if self.answering.replies_in_response:
            return await self._with_reply(self.answering, said)
        return Response(self.answering.acknowledgement(said)) if await self.store(said) else None

    async def _with_reply(self, channel: Answering, said: Incoming) -> Response | None:
        carrier = self.sender.expects(said.peer, channel.reply)  # before it is stored: the turn may be faster than we
        body: bytes | None = None
        try:
            if await self.take(said):
                body = await carrier.body_within(PATIENCE)
        finally:
            self.sender.expects_no_more(carrier)
            if not body:
                carrier.is_written(False)  # it may have been given something all the same
        if body is None:
            return None
        if body:
            self._remember(said.id, body)
        return Response(body, partial(self._written, said.id, carrier))

    def _written(self, event: str, carrier: Carrier, whether: bool) -> None:
        """What was not written leaves by another way; who asks again shall not get it twice."""
        if not whether:
            self.said.pop(event, None)
        carrier.is_written(whether)

    def _remember(self, event: str, body: bytes) -> None:
        self.said[event] = body
        if len(self.said) > REMEMBERED:
            del self.said[next(iter(self.said))]
