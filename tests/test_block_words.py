"""Choosing the teams' words by real turns: what is typed at the list, what stays of an earlier choice, late teams, many teams, the same words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.unit_plans import New
from messages_vi import block_month as block_vi
from messages_vi import block_orders as orders
from messages_vi import block_words as vi
from messages_vi.checkin import SPOKEN
from storage import checkins, roles, units
from storage.checkins import Expected
from storage.released import Released
from tests.checkin_kit import spoken
from tests.words_kit import ROOT, WISHES, Office

BEGIN, CADRE = "duyệt lời các tổ", "đồng chí"
FIVE = (1, 2, 3, 4, 5)
(STILL_ONE,) = block_vi.left(own=True, words=1)


@pytest.fixture
def office(url: str, tmp_path: Path) -> Iterator[Office]:
    office = Office(url, tmp_path)
    for one in office.teams:
        office.puts_right(one, None, "thang_toi")  # one question is enough here
    yield office
    office.closes()


def kept(office: Office) -> Released:
    return office.kept()["de_nghi"]


def late(office: Office, wish: str = "xin thêm sách", nth: int = 4) -> int:
    """A team that comes behind the others."""
    with office.engine.begin() as db:
        office.tells(db, office.teams[nth], de_nghi=wish, thang_toi=None)
    return office.teams[nth].unit


def board(office: Office) -> str:
    return office.types("Mười", "tháng của khối")


def lines(*wishes: int) -> str:
    return "\n".join(WISHES[n - 1] for n in wishes)


# what is typed -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("1 đến 2", (1, 2)), ("1-3", (1, 2, 3)), ("từ ý 2 tới ý 4", (2, 3, 4)), ("1 den 2", (1, 2)), ("ý 1 thôi", (1,)), ("bỏ ý 2", (1, 3, 4)),
        ("trừ số 2 ra", (1, 3, 4)), ("tất cả trừ 2", (1, 3, 4)), ("tat ca tru 2", (1, 3, 4)), ("1 đến 4 bỏ 2", (1, 3, 4)), ("1 3 bỏ 2", (1, 3)),
        ("không lấy ý nào", ()), ("khong lay y nao", ()), ("lấy tất cả các ý", (1, 2, 3, 4)), ("lay tat ca cac y", (1, 2, 3, 4)),
        ("cả bốn ý", (1, 2, 3, 4)), ("không đưa ý 2 vào", (1, 3, 4)), ("ý hai và ý ba", (2, 3)), ("4, 1", (4, 1)),
    ],
)  # fmt: skip
def test_an_order_about_the_list_is_carried_out_and_not_printed(office: Office, said: str, printed: tuple[int, ...]) -> None:
    office.types("Mười", BEGIN, said, "xong", "ghi")
    assert kept(office).words == lines(*printed)
    assert kept(office).taken == tuple(office.teams[n - 1].unit for n in printed)


@pytest.mark.parametrize(
    "said",
    [
        "3 đến 1", "1 đến 9", "bỏ ý 9", "lấy 2 ý", "lấy một số ý", "cả hai ý", "không bỏ ý nào", "không lấy hết", "lấy ý của thôn Mẫu Hai",
        "trừ ý cuối", "lay y cua thon Mau Hai", "không thôn nào", "xây 3 cầu tràn", "1/3", "in:", "bỏ",
    ],
)  # fmt: skip
def test_an_order_that_is_not_understood_is_asked_again(office: Office, said: str) -> None:
    office.types("Mười", BEGIN)
    read = office.types("Mười", said)
    assert spoken(vi.PICK, CADRE) in read
    assert WISHES[3] in read
    assert office.kept() == {}


def test_a_short_sentence_is_printed_behind_the_word_for_it(office: Office) -> None:
    office.types("Mười", BEGIN, "in: sửa 3 cầu", "xong", "ghi")
    assert kept(office).words == "sửa 3 cầu"


@pytest.mark.parametrize("said", ["Nhân dân phấn khởi, tin tưởng", "nâng cao ý thức người dân", "xay tram y te xa"])
def test_a_sentence_is_a_sentence(said: str) -> None:
    assert orders.meant(said, FIVE) is None
    assert orders.to_print(said) == said


def test_no_row_of_numbers_is_ever_a_paragraph_however_long() -> None:
    said = " ".join(map(str, (*range(1, 30), 99)))
    assert (orders.meant(said, range(1, 40)), orders.to_print(said)) == (None, "")


# own words -----------------------------------------------------------------------------------------------------------
def test_with_words_of_ones_own_no_team_is_told_that_its_wish_is_in_them(office: Office) -> None:
    office.types("Mười", BEGIN, "Đề nghị huyện hỗ trợ sửa mương Bái Trời", "2 đã khảo sát", "xong", "ghi")
    assert kept(office) == Released("Đề nghị huyện hỗ trợ sửa mương Bái Trời", (), {office.teams[1].unit: "đã khảo sát"}, office.who_wish)
    assert STILL_ONE not in board(office)


# once more, and late teams -------------------------------------------------------------------------------------------
def test_choosing_once_more_begins_from_what_was_chosen_and_told(office: Office) -> None:
    office.types("Mười", BEGIN, "1 3", "1 tuần tới nạo vét mương", "xong", "ghi")
    before = kept(office)
    assert "Báo cáo đang ghi: xã sửa mương" in office.types("Mười", BEGIN)
    assert f"Đã ghi trả lời {office.teams[0].unit_title}: tuần tới nạo vét mương" in office.types("Mười", "giữ nguyên")
    office.types("Mười", "xong", "ghi")
    assert kept(office) == before
    office.types("Mười", BEGIN, "lấy thêm 2", "xong", "ghi")
    assert kept(office) == Released(lines(1, 3, 2), tuple(office.teams[n].unit for n in (0, 2, 1)), before.replies, before.seen)
    office.types("Mười", BEGIN, "bỏ 1", "4 tháng sau cấp", "bỏ 1", "xong", "ghi")
    assert kept(office).words == lines(2, 3)
    assert kept(office).replies == {office.teams[3].unit: "tháng sau cấp"}


def test_a_late_team_opens_the_question_again_with_what_is_new_first(office: Office) -> None:
    office.types("Mười", BEGIN, "1", "1 tuần tới nạo vét mương", "xong", "ghi")
    assert STILL_ONE not in board(office)
    who = late(office)
    assert STILL_ONE in board(office)
    assert "1. " + office.teams[4].unit_title + ": xin thêm sách" in office.types("Mười", BEGIN)
    office.types("Mười", "lấy thêm 1", "xong", "ghi")
    assert kept(office).words == f"{WISHES[0]}\nxin thêm sách"
    assert kept(office).replies == {office.teams[0].unit: "tuần tới nạo vét mương"}
    assert who in kept(office).seen
    assert STILL_ONE not in board(office)


def test_a_number_means_what_it_was_shown_with_though_a_team_answers_meanwhile(office: Office) -> None:
    with office.engine.begin() as db:
        db.exec_driver_sql("DELETE FROM checkin_answer WHERE checkin = " + str(office.teams[0].id))
    office.types("Mười", BEGIN)
    who = late(office, "xin thêm sách", 0)  # the first hamlet of all
    office.types("Mười", "1", "xong")
    assert "xin thêm sách" not in office.types("Mười", "nói lại")
    office.types("Mười", "ghi")
    assert kept(office).words == WISHES[1]
    assert who not in kept(office).seen
    assert STILL_ONE in board(office)


def test_the_number_of_a_wish_that_was_taken_back_means_nothing(office: Office) -> None:
    office.types("Mười", BEGIN)
    office.puts_right(office.teams[0], None)
    assert spoken(vi.PICK, CADRE) in office.types("Mười", "1")
    office.types("Mười", "2", "xong", "ghi")
    assert kept(office).words == WISHES[1]


# the same words, and spoken ones ---------------------------------------------------------------------------------------
def test_the_same_words_of_several_teams_are_one_line_printed_once_and_answered_at_once(office: Office) -> None:
    office.puts_right(office.teams[2], f" {WISHES[0].capitalize()}\n")
    first, third = office.teams[0], office.teams[2]
    read = office.types("Mười", BEGIN)
    assert f"1. {first.unit_title}, {third.unit_title}: {WISHES[0]}" in read
    assert "4 tổ có ý kiến" in read
    office.types("Mười", "1", "1 tuần tới nạo vét", "xong", "ghi")
    assert (kept(office).words, kept(office).taken) == (WISHES[0], (first.unit, third.unit))
    assert kept(office).replies == {first.unit: "tuần tới nạo vét", third.unit: "tuần tới nạo vét"}


def test_what_was_spoken_is_no_idea_to_print_but_can_be_answered(office: Office) -> None:
    office.puts_right(office.teams[0], SPOKEN)
    read = office.types("Mười", BEGIN)
    assert f"{office.teams[0].unit_title} {SPOKEN}: nghe bằng cách gõ nghe tin thoại" in read
    assert f"1. {office.teams[1].unit_title}" in read
    assert spoken(vi.PICK, CADRE) in office.types("Mười", "4")
    assert f"4. {office.teams[0].unit_title}: {SPOKEN}" in office.types("Mười", "lấy hết")
    office.types("Mười", "4 đã nghe, tuần tới làm", "xong", "ghi")
    assert kept(office).words == lines(2, 3, 4)
    assert kept(office).replies == {office.teams[0].unit: "đã nghe, tuần tới làm"}
    assert office.teams[0].unit not in kept(office).taken


def test_where_all_was_spoken_a_paragraph_is_asked_for(office: Office) -> None:
    for one in office.teams:
        office.puts_right(one, SPOKEN)
    read = office.types("Mười", BEGIN)
    assert "1. " not in read
    assert spoken(vi.HOW_HEARD, CADRE) in read
    assert spoken(vi.PICK, CADRE) in office.types("Mười", "lấy hết")
    office.types("Mười", "Các tổ đề nghị sửa mương, làm đường", "xong", "ghi")
    assert kept(office) == Released("Các tổ đề nghị sửa mương, làm đường", (), {}, office.who_wish)


# many ----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def crowded(office: Office) -> Office:
    """A hundred wishes, each as long as it may be listed."""
    with office.turns() as world:
        units.add_all(world.db, [New("thon", "thôn", f"Đông {n}", office.block) for n in range(1, 97)], "2026-01-01")
        new = [u for u in units.children(world.db, office.block) if u.title.startswith("thôn Đông ")]
        own = office.own
        days = (own.first_day, own.last_day, own.due_day, own.block_due_day)
        checkins.plan(world.db, [Expected(u.id, office.block, own.month, own.form, *days) for u in new])
        for n, u in enumerate(new):
            one = checkins.of_unit(world.db, u.id, own.month)
            assert one is not None
            office.tells(world.db, one, de_nghi=f"đề nghị thứ {n}: " + "sửa mương " * 60, thang_toi=None)
    return office


def test_a_hundred_wishes_are_read_twenty_at_a_time(crowded: Office) -> None:
    read = crowded.types("Mười", BEGIN)
    assert "100 tổ có ý kiến" in read
    assert len(read) < 4000
    assert "\n20. " in read
    assert "\n21. " not in read
    assert "\n21. " in crowded.types("Mười", "xem tiếp")
    assert "\n100. " in crowded.types("Mười", "xem tiếp", "xem tiếp", "xem tiếp")
    assert "\n1. " in crowded.types("Mười", "xem tiếp")
    read = crowded.types("Mười", "lấy hết")
    assert len(read) < 2000
    assert "\n20. " in read
    assert "\n41. " in crowded.types("Mười", "xem tiếp", "xem tiếp")
    crowded.types("Mười", "41 đã khảo sát")
    assert "\n61. " in crowded.types("Mười", "xem tiếp")
    read = crowded.types("Mười", "xong")
    assert "100 đoạn" in read
    assert len(read) < 1500
    crowded.types("Mười", "ghi")
    assert len(kept(crowded).taken) == len(kept(crowded).seen) == 100
    assert len(kept(crowded).replies) == 1


def test_pages_that_nobody_turned_to_are_not_looked_at(crowded: Office) -> None:
    crowded.types("Mười", BEGIN, "xem tiếp", "1 25 99", "xong", "ghi")
    assert len(kept(crowded).taken) == 3
    assert len(kept(crowded).seen) == 41
    assert STILL_ONE in board(crowded)
    crowded.types("Mười", BEGIN, "giữ nguyên", "xong", "ghi")
    assert STILL_ONE not in board(crowded)


# which month ---------------------------------------------------------------------------------------------------------
def test_of_two_blocks_it_is_asked_which_and_the_choice_goes_on(office: Office) -> None:
    with office.turns() as world:
        (other,) = [u for u in units.everything(world.db) if u.title == "xã Khác"]
        roles.give(world.db, world.id["Mười"], other.id, "thu_ky", world.now)
    assert spoken(block_vi.WHICH_MONTH, CADRE) in office.types("Mười", BEGIN)
    assert WISHES[0] in office.types("Mười", "Xã Thường Xuân, tháng 12/2026")


def test_the_link_stands_with_the_first_question_only(office: Office) -> None:
    office.puts_right(office.teams[0], "phát quang đường", "thang_toi")
    assert ROOT in office.types("Mười", BEGIN)
    assert ROOT not in office.types("Mười", "lấy hết")
