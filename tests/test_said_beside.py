"""What people say beside the point: several numbers in one line, a word where another was asked for; nothing of it is taken for what it is not."""

from __future__ import annotations

from typing import Any

import pytest

from messages_vi import broadcasts, common, secrecy
from messages_vi import cases as cases_vi
from messages_vi import cases_said as said_vi
from messages_vi import handover as handover_vi
from tests.turns import World

POWER, RUBBISH, BRIDGE = "mất điện xóm 3", "rác đổ đầy bờ mương, hôi lắm", "gãy lan can cầu tràn, 15 hộ"

DAY = 86400.0


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


# a plea for secrecy --------------------------------------------------------------------------------------------------
PLEAS = (
    "đừng nói tôi báo", "dung noi toi bao nhe", "xin giấu tên", "đừng cho ai biết tôi báo", "tôi xin được giấu tên ạ", "đừng nêu tên tôi nhé",
    "nhớ giữ bí mật cho tôi", "đừng nói với tổ trưởng là em báo", "tôi không muốn ai biết tôi báo", "giữ kín tên giúp",
)  # fmt: skip


@pytest.mark.parametrize("plea", PLEAS)
@pytest.mark.parametrize("told_", [f"{RUBBISH}, {{}}", f"{RUBBISH}. {{}}", f"{{}}, {RUBBISH}"])
def test_a_plea_for_secrecy_is_known_and_taken_out(plea: str, told_: str) -> None:
    assert secrecy.asks_secrecy(told_.format(plea))
    assert secrecy.without_plea(told_.format(plea)).rstrip(".") == RUBBISH


@pytest.mark.parametrize(
    "told_",
    [
        "không có điện, tôi báo hai lần rồi", "xã không nói cho tôi biết", "danh sách hộ nghèo không ghi tên hộ bà con",
        "trâu bị mất không biết ai báo",
        "xã thu tiền không cho ai biết", "không cho xe qua tôi báo lại", "xã giữ bí mật danh sách", "dùng nước bẩn, cho bà con biết",
    ],
)  # fmt: skip
def test_other_words_are_none(told_: str) -> None:
    assert secrecy.without_plea(told_) == told_


def test_who_asks_for_secrecy_is_named_to_nobody_but_the_block_and_the_plea_is_passed_on_to_nobody(world: World) -> None:
    assert common.spoken_to(secrecy.SECRECY, "bác") in says(world, "An", f"{RUBBISH}, đừng nói tôi báo")
    says(world, "An", "gửi")
    world.ticks(DAY)
    assert any(RUBBISH in text for text in told(world, "Tám"))
    assert not any("Người An" in text or "Người báo" in text for text in told(world, "Tám"))
    says(world, "An", "bổ sung 1 hôi từ hôm qua")
    seen = says(world, "Tám", "xem 1")
    assert RUBBISH in seen
    assert "Người An" not in seen
    assert "Người báo: tổ viên" in seen
    assert "Người An" in says(world, "Hoa", "xem 1")
    assert "Người An" in says(world, "An", "xem 1")
    says(world, "Hoa", "xong 1 đã dọn", "nói lại")
    says(world, "An", "xong 1")
    (loud,) = [text for text in told(world, "An") if "THÔNG BÁO" in text]
    assert RUBBISH in loud
    everywhere = [text for name in ("Tám", "Tỉnh", "Cúc") for text in told(world, name)]
    assert not any("đừng nói" in text for text in [loud, seen, *everywhere])


def test_without_a_plea_the_head_of_the_team_reads_who_it_was(world: World) -> None:
    assert common.spoken_to(secrecy.SECRECY, "bác") not in says(world, "An", RUBBISH)
    says(world, "An", "gửi")
    assert any("Người báo: Người An" in text for text in told(world, "Tám"))


# giving up -----------------------------------------------------------------------------------------------------------
GIVES_UP = (
    "thôi bỏ đi", "không gửi nữa, hủy đi cháu", "thôi thôi không cần gửi nữa, tôi nói nhầm", "thôi tôi không báo nữa đâu nhé, để hôm khác",
    "thoi khong can gui nua", "thôi không báo đâu", "thôi hủy đi",
)  # fmt: skip


