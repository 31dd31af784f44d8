"""The monthly check-in: one story that fills any form, one draft for each team, so that several may answer together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from bot.domain.forms import Field, Form, Kind
from bot.domain.months import Month, month
from bot.domain.roles import TEAM_ROLES, Person, Right, may, scope
from bot.domain.totals import NO, completed, is_none
from bot.readers import one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft, Notice, Speaker
from handlers import report
from handlers.checkin_readers import LEFT_OUT, NOTHING, a_line, a_number, an_account, corrections, some_words, up_to
from handlers.checkin_shown import doubts, hint, read_back
from messages_vi import checkin as vi
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import audit, checkins, forms, notices, roles
from storage.checkins import Checkin

COMMAND = checkins.STORY
QUIET = "khonggimoi"
FORM = "thang"  # the questionnaire of the month
MOST_LISTED = 9


@dataclass(frozen=True)
class Facts:
    """A month that is open to the one who speaks, and what is known of the months before; ``one`` None: there is none."""

    one: Checkin | None
    form: Form | None = None
    before: Mapping[str, list[int]] = field(default_factory=dict)
    plain: bool = False
    by: Callable[[], str] = str  # who else gave the last answer, now

    @property
    def month(self) -> Month:
        assert self.one is not None
        return month(self.one.month)


@dataclass(frozen=True)
class Answers:
    """What is to be sent: by field, None for what was left out."""

    told: Mapping[str, Any]


# ways to begin -------------------------------------------------------------------------------------------------------
def begin(here: Here, on: str, said: Said) -> Reply:
    """/baothang: the month of one's own team; several teams are asked for."""
    own = _meant(here, on) if on else mine(here)
    if not own:
        return _of_block(here) if not on else Reply(vi.NOT_YOURS)
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
    """The newest month of each team that the one who speaks belongs to."""
    who = here.who.person
    teams = dict.fromkeys(r.unit for r in who.roles if r.key in TEAM_ROLES) if who else {}
    return [one for unit in teams if (one := checkins.last_of(here.db, unit))]


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
    return any(one.path.startswith(r.path) and r.key in TEAM_ROLES for r in who.roles)


def _of_block(here: Here) -> Reply:
    """How far the month is in one's block: who has told, who has not; each of those can be entered for."""
    who = here.who.person
    for path in scope(who, Right.HANDLE) if who else ():
        if found := checkins.newest_below(here.db, path):
            missing = [one for one in found if not one.is_done]
            text = vi.of_block(month(found[0].month), len(found) - len(missing), len(found), [one.unit_title for one in missing])
            return Reply(text, tuple(Choice(f"{COMMAND}:month:{one.id}", vi.enter_for(one.unit_title)) for one in missing[:MOST_LISTED]))
    return Reply(vi.NOBODYS)


# the story -----------------------------------------------------------------------------------------------------------
def gather(here: Here, draft: Draft) -> Facts:
    one = checkins.find(here.db, int(draft.about))
    if one is None or one.is_done or not may_answer(here.who.person, one):
        return Facts(None)
    form, before = forms.get(here.db, one.form).form, checkins.before(here.db, one.unit, month(one.month))
    return Facts(one, form, before, here.who.plain, partial(_other, here, draft))


def _other(here: Here, draft: Draft) -> str:
    """The name of whoever gave the last answer, where that is somebody else."""
    last = next(reversed(draft.answers.values()), None)
    return str(last[2]) if last and here.who.person and last[1] != here.who.person.id else ""


def tell(ask: Ask, here: Facts) -> Answers | None:
    if here.one is None or here.form is None:
        return None
    if name := here.by():
        ask.say(vi.begun_by(name))
    told = _on_lines(ask, here) if here.plain else _one_by_one(ask, here)
    numbers = tuple(f for f in here.form.asked if f.kind is Kind.NUMBER and (f.key in told or not here.plain))
    told |= ask("corrected", "", corrections(numbers, told), assume={})
    told |= {f.key: hide_names(told[f.key], PERSON) for f in here.form.asked if f.kind is Kind.TEXT and told.get(f.key)}
    told |= {f.key: None for f in here.form.asked if f.when and is_none(told.get(f.when))}  # what hangs on none is none
    left_out = [f.name.lower() for f in here.form.asked if f.needed and completed(here.form, told, f) is None]
    text = vi.check(here.one.unit_title, here.month, read_back(here.form, told), doubts(here.form, here.before, told), left_out)
    if not any(told.values()):
        text = vi.nothing_new(here.one.unit_title, here.month)
    edits = {} if here.plain else {f.key: vi.edit(f) for f in here.form.asked if ask.has(f.key)}
    ask.confirm("send", text, vi.SEND, edits, vi.SAY_SEND, more="corrected")
    return Answers(told)


