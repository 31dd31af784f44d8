"""What this bot does: the table of contents, one line a feature."""

from __future__ import annotations

from typing import Any

from bot.meaning import Book
from bot.story import Story
from handlers import bots, cases, guide, joining, linking, report, upkeep
from messages_vi import common

STORIES: tuple[Story[Any, Any], ...] = (joining.STORY, report.STORY, *cases.STORIES)
BOOK = Book(
    stories={s.command: s for s in STORIES},
    commands={
        joining.COMMAND: joining.begin,
        report.COMMAND: report.begin,
        "vieccuatoi": cases.mine,
        "danhba": guide.phones,
        "riengtu": joining.privacy,
        "giup": guide.help_,
        **linking.COMMANDS,
    },
    verbs=cases.VERBS | linking.VERBS,
    words=common.WORDS,
    verb_words=common.VERBS,
    ways=common.WAYS,
    wordy=frozenset({cases.ASK, cases.ANSWER, "xong"}),
    particles=common.PARTICLES,
    done_words=frozenset({report.DONE_WORD}),
    at_rest=guide.at_rest,
    at_door=joining.knock,
    which_number=cases.which_number,
)
JOBS = {kind.name: kind for kind in (*report.JOBS, *upkeep.JOBS, *bots.JOBS)}
