"""Who belongs where: the lists that heads and block staff see of their own subtree, and one person with what can be done about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.finding import Named, titles_above
from bot.domain.roles import LEVEL_OF, POSTS, RANKS, RIGHTS, Person, Right, may, may_give, may_give_all, scope
from bot.domain.vietnamese import fold, sort_key
from bot.story import Here, Reply, Said
from bot.talk import Choice
from handlers.asking_in import with_parent
from messages_vi import members as vi
from messages_vi import place_words
from messages_vi.joining import ROLES
from messages_vi.kinds import guess
from storage import audit, roles, units
from storage.roles import Member
from storage.units import Unit

T = TypeVar("T")
COMMAND, VERB = "danhsach", "ds"
PAGE = 9  # lines of a message; with what can be done about them still one screen
MOST_NAME, FEW = 80, 8  # letters of a place's name; words, beyond which a message tells of something else as well
LISTING = frozenset({Right.LIST, Right.LIST_BLOCKS})
BLOCK = ("truong_khoi", "pho_truong_khoi", "thu_ky", "thanh_vien_khoi")  # who counts as a member of a block


@dataclass(frozen=True, slots=True)
class Count:
    """People of a place: in all, those who have joined, those of them not heard of lately."""

    members: int = 0
    joined: int = 0
    quiet: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.members + other.members, self.joined + other.joined, self.quiet + other.quiet)


# ways to begin -------------------------------------------------------------------------------------------------------
def begin(here: Here, _on: str, said: Said) -> Reply:
    """/danhsach, alone or with the name of a place: one's own units, a head's only one at once."""
    tops = tops_of(here)
    if said.text and tops:
        return _chosen(here, "u", _named(here, said.text)) if len(said.text) < MOST_NAME else Reply(vi.NO_SUCH_UNIT)
    return _begin(here, "u", tops)


def heard(here: Here, said: Said) -> Reply | None:
    """The command's words with the name of a place behind them. A longer account that begins so is none, unless there is such a place."""
    typed = said.text.split()
    begun = next((n for n in (1, 2) if fold("".join(typed[:n])) == COMMAND), 0)
    rest, tops = " ".join(typed[begun:]).strip(" .!?"), tops_of(here)
    if not begun or not rest or not tops or len(rest) >= MOST_NAME:
        return None
    found = _named(here, rest)
    return _chosen(here, "u", found) if found or (len(typed) <= FEW and not guess(rest)) else None


def not_joined(here: Here, _on: str, _said: Said) -> Reply:
    """Who has not joined, of all that one may list."""
    return _begin(here, "a", tops_of(here))


def not_heard_of(here: Here, _on: str, _said: Said) -> Reply:
    """Who has not been heard of for thirty days."""
    return _begin(here, "q", tops_of(here))


def _begin(here: Here, screen: str, tops: Sequence[Unit]) -> Reply:
    return _chosen(here, screen, tops) if tops else Reply(vi.NOT_YOURS)


def _chosen(here: Here, screen: str, found: Sequence[Unit]) -> Reply:
    if not found:
        return Reply(vi.NO_SUCH_UNIT)
    if len(found) == 1:
        return _SCREENS[screen](here, found[0], 0)
    return Reply(vi.WHICH_UNIT, tuple(Choice(f"{VERB}:{screen}:{u.id}:0", vi.began(with_parent(here.db, u))) for u in found[: PAGE + 1]))


def tops_of(here: Here) -> list[Unit]:
    """The units in which somebody may list, without those that lie in another of them."""
    paths = scope(here.who.person, *LISTING) if here.who.person else ()
    tops = [p for p in paths if not any(p != q and p.startswith(q) for q in paths)]
    return [units.get(here.db, int(p.strip("/").rpartition("/")[2])) for p in tops]


def _named(here: Here, typed: str) -> list[Unit]:
    """The places of these words among those that one may list."""
    mine = {u.id: u for u in units.everything(here.db) if u.valid_to is None and _may_list(here.who.person, u)}
    names = place_words.names(Named(u.id, u.kind, u.name, titles_above(mine, u.parent)) for u in mine.values())
    return [mine[row] for row in names.find(typed)]


def _may_list(who: Person | None, unit: Unit) -> bool:
    return who is not None and (may(who, Right.LIST, unit.path) or (unit.level != "thon" and may(who, Right.LIST_BLOCKS, unit.path)))


def look(here: Here, on: str, _said: Said) -> Reply:
    """What a list leads to: ``screen:row:page``. The right is asked now, however old the list."""
    screen, row, *page = on.split(":")
    if screen == "p":
        found = member(here, row)
        return show(here, found) if found else Reply(vi.GONE)
    unit = units.find(here.db, int(row))
    if unit is None or not _may_list(here.who.person, unit):
        return Reply(vi.GONE)
    return _SCREENS[screen](here, unit, int(page[0]))


