"""Worlds that came about by events: real ones on the real tables, and the same told to the oracle from the plain list of what was ordered."""

from __future__ import annotations

import copy
import random
from typing import Any

from sqlalchemy import Connection, text

from bot.domain.unit_plans import CLOSE, KINDS, MERGE, MOVE, SPLIT, Event, New, Refused
from handlers import places
from storage import unit_events
from tests.places_kit import at
from tests.rights_oracle import World

FIRST_NEW = 1000  # where no case is told of
DAY, TEAM = 86400.0, ("to_vien", "to_pho", "to_truong", "dang_uy_vien")


def moment(day: float) -> float:
    """So many days after a noon; the days of events begin half a day before."""
    return at("2026-03-02") + day * DAY


def tree(dice: random.Random, numbers: list[int]) -> World:
    """A province of three communes and their hamlets; all that it lives through is still to come."""
    made = World(above={n: (None if place == 0 else numbers[0] if place < 4 else dice.choice(numbers[1:4])) for place, n in enumerate(numbers)})
    made.hamlets = set(numbers[4:])
    return made


def live(db: Connection, made: World, dice: random.Random) -> tuple[int, int]:
    """Events as they come, told when they are over or before their day, the last ones perhaps undone; how many were done, and how many undone."""
    past = []
    for _ in range(2):
        for entry in sorted(_ordered(db, made, dice), key=lambda e: e.order):
            past.append((entry.id, copy.deepcopy((made.above, made.after, made.roles, made.hamlets))))
            tell(made, entry.event, list(entry.did["made"]))
        undone = past[len(past) - dice.choice([0, 0, 1, 2]) :] if past else []
        for number, before in reversed(undone):
            places.undo(db, number, moment(6))
            made.above, made.after, made.roles, made.hamlets = before
            past.pop()
    return len(past), db.execute(text("SELECT count(*) FROM unit_event WHERE undone_at IS NOT NULL")).scalar_one()


def _ordered(db: Connection, made: World, dice: random.Random) -> list[unit_events.Entry]:
    """Those that could be; done by now."""
    early, drawn = dice.random() < 0.5, []
    for day in sorted(dice.choices(range(5), k=4)):
        try:
            drawn.append(places.order(db, _drawn(made, dice, f"2026-03-{day + 2:02}"), moment(-2 if early else 6)).id)
        except Refused:
            continue
    places.catch_up(db, moment(6))
    return [e for number in drawn if (e := unit_events.find(db, number)) is not None and e.done_at is not None]


def _drawn(made: World, dice: random.Random, on: str) -> Event:
    hamlets = sorted(n for n in made.hamlets if n not in made.after)
    communes = sorted(n for n, parent in made.above.items() if parent is not None and n not in made.hamlets and n not in made.after)
    kind, commune = dice.choice([k for k in KINDS if k != "rename"]), dice.random() < 0.4
    some = communes if commune and kind in (MERGE, SPLIT) else hamlets
    above = made.above[communes[0]] if some is communes else dice.choice(communes)
    one, *others = dice.sample(some, min(len(some), 3))
    new = [New("xa" if some is communes else "thon", "xã", f"Mới {n}", above) for n in (1, 2)]
    carry: dict[str, Any] = {"carry": dice.random() < 0.6}
    if kind == MOVE:
        return Event(kind, on, "1", (one,), to=dice.choice(communes))
    if kind == CLOSE:
        return Event(kind, on, "1", (one,))
    if kind == MERGE:
        return Event(kind, on, "1", (one, *others[:1]), into=(dice.choice([*others, new[0]]),), **carry)
    parts: tuple[int | New, ...] = tuple(dice.choice([(one, new[0]), new, (*others[:1], new[0])]))
    inside = [n for n, parent in made.above.items() if parent == one and n not in made.after]
    return Event(kind, on, "1", (one,), into=parts, children=tuple((child, dice.randrange(len(parts))) for child in inside), **carry)


# told to the oracle --------------------------------------------------------------------------------------------------
def tell(made: World, event: Event, new: list[int]) -> None:
    """What became of places and roles by it, in plain words; ``new``: the numbers of the units it made."""
    into = [new.pop(0) if isinstance(unit, New) else unit for unit in event.into]
    for number, unit in zip(into, event.into, strict=True):
        if isinstance(unit, New):
            made.above[number] = unit.parent
            made.hamlets |= {number} if unit.level == "thon" else set()
    if event.kind == MOVE:
        made.above |= dict.fromkeys(event.units, event.to)
        return
    heirs = {u: [heir for heir in into if heir != u] for u in event.units if event.kind != MERGE or u not in into}
    lay = {u: [place for place in made.above if place < FIRST_NEW and made.over(u, place)] for u in heirs}
    ends, sent = [u for u in heirs if u not in into], {child: into[part] for child, part in event.children}
    for n, parent in made.above.items():
        if n not in made.after and (n in sent or parent in ends):
            made.above[n] = sent[n] if n in sent else heirs[parent or 0][0]
    made.after |= {u: heirs[u] for u in ends}
    _carry(made, event, heirs, ends, lay)


def _carry(made: World, event: Event, heirs: dict[int, list[int]], ends: list[int], lay: dict[int, list[int]]) -> None:
    """A team goes on at every heir, a block only if that was ordered; whoever could read them goes on too where open cases lie in no part."""
    lost = {u: {p for p in lay[u] if not any(made.over(heir, p) for heir in heirs[u])} if u in ends and len(heirs[u]) > 1 else set() for u in heirs}
    stay = {u: {u if made.over(u, p) else p for p in places_} for u, places_ in lost.items()}
    begins = moment(int(event.on[-2:]) - 2.5)
    for row, (who, unit, key, since, to) in enumerate(list(made.roles)):
        if unit not in heirs or not (event.carry or key in TEAM) or (to is not None and to <= begins):
            continue
        left = set() if key == "to_vien" else stay[unit]
        for heir in (*heirs[unit], *sorted(left)):
            if not any((w, u, k) == (who, heir, key) and (t is None or (to is not None and t >= to)) for w, u, k, _, t in made.roles):
                made.roles.append((who, heir, key, max(begins, since), to))
        if unit in ends and unit not in left:
            made.roles[row] = (who, unit, key, since, max(begins, since))
