"""The kinds of answer stories ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.domain.vietnamese import fold
from bot.story import Invalid, Said, Whole
from bot.talk import Choice, Place


@dataclass(frozen=True)
class one_of(Whole):  # noqa: N801 - reads as a word in a story
    """One of a list, kept and given as its value. ``known``: values that were once listed and stay good though the list is another now."""

    choices: tuple[Choice, ...]
    refusal: str
    known: frozenset[str] = frozenset()

    def hear(self, said: Said, before: Any) -> str:
        return self.value(said.choice)

    def value(self, kept: Any) -> str:
        if kept not in self.known and not any(kept == c.value for c in self.choices):
            raise Invalid(self.refusal)
        return str(kept)


@dataclass(frozen=True)
class line(Whole):  # noqa: N801
    """A few words, at most ``most`` characters."""

    refusal: str
    most: int = 500
    choices: tuple[Choice, ...] = ()

    def hear(self, said: Said, before: Any) -> str:
        return self.value(said.text.strip())

    def value(self, kept: Any) -> str:
        if not isinstance(kept, str) or not 0 < len(kept) <= self.most:
            raise Invalid(self.refusal)
        return kept


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody told: lines in their order, attachment ids, a place."""

    lines: tuple[str, ...] = ()
    photos: tuple[int, ...] = ()
    voices: tuple[int, ...] = ()
    place: Place | None = None

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def media(self) -> tuple[int, ...]:
        return self.photos + self.voices


BLANK_ACCOUNT: dict[str, Any] = {"lines": [], "photos": [], "voices": [], "place": None, "done": True}


@dataclass(frozen=True)
class account_of_it:  # noqa: N801
    """Words, pictures, voice, a place, in any order and any number of messages, until the ``done`` word."""

    done: Choice
    nothing_yet: str
    too_long: str
    already: str  # said to who is done once more
    never: frozenset[str] = frozenset()  # words that are no account of anything (folded)
    most: int = 3000  # characters
    most_media: int = 20
    in_one: bool = False  # the first words are the whole of it

    @property
    def choices(self) -> tuple[Choice, ...]:
        return () if self.in_one else (self.done,)

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        kept: dict[str, Any] = dict(before or {**BLANK_ACCOUNT, "done": False, "in_one": self.in_one})
        if said.choice == self.done.value:
            if not (kept["lines"] or kept["photos"] or kept["voices"]):
                raise Invalid(self.nothing_yet)
            return kept | {"done": True}
        if kept["done"] and fold(said.text) == fold(self.done.typed):
            raise Invalid(self.already)
        if fold(said.text).strip(" .!") in self.never:
            raise Invalid(self.nothing_yet)
        return self._grown(kept, said)

    def _grown(self, kept: dict[str, Any], said: Said) -> dict[str, Any]:
        lines = [*kept["lines"], said.text.strip()] if said.text.strip() else kept["lines"]
        photos, voices = [*kept["photos"], *said.photos], [*kept["voices"], *said.voices]
        if sum(map(len, lines)) > self.most or len(photos) + len(voices) > self.most_media:
            raise Invalid(self.too_long)
        place = [said.place.latitude, said.place.longitude] if said.place else kept["place"]
        done = kept["done"] or bool(kept.get("in_one") and lines)
        grown = {"lines": lines, "photos": photos, "voices": voices, "place": place, "done": done}
        if grown == {k: kept[k] for k in grown}:
            raise Invalid(self.nothing_yet)
        return grown

    def value(self, kept: Any) -> Account:
        try:
            place = Place(*kept["place"]) if kept["place"] else None
            return Account(tuple(kept["lines"]), tuple(kept["photos"]), tuple(kept["voices"]), place)
        except (KeyError, TypeError) as e:
            raise Invalid(self.nothing_yet) from e

    def finished(self, kept: Any) -> bool:
        return bool(kept["done"])

    def again(self, kept: Any) -> dict[str, Any]:
        """The words go, pictures and place stay; the next words are the whole of it."""
        return dict(kept) | {"lines": [], "done": False, "in_one": True}
