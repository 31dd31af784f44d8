"""What the clock does about a report that is being told: it goes on when nothing more comes, and an urgent one without a yes is passed on."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from bot.domain.roles import Right
from bot.jobs import Job, JobKind, Moment
from bot.readers import Account
from bot.talk import Incoming, Notice
from handlers.report import COMMAND, OTHER, TELLING, facts_of
from messages_vi import report as vi
from messages_vi.kinds import KINDS, RED, alarming, clear, danger, guess, pointed_to
from messages_vi.names import hide_names
from storage import inbox, notices, people, roles, talks, units

QUIET, UNCONFIRMED, DAY = 45.0, 180.0, 86400.0  # seconds
LIKELIER = 0.5  # of certainty


def idle(kind: str, story: str, step: int, quiet: float, db: Connection, at: Moment) -> list[Job]:
    """For drafts of a story that nobody has touched for that long (seconds)."""
    found = talks.idle(db, story, step, at.now - quiet)
    return [Job(kind, i.touched + quiet, f"{kind}:{i.draft.id}:{i.touched:.3f}", {"draft": i.draft.id, "owner": i.draft.owner}) for i in found]


def go_on(key: str, among: tuple[str, ...], db: Connection, at: Moment, job: Job) -> bool:
    """Nothing more has come for a while: as if they had said they were done. The clock speaks through the inbox, as anybody.

    ``key``: the account that waits for it; ``among``: of what it must hold some.
    """
    draft = talks.locked(db, job.payload["draft"])
    told = draft.values().get(key) if draft and draft.state == "open" else None
    if not told or told["done"] or told.get("in_one") or not any(told[part] for part in among):
        return False
    for peer, offer, asked in talks.chats_of(db, job.payload["draft"]):
        if asked == key:
            said = Incoming(peer, f"clock:{job.once}", at.real, tapped=f"q{offer}:0", special="clock")
            inbox.store(db, [(said, at.real)], at.real)
    return True


def _surely_red(told: Account) -> str:
    """An urgent kind that all of it, or one line, clearly points to."""
    return next((code for text in (told.text, *told.lines) if (clear(text) or alarming(text)) and (code := guess(text)[0]) in RED), "")


def _offered_first(told: Account) -> str:
    """At the open question for the kind: the urgent one offered before the others, where danger is likelier than all else or one line tells of it."""
    likely = danger(told.text) >= LIKELIER or any(map(alarming, told.lines))
    return next((code for code in pointed_to(told.lines)[0][:1] if likely and code in RED), "")


def _pass_on(db: Connection, at: Moment, job: Job) -> bool:
    """A red matter without a yes for three minutes is not lost: the duty officer hears of it, marked as unconfirmed."""
    draft = talks.locked(db, job.payload["draft"])
    owner = job.payload["owner"]
    if draft is None or draft.state != "open" or owner is None:
        return False
    person, answers = people.find(db, owner, at.now), draft.values()
    told = TELLING.value(answers["told"]) if answers.get("told") else Account()
    code = answers.get("any_kind" if answers.get("kind") == OTHER else "kind") or _surely_red(told)
    if not code and not answers.get("kind") and answers.get("told") and TELLING.finished(answers["told"]):
        code = _offered_first(told)
    own = facts_of(db, person, draft.about, at.now).places
    places = [p for p in own if str(p.id) == answers.get("unit")] or own
    if code not in RED or not places:
        return False
    where = ", ".join(p.title for p in places)
    text = vi.unconfirmed(where, hide_names(told.text, vi.PERSON), person.name, KINDS[code])
    leaders = {x.id for p in places for x in roles.with_right(db, Right.ALERTED, p.path, at.now)}
    for leader in sorted(leaders - {owner}):
        notices.notify(db, leader, Notice("alert", text, f"unconfirmed:{draft.id}:{leader}"), at.now)
    reached = bool(people.chats_of(db, leaders - {owner}))
    phone = units.phones(db, places[0].path).get("truc_ban")
    notices.notify(db, owner, Notice("alert", vi.told_unconfirmed(phone, reached=reached, alone=owner in leaders), f"unconfirmed:{draft.id}"), at.now)
    return True


JOBS = (
    JobKind("report_quiet", late=600.0, plan=partial(idle, "report_quiet", COMMAND, 1, QUIET), run=partial(go_on, "told", ("lines", "voices"))),
    JobKind("report_unconfirmed", late=DAY, plan=partial(idle, "report_unconfirmed", COMMAND, 2, UNCONFIRMED), run=_pass_on),
)
