"""Changing what is known of somebody: their role, its end, telephone number, how they are addressed, their post in the block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.roles import HEADS, POSTS, RIGHTS, Person, Right, may_give
from bot.readers import one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft, Notice, Speaker
from handlers.handover import without_holder
from handlers.members import BLOCK, LISTING, givable, gives_all, keeps_posts, member
from handlers.members_numbers import number_of
from messages_vi import common
from messages_vi import members as vi
from messages_vi.joining import ROLES
from messages_vi.privacy_rights import LEFT
from storage import audit, erasure, handover, notices, people, roles, units
from storage import members as store
from storage.handover import Held
from storage.roles import Member

CHANGE, END, NUMBER, ADDRESS, POST = "doivaitro", "thoivaitro", "suaso", "suaxungho", "chucvu"
_ADDRESSES = (*(Choice(word, word) for word in common.ADDRESSES), vi.BY_ROLE)


def _on_member(story: str) -> Callable[[Here, str, Said], Reply]:
    """A button of somebody's card opens a story about that role, while they may still be seen."""

    def action(here: Here, on: str, _said: Said) -> Reply:
        known = member(here, on) or _own(here, on)
        return Reply(begin=Begin(story, on)) if known else Reply(vi.GONE)

    return action


def _key(story: str) -> Callable[[Speaker, str], str]:
    return lambda who, about: f"{story}:{about}:{who.person.id if who.person else 0}"


def _own(here: Here, row: str) -> Held | None:
    mine = handover.held(here.db, here.who.person.id, here.now) if here.who.person else []
    return next((h for h in mine if str(h.id) == row), None)


def _who(here: Here) -> Person:
    if here.who.person is None:
        raise Invalid(vi.MAY_NOT)
    return here.who.person


def tell(here: Here, person: int, text: str, once: str) -> None:
    """Whoever it concerns hears of it, unless it is the one who speaks, or somebody who has not joined."""
    if person != _who(here).id and people.linked(here.db, person):
        notices.notify(here.db, person, Notice("member", text, f"{once}:{here.now:.3f}"), here.now)


# another role --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Change:
    """A role of somebody, and what it may become."""

    of: Member
    others: tuple[Choice, ...]


def _gather_change(here: Here, draft: Draft) -> Change | None:
    m = member(here, draft.about)
    if m is None or not may_give(_who(here), m.key, m.path) or m.person == _who(here).id:
        return None
    keys = givable(_who(here), units.get(here.db, m.unit))
    return Change(m, tuple(Choice(k, vi.began(ROLES[k])) for k in keys if k != m.key))


def _tell_change(ask: Ask, found: Change | None) -> tuple[Member, str] | None:
    if found is None:
        return None
    m, now = found.of, vi.role_at(found.of.key, found.of.unit_title)
    key = ask("key", vi.which_role(m.name, now), one_of(found.others, vi.PICK))
    ask.confirm("send", vi.check_change(m.name, now, vi.role_at(key, m.unit_title)), vi.YES, {"key": vi.OTHER_ROLE}, vi.SAY_YES)
    return m, key


def _change(here: Here, _draft: Draft, meant: tuple[Member, str] | None) -> Reply:
    """The one ends and the other begins, in one step; a post in the block stays with whoever stays in it."""
    if meant is None or not roles.end(here.db, meant[0].role, here.now):
        raise Invalid(vi.CHANGED)
    m, key = meant
    post = m.post if key in BLOCK else ""
    roles.give(here.db, m.person, m.unit, key, here.now, by=_who(here).id, post=post, until=m.until)
    without_holder(here, m.person)
    audit.note(here.db, _who(here).id, "changed role", f"role:{m.role}", m.unit, here.now)
    after = vi.role_at(key, m.unit_title)
    tell(here, m.person, vi.tell_changed(vi.role_at(m.key, m.unit_title), after), f"role:{m.role}")
    return Reply(vi.changed(m.name, after))


# the end of a role ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Ending:
    """A role that is to end. ``own``: of the one who speaks; ``may``: whether it can; ``last``: its unit has no other head."""

    role: int
    key: str
    person: int
    name: str
    unit: int
    unit_title: str
    own: bool
    may: bool
    last: bool = False
    expected: bool = False  # they have never been here

    @property
    def title(self) -> str:
        return vi.role_at(self.key, self.unit_title)


def _gather_end(here: Here, draft: Draft) -> Ending | None:
    who, row, own = _who(here), draft.about, _own(here, draft.about)
    may = roles.may_be_ended(here.db, who, int(row), here.now)
    if own is not None:
        return Ending(own.id, own.key, who.id, who.name, own.unit, own.unit_title, own=True, may=may)
    m = member(here, row)
    if m is None:
        return None
    return Ending(m.role, m.key, m.person, m.name, m.unit, m.unit_title, own=False, may=may, last=_is_last_head(here, m), expected=not m.joined_at)


def _is_last_head(here: Here, m: Member) -> bool:
    heads = [x for x in roles.members(here.db, _who(here), here.now, unit=m.unit) if x.key == m.key and x.joined_at]
    return m.key in HEADS and all(x.person == m.person for x in heads)


def _tell_end(ask: Ask, found: Ending | None) -> Ending | None:
    if found is not None and found.may:
        leads = not LISTING.isdisjoint(RIGHTS.get(found.key, ()))
        shown = vi.check_own_end(found.title, leads=leads) if found.own else vi.check_end(found.name, found.key, found.unit_title, last=found.last)
        ask.confirm("send", shown, vi.YES, {}, vi.SAY_YES)
    return found


