"""The door: an invitation code, one's own number or a wish, then the consent; a stranger sees nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.own_names import shown
from bot.domain.roles import Role
from bot.readers import one_of
from bot.story import Action, Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft, Speaker
from handlers import arriving, asking_in, codes, consent, deciding, linking, naming, requests
from handlers.asking_in import Wish
from handlers.deciding import Opened
from handlers.naming import Awaited, Called
from messages_vi import bots as bots_vi
from messages_vi import common
from messages_vi import joining as vi
from messages_vi import linking as linking_vi
from messages_vi import requests as requests_vi
from storage import audit, bots, expected, invitations, roles, units
from storage.expected import Known
from storage.invitations import Invitation

COMMAND, ASK_IN = "batdau", "xinvao"
_CODE = re.compile(r"[\s.\-]*(?:\d[\s.\-]*){8}")


@dataclass(frozen=True)
class Invited:
    """What a code stands for; kept in place of the code itself. ``name``: whom alone it lets in, if anybody.

    ``you``: how they are addressed; ``called``: the name under which somebody new comes in.
    """

    invitation: int
    role: str
    unit: str
    block: str
    phone: str | None
    name: str = ""
    you: str = common.DEFAULT_ADDRESS
    called: Called | None = None


@dataclass(frozen=True)
class Expected:
    """Somebody of a roster who has shown their own number; ``trace``: of the number it was."""

    person: int
    trace: str


@dataclass(frozen=True)
class Facts:
    """``own_name`` "" : a stranger. ``codes``: whether guesses are taken now; ``shares``: whether this phone can hand over its number.

    ``shown``: the name that their app shows, "" for none; ``awaited``: whom the list still expects where their code leads.
    """

    channel: str
    own_name: str
    codes: bool = True
    shares: bool = False
    shown: str = ""
    awaited: tuple[Awaited, ...] = ()


Came = Invited | Expected | Wish | linking.Owner | None


def gather(here: Here, draft: Draft) -> Facts:
    channel, who = here.who.peer.channel, here.who.person
    if who is not None:
        return Facts(channel, who.name)
    kept = draft.values().get("code") or {}
    awaited = naming.awaited(here, kept) if "invitation" in kept else ()
    return Facts(channel, "", not codes.stopped(here), channel in vi.SHARING, shown(here.who.name), awaited)


def tell(ask: Ask, here: Facts) -> Came:
    question = "\n".join([vi.CODE_PLEASE if here.codes else vi.ONLY_ASKING, *([vi.OR_NUMBER] if here.shares else [])])
    stands_for = ask("code", question, codes.Code((vi.SHARE, vi.NO_CODE) if here.shares else (vi.NO_CODE,)))
    if "person" in stands_for:
        return linking.Owner(**stands_for)
    if "asks" in stands_for:
        return asking_in.tell(ask, here.own_name) if _agrees(ask, here, "", consent.of_any_commune(here.channel)) else None
    if "expected" in stands_for:
        return _expected(ask, here, stands_for["expected"])
    return _by_code(ask, here, Invited(**stands_for))


def _by_code(ask: Ask, here: Facts, invited: Invited) -> Invited | None:
    block, channel = invited.block, vi.called(here.channel)
    text = vi.consent(block, channel, vi.ask_whom(invited.phone)) if block else vi.consent_above(channel)
    if not _agrees(ask, here, vi.for_you(invited.name) if invited.name else "", common.spoken_to(text, invited.you)):
        return None
    if here.own_name or invited.name:
        return invited
    return replace(invited, called=naming.tell(ask, here.shown, here.awaited, invited.you))


def _expected(ask: Ask, here: Facts, found: Sequence[Sequence[Any]]) -> Expected | None:
    """(id, name, roles, consent, trace of the number) of each who has this number."""
    by_id = {str(person): rest for person, *rest in found}
    choices = tuple(Choice(i, ", ".join([name, *held])) for i, (name, held, *_) in by_id.items())
    which = ask("who", vi.WHICH_OF, one_of(choices, common.PICK_ONE), assume=next(iter(by_id)) if len(by_id) == 1 else None)
    name, held, text, trace = by_id[which]
    return Expected(int(which), trace) if _agrees(ask, here, vi.found(name, held), text) else None


def _agrees(ask: Ask, here: Facts, before: str, text: str) -> bool:
    """Whoever is here already has agreed."""
    return bool(here.own_name) or consent.ask_for(ask, before, text)


# the end -------------------------------------------------------------------------------------------------------------
def finish(here: Here, _draft: Draft, came: Came) -> Reply:
    """Person, chat, consent and role, all at once; what has run out meanwhile gives nothing."""
    match came:
        case None:
            return Reply(vi.REFUSED)
        case linking.Owner():
            return linking.link(here, came)
        case Wish():
            return _wish(here, came)
        case Expected():
            return _expected_comes(here, came)
        case Invited():
            return _invited(here, came)


def _wish(here: Here, wish: Wish) -> Reply:
    at = units.get(here.db, wish.unit)
    asked = _asks(here, wish.name, Role(asking_in.ROLE, at.id, at.path))
    return Reply(requests_vi.asked(asking_in.with_parent(here.db, at)) if asked else requests_vi.WAITING)


def _asks(here: Here, name: str, role: Role) -> bool:
    """Without a code, or for more than it gives: whoever may give the role is asked. False when that waits already."""
    at = units.get(here.db, role.unit)
    requests.can_be_asked(here, Opened(at, (role,)))
    asking_in.check_wish(here)
    return requests.ask(here, arriving.newcomer(here, name), at, role.key)


def _invited(here: Here, invited: Invited) -> Reply:
    found = invitations.by_id(here.db, invited.invitation, here.now)
    opens = deciding.opened(here.db, found, here.now)
    if found is None or opens is None or not deciding.is_good(here.db, found, opens, here.now):
        raise Invalid(vi.SPENT)
    if why := codes.no_use(here, found, opens):
        raise Invalid(why)
    called = invited.called or Called(shown(here.who.name))
    waits = deciding.needs_yes(here.db, found, opens, here.now)
    if called.person and (asked := _asks_first(here, called.person, opens, waits=waits)) is not None:
        return asked
    if waits:
        requests.can_be_asked(here, opens)
    if not invitations.use(here.db, found.id, here.now):
        raise Invalid(vi.SPENT)
    return _waits(here, found, opens, called) if waits else _enters(here, found, opens, called)


def _asks_first(here: Here, person: int, opens: Opened, *, waits: bool) -> Reply | None:
    """A name opens no more than the code does, and what every member has: for more, whoever may give it says yes. None: it is no more."""
    known = _awaited(here, person)
    held = deciding.held(here.db, known, here.now)
    if not waits and all((r.key, r.unit) in ((opens.role, opens.at.id), (asking_in.ROLE, opens.at.id)) for r in held):
        return None
    asked = _asks(here, known.name, held[0])
    role = vi.as_role(held[0].key, units.get(here.db, held[0].unit).title)
    return Reply(vi.asked_first(role) if asked else requests_vi.WAITING)


def _awaited(here: Here, person: int) -> Known:
    """Somebody of the list who has not come yet."""
    known = expected.find(here.db, person, here.now)
    if known is None or known.joined:
        raise Invalid(vi.TAKEN)
    return known


def _waits(here: Here, found: Invitation, opens: Opened, called: Called) -> Reply:
    person = arriving.newcomer(here, called.name)
    asked = requests.ask(here, person, opens.at, opens.role, found.id)
    return Reply(requests_vi.INVITER_ASKED if asked else requests_vi.WAITING)


def _enters(here: Here, found: Invitation, opens: Opened, called: Called) -> Reply:
    if opens.known is not None:
        return _come(here, opens.known, again=True)
    at, new = opens.at, here.who.person is None
    person = called.person or arriving.newcomer(here, called.name)
    if (given := roles.give(here.db, person, at.id, opens.role, here.now, by=found.made_by)) is not None:
        audit.note(here.db, found.made_by, "gave role", f"role:{given}", at.id, here.now)
    if called.person:
        return _come(here, _awaited(here, person), again=False)
    name = f" {vi.kept_as(called.name)}" if new else ""
    return Reply(f"{vi.joined(opens.role, at.title)}{name}\n{arriving.welcome([opens.role])}")


def _expected_comes(here: Here, came: Expected) -> Reply:
    """Their number may have been corrected since they showed it: then it was somebody else's."""
    known = expected.find(here.db, came.person, here.now)
    if known is not None and codes.trace(known) != came.trace:
        raise Invalid(vi.NUMBER_CORRECTED)
    return _come(here, known, again=False)


