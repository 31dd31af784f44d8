"""Codes by which a second chat becomes the same person's, and the end of such a tie."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from sqlalchemy import Connection, bindparam, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.talk import Peer
from storage import erasure, outbox
from storage.tables import account, conversation, offer, pairing

GOOD_FOR, NEW_FOR = 900.0, 86400.0  # seconds

_P = pairing.c
_NEW = insert(pairing).on_conflict_do_nothing().returning(_P.code)
_OVER = delete(pairing).where(or_(_P.person == bindparam("who"), _P.expires_at <= bindparam("now")))
_OWNER = select(_P.person).where(_P.code == bindparam("said"), _P.expires_at > bindparam("now"))
_USE = delete(pairing).where(_P.code == bindparam("said"), _P.expires_at > bindparam("now")).returning(_P.person)
_SINCE = select(account.c.peer, account.c.since).where(account.c.peer.in_(bindparam("chats", expanding=True)))
_PART = (
    delete(account).where(account.c.peer == bindparam("chat")),
    delete(offer).where(offer.c.peer == bindparam("chat")),
    update(conversation)
    .where(conversation.c.peer == bindparam("chat"))
    .values(draft=None, asked=None, offer=0, choices="[]", pushed=0),  # the row stays: the platform still counts this chat
)


def make(db: Connection, person_id: int, now: float) -> str:
    """Six digits, good once and for a while, in place of the person's former ones."""
    withdraw(db, person_id, now)
    made = None
    while made is None:
        code = f"{secrets.randbelow(900_000) + 100_000}"
        made = db.execute(_NEW, {"code": code, "person": person_id, "expires_at": now + GOOD_FOR}).scalar()
    return str(made)


def withdraw(db: Connection, person_id: int, now: float) -> None:
    """The person's code is none any more, nor is any that has run out."""
    db.execute(_OVER, {"who": person_id, "now": now})


def owner(db: Connection, code: str, now: float) -> int | None:
    """Whose code this is."""
    return db.execute(_OWNER, {"said": code, "now": now}).scalar()


def use(db: Connection, code: str, now: float) -> int | None:
    """Whose code this was: of two who type it at once, one has it."""
    return db.execute(_USE, {"said": code, "now": now}).scalar()


def too_new(db: Connection, peer: Peer, others: Collection[Peer], now: float) -> bool:
    """Whether this chat was tied less than a day ago, and any of the others before it: who has only just got in throws nobody out."""
    since = {r.peer: r.since for r in db.execute(_SINCE, {"chats": [p.key for p in (peer, *others)]})}
    mine = since[peer.key]
    return now - mine < NEW_FOR and any(since[p.key] < mine for p in others)


def part(db: Connection, peer: Peer, now: float) -> None:
    """This chat is nobody's any more: what was open or offered there is so no longer, nothing more goes there, and soon nothing tells of it."""
    outbox.part(db, peer, now)
    for statement in _PART:
        db.execute(statement, {"chat": peer.key})
    erasure.plan(db, None, [peer.key], now, now + erasure.DAY)
