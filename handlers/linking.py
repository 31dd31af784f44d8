"""One person, several chats: a code typed in another chat makes it theirs too; where notices go, and how to undo it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.domain.roles import Person, from_commune_up
from bot.story import Action, Here, Invalid, Reply, Said
from bot.talk import Choice, Notice, Outgoing, Peer
from handlers import whom_to_call
from messages_vi import common
from messages_vi import linking as vi
from messages_vi.joining import CHANNELS, CODE_PLEASE, ask_whom, called, sort_of
from storage import bots, invitations, notices, outbox, pairings, people
from storage.bots import Bot

COMMAND, RECEIVE, UNDO = "ketnoi", "nhantin", "bo"
_CODE = re.compile(r"[\s.\-]*(?:\d[\s.\-]*){6}")


@dataclass(frozen=True)
class Owner:
    """Whose code a stranger has typed; kept in place of the code itself."""

    person: int


def is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def make_code(here: Here, _on: str, _said: Said) -> Reply:
    """/ketnoi: a code to type in another chat; and the chats there are."""
    if here.who.person is None:
        return Reply(CODE_PLEASE)
    six = pairings.make(here.db, here.who.person.id, here.now)
    links = _links_elsewhere(here)
    mine = people.linked(here.db, here.who.person.id)
    if len(mine) == 1:
        return Reply(vi.code(six, links))
    first = people.chats(here.db, here.who.person.id)[0]
    told = vi.in_use([_name(here, p, mine) for p in mine], _name(here, first, mine))
    others = [sort for sort in dict.fromkeys(sort_of(p.channel) for p in mine) if (chats := _others(here, sort)) and not _too_new(here, chats)]
    change = vi.to_change([CHANNELS[sort] for sort in others], comes_here=first == here.who.peer)
    return Reply(f"{vi.code(six, links)}\n{told} {change}", tuple(map(_undo, others)))


def _links_elsewhere(here: Here) -> list[tuple[str, str]]:
    """What opens a chat with us on the other channels: (channel, link) of the first bot of each that still takes people."""
    open_ = [b for b in taking_people(here.db) if b.channel != here.who.peer.channel]
    return [(CHANNELS[sort], next(b.link for b in open_ if sort_of(b.channel) == sort)) for sort in dict.fromkeys(sort_of(b.channel) for b in open_)]


def taking_people(db: Connection) -> list[Bot]:
    """The bots that still take people, and whose link is known."""
    full = {b.name for b, people in bots.crowds(db) if people >= b.people}
    return [b for b in bots.listed(db) if b.link and b.name not in full]


def check(here: Here, code: str) -> dict[str, Any]:
    """What six digits stand for. They are used up only by a stranger; to anybody else Invalid says why they are no use here."""
    who = here.who.person
    owner = pairings.owner(here.db, code, here.now) if who else pairings.use(here.db, code, here.now)
    if owner is None:
        invitations.wrong(here.db, here.who.peer, here.now)
        raise Invalid(vi.WRONG_CODE)
    if who is not None:
        raise Invalid(vi.OWN_CODE if owner == who.id else vi.SOMEBODY_ELSES)
    return {"person": owner}


def link(here: Here, owner: Owner) -> Reply:
    """This chat becomes theirs too. Notices go on going where they went until the question here is answered."""
    me, sort = here.who.peer, sort_of(here.who.peer.channel)
    before = people.chats(here.db, owner.person)
    people.join(here.db, me, owner.person, here.now)
    people.prefer(here.db, owner.person, (before or [me])[0])
    if before:
        once = f"linked:{owner.person}:{me.key}:{here.now:.3f}"
        notices.notify(here.db, owner.person, Notice("linked", vi.linked_elsewhere(CHANNELS[sort]), once, (_undo(sort),)), here.now)
    for peer in people.linked(here.db, owner.person):
        if peer not in (me, *before):
            outbox.hand_back(here.db, peer, here.now)
    notices.person_is_back(here.db, owner.person)
    return _ask_where(here, owner.person)


def _ask_where(here: Here, person: int) -> Reply:
    mine, who = people.linked(here.db, person), people.find(here.db, person, here.now)
    there, chats = next((_name(here, p, mine) for p in mine if p != here.who.peer), ""), people.chats(here.db, person)
    you = common.address_of(who.address, cadre=from_commune_up(who.roles))  # the turn still takes them for a stranger
    told = vi.linked(who.name, called(here.who.peer.channel), there)
    if len(chats) == 1:
        return Reply(common.spoken_to(told, you))
    return Reply(common.spoken_to(f"{told}\n{vi.WHERE_TO}", you), tuple(Choice(f"{RECEIVE}:{p.key}", _name(here, p, mine)) for p in chats))


def receive(here: Here, on: str, _said: Said) -> Reply:
    """Notices come to this chat (/nhantin), or to the one of the person's that they chose (``on``)."""
    peer = Peer.of(on) if on else here.who.peer
    if here.who.person is None or peer not in people.chats(here.db, here.who.person.id):
        return Reply(common.OLD_BUTTON)
    people.prefer(here.db, here.who.person.id, peer)
    return Reply(vi.notices_come_to(_name(here, peer, people.linked(here.db, here.who.person.id))))


