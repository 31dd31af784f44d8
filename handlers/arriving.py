"""Being let in: a chat becomes somebody's, whoever they are to us by then, and they read what there is for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from bot.domain.roles import RIGHTS, Right, from_commune_up
from bot.story import Here
from bot.talk import Notice, Outgoing, Peer
from handlers import consent
from messages_vi import common
from messages_vi import joining as vi
from messages_vi import linking as linking_vi
from storage import expected, notices, outbox, pairings, people, requests, roles, units
from storage.expected import Known

TOLD = ("thu_ky", "truong_khoi")  # of a block: who hears that somebody has a new phone
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


def take_chats(here: Here, chats: Sequence[Peer], known: Known) -> bool:
    """These chats are this person's from now on, in place of those they had on the same channels; whether they had any.

    ``known`` as they were before. The old chats are told, and the block.
    """
    db, person = here.db, known.person
    before = [p for p in people.linked(db, person) if p not in chats]
    channels = {vi.called(p.channel) for p in chats}
    old = [p for p in before if vi.called(p.channel) in channels]
    for peer in reversed(chats):
        people.join(db, peer, person, here.now)
    for peer in old:
        pairings.part(db, peer, here.now)
    people.prefer(db, person, chats[0])
    expected.come(db, person, here.now)
    notices.person_is_back(db, person)  # there is a way to reach them now
    if known.joined:
        pairings.withdraw(db, person, here.now)  # a code shown in an old chat may have been read by whoever has that phone
        _tell_old_chats(here, known, vi.called(chats[0].channel), old, [p for p in before if p not in old])
        _tell_block(here, known, vi.called(chats[0].channel))
    return bool(old)


def _tell_old_chats(here: Here, known: Known, channel: str, old: Sequence[Peer], others: Sequence[Peer]) -> None:
    """Straight to the chats: as a notice it would go to the new one. After they were parted, which drops what waits for them."""
    who = people.find(here.db, known.person, here.now)
    you = common.address_of(who.address, cadre=from_commune_up(who.roles))
    commune = units.commune_of(here.db, units.get(here.db, known.roles[0][1]))
    whom = vi.ask_whom(units.phones(here.db, commune.path).get("thu_ky") if commune else None)
    told = [(p, vi.moved_away(known.name, channel, whom)) for p in old] + [(p, linking_vi.linked_elsewhere(channel)) for p in others]
    once = f"new phone:{known.person}:{here.now:.3f}"
    out = [(f"{once}:{n}", "request", Outgoing(p, common.spoken_to(text, you))) for n, (p, text) in enumerate(told)]
    outbox.post(here.db, out, 0.0)


def _tell_block(here: Here, known: Known, channel: str) -> None:
    """Those of the block who look after its people, once; whoever has just said yes knows."""
    knows = {known.person, here.who.person.id if here.who.person else 0}
    for key, unit in known.roles[:1]:
        at = units.get(here.db, unit)
        for head in roles.with_right(here.db, Right.LIST, at.path, here.now):
            if head.id not in knows and any(r.key in TOLD and at.path.startswith(r.path) for r in head.roles):
                text = vi.has_new_phone(known.name, vi.as_role(key, at.title), channel)
                told = Notice("request", text, f"new phone:{known.person}:{here.now:.3f}:{head.id}")
                notices.notify(here.db, head.id, told, here.now)


def becomes(here: Here, newcomer: int, known: Known) -> bool:
    """Whom we took for somebody new is this person; whether they had a chat on that channel."""
    parted = take_chats(here, people.linked(here.db, newcomer), known)
    for number in requests.become(here.db, newcomer, known.person, here.now):
        notices.withdraw(here.db, f"request:{number}:")
    return parted


def greeting(db: Connection, known: Known, peer: Peer, *, parted: bool) -> str:
    """To somebody whom we knew before they came here; ``known`` as they were then."""
    if known.joined:
        return vi.new_phone(known.name, vi.called(peer.channel), parted=parted)
    lines = [vi.joined(key, units.get(db, unit).title) for key, unit in known.roles]
    return "\n".join([*lines[:-1], f"{lines[-1]} {vi.kept_as(known.name)}", welcome(key for key, _ in known.roles)])