@pytest.mark.parametrize("words", GIVES_UP)
@pytest.mark.parametrize("first", [RUBBISH, "báo việc"])
def test_words_that_give_up_are_a_cancel_at_the_check_and_in_the_account(world: World, first: str, words: str) -> None:
    says(world, "An", first)
    assert common.spoken_to(common.CANCELLED, "bác") in says(world, "An", words)
    assert not drafts(world)


@pytest.mark.parametrize("words", ["thôi không cần gửi nữa, bà con tự dọn rồi", "thôi không báo nữa, xã biết rồi"])
@pytest.mark.parametrize("first", [RUBBISH, "báo việc"])
def test_where_they_say_more_it_is_asked(world: World, first: str, words: str) -> None:
    says(world, "An", first)
    assert common.spoken_to(common.HOW_TO_CANCEL, "bác") in says(world, "An", words)
    assert len(drafts(world)) == 1
    assert "tự dọn" not in str(drafts(world))


@pytest.mark.parametrize("words", ["thôi nôi của trẻ bị trôi theo nước", "không có điện nữa", "bò đi lạc", "xã không báo lịch cắt điện nữa"])
def test_what_only_sounds_so_is_told(world: World, words: str) -> None:
    says(world, "An", "báo việc", words)
    assert words in str(drafts(world)[0].answers)


def test_who_will_not_answer_has_not_answered(three: World) -> None:
    says(three, "Hoa", "hỏi 1 mấy giờ mất điện?")
    says(three, "An", "trả lời 1", "thôi tôi không trả lời đâu")
    assert not [e for e in three.events().values() if e.what == "tra_loi"]
    assert not drafts(three)


# a search, or part of what is told -----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["An", "Tám"])
def test_a_long_line_that_finds_nothing_is_part_of_the_account(three: World, name: str) -> None:
    says(three, name, "hỏng bóng đèn đường xóm 4")
    assert "tìm mãi không thấy ai sửa" in says(three, name, "tìm mãi không thấy ai sửa")
    assert "tìm mãi không thấy ai sửa" in str(drafts(three)[0].answers)


def test_a_leader_who_searches_amid_an_account_is_asked(three: World) -> None:
    answer = says(three, "Tám", "báo việc", "hỏng bóng đèn đường xóm 4", "tim lan can")
    assert common.spoken_to(said_vi.shall_it_search("lan can"), "bác") in answer
    assert "lan can" not in str(drafts(three)[0].answers)
    assert "Tìm thấy: 1 việc." in says(three, "Tám", "đúng")
    assert "hỏng bóng đèn" in says(three, "Tám", "xong")


def test_what_finds_nothing_is_told_in_an_account(three: World) -> None:
    says(three, "Tám", "báo việc", "tìm mãi không thấy ai sửa")
    assert "tìm mãi không thấy ai sửa" in str(drafts(three)[0].answers)


# a text for everybody ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words",
    [
        "thong bao: ngay mai 7 gio ba con don ve sinh duong lang",
        "Thông báo: 7 giờ sáng mai họp",
        "thông báo ngày mai cắt điện",
        "loa: mời bà con họp",
    ],
)
def test_a_text_for_everybody_is_no_report(world: World, words: str) -> None:
    assert common.spoken_to(broadcasts.NOT_YET, "bác") in says(world, "An", words)
    assert not drafts(world)


@pytest.mark.parametrize("words", ["loa thôn hỏng 3 ngày nay", "thông báo xã là cầu gãy rồi", "thông báo: lũ về, nước ngập 5 nhà, có người mắc kẹt"])
def test_what_tells_of_something_is_one(world: World, words: str) -> None:
    says(world, "An", words)
    assert len(drafts(world)) == 1


# an answer that comes late -------------------------------------------------------------------------------------------
def test_an_answer_with_words_after_something_else_was_looked_at_is_asked_about(three: World) -> None:
    says(three, "Hoa", "xong 3 đã hàn")
    says(three, "An", "danh bạ")
    answer = says(three, "An", "chưa, cầu còn gãy 2 nhịp")
    assert "iệc số 3" in answer, answer
    says(three, "An", "chưa")
    assert stands(three) == ["moi", "moi", "dang_giai_quyet"]
    assert [e.text for e in three.events().values() if e.what == "chua"] == ["chưa, cầu còn gãy 2 nhịp"]
