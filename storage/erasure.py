"""Somebody leaves: their name, telephone number and chats go from every table; counts and cases stay, of a person without a name.

``erase`` runs in the turn that says goodbye; what the goodbye itself still needs goes by ``wipe``, once it has left.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, Connection, String, Table, and_, bindparam, cast, delete, func, or_, select, update

from bot.domain.cases import ENDED
from bot.jobs import Job
from bot.talk import Peer
from storage import checkins, jobs, json_text, mentions
from storage.attachments import OF_NOTHING
from storage.tables import (
    absence,
    account,
    attachment,
    checkin,
    conversation,
    draft,
    inbox,
    incident,
    invitation,
    job,
    notice,
    offer,
    outbox,
    pairing,
    person,
    request,
    role,
    wrong_code,
)

WIPE, DAY = "erased", 86400.0  # the kind of job that calls ``wipe``; seconds

_HELD = select(person.c.name, person.c.phone).where(person.c.id == bindparam("who")).with_for_update()
_LINKED = select(account.c.peer).where(account.c.person == bindparam("who"))
_NAMELESS = update(person).where(person.c.id == bindparam("who")).values(name=bindparam("after"), address="", phone=None, erased_at=bindparam("now"))
_OF_A_MONTH = draft.c.story == checkins.STORY  # a draft of the whole team
_OWN_DRAFTS = and_(draft.c.owner == bindparam("who"), draft.c.state == "open")
_OWN_MONTHS = select(draft.c.id, draft.c.answers).where(_OWN_DRAFTS, _OF_A_MONTH).order_by(draft.c.id).with_for_update()
_PASS_ON = update(draft).where(draft.c.id == bindparam("row")).values(owner=bindparam("to"))
_OF_PERSON: tuple[Any, ...] = (
    delete(pairing).where(pairing.c.person == bindparam("who")),
    delete(absence).where(absence.c.person == bindparam("who")),
    update(absence).where(absence.c.stand_in == bindparam("who")).values(stand_in=None),
    update(incident).where(incident.c.holder == bindparam("who"), incident.c.status.not_in(ENDED)).values(holder=None),
    update(draft).where(_OWN_DRAFTS).values(state="dropped", answers="{}"),
    update(attachment).where(attachment.c.person == bindparam("who"), OF_NOTHING).values(state="erased", title=None),
    update(notice).where(notice.c.person == bindparam("who"), notice.c.state.in_(("waiting", "unreachable"))).values(state="withdrawn", body=None),
    update(request).where(request.c.person == bindparam("who")).values(peer=None),
    delete(account).where(account.c.person == bindparam("who")),
)
_OF_PERSON_NOW: tuple[Any, ...] = (
    update(role)
    .where(role.c.person == bindparam("who"), or_(role.c.until.is_(None), role.c.until > bindparam("now")))
    .values(until=bindparam("now")),
    update(invitation)
    .where(or_(invitation.c.person == bindparam("who"), invitation.c.made_by == bindparam("who")), invitation.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("now")),
    update(request).where(request.c.person == bindparam("who"), request.c.state == "waiting").values(state="refused", decided_at=bindparam("now")),
)
_CHATS: Any = bindparam("chats", expanding=True)
_OUT_OF_OTHERS_DRAFTS = (
    update(conversation)
    .where(conversation.c.peer.in_(_CHATS), conversation.c.draft.in_(select(draft.c.id).where(draft.c.state == "open")))
    .values(draft=None, asked=None, offer=0, choices="[]")
)
_INPUTS = select(inbox.c.id).where(inbox.c.peer.in_(_CHATS))
_DROP = update(outbox).where(outbox.c.peer.in_(_CHATS), outbox.c.state.in_(("queued", "held"))).values(state="dropped", reason="erased", body=None)
_OF_CHATS: tuple[Any, ...] = (
    update(attachment).where(attachment.c.inbox.in_(_INPUTS), OF_NOTHING).values(state="erased"),
    update(attachment).where(attachment.c.inbox.in_(_INPUTS)).values(ref=""),
    update(inbox).where(inbox.c.peer.in_(_CHATS), inbox.c.state.in_(("waiting", "ready"))).values(state="done", body=None),
    _DROP,
    delete(offer).where(offer.c.peer.in_(_CHATS)),
)
_STILL_OPEN = select(func.count()).where(outbox.c.peer == bindparam("chat"), outbox.c.state.in_(("queued", "sending")))
_TRACES: tuple[Any, ...] = (
    update(inbox).where(inbox.c.peer == bindparam("chat"), inbox.c.state.in_(("done", "parked"))).values(peer=bindparam("anybody")),
    update(outbox).where(outbox.c.peer == bindparam("chat"), outbox.c.state.not_in(("queued", "sending"))).values(peer=bindparam("anybody")),
    update(wrong_code).where(wrong_code.c.peer == bindparam("chat")).values(peer=bindparam("anybody")),
)
_OPEN_AGAIN = select(draft.c.id).where(draft.c.id == conversation.c.draft, draft.c.state == "open").exists()
_IS_LINKED = select(account.c.peer).where(account.c.peer == bindparam("chat"))
_JOINED_AGAIN = select(account.c.peer).where(account.c.peer == conversation.c.peer).exists()
_FORGET_TALK = (
    update(conversation)
    .where(conversation.c.peer == bindparam("chat"), ~_OPEN_AGAIN, ~_JOINED_AGAIN)
    .values(peer=bindparam("token"), draft=None, asked=None, offer=0, choices="[]", pushed=0)
)
_MONTH_SENT = and_(_OF_A_MONTH, draft.c.state == "done")  # by whoever sent it, who need not be who began it
_SENT = select(cast(checkin.c.id, String)).where(checkin.c.submitted_by == bindparam("who"))
_OWN_FINISHED = and_(draft.c.owner == bindparam("who"), draft.c.finished_by.is_not(None), ~_MONTH_SENT)
_FINISHED = update(draft).where(or_(_OWN_FINISHED, and_(_MONTH_SENT, draft.c.about.in_(_SENT)))).values(finished_by=bindparam("after"))
_FINISHED_ALONE = update(draft).where(draft.c.finished_by == bindparam("name")).values(finished_by=bindparam("after"))
_FINISHED_IN = update(draft).where(draft.c.owner.is_(None), draft.c.finished_by.is_not(None))  # in a chat that was nobody's yet
_BLANK_JOB = update(job).where(job.c.once == bindparam("named")).values(payload="{}")


def erase(db: Connection, person_id: int, after: str, now: float) -> list[Peer]:
    """The chats there were. ``after``: what stands for the name from now on."""
    name, phone = db.execute(_HELD, {"who": person_id}).one()
    chats = [Peer.of(key) for key in db.execute(_LINKED, {"who": person_id}).scalars()]
    mentioned = mentions.of(db, person_id, name, phone or "", after)
    for statement in _OF_CHATS:
        db.execute(statement, {"chats": [p.key for p in chats]})
    _pass_months_on(db, person_id)
    for statement in _OF_PERSON:
        db.execute(statement, {"who": person_id})
    db.execute(_OUT_OF_OTHERS_DRAFTS, {"chats": [p.key for p in chats]})
    for statement in _OF_PERSON_NOW:
        db.execute(statement, {"who": person_id, "now": now})
    mentions.take_out(db, mentioned)
    _rename_answers(db, person_id, after)
    db.execute(_FINISHED, {"who": person_id, "after": after})
    for chat in chats:
        db.execute(_FINISHED_IN.where(draft.c.key.endswith(f":{chat.key}", autoescape=True)).values(finished_by=after))
    if mentioned.alone:
        db.execute(_FINISHED_ALONE, {"name": name, "after": after})
    db.execute(_NAMELESS, {"who": person_id, "after": after, "now": now})
    return chats


def wipe(db: Connection, person_id: int | None, chats: Sequence[Peer], after: str, *, drop: bool = False) -> bool:
    """What was left of these chats while the last words to them were under way; True when none are any more, so that nothing is left.

    ``person_id``: who has left; None: these chats alone were given up, and one that is somebody's again stays as it is.
    ``drop``: what has not left by now never will. Of a chat only its channel and account stay; where it counts as one of an account's
    people, a mark that leads back to nobody.
    """
    over = True
    for chat in chats:
        if person_id is None and db.execute(_IS_LINKED, {"chat": chat.key}).first() is not None:
            continue
        nobody = Peer(chat.channel, chat.account, "")
        if drop:
            db.execute(_DROP, {"chats": [chat.key]})
        for statement in _TRACES:
            db.execute(statement, {"chat": chat.key, "anybody": nobody.key})
        db.execute(_FORGET_TALK, {"chat": chat.key, "token": f"{nobody.key}~{secrets.token_hex(8)}"})
        _take_chat_out(db, chat, nobody)
        over = over and not db.execute(_STILL_OPEN, {"chat": chat.key}).scalar_one()
    if person_id is not None:
        db.execute(_FINISHED, {"who": person_id, "after": after})
        _rename_answers(db, person_id, after)
    return over


def plan(db: Connection, person_id: int | None, chats: Sequence[str], due: float, until: float) -> None:
    """The next ``wipe`` of these chats (keys); from ``until`` on it drops what has not left."""
    payload = {"person": person_id, "chats": list(chats), "until": until}
    jobs.plan(db, [Job(WIPE, due, f"{WIPE}:{secrets.token_hex(8)}", payload)])


def forget_job(db: Connection, once: str) -> None:
    """A job that has run does not keep the chats it was about."""
    db.execute(_BLANK_JOB, {"named": once})


# inside ----------------------------------------------------------------------------------------------------------------
def _pass_months_on(db: Connection, person_id: int) -> None:
    """What others of the team have answered too is theirs: it belongs to whoever answered last."""
    for row, answers in db.execute(_OWN_MONTHS, {"who": person_id}).all():
        others = [by for _, by, *_ in json_text.read(answers).values() if by not in (person_id, None)]
        if others:
            db.execute(_PASS_ON, {"row": row, "to": others[-1]})


def _rename_answers(db: Connection, person_id: int, after: str) -> None:
    def renamed(answers: str) -> str:
        kept = {k: [v[0], v[1], after if v[1] == person_id else v[2]] for k, v in json_text.read(answers).items()}
        return json_text.written(kept)

    _rewrite(db, draft, draft.c.answers, f",{person_id},", renamed, draft.c.state == "open")


def _take_chat_out(db: Connection, chat: Peer, nobody: Peer) -> None:
    """Names of events and keys of ended drafts may hold the chat they were of. (Nothing that has been answered is sent to us again.)"""
    alone = re.compile(rf"(?<!\w){re.escape(chat.chat)}(?!\w)")
    _rewrite(db, inbox, inbox.c.event, chat.chat, lambda old: alone.sub(secrets.token_hex(8), old), inbox.c.peer == nobody.key)
    exactly = re.compile(rf"{re.escape(chat.key)}(?!\w)")
    for table, column, which in (
        (notice, notice.c.once, notice.c.state != "waiting"),
        (outbox, outbox.c.once, outbox.c.state.not_in(("queued", "sending"))),
        (draft, draft.c.key, draft.c.state != "open"),
    ):
        _rewrite(db, table, column, chat.key, lambda old: exactly.sub(nobody.key + secrets.token_hex(4), old), which)


def _rewrite(db: Connection, table: Table, column: Column[Any], part: str, to: Callable[[str], str], which: Any) -> None:
    """What holds this part is read and written anew, where that changes anything."""
    for row, old in db.execute(select(table.c.id, column).where(which, column.contains(part, autoescape=True))).all():
        if (new := to(old)) != old:
            db.execute(update(table).where(table.c.id == row).values({column: new}))
