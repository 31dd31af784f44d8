"""A province's roster, 45,000 people in 4,500 units, through the command line: `python -m benchmarks.roster [--postgres]`; prints seconds."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import places, village
from bot.documents import tables
from storage import engines, schema, units
from tests import postgres

COMMUNES, HAMLETS, A_TEAM = 166, 27, 10
COLUMNS = ("ho_ten", "xung_ho", "don_vi", "don_vi_cap_tren", "vai_tro", "so_dien_thoai")
ROLES = ("Tổ trưởng", "Tổ phó", *["Tổ viên"] * (A_TEAM - 2))


def settle(url: str) -> None:
    """The tree, and nobody in it."""
    schema.upgrade(url)
    engine = engines.writer(url)
    with engine.begin() as db:
        province = units.add(db, "tinh", "tỉnh", "Mẫu", None, village.SINCE)
        for n in range(COMMUNES):
            commune = units.add(db, "xa", "xã", f"Mẫu {n}", province, village.SINCE)
            for h in range(HAMLETS):
                units.add(db, "thon", "thôn", f"{h + 1}", commune, village.SINCE)
    engine.dispose()


def rows(communes: int = COMMUNES) -> Iterator[dict[str, str]]:
    """As an office writes them."""
    for n in range(communes * HAMLETS * A_TEAM):
        hamlet = n // A_TEAM
        where = (f"Thôn {hamlet % HAMLETS + 1}", f"Xã Mẫu {hamlet // HAMLETS}")
        yield dict(zip(COLUMNS, (f"Nguyễn Văn Mẫu {n}", "", *where, ROLES[n % A_TEAM], f"09{n:08d}"), strict=True))


def load(url: str, at: Path, *more: str) -> float:
    """Seconds that the whole command takes."""
    begun = time.monotonic()
    command: Sequence[str] = (sys.executable, "bot.py", "people", "import", str(at / "roster.xlsx"), *more)
    told = {**os.environ, "DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(at)}
    done = subprocess.run(command, cwd=places.ROOT, env=told, capture_output=True, text=True, check=True)
    print(f"  {time.monotonic() - begun:5.1f} s  {' '.join(more) or 'import'}: {'; '.join(done.stdout.splitlines()[-2:])}", flush=True)
    return time.monotonic() - begun


def measure(name: str, url: str, at: Path) -> None:
    print(name)
    settle(url)
    for more in ("--dry-run", "", ""):
        load(url, at, *([more] if more else []))


def main() -> int:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--postgres", action="store_true", help="on PostgreSQL too")
    given = told.parse_args()
    with places.workshop() as at:
        (at / "roster.xlsx").write_bytes(tables.xlsx(COLUMNS, rows()))
        measure("SQLite", f"sqlite:///{at}/bot.db", at)
        if given.postgres:
            postgres.SETTINGS["fsync"] = "on"  # as an office runs it
            cluster = postgres.Cluster()
            measure("PostgreSQL", cluster.fresh(), at)
            cluster.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
