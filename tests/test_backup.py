"""A backup holds everything as of one moment, brings it back on either kind of database, and a bad one changes nothing."""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlalchemy import Float, Integer, insert, text

from bot import backup, backup_file
from bot.backup_file import BadBackup
from bot.cli import cli
from bot.files import Files, load_key
from bot.talk import Notice, Outgoing, Peer
from handlers import sample
from storage import dump, engines, notices, outbox, people, schema
from storage.tables import meta

WORDS = 'Bà con thôn “Đồng Tiến”:\n\t\\ "12" ', "", "đã\N{COMBINING DOT BELOW}y 🌧️ %s :x"


class Place:
    """A database and a folder, and the commands typed there."""

    def __init__(self, url: str, at: Path) -> None:
        self.url, self.at = url, at
        at.mkdir(exist_ok=True)
        self.settings = {"DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(at)}

    def runs(self, *command: str, answer: str = "") -> Result:
        return CliRunner().invoke(cli, command, input=answer, env=self.settings)

    def backs_up(self, name: str = "one.backup") -> Path:
        file = self.at / name
        told = self.runs("backup", str(file))
        assert told.exit_code == 0, told.output
        return file

    def restores(self, file: Path, *more: str) -> Result:
        return self.runs("restore", str(file), "--yes", *more)

    def does(self, *statements: str) -> None:
        engine = engines.writer(self.url)
        with engine.begin() as db:
            for statement in statements:
                db.execute(text(statement))
        engine.dispose()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with dump.snapshot(self.url) as db:
            return [tuple(r) for r in db.execute(text(sql))]

    def sums(self) -> dict[str, list[Any]]:
        with dump.snapshot(self.url) as db:
            return {t.name: list(dump.checksum(db, t)) for t in dump.tables(db)}

    @property
    def key(self) -> bytes:
        return load_key(self.at / "key")[0]

    @property
    def files(self) -> Files:
        return Files(self.at / "files", self.key)

    def is_empty(self) -> bool:
        return backup.is_room(self.url, self.at / "files") and not list(self.at.glob(".*.part*"))


Elsewhere = Callable[[], Place]


@pytest.fixture
def here(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The machine that is backed up."""
    monkeypatch.chdir(tmp_path)  # where no .env of a developer lies
    made = Place(url, tmp_path / "here")
    load_key(made.at / "key")
    return made


@pytest.fixture
def elsewhere(here: Place, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Elsewhere]:
    """Makes empty machines with the same key, with a database of the other kind."""
    made, numbers = [], itertools.count()

    def make() -> Place:
        at = tmp_path / f"elsewhere{next(numbers)}"
        at.mkdir()
        shutil.copy(here.at / "key", at / "key")
        url = f"sqlite:///{at}/dan-van.db"
        if here.url.startswith("sqlite"):
            url = request.getfixturevalue("postgres").fresh(schema.upgrade)  # its empty tables are no hindrance
        else:
            shutil.copy(request.getfixturevalue("_empty_sqlite"), at / "dan-van.db")
        made.append(Place(url, at))
        return made[-1]

    yield make
    for place in made:
        if not place.url.startswith("sqlite"):
            request.getfixturevalue("postgres").drop(place.url)


def value(column: Any, table: str, n: int) -> Any:
    if column.foreign_keys:
        return 7 if column.nullable and n == 8 else n
    if column.nullable and n == 8:
        return None
    if isinstance(column.type, Float):
        return [1767225600.123457, 0.1 + 0.2, 3.0][n - 7]
    return n if isinstance(column.type, Integer) else f"{table}.{column.name} {n} {WORDS[n - 7]}"


def fill_every_table(place: Place) -> None:
    engine = engines.writer(place.url)
    with engine.begin() as db:
        for table in meta.sorted_tables:
            db.execute(insert(table), [{c.name: value(c, table.name, n) for c in table.c} for n in (7, 8, 9)])
            if "id" in table.c and db.dialect.name == "postgresql":  # the rows above took no number of its sequence
                db.execute(text(f"SELECT setval('{table.name}_id_seq', 9)"))
    engine.dispose()


# everything, and nothing twice ---------------------------------------------------------------------------------------
def test_every_row_of_every_table_comes_back_as_it_was_on_the_other_kind_of_database(here: Place, elsewhere: Elsewhere) -> None:
    fill_every_table(here)
    file, there = here.backs_up(), elsewhere()
    told = there.restores(file, "--go-on")
    assert told.exit_code == 0, told.output
    before, after = here.sums(), there.sums()
    assert before.keys() == after.keys() == meta.tables.keys() - {"lease"}
    assert [name for name in before if before[name] != after[name]] == ["audit"]
    (_, _, *last), *_ = there.rows("SELECT id, at, what, object FROM audit ORDER BY id DESC")
    assert last == ["changed database", ""]
    there.does("DELETE FROM audit WHERE what = 'changed database'")
    assert there.sums() == before
    assert not there.rows("SELECT * FROM lease")


def test_a_number_once_given_is_not_given_again(here: Place, elsewhere: Elsewhere) -> None:
    fill_every_table(here)
    add = "INSERT INTO person(name, joined_at) VALUES ('mới', 0)"
    here.does(
        "SELECT setval('person_id_seq', 20)" if here.url.startswith("postgresql") else "UPDATE sqlite_sequence SET seq = 20 WHERE name = 'person'"
    )
    here.does(add, "DELETE FROM person WHERE id > 9", "DELETE FROM offer")
    there = elsewhere()
    there.restores(here.backs_up())
    there.does(
        add,
        "INSERT INTO offer(peer, act_on, choices, shown_at) VALUES ('x', '', '[]', 0)",
        "INSERT INTO consent(person, version, at) VALUES (7, '1', 0)",
    )
    assert there.rows("SELECT max(id) FROM person") == [(22,)]
    assert there.rows("SELECT id FROM offer") == [(10,)]
    assert there.rows("SELECT max(id) FROM consent") == [(10,)]


def test_kept_files_come_back_and_open_and_what_was_erased_meanwhile_is_no_error(here: Place, elsewhere: Elsewhere) -> None:
    pictures = [os.urandom(size) for size in (0, 1, 3_000_000)]
    kept = [here.files.keep(data) for data in pictures]
    gone = here.files.keep(b"gone")
    here.files.keep(b"came later")
    here.files.erase(gone.name)
    columns = (
        "INSERT INTO attachment(inbox, channel, account, kind, ref, state, give_up_at, name) VALUES (1, 'phone', 'demo', 'photo', 'r', 'kept', 0, "
    )
    here.does(*(f"{columns}'{k.name}')" for k in (*kept, gone)))
    told, there = here.runs("backup", str(here.at / "one.backup")), elsewhere()
    assert "3 files, 1 erased meanwhile, 1 came later and are not in it" in told.stdout
    assert there.restores(here.at / "one.backup").exit_code == 0
    assert [there.files.read(k.name) for k in kept] == pictures
    assert len(list((there.at / "files").iterdir())) == 3
    assert stat.S_IMODE((there.at / "files" / kept[0].name).stat().st_mode) == 0o600


def test_one_of_an_older_schema_comes_back_at_the_newest(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    old, new = Place(f"sqlite:///{tmp_path}/old.db", tmp_path / "old"), Place(request.getfixturevalue("postgres_url"), tmp_path / "new")
    schema.upgrade(old.url, "0002")
    schema.upgrade(new.url)
    load_key(old.at / "key")
    shutil.copy(old.at / "key", new.at / "key")
    old.does(
        "INSERT INTO unit(id, level, kind, name, path, valid_from) VALUES (3, 'xa', 'xã', 'Mẫu', '/3/', '2025-07-01')",
        "INSERT INTO person(id, name, joined_at) VALUES (7, 'bác Bảy', 1.5)",
    )
    file = old.backs_up()
    assert schema.current(old.url) == "0002"  # a backup changes nothing
    told = new.restores(file)
    assert told.exit_code == 0, told.output
    assert schema.current(new.url) == schema.newest()
    assert new.rows("SELECT id, name, phone FROM person") == [(7, "bác Bảy", None)]
    assert new.rows("SELECT unit, name FROM unit_version") == [(3, "Mẫu")]


def test_the_file_is_its_owners_alone_and_holds_neither_words_nor_key(here: Place) -> None:
    here.does("INSERT INTO person(name, joined_at) VALUES ('Nguyen Van Nam', 0)")
    told, file = here.runs("backup", str(here.at / "one.backup")), here.at / "one.backup"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"Nguyen" not in file.read_bytes()
    assert here.key not in file.read_bytes()
    assert (here.at / "key").read_bytes().strip() not in file.read_bytes()
    assert "KEEP THE KEY FILE APART" in told.stderr
    assert [p.name for p in here.at.iterdir() if "part" in p.name] == []


def test_two_backups_of_the_same_have_no_piece_in_common(here: Place) -> None:
    first, second = here.backs_up("one").read_bytes(), here.backs_up("two").read_bytes()
    at = len(backup_file.MAGIC) + backup_file.SALT_BYTES + backup_file.CHECK_BYTES
    assert first[:at] != second[:at]
    assert not {first[n : n + 16] for n in range(at, len(first) - 16)} & {second[n : n + 16] for n in range(at, len(second) - 16, 16)}


# what waited ---------------------------------------------------------------------------------------------------------
def waits(here: Place, *, serves: bool) -> None:
    """Something of each kind waits; ``serves``: a bot is running."""
    engine, peer = engines.writer(here.url), Peer("telegram", "9", "77")
    with engine.begin() as db:
        sample.load(db, 0.0)
        who = people.add(db, "bác Bảy", 1.0)
        people.join(db, peer, who, 1.0)
        outbox.post(db, [(f"r:{n}", "reply", Outgoing(peer, "dạ")) for n in range(4)], 1.0)
        for once in ("now", "unreachable", "tomorrow"):
            notices.notify(db, who, Notice("alert", "Tin.", once, not_before=9e9 if once == "tomorrow" else 0.0), 1.0)
        if serves:
            db.execute(text("INSERT INTO lease(duty, owner, expires) VALUES ('send:telegram:9', 'host:1:2:ab', 9e9)"))
    engine.dispose()
    story = "INSERT INTO draft(key, story, owner, answers, state, touched, idled) VALUES"
    came = "INSERT INTO inbox(channel, account, event, peer, said_at, body, state) VALUES ('telegram', '9',"
    here.does(
        "UPDATE outbox SET state = 'sending', owner = 'host:1:2:ab' WHERE once = 'r:1'",
        "UPDATE outbox SET state = 'held' WHERE once = 'r:2'",
        "UPDATE outbox SET state = 'sent', body = NULL WHERE once = 'r:3'",
        "UPDATE notice SET state = 'unreachable' WHERE once = 'unreachable'",
        *(f"{came} '{n}', 'telegram:9:77', 1.0, 'words', '{state}')" for n, state in enumerate(("waiting", "ready", "claimed", "done"))),
        "INSERT INTO job(kind, once, due, payload, state) VALUES ('bots', 'j:1', 1.0, '{}', 'due'), ('bots', 'j:2', 9e9, '{}', 'due')",
        *(
            f"{story} ('{n}', 'baoviec', {n}, '{{}}', '{state}', 1.0, {idled})"
            for n, state, idled in ((1, "open", 1), (2, "open", 2), (3, "done", 0))
        ),
    )


def test_what_somebody_was_promised_or_speaks_to_nobody_is_done_all_the_same(here: Place, elsewhere: Elsewhere) -> None:
    waits(here, serves=True)
    row = "INSERT INTO job(kind, once, due, payload, state) VALUES"
    here.does(*(f"{row} ('{kind}', 'k:{kind}', 1.0, '{{}}', 'due')" for kind in ("erased", "rights_due", "forget", "seal", "unit_event", "requests")))
    there = elsewhere()
    assert "job 2," in there.restores(here.backs_up()).stdout
    assert {kind for (kind,) in there.rows("SELECT kind FROM job WHERE state = 'stopped'")} == {"bots", "requests"}


STATES = "SELECT state FROM {} ORDER BY id"


def states(place: Place) -> dict[str, list[str]]:
    return {table: [state for (state,) in place.rows(STATES.format(table))] for table in ("inbox", "outbox", "notice", "job")}


def test_what_waited_while_a_bot_ran_is_stopped_and_listed(here: Place, elsewhere: Elsewhere) -> None:
    waits(here, serves=True)
    there = elsewhere()
    told = there.restores(here.backs_up())
    assert "a bot was running" in told.stdout
    assert "stopped, for the other bot may have done it: inbox 3, outbox 3, notice 2, job 1, draft 1" in told.stdout
    assert states(there) == {
        "inbox": ["parked", "parked", "parked", "done"],
        "outbox": ["dropped", "dropped", "dropped", "sent"],
        "notice": ["stopped", "stopped", "waiting"],
        "job": ["stopped", "due"],
    }
    assert there.rows("SELECT DISTINCT reason, body, owner FROM outbox WHERE state = 'dropped'") == [("restored", None, None)]
    assert there.rows("SELECT idled FROM draft ORDER BY id") == [(2,), (2,), (0,)]
    there.does("INSERT INTO offer(peer, act_on, choices, shown_at) VALUES ('x', '', '[]', 0)")
    assert there.rows("SELECT id FROM offer")[0][0] > backup.AHEAD  # a button of the lost hours must not mean it
    listed = [line.split(",")[3:] for line in there.runs("export", "messages", "--format", "csv").stdout.splitlines()]
    assert listed.count(["dropped", "0", "restored"]) == 3
    assert listed.count(["dropped", "0", "stopped"]) == 2
    assert listed.count(["held", "0", "waiting"]) == 1


@pytest.mark.parametrize(("serves", "more"), [(True, "--go-on"), (False, "")])
def test_it_goes_on_where_no_bot_ran_or_the_operator_knows(here: Place, elsewhere: Elsewhere, serves: bool, more: str) -> None:
    waits(here, serves=serves)
    there = elsewhere()
    told = there.restores(here.backs_up(), *filter(None, [more]))
    assert "goes on at the next start: inbox 3, outbox 3, notice 2, job 1, draft 1" in told.stdout
    assert states(there) == states(here)


def test_a_bot_that_was_started_again_after_the_backup_is_known_to_the_operator_alone(here: Place, elsewhere: Elsewhere) -> None:
    waits(here, serves=False)
    there = elsewhere()
    assert "stopped" in there.restores(here.backs_up(), "--stop").stdout
    assert "queued" not in states(there)["outbox"]


# what is refused -----------------------------------------------------------------------------------------------------
def refused(told: Result, words: str) -> None:
    assert told.exit_code == 1
    assert words in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_it_is_restored_only_where_nothing_is(here: Place, elsewhere: Elsewhere) -> None:
    file, there = here.backs_up(), elsewhere()
    before = here.sums()
    refused(here.restores(file), "only where nothing is")
    assert here.sums() == before
    kept = there.files.keep(b"mine")
    refused(there.restores(file), "only where nothing is")
    assert there.files.read(kept.name) == b"mine"
    there.files.erase(kept.name)
    assert there.restores(file).exit_code == 0
    refused(there.restores(file), "only where nothing is")


def test_with_another_key_or_none_it_cannot_be_read(here: Place, elsewhere: Elsewhere) -> None:
    file, there = here.backs_up(), elsewhere()
    (there.at / "key").unlink()
    refused(there.restores(file), "the key file is missing")
    assert not (there.at / "key").exists()
    load_key(there.at / "key")
    refused(there.restores(file), "made with another key file")
    assert there.is_empty()


def test_one_of_a_newer_version_is_refused(here: Place, elsewhere: Elsewhere) -> None:
    there = elsewhere()
    here.does("UPDATE alembic_version SET version_num = '9999'")
    told = here.runs("backup", str(here.at / "one.backup"))
    refused(told, "newer version")
    here.does(f"UPDATE alembic_version SET version_num = '{schema.newest()}'")
    file = here.backs_up()
    file.write_bytes(backup_file.NAME + b"2\n" + file.read_bytes()[len(backup_file.MAGIC) :])
    refused(there.restores(file), "newer version")
    assert there.is_empty()


def test_what_the_other_database_does_not_take_leaves_nothing_behind(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """SQLite takes a NUL in a text, which PostgreSQL never does."""
    bad, there = Place(f"sqlite:///{tmp_path}/bad.db", tmp_path / "bad"), Place(request.getfixturevalue("postgres_url"), tmp_path / "there")
    schema.upgrade(bad.url)
    load_key(bad.at / "key")
    shutil.copy(bad.at / "key", there.at / "key")
    bad.does("INSERT INTO person(name, joined_at) VALUES ('a' || char(0) || 'b', 0)")
    refused(there.restores(bad.backs_up()), "does not take the rows of person")
    assert there.is_empty()
    bad.does("UPDATE person SET name = 'ab'")
    assert there.restores(bad.backs_up("two.backup")).exit_code == 0
    assert there.rows("SELECT name FROM person") == [("ab",)]


def test_rows_without_those_they_belong_to_are_refused_and_their_files_with_them(tmp_path: Path) -> None:
    bad, there = (Place(f"sqlite:///{tmp_path}/{name}.db", tmp_path / name) for name in ("bad", "there"))
    schema.upgrade(bad.url)
    load_key(bad.at / "key")
    shutil.copy(bad.at / "key", there.at / "key")
    kept = bad.files.keep(b"picture")
    columns = "attachment(inbox, channel, account, kind, ref, state, give_up_at, name)"
    bad.does(f"INSERT INTO {columns} VALUES (1, 'phone', 'demo', 'photo', 'r', 'kept', 0, '{kept.name}')")
    with sqlite3.connect(tmp_path / "bad.db") as db:  # which asks for no parents unless told to
        db.execute("INSERT INTO account(peer, person, since) VALUES ('phone:demo:1', 99, 0)")
    refused(there.restores(bad.backs_up()), "without those they belong to")
    assert there.is_empty()
    bad.does("DELETE FROM account")
    assert there.restores(bad.backs_up("two.backup")).exit_code == 0
    assert there.files.read(kept.name) == b"picture"


def test_a_backup_is_never_written_over_what_is_none(here: Place) -> None:
    (here.at / "notes.txt").write_text("dear diary")
    refused(here.runs("backup", str(here.at / "notes.txt")), "is no backup")
    assert (here.at / "notes.txt").read_text() == "dear diary"
    assert here.backs_up("one").read_bytes() != here.backs_up("one").read_bytes()


def test_without_a_yes_nothing_is_restored(here: Place, elsewhere: Elsewhere) -> None:
    file, there = here.backs_up(), elsewhere()
    assert there.runs("restore", str(file), answer="n\n").exit_code == 1
    assert there.is_empty()
    assert there.runs("restore", str(file), answer="y\n").exit_code == 0


def test_a_place_without_a_database_has_nothing_to_back_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    place = Place(f"sqlite:///{tmp_path}/none.db", tmp_path)
    refused(place.runs("backup", "one"), "there is no database yet")
    assert [p.name for p in tmp_path.iterdir()] == []


def test_before_its_first_run_a_machine_is_told_to_run_once_and_gets_no_key_from_a_backup(here: Place) -> None:
    (here.at / "key").unlink()
    refused(here.runs("backup", str(here.at / "one")), "run it once (python bot.py run)")
    assert not (here.at / "key").exists()
    assert not (here.at / "one").exists()


def test_without_a_database_the_same_is_said_whether_its_file_or_its_tables_are_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    place = Place(f"sqlite:///{tmp_path}/none.db", tmp_path)
    load_key(tmp_path / "key")
    told = [place.runs("backup", "one").stderr]
    (tmp_path / "none.db").touch()
    told.append(place.runs("backup", "one").stderr)
    assert told == [f"Error: {schema.NO_DATABASE}\n"] * 2


# whatever the bytes --------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """(a backup with people, pictures and several pieces, its key)."""
    place = Place(f"sqlite:///{tmp_path_factory.mktemp('good')}/bot.db", tmp_path_factory.mktemp("good"))
    schema.upgrade(place.url)
    load_key(place.at / "key")
    fill_every_table(place)
    kept = place.files.keep(os.urandom(5000))
    place.does(f"UPDATE attachment SET state = 'kept', name = '{kept.name}' WHERE id = 7")
    return place.backs_up().read_bytes(), place.key


def pieces_of(data: bytes) -> list[bytes]:
    """The head, then each sealed piece with its length."""
    at = len(backup_file.MAGIC) + backup_file.SALT_BYTES + backup_file.CHECK_BYTES
    found = [data[:at]]
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        found.append(data[at:end])
        at = end
    return found


@st.composite
def spoiled(draw: st.DrawFn, good: bytes) -> bytes:
    """Something done to it: to a byte, to its length, to the order of its pieces; or other bytes altogether."""
    kind = draw(st.sampled_from(["flip", "cut", "append", "lose", "double", "swap", "splice", "random"]))
    pieces, at = pieces_of(good), draw(st.integers(0, len(good) - 1))
    which, other = draw(st.integers(1, len(pieces) - 1)), draw(st.integers(1, len(pieces) - 1))
    if kind == "flip":
        return good[:at] + bytes([good[at] ^ draw(st.integers(1, 255))]) + good[at + 1 :]
    if kind == "cut":
        return good[:at]
    if kind == "append":
        return good + draw(st.binary(min_size=1, max_size=50))
    if kind == "lose":
        return b"".join(pieces[:which] + pieces[which + 1 :])
    if kind == "double":
        return b"".join([*pieces[:which], pieces[which], *pieces[which:]])
    if kind == "swap":
        pieces[which], pieces[other] = pieces[other], pieces[which]
        return b"".join(pieces)
    if kind == "splice":
        return good[:at] + draw(st.binary(max_size=200)) + good[at + draw(st.integers(0, 200)) :]
    return draw(st.sampled_from([b"", backup_file.MAGIC])) + draw(st.binary(max_size=500))


@given(data=st.data())
@how(max_examples=300, deadline=None)
def test_of_a_spoiled_backup_nothing_is_ever_restored(
    good: tuple[bytes, bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole, key = good
    bad = data.draw(spoiled(whole))
    at = tmp_path_factory.getbasetemp() / "spoiled"
    at.mkdir(exist_ok=True)
    file = at / "bad.backup"
    file.write_bytes(bad)
    if bad == whole:
        assert backup.examine(file, key)[1].rows
        return
    with pytest.raises(BadBackup):
        backup.restore(file, key, f"sqlite:///{at}/new.db", at / "files", 0.0, stop=True)
    assert [p.name for p in at.iterdir()] == ["bad.backup"]


def test_cut_anywhere_between_two_pieces_it_is_cut_short(good: tuple[bytes, bytes], tmp_path: Path) -> None:
    pieces, file = pieces_of(good[0]), tmp_path / "cut"
    for n in range(1, len(pieces)):
        file.write_bytes(b"".join(pieces[:n]))
        with pytest.raises(BadBackup, match="cut short"):
            backup.examine(file, good[1])
