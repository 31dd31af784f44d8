"""How messages leave: evenly apart, talk before bulk; what cannot leave goes back untouched."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest

from bot.outbox import Pace, Sender
from bot.talk import Allowance, Incoming, Outgoing, Peer, SendFailed
from storage.outbox import Outcome, Sending

CHAT = Peer("telegram", "1", "5001")


class Wire:
    """A channel that notes when each message left, and refuses the first when told to."""

    name, account, link = "telegram", "1", ""

    def __init__(self, per_second: float, *refusals: SendFailed) -> None:
        self.allowance = Allowance(4096, per_second)
        self.left: list[tuple[float, str]] = []
        self.refusals = list(refusals)

    def read(self, update: Any) -> Incoming | None:
        return None

    async def start(self, take: Any) -> str:
        return ""

    async def stored(self, said: Incoming) -> None: ...
    async def fetch(self, piece: Any) -> bytes:
        return b""

    async def stop_listening(self) -> None: ...
    async def close(self) -> None: ...
    async def send(self, out: Outgoing) -> str:
        self.left.append((asyncio.get_running_loop().time(), out.text))
        if self.refusals:
            raise self.refusals.pop(0)
        return "receipt"


def rows(lane: Any, *texts: str, start: int = 1) -> list[Sending]:
    return [Sending(n, 1, 0, Outgoing(CHAT, text, lane=lane)) for n, text in zip(itertools.count(start), texts, strict=False)]


def sender(wire: Wire) -> tuple[Sender, asyncio.Queue[Outcome]]:
    outcomes: asyncio.Queue[Outcome] = asyncio.Queue()
    return Sender({("telegram", "1"): wire}, outcomes.put_nowait, asyncio.get_running_loop().time), outcomes


async def ended(outcomes: asyncio.Queue[Outcome], how_many: int) -> list[Outcome]:
    async with asyncio.timeout(10):
        return [await outcomes.get() for _ in range(how_many)]


async def test_messages_leave_evenly_apart_from_the_first_on() -> None:
    wire = Wire(100.0)
    send, outcomes = sender(wire)
    send(rows("bulk", *map(str, range(40))))
    await ended(outcomes, 40)
    left = [at for at, _ in wire.left]
    assert left[-1] - left[0] > 0.38 - 0.05, "no burst at the beginning"
    assert [text for _, text in wire.left] == [str(n) for n in range(40)]


async def test_talk_goes_before_bulk_that_was_there_first() -> None:
    wire = Wire(50.0)
    send, outcomes = sender(wire)
    send(rows("bulk", *(f"b{n}" for n in range(10))))
    await asyncio.sleep(0.03)
    send(rows("talk", "t1", "t2", start=50))
    await ended(outcomes, 12)
    told = [text for _, text in wire.left]
    assert told.index("t2") <= 4
    assert [t for t in told if t[0] == "b"] == [f"b{n}" for n in range(10)]


async def test_what_waits_when_the_platform_asks_for_a_rest_goes_back_as_if_never_taken() -> None:
    wire = Wire(20.0, SendFailed("slow down", again=True, after=60.0))
    send, outcomes = sender(wire)
    send(rows("talk", "một", "hai", "ba"))
    told = await ended(outcomes, 3)
    assert [text for _, text in wire.left] == ["một"]
    assert [(o.left, o.failed is not None and o.failed.again) for o in told] == [(True, True), (False, True), (False, True)]
    assert send.awake() == {}


async def test_at_the_end_what_had_no_time_to_leave_goes_back() -> None:
    wire = Wire(5.0)
    send, outcomes = sender(wire)
    send(rows("bulk", *map(str, range(50))))
    await send.finish(0.3)
    assert sum(o.left for o in await ended(outcomes, 50)) == len(wire.left) < 5


def test_a_little_lateness_is_made_up_for_and_a_long_pause_is_not() -> None:
    pace = Pace(10.0)
    pace.leaves(100.0)
    assert pace.slot(100.0) == pytest.approx(0.1)
    pace.leaves(100.12)
    assert pace.slot(100.12) == pytest.approx(0.08)
    pace.leaves(200.0)
    assert pace.slot(200.0) == pytest.approx(0.1)


async def test_pictures_reach_one_chat_a_second_apart_and_other_chats_meanwhile() -> None:
    wire = Wire(100.0)
    send, outcomes = sender(wire)
    other = Peer("telegram", "1", "5002")
    send([Sending(n, 1, 0, Outgoing(CHAT, f"ảnh {n}", photos=("x",))) for n in (1, 2)])
    send([Sending(3, 1, 0, Outgoing(other, "ảnh 3", photos=("x",))), Sending(4, 1, 0, Outgoing(CHAT, "chữ"))])
    await ended(outcomes, 4)
    assert [text for _, text in wire.left] == ["ảnh 1", "ảnh 3", "chữ", "ảnh 2"]
    assert wire.left[3][0] - wire.left[0][0] >= 0.99


async def test_what_has_not_left_when_nobody_can_note_it_any_more_stays() -> None:
    wire = Wire(10.0)
    send, outcomes = sender(wire)
    send(rows("talk", *map(str, range(9))))
    await ended(outcomes, 2)
    send.drop()
    await asyncio.sleep(0.3)
    assert len(wire.left) == 2
    assert outcomes.empty()
