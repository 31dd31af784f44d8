"""The people in front of the fake Telegram: what they do becomes a whole update, what the bot sends to them is kept in ``seen``."""

from __future__ import annotations

import hashlib
import itertools
from typing import Any, Protocol

LARGEST_LINK = 20 * 1024 * 1024  # bytes; a larger file has no link
_SIZES = ((90, 67), (320, 240), (800, 600), (1280, 960))  # as Telegram makes them of one picture


class Server(Protocol):
    """What people need of the server."""

    bot: dict[str, Any]

    def now(self) -> float: ...
    def next_message(self) -> int: ...
    def keep(self, data: bytes, kind: str) -> str: ...
    def asks(self, query: str) -> None: ...
    def delivers(self, kind: str, payload: dict[str, Any], queue: tuple[str, int]) -> int: ...


class Room:
    """A chat. ``seen`` holds all that the bot sent to it, oldest first: message_id, text, keyboard, photo, caption and the whole message.

    ``replies``: the list that stands in place of the phone's letters, row by row.
    """

    def __init__(self, server: Server, chat: dict[str, Any]) -> None:
        self.server, self.chat = server, chat
        self.seen: list[dict[str, Any]] = []
        self.replies: list[list[dict[str, Any]]] = []
        self.wrote = self.blocked = self.deactivated = False

    @property
    def last(self) -> dict[str, Any]:
        assert self.seen, "the bot has sent nothing"
        return self.seen[-1]

    @property
    def labels(self) -> list[str]:
        """The labels on the buttons of the last message, row by row."""
        return [key["text"] for row in self.last["keyboard"] for key in row]

    def receives(self, message: dict[str, Any], photo: bytes | None) -> None:
        keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
        seen = {"text": message.get("text", ""), "keyboard": keyboard, "photo": photo, "caption": message.get("caption", "")}
        self.seen.append({"message_id": message["message_id"], **seen, "message": message})


class Group(Room):
    """A supergroup the bot was added to."""

    def __init__(self, server: Server, chat_id: int, title: str) -> None:
        super().__init__(server, {"id": chat_id, "title": title, "type": "supergroup"})


