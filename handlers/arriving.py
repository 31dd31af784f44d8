"""Being let in: a chat becomes somebody's, whoever they are to us by then, and they read what there is for them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from bot.domain.roles import RIGHTS, Right
from bot.story import Here
from bot.talk import Peer
from handlers import consent
from messages_vi import common
from messages_vi import joining as vi
from storage import expected, notices, pairings, people, requests, units
from storage.expected import Known

_WELCOMES = (
    (Right.ALERTED, vi.NEW_CASES),
    (Right.HANDLE, vi.CAN_HANDLE),
    (Right.REPORT, common.WELCOME),
    (Right.READ, vi.CAN_READ),
    (Right.ALERTED_RED, vi.URGENT_CASES),
    (Right.OPERATE, vi.BOTS_RUN_OUT),
)


def welcome(keys: Iterable[str]) -> str:
    """What there is for somebody with these roles."""
    rights = frozenset().union(*(RIGHTS.get(key, frozenset()) for key in keys))
    return next((text for right, text in _WELCOMES if right in rights), common.WELCOME)


def newcomer(here: Here, name: str) -> int:
    """The speaker, who has agreed; made known to us if they are not."""
    if here.who.person is not None:
        return here.who.person.id
    person = people.add(here.db, name, here.now)
    people.join(here.db, here.who.peer, person, here.now)
    consent.give(here, person)
    return person


def take_chat(db: Connection, peer: Peer, person: int, now: float) -> bool:
    """This chat is this person's from now on, in place of those they had on its channel; whether they had any."""
    before = [p for p in people.linked(db, person) if p != peer and consent.channel_of(p.channel) == consent.channel_of(peer.channel)]
    people.join(db, peer, person, now)
    for old in before:
        pairings.part(db, old, now)
    people.prefer(db, person, peer)
    expected.come(db, person, now)
    notices.person_is_back(db, person)  # there is a way to reach them now
    return bool(before)


def becomes(db: Connection, newcomer: int, person: int, now: float) -> bool:
    """Whom we took for somebody new is this person; whether they had a chat on that channel."""
    parted = [take_chat(db, peer, person, now) for peer in reversed(people.linked(db, newcomer))]
    requests.become(db, newcomer, person)
    return any(parted)


def greeting(db: Connection, known: Known, peer: Peer, *, parted: bool) -> str:
    """To somebody whom we knew before they came here; ``known`` as they were then."""
    if known.joined:
        return vi.new_phone(known.name, consent.channel_of(peer.channel), parted=parted)
    lines = [vi.joined(key, units.get(db, unit).title) for key, unit in known.roles]
    return "\n".join([*lines, welcome(key for key, _ in known.roles)])
