"""What goes out: order within (chat, lane); written down as `sending`, with its owner, before a byte leaves. Times are real ones, where
nothing else is said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, case, delete, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.domain.periods import month
from bot.talk import Choice, Document, Notice, Outgoing, Peer, SendFailed
from storage import json_text, notices, talks
from storage.tables import OPEN_OUT, account, bot, counter, lease, notice, offer, outbox

BACK_OFF = (1.0, 5.0, 30.0, 120.0, 600.0)  # seconds before the next attempt
ATTEMPTS = 60  # about nine hours; then the message behind it has its turn
UNKNOWNS = 3  # how often in all a message leaves that may have arrived each time
QUEUED = ("queued", "held")  # not on its way

_SPOILED = {"to": "failed", "why": "unreadable row"}
_O = outbox.c
_earlier = outbox.alias("earlier")
_POST = insert(outbox).on_conflict_do_nothing()
_FIRST = ~exists().where(_earlier.c.peer == _O.peer, _earlier.c.lane == _O.lane, text(OPEN_OUT.replace("outbox.", "earlier.")), _earlier.c.id < _O.id)
_MINE = select(lease.c.duty).where(lease.c.owner == bindparam("me"), lease.c.expires > bindparam("now"))
_METERED = _O.account.in_(select(bot.c.channel + ":" + bot.c.account).where(bot.c.a_month > 0))


def _claiming(*which: Any) -> Any:
    """Takes the first open row of each chat, where it is one of these."""
    following = (
        select(_O.id)
        .where(
            text(OPEN_OUT), _O.state == "queued", _O.lane == bindparam("of_lane"), *which, _O.due <= bindparam("now"), _FIRST,
            _O.account.in_(bindparam("accounts", expanding=True)), ("send:" + _O.account).in_(_MINE),
        )
        .order_by(_O.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    taken = {"state": "sending", "owner": bindparam("me"), "attempts": _O.attempts + 1, "left_at": func.coalesce(_O.left_at, bindparam("now"))}
    given = (_O.id, _O.kind, _O.attempts, _O.unknowns, _O.peer, _O.lane, _O.body, _METERED.label("metered"))
    return update(outbox).where(_O.id.in_(following)).values(taken).returning(*given)


CLAIM = {None: _claiming(), True: _claiming(_O.kind == "reply"), False: _claiming(_O.kind != "reply")}
_MARK = (
    update(outbox)
    .where(_O.id == bindparam("row"), _O.owner == bindparam("me"), _O.state == "sending")
    .values(
        state=bindparam("to"), due=bindparam("when"), receipt=bindparam("got"), reason=bindparam("why"), owner=None,
        unknowns=_O.unknowns + bindparam("unknown"), attempts=_O.attempts - bindparam("back"),
        left_at=case((bindparam("seen", type_=Integer) == 1, _O.left_at)), body=case((bindparam("keep", type_=Integer) == 1, _O.body)),
    )
)  # fmt: skip
_UNCLAIM = (
    update(outbox)
    .where(text(OPEN_OUT), _O.state == "sending", _O.owner == bindparam("me"), _O.id.not_in(bindparam("gone", expanding=True)))
    .values(state="queued", owner=None, attempts=_O.attempts - 1, left_at=case((_O.attempts > 1, _O.left_at)))
)
_BLANK = update(outbox).where(_O.id == bindparam("row"), text("outbox.state IN ('sent','failed','unknown','dropped')")).values(body=None)
_HOLD = (
    update(outbox)
    .where(_O.peer == bindparam("chat"), _O.kind != "reply", (_O.state == "queued") | (_O.id == bindparam("row")), _O.body.is_not(None))
    .values(state="held", reason="gone")
)
_RESUME = update(outbox).where(_O.peer == bindparam("chat"), _O.state == "held").values(state="queued", reason=None, due=bindparam("now"), attempts=0)
_other = account.alias("other")
TOLD = select(_O.id, _O.once, _O.kind, _O.peer, _O.lane, _O.body, account.c.person).join(account, account.c.peer == _O.peer)
TOLD = TOLD.order_by(_O.id).with_for_update(of=outbox)
_MOVABLE = TOLD.where(
    _O.peer == bindparam("chat"), _O.kind != "reply", _O.state.in_(bindparam("states", expanding=True)) | (_O.id == bindparam("row"))
).where(exists().where(_other.c.person == account.c.person, _other.c.peer != account.c.peer))
_ENDED = update(outbox).where(_O.id == bindparam("row")).values(state=bindparam("to"), reason=bindparam("why"), owner=None, body=None)
_UNSEEN = delete(offer).where(offer.c.id == bindparam("row"))
_GONE = update(account).where(account.c.peer == bindparam("chat")).values(gone=1)
_DROP_REST = (
    update(outbox)
    .where(_O.peer == bindparam("chat"), _O.state.in_(bindparam("states", expanding=True)))
    .values(state="dropped", reason=bindparam("why"), owner=None, body=None)
)
_DEAD = text(OPEN_OUT), _O.state == "sending", _O.owner.not_in(select(lease.c.owner).where(lease.c.expires > bindparam("now")))
_FOUND = {"owner": None, "reason": "restart", "unknowns": _O.unknowns + 1}
_LISTED = update(outbox).where(*_DEAD, (_O.lane == "bulk") | (_O.unknowns + 1 >= UNKNOWNS)).values(state="unknown", body=None, **_FOUND)
_ONCE_MORE = update(outbox).where(*_DEAD).values(state="queued", **_FOUND)


def _counted(*which: Any) -> Any:
    """One more for each of these rows, against the month of its account; held, so that of two processes that mean to end a row one counts it."""
    held = select(_O.account).where(_METERED, *which).order_by(_O.id).with_for_update().subquery()
    name = "sent:" + held.c.account + ":" + bindparam("month")
    added = insert(counter).from_select(["name", "n"], select(name, func.count()).group_by(held.c.account))
    return added.on_conflict_do_update(index_elements=["name"], set_={"n": counter.c.n + added.excluded.n})


_COUNT = _counted(_O.id.in_(bindparam("rows", expanding=True)), _O.owner == bindparam("me"), _O.state == "sending")
_COUNT_DEAD = _counted(*_DEAD)
_COUNT_PARTED = _counted(_O.peer == bindparam("chat"), text(OPEN_OUT), _O.state == "sending")
_LISTED_ALL = select(_O.peer, _O.kind, _O.state, _O.attempts, _O.reason).order_by(_O.id)
_HELD = select(notice.c.kind, notice.c.state).where(notice.c.state.in_(("waiting", "unreachable", "stopped"))).order_by(notice.c.id)
_FORGET = delete(outbox).where(_O.state.not_in(("queued", "sending")), _O.due < bindparam("before"))


@dataclass(frozen=True, slots=True)
class Sending:
    """A row marked `sending`, now in its channel's hands."""

    id: int
    attempts: int
    unknowns: int
    out: Outgoing
    metered: bool = False  # its account may send so many a month
    kind: str = "reply"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: a receipt, or why it failed; ``left`` False: it was handed back before anything was tried."""

    row: Sending
    receipt: str = ""
    failed: SendFailed | None = None
    left: bool = True


def post(db: Connection, out: Sequence[tuple[str, str, Outgoing]], now: float) -> None:
    """Each (once, kind, message): a message posted twice under one ``once`` is one message."""
    if out:
        db.execute(_POST, [_values(once, kind, o, now) for once, kind, o in out])


def _values(once: str, kind: str, o: Outgoing, now: float) -> dict[str, Any]:
    return {"once": once, "kind": kind, "account": o.peer.sender, "peer": o.peer.key, "lane": o.lane, "body": body(o), "state": "queued", "due": now}


def body(o: Outgoing) -> str:
    """A message as it is kept until it has left."""
    choices, ways = ([[c.value, c.label, c.typed] for c in list_] for list_ in (o.choices, o.ways_out))
    return json_text.written([o.text, choices, ways, o.offer, o.photos, [astuple(f) for f in o.files], o.puts_away, o.about])


def claim(db: Connection, me: str, now: float, most: int, accounts: Sequence[str], lane: str = "talk", replies: bool | None = None) -> list[Sending]:
    """The first open row of this lane of each chat, of these accounts; only where this owner holds the sending lease.

    ``replies``: True only where that row is an answer, False only where it is not.
    """
    if most <= 0 or not accounts:
        return []
    rows = db.execute(CLAIM[replies], {"me": me, "now": now, "most": most, "accounts": list(accounts), "of_lane": lane}).all()
    return [row for r in sorted(rows) if (row := _sending(db, r)) is not None]


def _sending(db: Connection, r: Any) -> Sending | None:
    try:
        return Sending(r.id, r.attempts, r.unknowns, _outgoing(r), bool(r.metered), r.kind)
    except notices.UNREADABLE:
        db.execute(_ENDED, {"row": r.id} | _SPOILED)
        return None


def _outgoing(r: Any) -> Outgoing:
    text_, choices, ways, offer_, photos, *more = json_text.read(r.body)  # an older version wrote no files, and not what it is about
    files = tuple(Document(*f) for f in more[0]) if more else ()
    shown = tuple(Choice(*c) for c in choices), tuple(Choice(*c) for c in ways)
    return Outgoing(Peer.of(r.peer), text_, *shown, offer_, tuple(photos), files, r.lane, bool(more[1:] and more[1]), tuple(*more[2:]))


def mark(db: Connection, me: str, outcomes: Sequence[Outcome], real: float, now: float | None = None) -> None:
    """A mark holds only for the owner that took the row: one who was given up for dead and wakes spoils nothing.

    What left, or may have left, counts against its account's month, each time that it did. ``now``: the product's time, in which notices wait.
    """
    if left := [o.row.id for o in outcomes if o.row.metered and (o.failed is None or o.failed.unknown)]:
        db.execute(_COUNT, {"rows": left, "me": me, "month": month(real)})
    marks = [_mark(o, me, real) for o in outcomes if not _gone(o)]
    if marks:
        db.execute(_MARK, marks)
    for o in filter(_gone, outcomes):
        if db.execute(_MARK, _mark(o, me, real) | {"keep": 1}).rowcount:  # its words are still needed
            _drop_all(db, o, real if now is None else now)


def _gone(o: Outcome) -> bool:
    return o.failed is not None and o.failed.gone


def _drop_all(db: Connection, o: Outcome, now: float) -> None:
    """Nobody is there: answers are dropped; notices go to another chat of the person, or are held until they write again. ``now``: the product's."""
    chat = {"chat": o.row.out.peer.key}
    db.execute(_GONE, chat)
    hand_back(db, o.row.out.peer, now, row=o.row.id)
    db.execute(_HOLD, chat | {"row": o.row.id})
    db.execute(_BLANK, {"row": o.row.id})
    db.execute(_DROP_REST, chat | {"states": ["queued"], "why": "gone"})


