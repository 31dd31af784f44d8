"""Entering a report for somebody else: for whom is asked here, then it is told as any report, and the case says who typed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from bot.domain.roles import TEAM_ROLES, Person, Right, may
from bot.domain.vietnamese import words
from bot.readers import Account
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft, Notice
from handlers.choosing import one_of_many, said_besides
from handlers.in_the_province import account_from_here
from messages_vi import absence as absence_vi
from messages_vi import on_behalf as vi
from messages_vi import report as report_vi
from messages_vi.joining import ROLES
from messages_vi.kinds import alarming
from storage import notices, people, roles, units
from storage.roles import Member
from storage.units import Unit

COMMAND = "nhapho"
REPORTING = "baoviec"  # the story it goes on in
_HEADS = ("to_truong", "to_pho")
_NOBODY = "0"  # stands for whom nobody names
MOST_AT_ONCE = 10  # pictures
_PLACE = "at "  # before a place that is named where a person is asked for
_TOLD = account_from_here(
    report_vi.DONE, vi.TELL_FIRST, report_vi.TOO_LONG, vi.TELL_FIRST, vi.TELL_FIRST, report_vi.tells_nothing, report_vi.asks_for_else, in_one=True
)


@dataclass(frozen=True)
class Whose:
    """Whose report it is: a person of a place, in a role; ``by``: who types it for them. ``name`` "" : no person is named, ``by`` answers for it."""

    place: Unit
    role: str
    person: int
    name: str
    by: int | None = None


@dataclass(frozen=True)
class Facts:
    hamlets: tuple[Unit, ...]
    members: Mapping[int, tuple[Member, ...]]  # of each of them


# who may, and for whom -----------------------------------------------------------------------------------------------
def hamlets(db: Connection, who: Person) -> list[Unit]:
    """Those for whose people this person may enter reports today: below where they handle cases, and whose team they lead."""
    found: dict[int, Unit] = {}
    for role in who.roles:
        if role.key in _HEADS or may(who, Right.HANDLE, role.path):
            for place in units.heirs(db, role.unit):
                found |= {u.id: u for u in _hamlets_of(db, place)}
    return list(found.values())


def _hamlets_of(db: Connection, place: Unit) -> list[Unit]:
    return [place] if place.level == "thon" else [u for below in units.children(db, place.id) for u in _hamlets_of(db, below)]


def meant(db: Connection, who: Person | None, about: str, now: float) -> Whose | None:
    """Whose report it is, by what the draft is about ("unit:person"); None: one may enter nothing for them, or not any more."""
    unit, _, person = about.partition(":")
    after = {u.id for u in units.heirs(db, int(unit))}
    places = [u for u in hamlets(db, who) if u.id in after] if who else []
    if who is None or len(places) != 1:
        return None
    if person == _NOBODY:
        return Whose(places[0], _own_role(who, places[0]), who.id, "", who.id)
    found = next((m for m in _team(db, who, now) if m.unit == places[0].id and str(m.person) == person), None)
    return Whose(places[0], found.key, found.person, found.name, who.id) if found else None


def _own_role(who: Person, place: Unit) -> str:
    return next((r.key for r in who.roles if place.path.startswith(r.path)), who.roles[0].key)


def _team(db: Connection, who: Person, now: float) -> list[Member]:
    """Those of the teams this person sees, whoever is only expected too; not themselves."""
    return [m for m in roles.members(db, who, now) if m.key in TEAM_ROLES and m.person != who.id]


# the story -----------------------------------------------------------------------------------------------------------
def gather(here: Here, _draft: Draft) -> Facts:
    who = here.who.person
    if who is None:
        return Facts((), {})
    places, team = hamlets(here.db, who), _team(here.db, who, here.now)
    return Facts(tuple(places), {p.id: tuple({m.person: m for m in team if m.unit == p.id}.values()) for p in places})


def tell(ask: Ask, here: Facts) -> tuple[str, Account] | None:
    """What the report is about, and what is told; None where there is no place left."""
    titles = {str(u.id): u.title for u in here.hamlets}
    if not titles:
        return None
    pictures, voices = _media(ask)
    _move(ask)
    unit = _hamlet(ask, titles) if len(titles) > 1 else next(iter(titles))
    names = {str(m.person): m.name for m in here.members[int(unit)]}
    listed = [Choice(str(m.person), vi.member(m.name, ROLES[m.key], joined=m.joined_at > 0)) for m in here.members[int(unit)]]
    others = {_PLACE + u: title for u, title in titles.items() if len(titles) > 1}
    find = partial(_named, names, others)
    question = vi.for_whom(titles[unit], _words(ask), several=len(titles) > 1)
    whom = one_of_many(ask, "whom", question, listed, (vi.A_CITIZEN,), vi.PICK, find, frozenset(others), partial(_apart, find), media=True)
    ask.say(vi.entering_for(names.get(whom, ""), titles[unit]))
    said = _words(ask)
    told = ask("told", vi.TELL_ME, _TOLD, assume=Account((said,) if said else ()) if said or voices else None)
    told = replace(told, photos=(*pictures, *told.photos), voices=(*voices, *told.voices))
    return f"{unit}:{_NOBODY if whom == vi.A_CITIZEN.value else whom}", told


def _media(ask: Ask) -> tuple[list[int], list[int]]:
    """Pictures and voice that came before it was known for whom; apart from that answer, which may be taken back."""
    came: dict[str, list[int]] = {"photos": [], "voices": [], **(ask.kept("media") or {})}
    for key in ("unit", "whom"):
        kept = ask.kept(key)
        if isinstance(kept, Mapping) and came.keys() & kept.keys():
            came = {sort: [*ids, *kept.get(sort, ())] for sort, ids in came.items()}
            ask.replace("media", came)
            ask.replace(key, {k: v for k, v in kept.items() if k not in came})
    return came["photos"], came["voices"]


def _move(ask: Ask) -> None:
    """A place named where a person is asked for takes the place of the one that was chosen; what was told meanwhile stays."""
    kept = ask.kept("whom")
    meant = kept.get("value") if isinstance(kept, Mapping) else kept
    if isinstance(meant, str) and meant.startswith(_PLACE):
        said, unit = _words(ask), meant.removeprefix(_PLACE)
        ask.replace("unit", {"value": unit, "besides": said} if said else unit)
        ask.replace("whom", None)


def _words(ask: Ask) -> str:
    """What was told before it was known for whom."""
    return "\n".join(said for key in ("unit", "whom") if (said := said_besides(ask, key)))


def _hamlet(ask: Ask, titles: Mapping[str, str]) -> str:
    listed, find = [Choice(*u) for u in titles.items()], partial(_called, titles)
    said = said_besides(ask, "unit") or ""
    return one_of_many(ask, "unit", vi.which_hamlet(said), listed, (), vi.PICK, find, apart=partial(_apart, find), media=True)


def _called(titles: Mapping[str, str], typed: str) -> str | None:
    """By its title, or the end of it."""
    said = words(typed.removeprefix(vi.AT))
    fits = [unit for unit, title in titles.items() if said and words(title)[-len(said) :] == said]
    return fits[0] if len(fits) == 1 else None


def _named(names: Mapping[str, str], places: Mapping[str, str], typed: str) -> str | None:
    """Somebody there, or another place."""
    return absence_vi.named(typed, names) or _called(places, typed)


def _apart(find: Callable[[str], str | None], text: str) -> tuple[str, str | None]:
    """Words for whom or where, and what they tell besides; of danger is told elsewhere."""
    first, rest = vi.first_and_rest(text)
    if find(text) is None and not alarming(text):
        if rest and find(first) is not None:
            return first, rest
        if vi.tells(text):
            return "", text.strip()
    return text, None


def finish(_here: Here, _draft: Draft, meant: tuple[str, Account] | None) -> Reply:
    if meant is None:
        raise Invalid(vi.NOT_YOURS)
    about, told = meant
    first, *others = [told.photos[n : n + MOST_AT_ONCE] for n in range(0, max(1, len(told.photos)), MOST_AT_ONCE)]
    heard = (Said(told.text, None, first, told.voices, told.place), *(Said(photos=more) for more in others))  # too many lose no word
    return Reply(begin=Begin(REPORTING, about, heard))


def begin(here: Here, _on: str, said: Said) -> Reply:
    """ "nhập hộ": words behind it are kept until it is known for whom."""
    who = here.who.person
    heard = (Said(said.text, None, said.photos, said.voices),) if said.text or said.photos or said.voices else ()
    return Reply(begin=Begin(COMMAND, heard=heard, anew=bool(heard))) if who is not None and hamlets(here.db, who) else Reply(vi.NOT_YOURS)


def heard(here: Here, said: Said) -> Reply | None:
    """ "nhập hộ gãy cầu cuối thôn", by somebody who may."""
    told = "" if said.place or alarming(said.text) else vi.told_for(said.text)
    return begin(here, "", replace(said, text=told)) if told and here.who.person and hamlets(here.db, here.who.person) else None


# what the report says of it -------------------------------------------------------------------------------------------
def entering_for(whose: Whose) -> str:
    return vi.entering_for(whose.name, whose.place.title)


def told_by(here: Here, whose: Whose) -> str:
    """Who reported it, as the block reads it."""
    return vi.told_by(whose.name, whose.role, here.who.person.name if whose.by and here.who.person else "", citizen=not whose.name)


def reaches(here: Here, whose: Whose) -> bool:
    """Whether whoever it was entered for uses the bot themselves."""
    return bool(whose.name and people.linked(here.db, whose.person))


def tell_whom(here: Here, whose: Whose, case: int, number: int, text: str) -> str:
    """Whom it was entered for hears of it; what to say of that to who typed it."""
    reached = reaches(here, whose)
    if reached and here.who.person is not None:
        told = Notice("case", vi.tell_entered(number, text, here.who.person.name), f"entered:{case}")
        notices.notify(here.db, whose.person, told, here.now)
    return vi.entered(whose.name, reached=reached)


STORY: Story[Facts, tuple[str, Account] | None] = Story(
    COMMAND, vi.TITLE, gather, tell, finish, draft=lambda who, _about: f"{COMMAND}:{who.person.id if who.person else 0}"
)
COMMANDS = {COMMAND: begin}
