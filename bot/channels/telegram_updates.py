"""What a Telegram update says: its dict in, an ``Incoming`` out. Only private chats are served; a group hears that once it calls us by name."""

from __future__ import annotations

import re
from typing import Any

from bot.talk import Contact, Incoming, Peer, Piece, Place

KINDS = ("message", "edited_message", "callback_query")  # all we ask Telegram for
_COMMAND = re.compile(r"/([A-Za-z0-9_]+)@([A-Za-z0-9_]+)(?=\s|$)")
_READABLE = frozenset({"text", "photo", "voice", "location", "contact"})
_FORWARDED = frozenset({"forward_origin", "forward_date"})
_SERVICE = frozenset(
    {
        *("new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created"),
        *("supergroup_chat_created", "channel_chat_created"),
        *("message_auto_delete_timer_changed", "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "invoice"),
        *("successful_payment", "refunded_payment", "users_shared", "chat_shared", "connected_website", "write_access_allowed", "passport_data"),
        *("proximity_alert_triggered", "boost_added", "chat_background_set", "checklist_tasks_done", "checklist_tasks_added", "gift", "unique_gift"),
        *("direct_message_price_changed", "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "giveaway"),
        *("general_forum_topic_hidden", "general_forum_topic_unhidden", "giveaway_created", "giveaway_winners", "giveaway_completed", "web_app_data"),
        *("paid_message_price_changed", "video_chat_scheduled", "video_chat_started", "video_chat_ended", "video_chat_participants_invited"),
        *("chat_owner_left", "chat_owner_changed", "gift_upgrade_sent", "suggested_post_approved", "suggested_post_approval_failed"),
        *("suggested_post_declined", "suggested_post_paid", "suggested_post_refunded"),
    }
)


def read(update: Any, account: str, username: str) -> Incoming | None:
    """None: nobody to answer. ``username`` is ours in lower case, "" while we do not know it.

    Raises ValueError, KeyError, TypeError or AttributeError when the update is not of the shape that Telegram documents.
    """
    id_ = str(_whole(update["update_id"]))
    if "message" in update:
        return _said(update["message"], id_, account, username)
    if "edited_message" in update:
        return _edited(update["edited_message"], id_, account)
    if "callback_query" in update:
        return _tapped(update["callback_query"], id_, account)
    return None


def _said(m: Any, id_: str, account: str, username: str) -> Incoming | None:
    if m["chat"]["type"] != "private":
        return _called_in_group(m, id_, account, username)
    if m["from"].get("is_bot") or not _SERVICE.isdisjoint(m):
        return None
    forwarded = not _FORWARDED.isdisjoint(m)
    text = _text(m) if forwarded else _for_us(_text(m), username)
    if text is None:
        return None
    return Incoming(
        peer=_peer(m["chat"], account),
        id=id_,
        at=float(m["date"]),
        sender=str(_whole(m["from"]["id"])),
        name=_name(m["from"]),
        text=text,
        media=_pieces(m),
        place=_place(m["location"]) if "location" in m else None,
        album=str(m.get("media_group_id", "")),
        special="forwarded" if forwarded else "" if _readable(m) else "unsupported",
        contact=_contact(m["contact"], m["from"], forwarded=forwarded) if "contact" in m else None,
    )


def _contact(contact: Any, sender: Any, *, forwarded: bool) -> Contact:
    """A number is the sender's own only if Telegram names them as its user; one that is passed on may have been theirs long ago."""
    number = contact["phone_number"]
    if not isinstance(number, str):
        raise TypeError("a number that is none")
    own = contact.get("user_id") == _whole(sender["id"]) and not forwarded
    digits = "".join(filter(str.isdecimal, number))
    national = f"0{digits[2:]}" if digits.startswith("84") and len(digits) == 11 else digits
    return Contact(national if own else "", own)


def _edited(m: Any, id_: str, account: str) -> Incoming | None:
    """A live location moves by edits, and nobody meant to say anything by that."""
    if m["chat"]["type"] != "private" or m["from"].get("is_bot") or "location" in m:
        return None
    at = float(m.get("edit_date", m["date"]))
    who = m["from"]
    return Incoming(_peer(m["chat"], account), id_, at, str(_whole(who["id"])), _name(who), _text(m), special="edited")


def _tapped(q: Any, id_: str, account: str) -> Incoming | None:
    """A tap bears no time of its own (its message's date is when the question was sent) and needs none, for it names its offer: ``at`` is 0."""
    chat, data = q["message"]["chat"], q["data"]
    if not isinstance(data, str):
        raise TypeError("a tap without data")
    if chat["type"] != "private":
        return None
    return Incoming(_peer(chat, account), id_, 0.0, str(_whole(q["from"]["id"])), _name(q["from"]), tapped=data)


def _called_in_group(m: Any, id_: str, account: str, username: str) -> Incoming | None:
    """Only a command that names us; what else a group says is not ours to keep."""
    called = _COMMAND.match(_text(m))
    if called is None or called[2].lower() != username:
        return None
    sender = m.get("from", {})
    return Incoming(_peer(m["chat"], account), id_, float(m["date"]), str(sender.get("id", "")), _name(sender), special="group")


def _for_us(text: str, username: str) -> str | None:
    """The text without our own name behind a command; None for another bot's."""
    named = _COMMAND.match(text)
    if named is None:
        return text
    return f"/{named[1]}{text[named.end() :]}" if named[2].lower() == (username or named[2].lower()) else None


def _readable(m: Any) -> bool:
    return not _READABLE.isdisjoint(m) or _is_picture(m)


def _pieces(m: Any) -> tuple[Piece, ...]:
    if "photo" in m:
        return (_piece("photo", max(m["photo"], key=lambda size: (size["width"] * size["height"], size.get("file_size", 0)))),)
    if "voice" in m:
        return (_piece("voice", m["voice"]),)
    return (_piece("photo", m["document"]),) if _is_picture(m) else ()


def _is_picture(m: Any) -> bool:
    """A picture sent "as a file", which some do to keep it sharp."""
    return "document" in m and "animation" not in m and m["document"].get("mime_type", "").startswith("image/")


def _piece(kind: Any, file: Any) -> Piece:
    ref = file["file_id"]
    if not isinstance(ref, str):
        raise TypeError("a file without a name")
    return Piece(kind, ref, _whole(file.get("file_size", 0)))


def _place(location: Any) -> Place:
    latitude, longitude = location["latitude"], location["longitude"]
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # so that NaN is refused too
        raise ValueError("not on this earth")
    return Place(round(float(latitude), 3), round(float(longitude), 3))


def _peer(chat: Any, account: str) -> Peer:
    return Peer("telegram", account, str(_whole(chat["id"])))


def _name(who: Any) -> str:
    return " ".join(part for part in (who.get("first_name"), who.get("last_name")) if part)


def _text(m: Any) -> str:
    text = m.get("text", m.get("caption", ""))
    if not isinstance(text, str):
        raise TypeError("a text that is none")
    return text


def _whole(number: Any) -> int:
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError("no whole number")
    return number
