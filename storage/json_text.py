"""JSON as the tables keep it: text, which holds its order. orjson, because a fourteenth of all CPU went into the standard library's."""

from __future__ import annotations

import json
from typing import Any

import orjson


def written(value: Any) -> str:
    """What orjson will not write (half a character, a number of more than 64 bits) is left to the database to refuse."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return json.dumps(value, ensure_ascii=False)


def read(text: str) -> Any:
    """Raises ValueError on what is no JSON."""
    try:
        return orjson.loads(text)
    except ValueError:
        return json.loads(text)
