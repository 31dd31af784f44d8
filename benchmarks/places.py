"""Where benchmarks build and keep what they need, on the disk this folder lies on: a database in memory would tell another story."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILT = ROOT / ".bench"  # hidden, so that neither tests nor tools look into what Node brings along
RESULTS = HERE / "results"


class Missing(Exception):
    """This machine lacks something; the message says what, in one line."""


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder of its own, gone afterwards."""
    BUILT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="run-", dir=BUILT, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def fake_telegram() -> Path:
    """The fake server and load generator, compiled when its source is newer. Raises Missing."""
    source, program = HERE / "fake_telegram.c", BUILT / "fake_telegram"
    compiler = os.environ.get("CC") or next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)
    if compiler is None:
        raise Missing("there is no C compiler (Debian, Ubuntu: apt-get install gcc libc6-dev)")
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        _compile(compiler, source, program)
    return program


def _compile(compiler: str, source: Path, program: Path) -> None:
    """Beside it first: another process may be doing the same."""
    BUILT.mkdir(exist_ok=True)
    made = BUILT / f"fake_telegram-{os.getpid()}"
    done = subprocess.run([compiler, "-O2", "-o", str(made), str(source)], capture_output=True, text=True, check=False)
    if done.returncode:
        line = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr.strip()[:200])
        raise Missing(f"fake_telegram.c does not compile here (it needs Linux): {line}")
    made.replace(program)


def node_modules() -> Path:
    """The folder of grammY's packages, installed when they are not there yet. Raises Missing."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise Missing(f"there is no {program}")
    wanted, at = (HERE / "peers" / "package.json").read_bytes(), BUILT / "node"
    kept = at / "installed.json"
    if not kept.exists() or kept.read_bytes() != wanted:
        at.mkdir(parents=True, exist_ok=True)
        (at / "package.json").write_bytes(wanted)
        _install(at)
        kept.write_bytes(wanted)
    return at / "node_modules"


def _install(at: Path) -> None:
    command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(command, cwd=at, capture_output=True, text=True, timeout=300, check=False)
    except subprocess.TimeoutExpired:
        raise Missing("npm did not install grammY within five minutes") from None
    if done.returncode:
        raise Missing(f"npm cannot install grammY: {next(iter(done.stderr.splitlines()), 'it does not say why')[:150]}")
