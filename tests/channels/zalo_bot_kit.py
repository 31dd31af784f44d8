"""What the tests of the Zalo Bot channel share: the channel before a fake Zalo, and a gallery of our pictures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

import pytest
from structlog.typing import EventDict

from bot.channels.zalo_bot import ZaloBot
from bot.talk import Choice, Document, Outgoing, Peer, Words
from tests.channels.any_channel_kit import logged
from tests.fakes.zalo_bot import ZALO_TOKEN, FakeZaloBot
from tests.fakes.zalo_bot_people import Person

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
    with logged(caplog, SECRET, HOOK_SECRET) as lines:
        yield lines


def made(url: str, **more: Any) -> ZaloBot:
    channel = ZaloBot(ZALO_TOKEN, url, WORDS, **{"links": None, "mode": "polling", **more})
    channel.first_pause = channel.floor = 0.01
    return channel


def plain(text: str = "Chào bác") -> Outgoing:
    return Outgoing(BAY, text)
