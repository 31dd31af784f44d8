"""The roster of an office: what it brings, what it says twice, what cannot be read; and the codes on paper for those who are expected."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
import segno
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.cli import cli
from bot.cli_planned import carried_out
from bot.documents import sheets, slips, tables
from bot.documents.sheets import Row, Sheet
from bot.documents.slips import Slip
from bot.domain.phones import digits
from bot.domain.roles import RIGHTS
from bot.domain.unit_plans import MERGE, RENAME, Event
from bot.talk import Peer
from handlers import places, roster, roster_rows
from handlers.roster_rows import Entry
from messages_vi import sheet
from messages_vi.joining import CHANNELS, ROLES
from messages_vi.roster import CODES, post_meant, roles_meant
from storage import engines, invitations, people, units
from storage import roster as store
from storage.units import Unit
from tests.door import Door
from tests.fakes.telegram import TOKEN, FakeTelegram

NOWHERE = "http://127.0.0.1:9"
SINCE, NOW = "2025-07-01", "2026-11-23T08:00:00+07:00"
HEAD = ("ho_ten", "xung_ho", "don_vi", "don_vi_cap_tren", "vai_tro", "so_dien_thoai")
LAN = ("Lê Thị Lan", "", "Thôn 3", "xã Mẫu Một", "Tổ trưởng", "0912 345 678")
TU, TU_ALSO = ("Lê Văn Tú", "", "Thôn 3", "xã Mẫu Một", "Tổ viên", ""), ("Lê Văn Tư", "", "Thôn 3", "xã Mẫu Một", "Tổ viên", "")


class Office:
    """A province with two communes and their hamlets, and the command line."""

    def __init__(self, url: str, at: Path) -> None:
        self.at, self.db = at, engines.writer(url)
        (at / "clock").write_text(NOW)
        self.settings = {"DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(at), "DANVAN_CLOCK_FILE": str(at / "clock")}
        with self.db.begin() as db:
            self.province = units.add(db, "tinh", "tỉnh", "Mẫu", None, SINCE)
            self.one, self.two = (units.add(db, "xa", kind, f"Mẫu {n}", self.province, SINCE) for kind, n in (("xã", "Một"), ("phường", "Hai")))
            self.hamlets = [units.add(db, "thon", "thôn", name, above, SINCE) for above in (self.one, self.two) for name in ("3", "Hòa Bình")]
            units.add(db, "thon", "thôn", "Mẫu Hai", self.one, SINCE)

    def runs(self, *command: str) -> Result:
        return CliRunner().invoke(cli, command, env=self.settings)

    def imports(self, rows: list[tuple[Any, ...]], *more: str) -> Result:
        file = self.at / "roster.xlsx"
        file.write_bytes(tables.xlsx(HEAD, (dict(zip(HEAD, row, strict=True)) for row in rows)))
        return self.runs("people", "import", str(file), *more)

    def lists(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.runs("people", "list").stdout.splitlines()]

    def codes(self, at: Unit, name: str, *more: str) -> bytes:
        told = self.runs("people", "codes", "--unit", str(at.id), "--out", str(self.at / name), *more)
        assert told.exit_code == 0, told.output
        return (self.at / name).read_bytes()


@pytest.fixture
def office(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.chdir(tmp_path)  # where no .env of a developer lies
    made = Office(url, tmp_path)
    yield made
    made.db.dispose()


def last(told: Result) -> str:
    return told.stdout.splitlines()[-1]


# imported ------------------------------------------------------------------------------------------------------------
def test_a_dry_run_says_what_a_roster_brings_and_does_nothing(office: Office) -> None:
    told = office.imports([LAN, TU], "--dry-run")
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines() == [
        "new: line 2: Lê Thị Lan, to_truong, thôn 3 (xã Mẫu Một)",
        "new: line 3: Lê Văn Tú, to_vien, thôn 3 (xã Mẫu Một)",
        "people new: 2, roles new: 2, changed: 0, rows there already: 0, rows that cannot be read: 0",
        "nothing was imported",
    ]
    assert office.lists() == []


def test_people_of_a_roster_are_expected_in_their_roles_and_a_second_run_changes_nothing(office: Office) -> None:
    block = ("TRẦN VĂN BA", "đồng chí", "Khối dân vận xã", "Xã Mẫu Một", "Phó Trưởng khối (Chủ tịch MTTQ xã)", "+84 987.654.321")
    rows = [LAN, TU, block]
    assert last(office.imports(rows)).startswith("people new: 3, roles new: 3")
    lan, _tu, ba = sorted(office.lists(), key=lambda r: str(r["name"]))
    assert {k: v for k, v in lan.items() if k != "id"} == {
        "name": "Lê Thị Lan", "role": "to_truong", "unit": "thôn 3", "unit_id": office.hamlets[0].id, "post": "", "joined": "", "phone": "0912345678",
    }  # fmt: skip
    assert (ba["name"], ba["role"], ba["unit_id"], ba["post"], ba["phone"]) == (
        "Trần Văn Ba", "pho_truong_khoi", office.one.id, "mat_tran", "0987654321",
    )  # fmt: skip
    before = office.lists()
    assert last(office.imports(rows)) == "people new: 0, roles new: 0, changed: 0, rows there already: 3, rows that cannot be read: 0"
    assert office.lists() == before


def test_what_a_newer_roster_changes_is_changed_and_nothing_is_taken_away(office: Office) -> None:
    office.imports([LAN, TU, TU_ALSO])
    also = (*LAN[:4], "Đảng ủy viên phụ trách", LAN[5])
    told = office.imports([(LAN[0], "chị", *LAN[2:]), also, (*TU[:5], "0911222333")])
    assert last(told) == "people new: 0, roles new: 1, changed: 2, rows there already: 0, rows that cannot be read: 0"
    there = office.lists()
    assert len({r["id"] for r in there if r["name"] == LAN[0]}) == 1
    assert sorted(r["role"] for r in there if r["name"] == LAN[0]) == ["dang_uy_vien", "to_truong"]
    assert [r["phone"] for r in there if r["name"] == TU[0]] == ["0911222333"]
    assert len(there) == 4


def test_a_fixed_post_of_the_block_passes_to_whom_the_roster_names(office: Office) -> None:
    before, after = (("Trần A", "", "xã Mẫu Một", "", "Thành viên khối, Chủ tịch MTTQ", ""), ("Trần B", "", "xã Mẫu Một", "", "Ủy viên, CT MTTQ", ""))
    office.imports([before])
    assert office.imports([after]).exit_code == 0
    assert {r["name"]: r["post"] for r in office.lists()} == {"Trần A": "", "Trần B": "mat_tran"}
    assert "the post mat_tran is held by line 2" in office.imports([before, after]).stdout


ONE_OR_TWO = (
    ([LAN, ("LE THI LAN", "", "xã Mẫu Một", "", "trực ban", "912345678")], 1),  # one number: one person, two roles
    ([TU, TU_ALSO], 2),
    ([TU, ("Le Van Tu", *TU[1:])], 1),  # the same row twice
    ([(*TU[:5], "0911000001"), (*TU[:5], "0911000002")], 2),
    ([TU, (*TU[:5], "0911000001")], 1),  # told with the number and without
    ([TU, (*TU[:4], "Tổ phó", "")], 2),  # without a number nobody knows
    ([LAN, ("Lê Văn Tú", *LAN[1:4], "Tổ phó", LAN[5])], 2),  # who share a telephone
)


def test_who_is_one_person_and_who_are_two(office: Office) -> None:
    with office.db.connect() as db:
        at = roster_rows.places(db, 1.8e9)
        for rows, persons in ONE_OR_TWO:
            sheet = Sheet(HEAD, tuple(Row(n, dict(zip(HEAD, row, strict=True))) for n, row in enumerate(rows, 2)))
            roster.carry_out(db, roster.plan(db, roster_rows.understood(sheet, at).entries, 1.8e9), 1.8e9)
            assert len(store.everybody(db, 1.8e9)) == persons, rows
            db.rollback()


def test_a_village_that_is_no_more_is_the_one_it_became(office: Office) -> None:
    three, peace = office.hamlets[0], office.hamlets[1]
    with office.db.begin() as db:
        for event in (
            Event(RENAME, "2026-05-01", "1", (three.id,), named=("thôn", "Ba Mới")),
            Event(MERGE, "2026-06-01", "2", (peace.id,), into=(three.id,)),
            Event(MERGE, "2026-07-01", "3", (office.one.id,), into=(office.two.id,)),
        ):
            places.order(db, event, 1.7954e9)
    told = office.imports([LAN, (*TU[:2], "thôn Hòa Bình", *TU[3:])], "--dry-run")
    assert "no more: line 2: Thôn 3, xã Mẫu Một; it is thôn Ba Mới (phường Mẫu Hai) now" in told.stdout
    assert "new: line 3: Lê Văn Tú, to_vien, thôn Ba Mới (phường Mẫu Hai)" in told.stdout
    again = office.imports([("An", "", "Thôn Hòa Bình", "phường Mẫu Hai", "Tổ viên", "")], "--dry-run")
    assert "to_vien, thôn Hòa Bình (phường Mẫu Hai)" in again.stdout  # which is there today


def test_a_dry_run_needs_no_turn_at_writing(office: Office) -> None:
    with office.db.begin():  # on SQLite nobody else can write meanwhile
        assert office.imports([LAN], "--dry-run").exit_code == 0


def test_a_plan_is_made_anew_when_somebody_came_meanwhile(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in office.settings.items():
        monkeypatch.setenv(name, value)
    seen: list[int] = []

    def plan(db: Connection) -> int:
        seen.append(len(store.everybody(db, 1.8e9)))
        if len(seen) == 1:
            assert office.imports([LAN]).exit_code == 0
        return seen[-1]

    done: list[int] = []
    carried_out(plan, store.state, lambda _: True, lambda _, planned: done.append(planned), dry_run=False)
    assert (seen, done) == ([0, 1], [1])


def test_what_the_office_does_with_people_is_noted(office: Office) -> None:
    office.imports([LAN])
    office.lists()
    office.codes(office.one, "a.docx")
    office.runs("people", "address", "--person", "1", "--word", "bác")
    office.runs("units", "phone", "--unit", str(office.one.id), "--key", "cong_an", "--number", "0237 3852 000")
    with office.db.connect() as db:
        noted = [tuple(r) for r in db.exec_driver_sql("SELECT person, what, object, unit FROM audit ORDER BY id")]
    assert noted == [
        (None, "imported people", "", None), (None, "exported people", "", None), (None, "exported codes", "", office.one.id),
        (None, "changed address", "person:1", None), (None, "changed number", f"unit:{office.one.id}", office.one.id),
    ]  # fmt: skip


# not read ------------------------------------------------------------------------------------------------------------
NOT_READ: tuple[tuple[dict[str, str], str], ...] = (
    ({"ho_ten": "- 12"}, "no name"), ({"ho_ten": "A" * 81}, "the name is too long"),
    ({"don_vi": "Thôn 33"}, "no unit is called: Thôn 33, in xã Mẫu Một"), ({"don_vi": ""}, "no unit"),
    ({"don_vi_cap_tren": "xã Lạ"}, "no unit with others below it is called: xã Lạ"),
    ({"don_vi_cap_tren": ""}, "several are meant by Thôn 3: thôn 3 (xã Mẫu Một), thôn 3 (phường Mẫu Hai)"),
    ({"vai_tro": "Chi hội trưởng"}, "no role is called: Chi hội trưởng"), ({"vai_tro": ""}, "no role"),
    ({"vai_tro": "Tổ trưởng kiêm tổ phó"}, "one role a row, with one post at most: Tổ trưởng kiêm tổ phó"),
    ({"vai_tro": "Thư ký khối"}, "thu_ky is a role of level xa, and thôn 3 (xã Mẫu Một) is of level thon"),
    ({"vai_tro": "Tổ phó (Chủ tịch MTTQ)"}, "a fixed post of the block goes with a role in the block"),
    ({"so_dien_thoai": "09123"}, "the telephone number cannot be read"),
)  # fmt: skip


def test_a_row_that_cannot_be_read_is_told_by_line_and_reason(office: Office) -> None:
    rows = [TU, *(tuple((dict(zip(HEAD, LAN, strict=True)) | changed).values()) for changed, _ in NOT_READ)]
    told = office.imports(rows)
    for line, (_, why) in enumerate(NOT_READ, 3):
        assert f"NOT READ line {line}: {why}" in told.stdout
    assert (told.exit_code, told.stderr.count("\n")) == (1, 1)
    assert LAN[0] not in told.output
    assert office.lists() == []
    assert office.imports(rows, "--skip-bad").exit_code == 0
    assert [r["name"] for r in office.lists()] == [TU[0]]


def test_whoever_is_addressed_as_the_bot_addresses_nobody_is_loaded_and_spoken_to_by_their_role(office: Office) -> None:
    office.imports([(LAN[0], "chị", *LAN[2:])])
    rows = [(LAN[0], "bà", *LAN[2:]), (TU[0], "Ông", *TU[2:]), (TU_ALSO[0], "ANH", *TU_ALSO[2:])]
    for more in (("--dry-run",), ()):
        told = office.imports(rows, *more)
        assert told.exit_code == 0, told.output
        remarks = [line for line in told.stdout.splitlines() if "xung_ho" in line]
        assert [r[:26] for r in remarks] == ["not kept: line 2: xung_ho,", "not kept: line 3: xung_ho,"]
        assert last(told).startswith("nothing" if more else "people new: 2")
    with office.db.connect() as db:
        assert {p.name: p.address for p in store.everybody(db, 1.8e9)} == {LAN[0]: "chị", TU[0]: "", TU_ALSO[0]: "anh"}


def test_the_level_of_the_role_tells_two_places_of_one_name_apart(office: Office) -> None:
    rows = [
        ("An", "", "Mẫu Hai", "", "Trưởng khối", ""),
        ("Ba", "", "Mẫu Hai", "", "Thành viên", "0911000001"),
        ("Cúc", "", "Tổ dân vận thôn Mẫu Hai", "", "TV", ""),
    ]
    told = office.imports(rows)
    assert "line 3: several are meant by Mẫu Hai: phường Mẫu Hai (tỉnh Mẫu), thôn Mẫu Hai (xã Mẫu Một)" in told.stdout
    office.imports(rows, "--skip-bad")
    assert [(r["name"], r["role"], r["unit"]) for r in office.lists()] == [
        ("Cúc", "to_vien", "thôn Mẫu Hai"),
        ("An", "truong_khoi", "phường Mẫu Hai"),
    ]


def test_headings_that_are_missing_and_files_that_are_no_table_are_refused_in_one_line(office: Office) -> None:
    file = office.at / "x.csv"
    for data, why in ((b"ho_ten;don_vi\nA;B", "headings are missing: vai_tro"), (b"\0", "neither an Excel workbook nor a CSV"), (b"PK", "damaged")):
        file.write_bytes(data)
        told = office.runs("people", "import", str(file))
        assert (told.exit_code, told.stderr.count("\n")) == (1, 1)
        assert why in told.stderr


def test_a_zip_bomb_as_a_roster_is_refused(office: Office) -> None:
    bomb = office.at / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for part in ("workbook.xml", "worksheets/sheet1.xml"):
            made.writestr(f"xl/{part}", b" " * 50_000_000)
    assert bomb.stat().st_size < sheets.MOST_BYTES
    told = office.runs("people", "import", str(bomb))
    assert (told.exit_code, told.stderr) == (1, "Error: the file is too big for a table (unpacked)\n")


# words ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("key", RIGHTS)
def test_every_role_is_understood_by_its_key_and_by_its_name(key: str) -> None:
    assert roles_meant(key) == roles_meant(ROLES[key]) == roles_meant(ROLES[key].upper()) == (key,)


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("to truong", ["to_truong"]), ("TT", ["to_truong"]), ("Tổ trưởng tổ dân vận", ["to_truong"]), ("PTK", ["pho_truong_khoi"]),
        ("Phó Trưởng khối dân vận", ["pho_truong_khoi"]),
        ("Thư ký khối xã", ["thu_ky"]), ("thư kí tổng hợp", ["thu_ky"]), ("Thành viên", ["to_vien", "thanh_vien_khoi"]),
        ("Bí thư Đảng ủy phường", ["bi_thu"]),
        ("Bí thư chi bộ", []), ("Trưởng thôn", []), ("", []), ("dân vận", []),
    ],
)  # fmt: skip
def test_roles_are_understood_as_people_write_them(said: str, keys: list[str]) -> None:
    assert list(roles_meant(said)) == keys


@pytest.mark.parametrize(
    ("said", "post"),
    [
        ("Phó Bí thư Thường trực Đảng ủy", "pho_bi_thu"), ("Chủ tịch UB MTTQ xã", "mat_tran"), ("PCT HĐND", "hoi_dong"),
        ("Phó Chủ tịch UBND phường", "uy_ban"), ("Chủ tịch UBND", ""),
    ],
)  # fmt: skip
def test_the_fixed_posts_are_understood_as_people_write_them(said: str, post: str) -> None:
    assert post_meant(said) == post


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("912345678", "0912345678"), ("0912.345.678", "0912345678"), ("+84 912 345 678", "0912345678"), ("0084912345678", "0912345678"),
        ("(0237) 3852-000", "02373852000"), ("", ""), ("113", ""), ("0912345678, 0987654321", ""), ("9.12E+8", ""), ("01681234567", ""),
    ],
)  # fmt: skip
def test_telephone_numbers_are_kept_in_one_writing(written: str, kept: str) -> None:
    assert digits(written) == kept


# codes on paper ------------------------------------------------------------------------------------------------------
def _text(data: bytes) -> list[str]:
    return [p.text for table in docx.Document(io.BytesIO(data)).tables for row in table.rows for cell in row.cells for p in cell.paragraphs]


def _squares(data: bytes) -> list[bytes]:
    """The pictures in it, each once."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return [packed.read(name) for name in packed.namelist() if name.endswith(".png")]


