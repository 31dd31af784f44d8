"""Words about a case: the block asks and the reporter answers, the block tells the reporter something, and notes for those who work on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from typing_extensions import override

from bot.domain.cases import ENDED
from bot.readers import Account, line, one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft, Notice
from handlers import cases, cases_own, cases_shared, report
from handlers.cases_kept import kept_words
from messages_vi import cases as vi
from messages_vi import cases_answered as answered_vi
from messages_vi import cases_leaving as leaving_vi
from messages_vi import common
from messages_vi.kinds import KINDS, clear, guess
from messages_vi.kinds import line as kind_line
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import case_life, case_lists, handover, incidents, notices, people, talks
from storage.case_life import Entry
from storage.incidents import Case

Say = Callable[[Here, Case, str], Reply]
ASK, ANSWER, MAYBE, ANSWER_ON, NOTE, TELL = "hoi", "traloi", "traloi?", "traloithem?", "ghi", "baolai"
ANSWERED_IT = "tra_loi"  # as the timeline has it
LATELY = 1800.0  # seconds after an answer in which another line may belong to it


@dataclass(frozen=True)
class _Words(line):
    """What is ordered about a case, and a mere number, are no words for others to read; they do not get out by mistake."""

    case: Case | None = None

    @override
    def hear(self, said: Said, before: Any) -> str:
        if self.case and cases_shared.may_be_new(self.case, said.text):
            raise Invalid(self.refusal)
        return super().hear(said, before)

    @override
    def value(self, kept: Any) -> str:
        if isinstance(kept, str) and vi.is_a_command(kept):
            raise Invalid(vi.NOT_AN_ANSWER)
        if isinstance(kept, str) and (kept.strip(" .?!").isdecimal() or common.adds_nothing(kept)):
            raise Invalid(self.refusal)
        return super().value(kept)


@dataclass(frozen=True)
class _Told(line):
    """Words of its reporter; those that are a report of their own are not kept, not even in a draft."""

    case: Case | None = None

    @override
    def hear(self, said: Said, before: Any) -> str:
        if self.case and cases_shared.goes_apart(self.case, said.text):
            raise Invalid(kind_line(guess(said.text)[0], {}))
        return super().hear(said, before)


LINE = _Words(vi.WORDS_PLEASE, most=1000)
ANSWERED = _Told(vi.WORDS_PLEASE, most=1000)  # a mere no, or a number, may be the answer


def _gather(here: Here, draft: Draft) -> Case | None:
    return cases.about(here, draft.about)


def _number(case: Case | None) -> int:
    return case.number if case else 0


def is_meant(ask: Ask, text: str, *, ends: bool = False) -> bool:
    """Whether words for the reporter are to go out; such as may only leave off are asked about first."""
    if leaving_vi.leaves(text, ends=ends):
        return False
    if not leaving_vi.may_leave(text, ends=ends):
        return True
    choices = (leaving_vi.LEAVE_IT, leaving_vi.SEND_IT)
    return ask("go", leaving_vi.shall_it_go(text, ends=ends), one_of(choices, leaving_vi.PICK)) == leaving_vi.SEND_IT.value


def _tell_question(ask: Ask, case: Case | None) -> str:
    """ "": they leave it."""
    text = ask("question", vi.what_to_ask(_number(case)), replace(LINE, case=case))
    return text if is_meant(ask, text) else ""


def _tell_answer(ask: Ask, case: Case | None) -> str:
    return ask("answer", vi.what_to_answer(_number(case)), replace(ANSWERED, case=case))


def _tell_note(ask: Ask, case: Case | None) -> str:
    return ask("note", vi.what_to_note(_number(case)), replace(LINE, case=case))


def _tell_word(ask: Ask, case: Case | None) -> str:
    return ask("word", vi.what_to_tell(_number(case)), replace(LINE, case=case))


# the block speaks ------------------------------------------------------------------------------------------------------
def _begins(story: str, say: Say) -> cases.Do:
    """Words said with the number are about that case, whatever they tell."""

    def begin(here: Here, case: Case, said: Said) -> Reply:
        if story == ASK and (leaving_vi.leaves(said.text, ends=False) or leaving_vi.may_leave(said.text, ends=False)):
            return cases.begins(story)(here, case, said)
        try:
            return cases.with_not_kept(say(here, case, LINE.hear(said, None)), said.text)
        except Invalid:
            return cases.begins(story)(here, case, said)

    return begin


def _finish(say: Say) -> Callable[[Here, Draft, str], Reply]:
    def finish(here: Here, draft: Draft, text: str) -> Reply:
        found = cases.held(here, draft.about, cases.handles)
        if found is None:
            raise Invalid(vi.NOT_YOURS)
        return cases.with_not_kept(say(here, found[0], text), text) if text else left_off(found[0], vi.ASK_TITLE)

    return finish


def left_off(case: Case, title: str) -> Reply:
    """Nothing was sent."""
    return Reply(common.dropped(common.titled(title, vi.of_number(case.number))))


def _ask_back(here: Here, case: Case, said: Said) -> Reply:
    return cases.already(here, case) if case.status in ENDED else _begins(ASK, _file_question)(here, case, said)


def _file_question(here: Here, case: Case, text: str) -> Reply:
    if case.status in ENDED:
        return cases.already(here, case)
    event, text = _spoken_by_the_block(here, case, text, ASK)
    question = vi.question(case.number, case.text, text)
    to = cases.hears_for_reporter(here, case)
    notices.notify(here.db, to, Notice("case", question, f"asked:{case.id}.{event}", vi.answer(case.number), f"id:{case.id}"), here.now)
    return Reply(vi.asked(case.number, reached=bool(people.linked(here.db, to))))


def _file_word(here: Here, case: Case, text: str) -> Reply:
    event, text = _spoken_by_the_block(here, case, text, TELL)
    heard = cases_shared.hearers(here.db, case)
    for to, own in heard:
        notices.notify(here.db, to, Notice("case", vi.tell_word(own.number, own.text, text), f"word:{own.id}.{event}"), here.now)
    return Reply(vi.word_told(case.number, reached=any(people.linked(here.db, to) for to, _ in heard)))


def _file_note(here: Here, case: Case, text: str) -> Reply:
    _spoken_by_the_block(here, case, text, NOTE)
    return Reply(vi.noted(case.number))


def _spoken_by_the_block(here: Here, case: Case, text: str, what: str) -> tuple[int, str]:
    """Its line of the timeline, and the words as they are kept."""
    who, text = here.who.person, hide_names(text, PERSON)
    assert who is not None
    event = case_life.write(here.db, case.id, who.id, Entry(what, text, internal=what == NOTE), here.now)
    case_life.word(here.db, case.id, here.now)
    cases.noted(here, "changed case", case)
    return event, text


# the reporter answers --------------------------------------------------------------------------------------------------
def _file_answer(here: Here, draft: Draft, text: str) -> Reply:
    found = cases.held(here, draft.about, cases.reported)
    if found is None:
        raise Invalid(vi.NOT_YOURS)
    case, who = found
    text = hide_names(text, PERSON)
    asked_by = incidents.last_asked_by(here.db, case.id)
    case_life.write(here.db, case.id, who.id, Entry(ANSWERED_IT, text), here.now)
    cases.noted(here, "changed case", case)
    if asked_by is not None:
        choices, said = vi.buttons(case.number, KINDS[case.kind], case.status), vi.told_answer(case.number, case.text, text)
        heard = cases.readers(here, case, [asked_by]) or cases.block(here, case)  # who asked may have left, or may read it no more
        report.notify_each(here, Notice("case", said, "", choices, f"id:{case.id}"), heard - {who.id}, f"answered:{draft.id}:")
    return Reply(answered_vi.with_numbers(text, vi.answered(case.number)))


def _answer(here: Here, case: Case, said: Said) -> Reply:
    if cases_shared.goes_apart(case, said.text):
        return report.begin(here, "", said)
    if not said.text and (story := _being_asked(here, case)):
        return Reply(begin=Begin(story, str(case.id), (Said("", vi.IT_ANSWERS.value),)))
    return _with_pictures(here, case, said.photos, cases.begins(ANSWER)(here, case, Said(said.text)))


def _being_asked(here: Here, case: Case) -> str:
    """The story that is open here and asks whether words about this case answer; "" for none."""
    begun = handover.drafts(here.db, here.who.person.id, (MAYBE, ANSWER_ON)) if here.who.person else []
    rows = {row: story for row, story, about in begun if about == str(case.id)}
    return rows.get(talks.recall(here.db, [here.who.peer], here.now)[here.who.peer].draft or 0, "") if rows else ""


def with_report(here: Here, case: Case, text: str, reply: Reply) -> Reply:
    """Behind what their reporter has done with a case: whom to call, and the report that their words are besides, if any."""
    apart = report.begin(here, "", Said(text)) if cases_shared.goes_apart(case, text) else Reply()
    return replace(reply, text=answered_vi.with_numbers(text, reply.text), begin=apart.begin or reply.begin)


def maybe_answer(here: Here, on: str, said: Said) -> Reply | None:
    """What is said right after the block has asked may be the answer, or something new: asked, when the question is still open."""
    row = on.removeprefix("id:")
    case = cases.about(here, row) if row.isdecimal() and said.text else None
    waits = case is not None and not cases_shared.goes_apart(case, said.text) and incidents.awaits_answer(here.db, case.id)
    return Reply(begin=Begin(MAYBE, row, (said,))) if waits else None


def second_line(here: Here, said: Said) -> Reply | None:
    """Words alone, soon after an answer to the block, may go on with it: asked, unless they clearly tell of another kind of matter."""
    who = here.who.person
    if who is None or not said.text or common.adds_nothing(said.text) or said.photos or said.voices or said.place:
        return None
    case = case_lists.told_last(here.db, who, here.now - LATELY, (*case_lists.TOLD, ANSWERED_IT))
    if case is None or case.status in ENDED or cases_shared.goes_apart(case, said.text) or not KINDS[case.kind].free_text:
        return None
    if clear(said.text) and guess(said.text)[0] != case.kind:
        return None
    last = next((e.what for e in reversed(incidents.events(here.db, case.id)) if e.person == who.id), "")
    return Reply(begin=Begin(ANSWER_ON, str(case.id), (said,))) if last == ANSWERED_IT else None


def _tell_maybe(ask: Ask, _case: Case | None) -> tuple[Account, bool]:
    return _told_maybe(ask, vi.ANSWER_OR_NEW, vi.IT_ANSWERS)


def _tell_on(ask: Ask, case: Case | None) -> tuple[Account, bool]:
    return _told_maybe(ask, vi.more_or_new(_number(case)), vi.IT_IS_MORE)


def _told_maybe(ask: Ask, question: str, answers: Choice) -> tuple[Account, bool]:
    told = ask("words", question, kept_words(ANSWERED))
    return told, ask("meant", question, one_of((answers, vi.IT_IS_NEW), common.PICK_ONE), more="words") == answers.value


def _finish_maybe(here: Here, draft: Draft, meant: tuple[Account, bool]) -> Reply:
    told, answers = meant
    found = cases.held(here, draft.about, cases.reported) if answers else None
    if found is None:
        return report.begin(here, "", Said(told.text, None, told.photos))
    return _with_pictures(here, found[0], told.photos, Reply(begin=Begin(ANSWER, draft.about, (Said(told.text),))))


def _with_pictures(here: Here, case: Case, photos: tuple[int, ...], reply: Reply) -> Reply:
    """An answer is words: pictures that come with it are added to the case, and who works on it sees them."""
    if not photos or here.who.person is None:
        return reply
    return replace(reply, text=cases_own.added(here, case, here.who.person, Account((), photos)).text)


STORIES: tuple[Story[Case | None, Any], ...] = (
    Story(MAYBE, vi.ANSWER_TITLE, _gather, _tell_maybe, _finish_maybe, draft=cases.per_person(MAYBE), of=cases_shared.of_case),
    Story(ANSWER_ON, vi.ANSWER_TITLE, _gather, _tell_on, _finish_maybe, draft=cases.per_person(ANSWER_ON), of=cases_shared.of_case),
    Story(ASK, vi.ASK_TITLE, _gather, _tell_question, _finish(_file_question), draft=cases.per_person(ASK), of=cases_shared.of_case),
    Story(ANSWER, vi.ANSWER_TITLE, _gather, _tell_answer, _file_answer, draft=cases.per_person(ANSWER), of=cases_shared.of_case),
    Story(NOTE, vi.NOTE_TITLE, _gather, _tell_note, _finish(_file_note), draft=cases.per_person(NOTE), of=cases_shared.of_case),
    Story(TELL, vi.TELL_TITLE, _gather, _tell_word, _finish(_file_word), draft=cases.per_person(TELL), of=cases_shared.of_case),
)
VERBS = {
    ASK: cases.on_case(ASK, cases.handles, _ask_back, writes=True),
    ANSWER: cases.on_case(ANSWER, cases.reported, _answer, writes=True),
    NOTE: cases.on_case(NOTE, cases.handles, _begins(NOTE, _file_note), writes=True),
    TELL: cases.on_case(TELL, cases.handles, _begins(TELL, _file_word), writes=True),
}
WORDY = frozenset({ASK, ANSWER, NOTE, TELL})  # the verbs that words may follow
