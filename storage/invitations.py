"""Codes by which people join, and the guesses that went wrong."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, update

from bot.domain.roles import GIVES, Person, may_give, may_give_all
from bot.talk import Peer
from storage import roles
from storage.roles import within
from storage.tables import invitation, unit, wrong_code

PER_PEER, PER_HOUR, IN_ALL, PER_DAY = 5, 3600.0, 100, 86400.0

_V = invitation.c
_LIVE = and_(_V.uses_left > 0, _V.expires_at > bindparam("now"), _V.revoked_at.is_(None))
_ADD = insert(invitation)
_ONE = select(_V.id, _V.unit, _V.role, _V.made_by, _V.person)
_BY_CODE = _ONE.where(_V.code == bindparam("said"), _LIVE)
_BY_ID = _ONE.where(_V.id == bindparam("row"), _LIVE)
_USE = update(invitation).where(_V.id == bindparam("row"), _LIVE).values(uses_left=_V.uses_left - 1)
_REVOKE = update(invitation).where(_V.id == bindparam("row"), _LIVE).values(revoked_at=bindparam("now"))
_REVOKE_OF = update(invitation).where(_V.person == bindparam("who"), _LIVE).values(revoked_at=bindparam("now"))
_LISTED = (
    select(
        *(_V.id, _V.unit, (unit.c.kind + " " + unit.c.name).label("unit_title"), unit.c.path),
        *(_V.role, _V.uses_left, _V.expires_at, _V.made_at, _V.made_by, _V.person),
    )
    .join_from(invitation, unit, unit.c.id == _V.unit)
    .where(_LIVE)
    .order_by(_V.id)
)
_WRONG = insert(wrong_code)
_OF_PEER = select(func.count()).where(wrong_code.c.peer == bindparam("chat"), wrong_code.c.at > bindparam("after"))
_OF_ALL = select(func.count()).select_from(wrong_code).where(wrong_code.c.at > bindparam("after"))
_SWEEP = delete(wrong_code).where(wrong_code.c.at < bindparam("before"))


@dataclass(frozen=True, slots=True)
class Invitation:
    """``made_by`` None: the command line. ``person``: whom alone it lets in; None: whoever brings it."""

    id: int
    unit: int
    role: str
    made_by: int | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One that can still be used, as its makers see it: never its code. Times in epoch seconds."""

    id: int
    unit: int
    unit_title: str
    path: str
    role: str
    uses_left: int
    expires_at: float
    made_at: float | None
    made_by: int | None
    person: int | None


def make(
    db: Connection, unit: int, role: str, uses: int, expires_at: float, *, by: int | None = None, person: int | None = None, now: float | None = None
) -> str:
    """A code of eight digits: letters are mangled by Telex."""
    taken = 1
    while taken:
        code = f"{secrets.randbelow(90_000_000) + 10_000_000}"
        taken = db.execute(select(func.count()).where(_V.code == code)).scalar_one()
    made = {"made_by": by, "made_at": now, "person": person}
    db.execute(_ADD, {"code": code, "unit": unit, "role": role, "uses_left": uses, "expires_at": expires_at, **made})
    return code


def by_code(db: Connection, code: str, now: float) -> Invitation | None:
    """None of one that is revoked, used up or has expired, as of one there never was."""
    r = db.execute(_BY_CODE, {"said": code, "now": now}).first()
    return Invitation(*r) if r else None


def by_id(db: Connection, row: int, now: float) -> Invitation | None:
    """None once it has been revoked or used up, or has expired."""
    r = db.execute(_BY_ID, {"row": row, "now": now}).first()
    return Invitation(*r) if r else None


def use(db: Connection, row: int, now: float) -> bool:
    """Of two who use the last of it at once, one does."""
    return db.execute(_USE, {"row": row, "now": now}).rowcount == 1


def listed(db: Connection, who: Person | None, now: float, unit_id: int | None = None) -> list[Listed]:
    """Those that can still be used and whose roles ``who`` may give (None: the machine's operator, all), of one unit itself or of all.

    A code for one person opens all that they hold.
    """
    query: Any = _LISTED if unit_id is None else _LISTED.where(_V.unit == unit_id)
    if who is not None:
        query = query.where(within([r.path for r in who.roles if r.key in GIVES and not r.acting_for]))
    found = [Listed(*r) for r in db.execute(query, {"now": now})]
    if who is None:
        return found
    held = roles.of(db, {i.person for i in found if i.person is not None}, now)
    return [i for i in found if may_give(who, i.role, i.path) and (i.person is None or may_give_all(who, held.get(i.person, ())))]


def revoke(db: Connection, who: Person | None, row: int, now: float) -> bool:
    """It lets nobody in from now on; False when it did not before, or ``who`` may not give its role."""
    if who is not None and not any(i.id == row for i in listed(db, who, now)):
        return False
    return db.execute(_REVOKE, {"row": row, "now": now}).rowcount == 1


def revoke_those_of(db: Connection, person_id: int, now: float) -> None:
    """The codes that let in this person alone: a new one takes their place."""
    db.execute(_REVOKE_OF, {"who": person_id, "now": now})


def wrong(db: Connection, peer: Peer, now: float) -> None:
    db.execute(_SWEEP, {"before": now - PER_DAY})
    db.execute(_WRONG, {"peer": peer.key, "at": now})


def too_many_here(db: Connection, peer: Peer, now: float) -> bool:
    """Whether this chat has guessed too often within the hour."""
    return bool(db.execute(_OF_PEER, {"chat": peer.key, "after": now - PER_HOUR}).scalar_one() >= PER_PEER)


def too_many_in_all(db: Connection, now: float) -> bool:
    """Whether all chats together have guessed too often within a day: somebody is trying codes."""
    return bool(db.execute(_OF_ALL, {"after": now - PER_DAY}).scalar_one() >= IN_ALL)
