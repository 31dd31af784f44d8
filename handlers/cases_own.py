"""What a reporter does with a case of their own: adds words, pictures, voice and a place to it, late or not, and corrects what it says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from typing_extensions import override

from bot.domain.cases import OPEN, RESOLVED, TOLD_BACK
from bot.domain.roles import Person
from bot.jobs import JobKind
from bot.readers import BLANK_ACCOUNT, Account, account_of_it, line, one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Draft
from handlers import cases, cases_alike, cases_own_told, cases_shared, report, report_clock
from handlers.cases_own_told import ADDED
from handlers.in_the_province import account_from_here
from messages_vi import cases as cases_vi
from messages_vi import cases_own as vi
from messages_vi import common
from messages_vi import report as report_vi
from messages_vi.cases_answered import with_numbers
from messages_vi.kinds import KINDS, alarming, unwritten
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import attachments, case_life, case_lists, incidents
from storage.case_life import Entry
from storage.incidents import Case

ADD, MORE, PHOTOS, CORRECT, CORRECT_SO, LATE = "bosung", "them", "themanh", "sua", "suathanh", "anhmuon"
LATELY = 1800.0  # seconds after filing in which a picture may belong to that case
GROWS = (*OPEN, RESOLVED, TOLD_BACK)


@dataclass(frozen=True)
class _Addition(account_from_here):
    """Words are the end of it, with what came before them; pictures and voice alone wait for more."""

    @override
    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        kept = super().hear(said, before)
        return kept | {"done": kept["done"] or bool(kept["lines"])}


ADDING = _Addition(report_vi.DONE, vi.ADD_FIRST, vi.TOO_MUCH, vi.ADD_ON, vi.ADD_ON, common.adds_nothing, report_vi.asks_for_else)


@dataclass(frozen=True)
class _Words(line):
    """Such as tell of something."""

    case: Case | None = None

    @override
    def hear(self, said: Said, before: Any) -> str:
        if self.case and cases_shared.may_be_new(self.case, said.text):
            raise Invalid(self.refusal)
        if common.adds_nothing(said.text) or report_vi.asks_for_else(said.text):
            raise Invalid(self.refusal)
        return super().hear(said, before)


@dataclass(frozen=True)
class _Pictures(account_from_here):
    """What came with the question, and whatever else comes while it is open."""

    @override
    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        if alarming(said.text):
            raise Invalid(self.nothing_yet)
        return super().hear(said, before or BLANK_ACCOUNT)


def _gather(here: Here, draft: Draft) -> Case | None:
    return cases.about(here, draft.about)


def _own(here: Here, draft: Draft) -> tuple[Case, Person]:
    """The right is asked again: the draft may be days old."""
    found = cases.held(here, draft.about, cases.reported)
    if found is None:
        raise Invalid(cases_vi.NOT_YOURS)
    return found


# adding --------------------------------------------------------------------------------------------------------------
def _tell_added(ask: Ask, case: Case | None) -> Account | None:
    if case is None:
        return None
    return ask("added", vi.what_to_add(case.number), ADDING)


def _tell_photos(ask: Ask, case: Case | None) -> Account | None:
    return ask("added", vi.which_photos(case.number), ADDING) if case else None


def _finish_added(here: Here, draft: Draft, told: Account | None) -> Reply:
    own, who = _own(here, draft)
    return added(here, own, who, told) if told else Reply(cases_vi.NOT_YOURS)


def _grows(here: Here, own: Case) -> Case:
    """What an addition to it goes to: the case that it was put to."""
    return incidents.top(here.db, own.id) if own.merged_into is not None else own


def added(here: Here, own: Case, who: Person, told: Account) -> Reply:
    """What somebody tells more of a case of their own, which is held, goes into its timeline, and to whoever works on it."""
    case = _grows(here, own)
    if case.status not in GROWS:
        return Reply(vi.nothing_more(own.number, cases_vi.STATUS[case.status]))
    if unwritten(told.text):
        apart = report.begin(here, "", Said(told.text, None, told.photos, told.voices))
        return Reply(with_numbers(told.text, vi.goes_apart(own.number)), begin=apart.begin)
    text = hide_names(told.text, PERSON)
    came = vi.what_came(report_vi.with_media(len(told.photos), len(told.voices)), place=told.place is not None)
    event = case_life.write(here.db, case.id, who.id, Entry(ADDED, vi.written(text, came)), here.now)
    where = {"latitude": told.place.latitude, "longitude": told.place.longitude} if told.place else {}
    case_life.change(here.db, case.id, here.now, **where)
    attachments.join(here.db, told.media, case.id)
    cases.noted(here, "changed case", case)
    news = cases_own_told.with_media(here, case, vi.tell_added(case.number, case.text, text, came), told.media)
    new = cases_shared.may_be_new(case, told.text)
    heard = cases_own_told.spread(here, case, news, event, urgent=new)
    cases_own_told.tell_own(here, own, vi.added_for_you(own.number, own.text, text, came, who.name), f"{ADDED}.{event}")
    into = case.number if case is not own and not (case.confidential and not own.confidential) else 0
    new, worse = new and report.may_report(here), new and case is own and case.status in OPEN
    said = vi.added(own.number, into, text, came, heard, hidden=text != told.text, danger=alarming(told.text), new=new, worse=worse)
    return Reply(said, (vi.IT_IS_NEW,), f"id:{own.id}") if new else Reply(said)


def _is_new(here: Here, own: Case, _said: Said) -> Reply:
    """What was added last, in haste, was something else."""
    who = here.who.person
    words = [vi.words_of(e.text) for e in incidents.events(here.db, _grows(here, own).id) if e.what == ADDED and who and e.person == who.id]
    return report.begin(here, "", Said(words[-1] if words else ""))


def _begin_adding(story: str, here: Here, own: Case, said: Said) -> Reply:
    """Words said with the number are kept at once: there is no end to wait for."""
    status, who = _grows(here, own).status, here.who.person
    if who is None or status not in GROWS:
        return Reply(vi.nothing_more(own.number, cases_vi.STATUS[status]))
    try:
        told = ADDING.hear(said, None)
    except Invalid:
        told = BLANK_ACCOUNT
    if told["lines"]:
        return added(here, own, who, ADDING.value(told))
    came = said.text or said.photos or said.voices or said.place
    return Reply(begin=Begin(story, str(own.id), (said,) if came else ()))


_ADDS = cases.on_case(ADD, cases.reported, partial(_begin_adding, ADD), writes=True)


def _more(here: Here, on: str, said: Said) -> Reply:
    """ "thêm 12 hộ" tells of households, and speaks of no case."""
    if vi.counts(said.text) and report.may_report(here):
        return Reply(begin=Begin(report.COMMAND, heard=(replace(said, text=vi.told_more(on, said.text)),)))
    return _ADDS(here, on, said)


# a picture that comes late -------------------------------------------------------------------------------------------
def late_picture(here: Here, said: Said) -> Reply | None:
    """A picture alone, soon after a case was filed or something was added to it, may belong to that case: asked."""
    if here.who.person is None or not said.photos or said.text or said.voices or said.place:
        return None
    case = case_lists.told_last(here.db, here.who.person, here.now - LATELY)
    if case is None or _grows(here, case).status not in GROWS or not KINDS[case.kind].free_text:
        return None
    return Reply(begin=Begin(LATE, str(case.id), (said,)))


def _tell_late(ask: Ask, case: Case | None) -> tuple[Account, bool]:
    question = vi.of_this_case(case.number if case else 0)
    came = ask("pictures", question, _Pictures(**_FIELDS))
    return came, ask("meant", question, one_of((vi.THIS_CASE, vi.A_NEW_ONE), vi.PICK), more="pictures") == vi.THIS_CASE.value


def _finish_late(here: Here, draft: Draft, meant: tuple[Account, bool]) -> Reply:
    came, this = meant
    if this:
        return added(here, *_own(here, draft), came)
    said = Said(came.text, None, came.photos, came.voices, came.place)
    return Reply(begin=Begin(report.COMMAND, heard=report.told_at_once(said)))


# correcting ----------------------------------------------------------------------------------------------------------
def _tell_anew(ask: Ask, case: Case | None) -> str:
    return ask("text", vi.tell_anew(case.number, case.text), _Words(vi.PLEASE, most=ADDING.most, case=case)) if case else ""


def _tell_so(ask: Ask, case: Case | None) -> str:
    """Words that came with the number are shown before they take the place of all that it says."""
    words = _tell_anew(ask, case)
    if case:
        ask.confirm("send", vi.shall_it_say(case.number, hide_names(words, PERSON)), vi.YES, {"text": vi.CHANGE}, vi.SAY_YES)
    return words


def _correct(here: Here, draft: Draft, words: str) -> Reply:
    """The old words go: the timeline says that there were others, not which."""
    case, who = _own(here, draft)
    if case.status not in OPEN:
        return _no_more(here, case)
    text = hide_names(words, PERSON)
    event = case_life.write(here.db, case.id, who.id, Entry(CORRECT), here.now)
    case_life.change(here.db, case.id, here.now, text=text, folded=incidents.searched(text), households=report_vi.households(text))
    cases_alike.warn_anew(here, case)
    cases.noted(here, "changed case", case)
    now = replace(case, text=text)
    heard = cases_own_told.spread(here, now, cases_own_told.with_media(here, now, vi.tell_corrected(case.number, text)), event)
    cases_own_told.tell_own(here, case, vi.corrected_for_you(case.number, text, who.name), f"{CORRECT}.{event}")
    return Reply(vi.corrected(case.number, text, heard, hidden=text != words))


def _no_more(here: Here, case: Case) -> Reply:
    top = _grows(here, case)
    if top is not case and not (top.confidential and not case.confidential):
        return Reply(vi.not_alone(case.number, top.number))
    return Reply(vi.not_any_more(case.number, cases_vi.STATUS[case.status]))


def _begin_correcting(here: Here, case: Case, said: Said) -> Reply:
    """ "sửa 1", "sửa 1 cầu gãy từ tối qua"."""
    if case.status not in OPEN:
        return _no_more(here, case)
    return Reply(begin=Begin(CORRECT_SO, str(case.id), (Said(said.text),)) if vi.corrects(said.text) else Begin(CORRECT, str(case.id)))


_FIELDS: dict[str, Any] = {f: getattr(ADDING, f) for f in account_of_it.__dataclass_fields__}
STORIES: tuple[Story[Case | None, Any], ...] = (
    Story(ADD, vi.ADD_TITLE, _gather, _tell_added, _finish_added, draft=cases.per_person(ADD), of=cases_shared.of_case),
    Story(PHOTOS, vi.PHOTOS_TITLE, _gather, _tell_photos, _finish_added, draft=cases.per_person(PHOTOS), of=cases_shared.of_case),
    Story(LATE, vi.LATE_TITLE, _gather, _tell_late, _finish_late, draft=cases.per_person(LATE), of=cases_shared.of_case),
    Story(CORRECT, vi.CORRECT_TITLE, _gather, _tell_anew, _correct, draft=cases.per_person(CORRECT), of=cases_shared.of_case),
    Story(CORRECT_SO, vi.CORRECT_TITLE, _gather, _tell_so, _correct, draft=cases.per_person(CORRECT_SO), of=cases_shared.of_case),
)
VERBS = {
    ADD: _ADDS,
    MORE: _more,
    vi.IT_IS_NEW.value: cases.on_case(vi.IT_IS_NEW.value, cases.reported, _is_new),
    PHOTOS: cases.on_case(PHOTOS, cases.reported, partial(_begin_adding, PHOTOS), writes=True),
    CORRECT: cases.on_case(CORRECT, cases.reported, _begin_correcting, writes=True),
}
WORDY = frozenset({ADD, MORE, PHOTOS, CORRECT})  # the verbs that words may follow
JOBS = tuple(
    JobKind(
        f"{story}_quiet", late=600.0, plan=partial(report_clock.idle, f"{story}_quiet", story, 1, report_clock.QUIET),
        run=partial(report_clock.go_on, "added", ("lines", "voices", "photos")),
    )
    for story in (ADD, PHOTOS)
)  # fmt: skip
