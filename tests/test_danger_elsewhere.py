"""Danger, and what may not be written down, said where words about a case, or a correction, are waited for: it is a report of its own at once."""

from __future__ import annotations

from typing import Any

import pytest

from messages_vi import report as vi
from messages_vi.kinds import alarming, guess, line, unwritten
from tests.turns import World

POWER, BRIDGE = "mất điện xóm 3", "cầu treo lung lay 3 hộ"
BEATEN = "anh nhà bên đánh vợ chảy máu đầu"
FLOOD = "nước lũ ngập 6 nhà, 2 người kẹt"


def says(world: World, name: str, *lines: str) -> str:
    """What is read to the last of these."""
    return ["\n".join(out.text for out in world.does(name, words)) for words in lines][-1]


def case(world: World, number: int = 1) -> Any:
    return world.rows("SELECT * FROM incident WHERE number = :n", n=number)[0]


def told(world: World, name: str) -> list[str]:
    return [str(r.body) for r in world.rows("SELECT body FROM notice WHERE person = :p ORDER BY id", p=world.id[name])]


def kept(world: World) -> str:
    """Every word there is of a case."""
    return "\n".join(f"{r.text}" for r in world.rows("SELECT text FROM incident_event UNION ALL SELECT text FROM incident"))


def draft(world: World) -> list[Any]:
    return world.rows("SELECT answers FROM draft WHERE story = 'baoviec' AND state = 'open'")


@pytest.fixture
def asked(world: World) -> World:
    says(world, "An", POWER, "gửi")
    says(world, "Hoa", "hỏi 1 mấy giờ?")
    return world


@pytest.fixture
def resolved(world: World) -> World:
    says(world, "An", POWER, "gửi")
    says(world, "Hoa", "xong 1 đã sửa điện")
    return world


# an answer to the block ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", [("trả lời 1 cháy nhà rồi cứu với",), ("trả lời 1", "có người chết đuối")])
def test_danger_in_an_answer_is_a_red_report_with_the_numbers_to_call(asked: World, typed: tuple[str, ...]) -> None:
    answer = says(asked, "An", *typed)
    assert "114" in answer
    assert "mức ĐỎ" in answer
    assert "Đã gửi khối" in says(asked, "An", "gửi")
    assert case(asked, 2).level == "DO"


def test_an_answer_about_a_red_case_goes_to_the_block_and_whoever_gave_it_reads_the_numbers(world: World) -> None:
    says(world, "An", "cháy nhà ở xóm 3", "gửi")
    says(world, "Hoa", "hỏi 1 cháy to không?")
    answer = says(world, "An", "trả lời 1 cháy to lắm rồi cứu với")
    assert answer.startswith(vi.DANGER)
    assert "cháy to lắm rồi cứu với" in told(world, "Hoa")[-1]


@pytest.mark.parametrize("typed", [(f"trả lời 1 {BEATEN}",), ("trả lời 1", BEATEN), (BEATEN,)])
def test_what_may_not_be_written_down_is_kept_in_no_answer(asked: World, typed: tuple[str, ...]) -> None:
    answer = says(asked, "An", *typed)
    assert line("BL", {}).partition(" hoặc 113")[0] in answer
    assert "không giữ chữ" in answer
    says(asked, "An", "gửi")
    assert case(asked, 2).kind == "BL"
    assert "đánh vợ" not in kept(asked)
    assert not any("đánh vợ" in body for body in told(asked, "Hoa"))


def test_what_is_to_be_said_face_to_face_is_asked_for_in_no_answer(asked: World) -> None:
    religion = "bà con theo đạo lạ, tụ tập truyền đạo trái phép"
    assert guess(religion)[0] == "TG"
    answer = says(asked, "An", "trả lời 1", religion)
    assert "Xin không gõ ở đây" in answer
    assert religion not in kept(asked)


def test_an_ordinary_answer_goes_as_ever(asked: World) -> None:
    says(asked, "An", "trả lời 1 từ 5 giờ chiều")
    assert "từ 5 giờ chiều" in told(asked, "Hoa")[-1]


# behind a case that is called done -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        ("chưa 1 cháy nhà rồi cứu với",),
        ("chưa 1, cháy to lắm, cháy sang nhà bên rồi",),
        ("một phần 1 cháy nhà rồi cứu với",),
        ("một phần 1", "cháy nhà rồi cứu với"),
        ("chưa 1", "cháy nhà rồi cứu với"),
    ],
)
def test_danger_said_with_not_yet_opens_the_case_and_is_a_red_report(resolved: World, typed: tuple[str, ...]) -> None:
    answer = says(resolved, "An", *typed)
    assert vi.DANGER in answer
    assert "mức ĐỎ" in answer
    assert case(resolved).status not in ("da_giai_quyet", "resolved")
    says(resolved, "An", "gửi")
    assert case(resolved, 2).level == "DO"


