"""Telephone numbers typed into a chat, each alone in its message: within other words they are masked at the door, before anything is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.phones import digits
from bot.story import Invalid, Said, Whole
from bot.talk import Choice
from messages_vi import members as vi
from messages_vi.kinds import alarming
from messages_vi.privacy import MARKS

_SHORT = re.compile(r"11\d|1[89]00\d{4,6}")


@dataclass(frozen=True)
class number_of(Whole):  # noqa: N801 - reads as a word in a story
    """Kept and given as digits, as 0912345678. ``short``: those that everybody can call count too, as 113 or 1900 1234."""

    short: bool = False
    choices: tuple[Choice, ...] = ()

    def hear(self, said: Said, before: object) -> str:
        if said.contact is not None:
            return self.value(said.contact.phone)
        if MARKS.phone in said.text:
            raise Invalid(vi.MASKED)
        if alarming(said.text):  # the 114 that somebody says they have called is nobody's number
            raise Invalid(vi.NO_NUMBER)
        typed = re.sub(r"[^0-9]", "", said.text)
        return self.value(digits(typed) or typed)

    def value(self, kept: object) -> str:
        if not isinstance(kept, str) or not kept or not (digits(kept) == kept or (self.short and _SHORT.fullmatch(kept))):
            raise Invalid(vi.NO_NUMBER)
        return kept
