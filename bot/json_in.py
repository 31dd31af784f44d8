"""JSON as platforms send it: orjson, and the standard library for what orjson is too strict to read (half a character, as phones cut them)."""

from __future__ import annotations

import json
from typing import Any

import orjson


def loads(body: bytes) -> Any:
    """Raises ValueError or RecursionError on what is no JSON."""
    try:
        return orjson.loads(body)
    except ValueError:
        return json.loads(body)
