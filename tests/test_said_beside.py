"""What people say beside the point: several numbers in one line, a word where another was asked for; nothing of it is taken for what it is not."""

from __future__ import annotations

from typing import Any

import pytest

from messages_vi import cases as cases_vi
from messages_vi import cases_said as said_vi
from messages_vi import common
from messages_vi import handover as handover_vi
from tests.turns import World

POWER, RUBBISH, BRIDGE = "mất điện xóm 3", "rác đổ đầy bờ mương, hôi lắm", "gãy lan can cầu tràn, 15 hộ"


def says(world: World, name: str, *lines: str) -> str:
    """What is read to the last of these."""
    return [" ".join(out.text for out in world.does(name, words)) for words in lines][-1]


def told(world: World, name: str) -> list[str]:
    return [str(r.body) for r in world.rows("SELECT body FROM notice WHERE person = :p ORDER BY id", p=world.id[name])]


def stands(world: World) -> list[str]:
    return [str(r.status) for r in world.rows("SELECT status FROM incident ORDER BY number")]


@pytest.fixture
def three(world: World) -> World:
    for told_ in (POWER, RUBBISH, BRIDGE):
        says(world, "An", told_, "gửi")
    return world


def drafts(world: World) -> Any:
    return world.rows("SELECT * FROM draft WHERE state = 'open'")


# several numbers -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["xong 1 2 3", "xong 1, 2, 3", "xong 1,2,3", "xong việc 1, 2 và 3", "xong 1 2 3 nhé"])
def test_numbers_behind_a_number_are_no_proof(three: World, typed: str) -> None:
    answer = says(three, "Hoa", typed)
    assert answer == common.spoken_to(said_vi.one_by_one("xong", ["1", "2", "3"]), "đồng chí")
    assert stands(three) == ["moi", "moi", "moi"]
    assert not drafts(three)


@pytest.mark.parametrize("typed", ["xong 1 2", "xong 1,2", "xong 1 và 2"])
def test_a_reporter_calls_several_well_in_one_line(three: World, typed: str) -> None:
    says(three, "Hoa", "xong 1 đã có điện", "xong 2 đã dọn")
    answer = says(three, "An", typed)
    assert "việc số 1 đã ổn" in answer
    assert "việc số 2 đã ổn" in answer
    assert stands(three) == ["da_bao_lai", "da_bao_lai", "moi"]


def test_and_several_not_done(three: World) -> None:
    says(three, "Hoa", "xong 1 đã có điện", "xong 2 đã dọn")
    before = len(told(three, "Hoa"))
    answer = says(three, "An", "chưa 1 2")
    assert "việc số 1 chưa xong" in answer
    assert "việc số 2 chưa xong" in answer
    assert common.spoken_to(said_vi.what_is_left(["1", "2"]), "bác") in answer
    assert stands(three) == ["dang_giai_quyet", "dang_giai_quyet", "moi"]
    assert not any("“2”" in text for text in told(three, "Hoa")[before:])


def test_what_is_left_of_several_is_said_one_by_one(three: World) -> None:
    says(three, "Hoa", "xong 1 đã có điện", "xong 2 đã dọn")
    assert says(three, "An", "một phần 1 2") == common.spoken_to(said_vi.one_by_one("một phần", ["1", "2"]), "bác")
    assert stands(three) == ["da_giai_quyet", "da_giai_quyet", "moi"]


def test_a_number_that_counts_something_stays_a_result(three: World) -> None:
    says(three, "Hoa", "xong 1 2 hộ cuối đã có điện")
    assert stands(three) == ["da_giai_quyet", "moi", "moi"]


# whoever answers for it goes -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("way", [("thôi vai trò", "đồng ý"), ("xóa tên tôi", "đồng ý xóa")])
def test_who_leaves_stands_in_the_timeline_and_the_reporter_hears_once(three: World, way: tuple[str, ...]) -> None:
    says(three, "Mười", "nhận 1", *way)
    (line,) = [e for e in three.events().values() if e.what == "het_vai_tro"]
    assert (line.incident, line.whom, line.internal) == (1, three.id["Mười"], 1)
    heard = handover_vi.tell_let_go(cases_vi.named_case(1, POWER))
    assert sum(heard in text for text in told(three, "An")) == 1
    assert "Mười" not in heard
    assert cases_vi.EVENTS["het_vai_tro"] in says(three, "Hoa", "xem 1")
    assert cases_vi.EVENTS["het_vai_tro"] not in says(three, "An", "xem 1")


def test_the_reporter_hears_the_same_when_a_case_is_handed_back(three: World) -> None:
    says(three, "Hoa", "nhận 1", "trả 1 tôi đi viện")
    assert sum(handover_vi.tell_let_go(cases_vi.named_case(1, POWER)) in text for text in told(three, "An")) == 1
    assert not any("đi viện" in text for text in told(three, "An"))