def _receive_at(sort: str, here: Here, on: str, said: Said) -> Reply:
    """Notices come to the person's chat of this channel, the one being spoken in before any other."""
    if here.who.person is None:
        return Reply(CODE_PLEASE)
    there = [p for p in people.chats(here.db, here.who.person.id) if sort_of(p.channel) == sort]
    if not there:
        return Reply(vi.not_linked(CHANNELS[sort]))
    return receive(here, (here.who.peer if here.who.peer in there else there[0]).key, said)


def _part(sort: str, here: Here, _on: str, _said: Said) -> Reply:
    """/bozalo and the like: the person's other chats of this channel are nobody's any more; never the one being spoken in."""
    if here.who.person is None:
        return Reply(CODE_PLEASE)
    person, name = here.who.person.id, CHANNELS[sort]
    others = _others(here, sort)
    if not others:
        return Reply(vi.not_from_here(name) if sort_of(here.who.peer.channel) == sort else vi.not_linked(name))
    if _too_new(here, others):
        return Reply(vi.too_new(name, ask_whom(whom_to_call.secretary(here))))
    reached = [p for p in people.chats(here.db, person) if p in others]
    pairings.withdraw(here.db, person, here.now)  # a code shown there may have been read by whoever has that phone
    for peer in others:
        pairings.part(here.db, peer, here.now)
    people.prefer(here.db, person, people.linked(here.db, person)[0])
    _say_last(here, here.who.person, reached)
    return Reply(vi.undone(name))


def _others(here: Here, sort: str) -> list[Peer]:
    """The speaker's other chats of this channel."""
    mine = people.linked(here.db, here.who.person.id) if here.who.person else []
    return [p for p in mine if p != here.who.peer and sort_of(p.channel) == sort]


def _too_new(here: Here, others: Sequence[Peer]) -> bool:
    return pairings.too_new(here.db, here.who.peer, others, here.now)


def _say_last(here: Here, who: Person, chats: Sequence[Peer]) -> None:
    """Straight to the chats that were parted: as a notice it would go to one that is still the person's."""
    you, whom = common.address_of(who.address, cadre=from_commune_up(who.roles)), ask_whom(whom_to_call.secretary(here))
    out = [Outgoing(p, common.spoken_to(vi.parted(who.name, called(p.channel), whom), you)) for p in chats]
    outbox.post(here.db, [(f"parted:{who.id}:{here.now:.3f}:{n}", "linked", o) for n, o in enumerate(out)], 0.0)


def _undo(sort: str) -> Choice:
    return vi.undo(CHANNELS[sort], f"/{UNDO}{sort}")


def _name(here: Here, peer: Peer, mine: Sequence[Peer]) -> str:
    """What to call one of a person's chats: by its channel, and which one where there are several of it."""
    name = called(peer.channel)
    alike = sorted((p for p in mine if sort_of(p.channel) == sort_of(peer.channel)), key=lambda p: p.key)
    if len(alike) == 1:
        return name
    return vi.this(name) if peer == here.who.peer else vi.another(name, 1 + [p for p in alike if p != here.who.peer].index(peer))


COMMANDS: dict[str, Action] = {
    COMMAND: make_code,
    RECEIVE: receive,
    **{f"{RECEIVE}{sort}": partial(_receive_at, sort) for sort in CHANNELS},
    **{f"{UNDO}{sort}": partial(_part, sort) for sort in CHANNELS},
}
VERBS = {RECEIVE: receive}