def _square(link: str) -> bytes:
    out = io.BytesIO()
    segno.make(link, error="m").save(out, kind="png", scale=10, border=2)
    return out.getvalue()


def test_whoever_is_expected_gets_a_code_of_their_own_on_a_slip_and_in_the_list(office: Office) -> None:
    office.imports([("Lê O'Lan", *LAN[1:]), TU, ("Trần C", "", "Thôn 3", "phường Mẫu Hai", "Tổ phó", "")])
    told = _text(office.codes(office.one, "slips.docx"))
    assert {"Lê O'Lan", "Tổ trưởng thôn 3", "KHỐI DÂN VẬN XÃ MẪU MỘT", "Dùng đến hết ngày 23/12/2026."} <= set(told)
    assert "Trần C" not in told
    rows = sheets.read(office.codes(office.one, "list.xlsx"), dict.fromkeys(CODES, ())).rows
    assert [list(r.cells.values())[:3] for r in rows] == [["Lê O'Lan", "Tổ trưởng", "thôn 3"], ["Lê Văn Tú", "Tổ viên", "thôn 3"]]
    assert all(r.cells["Mã"] in told for r in rows)  # the same as on the slips
    for name in ("list.xlsx", "slips.docx"):
        (office.at / name).chmod(0o644)
        office.codes(office.one, name)
        assert (office.at / name).stat().st_mode & 0o077 == 0
    with office.db.begin() as db:
        bound = invitations.by_code(db, rows[0].cells["Mã"].replace(" ", ""), 1.79e9)
        there = {p.name: p.id for p in store.everybody(db, 1.8e9)}
    assert bound is not None
    assert (bound.person, bound.unit, bound.role) == (there["Lê O'Lan"], office.hamlets[0].id, "to_truong")


