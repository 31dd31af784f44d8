"""A token that its platform refuses: the other bots serve on; when there is no other, the process ends and says which setting is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.channels.telegram import Telegram
from bot.channels.zalo_bot import ZaloBot
from bot.clock import Clock
from bot.engine import Engine
from bot.files import Files
from bot.talk import Channel
from handlers import BOOK, JOBS
from messages_vi import joining as joining_vi
from messages_vi.common import DEFAULT_ADDRESS, spoken_to
from storage import engines
from tests.fakes.telegram import FakeTelegram
from tests.fakes.zalo_bot import ZALO_TOKEN, FakeZaloBot
from tests.house import KEY
from tests.lines_zalo import WORDS
from tests.office import until
from tests.processes import BotProcess

SECOND = "30217746:the-token_of_the_second_bot"
WRONG = "30217747:a-token_that_was_reset"
WRONG_TELEGRAM = "48210938:another-token_that_was_reset"
SECRETS = [token.partition(":")[2] for token in (ZALO_TOKEN, SECOND, WRONG, WRONG_TELEGRAM)]
CODE_PLEASE = spoken_to(joining_vi.CODE_PLEASE, DEFAULT_ADDRESS)


def zalo(token: str, fake: FakeZaloBot) -> ZaloBot:
    made = ZaloBot(token, fake.url, WORDS, None, "polling")
    made.first_pause = 0.02
    return made


def engine(url: str, at: Path, *channels: Channel) -> Engine:
    return Engine(url, channels, Files(at / "files", KEY), BOOK, JOBS, Clock())


async def is_served(fake: FakeZaloBot) -> None:
    person = fake.person("7")
    person.says("alo")
    await until(lambda: bool(person.seen))
    assert CODE_PLEASE in person.last["text"]


# the engine ----------------------------------------------------------------------------------------------------------
async def test_of_two_bots_the_one_whose_token_is_taken_serves_and_the_other_once_its_token_works(url: str, tmp_path: Path) -> None:
    async with FakeZaloBot(pace=0.01) as well, FakeZaloBot(SECOND, pace=0.01) as reset:
        reset.token = "30217746:the_next_one"
        made = engine(url, tmp_path, zalo(SECOND, reset), zalo(ZALO_TOKEN, well))
        with capture_logs() as lines:
            await made.start()
            await is_served(well)
            reset.token = SECOND
            await is_served(reset)
            await made.stop()
    (why,) = [line["why"] for line in lines if line["log_level"] == "error"]
    assert "30217746" in why
    assert "DANVAN_ZALO_BOT_TOKENS" in why
    assert not [secret for secret in SECRETS if secret in repr(lines)]


async def test_when_all_are_refused_the_engine_stops_itself_and_says_why_of_each(url: str, tmp_path: Path) -> None:
    async with FakeTelegram() as telegram, FakeZaloBot() as zalos:
        channels: list[Channel] = [zalo(WRONG, zalos), Telegram(WRONG_TELEGRAM, telegram.url, WORDS, str.encode, "polling")]
        made = engine(url, tmp_path, *channels)
        with capture_logs() as lines, pytest.raises(ValueError, match=r"DANVAN_ZALO_BOT_TOKENS.*; .*DANVAN_TELEGRAM_TOKEN") as refused:
            await made.start()
        assert not [secret for secret in SECRETS if secret in f"{refused.value} {lines}"]
        assert not [line for line in lines if line["log_level"] == "error"], "whoever started it says it, once"
        assert not made.writer.is_alive()
        assert leases_of(url) == []
        again = engine(url, tmp_path, zalo(ZALO_TOKEN, zalos))
        await again.start()
        await is_served(zalos)
        await again.stop()


async def test_a_platform_that_cannot_be_reached_is_not_one_that_refuses(url: str, tmp_path: Path) -> None:
    async with FakeZaloBot() as fake:
        gone, wrong = ZaloBot(SECOND, "http://127.0.0.1:9", WORDS, None, "polling"), zalo(WRONG, fake)
        made = engine(url, tmp_path, gone, wrong)
        await made.start()
        assert made.ready
        await made.stop()


def leases_of(url: str) -> list[str]:
    database: Database = engines.reader(url)
    with database.connect() as db:
        held = list(db.execute(text("SELECT duty FROM lease")).scalars())
    database.dispose()
    return held


# the process ---------------------------------------------------------------------------------------------------------
@asynccontextmanager
async def process(url: str, at: Path, fake: FakeZaloBot, *tokens: str) -> AsyncIterator[BotProcess]:
    settings = {"DANVAN_TELEGRAM_TOKEN": "", "DANVAN_ZALO_BOT_TOKENS": ",".join(tokens), "DANVAN_ZALO_BOT_API_URL": fake.url}
    made = BotProcess(at, url, fake.url, "polling", **settings)
    await made.starts()
    try:
        yield made
    finally:
        await made.is_killed()
    assert not [secret for secret in SECRETS if secret in made.said]


async def test_a_process_with_one_good_token_serves_its_people_and_logs_the_other(url: str, tmp_path: Path) -> None:
    async with FakeZaloBot(pace=0.01) as fake, process(url, tmp_path, fake, WRONG, ZALO_TOKEN) as bot:
        await bot.is_ready()
        await is_served(fake)
        errors = [line for line in bot.said.splitlines() if "error" in line]
        assert len(errors) == 1, bot.said
        assert "30217747" in errors[0]
        assert "DANVAN_ZALO_BOT_TOKENS" in errors[0]
        assert (await bot.is_told_to_stop())[0] == 0


async def test_a_process_without_a_good_token_ends_with_one_line_that_names_the_setting(url: str, tmp_path: Path) -> None:
    async with FakeZaloBot() as fake, process(url, tmp_path, fake, WRONG, SECOND) as bot:
        assert await bot.ends(20) != 0
        said = [line for line in bot.said.splitlines() if "key" not in line and "Keep" not in line]
        assert len(said) == 1, said
        assert said[0].startswith("Error: ")
        assert [word in said[0] for word in ("DANVAN_ZALO_BOT_TOKENS", "30217747", "30217746")] == [True] * 3
        assert leases_of(url) == []
        assert not fake.calls
