"""The people in front of the fake Zalo: what they do becomes an update of the true shape, what the bot sends to them is kept in ``seen``."""

from __future__ import annotations

from typing import Any, Protocol


class Server(Protocol):
    """What people need of the server. ``live``: photos bear the fields seen live, not those documented; ``lowercase``: so does the kind of chat."""

    live: bool
    lowercase: bool

    def milliseconds(self) -> int: ...
    def next_message(self) -> str: ...
    def keep(self, data: bytes, mime: str, ending: str) -> str: ...
    def hears(self, chat_id: str) -> bool: ...
    def delivers(self, event: str, message: dict[str, Any] | None, chat_id: str = "", message_id: str = "") -> str: ...
    def group(self, chat_id: str = ...) -> Room: ...


class Room:
    """A chat. ``seen`` holds all that the bot sent to it, oldest first: message_id, text, photo (its bytes, or None), caption, sticker, voice."""

    kind = "GROUP"

    def __init__(self, server: Server, chat_id: str) -> None:
        self.server, self.id = server, chat_id
        self.seen: list[dict[str, Any]] = []

    @property
    def last(self) -> dict[str, Any]:
        assert self.seen, "the bot has sent nothing"
        return self.seen[-1]

    @property
    def chat(self) -> dict[str, str]:
        return {"id": self.id, "chat_type": self.kind.lower() if self.server.lowercase else self.kind}

    def receives(self, content: dict[str, Any], message_id: str) -> None:
        self.seen.append({"message_id": message_id, "text": "", "photo": None, "caption": "", **content})


class Person(Room):
    """Somebody with Zalo, and the private chat with the bot. What they do returns the message's id, or the update's; it is on its way at once."""

    kind = "PRIVATE"

    def __init__(self, server: Server, chat_id: str, name: str) -> None:
        super().__init__(server, chat_id)
        self.name = name

    def says(self, text: str) -> str:
        return self._sends("text", {"text": text})

    def says_in_group(self, text: str) -> str:
        """A message that names the bot or answers it: Zalo lets it see no other. The group is ``fake.group()``."""
        return self._sends("text", {"text": text}, self.server.group())

    def sends_photo(self, data: bytes, caption: str = "") -> str:
        """Several at once are messages of their own: nothing in them says that they belong together."""
        link = self.server.keep(data, "image/jpeg", "jpg")
        photo = {"photo_url": link, "message_type": "CHAT_PHOTO"} if self.server.live else {"photo": link}
        return self._sends("image", {**photo, **({"caption": caption} if caption else {})})

    def sends_voice(self, data: bytes) -> str:
        return self._sends("voice", {"voice_url": self.server.keep(data, "audio/aac", "aac"), "message_type": "CHAT_VOICE"})

    def sends_sticker(self, sticker: Any = "b4b1f2c9d0", **more: Any) -> str:
        """Never captured live: ``sticker`` may be an id or an object, ``more`` further fields such as a url."""
        return self._sends("sticker", {"sticker": sticker, **more})

    def sends_unsupported(self, *, bare: bool = False) -> str:
        """A link, a file, a place; or anything from a person the law protects. ``bare``: the update does not even tell who sent it."""
        if not bare:
            return self._sends("unsupported", {})
        return self.server.delivers("message.unsupported.received", None) if self.server.hears(self.id) else ""

    def _sends(self, kind: str, content: dict[str, Any], room: Room | None = None) -> str:
        where = room or self
        message_id = self.server.next_message()
        sender = {"id": self.id, "display_name": self.name, "is_bot": False}
        told = {"from": sender, "chat": where.chat, **content, "message_id": message_id, "date": self.server.milliseconds()}
        if where is not self or self.server.hears(self.id):
            self.server.delivers(f"message.{kind}.received", told, where.id, message_id)
        return message_id
