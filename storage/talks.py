"""Conversations, drafts and offers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, String, bindparam, case, delete, func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.domain.roles import Person
from bot.talk import Choice, Conversation, Draft, Peer
from storage import json_text, roles
from storage.tables import OPEN_DRAFT, account, consent, conversation, draft, offer, outbox, person

_C, _D, _P = conversation.c, draft.c, person.c
DRAFT = (_D.id, _D.key, _D.story, _D.about, _D.answers, _D.state, _D.finished_by, _D.owner)
_AGREED = select(consent.c.version).where(consent.c.person == _P.id).order_by(consent.c.id.desc()).limit(1).scalar_subquery()
_WHO = (
    select(account.c.peer, account.c.gone, account.c.heard, _P.id, _P.name, _P.address, _P.reminded_at, _AGREED.label("agreed"))
    .join_from(account, person, _P.id == account.c.person)
    .where(account.c.peer.in_(bindparam("peers", expanding=True)))
)
_RECALL = (
    select(_C.peer, _C.draft, _C.asked, _C.offer, _C.choices, _C.pushed, outbox.c.state, outbox.c.left_at)
    .outerjoin_from(conversation, outbox, outbox.c.once == literal("r:") + func.cast(_C.offer, String))
    .where(_C.peer.in_(bindparam("peers", expanding=True)))
)
SET = upsert(conversation)
_NOT_OLDER = func.abs(SET.excluded.pushed) >= func.abs(_C.pushed)  # another process may have pushed a later list meanwhile
NEWEST = case((_NOT_OLDER, SET.excluded.pushed), else_=_C.pushed)
_PUSHED = SET.on_conflict_do_update(index_elements=["peer"], set_={"pushed": NEWEST})
_SPOKEN_SINCE = update(conversation).where(_C.peer == bindparam("chat"), _C.pushed > 0).values(pushed=-_C.pushed)
_LOCKED = select(*DRAFT).where(_D.id.in_(bindparam("rows", expanding=True))).order_by(_D.id).with_for_update()
_IDLE = (
    update(draft)
    .where(text(OPEN_DRAFT), _D.story == bindparam("called"), _D.idled < bindparam("step"), _D.touched <= bindparam("before"))
    .values(idled=bindparam("step"))
    .returning(*DRAFT, _D.touched)
)
_DROP_OLD = update(draft).where(text(OPEN_DRAFT), _D.touched < bindparam("before")).values(state="dropped", answers="{}")
_DROP_OWN = update(draft).where(text(OPEN_DRAFT), _D.owner == bindparam("who"), _D.story == bindparam("of")).values(state="dropped", answers="{}")
_DELETE_ENDED = delete(draft).where(text(f"NOT {OPEN_DRAFT}"), _D.touched < bindparam("before"))
_DELETE_OFFERS = delete(offer).where(offer.c.shown_at < bindparam("before"))
_CHATS = select(_C.peer, _C.offer, _C.asked).where(_C.draft == bindparam("row"))
_LATELY = select(offer.c.choices).where(offer.c.peer == bindparam("chat"), offer.c.shown_at >= bindparam("since"))
_LATELY = _LATELY.order_by(offer.c.id.desc()).limit(9)
_NEW_OFFER = insert(offer).returning(offer.c.id)
_OFFER = select(offer.c.act_on, offer.c.choices).where(offer.c.id == bindparam("row"), offer.c.peer == bindparam("chat"))


@dataclass(frozen=True, slots=True)
class IdleDraft:
    """An open draft nobody has touched for a while."""

    draft: Draft
    touched: float


def recall(db: Connection, peers: Sequence[Peer], now: float) -> dict[Peer, Conversation]:
    """What is remembered of each chat, with the person and the roles they hold at this moment; three statements for any number."""
    keys = {p.key: p for p in peers}
    talks = {key: Conversation(peer) for key, peer in keys.items()}
    who = db.execute(_WHO, {"peers": list(keys)}).all()
    held = roles.of(db, {r.id for r in who}, now)
    for r in who:
        talks[r.peer].person = Person(r.id, r.name, r.address, held.get(r.id, ()))
        talks[r.peer].gone, talks[r.peer].heard = bool(r.gone), r.heard or 0.0
        talks[r.peer].agreed, talks[r.peer].reminded = r.agreed or "", r.reminded_at or 0.0
    for kept in db.execute(_RECALL, {"peers": list(keys)}):
        _fill(talks[kept.peer], kept)
    return {peer: talks[key] for key, peer in keys.items()}


def _fill(talk: Conversation, r: Any) -> None:
    talk.draft, talk.asked, talk.offer, talk.pushed = r.draft, r.asked, r.offer, r.pushed
    talk.choices = tuple(Choice(*c) for c in json_text.read(r.choices))
    talk.left_at = r.left_at if r.state is not None else 0.0  # a message long since swept away was seen
    if r.state in ("dropped", "failed"):  # it will never leave: the question is asked anew
        talk.offer, talk.choices, talk.left_at = 0, (), None


def locked(db: Connection, row: int) -> Draft | None:
    """Read and held; for jobs. A turn asks its Memory."""
    return locked_all(db, {row}).get(row)


def locked_all(db: Connection, rows: Collection[int]) -> dict[int, Draft]:
    """Read and held, in the order of the rows: two people may share a draft, and two processes may want the same ones."""
    found = db.execute(_LOCKED, {"rows": sorted(rows)}).all() if rows else []
    return {r.id: d for r in found if (d := _draft(r)) is not None}


def _draft(r: Any) -> Draft | None:
    return r and Draft(r.id, r.key, r.story, r.about, json_text.read(r.answers), r.state, r.finished_by, r.owner)


def idle(db: Connection, story: str, step: int, before: float) -> list[IdleDraft]:
    """Open drafts of a story that nobody has touched since ``before``, once for each step (1, 2 ...) until they are touched again."""
    found = db.execute(_IDLE, {"called": story, "step": step, "before": before}).all()
    return [IdleDraft(d, r.touched) for r in found if (d := _draft(r)) is not None]


def chats_of(db: Connection, draft_id: int) -> list[tuple[Peer, int, str | None]]:
    """The chats in which this draft is open: (peer, offer of the open question, its key)."""
    return [(Peer.of(r.peer), r.offer, r.asked) for r in db.execute(_CHATS, {"row": draft_id})]


def drop(db: Connection, person_id: int, story: str) -> None:
    """This person's open drafts of this story end as if given up; nobody hears of it."""
    db.execute(_DROP_OWN, {"who": person_id, "of": story})


