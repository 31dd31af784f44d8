"""The fake Telegram serves python-telegram-bot as it comes, over its own httpx, and fails as the real one does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Self

import aiohttp
import pytest
import telegram
from aiohttp import web
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from tests.fakes.telegram import TOKEN, FakeTelegram, Fault, too_many

App = Application[Any, Any, Any, Any, Any, Any]


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(pace=0.01) as fake:
        yield fake


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(TOKEN, f"{fake.url}/bot", f"{fake.url}/file/bot") as bot:
        yield bot


def stock_bot(fake: FakeTelegram, updater: bool) -> App:
    """An echo bot as the library's own examples write it, with a button."""

    async def echo(update: telegram.Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message is not None
        key = telegram.InlineKeyboardButton("Gửi", callback_data="q1:0")
        await update.effective_message.reply_text(
            f"<b>{update.effective_message.text}</b>", "HTML", reply_markup=telegram.InlineKeyboardMarkup([[key]])
        )

    async def tap(update: telegram.Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        assert update.effective_chat is not None
        await update.callback_query.answer()
        await update.effective_chat.send_message(f"tapped {update.callback_query.data}")

    builder = ApplicationBuilder().token(TOKEN).base_url(f"{fake.url}/bot").base_file_url(f"{fake.url}/file/bot")
    app: Any = (builder if updater else builder.updater(None)).build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.add_handler(CallbackQueryHandler(tap))
    return app  # type: ignore[no-any-return]


async def until(true: Callable[[], object]) -> None:
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it did not come to be")


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


async def test_a_stock_bot_behind_its_webhook_answers(fake: FakeTelegram) -> None:
    app = stock_bot(fake, updater=False)
    secrets = []

    async def take(request: web.BaseRequest) -> web.Response:
        secrets.append(request.headers["X-Telegram-Bot-Api-Secret-Token"])
        await app.update_queue.put(telegram.Update.de_json(await request.json(), app.bot))
        return web.Response()

    async with app, Door(take) as door:
        await app.bot.set_webhook(door.url, secret_token="the-secret", allowed_updates=["message"])
        await app.start()
        tam = fake.person(1002, "Tám")
        tam.says("/start 48210937")
        await until(lambda: tam.seen)
        assert tam.last["text"] == "/start 48210937"
        assert secrets == ["the-secret"]
        assert (await app.bot.get_webhook_info()).url == door.url
        await app.stop()


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
    async with telegram.Bot(TOKEN, f"{fake.url}/bot", f"{fake.url}/file/bot") as other:
        assert await other.get_updates(timeout=0) == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await first


async def test_nobody_polls_while_a_webhook_is_set(fake: FakeTelegram, bot: telegram.Bot) -> None:
    await bot.set_webhook("https://thon7.example/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    await bot.get_updates()


async def test_a_webhook_is_asked_again_with_growing_pauses_in_order_and_taps_overtake(fake: FakeTelegram, bot: telegram.Bot) -> None:
    bay = fake.person(1001)
    bay.says("một")
    await bot.get_updates(offset=bay.says("hai"))
    await bot.send_message(1001, "x", reply_markup=telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Gửi", callback_data="q1:0")]]))
    taken: list[str] = []
    refusals = [500, 500, 500, 503]

    async def take(request: web.BaseRequest) -> web.Response:
        update = await request.json()
        if "message" in update and refusals:
            return web.Response(status=refusals.pop(0))
        taken.append(update.get("message", {}).get("text", "tap"))
        return web.Response()

    async with Door(take) as door:
        await bot.set_webhook(door.url)
        bay.says("ba")
        bay.taps("Gửi")
        await fake.settled()
    assert taken == ["tap", "hai", "ba"]
    assert fake.hook.pauses == [0, 2, 4, 8]


async def test_a_webhook_that_asks_for_time_gets_it_and_may_call_in_its_answer(fake: FakeTelegram, bot: telegram.Bot) -> None:
    answers = [
        web.Response(status=429, headers={"Retry-After": "7"}),
        web.json_response({"method": "sendMessage", "chat_id": 1001, "text": "đã nhận"}),
    ]
    bay = fake.person(1001)

    async def take(_request: web.BaseRequest) -> web.Response:
        return answers.pop(0)

    async with Door(take) as door:
        await bot.set_webhook(door.url)
        bay.says("chào")
        await fake.settled()
    assert fake.hook.pauses == [7]
    assert bay.last["text"] == "đã nhận"


async def test_a_webhook_that_is_gone_for_a_day_is_removed(fake: FakeTelegram, bot: telegram.Bot) -> None:
    bay = fake.person(1001)

    async def gone(_request: web.BaseRequest) -> web.Response:
        fake.later(8 * 3600)
        bay.says("còn đó không?")
        return web.Response(status=410)

    async with Door(gone) as door:
        await bot.set_webhook(door.url)
        bay.says("chào")
        await until(lambda: fake.hook.address is None)


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
