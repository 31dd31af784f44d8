"""What goes wrong stays where it went wrong: the others are answered, nothing acknowledged is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import dataclasses
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot.meaning import Book
from bot.story import Here, Reply, Said
from bot.talk import Incoming, Peer
from bot.work import Arrival
from handlers import BOOK
from messages_vi import common
from storage import inbox
from tests.house import House

Trouble = Callable[[Connection], None]


def raises(_db: Connection) -> None:
    raise ZeroDivisionError


def breaks_a_constraint(db: Connection) -> None:
    db.execute(text("INSERT INTO person(id, name, joined_at) VALUES (1, 'x', 0), (1, 'y', 0)"))


def is_bad_sql(db: Connection) -> None:
    db.execute(text("SELECT no_such_column FROM person"))


def loses_the_transaction(db: Connection) -> None:
    raw: Any = db.connection.dbapi_connection
    raw.execute("ROLLBACK")
    db.execute(text("SELECT 1"))


def cuts_the_connection(db: Connection) -> None:
    db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def fills_the_disk(db: Connection) -> None:
    db.exec_driver_sql("PRAGMA max_page_count=1")
    try:
        db.execute(text("INSERT INTO person(name, joined_at) VALUES (:x, 0)"), {"x": "x" * 5_000_000})
    finally:
        raw: Any = db.connection.dbapi_connection
        raw.execute("PRAGMA max_page_count=1000000")


def with_trouble(trouble: Trouble) -> Book:
    def act(here: Here, _on: str, _said: Said) -> Reply:
        trouble(here.db)
        return Reply("không sao")

    return dataclasses.replace(BOOK, verbs={**BOOK.verbs, "loi": act}, verb_words={**BOOK.verb_words, "lỗi": "loi"})


async def flood(house: House, trouble: Trouble, n: int = 20) -> tuple[Any, list[Any]]:
    """One bad row among many that arrive together, so in one batch."""
    await house.stops()
    house.book = with_trouble(trouble)
    await house.starts()
    bad, good = house.person("bác Hỏng", "to_vien"), [house.person(f"bác {i}", "to_vien") for i in range(n)]
    await asyncio.gather(*[house.line.says(c.id, "lỗi 1" if c is bad else "giúp") for c in [*good[: n // 2], bad, *good[n // 2 :]]])
    return bad, good


@pytest.mark.parametrize("trouble", [raises, breaks_a_constraint, is_bad_sql])
async def test_the_others_are_answered_and_the_bad_one_is_parked(house: House, trouble: Trouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.inbox._BACK_OFF", (0.05, 0.05, 0.05))
    bad, good = await flood(house, trouble)
    await parked(house)
    assert house.rows("SELECT state, tries FROM inbox WHERE state <> 'done'") == [("parked", 3)]
    assert all(len(c.seen) == 1 for c in good)
    bad.sees(common.APOLOGY)
    assert len(bad.seen) == 1
    await bad.says("giúp")
    bad.sees("báo việc")


async def test_a_turn_that_loses_the_transaction_is_parked_and_takes_nobody_along(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.inbox._BACK_OFF", (0.05, 0.05, 0.05))
    bad, good = await flood(house, loses_the_transaction)
    await parked(house)
    assert house.rows("SELECT state, tries FROM inbox WHERE state <> 'done'") == [("parked", 3)]
    assert all(len(c.seen) == 1 for c in good)
    bad.sees(common.APOLOGY)


async def test_the_databases_own_trouble_is_never_the_rows_fault(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Disk full on SQLite, a cut connection on PostgreSQL: the row waits uncounted, only its chat with it, and goes on when it is over."""
    monkeypatch.setattr("storage.inbox._BACK_OFF", (0.2, 0.2, 0.2))
    over = False

    def trouble(db: Connection) -> None:
        if not over:
            (fills_the_disk if house.url.startswith("sqlite") else cuts_the_connection)(db)

    bad, good = await flood(house, trouble)
    for _ in range(500):
        await asyncio.sleep(0.01)
        if all(c.seen for c in good) and house.rows("SELECT 1 FROM inbox WHERE alone = 1 AND state = 'ready'"):
            break
    assert all(len(c.seen) == 1 for c in good)
    await asyncio.sleep(1.0)  # many tries later
    (state, tries) = house.rows("SELECT state, tries FROM inbox WHERE state <> 'done'")[0]
    assert state in ("ready", "claimed")
    assert tries <= 1
    over = True
    while not bad.seen:
        await house.settled()
        await asyncio.sleep(0.05)
    bad.sees("không sao")


