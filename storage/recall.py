"""Messages that wait to be sent and tell of something that somebody may read no more: they go no further, or say only that there is news."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from bot.talk import Outgoing, Peer
from storage import json_text, notices, outbox
from storage.tables import account, offer
from storage.tables import outbox as table

_O = table.c
_WAITING = select(_O.id, account.c.person).join(account, account.c.peer == _O.peer).where(_O.state.in_(outbox.QUEUED), _O.kind != "reply")
_THESE = select(_O.id, _O.peer, _O.lane, _O.body).where(_O.id.in_(bindparam("rows", expanding=True)), _O.state.in_(outbox.QUEUED)).order_by(_O.id)
_ANEW = outbox.TOLD.where(_O.id.in_(bindparam("rows", expanding=True)), _O.state.in_(outbox.QUEUED))
_DROP = update(table).where(_O.id == bindparam("row")).values(state="dropped", reason="withdrawn", body=None)
_SAY = update(table).where(_O.id == bindparam("row")).values(body=bindparam("words"))
_UNSEEN = delete(offer).where(offer.c.id == bindparam("row"))


def waiting_about(db: Connection, act_on: str, prefixes: Sequence[str]) -> list[tuple[int, int]]:
    """(row, person) of each message that has not left and tells of this, as ``notices.waiting_about`` names it. What is on its way is past."""
    about = or_(_O.body.contains(f'{act_on}"', autoescape=True), *(_O.once.startswith(f"n:{p}", autoescape=True) for p in prefixes))
    return [(r.id, r.person) for r in db.execute(_WAITING.where(about).order_by(_O.id))]


def saying(db: Connection, words: str) -> list[tuple[int, int]]:
    """(row, person) of each message that has not left and says these words, alone or among others."""
    said = _WAITING.where(_O.body.contains(json_text.written(words)[1:-1], autoescape=True))
    return [(r.id, r.person) for r in db.execute(said.order_by(_O.id))]


def take_back(db: Connection, rows: Collection[int], act_on: str, instead: str) -> None:
    """What tells of this alone is dropped; of what tells of other things as well ``instead`` is left, once in a chat."""
    said: set[str] = set()
    for r in db.execute(_THESE.with_for_update(), {"rows": list(rows)}).all():
        shown, others = _read(r.body, act_on)
        if others and r.peer not in said:
            said.add(r.peer)
            db.execute(_SAY, {"row": r.id, "words": outbox.body(Outgoing(Peer.of(r.peer), instead, lane=r.lane))})
        else:
            db.execute(_DROP, {"row": r.id})
        db.execute(_UNSEEN, {"row": shown})


def tell_anew(db: Connection, rows: Collection[int], reworded: notices.Reworded, now: float) -> None:
    """They wait as notices again, in other words and with other choices."""
    for r in db.execute(_ANEW, {"rows": list(rows)}).all():
        outbox.tell_again(db, r, now, "withdrawn", reworded)


def _read(body: str, act_on: str) -> tuple[int, bool]:
    """The list that a message shows (0: none), and whether it tells of other things besides this."""
    _, _, _, shown, *more = json_text.read(body)
    about = more[3] if len(more) > 3 else []  # an older version did not write it
    return int(shown[1:] or 0), any(one != act_on for one in about)
