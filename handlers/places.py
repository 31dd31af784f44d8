"""Places that change: an event is looked at before, done on its day, and undone as one piece while nothing depends on it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.domain.periods import local
from bot.domain.roles import Right, holders
from bot.domain.unit_plans import CLOSE, Event, Plan, Refused, applied, plan
from bot.domain.units import History, Tree
from bot.domain.vietnamese import fold
from bot.jobs import Job, JobKind, Moment
from bot.talk import Notice
from handlers import places_told
from messages_vi import places as vi
from storage import audit, bots, counters, notices, reference, unit_changes, unit_events, unit_stakes, units
from storage.unit_events import Entry
from storage.unit_stakes import Held

DAY = 86400.0


def today(now: float) -> str:
    return f"{local(now):%Y-%m-%d}"


def rows_on(db: Connection, on: str) -> Iterator[dict[str, object]]:
    """The units of that date as they were then, for `units list`; from when to when they were at all."""
    tree = units.tree(db, on)
    lives = {u.id: (u.valid_from, u.valid_to) for u in units.everything(db)}
    for unit, v in sorted(tree.units.items()):
        where = {"path": " / ".join(tree.title(u) for u in tree.line(unit)), "parent_id": v.parent}
        when = dict(zip(("valid_from", "valid_to"), lives[unit], strict=True))
        yield {"id": unit, "level": v.level, "kind": v.kind, "name": v.name, **where, **when}


@dataclass(frozen=True)
class Preview:
    """What an event will change, for whoever decides. ``before`` and ``after`` are the trees; what it makes is -1, -2 ... in the second.

    ``carried``: roles that go to the heirs; ``ended``: that end with their unit; ``staying``: that stay at a unit that is no more.
    ``leading``, ``ending``: invitations and requests. ``expected``: commune -> teams before and after. ``alike``: units called alike in one place.
    ``unheard``: communes in which nobody will hear of new cases until roles are given there. ``vacant``: (unit, key) of roles that nobody holds
    in what others become, though somebody did in those. ``both``: of the carried those also held on where they were, for the open cases left there.
    ``unread``: (unit, how many; 0: confidential ones) of cases no block could read. ``crowded``: (unit, key, how many) hold a role that is for one.
    """

    plan: Plan
    before: Tree
    after: Tree
    units: int
    people: int
    carried: Sequence[Held]
    ended: Sequence[Held]
    staying: Sequence[Held]
    cases: int
    drafts: int
    leading: int
    ending: int
    numbers: Sequence[tuple[int, str]]
    expected: dict[int, tuple[int, int]]
    alike: Sequence[str]
    unheard: Sequence[int]
    vacant: Sequence[tuple[int, str]]
    both: Sequence[Held]
    unread: Sequence[tuple[int, int]]
    crowded: places_told.Crowded
    waiting: Sequence[Entry]


def preview(db: Connection, event: Event, now: float) -> Preview:
    """Raises Refused with the reasons why the event cannot be."""
    history = _foreseen(db, event.on)
    planned = plan(history, event)
    before, after = history.tree(), applied(history, planned, 0).tree()
    touched = {u for v in (*planned.closed, *event.units, *(v.unit for v in planned.begun)) if v in before.units for u in before.below(v)}
    kept = units.paths(db)
    paths = [kept[u] for u in _tops(before, touched) if u in kept]
    leading, ending = _lead(db, planned, now)
    carried, ended, staying = _parted(planned, unit_stakes.held(db, list(unit_changes.heirs_in(planned)), now))
    cases, shown = unit_stakes.open_cases(db, paths), unit_stakes.open_to_many(db, paths)
    people, drafts = unit_stakes.people(db, paths, now), unit_stakes.open_drafts(db, paths, now)
    left = unit_changes.left_behind(planned, after, cases, kept)
    unread = [(u, shown.get(u, 0)) for u in _unread(db, planned, after, cases, left, now)]
    return Preview(
        planned, before, after, len(touched), people, carried, ended, staying, sum(shown.values()), drafts, leading, ending,
        unit_stakes.numbers(db, planned.closed), _expected(before, after), list(_alike(planned, after)),
        _unheard(db, planned, after, [*carried, *ended, *staying], now), list(_vacant(db, planned, after, [*carried, *staying], now)),
        [h for h in carried if unit_changes.holders_of(h.unit, h.key, left)], unread,
        places_told.crowded(db, planned, now), [e for e in unit_events.waiting(db) if e.event.on >= event.on and e.involved & planned.involved],
    )  # fmt: skip


def _foreseen(db: Connection, on: str, number: int = sys.maxsize) -> History:
    """The history as it will be when an event of that day is done: with what waits for its own day until then."""
    history = units.history(db)
    for entry in unit_events.waiting(db, on):
        if (entry.event.on, entry.id) < (on, number):
            try:
                planned = plan(history, entry.event)
            except Refused:
                continue
            history = applied(history, planned.numbered({v.unit: v.unit - 1000 * entry.id for v in planned.made}), entry.id)
    return history


def _tops(tree: Tree, touched: set[int]) -> list[int]:
    return [u for u in touched if tree.parent(u) not in touched]


def _lead(db: Connection, planned: Plan, now: float) -> tuple[int, int]:
    heirs = unit_changes.heirs_in(planned)
    asked = [*unit_stakes.invitations(db, planned.closed, now), *unit_stakes.requests(db, planned.closed)]
    leading = sum(len(heirs[u]) == 1 and unit_changes.carries(planned, key) for u, key in asked)
    return leading, len(asked) - leading


def _parted(planned: Plan, held: Sequence[Held]) -> tuple[list[Held], list[Held], list[Held]]:
    going = [h for h in held if unit_changes.carries(planned, h.key)]
    rest = [h for h in held if h not in going and h.unit in planned.closed]
    return ([], going, rest) if planned.event.kind == CLOSE else (going, [], rest)


def _unheard(db: Connection, planned: Plan, after: Tree, held: Sequence[Held], now: float) -> list[int]:
    """Of the communes that others become: where no role lets anybody hear, though somebody did in those that end."""
    ears = set(holders(Right.ALERTED))
    there = {h.unit for h in unit_stakes.held(db, [u for _, u in planned.after if u > 0 and u in after.units], now) if h.key in ears}
    told = {h.unit for h in held if h.key in ears}
    there |= {u for before, u in planned.after if before in told and planned.event.carry}
    return sorted({u for before, u in planned.after if before in told and u not in there})


def _vacant(db: Connection, planned: Plan, after: Tree, held: Sequence[Held], now: float) -> Iterator[tuple[int, str]]:
    heirs = unit_changes.heirs_in(planned)
    there = {(h.unit, h.key) for h in unit_stakes.held(db, [u for _, u in planned.after if u > 0 and u in after.units], now)}
    there |= {(heir, h.key) for h in held if unit_changes.carries(planned, h.key) for heir in heirs[h.unit]}
    lost = {(heir, h.key) for h in held if h.unit in planned.closed for heir in heirs[h.unit]}
    yield from sorted(lost - there)


def _unread(db: Connection, planned: Plan, after: Tree, cases: Mapping[int, int], left: unit_changes.Left, now: float) -> Iterator[int]:
    heirs, above = unit_changes.heirs_in(planned), {u: after.line(u) for u in cases}
    there = {u for line in above.values() for u in line if u > 0} | set(heirs)
    readers: set[int] = set()
    for h in unit_stakes.held(db, there, now):
        if h.key in holders(Right.READ):
            goes = h.unit in heirs and unit_changes.carries(planned, h.key)
            stays = not goes or h.unit not in planned.closed
            readers |= {h.unit} if stays else unit_changes.holders_of(h.unit, h.key, left)
            readers |= set(heirs[h.unit] if goes else ())
    yield from (u for u in sorted(cases) if readers.isdisjoint(above[u]))


def _expected(before: Tree, after: Tree) -> dict[int, tuple[int, int]]:
    was, will = _teams(before), _teams(after)
    communes = [u for tree in (before, after) for u, v in tree.units.items() if v.level == "xa"]
    return {u: (was[u], will[u]) for u in dict.fromkeys(communes) if was[u] != will[u]}


def _teams(tree: Tree) -> Counter[int]:
    return Counter(holder for u, v in tree.units.items() if v.level == "thon" and (holder := tree.holder(u, "xa")) is not None)


def _alike(planned: Plan, after: Tree) -> Iterator[str]:
    """Of the units it makes, renames or moves: those with the title of another in the same place."""
    for version in (*planned.made, *planned.begun):
        beside = [u for u in after.children(version.parent) if u != version.unit and fold(after.title(u)) == fold(version.title)]
        if beside:
            yield version.title


# done, undone --------------------------------------------------------------------------------------------------------
def order(db: Connection, event: Event, now: float, by: int | None = None) -> Entry:
    """Done at once when its day has come, else kept for it. Raises Refused. ``by``: a person; None: the command line."""
    return order_all(db, [event], now, by)[0]


def order_all(db: Connection, events: Sequence[Event], now: float, by: int | None = None) -> list[Entry]:
    """The same of several, one after the other; the tree is read, and brought up to date, once for all of them."""
    reference.changed(db)  # from here on no other process changes places
    catch_up(db, now)
    history, entries = units.history(db), []
    for event in events:
        due = event.on <= today(now)
        planned = plan(history if due else _foreseen(db, event.on), event)
        number = unit_events.add(db, event, by, now)
        if due:
            history = applied(history, _carry_out(db, number, history, planned, now, paths=False), number)
        audit.note(db, by, "changed unit", f"unit_event:{number}", min(planned.involved), now)
        entries.append(_entry(db, number))
    unit_changes.repath(db)
    return entries


def _carry_out(db: Connection, number: int, history: History, planned: Plan, now: float, *, paths: bool = True) -> Plan:
    places_told.tell(db, number, history, planned, now)
    return unit_changes.do(db, number, planned, now, paths=paths)


def _entry(db: Connection, number: int) -> Entry:
    found = unit_events.find(db, number)
    if found is None:
        raise Refused([f"there is no event {number}"])
    return found


def undo(db: Connection, number: int, now: float, by: int | None = None) -> Entry:
    """As if it had never been. Raises Refused with everything that depends on it."""
    reference.changed(db)
    entry = _entry(db, number)
    if reasons := list(_against_undoing(db, entry)):
        raise Refused(reasons)
    unit_changes.undo(db, entry, now)
    places_told.taken_back(db, entry, now)
    audit.note(db, by, "undid unit", f"unit_event:{number}", min(entry.event.units), now)
    return _entry(db, number)


def against_undoing(db: Connection, number: int) -> list[str]:
    """Everything that depends on an event, or else speaks against undoing it. Raises Refused when there is none of that number."""
    return list(_against_undoing(db, _entry(db, number)))


def _against_undoing(db: Connection, entry: Entry) -> Iterator[str]:
    if entry.undone_at is not None:
        yield f"event {entry.id} is undone already"
        return
    if entry.done_at is None:
        return
    for other in unit_events.later(db, entry):
        if other.involved & entry.involved:
            waits = "" if other.done_at else ", which waits for its day,"
            yield f"event {other.id} ({other.event.kind}, {other.event.on}){waits} came later and speaks of the same units"
    history = units.history(db)
    yield from (f"{history.title(u)}, which it would lie in again, is no more" for u in _homeless(history, entry))
    for what, n in unit_stakes.references(db, entry.id, entry.did).items():
        yield f"{n} {what} depend on a unit that it made"
    if n := unit_stakes.roles_changed_since(db, entry.did):
        yield f"{n} roles that it carried on have changed since"


def _homeless(history: History, entry: Entry) -> list[int]:
    """What its units lay in before, and that has ended since."""
    lay_in = {history.versions[u][-2].parent for u in entry.did["begun"]} | {history.versions[u][-1].parent for u in entry.did["closed"]}
    ended = [u for u in lay_in if u is not None and u not in entry.did["closed"] and (last := history.last(u)) and last.valid_to is not None]
    return sorted(ended)


# what waits for its day ----------------------------------------------------------------------------------------------
def catch_up(db: Connection, now: float) -> list[Entry]:
    """Does what waits and whose day has come, in the order of the days; gives what could not be done."""
    return [entry for entry in unit_events.waiting(db, today(now)) if not _do(db, entry, now)]


def why_not(db: Connection, entry: Entry) -> str:
    """Why an event that waits cannot be done as things are; "" when it can."""
    try:
        plan(_foreseen(db, entry.event.on, entry.id), entry.event)
    except Refused as why:
        return str(why)
    return ""


def _do(db: Connection, entry: Entry, now: float) -> bool:
    reference.changed(db)
    history = units.history(db)
    try:
        planned = plan(history, entry.event)
    except Refused:
        return False
    _carry_out(db, entry.id, history, planned, now)
    audit.note(db, None, "changed unit", f"unit_event:{entry.id}", min(planned.involved), now)
    return True


def _plan(db: Connection, at: Moment) -> Sequence[Job]:
    on = today(at.now)
    return [Job("unit_event", at.now, f"unit_event:{e.id}:{on}", {"event": e.id}) for e in unit_events.waiting(db, on)]


def _run(db: Connection, at: Moment, job: Job) -> bool:
    """Tried each day; the operators hear once that it cannot be done."""
    entry = unit_events.find(db, job.payload["event"])
    if entry is None or entry.done_at is not None or entry.undone_at is not None:
        return False
    if _do(db, entry, at.now):
        return True
    for operator in bots.operators(db, at.now):
        if counters.first(db, once := f"unit_event not done:{entry.id}:{operator}"):
            notices.notify(db, operator, Notice("places", vi.not_done(entry.id, entry.event.document), once, urgency="morning"), at.now)
    return False


JOBS = (JobKind("unit_event", late=2 * DAY, plan=_plan, run=_run, owed=True),)
