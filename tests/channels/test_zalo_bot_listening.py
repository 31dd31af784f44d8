"""Zalo Bot, the way in: what a poll is answered is on disk before the next, nothing hammers, trouble is outlived, and the webhook is agreed on."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import web
from structlog.typing import EventDict

from bot.channels.zalo_bot import ZaloBot
from bot.talk import Channel
from tests.channels.any_channel import test_a_token_that_is_refused_is_told_once_and_waited_for, test_after_listening_has_stopped_messages_still_go
from tests.channels.any_channel_kit import Disk
from tests.channels.zalo_bot_kit import HOOK_SECRET, WORDS, bay, channel, fake, lines, made
from tests.fakes.faults import Fault
from tests.fakes.props import Door, until
from tests.fakes.zalo_bot import ZALO_TOKEN, FakeZaloBot
from tests.fakes.zalo_bot_people import Person

__all__ = ["bay", "channel", "fake", "lines"]  # fixtures
__all__ += ["test_a_token_that_is_refused_is_told_once_and_waited_for", "test_after_listening_has_stopped_messages_still_go"]

PAGE = "<html>Trang bị chặn</html>"


# ---- polling


async def test_what_comes_is_on_disk_before_the_next_is_asked_for(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    one, two, three = (bay.says(text) for text in ("một", "hai", "ba"))
    disk = Disk(True, False, OSError("the disk is full"), True)
    await channel.start(disk)
    await fake.settled()
    assert disk.offered == [one, two, two, two, three]
    assert disk.kept == [one, two, three]
    assert fake.made("getUpdates") == [{"timeout": 30}] * 4


async def test_all_kinds_of_messages_come_through(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    sent = [bay.says("một"), bay.sends_photo(b"x"), bay.sends_voice(b"y"), bay.sends_sticker(), bay.sends_unsupported(), bay.says_in_group("@Bot ơi")]
    bay.sends_unsupported(bare=True)
    disk = Disk()
    await channel.start(disk)
    await fake.settled()
    assert disk.kept == sent


async def test_what_a_server_brings_again_at_every_poll_is_kept_once_and_asked_for_slowly(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    channel.floor, fake.replays = 0.1, True
    sent = [bay.says("một"), bay.says("hai")]
    disk = Disk()
    await channel.start(disk)
    await asyncio.sleep(0.55)
    polls = len(fake.made("getUpdates"))
    assert disk.offered == sent
    assert 3 <= polls <= 8
    sent.append(bay.says("ba"))
    await until(lambda: disk.kept == sent)


async def test_updates_without_an_id_are_known_again_too(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    channel.floor, fake.replays = 0.1, True
    bay.sends_unsupported(bare=True)
    await channel.start(Disk())
    await asyncio.sleep(0.35)
    assert 2 <= len(fake.made("getUpdates")) <= 5


async def test_what_came_long_ago_is_forgotten(channel: ZaloBot) -> None:
    async def take(_channel: Channel, _update: Any) -> bool:
        return True

    came = [{"event_name": "message.text.received", "message": {"chat": {"id": "7"}, "message_id": str(n)}} for n in range(1100)]
    assert await channel._kept(take, came)
    assert len(channel._known) == 1000
    assert not await channel._kept(take, came[-1000:])
    assert await channel._kept(take, came[:1])


@pytest.mark.parametrize(
    "idle",
    [
        Fault(408, "Request timeout"),
        Fault(408, "Request timeout", http=200),
        Fault(504),
        Fault(504, page="<html>504 Gateway Time-out</html>"),
        Fault(200, page='{"ok": true}', mime="application/json"),
        Fault(200, page='{"ok": true, "result": {}}', mime="application/json"),
    ],
)
async def test_an_idle_poll_is_no_trouble_and_one_that_ends_at_once_is_not_repeated_at_once(
    channel: ZaloBot, bay: Person, fake: FakeZaloBot, lines: list[EventDict], idle: Fault
) -> None:
    channel.floor, channel.first_pause = 0.1, 30.0
    fake.faults["getUpdates"] += [idle] * 20
    disk = Disk()
    await channel.start(disk)
    await asyncio.sleep(0.35)
    assert 2 <= len(fake.made("getUpdates")) <= 5
    fake.faults["getUpdates"].clear()
    said = bay.says("chào")
    await until(lambda: disk.kept == [said])
    assert not lines


async def test_a_poll_that_waited_long_is_repeated_at_once(channel: ZaloBot, fake: FakeZaloBot) -> None:
    channel.floor, fake.longest_poll = 1.0, 1.01
    await channel.start(Disk())
    await asyncio.sleep(1.6)
    assert len(fake.made("getUpdates")) == 2


@pytest.mark.parametrize(
    "fault",
    [Fault(502), Fault(500), Fault(403, "Internal server error"), Fault(429, "Quota exceeded"), Fault(drop=True), Fault(page=PAGE), Fault(401)],
)
async def test_polling_outlives_trouble(channel: ZaloBot, bay: Person, fake: FakeZaloBot, fault: Fault) -> None:
    fake.faults["getUpdates"] += [fault, fault]
    said, disk = bay.says("chào"), Disk()
    await channel.start(disk)
    await fake.settled()
    assert disk.kept == [said]


async def test_pauses_grow_only_while_nothing_is_well(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    fake.faults["getUpdates"] += [Fault(502), Fault(408)] * 12  # would take a minute if each pause were twice the last
    said, disk = bay.says("chào"), Disk()
    await channel.start(disk)
    await until(lambda: disk.kept == [said])


async def test_a_webhook_that_somebody_sets_meanwhile_is_removed(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    other = "https://thon7.invalid/hook"
    await channel._api.call("setWebhook", url=other, secret_token=HOOK_SECRET)
    disk = Disk()
    await channel.start(disk)
    assert fake.hook.address is None
    await until(lambda: fake.made("getUpdates"))
    await channel._api.call("setWebhook", url=other, secret_token=HOOK_SECRET)
    await until(lambda: fake.hook.address is None)
    said = bay.says("chào")
    await until(lambda: disk.kept == [said])


async def test_a_message_that_nobody_can_read_does_not_stop_the_others(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    fake.delivers("message.text.received", {"nothing": "known"}, "7")
    fake.delivers("message.text.received", {"from": {"id": 7}, "text": "x"}, "7")
    said, disk, parked = bay.says("chào"), Disk(), list[Any]()

    async def take(channel: Channel, update: Any) -> bool:
        try:
            return await disk(channel, update)
        except TypeError:
            parked.append(update)
            return True

    await channel.start(take)
    await fake.settled()
    assert (disk.kept, len(parked)) == ([said], 1)


# ---- the end


async def test_what_has_come_is_put_on_disk_before_the_end(channel: ZaloBot, bay: Person) -> None:
    said, disk = bay.says("chào"), Disk(False, False)
    await channel.start(disk)
    await until(lambda: disk.offered)
    await channel.stop_listening()
    assert disk.kept == [said]


async def test_a_disk_that_takes_nothing_does_not_hold_up_the_end_for_ever(channel: ZaloBot, bay: Person, lines: list[EventDict]) -> None:
    channel.last_moment = 0.05
    bay.says("chào")
    disk = Disk(*[False] * 1000)
    await channel.start(disk)
    await until(lambda: disk.offered)
    await channel.stop_listening()
    assert not disk.kept
    assert [line["event"] for line in lines] == ["an update could not be kept and is lost"]
    tried = len(disk.offered)
    await asyncio.sleep(0.1)
    assert len(disk.offered) == tried


# ---- beginning


async def test_the_bot_starts_without_a_network_and_listens_once_there_is_one(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    fake.faults["getMe"] += [Fault(drop=True), Fault(502), Fault(page=PAGE), Fault(403, page=PAGE), Fault(429)]
    fake.faults["deleteWebhook"] += [Fault(502)]
    said, disk = bay.says("chào"), Disk()
    await channel.start(disk)
    await fake.settled()
    assert disk.kept == [said]
    assert len(fake.made("deleteWebhook")) == 2


@pytest.mark.parametrize("token", ["30217745:a-reset-token", ZALO_TOKEN])
async def test_a_wrong_token_or_address_is_said_at_once(fake: FakeZaloBot, token: str) -> None:
    channel = ZaloBot(token, fake.url, WORDS, None, "polling")
    fake.down = Fault(404)  # which only who has the right token gets to hear
    why = await channel.start(Disk())
    assert "30217745" in why
    assert "DANVAN_ZALO_BOT_TOKENS" in why
    assert token.partition(":")[2] not in why
    await channel.close()


async def test_a_token_reset_while_running_is_told_once_and_waited_for(
    channel: ZaloBot, bay: Person, fake: FakeZaloBot, lines: list[EventDict]
) -> None:
    disk = Disk()
    await channel.start(disk)
    await until(lambda: fake.made("getUpdates"))
    fake.down = Fault(401)
    bay.says("chào")
    await until(lambda: len(fake.made("getMe")) >= 4)
    fake.down = None
    bay.says("còn đây")
    await until(lambda: len(disk.kept) == 2)
    assert len([line for line in lines if line["log_level"] == "error"]) == 1


# ---- webhook


class Webhook:
    """Our own door, as much of it as matters here: empty probes are answered, the rest must bear the secret."""

    def __init__(self, channel: ZaloBot, disk: Disk) -> None:
        self.channel, self.disk = channel, disk
        self.refused = 0

    async def take(self, request: web.BaseRequest) -> web.Response:
        body = await request.read()
        if not body:
            return web.Response()
        if not self.channel.verify(request.headers):
            self.refused += 1
            return web.Response(status=401)
        return web.Response(status=200 if await self.disk(self.channel, json.loads(body)) else 503)


@pytest.mark.parametrize("wrapped", [True, False])
async def test_a_webhook_is_agreed_on_with_its_secret_and_brings_what_people_say(fake: FakeZaloBot, bay: Person, wrapped: bool) -> None:
    fake.wrapped = wrapped
    channel, disk = made(fake.url, mode="webhook", secret=HOOK_SECRET), Disk(False, True)
    async with Door(Webhook(channel, disk).take) as door:
        channel._webhook_url = door.url
        await channel.start(disk)
        assert fake.made("setWebhook") == [{"url": door.url, "secret_token": HOOK_SECRET}]
        said = bay.says("chào")
        await until(lambda: disk.kept == [said])
        await channel.close()
    assert not fake.made("getUpdates")


async def test_a_probe_that_fails_is_warned_of_and_the_address_stays(fake: FakeZaloBot, lines: list[EventDict]) -> None:
    channel = made(fake.url, mode="webhook", secret=HOOK_SECRET, webhook_url="https://127.0.0.1:1/webhook/zalo-bot/30217745")
    assert await channel.start(Disk()) == ""
    await asyncio.sleep(0.1)
    (warning,) = lines
    assert (warning["log_level"], warning["outcome"], warning["account"]) == ("warning", "webhook.unreachable", "30217745")
    assert len(fake.made("setWebhook")) == 1
    assert fake.hook.address
    await channel.close()


async def test_a_hint_of_zalos_is_shown_without_our_secret(fake: FakeZaloBot, lines: list[EventDict]) -> None:
    channel = made(fake.url, mode="webhook", secret=HOOK_SECRET, webhook_url="https://thon7.invalid/hook")
    hint = f"WAF blocks User-Agent Java/17; X-Bot-Api-Secret-Token: {HOOK_SECRET}"
    result = {"url": "x", "verification": {"ok": False, "status_code": 403, "outcome": "webhook.http.403", "hint": hint}}
    fake.faults["setWebhook"].append(Fault(page=json.dumps({"ok": True, "result": result}), mime="application/json"))
    await channel.start(Disk())
    assert (lines[0]["outcome"], lines[0]["hint"]) == ("webhook.http.403", "WAF blocks User-Agent Java/17; X-Bot-Api-Secret-Token: ...")
    await channel.close()


async def test_a_webhook_that_is_refused_is_asked_for_again(fake: FakeZaloBot) -> None:
    fake.faults["setWebhook"] += [Fault(400), Fault(502), Fault(429)]
    async with Door(Webhook(made(fake.url), Disk()).take) as door:
        channel = made(fake.url, mode="webhook", secret=HOOK_SECRET, webhook_url=door.url)
        await channel.start(Disk())
        await until(lambda: fake.hook.address)
        await channel.close()


async def test_a_webhook_set_by_hand_is_left_alone(fake: FakeZaloBot) -> None:
    channel = made(fake.url, mode="webhook", secret=HOOK_SECRET)
    await channel.start(Disk())
    await channel.close()
    assert [method for method, _ in fake.calls] == ["getMe"]


@pytest.mark.parametrize(
    ("secret", "headers", "ours"),
    [
        (HOOK_SECRET, {"X-Bot-Api-Secret-Token": HOOK_SECRET}, True),
        (HOOK_SECRET, {"X-Bot-Api-Secret-Token": "bí mật\udcff"}, False),
        (HOOK_SECRET, {"X-Telegram-Bot-Api-Secret-Token": HOOK_SECRET}, False),
        (HOOK_SECRET, {"X-Bot-Api-Secret-Token": ""}, False),
        (HOOK_SECRET, {}, False),
        ("", {"X-Bot-Api-Secret-Token": ""}, False),
        ("", {}, False),
    ],
)
async def test_only_a_call_with_the_secret_is_zalos(secret: str, headers: dict[str, str], ours: bool) -> None:
    assert made("http://127.0.0.1:9", mode="webhook", secret=secret).verify(headers) is ours
