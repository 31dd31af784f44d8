"""An episode from its beginning to its end, by real turns: each is shown before it is done, and one question is open at a time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from messages_vi import episodes as vi
from messages_vi.common import without_buttons
from tests.test_case_clock import goes_on, told
from tests.turns import World

FLOODS = ("nước lũ lên nhanh, ngập 5 nhà ở cuối thôn", "nước lũ tràn qua đập, ngập 12 nhà", "sạt lở đồi sau nhà văn hóa, 3 hộ phải sơ tán")
BROKEN = "đường vào thôn bị sụt, ô tô không đi được"


def files(world: World, text: str, name: str = "An") -> None:
    world.does(name, text)
    world.does(name, "gửi")


def says(world: World, name: str, *said: str) -> str:
    """What the last of these is answered with, as it is read on a phone without buttons."""
    answers = [world.does(name, one) for one in said][-1]
    return "\n".join(f"{out.text}\n{without_buttons(out.choices)}" for out in answers)


def opens(world: World, said: str = "mở đợt") -> str:
    return says(world, "Hoa", said, "đồng ý")


def words(notices: list[Any]) -> list[str]:
    return [str(json.loads(n.body)[0]) if n.body else "" for n in notices]


def is_open(world: World) -> bool:
    return world.rows("SELECT closed_at FROM episode") == [(None,)]


def inside(world: World) -> list[int]:
    return [n for (n,) in world.rows("SELECT number FROM incident WHERE episode IS NOT NULL ORDER BY number")]


# opening -------------------------------------------------------------------------------------------------------------
def test_what_would_be_opened_is_shown_before(world: World) -> None:
    files(world, FLOODS[0])
    files(world, FLOODS[1], "Cúc")
    shown = says(world, "Hoa", "mở đợt lũ quét, ông Nguyễn Văn Tám báo")
    for part in ("“lũ quét, một người báo”", "2 việc", "số 1, 2", "thôn Mẫu Một", "thôn Mẫu Hai", "Mưa lũ", "Tai nạn", "1. Đồng ý, mở đợt"):
        assert part in shown
    assert not world.rows("SELECT id FROM episode")
    assert "chưa mở đợt" in says(world, "Hoa", "thôi")
    assert not world.rows("SELECT id FROM episode")
    assert "Đã mở đợt “mưa lũ" in opens(world)
    assert inside(world) == [1, 2]


@pytest.mark.parametrize("yes", ["1", "đồng ý", "vâng", "ok", "đúng rồi"])
def test_every_yes_opens_it(world: World, yes: str) -> None:
    assert "Đã mở đợt" in says(world, "Hoa", "mở đợt lũ quét", yes)


@pytest.mark.parametrize("typed", ["/modot {}", "mở đợt {}", "/modot   {}  "])
def test_a_long_title_is_asked_for_once_more(world: World, typed: str) -> None:
    long = "lũ quét đêm rằm " * 4
    assert vi.TOO_LONG.partition(" ạ.")[0] in says(world, "Hoa", typed.format(long[: vi.LONGEST + 1]))
    says(world, "Hoa", "đồng ý")
    assert not world.rows("SELECT id FROM episode")
    says(world, "Hoa", typed.format(long[: vi.LONGEST - 1].replace("rằm", "rằm\n ")), "đồng ý")
    assert world.rows("SELECT title FROM episode") == [(long[: vi.LONGEST - 1].strip(),)]


def test_who_may_open_none_is_not_asked_for_a_shorter_title(world: World) -> None:
    assert vi.NO_PLACE.partition(" chưa ")[2] in says(world, "Tỉnh", f"/modot {'lũ ' * 500}")


def test_who_says_it_once_more_is_asked_once_more(world: World) -> None:
    assert "Đã mở đợt" not in says(world, "Hoa", "mở đợt lũ quét", "mở đợt")
    assert not world.rows("SELECT id FROM episode")


@pytest.mark.parametrize("again", ["kết thúc", "kết thúc đợt", "hết đợt", "đóng đợt", "dong dot nay"])
def test_who_says_once_more_that_it_ends_is_asked_once_more(world: World, again: str) -> None:
    opens(world)
    assert "Đã kết thúc đợt" not in says(world, "Hoa", "kết thúc đợt", again)
    assert is_open(world)


@pytest.mark.parametrize("typed", ["thôi để mai", "thoi de sau", "khoan đã", "chưa kết thúc đâu"])
def test_words_that_put_it_off_leave_it_open(world: World, typed: str) -> None:
    assert "chưa mở đợt" in says(world, "Hoa", "mở đợt", typed)
    opens(world)
    assert "vẫn mở" in says(world, "Hoa", "kết thúc đợt", typed)
    assert is_open(world)


@pytest.mark.parametrize("typed", ["đê sau nhà bị vỡ", "cho người ra cứu", "đợi tới sáng thì sập mất"])
def test_other_words_that_begin_so_put_nothing_off(typed: str) -> None:
    assert not vi.not_now(typed)


def test_words_of_danger_at_that_question_are_a_report(world: World) -> None:
    assert "nước lũ cuốn trôi cầu" in says(world, "Hoa", "mở đợt", "nước lũ cuốn trôi cầu, 3 người mắc kẹt")
    assert not world.rows("SELECT id FROM episode")


def test_two_who_open_it_at_once_open_one(world: World) -> None:
    says(world, "Hoa", "mở đợt")
    says(world, "Bình", "mở đợt")
    says(world, "Hoa", "1")
    assert "đang mở rồi" in says(world, "Bình", "1")
    assert is_open(world)


def test_an_episode_without_cases_tells_nobody_above_until_one_is_in_it(world: World) -> None:
    opens(world, "mở đợt lũ quét")
    goes_on(world, 5 * 3600.0)
    assert not told(world, "Tỉnh", "episode above:")
    files(world, "mất điện cả xóm từ tối qua")
    world.does("Hoa", "gom 1")
    assert [t for t in words(told(world, "Tỉnh", "episode above:")) if "mở đợt “lũ quét”: 1 việc" in t]


def test_its_first_case_tells_above_by_itself_too_and_once(world: World) -> None:
    opens(world)
    files(world, FLOODS[0])
    files(world, FLOODS[1])
    assert len(told(world, "Tỉnh", "episode above:1:opened:")) == 1


def test_one_that_stayed_empty_ends_without_a_word_above(world: World) -> None:
    opens(world)
    says(world, "Hoa", "kết thúc đợt", "đồng ý")
    assert not is_open(world)
    assert not told(world, "Tỉnh", "episode above:")


# ending --------------------------------------------------------------------------------------------------------------
ENDS = ["1", "đồng ý", "đồng ý ạ", "đồng ý kết thúc", "vâng"]


@pytest.mark.parametrize("yes", ENDS)
def test_every_yes_ends_it_and_the_quick_report_goes_on(world: World, yes: str) -> None:
    files(world, FLOODS[0])
    opens(world)
    says(world, "Hoa", "báo cáo nhanh", "Nước lên từ nửa đêm, đường bị chia cắt")
    answer = says(world, "Hoa", "kết thúc đợt", yes)
    assert "Đã kết thúc đợt" in answer
    assert "2/3. Nhận xét sơ bộ" in answer
    assert not is_open(world)
    assert "3/3. Kiến nghị" in says(world, "Hoa", "bỏ qua")


@pytest.mark.parametrize("no", ["2", "thôi", "không", "chưa kết thúc"])
def test_a_no_leaves_it_open_and_the_quick_report_goes_on(world: World, no: str) -> None:
    opens(world)
    answer = says(world, "Hoa", "báo cáo nhanh", "kết thúc đợt", no)
    assert "vẫn mở" in answer
    assert "1/3. Diễn biến" in answer
    assert is_open(world)


def test_words_meant_for_the_report_end_nothing(world: World) -> None:
    opens(world)
    assert "2/3. Nhận xét" in says(world, "Hoa", "báo cáo nhanh", "kết thúc đợt", "đường liên thôn đã thông, điện có lại từ trưa")
    assert is_open(world)


def test_the_report_is_gone_on_with_from_that_question_too(world: World) -> None:
    opens(world)
    assert "3. Viết tiếp báo cáo nhanh" in says(world, "Hoa", "báo cáo nhanh", "kết thúc đợt")
    assert "1/3. Diễn biến" in says(world, "Hoa", "3")
    assert is_open(world)


@pytest.mark.parametrize("said", ["đồng ý", "1", "ok", "vâng ạ", "đồng ý kết thúc", "đóng đợt", "hết đợt", "kết thúc"])
def test_an_answer_to_something_else_is_no_word_of_the_report(world: World, said: str) -> None:
    opens(world)
    assert "1/3. Diễn biến" in says(world, "Hoa", "báo cáo nhanh", said)
    assert is_open(world)


@pytest.mark.parametrize("said", ["kết thúc đợt", "hết đợt", "đóng đợt", "kết thúc", "đồng ý kết thúc", "Dong dot."])
def test_words_at_rest_ask_whether_to_end_it(world: World, said: str) -> None:
    assert "1. Đồng ý" not in says(world, "Hoa", said)
    opens(world)
    assert "1. Đồng ý, kết thúc đợt" in says(world, "Hoa", said)
    assert is_open(world)


def test_what_another_has_ended_meanwhile_is_not_ended_twice(world: World) -> None:
    opens(world)
    says(world, "Hoa", "kết thúc đợt")
    says(world, "Bình", "kết thúc đợt", "1")
    assert "đã kết thúc rồi" in says(world, "Hoa", "1")
    assert not told(world, "Bình", "episode ended:")


# a case that was raised ----------------------------------------------------------------------------------------------
def test_a_case_that_is_raised_while_one_goes_on_joins_it_as_a_new_one_would(world: World) -> None:
    opens(world)
    files(world, BROKEN)
    files(world, BROKEN, "Cúc")
    assert inside(world) == []
    world.does("Hoa", "gom 1")
    world.does("Cúc", "gấp 2")
    goes_on(world, 60.0, 20.0)
    assert inside(world) == [1, 2], "of a kind that is in it"
    timeline = world.rows("SELECT what FROM incident_event WHERE incident = 2 AND what = 'vao_dot'")
    assert len(timeline) == 1


def test_a_case_that_is_raised_stays_alone_where_it_does_not_fit(world: World) -> None:
    files(world, FLOODS[0])
    goes_on(world, 7 * 3600.0)
    opens(world)
    files(world, FLOODS[1], "Lạ")
    files(world, "mất trộm xe máy ở xóm 3, nghi có kẻ gian")
    files(world, FLOODS[2])
    world.does("Hoa", "bỏ 3 khỏi đợt")
    for name, said in (("An", "gấp 2"), ("Lạ", "gấp 1"), ("Hoa", "mức 1"), ("Hoa", "mức 3")):
        world.does(name, said)
    world.rows("UPDATE incident SET level = 'DO', level_at = :now WHERE 1 = 1 RETURNING id", now=world.now)
    goes_on(world, 60.0, 20.0)
    assert inside(world) == [], "too old, of another commune, of another kind, and taken out by hand"


# who may not read ----------------------------------------------------------------------------------------------------
def test_what_is_taken_back_or_becomes_confidential_is_in_no_list_count_or_paper(world: World) -> None:
    for text, name in zip(FLOODS, ("An", "Cúc", "An"), strict=True):
        files(world, text, name)
    opens(world)
    assert "3 việc" in says(world, "Mười", "đợt")
    world.does("Hoa", "kín 2")
    world.rows("UPDATE incident SET status = 'rut_lai' WHERE number = 3 RETURNING id")
    read = [says(world, "Mười", said) for said in ("đợt", "danh sách đợt", "báo cáo nhanh", "hủy bỏ", "kết thúc đợt", "thôi")]
    read += words(told(world, "Mười", "episode "))
    shown = "\n".join(read[:3])
    assert "1 việc" in shown
    assert "01 việc ở 01 thôn" in shown
    world.rows("UPDATE incident SET episode = NULL WHERE number <> 1 RETURNING id")
    for hidden in ("thôn Mẫu Hai", "đập", "sạt lở đồi", "Số 2", "Số 3", "12 hộ", "17 hộ", "20 hộ"):
        assert hidden not in shown
    goes_on(world, 4 * 3600.0, 600.0)
    late = words(told(world, "Tỉnh", "episode above:"))[1:]
    assert all(": 1 việc" in text for text in late)
    says(world, "Hoa", "kết thúc đợt", "1")
    assert "Chưa có việc nào" in says(world, "Mười", "mở đợt lần nữa")
