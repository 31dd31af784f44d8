"""Order on the way out holds under any mix of failures, restarts and frozen senders: storage/outbox.py against a plain retelling of its rules."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from bot.talk import Outgoing, Peer, SendFailed
from storage import engines, leases, outbox
from storage.outbox import Outcome, Sending

ACCOUNTS = ("phone:a", "phone:b")
DUTIES = [f"send:{a}" for a in ACCOUNTS]
CHATS = [Peer("phone", account, chat) for account in "ab" for chat in "12"]
TABLES = ("outbox", "account", "person", "lease")
FINAL = {"sent", "failed", "unknown", "dropped"}
ENDS = {
    "sent": None,
    "later": SendFailed("busy", again=True),
    "much later": SendFailed("slow down", again=True, after=200.0),
    "unknown": SendFailed("no answer", unknown=True),
    "gone": SendFailed("blocked", gone=True),
    "never": SendFailed("bad request"),
    "handed back": SendFailed("resting", again=True, after=5.0),
}
Lane = tuple[str, str]


@dataclass
class Sender:
    """A process that sends: what it was given and has not reported yet; ``frozen``: it was taken for dead."""

    name: str
    holds: list[Sending] = field(default_factory=list)


class Post:
    """The outbox as its senders see it, and all that has happened to it."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.now = engine, 1000.0
        self.posted = itertools.count(1)
        self.given_out: dict[Lane, list[int]] = defaultdict(list)
        self.arrived: dict[Lane, list[int]] = defaultdict(list)
        self.doubtful: dict[int, int] = defaultdict(int)  # how often a row may have arrived without our knowing
        self.frozen: list[Sender] = []
        self.asleep: set[str] = set()
        with engine.begin() as db:
            for t in TABLES:
                db.execute(text(f"DELETE FROM {t}"))
        self.sender = self.starts()

    def starts(self) -> Sender:
        """A process takes the duties once nobody else holds them, and looks at what it finds."""
        new = Sender(leases.new_owner())
        with self.engine.begin() as db:
            leases.take(db, new.name, DUTIES, self.now)
            outbox.recover(db, self.now)
        return new

    # what may happen -------------------------------------------------------------------------------------------------
    def post(self, chat: int, lane: Any, twice: bool) -> None:
        message = (f"once:{next(self.posted)}", "reply", Outgoing(CHATS[chat], "tin", lane=lane))
        with self.engine.begin() as db:
            outbox.post(db, [message] * (1 + twice), self.now)

    def claim(self, most: int) -> None:
        """As the writer does: talk, then bulk."""
        for lane in ("talk", "bulk"):
            self._claim(most, lane)

    def _claim(self, most: int, lane: str) -> None:
        awake = [a for a in ACCOUNTS if a not in self.asleep]
        with self.engine.begin() as db:
            leases.renew(db, self.sender.name, len(DUTIES), self.now)
            due = [row for row, of in self._due(db, awake).items() if of == lane]
            given = outbox.claim(db, self.sender.name, self.now, most, awake, lane)
            told = {r.id: (r.state, r.owner) for r in db.execute(text("SELECT id, state, owner FROM outbox"))}
        assert {s.id for s in given} <= set(due)
        assert len(given) == min(most, len(due))
        assert all(told[s.id] == ("sending", self.sender.name) for s in given)
        for s in given:
            self.given_out[s.out.peer.key, s.out.lane].append(s.id)
        self.sender.holds += given

    def _due(self, db: Connection, awake: list[str]) -> dict[int, str]:
        """Told plainly: the first open row of each chat and lane, when it is queued, due, and its account awake."""
        first: dict[Lane, Any] = {}
        for r in db.execute(text("SELECT id, peer, lane, state, due, account FROM outbox ORDER BY id")):
            if r.state not in FINAL:
                first.setdefault((r.peer, r.lane), r)
        return {r.id: r.lane for r in first.values() if r.state == "queued" and r.due <= self.now and r.account in awake}

    def report(self, which: int, end: str) -> None:
        if self.sender.holds:
            row = self.sender.holds.pop(which % len(self.sender.holds))
            failed = ENDS[end]
            with self.engine.begin() as db:
                outbox.mark(db, self.sender.name, [Outcome(row, "" if failed else "receipt", failed, end != "handed back")], self.now)
                kept = db.execute(text("SELECT attempts, left_at FROM outbox WHERE id = :row"), {"row": row.id}).one()
            assert kept.attempts == row.attempts - (end == "handed back"), "only what was tried counts as a try"
            assert (kept.left_at is None) == (kept.attempts == 0), "what never left has not left"
            self.doubtful[row.id] += end == "unknown"
            if failed is None:
                self.arrived[row.out.peer.key, row.out.lane].append(row.id)

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def sleep(self, account: str) -> None:
        self.asleep ^= {account}

    def dies(self) -> None:
        """Killed with messages in its hands: who comes next may not know, and finds it dead when its lease has run out."""
        self._given_up()

    def freezes(self) -> None:
        self.frozen.append(self.sender)
        self._given_up()

    def _given_up(self) -> None:
        for row in self.sender.holds:
            self.doubtful[row.id] += 1
        self.now += leases.LASTS
        self.sender = self.starts()

    def wakes(self, end: str) -> None:
        """It reports what it held and asks for more, with nothing of it counting."""
        for sender in self.frozen:
            before = self.everything()
            outcomes = [Outcome(row, "late receipt", ENDS[end]) for row in sender.holds]
            with self.engine.begin() as db:
                outbox.mark(db, sender.name, outcomes, self.now)
                assert outbox.claim(db, sender.name, self.now, 99, ACCOUNTS) == []
            assert self.everything() == before

    def everything(self) -> list[list[Any]]:
        with self.engine.begin() as db:
            return [[tuple(r) for r in db.execute(text(f"SELECT * FROM {t} ORDER BY 1"))] for t in TABLES]

    # what must hold --------------------------------------------------------------------------------------------------
    def check(self) -> None:
        for lanes in (self.given_out, self.arrived):
            for ids in lanes.values():
                assert ids == sorted(ids), "a message overtook another of its chat and lane"
        assert all(len(set(ids)) == len(ids) for ids in self.arrived.values()), "sent again though its receipt was here"
        with self.engine.begin() as db:
            rows = db.execute(text("SELECT id, peer, lane, state, owner, body FROM outbox")).all()
        sending = [r for r in rows if r.state == "sending"]
        assert {r.id for r in sending} == {s.id for s in self.sender.holds}
        assert {r.owner for r in sending} <= {self.sender.name}
        assert len({(r.peer, r.lane) for r in sending}) == len(sending)
        assert all((r.body is None) == (r.state in FINAL) for r in rows)
        for r in rows:
            assert self.doubtful[r.id] <= (1 if r.lane == "bulk" else outbox.UNKNOWNS), f"{r} was tried once too often"

    def drains(self, end: str) -> None:
        """From now on everything ends one way; at last no row is open."""
        self.asleep.clear()
        for _ in range(200):
            self.claim(99)
            if not self.sender.holds and not self._open():
                return
            while self.sender.holds:
                self.report(0, end)
            self.wait(300.0)
            self.check()
        raise AssertionError("something stays open for ever")

    def _open(self) -> int:
        with self.engine.begin() as db:
            return int(db.execute(text("SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')")).scalar_one())


