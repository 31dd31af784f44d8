"""What the channels have in their hands: messages handed over, and not marked yet. Each account has room of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from storage import outbox

TALK, BULK = 2.0, 0.25  # seconds' worth of an account's pace that is handed over at a time
MOST = 128  # messages, however fast an account is


class InHand:
    """Answers are handed over first. An account that hangs holds up no other; and of bulk little is in hand at a time, for when we
    die it counts as sent, perhaps."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[str, str]] = {}  # account and lane of each
        self.held: Counter[tuple[str, str]] = Counter()

    def handed_over(self, rows: Iterable[outbox.Sending]) -> None:
        for row in rows:
            self.rows[row.id] = row.out.peer.sender, row.out.lane
            self.held[self.rows[row.id]] += 1

    def ended(self, outcomes: Iterable[outbox.Outcome]) -> None:
        for outcome in outcomes:
            if (where := self.rows.pop(outcome.row.id, None)) is not None:
                self.held[where] -= 1

    def claim(self, db: Connection, me: str, awake: Mapping[str, float], real: float) -> list[outbox.Sending]:
        """What may be handed over now. ``awake``: the messages a second of each account that may be sent to."""
        return [row for account, pace in awake.items() for row in self._of(db, me, account, pace, real)]

    def _of(self, db: Connection, me: str, account: str, pace: float, real: float) -> list[outbox.Sending]:
        talk = min(MOST, max(8, int(pace * TALK))) - self.held[account, "talk"]
        bulk = min(MOST, max(2, int(pace * BULK))) - self.held[account, "bulk"]
        answers = outbox.claim(db, me, real, talk, [account], replies=True)
        others = outbox.claim(db, me, real, talk - len(answers), [account], replies=False)
        return answers + others + outbox.claim(db, me, real, bulk, [account], "bulk")
