"""What an office does with questionnaires at the command line: it tries one, publishes it, and takes the answers home as a table."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection, text, update

from bot.cli import cli
from bot.documents import workbook
from bot.domain import forms_read
from bot.domain.months import month
from bot.domain.periods import HERE
from handlers import checkin_clock, sample
from messages_vi import forms_shipped
from storage import checkins, engines, forms, people, units
from storage.checkins import Checkin
from storage.memory import Memory
from storage.tables import checkin

SHIPPED = Path(__file__).parent.parent / "messages_vi/forms/thang.toml"
NOW = datetime(2026, 12, 14, 8, 30, tzinfo=HERE).timestamp()
COLUMNS = ["unit", "unit_path", "period", "state", "submitted_at", "late", "answers"]
TOLD = {
    "hop_to": 2, "tt_buoi": 0, "tt_luot": None, "tam_trang": "ban_khoan", "quan_tam": ("gia_nong_san", "ha_tang"), "tien_trd": 1500,
    "dat_m2": 250, "tu_nguyen": "co", "de_nghi": "xã sửa mương; = \"kênh\"",
}  # fmt: skip


class Office:
    """A commune of the sample with a month that was asked for; ``runs`` is its command line."""

    def __init__(self, url: str, at: Path) -> None:
        self.at, self.engine = at, engines.writer(url)
        (at / "clock").write_text("2026-12-14T08:30:00")
        self.settings = {"DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(at), "DANVAN_CLOCK_FILE": str(at / "clock")}
        with self.engine.begin() as db:
            sample.load(db, NOW)
            places = units.everything(db)
            self.commune = next(u for u in places if u.level == "xa")
            self.teams = [u for u in places if u.level == "thon"]
            self.other = units.add(db, "xa", "xã", "Khác", next(u for u in places if u.level == "tinh"), "2025-07-01")
            self.far = units.add(db, "thon", "thôn", "Xa", self.other, "2025-07-01")
            self.who = people.add(db, "Người Báo", NOW)

    def runs(self, *command: str) -> Result:
        return CliRunner().invoke(cli, command, env=self.settings)

    def asks(self, period: str = "2026-12") -> None:
        with self.engine.begin() as db:
            for block in (self.commune, self.other):
                checkins.plan(db, checkin_clock.expected(db, block, month(period), NOW))

    def of(self, db: Connection, unit: int, period: str = "2026-12") -> Checkin:
        found = db.execute(text("SELECT id FROM checkin WHERE unit = :unit AND month = :period"), {"unit": unit, "period": period}).scalar_one()
        one = checkins.find(db, found)
        assert one is not None
        return one

    def submits(self, unit: int, told: dict[str, Any], at: float = NOW, period: str = "2026-12") -> None:
        with self.engine.begin() as db:
            one = self.of(db, unit, period)
            checkins.submit(db, one, forms.get(db, one.form).form, told, self.who, at)

    def begins(self, unit: int, answers: dict[str, Any]) -> None:
        with self.engine.begin() as db:
            memory, one = Memory(db, [], NOW), self.of(db, unit).id
            draft = memory.open_draft(db, f"baothang:{one}", "baothang", str(one), self.who, NOW)
            draft.answers.update(answers)
            memory.save(draft, NOW)
            memory.keep()
            memory.write(db)

    def exported(self, *options: str) -> list[dict[str, Any]]:
        told = self.runs("export", "checkins", *options)
        assert told.exit_code == 0, told.stderr
        return [json.loads(line) for line in told.stdout.splitlines()]


@pytest.fixture
def office(url: str, tmp_path: Path) -> Office:
    return Office(url, tmp_path)


# trying and publishing -----------------------------------------------------------------------------------------------
def test_the_questionnaire_that_ships_is_told_to_be_fine_without_any_database(tmp_path: Path) -> None:
    told = CliRunner().invoke(cli, ["forms", "check", str(SHIPPED)], env={"DANVAN_DATA_DIR": str(tmp_path / "none")})
    assert (told.exit_code, told.stdout, told.stderr) == (0, "fine: Báo cáo tháng, 20 questions, 3 messages without buttons\n", "")
    assert not (tmp_path / "none").exists()


def test_every_problem_is_told_with_its_line_and_nothing_else(office: Office) -> None:
    broken = office.at / "broken.toml"
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    at_kind, at_said = (lines.index(line) + 1 for line in ('kind = "number"', 'said = "họp {} lần"'))
    lines[at_kind - 1], lines[at_said - 1] = 'kind = "numbers"', 'said = "họp mấy lần"'
    broken.write_text("\n".join(lines), encoding="utf-8")
    for command in ("check", "publish"):
        told = office.runs("forms", command, str(broken))
        assert told.exit_code == 1
        assert told.stdout == ""
        first, second, *more = told.stderr.splitlines()
        assert first.startswith(f"line {at_kind}: 'numbers' is no kind")
        assert second.startswith(f"line {at_said}: says")
        assert all(line.startswith("line ") for line in more)
    with office.engine.begin() as db:
        assert forms.newest(db, "thang") is None


@pytest.mark.parametrize("said", ["họp {} lần, {ten}", "họp {} lần {0}", "họp {} {} lần", "họp {} lần }", "họp {} lần {"])
def test_an_answer_that_could_not_be_read_back_is_a_problem_of_its_line(tmp_path: Path, said: str) -> None:
    file = tmp_path / "form.toml"
    file.write_text(forms_shipped.text("thang").replace("họp {} lần", said), encoding="utf-8")
    told = CliRunner().invoke(cli, ["forms", "check", str(file)])
    assert told.exit_code == 1
    line = forms_shipped.text("thang").splitlines().index('said = "họp {} lần"') + 1
    assert told.stderr.startswith(f"line {line}: ")


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (None, "cannot be used: No such file"),
        (b"", "line "),
        (b"\xff\xfek\x00e\x00y\x00", "is no text in UTF-8"),
        (b"key = ", "line 1: not TOML"),
        (b"PK\x03\x04\x00\x00", "line 1: not TOML"),
        (b"[[field]]\n" * 50_000, "longer than 200000 bytes"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_words_and_without_a_trace(tmp_path: Path, made: bytes | None, says: str) -> None:
    file = tmp_path / "form.toml"
    if made is not None:
        file.write_bytes(made)
    told = CliRunner().invoke(cli, ["forms", "check", str(file)])
    assert (told.exit_code, told.stdout) == (1, "")
    assert says in told.stderr
    assert isinstance(told.exception, SystemExit)


def test_a_folder_is_no_questionnaire(tmp_path: Path) -> None:
    told = CliRunner().invoke(cli, ["forms", "check", str(tmp_path)])
    assert told.exit_code == 1
    assert len(told.stderr.splitlines()) == 1


def test_months_asked_before_keep_their_questionnaire_and_those_asked_after_have_the_new_one(office: Office) -> None:
    office.asks()
    edited = office.at / "thang.toml"
    edited.write_text(forms_shipped.text("thang").replace("Tổ họp mấy lần?", "Tổ họp được mấy lần?"), encoding="utf-8-sig")
    told = office.runs("forms", "publish", str(edited))
    assert (told.exit_code, told.stdout) == (0, "published: thang, version 2; months asked from now on use it\n")
    office.asks("2027-01")
    with office.engine.begin() as db:
        for period, asked in (("2026-12", "Tổ họp mấy lần?"), ("2027-01", "Tổ họp được mấy lần?")):
            one = office.of(db, office.teams[0].id, period)
            assert forms.get(db, one.form).form.field("hop_to").ask == asked
        assert list(db.execute(text("SELECT what, object FROM audit WHERE what = 'changed form'"))) == [("changed form", "form:2")]


@pytest.mark.parametrize(
    ("key", "changes", "says"),
    [
        ("hop_to", {'rollup = "sum"': 'rollup = "stock"'}, "rollup sum, now stock"),
        ("hop_to", {'unit = "lần"': "decimals = 1"}, "decimals 0, now 1"),
        ("tien_trd", {"decimals = 3": "decimals = 0"}, "decimals 3, now 0"),
        ("biet_som", {'kind = "yes_no"': 'kind = "text"', 'rollup = "any"': 'rollup = "list"'}, "kind yes_no, now text"),
    ],
)
def test_a_key_that_would_mean_something_else_than_before_is_refused_with_its_line(
    office: Office, key: str, changes: dict[str, str], says: str
) -> None:
    file, shipped = office.at / "thang.toml", forms_shipped.text("thang")
    for published in (shipped, shipped.replace(f'"{key}"', f'"{key}_x"')):  # the newest one does not even have that key
        file.write_text(published, encoding="utf-8")
        assert office.runs("forms", "publish", str(file)).exit_code == 0
    before, at_key, behind = shipped.partition(f'key = "{key}"')
    for was, becomes in changes.items():
        behind = behind.replace(was, becomes, 1)
    file.write_text(before + at_key + behind, encoding="utf-8")
    told = office.runs("forms", "publish", str(file))
    assert (told.exit_code, told.stdout) == (1, "")
    line = before.count("\n") + behind[: behind.index(next(iter(changes.values())))].count("\n") + 1
    assert f"line {line}: {key} had the {says}; a key never changes meaning: new meaning, new key" in told.stderr.splitlines()
    assert office.runs("forms", "check", str(file)).exit_code == 0  # it is fine by itself
    with office.engine.begin() as db:
        assert (newest := forms.newest(db, "thang")) is not None
        assert newest.number == 2


def test_words_bounds_and_options_of_a_key_may_change(office: Office) -> None:
    office.asks()
    edited = forms_shipped.text("thang").replace("Tổ họp mấy lần?", "Tổ họp được mấy lần?").replace("most = 60", "most = 70")
    (office.at / "thang.toml").write_text(edited.replace('code = "lua_dao"', 'code = "an_ninh"'), encoding="utf-8")
    assert office.runs("forms", "publish", str(office.at / "thang.toml")).stdout.startswith("published: thang, version 2;")


def test_the_same_questionnaire_once_more_is_no_new_version(office: Office) -> None:
    assert office.runs("forms", "publish", str(SHIPPED)).stdout.startswith("published: thang, version 1;")
    again = office.runs("forms", "publish", str(SHIPPED))
    assert (again.exit_code, again.stdout) == (0, "nothing to do: thang, version 1, says the same\n")


def test_a_questionnaire_that_nothing_would_ask_by_is_not_published(office: Office) -> None:
    file = office.at / "thangg.toml"
    file.write_text(forms_shipped.text("thang").replace('key = "thang"', 'key = "thangg"'), encoding="utf-8")
    told = office.runs("forms", "publish", str(file))
    assert told.exit_code == 1
    assert told.stderr == "Error: its key is thangg, but months are asked by the questionnaire with the key thang\n"


# the answers as a table ----------------------------------------------------------------------------------------------
def test_each_expected_team_is_a_row_and_its_answers_are_as_they_were_meant(office: Office) -> None:
    office.asks()
    office.submits(office.teams[0].id, TOLD)
    first, *others = office.exported()
    assert list(first) == COLUMNS
    assert first["unit"] == office.teams[0].name
    assert first["unit_path"].endswith(f"{office.commune.title} / {office.teams[0].title}")
    assert {name: first[name] for name in COLUMNS[2:6]} == {
        "period": "2026-12", "state": "nop", "submitted_at": "2026-12-14T08:30:00+07:00", "late": False,
    }  # fmt: skip
    asked = [f.key for f in forms_read.read(forms_shipped.text("thang")).asked]
    assert list(first["answers"]) == asked  # in that order
    told = TOLD | {"quan_tam": ["gia_nong_san", "ha_tang"], "tien_trd": 1.5, "tt_luot": 0}  # no talks, so nobody listened
    assert first["answers"] == dict.fromkeys(asked) | told
    assert isinstance(first["answers"]["dat_m2"], int)
    assert [(r["state"], r["submitted_at"], r["late"], r["answers"]) for r in others] == [("chua_nop", None, False, {})] * len(office.teams)


def test_nothing_new_and_lateness_and_a_correction_are_told(office: Office) -> None:
    office.asks()
    office.submits(office.teams[0].id, {"hop_to": 0, "tt_buoi": 0, "dvk_dang": None}, NOW + 30 * 86400)
    office.submits(office.teams[1].id, {"hop_to": 1})
    with office.engine.begin() as db:
        db.execute(update(checkin).where(checkin.c.unit == office.teams[1].id).values(closed_at=NOW))
        one = office.of(db, office.teams[1].id)
        assert checkins.correct(db, one, forms.get(db, one.form).form, {"hop_to": 3}, office.who, NOW, "gõ nhầm") == 1
    rows = office.exported("--unit", str(office.commune.id))
    assert [(r["state"], r["late"], r["answers"].get("hop_to")) for r in rows[:2]] == [("khong_co_gi_moi", True, 0), ("dinh_chinh", False, 3)]


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"line1": [{"hop_to": 1}, 1, "Người Báo"]}, "nhap"),
        ({}, "chua_nop"),
        ({"line1": [None, 1, "Người Báo"]}, "chua_nop"),  # asked for anew
        ({"set aside": [True, 0, ""]}, "chua_nop"),  # the bot's own mark
    ],
)
def test_somebody_has_begun_when_there_is_an_answer(office: Office, answers: dict[str, Any], state: str) -> None:
    office.asks()
    office.begins(office.teams[0].id, answers)
    first, second, *_ = office.exported()
    assert (first["state"], first["answers"]) == (state, {})  # what is not submitted stays with the team
    assert second["state"] == "chua_nop"


def test_a_draft_beside_what_was_submitted_changes_nothing(office: Office) -> None:
    office.asks()
    office.begins(office.teams[0].id, {"line1": [{"hop_to": 1}, 1, "Người Báo"]})
    office.submits(office.teams[0].id, {"hop_to": 1})
    assert office.exported()[0]["state"] == "nop"


def test_a_subtree_and_a_month_can_be_asked_for(office: Office) -> None:
    office.asks("2026-11")
    office.asks()
    assert len(office.exported()) == 2 * (len(office.teams) + 1)
    assert {r["period"] for r in office.exported("--month", "2026-11")} == {"2026-11"}
    assert [(r["unit"], r["period"]) for r in office.exported("--unit", str(office.other.id))] == [("Xa", "2026-11"), ("Xa", "2026-12")]
    assert [r["unit"] for r in office.exported("--unit", str(office.teams[0].id), "--month", "2026-12")] == [office.teams[0].name]
    assert office.exported("--month", "2027-02") == []
    assert office.runs("export", "checkins", "--unit", "999").stderr == "Error: there is no unit 999\n"
    assert office.runs("export", "checkins", "--month", "12/2026").exit_code == 1


def test_in_a_sheet_the_answers_are_one_cell_of_json(office: Office) -> None:
    office.asks()
    office.submits(office.teams[0].id, TOLD)
    plain = office.exported()[0]["answers"]
    table = list(csv.DictReader(io.StringIO(office.runs("export", "checkins", "--format", "csv").stdout_bytes.decode("utf-8-sig"))))
    assert list(table[0]) == COLUMNS
    assert json.loads(table[0]["answers"]) == plain
    (sheet,) = workbook.sheets(office.runs("export", "checkins", "--format", "xlsx").stdout_bytes)
    headings, first, *_ = (cells for _, cells in sheet)
    assert list(headings) == COLUMNS
    assert json.loads(first[-1]) == plain


def test_taking_them_home_is_written_down(office: Office) -> None:
    office.asks()
    office.exported("--unit", str(office.commune.id))
    with office.engine.begin() as db:
        (entry,) = db.execute(text("SELECT what, object, unit FROM audit WHERE what LIKE 'exported %'"))
    assert tuple(entry) == ("exported checkins", "", office.commune.id)
