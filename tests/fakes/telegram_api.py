"""The fake Telegram's methods and memory, without the network: what each call does, refuses and answers."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from tests.fakes.any_hook import Waiting
from tests.fakes.any_platform import AnyPlatform
from tests.fakes.telegram_hook import UPDATE_LIVES, Address, Hook
from tests.fakes.telegram_parameters import Refusal, Upload, keyboard, replies, shown, structure, whole
from tests.fakes.telegram_people import LARGEST_LINK, Room

TAP_LIVES, LINK_LIVES = 150, 3600  # seconds
LONGEST_TEXT, LONGEST_CAPTION, LARGEST_PHOTO, LARGEST_FILE = 4096, 1024, 10 * 1024 * 1024, 50 * 1024 * 1024
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


class BotApi(AnyPlatform):
    """All that Telegram knows of one bot."""

    hook: Hook

    def __init__(self, token: str, username: str, pace: float) -> None:
        super().__init__(token)
        self.bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Trợ lý thử", "username": username}
        self.answered: list[str] = []  # ids of the taps that were answered in time
        self.commands: list[dict[str, str]] = []
        self.hook = Hook(self.pending, self.now, self._called_by_webhook, pace)
        self.link_lives = LINK_LIVES
        self._ahead = 0.0
        self._rooms: dict[int, Room] = {}
        self._allowed: list[str] = []
        self._queries: dict[str, float] = {}
        self._files: dict[str, tuple[bytes, str]] = {}
        self._links: dict[str, tuple[str, float]] = {}
        self._update_ids, self._message_ids, self._poll_ids = itertools.count(860_000_001), itertools.count(101), itertools.count(1)
        self._poll = 0
        self._methods: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {
            name.lower(): method
            for name, method in {
                "getMe": self._get_me,
                "getUpdates": self._get_updates,
                "setWebhook": self._set_webhook,
                "deleteWebhook": self._delete_webhook,
                "getWebhookInfo": self._get_webhook_info,
                "sendMessage": self._send_message,
                "sendPhoto": self._send_photo,
                "sendVoice": partial(self._send_file, "voice"),
                "sendAudio": partial(self._send_file, "audio"),
                "sendDocument": partial(self._send_file, "document"),
                "sendChatAction": self._send_chat_action,
                "answerCallbackQuery": self._answer_callback_query,
                "getFile": self._get_file,
                "setMyCommands": self._set_my_commands,
                "getMyCommands": self._get_my_commands,
            }.items()
        }

    def now(self) -> float:
        """Telegram's clock, which dates updates and lets taps and links die."""
        return time.time() + self._ahead

    async def carry_out(self, method: str, given: dict[str, Any]) -> Any:
        """The result of a call; or Refusal. Names of methods may be written in any case."""
        if method.lower() not in self._methods:
            raise Refusal(404, "Not Found")
        return await self._methods[method.lower()](given)

    async def _called_by_webhook(self, call: dict[str, Any]) -> None:
        self.calls.append((call["method"], call))
        with contextlib.suppress(Refusal):
            await self.carry_out(call["method"], call)

    # ---- for the people (telegram_people.Server)

    def next_message(self) -> int:
        return next(self._message_ids)

    def keep(self, data: bytes, kind: str) -> str:
        file = f"AgACAgUAAxkBAAI{len(self._files):06d}{kind}"
        self._files[file] = (data, f"{kind}/file_{len(self._files)}")
        return file

    def asks(self, query: str) -> None:
        self._queries[query] = self.now()

    def delivers(self, kind: str, payload: dict[str, Any], queue: tuple[str, int]) -> int:
        """An update of any kind and content; it is born only if the bot wants its kind. Returns its id."""
        number = next(self._update_ids)
        waiting = Waiting(number, {"update_id": number, kind: payload}, queue, self.now())
        if kind in self._allowed if self._allowed else kind not in _NOT_BY_DEFAULT:
            self._updates[number] = waiting
            self._bring(waiting)
        return number

    # ---- methods

    async def _get_me(self, _given: dict[str, Any]) -> Any:
        rights = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
        return {**self.bot, **rights, "can_connect_to_business": False, "has_main_web_app": False}

    async def _get_updates(self, given: dict[str, Any]) -> Any:
        if self.hook.address:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
        self._allow(given)
        self._acknowledge(whole(given, "offset", 0))
        limit = min(max(whole(given, "limit", 100), 1), 100)
        self._poll = mine = next(self._poll_ids)
        self._tell()
        if not self.pending:
            await self._wait_for_news(mine, whole(given, "timeout", 0))
        batch = self.pending[:limit]
        for waiting in batch:
            if waiting.repeat:
                self.pending.remove(waiting)
        return [waiting.body for waiting in batch]

    def _acknowledge(self, offset: int) -> None:
        """Forgets what lies before the offset, and what is older than a day; a negative one keeps only so many of the newest."""
        kept = self.pending[offset:] if offset < 0 else [w for w in self.pending if w.repeat or w.id >= offset]
        self.pending[:] = [w for w in kept if self.now() - w.born < UPDATE_LIVES]

    async def _wait_for_news(self, mine: int, seconds: int) -> None:
        end = time.monotonic() + min(seconds, 50)
        while self._open and not self.pending and (left := end - time.monotonic()) > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), left)
            if self.hook.address:
                raise Refusal(409, "Conflict: terminated by setWebhook request")
            if self._poll != mine:
                raise Refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")

    async def _set_webhook(self, given: dict[str, Any]) -> Any:
        url, secret = given.get("url", ""), given.get("secret_token", "")
        if not url:
            return await self._delete_webhook(given)
        if not url.startswith(("https://", "http://127.0.0.1:")):  # the real one wants https in any case
            raise Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if secret and not _SECRET.fullmatch(secret):
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        self._allow(given)
        self._drop_if_asked(given)
        self.hook.point_to(Address(url, secret, min(max(whole(given, "max_connections", 40), 1), 100)))
        self._tell()
        return True

    async def _delete_webhook(self, given: dict[str, Any]) -> Any:
        self._drop_if_asked(given)
        self.hook.point_to(None)
        return True

    async def _get_webhook_info(self, _given: dict[str, Any]) -> Any:
        address, error = self.hook.address, self.hook.last_error
        info = {"url": address.url if address else "", "has_custom_certificate": False, "pending_update_count": len(self.pending)}
        if address:
            info |= {"max_connections": address.connections, "ip_address": "127.0.0.1"}
        if error:
            info |= {"last_error_date": error[0], "last_error_message": error[1]}
        return info | ({"allowed_updates": self._allowed} if self._allowed else {})

    def _allow(self, given: dict[str, Any]) -> None:
        if "allowed_updates" in given:
            self._allowed = list(structure(given, "allowed_updates"))

    def _drop_if_asked(self, given: dict[str, Any]) -> None:
        if str(given.get("drop_pending_updates", "")).lower() in ("true", "1"):
            self.pending.clear()

    async def _send_message(self, given: dict[str, Any]) -> Any:
        room, text = self._room(given), shown(given, "text")
        if not text:
            raise Refusal(400, "Bad Request: message text is empty")
        if len(text) > LONGEST_TEXT:
            raise Refusal(400, "Bad Request: message is too long")
        rows = replies(given)
        room.replies = room.replies if rows is None else rows
        return self._arrives(room, {"text": text, **keyboard(given)})

    async def _send_photo(self, given: dict[str, Any]) -> Any:
        room, caption, upload = self._room(given), _caption(given), self._upload(given, "photo")
        if len(upload.data) > LARGEST_PHOTO:
            raise Refusal(400, f"Bad Request: too big for a photo: {len(upload.data)} bytes")
        sizes = [{**self._described(upload, "photos"), "width": 1280, "height": 960}]
        return self._arrives(room, {"photo": sizes, **caption, **keyboard(given)}, upload.data)

    async def _send_file(self, field: str, given: dict[str, Any]) -> Any:
        """A voice note keeps no file name; what is not OGG with Opus, MP3 or M4A arrives as a document, however it was sent."""
        room, caption, upload = self._room(given), _caption(given), self._upload(given, field)
        if len(upload.data) > LARGEST_FILE:
            raise Refusal(413, "Request Entity Too Large")
        opus = upload.data.startswith(b"OggS") and b"OpusHead" in upload.data[:64]
        arrives_as = field if field == "document" or (opus and field == "voice") or _is_music(upload.data) else "document"
        named = {} if arrives_as == "voice" else {"file_name": upload.name}
        return self._arrives(room, {arrives_as: {**self._described(upload, field), **named}, **caption, **keyboard(given)}, file=upload)

    def _upload(self, given: dict[str, Any], field: str) -> Upload:
        file = given.get(field, "")
        if isinstance(file, str) and file.startswith("attach://"):
            file = given.get(file.removeprefix("attach://"), "")
        if file in self._files:
            return Upload("", self._files[file][0])
        if not isinstance(file, Upload):
            missing = f"there is no {field} in the request" if not file else "wrong file identifier/HTTP URL specified"
            raise Refusal(400, f"Bad Request: {missing}")
        if not file.data:
            raise Refusal(400, "Bad Request: file must be non-empty")
        return file

    def _described(self, upload: Upload, kind: str) -> dict[str, Any]:
        file = self.keep(upload.data, kind)
        return {"file_id": file, "file_unique_id": file[-16:], "file_size": len(upload.data)}

    def _room(self, given: dict[str, Any]) -> Room:
        """The chat, if the bot may write to it."""
        if not given.get("chat_id"):
            raise Refusal(400, "Bad Request: chat_id is empty")
        room = self._rooms.get(whole(given, "chat_id", 0, "Bad Request: chat not found"))
        if room is None or not room.wrote:
            raise Refusal(400, "Bad Request: chat not found")
        if room.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if room.deactivated:
            raise Refusal(403, "Forbidden: user is deactivated")
        return room

    def _arrives(self, room: Room, content: dict[str, Any], photo: bytes | None = None, file: Upload | None = None) -> dict[str, Any]:
        message = {"message_id": self.next_message(), "from": self.bot, "chat": room.chat, "date": int(self.now()), **content}
        room.receives(message, photo)
        room.last["file"] = file
        self.sent.append({"chat_id": room.chat["id"], **room.last})
        return message

    async def _send_chat_action(self, given: dict[str, Any]) -> Any:
        self._room(given)
        return True

    async def _answer_callback_query(self, given: dict[str, Any]) -> Any:
        query = str(given.get("callback_query_id", ""))
        if self.now() - self._queries.get(query, 0.0) > TAP_LIVES:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.answered.append(query)
        return True

    async def _get_file(self, given: dict[str, Any]) -> Any:
        file = str(given.get("file_id", ""))
        if file not in self._files:
            raise Refusal(400, "Bad Request: invalid file_id")
        data, path = self._files[file]
        if len(data) > LARGEST_LINK:
            raise Refusal(400, "Bad Request: file is too big")
        self._links[path] = (file, self.now() + self.link_lives)
        return {"file_id": file, "file_unique_id": file[-16:], "file_size": len(data), "file_path": path}

    async def _set_my_commands(self, given: dict[str, Any]) -> Any:
        commands = structure(given, "commands")
        if not all(re.fullmatch(r"/?[a-z0-9_]{1,32}", one["command"]) and 1 <= len(one["description"]) <= 256 for one in commands):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        self.commands = commands
        return True

    async def _get_my_commands(self, _given: dict[str, Any]) -> Any:
        return self.commands


def _caption(given: dict[str, Any]) -> dict[str, Any]:
    caption = shown(given, "caption")
    if len(caption) > LONGEST_CAPTION:
        raise Refusal(400, "Bad Request: message caption is too long")
    return {"caption": caption} if caption else {}


def _is_music(data: bytes) -> bool:
    """MP3 or M4A."""
    return data.startswith((b"ID3", b"\xff\xfb")) or data[4:11] == b"ftypM4A"