# a unit --------------------------------------------------------------------------------------------------------------
def _unit(here: Here, unit: Unit, page: int) -> Reply:
    """The units of a unit with their figures, its own people first; where there are none, its people."""
    below = _below(here, unit)
    if not below:
        return _people(here, unit, page)
    own = count_of(here, _own(here, unit))
    lines = [(f"m:{unit.id}", vi.own_line(unit.level, unit.title), own)] if own.members or unit.level == "xa" else []
    lines += [(f"u:{u.id}", u.title, count) for u, count in below]
    shown, pages = _page(lines, page)
    choices = [Choice(f"{VERB}:{on}:0", vi.unit_line(title, c.members, c.joined, c.quiet)) for on, title, c in shown]
    total = sum((c for *_, c in lines), Count())
    empty = [u.kind for u, c in below if not c.members]
    head = vi.overview(unit.title, [u.kind for u, _ in below], total.members, total.joined, total.quiet, page, pages, without=empty)
    return Reply(head, (*choices, *_more("u", unit, page, pages)))


def _below(here: Here, unit: Unit) -> list[tuple[Unit, Count]]:
    """The units right below that one may list, and who belongs there or further down; a unit that is no more only while it has people."""
    today = {u.id: u for u in units.children(here.db, unit.id)}
    found = {u.id: Count() for u in today.values() if _may_list(here.who.person, u)}
    for c in roles.counts_below(here.db, _who(here), unit.id, here.now):
        found[c.unit] = Count(c.members, c.joined, c.joined - c.heard_lately)
    return sorted(((today.get(row) or units.get(here.db, row), count) for row, count in found.items()), key=lambda x: sort_key(x[0].title))


def _people(here: Here, unit: Unit, page: int) -> Reply:
    """The people of a unit itself; of a block also what it wants."""
    people = _own(here, unit)
    total = count_of(here, people)
    shown, pages = _page(people, page)
    title = vi.own_line(unit.level, unit.title) if unit.level == "xa" else unit.title
    head = vi.people(title, total.members, total.joined, total.quiet, page, pages)
    if unit.level == "xa":
        block = [m for m in people if m.key in BLOCK]
        missing = [p for p in POSTS if p not in {m.post for m in block}]
        head = f"{head}\n{vi.make_up(len({m.person for m in block}), missing)}"
    choices = [Choice(f"{VERB}:p:{m.role}", vi.member(m.name, ROLES.get(m.key, m.key), _stands(here, m), m.phone)) for m in shown]
    audit.note(here.db, _who(here).id, "read people", f"unit:{unit.id}", unit.id, here.now)
    return Reply(head, (*choices, *_more("m", unit, page, pages), *_adding(here, unit)))


def _adding(here: Here, unit: Unit) -> tuple[Choice, ...]:
    return (Choice(f"moi:{unit.id}", vi.ADD, vi.TYPE_ADD), Choice(f"ma:{unit.id}", vi.CODES, vi.TYPE_CODES)) if givable(_who(here), unit) else ()


def givable(who: Person, unit: Unit) -> list[str]:
    """The roles this person may give in a unit now, as far as they are held in units of its level; the highest first."""
    held_here = {"dang_uy_vien": unit.level == "thon", "quan_tri": unit.level != "thon"}
    fits = (k for k in RIGHTS if held_here.get(k, LEVEL_OF.get(k) == unit.level))
    return sorted((k for k in fits if may_give(who, k, unit.path)), key=RANKS.index)


def _own(here: Here, unit: Unit) -> list[Member]:
    """The people of a unit itself, each in each of their roles, the highest first."""
    return roles.members(here.db, _who(here), here.now, unit=unit.id)


def count_of(here: Here, people: Sequence[Member]) -> Count:
    joined = {m.person for m in people if m.joined_at}
    return Count(len({m.person for m in people}), len(joined), len({m.person for m in people if is_quiet(here, m)}))


def is_quiet(here: Here, m: Member) -> bool:
    """Whether somebody who has joined, and has not told that they are away, was not heard of lately."""
    return m.joined_at > 0 and m.away_until is None and (m.heard or 0.0) <= here.now - roles.LATELY


def _stands(here: Here, m: Member) -> str:
    return vi.standing(joined=m.joined_at > 0, quiet=is_quiet(here, m), away_until=m.away_until)


# who has not joined, who is not heard of ------------------------------------------------------------------------------
def _not_joined(here: Here, unit: Unit, page: int) -> Reply:
    return _nearby(here, "a", unit, page)


def _not_heard_of(here: Here, unit: Unit, page: int) -> Reply:
    return _nearby(here, "q", unit, page)


