"""One's own name, telephone number and form of address, corrected by oneself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from bot.domain.own_names import is_name, spaced
from bot.domain.roles import from_commune_up
from bot.readers import one_of
from bot.story import Action, Ask, Begin, Here, Invalid, Reply, Said, Story, Whole
from bot.talk import Choice, Draft
from handlers import rights
from handlers.members_numbers import number_of
from messages_vi import common
from messages_vi import privacy_rights as vi
from messages_vi.kinds import alarming
from storage import audit, members, own_data, people, rights_requests

CORRECT = "suacuatoi"
NAME, PHONE, ADDRESS = "name", "phone", "address"
_ADDRESSES = (*(Choice(word, word) for word in common.ADDRESSES), vi.BY_ROLE)


@dataclass(frozen=True)
class Facts:
    """What is to be corrected, and how it reads now."""

    what: str
    now: str


@dataclass(frozen=True)
class _Name(Whole):
    """Letters, as names are written."""

    choices: tuple[Choice, ...] = ()

    def hear(self, said: Said, before: Any) -> str:
        return self.value("" if alarming(said.text) else spaced(said.text))

    def value(self, kept: Any) -> str:
        if not isinstance(kept, str) or not is_name(kept):
            raise Invalid(vi.NO_NAME)
        return kept


@dataclass(frozen=True)
class _Phone(number_of):
    """A number, or none any more."""

    @override
    def hear(self, said: Said, before: object) -> str:
        return vi.NO_PHONE.value if said.choice == vi.NO_PHONE.value else super().hear(said, before)

    @override
    def value(self, kept: object) -> str:
        return "" if kept == vi.NO_PHONE.value else super().value(kept)


def gather(here: Here, draft: Draft) -> Facts:
    who = here.who.person
    assert who is not None
    about = own_data.about(here.db, who.id)
    return Facts(draft.about, about.phone if draft.about == PHONE else about.name)


def tell(ask: Ask, here: Facts) -> str:
    if here.what == ADDRESS:
        word = ask(ADDRESS, vi.WHICH_ADDRESS, one_of(_ADDRESSES, common.PICK_ONE))
        return "" if word == vi.BY_ROLE.value else word
    if here.what == NAME:
        new = ask(NAME, vi.ask_name(here.now), _Name())
        ask.confirm("send", vi.check_name(new), vi.YES, {NAME: vi.CHANGE}, vi.SAY_YES)
        return new
    new = ask(PHONE, vi.ask_phone(here.now), _Phone(choices=(vi.NO_PHONE,) if here.now else ()))
    ask.confirm("send", vi.check_phone(new), vi.YES, {PHONE: vi.CHANGE}, vi.SAY_YES)
    return new


def finish(here: Here, draft: Draft, new: str) -> Reply:
    who = here.who.person
    assert who is not None
    rights_requests.add(here.db, who.id, "sua", here.now, rights.due(here.db, here.now), done=True)
    audit.note(here.db, who.id, f"changed {'number' if draft.about == PHONE else draft.about}", f"person:{who.id}", None, here.now)
    if draft.about == NAME:
        people.set_name(here.db, who.id, new)
        return Reply(vi.name_set(new))
    if draft.about == PHONE:
        members.set_phone(here.db, who.id, new or None)
        return Reply(vi.phone_set(new))
    people.set_address(here.db, who.id, new)
    you = common.address_of(new, cadre=from_commune_up(who.roles))  # the turn still speaks as before
    return Reply(common.spoken_to(vi.ADDRESS_SET, you))


def _begin(what: str) -> Action:
    def begin(_here: Here, _on: str, _said: Said) -> Reply:
        return Reply(begin=Begin(CORRECT, what))

    return begin


STORY: Story[Facts, str] = Story(
    CORRECT, vi.CORRECT_TITLE, gather, tell, finish, draft=lambda who, about: f"{CORRECT}:{about}:{who.person.id if who.person else 0}"
)
COMMANDS = {"suaten": _begin(NAME), "suadienthoai": _begin(PHONE), "suacachgoi": _begin(ADDRESS)}
