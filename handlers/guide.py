"""Finding one's way: help, wishes in everyday words, and what to answer when nothing is clear."""

from __future__ import annotations

import hashlib

from bot.domain.roles import Right, scope
from bot.domain.vietnamese import words
from bot.readers import line, one_of
from bot.story import Ask, Begin, Here, Reply, Said, Story
from bot.talk import Draft
from handlers import (
    absence,
    block_entering,
    cases_ending,
    cases_list,
    cases_own,
    cases_talk,
    checkin,
    checkin_corrections,
    episodes,
    joining,
    members,
    on_behalf,
    report,
    requests,
    whom_to_call,
)
from messages_vi import cases as cases_vi
from messages_vi import common
from messages_vi import report as report_vi
from messages_vi import wishes as vi
from messages_vi.broadcasts import NOT_YET, is_broadcast
from messages_vi.kinds import alarming, asks_about_danger, clear

WISH = "ydinh"


def _broadcast(_here: Here, said: Said) -> Reply | None:
    """What is to be read to everybody, and is no report."""
    return Reply(NOT_YET) if is_broadcast(said.text) and not alarming(said.text) else None


_HEAR = (
    cases_ending.said_late, checkin_corrections.heard,
    cases_own.late_picture, episodes.heard, absence.heard, members.heard, cases_list.heard, block_entering.heard,
    on_behalf.heard,
    _broadcast,
)  # fmt: skip
SHORT = 6  # words; what is longer was not meant for a list


def help_(here: Here, _on: str, _said: Said) -> Reply:
    who = here.who.person
    reports, leads, lists = (bool(who and scope(who, *r)) for r in ((Right.REPORT,), (Right.HANDLE,), (Right.LIST, Right.LIST_BLOCKS)))
    first = common.HELP if reports else "\n".join([report_vi.no_place(whom_to_call.secretary(here)), common.HELP_REST])
    return Reply("\n".join([first, *[common.HELP_LEADER] * leads, *[common.HELP_LIST] * lists]))


def at_rest(here: Here, on: str, said: Said) -> Reply:
    """What is said with nothing open (``on``: what the last list shown here asks for words on): a code, a report, a courtesy, or nothing clear."""
    if on and not joining.is_invitation(said) and (maybe := cases_talk.maybe_answer(here, on, said)) is not None:
        return maybe
    if joining.is_code(said):
        return joining.begin(here, on, said)
    if not alarming(said.text) and vi.wish(said.text) is None and (more := cases_talk.second_line(here, said)) is not None:
        return more
    for hears in _HEAR:
        if (meant := hears(here, said)) is not None:
            return meant
    if (wished := _wished(said)) is not None:
        return wished
    if report.looks_like_one(said):
        return report.begin(here, on, said)
    return _nothing_clear(here, said)


def _nothing_clear(here: Here, said: Said) -> Reply:
    if common.adds_nothing(said.text):
        strong = common.is_strong_yes(said.text)
        agrees = strong or common.says_yes(said.text)
        return Reply(common.NOTHING_ASKED if strong else common.COURTEOUS, missed="yes" if strong else "ok" if agrees else "")
    unclear = common.unclear(whom_to_call.secretary(here))
    unclear = f"{report_vi.DANGER}\n{unclear}" if asks_about_danger(said.text) else unclear
    a_month = (common.MONTH,) if any(not one.is_done for one in checkin.mine(here)) else ()
    choices = (common.REPORT, *a_month, common.MY_CASES) if report.may_report(here) else (common.MY_CASES,)
    return Reply(unclear, choices, missed="words" if 0 < len(words(said.text)) <= SHORT else "")


def reminds(here: Here, verb: str, on: str) -> str:
    """What a choice of a list answers, where somebody's yes is waited for."""
    return requests.asked(here, on) if verb in requests.VERBS else ""


# wishes in everyday words ------------------------------------------------------------------------------------------------
def _wished(said: Said) -> Reply | None:
    """A command with words around it; where those may tell of something, it is asked, unless they clearly do."""
    wish = None if said.photos or said.voices or said.place else vi.wish(said.text)
    if wish is None or (wish.rest and (clear(said.text) or alarming(said.text))):
        return None
    if wish.sure:
        return Reply(begin=Begin(f"/{wish.command}", heard=(Said(wish.rest),)))
    words_ = hashlib.sha256(said.text.encode()).hexdigest()[:8]
    return Reply(begin=Begin(WISH, f"{wish.command}:{words_}", (said,)))


def _gather(_here: Here, draft: Draft) -> str:
    return draft.about.partition(":")[0]


def _tell(ask: Ask, command: str) -> tuple[str, str]:
    told = ask("words", vi.which(command), line(cases_vi.WORDS_PLEASE, most=1000))
    choices = (vi.it_is(command), vi.IT_IS_A_REPORT)
    return told, command if ask("meant", vi.which(command), one_of(choices, common.PICK_ONE)) == choices[0].value else ""


def _finish(here: Here, _draft: Draft, meant: tuple[str, str]) -> Reply:
    told, command = meant
    wish = vi.wish(told)
    return Reply(begin=Begin(f"/{command}", heard=(Said(wish.rest if wish else ""),))) if command else report.begin(here, "", Said(told))


STORY: Story[str, tuple[str, str]] = Story(
    WISH, vi.TITLE, _gather, _tell, _finish, draft=lambda who, about: f"{WISH}:{about}:{who.person.id if who.person else 0}"
)
