"""Handing a role over: with the cases one answers for, drafts, and who waits to be let in, in one step and with a list that both see."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from typing_extensions import override

from bot.domain.roles import LEVEL_OF, RIGHTS, Person, Right, Role, may_answer_for, may_give
from bot.domain.vietnamese import words
from bot.readers import line, one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft, Notice
from handlers import cases, cases_talk, report, requests
from handlers.choosing import one_of_many
from handlers.members import LISTING
from messages_vi import cases as cases_vi
from messages_vi import common
from messages_vi import handover as vi
from messages_vi import members as members_vi
from messages_vi import report as report_vi
from messages_vi.kinds import KINDS
from storage import audit, case_life, handover, incidents, notices, people, roles
from storage import requests as asked
from storage.case_life import Entry
from storage.handover import Held, Waiting
from storage.incidents import Case

COMMAND, GIVEN, TAKEN, LET_GO = "bangiao", "ban_giao", "nhan_ban_giao", "het_vai_tro"
TITLES = {report.COMMAND: report_vi.TITLE, cases_talk.ASK: cases_vi.ASK_TITLE}
_ALSO = {
    "to_truong": ("to_vien", "to_pho"), "to_pho": ("to_vien",), "truong_khoi": ("thanh_vien_khoi", "pho_truong_khoi"),
    "pho_truong_khoi": ("thanh_vien_khoi",), "thu_ky": ("thanh_vien_khoi",),
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """A role, who could take it (in its unit, and elsewhere below it), and what would go along, in words."""

    role: Held
    near: tuple[Choice, ...]
    others: tuple[Choice, ...]
    names: dict[str, str]
    what: str
    left: int


@dataclass(frozen=True)
class Handover:
    """``what``: what both read; ``left``: how many cases besides are nobody's afterwards."""

    role: Held
    to: int | None
    name: str
    what: str
    left: int = 0


@dataclass(frozen=True)
class Goods:
    """What goes along with a role: what the giver may do no more, and whoever holds the role next may.

    ``left``: open cases that neither may handle; ``asked``: the numbers of all requests that others than the giver answer now.
    """

    cases: Sequence[Case]
    left: int
    drafts: Sequence[tuple[int, str]]
    waiting: Sequence[Waiting]
    asked: Sequence[int]
    invitations: Sequence[int]


# ways to begin -------------------------------------------------------------------------------------------------------
def begin(here: Here, on: str, _said: Said) -> Reply:
    """/bangiao: the only role there is to hand over, or the one chosen."""
    mine = _own(here)
    chosen = next((h for h in mine if str(h.id) == on), None) if on else mine[0] if len(mine) == 1 else None
    if chosen is not None and here.who.person is not None:  # they are about to read who is there
        audit.note(here.db, here.who.person.id, "read people", f"unit:{chosen.unit}", chosen.unit, here.now)
        return Reply(begin=Begin(COMMAND, str(chosen.id)))
    if on:
        return Reply(vi.NO_LONGER)
    choices = tuple(Choice(f"{COMMAND}:{h.id}", members_vi.began(_title(h))) for h in mine)
    return Reply(vi.WHICH_ROLE, choices) if mine else Reply(vi.NOTHING)


def _own(here: Here) -> list[Held]:
    """The roles of which there is something to hand over: those of whoever sees the others."""
    who = here.who.person
    return [h for h in handover.held(here.db, who.id, here.now) if not LISTING.isdisjoint(RIGHTS.get(h.key, ()))] if who else []


def _title(h: Held) -> str:
    return members_vi.role_at(h.key, h.unit_title)


# the story -----------------------------------------------------------------------------------------------------------
def _gather(here: Here, draft: Draft) -> Facts | None:
    who, h = here.who.person, next((h for h in _own(here) if str(h.id) == draft.about), None)
    if who is None or h is None:
        return None
    wide = LEVEL_OF.get(h.key) == "xa"  # a block may find its people in the whole commune
    seen = roles.members(here.db, who, here.now, unit=None if wide else h.unit)
    reachable = handover.reachable(here.db, h.path, here.now)
    there = [m for m in seen if m.joined_at and m.person != who.id and m.person in reachable and m.path.startswith(h.path)]
    near = {str(m.person): f"{m.name}, {members_vi.role_at(m.key, m.unit_title)}" for m in there if m.unit == h.unit}
    far = {str(m.person): f"{m.name}, {members_vi.role_at(m.key, m.unit_title)}" for m in there if str(m.person) not in near}
    goods, names = _goods(here, who, h), {str(m.person): m.name for m in there}
    return Facts(h, tuple(Choice(*x) for x in near.items()), tuple(Choice(*x) for x in far.items()), names, _listed(goods), goods.left)


