"""Wishes to join that somebody has to say yes to: made without a code, or with one that gives a role from the commune up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.domain.roles import GIVES, Person
from bot.domain.units import line_of
from bot.talk import Peer
from storage.roles import within
from storage.tables import WAITING_REQUEST, absence, account, consent, invitation, pairing, person, request, rights_request, role, unit

_Q, _R, _P = request.c, role.c, person.c
_ASK = insert(request).on_conflict_do_nothing().returning(_Q.id)
_ONE: Any = (
    select(
        *(_Q.id, _Q.person, _P.name, _Q.role, _Q.unit, unit.c.path, _Q.peer, _Q.invitation, invitation.c.made_by.label("inviter")),
        *(invitation.c.person.label("bound"), _Q.asked_at, _Q.state, _Q.decided_by),
    )
    .join_from(request, person, _P.id == _Q.person)
    .join(unit, unit.c.id == _Q.unit)
    .outerjoin(invitation, invitation.c.id == _Q.invitation)
    .order_by(_Q.id)
)
_BY_ID = _ONE.where(_Q.id == bindparam("row"))
_OF_PERSON = _ONE.where(text(WAITING_REQUEST), _Q.person == bindparam("who"))
_OLD = select(_Q.id).where(text(WAITING_REQUEST), _Q.asked_at <= bindparam("before")).order_by(_Q.id)
_other = request.alias("other")
_UNSAID = (
    select(_Q.id)
    .where(_Q.state == "refused", _Q.decided_by.is_(None), exists().where(account.c.person == _Q.person), ~exists().where(_R.person == _Q.person))
    .where(~exists().where(_other.c.person == _Q.person, _other.c.state != "refused"))
    .order_by(_Q.id)
)
_DECIDE = (
    update(request)
    .where(_Q.id == bindparam("row"), _Q.state == "waiting")
    .values(state=bindparam("to"), decided_by=bindparam("by_whom"), decided_at=bindparam("at"))
)
_LATELY = select(func.count()).where(_Q.peer == bindparam("chat"), _Q.invitation.is_(None), _Q.asked_at > bindparam("after"))
_HOLDS = and_(_R.since <= bindparam("now"), or_(_R.until.is_(None), _R.until > bindparam("now")))
_AWAY = exists().where(absence.c.person == _P.id, absence.c.since <= bindparam("now"), absence.c.until > bindparam("now"))
_WHO_GIVES = (
    select(_P.id, _R.key, unit.c.path, _AWAY.label("away"))
    .join_from(role, person, _P.id == _R.person)
    .join(unit, unit.c.id == _R.unit)
    .where(_R.key.in_(bindparam("keys", expanding=True)), unit.c.path.in_(bindparam("paths", expanding=True)), _HOLDS)
    .where(exists().where(account.c.person == _P.id, account.c.gone == 0))
    .order_by(func.length(unit.c.path).desc(), _R.id)
)
_MOVE = tuple(update(t).where(t.c.person == bindparam("old")).values(person=bindparam("new")) for t in (consent, request, rights_request))
_LEAVE = tuple(delete(t).where(t.c.person == bindparam("old")) for t in (pairing, consent))
_GO = delete(person).where(_P.id == bindparam("old"))
_BLANK = update(person).where(_P.id == bindparam("old")).values(name="", phone=None, erased_at=bindparam("at"))
_BELONGS = select(
    or_(
        exists().where(_R.person == bindparam("who")),
        exists().where(_Q.person == bindparam("who"), _Q.id != bindparam("row"), _Q.state != "refused"),
    )
)
_FORGET_CHATS = update(request).where(text(f"NOT {WAITING_REQUEST}"), _Q.decided_at < bindparam("before")).values(peer=None)


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to hold a role somewhere. ``inviter``: who made the code; ``bound``: the person whom that code alone lets in.

    ``person`` has an account and no role yet, unless they belong already; ``state``: waiting | granted | refused.
    """

    id: int
    person: int
    name: str
    role: str
    unit: int
    path: str
    peer: Peer | None
    invitation: int | None
    inviter: int | None
    bound: int | None
    asked_at: float
    state: str
    decided_by: int | None


