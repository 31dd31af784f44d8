"""The bots themselves: their operator hears in time when one runs out of messages or of places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from bot.domain.periods import local, month
from bot.jobs import Job, JobKind, Moment
from bot.talk import Notice
from messages_vi import bots as vi
from storage import bots as store
from storage import counters, notices

EVERY = 10  # minutes


def _plan(_db: Connection, at: Moment) -> Sequence[Job]:
    now = local(at.now)
    return [Job("bots", at.now, f"bots:{now:%Y-%m-%d %H}:{now.minute // EVERY}")]


def _warn(db: Connection, at: Moment, _job: Job) -> bool:
    """Each operator once of each thing; that they were told is remembered longer than the notice."""
    told = False
    for what, text in [*_short_of_messages(db, at), *_short_of_places(db)]:
        for operator in store.operators(db, at.now):
            if counters.first(db, f"warned:{what}:{operator}"):
                notices.notify(db, operator, Notice("bot", text, f"warned:{what}:{operator}"), at.now)
                told = True
    return told


def _short_of_messages(db: Connection, at: Moment) -> Iterator[tuple[str, str]]:
    for bot, sent in store.sent(db, at.real):
        if sent >= store.NEARLY * bot.a_month:
            yield f"messages:{bot.name}:{month(at.real)}", vi.few_messages(vi.name(bot.channel, bot.account), sent, bot.a_month)


def _short_of_places(db: Connection) -> Iterator[tuple[str, str]]:
    """Nearly full is said once, full once more."""
    for bot, people in store.crowds(db):
        if people >= bot.people:
            yield f"full:{bot.name}", vi.no_place(vi.name(bot.channel, bot.account), bot.people)
        elif people >= store.NEARLY * bot.people:
            yield f"places:{bot.name}", vi.few_places(vi.name(bot.channel, bot.account), people, bot.people)


JOBS = (JobKind("bots", late=EVERY * 60.0, plan=_plan, run=_warn),)
