"""Requests about one's own data that could not be answered at once: the operator, or else the block, hears of them, and again on the last day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.domain.periods import local, morning_of, working_days_after
from bot.domain.roles import Right
from bot.jobs import Job, JobKind, Moment
from bot.story import Here
from bot.talk import Notice
from messages_vi import privacy_rights as vi
from storage import bots, deadlines, jobs, notices, people, rights_requests, roles
from storage.rights_requests import RightsRequest

OPERATE, ALERTED = Right.OPERATE, Right.ALERTED
WITHIN = 2  # working days
_DUE, _LATE = "rights_due", 7 * 86400.0
LISTED = ("id", "what", "at", "due", "done_at", "state", "person")


def due(db: Connection, now: float) -> float:
    """Until when something asked now must be answered."""
    return working_days_after(now, WITHIN, deadlines.closed_days(db))


def wait(here: Here, what: str, held: Sequence[str]) -> RightsRequest:
    """Written down, once while it is open; ``held``: the roles that stand in the way, for whoever helps to read."""
    who = here.who.person
    assert who is not None
    known = rights_requests.open_one(here.db, who.id, what)
    if known is not None:
        return known
    until = due(here.db, here.now)
    asked = RightsRequest(rights_requests.add(here.db, who.id, what, here.now, until), who.id, what, here.now, until, None)
    _tell_helpers(here.db, asked, vi.waits(asked.id, who.name, held, what, asked.due), f"rights:{asked.id}", here.now)
    jobs.plan(here.db, [Job(_DUE, morning_of(asked.due), f"{_DUE}:{asked.id}", {"id": asked.id})])
    return asked


def helpers(db: Connection, person_id: int, now: float) -> tuple[str, list[int]]:
    """Who can see to what this person asks: ("operators", who), those of their places before any other; else ("block", who); else ("", [])."""
    paths = {r.path for r in roles.of(db, {person_id}, now).get(person_id, ())}
    near, block = (_there(db, person_id, {p.id for path in paths for p in roles.with_right(db, right, path, now)}) for right in (OPERATE, ALERTED))
    operators = near or _there(db, person_id, bots.operators(db, now))
    return ("operators", operators) if operators else ("block", block) if block else ("", [])


def _there(db: Connection, but: int, some: Iterable[int]) -> list[int]:
    """Those of them who can be written to."""
    return sorted(one for one in some if one != but and people.linked(db, one))


def _tell_helpers(db: Connection, asked: RightsRequest, text: str, once: str, now: float) -> None:
    _, found = helpers(db, asked.person, now)
    notices.notify_all(db, [(one, Notice("rights", text, f"{once}:{one}")) for one in found], now)


def _remind(db: Connection, at: Moment, job: Job) -> bool:
    asked = rights_requests.find(db, job.payload["id"])
    if asked is None or asked.done_at is not None:
        return False
    name = people.find(db, asked.person, at.now).name
    _tell_helpers(db, asked, vi.due_today(asked.id, name, asked.what, asked.due), f"rights due:{asked.id}", at.now)
    return True


def rows(db: Connection, now: float) -> Iterator[dict[str, Any]]:
    """For the command line: every request, never a name."""
    for q in rights_requests.everything(db):
        done = None if q.done_at is None else _iso(q.done_at)
        yield {"id": q.id, "what": q.what, "at": _iso(q.at), "due": _iso(q.due), "done_at": done, "state": q.state(now), "person": q.person}


def _iso(at: float) -> str:
    return local(at).isoformat(timespec="seconds")


JOBS = (JobKind(_DUE, late=_LATE, plan=lambda _db, _at: (), run=_remind, owed=True),)