def _tell(ask: Ask, found: Facts | None) -> Handover | None:
    if found is None:
        return None
    if not found.names:
        return Handover(found.role, None, "", "")
    more = (vi.SOMEBODY_ELSE,) if found.others else ()
    chosen = one_of_many(ask, "to", vi.who(_title(found.role)), found.near, more, vi.PICK, partial(_found, found.names), frozenset(found.names))
    to = _by_name(ask, found) if chosen == vi.SOMEBODY_ELSE.value else chosen
    name, asked = found.names[to], "name" if chosen == vi.SOMEBODY_ELSE.value else "to"
    ask.confirm("send", vi.check(_title(found.role), name, found.what, found.left), vi.SEND, {asked: vi.ANOTHER}, vi.SAY_SEND)
    return Handover(found.role, int(to), name, found.what, found.left)


def _found(names: Mapping[str, str], typed: str) -> str | None:
    called = [person for person, name in names.items() if _is_called(name, typed)]
    return called[0] if len(called) == 1 else None


def _by_name(ask: Ask, found: Facts) -> str:
    """Somebody of the commune by their name; of several that are called so, one is chosen."""
    typed = ask("name", vi.NAME, _called(vi.NAME, most=80, among=tuple(found.names[c.value] for c in found.others)))
    meant = tuple(c for c in found.others if _is_called(found.names[c.value], typed))
    return ask("which", vi.WHICH_ONE, one_of(meant, vi.PICK)) if len(meant) > 1 else meant[0].value


@dataclass(frozen=True)
class _called(line):  # noqa: N801 - reads as a word in a story
    """A name that somebody among these has."""

    among: tuple[str, ...] = ()

    @override
    def value(self, kept: object) -> str:
        typed = super().value(kept)
        if not any(_is_called(name, typed) for name in self.among):
            raise Invalid(vi.no_such(typed))
        return typed


def _is_called(name: str, typed: str) -> bool:
    """Their whole name, or the end of it: people are called by the last word."""
    whole, said = words(name), words(typed)
    return bool(said) and whole[-len(said) :] == said


# what goes along -----------------------------------------------------------------------------------------------------
def _goods(here: Here, who: Person, h: Held) -> Goods:
    """Looked up at the check, and again when it is done. Of two roles the one that stays keeps what it may do itself."""
    stays = Person(who.id, who.name, roles=tuple(r for r in who.roles if r.acting_for or (r.unit, r.key) != (h.unit, h.key)))
    own = Person(who.id, who.name, roles=tuple(r for r in stays.roles if not r.acting_for))
    next_ = Person(0, "", roles=(Role(h.key, h.unit, h.path),))
    mine = handover.cases(here.db, who)
    passing = [c for c in mine if not _answers(own, c) and _answers(next_, c)]
    left = sum(not cases.handles(stays, c) and not _answers(next_, c) for c in mine)
    over = [w for w in _waiting(here, who, h) if not may_give(own, w.role, w.path)]
    codes = [row for row, key, path in handover.invitations(here.db, who.id, h.path) if not may_give(own, key, path) and may_give(next_, key, path)]
    taken = [w for w in over if may_give(next_, w.role, w.path)]
    return Goods(passing, left, _drafts(here, own, {c.id for c in passing}), taken, [w.id for w in over], codes)


def _answers(who: Person, case: Case) -> bool:
    return may_answer_for(who, case.path, confidential=case.confidential)


def _drafts(here: Here, own: Person, passing: Collection[int]) -> list[tuple[int, str]]:
    """A question to a reporter goes with its case; a report, when one can file it no longer oneself (``own``: with the roles that stay)."""
    files = any(Right.REPORT in RIGHTS.get(r.key, ()) for r in own.roles)
    found = handover.drafts(here.db, own.id, tuple(TITLES))
    return [(row, story) for row, story, about in found if (not files if story == report.COMMAND else about.isdecimal() and int(about) in passing)]


def _waiting(here: Here, who: Person, h: Held) -> list[Waiting]:
    """Whom one has invited; and who asked without a code, as far as one is the first to be asked."""
    there = handover.waiting(here.db, who.id, h.path)
    return [w for w in there if w.invitation is not None or _asked_first(here, w) == who.id]


def _asked_first(here: Here, w: Waiting) -> int | None:
    return next((g.person for g in asked.givers(here.db, w.role, w.path, here.now)), None)


