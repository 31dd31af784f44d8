"""Pictures and voice notes: wanted, then kept or lost, then part of a case. Files made for one person: kept for a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, insert, select, text, update

from bot.talk import Piece
from storage.tables import WANTED, attachment, model_step

MADE, MADE_LIVES = 0, 86_400.0  # what stands for an inbox row that there is not; seconds

_A = attachment.c
_WANTED = select(_A.id, _A.channel, _A.account, _A.kind, _A.ref, _A.size, _A.give_up_at).where(text(WANTED)).order_by(_A.inbox, _A.id)
_MARK = (
    update(attachment)
    .where(_A.id == bindparam("row"), text(WANTED))
    .values(
        state=bindparam("to"),
        name=bindparam("kept_as"),
        sha256=bindparam("hash"),
        size=bindparam("bytes"),
        mime=bindparam("type"),
        reason=bindparam("why"),
    )
)
_OF_INPUT = select(_A.id, _A.kind, _A.state, _A.name, _A.mime).where(_A.inbox == bindparam("row")).order_by(_A.id)
_OF_INCIDENT = select(_A.id, _A.kind, _A.state, _A.name, _A.mime).where(_A.incident == bindparam("row"), _A.state == "kept").order_by(_A.id)
_INCIDENT_OF = select(_A.incident).where(_A.id == bindparam("row"))
_JOIN = update(attachment).where(_A.id == bindparam("row"), _A.incident.is_(None)).values(incident=bindparam("to"))
_ERASE = update(attachment).where(_A.id == bindparam("row"), _A.incident.is_(None)).values(state="erased")
_ERASE_KEPT = update(attachment).where(_A.id == bindparam("row"), _A.state == "kept").values(state="erased", ref="")
OF_NOTHING = and_(_A.incident.is_(None), ~exists().where(model_step.c.photo == _A.id))  # no part of a case, nor of a model
_ERASE_OLD = update(attachment).where(OF_NOTHING, _A.give_up_at < bindparam("before"), _A.state != "erased").values(state="erased")
_ADD_MADE = insert(attachment).returning(_A.id)
_MADE_FOR = select(_A.name, _A.title, _A.mime).where(
    _A.id == bindparam("row"), _A.inbox == MADE, _A.person == bindparam("who"), _A.state == "kept", _A.give_up_at > bindparam("now")
)
_OVER = update(attachment).where(_A.inbox == MADE, _A.give_up_at <= bindparam("now"), _A.state == "kept").values(state="erased")
_DROP_MADE = delete(attachment).where(_A.id == bindparam("row"), _A.inbox == MADE)
_ERASED = select(_A.id, _A.name).where(_A.state == "erased", _A.name.is_not(None)).limit(100)
_NAMELESS = update(attachment).where(_A.id == bindparam("row")).values(name=None)


@dataclass(frozen=True, slots=True)
class Wanted:
    id: int
    channel: str
    account: str
    piece: Piece
    give_up_at: float


@dataclass(frozen=True, slots=True)
class Attachment:
    id: int
    kind: str
    kept: bool
    name: str | None
    mime: str


def wanted(db: Connection, accounts: Collection[tuple[str, str]]) -> list[Wanted]:
    """What is still to be fetched by these (channel, account)."""
    rows = [r for r in db.execute(_WANTED) if (r.channel, r.account) in accounts]
    return [Wanted(r.id, r.channel, r.account, Piece(r.kind, r.ref, r.size or 0), r.give_up_at) for r in rows]


def mark(db: Connection, marks: Iterable[dict[str, Any]]) -> None:
    """Each: row, to (kept or lost), kept_as, hash, bytes, type, why."""
    for values in marks:
        db.execute(_MARK, values)


def of_input(db: Connection, inbox_row: int) -> list[Attachment]:
    return [_attachment(r) for r in db.execute(_OF_INPUT, {"row": inbox_row})]


def of_incident(db: Connection, incident: int) -> list[Attachment]:
    return [_attachment(r) for r in db.execute(_OF_INCIDENT, {"row": incident})]


def incident_of(db: Connection, attachment_id: int) -> int | None:
    """The case it is part of, if it is there and part of one."""
    found: int | None = db.execute(_INCIDENT_OF, {"row": attachment_id}).scalar()
    return found


def _attachment(r: Any) -> Attachment:
    return Attachment(r.id, r.kind, r.state == "kept", r.name, r.mime or "")


def join(db: Connection, ids: Sequence[int], incident: int) -> None:
    if ids:
        db.execute(_JOIN, [{"row": i, "to": incident} for i in ids])


def erase(db: Connection, ids: Sequence[int]) -> None:
    """The files themselves go with the next sweep, once this has been committed."""
    if ids:
        db.execute(_ERASE, [{"row": i} for i in ids])


def erase_kept(db: Connection, ids: Sequence[int]) -> None:
    """The same for what became part of a case and has been kept long enough."""
    if ids:
        db.execute(_ERASE_KEPT, [{"row": i} for i in ids])


def erase_old(db: Connection, before: float) -> None:
    """Those that became part of no case, and of no model."""
    db.execute(_ERASE_OLD, {"before": before})


def to_sweep(db: Connection, now: float) -> list[tuple[int, str]]:
    """Files to be taken off the disk, (row, name): of what was erased, and what was made for a day that is over."""
    db.execute(_OVER, {"now": now})
    return [(r.id, r.name) for r in db.execute(_ERASED)]


def swept(db: Connection, ids: Sequence[int]) -> None:
    """Their files are gone; of what had been made for a day nothing stays."""
    if ids:
        rows = [{"row": i} for i in ids]
        db.execute(_NAMELESS, rows)
        db.execute(_DROP_MADE, rows)


def made(db: Connection, person: int, name: str, title: str, mime: str, sha256: str, size: int, now: float) -> int:
    """A file that we made and that is on disk under this name: the row by which this person, and nobody else, may have it for a day."""
    kept = {"state": "kept", "name": name, "sha256": sha256, "size": size, "mime": mime, "give_up_at": now + MADE_LIVES}
    whose = {"inbox": MADE, "channel": "", "account": "", "kind": "file", "ref": "", "person": person, "title": title}
    return int(db.execute(_ADD_MADE, kept | whose).scalar_one())


def made_for(db: Connection, attachment_id: int, person: int, now: float) -> tuple[str, str, str] | None:
    """(name, title, type) of what was made for this person, within its day."""
    found = db.execute(_MADE_FOR, {"row": attachment_id, "who": person, "now": now}).first()
    return (found.name, found.title, found.mime) if found else None
