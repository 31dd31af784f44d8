"""What holds for every channel: the tests of each take these in and run them with fixtures of their own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from structlog.typing import EventDict

from bot.talk import Channel, Outgoing, Peer
from tests.channels.any_channel_kit import Disk
from tests.fakes.any_platform import AnyPlatform
from tests.fakes.faults import Fault
from tests.fakes.props import until


async def test_after_listening_has_stopped_messages_still_go(channel: Channel, bay: Any, fake: AnyPlatform) -> None:
    disk = Disk()
    await channel.start(disk)
    await until(lambda: fake.made("getUpdates"))
    await channel.stop_listening()
    bay.says("chào")
    await asyncio.sleep(0.05)
    assert not disk.offered
    await channel.send(Outgoing(Peer(channel.name, channel.account, str(bay.id)), "Chào bác"))
    assert bay.last["text"] == "Chào bác"


@pytest.mark.parametrize("at_first", [True, False])
async def test_a_token_that_is_refused_is_told_once_and_waited_for(
    channel: Channel, bay: Any, fake: AnyPlatform, lines: list[EventDict], at_first: bool
) -> None:
    fake.faults["getMe"] += [Fault(401) if at_first else Fault(drop=True), Fault(401), Fault(404)]
    said, disk = bay.says("chào"), Disk()
    why = await channel.start(disk)
    await until(lambda: disk.kept == [said])
    told = [line["why"] for line in lines if line["log_level"] == "error"]
    assert len([why] * bool(why) + told) == 1
    assert bool(why) is at_first
