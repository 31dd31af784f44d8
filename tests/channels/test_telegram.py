"""Telegram, over real connections: what is sent and fetched, and what a failure means."""

from __future__ import annotations

import asyncio
import base64

import pytest
from aiohttp import web

from bot.channels.telegram import LARGEST, Telegram
from bot.talk import Choice, FetchFailed, Outgoing, Piece, SendFailed
from tests.channels.any_channel_kit import told
from tests.channels.telegram_kit import BAY, SECRET, bay, channel, fake, lines, made, plain
from tests.fakes.telegram import TOKEN, FakeTelegram, Fault, too_many
from tests.fakes.telegram_people import Person

__all__ = ["bay", "channel", "fake", "lines"]  # fixtures


# ---- sending


async def test_a_message_goes_with_a_row_for_each_choice_and_one_for_the_ways_out(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    out = Outgoing(
        BAY,
        "Việc <gì> *thế*? https://thon7.example",
        choices=(Choice("duong", "Đường, cầu, điện"), Choice("dat", "Đất đai")),
        ways_out=(Choice("back", "Quay lại"), Choice("cancel", "Hủy")),
        offer="q12",
    )
    receipt = await channel.send(out)
    assert bay.last["text"] == out.text
    assert receipt == str(bay.last["message_id"])
    assert [[(key["text"], key["callback_data"]) for key in row] for row in bay.last["keyboard"]] == [
        [("Đường, cầu, điện", "q12:0")],
        [("Đất đai", "q12:1")],
        [("Quay lại", "q12:back"), ("Hủy", "q12:cancel")],
    ]
    (given,) = fake.made("sendMessage")
    assert given["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in given


async def test_a_photo_goes_as_its_bytes(channel: Telegram, bay: Person) -> None:
    receipt = await channel.send(Outgoing(BAY, "", photos=("a.jpg",)))
    assert (bay.last["photo"], bay.last["caption"], receipt) == (b"the bytes of a.jpg", "", str(bay.last["message_id"]))


async def test_a_photo_that_is_gone_from_the_disk_is_not_tried_again(channel: Telegram, bay: Person) -> None:
    with pytest.raises(SendFailed) as failed:
        await channel.send(Outgoing(BAY, "", photos=("b.jpg",)))
    assert outcome(failed.value) == (False, None, False, False)


async def test_a_button_that_telegram_would_refuse_never_leaves(channel: Telegram, fake: FakeTelegram) -> None:
    with pytest.raises(SendFailed, match="64 bytes"):
        await channel.send(Outgoing(BAY, "x", choices=(Choice("x", "x"),), offer="đ" * 32))
    assert not fake.calls


def outcome(failed: SendFailed) -> tuple[bool, float | None, bool, bool]:
    return failed.again, failed.after, failed.gone, failed.unknown


@pytest.mark.parametrize(
    ("fault", "again", "after", "gone", "unknown"),
    [
        (too_many(5), True, 5.0, False, False),
        (too_many(None), True, None, False, False),
        (Fault(403, "Forbidden: bot was blocked by the user"), False, None, True, False),
        (Fault(403, "Forbidden: user is deactivated"), False, None, True, False),
        (Fault(400, "Bad Request: chat not found"), False, None, True, False),
        (Fault(400, "Bad Request: user is deactivated"), False, None, True, False),
        (Fault(400, "Bad Request: message is too long"), False, None, False, False),
        (Fault(400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1009}), False, None, False, False),
        (Fault(401, "Unauthorized"), True, 60.0, False, False),
        (Fault(502, "Bad Gateway"), True, None, False, False),
        (Fault(500, "Internal Server Error", done=True), True, None, False, True),
        (Fault(drop=True, done=True), True, None, False, True),
        (Fault(drop=True), True, None, False, True),
        (Fault(502, page="<html>502 Bad Gateway</html>"), True, None, False, False),
        (Fault(403, page="<html>Trang bị chặn</html>"), True, None, False, True),
        (Fault(403, page="Forbidden: this site is blocked", mime="text/plain"), True, None, False, True),
        (Fault(200, page="<html>Trang bị chặn</html>"), True, None, False, True),
        (Fault(503, f"no route to /bot{TOKEN}/sendMessage"), True, None, False, False),
    ],
)
async def test_what_a_failed_send_means(
    channel: Telegram, bay: Person, fake: FakeTelegram, fault: Fault, again: bool, after: float | None, gone: bool, unknown: bool
) -> None:
    fake.faults["sendMessage"].append(fault)
    with pytest.raises(SendFailed) as failed:
        await channel.send(plain())
    assert outcome(failed.value) == (again, after, gone, unknown)
    assert SECRET not in told(failed.value)
    assert len(bay.seen) == fault.done
    await channel.send(plain())


async def test_what_is_not_modified_is_sent(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    fake.faults["sendMessage"].append(Fault(400, "Bad Request: message is not modified: specified new message content is the same"))
    await channel.send(plain())


async def test_nothing_left_when_nobody_listens(fake: FakeTelegram) -> None:
    await fake.stop()
    channel = made(fake.url)
    with pytest.raises(SendFailed) as failed:
        await channel.send(plain())
    assert outcome(failed.value) == (True, None, False, False)
    assert SECRET not in told(failed.value)
    await channel.close()


async def test_silence_after_sending_may_be_a_delivery(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    channel._http._patience = 0.05
    fake.faults["sendMessage"].append(Fault(until=asyncio.Event()))
    with pytest.raises(SendFailed) as failed:
        await channel.send(plain())
    assert outcome(failed.value) == (True, None, False, True)
    assert SECRET not in told(failed.value)


async def test_calls_go_through_the_proxy_with_its_password(fake: FakeTelegram, bay: Person) -> None:
    asked = []

    async def proxy(request: web.BaseRequest) -> web.Response:
        asked.append((request.raw_path, request.headers["Proxy-Authorization"]))
        return web.json_response({"ok": True, "result": {"message_id": 5}})

    runner = web.ServerRunner(web.Server(proxy))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    channel = made("http://telegram.example", proxy="http://thon7:mat-khau@{}:{}".format(*runner.addresses[0][:2]))
    assert await channel.send(plain()) == "5"
    assert asked == [(f"http://telegram.example/bot{TOKEN}/sendMessage", "Basic " + base64.b64encode(b"thon7:mat-khau").decode())]
    await channel.close()
    await runner.cleanup()


async def test_nothing_shown_of_the_channel_tells_the_token(channel: Telegram) -> None:
    assert SECRET not in f"{channel!r} {channel._bot!r} {channel._http!r} {channel._bot.base_url}"


# ---- fetching


async def test_a_photo_and_a_voice_note_are_fetched(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    bay.sends_photo(b"the largest size")
    bay.sends_voice(b"OggS a voice")
    photo, voice = (channel.read(waiting.body) for waiting in fake.pending)
    assert photo
    assert voice
    assert await channel.fetch(photo.media[0]) == b"the largest size"
    assert await channel.fetch(voice.media[0]) == b"OggS a voice"


@pytest.mark.parametrize(
    ("fault", "again"),
    [
        (Fault(400, "Bad Request: invalid file_id"), False),
        (Fault(400, "Bad Request: file is too big"), False),
        (Fault(400, "Bad Request: wrong file_id or the file is temporarily unavailable"), True),
        (too_many(3), True),
        (Fault(502), True),
        (Fault(drop=True), True),
        (Fault(page="<html>Trang bị chặn</html>"), True),
    ],
)
async def test_what_a_failed_fetch_means(channel: Telegram, bay: Person, fake: FakeTelegram, fault: Fault, again: bool) -> None:
    bay.sends_voice(b"OggS")
    said = channel.read(fake.pending[0].body)
    fake.faults["getFile"].append(fault)
    assert said
    with pytest.raises(FetchFailed) as failed:
        await channel.fetch(said.media[0])
    assert failed.value.again is again
    assert SECRET not in told(failed.value)
    assert await channel.fetch(said.media[0]) == b"OggS"


async def test_a_carriers_page_is_not_a_photo(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    bay.sends_photo(b"a photo")
    said = channel.read(fake.pending[0].body)
    fake.faults["file"].append(Fault(200, page="<html>Trang bị chặn</html>"))
    assert said
    with pytest.raises(FetchFailed) as failed:
        await channel.fetch(said.media[0])
    assert failed.value.again
    assert await channel.fetch(said.media[0]) == b"a photo"


async def test_a_dead_link_is_asked_for_again(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    bay.sends_voice(b"OggS")
    said = channel.read(fake.pending[0].body)
    assert said
    fake.link_lives = 0
    with pytest.raises(FetchFailed) as failed:
        await channel.fetch(said.media[0])
    assert failed.value.again
    assert SECRET not in told(failed.value)
    fake.link_lives = 3600
    assert await channel.fetch(said.media[0]) == b"OggS"


async def test_a_file_too_large_for_a_bot_is_not_asked_for(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    with pytest.raises(FetchFailed) as failed:
        await channel.fetch(Piece("photo", "x", LARGEST + 1))
    assert not failed.value.again
    assert not fake.calls
