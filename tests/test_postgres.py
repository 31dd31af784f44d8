"""The tests' own PostgreSQL: that it is private, that databases do not see each other, and that it leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.missing import missing
from tests.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent


def ask(url: str, question: str) -> object:
    with psycopg.connect(url.replace("+psycopg", "")) as db:
        row = db.execute(question).fetchone()
        return row and row[0]


def notes_table(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", "")) as db:
        db.execute("CREATE TABLE note AS SELECT 'đã ghi' AS line")


def stops(pid: int) -> bool:
    """Whether a process that is not our child ends within ten seconds; if not, it is killed."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    return False


def test_two_fresh_databases_share_nothing(postgres: Cluster) -> None:
    one, other = postgres.fresh(), postgres.fresh()
    notes_table(one)
    assert ask(one, "SELECT line FROM note") == "đã ghi"
    assert ask(other, "SELECT to_regclass('note')") is None


def test_a_prepared_database_is_copied_and_the_copies_are_independent(postgres: Cluster) -> None:
    one, other = postgres.fresh(notes_table), postgres.fresh(notes_table)
    with psycopg.connect(one.replace("+psycopg", "")) as db:
        db.execute("DELETE FROM note")
    assert ask(other, "SELECT line FROM note") == "đã ghi"


def numbered_table(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", "")) as db:
        db.execute("CREATE TABLE leaf (id serial PRIMARY KEY, branch integer REFERENCES leaf (id))")


def test_a_database_that_is_lent_again_has_no_rows_and_counts_from_one(postgres: Cluster) -> None:
    with postgres.lent(numbered_table) as first, psycopg.connect(first.replace("+psycopg", "")) as db:
        db.execute("INSERT INTO leaf (branch) VALUES (NULL), (1), (2)")
        db.commit()
        db.execute("LOCK TABLE leaf")  # and is not let go
    with postgres.lent(numbered_table) as again, psycopg.connect(again.replace("+psycopg", "")) as db:
        assert again == first
        assert db.execute("INSERT INTO leaf DEFAULT VALUES RETURNING id").fetchall() == [(1,)]
        assert db.execute("SELECT count(*) FROM leaf").fetchall() == [(1,)]
        with postgres.lent(numbered_table) as other:
            assert other != first, "one that is still in use is lent to nobody else"


def test_a_database_in_use_can_still_be_dropped(postgres: Cluster) -> None:
    url = postgres.fresh()
    with psycopg.connect(url.replace("+psycopg", "")) as held:
        postgres.drop(url)
        with pytest.raises(psycopg.OperationalError):
            held.execute("SELECT 1")


def test_nobody_gets_in_without_the_password(postgres: Cluster) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host="127.0.0.1", port=postgres.port, user="postgres", password="guess", dbname="postgres")


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="without setpriv nobody tells the server that its test process died")
@pytest.mark.usefixtures("postgres")
def test_the_server_stops_when_its_test_process_is_killed() -> None:
    code = "import time; from tests.postgres import Cluster; c = Cluster(); print(c.pid, c.home, flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as doomed:
        assert doomed.stdout is not None
        server, home = doomed.stdout.readline().split()
        doomed.kill()
    stopped = stops(int(server))
    shutil.rmtree(home)
    assert stopped


def test_what_is_missing_skips_at_home_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DANVAN_CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no browser"):
        missing("no browser")
    monkeypatch.setenv("DANVAN_CI", "1")
    with pytest.raises(pytest.fail.Exception, match="no browser"):
        missing("no browser")
