"""What came in: stored once, claimed in order, one open row of a chat at a time. Times here are real ones, never a moved clock's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.talk import SECRET_MARK, Contact, Incoming, Peer, Place
from storage import json_text
from storage.leases import Fenced
from storage.tables import OPEN_IN, WANTED, account, attachment, inbox, lease

TRIES = 3
_BACK_OFF = (2.0, 10.0, 60.0)  # seconds before a failed row's next try
MEDIA_PATIENCE, ALBUM_QUIET = 60.0, 1.5  # seconds


@dataclass(frozen=True, slots=True)
class Row:
    """One claimed piece of input. ``alone``: it failed, or was found claimed at start-up, and runs by itself; ``tries`` counts those runs."""

    id: int
    owner: str
    alone: bool
    tries: int
    said: Incoming
    said_at: float
    media: int  # how many pieces came with it


_I = inbox.c
_earlier = inbox.alias("earlier")
_STORE = insert(inbox).on_conflict_do_nothing().returning(_I.id, _I.event)
_STORE_MANY = insert(inbox).on_conflict_do_nothing()
_WANT = insert(attachment)
_FIRST = ~exists().where(_earlier.c.peer == _I.peer, text(OPEN_IN.replace("inbox.", "earlier.")), _earlier.c.id < _I.id)
_READY = (
    select(_I.id)
    .where(text(OPEN_IN), _I.state == "ready", _I.due <= bindparam("now"), _I.alone == bindparam("by_itself"), _FIRST)
    .order_by(_I.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
CLAIM = (
    update(inbox)
    .where(_I.id.in_(_READY))
    .values(state="claimed", tries=_I.tries + _I.alone, owner=bindparam("me"))
    .returning(_I.id, _I.alone, _I.tries, _I.peer, _I.event, _I.body, _I.said_at)
)
_MINE = (_I.id == bindparam("row"), _I.state == "claimed", _I.owner == bindparam("me"))
_END = update(inbox).where(*_MINE).values(state=bindparam("to"), reason=bindparam("why"), body=None)
_RELEASE = update(inbox).where(*_MINE).values(state="ready", owner=None, alone=1, tries=_I.tries - bindparam("uncounted"), due=bindparam("later"))
_LIVING = select(lease.c.owner).where(lease.c.expires > bindparam("now"))
_ABANDONED = update(inbox).where(text(OPEN_IN), _I.state == "claimed", _I.owner.not_in(_LIVING)).values(state="ready", owner=None, alone=1, due=0.0)
_UNCLAIM = (
    update(inbox)
    .where(text(OPEN_IN), _I.state == "claimed", _I.owner == bindparam("me"))
    .values(state="ready", owner=None, tries=_I.tries - _I.alone)
)
_WAITING = select(_I.id, _I.peer, _I.album, _I.due, _I.body).where(text(OPEN_IN), _I.state == "waiting").order_by(_I.id)
_STILL_WANTED = select(attachment.c.inbox).where(text(WANTED), attachment.c.give_up_at > bindparam("now")).distinct()
_PROMOTE = update(inbox).where(_I.id == bindparam("row"), _I.state == "waiting").values(state="ready", due=0.0, body=bindparam("with_body"))
_FOLD = update(inbox).where(_I.id == bindparam("row"), _I.state == "waiting").values(state="done", reason="album", body=None)
_TAKE_OVER = update(attachment).where(attachment.c.inbox == bindparam("row")).values(inbox=bindparam("into"))
_KNOWN = select(account.c.peer).where(account.c.peer == bindparam("chat"))
_ERASE = update(attachment).where(attachment.c.inbox == bindparam("row")).values(state="erased")
_FORGET = delete(inbox).where(_I.state.in_(("done", "parked")), _I.said_at < bindparam("before"))


def store(db: Connection, arrived: Sequence[tuple[Incoming, float]], real: float) -> None:
    """Each (what was said, when we take it to have been said); what is known already is left as it is. Media become wanted."""
    for with_media, group in groupby(arrived, lambda a: bool(a[0].media)):  # in the order of arrival: what was said after a picture stays after it
        if with_media:
            for said, at in group:
                _store_with_media(db, said if _known(db, said) else replace(said, media=()), at, real)
        else:
            db.execute(_STORE_MANY, [_values(said, at, real) for said, at in group])


def _known(db: Connection, said: Incoming) -> bool:
    """Whether somebody who has joined writes here: of a stranger no picture is kept."""
    return db.execute(_KNOWN, {"chat": said.peer.key}).first() is not None


def _store_with_media(db: Connection, said: Incoming, at: float, real: float) -> None:
    made = db.execute(_STORE, _values(said, at, real)).first()
    if made is not None and said.media:
        where = {"inbox": made.id, "channel": said.peer.channel, "account": said.peer.account, "state": "wanted", "give_up_at": real + MEDIA_PATIENCE}
        db.execute(_WANT, [{**where, "kind": p.kind, "ref": p.ref, "size": p.size} for p in said.media])


def _values(said: Incoming, at: float, real: float) -> dict[str, Any]:
    state = "parked" if said.unread else "waiting" if said.media or said.album else "ready"
    body = None if said.unread else _body(said)
    where = {"channel": said.peer.channel, "account": said.peer.account, "event": said.id, "peer": said.peer.key, "album": said.album}
    return {**where, "body": body, "said_at": at, "state": state, "due": real if state == "waiting" else 0.0, "reason": said.unread}


def _body(said: Incoming) -> str:
    place = said.place and [said.place.latitude, said.place.longitude]
    who = {"sender": said.sender, "name": said.name, "at": said.at}
    what = {"text": said.text, "tapped": said.tapped, "place": place, "special": said.special, "media": len(said.media)}
    contact = {"contact": [said.contact.phone, said.contact.own]} if said.contact else {}
    plain = {"plain": True} if said.plain else {}
    return json_text.written(who | what | contact | plain)


def claim(db: Connection, me: str, now: float, most: int, *, alone: bool = False) -> list[Row]:
    """The first open row of each chat, at most ``most``; those that must run alone only when asked for."""
    claimed = db.execute(CLAIM, {"me": me, "now": now, "by_itself": int(alone), "most": 1 if alone else most}).all()
    rows = []
    for r in sorted(claimed):
        try:
            rows.append(_row(r, me))
        except (ValueError, KeyError, TypeError):  # written by another version
            db.execute(_END, {"row": r.id, "me": me, "to": "parked", "why": "unreadable row"})
    return rows


def _row(r: Any, me: str) -> Row:
    b = json_text.read(r.body)
    place = Place(*b["place"]) if b["place"] else None
    said = Incoming(Peer.of(r.peer), r.event, b["at"], b["sender"], b["name"], b["text"], b["tapped"], (), place, "", b["special"])
    if "contact" in b:  # an older version wrote none
        said = replace(said, contact=Contact(*b["contact"]))
    if "plain" in b:
        said = replace(said, plain=True)
    return Row(r.id, me, bool(r.alone), r.tries, said, r.said_at, b["media"])


def done(db: Connection, rows: Sequence[Row]) -> None:
    """Fenced when one of them has been taken over meanwhile: what was done with it must not be kept."""
    if rows and db.execute(_END, [{"row": r.id, "me": r.owner, "to": "done", "why": None} for r in rows]).rowcount != len(rows):
        raise Fenced(rows[0].owner)


def park(db: Connection, row: Row, why: str) -> None:
    db.execute(_END, {"row": row.id, "me": row.owner, "to": "parked", "why": why})


def release(db: Connection, rows: Sequence[Row], now: float, *, counted: bool = True, at_once: bool = False) -> None:
    """To be run alone, after a while; ``counted`` False takes back the try that was counted when it was claimed."""
    back = [(0.0 if at_once else now + _BACK_OFF[min(r.tries, len(_BACK_OFF) - 1)]) for r in rows]
    db.execute(
        _RELEASE, [{"row": r.id, "me": r.owner, "uncounted": int(r.alone and not counted), "later": due} for r, due in zip(rows, back, strict=True)]
    )


def unclaim(db: Connection, me: str) -> None:
    """What a commit claimed of which we never heard that it held: nothing of it was run."""
    db.execute(_UNCLAIM, {"me": me})


def recover(db: Connection, now: float) -> None:
    """Claimed by a process that is no more: to be run alone, for it may be what killed it."""
    db.execute(_ABANDONED, {"now": now})


def promote(db: Connection, real: float) -> bool:
    """Makes ready what waited for its media or its album to be whole; True while something still waits."""
    waiting = db.execute(_WAITING).all()
    if not waiting:
        return False
    wanted = set(db.execute(_STILL_WANTED, {"now": real}).scalars())
    left = False
    for group in _grouped(waiting):
        if any(r.id in wanted for r in group) or (group[0].album and max(r.due for r in group) + ALBUM_QUIET > real):
            left = True
        else:
            _make_one(db, group)
    return left


def _grouped(rows: Sequence[Any]) -> list[list[Any]]:
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for r in rows:
        groups.setdefault((r.peer, r.album) if r.album else (r.peer, "", r.id), []).append(r)
    return list(groups.values())


def _make_one(db: Connection, group: Sequence[Any]) -> None:
    """An album is one turn: its captions and pictures go to its first piece."""
    first, *others = group
    bodies = [json_text.read(r.body) for r in group]
    texts = [b["text"] for b in bodies if b["text"]]
    body = bodies[0] | {"text": "\n".join(texts), "media": sum(b["media"] for b in bodies)}
    if SECRET_MARK in texts:  # one piece that must not be kept: none is
        body |= {"text": SECRET_MARK, "media": 0}
        for r in group:
            db.execute(_ERASE, {"row": r.id})
    db.execute(_PROMOTE, {"row": first.id, "with_body": json_text.written(body)})
    for r in others:
        db.execute(_TAKE_OVER, {"row": r.id, "into": first.id})
        db.execute(_FOLD, {"row": r.id})


def forget(db: Connection, before: float) -> None:
    """Handled rows older than this: no channel sends them again."""
    db.execute(_FORGET, {"before": before})