def _come(here: Here, known: Known | None, *, again: bool) -> Reply:
    """Somebody whom we know takes this chat: for the first time, or (``again``) in place of the one they had."""
    if known is None or here.who.person is not None:
        raise Invalid(linking_vi.SOMEBODY_ELSES if here.who.person else vi.TAKEN)
    if not (expected.come(here.db, known.person, here.now) or again):
        raise Invalid(vi.TAKEN)
    parted = arriving.take_chats(here, [here.who.peer], known)
    consent.give(here, known.person)
    audit.note(here.db, known.person, "changed person", f"person:{known.person}", known.roles[0][1], here.now)
    return Reply(arriving.greeting(here.db, known, here.who.peer, parted=parted))


# ways in -------------------------------------------------------------------------------------------------------------
def is_code(said: Said) -> bool:
    return is_invitation(said) or linking.is_code(said.text)


def is_invitation(said: Said) -> bool:
    return _CODE.fullmatch(said.text) is not None


def begin(here: Here, _on: str, said: Said) -> Reply:
    """/batdau of somebody who has joined: another code adds a role; without one, how to go on."""
    if len(digits := codes.digits(said)) in (6, 8):
        try:
            codes.check(here, digits)
        except Invalid as why:
            return Reply(str(why))  # nothing is left open: the next words are a report again
        return knock(here, "", said)
    return Reply(f"{vi.ALREADY} {arriving.welcome(r.key for r in here.who.person.roles) if here.who.person else common.WELCOME}")


