"""Zalo Bot, over real connections: what is sent, and what a failure means."""

from __future__ import annotations

import asyncio
import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from structlog.typing import EventDict

from bot.channels.plain import as_text
from bot.channels.zalo_bot import LONGEST, ZaloBot
from bot.channels.zalo_bot_http import Unclear
from bot.talk import Choice, Document, Outgoing, Peer, SendFailed
from tests.channels.any_channel_kit import told
from tests.channels.zalo_bot_kit import ACCOUNT, BAY, HOOK_SECRET, SECRET, WORDS, Gallery, bay, channel, fake, lines, made, plain
from tests.fakes.faults import Fault
from tests.fakes.props import Door, picture, until
from tests.fakes.zalo_bot import ZALO_TOKEN, FakeZaloBot
from tests.fakes.zalo_bot_people import Person

__all__ = ["bay", "channel", "fake", "lines"]  # fixtures

TAM = Peer("zalo_bot", ACCOUNT, "7edf9afa66b88fe6d6b0")
LIST = Document(7, "9f2c.bin", "Danh sách hộ.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


# ---- what goes


async def test_choices_are_lines_below_the_text_and_nothing_is_markup(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    choices = (Choice("duong", "Đường, cầu, điện"), Choice("dat", "Đất đai"))
    receipt = await channel.send(Outgoing(BAY, "Việc **gì** thế?", choices, ways_out=(Choice("back", "Quay lại"),), offer="q12"))
    assert bay.last["text"] == "Việc **gì** thế?\n1. Đường, cầu, điện\n2. Đất đai"
    assert receipt == bay.last["message_id"]
    assert fake.made("sendMessage") == [{"chat_id": BAY.chat, "text": bay.last["text"]}]


async def test_a_picture_goes_by_its_address_and_zalo_fetches_it(bay: Person, fake: FakeZaloBot) -> None:
    channel = made(fake.url, links=Gallery(fake.keep(picture("blue"), "image/jpeg", "jpg")))
    receipt = await channel.send(Outgoing(BAY, "", photos=("a.jpg",)))
    assert (bay.last["photo"], bay.last["caption"], bay.last["message_id"]) == (picture("blue"), "", receipt)
    assert "caption" not in fake.made("sendPhoto")[0]
    await channel.send(Outgoing(BAY, "Cầu tràn", photos=("a.jpg",)))
    assert (bay.last["photo"], bay.last["caption"]) == (picture("blue"), "Cầu tràn")
    await channel.close()


@pytest.mark.parametrize("links", [None, Gallery()])
async def test_without_a_public_address_a_sentence_says_where_pictures_and_files_wait(links: Gallery | None, bay: Person, fake: FakeZaloBot) -> None:
    channel = made(fake.url, links=links)
    await channel.send(Outgoing(BAY, "", photos=("a.jpg",)))
    await channel.send(Outgoing(BAY, "Cầu tràn", photos=("a.jpg",)))
    await channel.send(Outgoing(BAY, "", files=(LIST,)))
    assert [seen["text"] for seen in bay.seen] == ["Tệp : xem ở xã", "Cầu tràn\nTệp : xem ở xã", "Tệp Danh sách hộ.xlsx: xem ở xã"]
    assert not fake.made("sendPhoto")
    await channel.close()


async def test_a_file_is_a_link_for_the_person_of_this_chat(bay: Person, fake: FakeZaloBot) -> None:
    channel = made(fake.url, links=Gallery("https://thon7.example/a/1"))
    await channel.send(Outgoing(BAY, "", files=(LIST,)))
    assert bay.last["text"] == "Tệp Danh sách hộ.xlsx: https://thon7.example/t/7-6ede"
    await channel.close()


def test_what_an_account_may_do_is_told(channel: ZaloBot) -> None:
    a = channel.allowance
    assert (a.characters, a.per_second, a.a_month, a.people) == (1900, 5.0, 3000, 50)
    assert (channel.name, channel.account, channel.hook, channel.link) == ("zalo_bot", "30217745", "zalo-bot/30217745", "")
    assert made("http://127.0.0.1:9", link="https://zalo.me/s/one").link == "https://zalo.me/s/one"


# ---- how long it may be


@pytest.mark.parametrize("text", ["ệ" * 2001, "ệ" * 5000, "Nước lên nhanh. " * 400, unicodedata.normalize("NFD", "Ruộng ngập hết rồi. " * 200)])
async def test_what_is_too_long_is_cut_and_its_choices_stay(channel: ZaloBot, bay: Person, text: str) -> None:
    await channel.send(Outgoing(BAY, text, choices=(Choice("a", "Đúng"), Choice("b", "Chưa đúng"))))
    sent = bay.last["text"]
    assert 1900 < len(sent) <= LONGEST
    assert sent.endswith("\n1. Đúng\n2. Chưa đúng")
    assert unicodedata.normalize("NFC", text).startswith(sent.partition("\n")[0])


async def test_letters_are_composed_before_they_are_counted(channel: ZaloBot, bay: Person) -> None:
    text = "ệ" * LONGEST
    await channel.send(plain(unicodedata.normalize("NFD", text)))
    assert bay.last["text"] == text


def test_even_choices_that_are_too_many_are_cut() -> None:
    many = tuple(Choice(str(n), "Thôn" * 20) for n in range(40))
    assert len(as_text(Outgoing(BAY, "Thôn nào?", many), WORDS, LONGEST)) == LONGEST
    assert len(as_text(Outgoing(BAY, "Thôn nào?", many), WORDS)) > LONGEST


# ---- what a failure means


def outcome(failed: SendFailed) -> tuple[bool, float | None, bool, bool]:
    return failed.again, failed.after, failed.gone, failed.unknown


REFUSED, GONE, LATER, UNKNOWN = (False, None, False, False), (False, None, True, False), (True, None, False, False), (True, None, False, True)
OURS = (True, 60.0, False, False)


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (Fault(400, "Bad Request: text is empty"), REFUSED),
        (Fault(400, "Bad Request: text is too long", http=200), REFUSED),
        (Fault(400, "Bad Request: sticker not found"), REFUSED),
        (Fault(400, "Bad Request: chat not found"), GONE),
        (Fault(400, "Chat does not exist", http=200), GONE),
        (Fault(400, "user not found"), GONE),
        (Fault(400, "User has blocked the bot"), GONE),
        (Fault(401, "Unauthorized"), OURS),
        (Fault(404, "Not Found"), OURS),
        (Fault(403, "Internal server error"), UNKNOWN),
        (Fault(500, done=True), UNKNOWN),
        (Fault(408, "Request timeout", done=True), UNKNOWN),
        (Fault(408, "Request timeout", http=200), UNKNOWN),
        (Fault(504), UNKNOWN),
        (Fault(504, page="<html>504 Gateway Time-out</html>"), UNKNOWN),
        (Fault(502), LATER),
        (Fault(502, http=200), LATER),
        (Fault(503), LATER),
        (Fault(502, page="<html>502 Bad Gateway</html>"), LATER),
        (Fault(429, "Quota exceeded"), LATER),
        (Fault(429, "Quota exceeded", http=200), LATER),
        (Fault(drop=True), UNKNOWN),
        (Fault(drop=True, done=True), UNKNOWN),
        (Fault(200, page="<html>Trang bị chặn</html>"), UNKNOWN),
        (Fault(403, page="<html>Trang bị chặn</html>"), UNKNOWN),
        (Fault(404, page="<html>Trang bị chặn</html>"), UNKNOWN),
        (Fault(302, page="đi nơi khác", mime="text/plain"), UNKNOWN),
        (Fault(500, page='{"ok": true}', mime="application/json"), UNKNOWN),
        (Fault(200, page="[1]", mime="application/json"), UNKNOWN),
        (Fault(200, page="[" * 100_000, mime="application/json"), UNKNOWN),
        (Fault(200, page='{"ok": true}' + " " * 2_000_000, mime="application/json"), UNKNOWN),
        (Fault(500, f"no route to /bot{ZALO_TOKEN}/sendMessage"), UNKNOWN),
        (Fault(400, f"no such thing: {SECRET}"), REFUSED),
    ],
)
async def test_what_a_failed_send_means(channel: ZaloBot, bay: Person, fake: FakeZaloBot, fault: Fault, meaning: Any) -> None:
    fake.faults["sendMessage"].append(fault)
    with pytest.raises(SendFailed) as failed:
        await channel.send(plain())
    assert outcome(failed.value) == meaning
    assert SECRET not in told(failed.value)
    assert len(bay.seen) == fault.done
    assert await channel.send(plain()) == bay.last["message_id"]


