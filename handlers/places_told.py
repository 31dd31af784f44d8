"""What the heads of teams and blocks read when their units became one, were divided or ended: one notice a person and event."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from bot.domain.unit_plans import CLOSE, MERGE, SPLIT, Plan, applied
from bot.domain.units import History, Tree
from bot.talk import Notice
from messages_vi import places as vi
from storage import notices, unit_changes, unit_stakes, units
from storage.unit_events import Entry

HEADS = ("to_truong", "to_pho", "truong_khoi", "pho_truong_khoi")
ONE_ALONE = ("to_truong", "truong_khoi")  # of these a unit has one
Crowded = Sequence[tuple[int, str, int]]


def crowded(db: Connection, planned: Plan, now: float) -> Crowded:
    """(unit, key, how many) of the units that others become in which several people will hold a role that is for one."""
    heirs, after = unit_changes.heirs_in(planned), {u for _, u in planned.after}
    there: dict[tuple[int, str], set[int]] = {}
    for h in unit_stakes.held(db, {*heirs, *(u for u in after if u > 0)}, now):
        if h.key in ONE_ALONE:
            goes = heirs.get(h.unit, ()) if unit_changes.carries(planned, h.key) else ()
            for place in (h.unit, *goes):
                there.setdefault((place, h.key), set()).add(h.person)
    return sorted((u, key, len(people)) for (u, key), people in there.items() if u in after and len(people) > 1)


def tell(db: Connection, number: int, history: History, planned: Plan, now: float) -> None:
    """Before the event of that number is done: afterwards its units have no heads any more."""
    if planned.event.kind not in (MERGE, SPLIT, CLOSE):
        return
    before, after = history.tree(), applied(history, planned, number).tree()
    near, concerns = _near(planned, before, after), dict[int, set[int]]()
    for person, place in unit_stakes.heads(db, near, HEADS, now):
        concerns.setdefault(person, set()).update(near[place])
    more = [vi.crowded(after.title(u), key, n) for u, key, n in crowded(db, planned, now)]
    told = [(person, "\n".join([_became(planned, before, after, mine), *more])) for person, mine in concerns.items()]
    notices.notify_all(db, [(person, _notice(f"{_named(number)}{person}", text)) for person, text in told], now)


def taken_back(db: Connection, entry: Entry, now: float) -> None:
    """After it was undone: who was to hear of it hears nothing, and who has heard, that it is not so."""
    heard = notices.heard(db, _named(entry.id))
    notices.withdraw(db, _named(entry.id))
    if heard:
        text = vi.taken_back(entry.event.document, [units.get(db, u).title for u in dict.fromkeys(entry.event.units)])
        notices.notify_all(db, [(person, _notice(f"places taken back:{entry.id}:{person}", text)) for person in heard], now)


def _named(number: int) -> str:
    return f"places:{number}:"


def _notice(once: str, text: str) -> Notice:
    return Notice("places", text, once, urgency="morning", merge_key="places")


def _near(planned: Plan, before: Tree, after: Tree) -> dict[int, set[int]]:
    """Where the heads sit who are to hear: each unit of the event, or the commune it lies in -> those units."""
    near: dict[int, set[int]] = {}
    for unit in (*planned.event.units, *(u for _, u in planned.after)):
        for place in (unit, (before if unit in before.units else after).holder(unit, "xa")):
            if place is not None and place > 0:
                near.setdefault(place, set()).add(unit)
    return near


def _became(planned: Plan, before: Tree, after: Tree, mine: Collection[int]) -> str:
    """``mine``: the units that concern whoever reads it; of many that end they are told of those."""
    event = planned.event
    its_own, later = list(dict.fromkeys(event.units)), list(dict.fromkeys(u for _, u in planned.after))
    if event.kind == CLOSE:
        return vi.ended(event.on, [before.title(u) for u in its_own if u in mine], event.document)
    if event.kind == SPLIT:
        return vi.divided(event.on, before.title(its_own[0]), [after.title(u) for u in later], event.document)
    (heir,) = later
    goes_on = heir in before.units and before.title(heir) == after.title(heir)
    joined = [u for u in dict.fromkeys((*its_own, heir)) if u in before.units and not (goes_on and u == heir)]
    return vi.merged(event.on, [before.title(u) for u in joined], after.title(heir), event.document, goes_on=goes_on)
