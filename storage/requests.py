"""Wishes to join that somebody has to say yes to: made without a code, or with one that gives a role from the commune up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.domain.roles import GIVES, Person, Role
from bot.domain.units import line_of
from bot.talk import Peer
from storage.roles import holds, within
from storage.tables import (
    WAITING_REQUEST,
    absence,
    account,
    attachment,
    consent,
    draft,
    incident,
    invitation,
    notice,
    pairing,
    person,
    request,
    rights_request,
    role,
    unit,
)

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
_AWAY = exists().where(absence.c.person == _P.id, absence.c.since <= bindparam("now"), absence.c.until > bindparam("now"))
_WHO_GIVES = (
    select(_P.id, _R.key, unit.c.path, _AWAY.label("away"))
    .join_from(role, person, _P.id == _R.person)
    .join(unit, unit.c.id == _R.unit)
    .where(_R.key.in_(bindparam("keys", expanding=True)), unit.c.path.in_(bindparam("paths", expanding=True)), holds(_R, bindparam("now")))
    .where(exists().where(account.c.person == _P.id, account.c.gone == 0))
    .order_by(func.length(unit.c.path).desc(), _R.id)
)
_same = request.alias("same")
_TWICE = (
    update(request)
    .where(text(WAITING_REQUEST), _Q.person == bindparam("old"))
    .where(
        exists().where(_same.c.person == bindparam("new"), _same.c.state == "waiting", _same.c.unit == _Q.unit, _same.c.role == _Q.role)
        | exists().where(_R.person == bindparam("new"), _R.unit == _Q.unit, _R.key == _Q.role, holds(_R, bindparam("now")))
    )
    .values(state="refused", decided_at=bindparam("now"))
    .returning(_Q.id)
)
_MOVE = tuple(
    update(column.table).where(column == bindparam("old")).values({column: bindparam("new")})
    for column in (
        *(account.c.person, consent.c.person, request.c.person, rights_request.c.person, role.c.person, absence.c.stand_in, incident.c.reporter),
        *(draft.c.owner, attachment.c.person, notice.c.person),
    )
)
_DROP = tuple(delete(t).where(t.c.person == bindparam("old")) for t in (pairing, absence))
_LEAVE = (*_DROP, delete(consent).where(consent.c.person == bindparam("old")))
_HOLDS_OWN = select(_R.id).where(_R.person == bindparam("who")).limit(1)
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
    """One of which ``who`` may give the role, or one that its code opens, by a role of their own; decided already or not."""
    gives = [(sorted(GIVES[r.key]), within([r.path])) for r in who.roles if r.key in GIVES and not r.acting_for]
    if not gives:
        return None
    opened = select(_R.person).join_from(role, unit, unit.c.id == _R.unit).where(or_(*[and_(_R.key.in_(keys), at) for keys, at in gives]))
    mine = or_(*[and_(_Q.role.in_(keys), at) for keys, at in gives], invitation.c.person.in_(opened))
    return _request(db.execute(_BY_ID.where(mine), {"row": row}).first())


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


def givers_of_all(db: Connection, wanted: Iterable[Role], now: float) -> list[Giver]:
    """Who may give every one of these, the nearest to the highest of them first."""
    places = sorted({(r.path, r.key) for r in wanted}, key=lambda place: (len(place[0]), place))
    found = [givers(db, key, path, now) for path, key in places]
    able = set.intersection(*({g.person for g in some} for some in found)) if found else set()
    return [g for g in found[0] if g.person in able] if found else []


def holds_own(db: Connection, person_id: int) -> bool:
    """Whether this person holds, or held, a role: they are somebody by now."""
    return db.execute(_HOLDS_OWN, {"who": person_id}).first() is not None


def belongs(db: Connection, person_id: int, row: int) -> bool:
    """Whether this person has, or had, anything here but this one request."""
    return bool(db.execute(_BELONGS, {"who": person_id, "row": row}).scalar_one())


def become(db: Connection, newcomer: int, person_id: int, now: float) -> list[int]:
    """Whom we took for somebody new is this person: what they agreed to, asked for and began is the person's, and the row goes.

    The numbers of the requests that end so: the person has the role, or has asked for it too. Which chats they keep is settled before.
    """
    ended = list(db.execute(_TWICE, {"old": newcomer, "new": person_id, "now": now}).scalars())
    for move in _MOVE:
        db.execute(move, {"old": newcomer, "new": person_id})
    for drop in (*_DROP, _GO):
        db.execute(drop, {"old": newcomer})
    return ended


def turn_away(db: Connection, newcomer: int, now: float) -> None:
    """Nothing of them is kept but that somebody asked; their chats are parted before."""
    for statement in _LEAVE:
        db.execute(statement, {"old": newcomer})
    db.execute(_BLANK, {"old": newcomer, "at": now})


def forget(db: Connection, before: float) -> None:
    """In which chats it was asked what has long been decided."""
    db.execute(_FORGET_CHATS, {"before": before})
