"""What the tests of the Telegram channel share: the channel before a fake Telegram."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from structlog.typing import EventDict

from bot.channels.telegram import Telegram
from bot.talk import Outgoing, Peer, Words
from tests.channels.any_channel_kit import logged
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.fakes.telegram_people import Person

WORDS = Words(without_buttons=lambda choices: "", menu=(("batdau", "Bắt đầu"), ("giup", "Trợ giúp")))
PHOTOS = {"a.jpg": b"the bytes of a.jpg"}
SECRET = TOKEN.partition(":")[2]
BAY = Peer("telegram", "48210937", "1001")


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(pace=0.01) as fake:
        yield fake


@pytest.fixture
def bay(fake: FakeTelegram) -> Person:
    bay = fake.person(1001, "Lê Thị Bảy")
    bay.wrote = True
    return bay


@pytest.fixture
async def channel(fake: FakeTelegram) -> AsyncIterator[Telegram]:
    channel = made(fake.url)
    yield channel
    await channel.close()


@pytest.fixture(autouse=True)
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[EventDict]]:
    """What is logged; nothing of it may tell the token."""
    with logged(caplog, SECRET) as lines:
        yield lines


def made(url: str, **more: Any) -> Telegram:
    channel = Telegram(TOKEN, url, WORDS, PHOTOS.__getitem__, **{"mode": "polling", **more})
    channel.first_pause = 0.01
    return channel


def plain(text: str = "Chào bác") -> Outgoing:
    return Outgoing(BAY, text)
