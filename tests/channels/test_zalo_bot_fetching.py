"""Zalo Bot: pictures and voice notes by their public addresses, which die, are too large, or lead where nobody should look."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from yarl import URL

from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_bot_http import Api, Outside, is_private
from bot.channels.zalo_bot_media import LARGEST, _asked, download
from bot.talk import FetchFailed, Piece
from tests.channels.any_channel_kit import told
from tests.channels.zalo_bot_kit import SECRET, bay, channel, fake, lines
from tests.fakes.faults import Fault
from tests.fakes.props import Door, picture
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_bot_people import Person

__all__ = ["bay", "channel", "fake", "lines"]  # fixtures

Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class Elsewhere:
    """A server that is not Zalo's, and what it was asked."""

    def __init__(self) -> None:
        self.answer: Answer | None = None
        self.asked: list[web.BaseRequest] = []

    async def take(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        assert self.answer is not None
        return await self.answer(request)


@pytest.fixture
def elsewhere() -> Elsewhere:
    return Elsewhere()


@pytest.fixture
async def door(elsewhere: Elsewhere) -> AsyncIterator[Door]:
    async with Door(elsewhere.take) as door:
        yield door


def piece(channel: ZaloBot, fake: FakeZaloBot) -> Piece:
    said = channel.read(fake.pending[-1].body)
    assert said
    return said.media[0]


async def failing(channel: ZaloBot, one: Piece) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed:
        await channel.fetch(one)
    assert SECRET not in told(failed.value)
    assert one.ref not in told(failed.value).splitlines()[0]
    return failed.value


@pytest.mark.parametrize("live", [True, False])
async def test_a_photo_and_a_voice_note_are_fetched(channel: ZaloBot, bay: Person, fake: FakeZaloBot, live: bool) -> None:
    fake.live = live
    bay.sends_photo(picture())
    assert await channel.fetch(piece(channel, fake)) == picture()
    bay.sends_voice(b"\xff\xf1 a voice")
    assert await channel.fetch(piece(channel, fake)) == b"\xff\xf1 a voice"


async def test_a_link_that_has_died_is_not_asked_again(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    bay.sends_photo(picture())
    fake.links_die()
    assert not (await failing(channel, piece(channel, fake))).again


@pytest.mark.parametrize(
    ("fault", "again"),
    [
        (Fault(403), False),
        (Fault(404), False),
        (Fault(410), False),
        (Fault(400), False),
        (Fault(404, page="<html>Trang bị chặn</html>"), False),
        (Fault(408), True),
        (Fault(429), True),
        (Fault(500), True),
        (Fault(503), True),
        (Fault(drop=True), True),
        (Fault(200, page="<html>Trang bị chặn</html>"), True),
    ],
)
async def test_what_a_failed_fetch_means(channel: ZaloBot, bay: Person, fake: FakeZaloBot, fault: Fault, again: bool) -> None:
    bay.sends_photo(picture())
    fake.faults["file"] += [fault, fault] if fault.drop else [fault]  # aiohttp gives what it may repeat a second try by itself
    assert (await failing(channel, piece(channel, fake))).again is again
    assert await channel.fetch(piece(channel, fake)) == picture()


async def test_nobody_there_may_be_there_later(channel: ZaloBot) -> None:
    assert (await failing(channel, Piece("photo", "http://127.0.0.1:1/a.jpg"))).again


async def test_what_says_that_it_is_too_large_is_not_read(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    bay.sends_photo(bytes(LARGEST + 1))
    assert not (await failing(channel, piece(channel, fake))).again
    bay.sends_photo(bytes(LARGEST))
    assert len(await channel.fetch(piece(channel, fake))) == LARGEST


async def test_what_never_ends_is_not_read_to_its_end(channel: ZaloBot, elsewhere: Elsewhere, door: Door) -> None:
    sent = itertools.count()

    async def endless(request: web.BaseRequest) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while next(sent) < 2 * LARGEST // 65536:
            await answer.write(bytes(65536))
        return answer

    elsewhere.answer = endless
    assert not (await failing(channel, Piece("photo", door.url))).again
    await asyncio.sleep(0.05)
    assert next(sent) < 2 * LARGEST // 65536


# ---- addresses that lead elsewhere


def sends_on(to: Callable[[int], str], last: int) -> Answer:
    count = itertools.count(1)

    async def answer(_request: web.BaseRequest) -> web.StreamResponse:
        n = next(count)
        return web.Response(body=b"at last") if n > last else web.Response(status=302, headers={"Location": to(n)})

    return answer


@pytest.mark.parametrize("to", ["?{n}", "/b/{n}", "HERE/{n}"])
async def test_a_few_redirections_are_followed(channel: ZaloBot, elsewhere: Elsewhere, door: Door, to: str) -> None:
    elsewhere.answer = sends_on(lambda n: to.format(n=n).replace("HERE", door.url), 3)
    assert await channel.fetch(Piece("photo", door.url)) == b"at last"
    assert not any(SECRET in f"{request.raw_path} {request.headers}" for request in elsewhere.asked)


async def test_too_many_redirections_are_not(channel: ZaloBot, elsewhere: Elsewhere, door: Door) -> None:
    elsewhere.answer = sends_on(lambda n: f"?{n}", 4)
    assert not (await failing(channel, Piece("photo", door.url))).again
    assert len(elsewhere.asked) == 4


@pytest.mark.parametrize("to", ["ftp://thon7.example/a.jpg", "file:///etc/passwd", "http://[", "", "http://"])
async def test_a_redirection_leads_to_no_other_kind_of_address(channel: ZaloBot, elsewhere: Elsewhere, door: Door, to: str) -> None:
    elsewhere.answer = sends_on(lambda _: to, 9)
    failed = await failing(channel, Piece("photo", door.url))
    assert not failed.again


OUTSIDE = "https://bot-api.zaloplatforms.com"


@pytest.mark.parametrize(
    ("api", "address"),
    [
        (OUTSIDE, "http://photo.zdn.vn/1.jpg"),
        (OUTSIDE, "https://127.0.0.1/1.jpg"),
        (OUTSIDE, "https://localhost/1.jpg"),
        (OUTSIDE, "https://[::1]/1.jpg"),
        (OUTSIDE, "https://[::ffff:127.0.0.1]/1.jpg"),
        (OUTSIDE, "https://10.0.0.1/1.jpg"),
        (OUTSIDE, "https://192.168.1.1:8443/1.jpg"),
        (OUTSIDE, "https://169.254.169.254/latest"),
        (OUTSIDE, "https://0.0.0.0/1.jpg"),
        ("http://zalo.xa.example", "http://photo.zdn.vn/1.jpg"),
        ("https://127.0.0.1:8443", "http://127.0.0.1/1.jpg"),
        ("http://127.0.0.1:8081", "ftp://127.0.0.1/1.jpg"),
        ("http://127.0.0.1:8081", "/1.jpg"),
        ("http://127.0.0.1:8081", "1.jpg"),
        ("http://127.0.0.1:8081", "http:///1.jpg"),
        ("http://127.0.0.1:8081", "http://[::1/1.jpg"),
    ],
)
async def test_nothing_is_asked_of_this_network_nor_without_https(api: str, address: str) -> None:
    asking = Api(api, f"1:{SECRET}")
    with pytest.raises(FetchFailed, match="not an address to fetch from") as failed:
        await download(asking.session, address, asking.url)
    assert not failed.value.again
    await asking.close()


async def test_a_name_that_leads_to_this_machine_is_refused_when_it_is_looked_up() -> None:
    asking = Api(OUTSIDE, f"1:{SECRET}")
    with pytest.raises(FetchFailed, match="ClientConnectorDNSError"):
        await _asked(asking.session, URL("https://localhost:1/1.jpg"))
    await asking.close()


async def test_the_api_itself_may_stand_beside_this_machine() -> None:
    assert await Outside("localhost").resolve("localhost", 443)
    with pytest.raises(OSError, match="an address inside"):
        await Outside("zalo.xa.example").resolve("localhost", 443)


def test_which_addresses_are_private() -> None:
    inside = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "100.64.0.1", "169.254.0.1", "::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1"]
    assert all(map(is_private, inside))
    assert not any(map(is_private, ["8.8.8.8", "49.213.1.1", "2001:4860:4860::8888"]))
