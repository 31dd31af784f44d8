"""The kinds of answer stories ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
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
    go_on: str = ""  # said to who has told something and now says what is no account
    empty: Callable[[str], bool] = lambda text: not text.strip()  # whether words are no account of anything
    aside: Callable[[str], str] = lambda _text: ""  # what to say to words that ask for something else; "" when they do not
    stays: Callable[[str], bool] = lambda _text: False  # whether words said to a correction leave what was told as it was
    most: int = 3000  # characters
    most_media: int = 20
    in_one: bool = False  # the first words, or voice, are the whole of it

    @property
    def choices(self) -> tuple[Choice, ...]:
        return () if self.in_one else (self.done,)

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        kept: dict[str, Any] = dict(before or {**BLANK_ACCOUNT, "done": False, "in_one": self.in_one})
        if said.choice == self.done.value:
            if not (kept["lines"] or kept["photos"] or kept["voices"]):
                raise Invalid(self.nothing_yet)
            return kept | {"done": True}
        if why := self.aside(said.text):
            raise Invalid(why)
        if self.reopened(before) and self.stays(said.text) and not (said.photos or said.voices or said.place):
            return dict(self.as_before(before) or kept)
        if not self._tells(kept, said.text.strip()):
            if not (said.photos or said.voices or said.place):
                raise Invalid(self._refusal(kept))
            said = replace(said, text="")
        return self._grown(kept, said)

    def _tells(self, kept: dict[str, Any], text: str) -> bool:
        """Whether the words belong to an account; a bare number may, behind other words."""
        alone = kept.get("in_one") or not kept["lines"]
        done_again = (kept["done"] or kept.get("in_one")) and fold(text).strip(" .!") == fold(self.done.typed)
        return not (self.empty(text) or done_again or (alone and text.strip(" .)").isdecimal()))

    def _refusal(self, kept: dict[str, Any]) -> str:
        if kept["done"]:
            return self.already
        return self.go_on if self.go_on and kept["lines"] and not kept.get("in_one") else self.nothing_yet

    def _grown(self, kept: dict[str, Any], said: Said) -> dict[str, Any]:
        text, in_one = said.text.strip(), kept.get("in_one") and not kept["done"]
        lines = [*([] if in_one else kept["lines"]), text] if text else kept["lines"]
        photos, voices = [*kept["photos"], *said.photos], [*kept["voices"], *said.voices]
        if sum(map(len, lines)) > self.most or len(photos) + len(voices) > self.most_media:
            raise Invalid(self.too_long)
        place = [said.place.latitude, said.place.longitude] if said.place else kept["place"]
        done = kept["done"] or bool(in_one and (text or said.voices))
        grown = {"lines": lines, "photos": photos, "voices": voices, "place": place, "done": done}
        if grown == {k: kept[k] for k in grown}:
            raise Invalid(self.nothing_yet)
        return grown if done else kept | grown

    def value(self, kept: Any) -> Account:
        try:
            place = Place(*kept["place"]) if kept["place"] else None
            return Account(tuple(kept["lines"]), tuple(kept["photos"]), tuple(kept["voices"]), place)
        except (KeyError, TypeError) as e:
            raise Invalid(self.nothing_yet) from e

    def finished(self, kept: Any) -> bool:
        return bool(kept["done"])

    def again(self, kept: Any) -> dict[str, Any]:
        """All stays until new words come: those are the whole of it, with the pictures and the place there were."""
        return dict(kept) | {"done": False, "in_one": True, "again": True}

    def as_before(self, kept: Any) -> dict[str, Any] | None:
        return {k: v for k, v in kept.items() if k not in ("in_one", "again")} | {"done": True} if self.reopened(kept) else None

    @staticmethod
    def reopened(kept: Any) -> bool:
        """Whether it is being corrected, and the new words have not come."""
        return bool(kept and kept.get("again") and not kept["done"])
