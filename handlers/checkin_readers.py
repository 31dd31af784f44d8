"""How answers of the check-in are heard: one number, all of a line, an account, several choices, a correction of what is shown at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from typing_extensions import override

from bot.domain.amounts import SKIPPED, UnclearNumber, Wanted, WrongCount, numbers, one, several, written
from bot.domain.forms import Field, Kind
from bot.domain.spoken import Spoken
from bot.domain.vietnamese import fold, words
from bot.story import Invalid, Said, Whole
from bot.talk import Choice
from messages_vi import checkin as vi
from messages_vi import checkin_words, common
from messages_vi.number_words import WORDS, is_digits, is_nothing

LEFT_OUT = "bo_qua"  # kept in place of an answer
MOST_LETTERS, MOST_WORDS = 500, 8  # of an account; around one number
NOTHING = vi.NOTHING.value


def shown(asked: Field, steps: int) -> str:
    """A kept number as it is read: 1.250, or 1,5."""
    return written(Decimal(steps).scaleb(-asked.decimals))


def in_bounds(asked: Field, value: Decimal) -> int:
    """In steps of the field; Invalid when it is none or too many."""
    steps = value.scaleb(asked.decimals)
    if steps != int(steps):
        raise Invalid(vi.whole_numbers(asked))
    least, most = asked.least * 10**asked.decimals, asked.most * 10**asked.decimals
    if not least <= steps <= most:
        raise Invalid(vi.out_of_bounds(asked, written(value), str(asked.least), written(Decimal(asked.most))))
    return int(steps)


def _words(said: Said) -> str:
    text = said.choice or said.text.strip()
    if said.voices and not text:
        raise Invalid(vi.NO_VOICE)
    if not text or len(text) > MOST_LETTERS:
        raise Invalid(vi.TOO_LONG if text else vi.EMPTY)
    return text


def _some_words(said: Said, choices: tuple[Choice, ...]) -> str:
    """The same where they may be left out: "không" and "0" leave them out, and numbers are none."""
    text = _words(said)
    if said.choice is not None or vi.SKIP not in choices:
        return text
    if is_nothing(text):
        return LEFT_OUT
    if is_digits(text):
        raise Invalid(vi.EMPTY)
    return text


def _none(said: Said, choices: tuple[Choice, ...]) -> Said:
    """ "Nothing new" where that is no answer for the whole month: none of this."""
    return Said(vi.NO.label) if said.choice == NOTHING and vi.NOTHING not in choices else said


@dataclass(frozen=True)
class a_number(Whole):  # noqa: N801 - reads as a word in a story
    """Kept in steps of its field, or left out. ``part_of``: what it cannot exceed, and how much that is."""

    asked: Field
    choices: tuple[Choice, ...] = (vi.SKIP,)
    part_of: tuple[Field, Any] | None = None

    def hear(self, said: Said, before: Any) -> Any:
        said = _none(said, self.choices)
        offered = vi.taken(said.choice or "")
        if said.choice is not None and offered is None:
            return self.value(said.choice)
        steps = in_bounds(self.asked, self._told(said.text) if offered is None else Decimal(offered))
        if self.part_of is not None:
            related((self.asked, self.part_of[0]), {self.asked.key: steps, self.part_of[0].key: self.part_of[1]})
        return steps

    def _told(self, text: str) -> Decimal:
        if len(words(text)) > MOST_WORDS:  # an account of something else may have a number in it
            raise Invalid(vi.NO_NUMBER)
        try:
            value = one(text, WORDS, self.asked.units, self.asked.decimals > 0)
        except UnclearNumber as e:
            raise Invalid(vi.NO_NUMBER) from e
        if value is None:
            raise Invalid(vi.NO_NUMBER)
        return value

    def value(self, kept: Any) -> Any:
        if isinstance(kept, int) or kept in (LEFT_OUT, NOTHING):
            return kept
        raise Invalid(vi.NO_NUMBER)


@dataclass(frozen=True)
class a_line(Whole):  # noqa: N801
    """All numbers of a question at once, by field; those left out are so kept. Or that there is nothing new at all."""

    asked: tuple[Field, ...]
    example: tuple[str, ...]
    choices: tuple[Choice, ...] = ()

    def hear(self, said: Said, before: Any) -> Any:
        said = _none(said, self.choices)
        if said.choice is not None:
            return self.value(said.choice)
        try:
            found = several(said.text, WORDS, [_wanted(f) for f in self.asked])
        except WrongCount as e:
            raise Invalid(vi.wrong_count(self.asked, e.found, self.example)) from e
        except UnclearNumber as e:
            raise Invalid(vi.UNCLEAR) from e
        given = {f.key: LEFT_OUT if v is SKIPPED else in_bounds(f, Decimal(v)) for f, v in zip(self.asked, found, strict=True)}
        related(self.asked, given)
        return given

    def value(self, kept: Any) -> Any:
        if kept == NOTHING or isinstance(kept, Mapping):
            return kept
        raise Invalid(vi.UNCLEAR)


def related(asked: Iterable[Field], given: Mapping[str, Any]) -> None:
    """Invalid when one is more than what it is a part of."""
    fields = {f.key: f for f in asked}
    for f in fields.values():
        part, whole = given.get(f.key), given.get(f.at_most)
        if f.at_most in fields and isinstance(part, int) and isinstance(whole, int) and part > whole:
            raise Invalid(vi.more_than(f, fields[f.at_most]))


def _wanted(asked: Field) -> Wanted:
    return Wanted(asked.key, asked.units, asked.decimals > 0, frozenset(asked.words))


@dataclass(frozen=True)
class an_account(Whole):  # noqa: N801
    """Words of which several answers are read, or a voice note and then the rest in words. Kept are those; given, what they tell, by field."""

    asked: tuple[Field, ...]
    choices: tuple[Choice, ...] = (vi.SKIP,)
    spoken: bool = False  # whether what it asks in words may be said

    def hear(self, said: Said, before: Any) -> Any:
        if said.voices and self.spoken and self._in_words:
            if before:
                raise Invalid(vi.ONE_VOICE)
            return a_voice(said, wants_more=len(self.asked) > 1)
        text = _words(said)
        if said.choice is None:
            self._is_account(text)
        self.value(text)
        return {**before, "text": text} if before else text

    def _is_account(self, text: str) -> None:
        """Invalid where it tells nothing of what is asked: numbers of another question, or a question back."""
        if (is_digits(text) and not is_nothing(text)) or checkin_words.asks_back(text, self.asked):
            raise Invalid(vi.EXPLAIN_ACCOUNT if any(f.kind is Kind.CHOICE for f in self.asked) else vi.EMPTY)

    @property
    def _in_words(self) -> Field | None:
        return next((f for f in self.asked if f.kind is Kind.TEXT), None)

    def value(self, kept: Any) -> dict[str, Any]:
        text = kept.get("text", "") if is_voice(kept) else kept
        found = {} if text in ("", LEFT_OUT, NOTHING) else within(self.asked, checkin_words.told(str(text), self.asked))
        if is_voice(kept) and self._in_words:
            key = self._in_words.key
            found[key] = Spoken(kept["voice"], found.get(key) or vi.SPOKEN)
        return found

    @override
    def finished(self, kept: Any) -> bool:
        return not is_voice(kept) or "text" in kept


def a_voice(said: Said, *, wants_more: bool = False) -> dict[str, Any]:
    """A voice note as it is kept, with the words that came with it; without any while more is waited for."""
    text = said.text.strip()
    if len(text) > MOST_LETTERS:
        raise Invalid(vi.TOO_LONG)
    return {"voice": said.voices[-1]} | ({} if wants_more and not text else {"text": text})


def is_voice(kept: Any) -> bool:
    return isinstance(kept, Mapping) and "voice" in kept


def within(asked: Iterable[Field], found: Mapping[str, Any]) -> dict[str, Any]:
    """What was found; a number out of bounds is none."""
    most = {f.key: f.most * 10**f.decimals for f in asked}
    return {key: value for key, value in found.items() if not isinstance(value, int) or value <= most[key]}


@dataclass(frozen=True)
class up_to(Whole):  # noqa: N801
    """Several of a list, one after the other, until enough or as many as may be."""

    asked: Field
    before: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[Choice, ...]:
        left = (Choice(o.code, o.label) for o in self.asked.options if o.code not in self.before)
        return (*left, vi.ENOUGH if self.before else vi.SKIP)

    def hear(self, said: Said, before: Any) -> Any:
        kept = list(before or [])
        if said.choice is not None and said.choice not in {c.value for c in self.choices}:
            raise Invalid(vi.PICK)
        if said.choice in (LEFT_OUT, vi.ENOUGH.value):
            return {"all": kept}
        codes = [said.choice] if said.choice else self._by_number(said.text)
        kept += [c for c in codes if c not in kept]
        return {"all": kept[: self.asked.most]} if len(kept) >= self.asked.most or len(codes) > 1 else kept

    def _by_number(self, text: str) -> list[str]:
        """ "1, 3" of the list there is."""
        listed = [c.value for c in self.choices[:-1]]
        places = [int(p) - 1 for p in text.replace(",", " ").split() if p.isdecimal()]
        if not places or len(places) != len(text.replace(",", " ").split()) or not all(0 <= p < len(listed) for p in places):
            raise Invalid(vi.PICK)
        return [listed[p] for p in places]

    @override
    def finished(self, kept: Any) -> bool:
        return isinstance(kept, Mapping)

    def value(self, kept: Any) -> tuple[str, ...]:
        return tuple(kept["all"] if isinstance(kept, Mapping) else kept)


@dataclass(frozen=True)
class some_words(Whole):  # noqa: N801
    """A few words, or left out."""

    choices: tuple[Choice, ...] = (vi.SKIP,)

    def hear(self, said: Said, before: Any) -> Any:
        return _some_words(said, self.choices)

    def value(self, kept: Any) -> str:
        return str(kept)


@dataclass(frozen=True)
class words_or_voice(Whole):  # noqa: N801
    """The same, or a voice note."""

    choices: tuple[Choice, ...] = (vi.SKIP,)

    def hear(self, said: Said, before: Any) -> Any:
        return a_voice(said) if said.voices else _some_words(said, self.choices)

    def value(self, kept: Any) -> str | Spoken:
        return Spoken(kept["voice"], kept["text"] or vi.SPOKEN) if is_voice(kept) else str(kept)


@dataclass(frozen=True)
class corrections(Whole):  # noqa: N801
    """What is typed at the check: "họp 2 lần" puts that one right. All that has been put right so far is kept, by field."""

    asked: tuple[Field, ...]
    answers: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()

    def hear(self, said: Said, before: Any) -> Any:
        if common.is_strong_yes(said.text) or common.adds_nothing(said.text):
            raise Invalid(vi.SAY_SEND)
        try:
            found = numbers(said.text, WORDS)
        except UnclearNumber as e:
            raise Invalid(vi.NO_FIX) from e
        if len(found) != 1 or found[0].value is None:
            raise Invalid(vi.NO_FIX)
        meant = self._meant({*found[0].before, *found[0].after})
        value = one(said.text, WORDS, meant.units, meant.decimals > 0)
        fixed = dict(before or {}) | {meant.key: in_bounds(meant, value if value is not None else found[0].value)}
        related(self.asked, {**self.answers, **fixed})
        return fixed

    def _meant(self, beside: set[str]) -> Field:
        """The field of which the most words stand beside the number."""
        fits = sorted(((len(beside & {*f.words, *map(fold, f.unit.split())}), f) for f in self.asked), key=lambda x: -x[0])
        if not fits or not fits[0][0] or (len(fits) > 1 and fits[0][0] == fits[1][0]):
            raise Invalid(vi.NO_FIX)
        return fits[0][1]

    def value(self, kept: Any) -> dict[str, Any]:
        return dict(kept or {})
