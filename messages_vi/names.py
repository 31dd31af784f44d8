"""Where a text names persons, and the same text without their names."""

from functools import lru_cache

from bot.domain.names import NameFinder, Span, replaced
from messages_vi.name_words import WORDS

_FINDER = NameFinder(WORDS)


@lru_cache(maxsize=1024)  # a telling asks again and again of the same words, also when hundreds tell at once
def names(text: str) -> tuple[Span, ...]:
    """Where persons are named: a title (ông, bà, anh ...) and the one to four capitalised words after it."""
    return _FINDER.found(text)


def hide_names(text: str, replacement: str) -> str:
    """The text with each title and name replaced."""
    return replaced(text, [(start, end, replacement) for start, end in names(text)])
