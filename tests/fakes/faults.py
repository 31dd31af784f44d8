"""What a call to a fake server meets when a test wants it to fail."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What one call meets. ``done``: its work is done first, so a message arrives; without status, drop or page it is only late.

    ``until``: the call hangs until the event is set; ``drop``: the connection breaks without an answer; ``page``: what a stranger in between answers.
    ``http``: the status of the answer, where it is not the one its body tells of.
    """

    status: int = 0
    description: str = ""
    parameters: dict[str, int] | None = None
    done: bool = False
    drop: bool = False
    until: asyncio.Event | None = None
    page: str = ""
    mime: str = "text/html"
    http: int = 0
