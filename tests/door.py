"""Turns of the whole book straight on the database, for rules that no channel has a part in: what is said, what is read, who hears of it."""

from __future__ import annotations

import itertools
from typing import Any

from sqlalchemy import text

from bot.jobs import Moment
from bot.story import Here, nowhere
from bot.talk import Choice, Contact, Incoming, Outgoing, Peer, Speaker
from bot.turn import take
from handlers import BOOK, requests, sample
from messages_vi import joining as joining_vi
from storage import engines, invitations, json_text, people, roles, units
from storage.inbox import Row
from storage.memory import Memory
from storage.units import Unit

NOON = 1_795_410_000.0  # 2026-11-23 12:00 here
DAY = 86400.0


class Door:
    """The sample commune, its heads, and whoever comes."""

    def __init__(self, url: str) -> None:
        self.engine, self.now, self.rows = engines.writer(url), NOON, itertools.count(1)
        self.shown: dict[str, str] = {}  # the name by which the app shows somebody, where it is not that of the chat
        with self.engine.begin() as db:
            sample.load(db, self.now)
            self.units = units.everything(db)
        self.commune = next(u for u in self.units if u.level == "xa")
        self.hamlets = [u for u in self.units if u.level == "thon"]

    def peer(self, chat: str) -> Peer:
        return Peer("telegram", "9", chat)

    def person(self, chat: str, role: str, unit: Unit | None = None, version: str = joining_vi.VERSION) -> int:
        """Somebody who has joined, called as their chat is."""
        with self.engine.begin() as db:
            id_ = people.add(db, chat, self.now)
            people.join(db, self.peer(chat), id_, self.now)
            people.consented(db, id_, version, self.now)
            roles.give(db, id_, (unit or self.hamlets[0]).id, role, self.now)
        return id_

    def expects(self, name: str, role: str, unit: Unit | None = None, phone: str | None = None) -> int:
        """Somebody of a roster."""
        with self.engine.begin() as db:
            id_ = people.add(db, name, 0.0)
            db.execute(text("UPDATE person SET phone = :phone WHERE id = :id"), {"phone": phone, "id": id_})
            roles.give(db, id_, (unit or self.hamlets[0]).id, role, self.now)
        return id_

    def code(self, role: str, unit: Unit | None = None, *, by: int | None = None, person: int | None = None, uses: int = 1, days: float = 7) -> str:
        with self.engine.begin() as db:
            return invitations.make(db, (unit or self.hamlets[0]).id, role, uses, self.now + days * DAY, by=by, person=person, now=self.now)

    def own_code(self, maker: str, person: int) -> str:
        """For this person alone, made in the chat of ``maker``."""
        with self.engine.begin() as db:
            return requests.invite_again(self.here(db, maker), person)

    def gives(self, person: int, role: str) -> None:
        """One more, in the commune."""
        with self.engine.begin() as db:
            roles.give(db, person, self.commune.id, role, self.now)

    def ends(self, person: int) -> None:
        """Their only role."""
        row = self.role_of(person)
        with self.engine.begin() as db:
            roles.end(db, row, self.now)
        self.now += 60

    def keys(self, chat: str) -> list[str]:
        """Of the roles that whoever has this chat holds."""
        with self.engine.begin() as db:
            who = people.of_peer(db, self.peer(chat), self.now)
        return sorted(r.key for r in who.roles) if who else []

    def hears(self, chat: str, words: str = "", contact: Contact | None = None) -> list[Outgoing]:
        """One turn; the answers."""
        row, peer = next(self.rows), self.peer(chat)
        said = Incoming(peer, str(row), self.now, chat, self.shown.get(chat, chat), words, contact=contact)
        with self.engine.begin() as db:
            memory = Memory(db, [peer], self.now)
            out = take(db, BOOK, Row(row, "me", False, 0, said, self.now, 0), memory, self.now, self.now, nowhere)
            memory.keep()
            memory.write(db)
        return out

    def says(self, chat: str, words: str = "", contact: Contact | None = None) -> str:
        return "\n".join(out.text for out in self.hears(chat, words, contact))

    def joins(self, chat: str, words: str) -> str:
        self.says(chat, words)
        return self.says(chat, "đồng ý")

    def asks_in(self, chat: str, name: str = "Lê Thị Mẫu", place: str = "thon mau mot") -> str:
        for words in ("xin vào", "đồng ý", name, place):
            self.says(chat, words)
        return self.says(chat, "gửi")

    def told(self, person: int) -> list[str]:
        """What this person is to hear, the oldest first."""
        found = self.all("SELECT body FROM notice WHERE person = :p AND body IS NOT NULL ORDER BY id", p=person)
        return [str(json_text.read(body)[0]) for (body,) in found]

    def offered(self, person: int) -> list[list[Choice]]:
        found = self.all("SELECT body FROM notice WHERE person = :p AND body IS NOT NULL ORDER BY id", p=person)
        return [[Choice(*c) for c in json_text.read(body)[1]] for (body,) in found]

    def posted(self, chat: str) -> list[str]:
        """What goes straight to a chat."""
        found = self.all("SELECT body FROM outbox WHERE peer = :p AND body IS NOT NULL ORDER BY id", p=self.peer(chat).key)
        return [str(json_text.read(body)[0]) for (body,) in found]

    def day_passes(self, days: float = 1) -> None:
        """What the clock does once a day."""
        self.now += days * DAY
        with self.engine.begin() as db:
            at = Moment(self.now, self.now)
            for kind in requests.JOBS:
                for job in kind.plan(db, at):
                    kind.run(db, at, job)

    def here(self, db: Any, chat: str) -> Here:
        peer = self.peer(chat)
        return Here(db, Speaker(peer, chat, people.of_peer(db, peer, self.now)), self.now)

    def all(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.engine.begin() as db:
            return [tuple(r) for r in db.execute(text(sql), values)]

    def one(self, sql: str, **values: Any) -> Any:
        ((found,),) = self.all(sql, **values)
        return found

    def role_of(self, person: int) -> int:
        return int(self.one("SELECT id FROM role WHERE person = :p", p=person))

    def owner(self, chat: str) -> int | None:
        found = self.all("SELECT person FROM account WHERE peer = :p", p=self.peer(chat).key)
        return found[0][0] if found else None
