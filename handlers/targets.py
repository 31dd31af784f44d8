"""The scoreboard of Conclusion 862: what is below its goal first; for one commune, or summed for those above; and typing what the bot cannot know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from bot.domain.periods import local
from bot.domain.roles import Person, Right, may, scope
from bot.domain.targets import GROUPS, Kind, Stands, Target, Value, stands
from bot.readers import one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story, Whole
from bot.talk import Choice, Draft
from messages_vi import targets as vi
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import audit, models, target_counts, targets, units
from storage.units import Unit

COMMAND, ENTER = vi.BOARD.value, vi.ENTER.value
PAGE, FIRST_YEAR = 6, 2022
Known = Mapping[str, Value]  # by target; what nobody has told is not there


# what is known ---------------------------------------------------------------------------------------------------------
def known(db: Connection, who: Person, communes: Sequence[Unit], year: int, now: float) -> dict[int, dict[str, Value]]:
    """Of each of these communes in that year: what its block has typed, and what the bot works out."""
    rows = [u.id for u in communes]
    found: dict[int, dict[str, Value]] = {row: {} for row in rows}
    typed = targets.typed(db, rows, year)
    for target in vi.targets().targets:
        since = vi.targets().holds_from(target, year)
        for row in rows:
            told = None if target.computed else typed.get((row, target.key))
            if told is not None and told.year >= since:
                found[row][target.key] = replace(told.value, source=told.value.source or vi.TYPED_BY)
    for key, counted in _worked_out(db, who, rows, year, now).items():
        for row, value in counted.items():
            found[row][key] = value
    return found


def _worked_out(db: Connection, who: Person, rows: Sequence[int], year: int, now: float) -> dict[str, dict[int, Value]]:
    """By target, by commune. Where there was nothing to do is told too, but not where nobody was asked, or more was done than came in."""
    kept = frozenset(rows)
    met, reported = target_counts.teams(db, who, kept, year, f"{local(now):%Y-%m-%d}")
    shares = {
        "cases_in_time": dict.fromkeys(rows, (0, 0)) | target_counts.cases_in_time(db, who, kept, year, now),
        "teams_meet": met,
        "teams_report": reported,
        "letters": target_counts.letters(db, who, kept, year),
    }
    found = {how: {row: Value(*told, vi.SOURCES[how]) for row, told in of.items() if told[0] <= told[1]} for how, of in shares.items()}
    counted = models.recognised(db, who, kept, year)
    found["models"] = {row: Value(counted.get(row, 0), None, vi.SOURCES["models"]) for row in rows}
    return {t.key: found[t.computed] for t in vi.targets().targets if t.computed}


# the board -------------------------------------------------------------------------------------------------------------
def board(here: Here, on: str, said: Said) -> Reply:
    """ "bảng 862", also of a year: "/bangchitieu 2025"; a choice names commune (0: those above), year and page."""
    who = here.who.person
    own, above = (_own(here), scope(who, Right.RECEIVE_MONTH)) if who else ([], ())
    if who is None or not (own or above):
        return Reply(vi.NOT_YOURS)
    row, year, page = _named(here, on, said)
    if not FIRST_YEAR <= year <= local(here.now).year:
        return Reply(vi.NO_SUCH_YEAR)
    wanted = next((u for u in own if u.id == row), None) or (own[0] if len(own) == 1 and not row else None)
    if wanted is not None:
        return _of_commune(here, who, wanted, year, page)
    if own:
        return Reply(vi.WHICH_COMMUNE, tuple(Choice(f"{COMMAND}:{u.id}.{year}.0", u.title) for u in own))
    return _of_all(here, who, above, year, page) if not row else Reply(vi.NOT_YOURS)


def _own(here: Here, right: Right = Right.READ) -> list[Unit]:
    """The communes of which this person has that right over all that lies there."""
    who = here.who.person
    places = [units.find(here.db, int(path.rstrip("/").rpartition("/")[2])) for path in (scope(who, right) if who else ())]
    return [u for u in places if u is not None and u.level == "xa" and u.valid_to is None]


def _named(here: Here, on: str, said: Said) -> tuple[int, int, int]:
    """Commune, year and page that a choice names; else this year, or the one that is typed."""
    parts = on.split(".")
    if len(parts) == 3 and all(p.isdecimal() and len(p) < 19 for p in parts):
        return int(parts[0]), int(parts[1]), int(parts[2])
    typed = said.text.strip()
    return 0, int(typed) if typed.isdecimal() and len(typed) == 4 else local(here.now).year, 0


def _of_commune(here: Here, who: Person, commune: Unit, year: int, page: int) -> Reply:
    told = known(here.db, who, [commune], year, here.now)[commune.id]
    ordered = sorted(vi.targets().targets, key=lambda t: stands(t, told.get(t.key)).value)
    counted = Counter(stands(t, told.get(t.key)) for t in ordered)
    lines = [vi.line(t, told.get(t.key)) for t in ordered]
    may_type = may(who, Right.HANDLE, commune.path)
    enter = (replace(vi.ENTER, value=f"{ENTER}:{commune.id}.{year}.0"),) if may_type else ()
    return _page(vi.head(commune.title, year, counted), lines, page, f"{commune.id}.{year}", enter)


def _of_all(here: Here, who: Person, above: Sequence[str], year: int, page: int) -> Reply:
    """Sums, and how many communes reach each; those that too few reach come first, the fewest first of all."""
    communes = targets.communes(here.db, above)
    told, all_ = known(here.db, who, communes, year, here.now), vi.targets().targets
    reached = {t.key: sum(stands(t, told[u.id].get(t.key)) in (Stands.REACHED, Stands.NOTHING_DUE) for u in communes) for t in all_}
    below = {t.key: reached[t.key] * 100 < t.wanted_of(year) * len(communes) for t in all_}
    ordered = sorted(all_, key=lambda t: (not below[t.key], reached[t.key] if below[t.key] else 0))
    lines = [_line_above(t, [told[u.id].get(t.key) for u in communes], reached[t.key], year) for t in ordered]
    place = units.get(here.db, int(above[0].rstrip("/").rpartition("/")[2])).title
    return _page(vi.head_above(place, year, len(communes), sum(below.values()), len(all_)), lines, page, f"0.{year}")


def _line_above(of: Target, told: Sequence[Value | None], reached: int, year: int) -> str:
    there = [value for value in told if value is not None]
    whole = sum(value.whole or 0 for value in there) if of.kind is Kind.SHARE else None
    sum_ = Value(sum(value.part for value in there), whole) if there else None
    return vi.line_above(of, sum_, reached, len(told), len(told) - len(there), of.wanted_of(year))


def _page(head: str, lines: Sequence[str], page: int, what: str, last: tuple[Choice, ...] = ()) -> Reply:
    shown, left = lines[page * PAGE : (page + 1) * PAGE], max(len(lines) - (page + 1) * PAGE, 0)
    more = (Choice(f"{COMMAND}:{what}.{page + 1}", vi.MORE, vi.TYPE_MORE),) if left else ()
    return Reply(vi.page(head, shown, left), (*more, *last))


# typing --------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Facts:
    """``commune`` None: there is none that the one who speaks types for."""

    commune: Unit | None
    year: int
    told: Known


@dataclass(frozen=True)
class Entered:
    target: Target
    value: Value


def enter(here: Here, on: str, said: Said) -> Reply:
    """ "nhập chỉ tiêu", also of a year: "/nhapchitieu 2025"."""
    own = _own(here, Right.HANDLE)
    row, year, _ = _named(here, on, said)
    wanted = [u for u in own if row in (0, u.id)]
    if not wanted:
        return Reply(vi.NOT_YOURS_TO_TYPE)
    if not FIRST_YEAR <= year <= local(here.now).year:
        return Reply(vi.NO_SUCH_YEAR)
    if len(wanted) > 1:
        return Reply(vi.WHICH_COMMUNE, tuple(Choice(f"{ENTER}:{u.id}.{year}.0", u.title) for u in wanted))
    return Reply(begin=Begin(ENTER, f"{wanted[0].id}.{year}", anew=True))


def gather(here: Here, draft: Draft) -> Facts:
    row, _, year = draft.about.partition(".")
    commune = next((u for u in _own(here, Right.HANDLE) if u.id == int(row)), None)
    typed = targets.typed(here.db, [int(row)], int(year)) if commune else {}
    since = {t.key: vi.targets().holds_from(t, int(year)) for t in vi.targets().targets}
    return Facts(commune, int(year), {key: told.value for (_, key), told in typed.items() if key in since and told.year >= since[key]})


@dataclass(frozen=True)
class value_of(Whole):  # noqa: N801 - reads as a word in a story
    """What is told of one target; kept with its key, so that it is never taken for another's."""

    target: Target

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (vi.THERE, vi.NOT_THERE) if self.target.kind is Kind.DONE else (vi.NOTHING_DUE,)

    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        if said.choice == vi.NOTHING_DUE.value:
            told: Value | None = Value(0, 0)
        elif said.choice in (vi.THERE.value, vi.NOT_THERE.value):
            told = Value(int(said.choice))
        else:
            told = vi.told(self.target.kind, said.text)
        if told is None:
            raise Invalid(vi.refused(self.target))
        return {"of": self.target.key, "part": told.part, "whole": told.whole}

    def value(self, kept: Any) -> Value:
        if kept["of"] != self.target.key:
            raise Invalid(vi.PICK)
        return Value(kept["part"], kept["whole"])


