"""What somebody tells, with the place they send along: one outside the province was sent by mistake, and is not kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from typing_extensions import override

from bot.readers import account_of_it
from bot.story import Invalid, Said
from messages_vi.cases_own import OUTSIDE
from storage import bounds


@dataclass(frozen=True)
class account_from_here(account_of_it):  # noqa: N801 - reads as a word in a story
    """What comes beside such a place is kept as ever."""

    @override
    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        if said.place is not None and not bounds.holds(said.place):
            if not (said.text or said.choice or said.photos or said.voices):
                raise Invalid(OUTSIDE)
            said = replace(said, place=None)
        return super().hear(said, before)
