"""Notices become outbox rows: to which chat of the person, when, merged with what. When a bot's month runs out, what can wait gives way."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy import Connection

from bot.domain.periods import next_month
from bot.domain.roles import Person, from_commune_up
from bot.log import where
from bot.pieces import Limits, fitting
from bot.talk import Choice, Outgoing, Peer
from messages_vi import common as vi
from storage import bots, leases, notices, outbox, people, talks
from storage.engines import DatabaseAway, savepoint
from storage.notices import Due

log = structlog.get_logger(__name__)
MOST_BUTTONS = 8
# of a bot's messages of the month: from the first on one message a person and morning carries all that can wait, so that 600 of 3,000
# last fifty people for a week and more; the rest after the second, 150, is for answers and alarms alone
SPARING, HOLDING = bots.NEARLY, 0.95


@dataclass
class _Planned:
    """What is to be written; several rows at once cost little more than one."""

    posts: list[tuple[str, str, Outgoing]] = field(default_factory=list)
    planned: list[int] = field(default_factory=list)
    unreachable: list[int] = field(default_factory=list)
    pushed: dict[str, int] = field(default_factory=dict)  # the last list shown in each chat; negative: with words after it, 0: words alone

    def take_over(self, other: _Planned) -> None:
        self.posts += other.posts
        self.planned += other.planned
        self.unreachable += other.unreachable
        self.pushed |= {chat: list_ or -abs(self.pushed.get(chat, 0)) for chat, list_ in other.pushed.items()}

    def write(self, db: Connection, real: float) -> None:
        outbox.post(db, self.posts, real)
        talks.pushed(db, self.pushed)
        notices.end(db, self.planned, "planned")
        notices.wait_for_contact(db, self.unreachable)


@dataclass(frozen=True)
class _Round:
    """What a round of planning goes by; ``together``: what shares one message in each chat of a bot that is short of them."""

    db: Connection
    limits: Limits
    now: float
    people: Mapping[int, Person]
    chats: Mapping[int, Sequence[Peer]]  # of each person, those that some living process sends to
    used: Mapping[str, float]
    done: _Planned = field(default_factory=_Planned)
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
        round_ = _round(db, limits, {g[0].person for g in groups.values()}, now, real)
        for group in groups.values():
            with _apart(round_, group) as mine:
                _choose(round_, group, mine)
        for chat, group in round_.together.items():
            with _apart(round_, group) as mine:
                _send(round_, chat, [_lighter(n) for n in group], mine)
        round_.done.write(db, real)
    return len(due)


def _round(db: Connection, limits: Limits, whom: Collection[int], now: float, real: float) -> _Round:
    served, chats = leases.served(db, real), people.chats_of(db, whom)
    reached = {person: [p for p in found if p.sender in served] for person, found in chats.items()}
    return _Round(db, limits, now, people.find_all(db, whom, now), reached, bots.used(db, real))


@contextmanager
def _apart(r: _Round, group: Sequence[Due]) -> Iterator[_Planned]:
    """What fails in here ends these notices, and no others."""
    mine = _Planned()
    try:
        with savepoint(r.db):
            yield mine
    except DatabaseAway:
        raise
    except Exception as e:
        log.error("planning a notice failed", notice=group[0].id, where=where(e))
        notices.end(r.db, [n.id for n in group], "failed")
    else:
        r.done.take_over(mine)


def _choose(r: _Round, group: Sequence[Due], mine: _Planned) -> None:
    """Notices of one person: to which of their chats, and whether now."""
    chats = r.chats.get(group[0].person, ())
    if not chats:
        mine.unreachable += [n.id for n in group]
        return
    used = r.used.get(chats[0].sender, 0.0)
    can_wait = [n for n in group if n.can_wait and used >= SPARING]
    at_once = [n for n in group if n not in can_wait]
    if at_once:
        _send(r, chats[0], at_once, mine)
    if can_wait:
        _spare(r, chats, used, can_wait, mine)


def _spare(r: _Round, chats: Sequence[Peer], used: float, group: Sequence[Due], mine: _Planned) -> None:
    """Of what can wait, as little as may be goes by a bot that is short of messages."""
    unlimited = next((p for p in chats if p.sender not in r.used), None)
    if unlimited is not None:
        _send(r, unlimited, group, mine)
    elif used >= HOLDING:
        notices.postpone(r.db, [n.id for n in group], next_month(r.now))
    else:
        r.together.setdefault(chats[0], []).extend(group)


def _lighter(n: Due) -> Due:
    """Without the pictures and files that can be seen by its case's number, each of which would be a message; the words say how."""
    number = next((found[0] for c in n.choices if (found := re.search(r"\d+", c.typed))), "")
    if not number or not (n.photos or n.files):
        return n
    return replace(n, text=f"{n.text}\n{vi.to_be_seen(number)}", photos=(), files=())


def _send(r: _Round, chat: Peer, group: Sequence[Due], mine: _Planned) -> None:
    who = r.people[group[0].person]
    you = vi.address_of(who.address, cadre=from_commune_up(who.roles))
    out = _message(r, chat, group, mine)
    cut = fitting(replace(out, text=vi.spoken_to(out.text, you)), r.limits)
    once = f"n:{group[0].once}"
    mine.posts += [(f"{once}.{n}" if n else once, group[0].kind, p) for n, p in enumerate(cut)]
    mine.planned += [n.id for n in group]


def _message(r: _Round, chat: Peer, group: Sequence[Due], mine: _Planned) -> Outgoing:
    """One notice as it is; several of one kind under one head, each action with its number."""
    if len(group) == 1:
        text, choices = group[0].text, group[0].choices
    else:
        text = vi.merged([n.text for n in group])
        choices = tuple(c for n in group for c in _named(n))[:MOST_BUTTONS]
    if choices:
        mine.pushed[chat.key] = talks.new_offer(r.db, chat.key, group[0].act_on, choices, r.now)
        offer = f"a{mine.pushed[chat.key]}"
    else:
        mine.pushed[chat.key], offer = -abs(mine.pushed.get(chat.key, 0)), ""
    photos, files = tuple(p for n in group for p in n.photos), tuple(f for n in group for f in n.files)
    return Outgoing(chat, text, choices, (), offer, photos, files, about=tuple(one for n in group for one in n.about or (n.act_on,)))


def _named(n: Due) -> list[Choice]:
    """The first action of a notice among others: its label says on what, its value too."""
    told = [(c, f"{c.value}:{n.act_on}" if n.act_on else c.value) for c in n.choices[:1]]
    return [Choice(value, c.typed[:1].upper() + c.typed[1:] or c.label, c.typed) for c, value in told]