def part(db: Connection, peer: Peer, now: float) -> None:
    """Before this chat becomes nobody's: nothing goes there any more. What its person should hear goes elsewhere, even what is on its way."""
    everything = (*QUEUED, "sending")
    db.execute(_COUNT_PARTED, {"chat": peer.key, "month": month(now)})
    hand_back(db, peer, now, everything, "parted")
    db.execute(_DROP_REST, {"chat": peer.key, "states": everything, "why": "parted"})


def hand_back(db: Connection, peer: Peer, now: float, states: Sequence[str] = QUEUED, why: str = "gone", row: int = 0) -> None:
    """What waits for this chat (in these ``states``, and ``row``) becomes notices again when its person has another one: the planner
    finds where and when. ``now``: as in ``tell_again``."""
    for r in db.execute(_MOVABLE, {"chat": peer.key, "states": states, "row": row}).all():
        tell_again(db, r, now, why)


def tell_again(db: Connection, r: Any, now: float, why: str, reworded: notices.Reworded = lambda *told: told) -> None:
    """This row of ``TOLD`` becomes a notice again, maybe in other words and with other choices. ``now``: the product's time."""
    try:
        told, list_ = _notice(db, r)
    except notices.UNREADABLE:
        db.execute(_ENDED, {"row": r.id} | _SPOILED)
        return
    words, choices = reworded(told.text, told.choices)
    notices.tell_again(db, r.person, replace(told, text=words, choices=choices), r.once, now)
    db.execute(_UNSEEN, {"row": list_})
    db.execute(_ENDED, {"row": r.id, "to": "dropped", "why": why})