def test_each_slip_bears_the_square_and_the_short_link_of_the_zalo_bot_that_has_room(office: Office) -> None:
    office.settings |= {"DANVAN_ZALO_BOT_TOKENS": "111:aaa", "DANVAN_ZALO_BOT_LINKS": "https://zalo.me/s/mau", "DANVAN_ZALO_BOT_API_URL": NOWHERE}
    office.imports([LAN, TU])
    paper = office.codes(office.one, "slips.docx")
    assert _text(paper).count("https://zalo.me/s/mau") == 2
    assert _squares(paper) == [_square("https://zalo.me/s/mau")]
    assert len(docx.Document(io.BytesIO(paper)).inline_shapes) == 2
    assert "Zalo" in zipfile.ZipFile(io.BytesIO(paper)).read("word/document.xml").decode()


async def test_on_telegram_the_square_of_each_slip_brings_its_own_code_along(office: Office) -> None:
    async with FakeTelegram(pace=0.02) as fake:
        office.settings |= {"DANVAN_TELEGRAM_TOKEN": TOKEN, "DANVAN_TELEGRAM_API_URL": fake.url}
        office.imports([LAN, TU])
        paper = await asyncio.to_thread(office.codes, office.one, "slips.docx")
    told, link = _text(paper), f"https://t.me/{fake.bot['username']}"
    codes = [t.replace(" ", "") for t in told if t.replace(" ", "").isdigit()]
    assert told.count(link) == len(codes) == 2
    assert sorted(_squares(paper)) == sorted(_square(f"{link}?start={code}") for code in codes)


