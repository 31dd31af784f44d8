"""What the clock says of the cases of an episode: one message where there would be one a case, and figures to the levels above."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from bot.domain.cases import ACCEPTED, IN_WORK, NEW
from bot.domain.episodes import AGAIN, WITHIN, Grouped, figures
from bot.domain.kinds import Level
from bot.domain.periods import by_day
from bot.domain.roles import Right
from bot.jobs import Job, JobKind, Moment
from bot.talk import Choice, Notice
from handlers import cases_shared, report
from handlers.episode_alerts import belongs, joins
from handlers.episode_told import gently, tell_above, told_above
from messages_vi import cases_clock as clock_vi
from messages_vi import episodes as vi
from storage import case_life, episodes, roles
from storage.episodes import Episode
from storage.incidents import Case

KIND, JOINS = "episode_above", "episode_joins"
ABOVE = 4  # the rung that lies above the commune
REMIND_AGAIN = 4 * 3600.0  # seconds


def gathers(db: Connection, case: Case) -> bool:
    """Whether it is told of with the others of its episode: as long as that goes on."""
    episode = episodes.unscoped(db, case.episode) if case.episode is not None else None
    return episode is not None and episode.closed_at is None


def climb(db: Connection, now: float, case: Case, rung: int, heard: Collection[int], then: str) -> None:
    """All that nobody has taken, or all that is late, climbs together; the same rung hears again after a while at the earliest.

    ``then``: what is said of who hears next. The levels above hear figures; the urgent ones alone go so far.
    """
    episode = episodes.unscoped(db, case.episode or 0)
    assert episode is not None
    above = rung == ABOVE and bool(heard)
    once = f"{told_above(episode.id)}late." if above else f"episode late:{episode.id}:{rung}:"
    if now < episodes.last_told(db, once, now) + AGAIN:
        case_life.mark(db, case.id, rung_at=now)  # it comes with the next message
        return
    late = [c for c in _late(db, now, case, episode) if rung < ABOVE or (c.level is Level.DO and c.rung >= case.rung)]
    for one in late:
        case_life.mark(db, one.id, rung=max(rung, one.rung), rung_at=now)
        case_life.watch(db, one.id)
    if above:
        text = vi.late_above(episode.place, episode.title, len(late), figures(episodes.cases(db, episode.id)), taken=case.status != NEW)
        tell_above(db, episode, text, f"late.{now:.0f}", now, red=True)
        return
    text, choices = _said(episode, case, late, f" {then}" if then else "")
    whom = heard or {p.id for p in roles.with_right(db, Right.ALERTED, episode.path, now)}
    told = Notice("alert", text, "", choices, f"dot:{episode.id}", **gently(episode, red=_any_red(late)))
    report.tell_each(db, told, whom, f"{once}{now:.0f}:", now)


def _any_red(cases: Sequence[Grouped]) -> bool:
    return any(c.level is Level.DO for c in cases)


def _late(db: Connection, now: float, case: Case, episode: Episode) -> list[Grouped]:
    """Those in the same position, itself among them."""
    found = episodes.free_to_mark(db, episode.id)
    if case.status == NEW:
        return [c for c in found if c.status == NEW]
    return [c for c in found if c.id == case.id or (c.status != NEW and (case_life.due(db, c.id) or now + 1) <= now)]


def _said(episode: Episode, case: Case, late: Sequence[Grouped], then: str) -> tuple[str, tuple[Choice, ...]]:
    if case.status == NEW:
        return vi.not_taken(episode.title, late, then), (vi.TAKE_ALL, vi.LIST)
    return vi.not_done(episode.title, late, then), (vi.LIST,)


def remind(db: Connection, now: float, case: Case) -> None:
    """Whoever has cases of it owes a word on them: told once, and not again within a while. What nobody has, those hear who hear of new cases."""
    episode = episodes.unscoped(db, case.episode or 0)
    assert episode is not None
    theirs = [c for c in episodes.free_to_mark(db, episode.id) if c.holder == case.holder and c.status in (ACCEPTED, IN_WORK)]
    for one in theirs:
        case_life.mark(db, one.id, reminded_at=now)
        case_life.watch(db, one.id)
    once = f"episode remind:{episode.id}:{case.holder}:"
    holder = cases_shared.holder_now(db, case, now)
    if theirs and now >= episodes.last_told(db, once, now) + REMIND_AGAIN:
        whom = {holder} if holder else {p.id for p in roles.with_right(db, Right.ALERTED, episode.path, now)}
        text = vi.remind(episode.title, theirs) if holder else clock_vi.nobodys([c.number for c in theirs])
        told = Notice("case", text, "", (vi.REPORT, vi.LIST), f"dot:{episode.id}", **gently(episode, red=_any_red(theirs)))
        report.tell_each(db, told, whom, f"{once}{now:.0f}:", now)


# the levels above ----------------------------------------------------------------------------------------------------
def _plan(db: Connection, at: Moment) -> list[Job]:
    """The last of the moments, so far apart, that have come."""
    times = [(e, int((at.now - e.opened_at) // AGAIN)) for e in episodes.all_open(db)]
    return [Job(KIND, e.opened_at + n * AGAIN, f"{KIND}:{e.id}:{n}", {"episode": e.id, "n": n}) for e, n in times if n > 0]


def _run(db: Connection, at: Moment, job: Job) -> bool:
    """Where nothing has happened since they heard last, nothing is said; at night, where nothing urgent came."""
    episode = episodes.unscoped(db, job.payload["episode"])
    if episode is None or episode.closed_at is not None:
        return False
    last = episodes.last_told(db, told_above(episode.id), at.now) or episode.opened_at
    found = episodes.cases(db, episode.id)
    red = _any_red([c for c in found if c.created_at > last])
    if not found or not episodes.has_changed(db, episode.id, last) or not (red or by_day(at.now) == at.now):
        return False
    tell_above(db, episode, vi.above(episode.place, episode.title, figures(found)), f"{job.payload['n']}", at.now, red=red)
    return True


# a case that was raised ----------------------------------------------------------------------------------------------
def _plan_joins(db: Connection, at: Moment) -> list[Job]:
    fits = [(e, case) for e in episodes.all_open(db) for case in _fit(db, e)]
    return [Job(JOINS, at.now, f"{JOINS}:{case.id}:{e.id}", {"case": case.id, "episode": e.id}) for e, case in fits]


def _fit(db: Connection, episode: Episode) -> list[Grouped]:
    """What would have joined it as a new case, had it been so urgent then."""
    return [case for case in episodes.raised(db, episode, episode.opened_at - WITHIN) if belongs(db, episode, case)]


def _join(db: Connection, at: Moment, job: Job) -> bool:
    episode = episodes.unscoped(db, job.payload["episode"])
    fits = episode is not None and episode.closed_at is None and any(c.id == job.payload["case"] for c in _fit(db, episode))
    if episode is not None and fits:
        joins(db, episode, job.payload["case"], at.now)
    return fits


JOBS = (JobKind(KIND, late=AGAIN, plan=_plan, run=_run), JobKind(JOINS, late=86400.0, plan=_plan_joins, run=_join))
