"""How what is typed at a list of the teams' words is read: which of them are printed, a paragraph in their place, and replies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from bot.story import Invalid, Said, Whole
from bot.talk import Choice
from handlers.block_ideas import Idea, Question, in_their_words
from messages_vi import block_orders as orders
from messages_vi import block_words as vi
from messages_vi.block_words import Numbered
from messages_vi.checkin import SPOKEN
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage.released import Released


def page_of(kept: Any) -> int:
    """Which part of a list is open, from 0."""
    return int((kept or {}).get("page", 0))


def part(of: Sequence[Numbered], page: int) -> Sequence[Numbered]:
    return of[page * vi.LISTED : (page + 1) * vi.LISTED]


def _page_after(kept: Any, of: Sequence[Numbered]) -> int:
    """Behind the last one comes the first."""
    return 0 if (page_of(kept) + 1) * vi.LISTED >= len(of) else page_of(kept) + 1


@dataclass(frozen=True)
class Listed:
    """A question with its ideas, numbered from 1 as they were shown first."""

    question: Question
    ideas: Sequence[Idea]

    @property
    def key(self) -> str:
        return self.question.field.key

    @property
    def numbered(self) -> list[Numbered]:
        return [(n, i.titles, i.words or SPOKEN) for n, i in enumerate(self.ideas, 1) if i.units]

    @property
    def to_print(self) -> list[Numbered]:
        return [it for it in self.numbered if self.ideas[it[0] - 1].can_be_printed]

    @property
    def there(self) -> list[int]:
        """The numbers of what can be printed."""
        return [n for n, _, _ in self.to_print]

    @property
    def everybody(self) -> list[int]:
        return [unit for i in self.ideas for unit in i.units]

    def teams(self, numbers: Collection[int]) -> list[int]:
        return [unit for n in numbers for unit in self.ideas[n - 1].units]

    def replied(self, replies: Mapping[int, str]) -> list[tuple[Sequence[str], str]]:
        """To which teams, and what; teams that said the same are told the same, unless they were told before."""
        told: dict[tuple[int, str], list[str]] = {}
        for n, i in enumerate(self.ideas):
            for unit, title in zip(i.units, i.titles, strict=True):
                if unit in replies:
                    told.setdefault((n, replies[unit]), []).append(title)
        return [(titles, words) for (_, words), titles in told.items()]


@dataclass(frozen=True)
class chosen_words(Whole):  # noqa: N801 - reads as a word in a story
    """Some of a list by their numbers, all, none, or what was chosen before; or words in place of them. Page by page."""

    of: Listed

    @property
    def choices(self) -> tuple[Choice, ...]:
        some = (vi.ALL,) if self.of.to_print else ()
        keep = (vi.KEEP,) if self.of.question.before.decided else ()
        return (*some, vi.NONE, *keep, *((vi.MORE,) if len(self.of.to_print) > vi.LISTED else ()))

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        far = int((before or {}).get("far", 0))
        if said.choice == vi.MORE.value:
            page = _page_after(before, self.of.to_print)
            return {"page": page, "far": max(far, page)}
        told = self._told(said)
        behind = self.of.teams(self.of.there[(far + 1) * vi.LISTED :])  # nobody has turned to their page
        unread = set() if said.choice else {*behind} - {*told["taken"]}
        return told | {"seen": [unit for unit in self.of.everybody if unit not in unread]}

    def _told(self, said: Said) -> dict[str, Any]:
        if said.choice == vi.KEEP.value:
            return {"keep": True}
        if said.choice is not None:
            return {"taken": self.of.teams(self.of.there) if said.choice == vi.ALL.value else []}
        if (meant := orders.meant(said.text, self.of.there, self._now())) is not None:
            return {"taken": self.of.teams(meant)}
        if not (words := orders.to_print(said.text)):
            raise Invalid(vi.PICK)
        if len(words) > vi.LONGEST:
            raise Invalid(vi.TOO_LONG)
        return {"words": hide_names(words, PERSON), "taken": []}

    def _now(self) -> list[int] | None:
        """The numbers of what is printed now, where it is in the teams' words."""
        was, said = self.of.question.before, self.of.question.said
        chosen = was.decided and was.words == in_their_words(said, was.taken)
        return [n for n in self.of.there if set(self.of.ideas[n - 1].units) & set(was.taken)] if chosen else None

    def value(self, kept: Any) -> Released:
        """A team that has put its words right meanwhile is taken by what they say now."""
        was, there = self.of.question.before, self.of.question.units
        seen = tuple(unit for unit in sorted({*kept["seen"], *was.seen}) if unit in there)
        if kept.get("keep"):
            now = self._now()  # with those that say the same
            return Released(was.words, was.taken if now is None else tuple(self.of.teams(now)), was.replies, seen)
        taken, words = tuple(unit for unit in kept["taken"] if unit in there), kept.get("words")
        return Released(in_their_words(self.of.question.said, taken) if words is None else words, taken, was.replies, seen)

    @override
    def finished(self, kept: Any) -> bool:
        return "page" not in kept


@dataclass(frozen=True)
class replies(Whole):  # noqa: N801
    """A number and words for each team that is told something, until it is enough; what teams were told before stays. Kept by the team's unit."""

    of: Listed

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (vi.DONE, vi.MORE) if len(self.of.numbered) > vi.LISTED else (vi.DONE,)

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        kept = dict(before or {"said": {}})
        if said.choice == vi.DONE.value:
            return kept | {"done": True}
        if said.choice == vi.MORE.value:
            return kept | {"page": _page_after(kept, self.of.numbered), "looks": True}
        meant = orders.reply(said.text)
        if meant is None or meant[0] not in {n for n, _, _ in self.of.numbered} or len(meant[1]) > vi.LONGEST_REPLY:
            raise Invalid(vi.PICK_REPLY)
        told = dict.fromkeys(map(str, self.of.teams([meant[0]])), hide_names(meant[1], PERSON))
        return kept | {"said": kept["said"] | told, "looks": False}

    def so_far(self, kept: Any) -> dict[int, str]:
        typed = {int(unit): words for unit, words in (kept or {"said": {}})["said"].items()}
        there = self.of.question.units
        return {unit: words for unit, words in {**self.of.question.before.replies, **typed}.items() if words and unit in there}

    def value(self, kept: Any) -> dict[int, str]:
        return self.so_far(kept)

    @override
    def finished(self, kept: Any) -> bool:
        return bool(kept.get("done"))
