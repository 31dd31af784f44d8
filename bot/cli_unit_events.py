"""Commands that change the tree of places: each is shown first, done on its day, and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from bot.cli_shared import now, print_rows, reading, say, writing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.domain.unit_plans import Event, New
    from bot.domain.units import History
    from handlers.places import Preview
    from storage.unit_events import Entry

EVENTS = ("id", "kind", "on", "document", "state", "units", "becomes", "why_not")
_MOST = 12  # names in one line
_WHO_CHOOSES = {"to_truong": "block", "truong_khoi": "party committee"}
Command = Callable[..., None]

_DOCUMENT = click.option("--document", required=True, help="the number of the paper that orders it, as 1686/NQ-UBTVQH15")
_ON = click.option("--on", "on_", type=click.DateTime(["%Y-%m-%d"]), help="the first day on which it is so (default: today)")
_DRY_RUN = click.option("--dry-run", is_flag=True, help="show what would change, and change nothing")
_YES = click.option("--yes", is_flag=True, help="do not ask")
_CARRY = click.option("--carry-roles", is_flag=True, help="the roles of the commune and above go to the heirs too")
_UNIT = click.argument("unit", type=int)
_UNITS = click.argument("units", type=int, nargs=-1, required=True)
_PARTS = click.option("--part", "parts", multiple=True, required=True, help="KIND:NAME of a new unit, or the id of one there is; its own: it goes on")
_CHILDREN = click.option("--child", "children", multiple=True, help="ID=N: this unit in it goes to the N-th part")
_INTO = click.option("--into", type=int, help="the unit they become, one of them or another")
_KIND = click.option("--kind", help="the kind word of what they become")
_NAME = click.option("--name", help="the name of what they become")
_UNDER = click.option("--under", type=int, help="what new units lie in (default: what the old ones lie in)")


def _told(*options: Callable[[Any], Any]) -> Callable[[Command], Command]:
    """An event's own options, then those of every event."""

    def all_of_them(command: Command) -> Command:
        every: list[Callable[[Any], Any]] = [*options, _DOCUMENT, _ON, _DRY_RUN, _YES]
        for option in reversed(every):
            command = option(command)
        return command

    return all_of_them


@click.command()
@_told(_UNIT, click.option("--kind", help="its new kind word"), click.option("--name", help="its new name"))
def rename(unit: int, kind: str | None, name: str | None, **how: Any) -> None:
    """Give a unit another kind word or name."""

    def event(db: Connection, on: str) -> Event:
        there = _find(db, unit)
        return _event("rename", on, how, (unit,), named=(kind or there.kind, name or there.name))

    _order(event, **how)


@click.command()
@_told(_UNITS, click.option("--to", type=int, required=True, help="what they lie in from then on"))
def move(units: tuple[int, ...], to: int, **how: Any) -> None:
    """Put units, with all in them, below another."""
    _order(lambda db, on: _event("move", on, how, units, to=to), **how)


@click.command()
@_told(_UNITS, _INTO, _KIND, _NAME, _UNDER, _CARRY)
def merge(units: tuple[int, ...], into: int | None, kind: str | None, name: str | None, under: int | None, **how: Any) -> None:
    """Make units one: one there is (--into), which may be renamed by it, or a new one (--kind, --name)."""

    def event(db: Connection, on: str) -> Event:
        first = _find(db, units[0] if into is None else into)
        called = (kind or first.kind, name or first.name)
        if into is not None:
            return _event("merge", on, how, units, into=(into,), named=called if kind or name else None)
        if name is None:
            raise ValueError("say what they become: --into ID, or --name (and --kind) of the new unit")
        return _event("merge", on, how, units, into=(_new(db, units[0], called, under),))

    _order(event, **how)


@click.command()
@_told(_UNIT, _PARTS, _CHILDREN, _UNDER, _CARRY)
def split(unit: int, parts: tuple[str, ...], children: tuple[str, ...], under: int | None, **how: Any) -> None:
    """Make a unit several."""

    def event(db: Connection, on: str) -> Event:
        into = tuple(int(p) if p.isdecimal() else _new(db, unit, _pair(p, ":", "--part"), under) for p in parts)
        sent = [_pair(c, "=", "--child") for c in children]
        if not all(child.isdecimal() and part.isdecimal() for child, part in sent):
            raise ValueError("--child takes two numbers, as 12=1")
        return _event("split", on, how, (unit,), into=into, children=tuple((int(child), int(part) - 1) for child, part in sent))

    _order(event, **how)