def forget(db: Connection, before: float) -> None:
    """Drafts nobody has touched since are dropped; ended ones and lists as old are deleted."""
    for statement in (_DELETE_ENDED, _DROP_OLD, _DELETE_OFFERS):
        db.execute(statement, {"before": before})


def new_offer(db: Connection, peer: str, act_on: str, choices: Iterable[Choice], now: float) -> int:
    """A list of actions to be shown in this chat."""
    kept = json_text.written([[c.value, c.label, c.typed] for c in choices])
    return int(db.execute(_NEW_OFFER, {"peer": peer, "act_on": act_on, "choices": kept, "shown_at": now}).scalar_one())


def pushed(db: Connection, offers: Mapping[str, int]) -> None:
    """From now on this is the last list pushed in each chat (by its key); lists are numbered as they are made.

    Negative: something without a list was pushed after it; 0: after the list there was before, so that no bare number is meant for that.
    """
    spoken = [{"chat": peer} for peer, made in sorted(offers.items()) if not made]
    if spoken:
        db.execute(_SPOKEN_SINCE, spoken)
    offers = {peer: made for peer, made in offers.items() if made}
    if offers:
        db.execute(_PUSHED, [{"peer": peer, "pushed": made, "offer": 0, "choices": "[]"} for peer, made in sorted(offers.items())])


def shown_lately(db: Connection, peer: Peer, since: float) -> list[tuple[Choice, ...]]:
    """The choices of the last lists shown in this chat since then, the newest first."""
    return [tuple(Choice(*c) for c in json_text.read(kept)) for kept in db.execute(_LATELY, {"chat": peer.key, "since": since}).scalars()]


def find_offer(db: Connection, peer: Peer, row: int) -> tuple[str, tuple[Choice, ...]] | None:
    """(object, choices) of an offer, if it was shown in this very chat."""
    r = db.execute(_OFFER, {"row": row, "chat": peer.key}).first()
    return (r.act_on, tuple(Choice(*c) for c in json_text.read(r.choices))) if r else None
