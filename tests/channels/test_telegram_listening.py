"""Telegram, the way in: nothing is acknowledged before it is on disk, trouble is outlived, and taps are answered at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels.telegram import Telegram
from bot.talk import Channel, Choice, Incoming, Outgoing
from tests.channels.any_channel import test_a_token_that_is_refused_is_told_once_and_waited_for, test_after_listening_has_stopped_messages_still_go
from tests.channels.any_channel_kit import Disk
from tests.channels.telegram_kit import BAY, PHOTOS, WORDS, bay, channel, fake, lines, made
from tests.fakes.props import until
from tests.fakes.telegram import FakeTelegram, Fault, too_many
from tests.fakes.telegram_people import Person

__all__ = ["bay", "channel", "fake", "lines"]  # fixtures
__all__ += ["test_a_token_that_is_refused_is_told_once_and_waited_for", "test_after_listening_has_stopped_messages_still_go"]


# ---- the way in


async def test_the_offset_moves_only_when_all_of_a_batch_is_on_disk(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    one, two, three = (bay.says(text) for text in ("một", "hai", "ba"))
    disk = Disk(True, False, True, OSError("the disk is full"))
    await channel.start(disk)
    await fake.settled()
    assert disk.offered == [one, two, three] * 3
    assert disk.kept == [one, three, two, three, one, two, three]
    offsets = [given.get("offset") for given in fake.made("getUpdates")]
    assert offsets[:4] == [None, None, None, three + 1]


async def test_what_comes_is_handed_over_in_order_and_all_at_once(channel: Telegram, bay: Person) -> None:
    ids = [bay.says(str(n)) for n in range(30)]
    waiting, all_here = list[int](), asyncio.Event()

    async def take(_channel: Channel, update: Any) -> bool:
        waiting.append(update["update_id"])
        if len(waiting) == 30:
            all_here.set()
        await all_here.wait()
        return True

    await channel.start(take)
    await asyncio.wait_for(all_here.wait(), 2)
    assert waiting == ids


async def test_an_update_that_cannot_be_read_does_not_stop_the_others(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    fake.delivers("message", {"nothing": "known"}, ("chat", 1))
    said = bay.says("chào")
    kept = []

    async def take(channel: Channel, update: Any) -> bool:
        try:
            channel.read(update)
        except KeyError:
            return True  # parked
        kept.append(update["update_id"])
        return True

    await channel.start(take)
    await fake.settled()
    assert kept == [said]


@pytest.mark.parametrize("fault", [Fault(502), Fault(drop=True), too_many(None), Fault(409, "Conflict: terminated by other getUpdates request")])
async def test_polling_outlives_trouble(channel: Telegram, bay: Person, fake: FakeTelegram, fault: Fault) -> None:
    fake.faults["getUpdates"] += [fault, fault]
    said, disk = bay.says("chào"), Disk()
    await channel.start(disk)
    await fake.settled()
    assert disk.kept == [said]


async def test_a_webhook_left_behind_is_removed_and_what_waits_is_not_dropped(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    await channel._call("setWebhook", url="https://thon7.example/hook")
    bay.says("chào")
    await channel.start(Disk())
    await fake.settled()
    await channel._call("setWebhook", url="https://thon7.example/hook")
    bay.says("còn đây")
    await fake.settled()


async def test_the_bot_starts_without_a_network_and_listens_once_there_is_one(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    fake.faults["getMe"] += [Fault(drop=True), Fault(502), Fault(page="<html>Trang bị chặn</html>")]
    said, disk = bay.says("/giup@tro_ly_thu_bot"), Disk()
    await channel.start(disk)
    assert channel.link == ""
    await fake.settled()
    assert disk.kept == [said]
    assert channel.link == "https://t.me/tro_ly_thu_bot"
    assert fake.commands == [{"command": "batdau", "description": "Bắt đầu"}, {"command": "giup", "description": "Trợ giúp"}]


async def test_a_wrong_token_is_said_at_once(fake: FakeTelegram) -> None:
    channel = Telegram("48210937:AAE-reset", fake.url, WORDS, PHOTOS.__getitem__, "polling")
    why = await channel.start(Disk())
    assert "48210937" in why
    assert "DANVAN_TELEGRAM_TOKEN" in why
    assert "AAE-reset" not in why
    await channel.close()


async def test_a_menu_that_is_refused_stops_nothing(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    fake.faults["setMyCommands"].append(Fault(400, "Bad Request: BOT_COMMAND_INVALID"))
    bay.says("chào")
    await channel.start(Disk())
    await fake.settled()


async def test_a_webhook_is_agreed_on_with_its_secret(fake: FakeTelegram) -> None:
    channel = made(fake.url, mode="webhook", secret="mot-bi_mat", webhook_url="https://thon7.example/webhook/telegram")
    fake.faults["setWebhook"].append(too_many(0))
    await channel.start(Disk())
    await until(lambda: fake.hook.address)
    assert fake.hook.address is not None
    assert (fake.hook.address.url, fake.hook.address.secret, fake.hook.address.connections) == (
        "https://thon7.example/webhook/telegram",
        "mot-bi_mat",
        100,
    )
    assert not fake.made("getUpdates")
    await channel.close()


@pytest.mark.parametrize(
    ("secret", "headers", "ours"),
    [
        ("mot-bi_mat", {"X-Telegram-Bot-Api-Secret-Token": "mot-bi_mat"}, True),
        ("mot-bi_mat", {"X-Telegram-Bot-Api-Secret-Token": "bí mật\udcff"}, False),
        ("mot-bi_mat", {"X-Telegram-Bot-Api-Secret-Token": ""}, False),
        ("mot-bi_mat", {}, False),
        ("", {"X-Telegram-Bot-Api-Secret-Token": ""}, False),
        ("", {}, False),
    ],
)
async def test_only_a_call_with_the_secret_is_telegrams(secret: str, headers: dict[str, str], ours: bool) -> None:
    assert made("http://127.0.0.1:9", mode="webhook", secret=secret).verify(headers) is ours


# ---- taps


async def test_a_tap_is_answered_at_once_and_a_stale_one_hurts_nobody(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    await channel.send(Outgoing(BAY, "?", choices=(Choice("x", "Gửi"),), offer="q12"))
    stale = asyncio.Event()
    fake.faults["answerCallbackQuery"].append(
        Fault(400, "Bad Request: query is too old and response timeout expired or query ID is invalid", until=stale)
    )
    bay.taps("Gửi")
    bay.taps("q12:0")
    await channel.start(Disk())
    await until(lambda: len(fake.answered) == 1)
    stale.set()
    await fake.settled()
    assert len(fake.made("answerCallbackQuery")) == 2


async def test_answering_taps_never_raises_and_never_waits(channel: Telegram, fake: FakeTelegram) -> None:
    fake.faults["answerCallbackQuery"].append(Fault(drop=True))
    query = {"id": "4382", "from": {"id": 1001, "first_name": "Bảy"}, "data": "q1:0", "message": {"chat": {"id": 1001, "type": "private"}}}
    said = channel.read({"update_id": 9, "callback_query": query})
    assert said
    await channel.stored(said)
    await channel.stored(said)
    await channel.stored(Incoming(BAY, "10", 0.0, tapped="q1:0"))
    assert not fake.made("answerCallbackQuery")
    await until(lambda: not channel._answers)
    assert len(fake.made("answerCallbackQuery")) == 1


async def test_taps_that_are_never_stored_are_forgotten(channel: Telegram) -> None:
    for n in range(10_100):
        query = {"id": str(n), "from": {"id": 1001, "first_name": "Bảy"}, "data": "q1:0", "message": {"chat": {"id": 1001, "type": "private"}}}
        channel.read({"update_id": n, "callback_query": query})
    assert len(channel._taps) == 10_000