STEPS = st.one_of(
    st.tuples(st.just("post"), st.integers(0, 3), st.sampled_from(["talk", "talk", "bulk"]), st.booleans()),
    st.tuples(st.just("post"), st.integers(0, 1), st.sampled_from(["talk", "bulk"]), st.just(False)),
    st.tuples(st.just("claim"), st.sampled_from([1, 2, 99])),
    st.tuples(st.just("claim"), st.just(99)),
    st.tuples(st.just("report"), st.integers(0, 9), st.sampled_from(sorted(ENDS))),
    st.tuples(st.just("report"), st.integers(0, 9), st.just("unknown")),
    st.tuples(st.just("wait"), st.sampled_from([0.5, 1.0, 5.0, 200.0])),
    st.tuples(st.just("sleep"), st.sampled_from(ACCOUNTS)),
    st.tuples(st.just("dies")),
    st.tuples(st.just("freezes")),
    st.tuples(st.just("wakes"), st.sampled_from(sorted(ENDS))),
)
SLOW = settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(steps=st.lists(STEPS, min_size=10, max_size=40), end=st.sampled_from(["sent", "unknown", "never", "gone"]))
def test_order_within_chat_and_lane_whatever_becomes_of_each_message(url: str, steps: list[tuple[Any, ...]], end: str) -> None:
    engine = engines.writer(url)
    try:
        post = Post(engine)
        for name, *how in steps:
            getattr(post, name)(*how)
            post.check()
        post.drains(end)
        post.wakes("gone")
    finally:
        engine.dispose()


@SLOW
@given(ends=st.lists(st.sampled_from(["unknown", "dies"]), min_size=outbox.UNKNOWNS, max_size=outbox.UNKNOWNS))
def test_talk_of_unknown_fate_goes_three_times_in_all_and_bulk_once(url: str, ends: list[str]) -> None:
    engine = engines.writer(url)
    try:
        post = Post(engine)
        post.post(0, "talk", False)
        post.post(1, "bulk", False)
        for end in ends:
            post.wait(1000.0)
            post.claim(99)
            if end == "dies":
                post.dies()
            while post.sender.holds:
                post.report(0, end)
        post.wait(1000.0)
        assert [len(ids) for ids in post.given_out.values()] == [3, 1]
        with engine.begin() as db:
            assert db.execute(text("SELECT state, body FROM outbox ORDER BY id")).all() == [("unknown", None)] * 2
    finally:
        engine.dispose()


def test_bulk_that_waits_for_its_next_try_holds_up_only_bulk(url: str) -> None:
    engine = engines.writer(url)
    try:
        post = Post(engine)
        for lane in ("bulk", "bulk", "talk"):
            post.post(0, lane, False)
        post.claim(99)
        assert [s.out.lane for s in post.sender.holds] == ["talk", "bulk"]
        post.report(1, "much later")
        post.report(0, "sent")
        post.post(0, "talk", False)
        post.claim(99)
        assert [s.out.lane for s in post.sender.holds] == ["talk"]
        post.report(0, "sent")
        post.wait(200.0)
        post.claim(99)
        assert [s.out.lane for s in post.sender.holds] == ["bulk"]
    finally:
        engine.dispose()
