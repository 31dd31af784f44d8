"""Codes by which people join, and the guesses that went wrong."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from bot.talk import Peer
from storage.tables import invitation, wrong_code

PER_PEER, PER_HOUR, IN_ALL, PER_DAY = 5, 3600.0, 100, 86400.0

_V = invitation.c
_ADD = insert(invitation)
_BY_CODE = select(_V.id, _V.unit, _V.role).where(_V.code == bindparam("said"), _V.uses_left > 0, _V.expires_at > bindparam("now"))
_BY_ID = select(_V.id, _V.unit, _V.role).where(_V.id == bindparam("row"), _V.uses_left > 0, _V.expires_at > bindparam("now"))
_USE = update(invitation).where(_V.id == bindparam("row"), _V.uses_left > 0).values(uses_left=_V.uses_left - 1)
_WRONG = insert(wrong_code)
_OF_PEER = select(func.count()).where(wrong_code.c.peer == bindparam("chat"), wrong_code.c.at > bindparam("after"))
_OF_ALL = select(func.count()).select_from(wrong_code).where(wrong_code.c.at > bindparam("after"))
_SWEEP = delete(wrong_code).where(wrong_code.c.at < bindparam("before"))


@dataclass(frozen=True, slots=True)
class Invitation:
    id: int
    unit: int
    role: str


def make(db: Connection, unit: int, role: str, uses: int, expires_at: float) -> str:
    """A code of eight digits: letters are mangled by Telex."""
    taken = 1
    while taken:
        code = f"{secrets.randbelow(90_000_000) + 10_000_000}"
        taken = db.execute(select(func.count()).where(_V.code == code)).scalar_one()
    db.execute(_ADD, {"code": code, "unit": unit, "role": role, "uses_left": uses, "expires_at": expires_at})
    return code


def by_code(db: Connection, code: str, now: float) -> Invitation | None:
    r = db.execute(_BY_CODE, {"said": code, "now": now}).first()
    return Invitation(*r) if r else None


def by_id(db: Connection, row: int, now: float) -> Invitation | None:
    """None once it has been used up or has expired."""
    r = db.execute(_BY_ID, {"row": row, "now": now}).first()
    return Invitation(*r) if r else None


def use(db: Connection, row: int) -> bool:
    return db.execute(_USE, {"row": row}).rowcount == 1


def wrong(db: Connection, peer: Peer, now: float) -> None:
    db.execute(_SWEEP, {"before": now - PER_DAY})
    db.execute(_WRONG, {"peer": peer.key, "at": now})


def too_many_here(db: Connection, peer: Peer, now: float) -> bool:
    """Whether this chat has guessed too often within the hour."""
    return bool(db.execute(_OF_PEER, {"chat": peer.key, "after": now - PER_HOUR}).scalar_one() >= PER_PEER)


def too_many_in_all(db: Connection, now: float) -> bool:
    """Whether all chats together have guessed too often within a day: somebody is trying codes."""
    return bool(db.execute(_OF_ALL, {"after": now - PER_DAY}).scalar_one() >= IN_ALL)
