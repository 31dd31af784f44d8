"""Before a block meets: told once, by day, to its leaders alone; every count is that of the lists; nothing that only a few may read; the page."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bot.cli import cli
from bot.domain.kinds import Level
from bot.domain.months import Calendar, Month, meeting, next_meeting
from bot.domain.periods import local
from bot.talk import Incoming, Outgoing
from bot.turn import take
from handlers import BOOK
from messages_vi import block_month as block_vi
from messages_vi import giao_ban as vi
from messages_vi.kinds import KINDS
from storage import case_life, checkins, engines, holidays, incidents, people, released, roles, talks, units
from storage.case_life import Entry
from storage.inbox import Row
from storage.memory import Memory
from storage.released import Released
from storage.units import Unit
from tests.checkin_kit import ASKED, LINE1, LINE2, at, month_of, spoken, types
from tests.test_block_month import answers, heard, own
from tests.turns import World

BEFORE, MEETING = "2026-12-21", "2026-12-22"  # a Monday and a Tuesday
SINCE = "2026-11-19"  # a Thursday: the 22nd of November is a Sunday, so the meeting was on Friday
LEADERS = ("Hoa", "Bình", "Mười", "Bí")
CADRE = "đồng chí"


@pytest.fixture
def asked(world: World) -> World:
    """A month that is asked for, and a secretary of the party committee beside the others."""
    world.id["Bí"] = people.add(world.db, "Người Bí", world.now)
    people.join(world.db, world.peer("Bí"), world.id["Bí"], world.now)
    at(world, ASKED)
    roles.give(world.db, world.id["Bí"], own(world).block, "bi_thu", world.now)
    return world


def packs(world: World, name: str) -> list[str]:
    return [body for body in heard(world, name) if "gói giao ban" in body]


def pack(world: World, name: str = "Hoa") -> str:
    """The one that came by itself, a line each as it is read."""
    (body,) = packs(world, name)
    return body.replace("\\n", "\n")


def says(world: World, name: str, words: str) -> tuple[list[Outgoing], list[bytes]]:
    """What is answered, with the files that are made on the way."""
    world.now += 60
    peer, made = world.peer(name), list[bytes]()

    def keep(data: bytes) -> str:
        made.append(data)
        return f"file{len(made)}"

    memory = Memory(world.db, [peer], world.now)
    memory.talks[peer] = talks.recall(world.db, [peer], world.now)[peer]
    said = Incoming(peer, str(next(world.row)), world.now, name, name, words, plain=True)
    row = Row(next(world.row), "me", False, 0, said, world.now, 0)
    out = take(world.db, BOOK, row, memory, world.now, world.now, keep)
    memory.keep()
    memory.write(world.db)
    return out, made


def text(world: World, name: str) -> str:
    return "\n".join(one.text for one in says(world, name, "gói giao ban")[0])


def hamlets(world: World) -> list[Unit]:
    return units.children(world.db, own(world).block)


def case(
    world: World, unit: Unit, kind: str = "CT", level: Level | None = None, *, closed: bool = False, role: str = "to_vien", ago: float = 0
) -> int:
    """Its row; told by An, so many seconds ago."""
    sort = KINDS[kind]
    new = incidents.NewCase(
        next(world.row), own(world).block, unit.id, kind, level or sort.level, closed or sort.confidential, "chuyện", None, None, world.id["An"], role
    )
    return incidents.file(world.db, new, world.now - ago)[0]


def number(world: World, row: int) -> int:
    return int(world.rows("SELECT number FROM incident WHERE id = :i", i=row)[0].number)


def counted(line: str, told: str) -> int:
    found = re.search(rf"{line}[^(\n]* \((\d+)\)", told)
    return int(found[1]) if found else 0


# when ----------------------------------------------------------------------------------------------------------------
MONTHS = st.builds(Month, st.integers(2024, 2030), st.integers(1, 12))
CALENDARS = st.builds(Calendar, cutoff=st.integers(1, 31), meeting=st.integers(1, 31))


def test_a_meeting_moves_before_the_days_on_which_offices_are_closed() -> None:
    days = {of: meeting(Month(*of), Calendar(), holidays.known()) for of in ((2026, 11), (2026, 12), (2027, 2))}
    assert list(days.values()) == [date(2026, 11, 20), date(2026, 12, 22), date(2027, 2, 22)]
    assert meeting(Month(2027, 1), Calendar(31, 3, 5, 10, 6), holidays.known()) == date(2027, 2, 4), "before Tết"


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), CALENDARS)
def test_the_next_meeting_is_the_first_one_there_is(today: date, calendar: Calendar) -> None:
    of, day = next_meeting(today, calendar, holidays.known())
    assert day == meeting(of, calendar, holidays.known()) >= today
    assert meeting(of.after(-1), calendar, holidays.known()) < today
    assert day - today < timedelta(days=45)


def test_leaders_hear_once_at_seven_on_the_working_day_before(asked: World) -> None:
    for day in ("2026-12-18", "2026-12-19", "2026-12-20"):
        at(asked, day)
    assert not any(packs(asked, name) for name in LEADERS)
    for day, hour in ((BEFORE, "06:59"), (BEFORE, "07:00"), (BEFORE, "15:00"), (MEETING, "07:00"), ("2026-12-23", "08:00")):
        at(asked, day, hour)
        assert {len(packs(asked, name)) for name in LEADERS} == {0 if hour == "06:59" else 1}, (day, hour)
    at(asked, "2027-01-14")
    at(asked, "2027-01-21")
    assert {len(packs(asked, name)) for name in LEADERS} == {2}


def test_nobody_outside_hears_or_is_told(asked: World) -> None:
    at(asked, BEFORE)
    assert not any(packs(asked, name) for name in ("Tám", "An", "Cúc", "Tỉnh", "Lạ"))
    for name in ("Tám", "An", "Tỉnh"):
        assert spoken(block_vi.NO_MONTH, CADRE if name == "Tỉnh" else "bác") in text(asked, name)
    assert "xã Khác" in pack(asked, "Ngoài")
    assert "Thường Xuân" not in pack(asked, "Ngoài") + text(asked, "Ngoài")


@pytest.mark.parametrize(
    ("day", "hour", "when"), [(BEFORE, "21:30", f"{MEETING} 07:00"), (MEETING, "06:30", ""), (MEETING, "09:00", f"{MEETING} 09:00")]
)
def test_after_an_outage_it_is_told_by_day_and_before_the_meeting_is_over(asked: World, day: str, hour: str, when: str) -> None:
    at(asked, day, hour)
    rows = asked.rows("SELECT not_before, expires FROM notice WHERE person = :p AND body LIKE '%gói giao ban%'", p=asked.id["Hoa"])
    assert [f"{local(r.not_before):%Y-%m-%d %H:%M}" for r in rows] == ([when] if when else [])
    assert all(f"{local(r.expires):%Y-%m-%d %H:%M}" == f"{MEETING} 17:00" for r in rows)


def test_a_meeting_that_is_over_is_told_of_no_more(asked: World) -> None:
    at(asked, MEETING, "18:00")
    at(asked, "2026-12-23")
    assert not any(packs(asked, name) for name in LEADERS)


def test_a_unit_meets_on_its_own_day(asked: World) -> None:
    checkins.set_calendar(asked.db, own(asked).block, Calendar(meeting=28))
    at(asked, BEFORE)
    assert not packs(asked, "Hoa")
    at(asked, "2026-12-25")  # the Friday before a Monday
    assert "thứ Hai 28/12" in pack(asked)


def test_a_unit_that_has_named_no_day_meets_on_the_usual_one(asked: World) -> None:
    checkins.set_calendar(asked.db, own(asked).block, Calendar(cutoff=14, meeting=28))
    asked.rows("UPDATE report_days SET meeting = NULL RETURNING unit")
    assert checkins.calendar(asked.db, own(asked).path) == Calendar(cutoff=14)


def test_a_commune_without_teams_is_left_alone(asked: World) -> None:
    province = units.get(asked.db, int(own(asked).path.split("/")[-3]))
    empty = units.add(asked.db, "xa", "xã", "Vắng", province, "2025-07-01")
    asked.id["Vắng"] = people.add(asked.db, "Người Vắng", asked.now)
    people.join(asked.db, asked.peer("Vắng"), asked.id["Vắng"], asked.now)
    roles.give(asked.db, asked.id["Vắng"], empty.id, "truong_khoi", asked.now)
    at(asked, BEFORE)
    assert heard(asked, "Vắng") == []
    assert spoken(block_vi.NO_MONTH, CADRE) in text(asked, "Vắng")
    assert packs(asked, "Hoa")


# what ----------------------------------------------------------------------------------------------------------------
def test_a_month_in_which_nothing_came_says_so(asked: World) -> None:
    at(asked, BEFORE)
    told = pack(asked)
    assert "thứ Ba 22/12" in told
    assert f"Việc mới từ {int(SINCE[8:])}/11: không có." in told
    assert "Quá hẹn: không có." in told
    assert counted("Tổ chưa có tin", told) == len(hamlets(asked)) == 6
    assert "0/6 tổ đã gửi" in told
    assert not any(line in told for line in ("Việc ĐỎ", "Thôn cần quan tâm", "Lo nhất", "Tổ đề nghị", "chờ trả lời"))


def test_moods_worries_wishes_and_who_is_silent(asked: World) -> None:
    first, second = (month_of(asked, name).unit_title for name in ("Tám", "Cúc"))
    third = next(u for u in hamlets(asked) if u.title not in (first, second))
    types(asked, "Tám", "báo tháng")
    for line in (LINE1, LINE2, "D, lo giá lúa và rác, xin xã sửa mương", "gửi"):
        types(asked, "Tám", line)
    answers(asked, "Cúc", "C, lo rác, xin xã làm đường")
    case(asked, third)
    at(asked, BEFORE)
    told = pack(asked)
    assert f"Thôn cần quan tâm: còn bức xúc (1): {first}; còn băn khoăn (1): {second}." in told
    assert "Lo nhất: môi trường (2 tổ), giá cả nông sản (1 tổ)" in told
    assert counted("Tổ đề nghị, chưa trả lời", told) == 2
    assert "2/6 tổ đã gửi" in told
    assert counted("Tổ chưa có tin", told) == 3
    assert third.title not in told.partition("Tổ chưa có tin")[2].partition("\n")[0]


def test_a_wish_that_was_answered_or_passed_on_is_asked_about_no_more(asked: World) -> None:
    answers(asked)
    answers(asked, "Cúc", "C, lo rác, xin xã làm đường")
    mine, hers = month_of(asked, "Tám"), month_of(asked, "Cúc")
    block = own(asked)
    released.release(asked.db, block.block, block.month, block_vi.WISH, Released("sửa mương", (mine.unit,)), asked.id["Hoa"], asked.now)
    assert f"Tổ đề nghị, chưa trả lời (1): {hers.unit_title}." in text(asked, "Hoa")
    what = Released("sửa mương", (mine.unit,), {hers.unit: "tuần tới làm"})
    released.release(asked.db, block.block, block.month, block_vi.WISH, what, asked.id["Hoa"], asked.now)
    assert "Tổ đề nghị" not in text(asked, "Hoa")


def test_nothing_that_only_a_few_may_read_is_in_it(asked: World) -> None:
    places = hamlets(asked)
    rows = [case(asked, places[0], "BL"), case(asked, places[1], "TG"), case(asked, places[2], "DD", Level.DO, closed=True)]
    asked.now += 40 * 86400.0  # all would be late by then
    told = text(asked, "Hoa")
    assert "Quá hẹn: không có." in told
    assert not any(f"số {number(asked, row)} " in told for row in rows)
    assert "Việc ĐỎ" not in told
    assert counted("Tổ chưa có tin", told) == 6, "a case nobody hears of tells of no team either"


@pytest.mark.parametrize("seed", range(3))
def test_each_count_is_that_of_the_lists(asked: World, seed: int) -> None:
    dice, places = random.Random(seed), hamlets(asked)
    open_kinds = [code for code, kind in KINDS.items() if not kind.confidential]
    at(asked, BEFORE, "06:30")
    for _ in range(25):
        kind, ago = dice.choice([*open_kinds, "BL", "TG"]), dice.uniform(0, 60) * 86400
        row = case(asked, dice.choice(places), kind, dice.choice([None, Level.DO, Level.VANG]), role=dice.choice(["to_vien", "truong_khoi"]), ago=ago)
        move = dice.choice(["", "", "nhan", "rut", "xong", "gop"])
        if move:
            case_life.move(asked.db, row, move, asked.id["Hoa"], Entry("ghi"), asked.now - ago / 2)
        if move == "gop":
            asked.rows("UPDATE incident SET merged_into = :r WHERE id = :r RETURNING id", r=row)
        if dice.random() < 0.3:
            case_life.write(asked.db, row, asked.id["Hoa"], Entry("hoi", "ở đâu ạ?"), asked.now - ago / 3)
    at(asked, BEFORE)
    told = pack(asked)
    lists = types(asked, "Hoa", "việc")
    assert counted("Quá hẹn", told) == int((re.search(r"Quá hẹn: (\d+)\.", lists) or [0, 0])[1])
    assert counted("Đã hỏi", told) == int((re.search(r"Chờ người báo trả lời: (\d+)\.", lists) or [0, 0])[1])
    came = [
        r
        for r in asked.rows("SELECT * FROM incident")
        if f"{local(r.created_at):%Y-%m-%d}" >= SINCE and not r.confidential and r.kind not in ("BL", "TG")
    ]
    new = [r for r in came if r.status != "rut_lai" and r.merged_into is None]
    assert counted("Việc mới từ 19/11", told) == len(new)
    assert sum(int(n) for n in re.findall(r"(\d+) ", told.partition("Việc mới từ 19/11 (")[2].partition("\n")[0].partition("): ")[2])) == len(new)
    assert counted("Việc ĐỎ mới", told) == sum(r.level == "DO" for r in new)
    silent = {u.id for u in places} - {r.unit for r in came if r.reporter_role == "to_vien"}
    assert counted("Tổ chưa có tin", told) == len(silent)


def test_however_much_there_is_it_stays_on_one_screen(asked: World) -> None:
    places = hamlets(asked)
    answers(asked, "Tám", "D, lo giá lúa và rác, xin xã sửa mương")
    for n, kind in enumerate([code for code, sort in KINDS.items() if not sort.confidential] * 4):
        row = case(asked, places[n % 6], kind, Level.DO, ago=20 * 86400)
        case_life.write(asked.db, row, asked.id["Hoa"], Entry("hoi", "ở đâu ạ?"), asked.now)
    told = text(asked, "Hoa").splitlines()
    assert len(told) <= 12
    assert sum(map(len, told)) < 1100
    assert "Quá hẹn (48): số 1 " in "\n".join(told)
    assert "và 43 việc khác." in "\n".join(told)


# the page ------------------------------------------------------------------------------------------------------------
def workbook(made: list[bytes]) -> tuple[list[str], list[list[Any]], zipfile.ZipFile]:
    """The lines of the page, the figures, and the file."""
    (file,) = made
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    page, figures = (book.get_sheet_by_name(name).to_python() for name in (vi.CHARTS_SHEET, vi.FIGURES_SHEET))
    return [str(row[0]) for row in page], figures, zipfile.ZipFile(io.BytesIO(file))


def test_the_page_says_the_same_and_draws_what_teams_have_told(asked: World) -> None:
    answers(asked, "Tám", "D, lo giá lúa")
    answers(asked, "Cúc", "C, lo rác")
    at(asked, "2027-01-14")
    answers(asked, "Tám", "B, lo rác")
    out, made = says(asked, "Hoa", "gói giao ban")
    lines, figures, file = workbook(made)
    (message,) = [one.text for one in out if one.text]
    assert set(message.splitlines()[1:]) <= set(lines)
    heads, *months = figures[1:]
    assert [row[0] for row in months] == ["12/2026", "1/2027"]
    told = {head: [row[n] for row in months] for n, head in enumerate(heads)}
    assert told["Số lần họp tổ"] == [2, 1]
    assert (told["Số vụ hòa giải"], told["Số vụ hòa giải thành"], told["Số kiến nghị"]) == ([4, 2], [2, 1], [8, 4])
    assert (told["còn bức xúc"], told["còn băn khoăn"], told["bình thường"], told["phấn khởi"]) == ([1, 0], [1, 0], [0, 1], [0, 0])
    assert (told[vi.EXPECTED], told[vi.SENT]) == ([6, 6], [2, 1])
    charts = [name for name in file.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    assert len(charts) == 6
    assert "<f>" not in file.read("xl/worksheets/sheet1.xml").decode() + file.read("xl/worksheets/sheet2.xml").decode()


def test_a_month_nobody_has_answered_is_a_gap_and_not_none(asked: World) -> None:
    out, made = says(asked, "Mười", "tài liệu giao ban")
    _, figures, _ = workbook(made)
    assert figures[2][1:-2] == [""] * (len(figures[2]) - 3)
    assert figures[2][-2:] == [6, 0]
    assert [one.files[0].title for one in out if one.files] == ["Giao ban xã Thường Xuân 22-12-2026.xlsx"]


def test_the_page_is_one_choice_below_the_message_and_is_noted(asked: World) -> None:
    at(asked, BEFORE)
    (row,) = asked.rows("SELECT act_on, body FROM notice WHERE person = :p AND body LIKE '%gói giao ban%'", p=asked.id["Hoa"])
    assert row.act_on == f"month:{own(asked).id}"
    assert vi.PAPER.typed in row.body
    says(asked, "Hoa", "tài liệu giao ban")
    found = asked.rows("SELECT what FROM audit WHERE person = :p", p=asked.id["Hoa"])
    assert {"read cases", "exported figures"} <= {r.what for r in found}


# the days of a unit --------------------------------------------------------------------------------------------------
class Office:
    """A province, a commune and a hamlet, and its command line."""

    def __init__(self, url: str, folder: Path) -> None:
        self.engine, self.settings = engines.writer(url), {"DANVAN_DATABASE_URL": url, "DANVAN_DATA_DIR": str(folder)}
        with self.engine.begin() as db:
            self.top = units.add(db, "tinh", "tỉnh", "Mẫu", None, "2025-07-01")
            self.commune = units.add(db, "xa", "xã", "Mẫu", self.top, "2025-07-01")
            self.hamlet = units.add(db, "thon", "thôn", "1", self.commune, "2025-07-01")

    def runs(self, *command: object) -> Result:
        return CliRunner().invoke(cli, ["units", "days", *map(str, command)], env=self.settings)

    def holds(self, at: Unit) -> Calendar:
        with self.engine.begin() as db:
            return checkins.calendar(db, at.path)


@pytest.fixture
def office(url: str, tmp_path: Path) -> Iterator[Office]:
    made = Office(url, tmp_path)
    yield made
    made.engine.dispose()


def test_the_days_of_a_unit_are_shown_and_set(office: Office) -> None:
    assert office.runs(office.commune.id).stdout == "xã Mẫu: cutoff 15, team 18, block 20, province 25, meeting 22\n"
    assert office.runs(office.top.id, "--meeting", 24).exit_code == 0
    assert office.holds(office.commune) == Calendar(meeting=24)
    told = office.runs(office.commune.id, "--cutoff", 14, "--meeting", 21)
    assert told.stdout.splitlines()[0] == "xã Mẫu: cutoff 14, team 18, block 20, province 25, meeting 21"
    assert office.holds(office.commune) == Calendar(cutoff=14, meeting=21)
    assert office.holds(office.top) == Calendar(meeting=24)
    with office.engine.begin() as db:
        assert [r.what for r in db.exec_driver_sql("SELECT what FROM audit")] == ["changed report days"] * 2


@pytest.mark.parametrize("wrong", [("--team", 21), ("--province", 19), ("--cutoff", 19), ("--meeting", 0), ("--meeting", 32)])
def test_days_that_cannot_be_are_refused(office: Office, wrong: tuple[str, int]) -> None:
    assert office.runs(office.commune.id, *wrong).exit_code != 0
    assert office.holds(office.commune) == Calendar()


def test_a_hamlet_has_no_days_of_its_own(office: Office) -> None:
    told = office.runs(office.hamlet.id, "--meeting", 21)
    assert (told.exit_code, told.stderr.count("\n")) == (1, 1)
    assert office.runs(99).exit_code == 1
