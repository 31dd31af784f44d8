"""People, and the chats by which they are reached."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, case, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.domain.roles import Person
from bot.talk import Peer
from storage import roles
from storage.tables import account, consent, person, role, unit

_SOME = select(person.c.id, person.c.name, person.c.address).where(person.c.id.in_(bindparam("people", expanding=True)))
_LINKED = (
    select(account.c.peer).where(account.c.person == bindparam("who")).order_by(account.c.preferred.desc(), account.c.gone, account.c.since.desc())
)
_CHATS = _LINKED.where(account.c.gone == 0)
_CHATS_OF = (
    select(account.c.person, account.c.peer)
    .where(account.c.person.in_(bindparam("people", expanding=True)), account.c.gone == 0)
    .order_by(account.c.preferred.desc(), account.c.since.desc())
)
_PREFER = update(account).where(account.c.person == bindparam("who")).values(preferred=case((account.c.peer == bindparam("chat"), 1), else_=0))
_OF_PEER = select(account.c.person).where(account.c.peer == bindparam("chat"))
_LISTED = (
    select(person.c.id, person.c.name, role.c.key.label("role"), unit.c.name.label("unit"), unit.c.id.label("unit_id"))
    .select_from(person)
    .join(role, role.c.person == person.c.id)
    .join(unit, unit.c.id == role.c.unit)
    .where(roles.holds(role.c, bindparam("now")))
    .order_by(unit.c.path, person.c.id)
)
_ADD = insert(person).returning(person.c.id)
_JOIN = upsert(account)
_JOIN = _JOIN.on_conflict_do_update(index_elements=["peer"], set_={"gone": 0} | {k: _JOIN.excluded[k] for k in ("person", "since", "heard")})
_ADDRESS = update(person).where(person.c.id == bindparam("who")).values(address=bindparam("word"))
_NAME = update(person).where(person.c.id == bindparam("who")).values(name=bindparam("after"))
_AGREED = select(consent.c.version).where(consent.c.person == bindparam("who")).order_by(consent.c.id.desc()).limit(1)
_REMINDED = update(person).where(person.c.id == bindparam("who")).values(reminded_at=bindparam("now"))
_BACK = update(account).where(account.c.peer == bindparam("chat")).values(gone=0)


def find(db: Connection, person_id: int, now: float) -> Person:
    return find_all(db, {person_id}, now)[person_id]


def find_all(db: Connection, people: Collection[int], now: float) -> dict[int, Person]:
    """Several at once; whom nobody knows is left out."""
    held = roles.of(db, people, now)
    return {r.id: Person(r.id, r.name, r.address, held.get(r.id, ())) for r in db.execute(_SOME, {"people": list(people)})}


def chats(db: Connection, person_id: int) -> list[Peer]:
    """Where this person can be reached: the chat they prefer for notices, then the one joined last."""
    return [Peer.of(key) for key in db.execute(_CHATS, {"who": person_id}).scalars()]


def chats_of(db: Connection, people: Collection[int]) -> dict[int, list[Peer]]:
    """The same for several at once."""
    found: dict[int, list[Peer]] = {}
    for r in db.execute(_CHATS_OF, {"people": list(people)}):
        found.setdefault(r.person, []).append(Peer.of(r.peer))
    return found


def linked(db: Connection, person_id: int) -> list[Peer]:
    """Every chat of this person, in the order of ``chats``; of the rest those last that cannot be reached."""
    return [Peer.of(key) for key in db.execute(_LINKED, {"who": person_id}).scalars()]


def prefer(db: Connection, person_id: int, peer: Peer) -> None:
    """Notices go to this chat of the person from now on, and to one of the others only while it cannot be reached."""
    db.execute(_PREFER, {"who": person_id, "chat": peer.key})


def of_peer(db: Connection, peer: Peer, now: float) -> Person | None:
    """Whose chat this is, with the roles they hold at this moment."""
    found = db.execute(_OF_PEER, {"chat": peer.key}).scalar()
    return None if found is None else find(db, found, now)


def reachable_again(db: Connection, peer: Peer) -> None:
    db.execute(_BACK, {"chat": peer.key})


def add(db: Connection, name: str, now: float, address: str = "") -> int:
    return int(db.execute(_ADD, {"name": name, "address": address, "joined_at": now}).scalar_one())


def join(db: Connection, peer: Peer, person_id: int, now: float) -> None:
    db.execute(_JOIN, {"peer": peer.key, "person": person_id, "gone": 0, "since": now, "heard": now})


def set_address(db: Connection, person_id: int, word: str) -> bool:
    """How they are spoken to from now on, "" = by role; False when there is nobody of that id."""
    return db.execute(_ADDRESS, {"who": person_id, "word": word}).rowcount == 1


def set_name(db: Connection, person_id: int, name: str) -> None:
    """As they say it is."""
    db.execute(_NAME, {"who": person_id, "after": name})


def consented(db: Connection, person_id: int, version: str, now: float) -> None:
    db.execute(insert(consent), {"person": person_id, "version": version, "at": now})


def agreed(db: Connection, person_id: int) -> str:
    """The version of the consent this person gave last; "" when none."""
    return db.execute(_AGREED, {"who": person_id}).scalar() or ""


def reminded(db: Connection, person_id: int, now: float) -> None:
    """They are being shown that what they agreed to has changed."""
    db.execute(_REMINDED, {"who": person_id, "now": now})


def listed(db: Connection, now: float) -> list[dict[str, object]]:
    """Everybody with each of their roles, for the machine's own operator at the command line."""
    return [dict(r) for r in db.execute(_LISTED, {"now": now}).mappings()]
