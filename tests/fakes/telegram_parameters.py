"""What a call to the fake Telegram was given, in any of the ways the Bot API allows, and the checks that it passes or not."""

from __future__ import annotations

import html
import itertools
import json
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web

LONGEST_DATA = 64  # bytes


class Refusal(Exception):
    """An answer that is not ok."""

    def __init__(self, status: int, description: str, parameters: dict[str, int] | None = None) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    name: str
    data: bytes


async def parameters(request: web.Request) -> dict[str, Any]:
    """From the query and from a JSON, form or multipart body."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            return {**given, **json.loads(await request.read() or b"{}")}
        except (ValueError, TypeError):
            raise Refusal(400, "Bad Request: can't parse JSON object") from None
    for name, value in (await request.post()).items():
        given[name] = Upload(value.filename, value.file.read()) if isinstance(value, web.FileField) else value
    return given


def whole(given: dict[str, Any], name: str, default: int, refusal: str = "") -> int:
    try:
        return int(given.get(name, default))
    except (TypeError, ValueError):
        raise Refusal(400, refusal or f"Bad Request: invalid {name}") from None


def structure(given: dict[str, Any], name: str) -> Any:
    """A list or object: itself in a JSON body, as JSON text elsewhere."""
    value = given[name]
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise Refusal(400, f"Bad Request: can't parse {name} JSON object") from None


def shown(given: dict[str, Any], name: str) -> str:
    """The text as people see it: trimmed, and without tags when it is HTML."""
    text = str(given.get(name, ""))
    if str(given.get("parse_mode", "")).lower() == "html":
        text = html.unescape(re.sub(r"<[^>]*>", "", text))
    return text.strip()


def keyboard(given: dict[str, Any]) -> dict[str, Any]:
    if not given.get("reply_markup"):
        return {}
    markup = structure(given, "reply_markup")
    for key in itertools.chain.from_iterable(markup.get("inline_keyboard", [])):
        if not key.get("text"):
            raise Refusal(400, "Bad Request: can't parse inline keyboard button: Text must be non-empty")
        if "callback_data" not in key and "url" not in key:
            raise Refusal(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if "callback_data" in key and not 1 <= len(key["callback_data"].encode()) <= LONGEST_DATA:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
    return {"reply_markup": markup} if "inline_keyboard" in markup else {}


def replies(given: dict[str, Any]) -> list[list[dict[str, Any]]] | None:
    """The list in place of the phone's letters that a message brings; [] takes it away, None leaves it as it is. It is no part of the message."""
    markup = structure(given, "reply_markup") if given.get("reply_markup") else {}
    if "keyboard" in markup:
        rows: list[list[dict[str, Any]]] = markup["keyboard"]
        if not all(key.get("text") for key in itertools.chain.from_iterable(rows)):
            raise Refusal(400, "Bad Request: can't parse keyboard button: Text must be non-empty")
        return rows
    return [] if markup.get("remove_keyboard") else None
