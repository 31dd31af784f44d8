"""What teams wrote to a question, as it is chosen from: the same words of several teams are one idea; what was spoken is heard, not printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.domain.forms import Field
from messages_vi.checkin import SPOKEN
from storage import forms, released
from storage.checkins import Checkin
from storage.released import Released, TeamsWords


@dataclass(frozen=True, slots=True)
class Idea:
    """Of one team, or of several. No ``units``: it was in the list once, and nobody says it any more."""

    units: tuple[int, ...]
    titles: tuple[str, ...]
    words: str
    spoken: bool

    @property
    def can_be_printed(self) -> bool:
        return bool(self.units) and not self.spoken


@dataclass(frozen=True, slots=True)
class Question:
    """One that teams answered in words. ``before``: what somebody has made of it, which may be replies alone."""

    field: Field
    said: Sequence[TeamsWords]
    before: Released

    @property
    def units(self) -> tuple[int, ...]:
        return tuple(t.unit for t in self.said)

    @property
    def ideas(self) -> list[Idea]:
        """What nobody has looked at first, and what was spoken last."""
        groups: dict[object, list[TeamsWords]] = {}
        for t in self.said:
            groups.setdefault(t.unit if is_spoken(t) else _line(t).casefold(), []).append(t)
        found = [_idea(group) for group in groups.values()]
        return sorted(found, key=lambda i: (i.spoken, self.before.decided and set(i.units) <= set(self.before.seen)))

    def as_listed(self, groups: Sequence[Collection[int]]) -> list[Idea]:
        """Numbered as they were shown, with what these teams say now."""
        return [_idea([t for t in self.said if t.unit in group]) for group in groups]


def questions(db: Connection, own: Checkin) -> list[Question]:
    """Those that were answered in words, each with what the teams say now."""
    done = released.of_month(db, own.block, own.month)
    fields = forms.get(db, own.form).form.of_team.in_words
    found = [Question(f, released.told(db, own.block, own.month, f.key), done.get(f.key, Released(""))) for f in fields]
    return [q for q in found if q.said]


def is_spoken(said: TeamsWords) -> bool:
    return said.words.strip() == SPOKEN


def in_their_words(said: Sequence[TeamsWords], taken: Collection[int]) -> str:
    """What is printed of these teams: a line each, in the order they were taken, and what several say once."""
    by_unit = {t.unit: t for t in said if not is_spoken(t)}
    return "\n".join(_each_once(by_unit[unit] for unit in taken if unit in by_unit))


def _idea(group: Sequence[TeamsWords]) -> Idea:
    told = [t for t in group if not is_spoken(t)]
    return Idea(tuple(t.unit for t in group), tuple(t.title for t in group), "; ".join(_each_once(told)), bool(group) and not told)


def _each_once(said: Iterable[TeamsWords]) -> list[str]:
    lines = dict[str, str]()
    for t in said:
        lines.setdefault(_line(t).casefold(), _line(t))
    return list(lines.values())


def _line(said: TeamsWords) -> str:
    return " ".join(said.words.split())
