"""What the clock does about cases: tells of delay one rung after the other, reminds those who owe a word, asks the reporter, closes, lets go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.domain.cases import NEW, RESOLVED, Tick, last_rung, who_hears
from bot.domain.hours import Allowance
from bot.domain.kinds import Level
from bot.domain.periods import local
from bot.domain.roles import Person, Right, may_answer_for
from bot.jobs import Job, JobKind, Moment
from bot.talk import Notice
from handlers import cases_shared, episode_clock, report
from messages_vi import cases as cases_vi
from messages_vi import cases_clock as vi
from messages_vi import cases_ending as ending_vi
from messages_vi.kinds import KINDS
from storage import case_life, deadlines, incidents, likeness, notices, people, roles
from storage.case_life import Entry
from storage.incidents import Case

LET_GO, DAY = "cases_let_go", 86400.0


def _plan(db: Connection, at: Moment) -> Sequence[Job]:
    return [Job(case_life.LOOK, since, once, {"case": row}) for row, since, once in case_life.to_look_at(db, at.now)]


def _run(db: Connection, at: Moment, job: Job) -> bool:
    """One thing; the next, if it is due as well, comes with the next round."""
    row = int(job.payload["case"])
    case = incidents.any_locked(db, row)
    tick = case_life.pending(db, row) if case else None
    does = tick is not None and tick.at <= at.now
    if case and tick and does:
        _DO[tick.sort](db, at.now, case, tick)
    case_life.watch(db, row)
    return does


# late ----------------------------------------------------------------------------------------------------------------
def _climb(db: Connection, now: float, case: Case, _tick: Tick) -> None:
    """To the next rung on which somebody stands who may hear of it."""
    most = last_rung(case_life.life(db, case.id))
    rung, heard = next(((n, found) for n in range(case.rung + 1, most + 1) if (found := _on_rung(db, now, case, n))), (most, []))
    if episode_clock.gathers(db, case):
        episode_clock.climb(db, now, case, rung, {p.id for p in heard}, _then(db, now, case, rung, min(most, 3)))
        return
    case_life.mark(db, case.id, rung=rung, rung_at=now)
    above = rung > 3 and bool(heard)
    text = _late_above(case) if above else _late(db, now, case, rung, most)
    choices = cases_vi.look(case.number) if above else cases_vi.buttons(case.number, KINDS[case.kind], case.status)
    told = Notice("alert", text, "", choices, f"id:{case.id}", **_gently(case, "overdue"))
    report.tell_each(db, told, {p.id for p in heard} or _anybody(db, now, case), f"overdue:{case.id}:", now)


def _anybody(db: Connection, now: float, case: Case) -> set[int]:
    """Where nobody stands on a rung: those who hear of new cases, and whoever has it."""
    heads = roles.with_right(db, Right.ALERTED, case.path, now)
    able = {p.id for p in heads if may_answer_for(p, case.path, confidential=case.confidential)}
    holder = cases_shared.holder_now(db, case, now)
    return able - {holder} or able | ({holder} if holder else set())


def _on_rung(db: Connection, now: float, case: Case, rung: int) -> list[Person]:
    """Whoever answers for it knows of it; of a confidential one only those hear who may read it."""
    found = roles.holding(db, who_hears(rung), case.path, now)
    return [p for p in found if p.id != case.holder and (rung > 3 or may_answer_for(p, case.path, confidential=case.confidential))]


def _late(db: Connection, now: float, case: Case, rung: int, most: int) -> str:
    accept, then = _accept_within(db, case), _then(db, now, case, rung, most)
    if case.status == NEW:
        return vi.not_taken(case.number, case.text, case.unit_name, case.level, vi.allowed(accept.amount, accept.measure), then)
    due = case_life.due(db, case.id) or now
    return vi.not_done(case.number, case.text, case.unit_name, case.level, due, case.office or case.holder_name, then)


def _then(db: Connection, now: float, case: Case, rung: int, most: int) -> str:
    """Who hears next, and when."""
    following = next((who_hears(n)[0] for n in range(rung + 1, most + 1) if _on_rung(db, now, case, n)), "")
    return vi.told_next(deadlines.hours(db, case.path).after(now, _accept_within(db, case)), now, following) if following else ""


def _accept_within(db: Connection, case: Case) -> Allowance:
    accept = deadlines.terms(db, case.path, case.kind, case.level).accept
    assert accept is not None, "without a time to accept nothing climbs"
    return accept


def _late_above(case: Case) -> str:
    return vi.above(case.number, KINDS[case.kind], case.commune_name, case.unit_name, taken=case.status != NEW)


# a word is owed ------------------------------------------------------------------------------------------------------
def _remind(db: Connection, now: float, case: Case, _tick: Tick) -> None:
    if episode_clock.gathers(db, case):
        episode_clock.remind(db, now, case)
        return
    since = case_life.life(db, case.id).moved_at or case.created_at
    case_life.mark(db, case.id, reminded_at=now)
    holder = cases_shared.holder_now(db, case, now)
    text = vi.remind(case.number, case.text, case.level, since)
    told = Notice("case", text, "", cases_vi.look(case.number), f"id:{case.id}", **_gently(case, "remind"))
    report.tell_each(db, told, {holder} if holder else _anybody(db, now, case), f"remind:{case.id}:{since:.3f}:", now)


def _gently(case: Case, key: str) -> dict[str, Any]:
    """Only what is most urgent comes alone, and wakes people."""
    return {} if case.level is Level.DO else {"urgency": "day", "merge_key": key}


# how it is -----------------------------------------------------------------------------------------------------------
def _ask(db: Connection, now: float, case: Case, _tick: Tick) -> None:
    begun = case_life.life(db, case.id).asked_at or now
    case_life.mark(db, case.id, asked=case.asked + 1, asked_at=begun)
    well = likeness.well(db, case.id)
    for to, own in cases_shared.hearers(db, case):
        if to not in well:
            text = ending_vi.ask_how_it_is(own.number, own.text, resolved=case.status == RESOLVED)
            once = f"how is it:{own.id}:{begun:.3f}:{case.asked}"
            told = Notice("case", text, once, ending_vi.answers(own.number), f"id:{own.id}", urgency="day", merge_key="how is it")
            notices.notify(db, to, told, now)


def _close(db: Connection, now: float, case: Case, _tick: Tick) -> None:
    case_life.move(db, case.id, "da_bao", case.reporter, Entry("ket_thuc"), now)


# nobody's any more ---------------------------------------------------------------------------------------------------
def _plan_to_let_go(_db: Connection, at: Moment) -> Sequence[Job]:
    return [Job(LET_GO, at.now, f"{LET_GO}:{local(at.now):%Y-%m-%d %H}")]


def _let_go(db: Connection, at: Moment, _job: Job) -> bool:
    """What somebody answers for who may handle it no more: their role has come to its last day, or their unit to its end.

    It is told by number alone: by the morning it may have become confidential.
    """
    free, gone = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for case, holder in _left_behind(db, at.now):
        case_life.change(db, case.id, at.now, holder=None)
        case_life.write(db, case.id, holder, Entry("het_vai_tro", whom=holder, internal=True), at.now)  # a line needs a name: no one did it
        for head in _anybody(db, at.now, case):
            free[head].append(case.number)
        if people.linked(db, holder):
            gone[holder].append(case.number)
    for sort, words, told in (("free", vi.nobodys, free), ("gone", vi.let_go, gone)):
        for one, numbers in told.items():
            notices.notify(db, one, Notice("case", words(numbers), f"{LET_GO}:{sort}:{one}:{at.now:.3f}", urgency="day"), at.now)
    return bool(free or gone)


def _left_behind(db: Connection, now: float) -> Iterator[tuple[Case, int]]:
    """Each case, held, with who has it and may not."""
    found = incidents.held(db)
    holders = people.find_all(db, {c.holder for c in found if c.holder is not None}, now)
    for seen in found:
        if seen.holder is not None and not cases_shared.handles(holders[seen.holder], seen):
            case = incidents.any_locked(db, seen.id)
            if case is not None and case.holder == seen.holder:
                yield case, seen.holder


_DO: dict[str, Callable[[Connection, float, Case, Tick], None]] = {
    "climb": _climb, "quick": _remind, "update": _remind, "ask": _ask, "close": _close,
}  # fmt: skip
JOBS: tuple[JobKind, ...] = (
    JobKind(case_life.LOOK, late=3650 * DAY, plan=_plan, run=_run, owed=True),
    JobKind(LET_GO, late=DAY, plan=_plan_to_let_go, run=_let_go),
)
