"""The commands about places, as an office types and scripts them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli

HEAD = "cap,loai,ten,ten_cap_tren,ma"
COLUMNS = ["id", "level", "kind", "name", "path", "parent_id", "valid_from", "valid_to"]


class Desk:
    """An operator's, with a commune of three hamlets."""

    def __init__(self, url: str, at: Path) -> None:
        self.at, self.settings = at, {"DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(at), "DANVAN_CLOCK_FILE": str(at / "clock")}
        (at / "clock").write_text("2026-11-24T09:00:00")
        self.imports("tinh,tỉnh,Mẫu,,", "xa,xã,A,tỉnh Mẫu,", *(f"thon,thôn,{n},xã A," for n in (1, 2, 3)), more=("--on", "2025-07-01"))

    def runs(self, *command: str, typed: str = "") -> Result:
        return CliRunner().invoke(cli, ["units", *command], env=self.settings, input=typed)

    def told(self, *command: str) -> str:
        result = self.runs(*command)
        assert result.exit_code == 0, result.output
        return result.stdout

    def imports(self, *rows: str, more: tuple[str, ...] = ()) -> Result:
        file = self.at / "units.csv"
        file.write_text("\n".join([HEAD, *rows]), encoding="utf-8-sig")
        return self.runs("import", str(file), *more)

    def listed(self, *more: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.told("list", "--format", "jsonl", *more).splitlines()]

    def id(self, title: str) -> int:
        return int(next(u["id"] for u in reversed(self.listed()) if f"{u['kind']} {u['name']}" == title))

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.told("events").splitlines()]


@pytest.fixture
def desk(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)  # where no .env of a developer lies
    return Desk(url, tmp_path)


def test_a_table_with_one_bad_row_is_not_imported_unless_asked(desk: Desk) -> None:
    rows = ("thon,thôn,4,xã A,", "thon,thôn,5,xã B,")
    for more in ((), ("--dry-run",)):
        told = desk.imports(*rows, more=more)
        assert told.exit_code == 1
        assert told.stderr.count("\n") == 1
        assert "add      line 2: thôn 4, xã A" in told.stdout
        assert "NOT READ line 3: there is no 'xã B' for it to lie in" in told.stdout
        assert "nothing was imported" in told.stdout
        assert len(desk.listed()) == 5
    assert desk.imports(*rows, more=("--skip-bad", "--close-missing")).exit_code == 1
    assert len(desk.listed()) == 5
    done = desk.imports(*rows, more=("--skip-bad",))
    assert done.exit_code == 0
    assert "added    line 2: thôn 4, xã A" in done.stdout
    assert "added: 1, renamed: 0" in done.stdout
    assert "to add" not in done.stdout
    assert desk.listed()[-1]["path"] == "tỉnh Mẫu / xã A / thôn 4"
    again = desk.imports(*rows[:1], more=("--dry-run",))
    assert (again.exit_code, "there already: 1" in again.stdout, "missing: 3" in again.stdout, "to add: 0" in again.stdout) == (0, True, True, True)


NO_TABLES = [("", "empty"), ("một,hai\n1,2", "no heading"), ("cap,loai,ten\nthon,thôn,1", "has no column ten_cap_tren")]
WANTED = "its headings are to be cap, loai, ten, ten_cap_tren, ma"


def test_a_file_that_is_no_such_table_is_refused_in_one_line(desk: Desk) -> None:
    for text, reason in NO_TABLES:
        (desk.at / "no.csv").write_text(text, encoding="utf-8")
        told = desk.runs("import", str(desk.at / "no.csv"))
        assert (told.exit_code, told.stdout, told.stderr.count("\n")) == (1, "", 1)
        assert reason in told.stderr
        assert (WANTED in told.stderr) == bool(text)