@click.command()
@_told(_UNITS)
def close(units: tuple[int, ...], **how: Any) -> None:
    """End units that nothing comes after."""
    _order(lambda db, on: _event("close", on, how, units), **how)


@click.command()
@click.argument("event", type=int)
@_YES
def undo(event: int, yes: bool) -> None:
    """Undo an event as one piece; refused once anything depends on it."""
    from handlers import places

    with reading() as db:
        against = places.against_undoing(db, event)
        for line in (*_undoing(db, event), *(f"in the way: {why}" for why in against)):
            say(line)
    if not (yes or against):
        click.confirm(f"undo event {event}?", abort=True)
    with writing() as db:
        places.undo(db, event, now())
    say(f"event {event} is undone")


@click.command()
@click.option("--format", "how", type=click.Choice(["jsonl", "csv"]), default="jsonl")
def events(how: str) -> None:
    """What changed the tree, and what waits for its day."""
    with reading() as db:
        print_rows(EVENTS, list(_event_rows(db)), how)


def _event_rows(db: Connection) -> Iterator[dict[str, Any]]:
    from handlers import places
    from storage import unit_events, units

    history = units.history(db)
    for e in unit_events.everything(db):
        state = _state(e)
        what = {"units": [history.title(u) for u in e.event.units], "becomes": _came_after(history, e)}
        why = {"why_not": places.why_not(db, e) if state == "waiting" else ""}
        yield {"id": e.id, "kind": e.event.kind, "on": e.event.on, "document": e.event.document, "state": state} | what | why


def _state(e: Entry) -> str:
    return "undone" if e.undone_at else "done" if e.done_at else "waiting"


def _came_after(history: History, e: Entry) -> list[str]:
    made = [history.title(u) for u in e.did.get("made", ()) if history.last(u)]
    return [*(history.title(u) if isinstance(u, int) else u.title for u in e.event.into if isinstance(u, int) or not made), *made]


def _undoing(db: Connection, number: int) -> Iterator[str]:
    """What undoing an event takes back."""
    from storage import unit_events, units

    e, history = unit_events.find(db, number), units.history(db)
    if e is None:
        return
    event = e.event
    yield f"event {e.id}, {_state(e)}: {event.kind} on {event.on}, by {event.document}"
    became = _came_after(history, e) or [" ".join(event.named or ()), *([history.title(event.to)] if event.to else [])]
    yield f"  {_listed(map(history.title, event.units))}" + (f" -> {_listed(filter(None, became))}" if any(became) else "")
    if e.did and not e.undone_at:
        yield f"  roles that are as before: {len(e.did['roles_ended'])} held again, {len(e.did['roles_begun'])} gone"


# from what was typed to an event -------------------------------------------------------------------------------------
def _find(db: Connection, unit: int) -> Any:
    from storage import units

    found = units.find(db, unit)
    if found is None:
        raise ValueError(f"there is no unit {unit}; see: units list")
    return found


def _new(db: Connection, like: int, called: tuple[str, str], under: int | None) -> New:
    from bot.domain.unit_plans import New

    there = _find(db, like)
    return New(there.level, *called, there.parent if under is None else under)


def _pair(typed: str, mark: str, option: str) -> tuple[str, str]:
    first, found, second = (part.strip() for part in typed.partition(mark))
    if not (first and found and second):
        raise ValueError(f"{option} {typed!r}: two words parted by {mark!r} are wanted")
    return first, second


def _event(kind: str, on: str, how: dict[str, Any], units: tuple[int, ...], **what: Any) -> Event:
    from bot.domain.unit_plans import Event
    from bot.domain.vietnamese import clean

    if what.get("named"):
        what["named"] = tuple(clean(word).strip() for word in what["named"])
    if not (document := clean(how["document"]).strip()):
        raise ValueError("--document: the number of the paper that orders it is wanted")
    return Event(kind, on, document, units, carry=how.get("carry_roles", False), **what)


