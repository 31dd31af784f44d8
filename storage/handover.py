"""What passes from one person to another in one step: a role, the cases they answer for, drafts, and who waits to be let in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, String, bindparam, cast, or_, select, text, update

from bot.domain.cases import ENDED
from bot.domain.roles import Person
from storage import incidents, roles
from storage.incidents import Case
from storage.tables import OPEN_DRAFT, WAITING_REQUEST, account, conversation, draft, incident, invitation, person, request, role, unit

_R, _D = role.c, draft.c
_HELD = (
    select(_R.id, _R.key, _R.post, _R.unit, (unit.c.kind + " " + unit.c.name).label("unit_title"), unit.c.path, _R.until)
    .join_from(role, unit, unit.c.id == _R.unit)
    .where(_R.person == bindparam("who"), roles.holds(_R, bindparam("now")))
    .order_by(_R.id)
)
_HELD_CASES = select(incident.c.id).where(incident.c.holder == bindparam("who"), incident.c.status.not_in(ENDED)).order_by(incident.c.id)
_DRAFTS = select(_D.id, _D.story, _D.about).where(text(OPEN_DRAFT), _D.owner == bindparam("who"), _D.story.in_(bindparam("stories", expanding=True)))
_WAITING = (
    select(request.c.id, person.c.name, request.c.role, (unit.c.kind + " " + unit.c.name).label("unit_title"), unit.c.path, invitation.c.id)
    .outerjoin_from(request, invitation, invitation.c.id == request.c.invitation)
    .join(person, person.c.id == request.c.person)
    .join(unit, unit.c.id == request.c.unit)
    .where(text(WAITING_REQUEST), or_(request.c.invitation.is_(None), invitation.c.made_by == bindparam("who")))
    .order_by(request.c.id)
)
_MADE = (
    select(invitation.c.id, invitation.c.role, unit.c.path)
    .join_from(invitation, unit, unit.c.id == invitation.c.unit)
    .where(invitation.c.made_by == bindparam("who"))
)
_TAKE_OVER = update(invitation).where(invitation.c.id.in_(bindparam("rows", expanding=True))).values(made_by=bindparam("to"))
_REACHABLE = (
    select(account.c.person)
    .join_from(account, role, _R.person == account.c.person)
    .join(unit, unit.c.id == _R.unit)
    .where(account.c.gone == 0, roles.holds(_R, bindparam("now")))
    .distinct()
)
_PASS = update(draft).where(_D.id == bindparam("row")).values(owner=bindparam("to"), key=_D.key + ">" + cast(_D.id, String))
_LEAVE = update(conversation).where(conversation.c.draft == bindparam("row")).values(draft=None, asked=None, offer=0, choices="[]")


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds of their own; ``unit_title``: with its kind word."""

    id: int
    key: str
    post: str
    unit: int
    unit_title: str
    path: str
    until: float | None


def held(db: Connection, person_id: int, now: float) -> list[Held]:
    """Somebody's own roles, for themselves; those in whose place they only stand are not among them."""
    return [Held(*r) for r in db.execute(_HELD, {"who": person_id, "now": now})]


def held_cases(db: Connection, person_id: int) -> list[int]:
    """What somebody answers for and has not ended, whether or not they may still read it, the oldest first."""
    return list(db.execute(_HELD_CASES, {"who": person_id}).scalars())


def cases(db: Connection, who: Person) -> list[Case]:
    """The same as far as this person may read it."""
    return [case for row in held_cases(db, who.id) if (case := incidents.by_id(db, who, row)) is not None]


def reachable(db: Connection, path: str, now: float) -> set[int]:
    """Who holds a role at a place of the tree, or below it, and has a chat that takes messages."""
    return set(db.execute(_REACHABLE.where(roles.within([path])), {"now": now}).scalars())


def drafts(db: Connection, person_id: int, stories: Sequence[str]) -> list[tuple[int, str, str]]:
    """(row, story, what it is about) of what somebody is in the middle of."""
    return [(r.id, r.story, r.about) for r in db.execute(_DRAFTS.order_by(_D.id), {"who": person_id, "stories": list(stories)})]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits to be let in. ``unit_title``: with its kind word; ``invitation``: None when they asked without a code."""

    id: int
    name: str
    role: str
    unit_title: str
    path: str
    invitation: int | None


def waiting(db: Connection, person_id: int, path: str) -> list[Waiting]:
    """Who waits at a place of the tree: those whom this person has invited, and those who asked without a code."""
    return [Waiting(*r) for r in db.execute(_WAITING.where(roles.within([path])), {"who": person_id})]


def invitations(db: Connection, person_id: int, path: str) -> list[tuple[int, str, str]]:
    """(row, role, place) of the codes this person has made for a place of the tree."""
    return [(r.id, r.role, r.path) for r in db.execute(_MADE.where(roles.within([path])), {"who": person_id})]


def pass_invitations(db: Connection, rows: Sequence[int], to: int) -> None:
    """Whoever comes by these codes is shown to somebody else from now on."""
    db.execute(_TAKE_OVER, {"rows": list(rows), "to": to})


def pass_draft(db: Connection, row: int, to: int) -> None:
    """It is somebody else's now, beside one of their own they may have; no chat of the one before is in it any more."""
    db.execute(_LEAVE, {"row": row})
    db.execute(_PASS, {"row": row, "to": to})