def _on_lines(ask: Ask, here: Facts) -> dict[str, Any]:
    """Without buttons: several numbers in one message, then an account. What somebody else has answered already is not asked again."""
    assert here.form is not None
    if _is_nothing(ask, here.form):
        return _nothing(here.form)
    told: dict[str, Any] = {f.key: _own(ask, f) for f in here.form.asked if ask.has(f.key)}
    messages = here.form.messages
    for n, m in enumerate(messages, 1):
        asked = tuple(here.form.field(key) for key in m.fields if key not in told)
        if not asked:
            continue
        numbers = all(f.kind is Kind.NUMBER for f in asked)
        example = tuple(e for key, e in zip(m.fields, m.example, strict=bool(m.example)) if key in {f.key for f in asked})
        worded = vi.worded(m.ask, asked, len(m.fields))
        question = vi.step(n, len(messages), worded, example, hint(here.before, asked)) if numbers else vi.step(n, len(messages), worded)
        if n == 1:
            question = f"{_head(here)}\n{question}"
        found = ask(f"line{n}", question, a_line(asked, example, (vi.NOTHING,) if n == 1 else ()) if numbers else an_account(asked))
        if found == NOTHING:
            return _nothing(here.form)
        told |= {key: None if value == LEFT_OUT else value for key, value in found.items()}
    return told


def _one_by_one(ask: Ask, here: Facts) -> dict[str, Any]:
    """With buttons: one question a message. What was told on a line without buttons is not asked again."""
    assert here.form is not None
    if _is_nothing(ask, here.form):
        return _nothing(here.form)
    told: dict[str, Any] = {}
    before, asked = _from_lines(ask, here.form), here.form.asked
    for n, f in enumerate(asked, 1):
        if f.when and is_none(told.get(f.when)):
            continue
        question = vi.step(n, len(asked), f.ask, hint=hint(here.before, (f,)))
        answer = ask(f.key, f"{_head(here)}\n{question}" if n == 1 else question, _reader(ask, here.form, f, told), assume=before.get(f.key))
        if answer == NOTHING:
            return _nothing(here.form)
        told[f.key] = None if answer in (LEFT_OUT, ()) else answer
    return told


def _from_lines(ask: Ask, form: Form) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for n in range(1, len(form.messages) + 1):
        kept, asked = ask.kept(f"line{n}"), tuple(form.field(key) for key in form.messages[n - 1].fields)
        said = an_account(asked).value(kept) if isinstance(kept, str) else kept or {}
        found |= {f.key: said.get(f.key, LEFT_OUT) for f in asked} if kept else {}
    return found


def _is_nothing(ask: Ask, form: Form) -> bool:
    """Whether the first question, on whichever phone, was answered with "nothing new"."""
    return NOTHING in (ask.kept("line1"), ask.kept(form.asked[0].key))


def _own(ask: Ask, asked: Field) -> Any:
    """An answer that was given with buttons, read anew."""
    kept = ask.kept(asked.key)
    return None if kept == LEFT_OUT else tuple(kept["all"]) if isinstance(kept, Mapping) else kept


def _reader(ask: Ask, form: Form, asked: Field, told: Mapping[str, Any]) -> Any:
    nothing = () if told else (vi.NOTHING,)
    match asked.kind:
        case Kind.NUMBER:
            return a_number(asked, (*nothing, vi.SKIP), (form.field(asked.at_most), told.get(asked.at_most)) if asked.at_most else None)
        case Kind.YES_NO:
            return one_of((*nothing, vi.YES, vi.NO, vi.SKIP), vi.PICK)
        case Kind.CHOICE:
            return one_of((*nothing, *(Choice(o.code, o.label) for o in asked.options), vi.SKIP), vi.PICK)
        case Kind.SEVERAL:
            kept = ask.kept(asked.key)
            return up_to(asked, tuple(kept) if isinstance(kept, list) else ())
        case Kind.TEXT:
            return some_words((*nothing, vi.SKIP))


def _nothing(form: Form) -> dict[str, Any]:
    """Every flow is none; what there was of a stock, and what people think, is not known from that."""
    return {f.key: 0 if f.kind is Kind.NUMBER and f.rollup == "sum" and not f.when else None for f in form.asked}


def _head(here: Facts) -> str:
    assert here.one is not None
    return vi.head(here.one.unit_title, here.month, date.fromisoformat(here.one.first_day), date.fromisoformat(here.one.last_day))


# the end -------------------------------------------------------------------------------------------------------------
def finish(here: Here, draft: Draft, answers: Answers | None) -> Reply:
    one, who = checkins.held(here.db, int(draft.about)), here.who.person
    if one is None or who is None or not may_answer(who, one):
        raise Invalid(vi.NOT_YOURS)
    if answers is None or one.is_done:
        return Reply(vi.already(one.unit_title, month(one.month), one.submitted_name or ""))
    form = forms.get(here.db, one.form).form
    entered_by = None if is_of_team(who, one) else who.id
    checkins.submit(here.db, one, form, answers.told, who.id, here.now, entered_by=entered_by, told_by=_authors(draft, form))
    audit.note(here.db, who.id, "submitted checkin", f"checkin:{one.id}", one.unit, here.now)
    if not is_of_team(who, one):
        _tell_team(here, one, who)
    after = checkins.find(here.db, one.id)
    assert after is not None
    opens = next((f.opens for f in form.asked if f.opens and answers.told.get(f.key) not in (None, NO)), "")
    return Reply(vi.receipt(one.unit_title, month(one.month), late=bool(after.late)), begin=Begin(f"/{opens}") if opens else None)


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