def _nearby(here: Here, screen: str, unit: Unit, page: int) -> Reply:
    """Those people of a whole subtree, by their units; only the units of this page are read."""
    wanted = {unit.id: _lost(screen, count_of(here, _own(here, unit)))}
    for c in roles.counts(here.db, _who(here), unit.path, here.now):
        wanted[c.unit] = _lost(screen, Count(c.members, c.joined, c.joined - c.heard_lately))
    total = sum(wanted.values())
    if not total:
        return Reply(vi.NOBODY_QUIET if screen == "q" else _all_have_come(here, unit))
    shown, skip = list[Member](), page * PAGE
    for row, how_many in wanted.items():
        if len(shown) < PAGE and how_many > skip:
            shown += _lost_people(here, screen, units.get(here.db, row))[skip:]
        skip = max(0, skip - how_many)
    pages = -(-total // PAGE)
    choices = [Choice(f"{VERB}:p:{m.role}", vi.member(m.name, vi.role_at(m.key, m.unit_title), "", m.phone)) for m in shown[:PAGE]]
    what = vi.ABSENT if screen == "a" else vi.QUIET
    audit.note(here.db, _who(here).id, "read people", f"unit:{unit.id}", unit.id, here.now)
    return Reply(vi.nearby(what, unit.title, total, page, pages), (*choices, *_more(screen, unit, page, pages)))


def _all_have_come(here: Here, unit: Unit) -> str:
    below = _below(here, unit)
    members = count_of(here, _own(here, unit)).members + sum(c.members for _, c in below)
    return vi.nobody_absent(members, [u.kind for u, c in below if not c.members])


def _lost(screen: str, count: Count) -> int:
    return count.members - count.joined if screen == "a" else count.quiet


def _lost_people(here: Here, screen: str, unit: Unit) -> list[Member]:
    """Each once, in their highest role."""
    lost = [m for m in _own(here, unit) if (not m.joined_at if screen == "a" else is_quiet(here, m))]
    return list({m.person: m for m in reversed(lost)}.values())[::-1]


# one person ----------------------------------------------------------------------------------------------------------
def member(here: Here, row: str) -> Member | None:
    """A role of somebody whom the one who speaks may list now."""
    return roles.member(here.db, here.who.person, int(row), here.now) if here.who.person and row.isdecimal() else None


def show(here: Here, m: Member) -> Reply:
    """One person in one role, and what may be done about it."""
    who = _who(here)
    text = vi.card(m.name, vi.role_at(m.key, m.unit_title), m.post, m.since, _stands(here, m), m.phone, m.heard)
    audit.note(here.db, who.id, "read person", f"person:{m.person}", m.unit, here.now)
    choices = [Choice(f"{verb}:{m.role}", label) for verb, label in _about(here, who, m)]
    return Reply(text, (*choices, Choice(f"{VERB}:m:{m.unit}:0", vi.WHOLE_LIST)))


def _about(here: Here, who: Person, m: Member) -> list[tuple[str, str]]:
    """(verb, label) of what this person may do about a role of somebody."""
    own, gives = m.person == who.id, may_give(who, m.key, m.path)
    found = [("thoivaitro", vi.END_OWN)] if own else []
    opens = own or gives_all(here, m)
    if gives and not own:
        others = [k for k in givable(who, units.get(here.db, m.unit)) if k != m.key]
        found += [("doivaitro", vi.CHANGE)] if others else []
        found += [("thoivaitro", vi.END), *([("capma", vi.NEW_PHONE if m.joined_at else vi.OWN_CODE)] if opens else [])]
    if opens:
        found += [("suaso", vi.NUMBER), ("suaxungho", vi.ADDRESS)]
    if keeps_posts(who, m):
        found.append(("chucvu", vi.POST))
    return found


def gives_all(here: Here, m: Member) -> bool:
    """Whether the one who speaks may give every role this person holds, and so may set what lets them in."""
    return may_give_all(_who(here), roles.of(here.db, {m.person}, here.now).get(m.person, ()))


def keeps_posts(who: Person, m: Member) -> bool:
    """Whether somebody may write down which post this member of a block holds: whoever may make people members of it."""
    return m.key in BLOCK and may_give(who, "thanh_vien_khoi", m.path)


def _who(here: Here) -> Person:
    assert here.who.person is not None
    return here.who.person


# pages ---------------------------------------------------------------------------------------------------------------
def _page(lines: Sequence[T], page: int) -> tuple[Sequence[T], int]:
    pages = max(1, -(-len(lines) // PAGE))
    return lines[page * PAGE : (page + 1) * PAGE], pages


def _more(screen: str, unit: Unit, page: int, pages: int) -> tuple[Choice, ...]:
    return (Choice(f"{VERB}:{screen}:{unit.id}:{page + 1}", vi.MORE, vi.TYPE_MORE),) if page + 1 < pages else ()


_SCREENS = {"u": _unit, "m": _people, "a": _not_joined, "q": _not_heard_of}
COMMANDS = {COMMAND: begin, "aichuavao": not_joined, "lauchuacotin": not_heard_of}
VERBS = {VERB: look}