def ask_in(here: Here, _on: str, _said: Said) -> Reply:
    """/xinvao of somebody whom we know: for those who belong nowhere."""
    if here.who.person is None or not here.who.person.roles:
        return Reply(begin=Begin(COMMAND, heard=(Said(choice=vi.NO_CODE.value),)))
    return Reply(f"{vi.ALREADY} {vi.ANOTHER_PLACE}")


def knock(here: Here, _on: str, said: Said) -> Reply:
    """Whatever a stranger says. A bot that has all its people names the next one, and keeps nothing of who asked."""
    peer = here.who.peer
    if not bots.knows(here.db, peer):
        full = {b.account for b in bots.full(here.db, peer.channel)}
        if peer.account in full:
            others = (b.link for b in bots.listed(here.db, peer.channel) if b.link and b.account not in full)
            return Reply(bots_vi.full(next(others, "")))
        bots.takes_place(here.db, peer)
    return Reply(begin=Begin(COMMAND, heard=(said,)))


def _key(who: Speaker, _about: str) -> str:
    return f"{COMMAND}:{who.peer.key}"


CHECKS = {"code": codes.check, "place": asking_in.check_place}
STORY: Story[Facts, Came] = Story(COMMAND, vi.TITLE, gather, tell, finish, draft=_key, checks=CHECKS)
COMMANDS: dict[str, Action] = {
    COMMAND: requests.once_in(begin),
    ASK_IN: requests.once_in(ask_in),
    "riengtu": consent.privacy,
}
