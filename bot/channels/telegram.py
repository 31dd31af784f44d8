"""Telegram: python-telegram-bot's raw calls over aiohttp. Polls by itself: the library's loop acknowledges before anything is on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import structlog
import telegram
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError
from typing_extensions import override

from bot.channels.agreed import bears
from bot.channels.telegram_calls import LARGEST, addressed, in_response, link, receipt, text_message, way_of
from bot.channels.telegram_http import AiohttpRequest, Busy, send_failed
from bot.channels.telegram_updates import KINDS, read
from bot.talk import Allowance, FetchFailed, Incoming, Outgoing, Piece, SendFailed, Take, Words

log = structlog.get_logger(__name__)

POLL = 25  # seconds a poll waits for something to come
LONGEST_PAUSE = 30.0  # seconds
BREATH = 0.1  # seconds after an empty poll: some proxies cut the waiting short
_TAPS_REMEMBERED, _TAPS_WAITING, _TAPS_AT_ONCE = 10_000, 1_000, 20


class _TokenRefused(Exception):
    """Telegram does not know the token: nothing will work until the setting is changed."""


class _RawBot(telegram.Bot):
    """Raw calls are what we want: a typed method builds an object from each answer, 100 microseconds a message for nothing."""

    __slots__ = ()

    @classmethod
    @override
    def _warn(cls, *_args: Any, **_more: Any) -> None:
        """The library's advice at each raw call is to make a typed one."""


