"""What people asked for about their own data (see, correct, erase), and until when it must be answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.tables import rights_request

_Q = rights_request.c
_ALL = select(_Q.id, _Q.person, _Q.what, _Q.at, _Q.due, _Q.done_at)
_ADD = insert(rights_request).returning(_Q.id)
_OPEN = _ALL.where(_Q.person == bindparam("who"), _Q.what == bindparam("of"), _Q.done_at.is_(None)).order_by(_Q.id).limit(1)
_OF_PERSON = _ALL.where(_Q.person == bindparam("who")).order_by(_Q.id)
_BY_ID = _ALL.where(_Q.id == bindparam("row"))
_DONE = update(rights_request).where(_Q.id == bindparam("row"), _Q.done_at.is_(None)).values(done_at=bindparam("now"))
_ALL_DONE = update(rights_request).where(_Q.person == bindparam("who"), _Q.done_at.is_(None)).values(done_at=bindparam("now"))


@dataclass(frozen=True, slots=True)
class RightsRequest:
    """``what``: dulieu (see), sua (correct), xoa (erase); times in epoch seconds, ``done_at`` None while it is open."""

    id: int
    person: int
    what: str
    at: float
    due: float
    done_at: float | None

    def state(self, now: float) -> str:
        """Done, open, or late."""
        return "done" if self.done_at is not None else "open" if now <= self.due else "late"


def add(db: Connection, person: int, what: str, now: float, due: float, *, done: bool = False) -> int:
    """Its number. ``done``: it was answered at once."""
    values = {"person": person, "what": what, "at": now, "due": due, "done_at": now if done else None}
    return int(db.execute(_ADD, values).scalar_one())


def open_one(db: Connection, person: int, what: str) -> RightsRequest | None:
    """What this person asked for already and has not got yet."""
    return _request(db.execute(_OPEN, {"who": person, "of": what}).first())


def find(db: Connection, row: int) -> RightsRequest | None:
    return _request(db.execute(_BY_ID, {"row": row}).first())


def of_person(db: Connection, person: int) -> list[RightsRequest]:
    return [RightsRequest(*r) for r in db.execute(_OF_PERSON, {"who": person})]


def everything(db: Connection) -> list[RightsRequest]:
    """All there ever were, for the machine's own operator."""
    return [RightsRequest(*r) for r in db.execute(_ALL.order_by(_Q.id))]


def finish(db: Connection, row: int, now: float) -> bool:
    """False when there is no open one of this number."""
    return db.execute(_DONE, {"row": row, "now": now}).rowcount == 1


def finish_all(db: Connection, person: int, now: float) -> None:
    """Whoever is erased waits for nothing more."""
    db.execute(_ALL_DONE, {"who": person, "now": now})


def _request(r: Any) -> RightsRequest | None:
    return RightsRequest(*r) if r else None
