"""The sending loop: what the writer has marked `sending` goes to its channel at the pace it allows, talk before bulk, and the outcome goes back."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import structlog

from bot.log import where
from bot.talk import Channel, Outgoing, Peer, SendFailed
from storage.outbox import Outcome, Sending

log = structlog.get_logger(__name__)
Account = tuple[str, str]
BREAKER = 8  # failures of a whole channel in a row before it rests
REST = (2.0, 5.0, 15.0, 30.0)  # seconds
SLACK = 0.005  # seconds of lateness that are always made up for: a loop wakes a little late each time, and that must not slow the whole
PICTURES_APART = 1.0  # seconds in one chat: Telegram's advice for any messages, which people who talk keep by themselves
AT_ONCE = 0.002  # seconds that are not worth a sleep


class Pace:
    """What one account can take: messages evenly apart, for a burst draws a refusal; a rest when its platform said so, or fails as a whole."""

    def __init__(self, per_second: float) -> None:
        self.apart, self.next_at = 1 / per_second, 0.0
        self.rest_until, self.failures = 0.0, 0

    def slot(self, now: float) -> float:
        """How many seconds until the next message may leave."""
        return max(self.next_at, self.rest_until) - now

    def leaves(self, now: float) -> None:
        """One leaves now; lateness of half a step is made up for too, so that no two are ever nearer than the other half."""
        late = now - self.next_at
        self.next_at = (self.next_at if late <= max(SLACK, self.apart / 2) else now) + self.apart

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


class Carrier:
    """A response that waits for the next message to its chat, to take it along."""

    def __init__(self, peer: Peer, reply: Callable[[Outgoing], bytes | None]) -> None:
        self.peer, self.reply = peer, reply
        loop = asyncio.get_running_loop()
        self._body: asyncio.Future[bytes] = loop.create_future()
        self._written: asyncio.Future[bool] = loop.create_future()

    async def body_within(self, seconds: float) -> bytes:
        """The message as a call; b"" when none came in time."""
        await asyncio.wait({self._body}, timeout=seconds)
        return self._body.result() if self._body.done() else b""

    def is_written(self, whether: bool) -> None:
        if not self._written.done():
            self._written.set_result(whether)

    async def carries(self, body: bytes) -> str:
        self._body.set_result(body)
        if not await self._written:
            raise SendFailed("the response was not taken", again=True, unknown=True)
        return "in the response"


class _Account:
    """The rows that wait for their turn at one account: answers first, then the rest of talk, then bulk."""

    def __init__(self, channel: Channel) -> None:
        self.channel, self.pace = channel, Pace(channel.allowance.per_second)
        self.lines: tuple[deque[Sending], ...] = (deque(), deque(), deque())
        self.waits = False  # for the moment at which the next may leave

    def put(self, row: Sending) -> None:
        self.lines[2 if row.out.lane == "bulk" else 0 if row.kind == "reply" else 1].append(row)

    @property
    def waiting(self) -> bool:
        return any(self.lines)

    def next(self) -> Sending:
        return next(line for line in self.lines if line).popleft()


class Sender:
    """``report`` takes each outcome back to the writer, from the loop's thread. Times are monotonic seconds."""

    def __init__(self, channels: Mapping[Account, Channel], report: Callable[[Outcome], None], now: Callable[[], float]) -> None:
        self.report, self.now = report, now
        self.accounts = {f"{channel}:{account}": _Account(c) for (channel, account), c in channels.items()}
        self.tasks: set[asyncio.Task[None]] = set()
        self.carriers: dict[Peer, deque[Carrier]] = {}
        self.showed: dict[Peer, float] = {}  # when a chat last got a picture or file

    def expects(self, peer: Peer, reply: Callable[[Outgoing], bytes | None]) -> Carrier:
        """The next message to this chat, if ``reply`` can put it into one, goes with this response."""
        carrier = Carrier(peer, reply)
        self.carriers.setdefault(peer, deque()).append(carrier)
        return carrier

    def expects_no_more(self, carrier: Carrier) -> None:
        waiting = self.carriers.get(carrier.peer, deque())
        if carrier in waiting:
            waiting.remove(carrier)
        if not waiting:
            self.carriers.pop(carrier.peer, None)

    def awake(self) -> dict[str, float]:
        """The accounts that may be sent to now, as "channel:account", with the messages a second of each; read from the writer's thread."""
        now = self.now()
        return {name: 1 / a.pace.apart for name, a in self.accounts.items() if a.pace.rest_until <= now}

    def __call__(self, rows: list[Sending]) -> None:
        for row in rows:
            account = self.accounts[row.out.peer.sender]
            account.put(row)
            if not account.waits:
                self._send_what_may(account)

    def _send_what_may(self, account: _Account) -> None:
        """Begins with what may leave at once; the rest waits for its moment."""
        while account.waiting:
            now = self.now()
            if account.pace.rest_until > now:
                self._hand_back(account, account.pace.rest_until - now)
            elif (wait := account.pace.slot(now)) > AT_ONCE:
                account.waits = True
                self._begin(self._later(account, wait))
                return
            else:
                account.pace.leaves(now)
                self._begin(self._one(account, account.next()))

    async def _later(self, account: _Account, wait: float) -> None:
        await asyncio.sleep(wait)
        account.waits = False
        self._send_what_may(account)

    def drop(self) -> None:
        """Nobody can note any more what becomes of a message: what has not left stays here, and is found by whoever comes next."""
        for account in self.accounts.values():
            for line in account.lines:
                line.clear()

    def _hand_back(self, account: _Account, rest: float) -> None:
        """The account rests: what has not left goes back, and is handed over again afterwards."""
        while account.waiting:
            self.report(Outcome(account.next(), failed=SendFailed("resting", again=True, after=rest), left=False))

    async def _one(self, account: _Account, row: Sending) -> None:
        try:
            if row.out.photos or row.out.files:
                await self._apart_in_its_chat(row.out.peer)
            receipt = await self._carried(account, row.out)
        except SendFailed as e:
            account.pace.refused(e, self.now())
            self.report(Outcome(row, failed=e))
        except asyncio.CancelledError:
            raise
        except Exception as e:
            log.error("sending failed", row=row.id, where=where(e))
            self.report(Outcome(row, failed=SendFailed(type(e).__name__)))
        else:
            account.pace.went()
            self.report(Outcome(row, receipt))

    async def _apart_in_its_chat(self, peer: Peer) -> None:
        """Ten pictures of a case go to one chat, and a platform that finds them too many lets everybody wait."""
        now = self.now()
        self.showed = {chat: at for chat, at in self.showed.items() if at > now - PICTURES_APART}
        if (wait := self.showed.get(peer, 0.0) + PICTURES_APART - now) > 0:
            await asyncio.sleep(wait)
        self.showed[peer] = self.now()

    def _carried(self, account: _Account, out: Outgoing) -> Awaitable[str]:
        waiting = self.carriers.get(out.peer)
        if waiting and (body := waiting[0].reply(out)) is not None:
            return waiting.popleft().carries(body)
        return account.channel.send(out)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def finish(self, at_most: float) -> None:
        """Waits for what is on its way; what has no time to leave goes back unsent, and what does not end is found `sending` at the next start."""
        end = self.now() + at_most
        while self.tasks and (left := end - self.now()) > 0:
            await asyncio.wait(self.tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        for account in self.accounts.values():
            self._hand_back(account, 0.0)
        for task in self.tasks:
            task.cancel()
