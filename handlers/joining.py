"""The door: the invitation code first, then the consent; a stranger without a code sees nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from bot.domain.roles import RIGHTS, Right
from bot.domain.vietnamese import words
from bot.readers import one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story, Whole
from bot.talk import Draft, Speaker
from handlers import linking
from messages_vi import bots as bots_vi
from messages_vi import common
from messages_vi import joining as vi
from storage import bots, invitations, notices, people, units

COMMAND = "batdau"
_RUN = re.compile(r"\d(?:[\s.\-]*\d)*")
_CODE = re.compile(r"[\s.\-]*(?:\d[\s.\-]*){8}")


@dataclass(frozen=True)
class Invited:
    """What a code stands for; kept in place of the code itself."""

    invitation: int
    role: str
    unit: str
    block: str
    phone: str | None


@dataclass(frozen=True)
class Facts:
    channel: str
    known: bool


def gather(here: Here, _draft: Draft) -> Facts:
    return Facts(vi.CHANNELS[here.who.peer.channel.partition("_")[0]], here.who.person is not None)


def tell(ask: Ask, here: Facts) -> Invited | linking.Owner | None:
    stands_for = ask("code", vi.CODE_PLEASE, _Code())
    if "person" in stands_for:
        return linking.Owner(**stands_for)
    invited = Invited(**stands_for)
    if here.known:
        return invited
    asked = vi.consent(invited.block, here.channel, vi.ask_whom(invited.phone)) if invited.block else vi.consent_above(here.channel)
    return invited if ask("consent", asked, _Consent((vi.AGREE, vi.REFUSE), vi.PICK)) == "yes" else None


class _Code(Whole):
    """Eight digits, or the six of somebody who has joined elsewhere, whatever is around them; what is kept is what the check makes of them."""

    choices = ()

    def hear(self, said: Said, before: Any) -> str:
        digits = _digits(said)
        if len(digits) in (6, 8):
            return digits
        raise Invalid(vi.WRONG_CODE if digits else vi.GREETING)

    def value(self, kept: Any) -> dict[str, Any]:
        return dict(kept)


@dataclass(frozen=True)
class _Consent(one_of):
    """Yes or no, also with the small words that people put around them."""

    @override
    def hear(self, said: Said, before: Any) -> str:
        bare = " ".join(w for w in words(said.text) if w not in common.PARTICLES | vi.AROUND)
        return self.value(said.choice or vi.MEANT.get(bare))


def check_code(here: Here, code: str) -> dict[str, Any]:
    """Guesses are slowed per chat and in all; the answer never says which part was wrong."""
    if invitations.too_many_here(here.db, here.who.peer, here.now):
        raise Invalid(vi.TOO_MANY)
    if invitations.too_many_in_all(here.db, here.now):
        raise Invalid(vi.TOO_MANY_TODAY)
    if linking.is_code(code):
        return linking.check(here, code)
    found = invitations.by_code(here.db, code, here.now)
    if found is None:
        invitations.wrong(here.db, here.who.peer, here.now)
        raise Invalid(vi.WRONG_CODE)
    at = units.get(here.db, found.unit)
    commune = units.commune_of(here.db, at)
    phone = units.phones(here.db, at.path).get("thu_ky")
    return {"invitation": found.id, "role": found.role, "unit": at.title, "block": commune.title if commune else "", "phone": phone}


def finish(here: Here, _draft: Draft, invited: Invited | linking.Owner | None) -> Reply:
    """Person, chat, consent and role, all at once; an invitation that has run out meanwhile gives nothing."""
    if invited is None:
        return Reply(vi.REFUSED)
    if isinstance(invited, linking.Owner):
        return linking.link(here, invited)
    found = invitations.by_id(here.db, invited.invitation, here.now)
    if found is None or not invitations.use(here.db, found.id):
        raise Invalid(vi.SPENT)
    person = here.who.person.id if here.who.person else None
    if person is None:
        person = people.add(here.db, here.who.name or vi.ROLES[found.role], here.now)
        people.join(here.db, here.who.peer, person, here.now)
        people.consented(here.db, person, vi.VERSION, here.now)
    notices.person_is_back(here.db, person)  # there is a way to reach them now
    people.give_role(here.db, person, found.unit, found.role, here.now)
    return Reply(f"{vi.joined(invited.role, invited.unit)}\n{_welcome([found.role])}")


_WELCOMES = (
    (Right.ALERTED, vi.NEW_CASES),
    (Right.HANDLE, vi.CAN_HANDLE),
    (Right.REPORT, common.WELCOME),
    (Right.READ, vi.CAN_READ),
    (Right.ALERTED_RED, vi.URGENT_CASES),
    (Right.OPERATE, vi.BOTS_RUN_OUT),
)


def _welcome(roles: Iterable[str]) -> str:
    """What there is for somebody with these roles."""
    rights = frozenset().union(*(RIGHTS.get(key, frozenset()) for key in roles))
    return next((text for right, text in _WELCOMES if right in rights), common.WELCOME)


def is_code(said: Said) -> bool:
    return is_invitation(said) or linking.is_code(said.text)


def is_invitation(said: Said) -> bool:
    return _CODE.fullmatch(said.text) is not None


def _digits(said: Said) -> str:
    """The code among the words, else all the digits there are."""
    runs = ["".join(filter(str.isdecimal, run)) for run in _RUN.findall(said.text)]
    return next((run for length in (8, 6) for run in runs if len(run) == length), "".join(runs))


def begin(here: Here, _on: str, said: Said) -> Reply:
    """/batdau of somebody who has joined: another code adds a role; without one, how to go on."""
    if len(digits := _digits(said)) in (6, 8):
        try:
            check_code(here, digits)
        except Invalid as why:
            return Reply(str(why))  # nothing is left open: the next words are a report again
        return knock(here, "", said)
    return Reply(f"{vi.ALREADY} {_welcome(r.key for r in here.who.person.roles) if here.who.person else common.WELCOME}")


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


def privacy(here: Here, _on: str, _said: Said) -> Reply:
    """/riengtu: what was agreed to, for reading again."""
    roles = here.who.person.roles if here.who.person else ()
    commune = next((c for r in roles if (c := units.commune_of(here.db, units.get(here.db, r.unit))) is not None), None)
    channel = vi.CHANNELS[here.who.peer.channel.partition("_")[0]]
    if commune is None:
        return Reply(vi.consent_above(channel))
    return Reply(vi.consent(commune.title, channel, vi.ask_whom(units.phones(here.db, commune.path).get("thu_ky"))))


def _key(who: Speaker, _about: str) -> str:
    return f"{COMMAND}:{who.peer.key}"


STORY: Story[Facts, Invited | linking.Owner | None] = Story(COMMAND, vi.TITLE, gather, tell, finish, draft=_key, checks={"code": check_code})
