"""What tests before a fake server need beside it: patience, a door of their own, a picture."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Self

from aiohttp import web
from PIL import Image


async def until(true: Callable[[], object]) -> None:
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come to be")


def picture(colour: str = "red", form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(out, form)
    return out.getvalue()


class Door:
    """A web server whose every answer is the test's."""

    def __init__(self, handle: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]) -> None:
        self.server = web.Server(handle)

    async def __aenter__(self) -> Self:
        self.runner = web.ServerRunner(self.server)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.url = "http://{}:{}/hook".format(*self.runner.addresses[0][:2])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.runner.cleanup()
