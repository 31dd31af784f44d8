"""The whole demo as a newcomer meets it: a browser, and the real process behind it, killed in the middle."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from PIL import Image

from bot.domain.kinds import Level
from messages_vi import cases, report, sample
from messages_vi.kinds import KINDS
from tests.browser.bridge import TELEPHONE, photographs
from tests.browser.reader import NARROW, WIDE, Reader

if TYPE_CHECKING:
    from playwright.async_api import Browser, ViewportSize

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "demo.png"
MEMBER, LEADER, PROVINCE = (phone.chat for phone in sample.PHONES)
BRIDGE, FLOOD = (text[:14] for text in sample.PHONES[0].try_this[:2])
RAISE, YELLOW, SEND = report.EDITS["level"], report.URGENT[Level.VANG], report.SEND.label
ACCEPT, ASK, _ = (choice.label for choice in cases.buttons(1, KINDS["CT"]))
ANSWER, LOOK = cases.answer(1)[0].label, cases.look(1)[0].label


class Process:
    """``python bot.py demo`` on a port and a data directory of its own."""

    def __init__(self, at: Path) -> None:
        self.at = at
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])

    async def starts(self) -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith("DANVAN_")}
        env |= {"DANVAN_DATA_DIR": str(self.at), "DANVAN_LISTEN": f"127.0.0.1:{self.port}"}
        with (self.at / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(sys.executable, "bot.py", "demo", cwd=ROOT, env=env, stdout=log, stderr=log)
        async with asyncio.timeout(30):
            while not await self._answers():
                assert self.process.returncode is None, self.log()
                await asyncio.sleep(0.05)

    async def ends(self, how: signal.Signals = signal.SIGTERM) -> int:
        if self.process.returncode is None:
            self.process.send_signal(how)
        try:
            return await asyncio.wait_for(self.process.wait(), 30)
        except TimeoutError:
            self.process.kill()
            raise AssertionError(f"it does not stop: {self.log()}") from None

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    def log(self) -> str:
        return (self.at / "log").read_text(encoding="utf-8")

    def number(self, nth: int) -> int:
        """That of the nth case of this visit: the sample has some of its own."""
        made_up = "SELECT count(*) FROM incident WHERE draft < 0 AND year = CAST(strftime('%Y', 'now', '+7 hours') AS INTEGER)"
        return nth + int(str(self.rows(made_up)[0][0]))

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        db = sqlite3.connect(f"file:{self.at / 'dan-van.db'}?mode=ro", uri=True)
        try:
            return list(db.execute(sql))
        finally:
            db.close()


@pytest_asyncio.fixture
async def process(tmp_path: Path) -> AsyncIterator[Process]:
    process = Process(tmp_path)
    await process.starts()
    yield process
    assert await process.ends() == 0, process.log()
    assert "error" not in process.log().lower(), process.log()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_a_newcomer_reports_and_is_answered_though_the_process_is_killed_in_the_middle(
    browser: Browser, process: Process, size: ViewportSize
) -> None:
    reader = Reader(browser)
    await reader.opens(process.port, size)
    await _a_report_with_photographs_survives_a_kill(reader, process)
    await _photographs_reach_the_leader_bare(reader, process)
    await _a_question_is_asked_and_answered_over_a_reload(reader, process)
    await _the_result_comes_back(reader, process)
    await _a_red_one_without_buttons_reaches_all(reader, process)
    await reader.can_read_all()
    await _another_tab_sees_the_same(reader, process, size)
    assert reader.errors == []
    assert process.rows("SELECT kind, state, count(*) FROM attachment GROUP BY 1, 2 ORDER BY 1") == [("photo", "kept", 2), ("voice", "kept", 1)]
    filed = process.rows("SELECT number, kind, level FROM incident WHERE draft > 0 ORDER BY 1")
    assert filed == [(process.number(1), "CT", "VANG"), (process.number(2), "TT", "DO")]


async def _a_report_with_photographs_survives_a_kill(reader: Reader, process: Process) -> None:
    await reader.takes_a_suggestion(MEMBER, BRIDGE)
    await reader.picks(MEMBER, RAISE)
    await reader.picks(MEMBER, YELLOW)
    await reader.sees(MEMBER, "mức VÀNG")
    await reader.attaches(MEMBER, photographs())
    await reader.received(MEMBER, 2)
    await process.ends(signal.SIGKILL)
    await reader.is_cut_off()
    await reader.picks(MEMBER, SEND)
    await reader.page.wait_for_selector(f"#phone-{MEMBER} .choice[data-state=waiting]")
    await process.starts()
    await reader.sees(MEMBER, f"việc số {process.number(1)}")
    await reader.is_connected()


async def _photographs_reach_the_leader_bare(reader: Reader, process: Process) -> None:
    await reader.sees(LEADER, f"việc số {process.number(1)}, mức VÀNG")
    addresses = await reader.sees_pictures(LEADER, 2)
    for address in addresses:
        body = await (await reader.page.request.get(reader.page.url.replace("/demo", address))).body()
        assert TELEPHONE.encode() not in body
        assert not Image.open(BytesIO(body)).getexif()
    await reader.page.locator(f"#phone-{LEADER} .look").first.click()
    assert await reader.page.locator(".viewer img").get_attribute("src")
    await reader.page.locator(".viewer button").click()


async def _a_question_is_asked_and_answered_over_a_reload(reader: Reader, process: Process) -> None:
    await reader.picks(LEADER, ASK)
    await reader.sees(LEADER, cases.what_to_ask(process.number(1))[10:30])
    await reader.types(LEADER, "đã rào tạm chưa")
    await reader.sees(MEMBER, "đã rào tạm chưa")
    before = await reader.bubbles(MEMBER)
    await reader.page.locator(f"#phone-{MEMBER} textarea").fill("rào rồi")
    await reader.page.reload()
    await reader.is_connected()
    assert await reader.bubbles(MEMBER) == before
    assert await reader.page.locator(f"#phone-{MEMBER} textarea").input_value() == "rào rồi"
    await reader.sees_pictures(LEADER, 2)
    await reader.picks(MEMBER, ANSWER)
    await reader.types(MEMBER, "rào rồi, bằng tre")
    await reader.sees(LEADER, "rào rồi, bằng tre")


async def _the_result_comes_back(reader: Reader, process: Process) -> None:
    await reader.picks(LEADER, ACCEPT)
    await reader.sees(MEMBER, "khối dân vận xã đã nhận")
    await reader.picks(LEADER, ACCEPT)
    await reader.sees(LEADER, f"{cases.OWN['da_nhan']} rồi ạ")  # a used button can be pressed again, and does nothing twice
    await reader.takes_a_suggestion(LEADER, f"xong {process.number(1)}")
    await reader.sees(MEMBER, "đã khắc phục")


async def _a_red_one_without_buttons_reaches_all(reader: Reader, process: Process) -> None:
    await reader.flips_the_switch(MEMBER)
    await reader.takes_a_suggestion(MEMBER, FLOOD)
    await reader.sees(MEMBER, f"gõ: {report.SEND.typed}")
    said = await reader.page.locator(f"#phone-{MEMBER} .mine .note[data-state=received]").count()
    await reader.shows_where(MEMBER)
    await reader.speaks(MEMBER)
    await reader.received(MEMBER, said + 2)
    assert not await reader.page.locator(f"#phone-{MEMBER} .choice:visible").count()
    await reader.types(MEMBER, str(report.SEND.typed))
    await reader.sees(MEMBER, f"việc số {process.number(2)}")
    await reader.sees(LEADER, f"việc số {process.number(2)}, mức ĐỎ")
    await reader.picks(PROVINCE, LOOK)
    await reader.sees(PROVINCE, "Vị trí chừng")
    await reader.flips_the_switch(MEMBER)
    await reader.page.locator(f"#phone-{MEMBER} .choice:visible").first.wait_for()


async def _another_tab_sees_the_same(reader: Reader, process: Process, size: ViewportSize) -> None:
    other = Reader(reader.browser)
    await other.opens(process.port, size)
    await other.sees(MEMBER, "rào rồi, bằng tre")
    await other.sees(MEMBER, f"việc số {process.number(2)}")
    assert other.errors == []


async def test_the_picture_of_the_three_phones_can_be_taken(browser: Browser, process: Process, tmp_path: Path) -> None:
    reader = Reader(browser)
    await reader.opens(process.port, {"width": 1280, "height": 840})
    await reader.takes_a_suggestion(MEMBER, FLOOD)
    await reader.picks(MEMBER, SEND)
    await reader.picks(PROVINCE, LOOK)
    await reader.sees(PROVINCE, "Người báo")
    await reader.takes_a_suggestion(MEMBER, BRIDGE)
    await reader.picks(MEMBER, RAISE)
    await reader.picks(MEMBER, YELLOW)
    await reader.sees(MEMBER, "mức VÀNG")
    await reader.attaches(MEMBER, photographs())
    await reader.received(MEMBER, 3)
    await reader.picks(MEMBER, SEND)
    await reader.sees_pictures(LEADER, 2)
    await reader.picks(LEADER, ACCEPT)
    await reader.sees(MEMBER, "khối dân vận xã đã nhận")
    await reader.page.mouse.move(640, 5)
    await reader.page.evaluate("() => document.activeElement.blur()")
    await reader.screenshot(tmp_path / "demo.png")
    small = BytesIO()
    Image.open(tmp_path / "demo.png").convert("RGB").quantize(255, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    assert 30_000 < len(small.getvalue()) < 300_000
    if os.environ.get("DANVAN_PICTURES") == "1":
        PICTURE.write_bytes(small.getvalue())