@dataclass(frozen=True)
class source_of_it(Whole):  # noqa: N801
    """A few words without names, or none."""

    choices: tuple[Choice, ...] = (vi.SKIP,)

    def hear(self, said: Said, before: Any) -> str:
        words = "" if said.choice == vi.SKIP.value else " ".join(said.text.split())
        if (not words and said.choice is None) or len(words) > vi.LONGEST_SOURCE:
            raise Invalid(vi.FROM_WHERE_AGAIN)
        return hide_names(words, PERSON)

    def value(self, kept: Any) -> str:
        return str(kept)


def tell(ask: Ask, here: Facts) -> Entered | None:
    if here.commune is None:
        return None
    group = ask("group", vi.which_group(here.commune.title, here.year), one_of(tuple(Choice(g, vi.GROUPS[g]) for g in GROUPS), vi.PICK))
    offered = vi.targets().of_group(group)
    key = ask("target", vi.WHICH_TARGET, one_of(tuple(Choice(t.key, t.name) for t in offered), vi.PICK))
    target = next(t for t in offered if t.key == key)
    value = ask("value", vi.how_many(target, here.told.get(key)), value_of(target))
    return Entered(target, replace(value, source=ask("source", vi.FROM_WHERE, source_of_it())))


def finish(here: Here, draft: Draft, entered: Entered | None) -> Reply:
    """The right is asked again: the draft may be days old."""
    facts, who = gather(here, draft), here.who.person
    if facts.commune is None or entered is None or who is None:
        raise Invalid(vi.NOT_YOURS_TO_TYPE)
    targets.put(here.db, facts.commune.id, entered.target.key, facts.year, entered.value, who.id, here.now)
    audit.note(here.db, who.id, "changed target", f"target:{entered.target.key}", facts.commune.id, here.now)
    again = f"{facts.commune.id}.{facts.year}.0"
    choices = (replace(vi.ENTER, value=f"{ENTER}:{again}"), replace(vi.BOARD, value=f"{COMMAND}:{again}"))
    return Reply(vi.kept(entered.target, entered.value), choices)


STORY: Story[Facts, Entered | None] = Story(
    ENTER, vi.TITLE, gather, tell, finish, draft=lambda who, about: f"{ENTER}:{about}:{who.person.id if who.person else 0}"
)
VERBS = {COMMAND: board, ENTER: enter}