@pytest.mark.parametrize("typed", [(f"chưa 1 {BEATEN}",), ("chưa 1", BEATEN), (f"một phần 1 {BEATEN}",), (f"xong 1 {BEATEN}",)])
def test_what_may_not_be_written_down_is_kept_behind_no_case_that_was_done(resolved: World, typed: tuple[str, ...]) -> None:
    says(resolved, "An", *typed, "gửi")
    assert case(resolved, 2).kind == "BL"
    assert "đánh vợ" not in kept(resolved)
    assert not any("đánh vợ" in body for body in told(resolved, "Hoa"))


@pytest.mark.parametrize("words", ["cháy to lắm, cháy sang nhà bên rồi", "cháy sang nhà bên rồi", "chay lan sang nha hang xom roi"])
def test_a_fire_that_spreads_is_alarming(words: str) -> None:
    assert alarming(words)


@pytest.mark.parametrize("words", ["chạy sang nhà bên", "nước chảy sang nhà bên", "dân chạy sang nhà văn hóa tránh lũ"])
def test_what_runs_over_to_the_neighbours_is_not(words: str) -> None:
    assert not alarming(words)


# which kind ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", [BEATEN, "anh nhà bên đánh vợ", "anh nha ben danh vo", "hàng xóm đánh vợ"])
def test_a_neighbour_who_beats_his_wife_is_a_matter_that_is_not_written_down(words: str) -> None:
    assert guess(words)[0] == "BL"
    assert unwritten(words)


@pytest.mark.parametrize("words", ["tìm trẻ lạc: cháu bé 5 tuổi", "tim tre lac: chau be 5 tuoi"])
def test_a_child_that_is_lost_is_a_matter_that_is_looked_for(words: str) -> None:
    assert guess(words)[0] == "TN"


# raising a case ------------------------------------------------------------------------------------------------------
def test_words_behind_urgent_are_why_the_case_is_raised(world: World) -> None:
    says(world, "An", BRIDGE, "gửi", "gấp 1 cầu sắp sập hẳn rồi")
    assert case(world).level == "VANG"
    assert "cầu sắp sập hẳn rồi" in told(world, "Hoa")[-1]
    assert not draft(world)


def test_a_danger_behind_urgent_raises_the_case_and_is_a_report_too(asked: World) -> None:
    assert "mức ĐỎ" in says(asked, "An", "gấp 1 cháy nhà rồi cứu với")
    assert case(asked).level == "VANG"


def test_what_may_not_be_written_down_is_no_reason(asked: World) -> None:
    says(asked, "An", f"gấp 1 {BEATEN}")
    assert case(asked).level == "XANH"
    assert "đánh vợ" not in kept(asked)


def test_meeting_some_households_raises_nothing(asked: World) -> None:
    says(asked, "An", "gặp 1 hộ khó khăn xin gạo cứu đói")
    assert case(asked).level == "XANH"
    assert "hộ khó khăn" in str(draft(asked)[0].answers)


# a correction that is none -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["thôi để tôi xem lại đã", "khoan đã", "để nguyên", "chờ tí tôi nghĩ đã"])
def test_a_correction_that_leaves_off_keeps_the_words_there_were(world: World, words: str) -> None:
    says(world, "An", FLOOD, "1")
    assert FLOOD in says(world, "An", words)
    for _ in range(2):
        world.ticks(150)
    assert any("CHƯA xác nhận" in body and FLOOD in body for body in told(world, "Hoa"))


@pytest.mark.parametrize("words", ["thôi không ngập nữa, sạt lở 2 nhà", "nước lũ ngập 7 nhà"])
def test_a_correction_that_tells_something_takes_the_place_of_what_was_told(world: World, words: str) -> None:
    says(world, "An", FLOOD, "1")
    assert f"“{words}”" in says(world, "An", words)


# more about one's own case -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", [(f"bổ sung 1 {BEATEN}",), ("bổ sung 1", BEATEN)])
def test_what_may_not_be_written_is_not_added_to_a_case_that_others_read(world: World, typed: tuple[str, ...]) -> None:
    says(world, "An", POWER, "gửi")
    says(world, "An", *typed)
    assert BEATEN not in kept(world)
    assert not any(BEATEN in body for name in ("Hoa", "Mười", "Tám") for body in told(world, name))
