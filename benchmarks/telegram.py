"""The fake Telegram (fake_telegram.c) as a process of ours: told whom to bring updates to, asked for runs and figures."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.request import ProxyHandler, build_opener

import psutil

from benchmarks import places
from tests.processes import free_port

_ours = build_opener(ProxyHandler({}))  # loopback, whatever proxy the machine has


class Died(Exception):
    """A process ended by itself; the text says which, and its last words."""


class Process:
    """One that ends with us; ``said`` is what it wrote. ``began`` is monotonic seconds."""

    def __init__(self, command: Sequence[str], at: Path, environment: Mapping[str, str] | None = None) -> None:
        dies_with_us = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
        self.name, self.log = Path(command[-1]).name, at / f"said-{free_port()}.txt"
        self.began = time.monotonic()
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen([*dies_with_us, *command], cwd=at, env=_environment(environment or {}), stdout=log, stderr=log)
        self.process = psutil.Process(self.popen.pid)

    def is_ready(self, port: int, path: str = "", at_most: float = 30.0) -> None:
        """Waits until it takes connections there, and says 200 at the ``path`` if one is given."""
        end = time.monotonic() + at_most
        while not _answers(port, path):
            if self.popen.poll() is not None or time.monotonic() > end:
                raise Died(f"{self.name} {'is not ready' if self.popen.poll() is None else 'ended'}: {self.said[-1500:]}")
            time.sleep(0.005)

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    @property
    def cpu(self) -> float:
        """Seconds of CPU until now."""
        used = self.process.cpu_times()
        return float(used.user + used.system)

    @property
    def most_memory(self) -> float:
        """MB of RSS at its highest."""
        status = Path(f"/proc/{self.popen.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024

    def ends(self) -> None:
        """Told to stop, then killed."""
        if self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(15)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()


def _answers(port: int, path: str) -> bool:
    try:
        if path:
            _ours.open(f"http://127.0.0.1:{port}{path}", timeout=1).close()
        else:
            socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:  # what urllib raises of other statuses is one too
        return False
    return True


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """Ours, without what would change what is measured."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith("DANVAN_") and not n.lower().endswith("_proxy")}
    return {**kept, "PYTHONPATH": str(places.ROOT), "PYTHONUNBUFFERED": "1", **more}


class Telegram:
    """Bot API and crowd; whoever enters it has it running."""

    def __init__(self, at: Path, scenario: Path, hook: str, secret: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [str(places.fake_telegram()), "--port", str(self.port), "--webhook", hook, "--scenario", str(scenario)]
        self.process = Process([*command, *(["--secret", secret] if secret else [])], at)

    def __enter__(self) -> Self:
        self.process.is_ready(self.port)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.process.ends()

    def asked(self, path: str, at_most: float = 60.0, **given: float) -> dict[str, Any]:
        query = "&".join(f"{name}={value:g}" for name, value in given.items())
        with _ours.open(f"{self.url}/_{path}?{query}", timeout=at_most) as answer:
            found: dict[str, Any] = json.loads(answer.read())
        return found

    def runs(self, users: int, conversations: int, most: float) -> dict[str, Any]:
        """Whole conversations, ``most`` seconds at the longest."""
        return self.asked("run", most + 30, users=users, conversations=conversations, most=most)

    def falls_silent(self, at_most: float = 30.0) -> float:
        """Waits until the bot has sent nothing for a while (alerts to leaders come after the replies); monotonic seconds of the last."""
        end = time.monotonic() + at_most
        before = self.asked("stats")
        while time.monotonic() < end:
            time.sleep(0.4)
            after = self.asked("stats")
            if after["api"] == before["api"]:
                return float(after["last_send"])
            before = after
        raise Died("the bot does not stop sending")
