"""Order on the way out holds, and no alert is lost, under any mix of failures, lost chats, restarts and frozen senders: storage/outbox.py
against a plain retelling of its rules."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from bot.talk import Outgoing, Peer, SendFailed
from storage import engines, leases, notices, outbox, pairings, people
from storage.outbox import Outcome, Sending

ACCOUNTS = ("phone:a", "phone:b")
DUTIES = [f"send:{a}" for a in ACCOUNTS]
CHATS = [Peer("phone", account, chat) for account in "ab" for chat in "12"]
TABLES = ("outbox", "notice", "account", "person", "lease")
LINES = (("talk", True), ("talk", False), ("bulk", None))  # as the writer asks: answers, then other talk, then bulk
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
    """The outbox as its senders see it, and all that has happened to it. The first and third chat are one person's, the second another's alone, the
    last a stranger's."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.now = engine, 1000.0
        self.posted = itertools.count(1)
        self.given_out: dict[Lane, list[int]] = defaultdict(list)
        self.arrived: dict[Lane, list[int]] = defaultdict(list)
        self.doubtful: dict[int, int] = defaultdict(int)  # how often a row may have arrived without our knowing
        self.words: dict[str, str] = {}  # of each message, by its ``once``
        self.held: set[int] = set()  # rows that have waited for somebody to come back, while others went
        self.strays: list[Sending] = []  # on their way to a chat when it was parted
        self.frozen: list[Sender] = []
        self.asleep: set[str] = set()
        with engine.begin() as db:
            for t in TABLES:
                db.execute(text(f"DELETE FROM {t}"))
            self.persons = [people.add(db, "Mẫu", 0.0) for _ in range(2)]
            for chat in range(3):
                people.join(db, CHATS[chat], self.persons[chat % 2], float(chat))
        self.sender = self.starts()

    def starts(self) -> Sender:
        """A process takes the duties once nobody else holds them, and looks at what it finds."""
        new = Sender(leases.new_owner())
        with self.engine.begin() as db:
            leases.take(db, new.name, DUTIES, self.now)
            outbox.recover(db, self.now)
        return new

    # what may happen -------------------------------------------------------------------------------------------------
    def post(self, chat: int, lane: Any, kind: str, twice: bool) -> None:
        once = f"once:{next(self.posted)}"
        self._post(once, kind, Outgoing(CHATS[chat], f"tin {once}", lane=lane), 1 + twice)

    def _post(self, once: str, kind: str, out: Outgoing, times: int = 1) -> None:
        self.words[once] = out.text
        with self.engine.begin() as db:
            outbox.post(db, [(once, kind, out)] * times, self.now)

    def claim(self, most: int) -> None:
        for lane, replies in LINES:
            self._claim(most, lane, replies)

    def _claim(self, most: int, lane: str, replies: bool | None) -> None:
        awake = [a for a in ACCOUNTS if a not in self.asleep]
        with self.engine.begin() as db:
            leases.renew(db, self.sender.name, len(DUTIES), self.now)
            due = [row for row, (of, kind) in self._due(db, awake).items() if of == lane and replies in (None, kind == "reply")]
            given = outbox.claim(db, self.sender.name, self.now, most, awake, lane, replies)
            told = {r.id: (r.state, r.owner, r.once) for r in db.execute(text("SELECT id, state, owner, once FROM outbox"))}
        assert {s.id for s in given} <= set(due)
        assert len(given) == min(most, len(due))
        assert all(told[s.id][:2] == ("sending", self.sender.name) for s in given)
        assert all(s.out.text == self.words[told[s.id][2]] for s in given)
        for s in given:
            self.given_out[s.out.peer.key, s.out.lane].append(s.id)
        self.sender.holds += given

    def _due(self, db: Connection, awake: list[str]) -> dict[int, tuple[str, str]]:
        """Told plainly: the first open row of each chat and lane, when it is queued, due, and its account awake; its lane and kind."""
        first: dict[Lane, Any] = {}
        for r in db.execute(text("SELECT id, peer, lane, kind, state, due, account FROM outbox ORDER BY id")):
            if r.state not in FINAL and r.state != "held":
                first.setdefault((r.peer, r.lane), r)
        return {r.id: (r.lane, r.kind) for r in first.values() if r.state == "queued" and r.due <= self.now and r.account in awake}

    def report(self, which: int, end: str) -> None:
        if self.sender.holds:
            row = self.sender.holds.pop(which % len(self.sender.holds))
            failed = ENDS[end]
            with self.engine.begin() as db:
                outbox.mark(db, self.sender.name, [Outcome(row, "" if failed else "receipt", failed, end != "handed back")], self.now)
                kept = db.execute(text("SELECT attempts, left_at, state, unknowns FROM outbox WHERE id = :row"), {"row": row.id}).one()
            assert kept.attempts == row.attempts - (end == "handed back"), "only what was tried counts as a try"
            assert (kept.left_at is None) == (kept.state == "queued" and not kept.unknowns), "what was surely refused has not been read"
            self.doubtful[row.id] += end == "unknown"
            if failed is None:
                self.arrived[row.out.peer.key, row.out.lane].append(row.id)

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def sleep(self, account: str) -> None:
        self.asleep ^= {account}

    def plans(self) -> None:
        """As the planner: what is due goes to the first chat of its person that can be reached."""
        with self.engine.begin() as db:
            once_of = {r.id: r.once for r in db.execute(text("SELECT id, once FROM outbox"))}
            found = [(n, people.chats(db, n.person)) for n in notices.due(db, self.now)]
            notices.wait_for_contact(db, [n.id for n, chats in found if not chats])
            notices.end(db, [n.id for n, chats in found if chats], "planned")
        for n, chats in found:
            assert n.text == self.words[once_of[int(n.once.removeprefix("again:"))]]
            if chats:
                self._post(f"n:{n.once}", n.kind, Outgoing(chats[0], n.text))

    def blocks(self, chat: int) -> None:
        """Found out by all that is on its way there."""
        self.claim(99)
        for n, row in reversed(list(enumerate(self.sender.holds))):
            if row.out.peer == CHATS[chat]:
                self.report(n, "gone")

    def writes(self, chat: int) -> None:
        """Somebody who had blocked us is back."""
        with self.engine.begin() as db:
            who = people.of_peer(db, CHATS[chat], self.now)
            people.reachable_again(db, CHATS[chat])
            outbox.resume(db, CHATS[chat], self.now)
            if who:
                notices.person_is_back(db, who.id)

    def parts(self, chat: int) -> None:
        """From another chat of the same person; what is on its way can be held up by nobody."""
        peer = CHATS[chat]
        self.claim(99)
        with self.engine.begin() as db:
            if len(people.linked(db, self.persons[0])) == 2:
                pairings.part(db, peer, self.now)
                self.strays += [s for s in self.sender.holds if s.out.peer == peer]
                self.sender.holds = [s for s in self.sender.holds if s.out.peer != peer]

    def joins(self, chat: int) -> None:
        with self.engine.begin() as db:
            people.join(db, CHATS[chat], self.persons[0], self.now)
            for peer in people.linked(db, self.persons[0]):
                if peer not in people.chats(db, self.persons[0]):
                    outbox.hand_back(db, peer, self.now)

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
        """It reports what it held and asks for more, with nothing of it counting; nor does what comes back from a chat that was parted."""
        for sender in (*self.frozen, Sender(self.sender.name, self.strays)):
            before = self.everything()
            outcomes = [Outcome(row, "late receipt", ENDS[end]) for row in sender.holds]
            with self.engine.begin() as db:
                outbox.mark(db, sender.name, outcomes, self.now)
                assert sender.name == self.sender.name or outbox.claim(db, sender.name, self.now, 99, ACCOUNTS) == []
            assert self.everything() == before

    def everything(self) -> list[list[Any]]:
        with self.engine.begin() as db:
            return [[tuple(r) for r in db.execute(text(f"SELECT * FROM {t} ORDER BY 1"))] for t in TABLES]

    # what must hold --------------------------------------------------------------------------------------------------
    def check(self) -> None:
        with self.engine.begin() as db:
            rows = db.execute(text("SELECT id, once, kind, peer, lane, state, owner, body FROM outbox")).all()
            told = {n.once: n for n in db.execute(text("SELECT once, state, body FROM notice"))}
        self.held |= {r.id for r in rows if r.state == "held"}
        self.nothing_is_lost(rows, told)
        for lanes in (self.given_out, self.arrived):
            for ids in lanes.values():
                went_on = [i for i in ids if i not in self.held]
                assert went_on == sorted(went_on), "a message overtook another of its chat and lane"
        assert all(len(set(ids)) == len(ids) for ids in self.arrived.values()), "sent again though its receipt was here"
        sending = [r for r in rows if r.state == "sending"]
        assert {r.id for r in sending} == {s.id for s in self.sender.holds}
        assert {r.owner for r in sending} <= {self.sender.name}
        assert len({(r.peer, r.lane) for r in sending}) == len(sending)
        assert all((r.body is None) == (r.state in FINAL) for r in rows)
        for r in rows:
            assert self.doubtful[r.id] <= (1 if r.lane == "bulk" else outbox.UNKNOWNS), f"{r} was tried once too often"

    def nothing_is_lost(self, rows: Sequence[Any], told: Mapping[str, Any]) -> None:
        """An alert that will not leave here is a notice again; a notice has its words, or is a message."""
        messages = {r.once for r in rows}
        for r in rows:
            assert r.kind == "reply" or r.state != "dropped" or f"again:{r.id}" in told
            assert r.kind != "reply" or (r.state != "held" and f"again:{r.id}" not in told)
        for once, n in told.items():
            assert (n.state == "planned" and f"n:{once}" in messages) if n.body is None else n.state in ("waiting", "unreachable")

    def drains(self, end: str) -> None:
        """From now on everything ends one way; at last no row is open."""
        self.asleep.clear()
        for _ in range(200):
            self.plans()
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


