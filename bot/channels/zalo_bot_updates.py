"""What a Zalo Bot update says: its dict in, an ``Incoming`` out. In a group only words that call us are heard, and they stay out."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bot.talk import Incoming, Peer, Piece

TEXT, IMAGE, VOICE = "message.text.received", "message.image.received", "message.voice.received"
_STICKERS, _PICTURES = "unsupported", "pictures"  # Zalo has no albums: what comes within a moment is taken as one, so it has one turn and one answer


def read(update: Any, account: str) -> Incoming | None:
    """None: nobody to answer. The update may stand in the envelope of an answer, or alone.

    Raises ValueError, KeyError, TypeError or AttributeError on what is of neither shape.
    """
    event = update.get("result", update)
    kind: str = event["event_name"]
    m = event["message"] if kind in (TEXT, IMAGE, VOICE) else event.get("message") or {}
    sender = m.get("from") or {}
    chat = m.get("chat") or sender  # in a private chat they are the same
    if not chat or sender.get("is_bot"):
        return None
    said = _content(kind, m) if _is_private(chat) else _in_group(kind, chat)
    if said is None:
        return None
    return Incoming(
        peer=Peer("zalo_bot", account, _named(chat["id"])),
        id=identity(event),
        at=_seconds(m.get("date", 0)),
        sender=_named(sender.get("id") or chat["id"]),
        name=_text(sender.get("display_name") or ""),
        plain=True,
        **said,
    )


def identity(event: Any) -> str:
    """By which an event is known when it comes again: its chat and message, or else a hash of all that it says."""
    match event:
        case {"message": {"chat": {"id": str(chat)}, "message_id": str(message)}} if message:
            return f"{chat}:{message}"
        case {"message": {"from": {"id": str(chat)}, "message_id": str(message)}} if message:
            return f"{chat}:{message}"
    return "body:" + hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()[:32]


def _content(kind: str, m: Any) -> dict[str, Any]:
    """By field of Incoming. Zalo passes on neither links nor files, and may invent new kinds at any time."""
    match kind:
        case "message.text.received":
            return {"text": _text(m["text"])}
        case "message.image.received":
            picture = Piece("photo", _named(m.get("photo") or m.get("photo_url")))
            return {"text": _text(m.get("caption") or ""), "media": (picture,), "album": _PICTURES}
        case "message.voice.received":
            return {"media": (Piece("voice", _named(m["voice_url"])),)}
    return {"special": "unsupported", "album": _STICKERS}


def _in_group(kind: str, chat: Any) -> dict[str, Any] | None:
    return {"special": "group"} if kind == TEXT and _type(chat) == "GROUP" else None


def _is_private(chat: Any) -> bool:
    return _type(chat) == "PRIVATE"


def _type(chat: Any) -> str:
    return _text(chat.get("chat_type") or "PRIVATE").upper()


def _seconds(milliseconds: Any) -> float:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float) or not 0 <= milliseconds <= 1e15:  # so that NaN is refused too
        raise TypeError("no time")
    return milliseconds / 1000


def _named(raw: Any) -> str:
    if not isinstance(raw, str) or not raw:
        raise TypeError("no id, or no address")
    return raw


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError("a text that is none")
    return raw
