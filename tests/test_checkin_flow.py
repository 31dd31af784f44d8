"""The flow of the monthly check-in by real turns: ways out that lose nothing, questions back, two who correct at once, and who hears of it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from bot.story import Invalid, Said
from handlers.checkin_fixes import fixes
from messages_vi import checkin as vi
from storage import checkins, forms
from tests.checkin_kit import ACCOUNT, ASKED, LINE1, LINE2, at, month_of, sent, spoken, types
from tests.turns import World

CADRE = "đồng chí"


def says(world: World, name: str, *lines: str) -> str:
    """What is read after the last of these."""
    return [types(world, name, line) for line in lines][-1]


@pytest.fixture
def asked(world: World) -> World:
    at(world, ASKED)
    return world


@pytest.fixture
def reported(asked: World) -> World:
    says(asked, "Tám", "báo tháng", LINE1, LINE2, ACCOUNT, "gửi")
    return asked


def is_closed(world: World) -> None:
    world.db.execute(text("UPDATE checkin SET closed_at = :now"), {"now": world.now})


def heard(world: World, name: str) -> list[str]:
    return [r.body for r in world.rows("SELECT body FROM notice WHERE person = :p AND body IS NOT NULL ORDER BY id", p=world.id[name])]


def entered_for(world: World, *titles: str) -> list[int]:
    """The secretary has entered the month of these teams; their rows."""
    own, rows = month_of(world, "Mười"), []
    form = forms.get(world.db, own.form).form.of_team
    teams = {one.unit_title: one for one in checkins.of_block(world.db, own.unit, own.month)}
    for title in titles:
        world.now += 60
        checkins.submit(world.db, teams[title], form, {"hop_to": 1, "tham_ho": 3}, world.id["Mười"], world.now, entered_by=world.id["Mười"])
        rows.append(teams[title].id)
    return rows


# a no wipes nothing --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["thôi", "Thôi.", "thoi"])
def test_a_bare_enough_at_the_last_question_means_nothing_more(asked: World, words: str) -> None:
    check = says(asked, "Tám", "báo tháng", LINE1, LINE2, words)
    assert vi.SEND.typed in check
    assert "Họp 1 lần" in check
    assert "Đề nghị" not in check


@pytest.mark.parametrize("words", ["thôi", "không", "k", "thôi ạ", "không sửa nữa"])
def test_a_bare_no_puts_nothing_right_and_is_told_both_ways_on(asked: World, words: str) -> None:
    form = forms.get(asked.db, month_of(asked, "Tám").form).form.of_team
    with pytest.raises(Invalid, match=re.escape(vi.HOW_OUT)):
        fixes(form, form.asked[:2], {}).hear(Said(words), None)


# questions back ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["là sao?", "cái này ghi gì?", "ghi gì vậy cháu"])
def test_a_question_back_is_told_how_to_write_the_numbers(asked: World, words: str) -> None:
    told = says(asked, "Tám", "báo tháng", words)
    assert "ghi bốn số, cách nhau một dấu cách, ví dụ: 1 2 60 3. Không có thì gõ 0." in told
    assert "thấy 0" not in told
    assert "ghi bốn số, cách nhau một dấu cách, ví dụ: 2 1 4 3." in says(asked, "Tám", LINE1, words)


# several at once -----------------------------------------------------------------------------------------------------
def test_two_numbers_in_one_message_are_both_put_right(reported: World) -> None:
    check = says(reported, "Tám", "sửa báo cáo tháng", "kiến nghị 6, thăm 5 hộ")
    assert "kiến nghị 4 → 6 việc" in check
    assert "3 → 5 hộ" in check
    types(reported, "Tám", "gửi")
    assert (sent(reported)["kn_nhan"], sent(reported)["tham_ho"]) == (6, 5)


def test_what_hangs_together_may_come_in_any_order(reported: World) -> None:
    assert "hòa giải 2 → 5 vụ" in says(reported, "Tám", "sửa báo cáo tháng", "thành 4 vụ và hòa giải 5 vụ")
    assert "không thể nhiều hơn" in types(reported, "Tám", "thành 9 vụ, họp 3 lần")


@pytest.mark.parametrize("words", ["D", "bức xúc", "bà con bức xúc"])
def test_the_mood_is_put_right_by_its_letter_or_a_word(reported: World, words: str) -> None:
    assert "bình thường → còn bức xúc" in says(reported, "Tám", "sửa báo cáo tháng", words)
    types(reported, "Tám", "gửi")
    assert sent(reported)["tam_trang"] == "buc_xuc"


def test_a_wish_is_put_right_in_words_beside_a_number(reported: World) -> None:
    check = says(reported, "Tám", "sửa báo cáo tháng", "họp 2, đề nghị: xã sửa cống, kè 30 m mương")
    assert "họp 1 → 2 lần" in check
    types(reported, "Tám", "gửi")
    assert sent(reported)["de_nghi"] == "xã sửa cống, kè 30 m mương"
    assert sent(reported)["hop_to"] == 2


def test_the_same_is_heard_at_the_check_before_it_is_sent(asked: World) -> None:
    check = says(asked, "Tám", "báo tháng", LINE1, LINE2, ACCOUNT, "họp 3, thăm 5 hộ, D, đề nghị: xã sửa cống")
    for told in ("Họp 3 lần", "Thăm, giúp 5 hộ", "còn bức xúc", "Đề nghị: xã sửa cống"):
        assert told in check


# out of a correction -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["thôi ko sửa nữa", "thôi", "quay lại", "không sửa nữa", "không", "hủy"])
def test_a_correction_is_left_in_everyday_words(reported: World, words: str) -> None:
    assert "gõ: hủy" in types(reported, "Tám", "sửa báo cáo tháng")
    types(reported, "Tám", words)
    assert not reported.rows("SELECT 1 FROM draft WHERE story = 'suabaothang' AND state = 'open'")
    assert sent(reported)["hop_to"] == 1


# two at once ---------------------------------------------------------------------------------------------------------
def test_the_second_who_corrects_the_same_sees_what_changed_before_it_is_written(reported: World) -> None:
    assert "họp 1 → 5 lần" in says(reported, "Tám", "sửa báo cáo tháng", "họp 5 lần")
    assert "họp 1 → 7 lần" in says(reported, "An", "sửa báo cáo tháng", "họp 7 lần")
    types(reported, "Tám", "gửi")
    again = types(reported, "An", "gửi")
    assert spoken(vi.changed_by("Người Tám", ["họp 5 lần"])) in again
    assert "họp 5 → 7 lần" in again
    assert sent(reported)["hop_to"] == 5
    types(reported, "An", "gửi")
    assert sent(reported)["hop_to"] == 7


def test_another_number_that_changed_meanwhile_is_nothing_to_this_correction(reported: World) -> None:
    says(reported, "Tám", "sửa báo cáo tháng", "họp 5 lần")
    says(reported, "An", "sửa báo cáo tháng", "thăm 9 hộ")
    types(reported, "Tám", "gửi")
    types(reported, "An", "gửi")
    assert (sent(reported)["hop_to"], sent(reported)["tham_ho"]) == (5, 9)


# behind the closing --------------------------------------------------------------------------------------------------
def test_a_correction_behind_the_closing_reaches_whoever_writes_the_blocks_report(reported: World) -> None:
    is_closed(reported)
    says(reported, "Tám", "sửa báo cáo tháng", "thăm 9 hộ", "đếm sót", "gửi")
    one = month_of(reported, "Tám")
    for name in ("Mười", "Hoa"):
        (told,) = [body for body in heard(reported, name) if "đính chính số 1" in body]
        assert one.unit_title[1:] in told
        assert "3 → 9 hộ. Lý do: đếm sót." in told


def test_before_the_closing_a_correction_is_told_to_nobody(reported: World) -> None:
    says(reported, "Tám", "sửa báo cáo tháng", "thăm 9 hộ", "gửi")
    assert not [body for body in heard(reported, "Mười") if "đính chính" in body]


# who enters for teams ------------------------------------------------------------------------------------------------
def test_who_entered_one_month_for_a_team_puts_that_right(asked: World) -> None:
    (row,) = entered_for(asked, month_of(asked, "Cúc").unit_title)
    assert "họp 1 → 4 lần" in says(asked, "Mười", "sửa báo cáo tháng", "họp 4 lần")
    types(asked, "Mười", "gửi")
    assert checkins.answers(asked.db, row)["hop_to"] == 4


def test_who_entered_several_is_asked_which_the_newest_first(asked: World) -> None:
    first, second = (month_of(asked, name).unit_title for name in ("Cúc", "Tám"))
    rows = entered_for(asked, first, second)
    listed = types(asked, "Mười", "sửa báo cáo tháng")
    assert spoken(vi.WHOSE, CADRE) in listed
    assert listed.index(second) < listed.index(first)
    assert "họp 1 → 4 lần" in says(asked, "Mười", "2", "họp 4 lần")
    types(asked, "Mười", "gửi")
    assert [checkins.answers(asked.db, row)["hop_to"] for row in rows] == [4, 1]


def test_a_team_that_is_named_needs_no_question(asked: World) -> None:
    titles = [month_of(asked, name).unit_title for name in ("Cúc", "Tám")]
    entered_for(asked, *titles)
    assert f"{titles[0]} tháng 12/2026 sửa: họp 1 → 4 lần" in says(asked, "Mười", f"sửa báo cáo tháng {titles[0]} họp 4 lần")


def test_who_entered_nothing_is_shown_where_the_month_stands(reported: World) -> None:
    assert "1/6 tổ đã gửi" in types(reported, "Mười", "sửa báo cáo tháng")


def test_nobody_puts_right_by_a_choice_what_is_not_theirs(reported: World) -> None:
    row = month_of(reported, "Tám").id
    types(reported, "Cúc", f"/suabaothang month:{row}")
    assert not reported.rows("SELECT 1 FROM draft WHERE story = 'suabaothang'")


# a draft that waits --------------------------------------------------------------------------------------------------
def test_who_is_reminded_of_a_month_that_is_begun_is_asked_to_go_on(asked: World) -> None:
    says(asked, "Tám", "báo tháng", LINE1)
    at(asked, "2026-12-15", "08:00")
    told = heard(asked, "Tám")[-1]
    assert "đang viết dở" in told
    assert "không có gì mới" not in told
    assert "chừng ba phút" in heard(asked, "Cúc")[-1]
