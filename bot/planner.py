"""Notices become outbox rows: to which chat of the person, when, merged with what. Small: urgent now, the rest in the morning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog
from sqlalchemy import Connection

from bot.domain.roles import from_commune_up
from bot.log import where
from bot.pieces import Limits, fitting
from bot.talk import Choice, Outgoing, Peer
from messages_vi import common as vi
from storage import leases, notices, outbox, people, talks
from storage.engines import DatabaseAway, savepoint
from storage.notices import Due

log = structlog.get_logger(__name__)
MOST_BUTTONS = 8


def plan(db: Connection, limits: Limits, now: float, real: float) -> int:
    """What is due goes to the outbox in this transaction; returns how many notices were looked at."""
    due = notices.due(db, now)
    notices.end(db, [n.id for n in due if n.expired], "expired")
    groups: dict[tuple[object, ...], list[Due]] = {}
    for n in due:
        if not n.expired:
            groups.setdefault((n.person, n.merge_key) if n.merge_key else (n.id,), []).append(n)
    served = leases.served(db, real) if groups else frozenset()
    for group in groups.values():
        try:
            with savepoint(db):
                _send(db, limits, served, group, now, real)
        except DatabaseAway:
            raise
        except Exception as e:
            log.error("planning a notice failed", notice=group[0].id, where=where(e))
            notices.end(db, [n.id for n in group], "failed")
    return len(due)


def _send(db: Connection, limits: Limits, served: frozenset[str], group: Sequence[Due], now: float, real: float) -> None:
    chat = next((p for p in people.chats(db, group[0].person) if f"{p.channel}:{p.account}" in served), None)
    if chat is None:
        notices.wait_for_contact(db, [n.id for n in group])
        return
    who = people.find(db, group[0].person, now)
    you = vi.address_of(who.address, cadre=from_commune_up(who.roles))
    out = _message(db, chat, group, now)
    cut = fitting(replace(out, text=vi.spoken_to(out.text, you)), limits)
    once = f"n:{group[0].once}"
    outbox.post(db, [(f"{once}.{n}" if n else once, group[0].kind, p) for n, p in enumerate(cut)], real)
    notices.end(db, [n.id for n in group], "planned")


def _message(db: Connection, chat: Peer, group: Sequence[Due], now: float) -> Outgoing:
    """One notice as it is; several of one kind under one head, each action with its number."""
    if len(group) == 1:
        text, choices = group[0].text, group[0].choices
    else:
        text = vi.merged([n.text for n in group])
        choices = tuple(c for n in group for c in _named(n))[:MOST_BUTTONS]
    offer = f"a{talks.new_offer(db, chat.key, group[0].act_on, choices, now)}" if choices else ""
    return Outgoing(chat, text, choices, (), offer, tuple(p for n in group for p in n.photos), tuple(f for n in group for f in n.files))


def _named(n: Due) -> list[Choice]:
    """The first action of a notice among others: its label says on what, its value too."""
    return [Choice(f"{c.value}:{n.act_on}", c.typed[:1].upper() + c.typed[1:], c.typed) for c in n.choices[:1]]