def _notice(db: Connection, r: Any) -> tuple[Notice, int]:
    """What a message told, and the list it showed."""
    out = _outgoing(r)
    list_ = int(out.offer[1:] or 0)
    act_on, _ = talks.find_offer(db, out.peer, list_) or ("", ())
    return Notice(r.kind, out.text, f"{notices.AGAIN}{r.id}", out.choices, act_on, out.photos, out.files, about=out.about), list_


def resume(db: Connection, peer: Peer, now: float) -> None:
    """The person of this chat is back: what was held for them goes."""
    db.execute(_RESUME, {"chat": peer.key, "now": now})


def _mark(o: Outcome, me: str, real: float) -> dict[str, Any]:
    to, wait = _fate(o)
    why, unknown = (o.failed.reason, o.failed.unknown) if o.failed else (None, False)
    changes = {"to": to, "when": real + wait, "got": o.receipt, "why": why, "unknown": int(unknown), "back": int(not o.left)}
    seen = (
        to != "queued" or unknown or o.row.unknowns > 0
    )  # what was surely refused each time has not been read: an answer typed by now is to something else
    return {"row": o.row.id, "me": me, "keep": int(to == "queued"), "seen": int(seen), **changes}


def _fate(o: Outcome) -> tuple[str, float]:
    """The state it comes to; in how many seconds it goes again, where it does."""
    e, row = o.failed, o.row
    if e is None:
        return "sent", 0.0
    if not o.left:
        return "queued", e.after or 0.0
    if e.unknown:
        again, otherwise = row.out.lane != "bulk" and row.unknowns + 1 < UNKNOWNS, "unknown"
    else:
        again, otherwise = e.again and row.attempts < ATTEMPTS, "failed"
    return ("queued", e.after or BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]) if again else (otherwise, 0.0)


