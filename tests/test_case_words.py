"""What people type about a case in their own words: a bare number, to whom it is given and by when, that they cannot do it, which list goes on."""

from __future__ import annotations

import time
from typing import Any

import pytest

from messages_vi import cases_giving as giving_vi
from messages_vi import cases_list as list_vi
from messages_vi import cases_return as return_vi
from messages_vi import cases_which as vi
from messages_vi import common
from messages_vi import on_behalf as behalf_vi
from messages_vi import report as report_vi
from tests.turns import World

BRIDGE, BIKE, RUBBISH = "gãy lan can cầu tràn, 15 hộ", "mất trộm xe máy ở nhà văn hóa", "rác đổ đầy bờ mương, hôi lắm"


def said(text: str, address: str = "đồng chí") -> str:
    """As it is read."""
    return common.spoken_to(text, address)


def says(world: World, name: str, *lines: str) -> str:
    """What is read to the last of these."""
    return [" ".join(out.text for out in world.does(name, words)) for words in lines][-1]


def case(world: World, number: int = 1) -> Any:
    return world.rows("SELECT * FROM incident WHERE number = :n", n=number)[0]


def told(world: World, name: str) -> str:
    return "\n".join(str(r.body) for r in world.rows("SELECT body FROM notice WHERE person = :p ORDER BY id", p=world.id[name]))


def events(world: World) -> list[tuple[str, str]]:
    return [(r.what, r.text) for r in world.rows("SELECT what, text FROM incident_event ORDER BY id")]


@pytest.fixture
def one(world: World) -> World:
    says(world, "An", BRIDGE, "gửi")
    return world


@pytest.fixture
def three(one: World) -> World:
    for name, what in (("Cúc", BIKE), ("An", RUBBISH)):
        says(one, name, what, "gửi")
    return one


# which case ----------------------------------------------------------------------------------------------------------
def test_of_ones_only_case_no_number_is_asked(one: World) -> None:
    says(one, "An", "bo sung", "có 2 nhà nữa bị kẹt đường")
    assert ("bo_sung", "có 2 nhà nữa bị kẹt đường") in events(one)


@pytest.mark.parametrize("typed", ["3", "số 3", "việc số 3"])
def test_a_bare_number_says_which_of_several_is_meant(three: World, typed: str) -> None:
    assert "việc số mấy" in says(three, "An", "bo sung")
    assert "việc số 3" in says(three, "An", typed)
    says(three, "An", "hôi cả xóm")
    assert ("bo_sung", "hôi cả xóm") in events(three)


def test_words_said_before_the_number_go_to_that_case(three: World) -> None:
    assert "“hôi cả xóm từ hôm qua”" in says(three, "An", "bổ sung", "hôi cả xóm từ hôm qua")
    says(three, "An", "3")
    assert ("bo_sung", "hôi cả xóm từ hôm qua") in events(three)


def test_words_that_were_something_new_begin_a_report(three: World) -> None:
    assert "mất điện xóm 3" in says(three, "An", "bổ sung", "mất điện xóm 3, 30 hộ", "việc mới")


def test_danger_told_in_place_of_the_number_begins_a_report(three: World) -> None:
    assert "114" in says(three, "An", "bổ sung", "cháy nhà ở cuối thôn, có người bị kẹt")


def test_a_number_said_in_the_middle_of_a_report_changes_nothing_of_the_report(three: World) -> None:
    says(three, "An", "gãy cột điện, 3 hộ", "bổ sung")
    assert "đang viết dở" in says(three, "An", "1 có 2 nhà nữa")
    assert "“gãy cột điện, 3 hộ”" in says(three, "An", "viết tiếp")


def test_what_looks_like_a_report_where_only_a_number_can_be_meant_is_one(three: World) -> None:
    assert "mất điện xóm 3" in says(three, "Hoa", "mở lại", "mất điện xóm 3, 30 hộ")


def test_a_count_is_no_number_of_a_case() -> None:
    assert vi.number_and_words("2 nhà nữa") == ("", "2 nhà nữa")
    assert vi.number_and_words("việc số 12: thêm 2 nhà") == ("12", "thêm 2 nhà")
    assert vi.number_and_words("12/2026") == ("12/2026", "")


def test_a_bare_everyday_word_waits_for_nothing(one: World) -> None:
    says(one, "An", "chưa")
    assert "mất điện xóm 3" in says(one, "An", "mất điện xóm 3, 30 hộ")


# given, and handed back ----------------------------------------------------------------------------------------------
def test_whom_it_was_given_to_reads_so_when_they_accept_it(one: World) -> None:
    says(one, "Hoa", "giao 1 Bình 5/12")
    assert says(one, "Bình", "nhận 1").startswith(said(giving_vi.with_you(1, case(one).due_at)))
    assert case(one).holder == one.id["Bình"]


