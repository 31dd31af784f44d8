"""Away until a day: who stands in holds the rights meanwhile and hears of new cases; it ends by itself, or by saying so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection
from typing_extensions import override

from bot.domain.roles import Person, Right, scope
from bot.jobs import Job, JobKind, Moment
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story, Whole
from bot.talk import Choice, Draft, Notice
from handlers.choosing import one_of_many
from messages_vi import absence as vi
from messages_vi import days
from messages_vi.kinds import alarming, guess
from storage import absences, jobs, notices, people, roles
from storage.absences import Absence, Other

COMMAND, BACK, OVER = "divang", "dave", "absence_over"
DAY, LONGEST = 86400.0, 184 * 86400.0  # seconds
FEW = 10  # words; what is longer tells of something else as well


@dataclass(frozen=True)
class Facts:
    others: tuple[Other, ...]
    now: float


@dataclass(frozen=True)
class Away:
    """``since``: when it begins, 0.0 for at once."""

    since: float
    until: float
    stand_in: int | None


@dataclass(frozen=True)
class _Days(Whole):
    """Until the end of a day to come, at once or from another such day on; the first day may come before the last.

    Kept is the moment at which it is over, and where it begins later a mapping of ``since`` and, when it has been told, ``until``.
    """

    now: float
    choices: tuple[Choice, ...] = ()

    def hear(self, said: Said, before: Any) -> Any:
        if alarming(said.text):  # "today" in an account of a fire is no day off
            raise Invalid(vi.WHICH_DAY)
        first, rest = days.begins(said.text, self.now)
        since = days.end_of(first) - DAY if first else before["since"] if isinstance(before, Mapping) else 0.0
        last = days.named(rest, self.now, since)
        if last is None and not first:
            raise Invalid(vi.WHICH_DAY)
        kept: Any = {"since": since} | ({"until": days.end_of(last)} if last else {}) if since else days.end_of(last) if last else None
        if last:
            self.value(kept)
        return kept

    def value(self, kept: Any) -> tuple[float, float]:
        since, until = (kept["since"], kept["until"]) if isinstance(kept, Mapping) else (0.0, kept)
        if not isinstance(until, int | float) or until <= max(self.now, since):
            raise Invalid(vi.PAST)
        if until > max(self.now, since) + LONGEST:
            raise Invalid(vi.TOO_LONG)
        return since if since > self.now else 0.0, float(until)

    @override
    def finished(self, kept: Any) -> bool:
        return not isinstance(kept, Mapping) or "until" in kept


def gather(here: Here, _draft: Draft) -> Facts:
    return Facts(tuple(absences.others(here.db, here.who.person, here.now)) if here.who.person else (), here.now)


def tell(ask: Ask, here: Facts) -> Away:
    kept = ask.kept("until")
    first = _first_day(kept["since"], here.now) if isinstance(kept, Mapping) else ""
    since, until = ask("until", vi.until_when(first), _Days(here.now))
    if not here.others:
        return Away(since, until, None)
    listed = tuple(Choice(str(o.id), vi.other(o.name, o.role)) for o in here.others)
    names = {str(o.id): o.name for o in here.others}
    asked = vi.who_stands_in(days.last_day(until, here.now), _first_day(since, here.now))
    chosen = one_of_many(ask, "stand_in", asked, listed, (vi.NOBODY,), vi.PICK, partial(_named, names))
    return Away(since, until, int(chosen) or None)


def _first_day(since: float, now: float) -> str:
    """As it is read, "" for at once."""
    return days.last_day(since + DAY, now) if since else ""


def _named(names: Mapping[str, str], typed: str) -> str | None:
    return vi.named(typed, names)


def finish(here: Here, _draft: Draft, away: Away) -> Reply:
    """Who was to stand in until now hears that it is over, and who is to do it now."""
    me = here.who.person
    if me is None:
        raise Invalid(vi.NOT_AWAY)
    before = absences.of(here.db, me.id, here.now)
    row = absences.begin(here.db, me.id, away.stand_in, away.until, here.now, since=away.since)
    jobs.plan(here.db, [Job(OVER, away.until, f"{OVER}:{row}", {"absence": row, "until": away.until})])
    day, first = days.last_day(away.until, here.now), _first_day(away.since, here.now)
    if before is not None and before.stand_in != away.stand_in:
        _release(here, before, vi.relieved(me.name))
    if away.stand_in is not None:
        text = vi.asked_to_stand_in(me.name, day, first, alerted=bool(scope(me, Right.ALERTED)))
        asked = Notice("absence", text, f"absence:{row}:stand in")
        notices.notify(here.db, away.stand_in, asked, here.now)
    return Reply(vi.begun(day, _name(here, away.stand_in), "" if first else _meanwhile(here, me), first))


def _meanwhile(here: Here, me: Person) -> str:
    """Who hears of new cases, where this person did: somebody else, or still they, because there is nobody else."""
    places = scope(me, Right.ALERTED)
    still = any(me.id == one.id for path in places for one in roles.with_right(here.db, Right.ALERTED, path, here.now))
    return vi.STILL_HEARS if still else vi.OTHERS_HEAR if places else ""


def _release(here: Here, over: Absence, text: str) -> None:
    """Whoever stood in hears that they need not any more."""
    if over.stand_in is not None:
        notices.notify(here.db, over.stand_in, Notice("absence", text, f"absence:{over.id}:over:{over.stand_in}"), here.now)


def _name(here: Here, person: int | None) -> str:
    return people.find(here.db, person, here.now).name if person is not None else ""


# ways to begin, and to end -------------------------------------------------------------------------------------------
def begin(here: Here, _on: str, said: Said) -> Reply:
    """/divang, alone or with the day behind it; for whoever has a role."""
    if here.who.person is None or all(r.acting_for for r in here.who.person.roles):
        return Reply(vi.NO_ROLE)
    return Reply(begin=Begin(COMMAND, heard=(Said(said.text),) if said.text else ()))


def back(here: Here, _on: str, _said: Said) -> Reply:
    """/dave: here again, or not going after all."""
    me = here.who.person
    over = absences.of(here.db, me.id, here.now) if me else None
    if me is None or over is None:
        return Reply(vi.NOT_AWAY)
    absences.end(here.db, me.id, here.now)
    begun, stand_in = over.since <= here.now, _name(here, over.stand_in)
    _release(here, over, vi.came_back(me.name) if begun else vi.stays(me.name))
    return Reply(vi.welcome_back(stand_in) if begun else vi.not_going(stand_in))


def heard(here: Here, said: Said) -> Reply | None:
    """What is said with nothing open may be that one goes away, or, by somebody who is away, that one is back."""
    if vi.goes_away(said.text) and (not guess(said.text) or _only_tells_when(said.text, here.now)):
        return begin(here, "", said)
    away = absences.of(here.db, here.who.person.id, here.now) if vi.is_back(said.text) and here.who.person is not None else None
    return back(here, "", said) if away is not None and away.since <= here.now else None


def _only_tells_when(text: str, now: float) -> bool:
    return len(text.split()) <= FEW and (days.named(text, now) or days.begins(text, now)[0]) is not None


STORY: Story[Facts, Away] = Story(
    COMMAND, vi.TITLE, gather, tell, finish, draft=lambda who, _about: f"{COMMAND}:{who.person.id if who.person else 0}"
)
COMMANDS = {COMMAND: begin, BACK: back}


# what the clock does -------------------------------------------------------------------------------------------------
def _planned(_db: Connection, _at: Moment) -> Sequence[Job]:
    """Each is planned as its absence begins."""
    return ()


def _is_over(db: Connection, at: Moment, job: Job) -> bool:
    """Both hear of it in the morning; not when it was ended before, or another has taken its place."""
    over = absences.by_id(db, job.payload["absence"])
    if over is None or over.until < job.payload["until"]:
        return False
    told = [(over.person, vi.OVER)]
    if over.stand_in is not None:
        told.append((over.stand_in, vi.over_for_stand_in(people.find(db, over.person, at.now).name)))
    for person, text in told:
        notices.notify(db, person, Notice("absence", text, f"absence:{over.id}:over:{person}", urgency="morning"), at.now)
    return True


JOBS = (JobKind(OVER, late=7 * DAY, plan=_planned, run=_is_over),)
