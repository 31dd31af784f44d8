"""What is typed to put a month right: several numbers in one message, a wish, the mood of people; and a no, which wipes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from typing_extensions import override

from bot.domain.amounts import UnclearNumber, numbers
from bot.domain.forms import Field, Form, Kind
from bot.domain.vietnamese import words
from bot.story import Invalid, Said
from bot.talk import Choice
from handlers.checkin_readers import corrections, related
from messages_vi import checkin as vi
from messages_vi import checkin_words
from messages_vi.number_words import WORDS

STAYS = vi.STAYS.value  # kept in place of what is put right: nothing is
MOST_OF_MOOD = 6  # words; what is longer tells something else


@dataclass(frozen=True)
class put_right(corrections):  # noqa: N801 - reads as a word in a story
    """``others``: what is answered in words or by one of a list; ``may_stay``: whether a no leaves everything as it was, and is no slip."""

    others: tuple[Field, ...] = ()
    may_stay: bool = False
    choices: tuple[Choice, ...] = ()

    @override
    def hear(self, said: Said, before: Any) -> Any:
        if said.choice == STAYS or vi.is_no(said.text):
            if self.may_stay:
                return STAYS
            raise Invalid(vi.HOW_OUT)
        found, rest = self._wish(said.text)
        parts = vi.parts(rest)
        moods = {part: mood for part in parts if (mood := self._mood(part))}
        if not (found or moods) and (len(parts) < 2 or _how_many(rest) == 1):
            return super().hear(replace(said, text=rest), before)
        for part in parts:  # each by itself: how they go together is seen once all are there
            found |= moods.get(part) or corrections(self.asked).hear(Said(part), None)
        fixed = {**(before or {}), **found}
        related(self.asked, {**self.answers, **fixed})
        return fixed

    @override
    def value(self, kept: Any) -> dict[str, Any]:
        return {} if kept == STAYS else dict(kept or {})

    def _wish(self, text: str) -> tuple[dict[str, Any], str]:
        """What is asked for in words, and what stands before it."""
        for f in self.others:
            if f.kind is Kind.TEXT and (at := vi.wish_at(f, text)):
                return {f.key: text[at[1] :].strip()}, text[: at[0]].strip(" ,;.")
        return {}, text

    def _mood(self, part: str) -> dict[str, Any]:
        of_one = tuple(f for f in self.others if f.kind is Kind.CHOICE)
        return checkin_words.told(part, of_one) if _how_many(part) == 0 and len(words(part)) <= MOST_OF_MOOD else {}


def fixes(form: Form, asked: Iterable[Field], told: Mapping[str, Any], *, may_stay: bool = False) -> put_right:
    """For these numbers of a form, and what else of it can be put right in words."""
    others = tuple(f for f in form.asked if f.kind in (Kind.TEXT, Kind.CHOICE))
    return put_right(tuple(asked), told, (vi.STAYS,) if may_stay else (), others, may_stay)


def _how_many(text: str) -> int:
    """Numbers that are told; one that is unclear counts."""
    try:
        return len(numbers(text, WORDS))
    except UnclearNumber:
        return 1
