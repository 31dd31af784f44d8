"""What is promised about cases: who may lower a level, who hears of what others do, what is a command amid a report."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.kinds import Level
from messages_vi import cases_ending as ending_vi
from messages_vi import cases_giving as giving_vi
from messages_vi import cases_list as list_vi
from messages_vi import cases_own as own_vi
from messages_vi import common
from messages_vi.demo import STEPS
from messages_vi.kinds import LEVEL_WORDS
from tests.turns import World

BRIDGE, BIKE = "gãy lan can cầu tràn, 15 hộ", "mất trộm xe máy ở nhà văn hóa"


def says(world: World, name: str, *lines: str) -> str:
    """What is read to the last of these."""
    return [" ".join(out.text for out in world.does(name, words)) for words in lines][-1]


def case(world: World, number: int = 1) -> Any:
    return world.rows("SELECT * FROM incident WHERE number = :n", n=number)[0]


def told(world: World, name: str) -> list[str]:
    return [str(r.body) for r in world.rows("SELECT body FROM notice WHERE person = :p ORDER BY id", p=world.id[name])]


@pytest.fixture
def two(world: World) -> World:
    for name, what in (("An", BRIDGE), ("Cúc", BIKE)):
        says(world, name, what, "gửi")
    return world


# levels --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["hạ mức 1", "ha muc 1", "hạ mức 1 vàng", "hạ mức 1 đã bớt gấp", "hạ mức 1 đỏ"])
def test_a_reporter_who_would_lower_a_level_raises_nothing_and_reads_whose_it_is(two: World, typed: str) -> None:
    before = [told(two, name) for name in ("Hoa", "Tỉnh")]
    answer = says(two, "An", typed)
    assert answer == common.spoken_to(giving_vi.only_the_block(1, own=True, written=True), "bác")
    assert "bổ sung 1" in answer
    assert case(two).level == "XANH"
    assert [told(two, name) for name in ("Hoa", "Tỉnh")] == before


def test_a_reporter_is_offered_nothing_but_raising_after_a_yes(two: World) -> None:
    (out,) = two.does("An", "mức 1")
    assert out.text == common.spoken_to(giving_vi.raise_it(1, Level.XANH, Level.VANG), "bác")
    assert [c.label for c in out.choices] == ["Đúng"]
    assert case(two).level == "XANH"
    says(two, "An", "đúng")
    assert case(two).level == "VANG"
    says(two, "An", "gấp 1")
    assert case(two).level == "DO"
    assert says(two, "An", "mức 1") == common.spoken_to(giving_vi.highest(1), "bác")


def test_lowering_offers_a_leader_lower_levels_only(two: World) -> None:
    says(two, "Hoa", "mức 2 đỏ")
    (out,) = two.does("Hoa", "hạ mức 2")
    assert [c.label for c in out.choices] == [LEVEL_WORDS[Level.VANG], LEVEL_WORDS[Level.XANH]]
    assert "vì sao ạ" in says(two, "Hoa", "1")
    assert case(two, 2).level == "DO"
    says(two, "Hoa", "đã tìm được xe")
    assert case(two, 2).level == "VANG"


def test_where_there_is_one_lower_level_only_the_reason_is_asked(two: World) -> None:
    assert "vì sao ạ" in says(two, "Hoa", "hạ mức 2")
    says(two, "Hoa", "đã tìm được xe")
    assert case(two, 2).level == "XANH"
    assert "rồi ạ" in says(two, "Hoa", "hạ mức 2")


@pytest.mark.parametrize(("typed", "level"), [("hạ mức 2 đỏ", "VANG"), ("hạ mức 2 đã tìm được xe", "XANH"), ("hạ mức 2 xanh đã tìm được", "XANH")])
def test_whatever_a_leader_says_with_lowering_raises_nothing(two: World, typed: str, level: str) -> None:
    says(two, "Hoa", typed)
    assert case(two, 2).level == level


@pytest.mark.parametrize(("typed", "level"), [("nâng mức 2", "DO"), ("nâng mức 1 lên đỏ", "DO"), ("nâng mức 2 xanh", "VANG"), ("gấp 1", "VANG")])
def test_whatever_a_leader_says_with_raising_lowers_nothing(two: World, typed: str, level: str) -> None:
    says(two, "Hoa", typed)
    assert case(two, 1 if "1" in typed else 2).level == level


def test_a_level_alone_offers_a_leader_all_others(two: World) -> None:
    (out,) = two.does("Hoa", "mức 2")
    assert [c.label for c in out.choices] == [LEVEL_WORDS[Level.DO], LEVEL_WORDS[Level.XANH]]


# who holds a case hears ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("done", "heard"),
    [
        ("xong 1 đã hàn xong", ending_vi.holder_ended(1, BRIDGE, "Người Bình")),
        ("chuyển 1 UBND xã, cần kinh phí", giving_vi.holder_passed(1, BRIDGE, "ubnd", "Người Bình")),
    ],
)
def test_who_holds_a_case_hears_in_one_sentence_what_somebody_else_does_with_it(two: World, done: str, heard: str) -> None:
    says(two, "Hoa", "nhận 1")
    before = told(two, "Hoa")
    says(two, "Bình", done)
    (new,) = told(two, "Hoa")[len(before) :]
    assert heard in new
    assert len(told(two, "Bình")) == len(before), "whoever did it is told nothing"


def test_they_hear_that_it_is_opened_again_and_nothing_of_what_they_do_themselves(two: World) -> None:
    says(two, "Hoa", "nhận 1", "xong 1 đã hàn xong")
    before = told(two, "Hoa")
    says(two, "Bình", "mở lại 1")
    (new,) = told(two, "Hoa")[len(before) :]
    assert ending_vi.holder_reopened(1, BRIDGE, "Người Bình") in new


# amid a report -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["tìm cầu", "tim gay lan can", "tìm lan can"])
def test_a_search_at_the_check_of_a_report_is_no_part_of_it(two: World, typed: str) -> None:
    says(two, "Tám", "rác đổ đầy bờ mương, hôi lắm")
    answer = says(two, "Tám", typed)
    assert "Tìm thấy: 1 việc." in answer
    assert "Bác xem lại: “rác đổ đầy bờ mương, hôi lắm”." in answer
    says(two, "Tám", "gửi")
    assert case(two, 3).text == "rác đổ đầy bờ mương, hôi lắm"


def test_by_somebody_who_may_not_search_neither(two: World) -> None:
    says(two, "An", "rác đổ đầy bờ mương, hôi lắm")
    answer = says(two, "An", "tìm cầu")
    assert common.spoken_to(list_vi.NOT_YOURS, "bác") in answer
    assert answer.endswith(says(two, "An", "nói lại"))


def test_who_is_missing_is_told_at_the_check(two: World) -> None:
    says(two, "Tám", "nước lũ lên nhanh, ngập 5 nhà", "tìm người mất tích")
    (draft,) = two.rows("SELECT answers FROM draft WHERE state = 'open'")
    assert "tìm người mất tích" in str(draft.answers)


# lists, corrections, receipts ----------------------------------------------------------------------------------------
def test_a_search_shows_to_which_case_one_was_put(two: World) -> None:
    says(two, "An", "cau tran gay mat lan can", "gửi")
    says(two, "Hoa", "gộp 3 vào 1")
    line = next(line for line in says(two, "Hoa", "tìm lan can").splitlines() if line.startswith("3."))
    assert line.endswith(f"({list_vi.merged_into(1)})")


def test_new_words_with_the_number_go_to_their_check(two: World) -> None:
    (out,) = two.does("An", "sửa 1 gãy cả cầu tràn, 20 hộ phải đi vòng")
    assert out.text == common.spoken_to(own_vi.shall_it_say(1, "gãy cả cầu tràn, 20 hộ phải đi vòng"), "bác")
    assert case(two).text == BRIDGE
    assert says(two, "An", "chắc là vậy") != ""
    assert case(two).text == BRIDGE
    says(two, "An", "đồng ý")
    assert (case(two).text, case(two).households) == ("gãy cả cầu tràn, 20 hộ phải đi vòng", 20)


def test_new_words_may_be_told_anew_at_their_check_or_left(two: World) -> None:
    says(two, "An", "sửa 1 gãy cả cầu", "sửa", "gãy cả cầu tràn, 30 hộ", "đồng ý")
    assert case(two).text == "gãy cả cầu tràn, 30 hộ"
    says(two, "An", "sửa 1 hỏng hết", "hủy")
    assert case(two).text == "gãy cả cầu tràn, 30 hộ"


@pytest.mark.parametrize(
    ("kind", "promise"), [("Dân tộc, tôn giáo", "Sẽ có người gọi lại bác trong 4 giờ làm việc."), ("Bạo lực gia đình", "Sẽ có người gọi lại bác.")]
)
def test_of_what_is_not_written_down_a_call_is_promised_when_it_is_filed(world: World, kind: str, promise: str) -> None:
    says(world, "An", "báo việc", "có chuyện trong nhà bên cạnh", "xong")
    while not (choices := [n for n, c in enumerate(world.does("An", "nói lại")[0].choices, 1) if c.label.startswith(kind)]):
        says(world, "An", "loại khác")
    says(world, "An", str(choices[0]))
    assert promise in says(world, "An", "gửi")
    (alert,) = told(world, "Hoa")
    assert "hỏi tổ trưởng" not in alert


def test_the_page_of_the_demo_tries_a_flood_night() -> None:
    assert any(all(word in how for word in ("mở đợt", "nhận đợt", "báo cáo nhanh")) for _, how in STEPS)