class Telegram:
    """One bot account.

    ``files`` gives the bytes of a kept photo or file by its name (blocking; OSError, LookupError or ValueError when it cannot).
    ``webhook_url``: where Telegram brings updates in webhook mode; without it the webhook must have been set by hand.
    """

    name = hook = "telegram"
    link = ""  # known once Telegram has said who we are; one that brings an invitation along is made when it is asked for

    def __init__(
        self,
        token: str,
        api_url: str,
        words: Words,
        files: Callable[[str], bytes],
        mode: Literal["polling", "webhook"],
        secret: str = "",
        webhook_url: str = "",
        proxy: str = "",
        per_second: float = 30.0,
        replies_in_response: bool = False,
    ) -> None:
        self.allowance, self.replies_in_response = Allowance(4096, per_second), replies_in_response
        self.account = token.partition(":")[0]
        self.first_pause = 1.0  # seconds after a first failed poll; doubles up to LONGEST_PAUSE
        self._menu, self._files, self._mode, self._secret, self._webhook_url = words.menu, files, mode, secret, webhook_url
        self._http = AiohttpRequest(api_url, token, proxy=proxy)
        self._poll_http = AiohttpRequest(api_url, token, proxy=proxy, limit=1, read_timeout=POLL + 10.0)
        # The library logs and quotes what it was given; the token is added beneath it.
        self._bot = _RawBot(self.account, lambda _: "", lambda _: "", self._http, self._poll_http)
        self._username = ""
        self._listening: asyncio.Task[None] | None = None
        self._taps: dict[str, str] = {}  # update id -> callback query id
        self._answers: set[asyncio.Task[None]] = set()
        self._answering = asyncio.Semaphore(_TAPS_AT_ONCE)

    def read(self, update: Any) -> Incoming | None:
        said = read(update, self.account, self._username)
        if said is not None and said.tapped is not None:
            self._taps[said.id] = update["callback_query"]["id"]
            if len(self._taps) > _TAPS_REMEMBERED:
                del self._taps[next(iter(self._taps))]
        return said

    def verify(self, headers: Mapping[str, str]) -> bool:
        """Whether a webhook call bears the secret agreed with Telegram; never when none is configured."""
        return bears(headers, "X-Telegram-Bot-Api-Secret-Token", self._secret)

    async def start(self, take: Take) -> str:
        ready, refused = False, ""
        try:
            ready = await self._prepared()
        except _TokenRefused as why:
            refused = str(why)
        self._listening = asyncio.create_task(self._listen(take, ready, refused))
        return refused

    async def stored(self, said: Incoming) -> None:
        query = self._taps.pop(said.id, None)
        if query is not None and len(self._answers) < _TAPS_WAITING:
            task = asyncio.create_task(self._answer(query))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    def acknowledgement(self, said: Incoming) -> bytes:
        query = self._taps.pop(said.id, None)
        return b"" if query is None else in_response("answerCallbackQuery", {"callback_query_id": query})

    def reply(self, out: Outgoing) -> bytes | None:
        return None if out.photos or out.files else in_response("sendMessage", text_message(out))

    async def fetch(self, piece: Piece) -> bytes:
        """Asks for a fresh link each time: links die after an hour."""
        if piece.size > LARGEST:
            raise FetchFailed("larger than 20 MB", again=False)
        try:
            file = await self._call("getFile", file_id=piece.ref)
            return await self._http.retrieve(link(file))
        except BadRequest as error:
            failed = FetchFailed(error.message, again="temporarily" in error.message)
        except TelegramError as error:
            failed = FetchFailed(error.message, again=True)
        raise failed

    async def send(self, out: Outgoing) -> str:
        try:
            return receipt(await self._carry(out))
        except TelegramError as error:
            if "message is not modified" in error.message.lower():
                return "not modified"
            failed = send_failed(error)
        raise failed

    async def stop_listening(self) -> None:
        """What is being taken goes on; it is acknowledged by nobody and comes again."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.wait({self._listening})
            self._listening = None

    async def close(self) -> None:
        await self.stop_listening()
        if self._answers:
            _, late = await asyncio.wait(self._answers, timeout=2)
            for task in late:
                task.cancel()
        await self._poll_http.shutdown()
        await self._http.shutdown()

    # ---- inside

    async def _call(self, method: str, **given: Any) -> Any:
        """The raw "result"; or TelegramError."""
        return await self._bot.do_api_request(method, api_kwargs=given)

    async def _quietly(self, method: str, **given: Any) -> None:
        try:
            await self._call(method, **given)
        except TelegramError as error:
            log.warning("telegram refused what it can do without", method=method, why=error.message)

    async def _answer(self, query: str) -> None:
        """The clock on the button stops. A stale tap is answered too; Telegram's "too old" to that is no news."""
        async with self._answering:
            try:
                await self._call("answerCallbackQuery", callback_query_id=query)
            except TelegramError as error:
                log.debug("a tap was not answered", why=error.message)

    async def _carry(self, out: Outgoing) -> Any:
        if out.photos:
            return await self._call("sendPhoto", photo=await self._upload(out.photos[0], "photo.jpg"), **addressed(out))
        if out.files:
            method, field, more = way_of(out.files[0])
            upload = await self._upload(out.files[0].name, out.files[0].title)
            return await self._call(method, **{field: upload}, **more, **addressed(out))
        return await self._call("sendMessage", **text_message(out))

    async def _upload(self, name: str, title: str) -> telegram.InputFile:
        try:
            return telegram.InputFile(await asyncio.to_thread(self._files, name), filename=title)
        except (OSError, LookupError, ValueError) as error:
            raise SendFailed(f"the file cannot be read: {type(error).__name__}") from None

    # ---- the way in

    async def _prepared(self) -> bool:
        """Whether Telegram knows us and will bring updates the way we want them; False: it cannot be reached now."""
        try:
            me = await self._call("getMe")
        except InvalidToken:
            why = f"Telegram refuses the token of account {self.account}: check DANVAN_TELEGRAM_TOKEN (and DANVAN_TELEGRAM_API_URL)"
            raise _TokenRefused(why) from None
        except TelegramError as error:
            log.warning("telegram cannot be reached", why=error.message)
            return False
        self._username = str(me.get("username", "")).lower() if isinstance(me, dict) else ""
        self.link = f"https://t.me/{self._username}" if self._username else ""
        if not await self._agreed_on_the_way():
            return False
        if self._menu:
            await self._quietly("setMyCommands", commands=[{"command": command, "description": what} for command, what in self._menu])
        return True

    async def _agreed_on_the_way(self) -> bool:
        if self._mode == "polling":
            await self._quietly("deleteWebhook", drop_pending_updates=False)
        elif self._webhook_url:
            try:
                await self._call("setWebhook", url=self._webhook_url, secret_token=self._secret, allowed_updates=KINDS, max_connections=100)
            except TelegramError as error:
                log.error("telegram does not take our webhook address", why=error.message)
                return False
        return True

    async def _listen(self, take: Take, ready: bool, told: str) -> None:
        """``told``: the refusal that was told already."""
        pause = self.first_pause
        while not ready:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            try:
                ready = await self._prepared()
            except _TokenRefused as refused:
                if str(refused) != told:
                    told = str(refused)
                    log.error("telegram refuses us", why=told)
        if self._mode == "polling":
            await self._poll(take)

    async def _poll(self, take: Take) -> None:
        """Asks from the same offset until everything that came is on disk: the offset is what acknowledges."""
        offset, pause = 0, self.first_pause
        while True:
            batch, wait = await self._updates(offset)
            if batch is not None and await self._taken(take, batch):
                offset, pause = _after(batch, offset), self.first_pause
                await asyncio.sleep(0 if batch else BREATH)
            else:
                await asyncio.sleep(max(pause, wait))
                pause = min(2 * pause, LONGEST_PAUSE)

    async def _updates(self, offset: int) -> tuple[list[Any] | None, float]:
        """What came; or None, and how many seconds Telegram wants to be left alone."""
        try:
            batch = await self._call("getUpdates", offset=offset or None, timeout=POLL, limit=100, allowed_updates=KINDS)
        except Busy as busy:
            return None, busy.after or 0.0
        except Conflict as error:
            log.error("somebody else takes this account's updates", account=self.account, why=error.message)
            if "webhook" in error.message.lower():
                await self._quietly("deleteWebhook", drop_pending_updates=False)
        except TelegramError as error:
            log.warning("telegram was asked for updates in vain", why=error.message)
        else:
            return (batch if isinstance(batch, list) else None), 0.0
        return None, 0.0

    async def _taken(self, take: Take, batch: Sequence[Any]) -> bool:
        """Whether all are on disk; all are handed over at once and in order, so that one commit can hold them."""
        took = await asyncio.shield(asyncio.gather(*(take(self, update) for update in batch), return_exceptions=True))
        for error in took:
            if isinstance(error, BaseException):
                log.error("an update was not taken", where=type(error).__name__)
        return all(one is True for one in took)


def _after(batch: Sequence[Any], offset: int) -> int:
    """Acknowledges all of the batch; one without a number, parked as unreadable, cannot be."""
    return max([offset, *(int(one["update_id"]) + 1 for one in batch if isinstance(one, dict) and isinstance(one.get("update_id"), int))])