async def test_a_call_is_not_sent_on_to_another_address(bay: Person, fake: FakeZaloBot) -> None:
    async def elsewhere(request: web.BaseRequest) -> web.Response:
        return web.Response(status=307, headers={"Location": f"{fake.url}{request.path}"})

    async with Door(elsewhere) as door:
        channel = made(door.url.removesuffix("/hook"))
        with pytest.raises(SendFailed) as failed:
            await channel.send(plain())
        assert outcome(failed.value) == UNKNOWN
        await channel.close()
    assert not fake.calls


async def test_nothing_left_when_nobody_listens(fake: FakeZaloBot) -> None:
    await fake.stop()
    channel = made(fake.url)
    with pytest.raises(SendFailed) as failed:
        await channel.send(plain())
    assert outcome(failed.value) == LATER
    assert SECRET not in told(failed.value)
    await channel.close()


async def test_silence_after_sending_may_be_a_delivery(channel: ZaloBot, bay: Person, fake: FakeZaloBot, monkeypatch: pytest.MonkeyPatch) -> None:
    channel._api.patience = 0.05
    fake.faults["sendMessage"].append(Fault(done=True, until=asyncio.Event()))
    with pytest.raises(SendFailed) as failed:
        await channel.send(plain())
    assert outcome(failed.value) == UNKNOWN
    assert SECRET not in told(failed.value)
    assert bay.last["text"] == "Chào bác"


