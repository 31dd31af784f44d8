"""JSON as the tables keep it: text, which holds its order. orjson, because a fourteenth of all CPU went into the standard library's."""

from __future__ import annotations

from typing import Any

import orjson

Unwritable = orjson.JSONEncodeError  # lone surrogates, numbers of more than 64 bits


def written(value: Any) -> str:
    return orjson.dumps(value).decode()


def read(text: str) -> Any:
    """Raises ValueError on what is no JSON."""
    return orjson.loads(text)
