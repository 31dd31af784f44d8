"""What the calls to Telegram hold, and what their answers mean: values only."""

from __future__ import annotations

from typing import Any

import orjson

from bot.talk import OWN_NUMBER, Document, FetchFailed, Outgoing, SendFailed

LARGEST = 20 * 1024 * 1024  # bytes of a file that Telegram hands to a bot
LONGEST_DATA = 64  # bytes of a button's data
_NO_PREVIEW = {"is_disabled": True}


def text_message(out: Outgoing) -> dict[str, Any]:
    """The parameters of sendMessage."""
    return {"text": out.text, "link_preview_options": _NO_PREVIEW, **addressed(out)}


def in_response(method: str, given: dict[str, Any]) -> bytes:
    """A call as it stands in the response to Telegram's post."""
    return orjson.dumps({"method": method, **given})


def addressed(out: Outgoing) -> dict[str, Any]:
    markup = _markup(out)
    return {"chat_id": int(out.peer.chat)} | ({"reply_markup": markup} if markup else {})


def _markup(out: Outgoing) -> dict[str, Any]:
    if any(c.value == OWN_NUMBER for c in out.choices):
        return _list_of_replies(out)
    if out.choices or out.ways_out:
        return {"inline_keyboard": _rows(out)}
    return {"remove_keyboard": True} if out.puts_away else {}


def _list_of_replies(out: Outgoing) -> dict[str, Any]:
    """Only a button in place of the phone's letters can ask for its owner's number; the others there are typed for whoever presses them."""
    rows = [[{"text": c.label} | ({"request_contact": True} if c.value == OWN_NUMBER else {})] for c in out.choices]
    return {"keyboard": [*rows, [{"text": way.label} for way in out.ways_out]], "resize_keyboard": True, "one_time_keyboard": True}


def way_of(file: Document) -> tuple[str, str, dict[str, str]]:
    """The method, the field of the bytes, and what else goes along: a voice note shows no file name, so it gets its title as caption."""
    if file.mime == "audio/ogg":
        return "sendVoice", "voice", {"caption": file.title.rpartition(".")[0]}
    return ("sendAudio", "audio", {}) if file.mime.startswith("audio/") else ("sendDocument", "document", {})


def _rows(out: Outgoing) -> list[list[dict[str, str]]]:
    """A row for each choice, since labels are long; the ways out share the last."""
    rows = [[_button(choice.label, f"{out.offer}:{place}")] for place, choice in enumerate(out.choices)]
    ways_out = [_button(way.label, f"{out.offer}:{way.value}") for way in out.ways_out]
    return [*rows, ways_out] if ways_out else rows


def _button(label: str, data: str) -> dict[str, str]:
    if len(data.encode()) > LONGEST_DATA:
        raise SendFailed("a button's data has more than 64 bytes")
    return {"text": label, "callback_data": data}


def receipt(sent: Any) -> str:
    if not isinstance(sent, dict) or "message_id" not in sent:
        raise SendFailed("an answer without a message", again=True, unknown=True)
    return str(sent["message_id"])


def link(file: Any) -> str:
    if not isinstance(file, dict) or "file_path" not in file:
        raise FetchFailed("no link to the file", again=True)
    if file.get("file_size", 0) > LARGEST:
        raise FetchFailed("larger than 20 MB", again=False)
    return f"/{file['file_path']}"
