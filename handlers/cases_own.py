"""What a reporter does with a case of their own: adds words, pictures, voice and a place to it, late or not, and corrects what it says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from typing_extensions import override

from bot.domain.cases import NEW, OPEN, RESOLVED, TOLD_BACK
from bot.domain.episodes import QUIET
from bot.domain.kinds import Level
from bot.domain.roles import Person
from bot.jobs import JobKind
from bot.readers import BLANK_ACCOUNT, Account, account_of_it, line, one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Draft, Notice
from handlers import cases, cases_alike, cases_shared, episode_clock, files, report, report_clock
from handlers.in_the_province import account_from_here
from messages_vi import cases as cases_vi
from messages_vi import cases_own as vi
from messages_vi import common
from messages_vi import report as report_vi
from messages_vi.kinds import KINDS
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import attachments, case_life, episodes, incidents, notices, people
from storage.case_life import Entry
from storage.incidents import Case

ADD, MORE, PHOTOS, CORRECT, LATE, ADDED = "bosung", "them", "themanh", "sua", "anhmuon", "bo_sung"
LATELY = 1800.0  # seconds after filing in which a picture may belong to that case
GROWS = (*OPEN, RESOLVED, TOLD_BACK)
ADDING = replace(report.TELLING, nothing_yet=vi.ADD_FIRST, too_long=vi.TOO_MUCH, already=vi.ADD_ON, go_on=vi.ADD_ON)


@dataclass(frozen=True)
class _Words(line):
    """Such as tell of something."""

    @override
    def hear(self, said: Said, before: Any) -> str:
        if common.adds_nothing(said.text) or report_vi.asks_for_else(said.text):
            raise Invalid(self.refusal)
        return super().hear(said, before)


@dataclass(frozen=True)
class _Pictures(account_from_here):
    """What came with the question, and whatever else comes while it is open."""

    @override
    def hear(self, said: Said, before: Any) -> dict[str, Any]:
        return super().hear(said, before or BLANK_ACCOUNT)


def _gather(here: Here, draft: Draft) -> Case | None:
    return cases.about(here, draft.about)


def _own(here: Here, draft: Draft) -> tuple[Case, Person]:
    """The right is asked again: the draft may be days old."""
    found = cases.held(here, draft.about, cases.reported)
    if found is None:
        raise Invalid(cases_vi.NOT_YOURS)
    return found


# who hears of it -----------------------------------------------------------------------------------------------------
def _with_media(here: Here, case: Case, text: str, media: Collection[int] = ()) -> Notice:
    kept = attachments.of_incident(here.db, case.id)
    photos = files.photos([a for a in kept if a.id in media])
    voices = tuple(d for d in files.voices(kept, case.number) if d.attachment in media)
    choices = (*cases_vi.look(case.number), *cases_vi.buttons(case.number, KINDS[case.kind], case.status))
    return Notice("case", text, "", choices, f"id:{case.id}", photos, voices)


def _spread(here: Here, case: Case, told: Notice, event: int) -> str:
    """Whoever works on it hears, else those of the block who have read of it; who that is, in words, "" for nobody whom it reaches.

    Those who are still to read of it read, in place of what waited for them, what it is now.
    """
    block, holder = cases.block(here, case), cases_shared.holder_now(here.db, case, here.now)
    whom = {holder} if holder else (block & _announced_anew(here, case, event) if case.status == NEW else block)
    whom = whom - {here.who.person.id if here.who.person else 0}
    _tell_each(here, case, told, whom, f"own:{case.id}.{event}.")
    _copied_anew(here, case, event)
    reached = people.chats_of(here.db, whom)
    return "" if not reached else case.holder_name if holder else vi.THE_BLOCK


def _announced_anew(here: Here, case: Case, event: int) -> set[int]:
    """Those who have read of it already."""
    prefix = report.announced(case.id)
    heard = set(notices.heard(here.db, prefix))
    waiting = cases.readers(here, case, set(notices.told(here.db, prefix)) - heard)
    notices.withdraw(here.db, prefix)
    _tell_each(here, case, _announcement(here, case), waiting, f"{prefix}anew.{event}.")
    return heard


def _copied_anew(here: Here, case: Case, event: int) -> None:
    """The same for the head of the team, who reads a copy."""
    prefix = f"copy:{case.id}."
    waiting = cases.readers(here, case, set(notices.told(here.db, prefix)) - set(notices.heard(here.db, prefix)))
    notices.withdraw(here.db, prefix)
    text = report_vi.copied(case.number, case.level, _words(here, case), cases.told_by(case))
    told = Notice("case", text, "", cases_vi.look(case.number), f"id:{case.id}", urgency="morning", merge_key="copy")
    report.notify_each(here, told, waiting, f"{prefix}anew.{event}.")


def _tell_each(here: Here, case: Case, told: Notice, whom: Collection[int], once: str) -> None:
    """In a flood night with what else there is to hear of it, not one message each."""
    for one in sorted(whom):
        notices.notify(here.db, one, replace(_in_stream(here, case, told, one), once=f"{once}{one}"), here.now)


def _in_stream(here: Here, case: Case, told: Notice, whom: int) -> Notice:
    if not episode_clock.gathers(here.db, case) or told.urgency == "morning":
        return told
    key = f"episode:{case.episode}"
    last = episodes.gathers_until(here.db, whom, key)
    return replace(told, merge_key=key, not_before=last if last > here.now else max(here.now, last + QUIET))


def _words(here: Here, case: Case) -> str:
    """What it says, with what was added since."""
    return vi.with_more(case.text, [e.text for e in incidents.events(here.db, case.id) if e.what == ADDED])


def _announcement(here: Here, case: Case) -> Notice:
    """As when it was filed, with what it is now."""
    kind, kept = KINDS[case.kind], attachments.of_incident(here.db, case.id)
    photos, voices = files.photos(kept), files.voices(kept, case.number)
    media = report_vi.with_media(len(photos), len(voices))
    text = cases_vi.alert(case.number, kind, case.level, case.unit_name, _words(here, case), media, cases.told_by(case))
    told = Notice("alert", text, "", cases_vi.buttons(case.number, kind), f"id:{case.id}", photos, voices)
    return replace(told, urgency="morning", merge_key="new") if case.level is Level.XANH else told


# adding --------------------------------------------------------------------------------------------------------------
def _tell_added(ask: Ask, case: Case | None) -> Account | None:
    if case is None:
        return None
    so_far = ask.kept("added")
    return ask("added", vi.what_else(case.number) if so_far and so_far["lines"] else vi.what_to_add(case.number), ADDING)


def _tell_photos(ask: Ask, case: Case | None) -> Account | None:
    return ask("added", vi.which_photos(case.number), ADDING) if case else None


def _finish_added(here: Here, draft: Draft, told: Account | None) -> Reply:
    case, who = _own(here, draft)
    return _added(here, case, who, told) if told else Reply(cases_vi.NOT_YOURS)


def _added(here: Here, case: Case, who: Person, told: Account) -> Reply:
    if case.status not in GROWS:
        return Reply(vi.nothing_more(case.number, cases_vi.STATUS[case.status]))
    text = hide_names(told.text, PERSON)
    came = vi.what_came(report_vi.with_media(len(told.photos), len(told.voices)), place=told.place is not None)
    event = case_life.write(here.db, case.id, who.id, Entry(ADDED, vi.written(text, came)), here.now)
    where = {"latitude": told.place.latitude, "longitude": told.place.longitude} if told.place else {}
    case_life.change(here.db, case.id, here.now, **where)
    attachments.join(here.db, told.media, case.id)
    cases.noted(here, "changed case", case)
    heard = _spread(here, case, _with_media(here, case, vi.tell_added(case.number, case.text, text, came), told.media), event)
    cases.tell_reporter(here, case, vi.added_for_you(case.number, case.text, text, came, who.name), ADDED, event)
    return Reply(vi.added(case.number, text, came, heard, hidden=text != told.text))


def _begin_adding(story: str, _here: Here, case: Case, said: Said) -> Reply:
    if case.status not in GROWS:
        return Reply(vi.nothing_more(case.number, cases_vi.STATUS[case.status]))
    came = said.text or said.photos or said.voices or said.place
    return Reply(begin=Begin(story, str(case.id), (said,) if came else ()))


_ADDS = cases.on_case(ADD, cases.reported, partial(_begin_adding, ADD), writes=True)


def _more(here: Here, on: str, said: Said) -> Reply:
    """ "thêm 12 hộ" tells of households, and speaks of no case."""
    if vi.counts(said.text) and report.may_report(here):
        return Reply(begin=Begin(report.COMMAND, heard=(replace(said, text=vi.told_more(on, said.text)),)))
    return _ADDS(here, on, said)


# a picture that comes late -------------------------------------------------------------------------------------------
def late_picture(here: Here, said: Said) -> Reply | None:
    """A picture alone, soon after a case was filed, may belong to that case: asked."""
    if here.who.person is None or not said.photos or said.text or said.voices or said.place:
        return None
    case = incidents.typed_last(here.db, here.who.person, here.now - LATELY)
    if case is None or case.status not in GROWS or not KINDS[case.kind].free_text:
        return None
    return Reply(begin=Begin(LATE, str(case.id), (said,)))


def _tell_late(ask: Ask, case: Case | None) -> tuple[Account, bool]:
    question = vi.of_this_case(case.number if case else 0)
    came = ask("pictures", question, _Pictures(**_FIELDS))
    return came, ask("meant", question, one_of((vi.THIS_CASE, vi.A_NEW_ONE), vi.PICK), more="pictures") == vi.THIS_CASE.value


def _finish_late(here: Here, draft: Draft, meant: tuple[Account, bool]) -> Reply:
    came, this = meant
    if this:
        return _added(here, *_own(here, draft), came)
    said = Said(came.text, None, came.photos, came.voices, came.place)
    return Reply(begin=Begin(report.COMMAND, heard=report.told_at_once(said)))


# correcting ----------------------------------------------------------------------------------------------------------
def _tell_anew(ask: Ask, case: Case | None) -> str:
    return ask("text", vi.tell_anew(case.number, case.text), _Words(vi.PLEASE, most=ADDING.most)) if case else ""


def _correct(here: Here, draft: Draft, words: str) -> Reply:
    """The old words go: the timeline says that there were others, not which."""
    case, who = _own(here, draft)
    if case.status not in OPEN:
        return Reply(vi.not_any_more(case.number, cases_vi.STATUS[case.status]))
    text = hide_names(words, PERSON)
    event = case_life.write(here.db, case.id, who.id, Entry(CORRECT), here.now)
    case_life.change(here.db, case.id, here.now, text=text, folded=incidents.searched(text), households=report_vi.households(text))
    cases_alike.warn_anew(here, case)
    cases.noted(here, "changed case", case)
    now = replace(case, text=text)
    heard = _spread(here, now, _with_media(here, now, vi.tell_corrected(case.number, text)), event)
    cases.tell_reporter(here, case, vi.corrected_for_you(case.number, text, who.name), CORRECT, event)
    return Reply(vi.corrected(case.number, text, heard, hidden=text != words))


def _begin_correcting(_here: Here, case: Case, _said: Said) -> Reply:
    """Words behind the number are asked for once more: all of them are replaced."""
    if case.status not in OPEN:
        return Reply(vi.not_any_more(case.number, cases_vi.STATUS[case.status]))
    return Reply(begin=Begin(CORRECT, str(case.id)))


_FIELDS: dict[str, Any] = {f: getattr(ADDING, f) for f in account_of_it.__dataclass_fields__}
STORIES: tuple[Story[Case | None, Any], ...] = (
    Story(ADD, vi.ADD_TITLE, _gather, _tell_added, _finish_added, draft=cases.per_person(ADD)),
    Story(PHOTOS, vi.PHOTOS_TITLE, _gather, _tell_photos, _finish_added, draft=cases.per_person(PHOTOS)),
    Story(LATE, vi.LATE_TITLE, _gather, _tell_late, _finish_late, draft=cases.per_person(LATE)),
    Story(CORRECT, vi.CORRECT_TITLE, _gather, _tell_anew, _correct, draft=cases.per_person(CORRECT)),
)
VERBS = {
    ADD: _ADDS,
    MORE: _more,
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
