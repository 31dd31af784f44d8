"""The report of a block and the figures of a month at the command line, as an office's scripts ask for them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from bot.cli import cli
from storage import engines
from storage.units import Unit
from tests.block_kit import Commune


class Office:
    """A commune with a month that three of five teams have answered, and its command line."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder, self.engine = folder, engines.writer(url)
        (folder / "clock").write_text("2026-12-19T12:00:00")
        self.settings = {"DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(folder), "DANVAN_CLOCK_FILE": str(folder / "clock")}
        with self.engine.begin() as db:
            here = self.here = Commune(db)
            here.asks()
            here.tells("thôn 2", hop_to=2, hg_vu=3, hg_thanh=2, quan_tam=("thu_tuc", "viec_lam"), tu_nguyen="co", tien_trd=1500, dvk_dang=2)
            here.tells("thôn 10", hop_to=1, hg_vu=0, quan_tam=("thu_tuc",), tu_nguyen="khong", dvk_dang=1)
            here.tells("bản Mạ", hop_to=0, de_nghi="xin sửa mương")
            here.block_tells(tiep_dan=2, don_nhan=4, don_xong=1)
            here.case("BL", "DO", "thôn 2", confidential=1)
            here.case("DD", "VANG", "thôn 2")
            self.commune, self.top, self.team = here.unit, here.top, here.team("thôn 2")

    def runs(self, *command: str) -> Result:
        return CliRunner().invoke(cli, command, env=self.settings)

    def reports(self, how: str, *more: str, unit: Unit | None = None, month: str = "2026-12") -> Result:
        at = ("--unit", str((unit or self.commune).id), "--month", month, "--format", how, "--out", str(self.folder / f"made.{how}"))
        return self.runs("report", *at, *more)

    def made(self, how: str) -> bytes:
        return (self.folder / f"made.{how}").read_bytes()

    def figures(self, *options: str) -> list[dict[str, Any]]:
        told = self.runs("export", "figures", *options)
        assert told.exit_code == 0, told.stderr
        return [json.loads(line) for line in told.stdout.splitlines()]


@pytest.fixture
def office(url: str, tmp_path: Path) -> Iterator[Office]:
    made = Office(url, tmp_path)
    yield made
    made.engine.dispose()


def words(file: bytes) -> str:
    """All that stands in a paper, its tables too."""
    paper = docx.Document(io.BytesIO(file))
    return "\n".join([*(p.text for p in paper.paragraphs), *(cell.text for table in paper.tables for row in table.rows for cell in row.cells)])


# the report ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("theme", ["dang", "nha_nuoc"])
def test_the_paper_is_written_with_its_figures_and_marked_as_a_draft(office: Office, theme: str) -> None:
    told = office.reports("docx", "--theme", theme)
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout == f"written: {office.folder / 'made.docx'}, marked as a draft\n"
    said = words(office.made("docx"))
    assert "DỰ THẢO" in said
    assert "Số liệu tổng hợp từ 3/5 tổ dân vận." in said
    assert "hòa giải 03 vụ việc" in said
    assert "sửa mương" not in said
    with office.engine.begin() as db:
        office.here.db = db
        office.here.approves()
        office.here.tells("khu phố 1", hg_vu=5)  # too late for what was approved
    assert office.reports("docx", "--theme", theme).stdout == f"written: {office.folder / 'made.docx'}\n"
    said = words(office.made("docx"))
    assert "DỰ THẢO" not in said
    assert "hòa giải 03 vụ việc" in said


def test_the_workbook_has_a_sheet_for_each_annex(office: Office) -> None:
    assert office.reports("xlsx").exit_code == 0
    book = CalamineWorkbook.from_filelike(io.BytesIO(office.made("xlsx")))
    assert book.sheet_names == ["Theo thôn", "So sánh", "Vụ việc", "Tổ chưa báo cáo"]
    rows = book.get_sheet_by_name("Theo thôn").to_python()
    assert [row[:2] for row in rows if row[0] in ("Thôn 2", "Khu phố 1", "Tổng cộng")] == [["Khu phố 1", ""], ["Thôn 2", 2.0], ["Tổng cộng", 3.0]]


def test_the_copy_that_leaves_names_no_case_and_no_missing_team(office: Office) -> None:
    assert office.reports("xlsx", "--leaving").exit_code == 0
    book = CalamineWorkbook.from_filelike(io.BytesIO(office.made("xlsx")))
    assert book.sheet_names == ["Theo thôn", "So sánh", "Vụ việc"]
    assert book.get_sheet_by_name("Vụ việc").to_python()[-1] == ["Tổng cộng", 1.0]


@pytest.mark.skipif(shutil.which("soffice") is None and shutil.which("libreoffice") is None, reason="needs LibreOffice")
def test_the_paper_as_a_pdf(office: Office) -> None:
    assert office.reports("pdf").exit_code == 0
    assert office.made("pdf").startswith(b"%PDF-")


def test_without_libreoffice_a_pdf_is_refused_in_one_line_and_nothing_is_written(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(office.folder))
    told = office.reports("pdf")
    assert told.exit_code == 1
    assert told.stderr.startswith("Error: LibreOffice is not installed")
    assert len(told.stderr.splitlines()) == 1
    assert not (office.folder / "made.pdf").exists()
    with office.engine.begin() as db:
        assert not list(db.execute(text("SELECT * FROM audit WHERE what = 'exported figures'")))


def test_what_cannot_be_reported_on_is_told_in_one_line(office: Office) -> None:
    wrong = (
        (office.reports("docx", unit=office.team), f"unit {office.team.id}, thôn 2, is of level thon: a report is of a commune (xa)"),
        (office.reports("docx", month="2026-10"), f"xã Mẫu was never asked for 2026-10; see: export checkins --unit {office.commune.id}"),
        (office.reports("docx", month="12/2026"), "not a month, as 2026-12: '12/2026'"),
        (office.reports("docx", "--span", "quy", month="2026-11"), "a span quy ends in month 3, 6, 9, 12, not in 2026-11"),
        (
            office.runs("report", "--unit", "999", "--month", "2026-12", "--format", "docx", "--out", "x.docx"),
            "there is no unit 999; see: units list",
        ),
    )
    for told, why in wrong:
        assert (told.exit_code, told.stdout, told.stderr) == (1, "", f"Error: {why}\n")
        assert isinstance(told.exception, SystemExit)


def test_a_template_of_the_offices_own_is_filled_in_and_a_broken_one_is_told(office: Office) -> None:
    own = docx.Document()
    own.add_paragraph("Của cơ quan: {{ subject }}")
    own.save(str(office.folder / "own.docx"))
    assert office.reports("docx", "--template", str(office.folder / "own.docx")).exit_code == 0
    assert "Của cơ quan: công tác dân vận tháng 12 năm 2026" in words(office.made("docx"))
    (office.folder / "broken.docx").write_bytes(b"no document")
    told = office.reports("docx", "--template", str(office.folder / "broken.docx"))
    assert told.exit_code == 1
    assert len(told.stderr.splitlines()) == 1
    assert office.reports("docx", "--template", str(office.folder / "none.docx")).exit_code == 1


def test_a_quarter_and_another_signer_can_be_asked_for(office: Office) -> None:
    assert office.reports("docx", "--span", "quy", "--signer", "pho_truong_khoi").exit_code == 0
    said = words(office.made("docx"))
    assert "công tác dân vận quý IV năm 2026, nhiệm vụ trọng tâm quý I năm 2027" in said
    assert "PHÓ TRƯỞNG KHỐI" in said


def test_that_it_was_taken_is_written_down(office: Office) -> None:
    office.reports("docx")
    office.figures()
    with office.engine.begin() as db:
        noted = [tuple(r) for r in db.execute(text("SELECT what, object, unit FROM audit WHERE what = 'exported figures' ORDER BY id"))]
    assert noted == [("exported figures", "month:2026-12", office.commune.id), ("exported figures", "", None)]


# the figures -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("where", ["commune", "top", None])
def test_the_figures_of_a_month_are_rows_by_key(office: Office, where: str | None) -> None:
    at: Unit | None = getattr(office, where) if where else None
    rows = office.figures("--month", "2026-12", *(("--unit", str(at.id)) if at else ()))
    assert list(rows[0]) == ["unit", "period", "key", "value", "reported", "expected"]
    assert {(r["unit"], r["period"]) for r in rows} == {("Mẫu" if at else "", "2026-12")}
    found = {r["key"]: (r["value"], r["reported"], r["expected"]) for r in rows}
    assert len(found) == len(rows)
    assert found["hop_to"] == (3, 3, 5)
    assert found["hg_ty_le"] == (0.6667, 2, 5)
    assert found["quan_tam.thu_tuc"] == (2, 2, 5)
    assert found["quan_tam.dat_dai"] == (0, 2, 5)
    assert found["tam_trang.phan_khoi"] == (None, 0, 5)
    assert found["tu_nguyen.co"] == (1, 2, 5)
    assert found["tien_trd"] == (1.5, 2, 5)
    assert found["dvk_dang"] == (3, 2, 5)
    assert found["tham_ho"] == (None, 0, 5)
    assert found["de_nghi"] == (1, 1, 5)
    assert found["tiep_dan"] == (2, 1, 1)
    assert found["doi_thoai"] == (None, 0, 1)
    assert found["don_ty_le"] == (0.25, 1, 1)


def test_a_teams_own_figures_have_nothing_that_only_its_block_is_asked(office: Office) -> None:
    found = {r["key"]: (r["value"], r["reported"], r["expected"]) for r in office.figures("--unit", str(office.team.id))}
    assert found["hop_to"] == (2, 1, 1)
    assert not found.keys() & {"tiep_dan", "don_ty_le"}


def test_every_month_is_told_unless_one_is_asked_for(office: Office) -> None:
    with office.engine.begin() as db:
        office.here.db = db
        office.here.asks("2026-11")
    assert {r["period"] for r in office.figures()} == {"2026-11", "2026-12"}
    assert {r["period"] for r in office.figures("--month", "2026-11")} == {"2026-11"}
    assert office.figures("--month", "2025-01") == []
    wrong = office.runs("export", "figures", "--unit", "999")
    assert (wrong.exit_code, wrong.stderr) == (1, "Error: there is no unit 999\n")


def test_the_same_rows_as_a_table(office: Office) -> None:
    plain = office.figures()
    table = list(csv.DictReader(io.StringIO(office.runs("export", "figures", "--format", "csv").stdout_bytes.decode("utf-8-sig"))))
    assert [(r["key"], r["value"]) for r in table] == [(r["key"], "" if r["value"] is None else str(r["value"])) for r in plain]
    book = CalamineWorkbook.from_filelike(io.BytesIO(office.runs("export", "figures", "--format", "xlsx").stdout_bytes))
    assert len(book.get_sheet_by_index(0).to_python()) == len(plain) + 1
