"""Conversations, drafts and offers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, String, bindparam, delete, func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.domain.roles import Person
from bot.talk import Choice, Conversation, Draft, Peer
from storage import people
from storage.tables import OPEN_DRAFT, account, conversation, draft, offer, outbox, person

_C, _D, _P = conversation.c, draft.c, person.c
_DRAFT = (_D.id, _D.key, _D.story, _D.about, _D.answers, _D.state, _D.finished_by)
_WHO = (
    select(account.c.peer, account.c.gone, _P.id, _P.name, _P.address)
    .join_from(account, person, _P.id == account.c.person)
    .where(account.c.peer.in_(bindparam("peers", expanding=True)))
)
_RECALL = (
    select(_C.peer, _C.draft, _C.asked, _C.offer, _C.choices, _C.pushed, outbox.c.state, outbox.c.left_at)
    .outerjoin_from(conversation, outbox, outbox.c.once == literal("r:") + func.cast(_C.offer, String))
    .where(_C.peer.in_(bindparam("peers", expanding=True)))
)
_SET = upsert(conversation)
_REMEMBER = _SET.on_conflict_do_update(index_elements=["peer"], set_={k: _SET.excluded[k] for k in ("draft", "asked", "offer", "choices", "pushed")})
_PUSHED = _SET.on_conflict_do_update(index_elements=["peer"], set_={"pushed": _SET.excluded.pushed})
_LOCKED = select(*_DRAFT).where(_D.id == bindparam("row")).with_for_update()
_OPEN = select(*_DRAFT).where(_D.key == bindparam("called"), text(OPEN_DRAFT)).with_for_update()
_NEW = upsert(draft).on_conflict_do_nothing()
_SAVE = update(draft).where(_D.id == bindparam("row")).values(answers=bindparam("now_said"), touched=bindparam("at"), idled=0)
_SAVE_QUIETLY = update(draft).where(_D.id == bindparam("row")).values(answers=bindparam("now_said"))
_CLOSE = (
    update(draft).where(_D.id == bindparam("row")).values(state=bindparam("to"), finished_by=bindparam("name"), answers="{}", touched=bindparam("at"))
)
_ASIDE = select(_D.id, _D.story).where(_D.owner == bindparam("who"), text(OPEN_DRAFT)).order_by(_D.touched.desc()).limit(1)
_IDLE = (
    update(draft)
    .where(text(OPEN_DRAFT), _D.story == bindparam("called"), _D.idled < bindparam("step"), _D.touched <= bindparam("before"))
    .values(idled=bindparam("step"))
    .returning(*_DRAFT, _D.touched, _D.owner)
)
_DROP_OLD = update(draft).where(text(OPEN_DRAFT), _D.touched < bindparam("before")).values(state="dropped", answers="{}")
_DELETE_ENDED = delete(draft).where(text(f"NOT {OPEN_DRAFT}"), _D.touched < bindparam("before"))
_DELETE_OFFERS = delete(offer).where(offer.c.shown_at < bindparam("before"))
_DISCARD = delete(draft).where(_D.id == bindparam("row"))
_CHATS = select(_C.peer, _C.offer, _C.asked).where(_C.draft == bindparam("row"))
_NEW_OFFER = insert(offer).returning(offer.c.id)
_OFFER = select(offer.c.act_on, offer.c.choices).where(offer.c.id == bindparam("row"), offer.c.peer == bindparam("chat"))


@dataclass(frozen=True, slots=True)
class IdleDraft:
    """An open draft nobody has touched for a while."""

    draft: Draft
    touched: float
    owner: int | None


def recall(db: Connection, peers: Sequence[Peer], now: float) -> dict[Peer, Conversation]:
    """What is remembered of each chat, with the person and the roles they hold at this moment; three statements for any number."""
    keys = {p.key: p for p in peers}
    talks = {key: Conversation(peer) for key, peer in keys.items()}
    who = db.execute(_WHO, {"peers": list(keys)}).all()
    roles = people.roles_of(db, {r.id for r in who}, now)
    for r in who:
        talks[r.peer].person = Person(r.id, r.name, r.address, roles.get(r.id, ()))
        talks[r.peer].gone = bool(r.gone)
    for kept in db.execute(_RECALL, {"peers": list(keys)}):
        _fill(talks[kept.peer], kept)
    return {peer: talks[key] for key, peer in keys.items()}


def _fill(talk: Conversation, r: Any) -> None:
    talk.draft, talk.asked, talk.offer, talk.pushed = r.draft, r.asked, r.offer, r.pushed
    talk.choices = tuple(Choice(*c) for c in json.loads(r.choices))
    talk.left_at = r.left_at if r.state is not None else 0.0  # a message long since swept away was seen
    if r.state in ("dropped", "failed"):  # it will never leave: the question is asked anew
        talk.offer, talk.choices, talk.left_at = 0, (), None


def remember(db: Connection, c: Conversation) -> None:
    choices = json.dumps([[x.value, x.label, x.typed] for x in c.choices], ensure_ascii=False)
    db.execute(_REMEMBER, {"peer": c.peer.key, "draft": c.draft, "asked": c.asked, "offer": c.offer, "choices": choices, "pushed": c.pushed})


def locked(db: Connection, row: int) -> Draft | None:
    """Read afresh and held: two people may share a draft, and another turn of the batch may have changed it."""
    return _draft(db.execute(_LOCKED, {"row": row}).first())


def _draft(r: Any) -> Draft | None:
    return r and Draft(r.id, r.key, r.story, r.about, json.loads(r.answers), r.state, r.finished_by)


def open_draft(db: Connection, key: str, story: str, about: str, owner: int | None, now: float) -> Draft:
    """The open draft of this key, made when there is none."""
    found = _draft(db.execute(_OPEN, {"called": key}).first())
    if found is None:
        db.execute(_NEW, {"key": key, "story": story, "about": about, "owner": owner, "answers": "{}", "state": "open", "touched": now})
        found = _draft(db.execute(_OPEN, {"called": key}).one())
    assert found is not None
    return found


def save(db: Connection, d: Draft, now: float | None) -> None:
    """``now``: when somebody touched it; None when it was the clock."""
    said = {"row": d.id, "now_said": json.dumps(d.answers, ensure_ascii=False)}
    db.execute(_SAVE_QUIETLY, said) if now is None else db.execute(_SAVE, said | {"at": now})


def close(db: Connection, d: Draft, to: str, by: str, now: float) -> None:
    """The row stays, with who finished it; the answers go."""
    db.execute(_CLOSE, {"row": d.id, "to": to, "name": by, "at": now})


def set_aside(db: Connection, person_id: int) -> tuple[int, str] | None:
    """The (row, story) of the draft this person left last, if one is open."""
    row = db.execute(_ASIDE, {"who": person_id}).first()
    return (row.id, row.story) if row else None


def idle(db: Connection, story: str, step: int, before: float) -> list[IdleDraft]:
    """Open drafts of a story that nobody has touched since ``before``, once for each step (1, 2 ...) until they are touched again."""
    found = db.execute(_IDLE, {"called": story, "step": step, "before": before}).all()
    return [IdleDraft(d, r.touched, r.owner) for r in found if (d := _draft(r)) is not None]


def chats_of(db: Connection, draft_id: int) -> list[tuple[Peer, int, str | None]]:
    """The chats in which this draft is open: (peer, offer of the open question, its key)."""
    return [(Peer.of(r.peer), r.offer, r.asked) for r in db.execute(_CHATS, {"row": draft_id})]


def forget(db: Connection, before: float) -> None:
    """Drafts nobody has touched since are dropped; ended ones and lists as old are deleted."""
    for statement in (_DELETE_ENDED, _DROP_OLD, _DELETE_OFFERS):
        db.execute(statement, {"before": before})


def discard(db: Connection, d: Draft) -> None:
    """As if it had never been: the draft of somebody who did not join."""
    db.execute(_DISCARD, {"row": d.id})


def new_offer(db: Connection, peer: str, act_on: str, choices: Iterable[Choice], now: float) -> int:
    """A list of actions shown in this chat; it becomes the last one pushed here."""
    kept = json.dumps([[c.value, c.label, c.typed] for c in choices], ensure_ascii=False)
    made = int(db.execute(_NEW_OFFER, {"peer": peer, "act_on": act_on, "choices": kept, "shown_at": now}).scalar_one())
    db.execute(_PUSHED, {"peer": peer, "pushed": made, "offer": 0, "choices": "[]"})
    return made


def find_offer(db: Connection, peer: Peer, row: int) -> tuple[str, tuple[Choice, ...]] | None:
    """(object, choices) of an offer, if it was shown in this very chat."""
    r = db.execute(_OFFER, {"row": row, "chat": peer.key}).first()
    return (r.act_on, tuple(Choice(*c) for c in json.loads(r.choices))) if r else None