@dataclass(frozen=True, slots=True)
class Giver:
    """Somebody who may give a role at a place, by the role they hold at ``path``."""

    person: int
    key: str
    path: str
    away: bool


def ask(db: Connection, person_id: int, unit_id: int, key: str, peer: Peer, now: float, invitation_id: int | None = None) -> int | None:
    """The number of the request; None when the same waits already."""
    values = {"person": person_id, "unit": unit_id, "role": key, "peer": peer.key, "invitation": invitation_id, "asked_at": now, "state": "waiting"}
    return db.execute(_ASK, values).scalar()


def by_id(db: Connection, who: Person, row: int) -> Request | None:
    """One that ``who`` may decide by a role of their own, decided already or not."""
    gives = [and_(_Q.role.in_(sorted(GIVES[r.key])), within([r.path])) for r in who.roles if r.key in GIVES and not r.acting_for]
    return _request(db.execute(_BY_ID.where(or_(*gives)), {"row": row}).first()) if gives else None


def unscoped(db: Connection, row: int) -> Request | None:
    """For whom it is put to somebody, when nobody speaks: the machine's own."""
    return _request(db.execute(_BY_ID, {"row": row}).first())


def waiting_of(db: Connection, person_id: int) -> list[Request]:
    """What this person waits for themselves."""
    return [q for r in db.execute(_OF_PERSON, {"who": person_id}) if (q := _request(r)) is not None]


def waiting_since(db: Connection, before: float) -> list[int]:
    """The numbers of those that were asked before this moment and have no answer."""
    return list(db.execute(_OLD, {"before": before}).scalars())


def ended_unsaid(db: Connection) -> list[int]:
    """The numbers of those that ended by themselves, as with the unit they were for, while their person still waits."""
    return list(db.execute(_UNSAID).scalars())


def _request(r: Any) -> Request | None:
    return r and Request(**(r._asdict() | {"peer": Peer.of(r.peer) if r.peer else None}))


def decide(db: Connection, row: int, to: str, by: int | None, now: float) -> bool:
    """``to``: granted or refused. Of two who decide at once, one does."""
    return db.execute(_DECIDE, {"row": row, "to": to, "by_whom": by, "at": now}).rowcount == 1


def asked_lately(db: Connection, peer: Peer, after: float) -> int:
    """How often this chat has asked to be let in without a code since then, whatever came of it."""
    return int(db.execute(_LATELY, {"chat": peer.key, "after": after}).scalar_one())


def givers(db: Connection, key: str, path: str, now: float) -> list[Giver]:
    """Who has joined, can be reached and may give this role at this place, the nearest first."""
    keys = [k for k, given in GIVES.items() if key in given]
    return [Giver(r.id, r.key, r.path, bool(r.away)) for r in db.execute(_WHO_GIVES, {"keys": keys, "paths": line_of(path), "now": now})]


def belongs(db: Connection, person_id: int, row: int) -> bool:
    """Whether this person has, or had, anything here but this one request."""
    return bool(db.execute(_BELONGS, {"who": person_id, "row": row}).scalar_one())


def become(db: Connection, newcomer: int, person_id: int) -> None:
    """Whom we took for somebody new is this person: what they agreed to and asked for is the person's, and the row goes. Chats move before."""
    for statement in _MOVE:
        db.execute(statement, {"old": newcomer, "new": person_id})
    db.execute(_LEAVE[0], {"old": newcomer})
    db.execute(_GO, {"old": newcomer})


def turn_away(db: Connection, newcomer: int, now: float) -> None:
    """Nothing of them is kept but that somebody asked; their chats are parted before."""
    for statement in _LEAVE:
        db.execute(statement, {"old": newcomer})
    db.execute(_BLANK, {"old": newcomer, "at": now})


def forget(db: Connection, before: float) -> None:
    """In which chats it was asked what has long been decided."""
    db.execute(_FORGET_CHATS, {"before": before})
