"""Handing a role over: with the cases one answers for, drafts, and who waits to be let in, in one step and with a list that both see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from typing_extensions import override

from bot.domain.roles import LEVEL_OF, RIGHTS, Person, Right
from bot.domain.vietnamese import words
from bot.readers import line, one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft, Notice
from handlers import cases, report
from handlers.members import LISTING
from messages_vi import cases as cases_vi
from messages_vi import common
from messages_vi import handover as vi
from messages_vi import members as members_vi
from messages_vi import report as report_vi
from messages_vi import requests as requests_vi
from messages_vi.joining import CHANNELS
from messages_vi.kinds import KINDS
from storage import audit, expected, handover, incidents, notices, people, requests, roles
from storage.handover import Held, Waiting
from storage.incidents import Case

COMMAND, GIVEN, TAKEN = "bangiao", "ban_giao", "nhan_ban_giao"
TITLES = {report.COMMAND: report_vi.TITLE, cases.ASK: cases_vi.ASK_TITLE}
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


@dataclass(frozen=True)
class Handover:
    role: Held
    to: int | None
    name: str
    what: str


# ways to begin -------------------------------------------------------------------------------------------------------
def begin(here: Here, on: str, _said: Said) -> Reply:
    """/bangiao: the only role there is to hand over, or the one chosen."""
    mine = _own(here)
    if on:
        return Reply(begin=Begin(COMMAND, on)) if any(str(h.id) == on for h in mine) else Reply(vi.NO_LONGER)
    if len(mine) == 1:
        return Reply(begin=Begin(COMMAND, str(mine[0].id)))
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
    there = [m for m in seen if m.joined_at and m.person != who.id and m.path.startswith(h.path)]
    near = {str(m.person): f"{m.name}, {members_vi.role_at(m.key, m.unit_title)}" for m in there if m.unit == h.unit}
    far = {str(m.person): f"{m.name}, {members_vi.role_at(m.key, m.unit_title)}" for m in there if str(m.person) not in near}
    what = _listed(_cases(here, who, h), len(_drafts(here, who, h)), _waiting(here, who, h))
    names = {str(m.person): m.name for m in there}
    return Facts(h, tuple(Choice(*x) for x in near.items()), tuple(Choice(*x) for x in far.items()), names, what)


def _tell(ask: Ask, found: Facts | None) -> Handover | None:
    if found is None:
        return None
    if not found.names:
        return Handover(found.role, None, "", "")
    more = (vi.SOMEBODY_ELSE,) if found.others else ()
    chosen = ask("to", vi.who(_title(found.role)), one_of((*found.near, *more), vi.PICK))
    to = _by_name(ask, found) if chosen == vi.SOMEBODY_ELSE.value else chosen
    name, asked = found.names[to], "to" if chosen == to else "name"
    ask.confirm("send", vi.check(_title(found.role), name, found.what), vi.SEND, {asked: vi.ANOTHER}, vi.SAY_SEND)
    return Handover(found.role, int(to), name, found.what)


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
def _cases(here: Here, who: Person, h: Held) -> list[Case]:
    return handover.cases(here.db, who, h.path)


def _drafts(here: Here, who: Person, h: Held) -> list[tuple[int, str]]:
    """A question to a reporter goes with its case; a report, when one can file it no longer oneself."""
    stay = any(Right.REPORT in RIGHTS.get(r.key, ()) for r in who.roles if (r.unit, r.key) != (h.unit, h.key) and not r.acting_for)
    found = []
    for row, story, about in handover.drafts(here.db, who.id, tuple(TITLES)):
        case = incidents.by_id(here.db, who, int(about)) if story == cases.ASK and about.isdecimal() else None
        if (case is not None and case.path.startswith(h.path)) or (story == report.COMMAND and not stay):
            found.append((row, story))
    return found


def _waiting(here: Here, who: Person, h: Held) -> list[Waiting]:
    """Whom one has invited; and who asked without a code, as far as one is the first to be asked."""
    there = handover.waiting(here.db, who.id, h.path)
    return [w for w in there if w.invitation is not None or _asked_first(here, w) == who.id]


def _asked_first(here: Here, w: Waiting) -> int | None:
    return next((g.person for g in requests.givers(here.db, w.role, w.path, here.now)), None)


def _listed(mine: Sequence[Case], drafts: int, waiting: Sequence[Waiting]) -> str:
    lines = [vi.case(c.number, cases_vi.short(c.text) or KINDS[c.kind].label, cases_vi.STATUS.get(c.status, c.status)) for c in mine]
    return vi.listed(lines, drafts, [f"{w.name} ({members_vi.role_at(w.role, w.unit_title)})" for w in waiting])


# doing it ------------------------------------------------------------------------------------------------------------
def _finish(here: Here, _draft: Draft, meant: Handover | None) -> Reply:
    """All of it in the one transaction of this turn; what goes along is looked up now, and both read that list."""
    me = here.who.person
    if me is None or meant is None:
        raise Invalid(vi.NO_LONGER)
    if meant.to is None:
        raise Invalid(vi.nobody_there(meant.role.unit_title))
    h, to = meant.role, people.find(here.db, meant.to, here.now)
    mine, drafts, waiting = _cases(here, me, h), _drafts(here, me, h), _waiting(here, me, h)
    _pass_role(here, me, h, to.id)
    for case in mine:
        _pass_case(here, me, case, to)
    handover.pass_invitations(here.db, me.id, h.path, to.id)
    audit.note(here.db, me.id, "gave role", f"role:{h.id}", h.unit, here.now)
    told = vi.tell_successor(_title(h), me.name, meant.what, cases=bool(mine))
    notices.notify(here.db, to.id, Notice("handover", told, f"handover:{h.id}"), here.now)
    for row, story in drafts:
        handover.pass_draft(here.db, row, to.id)
        offered = Notice("handover", vi.tell_draft(TITLES[story], me.name), f"handover:{h.id}:draft:{row}", (common.GO_ON, common.DROP), str(row))
        notices.notify(here.db, to.id, offered, here.now)
    for w in waiting:
        _put(here, w, to.id)
    return Reply(vi.done(_title(h), meant.name, meant.what))


def _pass_role(here: Here, me: Person, h: Held, to: int) -> None:
    """Of two at once, one does; the roles that this one takes in end with it."""
    if not roles.end(here.db, h.id, here.now):
        raise Invalid(vi.NO_LONGER)
    roles.give(here.db, to, h.unit, h.key, here.now, by=me.id, post=h.post, until=h.until)
    for old in handover.held(here.db, to, here.now):
        if old.unit == h.unit and old.key in _ALSO.get(h.key, ()):
            roles.end(here.db, old.id, here.now)


def _pass_case(here: Here, me: Person, case: Case, to: Person) -> None:
    handover.hold(here.db, case.id, to.id)
    incidents.add_event(here.db, case.id, me.id, GIVEN, "", here.now)
    incidents.add_event(here.db, case.id, to.id, TAKEN, "", here.now)
    if case.reporter not in (me.id, to.id):
        told = vi.tell_reporter(cases_vi.named(case.number, case.text), to.name)
        notices.notify(here.db, case.reporter, Notice("case", told, f"told:{case.id}:{GIVEN}:{to.id}"), here.now)


def _put(here: Here, w: Waiting, to: int) -> None:
    """The question whether to let somebody in, to the one who answers it now."""
    asked = requests.by_id(here.db, people.find(here.db, to, here.now), w.id)
    if asked is None:
        return
    bound = expected.find(here.db, asked.bound, here.now) if asked.bound is not None else None
    channel = CHANNELS[asked.peer.channel.partition("_")[0]] if asked.peer else ""
    role = members_vi.role_at(w.role, w.unit_title)
    text = requests_vi.to_head(w.id, w.name, channel, role)
    choices = requests_vi.let_them_in(w.id)
    if w.invitation is not None:
        text, choices = requests_vi.to_inviter(w.id, w.name, channel, role, own=False), requests_vi.is_it_them(w.id)
    if bound is not None:
        text = requests_vi.to_inviter_again(w.id, w.name, channel, bound.name, own=False)
    notices.notify(here.db, to, Notice("request", text, f"request:{w.id}:{to}", choices, str(w.id)), here.now)


STORY: Story[Facts | None, Handover | None] = Story(
    COMMAND, vi.TITLE, _gather, _tell, _finish, draft=lambda who, about: f"{COMMAND}:{about}:{who.person.id if who.person else 0}"
)
COMMANDS = {COMMAND: begin}
VERBS = {COMMAND: begin}
