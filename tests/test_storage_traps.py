"""The traps of two databases, each as a test: locks, lost transactions, albums, leases, migrations."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.inbox import unreadable
from bot.talk import Choice, Incoming, Outgoing, Peer, Piece, SendFailed
from storage import attachments, engines, inbox, leases, outbox, people, schema
from storage.tables import meta
from tests.lines import PhoneLine

US = {("phone", "demo")}
BAY, TAM = Peer("phone", "demo", "7"), Peer("phone", "demo", "8")
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def writer(url: str) -> Iterator[Engine]:
    made = engines.writer(url)
    with made.begin() as db:
        for peer in (BAY, TAM):  # of a stranger no picture is wanted
            people.join(db, peer, people.add(db, "Mẫu", 0.0), 0.0)
    yield made
    made.dispose()


@pytest.fixture
def lite(writer: Engine) -> Engine:
    if writer.dialect.name != "sqlite":
        pytest.skip("SQLite's own trap")
    return writer


def says(id_: str, words: str = "xin chào", peer: Peer = BAY, album: str = "", photos: int = 0) -> Incoming:
    media = tuple(Piece("photo", f"{id_}.{n}") for n in range(photos))
    return Incoming(peer, id_, 1.0, text=words, album=album, media=media)


def rows(engine: Engine, sql: str) -> list[tuple[Any, ...]]:
    with engine.begin() as db:
        return [tuple(r) for r in db.execute(text(sql))]


# reading and writing -------------------------------------------------------------------------------------------------
def test_the_reading_engine_reads_but_cannot_write(url: str, writer: Engine) -> None:
    with writer.begin() as db:
        inbox.store(db, [(says("1"), 1.0), (says("2"), 1.0)], 1.0)
    pages = engines.reader(url)
    try:
        assert rows(pages, "SELECT count(*) FROM inbox") == [(2,)]
        for sql in ("DELETE FROM inbox", "UPDATE outbox SET state = 'sent'", "INSERT INTO counter(name, n) VALUES ('x', 1)"):
            with pytest.raises(DBAPIError, match=r"readonly|read-only"), pages.begin() as db:
                db.execute(text(sql))
    finally:
        pages.dispose()
    assert rows(writer, "SELECT count(*) FROM inbox") == [(2,)]


def test_the_writer_takes_the_lock_when_it_begins_and_pages_read_on(url: str, lite: Engine) -> None:
    """A transaction that read first and wrote later would fail at once when another had written between."""
    other = create_engine(url, connect_args={"timeout": 0, "isolation_level": None})
    pages = engines.reader(url)
    try:
        with lite.begin():
            with pytest.raises(OperationalError, match="locked"), other.connect() as db:
                db.exec_driver_sql("BEGIN IMMEDIATE")
            assert rows(pages, "SELECT count(*) FROM inbox") == [(0,)]
        with other.connect() as db:
            db.exec_driver_sql("BEGIN IMMEDIATE")
            db.exec_driver_sql("ROLLBACK")
    finally:
        other.dispose()
        pages.dispose()


def test_the_writer_syncs_every_commit_and_checks_foreign_keys(lite: Engine) -> None:
    with lite.connect() as db:
        told = {p: db.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "synchronous", "foreign_keys")}
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_after_a_lost_transaction_no_statement_commits_by_itself(lite: Engine) -> None:
    with lite.connect() as db:
        begun = db.begin()
        db.execute(text("INSERT INTO counter(name, n) VALUES ('before', 1)"))
        raw: Any = db.connection.dbapi_connection
        raw.execute("ROLLBACK")  # as SQLite does by itself when the disk is full
        with pytest.raises(engines.TransactionLost):
            db.execute(text("INSERT INTO counter(name, n) VALUES ('after', 1)"))
        with pytest.raises(engines.DatabaseAway), engines.savepoint(db):
            pass
        assert not raw.in_transaction
        begun.rollback()
    assert rows(lite, "SELECT name FROM counter") == []


def test_a_savepoint_undoes_its_own_turn_and_no_other(writer: Engine) -> None:
    with writer.begin() as db:
        for n in range(4):
            try:
                with engines.savepoint(db):
                    db.execute(text("INSERT INTO counter(name, n) VALUES (:n, 1)"), {"n": f"turn {n}"})
                    if n % 2:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                pass
    assert rows(writer, "SELECT name FROM counter ORDER BY name") == [("turn 0",), ("turn 2",)]


# the way in ----------------------------------------------------------------------------------------------------------
def test_an_album_is_one_turn_once_its_pictures_are_here_and_it_was_quiet(writer: Engine) -> None:
    with writer.begin() as db:
        inbox.store(db, [(says("1", "cầu gãy", album="al", photos=1), 0.0)], 10.0)
        inbox.store(db, [(says("2", "", album="al", photos=1), 0.0), (says("3", "xong"), 0.0)], 10.5)
        assert inbox.promote(db, 11.0)
        assert inbox.claim(db, "me", 11.0, 50) == []  # what is said after it waits behind it
        kept = {"to": "kept", "hash": "", "bytes": 1, "type": "", "why": None}
        marks = [{"row": w.id, "kept_as": w.piece.ref, **kept} for w in attachments.wanted(db, US)]
        attachments.mark(db, marks)
        assert inbox.promote(db, 10.5 + inbox.ALBUM_QUIET - 0.1)
        assert inbox.claim(db, "me", 11.9, 50) == []
        assert not inbox.promote(db, 10.5 + inbox.ALBUM_QUIET)
        (album,) = inbox.claim(db, "me", 12.0, 50)
        assert (album.said.id, album.said.text, album.media) == ("1", "cầu gãy", 2)
        assert [a.name for a in attachments.of_input(db, album.id)] == ["1.0", "2.0"]
        inbox.done(db, [album])
        (after,) = inbox.claim(db, "me", 12.0, 50)
        assert after.said.text == "xong"


def test_a_picture_that_never_comes_is_waited_for_a_minute(writer: Engine) -> None:
    with writer.begin() as db:
        inbox.store(db, [(says("1", "cầu gãy", photos=1), 0.0)], 10.0)
        assert inbox.promote(db, 10.0 + inbox.MEDIA_PATIENCE - 0.1)
        assert not inbox.promote(db, 10.0 + inbox.MEDIA_PATIENCE)
        (row,) = inbox.claim(db, "me", 71.0, 50)
        assert [a.kept for a in attachments.of_input(db, row.id)] == [False]


def test_the_same_event_is_known_again_although_ids_go_down(writer: Engine) -> None:
    with writer.begin() as db:
        for id_ in ("900", "12", "900", "12", "0", "901"):
            inbox.store(db, [(says(id_, id_), 0.0)], 0.0)
        inbox.store(db, [(says("12", "tin lặp trong cùng một lần ghi"), 0.0)] * 3, 0.0)
        inbox.store(db, [(says("p", photos=2), 0.0), (says("p", photos=2), 0.0)], 0.0)
        inbox.store(db, [(says("12", "tài khoản khác", Peer("phone", "other", "7")), 0.0)], 0.0)
    assert rows(writer, "SELECT account, event FROM inbox ORDER BY id") == [
        ("demo", "900"), ("demo", "12"), ("demo", "0"), ("demo", "901"), ("demo", "p"), ("other", "12"),
    ]  # fmt: skip
    assert rows(writer, "SELECT count(*) FROM attachment") == [(2,)]


def test_one_row_of_a_chat_at_a_time_and_chats_do_not_wait_for_each_other(writer: Engine) -> None:
    with writer.begin() as db:
        inbox.store(db, [(says("1"), 0.0), (says("2"), 0.0), (says("3", peer=TAM), 0.0)], 0.0)
        first = inbox.claim(db, "me", 1.0, 50)
        assert [r.said.id for r in first] == ["1", "3"]
        assert inbox.claim(db, "another", 1.0, 50) == []
        inbox.release(db, first[:1], 1.0)  # it failed and waits; its chat with it
        inbox.done(db, first[1:])
        assert inbox.claim(db, "me", 1.5, 50) == []
        assert inbox.claim(db, "me", 1.5, 1, alone=True) == []
        (again,) = inbox.claim(db, "me", 9.0, 1, alone=True)
        assert (again.said.id, again.alone, again.tries) == ("1", True, 1)


def test_words_are_blank_once_handled_parked_or_sent(writer: Engine) -> None:
    with writer.begin() as db:
        inbox.store(db, [(says("1"), 0.0), (says("2", peer=TAM), 0.0)], 0.0)
        handled, bad = inbox.claim(db, "me", 1.0, 50)
        inbox.done(db, [handled])
        inbox.park(db, bad, "ZeroDivisionError")
        leases.take(db, "h:1:1:me", ["send:phone:demo"], 0.0)
        for n, peer in enumerate([BAY, TAM, Peer("phone", "demo", "9"), Peer("phone", "demo", "10")]):
            outbox.post(db, [(f"r:{n}", "reply", Outgoing(peer, "tin trả lời", (Choice("a", "Nút"),)))], 0.0)
        sent, refused, gone, later = outbox.claim(db, "h:1:1:me", 1.0, 9, ["phone:demo"])
        outbox.post(db, [("r:9", "reply", Outgoing(gone.out.peer, "tin sau"))], 0.0)
        ends = [None, SendFailed("bad request"), SendFailed("blocked", gone=True), SendFailed("busy", again=True)]
        outbox.mark(db, "h:1:1:me", [outbox.Outcome(r, "", e) for r, e in zip((sent, refused, gone, later), ends, strict=True)], 2.0)
    assert rows(writer, "SELECT state, body, reason FROM inbox ORDER BY id") == [("done", None, None), ("parked", None, "ZeroDivisionError")]
    assert rows(writer, "SELECT state, reason, body IS NULL FROM outbox ORDER BY id") == [
        ("sent", None, True), ("failed", "bad request", True), ("failed", "blocked", True), ("queued", "busy", False), ("dropped", "gone", True),
    ]  # fmt: skip


def test_what_cannot_be_read_is_kept_as_a_hash_and_a_reason(writer: Engine, tmp_path: Path) -> None:
    from bot.files import Files

    body = '{"chat": "chuyện riêng của bác Bảy"'.encode()
    said = unreadable(PhoneLine(buttons=True).channel(Files(tmp_path, bytes(32))), body, "JSONDecodeError")
    with writer.begin() as db:
        inbox.store(db, [(said, 5.0)], 5.0)
        inbox.store(db, [(said, 6.0)], 6.0)
        assert inbox.claim(db, "me", 9.0, 50) == []
    (kept,) = rows(writer, "SELECT * FROM inbox")
    assert "riêng" not in str(kept)
    assert rows(writer, "SELECT state, reason, body FROM inbox") == [("parked", "JSONDecodeError", None)]
    assert rows(writer, "SELECT event FROM inbox WHERE event LIKE 'unread:%'")


# who holds what ------------------------------------------------------------------------------------------------------
_OTHER = """
import sys, time
from storage import engines, leases
me, db = leases.new_owner(), engines.writer(sys.argv[1])
with db.begin() as c:
    leases.take(c, me, ["poll:phone:demo", "send:phone:demo"], time.time())
