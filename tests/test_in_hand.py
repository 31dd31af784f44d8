"""How much is handed to the channels at a time: answers first, each account by itself, of bulk little."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from bot.in_hand import MOST, InHand
from bot.talk import Outgoing, Peer
from storage import engines, leases, outbox
from storage.outbox import Outcome

ME = "h:1:1:me"
SLOW, FAST = "zalo_bot:1", "telegram:1"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = engines.writer(url)
    with made.begin() as db:
        leases.take(db, ME, [f"send:{SLOW}", f"send:{FAST}"], 0.0)
    yield made
    made.dispose()


def posts(db: Connection, account: str, how_many: int, kind: str = "alert", lane: Any = "talk") -> None:
    outbox.post(db, [(f"{kind}{lane}{account}{n}", kind, Outgoing(Peer.of(f"{account}:{kind}{n}"), "tin", lane=lane)) for n in range(how_many)], 0.0)


def test_an_account_that_hangs_holds_up_no_other(engine: Engine) -> None:
    hand, awake = InHand(), {FAST: 30.0, SLOW: 5.0}
    with engine.begin() as db:
        posts(db, FAST, 300)
        first = hand.claim(db, ME, awake, 0.0)
        hand.handed_over(first)
        assert {row.out.peer.sender for row in first} == {FAST}
        posts(db, SLOW, 1, "reply")
        assert [row.out.peer.sender for row in hand.claim(db, ME, awake, 0.0)] == [SLOW]


def test_what_is_in_hand_leaves_no_room_until_it_has_ended(engine: Engine) -> None:
    hand = InHand()
    with engine.begin() as db:
        posts(db, SLOW, 50)
        rows = hand.claim(db, ME, {SLOW: 5.0}, 0.0)
        hand.handed_over(rows)
        assert len(rows) == 10
        assert hand.claim(db, ME, {SLOW: 5.0}, 0.0) == []
        hand.ended([Outcome(rows[0], "receipt"), Outcome(rows[0], "receipt")])
        assert len(hand.claim(db, ME, {SLOW: 5.0}, 0.0)) == 1


def test_answers_are_handed_over_before_alerts_that_were_there_first(engine: Engine) -> None:
    with engine.begin() as db:
        posts(db, SLOW, 50)
        posts(db, SLOW, 2, "reply")
        assert [row.kind for row in InHand().claim(db, ME, {SLOW: 5.0}, 0.0)] == ["reply"] * 2 + ["alert"] * 8


def test_of_bulk_a_quarter_of_a_second_is_in_hand(engine: Engine) -> None:
    hand = InHand()
    with engine.begin() as db:
        posts(db, FAST, 300, "broadcast", "bulk")
        rows = hand.claim(db, ME, {FAST: 30.0}, 0.0)
        hand.handed_over(rows)
        assert len(rows) == 7
        posts(db, FAST, 1, "reply")
        assert [row.kind for row in hand.claim(db, ME, {FAST: 30.0}, 0.0)] == ["reply"]


def test_however_fast_an_account_is_so_many_are_in_hand(engine: Engine) -> None:
    with engine.begin() as db:
        posts(db, FAST, MOST + 50)
        assert len(InHand().claim(db, ME, {FAST: 100_000.0}, 0.0)) == MOST
