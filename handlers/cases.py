"""Acting on a case: one function each, whoever calls it, by button, verb or story; each asks for the right first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.domain.cases import ENDED
from bot.domain.roles import Right, may
from bot.readers import line, one_of
from bot.story import Ask, Begin, Here, Invalid, Reply, Said, Story
from bot.talk import Choice, Draft, Notice
from handlers import files, report
from messages_vi import cases as vi
from messages_vi import common
from messages_vi.kinds import KINDS
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import attachments, audit, incidents, notices, people
from storage.incidents import Case

ASK, ANSWER, MAYBE = "hoi", "traloi", "traloi?"
IN_WRITING = (ASK, ANSWER)
LINE = line(vi.WORDS_PLEASE, most=1000)


def _on_case(verb: str, right: Right | None, do: Callable[[Here, Case, Said], Reply]) -> Callable[[Here, str, Said], Reply]:
    """An action on the one case meant by ``id:7`` (a button) or by a number; several of one number are asked about."""

    def action(here: Here, on: str, said: Said) -> Reply:
        who = here.who.person
        if who is None:
            return Reply(vi.NOT_YOURS)
        known, _, row = on.rpartition(":")
        number = int(row) if row.isdecimal() else 0
        found = [incidents.by_id(here.db, who, number)] if known else incidents.by_number(here.db, who, number)
        cases = [c for c in found if c is not None]
        if len({c.commune for c in cases}) > 1 and not known:
            return Reply(vi.WHICH, tuple(Choice(f"{verb}:id:{c.id}", f"{c.commune_name}, {c.unit_name}") for c in cases[:10]))
        if not cases:
            return Reply(vi.no_such("" if known else row))
        if right is not None and not may(who, right, cases[0].path):
            return Reply(vi.NOT_YOURS)
        if verb in IN_WRITING and not KINDS[cases[0].kind].free_text:
            return Reply(vi.CALL_INSTEAD)
        held = incidents.locked(here.db, who, cases[0].id)
        return do(here, held or cases[0], said)

    return action


def _accept(here: Here, case: Case, _said: Said) -> Reply:
    who = here.who.person
    if who is None or case.status != "moi":
        return _already(here, case)
    incidents.set_status(here.db, case, "da_nhan", who, "", here.now)
    incidents.hold(here.db, case.id, who.id)
    _noted(here, "changed case", case)
    notices.withdraw(here.db, report.announced(case.id))
    _tell_reporter(here, case, vi.tell_accepted(case.number, case.text, who.name), "da_nhan")
    return Reply(vi.accepted(case.number))


def _resolve(here: Here, case: Case, said: Said) -> Reply:
    who = here.who.person
    if who is None or case.status in ENDED:
        return _already(here, case)
    result = hide_names(said.text.strip()[:1000], PERSON) if KINDS[case.kind].free_text else ""
    incidents.set_status(here.db, case, "da_giai_quyet", who, result, here.now)
    _noted(here, "changed case", case)
    notices.withdraw(here.db, report.announced(case.id))
    _tell_reporter(here, case, vi.tell_resolved(case.number, case.text, result), "da_giai_quyet")
    return Reply(vi.resolved(case.number))


def _already(here: Here, case: Case) -> Reply:
    """Two people at once: the second sees what happened."""
    last = next((e for e in reversed(incidents.events(here.db, case.id)) if e.what == case.status), None)
    return Reply(
        vi.already(case.number, last.by if last else "", case.status, own=bool(last and here.who.person and last.person == here.who.person.id))
    )


def _tell_reporter(here: Here, case: Case, text: str, what: str) -> None:
    if here.who.person is None or case.reporter != here.who.person.id:
        notices.notify(here.db, case.reporter, Notice("case", text, f"told:{case.id}:{what}"), here.now)


def _noted(here: Here, what: str, case: Case) -> None:
    who = here.who.person
    audit.note(here.db, who.id if who else None, what, f"incident:{case.id}", case.unit, here.now)


def _look(here: Here, case: Case, _said: Said) -> Reply:
    _noted(here, "read case", case)
    where = vi.place(case.place.latitude, case.place.longitude) if case.place else ""
    who = vi.reporter(case.reporter_name, case.reporter_role)
    kind = KINDS[case.kind]
    text = vi.whole(case.number, kind, case.level, case.status, case.unit_name, case.text, who, case.created_at, where)
    timeline = [vi.event(e.at, e.what, e.by, e.text) for e in incidents.events(here.db, case.id)[1:]]
    kept = attachments.of_incident(here.db, case.id)
    leads = here.who.person is not None and may(here.who.person, Right.HANDLE, case.path)
    choices, act_on = (vi.buttons(case.number, kind, case.status), f"id:{case.id}") if leads else ((), "")
    return Reply("\n".join([text, *timeline]), choices, act_on, files.photos(kept), files.voices(kept, case.number))


# asking back, and the answer -----------------------------------------------------------------------------------------
def _ask_back(here: Here, case: Case, said: Said) -> Reply:
    if case.status in ENDED:
        return _already(here, case)
    return Reply(begin=Begin(ASK, str(case.id), (said,) if said.text else ()))


def _answer(here: Here, case: Case, said: Said) -> Reply:
    if here.who.person is None or case.reporter != here.who.person.id:
        return Reply(vi.NOT_YOURS)
    return Reply(begin=Begin(ANSWER, str(case.id), (said,) if said.text else ()))


def _gather(here: Here, draft: Draft) -> Case | None:
    return incidents.by_id(here.db, here.who.person, int(draft.about)) if here.who.person else None


def _file_question(here: Here, draft: Draft, text: str) -> Reply:
    case, who = _gather(here, draft), here.who.person
    if case is None or who is None or not may(who, Right.HANDLE, case.path):
        raise Invalid(vi.NOT_YOURS)
    if case.status in ENDED:
        return _already(here, case)
    text = hide_names(text, PERSON)
    incidents.add_event(here.db, case.id, who.id, "hoi", text, here.now)
    _noted(here, "changed case", case)
    question = vi.question(case.number, case.text, text)
    notices.notify(here.db, case.reporter, Notice("case", question, f"asked:{draft.id}", vi.answer(case.number), f"id:{case.id}"), here.now)
    return Reply(vi.asked(case.number, reached=bool(people.linked(here.db, case.reporter))))


def _file_answer(here: Here, draft: Draft, text: str) -> Reply:
    case, who = _gather(here, draft), here.who.person
    if case is None or who is None or case.reporter != who.id:
        raise Invalid(vi.NOT_YOURS)
    text = hide_names(text, PERSON)
    asked_by = incidents.last_asked_by(here.db, case.id)
    incidents.add_event(here.db, case.id, who.id, "tra_loi", text, here.now)
    _noted(here, "changed case", case)
    if asked_by is not None:
        choices, said = vi.buttons(case.number, KINDS[case.kind], case.status), vi.told_answer(case.number, case.text, text)
        notices.notify(here.db, asked_by, Notice("case", said, f"answered:{draft.id}", choices, f"id:{case.id}"), here.now)
    return Reply(vi.answered(case.number))


def _tell_question(ask: Ask, case: Case | None) -> str:
    return ask("question", vi.what_to_ask(case.number if case else 0), LINE)


def _tell_answer(ask: Ask, case: Case | None) -> str:
    return ask("answer", vi.what_to_answer(case.number if case else 0), LINE)


# words at rest while the block waits for an answer ---------------------------------------------------------------------
def maybe_answer(here: Here, on: str, said: Said) -> Reply | None:
    """What is said right after the block has asked may be the answer, or something new: asked, when the question is still open."""
    row = on.removeprefix("id:")
    waits = row.isdecimal() and bool(said.text) and incidents.awaits_answer(here.db, int(row))
    return Reply(begin=Begin(MAYBE, row, (said,))) if waits else None


def _tell_maybe(ask: Ask, _case: Case | None) -> tuple[str, bool]:
    words = ask("words", vi.ANSWER_OR_NEW, LINE)
    return words, ask("meant", vi.ANSWER_OR_NEW, one_of((vi.IT_ANSWERS, vi.IT_IS_NEW), common.PICK_ONE)) == vi.IT_ANSWERS.value


def _finish_maybe(here: Here, draft: Draft, meant: tuple[str, bool]) -> Reply:
    words, answers = meant
    return Reply(begin=Begin(ANSWER, draft.about, (Said(words),))) if answers else report.begin(here, "", Said(words))


STORIES: tuple[Story[Case | None, Any], ...] = (
    Story(MAYBE, vi.ANSWER_TITLE, _gather, _tell_maybe, _finish_maybe, draft=lambda who, about: f"{MAYBE}:{about}:{who.person and who.person.id}"),
    Story(ASK, vi.ASK_TITLE, _gather, _tell_question, _file_question, draft=lambda who, about: f"{ASK}:{about}:{who.person and who.person.id}"),
    Story(ANSWER, vi.ANSWER_TITLE, _gather, _tell_answer, _file_answer, draft=lambda who, about: f"{ANSWER}:{about}:{who.person and who.person.id}"),
)
VERBS = {
    "nhan": _on_case("nhan", Right.HANDLE, _accept),
    "xong": _on_case("xong", Right.HANDLE, _resolve),
    "xem": _on_case("xem", None, _look),
    ASK: _on_case(ASK, Right.HANDLE, _ask_back),
    ANSWER: _on_case(ANSWER, None, _answer),
}


def mine(here: Here, _on: str, _said: Said) -> Reply:
    """/vieccuatoi: what one has reported, the newest first."""
    found = incidents.mine(here.db, here.who.person) if here.who.person else []
    lines = [vi.line(c.number, c.text, KINDS[c.kind], c.status) for c in found]
    return Reply(vi.mine(lines)) if lines else Reply(vi.NOTHING_YET)


def which_number(_here: Here, verb: str, _said: Said) -> Reply:
    """A verb without a number never acts on an older list."""
    return Reply(common.which_number(next(w for w, v in common.VERBS.items() if v == verb)))
