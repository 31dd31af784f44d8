"""SQLite uses a partial index only where a query repeats its very words: every hot statement is explained as it runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from bot.jobs import Job
from bot.talk import Incoming, Notice, Outgoing, Peer, Piece
from storage import attachments, engines, episodes, inbox, jobs, likeness, notices, outbox, schema, talks
from storage.memory import Memory

BAY, TAM = Peer("phone", "demo", "7"), Peer("phone", "demo", "8")
COLLATION = text("SELECT collation_name FROM information_schema.columns WHERE table_name = 'notice' AND column_name = 'once'")
QUEUES = ("inbox", "outbox", "notice", "job", "draft", "attachment")


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Engine]:
    schema.upgrade(f"sqlite:///{tmp_path}/bot.db")
    made = engines.writer(f"sqlite:///{tmp_path}/bot.db")
    yield made
    made.dispose()


NAMED: dict[str, Callable[[Connection], object]] = {
    "notices.told": lambda db: notices.told(db, "case:7:"),
    "notices.heard": lambda db: notices.heard(db, "case:7:"),
    "notices.waiting": lambda db: notices.waiting(db, "case:7:"),
    "notices.waiting_about": lambda db: notices.waiting_about(db, "id:7", ["case:7:", "remind:7:"]),
    "notices.withdraw": lambda db: notices.withdraw(db, "case:7:"),
    "episodes.last_told": lambda db: episodes.last_told(db, "episode above:7:", 1.0),
    "likeness.said_since": lambda db: likeness.said_since(db, "many:7:CT:", 1.0),
}  # by what a notice is called, or is about
HOT: dict[str, Callable[[Connection], object]] = {
    "inbox.claim": lambda db: inbox.claim(db, "me", 1.0, 50),
    "inbox.claim alone": lambda db: inbox.claim(db, "me", 1.0, 1, alone=True),
    "inbox.promote": lambda db: inbox.promote(db, 1.0),
    "inbox.recover": lambda db: inbox.recover(db, 1.0),
    "outbox.claim": lambda db: outbox.claim(db, "me", 1.0, 128, ["phone:demo", "telegram:1"]),
    "outbox.claim answers": lambda db: outbox.claim(db, "me", 1.0, 128, ["phone:demo"], replies=True),
    "outbox.claim the rest": lambda db: outbox.claim(db, "me", 1.0, 128, ["phone:demo"], replies=False),
    "outbox.recover": lambda db: outbox.recover(db, 1.0),
    "notices.due": lambda db: notices.due(db, 1.0),
    **NAMED,
    "jobs.due": lambda db: jobs.due(db, 1.0),
    "attachments.wanted": lambda db: attachments.wanted(db, {("phone", "demo")}),
    "talks.recall": lambda db: talks.recall(db, [BAY, TAM], 1.0),
    "memory.set_aside": lambda db: Memory(db, [BAY], 1.0).set_aside(db, 1),
    "talks.idle": lambda db: talks.idle(db, "baoviec", 1, 1.0),
    "memory.open_draft": lambda db: Memory(db, [BAY], 1.0).open_draft(db, "k", "baoviec", "", 1, 1.0),
}


@pytest.mark.parametrize("name", HOT)
def test_no_hot_statement_reads_a_whole_queue(lite: Engine, name: str) -> None:
    plans = _plans(lite, HOT[name])
    assert plans
    for sql, steps in plans.items():
        on_queues = [step for step in steps if step.split()[1] in (*QUEUES, "earlier")]
        assert not [step for step in on_queues if "INDEX" not in step and "PRIMARY KEY" not in step], f"{sql}\n{steps}"


PARTIAL = {
    "inbox.claim": ("inbox_open", "inbox_line"),
    "outbox.claim": ("outbox_open", "outbox_line"),
    "outbox.claim answers": ("outbox_open", "outbox_line"),
    "outbox.claim the rest": ("outbox_open", "outbox_line"),
    "notices.due": ("notice_waiting",),
    "jobs.due": ("job_due",),
}


@pytest.mark.parametrize("name", PARTIAL)
def test_each_queue_is_read_through_the_partial_index_made_for_it(lite: Engine, name: str) -> None:
    (steps,) = _plans(lite, HOT[name]).values()
    for index in PARTIAL[name]:
        assert any(f"INDEX {index} " in step for step in steps), steps


@pytest.mark.parametrize("name", NAMED)
def test_notices_are_found_by_the_beginning_of_their_names_through_an_index_on_postgresql_too(postgres_url: str, name: str) -> None:
    schema.upgrade(postgres_url)
    engine = engines.writer(postgres_url)
    ran: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda _db, _cursor, sql, values, *_: ran.append((sql, values)))
    with engine.begin() as db:
        assert db.execute(COLLATION).scalar() == "C", "under another order what begins alike is no stretch of an index"
        db.exec_driver_sql("SET LOCAL enable_seqscan = off")  # there is next to nothing in the table
        ran.clear()
        NAMED[name](db)
        for sql, values in ran.copy():
            plan = "\n".join(r[0] for r in db.exec_driver_sql(f"EXPLAIN {sql}", values))
            assert "Seq Scan" not in plan
            assert re.search(r"Index Cond: \(+(once|act_on)\)", plan), plan
    engine.dispose()


def _plans(lite: Engine, run: Callable[[Connection], object]) -> dict[str, list[str]]:
    """What SQLite means to do for each statement that runs, just as it runs."""
    with lite.begin() as db:
        _one_of_each(db)
    ran: list[tuple[str, Any]] = []
    event.listen(lite, "before_cursor_execute", lambda _db, _cursor, sql, values, *_: ran.append((sql, values)))
    with lite.begin() as db:
        run(db)
        kept = [(sql, values) for sql, values in ran if sql.startswith(("SELECT", "UPDATE"))]
        return {sql: [r[3] for r in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)] for sql, values in kept}


def _one_of_each(db: Connection) -> None:
    said = Incoming(BAY, "1", 1.0, text="xin chào")
    inbox.store(db, [(said, 1.0), (replace(said, id="2", media=(Piece("photo", "p"),)), 1.0)], 1.0)
    outbox.post(db, [("r:1", "reply", Outgoing(BAY, "dạ"))], 1.0)
    notices.notify(db, 1, Notice("alert", "có việc", "once"), 1.0)
    jobs.plan(db, [Job("forget", 1.0, "forget:1")])
    Memory(db, [BAY], 1.0).open_draft(db, "k", "baoviec", "", 1, 1.0)
