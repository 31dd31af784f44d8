"""Notices become outbox rows: to which chat of the person, when, merged with what. When a bot's month runs out, what can wait gives way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy import Connection

from bot.domain.periods import next_month
from bot.domain.roles import from_commune_up
from bot.log import where
from bot.pieces import Limits, fitting
from bot.talk import Choice, Outgoing, Peer
from messages_vi import common as vi
from messages_vi import common_sparing
from storage import bots, leases, notices, outbox, people, talks
from storage.engines import DatabaseAway, savepoint
from storage.notices import Due

log = structlog.get_logger(__name__)
MOST_BUTTONS = 8
# of a bot's messages of the month: from the first on one message a person and morning carries all that can wait, so that 600 of 3,000
# last fifty people for a week and more; the rest after the second, 150, is for answers and alarms alone
SPARING, HOLDING = bots.NEARLY, 0.95


@dataclass(frozen=True)
class _Round:
    """What a round of planning goes by; ``together``: what shares one message in each chat of a bot that is short of them."""

    db: Connection
    limits: Limits
    now: float
    real: float
    served: frozenset[str]
    used: Mapping[str, float]
    together: dict[Peer, list[Due]] = field(default_factory=dict)


def plan(db: Connection, limits: Limits, now: float, real: float) -> int:
    """What is due goes to the outbox in this transaction; returns how many notices were looked at."""
    due = notices.due(db, now)
    notices.end(db, [n.id for n in due if n.expired], "expired")
    groups: dict[tuple[object, ...], list[Due]] = {}
    for n in due:
        if not n.expired:
            groups.setdefault((n.person, n.merge_key) if n.merge_key else (n.id,), []).append(n)
    if groups:
        round_ = _Round(db, limits, now, real, leases.served(db, real), bots.used(db, real))
        for group in groups.values():
            with _apart(db, group):
                _choose(round_, group)
        for chat, group in round_.together.items():
            with _apart(db, group):
                _send(round_, chat, [_lighter(n) for n in group])
    return len(due)


@contextmanager
def _apart(db: Connection, group: Sequence[Due]) -> Iterator[None]:
    """What fails in here ends these notices, and no others."""
    try:
        with savepoint(db):
            yield
    except DatabaseAway:
        raise
    except Exception as e:
        log.error("planning a notice failed", notice=group[0].id, where=where(e))
        notices.end(db, [n.id for n in group], "failed")


def _choose(r: _Round, group: Sequence[Due]) -> None:
    """Notices of one person: to which of their chats, and whether now."""
    chats = [p for p in people.chats(r.db, group[0].person) if p.sender in r.served]
    if not chats:
        notices.wait_for_contact(r.db, [n.id for n in group])
        return
    used = r.used.get(chats[0].sender, 0.0)
    can_wait = [n for n in group if n.can_wait and used >= SPARING]
    at_once = [n for n in group if n not in can_wait]
    if at_once:
        _send(r, chats[0], at_once)
    if can_wait:
        _spare(r, chats, used, can_wait)


def _spare(r: _Round, chats: Sequence[Peer], used: float, group: Sequence[Due]) -> None:
    """Of what can wait, as little as may be goes by a bot that is short of messages."""
    unlimited = next((p for p in chats if p.sender not in r.used), None)
    if unlimited is not None:
        _send(r, unlimited, group)
    elif used >= HOLDING:
        notices.postpone(r.db, [n.id for n in group], next_month(r.now))
    else:
        r.together.setdefault(chats[0], []).extend(group)


def _lighter(n: Due) -> Due:
    """Without the pictures and files that can be seen by its case's number, each of which would be a message; the words say how."""
    number = next((found[0] for c in n.choices if (found := re.search(r"\d+", c.typed))), "")
    if not number or not (n.photos or n.files):
        return n
    return replace(n, text=f"{n.text}\n{common_sparing.to_be_seen(number)}", photos=(), files=())


def _send(r: _Round, chat: Peer, group: Sequence[Due]) -> None:
    who = people.find(r.db, group[0].person, r.now)
    you = vi.address_of(who.address, cadre=from_commune_up(who.roles))
    out = _message(r.db, chat, group, r.now)
    cut = fitting(replace(out, text=vi.spoken_to(out.text, you)), r.limits)
    once = f"n:{group[0].once}"
    outbox.post(r.db, [(f"{once}.{n}" if n else once, group[0].kind, p) for n, p in enumerate(cut)], r.real)
    notices.end(r.db, [n.id for n in group], "planned")


def _message(db: Connection, chat: Peer, group: Sequence[Due], now: float) -> Outgoing:
    """One notice as it is; several of one kind under one head, each action with its number."""
    if len(group) == 1:
        text, choices = group[0].text, group[0].choices
    else:
        text = vi.merged([n.text for n in group])
        choices = tuple(c for n in group for c in _named(n))[:MOST_BUTTONS]
    offer = f"a{_pushed(db, chat, group[0].act_on, choices, now)}" if choices else ""
    return Outgoing(chat, text, choices, (), offer, tuple(p for n in group for p in n.photos), tuple(f for n in group for f in n.files))


def _pushed(db: Connection, chat: Peer, act_on: str, choices: Sequence[Choice], now: float) -> int:
    made = talks.new_offer(db, chat.key, act_on, choices, now)
    talks.pushed(db, chat.key, made)
    return made


def _named(n: Due) -> list[Choice]:
    """The first action of a notice among others: its label says on what, its value too."""
    told = [(c, f"{c.value}:{n.act_on}" if n.act_on else c.value) for c in n.choices[:1]]
    return [Choice(value, c.typed[:1].upper() + c.typed[1:] or c.label, c.typed) for c, value in told]
