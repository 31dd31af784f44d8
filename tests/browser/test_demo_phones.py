"""What the demo's page does when things go wrong or get long, with a stand-in behind it; the rest is in test_demo_product.py."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest_asyncio
from aiohttp import web

from bot.talk import Outgoing
from tests.browser.reader import NARROW, WIDE, Reader
from tests.demo_stand_in import KINDS, PICTURE, StandIn, peer

if TYPE_CHECKING:
    from playwright.async_api import Browser


class Demo(Reader):
    """A server that can be stopped and started anew on its port, and a page that looks at it."""

    def __init__(self, browser: Browser, at: Path) -> None:
        super().__init__(browser)
        self.at, self.port = at, 0

    async def serves(self) -> None:
        self.engine = StandIn(self.at)
        self.runner = web.AppRunner(await self.engine.app())
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()
        self.port = self.runner.addresses[0][1]

    async def stops(self) -> None:
        await self.runner.cleanup()


@pytest_asyncio.fixture
async def demo(browser: Browser, tmp_path: Path) -> AsyncIterator[Demo]:
    demo = Demo(browser, tmp_path)
    await demo.serves()
    yield demo
    await demo.stops()
    assert demo.errors == []


async def test_what_is_said_and_switched_while_the_server_is_away_arrives_once_when_it_is_back(demo: Demo) -> None:
    page = await demo.opens(demo.port, WIDE)
    await demo.types("1", "tin trước")
    await demo.received("1", 1)
    await demo.flips_the_switch("2")
    await page.route("**/demo/buttons", lambda route: route.abort(), times=1)
    await demo.flips_the_switch("1")
    await demo.stops()
    await demo.is_cut_off()
    await demo.types("1", "tin trong lúc mất mạng")
    await page.wait_for_selector("#phone-1 .note[data-state=waiting]")
    await demo.serves()
    await demo.is_connected()
    await demo.received("1", 2)
    await page.wait_for_function("() => document.querySelectorAll('#phone-1 .bubble').length === 4")
    assert [said.text for said in demo.engine.heard.values()] == ["tin trong lúc mất mạng"]
    assert (await demo.bubbles("1"))[0] == "tin trước"
    await page.wait_for_timeout(300)
    assert [demo.engine.phone.has_buttons(chat) for chat in "123"] == [False, False, True]


async def test_several_pictures_make_one_album_with_a_caption(demo: Demo) -> None:
    page = await demo.opens(demo.port, WIDE)
    await page.locator("#phone-1 textarea").fill("ảnh cầu")
    await demo.attaches("1", [PICTURE] * 3)
    await demo.received("1", 1)
    first, second, third = demo.engine.heard.values()
    assert [one.text for one in (first, second, third)] == ["ảnh cầu", "", ""]
    assert first.album
    assert first.album == second.album == third.album
    assert [await demo.engine.phone.fetch(one.media[0]) for one in (first, second, third)] == [PICTURE] * 3
    assert await page.locator("#phone-1 .pictures img").count() == 3


async def test_a_narrow_page_counts_what_is_unread_and_long_words_do_not_widen_it(demo: Demo) -> None:
    page = await demo.opens(demo.port, NARROW)
    assert await page.locator(".phone:visible").count() == 1
    await demo.engine.phone.send(Outgoing(peer("2"), "một " * 300, KINDS, (), "a1"))
    await demo.engine.phone.send(Outgoing(peer("2"), "a" * 400))
    await page.wait_for_function("() => document.querySelector('.badge')?.textContent === '2'")
    await demo.looks_at("2")
    assert await page.locator(".badge").count() == 0
    assert await page.locator("#phone-2:visible").count() == 1
    await demo.can_read_all()