def _end(here: Here, _draft: Draft, found: Ending | None) -> Reply:
    if found is None:
        raise Invalid(vi.CHANGED)
    if not roles.may_be_ended(here.db, _who(here), found.role, here.now):
        raise Invalid(vi.last_head(found.key, found.unit_title) if found.own and found.key in HEADS else vi.MAY_NOT)
    roles.end(here.db, found.role, here.now)
    without_holder(here, found.person)
    audit.note(here.db, _who(here).id, "ended role", f"role:{found.role}", found.unit, here.now)
    if not found.own:
        if found.expected and not roles.of(here.db, {found.person}, here.now):
            erasure.erase(here.db, found.person, LEFT, here.now)  # nothing is kept of somebody who never came
        tell(here, found.person, vi.tell_ended(found.title), f"role:{found.role}")
        return Reply(vi.ended(found.name, found.title))
    for head in _heads(here, found.unit):
        tell(here, head, vi.tell_head_of_end(found.name, found.title), f"role:{found.role}:{head}")
    return Reply(vi.own_ended(found.title))


def _heads(here: Here, unit: int) -> list[int]:
    path = units.get(here.db, unit).path
    listing = roles.with_right(here.db, Right.LIST, path, here.now)
    return [p.id for p in listing if any(r.unit == unit and r.key in HEADS for r in p.roles)]


def leave(here: Here, _on: str, _said: Said) -> Reply:
    """One's own role, by word: anybody may lay one down."""
    mine = handover.held(here.db, here.who.person.id, here.now) if here.who.person else []
    if len(mine) == 1:
        return Reply(begin=Begin(END, str(mine[0].id)))
    choices = tuple(Choice(f"{END}:{h.id}", vi.began(vi.role_at(h.key, h.unit_title))) for h in mine)
    return Reply(vi.WHICH_OF_MINE, choices) if mine else Reply(vi.NO_ROLE)


# number, address, post -----------------------------------------------------------------------------------------------
def _gather_own_or_given(here: Here, draft: Draft) -> Member | None:
    """Somebody whose every role may be given by the one who speaks, since their number lets them in to all; or that one's own."""
    m = member(here, draft.about)
    return m if m and (m.person == _who(here).id or gives_all(here, m)) else None


def _tell_number(ask: Ask, m: Member | None) -> tuple[Member, str] | None:
    if m is None:
        return None
    number = ask("number", vi.ask_number(m.name, m.phone or ""), number_of())
    ask.confirm("send", vi.check_number(m.name, number), vi.YES, {"number": vi.ANOTHER_NUMBER}, vi.SAY_YES)
    return m, number


def _set_number(here: Here, _draft: Draft, meant: tuple[Member, str] | None) -> Reply:
    if meant is None:
        raise Invalid(vi.MAY_NOT)
    m, number = meant
    store.set_phone(here.db, m.person, number)
    audit.note(here.db, _who(here).id, "changed number", f"person:{m.person}", m.unit, here.now)
    tell(here, m.person, vi.tell_number(number, _who(here).name), f"number:{m.person}")
    return Reply(vi.number_set(m.name, number))


def _tell_address(ask: Ask, m: Member | None) -> tuple[Member, str] | None:
    return None if m is None else (m, ask("word", vi.which_address(m.name), one_of(_ADDRESSES, vi.PICK)))


def _set_address(here: Here, _draft: Draft, meant: tuple[Member, str] | None) -> Reply:
    if meant is None:
        raise Invalid(vi.MAY_NOT)
    m, word = meant[0], "" if meant[1] == vi.BY_ROLE.value else meant[1]
    people.set_address(here.db, m.person, word)
    audit.note(here.db, _who(here).id, "changed address", f"person:{m.person}", m.unit, here.now)
    return Reply(vi.address_set(m.name, word))


@dataclass(frozen=True)
class Posting:
    """Somebody of a block, and who holds its posts."""

    of: Member
    posts: tuple[Choice, ...]


def _gather_post(here: Here, draft: Draft) -> Posting | None:
    m = member(here, draft.about)
    if m is None or not keeps_posts(_who(here), m):
        return None
    held = {x.post: x.name for x in roles.members(here.db, _who(here), here.now, unit=m.unit) if x.post and x.role != m.role}
    return Posting(m, (*(vi.post(p, held.get(p, "")) for p in POSTS), vi.NO_POST))


def _tell_post(ask: Ask, found: Posting | None) -> tuple[Member, str] | None:
    return None if found is None else (found.of, ask("post", vi.which_post(found.of.name), one_of(found.posts, vi.PICK)))


def _set_post(here: Here, _draft: Draft, meant: tuple[Member, str] | None) -> Reply:
    if meant is None:
        raise Invalid(vi.MAY_NOT)
    m, post = meant[0], "" if meant[1] == vi.NO_POST.value else meant[1]
    store.set_post(here.db, m.role, m.unit, post)
    audit.note(here.db, _who(here).id, "changed post", f"role:{m.role}", m.unit, here.now)
    return Reply(vi.post_set(m.name, post))


STORIES = (
    Story(CHANGE, vi.CHANGE_TITLE, _gather_change, _tell_change, _change, draft=_key(CHANGE)),
    Story(END, vi.END_TITLE, _gather_end, _tell_end, _end, draft=_key(END)),
    Story(NUMBER, vi.NUMBER_TITLE, _gather_own_or_given, _tell_number, _set_number, draft=_key(NUMBER)),
    Story(ADDRESS, vi.ADDRESS_TITLE, _gather_own_or_given, _tell_address, _set_address, draft=_key(ADDRESS)),
    Story(POST, vi.POST_TITLE, _gather_post, _tell_post, _set_post, draft=_key(POST)),
)
COMMANDS = {END: leave}
VERBS = {s.command: _on_member(s.command) for s in STORIES}