def test_an_event_is_shown_asked_about_done_and_undone(desk: Desk) -> None:
    before = desk.listed()
    order = ["merge", str(desk.id("thôn 1")), str(desk.id("thôn 2")), "--name", "Chung", "--document", "12/NQ-HĐND"]
    shown = desk.told(*order, "--dry-run")
    assert "thôn 1" in shown
    assert "teams expected of xã A: 3 before, 2 after" in shown
    assert "nothing was changed" in shown
    assert desk.runs(*order, typed="n\n").exit_code == 1
    assert (desk.listed(), desk.events()) == (before, [])
    assert "event 1 is done" in desk.runs(*order, typed="y\n").stdout
    assert [u["name"] for u in desk.listed("--on", "2026-11-24")] == ["Mẫu", "A", "3", "Chung"]
    assert [u["name"] for u in desk.listed("--on", "2026-11-23")] == ["Mẫu", "A", "1", "2", "3"]
    (told,) = desk.events()
    assert (told["kind"], told["on"], told["document"], told["state"]) == ("merge", "2026-11-24", "12/NQ-HĐND", "done")
    assert told["becomes"] == [f"thôn Chung ({desk.id('thôn Chung')})"]
    asked = desk.runs("undo", "1", typed="n\n")
    assert asked.exit_code == 1
    for what in ("event 1, done: merge on 2026-11-24, by 12/NQ-HĐND", "thôn 1 (3), thôn 2 (4) -> thôn Chung (", "0 held again, 0 gone"):
        assert what in asked.stdout
    desk.told("undo", "1", "--yes")
    assert desk.listed() == before
    again = desk.runs("undo", "1", "--yes")
    assert (again.exit_code, again.stderr) == (1, "Error: event 1 is undone already\n")


def test_what_depends_on_an_event_is_shown_before_anybody_is_asked(desk: Desk) -> None:
    one, by = str(desk.id("thôn 1")), ("--document", "1/QD", "--yes")
    desk.told("rename", one, "--name", "Một", *by)
    desk.told("rename", one, "--name", "Nhất", *by)
    told = desk.runs("undo", "1")
    assert "event 1, done: rename" in told.stdout
    assert "in the way: event 2 (rename, 2026-11-24) came later and speaks of the same units" in told.stdout
    assert (told.exit_code, "undo event 1?" in told.stdout, told.stderr.count("\n")) == (1, False, 1)
    assert "-> thôn Nhất" in desk.runs("undo", "2", typed="n\n").stdout
    assert desk.runs("undo", "9", "--yes").stderr == "Error: there is no event 9\n"


def test_two_heads_of_one_unit_are_noted_without_their_names(desk: Desk) -> None:
    (desk.at / "r.csv").write_text("ho_ten,don_vi,vai_tro\nLê Văn Mẫu,thôn 1,tổ trưởng\nLê Văn Tú,thôn 2,tổ trưởng\n", encoding="utf-8")
    assert CliRunner().invoke(cli, ["people", "import", str(desk.at / "r.csv")], env=desk.settings).exit_code == 0
    shown = desk.told("merge", str(desk.id("thôn 1")), str(desk.id("thôn 2")), "--name", "Chung", "--document", "1/QD", "--dry-run")
    assert "note: thôn Chung (new) will have 2 to_truong: the block has to choose one\n" in shown
    listed = CliRunner().invoke(cli, ["people", "list"], env=desk.settings).stdout
    assert [json.loads(line)["unit"] for line in listed.splitlines()] == ["thôn 1", "thôn 2"]


def test_every_event_can_be_typed(desk: Desk) -> None:
    one, two, three, commune = (str(desk.id(title)) for title in ("thôn 1", "thôn 2", "thôn 3", "xã A"))
    by = ("--document", "1/QD", "--yes")
    desk.told("rename", one, "--kind", "khu phố", *by)
    desk.told("split", commune, "--part", commune, "--part", "phường:B", "--child", f"{two}=2", *by)
    ward = str(desk.id("phường B"))
    desk.told("move", three, "--to", ward, *by)
    desk.told("merge", two, three, "--into", three, "--name", "Ba Mới", *by)
    desk.told("split", one, "--part", "thôn:Đông", "--part", three, *by)
    desk.told("close", str(desk.id("thôn Đông")), *by)
    desk.told("merge", commune, "--into", ward, "--carry-roles", *by)
    assert [u["path"] for u in desk.listed("--on", "2026-11-24")] == ["tỉnh Mẫu", "tỉnh Mẫu / phường B / thôn Ba Mới", "tỉnh Mẫu / phường B"]
    assert len(desk.events()) == 7
    for number in range(7, 0, -1):
        desk.told("undo", str(number), "--yes")
    assert [u["name"] for u in desk.listed()] == ["Mẫu", "A", "1", "2", "3"]


def test_an_event_of_a_day_to_come_waits_and_can_be_taken_back(desk: Desk) -> None:
    told = desk.told("rename", str(desk.id("thôn 1")), "--name", "Một", "--document", "1/QD", "--on", "2027-01-01", "--yes")
    assert "event 1 waits for 2027-01-01" in told
    assert [e["state"] for e in desk.events()] == ["waiting"]
    assert desk.events()[0]["why_not"] == ""
    desk.told("close", str(desk.id("thôn 1")), "--document", "2/QD", "--yes")
    assert "is no more since 2026-11-24" in desk.events()[0]["why_not"]
    desk.told("undo", "1", "--yes")
    assert [e["state"] for e in desk.events()] == ["undone", "done"]