class Person(Room):
    """Somebody with Telegram, and the private chat with the bot. What they do returns the update's id; it is on its way at once."""

    def __init__(self, server: Server, chat_id: int, name: str) -> None:
        first, _, last = name.partition(" ")
        names = {"first_name": first, **({"last_name": last} if last else {})}
        super().__init__(server, {"id": chat_id, **names, "type": "private"})
        self.id = chat_id
        self.account = {"id": chat_id, "is_bot": False, **names, "language_code": "vi"}
        self._albums = itertools.count(13_000_000_000_000_001)
        self._said: dict[int, dict[str, Any]] = {}

    def says(self, text: str) -> int:
        return self._sends({"text": text, **_entities(text, "entities")})

    def says_in(self, group: Group, text: str) -> int:
        group.wrote = True
        return self._sends({"text": text, **_entities(text, "entities")}, group.chat)

    def sends_photo(self, data: bytes, caption: str = "") -> int:
        return self._sends({"photo": self._photo(data), **_caption(caption)})

    def sends_album(self, pictures: list[bytes], caption: str = "") -> list[int]:
        """Each picture is an update of its own; the caption is the first one's."""
        album = str(next(self._albums))
        return [
            self._sends({"media_group_id": album, "photo": self._photo(data), **_caption("" if place else caption)})
            for place, data in enumerate(pictures)
        ]

    def sends_voice(self, data: bytes, duration: int = 4) -> int:
        return self._sends({"voice": {"duration": duration, "mime_type": "audio/ogg", **self._file(data, "voice")}})

    def sends_document(self, data: bytes, name: str, mime: str, caption: str = "") -> int:
        return self._sends({"document": {"file_name": name, "mime_type": mime, **self._file(data, "documents")}, **_caption(caption)})

    def sends_location(self, latitude: float, longitude: float, live: int = 0) -> int:
        """``live``: seconds for which it moves; see ``moves``."""
        return self._sends({"location": {"latitude": latitude, "longitude": longitude, **({"live_period": live} if live else {})}})

    def sends_contact(self, name: str, phone: str, user: int | None = None, *, forwarded: bool = False) -> int:
        """``user``: whom of Telegram this number belongs to, where it knows."""
        origin = {"type": "hidden_user", "sender_user_name": "Cô Lan", "date": int(self.server.now()) - 3600}
        contact = {"phone_number": phone, "first_name": name, **({"user_id": user} if user else {})}
        return self._sends({"contact": contact, **({"forward_origin": origin} if forwarded else {})})

    def presses(self, label: str, phone: str = "") -> int:
        """A button of the list in place of the letters: it says its label, or hands over this person's own number (as 84912345678)."""
        key = next(key for row in self.replies for key in row if key["text"] == label)
        return self.sends_contact(str(self.account["first_name"]), phone, self.id) if key.get("request_contact") else self.says(label)

    def sticker(self) -> int:
        size = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
        return self._sends({"sticker": {**size, "emoji": "👍", "set_name": "vui_ve", **self._file(b"RIFF....WEBP", "stickers")}})

    def forwards(self, text: str, author: str = "Cô Lan") -> int:
        origin = {"type": "hidden_user", "sender_user_name": author, "date": int(self.server.now()) - 3600}
        return self._sends({"forward_origin": origin, "text": text})

    def edits(self, update_id: int, text: str) -> int:
        """Changes what an earlier update said."""
        return self._changes(update_id, {"text": text, **_entities(text, "entities")})

    def moves(self, update_id: int, latitude: float, longitude: float) -> int:
        """A live location goes on."""
        return self._changes(update_id, {"location": {"latitude": latitude, "longitude": longitude, "live_period": 900}})

    def taps(self, button: str) -> int:
        """Presses the newest button with this label or data, also one of an old message."""
        for seen in reversed(self.seen):
            for key in itertools.chain.from_iterable(seen["keyboard"]):
                if button in (key["text"], key.get("callback_data")):
                    return self._presses(key["callback_data"], seen["message"])
        raise AssertionError(f"no button {button!r} in {[seen['keyboard'] for seen in self.seen]}")

    def blocks(self) -> int:
        """Blocks the bot, which from now on cannot reach this chat."""
        self.blocked = True
        return self._membership("member", "kicked")

    def unblocks(self) -> int:
        self.blocked = False
        return self._membership("kicked", "member")

    # ---- inside

    def _sends(self, content: dict[str, Any], chat: dict[str, Any] | None = None) -> int:
        where = chat or self.chat
        self.wrote = self.wrote or chat is None
        message = {"message_id": self.server.next_message(), "from": self.account, "chat": where, "date": int(self.server.now()), **content}
        update = self.server.delivers("message", message, ("chat", where["id"]))
        self._said[update] = message
        return update

    def _changes(self, update_id: int, content: dict[str, Any]) -> int:
        message = {**self._said[update_id], "edit_date": int(self.server.now()), **content}
        return self.server.delivers("edited_message", message, ("chat", self.id))

    def _presses(self, data: str, message: dict[str, Any]) -> int:
        query = str(int.from_bytes(hashlib.sha256(f"{self.id} {self.server.next_message()}".encode()).digest()[:8], "big"))
        self.server.asks(query)
        payload = {"id": query, "from": self.account, "message": message, "chat_instance": str(-7_000_000_000 - self.id), "data": data}
        return self.server.delivers("callback_query", payload, ("user", self.id))

    def _membership(self, old: str, new: str) -> int:
        bot = {key: self.server.bot[key] for key in ("id", "is_bot", "first_name", "username")}
        was, now = ({"user": bot, "status": status, **({"until_date": 0} if status == "kicked" else {})} for status in (old, new))
        change = {"chat": self.chat, "from": self.account, "date": int(self.server.now()), "old_chat_member": was, "new_chat_member": now}
        return self.server.delivers("my_chat_member", change, ("chat", self.id))

    def _photo(self, data: bytes) -> list[dict[str, Any]]:
        """Smaller sizes hold other bytes, so that a bot that takes one of them is found out."""
        smaller = [b"a smaller size"] * (len(_SIZES) - 1)
        return [{**self._file(size, "photos"), "width": w, "height": h} for size, (w, h) in zip([*smaller, data], _SIZES, strict=True)]

    def _file(self, data: bytes, kind: str) -> dict[str, Any]:
        file = self.server.keep(data, kind)
        return {"file_id": file, "file_unique_id": file[-16:], "file_size": len(data)}


def _caption(caption: str) -> dict[str, Any]:
    return {"caption": caption, **_entities(caption, "caption_entities")} if caption else {}


def _entities(text: str, key: str) -> dict[str, Any]:
    command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
    return {key: [{"offset": 0, "length": len(command), "type": "bot_command"}]} if len(command) > 1 and command.isascii() else {}
