"""What hangs on places that are to change, counted for those who decide; and what has come to depend on a change since."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, distinct, func, or_, select, text

from bot.domain.cases import ENDED
from storage.roles import holds, within
from storage.tables import OPEN_DRAFT, WAITING_REQUEST, contact, draft, incident, invitation, person, request, role, unit, unit_version

_R, _I = role.c, invitation.c
_HOLDS = holds(_R, bindparam("now"))
_AT: Any = bindparam("places", expanding=True)
_HELD = (
    select(_R.id, _R.person, person.c.name, _R.key, _R.unit)
    .join_from(role, person, person.c.id == _R.person)
    .where(_R.unit.in_(_AT), _HOLDS)
    .order_by(_R.unit, _R.id)
)
_PEOPLE = select(_R.person).join_from(role, unit, unit.c.id == _R.unit).where(_HOLDS)
_CASES = select(unit.c.id, func.count().label("open")).join_from(incident, unit, unit.c.id == incident.c.unit)
_OPEN_CASES = _CASES.where(incident.c.status.not_in(ENDED)).group_by(unit.c.id)
_CODES = select(_I.unit, _I.role).where(_I.unit.in_(_AT), _I.uses_left > 0, _I.expires_at > bindparam("now"), _I.revoked_at.is_(None))
_REQUESTS = select(request.c.unit, request.c.role).where(text(WAITING_REQUEST), request.c.unit.in_(_AT))
_NUMBERS = select(contact.c.unit, contact.c.key).where(contact.c.unit.in_(_AT)).order_by(contact.c.unit, contact.c.key)
_ROLE_ENDS = select(_R.id, _R.until).where(_R.id.in_(bindparam("rows", expanding=True)))


_HEADS = (
    select(_R.person, _R.unit)
    .join(person, person.c.id == _R.person)
    .where(_R.unit.in_(_AT), _R.key.in_(bindparam("keys", expanding=True)), _HOLDS, person.c.joined_at > 0, person.c.erased_at.is_(None))
    .order_by(_R.person, _R.unit)
)


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds in a unit."""

    role: int
    person: int
    name: str
    key: str
    unit: int


def held(db: Connection, places: Collection[int], now: float) -> list[Held]:
    """The roles in these very units."""
    return [Held(*r) for r in db.execute(_HELD, {"places": list(places), "now": now})] if places else []


def heads(db: Connection, places: Collection[int], keys: Sequence[str], now: float) -> list[tuple[int, int]]:
    """(person, unit) of whoever is here and holds one of these roles in these very units."""
    return [(r.person, r.unit) for r in db.execute(_HEADS, {"places": list(places), "keys": list(keys), "now": now})]


def people(db: Connection, paths: Sequence[str], now: float) -> int:
    """How many hold a role in these subtrees."""
    return int(db.execute(_PEOPLE.with_only_columns(func.count(distinct(_R.person))).where(within(paths)), {"now": now}).scalar_one())


def open_cases(db: Connection, paths: Sequence[str]) -> dict[int, int]:
    """Unit -> how many, of those in these subtrees that have any: to see to it that all can be read; shown are those of ``open_to_many``."""
    return {r.id: r.open for r in db.execute(_OPEN_CASES.where(within(paths)))}


def open_to_many(db: Connection, paths: Sequence[str]) -> dict[int, int]:
    """The same without the confidential, of which no count is shown."""
    return {r.id: r.open for r in db.execute(_OPEN_CASES.where(within(paths), incident.c.confidential == 0))}


def open_drafts(db: Connection, paths: Sequence[str], now: float) -> int:
    """Of those who hold a role in these subtrees."""
    query = select(func.count()).select_from(draft).where(text(OPEN_DRAFT), draft.c.owner.in_(_PEOPLE.where(within(paths))))
    return int(db.execute(query, {"now": now}).scalar_one())


def invitations(db: Connection, places: Collection[int], now: float) -> list[tuple[int, str]]:
    """(unit, role) of each that can still be used."""
    return [(r.unit, r.role) for r in db.execute(_CODES, {"places": list(places), "now": now})]


def requests(db: Connection, places: Collection[int]) -> list[tuple[int, str]]:
    """(unit, role) of each that waits for an answer."""
    return [(r.unit, r.role) for r in db.execute(_REQUESTS, {"places": list(places)})]


def numbers(db: Connection, places: Collection[int]) -> list[tuple[int, str]]:
    """(unit, key) of the telephone numbers of these very units."""
    return [(r.unit, r.key) for r in db.execute(_NUMBERS, {"places": list(places)})]


# what depends on an event that was done ------------------------------------------------------------------------------
def references(db: Connection, entry: int, did: Mapping[str, Any]) -> dict[str, int]:
    """What -> how many rows speak of the units it made, but for those it wrote itself."""
    made = list(did["made"])
    if not made:
        return {}
    own_roles = [id_ for id_, _ in did["roles_begun"]]
    own_codes, own_requests = ([id_ for id_, _ in did.get(what, ())] for what in ("led", "moved"))
    cases = _count(incident).where(or_(incident.c.unit.in_(made), incident.c.commune.in_(made)))
    queries = {
        "cases": cases.where(incident.c.confidential == 0),
        "or more confidential cases": cases.with_only_columns(func.count(distinct(incident.c.confidential))).where(incident.c.confidential == 1),
        "roles": _count(role).where(_R.unit.in_(made), _R.id.not_in(own_roles)),
        "invitations": _count(invitation).where(_I.unit.in_(made), _I.id.not_in(own_codes)),
        "requests": _count(request).where(request.c.unit.in_(made), request.c.id.not_in(own_requests)),
        "telephone numbers": _count(contact).where(contact.c.unit.in_(made)),
        "units in it": _count(unit_version).where(unit_version.c.parent.in_(made), func.coalesce(unit_version.c.event, 0) != entry),
    }
    return {what: n for what, query in queries.items() if (n := int(db.execute(query).scalar_one()))}


def _count(table: Any) -> Any:
    return select(func.count()).select_from(table)


def roles_changed_since(db: Connection, did: Mapping[str, Any]) -> int:
    """How many of the roles it ended or began are no longer as it left them."""
    left = dict(did["roles_begun"]) | {id_: end for id_, _, end in did["roles_ended"]}
    found = {r.id: r.until for r in db.execute(_ROLE_ENDS, {"rows": list(left)})} if left else {}
    return sum(id_ not in found or found[id_] != until for id_, until in left.items())
