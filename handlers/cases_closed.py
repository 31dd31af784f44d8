"""Marks on a case: that only a few may read it, that its reporter was called back, that many people are in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.cases import ENDED, NEW
from bot.domain.kinds import Level
from bot.domain.roles import Person, may_answer_for
from bot.story import Here, Reply, Said
from bot.talk import Choice, Notice
from handlers import cases, cases_alike, cases_shared, report
from messages_vi import cases as cases_vi
from messages_vi import cases_alike as alike_vi
from messages_vi import cases_closed as vi
from messages_vi.kinds import KINDS
from storage import case_life, incidents, notices, people, recall
from storage.case_life import Entry
from storage.incidents import Case

CLOSE, OPEN, CALLED, CROWD, NO_CROWD = "kin", "bokin", "goi", "dongnguoi", "bodongnguoi"
_NEW_ONES = "case:"  # how the ``once`` begins of what tells of any new case


# for a few readers alone ---------------------------------------------------------------------------------------------
def _may_close(who: Person, case: Case) -> bool:
    return may_answer_for(who, case.path, confidential=True)


def _close(here: Here, case: Case, _said: Said) -> Reply:
    """From now on only those read it who may read what is confidential, and its reporter; with it all that is the same matter."""
    who = here.who.person
    if who is None or case.confidential:
        return Reply(vi.closed_already(case.number))
    shut = [one for one in _same_matter(here, case) if not one.confidential]
    leaves = {one.id for one in shut if _shut(here, who, one)}
    for one in {one.kind: one for one in shut}.values():
        cases_alike.warn_anew(here, one)
    choices = vi.to_be_held(case.number) if case.id in leaves and case.status not in ENDED else ()
    return Reply(vi.closed(case.number, case.holder_name if case.id in leaves else ""), choices, f"id:{case.id}" if choices else "")


def _same_matter(here: Here, case: Case) -> list[Case]:
    return incidents.together(here.db, incidents.top(here.db, case.id).id)


def _shut(here: Here, who: Person, case: Case) -> bool:
    """It leaves the event it was part of, and whoever answers for it and may not; whether somebody does."""
    leaves = case.holder is not None and not _may_close(people.find(here.db, case.holder, here.now), case)
    case_life.write(here.db, case.id, who.id, Entry(CLOSE, internal=True), here.now)
    gone: dict[str, Any] = {"holder": None} if leaves else {}
    case_life.change(here.db, case.id, here.now, confidential=1, episode=None, **gone)
    if leaves:
        case_life.write(here.db, case.id, who.id, Entry("thoi_vi_kin", whom=case.holder, internal=True), here.now)
    cases.noted(here, "changed case", case)
    _silence(here, replace(case, confidential=True))
    _unsay(here, case)
    return leaves


def _silence(here: Here, case: Case) -> None:
    """What waits to be told of it to those who may read it no more is not told."""
    named = [f"{word}:{case.id}:" for word in ("case", "overdue", "remind", "well")]
    waiting = notices.waiting_about(here.db, f"id:{case.id}", named)
    readers = cases.readers(here, case, {person for _, person in waiting})
    notices.take_back(here.db, [row for row, person in waiting if person not in readers], f"id:{case.id}", vi.NEWS)
    leaving = recall.waiting_about(here.db, f"id:{case.id}", named)  # looked at behind that: what was being planned meanwhile is there now
    readers |= cases.readers(here, case, {person for _, person in leaving})
    recall.take_back(here.db, [row for row, person in leaving if person not in readers], f"id:{case.id}", vi.NEWS)


def _unsay(here: Here, case: Case) -> None:
    """What waits to be told to those of a new case that is like this one is told without saying so."""

    def reworded(text: str, choices: tuple[Choice, ...]) -> tuple[str, tuple[Choice, ...]]:
        return alike_vi.unlikened(text, case.number), tuple(c for c in choices if not alike_vi.merges(c, case.id))

    words = alike_vi.likened(case.number)
    waiting = notices.saying(here.db, _NEW_ONES, words)
    readers = cases.readers(here, case, {person for _, person in waiting})
    notices.reword(here.db, [row for row, person in waiting if person not in readers], reworded)
    leaving = recall.saying(here.db, words)  # behind that, as above
    readers |= cases.readers(here, case, {person for _, person in leaving})
    recall.tell_anew(here.db, [row for row, person in leaving if person not in readers], reworded, here.now)


def _open(here: Here, case: Case, _said: Said) -> Reply:
    who = here.who.person
    if who is None or not case.confidential:
        return Reply(vi.open_already(case.number))
    if KINDS[case.kind].confidential:
        return Reply(vi.always_closed(case.number, KINDS[case.kind].label))
    for one in _same_matter(here, case):
        case_life.write(here.db, one.id, who.id, Entry("bo_kin", internal=True), here.now)
        case_life.change(here.db, one.id, here.now, confidential=0)
        cases.noted(here, "changed case", one)
    return Reply(vi.opened(case.number))


# a call back ---------------------------------------------------------------------------------------------------------
def _called(here: Here, case: Case, _said: Said) -> Reply:
    """That it happened, and when, is all that is kept; about what may not be written down it is the word that was owed."""
    who = here.who.person
    assert who is not None
    case_life.write(here.db, case.id, who.id, Entry("goi_lai", internal=True), here.now)
    if not KINDS[case.kind].free_text:
        case_life.word(here.db, case.id, here.now)
    cases.noted(here, "changed case", case)
    return Reply(vi.called(case.number, here.now, new=case.status == NEW))


_CALL = cases.on_case(CALLED, cases.handles, _called)


def _call(here: Here, on: str, said: Said) -> Reply:
    """ "đã gọi 113" of somebody who works on no case of that number tells of a call for help."""
    who = here.who.person
    if who and on in vi.URGENT_NUMBERS and not any(cases.handles(who, c) for c in incidents.by_number(here.db, who, int(on))):
        return Reply(vi.a_call_told_of(on))
    return _CALL(here, on, said)


# many people ---------------------------------------------------------------------------------------------------------
def _may_mark(who: Person, case: Case) -> bool:
    return cases.reported(who, case) or cases.handles(who, case)


def _crowd(here: Here, case: Case, _said: Said) -> Reply:
    """Urgent at least; the highest level only when somebody says so."""
    who = here.who.person
    if who is None or case.status in ENDED:
        return cases.already(here, case)
    if case.crowd:
        return Reply(vi.crowd_already(case.number, case.level))
    level = max(case.level, Level.VANG, key=lambda one: one.urgency)
    event = case_life.write(here.db, case.id, who.id, Entry("dong_nguoi"), here.now)
    if level is not case.level:
        case_life.write(here.db, case.id, who.id, Entry("nang_muc", office=str(level)), here.now)
    case_life.change(here.db, case.id, here.now, crowd=1, level=str(level))
    cases.noted(here, "changed case", case)
    _alarm(here, case, level, who, event)
    cases.tell_reporter(here, case, vi.tell_crowd(case.number, case.text, level), "dong_nguoi", event)
    return Reply(vi.crowd(case.number, level))


def _no_crowd(here: Here, case: Case, _said: Said) -> Reply:
    """The mark alone: a level is lowered by whoever says why."""
    who = here.who.person
    if who is None or not case.crowd:
        return Reply(vi.no_crowd_there(case.number))
    event = case_life.write(here.db, case.id, who.id, Entry("bo_dong_nguoi"), here.now)
    case_life.change(here.db, case.id, here.now, crowd=0)
    cases.noted(here, "changed case", case)
    _call_off(here, case, who)
    cases.tell_reporter(here, case, vi.tell_no_crowd(case.number, case.text), "bo_dong_nguoi", event)
    return Reply(vi.no_crowd(case.number, case.level, may_lower=cases.handles(who, case) and case.level.urgency > Level.XANH.urgency))


def _alarm(here: Here, case: Case, level: Level, who: Person, event: int) -> None:
    text = vi.alarm_crowd(case.number, case.text, case.unit_name, level, who.name)
    told = Notice("alert", text, "", cases_vi.buttons(case.number, KINDS[case.kind], case.status), f"id:{case.id}")
    holder = cases_shared.holder_now(here.db, case, here.now)
    heard = cases.block(here, case) | ({holder} if holder else set())
    report.notify_each(here, told, heard - {who.id, cases.hears_for_reporter(here, case)}, f"{report.announced(case.id)}crowd.{event}.")


def _call_off(here: Here, case: Case, who: Person) -> None:
    """Whoever waits to be told of the mark is not; whoever has been hears that it is gone."""
    marked = f"{report.announced(case.id)}crowd."
    heard = cases.readers(here, case, set(notices.heard(here.db, marked)) - {who.id, cases.hears_for_reporter(here, case)})
    notices.withdraw(here.db, marked)
    told = Notice("case", vi.call_off_crowd(case.number, case.text, who.name), "", cases_vi.look(case.number), f"id:{case.id}")
    report.notify_each(here, told, heard, f"{report.announced(case.id)}no crowd.{here.now:.3f}.")


VERBS = {
    CLOSE: cases.on_case(CLOSE, _may_close, _close),
    OPEN: cases.on_case(OPEN, _may_close, _open),
    CALLED: _call,
    CROWD: cases.on_case(CROWD, _may_mark, _crowd),
    NO_CROWD: cases.on_case(NO_CROWD, cases.handles, _no_crowd),
}
