"""What the tests of the Zalo Bot channel share: the channel before a fake Zalo, a gallery of our pictures, and a disk that takes updates or not."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import pytest
from PIL import Image
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.channels.zalo_bot import ZaloBot
from bot.talk import Channel, Choice, Document, Outgoing, Peer, Words
from tests.channels.telegram_kit import told, until
from tests.fakes.zalo_bot import ZALO_TOKEN, FakeZaloBot
from tests.fakes.zalo_bot_people import Person

__all__ = ["told", "until"]

ACCOUNT, _, SECRET = ZALO_TOKEN.partition(":")
HOOK_SECRET = "mot-bi_mat-cua-kenh"
BAY = Peer("zalo_bot", ACCOUNT, "6ede9afa66b88fe6d6a9")


def listed(choices: Sequence[Choice]) -> str:
    return "\n".join(f"{n}. {choice.label}" for n, choice in enumerate(choices, 1))


WORDS = Words(without_buttons=listed, a_file=lambda title, link: f"Tệp {title}: {link or 'xem ở xã'}")


class Gallery:
    """Our own addresses: of a picture that the fake Zalo can fetch, and of a page for a file."""

    def __init__(self, picture: str = "") -> None:
        self.at = picture

    def picture(self, name: str) -> str:
        return self.at

    def document(self, document: Document, peer: Peer) -> str:
        return f"https://thon7.example/t/{document.attachment}-{peer.chat[:4]}" if self.at else ""


def photo(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
async def fake() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot(pace=0.01) as fake:
        yield fake


@pytest.fixture
def bay(fake: FakeZaloBot) -> Person:
    fake.hears(BAY.chat)
    return fake.person(BAY.chat, "Lê Thị Bảy")


@pytest.fixture
async def channel(fake: FakeZaloBot) -> AsyncIterator[ZaloBot]:
    channel = made(fake.url)
    yield channel
    await channel.close()


@pytest.fixture(autouse=True)
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[EventDict]]:
    """What is logged; nothing of it may tell the token, or the secret agreed with Zalo."""
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        yield lines
    for secret in (SECRET, HOOK_SECRET):
        assert secret not in caplog.text
        assert secret not in repr(lines)


def made(url: str, **more: Any) -> ZaloBot:
    channel = ZaloBot(ZALO_TOKEN, url, WORDS, **{"links": None, "mode": "polling", **more})
    channel.first_pause = channel.floor = 0.01
    return channel


class Disk:
    """Takes updates as the engine's door does; refuses what ``answers`` says first. ``kept`` are the ids it has."""

    def __init__(self, *answers: bool | Exception) -> None:
        self.answers, self.offered, self.kept = list(answers), list[str](), list[str]()

    async def __call__(self, channel: Channel, update: Any) -> bool:
        said = channel.read(update)
        if said is None:
            return True
        message = said.id.partition(":")[2]
        self.offered.append(message)
        await asyncio.sleep(0.001)
        answer = self.answers.pop(0) if self.answers else True
        if isinstance(answer, Exception):
            raise answer
        if answer:
            self.kept.append(message)
            await channel.stored(said)
        return answer


def plain(text: str = "Chào bác") -> Outgoing:
    return Outgoing(BAY, text)
