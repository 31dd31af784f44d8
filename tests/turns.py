"""A commune, another one, and people of both who speak by real turns, without any channel; the clock is ours."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text

from bot.clock import run_jobs
from bot.jobs import Moment
from bot.talk import Incoming, Outgoing, Peer
from bot.turn import take
from handlers import BOOK, JOBS, sample
from storage import engines, people, roles, talks, units
from storage.inbox import Row
from storage.memory import Memory

START = 1_795_500_000.0  # one o'clock in the afternoon of Tuesday 24 November 2026


class World:
    """Names stand for people; ``id``: whose they are in the tables."""

    def __init__(self, db: Connection) -> None:
        self.db, self.now, self.row = db, START, itertools.count(1)
        sample.load(db, START)
        all_units = list(units.everything(db))
        commune = next(u for u in all_units if u.level == "xa")
        hamlets = [u for u in all_units if u.level == "thon"]
        province = next(u for u in all_units if u.level == "tinh")
        other = units.add(db, "xa", "xã", "Khác", province, "2025-07-01")
        who = {
            "An": ("to_vien", hamlets[0]), "Tám": ("to_truong", hamlets[0]), "Cúc": ("to_vien", hamlets[1]), "Hoa": ("truong_khoi", commune),
            "Bình": ("pho_truong_khoi", commune), "Mười": ("thu_ky", commune), "Tỉnh": ("can_bo_tinh", province), "Ngoài": ("truong_khoi", other),
            "Lạ": ("to_vien", units.add(db, "thon", "thôn", "Xa", other, "2025-07-01")),
        }  # fmt: skip
        self.id = {}
        for name, (role, unit) in who.items():
            self.id[name] = people.add(db, f"Người {name}", START)
            people.join(db, self.peer(name), self.id[name], START)
            roles.give(db, self.id[name], unit.id, role, START)

    def peer(self, name: str) -> Peer:
        return Peer("phone", "demo", name)

    def does(self, name: str, words: str) -> list[Outgoing]:
        self.now += 60
        memory = Memory(self.db, [self.peer(name)], self.now)
        memory.talks[self.peer(name)] = talks.recall(self.db, [self.peer(name)], self.now)[self.peer(name)]
        said = Incoming(self.peer(name), str(next(self.row)), self.now, name, name, words)
        out = take(self.db, BOOK, Row(next(self.row), "me", False, 0, said, self.now, 0), memory, self.now, self.now)
        memory.keep()
        memory.write(self.db)
        return out

    def tells(self, name: str) -> bool:
        """Whether they are in the middle of an account, which is taken in silently."""
        return talks.recall(self.db, [self.peer(name)], self.now)[self.peer(name)].asked in ("told", "retold")

    def ticks(self, seconds: float) -> None:
        self.now += seconds
        run_jobs(self.db, JOBS, Moment(self.now, self.now), lambda _kind, _outcome: None)

    def rows(self, sql: str, **values: Any) -> list[Any]:
        return list(self.db.execute(text(sql), values).all())

    def stuck(self) -> list[Any]:
        """Cases whose moment has come and that no job will look at: after a tick, the next one is planned by the next tick."""
        sql = """SELECT i.id FROM incident i WHERE i.watch_at <= :now
                 AND EXISTS (SELECT 1 FROM job j WHERE j.once = 'case:' || i.id || ':' || i.looks AND j.state <> 'due')"""
        return self.rows(sql, now=self.now)

    def cases(self) -> dict[int, Any]:
        return {r.id: r for r in self.rows("SELECT * FROM incident")}

    def events(self) -> dict[int, Any]:
        return {r.id: r for r in self.rows("SELECT * FROM incident_event")}


@contextmanager
def undone(url: str) -> Iterator[World]:
    """A world in this database, of which nothing stays."""
    engine = engines.writer(url)
    with engine.connect() as db:
        begun = db.begin()
        yield World(db)
        begun.rollback()
    engine.dispose()