def test_one_whose_day_came_while_nothing_ran_is_done_before_the_next(desk: Desk) -> None:
    desk.told("rename", str(desk.id("thôn 1")), "--name", "Một", "--document", "1/QD", "--on", "2027-01-01", "--yes")
    (desk.at / "clock").write_text("2027-02-01T09:00:00")
    assert "thôn Một" in desk.told("rename", str(desk.id("thôn 1")), "--name", "Nhất", "--document", "2/QD", "--yes")
    assert [e["state"] for e in desk.events()] == ["done", "done"]
    assert [u["name"] for u in desk.listed("--on", "2027-01-15")][2] == "Một"


def test_every_event_has_a_paper(desk: Desk) -> None:
    for typed in (("close", str(desk.id("thôn 1"))), ("import", str(desk.at / "units.csv"))):
        told = desk.runs(*typed, "--document", " ")
        assert (told.exit_code, told.stderr.count("\n"), "--document" in told.stderr) == (1, 1, True)


def test_what_an_import_cannot_close_is_said_before_and_nothing_is_done(desk: Desk) -> None:
    desk.imports("xa,xã,B,tỉnh Mẫu,")
    for more in (("--dry-run",), ()):
        told = desk.imports("xa,xã,B,tỉnh Mẫu,", more=(*more, "--close-missing"))
        assert (told.exit_code, "NOT READ --close-missing:" in told.stdout, "nothing was imported" in told.stdout) == (1, True, True)


def test_units_are_there_from_the_day_that_is_told(desk: Desk) -> None:
    desk.imports("thon,thôn,9,xã A,", more=("--from", "2026-01-02"))
    assert desk.listed()[-1]["valid_from"] == "2026-01-02"


WRONG = [
    (("rename", "99", "--name", "x"), "there is no unit 99"),
    (("merge", "3", "4"), "say what they become"),
    (("split", "3", "--part", "x", "--part", "y"), "two words parted by ':'"),
    (("split", "3", "--part", "3", "--part", "thôn:x", "--child", "a=1"), "two numbers"),
    (("move", "3", "--to", "4"), "cannot lie in"),
    (("merge", "3", "4", "--into", "2"), "is a xa, not a thon"),
    (("close", "2"), "is still in it"),
]


def test_what_cannot_be_is_said_in_one_line(desk: Desk) -> None:
    for typed, reason in WRONG:
        told = desk.runs(*typed, "--document", "1/QD", "--yes")
        assert (told.exit_code, told.stderr.count("\n")) == (1, 1)
        assert reason in told.stderr


def test_the_province_is_loaded_once_and_listed_at_any_date(desk: Desk) -> None:
    assert desk.told("load", "thanhhoa") == "167 units are new\n"
    assert desk.told("load", "thanhhoa", "--with-2022") == "573 units are new\n"
    assert desk.told("load", "thanhhoa", "--with-2022") == "0 units are new\n"
    communes = [str(u["id"]) for u in desk.listed("--on", "2026-11-24") if u["level"] == "xa"][-4:]
    desk.told("rename", communes[0], "--name", "Tên Mới", "--document", "1/NQ", "--yes")
    desk.told("merge", communes[1], "--into", communes[2], "--document", "2/NQ", "--yes")
    desk.imports("cum,cụm,1,tỉnh Thanh Hóa,")
    desk.told("move", communes[3], "--to", str(desk.id("cụm 1")), "--document", "3/NQ", "--yes")
    assert desk.told("load", "thanhhoa") == "0 units are new\n"
    rows = desk.listed("--on", "2025-06-30")
    assert list(rows[0]) == COLUMNS
    assert {u["level"] for u in rows} == {"tinh", "huyen", "xa"}
    old = next(u for u in rows if u["name"] == "Hà Vinh")
    assert (old["path"], old["valid_from"], old["valid_to"]) == ("tỉnh Thanh Hóa / huyện Hà Trung / xã Hà Vinh", "2022-01-01", "2025-07-01")
    assert desk.runs("list", "--format", "csv").stdout_bytes.startswith(b"\xef\xbb\xbfid,level,kind,name,path,parent_id,valid_from,valid_to")
