"""The real process is killed with kill -9 under load: nothing it acknowledged is lost, nothing is done twice. Other moments every day."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from benchmarks.torture_audit import Verdict
from benchmarks.torture_runs import MOST_RESTARTS, poisoned_run, run
from tests.processes import Mode

KILLS = 3  # in each mode on each database
LATEST = 1.5  # seconds until a kill
BASE = int(os.environ.get("DANVAN_SEED") or 100 * time.localtime().tm_yday)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice_however_often_the_bot_is_killed(url: str, tmp_path: Path, mode: Mode) -> None:
    first = BASE + KILLS * (mode == "webhook")
    found = await run(tmp_path, url, mode, range(first, first + KILLS), LATEST)
    well(found)
    assert found.kills == KILLS
    assert found.filed > 0


async def test_a_turn_that_kills_the_process_is_parked_and_everybody_else_is_served(url: str, tmp_path: Path) -> None:
    if not url.startswith("sqlite"):
        pytest.skip("one database is enough: the rows are counted in the same way on both")
    found = await poisoned_run(tmp_path, url)
    well(found)
    assert 1 <= found.kills <= MOST_RESTARTS


def well(found: Verdict) -> None:
    assert not found.problems, f"again with DANVAN_SEED={BASE}: {found}"
    assert (found.lost, found.twice, found.doubled) == (0, 0, 0)