@pytest.mark.parametrize("fault", [Fault(drop=True), Fault(page=" " * 2_000_000)])
async def test_what_failed_beneath_is_not_carried_along_for_it_may_quote_the_address_and_the_address_holds_the_token(
    channel: ZaloBot, bay: Person, fake: FakeZaloBot, fault: Fault
) -> None:
    fake.faults["getMe"].append(fault)
    with pytest.raises(Unclear) as trouble:
        await channel._api.call("getMe")
    fake.faults["sendMessage"].append(fault)
    with pytest.raises(SendFailed) as failed:
        await channel.send(plain())
    assert [error.__cause__ or error.__context__ for error in (trouble.value, failed.value)] == [None, None]


async def test_a_bare_ok_is_a_message_sent(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    fake.faults["sendMessage"].append(Fault(200, page='{"ok": true}', mime="application/json"))
    assert await channel.send(plain()) == ""


async def test_a_picture_that_zalo_cannot_fetch_is_spoken_of(bay: Person, fake: FakeZaloBot) -> None:
    channel = made(fake.url, links=Gallery(f"{fake.url}/media/none.jpg"))
    assert await channel.send(Outgoing(BAY, "", photos=("a.jpg",)))
    assert [(seen["text"], seen["photo"]) for seen in bay.seen] == [(WORDS.a_file("", "").strip(), None)]
    await channel.close()


# ---- what goes on failing


async def rests(channel: ZaloBot, times: int, to: Peer = BAY) -> list[float | None]:
    found = []
    for _ in range(times):
        with pytest.raises(SendFailed) as failed:
            await channel.send(replace(plain(), peer=to))
        found.append(failed.value.after)
    return found


async def test_a_used_up_quota_rests_twice_as_long_each_time_up_to_an_hour_and_rings(
    channel: ZaloBot, bay: Person, fake: FakeZaloBot, lines: list[EventDict]
) -> None:
    fake.person(TAM.chat, "Tám")
    fake.hears(TAM.chat)
    fake.month_limit = 0
    assert await rests(channel, 1, TAM) == [None]
    assert await rests(channel, 8) == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert [line["seconds"] for line in lines if line["log_level"] == "warning" and line["account"] == ACCOUNT][:3] == [None, 60, 120]
    assert len(lines) == 9
    fake.month_limit = 3000
    await channel.send(plain())
    fake.month_limit = 1
    assert await rests(channel, 1, TAM) + await rests(channel, 2) == [None, 60, 120]


async def test_one_person_to_whom_nothing_is_taken_rests_nobody_else(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    """It may be the fifty-first of a bot that holds fifty."""
    fake.faults["sendMessage"] += [Fault(429, "Quota exceeded")] * 3
    assert await rests(channel, 3) == [None, None, None]
    await channel.send(plain())


async def test_messages_refused_together_make_one_rest(channel: ZaloBot, bay: Person, fake: FakeZaloBot) -> None:
    fake.person(TAM.chat, "Tám")
    fake.hears(TAM.chat)
    at_once, fake.month_limit = asyncio.Event(), 0
    await rests(channel, 1, TAM)
    fake.faults["sendMessage"] += [Fault(until=at_once)] * 5
    under_way = [asyncio.create_task(channel.send(plain())) for _ in range(5)]
    await until(lambda: len(fake.made("sendMessage")) == 6)
    at_once.set()
    failed = await asyncio.gather(*under_way, return_exceptions=True)
    assert [f.after for f in failed if isinstance(f, SendFailed)] == [60] * 5
    assert await rests(channel, 1) == [120]


async def test_a_token_that_is_refused_while_running_is_told_once_until_it_works_again(
    channel: ZaloBot, bay: Person, fake: FakeZaloBot, lines: list[EventDict]
) -> None:
    for _ in range(2):
        fake.faults["sendMessage"] += [Fault(401), Fault(404), Fault(401)]
        assert await rests(channel, 3) == [60, 60, 60]
        await channel.send(plain())
    assert [line["log_level"] for line in lines] == ["error"] * 2


async def test_nothing_shown_of_the_channel_tells_the_token(fake: FakeZaloBot) -> None:
    channel = made(fake.url, secret=HOOK_SECRET)
    await channel.close()
    assert SECRET not in f"{channel!r} {channel._api!r} {channel.hook} {channel.account}"
    assert HOOK_SECRET not in repr(channel)