@pytest.mark.parametrize("typed", ["trả việc 1", "trả lại 1", "tôi không làm được 1", "không làm được việc số 1"])
def test_whoever_cannot_do_it_hands_it_back_and_the_block_hears_why(one: World, typed: str) -> None:
    says(one, "Hoa", "giao 1 Tám 5/12")
    assert says(one, "Tám", typed) == said(return_vi.why(1), "bác")
    assert says(one, "Tám", "tôi đi viện") == said(return_vi.done(1, reached=True), "bác")
    assert (case(one).holder, case(one).due_at, case(one).office) == (None, None, "")
    assert "trả lại việc số 1" in told(one, "Hoa")
    assert "tôi đi viện" in told(one, "Hoa")
    says(one, "Hoa", "nhận 1")
    assert case(one).holder == one.id["Hoa"]


def test_why_may_stand_behind_it(one: World) -> None:
    says(one, "Hoa", "giao 1 Tám 5/12")
    assert says(one, "Tám", "trả việc 1 vì tôi đi viện") == said(return_vi.done(1, reached=True), "bác")
    assert ("tra_lai", "vì tôi đi viện") in events(one)


def test_nobody_else_hands_it_back(one: World) -> None:
    says(one, "Hoa", "giao 1 Bình 5/12")
    assert says(one, "Mười", "trả việc 1") == said(return_vi.NOT_WITH_YOU)
    says(one, "An", "trả việc 1")
    assert case(one).holder == one.id["Bình"]


def test_what_only_few_may_read_is_handed_back_without_words(world: World) -> None:
    says(world, "An", "chồng đánh vợ ở xóm dưới", "gửi")
    says(world, "Hoa", "nhận 1")
    assert "trả lại việc số 1" in says(world, "Hoa", "trả việc 1 tôi là người nhà")
    assert case(world).holder is None
    assert all(text == "" for what, text in events(world) if what == "tra_lai")


# to whom, by when ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("giao 1 cho ba Binh, han thu 6", "thứ Sáu 27/11/2026"), ("giao 1 cho Binh, den thu sau tuan sau", "thứ Sáu 4/12/2026"),
        ("giao 1 đ/c Bình 5/12", "thứ Bảy 5/12/2026"), ("giao 1 cho dong chi Binh 5/12", "thứ Bảy 5/12/2026"),
    ],
)  # fmt: skip
def test_to_whom_is_understood_with_the_words_around_the_name(one: World, typed: str, day: str) -> None:
    assert f"giao Người Bình, hẹn xong {day}" in says(one, "Hoa", typed)


def test_whoever_names_somebody_else_at_the_question_by_when_gives_it_to_them(one: World) -> None:
    says(one, "Hoa", "giao 1 Bình")
    assert "giao Người Mười, hẹn xong thứ Bảy 5/12/2026" in says(one, "Hoa", "giao 1 Mười 5/12")
    assert case(one).holder == one.id["Mười"]


def test_a_day_said_for_another_is_not_the_day_of_an_office(one: World) -> None:
    says(one, "Hoa", "giao 1 Lan 20/12")
    assert "giao văn phòng UBND xã, hẹn xong thứ Bảy 5/12/2026" in says(one, "Hoa", "giao 1 văn phòng UBND xã 5/12")


def test_an_office_is_known_where_a_name_is_asked_for(one: World) -> None:
    assert "giao phòng kinh tế, hẹn xong thứ Bảy 5/12/2026" in says(one, "Hoa", "giao 1", "phòng kinh tế", "5/12")


