"""Where the open episodes are when communes become others: they go on there, each with the cases that lie there, and come back when it is undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, insert, or_, select, update

from bot.domain.units import Tree
from storage import units
from storage.tables import episode, incident

Did = dict[str, list[Any]]
Heirs = Mapping[int, Sequence[int]]  # what came after a unit, beside itself

_E, _I = episode.c, incident.c
_PLACES: Any = bindparam("places", expanding=True)
_LIES = exists().where(_I.episode == _E.id, _I.unit.in_(_PLACES))
_OPEN = select(_E.id, _E.commune, _E.title, _E.opened_at, _E.opened_by).where(_E.closed_at.is_(None)).order_by(_E.id)
_CONCERNED = _OPEN.where(or_(_E.commune.in_(_PLACES), _LIES))
_CASES = select(_I.id, _I.unit).where(_I.episode == bindparam("row")).order_by(_I.id)
_PUT = update(incident).where(_I.id == bindparam("case")).values(episode=bindparam("to"))
_ADD = insert(episode).returning(_E.id)
_MOVE = update(episode).where(_E.id == bindparam("row")).values(commune=bindparam("to"))
_IN_ANY: Any = bindparam("rows", expanding=True)
_EMPTY = update(incident).where(_I.episode.in_(_IN_ANY)).values(episode=None)
_OVER = {"closed_at": func.coalesce(_E.closed_at, bindparam("now"))}
_END = update(episode).where(_E.id.in_(_IN_ANY)).values(**_OVER)
_END_THERE = update(episode).where(_E.commune.in_(_PLACES)).values(commune=bindparam("home"), **_OVER)


def follow(db: Connection, involved: Collection[int], heirs: Heirs) -> Did:
    """``involved``: the units of an event that was just done. What was done, to be written down with it."""
    did: Did = {"moved": [], "made": [], "cases": []}
    found = db.execute(_CONCERNED, {"places": sorted(involved)}).all()
    tree = units.tree(db) if found else None
    for one in found:
        assert tree is not None
        _follow(db, tree, one, heirs.get(one.commune, ()), did)
    return did


def _follow(db: Connection, tree: Tree, one: Any, heirs: Sequence[int], did: Did) -> None:
    lies = {r.id: tree.holder(r.unit, "xa") for r in db.execute(_CASES, {"row": one.id})}
    home = _home(tree, one.commune, Counter(place for place in lies.values() if place is not None))
    if home != one.commune:
        db.execute(_MOVE, {"row": one.id, "to": home})
        did["moved"].append([one.id, one.commune])
    parts = {*tree.heirs(one.commune), *heirs}
    for commune in sorted({place for place in lies.values() if place != home}, key=str):
        to = _there(db, one, commune, did) if commune is not None and commune in parts else None
        for case in (c for c, place in lies.items() if place == commune):
            db.execute(_PUT, {"case": case, "to": to})
            did["cases"].append([case, one.id, to])


def _home(tree: Tree, commune: int, cases: Counter[int]) -> int:
    """Where it goes on: itself while it holds, else that of its heirs in which most of its cases lie."""
    return max(tree.heirs(commune), key=lambda heir: (cases[heir], -heir), default=commune)


def _there(db: Connection, one: Any, commune: int, did: Did) -> int:
    """That of another part of what was divided; nothing that was written of the whole goes along."""
    there = db.execute(_OPEN.where(_E.commune == commune)).first()
    if there is not None:
        return int(there.id)
    made = {"commune": commune, "title": one.title, "opened_at": one.opened_at, "opened_by": one.opened_by}
    did["made"].append(int(db.execute(_ADD, made).scalar_one()))
    return int(did["made"][-1])


def come_back(db: Connection, did: Did, gone: Collection[int], home: int, now: float) -> None:
    """``gone``: the units the event made, which are no more; what was begun in them is over, and belongs to ``home``."""
    for case, was, to in did["cases"]:
        still_there = update(incident).where(_I.id == case, _I.confidential == 0, _I.episode.is_not_distinct_from(to))
        db.execute(still_there.values(episode=was))
    for row, was in did["moved"]:
        db.execute(_MOVE, {"row": row, "to": was})
    if did["made"]:
        for statement in (_EMPTY, _END):
            db.execute(statement, {"rows": did["made"], "now": now})
    if gone:
        db.execute(_END_THERE, {"places": sorted(gone), "home": home, "now": now})
