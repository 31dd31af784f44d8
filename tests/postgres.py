"""A private PostgreSQL for the tests: one cluster a test process, started when first asked for, gone when the process is."""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "fsync": "off",  # tests kill the bot, never the machine: what the server has is what counts
    "timezone": "UTC",
    "log_min_messages": "warning",
}
START_TRIES, START_SECONDS, STOP_SECONDS = 3, 60, 20


class Unavailable(Exception):
    """This machine has no PostgreSQL that we can start; the message says why."""


class Cluster:
    """A running server and the databases made in it."""

    def __init__(self) -> None:
        """Makes the cluster and starts it; Unavailable when it cannot be."""
        self._bin, self._user = _server_programs(), _unprivileged()
        self._password = secrets.token_hex(8)
        self._numbers = itertools.count(1)
        self._templates: dict[Callable[[str], None], str] = {}
        self._idle: dict[Callable[[str], None], list[str]] = {}
        self.home = Path(tempfile.mkdtemp(prefix="danvan-pg-"))  # not under pytest's: that one only root may enter, and its path is too long
        try:
            self._make()
            self._server, self.port = self._start()
        except BaseException:
            shutil.rmtree(self.home, ignore_errors=True)
            raise

    @property
    def pid(self) -> int:
        return self._server.pid

    @contextlib.contextmanager
    def lent(self, prepared_by: Callable[[str], None]) -> Iterator[str]:
        """The URL of a database with the tables that ``prepared_by(url)`` makes and no rows in them; it may have served before."""
        idle = self._idle.setdefault(prepared_by, [])
        url = idle.pop() if idle else self.fresh(prepared_by)
        yield url
        self._empty(url.rpartition("/")[2])
        idle.append(url)

    def _empty(self, database: str) -> None:
        """Ends whatever is still connected, and removes all rows: much less work than another database."""
        with self._connect(database) as db:
            db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            tables = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'").fetchall()
            db.execute("SET session_replication_role = replica")  # whatever refers to whatever
            for (table,) in tables:
                db.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            db.execute("SELECT setval(format('%I', sequencename)::regclass, start_value, false) FROM pg_sequences WHERE last_value IS NOT NULL")

    def fresh(self, prepared_by: Callable[[str], None] | None = None) -> str:
        """The URL of a new database: empty, or a copy of one that ``prepared_by(url)`` filled once and left without a connection."""
        template = "template0" if prepared_by is None else self._template(prepared_by)
        return self._create(f"test_{next(self._numbers)}", template)

    def drop(self, url: str) -> None:
        """Ends whatever is still connected to a fresh database, and removes it."""
        name = url.rpartition("/")[2]
        self._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        """Stops the server by its pid and removes its files."""
        _end(self._server)
        shutil.rmtree(self.home, ignore_errors=True)

    def _template(self, prepared_by: Callable[[str], None]) -> str:
        if prepared_by not in self._templates:
            name = f"template_{len(self._templates) + 1}"
            url = self._create(name, "template0")
            prepared_by(url)
            self._templates[prepared_by] = name
        return self._templates[prepared_by]

    def _create(self, name: str, template: str) -> str:
        self._administer(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return self._url(name)

    def _url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres:{self._password}@127.0.0.1:{self.port}/{database}"

    def _administer(self, statement: sql.Composed) -> None:
        with self._connect() as db:
            db.execute(statement)

    def _connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", password=self._password, dbname=database, autocommit=True, connect_timeout=10
        )

    def _make(self) -> None:
        password = self.home / "password"
        password.write_text(self._password)
        if self._user:
            for path in (self.home, password):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)
        made = self._as_user(
            "initdb",
            "-D",
            str(self.home / "data"),
            "-U",
            "postgres",
            "--auth=password",
            f"--pwfile={password}",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )
        if made.wait(START_SECONDS):
            raise Unavailable(f"initdb failed: {self._log()}")

    def _start(self) -> tuple[subprocess.Popen[bytes], int]:
        for _ in range(START_TRIES):  # somebody may take the free port before the server does
            self.port = _free_port()
            options = itertools.chain.from_iterable(("-c", f"{name}={value}") for name, value in SETTINGS.items())
            server = self._as_user("postgres", "-D", str(self.home / "data"), "-p", str(self.port), "-k", str(self.home), *options)
            if self._answers(server):
                return server, self.port
            _end(server)
        raise Unavailable(f"the server did not start: {self._log()}")

    def _answers(self, server: subprocess.Popen[bytes]) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and server.poll() is None:
            try:
                self._connect().close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False

    def _as_user(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Runs a server program as somebody who is not root; it is interrupted (a fast stop) when this process dies."""
        with (self.home / "log").open("ab") as log:
            return subprocess.Popen(
                [*_ends_with_us(self._user), str(self._bin / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
                start_new_session=True,
            )

    def _log(self) -> str:
        return (self.home / "log").read_text(errors="replace").strip()[-300:]


def _server_programs() -> Path:
    """The folder of initdb and postgres: on the PATH, or the newest of Debian's."""
    on_path = [Path(found).parent for name in ("initdb", "postgres") if (found := shutil.which(name))]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: [int(n) for n in p.parent.name.split(".") if n.isdigit()], reverse=True)
    for folder in (*on_path, *debian):
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
            return folder
    raise Unavailable("PostgreSQL's server is not installed (Debian, Ubuntu: apt-get install postgresql)")


def _unprivileged() -> pwd.struct_passwd | None:
    """Whom to run the server as: None for ourselves, since PostgreSQL refuses only root."""
    if os.geteuid() != 0:
        return None
    if shutil.which("setpriv") is None:
        raise Unavailable("PostgreSQL does not run as root, and there is no setpriv to become somebody else")
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Unavailable("PostgreSQL does not run as root, and there is no user postgres or nobody")


def _ends_with_us(user: pwd.struct_passwd | None) -> list[str]:
    """The command in front: another user where needed, and a signal to the server should we die without stopping it."""
    if shutil.which("setpriv") is None:
        return []
    become = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"] if user else []
    return ["setpriv", *become, "--pdeathsig", "INT"]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _end(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is not None:
        return
    server.send_signal(signal.SIGINT)  # a fast stop: open transactions are rolled back
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
