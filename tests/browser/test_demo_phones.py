"""The demo's page in a browser, with a stand-in behind it: what is lost, doubled or shown wrongly here would be the page's fault."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest_asyncio
from aiohttp import web

from bot.talk import Outgoing
from tests.demo_stand_in import KINDS, PICTURE, StandIn, peer

if TYPE_CHECKING:
    from playwright.async_api import Browser, FilePayload, Locator, Page

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 640}


class Demo:
    """A server that can be stopped and started anew on its port, and a page that looks at it."""

    def __init__(self, browser: Browser) -> None:
        self.browser, self.port, self.errors = browser, 0, list[str]()

    async def serves(self) -> None:
        self.engine = StandIn()
        self.runner = web.AppRunner(await self.engine.app())
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()
        self.port = self.runner.addresses[0][1]

    async def stops(self) -> None:
        await self.runner.cleanup()

    async def opens(self, width: dict[str, int]) -> Page:
        self.page = await self.browser.new_page(viewport={"width": width["width"], "height": width["height"]})
        self.page.set_default_timeout(10_000)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda told: self.errors.append(told.text) if "Content Security Policy" in told.text else None)
        await self.page.goto(f"http://127.0.0.1:{self.port}/")
        await self.is_connected()
        return self.page

    async def is_connected(self) -> None:
        await self.page.wait_for_selector(".link[data-state=connected]")

    async def types(self, phone: str, text: str) -> None:
        box = self.page.locator(f"#phone-{phone} textarea")
        await box.fill(text)
        await box.press("Enter")

    async def sees(self, phone: str, text: str) -> Locator:
        found = self.page.locator(f"#phone-{phone} .bubble").filter(has_text=text).last
        await found.wait_for()
        return found

    async def received(self, phone: str, count: int) -> None:
        await self.page.wait_for_function(
            "([phone, count]) => document.querySelectorAll(`#phone-${phone} .mine .note[data-state=received]`).length === count", arg=[phone, count]
        )

    async def bubbles(self, phone: str) -> list[str]:
        return await self.page.locator(f"#phone-{phone} .bubble").all_inner_texts()


@pytest_asyncio.fixture
async def demo(browser: Browser) -> AsyncIterator[Demo]:
    demo = Demo(browser)
    await demo.serves()
    yield demo
    await demo.stops()
    assert demo.errors == []


async def test_one_chats_with_buttons(demo: Demo) -> None:
    page = await demo.opens(WIDE)
    await demo.types("1", "gãy lan can cầu tràn\n15 hộ phải đi vòng")
    await demo.sees("1", "Việc này thuộc loại nào ạ?")
    await demo.received("1", 1)
    button = page.locator("#phone-1 .choice").first
    await button.click()
    await demo.sees("1", "việc số 12")
    await page.wait_for_selector("#phone-1 .choice[data-state=received]")
    await button.click()  # a used button can be pressed again
    await page.wait_for_function("() => document.querySelectorAll('#phone-1 .bubble').length === 4")
    assert [said.tapped for said in demo.engine.heard.values()] == [None, "q1:0", "q1:0"]


async def test_a_switch_takes_a_phones_buttons_away_and_gives_them_back(demo: Demo) -> None:
    page = await demo.opens(WIDE)
    await demo.engine.phone.send(Outgoing(peer("2"), "Việc này thuộc loại nào ạ?", KINDS, (), "q1"))
    await page.wait_for_selector("#phone-2 .choice")
    await page.locator("#phone-2 .switch").click()
    await demo.sees("2", "3. Loại khác")
    assert await page.locator("#phone-2 .choice").count() == 0
    assert demo.engine.phone.has_buttons("1")
    await demo.types("2", "1")
    await demo.sees("2", "việc số 12")
    await page.locator("#phone-2 .switch").click()
    await page.wait_for_selector("#phone-2 .choice")
    assert "3. Loại khác" not in "".join(await demo.bubbles("2"))


async def test_several_pictures_make_one_album_with_a_caption(demo: Demo) -> None:
    page = await demo.opens(WIDE)
    pictures: list[FilePayload] = [{"name": f"{n}.png", "mimeType": "image/png", "buffer": PICTURE} for n in range(3)]
    await page.locator("#phone-1 .photo-file").set_input_files(pictures)
    await page.wait_for_selector("#phone-1 .picked-photo >> nth=2")
    await demo.types("1", "ảnh cầu")
    await demo.received("1", 1)
    first, second, third = demo.engine.heard.values()
    assert [one.text for one in (first, second, third)] == ["ảnh cầu", "", ""]
    assert first.album
    assert first.album == second.album == third.album
    assert [await demo.engine.phone.fetch(one.media[0]) for one in (first, second, third)] == [PICTURE] * 3
    assert await page.locator("#phone-1 .pictures img").count() == 3


async def test_a_voice_note_and_a_place_are_said(demo: Demo) -> None:
    page = await demo.opens(WIDE)
    await page.locator("#phone-3 .tool-place").click()
    await page.locator("#phone-3 .tool-voice").click()
    await page.wait_for_selector("#phone-3 .recorder:not([hidden])")
    await page.wait_for_timeout(1200)
    await page.locator("#phone-3 .keep").click()
    await demo.received("3", 2)
    place, voice = demo.engine.heard.values()
    assert place.place is not None
    assert voice.media[0].kind == "voice"
    assert len(await demo.engine.phone.fetch(voice.media[0])) == voice.media[0].size > 0


async def test_a_picture_from_the_bot_is_shown(demo: Demo) -> None:
    page = await demo.opens(WIDE)
    await demo.types("1", "ảnh")
    await page.wait_for_function("() => document.querySelector('#phone-1 .pictures img')?.naturalWidth > 0")


async def test_what_is_said_while_the_server_is_away_arrives_once_when_it_is_back(demo: Demo) -> None:
    page = await demo.opens(WIDE)
    await demo.types("1", "tin trước")
    await demo.received("1", 1)
    await page.locator("#phone-2 .switch").click()
    await demo.stops()
    await page.wait_for_selector(".link[data-state=reconnecting]")
    await demo.types("1", "tin trong lúc mất mạng")
    await page.wait_for_selector("#phone-1 .note[data-state=waiting]")
    await demo.serves()
    await demo.is_connected()
    await demo.received("1", 2)
    await page.wait_for_function("() => document.querySelectorAll('#phone-1 .bubble').length === 4")
    assert [said.text for said in demo.engine.heard.values()] == ["tin trong lúc mất mạng"]
    assert (await demo.bubbles("1"))[0] == "tin trước"
    await page.wait_for_function("() => document.querySelector('#phone-2 .switch input').checked")
    assert not demo.engine.phone.has_buttons("2")


async def test_a_reload_keeps_the_talk_and_what_was_being_written(demo: Demo) -> None:
    page = await demo.opens(WIDE)
    await demo.types("1", "báo việc")
    await demo.sees("1", "Việc này thuộc loại nào ạ?")
    await demo.received("1", 1)
    await page.locator("#phone-1 textarea").fill("đang viết dở")
    before = await demo.bubbles("1")
    await page.reload()
    await demo.is_connected()
    assert await demo.bubbles("1") == before
    assert await page.locator("#phone-1 textarea").input_value() == "đang viết dở"


async def test_another_tab_sees_the_same_talk(demo: Demo) -> None:
    await demo.opens(WIDE)
    await demo.types("1", "báo việc")
    await demo.received("1", 1)
    await demo.opens(WIDE)
    await demo.sees("1", "Việc này thuộc loại nào ạ?")
    await demo.sees("1", "báo việc")


async def test_a_refused_refresh_of_the_switch_is_tried_again(demo: Demo) -> None:
    page = await demo.opens(WIDE)
    await page.route("**/demo/buttons", lambda route: route.abort(), times=1)
    await page.locator("#phone-1 .switch").click()
    await page.wait_for_timeout(300)
    await demo.stops()
    await demo.serves()
    await demo.is_connected()
    await page.wait_for_timeout(300)
    assert not demo.engine.phone.has_buttons("1")


async def test_a_narrow_page_has_tabs_with_unread_counts_and_never_scrolls_sideways(demo: Demo) -> None:
    page = await demo.opens(NARROW)
    assert await page.locator(".phone:visible").count() == 1
    await demo.engine.phone.send(Outgoing(peer("2"), "một " * 300, KINDS, (), "a1"))
    await demo.engine.phone.send(Outgoing(peer("2"), "a" * 400))
    await page.wait_for_function("() => document.querySelector('.badge')?.textContent === '2'")
    await page.locator(".tab").nth(1).click()
    assert await page.locator(".badge").count() == 0
    assert await page.locator("#phone-2:visible").count() == 1
    assert await page.evaluate("() => document.documentElement.scrollWidth") == 360
    assert await page.evaluate("() => document.querySelector('#phone-2 .lines').scrollWidth <= document.querySelector('#phone-2 .lines').clientWidth")
    box = await page.locator("#phone-2 textarea").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= NARROW["height"]


async def test_every_control_has_a_name(demo: Demo) -> None:
    page = await demo.opens(WIDE)
    nameless = """() => [...document.querySelectorAll('button, textarea, [role=log], input[role=switch]')].filter(
        (one) => !(one.getAttribute('aria-label') || one.textContent.trim() || one.closest('label')?.textContent.trim())).length"""
    assert await page.evaluate(nameless) == 0
