"""What people should hear, until the planner has found peer and moment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.domain.periods import by_day, next_morning
from bot.talk import Choice, Document, Notice
from storage import json_text
from storage.tables import UNTOLD_NOTICE, WAITING_NOTICE, notice

UNREADABLE = (ValueError, KeyError, TypeError)  # of a body that another version has written

_N = notice.c
_ADD = insert(notice).on_conflict_do_nothing()
_WHOLE = select(_N.id, _N.once, _N.person, _N.kind, _N.body, _N.act_on, _N.merge_key, _N.expires, _N.can_wait)
DUE = (
    _WHOLE.where(text(WAITING_NOTICE), _N.not_before <= bindparam("now")).order_by(_N.not_before, _N.id).limit(200).with_for_update(skip_locked=True)
)
_END = update(notice).where(_N.id == bindparam("row")).values(state=bindparam("to"), body=None)
_KEEP = update(notice).where(_N.id == bindparam("row")).values(state="unreachable")
_POSTPONE = update(notice).where(_N.id == bindparam("row")).values(not_before=bindparam("until"))
_PLANNED_AS = select(_N.expires, _N.can_wait).where(_N.once.in_(bindparam("names", expanding=True))).order_by(func.length(_N.once).desc()).limit(1)
_TOLD = select(_N.person).order_by(_N.id)
_HEARD = _TOLD.where(_N.state == "planned")
_UNTOLD = select(_N.id, _N.person).where(text(UNTOLD_NOTICE))
_THESE = _WHOLE.where(_N.id.in_(bindparam("rows", expanding=True)), text(UNTOLD_NOTICE)).order_by(_N.id).with_for_update()
_SAY = update(notice).where(_N.id == bindparam("row")).values(body=bindparam("words"), act_on=bindparam("on"))
_WITHDRAW = update(notice).where(text(UNTOLD_NOTICE)).values(state="withdrawn", body=None)
_FORGET = delete(notice).where(text(f"NOT {WAITING_NOTICE}"), _N.not_before < bindparam("before"))
_ALL_AGAIN = update(notice).where(_N.state == "unreachable").values(state="waiting")
_AGAIN = update(notice).where(_N.person == bindparam("who"), _N.state == "unreachable").values(state="waiting")


AGAIN = "again:"  # how the ``once`` begins of what was planned before
Reworded = Callable[[str, tuple[Choice, ...]], tuple[str, tuple[Choice, ...]]]


def begins(prefix: str) -> ColumnElement[bool]:
    """That ``once`` begins so: a stretch of its index, sorted by bytes."""
    return and_(_N.once >= prefix, _N.once < prefix[:-1] + chr(ord(prefix[-1]) + 1))


@dataclass(frozen=True, slots=True)
class Due:
    """A notice whose moment has come."""

    id: int
    once: str
    person: int
    kind: str
    text: str
    choices: tuple[Choice, ...]
    photos: tuple[str, ...]
    files: tuple[Document, ...]
    act_on: str
    merge_key: str
    expired: bool
    can_wait: bool = False
    about: tuple[str, ...] = ()


def notify(db: Connection, person_id: int, n: Notice, now: float) -> None:
    """For anybody but the one who is speaking. The same ``once`` twice is one notice."""
    notify_all(db, [(person_id, n)], now)


def notify_all(db: Connection, told: Sequence[tuple[int, Notice]], now: float) -> None:
    """Several at once, each (person, notice)."""
    if told:
        db.execute(_ADD, [_values(person_id, n, now) for person_id, n in told])


def _values(person_id: int, n: Notice, now: float) -> dict[str, Any]:
    moment = max(n.not_before, {"now": now, "day": by_day(now), "morning": next_morning(now)}[n.urgency])
    body = _body(n.text, n.choices, n.photos, [astuple(f) for f in n.files], n.about)
    values = {"once": n.once, "person": person_id, "kind": n.kind, "body": body, "act_on": n.act_on, "merge_key": n.merge_key}
    return {**values, "not_before": moment, "expires": n.expires, "can_wait": int(n.urgency != "now"), "state": "waiting"}


def _body(words: str, choices: Sequence[Choice], *rest: Sequence[Any]) -> str:
    return json_text.written([words, [[c.value, c.label, c.typed] for c in choices], *rest])


def tell_again(db: Connection, person_id: int, n: Notice, message: str, now: float) -> None:
    """What was planned as this message (its ``once``) is told anew. It can wait, and ends, as before; merged it has been already."""
    planned = message.removeprefix("n:")
    whole = planned.rpartition(".")[0]  # a later piece of a message has its number behind
    before = db.execute(_PLANNED_AS, {"names": [planned, whole]}).first()
    kept = {"expires": before.expires, "can_wait": before.can_wait} if before else {}
    db.execute(_ADD, _values(person_id, n, now) | kept)


def due(db: Connection, now: float) -> list[Due]:
    """At most 200, the oldest first; what cannot be read fails."""
    found = []
    for r in db.execute(DUE, {"now": now}).all():
        try:
            found.append(_due(r, now))
        except UNREADABLE:
            end(db, [r.id], "failed")
    return found


def _due(r: Any, now: float) -> Due:
    text_, choices, photos, *more = json_text.read(r.body)  # an older version wrote no files, and not what it is about
    files = tuple(Document(*f) for f in more[0]) if more else ()
    expired = r.expires is not None and r.expires < now
    shown = text_, tuple(Choice(*c) for c in choices), tuple(photos), files
    return Due(r.id, r.once, r.person, r.kind, *shown, r.act_on, r.merge_key, expired, bool(r.can_wait), tuple(*more[1:]))


def end(db: Connection, rows: Sequence[int], to: str) -> None:
    """``to``: planned, expired or failed; the words go."""
    if rows:
        db.execute(_END, [{"row": r, "to": to} for r in rows])


def postpone(db: Connection, rows: Sequence[int], until: float) -> None:
    """Due anew at that moment."""
    if rows:
        db.execute(_POSTPONE, [{"row": r, "until": until} for r in rows])


def wait_for_contact(db: Connection, rows: Sequence[int]) -> None:
    """Nowhere to send it: kept until the person writes."""
    if rows:
        db.execute(_KEEP, [{"row": r} for r in rows])


def told(db: Connection, prefix: str) -> list[int]:
    """Who has had, or is to have, a notice whose ``once`` begins so; for a prefix made of our own words and numbers."""
    return list(db.execute(_TOLD.where(begins(prefix))).scalars())


def heard(db: Connection, prefix: str) -> list[int]:
    """Who of them has had it, or has it on its way."""
    return list(db.execute(_HEARD.where(begins(prefix))).scalars())


def waiting_about(db: Connection, act_on: str, prefixes: Sequence[str]) -> list[tuple[int, int]]:
    """(row, person) of each that is still to be told and acts on this, or whose ``once`` begins with one of these; prefixes as in ``told``."""
    merged = and_(begins(AGAIN), _N.body.contains(f'"{act_on}"', autoescape=True))
    wanted = (_N.act_on == act_on, merged, *map(begins, prefixes))  # one by one, as each has its own index
    found = {r.id: r.person for one in wanted for r in db.execute(_UNTOLD.where(one))}
    return sorted(found.items())


def saying(db: Connection, prefix: str, words: str) -> list[tuple[int, int]]:
    """(row, person) of each that is still to be told and says these words: of those whose ``once`` begins so, or that were planned before."""
    said = _UNTOLD.where(_N.body.contains(json_text.written(words)[1:-1], autoescape=True))
    return sorted({(r.id, r.person) for one in (prefix, AGAIN) for r in db.execute(said.where(begins(one)))})


def reword(db: Connection, rows: Collection[int], reworded: Reworded) -> None:
    """These are told in other words, with other choices."""
    for r, (words, choices, *rest) in _read(db, rows):
        body = _body(*reworded(words, tuple(Choice(*c) for c in choices)), *rest)
        db.execute(_SAY, {"row": r.id, "words": body, "on": r.act_on})


def take_back(db: Connection, rows: Collection[int], act_on: str, instead: str) -> None:
    """What tells of this alone is not told; of what tells of other things as well ``instead`` is left, once to each person."""
    said: set[int] = set()
    for r, (_words, _choices, _photos, *more) in _read(db, rows):
        if r.person not in said and any(one != act_on for about in more[1:] for one in about):
            said.add(r.person)
            db.execute(_SAY, {"row": r.id, "words": _body(instead, (), (), ()), "on": ""})
        else:
            end(db, [r.id], "withdrawn")


def _read(db: Connection, rows: Collection[int]) -> Iterator[tuple[Any, list[Any]]]:
    """Each of these that is still to be told, held, with its body; what cannot be read fails."""
    for r in db.execute(_THESE, {"rows": list(rows)}).all():
        try:
            _due(r, 0.0)
        except UNREADABLE:
            end(db, [r.id], "failed")
        else:
            yield r, json_text.read(r.body)


def waiting(db: Connection, prefix: str) -> set[int]:
    """Who is still to be told a notice whose ``once`` begins so; ``prefix`` as in ``told``."""
    return {r.person for r in db.execute(_UNTOLD.where(begins(prefix)))}


def forget(db: Connection, before: float) -> None:
    """Those long past, planned or not."""
    db.execute(_FORGET, {"before": before})


def try_all_again(db: Connection) -> None:
    """At start-up: somebody may be reachable now by an account that was not served before."""
    db.execute(_ALL_AGAIN)


def person_is_back(db: Connection, person_id: int) -> None:
    db.execute(_AGAIN, {"who": person_id})


def withdraw(db: Connection, prefix: str) -> None:
    """Nobody hears any more what is true no longer; ``prefix`` as in ``told``. What has been planned goes."""
    db.execute(_WITHDRAW.where(begins(prefix)))
