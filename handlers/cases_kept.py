"""Words of a reporter that are kept while it is asked what they are, with the pictures that come behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.readers import Account, line
from bot.story import Invalid, Said, Whole
from bot.talk import Choice
from messages_vi.kinds import alarming

MOST_PICTURES = 20


@dataclass(frozen=True)
class kept_words(Whole):  # noqa: N801 - reads as a word in a story
    """``words``: what the first of them must be; what is danger is told elsewhere."""

    words: line
    choices: tuple[Choice, ...] = ()

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        kept = self._before(before)
        if kept["text"] and (alarming(said.text) or not (said.text or said.photos)):
            raise Invalid(self.words.refusal)
        text = self.words.hear(Said("\n".join(x for x in (kept["text"], said.text.strip()) if x)), None)
        return {"text": text, "photos": [*kept["photos"], *said.photos][:MOST_PICTURES]}

    def value(self, kept: Any) -> Account:
        kept = self._before(kept)
        return Account((self.words.value(kept["text"]),), tuple(kept["photos"]))

    @staticmethod
    def _before(kept: Any) -> dict[str, Any]:
        """Words alone are how it was kept once."""
        return dict(kept) if isinstance(kept, Mapping) else {"text": kept or "", "photos": []}
