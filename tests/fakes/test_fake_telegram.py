"""The fake Telegram serves python-telegram-bot as it comes, over its own httpx, and fails as the real one does."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
import telegram
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter

from tests.fakes.props import until
from tests.fakes.stock_bot import bot, client, fake, stock_bot
from tests.fakes.telegram import TOKEN, FakeTelegram, Fault, too_many

__all__ = ["bot", "fake"]  # fixtures


async def test_a_stock_bot_that_polls_answers_words_and_taps(fake: FakeTelegram) -> None:
    bay = fake.person(1001, "Lê Thị Bảy")
    bay.says("Xin chào")
    app = stock_bot(fake, updater=True)
    async with app:
        assert app.updater is not None
        await app.updater.start_polling()
        await app.start()
        await until(lambda: bay.seen)
        assert bay.last["text"] == "Xin chào"
        bay.taps("Gửi")
        await until(lambda: len(bay.seen) == 2)
        assert bay.last["text"] == "tapped q1:0"
        assert len(fake.answered) == 1
        await app.updater.stop()
        await app.stop()
    assert not fake.pending


async def test_every_update_is_whole_to_the_library(fake: FakeTelegram, bot: telegram.Bot) -> None:
    bay, to = fake.person(1001), fake.group()
    said = bay.says("chào")
    live = bay.sends_location(19.8, 105.77, live=900)
    bay.sends_photo(b"picture", "gãy cầu")
    bay.sends_album([b"one", b"two"], "hai ảnh")
    bay.sends_voice(b"OggS")
    bay.sends_document(b"%PDF", "a.pdf", "application/pdf")
    bay.sends_contact("Tám", "+84901234567")
    bay.sticker()
    bay.forwards("nghe nói")
    bay.edits(said, "chào cả nhà")
    bay.moves(live, 19.9, 105.8)
    bay.says_in(to, "/giup@tro_ly_thu_bot")
    await bot.send_message(1001, "x", reply_markup=telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Gửi", callback_data="q1:0")]]))
    bay.taps("q1:0")
    bay.blocks()
    updates = await bot.get_updates(timeout=0)
    assert len(updates) == 15
    assert all(not update.api_kwargs and update.effective_user and update.effective_chat for update in updates)
    assert all(not m.api_kwargs for m in (update.effective_message for update in updates) if m)
    assert updates[2].effective_message is not None
    assert updates[2].effective_message.photo[-1].width == 1280
    assert updates[0].effective_message is not None
    assert updates[0].effective_message.from_user == telegram.User(1001, "Lê", False, "Thị Bảy", language_code="vi")


async def test_files_go_both_ways(fake: FakeTelegram, bot: telegram.Bot) -> None:
    bay = fake.person(1001)
    bay.sends_photo(b"from Bay")
    (update,) = await bot.get_updates()
    assert update.message is not None
    file = await bot.get_file(update.message.photo[-1])
    assert await file.download_as_bytearray() == b"from Bay"
    await bot.send_photo(1001, b"to Bay", "xem")
    assert (bay.last["photo"], bay.last["caption"]) == (b"to Bay", "xem")
    fake.later(3601)
    with pytest.raises(InvalidToken):
        await file.download_as_bytearray()


async def test_offsets_acknowledge_and_negative_ones_forget(fake: FakeTelegram, bot: telegram.Bot) -> None:
    bay = fake.person(1001)
    ids = [bay.says(str(n)) for n in range(5)]
    assert [u.update_id for u in await bot.get_updates(limit=2)] == ids[:2]
    assert [u.update_id for u in await bot.get_updates(offset=ids[1] + 1)] == ids[2:]
    assert [u.update_id for u in await bot.get_updates()] == ids[2:]
    assert [u.update_id for u in await bot.get_updates(offset=-1)] == ids[4:]
    assert [u.update_id for u in await bot.get_updates()] == ids[4:]


async def test_what_is_a_day_old_is_forgotten(fake: FakeTelegram, bot: telegram.Bot) -> None:
    fake.person(1001).says("chào")
    fake.later(24 * 3600)
    assert await bot.get_updates() == ()


async def test_a_long_poll_ends_when_something_comes(fake: FakeTelegram, bot: telegram.Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await until(lambda: fake.made("getUpdates"))
    fake.person(1001).says("chào")
    assert len(await asyncio.wait_for(poll, 2)) == 1


async def test_a_second_poller_ends_the_first(fake: FakeTelegram, bot: telegram.Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await until(lambda: fake.made("getUpdates"))
    async with client(fake) as other:
        assert await other.get_updates(timeout=0) == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await first


async def test_nobody_polls_while_a_webhook_is_set(fake: FakeTelegram, bot: telegram.Bot) -> None:
    await bot.set_webhook("https://thon7.example/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    await bot.get_updates()


async def test_duplicates_and_reordered_updates_come_on_demand(fake: FakeTelegram, bot: telegram.Bot) -> None:
    bay = fake.person(1001)
    with fake.held():
        first, second = bay.says("một"), bay.says("hai")
        assert await bot.get_updates() == ()
    assert [u.update_id for u in await bot.get_updates()] == [second, first]
    assert await bot.get_updates(offset=second + 1) == ()
    fake.repeats(first)
    assert [u.update_id for u in await bot.get_updates(offset=second + 1)] == [first]
    assert await bot.get_updates(offset=second + 1) == ()


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"chat_id": 1001, "text": ""}, "message text is empty"),
        ({"chat_id": 1001, "text": "ă" * 4097}, "message is too long"),
        ({"chat_id": 7, "text": "x"}, "chat not found"),
        ({"chat_id": 1003, "text": "x"}, "chat not found"),
        ({"chat_id": "bảy", "text": "x"}, "chat not found"),
        ({"chat_id": 1001, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "đ" * 33}]]}}, "BUTTON_DATA_INVALID"),
        ({"chat_id": 1001, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": ""}]]}}, "BUTTON_DATA_INVALID"),
        (
            {"chat_id": 1001, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed",
        ),
        (
            {"chat_id": 1001, "text": "x", "reply_markup": {"inline_keyboard": [[{"text": "", "callback_data": "q"}]]}},
            "can't parse inline keyboard button: Text must be non-empty",
        ),
    ],
)
async def test_messages_are_refused_as_telegram_would(fake: FakeTelegram, given: dict[str, Any], refusal: str) -> None:
    fake.person(1001).says("chào")
    fake.person(1003)
    async with aiohttp.ClientSession() as session, session.post(f"{fake.url}/bot{TOKEN}/sendMessage", json=given) as answer:
        assert answer.status == 400
        assert (await answer.json())["description"].startswith(f"Bad Request: {refusal}")


async def test_the_longest_text_is_counted_after_entities(fake: FakeTelegram, bot: telegram.Bot) -> None:
    fake.person(1001).says("chào")
    await bot.send_message(1001, f"<b>{'ă' * 4095}&amp;</b>", "HTML")
    assert fake.sent[-1]["text"] == "ă" * 4095 + "&"


async def test_taps_die_after_150_seconds(fake: FakeTelegram, bot: telegram.Bot) -> None:
    bay = fake.person(1001)
    bay.says("chào")
    await bot.send_message(1001, "x", reply_markup=telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Gửi", callback_data="q1:0")]]))
    tap = bay.taps("Gửi")
    *_, update = await bot.get_updates(offset=tap)
    assert update.callback_query is not None
    fake.later(151)
    with pytest.raises(BadRequest, match="Query is too old"):
        await update.callback_query.answer()
    with pytest.raises(BadRequest, match="query id is invalid"):
        await bot.answer_callback_query("1")
    assert fake.answered == []


async def test_who_blocks_the_bot_is_not_reached(fake: FakeTelegram, bot: telegram.Bot) -> None:
    bay = fake.person(1001)
    bay.says("chào")
    bay.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(1001, "x")
    bay.unblocks()
    await bot.send_message(1001, "x")


async def test_a_wrong_token_and_an_unknown_method_are_refused(fake: FakeTelegram) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{fake.url}/bot1:x/getMe") as answer:
            assert (answer.status, await answer.json()) == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        async with session.get(f"{fake.url}/bot{TOKEN}/getYou") as answer:
            assert (answer.status, await answer.json()) == (404, {"ok": False, "error_code": 404, "description": "Not Found"})


async def test_parameters_may_come_in_the_query_in_a_form_or_as_json(fake: FakeTelegram) -> None:
    bay = fake.person(1001)
    bay.says("chào")
    url, given = f"{fake.url}/bot{TOKEN}/sendmessage", {"chat_id": "1001", "text": "chào bác"}
    ways: list[dict[str, Any]] = [{"params": given}, {"data": given}, {"json": given}, {"data": aiohttp.FormData(given, default_to_multipart=True)}]
    async with aiohttp.ClientSession() as session:
        for way in ways:
            async with session.post(url, **way) as answer:
                assert answer.status == 200
        async with session.post(url, data=b"{", headers={"Content-Type": "application/json"}) as answer:
            assert answer.status == 400
    assert [seen["text"] for seen in bay.seen] == ["chào bác"] * 4


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")  # the library's own
async def test_faults_come_when_ordered(fake: FakeTelegram, bot: telegram.Bot) -> None:
    bay = fake.person(1001)
    bay.says("chào")
    free = asyncio.Event()
    fake.faults["sendMessage"] += [too_many(5), too_many(None), Fault(502), Fault(502, done=True), Fault(drop=True, done=True), Fault(until=free)]
    with pytest.raises(RetryAfter, match="5 seconds"):
        await bot.send_message(1001, "a")
    for text in ("b", "c", "d", "e"):
        with pytest.raises(NetworkError):
            await bot.send_message(1001, text)
    assert [seen["text"] for seen in bay.seen] == ["d", "e"]
    late = asyncio.create_task(bot.send_message(1001, "f"))
    await asyncio.sleep(0.05)
    assert not late.done()
    free.set()
    await late
    await bot.send_message(1001, "g")
    assert [seen["text"] for seen in bay.seen] == ["d", "e", "f", "g"]