LANES, KINDS, LINKED = (st.sampled_from(some) for some in (["talk", "talk", "bulk"], ["reply", "reply", "alert"], [0, 2]))
STEPS = st.one_of(
    st.tuples(st.just("post"), st.integers(0, 3), LANES, KINDS, st.booleans()),
    st.tuples(st.just("post"), st.integers(0, 1), LANES, KINDS, st.just(False)),
    st.tuples(st.just("post"), LINKED, LANES, st.just("alert"), st.just(False)),
    st.tuples(st.just("claim"), st.sampled_from([1, 2, 99])),
    st.tuples(st.just("claim"), st.just(99)),
    st.tuples(st.just("report"), st.integers(0, 9), st.sampled_from(sorted(ENDS))),
    st.tuples(st.just("report"), st.integers(0, 9), st.sampled_from(["unknown", "gone"])),
    st.tuples(st.just("wait"), st.sampled_from([0.5, 1.0, 5.0, 200.0])),
    st.tuples(st.just("sleep"), st.sampled_from(ACCOUNTS)),
    st.tuples(st.just("plans")),
    st.tuples(st.just("blocks"), st.integers(0, 3)),
    st.tuples(st.just("blocks"), LINKED),
    st.tuples(st.just("writes"), st.integers(0, 3)),
    st.tuples(st.just("parts"), LINKED),
    st.tuples(st.just("joins"), LINKED),
    st.tuples(st.just("dies")),
    st.tuples(st.just("freezes")),
    st.tuples(st.just("wakes"), st.sampled_from(sorted(ENDS))),
)
SLOW = settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


@settings(SLOW, max_examples=100)
@given(steps=st.lists(STEPS, min_size=15, max_size=45), end=st.sampled_from(["sent", "unknown", "never", "gone"]))
def test_order_within_chat_and_lane_and_every_alert_whatever_becomes_of_each_message(url: str, steps: list[tuple[Any, ...]], end: str) -> None:
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
        post.post(0, "talk", "alert", False)
        post.post(1, "bulk", "reply", False)
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
            post.post(0, lane, "reply", False)
        post.claim(99)
        assert [s.out.lane for s in post.sender.holds] == ["talk", "bulk"]
        post.report(1, "much later")
        post.report(0, "sent")
        post.post(0, "talk", "reply", False)
        post.claim(99)
        assert [s.out.lane for s in post.sender.holds] == ["talk"]
        post.report(0, "sent")
        post.wait(200.0)
        post.claim(99)
        assert [s.out.lane for s in post.sender.holds] == ["bulk"]
    finally:
        engine.dispose()
