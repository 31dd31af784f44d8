"""Requests about one's own data, as the operator sees them: numbers and dates, never a name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from bot.cli import cli
from bot.story import Here
from bot.talk import Peer, Speaker
from handlers import rights, sample
from storage import engines, people, rights_requests, roles, units
from storage.tables import notice

NAME, MONDAY = "Nguyễn Văn Bảy", 1_796_000_400.0  # 08:00 on 30 November 2026, local time
CHAT = Peer("telegram", "1", "1001")


def command(url: str, at: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, list(words), env={"DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(at), "DANVAN_CLOCK_FILE": ""})


def listed(url: str, at: Path) -> list[dict[str, Any]]:
    done = command(url, at, "rights", "list", "--format", "jsonl")
    assert done.exit_code == 0, done.output
    assert NAME not in done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_an_open_request_is_asked_once_told_once_listed_and_noted_as_done(url: str, tmp_path: Path) -> None:
    engine = engines.writer(url)
    with engine.begin() as db:
        sample.load(db, MONDAY)
        hamlet = next(u for u in units.everything(db) if u.level == "thon")
        province = next(u for u in units.everything(db) if u.level == "tinh")
        me, operator = people.add(db, NAME, MONDAY), people.add(db, "Quản", MONDAY)
        people.join(db, CHAT, me, MONDAY)
        people.join(db, Peer("telegram", "1", "1002"), operator, MONDAY)
        roles.give(db, me, hamlet.id, "to_truong", MONDAY)
        roles.give(db, operator, province.id, "quan_tri", MONDAY)
        here = Here(db, Speaker(CHAT, NAME, people.find(db, me, MONDAY)), MONDAY)
        first, again = rights.wait(here, "xoa", ["to truong"]), rights.wait(here, "xoa", ["to truong"])
        rights_requests.add(db, me, "dulieu", MONDAY, rights.due(db, MONDAY), done=True)
        assert first == again
        assert db.execute(notice.select()).mappings().one()["person"] == operator
    open_, done = listed(url, tmp_path)
    assert (open_["what"], open_["at"], open_["due"]) == ("xoa", "2026-11-30T08:00:00+07:00", "2026-12-02T17:00:00+07:00")
    assert (open_["done_at"], open_["person"], done["state"]) == (None, me, "done")
    assert command(url, tmp_path, "rights", "done", str(open_["id"])).exit_code == 0
    assert command(url, tmp_path, "rights", "done", str(open_["id"])).exit_code == 1
    assert [r["state"] for r in listed(url, tmp_path)] == ["done", "done"]
    engine.dispose()


def test_what_is_not_done_in_time_is_late() -> None:
    asked = rights_requests.RightsRequest(1, 2, "xoa", MONDAY, MONDAY + 10, None)
    assert [asked.state(MONDAY + seconds) for seconds in (10, 11)] == ["open", "late"]
