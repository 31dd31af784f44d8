"""Who did what is written down, without a word or a name; sealed, no entry is changed, taken away, put in or moved unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection, Engine, text

from bot.cli import cli
from storage import audit, dump, engines
from tests.house import House
from tests.lines import PhoneLine

Tampering = Callable[[Connection], object]
NAMES = ("Người Báo", "Trưởng Khối", "sạt lở", "đường vào", "mấy mét", "hai mươi")


@pytest.fixture
def db(url: str) -> Iterator[Engine]:
    made = engines.writer(url)
    yield made
    made.dispose()


def noted(db: Engine, entries: int, first: int = 1) -> None:
    with db.begin() as book:
        for n in range(first, first + entries):
            audit.note(book, n, "read case", f"incident:{n}", 3, 1000.0 + n / 7)


def sealed(db: Engine, entries: int = 0) -> int:
    noted(db, entries)
    with db.begin() as book:
        return audit.seal(book)


def chain(url: str, seen: str = "") -> audit.Chain:
    with dump.snapshot(url) as book:
        return audit.verify(book, seen)


def rows(db: Engine, sql: str) -> list[tuple[Any, ...]]:
    with db.begin() as book:
        return [tuple(r) for r in book.execute(text(sql))]


def runs(url: str, at: Path, *command: str) -> Result:
    return CliRunner().invoke(cli, command, env={"DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(at)})


# what is written down ------------------------------------------------------------------------------------------------
async def test_each_kind_of_action_leaves_its_entry_and_none_holds_a_word_or_a_name(url: str, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    house = House(PhoneLine(buttons=True), url, tmp_path)
    await house.opens()
    member, leader = house.person("Người Báo", "to_vien"), house.person("Trưởng Khối", "truong_khoi", house.commune)
    here, case = house.hamlets[0].id, "incident:1"

    def entries() -> list[tuple[Any, ...]]:
        return house.rows("SELECT person, what, object, unit FROM audit ORDER BY id")

    await member.says("giúp")
    await member.says("sạt lở đường vào thôn chừng mấy mét")
    assert entries() == []  # plain answers are nobody's deed
    await member.says("gửi")
    expected: list[tuple[Any, ...]] = [(member.person, "changed case", case, here)]
    assert entries() == expected
    for words, what, who in (
        ("xem 1", "read case", leader),
        ("nhận 1", "changed case", leader),
        ("hỏi 1 mấy mét", "changed case", leader),
        ("trả lời 1 hai mươi mét", "changed case", member),
        ("xong 1 đã dọn", "changed case", leader),
        ("xem 1", "read case", member),
    ):
        await who.says(words)
        expected.append((who.person, what, case, here))
        assert entries() == expected, words
    (tmp_path / "key").write_text("ab" * 32)
    for command, what, unit in (
        (["export", "incidents", "--unit", str(here)], "exported incidents", here),
        (["export", "messages"], "exported messages", None),
        (["backup", "one.backup"], "exported backup", None),
    ):
        assert runs(url, tmp_path, *command).exit_code == 0
        expected.append((None, what, "", unit))
        assert entries() == expected
    everything = str(house.rows("SELECT * FROM audit"))
    assert not [word for word in NAMES if word in everything]
    await house.closes()


async def test_the_clock_seals_each_minute_what_there_is(url: str, tmp_path: Path) -> None:
    house = House(PhoneLine(buttons=True), url, tmp_path)
    await house.opens()
    member = house.person("Người Báo", "to_vien")
    await member.says("sạt lở đường vào thôn")
    await member.says("gửi")
    await house.later(minutes=1)
    assert chain(url).sealed == 1
    jobs = house.one("SELECT count(*) FROM job WHERE kind = 'seal'")
    await house.later(minutes=10)
    assert house.one("SELECT count(*) FROM job WHERE kind = 'seal'") == jobs  # nothing to do, nothing written
    await member.says("xem 1")
    await house.later(minutes=1)
    assert (chain(url).sealed, chain(url).unsealed, chain(url).troubles) == (2, 0, ())
    await house.closes()


# the chain -----------------------------------------------------------------------------------------------------------
def test_what_is_as_it_was_is_told_with_its_last_seal_and_what_is_still_open(url: str, db: Engine, tmp_path: Path) -> None:
    sealed(db, 5)
    noted(db, 2, first=6)
    last = rows(db, "SELECT seal FROM audit WHERE place = 5")[0][0]
    assert chain(url) == audit.Chain(5, last, 2, ())
    told = runs(url, tmp_path, "audit", "verify")
    assert told.exit_code == 0
    assert "5 entries are sealed and as they were; 2 are not sealed yet" in told.stdout
    assert f"last seal: {last}" in told.stdout
    listed = runs(url, tmp_path, "audit", "list", "--format", "csv").stdout.splitlines()
    assert (len(listed), listed[-1].split(",")[2:]) == (8, ["7", "read case", "incident:7", "3", ""])


def test_an_empty_book_is_in_order(url: str, tmp_path: Path) -> None:
    assert chain(url) == audit.Chain(0, "", 0, ())
    assert runs(url, tmp_path, "audit", "verify").exit_code == 0


def execute(sql: str) -> Tampering:
    return lambda book: [book.execute(text(statement)) for statement in sql.split(";")]


CHANGED = "entry {0} at place {0} is not what was sealed there: it was changed, moved or put in"
UP_FROM_4 = "UPDATE audit SET place = -place WHERE place >= 4; UPDATE audit SET place = 1 - place WHERE place < 0"
DOWN_FROM_5 = "UPDATE audit SET place = -place WHERE place >= 5; UPDATE audit SET place = -place - 1 WHERE place < 0"


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("UPDATE audit SET at = at + 0.001 WHERE id = 4", [CHANGED.format(4)]),
        ("UPDATE audit SET person = 9 WHERE id = 1", [CHANGED.format(1)]),
        ("UPDATE audit SET person = NULL WHERE id = 7", [CHANGED.format(7)]),
        ("UPDATE audit SET what = 'changed case' WHERE id = 2", [CHANGED.format(2)]),
        ("UPDATE audit SET object = 'incident:41' WHERE id = 4", [CHANGED.format(4)]),
        ("UPDATE audit SET unit = 4 WHERE id IN (3, 6)", [CHANGED.format(3), CHANGED.format(6)]),
        ("UPDATE audit SET seal = NULL WHERE id = 7", [CHANGED.format(7)]),
        ("UPDATE audit SET id = 40 WHERE id = 4", ["entry 40 at place 4 is not what was sealed there: it was changed, moved or put in"]),
        ("DELETE FROM audit WHERE id = 4", ["place 4 is missing"]),
        ("DELETE FROM audit WHERE id < 3", ["places 1 to 2 are missing"]),
        ("DELETE FROM audit WHERE id > 5", ["places 6 to 7 are missing"]),
        ("DELETE FROM audit", ["places 1 to 7 are missing"]),
        ("UPDATE audit SET place = NULL, seal = NULL WHERE id = 5", ["place 5 is missing"]),
        (f"DELETE FROM audit WHERE id = 4; {DOWN_FROM_5}", ["entry 5 at place 4", "entry 6 at place 5", "entry 7 at place 6", "place 7 is missing"]),
        (f"{UP_FROM_4}; INSERT INTO audit(id, at, what, object, place, seal) VALUES (70, 1, 'read case', '', 4, 'ab')", ["entry 70 at place 4"]),
        (
            "INSERT INTO audit(id, at, what, object, place, seal) VALUES (70, 1, 'read case', '', 8, 'ab')",
            ["entry 70 at place 8", "place 8 is put in"],
        ),
        ("INSERT INTO audit(id, at, what, object, place, seal) VALUES (70, 1, 'read case', '', 0, 'ab')", ["entry 70 at place 0"]),
        (
            "UPDATE audit SET place = 90 WHERE place = 2; UPDATE audit SET place = 2 WHERE place = 5; UPDATE audit SET place = 5 WHERE place = 90",
            ["entry 5 at place 2", "entry 3 at place 3", "entry 2 at place 5", "entry 6 at place 6"],
        ),
    ],
)
def test_what_was_done_to_it_by_hand_is_found_and_named(url: str, db: Engine, tmp_path: Path, by: str, found: list[str]) -> None:
    sealed(db, 7)
    with db.begin() as book:
        execute(by)(book)
    told = runs(url, tmp_path, "audit", "verify")
    assert told.exit_code == 1
    lines = told.stderr.removeprefix("Error: ").splitlines()
    assert all(line.startswith(words) for line, words in zip(lines, found, strict=False)), lines
    assert len(lines) >= len(found)


def test_a_chain_that_was_made_anew_from_its_first_entry_is_known_by_a_seal_noted_down_before(url: str, db: Engine, tmp_path: Path) -> None:
    sealed(db, 7)
    noted_down = chain(url).last
    noted(db, 3, first=8)
    sealed(db)
    assert runs(url, tmp_path, "audit", "verify", "--seal", noted_down).exit_code == 0
    with db.begin() as book:
        execute("DELETE FROM audit WHERE id = 2; DELETE FROM counter WHERE name = 'audit sealed'; UPDATE audit SET place = NULL, seal = NULL")(book)
        audit.seal(book)
    assert runs(url, tmp_path, "audit", "verify").exit_code == 0
    told = runs(url, tmp_path, "audit", "verify", "--seal", noted_down)
    assert told.exit_code == 1
    assert "noted down" in told.stderr


def test_places_have_no_gap_though_several_processes_seal_and_note_at_once(url: str) -> None:
    def works(process: int) -> None:
        own = engines.writer(url)
        for n in range(12):
            noted(own, 5, first=100 * process + 5 * n)
            with own.begin() as book:
                audit.seal(book, most=7)
        own.dispose()

    processes = [threading.Thread(target=works, args=(n,)) for n in range(3)]
    for one in processes:
        one.start()
    for one in processes:
        one.join()
    own = engines.writer(url)
    while sealed(own):
        pass
    found = chain(url)
    assert (found.sealed, found.unsealed, found.troubles) == (180, 0, ())
    assert rows(own, "SELECT place FROM audit ORDER BY place") == [(n,) for n in range(1, 181)]
    own.dispose()


def test_an_earlier_entry_that_is_committed_later_gets_the_later_place(postgres_url: str) -> None:
    from storage import schema

    schema.upgrade(postgres_url)
    one = engines.writer(postgres_url)
    with one.connect() as slow:
        audit.note(slow, 1, "read case", "incident:1", None, 1.0)
        noted(one, 1, first=2)
        assert sealed(one) == 1
        slow.commit()
    assert sealed(one) == 1
    assert rows(one, "SELECT id, place FROM audit ORDER BY id") == [(1, 2), (2, 1)]
    assert chain(postgres_url).troubles == ()
    one.dispose()
