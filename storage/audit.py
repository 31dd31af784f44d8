"""Who read, exported, changed, sent what, and when. Each row is sealed with the seal before it, so that none is changed or goes missing unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from storage.tables import UNSEALED, audit, counter

_GATHERED = "audit notes"  # of a connection: where they go meanwhile
MOST = 5000  # rows sealed in one go: the writer has other work
_A = audit.c
_CHAIN = "audit sealed"  # the counter that says how long it is; its row is also what two processes wait for each other at
_WHAT = (_A.id, _A.at, _A.person, _A.what, _A.object, _A.unit)
_NOTE = insert(audit).values(at=bindparam("now"), person=bindparam("who"), what=bindparam("did"), object=bindparam("on"), unit=bindparam("where"))
_MADE = upsert(counter).values(name=_CHAIN, n=0)
_HOLD = _MADE.on_conflict_do_update(index_elements=["name"], set_={"n": counter.c.n}).returning(counter.c.n)
_LENGTH = select(counter.c.n).where(counter.c.name == _CHAIN)
_LONGER = update(counter).where(counter.c.name == _CHAIN).values(n=bindparam("to"))
_SEAL_AT = select(_A.seal).where(_A.place == bindparam("at_place"))
_IS_OPEN = select(_A.id).where(text(UNSEALED)).limit(1)
_OPEN = select(*_WHAT).where(text(UNSEALED)).order_by(_A.id).limit(bindparam("most"))
_HOW_MANY_OPEN = select(func.count()).select_from(audit).where(text(UNSEALED))
_SEAL = update(audit).where(_A.id == bindparam("row")).values(place=bindparam("at_place"), seal=bindparam("sealed"))
_WALK = select(*_WHAT, _A.place, _A.seal).where(_A.place.is_not(None)).order_by(_A.place)
_LISTED = select(*_WHAT, _A.place).order_by(_A.id)


@dataclass(frozen=True, slots=True)
class Chain:
    """How many rows are sealed, the seal of the last ("" when there is none), how many are not sealed yet, and what is wrong, a line each."""

    sealed: int
    last: str
    unsealed: int
    troubles: tuple[str, ...]
    known: bool = True  # whether the seal that was asked for is one of the chain


def note(db: Connection, person: int | None, what: str, object_: str, unit: int | None, now: float) -> None:
    """``what``: "read case", "changed role" ...; ``object_``: "incident:12", "" for many at once; never a text or a name.

    ``person`` None: the command line, or the clock. ``unit``: where it is, if anywhere. One insert, or, in a batch of turns, a part of one.
    """
    values = {"now": now, "who": person, "did": what, "on": object_, "where": unit}
    gathered: list[dict[str, Any]] | None = db.info.get(_GATHERED)
    if gathered is None:
        db.execute(_NOTE, values)
    else:
        gathered.append(values)


@contextmanager
def gathering(db: Connection) -> Iterator[list[dict[str, Any]]]:
    """Meanwhile notes are only put into this list, for whoever writes them all in one statement."""
    notes: list[dict[str, Any]] = []
    info = db.info
    info[_GATHERED] = notes
    try:
        yield notes
    finally:
        info.pop(_GATHERED, None)


def write(db: Connection, notes: Sequence[dict[str, Any]]) -> None:
    """What has been gathered."""
    if notes:
        db.execute(_NOTE, list(notes))


def is_open(db: Connection) -> bool:
    """Whether something is not sealed yet."""
    return db.execute(_IS_OPEN).first() is not None


def seal(db: Connection, most: int = MOST) -> int:
    """Puts the next rows into the chain; returns how many. Rows get their places as they are found: an earlier id may be committed later."""
    place = int(db.execute(_HOLD).scalar_one())
    last = db.execute(_SEAL_AT, {"at_place": place}).scalar() or ""
    sealed = []
    for row in db.execute(_OPEN, {"most": most}).all():
        place += 1
        last = _sealed(last, place, row)
        sealed.append({"row": row.id, "at_place": place, "sealed": last})
    if sealed:
        db.execute(_SEAL, sealed)
        db.execute(_LONGER, {"to": place})
    return len(sealed)


def _sealed(before: str, place: int, row: Any) -> str:
    """SHA-256, hexadecimal, of the seal before and the row as canonical JSON."""
    id_, at, person, what, object_, unit = row[:6]
    told = {"at": at, "id": id_, "object": object_, "person": person, "place": place, "unit": unit, "what": what}  # its names in order
    return hashlib.sha256((before + json.dumps(told, separators=(",", ":"))).encode("ascii")).hexdigest()


def verify(db: Connection, seen: str = "", most: int = 20) -> Chain:
    """Walks the whole chain, in a snapshot; tells the first ``most`` troubles. ``seen``: a seal noted earlier, which must still be in it."""
    walk = _Walk(seen, most)
    for row in db.execute(_WALK, execution_options={"yield_per": 5000}):
        walk.step(row)
    length = db.execute(_LENGTH).scalar() or 0
    walk.ends(length)
    unsealed = int(db.execute(_HOW_MANY_OPEN).scalar_one())
    return Chain(walk.count, walk.last, unsealed, walk.told(), not seen or walk.met)


class _Walk:
    """From row to row: what each must be, and what is wrong."""

    def __init__(self, seen: str, most: int) -> None:
        self.seen, self.most, self.met = seen, most, False
        self.count = self.place = self.wrong = 0
        self.last = ""
        self.troubles: list[str] = []

    def step(self, row: Any) -> None:
        place, seal_ = row[6], row[7]
        missing = place > self.place + 1
        if missing:
            self._wrong(_gap(self.place + 1, place - 1))
        elif seal_ != _sealed(self.last, place, row):  # after a gap nobody can tell
            self._wrong(f"entry {row[0]} at place {place} is not what was sealed there: it was changed, moved or put in")
        self.count, self.place, self.last = self.count + 1, place, seal_ or ""
        self.met = self.met or seal_ == self.seen

    def ends(self, length: int) -> None:
        if self.place < length:
            self._wrong(_gap(self.place + 1, length))
        elif self.place > length:
            self._wrong(f"{_places(length + 1, self.place)} put in by another hand: only {length} were sealed")

    def _wrong(self, trouble: str) -> None:
        self.wrong += 1
        if self.wrong <= self.most:
            self.troubles.append(trouble)

    def told(self) -> tuple[str, ...]:
        more = self.wrong - len(self.troubles)
        return (*self.troubles, f"and {more} more") if more else tuple(self.troubles)


def _gap(first: int, last: int) -> str:
    return f"{_places(first, last)} missing"


def _places(first: int, last: int) -> str:
    return f"place {first} is" if first == last else f"places {first} to {last} are"


def listed(db: Connection) -> Iterator[dict[str, Any]]:
    """All of it, the oldest first."""
    for row in db.execute(_LISTED, execution_options={"yield_per": 5000}):
        yield dict(row._mapping)