async def test_the_same_event_fifty_times_at_once_is_one_turn(house: House) -> None:
    member = house.person("bác Bảy", "to_vien")
    channel = next(iter(house.engine.channels.values()))
    update = {"id": "same", "chat": member.id, "at": 1.0, "text": "giúp"}
    if channel.name != "phone":
        pytest.skip("the fake servers of the other channels repeat updates in their own tests")
    taken = await asyncio.gather(*[house.engine.take(channel, update) for _ in range(50)])
    await house.settled()
    assert taken == [True] * 50
    assert len(member.seen) == 1


async def test_while_the_database_is_away_nothing_is_acknowledged_and_it_recovers_by_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    if not house.url.startswith("sqlite"):
        pytest.skip("PostgreSQL's absence is tested with a server that is stopped")
    monkeypatch.setattr("bot.engine.PATIENCE", 0.3)
    member = house.person("bác Bảy", "to_vien")
    channel = next(iter(house.engine.channels.values()))
    if channel.name != "phone":
        pytest.skip("one channel is enough: the door is the same")
    holder = lock(house)
    assert not await house.engine.take(channel, {"id": "u1", "chat": member.id, "at": 1.0, "text": "giúp"})
    holder.communicate(b"\n")
    for _ in range(100):
        if await house.engine.take(channel, {"id": "u1", "chat": member.id, "at": 1.0, "text": "giúp"}):
            break
        await asyncio.sleep(0.1)
    await house.settled()
    assert len(member.seen) == 1


def lock(house: House) -> subprocess.Popen[bytes]:
    """Another process that holds the write lock until it is told to let go."""
    file = house.url.removeprefix("sqlite:///")
    opened = f"import sqlite3, sys; db = sqlite3.connect({file!r}, isolation_level=None); db.execute('BEGIN IMMEDIATE')"
    code = f"{opened}; print(1, flush=True); sys.stdin.readline()"
    held = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path.cwd())
    assert held.stdout
    held.stdout.readline()
    return held


async def parked(house: House) -> None:
    for _ in range(1000):
        await asyncio.sleep(0.01)
        if house.rows("SELECT 1 FROM inbox WHERE state = 'parked'"):
            return await house.settled()
    raise AssertionError(house.rows("SELECT id, state, tries, due, reason FROM inbox"))


async def test_what_no_table_takes_is_kept_as_unreadable_and_blocks_nothing(house: House) -> None:
    member = house.person("bác Bảy", "to_vien")
    (channel,) = house.engine.channels.values()
    broken = Incoming(Peer(channel.name, channel.account, member.id), "broken\ud800", 1.0, member.id, text="x")
    whole = Incoming(Peer(channel.name, channel.account, member.id), "whole", 1.0, member.id, text="giúp")
    both = [asyncio.get_running_loop().create_future() for _ in range(2)]
    for said, stored in zip((broken, whole), both, strict=True):
        house.engine.writer.put(Arrival(said, house.clock.real(), stored))
    await asyncio.wait_for(asyncio.gather(*both), 10)
    await house.settled()
    assert len(member.seen) == 1
    assert house.one("SELECT count(*) FROM inbox WHERE state = 'parked' AND event LIKE 'unread:%'") == 1


async def test_what_came_to_an_account_that_another_process_serves_stops_nobody(house: House) -> None:
    member = house.person("bác Bảy", "to_vien")
    elsewhere = Peer("zalo_bot", "9", "1")
    with house.other.begin() as db:
        inbox.store(db, [(Incoming(elsewhere, "e1", 1.0, "1", text="giúp"), house.clock.real())], house.clock.real())
    await member.says("giúp")
    member.sees(common.HELP)
    assert house.one("SELECT state FROM outbox WHERE peer = :p", p=elsewhere.key) == "queued"
