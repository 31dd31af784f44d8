"""What an office sets about its cases, as it types and scripts it: deadlines, hours, days off, answers given often."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from bot.cli import cli
from bot.domain.kinds import Level
from bot.domain.periods import HERE
from handlers import rights, sample
from storage import answers, case_life, deadlines, engines, incidents, people, units
from storage.tables import incident

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=HERE).timestamp()
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


class Desk:
    """An operator's, in the sample commune."""

    def __init__(self, url: str, at: Path) -> None:
        self.engine = engines.writer(url)
        self.settings = {"DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(at), "DANVAN_CLOCK_FILE": str(at / "clock")}
        (at / "clock").write_text("2026-11-24T09:00:00")
        with self.engine.begin() as db:
            sample.load(db, TUESDAY)
            self.hamlet, self.other = [u for u in units.everything(db) if u.level == "thon"][:2]
            self.commune, self.province = (next(u for u in units.everything(db) if u.level == level) for level in ("xa", "tinh"))
            self.who = people.add(db, "Bác Sáu", TUESDAY)
        self.filed = 0

    def runs(self, *words: object) -> Result:
        return CliRunner().invoke(cli, [str(w) for w in words], env=self.settings)

    def told(self, *words: object) -> str:
        done = self.runs(*words)
        assert done.exit_code == 0, done.output
        return done.stdout

    def rows(self, *words: object) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.told(*words, "--format", "jsonl").splitlines()]

    def case(self, kind: str = "MT", level: Level = Level.VANG, unit: units.Unit | None = None) -> int:
        self.filed += 1
        where = unit or self.hamlet
        new = incidents.NewCase(self.filed, self.commune.id, where.id, kind, level, False, "cãi nhau", None, None, self.who, "to_vien")
        with self.engine.begin() as db:
            return incidents.file(db, new, TUESDAY)[0]

    def looked_at(self, case: int) -> float | None:
        """Seconds after it was filed."""
        with self.engine.begin() as db:
            at = db.execute(select(incident.c.watch_at).where(incident.c.id == case)).scalar_one()
        return None if at is None else at - TUESDAY


