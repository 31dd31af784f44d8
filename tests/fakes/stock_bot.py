"""A stranger to our code: python-telegram-bot as it comes, over its own httpx, before the fake Telegram."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from tests.fakes.telegram import TOKEN, FakeTelegram

App = Application[Any, Any, Any, Any, Any, Any]


def client(fake: FakeTelegram) -> telegram.Bot:
    return telegram.Bot(TOKEN, f"{fake.url}/bot", f"{fake.url}/file/bot")


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


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(pace=0.01) as fake:
        yield fake


@pytest.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[telegram.Bot]:
    async with client(fake) as bot:
        yield bot
