"""What the tests of the Telegram channel share: the channel before a fake Telegram, and a disk that takes updates or refuses them."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channels.telegram import Telegram
from bot.talk import Channel, Outgoing, Peer, Words
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
def nothing_logged_tells_the_token(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        yield
    assert SECRET not in caplog.text
    assert SECRET not in repr(lines)


def made(url: str, **more: Any) -> Telegram:
    channel = Telegram(TOKEN, url, WORDS, PHOTOS.__getitem__, **{"mode": "polling", **more})
    channel.first_pause = 0.01
    return channel


class Disk:
    """Takes updates as the engine's door does; refuses what ``answers`` says first."""

    def __init__(self, *answers: bool | Exception) -> None:
        self.answers, self.offered, self.kept = list(answers), list[int](), list[int]()

    async def __call__(self, channel: Channel, update: Any) -> bool:
        said = channel.read(update)
        self.offered.append(update["update_id"])
        await asyncio.sleep(0.001)
        answer = self.answers.pop(0) if self.answers else True
        if isinstance(answer, Exception):
            raise answer
        if answer:
            self.kept.append(update["update_id"])
            if said:
                await channel.stored(said)
        return answer


async def until(true: Callable[[], object]) -> None:
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come to be")


def plain(text: str = "Chào bác") -> Outgoing:
    return Outgoing(BAY, text)


def told(error: BaseException | None) -> str:
    """Everything that an error and all beneath it would tell, also what "from None" hides."""
    lines = []
    while error is not None:
        lines += [repr(error), str(error), *traceback.format_exception(error)]
        error = error.__context__
    return "\n".join(lines)