def _listed(goods: Goods) -> str:
    waiting = [f"{w.name} ({members_vi.role_at(w.role, w.unit_title)})" for w in goods.waiting]
    return vi.listed([_line(c) for c in goods.cases], len(goods.drafts), waiting)


def _line(case: Case) -> str:
    return vi.case(case.number, cases_vi.short(case.text) or KINDS[case.kind].label, cases_vi.STATUS.get(case.status, case.status))


# doing it ------------------------------------------------------------------------------------------------------------
def _finish(here: Here, _draft: Draft, meant: Handover | None) -> Reply:
    """All of it in the one transaction of this turn; what goes along is looked up now, and both read that list."""
    me = here.who.person
    if me is None or meant is None:
        raise Invalid(vi.NO_LONGER)
    if meant.to is None:
        raise Invalid(vi.nobody_there(meant.role.unit_title))
    h, to = meant.role, people.find(here.db, meant.to, here.now)
    goods = _goods(here, me, h)
    _pass_role(here, me, h, to.id)
    for case in goods.cases:
        _pass_case(here, me, case, to)
    handover.pass_invitations(here.db, goods.invitations, to.id)
    audit.note(here.db, me.id, "gave role", f"role:{h.id}", h.unit, here.now)
    told = vi.tell_successor(_title(h), me.name, meant.what, cases=bool(goods.cases))
    notices.notify(here.db, to.id, Notice("handover", told, f"handover:{h.id}"), here.now)
    for row, story in goods.drafts:
        handover.pass_draft(here.db, row, to.id)
        offered = Notice("handover", vi.tell_draft(TITLES[story], me.name), f"handover:{h.id}:draft:{row}", (common.GO_ON, common.DROP), str(row))
        notices.notify(here.db, to.id, offered, here.now)
    for number in goods.asked:
        requests.put(here.db, number, here.now)
    without_holder(here, me.id)
    return Reply(vi.done(_title(h), meant.name, meant.what, meant.left))


def _pass_role(here: Here, me: Person, h: Held, to: int) -> None:
    """Of two at once, one does; the roles that this one takes in end with it."""
    if not roles.end(here.db, h.id, here.now):
        raise Invalid(vi.NO_LONGER)
    roles.give(here.db, to, h.unit, h.key, here.now, by=me.id, post=h.post, until=h.until)
    for old in handover.held(here.db, to, here.now):
        if old.unit == h.unit and old.key in _ALSO.get(h.key, ()):
            roles.end(here.db, old.id, here.now)


def _pass_case(here: Here, me: Person, case: Case, to: Person) -> None:
    case_life.change(here.db, case.id, here.now, holder=to.id)
    case_life.write(here.db, case.id, me.id, Entry(GIVEN), here.now)
    event = case_life.write(here.db, case.id, to.id, Entry(TAKEN), here.now)
    if case.reporter != to.id:
        cases.tell_reporter(here, case, vi.tell_reporter(cases_vi.named_case(case.number, case.text), to.name), TAKEN, event)


# cases that nobody answers for -------------------------------------------------------------------------------------------
def without_holder(here: Here, person: int, *, leaves: bool = False) -> None:
    """The open cases that somebody answered for and may handle no more are nobody's from now on; who reported them hears, and the heads of the block.

    ``leaves``: they go altogether, whatever they hold at this moment. Nobody is named: who leaves is not to be found in a notice.
    """
    stays = Person(person, "") if leaves else people.find(here.db, person, here.now)
    told: dict[int, list[Case]] = {}
    for row in handover.held_cases(here.db, person):
        case = incidents.any_locked(here.db, row)
        if case is None or cases.handles(stays, case):
            continue
        case_life.change(here.db, row, here.now, holder=None)
        event = case_life.write(here.db, row, person, Entry(LET_GO, whom=person, internal=True), here.now)
        cases.tell_reporter(here, case, vi.tell_let_go(cases_vi.named_case(case.number, case.text)), LET_GO, event)
        for head in roles.with_right(here.db, Right.ALERTED, case.path, here.now):
            if head.id != person and incidents.by_id(here.db, head, row) is not None:
                told.setdefault(head.id, []).append(case)
    for head_id, found in told.items():
        once = f"nobodys:{found[0].id}:{head_id}:{here.now:.3f}"
        notices.notify(here.db, head_id, Notice("case", vi.tell_nobodys([_line(c) for c in found]), once), here.now)


STORY: Story[Facts | None, Handover | None] = Story(
    COMMAND, vi.TITLE, _gather, _tell, _finish, draft=lambda who, about: f"{COMMAND}:{about}:{who.person.id if who.person else 0}"
)
COMMANDS = {COMMAND: begin}
VERBS = {COMMAND: begin}
