"""What a batch of turns knows of its chats and drafts: read in a few statements for all of them, and written back in a few more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.talk import Conversation, Draft, Peer
from storage import audit, json_text, talks
from storage.tables import OPEN_DRAFT, account, draft

DAY = 86400.0

_D = draft.c
_HEARD = update(account).where(account.c.peer == bindparam("chat")).values(heard=bindparam("at"))
_REMEMBER = talks.SET.on_conflict_do_update(
    index_elements=["peer"], set_={k: talks.SET.excluded[k] for k in ("draft", "asked", "offer", "choices")} | {"pushed": talks.NEWEST}
)
_NEW = upsert(draft).on_conflict_do_nothing().returning(_D.id)
_OPEN = select(*talks.DRAFT).where(_D.key == bindparam("called"), text(OPEN_DRAFT)).with_for_update()
_SAVE = update(draft).where(_D.id == bindparam("row")).values(answers=bindparam("now_said"), touched=bindparam("at"), idled=0)
_SAVE_QUIETLY = update(draft).where(_D.id == bindparam("row")).values(answers=bindparam("now_said"))
_CLOSE = (
    update(draft).where(_D.id == bindparam("row")).values(state=bindparam("to"), finished_by=bindparam("name"), answers="{}", touched=bindparam("at"))
)
_ASIDE = (
    select(_D.id, _D.story)
    .where(_D.owner == bindparam("who"), text(OPEN_DRAFT), _D.id.not_in(bindparam("closed", expanding=True)))
    .order_by(_D.touched.desc())
    .limit(1)
)
_DISCARD = delete(draft).where(_D.id == bindparam("row"))

Values = dict[str, Any]


class _Changes:
    """Rows to write, the last word on each."""

    def __init__(self) -> None:
        self.talks: dict[str, Values] = {}
        self.saves: dict[int, Values] = {}
        self.closes: dict[int, Values] = {}
        self.closed_keys: dict[str, int] = {}
        self.heard: list[Values] = []

    def take_over(self, later: _Changes) -> None:
        self.talks.update(later.talks)
        self.saves.update(later.saves)
        self.closes.update(later.closes)
        self.closed_keys.update(later.closed_keys)

    def write(self, db: Connection) -> None:
        """In the order of the rows, everywhere the same: on PostgreSQL two batches that cross lock each other out."""
        saves = [self.saves[row] for row in sorted(self.saves.keys() - self.closes.keys())]
        for statement, rows in (
            (_SAVE, [s for s in saves if "at" in s]),
            (_SAVE_QUIETLY, [s for s in saves if "at" not in s]),
            (_CLOSE, [self.closes[row] for row in sorted(self.closes)]),
            (_REMEMBER, [self.talks[peer] for peer in sorted(self.talks)]),
            (_HEARD, self.heard),
        ):
            if rows:
                db.execute(statement, rows)


class Memory:
    """The chats and drafts of one batch. A turn's changes are taken with ``keep`` or thrown away with ``undo``; ``write`` ends the batch.

    ``notes``: where the turns' audit is gathered; it is kept, thrown away and written with the rest.
    """

    def __init__(self, db: Connection, peers: Sequence[Peer], now: float, notes: list[Values] | None = None) -> None:
        self._notes: list[Values] = [] if notes is None else notes
        self._noted = 0  # how many of them are of turns that ended well
        self.talks: dict[Peer, Conversation] = talks.recall(db, peers, now)
        self._drafts = talks.locked_all(db, {t.draft for t in self.talks.values() if t.draft is not None})
        self._kept, self._turn = _Changes(), _Changes()
        long_not_heard = sorted(t.peer.key for t in self.talks.values() if t.person and t.heard <= now - DAY)
        self._kept.heard = [{"chat": peer, "at": now} for peer in long_not_heard]
        self._in_hand: set[int] = set()

    # between turns ---------------------------------------------------------------------------------------------------
    def keep(self) -> None:
        """The turn under way has ended well."""
        self._kept.take_over(self._turn)
        self._turn = _Changes()
        self._noted = len(self._notes)
        self._in_hand.clear()

    def undo(self, db: Connection) -> None:
        """It has failed, and its savepoint is rolled back: what it had in hand is read anew by the next."""
        del self._notes[self._noted :]
        if self._in_hand & (self._kept.saves.keys() | self._kept.closes.keys()):
            self.write(db)
        for row in self._in_hand:
            self._drafts.pop(row, None)
        self._turn = _Changes()
        self._in_hand.clear()

    def write(self, db: Connection) -> None:
        self._kept.write(db)
        self._kept = _Changes()
        audit.write(db, self._notes)
        self._notes.clear()
        self._noted = 0

    # within one ------------------------------------------------------------------------------------------------------
    def draft(self, db: Connection, row: int) -> Draft | None:
        """Held against other processes, and as the last turn of this batch left it."""
        if row not in self._drafts:
            self._drafts.update(talks.locked_all(db, {row}))
        self._in_hand.add(row)
        return self._drafts.get(row)

    def open_draft(self, db: Connection, key: str, story: str, about: str, owner: int | None, now: float) -> Draft:
        """The open draft of this key, made when there is none."""
        self._write_closed(db, key)
        values = {"key": key, "story": story, "about": about, "owner": owner, "answers": "{}", "state": "open", "touched": now}
        made = db.execute(_NEW, values).scalar()
        found = int(made) if made is not None else int(db.execute(_OPEN, {"called": key}).one().id)
        if made is not None:
            self._drafts[found] = Draft(found, key, story, about, owner=owner)
        opened = self.draft(db, found)
        assert opened is not None
        return opened

    def _write_closed(self, db: Connection, key: str) -> None:
        """A draft of this key was closed within this batch: the row must say so before another can be opened. Written again with the rest."""
        rows = [changes.closes[changes.closed_keys[key]] for changes in (self._kept, self._turn) if key in changes.closed_keys]
        if rows:
            db.execute(_CLOSE, rows)

    def remember(self, c: Conversation) -> None:
        choices = json_text.written([[x.value, x.label, x.typed] for x in c.choices])
        values = {"peer": c.peer.key, "draft": c.draft, "asked": c.asked, "offer": c.offer, "choices": choices, "pushed": c.pushed}
        self._turn.talks[c.peer.key] = values

    def save(self, d: Draft, now: float | None) -> None:
        """``now``: when somebody touched it; None when it was the clock."""
        before = self._turn.saves.get(d.id) or self._kept.saves.get(d.id) or {}
        at = {"at": now} if now is not None else {"at": before["at"]} if "at" in before else {}
        self._turn.saves[d.id] = {"row": d.id, "now_said": json_text.written(d.answers), **at}

    def close(self, d: Draft, to: str, by: str, now: float) -> None:
        """The row stays, with who finished it; the answers go."""
        self._turn.closes[d.id] = {"row": d.id, "to": to, "name": by, "at": now}
        self._turn.closed_keys[d.key] = d.id
        d.state, d.finished_by, d.answers = ("done" if to == "done" else "dropped"), by, {}

    def discard(self, db: Connection, d: Draft) -> None:
        """As if it had never been: the draft of somebody who did not join."""
        db.execute(_DISCARD, {"row": d.id})
        self._turn.saves.pop(d.id, None)
        self._drafts.pop(d.id, None)

    def set_aside(self, db: Connection, person_id: int) -> tuple[int, str] | None:
        """The (row, story) of the draft this person left last, if one is open."""
        closed: Iterable[int] = self._kept.closes.keys() | self._turn.closes.keys()
        row = db.execute(_ASIDE, {"who": person_id, "closed": list(closed)}).first()
        return (row.id, row.story) if row else None
