"""The monthly check-in: one story that fills any form, one draft for each team, so that several may answer together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.domain.forms import Form, Kind
from bot.domain.months import month, of_day
from bot.domain.periods import local
from bot.domain.roles import Person, Right, may, scope
from bot.domain.spoken import Spoken
from bot.domain.totals import NO, completed, is_none
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft, Notice, Speaker
from handlers import block_above, block_month, report
from handlers.checkin_asking import Facts, answers
from handlers.checkin_readers import NOTHING
from handlers.checkin_shown import doubts, read_back
from messages_vi import block_entering as entering_vi
from messages_vi import block_month as block_vi
from messages_vi import checkin as vi
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import audit, case_counts, checkins, forms, month_steps, notices, roles, units
from storage.checkins import Checkin

COMMAND = checkins.STORY
QUIET = "khonggimoi"
FORM = "thang"  # the questionnaire of the month
MOST_OFFERED = 5  # teams that one can go on with


@dataclass(frozen=True)
class Answers:
    """What is to be sent: by field, None for what was left out."""

    told: Mapping[str, Any]


# ways to begin -------------------------------------------------------------------------------------------------------
def begin(here: Here, on: str, said: Said) -> Reply:
    """/baothang: the month of one's own team; several teams are asked for."""
    own = _meant(here, on) if on else mine(here)
    if not own:
        return _without_team(here, said) if not on else Reply(vi.NOT_YOURS)
    open_ = [one for one in own if not one.is_done]
    if not open_:
        return Reply(vi.already(own[0].unit_title, month(own[0].month), own[0].submitted_name or ""))
    if len(open_) > 1:
        return Reply(vi.WHICH_TEAM, tuple(Choice(f"{COMMAND}:month:{one.id}", one.unit_title) for one in open_))
    return Reply(begin=Begin(COMMAND, str(open_[0].id)))


def nothing_new(here: Here, on: str, _said: Said) -> Reply:
    """ "không có gì mới" at rest: the month of one's team, if it is open, goes straight to its check."""
    began = begin(here, on, Said())
    return Reply(begin=Begin(COMMAND, began.begin.about, (Said(choice=NOTHING),))) if began.begin else began


def which_report(here: Here, on: str, said: Said) -> Reply:
    """ "báo cáo" alone, of somebody who has a month to answer for: which of the two."""
    if any(not one.is_done for one in mine(here)):
        return Reply(vi.WHICH_REPORT, (vi.A_CASE, vi.A_MONTH))
    return Reply(begin=Begin(f"/{report.COMMAND}", on, (said,)))


def mine(here: Here) -> list[Checkin]:
    """The newest month of each team that the one who speaks belongs to, and what is still open of teams that have become it."""
    found = []
    for unit in teams(here):
        newest = checkins.last_of(here.db, unit)
        since = str((month(newest.month) if newest else of_day(local(here.now).date(), 31)).after(-1))
        found += [*([newest] if newest else []), *checkins.open_below(here.db, units.get(here.db, unit).path, unit, since)]
    return found


def teams(here: Here) -> list[int]:
    """The units of the teams that the one who speaks belongs to."""
    who = here.who.person
    return list(dict.fromkeys(r.unit for r in who.roles if may(who, Right.CHECK_IN, r.path))) if who else []


def _meant(here: Here, on: str) -> list[Checkin]:
    """The month that a choice names, if it is theirs to answer: ``month:17``."""
    row = on.removeprefix("month:")
    one = checkins.find(here.db, int(row)) if row.isdecimal() else None
    return [one] if one and may_answer(here.who.person, one) else []


def may_answer(who: Person | None, one: Checkin) -> bool:
    """Whoever belongs to the team; and the block, for a team that cannot."""
    return who is not None and (is_of_team(who, one) or may(who, Right.HANDLE, one.path))


def is_of_team(who: Person, one: Checkin) -> bool:
    """Also of the team that has come after the one that was asked."""
    return may(who, Right.CHECK_IN, one.path)


def _without_team(here: Here, said: Said) -> Reply:
    """Who answers for no team: the month of one's block, or of the blocks below."""
    who = here.who.person
    if who and scope(who, Right.HANDLE):
        return block_month.board(here, "", said)
    return block_above.board(here, "", said) if who and scope(who, Right.RECEIVE_MONTH) else Reply(vi.NOBODYS)


# the story -----------------------------------------------------------------------------------------------------------
def gather(here: Here, draft: Draft) -> Facts:
    one = checkins.find(here.db, int(draft.about))
    if one is None or one.is_done or not may_answer(here.who.person, one):
        return Facts(None)
    form, before = asked_of(here.db, one), checkins.before(here.db, one.unit, month(one.month))
    last = checkins.before_of(here.db, [one.unit], month(one.month)).get(one.unit, {})
    return Facts(one, form, before, here.who.plain, partial(_other, here, draft), _in_the_book(here, one, form), last)


def asked_of(db: Connection, one: Checkin) -> Form:
    """The questionnaire that it was planned with: the part for teams, or for their block."""
    form = forms.get(db, one.form).form
    return form.of_block if one.is_of_block else form.of_team


