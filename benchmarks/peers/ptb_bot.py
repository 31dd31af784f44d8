"""The peer: python-telegram-bot as its users write it, Application, ConversationHandler and a persistence flushed after every update.

API_BASE, HOOK_PORT and DATA_DIR come from the environment. Taps are answered, as python-telegram-bot's own examples do.
"""

from __future__ import annotations

import json
import logging
import os
import warnings
from typing import Any, cast

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    BasePersistence,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    filters,
)
from telegram.warnings import PTBUserWarning
from typing_extensions import override

from benchmarks.peers.ptb_store import Store

Context = ContextTypes.DEFAULT_TYPE
CAT, TEXT, PHOTO, OK = range(4)
KINDS = ("Ngập lụt", "Sạt lở", "Lương thực", "Y tế")
PORT = int(os.environ["HOOK_PORT"])
STORE = Store(f"{os.environ['DATA_DIR']}/bot.db")


def keys(*rows: tuple[tuple[str, str], ...]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in rows])


async def says(update: Update, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    if update.callback_query is not None:
        await update.callback_query.answer()
    assert update.effective_chat is not None
    await update.effective_chat.send_message(text, reply_markup=keyboard)


def known(context: Context) -> dict[str, Any]:
    return cast(dict[str, Any], context.user_data)


async def start(update: Update, context: Context) -> int:
    await says(update, "Chào bạn, đây là bot báo cáo của thôn.", keys((("Báo cáo", "report"),)))
    known(context).clear()
    return ConversationHandler.END


async def report(update: Update, context: Context) -> int:
    known(context).clear()
    await says(update, "Mời bạn chọn loại báo cáo", keys(*[((kind, f"cat:{n}"),) for n, kind in enumerate(KINDS)]))
    return CAT


async def cat(update: Update, context: Context) -> int:
    assert update.callback_query is not None
    known(context)["cat"] = int(str(update.callback_query.data)[4:])
    await says(update, "Mời bạn mô tả sự việc")
    return TEXT


async def text(update: Update, context: Context) -> int:
    assert update.message is not None
    known(context)["text"] = update.message.text
    await says(update, "Bạn có ảnh không?", keys((("Bỏ qua ảnh", "photo:skip"),)))
    return PHOTO


async def photo(update: Update, context: Context) -> int:
    told = known(context)
    shown = f"Loại: {KINDS[told['cat']]}\n{told['text']}\nGửi báo cáo?"
    await says(update, shown, keys((("Gửi", "ok:yes"), ("Hủy", "ok:no"))))
    return OK


async def ok(update: Update, context: Context) -> int:
    assert update.effective_user is not None
    told = known(context)
    await STORE.report(update.effective_user.id, told["cat"], told["text"])
    await says(update, "Đã nhận báo cáo của bạn, cảm ơn bạn.")
    told.clear()
    return ConversationHandler.END


class Persistence(BasePersistence[Any, Any, Any]):
    """A row for each conversation and for each user, a commit each, as the library hands them over."""

    def __init__(self) -> None:
        super().__init__(store_data=PersistenceInput(bot_data=False, chat_data=False, callback_data=False), update_interval=3600)

    @override
    async def get_user_data(self) -> dict[int, Any]:
        await STORE.open()
        return {-row.uid: json.loads(row.data) for row in await STORE.kept() if row.uid < 0}

    @override
    async def get_conversations(self, name: str) -> dict[Any, Any]:
        await STORE.open()
        return {tuple(json.loads(row.data)): int(row.state) for row in await STORE.kept() if row.uid > 0 and row.state}

    @override
    async def update_conversation(self, name: str, key: Any, new_state: object | None) -> None:
        await STORE.save(key[0], "" if new_state is None else str(new_state), list(key))

    @override
    async def update_user_data(self, user_id: int, data: Any) -> None:
        await STORE.save(-user_id, "", data)

    @override
    async def get_chat_data(self) -> dict[int, Any]:
        return {}

    @override
    async def get_bot_data(self) -> Any:
        return {}

    @override
    async def get_callback_data(self) -> None: ...
    @override
    async def update_chat_data(self, chat_id: int, data: Any) -> None: ...
    @override
    async def update_bot_data(self, data: Any) -> None: ...
    @override
    async def update_callback_data(self, data: Any) -> None: ...
    @override
    async def drop_chat_data(self, chat_id: int) -> None: ...
    @override
    async def drop_user_data(self, user_id: int) -> None: ...
    @override
    async def refresh_user_data(self, user_id: int, user_data: Any) -> None: ...
    @override
    async def refresh_chat_data(self, chat_id: int, chat_data: Any) -> None: ...
    @override
    async def refresh_bot_data(self, bot_data: Any) -> None: ...
    @override
    async def flush(self) -> None: ...


class Durable(Application[Any, Any, Any, Any, Any, Any]):
    """Nothing is left for a later flush: the product promises as much."""

    __slots__ = ()

    @override
    async def process_update(self, update: object) -> None:
        await super().process_update(update)
        await self.update_persistence()


def conversation() -> ConversationHandler[Any]:
    return ConversationHandler(
        entry_points=[MessageHandler(filters.Text(["report"]), report), CallbackQueryHandler(report, "^report$")],
        states={
            CAT: [CallbackQueryHandler(cat, "^cat:")],
            TEXT: [MessageHandler(filters.TEXT & ~filters.COMMAND, text)],
            PHOTO: [CallbackQueryHandler(photo, "^photo:")],
            OK: [CallbackQueryHandler(ok, "^ok:yes")],
        },
        fallbacks=[CommandHandler("start", start)],
        name="report",
        persistent=True,
    )


def main() -> None:
    warnings.filterwarnings("ignore", category=PTBUserWarning)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    api = os.environ["API_BASE"]
    made = Application.builder().application_class(Durable).token("1:TEST").base_url(f"{api}/bot").base_file_url(f"{api}/file/bot")
    app = made.persistence(Persistence()).build()
    app.add_handler(conversation())
    app.add_handler(CommandHandler("start", start))
    app.run_webhook("127.0.0.1", PORT, "hook", webhook_url=f"http://127.0.0.1:{PORT}/hook")


if __name__ == "__main__":
    main()
