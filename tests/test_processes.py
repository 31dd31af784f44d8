"""The real process as an operator meets it: how it starts, answers, refuses, keeps quiet about people, and ends."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.telegram import TOKEN, FakeTelegram, Fault
from tests.office import GREEN, URGENT, office, until
from tests.processes import ROOT, SECRET, BotProcess

STOPS_WITHIN = 12.0  # seconds


# ending --------------------------------------------------------------------------------------------------------------
async def test_told_to_stop_under_load_it_ends_well_and_leaves_nothing_half_sent(url: str, tmp_path: Path) -> None:
    async with office(url, tmp_path, members=40) as here:
        everybody = [one.phone for one in here.crowd.reporters]
        await here.starts()
        for n in range(80):
            everybody[n % 40].says("giúp")
        await until(lambda: len(here.fake.sent) > 2)
        code, seconds = await here.bot.is_told_to_stop()
        assert code == 0, here.bot.said
        assert seconds < STOPS_WITHIN
        assert not here.rows("SELECT id FROM outbox WHERE state = 'sending'")
        await here.starts()
        await until(lambda: not here.fake.pending and not here.rows("SELECT 1 FROM inbox WHERE state <> 'done'") and len(here.fake.sent) >= 80)
        await here.bot.is_told_to_stop()
        assert [len(person.seen) for person in everybody] == [2] * 40
        assert here.rows("SELECT sum(unknowns) FROM outbox")[0][0] == 0


async def test_a_send_whose_answer_never_comes_does_not_hold_up_the_end_and_goes_once_more(url: str, tmp_path: Path) -> None:
    async with office(url, tmp_path) as here:
        await here.starts()
        here.fake.faults["sendMessage"].append(Fault(until=asyncio.Event()))
        here.fake.faults["answerCallbackQuery"].append(Fault(until=asyncio.Event()))
        here.member.says("giúp")
        await until(lambda: bool(here.rows("SELECT 1 FROM outbox WHERE state = 'sending'")))
        code, seconds = await here.bot.is_told_to_stop()
        assert (code, len(here.rows("SELECT id FROM outbox WHERE state = 'sending'"))) == (0, 1), here.bot.said
        assert seconds < STOPS_WITHIN
        await here.starts()
        await until(lambda: bool(here.member.seen))
        await until(lambda: here.rows("SELECT state, unknowns FROM outbox") == [("sent", 1)])


# starting ------------------------------------------------------------------------------------------------------------
DIES_IN_THE_MIDST = """
import itertools, os, signal, sys
from sqlalchemy import Engine, event
from storage import schema
tables = itertools.count(1)
def kill(_db, _cursor, statement, *_more):
    if "CREATE TABLE" in statement and next(tables) == 9:
        os.kill(os.getpid(), signal.SIGKILL)
