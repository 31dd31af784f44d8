"""The real process, `python bot.py run` with its true settings: started, asked over HTTP, told to stop, killed."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import aiohttp

from tests.fakes.telegram import TOKEN

ROOT = Path(__file__).parent.parent
SECRET = "s3cret-of-the_webhook"
START_SECONDS = 30.0
_DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
Mode = Literal["polling", "webhook"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Died(Exception):
    """The process ended by itself; the text is the end of what it had said."""


class BotProcess:
    """One bot of one database; ``starts`` may come again and again. ``said`` is all that its lives wrote to stdout and stderr."""

    def __init__(
        self, at: Path, database: str, api: str, mode: Mode = "polling", program: Sequence[str] = (str(ROOT / "bot.py"),), **more: str
    ) -> None:
        self.at, self.log, self.port = at, at / f"said-{free_port()}.txt", free_port()
        self.program = [*_DIES_WITH_US, sys.executable, *program, "run"]
        self.process: asyncio.subprocess.Process | None = None
        self.settings = {
            "DANVAN_DATABASE_URL": database,
            "DANVAN_DATA_DIR": str(at / "data"),
            "DANVAN_LISTEN": f"127.0.0.1:{self.port}",
            "DANVAN_TELEGRAM_TOKEN": TOKEN,
            "DANVAN_TELEGRAM_API_URL": api,
            "DANVAN_TELEGRAM_MODE": mode,
            "DANVAN_TELEGRAM_SECRET": SECRET,
            "DANVAN_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            **more,
        }

    async def starts(self) -> None:
        """Does not wait; cwd is a folder of its own, where no .env of a developer lies."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(*self.program, cwd=self.at, env=self._environment(), stdout=log, stderr=log)

    async def is_ready(self, at_most: float = START_SECONDS) -> float:
        """Seconds until /readyz said 200; Died when the process ends before."""
        return await self.until("/readyz", 200, at_most)

    async def until(self, path: str, status: int, at_most: float) -> float:
        began = time.monotonic()
        while (took := time.monotonic() - began) < at_most:
            if not self.lives:
                raise Died(self.said[-2000:])
            if (await self.asked(path))[0] == status:
                return took
            await asyncio.sleep(0.02)
        raise AssertionError(f"{path} did not say {status} within {at_most} s: {self.said[-2000:]}")

    async def asked(self, path: str, headers: Mapping[str, str] | None = None, post: bytes | None = None) -> tuple[int, str]:
        """(status, text); status 0 while nobody answers."""
        method = "GET" if post is None else "POST"
        try:
            async with aiohttp.request(method, f"http://127.0.0.1:{self.port}{path}", headers=headers, data=post) as answer:
                return answer.status, await answer.text()
        except aiohttp.ClientError:
            return 0, ""

    @property
    def lives(self) -> bool:
        return self.process is not None and self.process.returncode is None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    async def ends(self, at_most: float) -> int:
        """Its exit code, once it has ended by itself."""
        assert self.process is not None
        return await asyncio.wait_for(self.process.wait(), at_most)

    async def is_killed(self) -> None:
        """kill -9: nothing of it gets a last word."""
        assert self.process is not None
        if self.lives:
            self.process.kill()
        await self.process.wait()

    async def is_told_to_stop(self, at_most: float = 20.0) -> tuple[int, float]:
        """SIGTERM; (exit code, seconds)."""
        began = time.monotonic()
        os.kill(self.pid, signal.SIGTERM)
        return await self.ends(at_most), time.monotonic() - began

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DANVAN_")}
        return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **self.settings}
