"""Putting a month right that was sent: as often as one likes until the block closes it, then as a numbered correction with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.forms import Field, Form, Kind
from bot.domain.months import month
from bot.domain.roles import Person, Right, may, scope
from bot.domain.totals import is_none
from bot.domain.vietnamese import fold
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft
from handlers import block_month, checkin
from handlers.checkin_fixes import fixes
from handlers.checkin_readers import some_words
from handlers.checkin_shown import in_words, read_back
from messages_vi import block_month as block_vi
from messages_vi import checkin as vi
from messages_vi import common
from messages_vi.kinds import alarming
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import audit, checkin_authors, checkins
from storage.checkins import Checkin

COMMAND = "suabaothang"
MOST_LISTED = 7  # months that one may have meant


@dataclass(frozen=True)
class Facts:
    """A month that was sent, and what it says; ``one`` None: the one who speaks has nothing to put right."""

    one: Checkin | None
    form: Form | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    by: Mapping[str, str] = field(default_factory=dict)  # who gave each answer


@dataclass(frozen=True)
class Change:
    """What is put right, by field, and what it said before; nothing at all: it stays as it was."""

    told: Mapping[str, Any]
    was: Mapping[str, Any]
    reason: str


# which month ---------------------------------------------------------------------------------------------------------
def begin(here: Here, on: str, said: Said) -> Reply:
    """ "sửa báo cáo tháng", with or without what is to be put right behind it; whoever enters for teams may name one first."""
    who = here.who.person
    if on:
        one = checkins.find(here.db, int(row)) if (row := on.removeprefix("month:")).isdecimal() else None
        return _opens(one, said.text) if one and one.is_done and checkin.may_answer(who, one) else checkin.begin(here, on, said)
    if sent := [one for one in checkin.mine(here) if one.is_done]:
        return _opens(sent[0], said.text)
    return _of_others(here, who, said) if who and scope(who, Right.HANDLE) else checkin.begin(here, on, said)


def _opens(one: Checkin, words: str) -> Reply:
    return Reply(begin=Begin(COMMAND, str(one.id), (Said(words),) if words else ()))


def _of_others(here: Here, who: Person, said: Said) -> Reply:
    """The team that is named, else what they entered themselves for teams, the newest first."""
    sent = [one for it in block_month.unfinished(here) for one in it.teams if one.is_done and may(who, Right.HANDLE, one.path)]
    plain = f" {fold(said.text)} "
    for one in sent:
        if (at := plain.find(f" {fold(one.unit_title)} ")) >= 0:
            return _opens(one, said.text[at + len(one.unit_title) :].strip(" :,."))
    own = sorted((one for one in sent if one.entered_by == who.id), key=lambda one: one.submitted_at or 0.0, reverse=True)
    if len(own) < 2:
        return _opens(own[0], said.text) if own else checkin.begin(here, "", said)
    return Reply(vi.WHOSE, tuple(Choice(f"{COMMAND}:month:{one.id}", one.unit_title) for one in own[:MOST_LISTED]))


def heard(here: Here, said: Said) -> Reply | None:
    """ "sửa báo cáo tháng họp 2 lần", in whatever words; None: it is something else."""
    words = "" if alarming(said.text) else vi.correction(said.text)
    return begin(here, "", Said("" if common.adds_nothing(words) else words)) if words else None


# the story -----------------------------------------------------------------------------------------------------------
def gather(here: Here, draft: Draft) -> Facts:
    one = checkins.find(here.db, int(draft.about))
    if one is None or not one.is_done or not checkin.may_answer(here.who.person, one):
        return Facts(None)
    form = checkin.asked_of(here.db, one)
    return Facts(one, form, _kept(here, one, form), checkin_authors.authors(here.db, one.id))


def _kept(here: Here, one: Checkin, form: Form) -> dict[str, Any]:
    kept = checkins.answers(here.db, one.id)
    return {f.key: checkins.read(f, kept.get(f.key)) for f in form.asked}


def tell(ask: Ask, here: Facts) -> Change | None:
    if here.one is None or here.form is None:
        return None
    numbers = tuple(f for f in here.form.asked if f.kind is Kind.NUMBER)
    fixed = ask("fixed", vi.what_is_wrong(read_back(here.form, here.told)), fixes(here.form, numbers, here.told, may_stay=True))
    if not fixed:
        return Change({}, {}, "")
    fixed |= {f.key: hide_names(fixed[f.key], PERSON) for f in here.form.asked if f.kind is Kind.TEXT and f.key in fixed}
    fixed |= {f.key: None for f in here.form.asked if f.when in fixed and is_none(fixed[f.when])}  # what hangs on none is none
    _say_what_changed(ask, here, here.form, fixed)
    reason = ask("reason", vi.WHY, some_words(())) if here.one.closed_at is not None else ""
    text = vi.check_change(here.one.unit_title, month(here.one.month), _from_to(here.form, here.told, fixed), reason)
    ask.confirm("send", text, vi.SEND, {"fixed": vi.ANOTHER}, vi.SAY_SEND, more="fixed")
    return Change(fixed, {key: here.told.get(key) for key in fixed}, reason)


def _say_what_changed(ask: Ask, here: Facts, form: Form, fixed: Mapping[str, Any]) -> None:
    """What somebody else has put right since this person began on the same; their yes was to the text that told what was before."""
    seen: dict[str, Any] = ask.kept("seen") or {}
    now = {key: list(told) if isinstance(told := here.told.get(key), tuple) else told for key in fixed}
    if any(key not in seen for key in now):
        ask.replace("seen", seen := now | seen)
    changed = [f for f in form.asked if f.key in now and seen[f.key] != now[f.key] and now[f.key] is not None]
    if changed:
        ask.say(vi.changed_by(here.by.get(changed[0].key, ""), [in_words(f, here.told[f.key]) for f in changed]))


def _from_to(form: Form, was: Mapping[str, Any], becomes: Mapping[str, Any]) -> list[str]:
    """ "họp 1 → 2 lần" """
    return [_change(f, was.get(f.key), becomes[f.key]) for f in form.asked if becomes.get(f.key) is not None]


def _change(asked: Field, was: Any, becomes: Any) -> str:
    if was in (None, becomes):
        return in_words(asked, becomes)
    alone = replace(asked, said="{}")
    return asked.said.format(vi.from_to(in_words(alone, was), in_words(alone, becomes)))


def finish(here: Here, draft: Draft, change: Change | None) -> Reply:
    one, who = checkin.held(here, draft), here.who.person
    if change is None or one is None or who is None or not one.is_done or not checkin.may_answer(who, one):
        raise Invalid(vi.NOT_YOURS)
    if not change.told:
        return Reply(vi.NOT_CHANGED)
    if one.closed_at is not None and not change.reason:
        raise Invalid(vi.CLOSED_MEANWHILE)
    if one.is_of_block and not block_month.may_write(here.db, one):
        return Reply(block_vi.approved_already(month(one.month)))
    form = checkin.asked_of(here.db, one)
    now = _kept(here, one, form)
    if any(now.get(key) != was for key, was in change.was.items()):  # between the yes and the lock
        raise Invalid(vi.CHANGED_MEANWHILE)
    reason = hide_names(change.reason, PERSON)
    number = checkins.correct(here.db, one, form, change.told, who.id, here.now, reason)
    audit.note(here.db, who.id, "corrected checkin", f"checkin:{one.id}", one.unit, here.now)
    if number and not one.is_of_block:
        _tell_block(here, one, number, _from_to(form, change.was, change.told), reason)
    return Reply(vi.corrected(one.unit_title, month(one.month), number))


def _tell_block(here: Here, one: Checkin, number: int, lines: list[str], reason: str) -> None:
    """Who writes the block's report hears what has changed behind its closing."""
    if own := checkins.of_unit(here.db, one.block, one.month):
        text = vi.put_right_later(one.unit_title, month(one.month), number, lines, reason)
        block_month.tell_writers(here.db, own, text, f"put right {one.id} {number}", here.now)


STORY: Story[Facts, Change | None] = Story(
    COMMAND, vi.CORRECTION, gather, tell, finish, draft=lambda who, about: f"{COMMAND}:{about}:{who.person and who.person.id}"
)
COMMANDS = {COMMAND: begin}
VERBS = {COMMAND: begin}