def _in_the_book(here: Here, one: Checkin, form: Form) -> dict[str, int]:
    """How many cases of its kinds the case book has from this team's place and month, for each question that has such."""
    asked = [f for f in form.asked if f.case_kinds]
    if not asked or here.who.person is None:
        return {}
    found = {f.key: case_counts.reported(here.db, here.who.person, one.path, f.case_kinds, one.first_day, one.last_day) for f in asked}
    return {key: cases for key, cases in found.items() if cases}


def _other(here: Here, draft: Draft) -> str:
    """The name of whoever gave the last answer, where that is somebody else."""
    last = next(reversed(draft.answers.values()), None)
    return str(last[2]) if last and here.who.person and last[1] != here.who.person.id else ""


def tell(ask: Ask, here: Facts) -> Answers | None:
    if here.one is None or here.form is None:
        return None
    if name := here.by():
        ask.say(vi.begun_by(name))
    told = answers(ask, here)
    told |= {f.key: _nameless(told[f.key]) for f in here.form.asked if f.kind is Kind.TEXT and told.get(f.key)}
    told |= {f.key: None for f in here.form.asked if f.when and is_none(told.get(f.when))}  # what hangs on none is none
    left_out = [f.name.lower() for f in here.form.asked if f.needed and completed(here.form, told, f) is None]
    text = vi.check(here.one.unit_title, here.month, read_back(here.form, told), doubts(here.form, here.before, told), left_out)
    if not any(told.values()):
        text = vi.nothing_new(here.one.unit_title, here.month)
    edits = {} if here.plain else {f.key: vi.edit(f) for f in here.form.asked if ask.has(f.key)}
    ask.confirm("send", text, vi.SEND, edits, vi.SAY_SEND, more="corrected")
    return Answers(told)


def _nameless(said: str | Spoken) -> str | Spoken:
    return said.reworded(hide_names(said.words, PERSON)) if isinstance(said, Spoken) else hide_names(said, PERSON)


# the end -------------------------------------------------------------------------------------------------------------
def finish(here: Here, draft: Draft, sent: Answers | None) -> Reply:
    one, who = held(here, draft), here.who.person
    if one is None or who is None or not may_answer(who, one):
        raise Invalid(vi.NOT_YOURS)
    if one.is_of_block and not block_month.may_write(here.db, one):
        return Reply(block_vi.approved_already(month(one.month)))
    if sent is None or one.is_done:
        return Reply(vi.already(one.unit_title, month(one.month), one.submitted_name or ""))
    form = asked_of(here.db, one)
    for_others = not (is_of_team(who, one) or one.is_of_block)
    entered_by = who.id if for_others else None
    checkins.submit(here.db, one, form, sent.told, who.id, here.now, entered_by=entered_by, told_by=_authors(draft, form))
    audit.note(here.db, who.id, "submitted checkin", f"checkin:{one.id}", one.unit, here.now)
    if for_others:
        _tell_team(here, one, who)
    after = checkins.find(here.db, one.id)
    assert after is not None
    opens = next((f.opens for f in form.asked if f.opens and sent.told.get(f.key) not in (None, NO)), "")
    text = vi.receipt(one.unit_title, month(one.month), late=bool(after.late), of_block=one.is_of_block)
    if for_others and (missing := [m for m in checkins.of_block(here.db, one.block, one.month) if not m.is_done]):
        others = tuple(Choice(f"{COMMAND}:month:{m.id}", vi.enter_for(m.unit_title)) for m in missing[:MOST_OFFERED])
        return Reply(f"{text}\n{entering_vi.left(len(missing))}", others)
    return Reply(text, begin=Begin(f"/{opens}") if opens else None)


def held(here: Here, draft: Draft) -> Checkin | None:
    """The month that a draft is about, with nobody else changing it; of a block with all its teams', in one order: who approves it holds them."""
    one = checkins.find(here.db, int(draft.about))
    if one is not None and one.is_of_block:
        month_steps.hold(here.db, one.block, one.month)
    return checkins.held(here.db, int(draft.about))


def _authors(draft: Draft, form: Form) -> dict[str, int]:
    """Who gave each answer, by field."""
    found: dict[str, int] = {}
    of_line = {f"line{n}": m.fields for n, m in enumerate(form.messages, 1)}
    for key, (value, person, _) in draft.answers.items():
        fields = of_line.get(key) or (value if isinstance(value, Mapping) and key == "corrected" else (key,))
        found |= {f: person for f in fields if person}
    return found


def _tell_team(here: Here, one: Checkin, who: Person) -> None:
    """Its head hears that the block has entered it, and may put it right."""
    told = Notice("checkin", vi.entered(one.unit_title, month(one.month), who.name), "", (), "", urgency="day")
    heads = roles.holding(here.db, ("to_truong",), one.path, here.now)
    notices.notify_all(here.db, [(p.id, replace(told, once=f"checkin entered:{one.id}:{p.id}")) for p in heads], here.now)


def key(_who: Speaker, about: str) -> str:
    """One draft for each team and month: whoever goes on sees who has answered what."""
    return f"{COMMAND}:{about}"


STORY: Story[Facts, Answers | None] = Story(COMMAND, vi.TITLE, gather, tell, finish, draft=key, shared=True)
COMMANDS = {COMMAND: begin, QUIET: nothing_new, "baocaogi": which_report}
VERBS = {COMMAND: begin, QUIET: nothing_new, report.COMMAND: report.begin}
