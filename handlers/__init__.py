"""What this bot does: the table of contents, one line a feature."""

from __future__ import annotations

from typing import Any

from bot.meaning import Book
from bot.story import Story
from handlers import (
    absence,
    audit,
    bots,
    cases,
    consent,
    directory,
    guide,
    handover,
    joining,
    linking,
    members,
    members_change,
    members_codes,
    places,
    privacy,
    report,
    requests,
    upkeep,
)
from messages_vi import common
from messages_vi import requests as vi

STORIES: tuple[Story[Any, Any], ...] = (
    joining.STORY,
    report.STORY,
    guide.STORY,
    absence.STORY,
    *cases.STORIES,
    *members_change.STORIES,
    directory.STORY,
    handover.STORY,
    *privacy.STORIES,
)
BOOK = Book(
    stories={s.command: s for s in STORIES},
    commands={
        report.COMMAND: requests.once_in(report.begin),
        "vieccuatoi": cases.mine,
        "giup": guide.help_,
        **joining.COMMANDS,
        **linking.COMMANDS,
        **absence.COMMANDS,
        **directory.COMMANDS,
        **members.COMMANDS,
        **members_change.COMMANDS,
        **members_codes.COMMANDS,
        **handover.COMMANDS,
        **privacy.COMMANDS,
    },
    verbs=cases.VERBS
    | linking.VERBS
    | requests.VERBS
    | consent.VERBS
    | directory.VERBS
    | members.VERBS
    | members_change.VERBS
    | members_codes.VERBS
    | handover.VERBS
    | privacy.VERBS,
    words=common.WORDS,
    verb_words=common.VERBS,
    ways=common.WAYS,
    wordy=frozenset({cases.ASK, cases.ANSWER, "xong"}),
    particles=common.PARTICLES,
    done_words=frozenset({report.DONE_WORD}),
    at_rest=requests.once_in(guide.at_rest),
    at_door=joining.knock,
    which_number=requests.which_number,
    afterwards=consent.renewed,
    reminds=guide.reminds,
    with_number=vi.WITH_NUMBER,
)
JOBS = {kind.name: kind for kind in (*report.JOBS, *upkeep.JOBS, *bots.JOBS, *audit.JOBS, *requests.JOBS, *absence.JOBS, *privacy.JOBS, *places.JOBS)}
