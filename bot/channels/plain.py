"""What a phone without buttons is shown: lists become numbers and words. Zalo and the demo's phones share it."""

from __future__ import annotations

from unicodedata import normalize

from bot.pieces import cut
from bot.talk import Outgoing, Words


def as_text(out: Outgoing, words: Words, longest: int | None = None) -> str:
    """The message as one text: its words, then a line for each choice. Ways out are typed, so they are not listed.

    ``longest``: the most characters it may have, composed (NFC); what is too much goes from the end of the words, before the choices.
    """
    unsaid = [c for c in out.choices if not c.typed or f": {c.typed}" not in out.text]
    text, lines = normalize("NFC", out.text), normalize("NFC", words.without_buttons(unsaid) if unsaid else "")
    if longest is not None:
        room = longest - len(lines) - bool(lines)
        text = text if len(text) <= room else (cut(text, room) if room > 0 else [""])[0]
    return "\n".join(part for part in (text, lines) if part)[:longest]
