"""The level a case is worked on at: the block sets any; whoever reported it, or works on it without being of the block, may only raise it."""

from __future__ import annotations

from typing import Any

from bot.domain.cases import ENDED
from bot.domain.kinds import Level
from bot.domain.roles import Person, Right, may_answer_for
from bot.readers import one_of
from bot.story import Ask, Begin, Here, Reply, Said, Story
from bot.talk import Choice, Draft, Notice
from handlers import cases, cases_shared, report
from handlers.cases_giving import held
from handlers.cases_talk import LINE, with_report
from messages_vi import cases as cases_vi
from messages_vi import cases_giving as vi
from messages_vi.kinds import KINDS, unwritten
from messages_vi.names import hide_names
from messages_vi.report import PERSON
from storage import case_life, deadlines, roles
from storage.case_life import Entry
from storage.incidents import Case

LEVEL, LOWER, RAISE = "muc", "hamuc", "gap"


def _gather(here: Here, draft: Draft) -> Case | None:
    case = cases.about(here, draft.about)
    return case if case and case.status not in ENDED else None


def _tell_level(ask: Ask, case: Case | None) -> tuple[Level, str] | None:
    """Any other one; and why, where it is a lower one."""
    return _told(ask, case, vi.levels(case.level)) if case else None


def _tell_lower(ask: Ask, case: Case | None) -> tuple[Level, str] | None:
    """None also where there is none: others have lowered it meanwhile."""
    lower = vi.lower(case.level) if case else ()
    return _told(ask, case, lower) if case and lower else None


def _told(ask: Ask, case: Case, offered: tuple[Choice, ...]) -> tuple[Level, str]:
    only = offered[0].value if len(offered) == 1 else None
    level = Level(ask("level", vi.which_level(case.number, case.level), one_of(offered, cases_vi.WHICH_OF_THESE), assume=only))
    return level, "" if level.urgency > case.level.urgency else ask("why", vi.why_lower(case.number, case.level, level), LINE)


def _set_level(here: Here, draft: Draft, meant: tuple[Level, str] | None) -> Reply:
    case, who = held(here, draft)
    if case.status in ENDED:
        return cases.already(here, case)
    if meant is None:
        return Reply(vi.level_already(case.number, case.level))
    return _changed(here, case, who, *meant)


def _changed(here: Here, case: Case, who: Person, level: Level, why: str) -> Reply:
    lower, said, why = level.urgency < case.level.urgency, why, hide_names(why, PERSON)
    entry = Entry("ha_muc" if lower else "nang_muc", why, office=str(level))
    event = case_life.write(here.db, case.id, who.id, entry, here.now)
    sooner = {} if lower or case.due_at is None else {"due_at": _sooner(here, case, level)}
    case_life.change(here.db, case.id, here.now, level=str(level), **sooner)
    cases.noted(here, "changed case", case)
    if not lower:
        _alarm(here, case, level, who, event, why)
    cases.tell_reporter(here, case, vi.tell_level(case.number, case.text, level, why), entry.what, event)
    return cases.with_not_kept(Reply(vi.level_set(case.number, level)), said)


def _sooner(here: Here, case: Case, level: Level) -> float | None:
    """A date that was given stays, unless the new level allows less."""
    usual = deadlines.usual_due(here.db, case.path, case.kind, level, here.now)
    return min((d for d in (case.due_at, usual) if d is not None), default=None)


def _alarm(here: Here, case: Case, level: Level, who: Person, event: int, why: str) -> None:
    """Those who hear of new cases hear that one has become more urgent; the levels above too, when it is the highest."""
    text = vi.raised(case.number, case.text, KINDS[case.kind], level, case.unit_name, who.name, why)
    told = Notice("alert", text, "", cases_vi.buttons(case.number, KINDS[case.kind], case.status), f"id:{case.id}")
    block = [p for p in roles.with_right(here.db, Right.ALERTED, case.path, here.now) if may_answer_for(p, case.path, confidential=case.confidential)]
    heard = {p.id for p in block} | ({case.holder} if case.holder else set())
    report.notify_each(here, told, heard - {who.id}, f"{report.announced(case.id)}level.{event}.")
    if level is Level.DO and not case.confidential:
        above = {p.id for p in roles.with_right(here.db, Right.ALERTED_RED, case.path, here.now)} - heard - {who.id}
        text = cases_vi.alert_above(case.number, KINDS[case.kind], case.commune_name, case.unit_name, reached=bool(heard))
        report.notify_each(
            here, Notice("alert", text, "", cases_vi.look(case.number), f"id:{case.id}"), above, f"{report.announced(case.id)}above.{event}."
        )