db.dispose()
print(me, flush=True)
sys.stdin.readline()
"""


def test_a_second_process_is_refused_by_name_and_a_dead_one_holds_nothing(url: str, writer: Engine) -> None:
    other = subprocess.Popen([sys.executable, "-c", _OTHER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert other.stdout
        holder = other.stdout.readline().strip()
        now = float(rows(writer, "SELECT max(expires) FROM lease")[0][0]) - leases.LASTS
        me = leases.new_owner()
        with pytest.raises(leases.Held, match=f"send:phone:demo: process {other.pid} on"), writer.begin() as db:
            leases.take(db, me, ["clock", "send:phone:demo"], now)
        assert rows(writer, "SELECT DISTINCT owner FROM lease") == [(holder,)]  # nothing half taken
    finally:
        other.kill()
        other.communicate()
    with writer.begin() as db:
        leases.take(db, me, ["poll:phone:demo", "send:phone:demo"], now)
    assert rows(writer, "SELECT DISTINCT owner FROM lease") == [(me,)]


def test_a_process_of_another_machine_is_believed_until_its_lease_ends(writer: Engine) -> None:
    far, me = "another-host:1:1:abcd", leases.new_owner()
    with writer.begin() as db:
        leases.take(db, far, ["send:phone:demo"], 100.0)
        with pytest.raises(leases.Held, match="process 1 on another-host"):
            leases.take(db, me, ["send:phone:demo"], 100.0 + leases.LASTS - 0.1)
        leases.take(db, me, ["send:phone:demo"], 100.0 + leases.LASTS)
        with pytest.raises(leases.Fenced):
            leases.renew(db, far, 1, 100.0 + leases.LASTS)
        leases.renew(db, me, 1, 100.0 + leases.LASTS)


# the schema ----------------------------------------------------------------------------------------------------------
def test_the_migrations_make_exactly_the_tables_of_the_code(url: str) -> None:
    engine = create_engine(url)
    try:
        with engine.connect() as db:
            assert compare_metadata(MigrationContext.configure(db, opts={"compare_type": True}), meta) == []
    finally:
        engine.dispose()
    assert schema.current(url) == schema.newest()
    assert not schema.upgrade(url)


def test_defaults_keys_and_the_conditions_of_indices_are_those_of_the_code_too(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Alembic does not compare them; and SQLite uses a partial index only where a query repeats its condition word by word."""
    other = f"sqlite:///{tmp_path}/made.db" if url.startswith("sqlite") else request.getfixturevalue("postgres").fresh()
    made, migrated = create_engine(other), create_engine(url)
    try:
        meta.create_all(made)
        assert _shape(migrated) == _shape(made)
    finally:
        made.dispose()
        migrated.dispose()


def _shape(engine: Engine) -> dict[str, list[str]]:
    found = inspect(engine)
    tables = [t for t in found.get_table_names() if t != "alembic_version"]
    told: dict[str, list[Any]] = {t: [*found.get_columns(t), *found.get_indexes(t), *found.get_foreign_keys(t)] for t in tables}
    told |= {f"{t}, unique": [*found.get_unique_constraints(t), found.get_pk_constraint(t)] for t in tables}
    return {t: sorted(json.dumps(part, default=str) for part in parts) for t, parts in told.items()}