def _order(make: Callable[[Connection, str], Event], on_: Any = None, dry_run: bool = False, yes: bool = False, **_how: Any) -> None:
    """Shows it, asks, and does it if it is still what was shown; the database is not held while somebody thinks."""
    from handlers import places

    at = now()
    with reading() as db:
        event = make(db, f"{on_:%Y-%m-%d}" if on_ else places.today(at))
        seen = places.preview(db, event, at)
    for line in shown(seen):
        say(line)
    if dry_run:
        say("nothing was changed")
        return
    if not yes:
        click.confirm("do it?", abort=True)
    with writing() as db:
        if places.preview(db, event, at).plan != seen.plan:
            raise ValueError("the places have changed meanwhile; look again")
        entry = places.order(db, event, at)
    say(f"event {entry.id} {'is done' if entry.done_at else f'waits for {event.on}'}; to undo it: units undo {entry.id}")


# what a person reads before deciding ---------------------------------------------------------------------------------
def shown(seen: Preview) -> Iterator[str]:
    """What an event will change, in lines."""
    plan, title = seen.plan, seen.after.title
    yield f"{plan.event.kind} on {plan.event.on}, by {plan.event.document}"
    alike: dict[str, list[str]] = {}
    for v in plan.begun:
        alike.setdefault(_becomes(seen, v), []).append(f"{seen.before.title(v.unit)} ({v.unit})")
    yield from (f"  {_listed(units)}: {becomes}" for becomes, units in alike.items())
    for u in plan.closed:
        heirs = [_called(seen, after) for before, after in plan.after if before == u]
        yield f"  {title(u)} ({u}) ends" + (f"; after it: {_listed(heirs)}" if heirs else "; nothing comes after it")
    for v in plan.made:
        yield f"  {v.title} begins" + (f", in {title(v.parent)}" if v.parent else "")
    yield from _people(seen)
    yield from (f"teams expected of {title(u)}: {was} before, {will} after" for u, (was, will) in seen.expected.items())
    if seen.numbers:
        yield "telephone numbers not carried on: " + _listed(f"{key} of {title(u)}" for u, key in seen.numbers)
    yield from _notes(seen)


def _notes(seen: Preview) -> Iterator[str]:
    """What whoever decides should think of."""
    if seen.alike:
        yield "note: not the only one of that name there: " + _listed(dict.fromkeys(seen.alike))
    for u in seen.unheard:
        yield f"note: nobody in {_called(seen, u)} will hear of new cases until roles are given there; --carry-roles takes the old ones along"
    for u, key, n in seen.crowded:
        yield f"note: {_called(seen, u)} will have {n} {key}: the {_WHO_CHOOSES[key]} has to choose one"
    if seen.vacant:
        yield "note: roles that nobody will hold: " + _listed(f"{key} in {_called(seen, u)}" for u, key in seen.vacant)
    if told := [f"{n} of {_called(seen, u)}" for u, n in seen.unread if n]:
        yield "note: open cases that nobody of a block can read: " + _listed(told)
    if any(n == 0 for _, n in seen.unread):
        yield "note: confidential cases that nobody can read; which and where is not shown"
    yield from (f"note: event {e.id} ({e.event.kind}) waits for {e.event.on} and speaks of the same units" for e in seen.waiting)


def _becomes(seen: Preview, version: Any) -> str:
    told = []
    if version.title != seen.before.title(version.unit):
        told.append(f"becomes {version.title}")
    if version.parent != seen.before.parent(version.unit):
        told.append(f"goes to {_called(seen, version.parent)}")
    return " and ".join(told)


def _called(seen: Preview, unit: int) -> str:
    return f"{seen.after.title(unit)} ({unit})" if unit > 0 else f"{seen.after.title(unit)} (new)"


def _people(seen: Preview) -> Iterator[str]:
    yield f"units in all: {seen.units}; people with roles there: {seen.people}; open cases: {seen.cases}; open drafts of these people: {seen.drafts}"
    roles = {"go to the heirs": seen.carried, "are held on where they were too, for open cases there": seen.both, "end": seen.ended}
    for what, held in (roles | {"stay at a unit that is no more": seen.staying}).items():
        if held:
            yield f"roles that {what}: {len(held)}: " + _listed(f"{h.name} ({h.key}, {seen.before.title(h.unit)})" for h in held)
    if seen.leading or seen.ending:
        yield f"invitations and requests: {seen.leading} lead to the heir, {seen.ending} end"


def _listed(words: Iterable[str]) -> str:
    told: Sequence[str] = list(words)
    return ", ".join(told[:_MOST]) + (f" and {len(told) - _MOST} more" if len(told) > _MOST else "")


COMMANDS = (rename, move, merge, split, close, undo, events)
