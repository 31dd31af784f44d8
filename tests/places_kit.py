"""A small province for the tests of places, and everything an event may touch, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, text

from bot.domain.periods import HERE
from bot.domain.unit_plans import Event, New
from bot.talk import Peer
from handlers import places
from storage import engines, people, roles, units
from storage.tables import contact, incident, invitation, request
from storage.unit_events import Entry
from storage.units import Unit

SINCE = "2025-07-01"
TABLES = ("unit", "unit_version", "succession", "role", "invitation", "request")


def at(day: str, hour: int = 12) -> float:
    """That day's noon here, in epoch seconds."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=HERE).timestamp()


NOW = at("2026-11-24")


class Province:
    """A province of three communes with three hamlets each; what is asked of it is said by titles, as "thôn A1"."""

    def __init__(self, db: Connection) -> None:
        self.db, self.drafts = db, 0
        top = units.add(db, "tinh", "tỉnh", "Mẫu", None, SINCE)
        communes = units.add_all(db, [New("xa", "xã", name, top.id) for name in "ABC"], SINCE)
        units.add_all(db, [New("thon", "thôn", f"{name}{n}", xa) for name, xa in zip("ABC", communes, strict=True) for n in (1, 2, 3)], SINCE)

    def unit(self, title: str) -> Unit:
        """The last one of that title."""
        return next(u for u in reversed(units.everything(self.db)) if u.title == title)

    def id(self, title: str) -> int:
        return self.unit(title).id

    def person(self, name: str, key: str, where: str, since: str = "2026-01-01", until: float | None = None) -> int:
        """Somebody who holds that role there."""
        made = people.add(self.db, name, at(since))
        people.join(self.db, Peer("telegram", "9", str(made)), made, at(since))
        roles.give(self.db, made, self.id(where), key, at(since), until=until)
        return made

    def case(self, reporter: int, where: str, status: str = "moi") -> int:
        self.drafts += 1
        unit = self.unit(where)
        commune = units.commune_of(self.db, unit)
        assert commune
        what = {"kind": "CT", "level": "XANH", "confidential": 0, "status": status, "text": "", "reporter_role": "to_vien"}
        when = {"year": 2026, "number": self.drafts, "created_at": NOW, "updated_at": NOW}
        row = {"draft": self.drafts, "commune": commune.id, "unit": unit.id, "reporter": reporter}
        return int(self.db.execute(insert(incident).returning(incident.c.id), what | when | row).scalar_one())

    def invitation(self, where: str, key: str = "to_vien") -> int:
        code = {"code": str(10_000_000 + self._count(invitation)), "uses_left": 3, "expires_at": NOW + 9e6}
        return int(self.db.execute(insert(invitation).returning(invitation.c.id), code | {"unit": self.id(where), "role": key}).scalar_one())

    def request(self, person: int, where: str, key: str = "to_vien") -> int:
        asked = {"person": person, "unit": self.id(where), "role": key, "asked_at": NOW, "state": "waiting"}
        return int(self.db.execute(insert(request).returning(request.c.id), asked).scalar_one())

    def phone(self, where: str, key: str = "truc_ban") -> None:
        self.db.execute(insert(contact), {"unit": self.id(where), "key": key, "phone": "0237"})

    def _count(self, table: Any) -> int:
        return len(self.db.execute(table.select()).all())

    def event(self, kind: str, *titles: str, on: str = "2026-03-01", **what: Any) -> Event:
        return Event(kind, on, "1/NQ", tuple(map(self.id, titles)), **what)

    def order(self, kind: str, *titles: str, on: str = "2026-03-01", now: float = NOW, **what: Any) -> Entry:
        return places.order(self.db, self.event(kind, *titles, on=on, **what), now)

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        return {t: [tuple(r) for r in self.db.execute(text(f"SELECT * FROM {t} ORDER BY 1, 2, 3"))] for t in TABLES}

    def roles(self, person: int, now: float = NOW) -> set[tuple[str, str]]:
        """(key, title of the unit) of each role they hold."""
        held = roles.of(self.db, {person}, now).get(person, ())
        return {(r.key, units.get(self.db, r.unit).title) for r in held}

    def seen(self, day: str) -> dict[int, tuple[str, str | None, str, int | None]]:
        """Everything that lay anywhere on a day: its path, and of what held its level, title and parent."""
        tree = units.tree(self.db, day)
        return {u: (tree.path(u), v.level, v.title, v.parent) for u, v in tree.units.items()} | {u: (tree.path(u), None, "", None) for u in tree.gone}


@contextmanager
def province(url: str) -> Iterator[Province]:
    """In one transaction, which is rolled back."""
    engine = engines.writer(url)
    with engine.connect() as db:
        yield Province(db)
        db.rollback()
    engine.dispose()