def _level(here: Here, case: Case, said: Said) -> Reply:
    who = here.who.person
    if case.status in ENDED or who is None:
        return cases.already(here, case)
    if not _sets_any(who, case):
        return _offered(case)
    level, why = vi.level_meant(said.text)
    if level is case.level:
        return Reply(vi.level_already(case.number, level))
    if level and level.urgency > case.level.urgency:
        return _changed(here, case, who, level, why)
    return Reply(begin=Begin(LEVEL, str(case.id), _heard(level, why)))


def _offered(case: Case) -> Reply:
    up = case.level.raised
    return Reply(vi.raise_it(case.number, case.level, up), vi.to_raise(case.number), f"id:{case.id}") if up else _top(case)


def _heard(level: Level | None, why: str) -> tuple[Said, ...]:
    return (Said(choice=str(level)), *((Said(why),) if why else ())) if level else ()


def _lower(here: Here, case: Case, said: Said) -> Reply:
    """ "hạ mức 1", "hạ mức 1 xanh nước đã rút", "hạ mức 1 nước đã rút": whatever is said, it becomes no higher."""
    who = here.who.person
    if case.status in ENDED or who is None:
        return cases.already(here, case)
    if not _sets_any(who, case):
        return Reply(vi.only_the_block(case.number, own=cases.reported(who, case), written=KINDS[case.kind].free_text))
    level, why = vi.level_meant(said.text)
    lower = [c.value for c in vi.lower(case.level)]
    if not lower or level is case.level:
        return Reply(vi.level_already(case.number, case.level))
    if level is None and len(lower) == 1 and why:
        level = Level(lower[0])
    return Reply(begin=Begin(LOWER, str(case.id), _heard(level if level in lower else None, why)))


def _raise(here: Here, case: Case, said: Said) -> Reply:
    """One higher, or to the level that is said; never lower. Other words are why, but "gặp 2 hộ" tells of something."""
    who, up = here.who.person, case.level.raised
    if case.status in ENDED or who is None:
        return cases.already(here, case)
    if said.text and not cases_vi.is_a_command(f"muc 1 {said.text}"):
        return report.begin(here, "", Said(vi.rather_meeting(case.number, said.text)))
    level, why = vi.level_meant(said.text)
    if up and level and level.urgency <= case.level.urgency:
        return Reply(vi.level_already(case.number, case.level))
    if unwritten(why) and cases.reported(who, case):
        return report.begin(here, "", Said(why))
    return with_report(here, case, why, _changed(here, case, who, level or up, why) if up else _top(case))


def _top(case: Case) -> Reply:
    return Reply(vi.highest(case.number))


def _sets_any(who: Person, case: Case) -> bool:
    return may_answer_for(who, case.path, confidential=case.confidential)


def _may_raise(who: Person, case: Case) -> bool:
    return cases.reported(who, case) or cases.handles(who, case)


STORIES: tuple[Story[Any, Any], ...] = (
    Story(LEVEL, vi.LEVEL_TITLE, _gather, _tell_level, _set_level, draft=cases.per_person(LEVEL), of=cases_shared.of_case),
    Story(LOWER, vi.LEVEL_TITLE, _gather, _tell_lower, _set_level, draft=cases.per_person(LOWER), of=cases_shared.of_case),
)
VERBS = {
    LEVEL: cases.on_case(LEVEL, _may_raise, _level),
    LOWER: cases.on_case(LOWER, _may_raise, _lower),
    RAISE: cases.on_case(RAISE, _may_raise, _raise),
}
WORDY = frozenset({LOWER, RAISE})  # the verbs that words may follow: why
