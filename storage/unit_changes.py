"""An event of the places done, and undone: the tree with its paths, and the roles, invitations and requests that hang on its units.

What is done is written down row by row, and undoing puts back just that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Update, bindparam, delete, exists, func, insert, or_, select, update

from bot.domain.roles import TEAM_ROLES
from bot.domain.unit_plans import SPLIT, New, Plan
from bot.domain.units import Tree, line_of
from storage import episode_places, reference, unit_events, unit_stakes, units
from storage.tables import account, invitation, person, request, role, succession, unit, unit_version
from storage.unit_events import Did, Entry

Left = Mapping[int, set[int]]
READ_THEIR_OWN = frozenset({"to_vien"})  # and that alone, wherever it is
CARRIED = TEAM_ROLES | {"dang_uy_vien"}  # go to the heirs by themselves: the team goes on. Those of the commune wait for a decision

_U, _V, _R = unit.c, unit_version.c, role.c
_END = update(unit_version).where(_V.unit == bindparam("row"), _V.valid_to.is_(None)).values(valid_to=bindparam("on"))
_VERSION = insert(unit_version)
_NOW = update(unit).where(_U.id == bindparam("row")).values(kind=bindparam("as_kind"), name=bindparam("as_name"), parent=bindparam("below"))
_CLOSE = update(unit).where(_U.id == bindparam("row")).values(valid_to=bindparam("on"))
_SUCCEEDS = insert(succession)
_MOVE_PATHS = (
    update(unit)
    .where(_U.path >= bindparam("old"), _U.path < bindparam("end"))
    .values(path=bindparam("to", type_=_U.path.type) + func.substr(_U.path, bindparam("rest")))
)
_ROLES = select(_R.id, _R.person, _R.unit, _R.key, _R.since, _R.until, _R.post, _R.given_by).where(
    _R.unit.in_(bindparam("places", expanding=True)), or_(_R.until.is_(None), _R.until > bindparam("at"))
)
_ROLES = _ROLES.order_by(_R.id)
_BEGIN_ROLE = insert(role).returning(_R.id, sort_by_parameter_order=True)
_ERASED = exists().where(person.c.id == _R.person, person.c.erased_at.is_not(None))
_END_ROLE = update(role).where(_R.id == bindparam("row")).values(until=bindparam("at"))
_HOLD_AGAIN = _END_ROLE.where(~_ERASED)
_INVITATIONS = select(invitation.c.id, invitation.c.unit, invitation.c.role).where(
    invitation.c.unit.in_(bindparam("places", expanding=True)),
    invitation.c.uses_left > 0,
    invitation.c.expires_at > bindparam("now"),
    invitation.c.revoked_at.is_(None),
)
_REQUESTS = select(request.c.id, request.c.unit, request.c.role, request.c.person).where(
    request.c.unit.in_(bindparam("places", expanding=True)), request.c.state == "waiting"
)
_LEAD = {t: update(t).where(t.c.id == bindparam("row")).values(unit=bindparam("to")) for t in (invitation, request)}
_REVOKE = update(invitation).where(invitation.c.id == bindparam("row")).values(revoked_at=bindparam("at"))
_REFUSE = update(request).where(request.c.id == bindparam("row")).values(state="refused", decided_at=bindparam("at"))
_REOPEN_INVITATION = update(invitation).where(invitation.c.id == bindparam("row")).values(revoked_at=None)
_REOPEN_REQUEST = update(request).where(request.c.id == bindparam("row"), exists().where(account.c.person == request.c.person))
_REOPEN_REQUEST = _REOPEN_REQUEST.values(state="waiting", decided_at=None)  # of whoever was turned away meanwhile nothing is left to ask
_NO_EPISODES: episode_places.Did = {"moved": [], "made": [], "cases": []}  # of an event done by an earlier version
_NEWEST = select(func.max(_V.id)).where(_V.unit == bindparam("row")).scalar_subquery()
_OPEN_AGAIN = update(unit_version).where(_V.id == _NEWEST).values(valid_to=None)
_AS_BEFORE = update(unit).where(_U.id == bindparam("row"), _V.unit == _U.id, _V.valid_to.is_(None))
_AS_BEFORE = _AS_BEFORE.values(kind=_V.kind, name=_V.name, parent=_V.parent, valid_to=None)
_FORGET = tuple(delete(t).where(t.c.event == bindparam("event_id")) for t in (unit_version, succession))


def do(db: Connection, entry: int, plan: Plan, now: float, *, paths: bool = True) -> Plan:
    """The plan with true numbers. ``paths`` False: the caller brings them up to date, once after many events."""
    reference.changed(db)
    made = units.add_all(db, [New(v.level, v.kind, v.name, v.parent, v.code) for v in plan.made], plan.event.on, entry)
    plan = plan.numbered({-1 - n: id_ for n, id_ in enumerate(made)})
    _change(db, entry, plan)
    did = {"made": made, "begun": [v.unit for v in plan.begun], "closed": plan.closed, "involved": sorted({*made, *plan.involved}), "now": now}
    did["turn"] = unit_events.turn(db)
    did["episodes"] = episode_places.follow(db, plan.involved, heirs_in(plan))
    unit_events.done(db, entry, plan.event, did | _carry_roles(db, plan) | _lead_on(db, plan, now), now)
    if paths:
        repath(db)
    return plan


def _change(db: Connection, entry: int, plan: Plan) -> None:
    on = plan.event.on
    ends = [{"row": v.unit, "on": v.valid_from} for v in plan.begun] + [{"row": u, "on": on} for u in plan.closed]
    versions = [
        {"unit": v.unit, "level": v.level, "kind": v.kind, "name": v.name, "code": v.code, "parent": v.parent, "valid_from": v.valid_from}
        | {"event": entry}
        for v in plan.begun
    ]
    _each(db, _END, ends)
    _each(db, _VERSION, versions)
    _each(db, _NOW, [{"row": v.unit, "as_kind": v.kind, "as_name": v.name, "below": v.parent} for v in plan.begun])
    _each(db, _CLOSE, [{"row": u, "on": on} for u in plan.closed])
    _each(db, _SUCCEEDS, [{"before": before, "after": after, "event": entry} for before, after in plan.after])


def _each(db: Connection, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.execute(statement, rows)


def repath(db: Connection) -> None:
    """Brings every path up to date: one change for each subtree that lies elsewhere than its path says, from the top down."""
    tree, moved, changes = units.tree(db), dict[str, str](), list[dict[str, Any]]()
    for unit_id, was in sorted(units.paths(db).items(), key=lambda kept: len(kept[1])):
        above = next((path for path in reversed(line_of(was)) if path in moved), "")
        is_, to = moved.get(above, "") + was[len(above) :], tree.path(unit_id)
        if is_ != to:
            moved[was] = to
            changes.append({"old": is_, "end": is_[:-1] + "0", "to": to, "rest": len(is_) + 1})  # "0" is what comes after "/"
    _each(db, _MOVE_PATHS, changes)


# what hangs on the units ---------------------------------------------------------------------------------------------
def carries(plan: Plan, key: str) -> bool:
    """Whether a role goes to the heirs of its unit."""
    return key in CARRIED or plan.event.carry


def left_behind(plan: Plan, tree: Tree, cases: Iterable[int], paths: Mapping[int, str]) -> Left:
    """Each unit that becomes several, and where open cases are that were in it and will be in none of those.

    ``tree``: as it is then; ``cases``: units that have any; ``paths``: as they were.
    """
    left: dict[int, set[int]] = {}
    for ends, others in heirs_in(plan).items():
        if ends in plan.closed and len(others) > 1:
            lines = {place: tree.line(place) for place in cases if paths[place].startswith(paths[ends])}
            left[ends] = {ends if ends in line else place for place, line in lines.items() if not set(others) & set(line)}
    return left


def _left_behind(db: Connection, plan: Plan) -> Left:
    if plan.event.kind != SPLIT:
        return {}
    kept = units.paths(db)
    return left_behind(plan, units.tree(db), unit_stakes.open_cases(db, [kept[unit] for unit in plan.closed]), kept)


def holders_of(unit_id: int, key: str, left: Left) -> set[int]:
    """Where a role of a unit that is no more is held beside its heirs: in none of them could what is left there be read by it."""
    return set() if key in READ_THEIR_OWN else set(left.get(unit_id, ()))


def heirs_in(plan: Plan) -> dict[int, list[int]]:
    """Each unit that ends, or is split, and the others that come after it."""
    heirs: dict[int, list[int]] = {unit: [] for unit in plan.closed}
    for before, after in plan.after:
        if before != after:
            heirs.setdefault(before, []).append(after)
    return heirs


def _carry_roles(db: Connection, plan: Plan) -> dict[str, Any]:
    """Begun at every heir, ended at what is no more unless open cases are left there; a role already held there is left as it is."""
    heirs, at, left = heirs_in(plan), plan.event.begins, _left_behind(db, plan)
    held = _rows(db, _ROLES, {*heirs, *(place for several in (*heirs.values(), *left.values()) for place in several)}, at=at)
    there = {(r.person, r.key, r.unit): r.until for r in sorted(held, key=lambda r: r.until or float("inf"))}
    moving = [r for r in held if r.unit in heirs and carries(plan, r.key)]
    begun = []
    for r in moving:
        for holder in [(r.person, r.key, heir) for heir in (*heirs[r.unit], *sorted(holders_of(r.unit, r.key, left)))]:
            if holder not in there or not _lasts_as_long(there[holder], r.until):
                there[holder] = r.until
                begun.append(_role(r, holder[2], max(at, r.since)))
    ended = [[r.id, r.until, max(at, r.since)] for r in moving if r.unit in plan.closed and r.unit not in holders_of(r.unit, r.key, left)]
    _each(db, _END_ROLE, [{"row": id_, "at": end} for id_, _, end in ended])
    ids = [r.id for r in db.execute(_BEGIN_ROLE, begun)] if begun else []
    return {"roles_ended": ended, "roles_begun": [[id_, row["until"]] for id_, row in zip(ids, begun, strict=True)]}


def _rows(db: Connection, query: Any, places: Iterable[int], **more: float) -> Sequence[Any]:
    wanted = sorted(places)
    return db.execute(query, {"places": wanted, **more}).all() if wanted else ()


def _role(r: Any, heir: int, since: float) -> dict[str, Any]:
    return {"person": r.person, "unit": heir, "key": r.key, "since": since, "until": r.until, "post": r.post, "given_by": r.given_by}


def _lasts_as_long(until: float | None, other: float | None) -> bool:
    return until is None or (other is not None and until >= other)


def _lead_on(db: Connection, plan: Plan, now: float) -> dict[str, Any]:
    """Invitations and requests of what is no more lead to its heir, when there is one and the role goes there; else they end."""
    heirs = {unit: others[0] if len(others) == 1 else 0 for unit, others in heirs_in(plan).items() if unit in plan.closed}
    codes = [(r, heirs[r.unit] if carries(plan, r.role) else 0) for r in _rows(db, _INVITATIONS, heirs, now=now)]
    asking = _asked_once([(r, heirs.get(r.unit, r.unit) if carries(plan, r.role) else 0) for r in _rows(db, _REQUESTS, {*heirs, *heirs.values()})])
    ways = (("led", "revoked", invitation, _REVOKE, codes), ("moved", "refused", request, _REFUSE, [x for x in asking if x[0].unit in heirs]))
    did: dict[str, Any] = {}
    for on, over, table, end, rows in ways:
        did |= {on: [[r.id, r.unit] for r, heir in rows if heir], over: [r.id for r, heir in rows if not heir]}
        _each(db, _LEAD[table], [{"row": r.id, "to": heir} for r, heir in rows if heir])
        _each(db, end, [{"row": r.id, "at": now} for r, heir in rows if not heir])
    return did


def _asked_once(rows: list[tuple[Any, int]]) -> list[tuple[Any, int]]:
    """Whoever asks for one role at two units that become one asks once; who has asked at the heir itself comes first."""
    seen: set[tuple[int, str, int]] = set()
    found = []
    for r, heir in sorted(rows, key=lambda x: x[0].unit != x[1]):
        found.append((r, 0 if (r.person, r.role, heir) in seen else heir))
        seen.add((r.person, r.role, heir))
    return found


# undone --------------------------------------------------------------------------------------------------------------
def undo(db: Connection, entry: Entry, now: float) -> None:
    """All it did is put back; whoever calls has made sure that nothing later depends on it."""
    reference.changed(db)
    did = entry.did
    if did:
        _put_back_people(db, did)
        home = next((u for u in (*did["closed"], *did["involved"]) if u not in did["made"]), 0)
        episode_places.come_back(db, did.get("episodes", _NO_EPISODES), did["made"], home, now)
        for statement in _FORGET:
            db.execute(statement, {"event_id": entry.id})
        changed = [{"row": u} for u in (*did["begun"], *did["closed"])]
        _each(db, _OPEN_AGAIN, changed)
        _each(db, _AS_BEFORE, changed)
        _each(db, delete(unit).where(_U.id == bindparam("row")), [{"row": u} for u in did["made"]])
        repath(db)
    unit_events.undone(db, entry.id, now)


def _put_back_people(db: Connection, did: Did) -> None:
    _each(db, delete(role).where(_R.id == bindparam("row")), [{"row": id_} for id_, _ in did["roles_begun"]])
    _each(db, _HOLD_AGAIN, [{"row": id_, "at": until} for id_, until, _ in did["roles_ended"]])
    _each(db, _LEAD[invitation], [{"row": id_, "to": u} for id_, u in did.get("led", ())])
    _each(db, _LEAD[request], [{"row": id_, "to": u} for id_, u in did.get("moved", ())])
    again: tuple[tuple[Update, str], ...] = ((_REOPEN_INVITATION, "revoked"), (_REOPEN_REQUEST, "refused"))
    for statement, what in again:
        _each(db, statement, [{"row": id_} for id_ in did.get(what, ())])