def test_slips_that_lead_nowhere_name_no_app_and_whoever_prints_them_is_told(office: Office) -> None:
    office.imports([LAN])
    told = office.runs("people", "codes", "--unit", str(office.one.id), "--out", "slips.docx")
    assert (told.exit_code, told.stderr) == (0, f"{sheet.no_channel('')}\n")
    assert not any(app in line for line in _text(Path("slips.docx").read_bytes()) for app in CHANNELS.values())
    assert office.runs("people", "codes", "--unit", str(office.one.id), "--out", "list.xlsx").stderr == ""


def test_six_slips_with_a_square_fill_a_page_and_so_do_eight_without() -> None:
    for link, a_page in (("https://t.me/mau?start=48210937", 6), ("", 8)):
        made = docx.Document(io.BytesIO(slips.docx([Slip("K", "Lan", "R", "48210937", link, "H", ("a", "b"))] * a_page)))
        section, (table,) = made.sections[0], made.tables
        heights = [row.height or 0 for row in table.rows]
        room = (section.page_height or 0) - (section.top_margin or 0) - (section.bottom_margin or 0)
        assert 0 <= room - sum(heights) < min(heights), (link, a_page)


def test_whoever_has_joined_gets_no_code_and_one_that_ran_out_is_made_anew(office: Office) -> None:
    office.imports([LAN, TU])
    first = _text(office.codes(office.one, "a.docx", "--days", "1"))
    with office.db.begin() as db:
        lan = next(p.id for p in store.everybody(db, 1.8e9) if p.name == LAN[0])
        people.join(db, Peer("phone", "demo", "1"), lan, 1.8e9)
        db.exec_driver_sql(f"UPDATE person SET joined_at = 1.8e9 WHERE id = {lan}")
    (office.at / "clock").write_text("2026-11-26T08:00:00+07:00")
    later = _text(office.codes(office.one, "b.docx"))
    assert LAN[0] not in later
    assert not {t for t in later if t.replace(" ", "").isdigit()} & set(first)
    assert office.runs("people", "codes", "--unit", "1", "--out", "x.pdf").exit_code == 1
    assert office.runs("people", "codes", "--unit", str(office.two.id), "--out", "x.docx").exit_code == 1


