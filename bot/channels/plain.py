"""What a phone without buttons is shown: lists become numbers and words. Zalo and the demo's phones share it."""

from __future__ import annotations

from bot.talk import Outgoing, Words


def as_text(out: Outgoing, words: Words) -> str:
    """The message as one text: its words, then a line for each choice. Ways out are typed, so they are not listed."""
    unsaid = [c for c in out.choices if not c.typed or f": {c.typed}" not in out.text]
    lines = words.without_buttons(unsaid) if unsaid else ""
    return "\n".join(part for part in (out.text, lines) if part)
