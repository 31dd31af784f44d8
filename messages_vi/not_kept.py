"""What somebody reads whose own words were not kept as they were typed: names of people, and numbers that identify them."""

from __future__ import annotations

from dataclasses import astuple

from messages_vi.names import names
from messages_vi.privacy import MARKS
from messages_vi.report import HIDDEN

_MASKED = "che số riêng (điện thoại, giấy tờ)"
NUMBERS = f"Trợ lý đã {_MASKED} trong lời ấy."
BOTH = f"{HIDDEN.rstrip('.')} và {_MASKED}."


def not_kept(said: str) -> str:
    """One line about these words, as they came to us: with their numbers masked; "" where nothing is hidden."""
    masked = any(mark in said for mark in astuple(MARKS))
    if names(said):
        return BOTH if masked else HIDDEN
    return NUMBERS if masked else ""
