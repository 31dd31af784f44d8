"""The page on which the teams' words are chosen, as somebody uses it on a computer and on a narrow telephone, in a browser that runs no scripts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer

from messages_vi import block_words as words_vi
from messages_vi import words_page as vi
from storage.released import Released
from tests.browser.reader import NARROW, WIDE
from tests.checkin_kit import DECEMBER
from tests.words_kit import PLANS, WISHES, Office

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, ViewportSize

LONG = "xã " + "đề nghị huyện hỗ trợ kinh phí nạo vét tuyến mương dài từ đập Bái Trời đến cuối xóm Đồi, " * 4 + "https" + "x" * 80


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[tuple[Office, str]]:
    from storage import schema

    url = f"sqlite:///{tmp_path}/browser.db"
    schema.upgrade(url)
    office = Office(url, tmp_path, (*WISHES[:3], LONG))
    async with TestServer(office.app()) as server:
        yield office, str(server.make_url(office.link()))
    office.closes()


async def _fits(page: Page, width: int) -> None:
    """Nothing sticks out, letters are large, and what one presses is as large as a fingertip."""
    for one in await page.locator("main, form, fieldset, legend, label, textarea, button, dd, dt, p").all():
        box = await one.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    for one in await page.locator("button, .line, textarea").all():
        box = await one.bounding_box()
        assert box is not None
        assert box["height"] >= 44


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_words_are_ticked_written_out_and_answered_and_the_button_writes_them(
    browser: Browser, office: tuple[Office, str], size: ViewportSize, tmp_path: Path
) -> None:
    told, address = office
    context = await browser.new_context(viewport=size, java_script_enabled=False)
    page = await context.new_page()
    page.set_default_timeout(12_000)
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    await page.goto(address)
    await _fits(page, size["width"])
    await page.get_by_label(WISHES[2]).check()
    await page.get_by_text(WISHES[0]).click()  # the words are as good as the box
    await page.get_by_label(vi.REPLY).nth(1).fill("tuần tới xã khảo sát")
    await page.get_by_label(vi.REPLY).nth(1).press("Enter")  # sends nothing
    await page.get_by_label(vi.WRITE_OUT).last.fill("Các tổ phát quang đường thôn.")
    await page.screenshot(path=tmp_path / "choosing.png", full_page=True)
    assert told.kept() == {}
    await page.get_by_role("button", name=vi.WRITE).click()
    await page.get_by_role("heading", name=words_vi.written(DECEMBER)).wait_for()
    await _fits(page, size["width"])
    await page.screenshot(path=tmp_path / "written.png", full_page=True)
    first, second, third = (one.unit for one in told.teams[:3])
    assert told.kept() == {
        "de_nghi": Released(f"{WISHES[0]}\n{WISHES[2]}", (first, third), {second: "tuần tới xã khảo sát"}, told.who_wish),
        "thang_toi": Released("Các tổ phát quang đường thôn.", (), {}, told.who_plan),
    }
    await page.get_by_role("link", name=vi.LOOK_AGAIN).click()
    assert await page.get_by_label(WISHES[2]).is_checked()
    told.puts_right(told.teams[0], "xã sửa mương Bái Trời và cống")
    await page.get_by_label(PLANS[2]).check()
    await page.get_by_role("button", name=vi.WRITE).click()
    await page.get_by_role("alert").wait_for()
    await _fits(page, size["width"])
    await page.screenshot(path=tmp_path / "changed.png", full_page=True)
    assert not refused
    await context.close()
