"""Everything that is kept on one person, for that person to read and correct: of others only what they did with it, by their role."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, String, bindparam, case, cast, func, literal, or_, select

from bot.domain.periods import month
from bot.talk import Peer
from storage import checkin_words, json_text, own_months
from storage.tables import (
    absence,
    account,
    attachment,
    audit,
    consent,
    draft,
    incident,
    incident_event,
    invitation,
    outbox,
    person,
    request,
    role,
    unit,
)

MOST = 2000  # rows of a sheet that grows by what others do

_WHO: Any = bindparam("who")
_TITLE = (unit.c.kind + " " + unit.c.name).label("title")
_ABOUT = select(person.c.name, person.c.address, person.c.phone, person.c.joined_at).where(person.c.id == _WHO)
_CHATS = select(account.c.peer, account.c.since, account.c.heard).where(account.c.person == _WHO).order_by(account.c.since)
_CONSENTS = select(consent.c.version, consent.c.at).where(consent.c.person == _WHO).order_by(consent.c.id)
_ROLES = (
    select(role.c.id, role.c.key, _TITLE, role.c.since, role.c.until, role.c.post)
    .join_from(role, unit, unit.c.id == role.c.unit)
    .where(role.c.person == _WHO)
    .order_by(role.c.since, role.c.id)
)


def _media(kind: str) -> Any:
    found = select(func.count()).where(attachment.c.incident == incident.c.id, attachment.c.kind == kind, attachment.c.state == "kept")
    return found.scalar_subquery().label(kind)


def _name(kind: str, row: Any) -> Any:
    """An object as the audit names it."""
    return literal(f"{kind}:") + cast(row, String)


_CASES = (
    select(
        incident.c.id, incident.c.number, incident.c.created_at, incident.c.kind, incident.c.status, incident.c.text, _TITLE,
        _media("photo"), _media("voice"),
    )
    .join_from(incident, unit, unit.c.id == incident.c.unit)
    .where(incident.c.reporter == _WHO)
    .order_by(incident.c.id)
)  # fmt: skip
_HELD = (
    select(incident.c.number, incident.c.created_at, incident.c.kind, incident.c.status, _TITLE)
    .join_from(incident, unit, unit.c.id == incident.c.unit)
    .where(incident.c.holder == _WHO)
    .order_by(incident.c.id)
)
_SAID = (
    select(incident_event.c.at, incident.c.number, incident_event.c.what, incident_event.c.text)
    .join_from(incident_event, incident, incident.c.id == incident_event.c.incident)
    .where(incident_event.c.person == _WHO)
    .order_by(incident_event.c.id)
)
_DRAFTS = (
    select(draft.c.story, draft.c.touched, draft.c.answers)
    .where(draft.c.state == "open", or_(draft.c.owner == _WHO, draft.c.answers.contains(bindparam("by_me"))))
    .order_by(draft.c.id)
)
_SENT = (
    select(outbox.c.kind, outbox.c.left_at)
    .join_from(outbox, account, account.c.peer == outbox.c.peer)
    .where(account.c.person == _WHO, outbox.c.left_at.is_not(None))
)
_REQUESTS = (
    select(request.c.role, _TITLE, request.c.asked_at, request.c.state)
    .join_from(request, unit, unit.c.id == request.c.unit)
    .where(or_(request.c.person == _WHO, request.c.peer.in_(select(account.c.peer).where(account.c.person == _WHO))))
    .order_by(request.c.id)
)
_INVITED = (
    select(invitation.c.role, _TITLE, invitation.c.made_at, invitation.c.expires_at)
    .join_from(invitation, unit, unit.c.id == invitation.c.unit)
    .where(invitation.c.made_by == _WHO)
    .order_by(invitation.c.id)
)
_AWAY = select(absence.c.since, absence.c.until).where(absence.c.person == _WHO).order_by(absence.c.id)
_STOOD_IN = (
    select(absence.c.since, absence.c.until, role.c.key, _TITLE)
    .join_from(absence, role, role.c.person == absence.c.person)
    .join(unit, unit.c.id == role.c.unit)
    .where(absence.c.stand_in == _WHO, role.c.since < absence.c.until, or_(role.c.until.is_(None), role.c.until > absence.c.since))
    .order_by(absence.c.id, role.c.id)
)
_READER: Select[Any] = (
    select(role.c.key)
    .where(role.c.person == audit.c.person, role.c.since <= audit.c.at, or_(role.c.until.is_(None), role.c.until > audit.c.at))
    .order_by(role.c.id)
    .limit(1)
)
_READERS = (
    select(audit.c.at, case((incident.c.reporter == _WHO, incident.c.number), else_=0), _READER.scalar_subquery().label("by"))
    .outerjoin_from(audit, incident, audit.c.object == _name("incident", incident.c.id))
    .where(
        or_(audit.c.object.in_(select(_name("incident", incident.c.id)).where(incident.c.reporter == _WHO)), audit.c.object == _name("person", _WHO)),
        audit.c.what.like("read%"),
        or_(audit.c.person.is_(None), audit.c.person != _WHO),
    )
    .order_by(audit.c.id.desc())
    .limit(MOST)
)
_DID = select(audit.c.at, audit.c.what).where(audit.c.person == _WHO).order_by(audit.c.id.desc()).limit(MOST)


_WRITTEN = (
    select(draft.c.id)
    .where(draft.c.owner == _WHO, draft.c.state == "open", draft.c.story != bindparam("but"))
    .order_by(draft.c.touched.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class About:
    """``address``: "" for by role; ``phone``: digits, "" for none."""

    name: str
    address: str
    phone: str
    joined_at: float


@dataclass(frozen=True, slots=True)
class OwnRole:
    id: int
    key: str
    unit: str  # its title today
    since: float
    until: float | None
    post: str  # of a block, "" for none

    def holds(self, now: float) -> bool:
        return self.since <= now and (self.until is None or self.until > now)


@dataclass(frozen=True, slots=True)
class OwnCase:
    id: int
    number: int
    at: float
    kind: str
    status: str
    text: str
    unit: str
    photos: int
    voices: int


@dataclass(frozen=True, slots=True)
class OwnData:
    """Rows as they stand, times in epoch seconds; of chats only the channel, of messages only how many."""

    about: About
    chats: list[tuple[str, float, float | None]]  # channel, since, last heard there
    consents: list[tuple[str, float]]
    roles: list[OwnRole]
    cases: list[OwnCase]
    held: list[tuple[int, float, str, str, str]]  # those one answers for: number, when, kind, status, place
    said: list[tuple[float, int, str, str]]  # when, of which case, what, the words
    months: list[own_months.OwnMonth]
    texts: frozenset[str]  # the questions of a month that are answered in words
    drafts: list[tuple[str, float, dict[str, Any]]]  # story, last touched, what this person answered
    sent: list[tuple[str, str, int]]  # month, kind, how many
    requests: list[tuple[str, str, float, str]]  # role, unit, when, state
    invited: list[tuple[str, str, float | None, float]]  # role, unit, made, good until
    away: list[tuple[float, float]]
    stood_in: list[tuple[float, float, str, str]]  # from, until, in place of which role, where
    readers: list[tuple[float, int, str | None]]  # when, which case (0: the person), the reader's role then
    did: list[tuple[float, str]]  # when, what


def of(db: Connection, person_id: int) -> OwnData:
    """All of it, for nobody but themselves: whoever calls has made sure."""
    me, texts = {"who": person_id}, frozenset().union(*checkin_words.fields(db).values())
    return OwnData(
        about(db, person_id),
        chats=[(Peer.of(r.peer).channel, r.since, r.heard) for r in db.execute(_CHATS, me)],
        consents=_rows(db, _CONSENTS, me),
        roles=roles_of(db, person_id),
        cases=cases_of(db, person_id),
        held=_rows(db, _HELD, me),
        said=_rows(db, _SAID, me),
        months=own_months.of(db, person_id, texts),
        texts=texts,
        drafts=[(r.story, r.touched, _answers(r.answers, person_id)) for r in db.execute(_DRAFTS, me | {"by_me": f",{person_id},"})],
        sent=_counted(db, me),
        requests=_rows(db, _REQUESTS, me),
        invited=_rows(db, _INVITED, me),
        away=_rows(db, _AWAY, me),
        stood_in=_rows(db, _STOOD_IN, me),
        readers=_rows(db, _READERS, me),
        did=_rows(db, _DID, me),
    )  # fmt: skip


def about(db: Connection, person_id: int) -> About:
    r = db.execute(_ABOUT, {"who": person_id}).one()
    return About(r.name, r.address, r.phone or "", r.joined_at)


def draft_being_written(db: Connection, person_id: int, but: str) -> int | None:
    """The row of the draft they touched last, of any story but this one."""
    return db.execute(_WRITTEN, {"who": person_id, "but": but}).scalar()


def roles_of(db: Connection, person_id: int) -> list[OwnRole]:
    """Every role they hold or held."""
    return [OwnRole(*r) for r in db.execute(_ROLES, {"who": person_id})]


def cases_of(db: Connection, person_id: int) -> list[OwnCase]:
    """Every case they reported, the oldest first."""
    return [OwnCase(*r) for r in db.execute(_CASES, {"who": person_id})]


def _rows(db: Connection, query: Any, values: dict[str, Any]) -> list[Any]:
    return [tuple(r) for r in db.execute(query, values)]


def _counted(db: Connection, me: dict[str, Any]) -> list[tuple[str, str, int]]:
    found = Counter((month(r.left_at), r.kind) for r in db.execute(_SENT, me))
    return [(when, kind, n) for (when, kind), n in sorted(found.items())]


def _answers(answers: str, person_id: int) -> dict[str, Any]:
    """What this person answered, of others in a shared draft nothing."""
    return {key: value for key, (value, by, *_) in json_text.read(answers).items() if by in (person_id, None)}
