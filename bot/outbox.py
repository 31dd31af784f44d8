"""The sending loop: what the writer has marked `sending` goes to its channel at the pace it allows, and the outcome goes back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import structlog
from aiolimiter import AsyncLimiter

from bot.log import where
from bot.talk import Channel, SendFailed
from storage.outbox import Outcome, Sending

log = structlog.get_logger(__name__)
Account = tuple[str, str]
BREAKER = 8  # failures of a whole channel in a row before it rests
REST = (2.0, 5.0, 15.0, 30.0)  # seconds


class Pace:
    """What one account of a platform can take: a token bucket, and a rest when it said so or when it fails as a whole."""

    def __init__(self, per_second: float) -> None:
        self.bucket = AsyncLimiter(max(1.0, per_second), 1.0)
        self.rest_until, self.failures = 0.0, 0

    def went(self) -> None:
        self.failures = 0

    def refused(self, e: SendFailed, now: float) -> None:
        """``after`` is the platform's own word; many failures that say nothing of the message open the breaker."""
        if e.after is not None:
            self.rest_until = max(self.rest_until, now + e.after)
        if e.again or e.unknown:
            self.failures += 1
            if self.failures >= BREAKER:
                self.rest_until = max(self.rest_until, now + REST[min(self.failures - BREAKER, len(REST) - 1)])
        else:
            self.failures = 0


class Sender:
    """``report`` takes each outcome back to the writer, from the loop's thread. Times are monotonic seconds."""

    def __init__(self, channels: Mapping[Account, Channel], report: Callable[[Outcome], None], now: Callable[[], float]) -> None:
        self.channels, self.report, self.now = channels, report, now
        self.paces = {account: Pace(c.allowance.per_second) for account, c in channels.items()}
        self.tasks: set[asyncio.Task[None]] = set()

    def awake(self) -> list[str]:
        """The accounts that may be sent to now, as "channel:account"; read from the writer's thread."""
        return [f"{c}:{a}" for (c, a), pace in self.paces.items() if pace.rest_until <= self.now()]

    def __call__(self, rows: list[Sending]) -> None:
        for row in rows:
            task = asyncio.create_task(self._one(row))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _one(self, row: Sending) -> None:
        account = (row.out.peer.channel, row.out.peer.account)
        pace = self.paces[account]
        try:
            await pace.bucket.acquire()
            if (rest := pace.rest_until - self.now()) > 0:
                raise SendFailed("resting", again=True, after=rest)
            receipt = await self.channels[account].send(row.out)
        except SendFailed as e:
            if str(e) != "resting":
                pace.refused(e, self.now())
            self.report(Outcome(row, failed=e))
        except asyncio.CancelledError:
            raise
        except Exception as e:
            log.error("sending failed", row=row.id, where=where(e))
            self.report(Outcome(row, failed=SendFailed(type(e).__name__)))
        else:
            pace.went()
            self.report(Outcome(row, receipt))

    async def finish(self, at_most: float) -> None:
        """Waits for what is on its way; what does not end is found `sending` at the next start."""
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=at_most)
        for task in self.tasks:
            task.cancel()
