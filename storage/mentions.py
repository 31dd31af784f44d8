"""One person's name and number in what others are still to read: they go from the words, never from what the words act on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import Column, Connection, bindparam, func, literal, or_, select, true, union, update

from storage import json_text
from storage.tables import (
    absence,
    checkin,
    conversation,
    draft,
    incident,
    incident_event,
    notice,
    offer,
    outbox,
    person,
    request,
    rights_request,
    role,
)

_WHO: Any = bindparam("who")
_OWN: Mapping[str, Any] = {
    "case": union(
        select(incident.c.id).where(or_(incident.c.reporter == _WHO, incident.c.holder == _WHO, incident.c.entered_by == _WHO)),
        select(incident_event.c.incident).where(or_(incident_event.c.person == _WHO, incident_event.c.whom == _WHO)),
    ),
    "role": select(role.c.id).where(or_(role.c.person == _WHO, role.c.given_by == _WHO)),
    "request": select(request.c.id).where(or_(request.c.person == _WHO, request.c.decided_by == _WHO)),
    "draft": select(draft.c.id).where(draft.c.owner == _WHO),
    "checkin": select(checkin.c.id).where(or_(checkin.c.submitted_by == _WHO, checkin.c.entered_by == _WHO)),
    "absence": select(absence.c.id).where(or_(absence.c.person == _WHO, absence.c.stand_in == _WHO)),
    "rights": select(rights_request.c.id).where(rights_request.c.person == _WHO),
    "person": select(person.c.id).where(person.c.id == _WHO),
}
_NAMED_AFTER = {  # in ``once``, ``act_on`` and the values of choices: the word before a number, and of what it is the number
    "case": "case", "told": "case", "withdrawn": "case", "id": "case", "given": "case", "given away": "case", "well": "case", "not well": "case",
    "loud": "case", "entered": "case", "overdue": "case", "remind": "case", "how is it": "case", "own": "case", "copy": "case",
    "role": "role", "handover": "role", "p": "role", "bangiao": "role",
    "request": "request", "granted": "request", "refused": "request",
    "asked": "draft", "answered": "draft", "word": "draft", "unconfirmed": "draft", "taken back": "draft", "checkin entered": "checkin",
    "absence": "absence", "rights": "rights", "rights due": "rights", "number": "person", "person": "person",
}  # fmt: skip
_NAMESAKES = select(func.count()).where(person.c.name == bindparam("called"), person.c.id != _WHO)
_NOTICE = notice.c.state.in_(("waiting", "unreachable"))
_OUTBOX = outbox.c.state.in_(("queued", "held"))


@dataclass(frozen=True)
class Mentions:
    """Who is mentioned, and what is known to be about them. ``alone``: nobody else has that name, and it is no mere word."""

    person: int
    name: str
    phone: str
    after: str  # stands for the name
    alone: bool
    own: Mapping[str, Collection[int]]

    # texts ---------------------------------------------------------------------------------------------------------------
    def without(self, text: str, *, about: bool) -> str:
        """``about``: whether the text is known to be about them; any other loses the name only where it can be nobody else's."""
        if self.phone:
            text = re.sub(rf"(?<!\d){' ?'.join(self.phone)}(?!\d)", "-", text)
        if not (about or self.alone):
            return text
        quoted = "" if " " in self.name else r"“[^”]*”|\([^)]*\)|"  # what somebody said there is no name but a word
        return re.sub(rf"{quoted}(?<!\w){re.escape(self.name)}(?!\w)", self._instead, text)

    def _instead(self, found: re.Match[str]) -> str:
        """A part of a longer name is another's."""
        before, behind = found.string[: found.start()], found.string[found.end() :]
        longer = re.search(r"(\w)\w* $", before), re.match(r" (\w)", behind)
        return found[0] if found[0] != self.name or any(at and at[1].isupper() for at in longer) else self.after

    def about(self, *names: str) -> bool:
        """Whether one of these (as "case:12:3") names something of theirs."""
        parts = [name.split(":") for name in names]
        return any(self._is_own(word, number.partition(".")[0]) for told in parts for word, number in pairwise(told))

    def _is_own(self, word: str, number: str) -> bool:
        return number.isdecimal() and int(number) in self.own.get(_NAMED_AFTER.get(word, ""), ())

    # rows ----------------------------------------------------------------------------------------------------------------
    def message(self, kept: str, *names: str) -> str:
        """The body of a notice or a message: its text and its choices come first."""
        body = json_text.read(kept)
        about = self.about(*names, *(value for value, *_ in body[1]))
        body[0], body[1] = self.without(body[0], about=about), self._choices(body[1], about=self.about(*names))
        return json_text.written(body)

    def choices(self, kept: str, *names: str) -> str:
        return json_text.written(self._choices(json_text.read(kept), about=self.about(*names)))

    def _choices(self, choices: list[list[str]], *, about: bool) -> list[list[str]]:
        return [[value, self.without(label, about=about or value == str(self.person) or self.about(value)), *rest] for value, label, *rest in choices]


def of(db: Connection, person_id: int, name: str, phone: str, after: str) -> Mentions:
    """To be asked before anything of theirs is taken away. ``phone``: digits, "" for none."""
    namesakes = db.execute(_NAMESAKES, {"called": name, "who": person_id}).scalar_one()
    own = {kind: frozenset(db.execute(query, {"who": person_id}).scalars()) for kind, query in _OWN.items()}
    return Mentions(person_id, name, phone, after, " " in name and not namesakes, own)


def take_out(db: Connection, who: Mentions) -> None:
    """From what waits to be told or sent, and from lists shown to others; what cannot be read stays."""
    for column, names, which, anew in (
        (notice.c.body, (notice.c.once, notice.c.act_on), _NOTICE, who.message),
        (outbox.c.body, (outbox.c.once,), _OUTBOX, who.message),
        (offer.c.choices, (offer.c.act_on,), true(), who.choices),
        (conversation.c.choices, (literal(""),), true(), who.choices),
    ):
        _rewrite(db, who, column, names, which, anew)


def _rewrite(db: Connection, who: Mentions, column: Column[Any], names: Any, which: Any, anew: Any) -> None:
    key = next(iter(column.table.primary_key))
    held = or_(*(column.contains(json_text.written(part)[1:-1], autoescape=True) for part in _sought(who)))
    for row, old, *called in db.execute(select(key, column, *names).where(which, held)).all():
        try:
            new = anew(old, *called)
        except (ValueError, TypeError, IndexError):  # of another version
            continue
        if new != old:
            db.execute(update(column.table).where(key == row).values({column.name: new}))


def _sought(who: Mentions) -> list[str]:
    return [part for part in (who.name, who.phone, " ".join((who.phone[:4], who.phone[4:7], who.phone[7:])) if who.phone else "") if part]
