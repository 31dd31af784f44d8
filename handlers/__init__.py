"""What this bot does: the table of contents, one line a feature."""

from __future__ import annotations

from typing import Any

from bot.meaning import Book
from bot.story import Story
from handlers import (
    absence,
    audit,
    block_above,
    block_entering,
    block_month,
    block_papers,
    block_voices,
    block_words,
    bots,
    cases,
    cases_clock,
    cases_closed,
    cases_ending,
    cases_giving,
    cases_level,
    cases_list,
    cases_merging,
    cases_own,
    cases_return,
    cases_said,
    cases_taking,
    cases_talk,
    cases_which,
    checkin,
    checkin_clock,
    checkin_corrections,
    checkin_trial,
    consent,
    directory,
    episode_clock,
    episode_report,
    episodes,
    form_paper,
    giao_ban,
    giao_ban_clock,
    guide,
    handover,
    joining,
    keeping,
    linking,
    members,
    members_change,
    members_codes,
    models_written,
    on_behalf,
    places,
    privacy,
    report,
    report_clock,
    requests,
    targets,
    team_paper,
    upkeep,
)
from messages_vi import cases_answered as answered_vi
from messages_vi import cases_which as which_vi
from messages_vi import common
from messages_vi import requests as vi

_VERBS = (
    cases.VERBS
    | cases_talk.VERBS
    | cases_giving.VERBS
    | cases_return.VERBS
    | cases_level.VERBS
    | cases_ending.VERBS
    | cases_merging.VERBS
    | cases_own.VERBS
    | cases_closed.VERBS
    | cases_list.VERBS
    | checkin.VERBS
    | checkin_corrections.VERBS
    | block_month.VERBS
    | block_words.VERBS
    | block_papers.VERBS
    | team_paper.VERBS
    | block_above.VERBS
    | block_entering.VERBS
    | targets.VERBS
    | models_written.VERBS
    | giao_ban.VERBS
    | episodes.VERBS
    | linking.VERBS
    | requests.VERBS
    | consent.VERBS
    | directory.VERBS
    | members.VERBS
    | members_change.VERBS
    | members_codes.VERBS
    | handover.VERBS
    | privacy.VERBS
)
STORIES: tuple[Story[Any, Any], ...] = (
    joining.STORY,
    report.STORY,
    guide.STORY,
    checkin.STORY,
    checkin_corrections.STORY,
    checkin_trial.STORY,
    block_words.STORY,
    block_above.STORY,
    targets.STORY,
    *models_written.STORIES,
    absence.STORY,
    *cases_talk.STORIES,
    *cases_giving.STORIES,
    *cases_return.STORIES,
    *cases_level.STORIES,
    *cases_ending.STORIES,
    *cases_taking.STORIES,
    *cases_own.STORIES,
    cases_which.story(_VERBS),
    on_behalf.STORY,
    *members_change.STORIES,
    directory.STORY,
    episode_report.STORY,
    handover.STORY,
    *privacy.STORIES,
)
BOOK = Book(
    stories={s.command: s for s in STORIES},
    commands={
        report.COMMAND: requests.once_in(report.begin),
        "vieccuatoi": cases_list.mine,
        "giup": guide.help_,
        **joining.COMMANDS,
        **linking.COMMANDS,
        **absence.COMMANDS,
        **cases_list.COMMANDS,
        **cases_taking.COMMANDS,
        **checkin.COMMANDS,
        **checkin_corrections.COMMANDS,
        **checkin_trial.COMMANDS,
        **team_paper.COMMANDS,
        **form_paper.COMMANDS,
        **block_voices.COMMANDS,
        **block_month.VERBS,
        **block_words.VERBS,
        **block_papers.VERBS,
        **block_papers.COMMANDS,
        **block_above.VERBS,
        **targets.VERBS,
        **models_written.COMMANDS,
        **giao_ban.VERBS,
        **directory.COMMANDS,
        **episodes.COMMANDS,
        **members.COMMANDS,
        **members_change.COMMANDS,
        **members_codes.COMMANDS,
        **handover.COMMANDS,
        **on_behalf.COMMANDS,
        **block_entering.VERBS,
        **privacy.COMMANDS,
    },
    verbs=_VERBS,
    words=common.WORDS,
    verb_words=common.VERBS,
    ways=common.WAYS,
    wordy=frozenset[str]().union(
        *(m.WORDY for m in (cases, cases_talk, cases_giving, cases_level, cases_ending, cases_own, cases_merging)), models_written.WORDY
    ),
    particles=common.PARTICLES,
    done_words=frozenset({report.DONE_WORD}),
    at_rest=requests.once_in(guide.at_rest),
    at_door=joining.knock,
    which_number=cases_ending.which_number,
    number_asked=which_vi.ASKED,
    in_other_words=answered_vi.answer_in,
    afterwards=consent.renewed,
    reminds=guide.reminds,
    with_number=vi.WITH_NUMBER,
    alarm=report.alarm,
    ordered=cases_said.ordered,
)
JOBS = {
    kind.name: kind
    for kind in (
        *report_clock.JOBS,
        *cases_own.JOBS,
        *cases_clock.JOBS,
        *episode_clock.JOBS,
        *checkin_clock.JOBS,
        *giao_ban_clock.JOBS,
        *upkeep.JOBS,
        *keeping.JOBS,
        *bots.JOBS,
        *audit.JOBS,
        *requests.JOBS,
        *absence.JOBS,
        *privacy.JOBS,
        *places.JOBS,
    )
}
