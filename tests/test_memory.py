"""What a batch of turns remembers: the changes of turns that ended well, of the others nothing; and places, for as long as they are true."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import Connection, Engine, event, text

from bot.talk import Choice, Peer
from storage import audit, engines, people, talks, units
from storage.engines import savepoint
from storage.memory import Memory

BAY, TAM = Peer("phone", "demo", "1"), Peer("phone", "demo", "2")


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = engines.writer(url)
    with made.begin() as db:
        for chat in (BAY, TAM):
            people.join(db, chat, people.add(db, chat.chat, 0.0), 0.0)
    yield made
    made.dispose()


class Broken(Exception):
    """A turn that fails."""


def begins(db: Connection, memory: Memory, chat: Peer, key: str = "one") -> int:
    """A turn that opens the draft of this key in this chat."""
    draft = memory.open_draft(db, key, "baoviec", "", 1, 5.0)
    memory.talks[chat].draft, memory.talks[chat].asked = draft.id, "told"
    memory.talks[chat].choices = (Choice("a", "Một"),)
    memory.remember(memory.talks[chat])
    return draft.id


def answers(db: Connection, memory: Memory, row: int, word: str) -> None:
    draft = memory.draft(db, row)
    assert draft is not None
    draft.answers[word] = [word, 1, "Bảy"]
    memory.save(draft, 6.0)


def closes(db: Connection, memory: Memory, row: int) -> None:
    draft = memory.draft(db, row)
    assert draft is not None
    memory.close(draft, "done", "Bảy", 7.0)


def on_disk(engine: Engine, row: int) -> list[str]:
    with engine.begin() as db:
        return sorted(talks.locked_all(db, {row})[row].answers)


def test_chats_and_drafts_are_as_the_turns_left_them(engine: Engine) -> None:
    with engine.begin() as db:
        memory = Memory(db, [BAY, TAM], 5.0)
        row = begins(db, memory, BAY)
        answers(db, memory, row, "một")
        memory.keep()
        assert begins(db, memory, TAM) == row
        answers(db, memory, row, "hai")
        memory.keep()
        memory.write(db)
    assert on_disk(engine, row) == ["hai", "một"]
    with engine.begin() as db:
        again = Memory(db, [BAY, TAM], 5.0)
        assert [(t.draft, t.asked, t.choices) for t in again.talks.values()] == [(row, "told", (Choice("a", "Một"),))] * 2


def test_of_a_turn_that_fails_nothing_stays_and_of_the_one_before_everything(engine: Engine) -> None:
    with engine.begin() as db:
        memory = Memory(db, [BAY, TAM], 5.0)
        row = begins(db, memory, BAY)
        answers(db, memory, row, "một")
        memory.keep()
        with suppress(Broken), savepoint(db):
            begins(db, memory, TAM)
            answers(db, memory, row, "hai")
            raise Broken
        memory.undo(db)
        answers(db, memory, row, "ba")
        memory.keep()
        memory.write(db)
    assert on_disk(engine, row) == ["ba", "một"]
    with engine.begin() as db:
        assert Memory(db, [TAM], 5.0).talks[TAM].draft is None


def test_notes_of_a_batch_are_one_statement_without_those_of_turns_that_failed(engine: Engine) -> None:
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: said.append(statement))
    with engine.begin() as db:
        with audit.gathering(db) as notes:
            memory = Memory(db, [BAY], 5.0, notes)
            for turn, fails in ((1, False), (2, True), (3, False)):
                for n in (1, 2):
                    audit.note(db, 1, "read case", f"incident:{turn}{n}", None, 5.0)
                memory.undo(db) if fails else memory.keep()
            memory.write(db)
        audit.note(db, None, "changed case", "", None, 5.0)  # outside of a batch at once
        assert db.execute(text("SELECT object FROM audit ORDER BY id")).scalars().all() == [*(f"incident:{n}" for n in (11, 12, 31, 32)), ""]
    assert sum(s.startswith("INSERT INTO audit") for s in said) == 2


def test_after_a_batch_that_broke_off_notes_are_written_at_once(engine: Engine) -> None:
    with engine.connect() as db:
        with suppress(Broken), audit.gathering(db):
            audit.note(db, 1, "read case", "incident:1", None, 5.0)
            raise Broken
        audit.note(db, 1, "read case", "incident:2", None, 5.0)
        assert db.execute(text("SELECT object FROM audit")).scalars().all() == ["incident:2"]


def test_a_draft_closed_in_a_batch_makes_room_for_the_next_of_its_key(engine: Engine) -> None:
    with engine.begin() as db:
        memory = Memory(db, [BAY, TAM], 5.0)
        first = begins(db, memory, BAY)
        closes(db, memory, first)
        assert memory.set_aside(db, 1) is None, "what is closed is not left aside"
        memory.keep()
        second = begins(db, memory, TAM)
        memory.keep()
        memory.write(db)
    assert first != second
    with engine.begin() as db:
        assert [(r.id, r.state, r.finished_by) for r in db.execute(text("SELECT id, state, finished_by FROM draft ORDER BY id"))] == [
            (first, "done", "Bảy"),
            (second, "open", None),
        ]


def test_a_closing_that_had_to_be_written_early_is_not_lost_with_the_turn_that_wanted_it(engine: Engine) -> None:
    with engine.begin() as db:
        memory = Memory(db, [BAY, TAM], 5.0)
        first = begins(db, memory, BAY)
        closes(db, memory, first)
        memory.keep()
        with suppress(Broken), savepoint(db):
            begins(db, memory, TAM)
            raise Broken
        memory.undo(db)
        memory.write(db)
    with engine.begin() as db:
        assert db.execute(text("SELECT id, state FROM draft")).all() == [(first, "done")]


def test_the_clock_touches_nothing_and_takes_no_touch_away(engine: Engine) -> None:
    with engine.begin() as db:
        memory = Memory(db, [BAY], 5.0)
        row = begins(db, memory, BAY)
        answers(db, memory, row, "một")
        memory.keep()
        draft = memory.draft(db, row)
        assert draft is not None
        memory.save(draft, None)
        memory.keep()
        memory.write(db)
        assert db.execute(text("SELECT touched FROM draft")).scalar() == 6.0
        memory.save(draft, None)
        memory.keep()
        memory.write(db)
        assert db.execute(text("SELECT touched FROM draft")).scalar() == 6.0


# lists ---------------------------------------------------------------------------------------------------------------
def lists(db: Connection, chat: Peer) -> int:
    return talks.new_offer(db, chat.key, "7", [Choice("a", "Một")], 5.0)


def last_list(engine: Engine, chat: Peer) -> int:
    with engine.begin() as db:
        return talks.recall(db, [chat], 5.0)[chat].pushed


@contextmanager
def another_process(engine: Engine, db: Connection) -> Iterator[Connection]:
    """On SQLite nothing else can write while a batch runs: there it is the same one."""
    if db.dialect.name == "sqlite":
        yield db
    else:
        with engine.begin() as other:
            yield other


def test_a_list_that_another_process_has_pushed_meanwhile_stays_the_last(engine: Engine) -> None:
    with engine.begin() as db:
        talks.pushed(db, {BAY.key: lists(db, BAY)})
    with engine.begin() as db:
        memory = Memory(db, [BAY], 5.0)
        with another_process(engine, db) as other:
            talks.pushed(other, {BAY.key: (later := lists(other, BAY))})
        begins(db, memory, BAY)
        memory.keep()
        memory.write(db)
    assert last_list(engine, BAY) == later


def test_of_two_lists_the_one_made_later_is_the_last_whoever_is_quicker_to_say_so(engine: Engine) -> None:
    with engine.begin() as db:
        memory = Memory(db, [BAY, TAM], 5.0)
        older, newer = lists(db, BAY), lists(db, BAY)
        memory.talks[BAY].pushed = newer
        memory.remember(memory.talks[BAY])
        memory.keep()
        memory.write(db)
        talks.pushed(db, {BAY.key: older})
    assert last_list(engine, BAY) == newer
    with engine.begin() as db:
        talks.pushed(db, {TAM.key: older})
        talks.pushed(db, {TAM.key: newer})
    assert last_list(engine, TAM) == newer


# places --------------------------------------------------------------------------------------------------------------
def phone(db: Connection, path: str) -> str:
    return units.phones(db, path).get("truc_ban", "")


@pytest.fixture
def commune(engine: Engine) -> units.Unit:
    with engine.begin() as db:
        made = units.add(db, "xa", "xã", "Mẫu", None, "2025-07-01")
        units.set_phone(db, made.id, "truc_ban", "1")
    return made


def test_places_are_read_once_and_again_when_another_process_has_changed_them(engine: Engine, url: str, commune: units.Unit) -> None:
    ran: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _db, _cursor, sql, *_: ran.append(sql))
    for _ in range(3):
        with engine.begin() as db:
            assert phone(db, commune.path) == "1"
    assert sum("contact" in sql for sql in ran) == 1
    other = engines.writer(url)
    with other.begin() as db:
        units.set_phone(db, commune.id, "truc_ban", "2")
    other.dispose()
    with engine.begin() as db:
        assert phone(db, commune.path) == "2"


def test_what_was_changed_and_taken_back_is_not_believed(engine: Engine, commune: units.Unit) -> None:
    with suppress(Broken), engine.begin() as db:
        units.set_phone(db, commune.id, "truc_ban", "2")
        assert phone(db, commune.path) == "2"
        raise Broken
    with engine.begin() as db:
        assert phone(db, commune.path) == "1"
        with suppress(Broken), savepoint(db):
            units.set_phone(db, commune.id, "truc_ban", "3")
            assert phone(db, commune.path) == "3"
            raise Broken
        assert phone(db, commune.path) == "1"
        units.set_phone(db, commune.id, "truc_ban", "4")
        assert phone(db, commune.path) == "4"
    with engine.begin() as db:
        assert phone(db, commune.path) == "4"
