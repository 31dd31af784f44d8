"""Somebody who looks at the demo's page, types, presses and reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Browser, FilePayload, Locator, Page, ViewportSize

WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 360, "height": 640}
_RECEIVED = "([phone, n]) => document.querySelectorAll(`#phone-${phone} .mine .note[data-state=received]`).length === n"
_LOADED = """([phone, n]) => [...document.querySelectorAll(`#phone-${phone} .line:not(.mine) img`)]
    .filter((one) => one.naturalWidth > 0).length === n"""
_NAMELESS = """() => [...document.querySelectorAll('button, textarea, [role=log], input[role=switch]')].filter((one) => !(
    one.getAttribute('aria-label') || one.textContent.trim() || one.closest('label')?.textContent.trim() || one.querySelector('img')?.alt)).length"""


class Reader:
    """One page of one browser; ``errors`` gathers what scripts threw and what the content policy refused."""

    page: Page

    def __init__(self, browser: Browser) -> None:
        self.browser, self.errors = browser, list[str]()

    async def opens(self, port: int, size: ViewportSize) -> Page:
        self.page = await self.browser.new_page(viewport=size)
        self.page.set_default_timeout(12_000)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda told: self.errors.append(told.text) if "Content Security Policy" in told.text else None)
        await self.page.goto(f"http://127.0.0.1:{port}/")
        await self.is_connected()
        return self.page

    async def is_connected(self) -> None:
        await self.page.wait_for_selector(".link[data-state=connected]")

    async def is_cut_off(self) -> None:
        await self.page.wait_for_selector(".link[data-state=reconnecting]")

    async def looks_at(self, phone: str) -> Locator:
        """On a narrow page by its tab."""
        tab = self.page.locator(f".tab[aria-controls=phone-{phone}]")
        if await tab.is_visible():
            await tab.click()
        return self.page.locator(f"#phone-{phone}")

    # ---- what one does

    async def types(self, phone: str, text: str) -> None:
        box = (await self.looks_at(phone)).locator("textarea")
        await box.fill(text)
        await box.press("Enter")

    async def picks(self, phone: str, label: str) -> None:
        """The last button with this label."""
        await (await self.looks_at(phone)).locator(".choice", has_text=label).last.click()

    async def takes_a_suggestion(self, phone: str, start: str) -> None:
        at = await self.looks_at(phone)
        await at.locator(".suggestion", has_text=start).click()
        await at.locator(".send").first.click()

    async def attaches(self, phone: str, photos: list[bytes]) -> None:
        at = await self.looks_at(phone)
        files: list[FilePayload] = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": one} for n, one in enumerate(photos)]
        await at.locator(".photo-file").set_input_files(files)
        await at.locator(".picked-photo").nth(len(photos) - 1).wait_for()
        await at.locator(".send").first.click()

    async def speaks(self, phone: str) -> None:
        at = await self.looks_at(phone)
        await at.locator(".tool-voice").click()
        await at.locator(".recorder").wait_for()
        await self.page.wait_for_timeout(600)
        await at.locator(".keep").click()

    async def shows_where(self, phone: str) -> None:
        await (await self.looks_at(phone)).locator(".tool-place").click()

    async def flips_the_switch(self, phone: str) -> None:
        await (await self.looks_at(phone)).locator(".switch").click()

    # ---- what one sees

    async def sees(self, phone: str, text: str) -> Locator:
        """Waits for a bubble with this text, on its screen."""
        at = await self.looks_at(phone)
        found = at.locator(".bubble").filter(has_text=text).last
        await found.wait_for()
        return found

    async def bubbles(self, phone: str) -> list[str]:
        return await self.page.locator(f"#phone-{phone} .bubble").all_inner_texts()

    async def received(self, phone: str, count: int) -> None:
        """So many of the things said on this phone are marked as on disk."""
        await self.page.wait_for_function(_RECEIVED, arg=[phone, count])

    async def sees_pictures(self, phone: str, count: int) -> list[str]:
        """The addresses of so many pictures from the bot, once they are drawn."""
        await self.page.wait_for_function(_LOADED, arg=[phone, count])
        return [str(await one.get_attribute("src")) for one in await self.page.locator(f"#phone-{phone} .line:not(.mine) img").all()]

    async def can_read_all(self) -> None:
        """Nothing scrolls sideways, every control has a name, what is written in is within the window."""
        size = self.page.viewport_size
        assert size is not None
        assert await self.page.evaluate("() => document.documentElement.scrollWidth") == size["width"]
        assert await self.page.evaluate("() => [...document.querySelectorAll('.lines')].every((one) => one.scrollWidth <= one.clientWidth)")
        assert await self.page.evaluate(_NAMELESS) == 0
        box = await self.page.locator("textarea:visible").first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= size["height"]

    async def screenshot(self, at: Path) -> None:
        await self.page.screenshot(path=at)
