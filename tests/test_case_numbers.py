"""A case by its number: which of several years is meant, how much of its timeline is read at a time, and what its reporter may take back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from handlers.cases import LATEST
from messages_vi import cases as vi
from tests.door import DAY, Door

BRIDGE, BIKE = "gãy lan can cầu tràn, 15 hộ phải đi vòng", "mất trộm xe máy ở nhà văn hóa"


@pytest.fixture
def door(url: str) -> Iterator[Door]:
    made = Door(url)
    made.person("Hoa", "truong_khoi", made.commune)
    for chat in ("An", "Cúc"):
        made.person(chat, "to_vien")
    yield made
    made.engine.dispose()


def files(door: Door, told: str = BRIDGE, by: str = "An") -> None:
    door.says(by, told)
    door.says(by, "gửi")


def status(door: Door, year: int = 2026, number: int = 1) -> str:
    return str(door.one("SELECT status FROM incident WHERE number = :n AND year = :y", n=number, y=year))


@pytest.fixture
def january(door: Door) -> Door:
    """A case number 1 of each year, both open."""
    files(door)
    door.now += 60 * DAY
    files(door, BIKE)
    assert door.all("SELECT number, year FROM incident ORDER BY id") == [(1, 2026), (1, 2027)]
    return door


# which year ----------------------------------------------------------------------------------------------------------
def test_of_two_open_cases_of_one_number_it_is_asked_which_and_nothing_is_done(january: Door) -> None:
    (out,) = january.hears("Hoa", "xong 1 đã tìm được xe")
    assert out.text.startswith(vi.WHICH_YEAR.replace("\ue001", "Đồng chí"))
    assert [b.label.partition(",")[0] for b in out.choices] == ["1/2027", "1/2026"]
    assert (status(january), status(january, 2027)) == ("moi", "moi")


@pytest.mark.parametrize("said", ["xong 1/2026 đã hàn", "xong việc số 1 / 2026: đã hàn", "xong 1 năm 2026: đã hàn", "Xong 1 nam 2026, đã hàn"])
def test_the_year_can_be_said(january: Door, said: str) -> None:
    january.says("Hoa", said)
    assert (status(january), status(january, 2027)) == ("da_giai_quyet", "moi")
    assert january.one("SELECT text FROM incident_event WHERE what = 'da_giai_quyet'") == "đã hàn"


@pytest.mark.parametrize("said", ["xem 1/2026", "xem 1 năm 2026", "xem việc số 1 năm 2026 ạ", "tìm 1/2026"])
def test_a_case_of_another_year_is_looked_at(january: Door, said: str) -> None:
    assert "gãy lan can" in january.says("Hoa", said)
    assert "mất trộm" in january.says("Hoa", said.replace("2026", "2027"))
    assert "2025" in january.says("Hoa", said.replace("2026", "2025")), "there is none"


def test_words_that_tell_of_a_year_are_words(january: Door) -> None:
    january.says("Hoa", "xong 1/2027 đã tìm được xe")
    january.says("Hoa", "ghi 1 năm 2027 phải sửa cả cầu")
    assert january.all("SELECT e.text, i.year FROM incident_event e JOIN incident i ON i.id = e.incident WHERE what = 'ghi'") == [
        ("năm 2027 phải sửa cả cầu", 2026)
    ]


def test_what_is_over_stands_behind_what_is_open_whichever_year_is_newer(january: Door) -> None:
    january.says("Hoa", "xong 1/2027 đã tìm được xe")
    january.says("Hoa", "nhận 1")
    assert (status(january), status(january, 2027)) == ("da_nhan", "da_giai_quyet")
    january.says("An", "xong 1")
    assert (status(january), status(january, 2027)) == ("da_nhan", "da_bao_lai"), "the reporter was asked about that one alone"
    january.says("Hoa", "mở lại 1")
    assert status(january, 2027) == "dang_giai_quyet"


def test_what_others_reported_does_not_stand_in_the_way_of_ones_own(door: Door) -> None:
    files(door)
    door.says("Hoa", "xong 1 đã hàn")
    door.now += 60 * DAY
    files(door, BIKE, by="Cúc")
    assert "gãy lan can" in door.says("An", "xem 1")
    door.says("An", "chưa 1")
    assert status(door) == "dang_giai_quyet"


# the reporter's slip -------------------------------------------------------------------------------------------------
def ended(door: Door) -> None:
    files(door)
    door.says("Hoa", "xong 1 đã hàn")
    door.says("An", "xong 1")
    assert status(door) == "da_bao_lai"


@pytest.mark.parametrize("said", ["chưa 1 còn hở một đoạn", "một phần 1 còn hở một đoạn"])
def test_a_yes_said_by_mistake_is_taken_back(door: Door, said: str) -> None:
    ended(door)
    door.says("An", said)
    assert status(door) == "dang_giai_quyet"
    assert door.all("SELECT asked, told_at FROM incident") == [(0, None)]
    door.says("Hoa", "xong 1 hàn nốt")
    door.says("An", "xong 1")
    assert status(door) == "da_bao_lai"


def test_also_a_month_after_the_end_and_no_longer(door: Door) -> None:
    ended(door)
    door.now += 5 * DAY
    door.says("An", "đã báo 1")
    assert status(door) == "ket_thuc"
    door.now += 29 * DAY
    door.says("An", "chưa 1")
    assert status(door) == "dang_giai_quyet"
    for words in ("xong 1 hàn nốt", "xong 1"):
        door.says("Hoa" if "hàn" in words else "An", words)
    door.says("An", "đã báo 1")
    door.now += 31 * DAY
    assert vi.STATUS["ket_thuc"] in door.says("An", "chưa 1")
    assert status(door) == "ket_thuc"


def test_whose_report_was_put_to_another_takes_their_yes_back_as_well(door: Door) -> None:
    files(door)
    files(door, BIKE, by="Cúc")
    door.all("UPDATE incident SET level = 'DO' WHERE number = 1 RETURNING id")
    door.says("Hoa", "gộp 2 vào 1")
    door.says("Hoa", "xong 1 đã xong cả")
    door.says("Cúc", "xong 2")
    assert status(door) == "da_giai_quyet"
    door.says("An", "xong 1")
    assert status(door) == "da_bao_lai"
    door.says("Cúc", "chưa 2")
    assert status(door) == "dang_giai_quyet"


# reading -------------------------------------------------------------------------------------------------------------
def notes(text: str) -> list[int]:
    return [int(line.split("“lời ")[1].split("”")[0].split()[0]) for line in text.splitlines() if "“lời " in line]


def test_a_long_timeline_is_read_from_its_end_a_few_lines_at_a_time(door: Door) -> None:
    files(door)
    for n in range(1, 21):
        door.says("Hoa", f"ghi 1 lời {n}")
    first = door.hears("Hoa", "xem 1")[0]
    assert notes(first.text) == list(range(21 - LATEST, 21))
    assert "xem tiếp 1" in [c.typed for c in first.choices]
    assert notes(door.says("Hoa", "xem tiếp 1")) == list(range(21 - 2 * LATEST, 21 - LATEST))
    assert notes(door.says("Hoa", "xem tiếp 1 trang 2")) == list(range(1, 21 - 2 * LATEST))
    assert door.says("Hoa", "xem tiếp 1 trang 3").endswith(vi.no_further(1))
    assert not notes(door.says("An", "xem tiếp 1")), "the notes of the block are not the reporter's"


def test_a_long_line_is_cut_and_can_be_read_whole(door: Door) -> None:
    files(door)
    long = "lời 1 " + "đã đi xem lại từng đoạn " * 20
    door.says("Hoa", f"ghi 1 {long}")
    door.says("Hoa", "ghi 1 lời 2")
    seen = door.says("Hoa", "xem 1")
    assert long.strip() not in seen
    assert max(len(line) for line in seen.splitlines() if "ghi riêng" in line) <= vi.LONGEST_LINE + 1
    assert long.strip() in door.says("Hoa", "xem tiếp 1")


def test_a_short_timeline_is_all_there_is(door: Door) -> None:
    files(door)
    door.says("Hoa", "ghi 1 lời 1")
    assert "xem tiếp 1" not in [c.typed for c in door.hears("Hoa", "xem 1")[0].choices]
    assert door.says("Hoa", "xem tiếp 1").endswith(vi.no_further(1))
