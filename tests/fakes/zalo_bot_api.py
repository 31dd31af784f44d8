"""The fake Zalo Bot's methods and memory: what each call does, refuses and answers. The only network here: fetching a photo it is told to send."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import itertools
import time
import unicodedata
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from PIL import Image

from tests.fakes.any_hook import Waiting
from tests.fakes.any_platform import AnyPlatform
from tests.fakes.telegram_parameters import Refusal, whole
from tests.fakes.zalo_bot_hook import Address, Hook
from tests.fakes.zalo_bot_people import Person, Room

LONGEST_TEXT = 2000  # characters, composed
LONGEST_POLL = 30.0  # seconds, when the poll does not say
_QUOTA = "Quota exceeded"
Given = dict[str, Any]


class Idle(Exception):
    """Nothing came to a poll."""


class BotApi(AnyPlatform):
    """All that Zalo knows of one bot. ``known`` are the people who ever wrote, first come first.

    ``replays``: an update that was answered to a poll comes again with every poll, by turns; else it is gone once answered.
    """

    hook: Hook

    def __init__(self, token: str, pace: float) -> None:
        super().__init__(token)
        self.bot = {"id": token.partition(":")[0], "account_name": "bot.VDKyGxQvc", "account_type": "BASIC", "can_join_groups": False}
        self.people_limit, self.month_limit, self.sent_this_month = 50, 3000, 0
        self.wrapped, self.live, self.lowercase, self.replays = False, True, False, False
        self.longest_poll = 60.0  # seconds, whatever a poll wants
        self.known: list[str] = []
        self.hook = Hook(self.pending, self._shaped, pace)
        self._rooms: dict[str, Room] = {}
        self._answered: list[Waiting] = []
        self._links: dict[str, tuple[bytes, str]] = {}
        self._ids = itertools.count(1)
        self._back = True
        self._session: aiohttp.ClientSession | None = None
        self._methods: dict[str, Callable[[Given], Awaitable[Given]]] = {
            "getMe": self._get_me,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendSticker": self._send_sticker,
            "sendVoice": self._send_voice,
            "sendChatAction": self._send_chat_action,
        }

    async def carry_out(self, method: str, given: Given, there: Callable[[], bool] = lambda: True) -> Given:
        """The result of a call, {} when it has none; or Refusal, or Idle. ``there``: whether the caller still waits for it."""
        if method == "getUpdates":
            return await self._get_updates(given, there)
        if method not in self._methods:
            raise Refusal(404, "Not Found")
        return await self._methods[method](given)

    # ---- for the people (zalo_bot_people.Server)

    def milliseconds(self) -> int:
        return int(time.time() * 1000)

    def next_message(self) -> str:
        """20 hexadecimal digits in no order."""
        return hashlib.sha256(f"{self.token} {next(self._ids)}".encode()).hexdigest()[:20]

    def keep(self, data: bytes, mime: str, ending: str) -> str:
        """The address at which anybody may get it."""
        name = f"{self.next_message()}.{ending}"
        self._links[name] = (data, mime)
        return f"{self.url}/media/{name}"

    def hears(self, chat_id: str) -> bool:
        """Whether what this person writes comes to the bot: only so many people may ever write to one."""
        if chat_id not in self.known:
            self.known.append(chat_id)
        return chat_id in self.known[: self.people_limit]

    def delivers(self, event: str, message: Given | None, chat_id: str = "", message_id: str = "") -> str:
        """An update of any name and content. Returns its id."""
        name = message_id or self.next_message()
        self._updates[name] = Waiting(name, {"event_name": event, **({} if message is None else {"message": message})}, chat_id)
        self._bring(self._updates[name])
        return name

    def group(self, chat_id: str = "9c1d0f6a5be2374811aa") -> Room:
        return self._rooms.setdefault(chat_id, Room(self, chat_id))

    def _shaped(self, body: Given) -> Given:
        return {"ok": True, "result": body} if self.wrapped else body

    # ---- the way in

    async def _get_me(self, _given: Given) -> Given:
        return self.bot

    async def _get_updates(self, given: Given, there: Callable[[], bool]) -> Given:
        """One update. Whoever hung up takes none along."""
        self._back = True
        end = time.monotonic() + min(float(whole(given, "timeout", int(LONGEST_POLL))), self.longest_poll)
        while self._open and there():
            if self.hook.address:
                raise Refusal(400, "Bad Request: a webhook is set")
            if (body := self._next()) is not None:
                return body
            if (left := end - time.monotonic()) <= 0:
                break
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), left)
        raise Idle

    def _next(self) -> Given | None:
        if self.pending:
            waiting, self._back = self.pending.pop(0), False
        elif self.replays and self._answered:
            waiting = self._answered.pop(0)
        else:
            return None
        self._answered.append(waiting)
        return waiting.body

    async def _set_webhook(self, given: Given) -> Given:
        url, secret = str(given.get("url", "")), str(given.get("secret_token", ""))
        if not url.startswith(("https://", "http://127.0.0.1:")):  # the real one wants https and a public host in any case
            raise Refusal(400, "Bad Request: url must be a public https address")
        if not 8 <= len(secret) <= 256:
            raise Refusal(400, "Bad Request: secret_token must have 8 to 256 characters")
        address = Address(url, secret, self.milliseconds())
        verification = await self.hook.probe(address)
        self.hook.point_to(address)
        self._tell()
        return {"url": url, "updated_at": address.at, "verification": verification}

    async def _delete_webhook(self, _given: Given) -> Given:
        self.hook.point_to(None)
        return {"url": "", "updated_at": self.milliseconds()}

    async def _get_webhook_info(self, _given: Given) -> Given:
        if self.hook.address is None:
            raise Refusal(404, "Not Found")
        return {"url": self.hook.address.url, "updated_at": self.hook.address.at}

    # ---- the way out

    async def _send_message(self, given: Given) -> Given:
        room, text = self._room(given), _measured(given, "text")
        if not text:
            raise Refusal(400, "Bad Request: text is empty")
        return self._arrives(room, {"text": text})

    async def _send_photo(self, given: Given) -> Given:
        room, caption = self._room(given), _measured(given, "caption")
        data = await self._fetched(_link(given, "photo"))
        return self._arrives(room, {"photo": data, "caption": caption})

    async def _send_sticker(self, given: Given) -> Given:
        room = self._room(given)
        if not given.get("sticker"):
            raise Refusal(400, "Bad Request: sticker is empty")
        return self._arrives(room, {"sticker": str(given["sticker"])})

    async def _send_voice(self, given: Given) -> Given:
        room, link = self._room(given), _link(given, "voice_url")
        if not link.endswith(".aac"):
            raise Refusal(400, "Bad Request: voice_url must be an aac file")
        if isinstance(room, Person):
            return self._arrives(room, {"voice": link})
        return {"message_id": self.next_message(), "date": self.milliseconds()}  # well answered, and heard by nobody

    async def _send_chat_action(self, given: Given) -> Given:
        self._room(given)
        if given.get("action") != "typing":
            raise Refusal(400, "Bad Request: unknown action")
        return {}

    def _room(self, given: Given) -> Room:
        """The chat, if the bot may write to it."""
        room = self._rooms.get(str(given.get("chat_id", "")))
        if room is None or (isinstance(room, Person) and room.id not in self.known):
            raise Refusal(400, "Bad Request: chat not found")
        if isinstance(room, Person) and not self.hears(room.id):
            raise Refusal(429, _QUOTA)
        return room

    def _arrives(self, room: Room, content: Given) -> Given:
        if self.sent_this_month >= self.month_limit:
            raise Refusal(429, _QUOTA)
        self.sent_this_month += 1
        message_id = self.next_message()
        room.receives(content, message_id)
        self.sent.append({"chat_id": room.id, **room.last})
        return {"message_id": message_id, "date": self.milliseconds()}

    async def _fetched(self, link: str) -> bytes:
        self._session = self._session or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10))
        try:
            async with self._session.get(link) as answer:
                data = await answer.read()
        except (aiohttp.ClientError, TimeoutError, ValueError):
            raise Refusal(400, "Bad Request: failed to get the photo") from None
        if answer.status != 200 or not _is_picture(data):
            raise Refusal(400, "Bad Request: the address holds no photo")
        return data


def _measured(given: Given, name: str) -> str:
    text = str(given.get(name, ""))
    if len(unicodedata.normalize("NFC", text)) > LONGEST_TEXT:
        raise Refusal(400, f"Bad Request: {name} is too long")
    return text


def _link(given: Given, name: str) -> str:
    link = given.get(name)
    if not isinstance(link, str) or not link.startswith(("http://", "https://")):
        raise Refusal(400, f"Bad Request: {name} must be an address")
    return link


def _is_picture(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.verify()
    except (OSError, SyntaxError, ValueError):
        return False
    return True
