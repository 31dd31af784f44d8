"""What is put right of a month, by real turns: at the check with buttons and in words, and after it was sent."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.domain.months import month
from messages_vi import checkin as vi
from storage import checkins, forms
from tests.checkin_kit import ACCOUNT, ASKED, DECEMBER, LINE1, LINE2, at, month_of, sent, spoken, taps, types
from tests.turns import World

BY_BUTTONS = ("2", "0", "bình thường", "bỏ qua", "5", "1", "0", "Không", "0", "0", "3", "Không", "bỏ qua", "bỏ qua")


def to_the_check(world: World) -> str:
    """With buttons, five matters mediated, one of them settled; what is read there."""
    at(world, ASKED)
    taps(world, "Tám", "báo tháng")
    return [taps(world, "Tám", words) for words in BY_BUTTONS][-1]


def edit(world: World, key: str) -> str:
    return vi.edit(forms.get(world.db, month_of(world, "Tám").form).form.field(key))


def is_sent(world: World, *, closed: bool = False) -> None:
    at(world, ASKED)
    for words in ("báo tháng", LINE1, LINE2, ACCOUNT, "gửi"):
        types(world, "Tám", words)
    if closed:
        world.db.execute(text("UPDATE checkin SET closed_at = :now"), {"now": world.now})


# at the check --------------------------------------------------------------------------------------------------------
def test_what_is_more_than_its_whole_after_that_was_put_right_is_asked_again(world: World) -> None:
    to_the_check(world)
    assert "Thành 4 vụ" in taps(world, "Tám", "thành 4 vụ")
    taps(world, "Tám", edit(world, "hg_vu"))
    assert "Hòa giải thành mấy vụ?" in taps(world, "Tám", "3")
    assert "không thể nhiều hơn" in taps(world, "Tám", "4")
    check = taps(world, "Tám", "2")
    assert "Hòa giải 3 vụ" in check
    assert "Thành 2 vụ" in check
    taps(world, "Tám", "gửi")
    assert (sent(world)["hg_vu"], sent(world)["hg_thanh"]) == (3, 2)


def test_what_is_asked_again_is_held_against_what_was_put_right_in_words(world: World) -> None:
    to_the_check(world)
    taps(world, "Tám", "hòa giải 9 vụ")
    taps(world, "Tám", edit(world, "hg_thanh"))
    assert "Thành 8 vụ" in taps(world, "Tám", "8")


def test_what_hung_on_none_is_asked_once_there_is_some(world: World) -> None:
    to_the_check(world)
    assert "Chừng bao nhiêu lượt người nghe?" in taps(world, "Tám", "tuyên truyền 2 buổi")


def test_what_one_puts_right_in_words_another_may_ask_again_for(world: World) -> None:
    to_the_check(world)
    taps(world, "Tám", "họp 5 lần")
    taps(world, "An", "báo tháng")
    taps(world, "An", edit(world, "hop_to"))
    assert "Họp 7 lần" in taps(world, "An", "7")
    assert "Họp 7 lần" in taps(world, "Tám", "báo tháng")


# after it was sent ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words",
    [
        "sửa báo cáo tháng họp 2 lần",
        "Sửa báo cáo tháng: họp 2 lần",
        "sua bao thang hop 2 lan",
        "em muốn sửa báo cáo tháng, tổ có họp hai lần ạ",
        "/suabaothang họp 2 lần",
    ],
)
def test_what_was_sent_is_put_right_in_one_message_and_a_yes(world: World, words: str) -> None:
    is_sent(world)
    check = types(world, "Tám", words)
    assert "họp 1 → 2 lần" in check
    assert vi.SEND.typed in check
    assert spoken(vi.corrected(month_of(world, "Tám").unit_title, DECEMBER, 0)) in types(world, "Tám", "gửi")
    assert (sent(world)["hop_to"], sent(world)["hg_vu"]) == (2, 2)


@pytest.mark.parametrize("words", ["sửa báo cáo tháng hòa giải 3 vụ", "sửa báo cáo tháng: tuyên truyền cho chừng 90 lượt người nghe"])
def test_words_behind_it_that_might_tell_of_a_matter_put_the_month_right(world: World, words: str) -> None:
    is_sent(world)
    assert "sửa: " in types(world, "Tám", words)


def test_words_of_danger_behind_it_are_no_correction(world: World) -> None:
    is_sent(world)
    types(world, "Tám", "sửa báo cáo tháng, nhà ông ba đang cháy to, 2 người mắc kẹt")
    assert not world.rows("SELECT 1 FROM draft WHERE story = 'suabaothang'")


def test_without_words_behind_it_is_asked_what_is_wrong(world: World) -> None:
    is_sent(world)
    assert "họp 1 lần" in types(world, "Tám", "sửa báo cáo tháng")
    assert "họp 1 → 2 lần" in types(world, "Tám", "họp 2 lần")
    types(world, "Tám", "gửi")
    assert sent(world)["hop_to"] == 2


def test_words_that_name_no_number_are_asked_about(world: World) -> None:
    is_sent(world)
    assert spoken(vi.NO_FIX) in types(world, "Tám", "sửa báo cáo tháng họp nhiều hơn")


def test_before_it_was_sent_it_is_the_month_itself_that_opens(world: World) -> None:
    at(world, ASKED)
    assert "1/3. " in types(world, "Tám", "sửa báo cáo tháng họp 2 lần")


def test_once_the_block_has_closed_the_month_it_is_a_numbered_correction_with_its_reason(world: World) -> None:
    is_sent(world, closed=True)
    assert spoken(vi.WHY) in types(world, "Tám", "sửa báo cáo tháng họp 2 lần")
    assert "Lý do: đếm sót một buổi" in types(world, "Tám", "đếm sót một buổi")
    one = month_of(world, "Tám")
    assert spoken(vi.corrected(one.unit_title, month(one.month), 1)) in types(world, "Tám", "gửi")
    assert [tuple(r) for r in world.rows("SELECT number, reason, was FROM checkin_correction")] == [(1, "đếm sót một buổi", '{"hop_to":1}')]
    assert checkins.answers(world.db, one.id)["hop_to"] == 2