@pytest.fixture
def desk(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.chdir(tmp_path)  # where no .env of a developer lies
    made = Desk(url, tmp_path)
    yield made
    made.engine.dispose()


def sets(desk: Desk, unit: units.Unit, amount: float, measure: str, *more: str) -> str:
    """By when one that is VANG must be taken."""
    return desk.told("deadlines", "set", "--unit", unit.id, "--level", "VANG", "--what", "accept", "--amount", amount, "--measure", measure, *more)


# deadlines -----------------------------------------------------------------------------------------------------------
def test_open_cases_go_by_a_deadline_as_soon_as_it_is_set(desk: Desk) -> None:
    here, there, other_kind = desk.case(), desk.case(unit=desk.other), desk.case("DD")
    usual = 6 * HOUR  # four hours of work from nine o'clock, with two of noon between
    assert [desk.looked_at(c) for c in (here, there, other_kind)] == [usual] * 3
    sets(desk, desk.hamlet, 30, "minutes", "--kind", "MT")
    assert [desk.looked_at(c) for c in (here, there, other_kind)] == [30 * MINUTE, usual, usual]
    sets(desk, desk.province, 45, "minutes")
    assert [desk.looked_at(c) for c in (here, there, other_kind)] == [30 * MINUTE, 45 * MINUTE, 45 * MINUTE]


def test_nought_is_no_limit(desk: Desk) -> None:
    row = desk.case()
    sets(desk, desk.commune, 0, "minutes")
    first = desk.looked_at(row)
    assert first is not None
    assert first > 5 * DAY, "nobody hears that it was not taken"
    with desk.engine.begin() as db:
        assert deadlines.terms(db, desk.hamlet.path, "MT", Level.VANG).accept is None


def test_what_was_set_is_removed_and_what_lies_above_it_holds_again(desk: Desk) -> None:
    row = desk.case()
    sets(desk, desk.province, 45, "minutes")
    sets(desk, desk.hamlet, 30, "minutes", "--kind", "MT")
    this = ("deadlines", "remove", "--unit", desk.hamlet.id, "--level", "vàng", "--what", "accept")
    for_any = desk.runs(*this)
    assert (for_any.exit_code, f"VANG, accept is not set for {desk.hamlet.title}" in for_any.stderr) == (1, True)
    assert desk.looked_at(row) == 30 * MINUTE
    assert desk.told(*this, "--kind", "MT").startswith("removed;")
    assert desk.looked_at(row) == 45 * MINUTE
    assert [r["unit"] for r in desk.rows("deadlines", "list") if r["unit"]] == [desk.province.id]


def test_the_list_tells_what_ships_and_what_was_set_and_of_a_unit_what_may_hold_there(desk: Desk) -> None:
    shipped = desk.rows("deadlines", "list")
    assert {r["unit"] for r in shipped} == {None}
    assert {(r["level"], r["what"]) for r in shipped} == {(str(lv), w) for lv in Level for w in deadlines.WHATS}
    sets(desk, desk.hamlet, 2, "working_days", "--kind", "CT")
    sets(desk, desk.hamlet, 1, "working_days", "--kind", "CT")
    own = {"unit": desk.hamlet.id, "kind": "CT", "level": "VANG", "what": "accept", "amount": 1.0, "measure": "working_days"}
    assert desk.rows("deadlines", "list") == [*shipped, own]
    assert desk.rows("deadlines", "list", "--unit", desk.hamlet.id) == [*shipped, own]
    assert desk.rows("deadlines", "list", "--unit", desk.commune.id) == shipped


@pytest.mark.parametrize(("typed", "meant"), [("đỏ", "DO"), ("ĐỎ", "DO"), ("VÀNG", "VANG"), ("vang", "VANG"), ("Xanh", "XANH")])
def test_a_level_is_read_as_people_write_it_and_what_was_set_is_said(desk: Desk, typed: str, meant: str) -> None:
    said = desk.told("deadlines", "set", "--unit", desk.hamlet.id, "--level", typed, "--what", "accept", "--amount", 4, "--kind", "MT")
    assert said.splitlines()[0] == f"MT, {meant}, accept, {desk.hamlet.title}: 4 working_hours"
    assert desk.rows("deadlines", "list")[-1]["level"] == meant


def test_what_was_set_is_said_with_its_place(desk: Desk) -> None:
    assert sets(desk, desk.hamlet, 0, "minutes").splitlines()[0] == f"VANG, accept, {desk.hamlet.title}: no limit"
    hours = desk.told("hours", "set", "--unit", desk.commune.id, "--spans", "7-11", "--days", "421")
    assert hours.splitlines()[0] == f"{desk.commune.title}: 7-11; days of the week 124, Monday is 1"
    assert desk.told("holidays", "add", "5/2/2027", "Ngày hội").splitlines()[0] == "2027-02-05, Ngày hội: offices are closed"
    assert desk.told("holidays", "remove", "2027-02-05").splitlines()[0] == "2027-02-05: offices work"
    assert desk.told("retention", "set", "--kind", "CT", "--what", "media", "--days", 60).splitlines()[0] == "CT, media: 60 days"
    numbers = desk.told("units", "phone", "--unit", desk.commune.id, "--key", "truc_ban", "--number", "0237.000.0009")
    assert numbers == f"{desk.commune.title}, truc_ban: 0237.000.0009\n"
    added = desk.runs("answers", "add", "--unit", desk.commune.id, "--kind", "CT", "--text", "Xã đã nhận")
    assert added.stderr == f"{desk.commune.title}, CT: Xã đã nhận\n"


def test_how_many_cases_go_by_it_is_told_to_nobody(desk: Desk) -> None:
    before = sets(desk, desk.hamlet, 5, "minutes")
    desk.case("BL", Level.DO)
    assert sets(desk, desk.hamlet, 5, "minutes") == before


# hours and days off --------------------------------------------------------------------------------------------------
def test_an_office_that_works_at_other_hours_has_other_deadlines(desk: Desk) -> None:
    row = desk.case()
    assert "set" in desk.told("hours", "set", "--unit", desk.commune.id, "--spans", "8h-12h", "--days", "246")
    assert desk.looked_at(row) == 2 * DAY, "three hours on Tuesday, none on Wednesday, one on Thursday"
    assert desk.rows("hours", "list") == [
        {"unit": None, "spans": "7:00-11:30, 13:30-17:00", "days": "12345"},
        {"unit": desk.commune.id, "spans": "8h-12h", "days": "246"},
    ]


def test_a_day_off_that_is_added_or_worked_on_moves_deadlines_of_cases_and_of_requests(desk: Desk) -> None:
    sets(desk, desk.province, 1, "working_days")
    row = desk.case()
    at_five = 8 * HOUR
    assert desk.looked_at(row) == DAY + at_five
    desk.told("holidays", "add", "2026-11-25", "Ngày hội của xã")
    assert desk.looked_at(row) == 2 * DAY + at_five
    with desk.engine.begin() as db:
        assert rights.due(db, TUESDAY) == TUESDAY + 3 * DAY + at_five
    assert desk.rows("holidays", "list", "--year", "2026")[-1] == {"date": "2026-11-25", "name": "Ngày hội của xã", "closed": True, "set": True}
    desk.told("holidays", "remove", "2026-11-25")
    assert desk.looked_at(row) == DAY + at_five
    assert all(r["date"] != "2026-11-25" for r in desk.rows("holidays", "list"))


def test_a_day_of_the_sheet_can_be_worked_on_and_be_off_again(desk: Desk) -> None:
    def new_year() -> dict[str, Any]:
        return desk.rows("holidays", "list", "--year", "2027")[0]

    assert new_year() == {"date": "2027-01-01", "name": "Tết Dương lịch", "closed": True, "set": False}
    desk.told("holidays", "remove", "2027-01-01")
    assert new_year() == {"date": "2027-01-01", "name": "Tết Dương lịch", "closed": False, "set": True}
    again = desk.runs("holidays", "remove", "2027-01-01")
    assert (again.exit_code, again.stderr) == (1, "Error: 2027-01-01 is no day off; see: holidays list --year 2027\n")
    desk.told("holidays", "add", "2027-01-01", "Tết Dương lịch")
    assert new_year()["closed"] is True


# answers -------------------------------------------------------------------------------------------------------------
def test_answers_are_added_listed_offered_and_removed(desk: Desk) -> None:
    number = desk.told("answers", "add", "--unit", desk.commune.id, "--kind", "CT", "--text", " Xã đã cử người sửa. ").strip()
    assert desk.rows("answers", "list") == [{"id": int(number), "unit": desk.commune.id, "kind": "CT", "text": "Xã đã cử người sửa."}]
    with desk.engine.begin() as db:
        assert [answers.usual(db, desk.hamlet.path, kind) for kind in ("CT", "VS")] == [["Xã đã cử người sửa."], []]
    desk.told("answers", "remove", number)
    assert desk.rows("answers", "list") == []
    assert "no unit has added any" in desk.runs("answers", "list").stderr
    assert desk.runs("answers", "remove", number).stderr == f"Error: there is no answer {number}; see: answers list\n"


# what cannot be ------------------------------------------------------------------------------------------------------
DEADLINE = ("deadlines", "set", "--level", "VANG", "--what", "accept")
HOURS = ("hours", "set", "--unit", "1")
WRONG = [
    ((*DEADLINE, "--unit", "999", "--amount", "4"), 1, "there is no unit 999"),
    ((*DEADLINE, "--unit", "1", "--amount", "1.5", "--measure", "working_days"), 1, "working days are whole ones"),
    ((*DEADLINE, "--unit", "1", "--amount", "-1"), 2, "-1"),
    (("deadlines", "set", "--unit", "1", "--level", "CAM", "--what", "accept", "--amount", "4"), 2, "DO"),
    ((*DEADLINE, "--unit", "1", "--amount", "4", "--kind", "ZZ"), 2, "'ZZ' is no kind of matter"),
    (("deadlines", "list", "--unit", "999"), 1, "there is no unit 999"),
    ((*HOURS, "--spans", "7-11", "--days", "128"), 1, "'128' are no days of a week"),
    ((*HOURS, "--spans", "7-11", "--days", "11"), 1, "'11' are no days of a week"),
    ((*HOURS, "--spans", "11-7", "--days", "12345"), 1, "'11-7' cannot be read"),
    ((*HOURS, "--spans", "7-11, 10-12", "--days", "12345"), 1, "cannot be read"),
    (("hours", "set", "--unit", "999", "--spans", "7-11", "--days", "1"), 1, "there is no unit 999"),
    (("holidays", "add", "5/2", "Tết"), 2, "5/2"),
    (("holidays", "add", "2027-02-05", " "), 1, "what is the day called"),
    (("holidays", "remove", "2027-02-03"), 1, "2027-02-03 is no day off"),
    (("answers", "add", "--unit", "1", "--text", " "), 1, "1 to 1000 characters"),
    (("answers", "add", "--unit", "999", "--text", "x"), 1, "there is no unit 999"),
]


def test_what_cannot_be_is_said_in_one_line_and_changes_nothing(desk: Desk) -> None:
    row = desk.case()
    for typed, code, reason in WRONG:
        told = desk.runs(*typed)
        assert (told.exit_code, told.stdout) == (code, ""), typed
        assert reason in told.stderr.splitlines()[-1]
    assert desk.looked_at(row) == 6 * HOUR
    assert len(desk.rows("hours", "list")) == 1
    assert desk.rows("answers", "list") == []


def test_what_was_set_is_noted_without_its_words(desk: Desk) -> None:
    sets(desk, desk.commune, 5, "minutes")
    desk.told("hours", "set", "--unit", desk.commune.id, "--spans", "7-11", "--days", "1")
    desk.told("holidays", "add", "2026-11-25", "Ngày hội")
    desk.told("answers", "add", "--unit", desk.commune.id, "--text", "Xã đã nhận")
    desk.told("retention", "set", "--what", "media", "--days", "60")
    noted = [json.loads(line)["what"] for line in desk.told("audit", "list").splitlines()]
    assert noted[-5:] == ["changed deadline", "changed hours", "changed days off", "changed answers", "changed retention"]


def test_a_case_that_is_over_is_left_as_it_is(desk: Desk) -> None:
    row = desk.case()
    with desk.engine.begin() as db:
        case_life.move(db, row, "rut", desk.who, case_life.Entry("rut_lai"), TUESDAY)
    sets(desk, desk.province, 5, "minutes")
    assert desk.looked_at(row) is None