event.listen(Engine, "before_cursor_execute", kill)
schema.upgrade(sys.argv[1])
"""


def dies_in_the_midst_of_a_migration(url: str) -> None:
    died = subprocess.run([sys.executable, "-c", DIES_IN_THE_MIDST, url], cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
async def test_killed_in_its_first_migration_it_starts_all_the_same(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> None:
    url = f"sqlite:///{tmp_path}/bot.db" if database == "sqlite" else request.getfixturevalue("postgres_url")
    dies_in_the_midst_of_a_migration(url)
    async with FakeTelegram() as fake:
        bot = BotProcess(tmp_path, url, fake.url)
        try:
            await bot.starts()
            await bot.is_ready()
        finally:
            await bot.is_killed()


async def test_a_second_process_on_the_same_database_says_who_has_it_and_ends(url: str, tmp_path: Path) -> None:
    async with office(url, tmp_path) as here:
        await here.starts()
        second = BotProcess(tmp_path, url, here.fake.url)
        await second.starts()
        assert await second.ends(20) != 0
        (line,) = second.said.splitlines()
        assert line.startswith("Error: ")
        assert str(here.bot.pid) in line
        assert await here.hears_back("giúp")


async def test_it_says_that_it_lives_that_it_is_ready_and_what_it_counts(url: str, tmp_path: Path) -> None:
    async with office(url, tmp_path) as here:
        await here.bot.starts()
        assert await here.bot.is_ready() < 15
        await here.hears_back("giúp")
        assert (await here.bot.asked("/healthz"))[0] == 200
        status, figures = await here.bot.asked("/metrics")
        assert status == 200
        assert 'danvan_updates_total{channel="telegram",fate="taken"} 1.0' in figures


async def test_a_wrong_token_is_one_clear_line(url: str, tmp_path: Path) -> None:
    async with office(url, tmp_path, DANVAN_TELEGRAM_TOKEN="123456:wrong-token-of-somebody") as here:
        await here.bot.starts()
        assert await here.bot.ends(20) != 0
        said = [line for line in here.bot.said.splitlines() if "key" not in line and "Keep" not in line]
        assert len(said) == 1, said
        assert "token" in said[0]
        assert "wrong-token" not in said[0]


async def test_an_address_that_is_taken_is_one_clear_line(url: str, tmp_path: Path) -> None:
    async with office(url, tmp_path) as here:
        taken = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", here.bot.port)
        await here.bot.starts()
        assert await here.bot.ends(20) != 0
        said = [line for line in here.bot.said.splitlines() if "key" not in line and "Keep" not in line]
        assert len(said) == 1, said
        assert str(here.bot.port) in said[0]
        taken.close()


# the webhook's door --------------------------------------------------------------------------------------------------
async def test_a_webhook_call_without_the_secret_is_refused_counted_and_logged_without_it(url: str, tmp_path: Path) -> None:
    async with office(url, tmp_path, "webhook") as here:
        await here.starts()
        assert await here.hears_back("giúp")
        forged = [None, {}, {"X-Telegram-Bot-Api-Secret-Token": "f0rged-" + SECRET}, {"X-Telegram-Bot-Api-Secret-Token": ""}]
        for headers in forged:
            status, _ = await here.bot.asked("/webhook/telegram", headers, post=b'{"update_id": 1, "message": {"text": "b\xc3\xa1o"}}')
            assert status == 401
        assert f'danvan_webhook_refused_total{{channel="telegram"}} {len(forged)}.0' in (await here.bot.asked("/metrics"))[1]
        assert here.bot.said.count("missing or forged secret") == len(forged)
        assert SECRET not in here.bot.said
        assert len(here.rows("SELECT 1 FROM inbox")) == 1


# the product's own time ----------------------------------------------------------------------------------------------
async def test_a_clock_file_moves_the_products_time_to_the_morning_when_the_block_hears_of_green_cases(url: str, tmp_path: Path) -> None:
    clock = tmp_path / "now"
    clock.write_text("2026-11-20T20:00:00+07:00")
    async with office(url, tmp_path, DANVAN_CLOCK_FILE=str(clock)) as here:
        await here.starts()
        await here.hears_back(GREEN)
        assert "việc số 1" in await here.hears_back("gửi")
        clock.write_text("2026-11-21T06:59:58+07:00")
        await asyncio.sleep(2)
        assert not here.leader.seen
        clock.write_text("2026-11-21T07:00:00")
        await until(lambda: bool(here.leader.seen), 5)
        assert GREEN in here.leader.last["text"]


async def test_a_clock_file_is_refused_where_a_message_could_reach_a_real_person(tmp_path: Path) -> None:
    bot = BotProcess(tmp_path, f"sqlite:///{tmp_path}/bot.db", "https://api.telegram.org", DANVAN_CLOCK_FILE=str(tmp_path / "now"))
    await bot.starts()
    assert await bot.ends(20) != 0
    assert "CLOCK_FILE" in bot.said
    assert "Traceback" not in bot.said


# what it says of people ----------------------------------------------------------------------------------------------
async def test_its_log_holds_no_token_no_words_and_no_telephone_number(url: str, tmp_path: Path) -> None:
    words = f"{URGENT}, gọi tôi 0912 345 678, căn cước 038090001234, tên Nguyễn Văn Kín"
    async with office(url, tmp_path) as here:
        await here.starts()
        await here.hears_back(words)
        here.fake.faults["sendMessage"].extend([Fault(400, "Bad Request: " + words), Fault(500, page=f"<b>{TOKEN}</b>"), Fault(drop=True)])
        here.fake.faults["getUpdates"].extend([Fault(502, page=f"<b>{TOKEN}</b>"), Fault(drop=True)])
        here.member.says("gửi")
        await until(lambda: bool(here.leader.seen))
        here.fake.delivers("message", {"text": words, "chat": {"id": "0912345678"}}, ("chat", 1))  # not of the documented shape
        await until(lambda: "unreadable" in here.bot.said)
        await here.bot.is_told_to_stop()
        for secret in (TOKEN, TOKEN.partition(":")[2], SECRET, "trộm", "0912", "345 678", "038090001234", "Nguyễn", "Kín"):
            assert secret not in here.bot.said
        assert not re.search(r"\d{9,}", re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z?", "", here.bot.said))