def test_whoever_brings_the_code_of_their_slip_comes_in_as_the_person_of_the_roster(office: Office, url: str) -> None:
    office.imports([LAN])
    code = next(t for t in _text(office.codes(office.one, "slips.docx")) if t.replace(" ", "").isdigit())
    door = Door(url)
    door.joins("Hoa", code)
    lan = office.lists()
    assert [(r["name"], r["role"], r["joined"]) for r in lan] == [(LAN[0], "to_truong", "2026-11-23")]
    with office.db.connect() as db:
        who = door.here(db, "Hoa").who.person
        assert who is not None
        assert who.id == lan[0]["id"]
    assert office.runs("people", "codes", "--unit", str(office.one.id), "--out", str(office.at / "x.docx")).exit_code == 1
    door.engine.dispose()


# twice ---------------------------------------------------------------------------------------------------------------
NAMES, NUMBERS = st.sampled_from(["Lê Tú", "Lê Tư", "Le Tu", "LÊ TÚ", "Hoà", "Hòa"]), st.sampled_from(["", "", "0911000001", "0911000002"])
ROWS = st.lists(
    st.tuples(
        NAMES,
        st.sampled_from(["", "bác", "cô"]),
        NUMBERS,
        st.integers(0, 1),
        st.sampled_from(["to_vien", "to_pho"]),
        st.sampled_from(["", "", "mat_tran"]),
    ),
    max_size=12,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, ROWS)
def test_any_roster_brings_nothing_the_second_time(office: Office, before: list[Any], rows: list[Any]) -> None:
    def entries(some: list[Any]) -> list[Entry]:
        return [Entry(n, name, address, phone, (office.hamlets[at].id, key), post) for n, (name, address, phone, at, key, post) in enumerate(some, 2)]

    with office.db.connect() as db:
        for some in (before, rows):
            roster.carry_out(db, roster.plan(db, entries(some), 1.8e9), 1.8e9)
        again = roster.plan(db, entries(rows), 1.8e9)
        assert again.said == []
        assert again.changed == 0
        db.rollback()
