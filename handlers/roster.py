"""The roster set against who is there already, and written as one.

Same name and telephone number: one person, in however many roles. Without a number only the same name, unit and role are the same person:
two of one name in one team are two people, and nobody may come by another's role.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from bot.domain.periods import local
from bot.domain.vietnamese import fold, spelling
from handlers import exports
from handlers.roster_rows import Entry
from storage import audit
from storage import roster as store
from storage.roster import Somebody, Where

PEOPLE = (*exports.PEOPLE, "post", "joined", "phone")


@dataclass(slots=True)
class Plan:
    """What an import will do. ``there``: how many rows say what is so already."""

    new: list[Somebody] = field(default_factory=list)
    roles: list[tuple[Somebody, Where, str]] = field(default_factory=list)
    posts: list[tuple[int, str]] = field(default_factory=list)
    vacated: list[tuple[int, str]] = field(default_factory=list)
    phones: list[Somebody] = field(default_factory=list)
    addresses: list[Somebody] = field(default_factory=list)
    there: int = 0
    said: list[tuple[int, str]] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """People who were there, and hold another post, number or address."""
        return len({id(p) for p in (*self.phones, *self.addresses)} - {id(p) for p in self.new}) + len(self.posts)


class _Matching:
    """Row by row: who is meant, and what of it is new."""

    def __init__(self, there: Iterable[Somebody]) -> None:
        self.plan = Plan()
        self._people: dict[str, list[Somebody]] = {}
        self._taken: dict[tuple[int, Where], int] = {}  # by which line
        self._posts: dict[tuple[int, str], int] = {}
        self._addressed: dict[int, str] = {}
        for one in there:
            self._people.setdefault(fold(one.name), []).append(one)

    def take(self, e: Entry) -> None:
        who = self._who(e)
        line = self._taken.get((id(who), e.where)) if who else None
        if line is not None:
            self.plan.bad.append((e.line, f"the same as line {line}"))
            return
        if e.post and (line := self._posts.setdefault((e.where[0], e.post), e.line)) != e.line:
            self.plan.bad.append((e.line, f"the post {e.post} is held by line {line}"))
            return
        new = self._said(who, e)
        who = who or self._newcomer(e)
        self._taken[id(who), e.where] = e.line
        self._write(who, e)
        self.plan.said += [(e.line, new)] if new else []
        self.plan.there += not new

    def _who(self, e: Entry) -> Somebody | None:
        """By number; else by unit and role, whoever no row has meant yet first, and with a number only somebody who has none."""
        same = [p for p in self._people.get(fold(e.name), ()) if _one_name(p.name, e.name)]
        if e.phone and (found := [p for p in same if p.phone == e.phone]):
            return min(found, key=lambda p: (_spelled(p.name) != _spelled(e.name), e.where not in p.roles))
        found = [p for p in same if e.where in p.roles and not (e.phone and p.phone)]
        return min(found, key=lambda p: ((id(p), e.where) in self._taken, _spelled(p.name) != _spelled(e.name), bool(p.phone)), default=None)

    def _newcomer(self, e: Entry) -> Somebody:
        made = Somebody(0, e.name, e.address, e.phone)
        self._people.setdefault(fold(e.name), []).append(made)
        self.plan.new.append(made)
        return made

    def _said(self, who: Somebody | None, e: Entry) -> str:
        """What this row brings, "" for nothing."""
        if who is None:
            namesake = any(e.where in p.roles and _one_name(p.name, e.name) for p in self._people.get(fold(e.name), ()))
            return "new, beside one of this name with another number" if namesake else "new"
        held = who.roles.get(e.where)
        news = {"role": held is None, "post": bool(held and e.post and held[1] != e.post)}
        news |= {"number": bool(e.phone and who.phone != e.phone), "address": self._is_new_address(who, e)}
        return ", ".join(word for word, is_so in news.items() if is_so)

    def _is_new_address(self, who: Somebody, e: Entry) -> bool:
        """Of two rows that differ the first holds."""
        return bool(e.address) and self._addressed.setdefault(id(who), e.address) == e.address != who.address

    def _write(self, who: Somebody, e: Entry) -> None:
        held = who.roles.get(e.where)
        if e.post and (held is None or held[1] != e.post):
            self.plan.vacated.append((e.where[0], e.post))
        if held is None:
            self.plan.roles.append((who, e.where, e.post))
        elif e.post and held[1] != e.post:
            self.plan.posts.append((held[0], e.post))
        who.roles[e.where] = (held[0] if held else 0, e.post or (held[1] if held else ""))
        if e.phone and who.phone != e.phone:
            who.phone = e.phone
            self.plan.phones.append(who)
        if self._is_new_address(who, e):
            who.address = e.address
            self.plan.addresses.append(who)


def _one_name(a: str, b: str) -> bool:
    """Of one folding: Tú and Tư are two; who wrote without accents may have meant either."""
    return a.isascii() or b.isascii() or _spelled(a) == _spelled(b)


def _spelled(name: str) -> list[str]:
    return [spelling(word.casefold()) for word in name.split()]


def plan(db: Connection, entries: Iterable[Entry], now: float) -> Plan:
    """What is new in these rows; nothing is written."""
    matching = _Matching(store.everybody(db, now))
    for e in sorted(entries, key=lambda e: (not e.phone, e.name.isascii())):  # the clearest first: their order in the file shall not matter
        matching.take(e)
    return matching.plan


def listed(db: Connection, now: float) -> Iterator[dict[str, Any]]:
    """Everybody with each of their roles, for the machine's own operator; ``joined``: the day, "" while they are only expected."""
    for row in store.listed(db, now):
        joined = row["joined_at"]
        told = {**row, "joined": f"{local(joined):%Y-%m-%d}" if joined else "", "phone": row["phone"] or ""}
        yield {key: told[key] for key in PEOPLE}


def carry_out(db: Connection, what: Plan, now: float) -> None:
    """People are expected, and hold their roles, from now on."""
    store.add(db, what.new)
    store.vacate(db, what.vacated, now)
    store.give(db, what.roles, now)
    store.set_posts(db, what.posts)
    store.set_phones(db, what.phones)
    store.set_addresses(db, what.addresses)
    if what.said:
        audit.note(db, None, "imported people", "", None, now)
