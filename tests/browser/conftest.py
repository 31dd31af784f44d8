"""Debian's chromium under playwright, for the tests that look at pages as a person does."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest_asyncio

from tests.missing import missing

if TYPE_CHECKING:
    from playwright.async_api import Browser

_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--use-fake-device-for-media-stream",  # a microphone that hums, and nobody asked whether it may
    "--use-fake-ui-for-media-stream",
)


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    """One chromium for one test. Skips with a line that says why when there is none; fails then where DANVAN_CI=1."""
    try:
        from playwright.async_api import async_playwright
    except ImportError:
        missing("playwright is not installed")
    chromium = shutil.which("chromium")
    if chromium is None:
        missing("chromium is not installed (apt-get install chromium)")
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=list(_SWITCHES))
        yield browser
        await browser.close()
