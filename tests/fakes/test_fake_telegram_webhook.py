"""The fake Telegram brings updates to a webhook as the real one does: at least once, in order within a queue, patient with failures."""

from __future__ import annotations

import telegram
from aiohttp import web

from tests.fakes.props import Door, until
from tests.fakes.stock_bot import bot, fake, stock_bot
from tests.fakes.telegram import FakeTelegram

__all__ = ["bot", "fake"]  # fixtures


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
