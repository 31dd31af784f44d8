"""The people of a benchmark: communes of twenty hamlets with a leader each, and hamlet members who talk with the bot or are only there."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.talk import Peer
from messages_vi import joining
from storage import engines, people, roles, schema, units
from storage.units import Unit

FIRST_CHAT = 100_000_000  # of those who talk; the fake counts up from here
FIRST_LEADER, FIRST_SILENT = 200_000_000, 300_000_000
HAMLETS, CROWDED = 20, 10  # hamlets of a commune; people of a hamlet, when there are more people than talk
SINCE, LONG_AGO = "2025-07-01", 1.0


def settle(url: str, account: str, talking: int, living: int = 0) -> None:
    """Makes the database: ``talking`` people, one a hamlet, or spread evenly among those ``living`` there when these are more."""
    schema.upgrade(url)
    engine = engines.writer(url)
    with engine.begin() as db:
        _fill(db, account, talking, max(living, talking))
    engine.dispose()


def chats(talking: int, living: int) -> list[int]:
    """Everybody's chat, in the order of their hamlets."""
    apart = living // talking
    return [FIRST_CHAT + n // apart if n % apart == 0 and n // apart < talking else FIRST_SILENT + n for n in range(living)]


def _fill(db: Connection, account: str, talking: int, living: int) -> None:
    a_hamlet = 1 if living == talking else CROWDED
    province = units.add(db, "tinh", "tỉnh", "Mẫu", None, SINCE)
    hamlet = commune = province
    for n, chat in enumerate(chats(talking, living)):
        if n % (HAMLETS * a_hamlet) == 0:
            commune = _commune(db, account, province, n // (HAMLETS * a_hamlet))
        if n % a_hamlet == 0:
            hamlet = units.add(db, "thon", "thôn", f"Mẫu {n // a_hamlet}", commune, SINCE)
        _joins(db, account, chat, "to_vien", hamlet)


def _commune(db: Connection, account: str, province: Unit, n: int) -> Unit:
    made = units.add(db, "xa", "xã", f"Mẫu {n}", province, SINCE)
    units.set_phone(db, made.id, "truc_ban", "0237.000.0001")
    _joins(db, account, FIRST_LEADER + n, "truong_khoi", made)
    return made


def _joins(db: Connection, account: str, chat: int, role: str, unit: Unit) -> None:
    person = people.add(db, f"Người {chat}", LONG_AGO)
    people.join(db, Peer("telegram", account, str(chat)), person, LONG_AGO)
    people.consented(db, person, joining.VERSION, LONG_AGO)
    roles.give(db, person, unit.id, role, LONG_AGO)
