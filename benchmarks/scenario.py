"""The conversation that is measured, as the fake Telegram reads it too, and the updates it makes of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCENARIOS = Path(__file__).parent / "scenarios"
PRODUCT, PEERS = SCENARIOS / "product.txt", SCENARIOS / "peers.txt"


@dataclass(frozen=True)
class Step:
    """What somebody does next: types ``text``, or presses the button number ``tap`` of the last reply."""

    text: str = ""
    tap: int = -1


def read(path: Path) -> list[Step]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [_step(*line.split(" ", 1)) for line in lines]


def _step(sort: str, rest: str) -> Step:
    return Step(tap=int(rest)) if sort == "tap" else Step(text=rest)


def update(step: Step, number: int, chat: int, button: str, conversation: int, at: float) -> bytes:
    """One update as Telegram's webhook brings it. ``button`` is what the pressed button bears, ``at`` epoch seconds."""
    who = {"id": chat, "is_bot": False, "first_name": "Nguyễn", "last_name": f"Văn {chat}", "username": f"user{chat}", "language_code": "vi"}
    room = {"id": chat, "first_name": "Nguyễn", "last_name": f"Văn {chat}", "username": f"user{chat}", "type": "private"}
    shown: dict[str, Any] = {"message_id": number, "chat": room, "date": int(at)}
    if step.tap < 0:
        what: dict[str, Any] = {"message": {**shown, "from": who, "text": step.text.replace("{n}", str(conversation))}}
    else:
        bot = {"id": 1000, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
        keys = {"inline_keyboard": [[{"text": "A", "callback_data": button}]]}
        message = {**shown, "from": bot, "text": "Chọn một mục", "reply_markup": keys}
        what = {"callback_query": {"id": str(7_000_000_000 + number), "from": who, "message": message, "chat_instance": str(-chat), "data": button}}
    return json.dumps({"update_id": number, **what}).encode()