def unclaim(db: Connection, me: str, gone: Collection[int]) -> None:
    """What a commit claimed of which we never heard that it held, and so never left. ``gone``: the rows in their channel's hands."""
    db.execute(_UNCLAIM, {"me": me, "gone": list(gone)})


def recover(db: Connection, now: float) -> None:
    """Found `sending` under a dead owner: nobody knows. Talk goes once more, three times in all; bulk does not, and is listed."""
    db.execute(_COUNT_DEAD, {"now": now, "month": month(now)})
    db.execute(_LISTED, {"now": now})
    db.execute(_ONCE_MORE, {"now": now})


def forget(db: Connection, before: float) -> None:
    """Rows long gone, sent or not."""
    db.execute(_FORGET, {"before": before})


def listed(db: Connection) -> Iterator[dict[str, Any]]:
    """What became of each message, never its words; what the planner still holds too."""
    for r in db.execute(_LISTED_ALL):
        yield {
            "channel": Peer.of(r.peer).channel,
            "peer": Peer.of(r.peer).chat,
            "kind": r.kind,
            "state": r.state,
            "attempts": r.attempts,
            "reason": r.reason,
        }
    for n in db.execute(_HELD):
        yield {"channel": "", "peer": "", "kind": n.kind, "state": "dropped" if n.state == "stopped" else "held", "attempts": 0, "reason": n.state}