def test_words_that_may_be_an_office_are_asked_about(one: World) -> None:
    assert says(one, "Hoa", "giao 1 đội xung kích, hạn 5/12") == giving_vi.is_it_an_office("đội xung kích", "thứ Bảy 5/12/2026")
    assert "hẹn xong thứ Bảy 5/12/2026" in says(one, "Hoa", "2")
    assert case(one).office == ""
    assert "giao Người Bình" in says(one, "Hoa", "Bình")
    assert "giao đội xung kích, hẹn" in says(one, "Hoa", "giao 1 đội xung kích, hạn 5/12", "1")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("30/2", giving_vi.no_such_day("30/2")), ("31/11", "Tháng 11 không có ngày 31"), ("5/11", giving_vi.PAST), ("1/1/2025", giving_vi.PAST),
        ("10/9", giving_vi.PAST), ("1/1/2030", giving_vi.TOO_FAR), ("5/13", "Không có tháng 13"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_refused_once_and_plainly(one: World, typed: str, why: str) -> None:
    for answer in (says(one, "Hoa", f"giao 1 Bình {typed}"), says(one, "Hoa", typed)):
        assert answer.count(said(why)) == 1
    assert "giao Người Bình, hẹn" in says(one, "Hoa", "5/12")


@pytest.mark.parametrize("typed", ["3/12", "29/1", "1/3", "31/12/2026", "mai", "thứ sáu"])
def test_a_day_that_can_be_is_no_wrong_one(one: World, typed: str) -> None:
    assert giving_vi.no_such_day(typed) == ""
    assert "giao Người Bình, hẹn" in says(one, "Hoa", f"giao 1 Bình {typed}")


# passed on -----------------------------------------------------------------------------------------------------------
def test_an_office_of_the_commune_and_why_are_both_kept(one: World) -> None:
    assert "đã chuyển UBND xã" in says(one, "Hoa", "chuyen 1 phong kinh te, khong co kinh phi")
    assert ("chuyen", "phong kinh te, khong co kinh phi") in events(one)


def test_why_is_kept_until_it_is_clear_where_to(one: World) -> None:
    assert "“vì ngoài khả năng của khối”" in says(one, "Hoa", "chuyển 1 vì ngoài khả năng của khối")
    assert "đã chuyển UBND xã" in says(one, "Hoa", "1")
    assert ("chuyen", "vì ngoài khả năng của khối") in events(one)


# lists ---------------------------------------------------------------------------------------------------------------
def test_a_bare_number_after_a_list_opens_that_case_though_another_was_looked_at(three: World) -> None:
    says(three, "Hoa", "việc mới")
    assert f"“{BIKE}”" in says(three, "Hoa", "2")
    says(three, "Hoa", "nhận 2")
    assert f"“{RUBBISH}”" in says(three, "Hoa", "3")


def test_a_bare_number_long_after_a_list_opens_nothing(three: World) -> None:
    says(three, "Hoa", "việc mới")
    three.now += 1800
    assert RUBBISH not in says(three, "Hoa", "3")


def test_a_list_goes_on_though_a_case_was_taken_meanwhile(world: World) -> None:
    for n in range(9):
        says(world, "An", f"rác đổ đầy bờ mương số {n} đầu xóm", "gửi")
    says(world, "Hoa", "việc mới", "nhận 1")
    assert "Trang 2/2" in says(world, "Hoa", "tiếp")
    assert says(world, "Hoa", "tiep") == said(list_vi.NO_MORE)


def test_my_cases_are_first_those_that_i_answer_for(three: World) -> None:
    says(three, "Hoa", "nhận 2")
    assert f"2. VÀNG, thôn Mẫu Hai: {BIKE}" in says(three, "Hoa", "việc của tôi")
    assert "Việc bác đã gửi" in says(three, "An", "việc của tôi")


def test_who_takes_only_some_of_all_that_is_new_is_asked_about_no_others(three: World) -> None:
    assert "Nhận cả 3" in says(three, "Hoa", "nhận hết")
    assert "1, 3" in says(three, "Hoa", "nhận 1, 3")
    says(three, "Hoa", "đồng ý")
    assert [case(three, n).status for n in (1, 2, 3)] == ["da_nhan", "moi", "da_nhan"]


# entered for somebody ------------------------------------------------------------------------------------------------
def test_the_first_words_of_what_is_entered_are_the_whole_of_it(world: World) -> None:
    says(world, "Tám", "nhập hộ", "An")
    assert "“gay cau o cuoi thon 5 ho”" in says(world, "Tám", "gay cau o cuoi thon 5 ho")
    assert "việc số 1" in says(world, "Tám", "gui")
    assert case(world).reporter == world.id["An"]


def test_words_behind_it_are_kept_until_it_is_known_for_whom(world: World) -> None:
    assert "“gãy cầu cuối thôn, 5 hộ”" in says(world, "Mười", "nhập hộ gãy cầu cuối thôn, 5 hộ")
    says(world, "Mười", "mẫu tư", behalf_vi.A_CITIZEN.label)
    says(world, "Mười", "gửi")
    assert case(world).text == "gãy cầu cuối thôn, 5 hộ"


def test_whom_and_what_may_be_said_in_one_line(world: World) -> None:
    assert behalf_vi.entering_for("Người An", "thôn Mẫu Một") in says(world, "Tám", "nhap ho anh An, mat dien xom 3")
    assert "việc số 1" in says(world, "Tám", "gui")


def test_a_place_named_where_a_person_is_asked_for_is_the_place(world: World) -> None:
    says(world, "Mười", "nhập hộ", "thôn mẫu hai")
    assert "Nhập hộ ai ở thôn Mẫu Một" in says(world, "Mười", "thon Mau Mot")
    assert behalf_vi.entering_for("Người An", "thôn Mẫu Một") in says(world, "Mười", "An")
    assert "Nhập hộ ai ở thôn Mẫu Một" in says(world, "Mười", "quay lại")


@pytest.mark.parametrize("typed", ["nhập hộ khẩu cho con", "nhập hộ"])
def test_other_words_are_no_account(typed: str) -> None:
    assert behalf_vi.told_for(typed) == ""


def test_danger_behind_it_is_a_report_at_once(world: World) -> None:
    answer = says(world, "Tám", "nhap ho chay nha o cuoi thon")
    assert "114" in answer
    assert report_vi.WHICH_UNIT not in answer


# very long -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("part", ["a,", ",", ", ", ". ", "a ", "ngày ", "ngày hôm ", "mai ", "hạn ", "5/12,", "giao ", "cho a,", "chị\n"])
def test_a_name_and_a_day_are_parted_in_one_pass_however_much_is_typed(part: str) -> None:
    began = time.process_time()
    whom, until = giving_vi.whom_and_when(f"Hoa {part * (200_000 // len(part))}x", lambda words: words == "Hoa")
    assert time.process_time() - began < 10, "in its square it would be many minutes"
    assert len(whom) + len(until) > 100_000
