"""A person's name as they type it, or as their app shows it: nothing in it may be a link, a number or a message to whoever reads it."""

from __future__ import annotations

import re

from bot.domain.vietnamese import clean

LEAST, MOST = 2, 60  # characters
_ODD = re.compile(r"[^\w\s.'\u2019-]|[\d_]")
_LINK = re.compile(r"\.\S")
_LETTER = re.compile(r"[^\W\d_]")


def is_name(text: str) -> bool:
    """Letters, spaces, hyphens, apostrophes and dots at the end of words, one letter at least."""
    return LEAST <= len(text) <= MOST and not (_ODD.search(text) or _LINK.search(text)) and _LETTER.search(text) is not None


def spaced(text: str) -> str:
    """Cleaned, with one space between words; a dot ends a word, so that no address of a web page is left."""
    return " ".join(clean(text).replace(".", ". ").split())


def shown(text: str) -> str:
    """What may be read of a name that somebody else's app has told; "" when nothing may."""
    kept = spaced(_ODD.sub(" ", clean(text)))[:MOST].strip()
    return kept if is_name(kept) else ""
