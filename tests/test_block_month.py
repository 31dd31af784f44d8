"""The block's month by real turns: its own numbers, closing, the teams' words, approval, sending up, returning, and what teams hear back."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.months import Calendar, month
from messages_vi import block_month as vi
from messages_vi import block_words as words_vi
from messages_vi import checkin as checkin_vi
from storage import checkin_words, checkins, forms, month_steps, month_sums, released, roles, units
from storage.checkins import Checkin
from tests.checkin_kit import ASKED, DECEMBER, DUE, LINE1, LINE2, at, month_of, spoken, types
from tests.turns import World

WISH = "B, lo giá lúa, đề nghị xã sửa mương Bái Trời"
CADRE = "đồng chí"


@pytest.fixture
def asked(world: World) -> World:
    at(world, ASKED)
    return world


def does(world: World, name: str, *lines: str) -> str:
    """What is read after the last of these."""
    return [types(world, name, line) for line in lines][-1]


def answers(world: World, name: str = "Tám", account: str = WISH) -> None:
    does(world, name, "báo tháng", LINE1, LINE2, account, "gửi")


def enters(world: World, name: str = "Mười") -> str:
    return does(world, name, "nhập số của khối", "2 1 3 2", "4 1 1", "2 1 9", "bỏ qua", "bỏ qua", "gửi")


def agreed(world: World, name: str, order: str) -> str:
    """An order that is asked about, and the yes to it."""
    asking = types(world, name, order)
    assert "1" in asking, asking
    return types(world, name, "đồng ý")


def own(world: World) -> Checkin:
    (block,) = [r.unit for r in roles.of(world.db, [world.id["Hoa"]], world.now)[world.id["Hoa"]]]
    one = checkins.of_unit(world.db, block, str(DECEMBER))
    assert one is not None
    return one


def state(world: World) -> str:
    steps = month_steps.steps(world.db, own(world).block, str(DECEMBER))
    return steps[-1].state if steps else ""


def heard(world: World, name: str) -> list[str]:
    rows = world.rows("SELECT body FROM notice WHERE person = :p AND body IS NOT NULL ORDER BY id", p=world.id[name])
    return [r.body for r in rows]


def approved(world: World) -> None:
    agreed(world, "Mười", "chốt tháng")
    agreed(world, "Hoa", "duyệt báo cáo")
    assert state(world) == month_steps.APPROVED


# asking --------------------------------------------------------------------------------------------------------------
def test_a_block_is_expected_beside_its_teams_and_is_none_of_them(asked: World) -> None:
    one = own(asked)
    assert one.is_of_block
    assert (one.due_day, one.block_due_day) == ("2026-12-18", "2026-12-25")
    assert one.id not in {c.id for c in checkins.of_block(asked.db, one.block, one.month)}
    assert "0/6 tổ đã gửi" in types(asked, "Mười", "tháng của khối")


def test_who_keeps_the_blocks_books_hears_that_teams_were_asked_and_when_its_own_report_is_due(asked: World) -> None:
    assert any("vừa nhắn 6 tổ" in body for body in heard(asked, "Mười"))
    assert not any("vừa nhắn" in body for body in heard(asked, "Hoa"))
    for day in ("2026-12-15", DUE, "2026-12-17", "2026-12-18", "2026-12-19"):
        at(asked, day)
    reminders = {name: sum("là hạn báo cáo" in body for body in heard(asked, name)) for name in ("Mười", "Hoa", "Bình", "Tám")}
    assert reminders == {"Mười": 2, "Hoa": 1, "Bình": 1, "Tám": 0}


def test_a_block_that_has_sent_its_report_up_is_not_reminded(asked: World) -> None:
    approved(asked)
    agreed(asked, "Hoa", "gửi báo cáo lên")
    at(asked, "2026-12-18")
    assert not any("là hạn báo cáo" in body for name in ("Mười", "Hoa") for body in heard(asked, name))


def test_a_month_whose_day_passed_while_the_bot_was_away_is_asked_for_when_it_is_back_with_days_that_can_be_kept(asked: World) -> None:
    block = own(asked).block
    at(asked, "2027-01-21")  # a Thursday; the teams' day was the 18th
    teams, mine = checkins.of_block(asked.db, block, "2027-01"), checkins.of_unit(asked.db, block, "2027-01")
    assert mine is not None
    assert {one.due_day for one in teams} == {"2027-01-25"}
    assert (mine.due_day, mine.block_due_day) == ("2027-01-27", "2027-01-29")
    assert any("tháng 1/2027" in body for body in heard(asked, "Tám"))


@pytest.mark.parametrize("day", ["2027-01-29", "2027-02-10"])
def test_too_late_it_is_not_asked_for_any_more(asked: World, day: str) -> None:
    at(asked, day)
    assert checkins.of_unit(asked.db, own(asked).block, "2027-01") is None


def test_a_block_that_was_never_asked_before_is_not_asked_for_a_month_that_is_over(world: World) -> None:
    at(world, "2026-12-17")
    assert not world.rows("SELECT id FROM checkin")


# its own numbers -----------------------------------------------------------------------------------------------------
def test_the_block_types_its_own_numbers_and_puts_them_right(asked: World) -> None:
    assert "Đã nhận" in enters(asked)
    told = checkins.answers(asked.db, own(asked).id)
    assert (told["tiep_dan"], told["don_nhan"], told["don_xong"], told["mh_cong_nhan"], told["nguoi_tap_huan"]) == (2, 3, 2, 2, 9)
    assert "hop_to" not in told
    assert own(asked).entered_by is None
    does(asked, "Mười", "nhập số của khối", "tiếp dân 5 buổi", "gửi")
    assert checkins.answers(asked.db, own(asked).id)["tiep_dan"] == 5


def test_what_a_block_types_counts_for_it_and_above_but_no_team_is_counted_for_it(asked: World) -> None:
    enters(asked)
    answers(asked)
    form = forms.newest(asked.db, "thang")
    assert form is not None
    tree = units.history(asked.db).tree("2026-12-20")
    found = month_sums.of_places(asked.db, form.form, [str(DECEMBER)], tree)
    block = own(asked).block
    for place, expected in ((block, 6), (0, 7)):
        assert (found[place].expected, found[place].submitted) == (expected, 1)
        assert found[place].figures["tiep_dan"].total == 2  # type: ignore[union-attr]
        assert found[place].figures["hop_to"].total == 1  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["Tám", "An", "Ngoài", "Tỉnh"])
def test_nobody_else_types_for_a_block_or_closes_its_month(asked: World, name: str) -> None:
    for order in ("nhập số của khối", "chốt tháng", "duyệt báo cáo", "gửi báo cáo lên", "duyệt lời các tổ"):
        read = types(asked, name, order)
        assert "Thường Xuân" not in read, order
        assert "Mẫu" not in read, order
    assert state(asked) == ""
    assert not own(asked).is_done


# closing -------------------------------------------------------------------------------------------------------------
def test_closing_is_asked_first_and_then_a_slip_is_a_numbered_correction(asked: World) -> None:
    answers(asked)
    assert "1/6 tổ đã gửi" in types(asked, "Mười", "chốt tháng")
    assert state(asked) == ""
    types(asked, "Mười", "2")  # not now
    assert state(asked) == ""
    assert "Đã chốt" in agreed(asked, "Mười", "chốt tháng")
    assert state(asked) == month_steps.CLOSED
    assert "đã chốt rồi" in types(asked, "Mười", "chốt tháng")
    does(asked, "Tám", "sửa báo cáo tháng", "họp 4 lần", "ghi nhầm sổ", "gửi")
    assert checkins.answers(asked.db, month_of(asked, "Tám").id)["hop_to"] == 4
    assert month_of(asked, "Tám").corrections == 1


def test_the_same_order_typed_once_more_is_a_yes_but_only_to_what_was_shown(asked: World) -> None:
    types(asked, "Mười", "chốt tháng")
    answers(asked)
    assert "1/6 tổ đã gửi" in types(asked, "Mười", "chốt tháng")  # another one has answered meanwhile: asked anew
    assert state(asked) == ""
    types(asked, "Mười", "chốt tháng")
    assert state(asked) == month_steps.CLOSED


def test_a_team_that_comes_late_is_taken_and_marked(asked: World) -> None:
    agreed(asked, "Mười", "chốt tháng")
    at(asked, "2026-12-17")
    answers(asked)
    assert month_of(asked, "Tám").late == 1


def test_a_member_of_the_block_without_that_right_does_not_close(asked: World) -> None:
    roles.give(asked.db, asked.id["Cúc"], own(asked).block, "thanh_vien_khoi", asked.now)
    assert spoken(vi.NOT_YOURS_TO_CLOSE, CADRE) in types(asked, "Cúc", "chốt tháng")
    assert spoken(vi.NOT_YOURS, CADRE) in types(asked, "Mười", "duyệt báo cáo")
    assert state(asked) == ""


def test_what_nobody_closes_the_machine_does_when_the_next_month_is_asked_for(asked: World) -> None:
    answers(asked)
    at(asked, "2027-01-14")
    (step,) = month_steps.steps(asked.db, own(asked).block, str(DECEMBER))
    assert (step.state, step.by) == (month_steps.CLOSED, None)
    assert any("đã chốt tháng 12/2026" in body for body in heard(asked, "Mười"))
    assert not any("đã được khối tổng hợp" in body for body in heard(asked, "Tám")), "nobody of the block has looked at it"


def test_a_month_that_is_not_finished_can_still_be_done_when_the_next_is_asked_for(asked: World) -> None:
    answers(asked)
    at(asked, "2027-01-14")
    board = types(asked, "Hoa", "tháng của khối")
    assert "tháng 12/2026" in board
    assert "tháng 1/2027" in board
    assert "tháng 12/2026" in types(asked, "Hoa", "duyệt báo cáo"), "the only one that can be approved"
    assert "Đã duyệt" in types(asked, "Hoa", "đồng ý")
    assert any("đã được khối tổng hợp" in body for body in heard(asked, "Tám"))
    agreed(asked, "Hoa", "gửi báo cáo lên")
    assert [s.state for s in month_steps.steps(asked.db, own(asked).block, str(DECEMBER))] == ["soan", "duyet", "gui"]
    above = types(asked, "Tỉnh", "giaoban")
    assert "tháng 1/2027" in above
    assert "Xã Thường Xuân, tháng 12/2026" in above
    types(asked, "Tỉnh", "Xã Thường Xuân, tháng 12/2026")
    does(asked, "Tỉnh", "trả lại báo cáo", "số hòa giải chưa khớp")
    assert state(asked) == month_steps.RETURNED


# the teams' words ----------------------------------------------------------------------------------------------------
def test_words_are_chosen_by_number_and_a_team_is_answered(asked: World) -> None:
    answers(asked)
    answers(asked, "Cúc", "B, đề nghị xã làm đường bê tông xóm Đồi")
    read = types(asked, "Mười", "duyệt lời các tổ")
    assert "1. thôn Mẫu Hai: xã làm đường" in read
    assert "2. thôn Mẫu Một: xã sửa mương" in read
    assert released.of_month(asked.db, own(asked).block, str(DECEMBER)) == {}
    does(asked, "Mười", "2", "2 tuần tới nạo vét mương", "xong")
    assert "Đã ghi" in types(asked, "Mười", "ghi")
    kept = released.of_month(asked.db, own(asked).block, str(DECEMBER))["de_nghi"]
    assert kept.words == "xã sửa mương Bái Trời"
    assert kept.taken == (month_of(asked, "Tám").unit,)
    approved(asked)
    (mine,) = [body for body in heard(asked, "Tám") if "tổng hợp" in body]
    (others,) = [body for body in heard(asked, "Cúc") if "tổng hợp" in body] or [""]
    assert "Xã trả lời: “tuần tới nạo vét mương”" in mine
    assert vi.NOTED in others or others == ""  # a plain member is not told


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("lấy hết", "xã làm đường bê tông xóm Đồi\nxã sửa mương Bái Trời"),
        ("lấy ý 1 và 2", "xã làm đường bê tông xóm Đồi\nxã sửa mương Bái Trời"),
        ("2, 1", "xã làm đường bê tông xóm Đồi\nxã sửa mương Bái Trời"),
        ("không đưa vào", ""),
        ("Đề nghị huyện hỗ trợ kinh phí sửa mương và đường xóm", "Đề nghị huyện hỗ trợ kinh phí sửa mương và đường xóm"),
    ],
)
def test_words_are_taken_as_they_were_chosen(asked: World, said: str, words: str) -> None:
    answers(asked)
    answers(asked, "Cúc", "B, đề nghị xã làm đường bê tông xóm Đồi")
    does(asked, "Mười", "duyệt lời các tổ", said, "xong", "ghi")
    kept = released.of_month(asked.db, own(asked).block, str(DECEMBER))["de_nghi"]
    assert sorted(kept.words.split("\n")) == sorted(words.split("\n"))


@pytest.mark.parametrize("said", ["3", "0", "1 9", "ừ", "mương", "1.500.000", "x" * 4000])
def test_what_chooses_nothing_is_asked_again(asked: World, said: str) -> None:
    answers(asked)
    types(asked, "Mười", "duyệt lời các tổ")
    types(asked, "Mười", said)
    assert released.of_month(asked.db, own(asked).block, str(DECEMBER)) == {}
    assert "Gõ" in types(asked, "Mười", "1") or "trả lời" in types(asked, "Mười", "nói lại")


def test_a_team_that_takes_its_wish_back_while_it_is_being_chosen_is_not_printed(asked: World) -> None:
    answers(asked)
    does(asked, "Mười", "duyệt lời các tổ", "1", "xong")
    asked.rows("UPDATE checkin_answer SET words = NULL WHERE field = 'de_nghi' RETURNING checkin")
    types(asked, "Mười", "ghi")
    assert all(what.words == "" for what in released.of_month(asked.db, own(asked).block, str(DECEMBER)).values())


def test_names_in_words_for_the_report_are_left_out(asked: World) -> None:
    answers(asked)
    does(asked, "Mười", "duyệt lời các tổ", "Đề nghị xã giúp bà Nguyễn Thị Mẫu sửa nhà", "1 xã đã giao ông Lê Văn Thử", "xong", "ghi")
    kept = released.of_month(asked.db, own(asked).block, str(DECEMBER))["de_nghi"]
    assert "Mẫu" not in kept.words
    assert all("Thử" not in words for words in kept.replies.values())


def test_after_approval_no_words_are_changed(asked: World) -> None:
    answers(asked)
    types(asked, "Mười", "duyệt lời các tổ")
    approved(asked)
    does(asked, "Mười", "duyệt lời các tổ", "1", "xong", "ghi")
    assert released.of_month(asked.db, own(asked).block, str(DECEMBER)) == {}
    assert spoken(words_vi.NO_MORE, CADRE) in types(asked, "Mười", "duyệt lời các tổ")


# approving, sending up, returning ------------------------------------------------------------------------------------
def test_only_what_is_closed_is_approved_and_only_what_is_approved_goes_up(asked: World) -> None:
    assert "chưa chốt" in types(asked, "Hoa", "duyệt báo cáo")
    assert "chưa được duyệt" in types(asked, "Hoa", "gửi báo cáo lên")
    agreed(asked, "Hoa", "chốt tháng")
    assert "chưa được duyệt" in types(asked, "Hoa", "gửi báo cáo lên")
    agreed(asked, "Hoa", "duyệt báo cáo")
    agreed(asked, "Hoa", "gửi báo cáo lên")
    assert state(asked) == month_steps.SENT
    assert "rồi" in types(asked, "Hoa", "duyệt báo cáo")
    assert any("đã gửi báo cáo dân vận" in body for body in heard(asked, "Tỉnh"))
    assert not any("đã gửi báo cáo dân vận" in body for body in heard(asked, "Ngoài"))


def test_teams_hear_their_figures_once_however_often_it_is_approved(asked: World) -> None:
    answers(asked)
    approved(asked)
    agreed(asked, "Hoa", "gửi báo cáo lên")
    does(asked, "Tỉnh", "/giaoban thường xuân", "trả lại báo cáo", "số hòa giải chưa khớp")
    assert state(asked) == month_steps.RETURNED
    agreed(asked, "Hoa", "duyệt báo cáo")
    assert sum("đã được khối tổng hợp" in body for body in heard(asked, "Tám")) == 1
    assert not any("đã được khối tổng hợp" in body for body in heard(asked, "Lạ"))


def test_a_report_is_returned_with_its_reason_and_can_be_mended(asked: World) -> None:
    approved(asked)
    assert "chưa gửi" in types(asked, "Tỉnh", "/giaoban thường xuân") or "đã duyệt" in types(asked, "Tỉnh", "/giaoban thường xuân")
    agreed(asked, "Hoa", "gửi báo cáo lên")
    board = types(asked, "Tỉnh", "giaoban")
    assert "1 khối đã gửi lên" in board
    does(asked, "Tỉnh", "/giaoban thuong xuan", "trả lại báo cáo")
    types(asked, "Tỉnh", "số hòa giải chưa khớp")
    assert state(asked) == month_steps.RETURNED
    assert any("số hòa giải chưa khớp" in body for body in heard(asked, "Mười"))
    assert "số hòa giải chưa khớp" in types(asked, "Mười", "tháng của khối")
    assert "Đã nhận" in enters(asked)


def test_who_receives_no_months_returns_none(asked: World) -> None:
    approved(asked)
    agreed(asked, "Hoa", "gửi báo cáo lên")
    for name in ("Tám", "Ngoài", "Mười"):
        does(asked, name, "trả lại báo cáo", "vì tôi muốn thế")
    assert state(asked) == month_steps.SENT


def test_what_comes_after_approval_is_said_and_approved_anew_before_it_goes_up(asked: World) -> None:
    approved(asked)
    answers(asked)
    board = types(asked, "Hoa", "tháng của khối")
    assert "Sau khi duyệt có 1 báo cáo" in board
    assert vi.APPROVE.label in board
    assert vi.SEND.label not in board
    assert "duyệt lại" in types(asked, "Hoa", "gửi báo cáo lên")
    assert state(asked) == month_steps.APPROVED
    agreed(asked, "Hoa", "duyệt báo cáo")
    assert "Sau khi duyệt" not in types(asked, "Hoa", "tháng của khối")
    assert any("đã được khối tổng hợp" in body for body in heard(asked, "Tám"))
    agreed(asked, "Hoa", "gửi báo cáo lên")
    does(asked, "Tám", "sửa báo cáo tháng", "họp 4 lần", "ghi nhầm sổ", "gửi")
    assert "Sau khi duyệt có 1 báo cáo" in types(asked, "Hoa", "tháng của khối")
    agreed(asked, "Hoa", "duyệt báo cáo")
    agreed(asked, "Hoa", "gửi báo cáo lên")
    assert state(asked) == month_steps.SENT


def test_a_correction_between_the_question_and_the_yes_is_shown_first(asked: World) -> None:
    answers(asked)
    agreed(asked, "Mười", "chốt tháng")
    types(asked, "Hoa", "duyệt báo cáo")
    does(asked, "Tám", "sửa báo cáo tháng", "họp 4 lần", "ghi nhầm sổ", "gửi")
    assert spoken(vi.changed_meanwhile(DECEMBER), CADRE) in types(asked, "Hoa", "đồng ý")
    assert state(asked) == month_steps.CLOSED
    types(asked, "Hoa", "đồng ý")
    assert state(asked) == month_steps.APPROVED


def test_the_blocks_own_numbers_do_not_change_behind_its_approval(asked: World) -> None:
    does(asked, "Mười", "nhập số của khối", "2 1 3 2", "4 1 1", "2 1 9", "bỏ qua", "bỏ qua")
    agreed(asked, "Bình", "chốt tháng")
    agreed(asked, "Hoa", "duyệt báo cáo")
    assert spoken(vi.approved_already(DECEMBER), CADRE) in types(asked, "Mười", "gửi")
    assert not own(asked).is_done


def test_the_blocks_own_slip_is_put_right_without_a_reason_until_it_is_approved(asked: World) -> None:
    enters(asked)
    agreed(asked, "Mười", "chốt tháng")
    does(asked, "Mười", "sửa số của khối", "tiếp dân 5 buổi", "gửi")
    assert checkins.answers(asked.db, own(asked).id)["tiep_dan"] == 5
    assert own(asked).corrections == 0
    types(asked, "Mười", "sửa số của khối")
    types(asked, "Mười", "tiếp dân 6 buổi")
    agreed(asked, "Hoa", "duyệt báo cáo")
    assert spoken(vi.approved_already(DECEMBER), CADRE) in types(asked, "Mười", "gửi")
    assert checkins.answers(asked.db, own(asked).id)["tiep_dan"] == 5


def test_a_hamlet_that_was_asked_elsewhere_and_moved_here_keeps_nobody_from_being_asked(world: World) -> None:
    (strange,) = world.rows("SELECT id, parent FROM unit WHERE name = 'Xa'")
    (here,) = world.rows("SELECT id, path FROM unit WHERE level = 'xa' AND name = 'Thường Xuân'")
    checkins.set_calendar(world.db, strange.parent, Calendar(cutoff=5, team=8, block=10))
    at(world, "2026-12-04")
    assert checkins.of_unit(world.db, strange.id, str(DECEMBER)) is not None
    world.rows("UPDATE unit SET path = :path, parent = :of WHERE id = :id RETURNING id", path=f"{here.path}{strange.id}/", of=here.id, id=strange.id)
    at(world, ASKED)
    assert len(checkins.of_block(world.db, here.id, str(DECEMBER))) == 6
    assert checkins.of_unit(world.db, here.id, str(DECEMBER)) is not None


def test_each_block_is_listed_above_with_its_own_newest_month(world: World) -> None:
    (other,) = world.rows("SELECT id FROM unit WHERE level = 'xa' AND name = 'Khác'")
    checkins.set_calendar(world.db, other.id, Calendar(cutoff=5, team=8, block=10))
    at(world, "2027-01-05", "07:01")
    at(world, ASKED)
    at(world, "2027-01-05")
    read = types(world, "Tỉnh", "giaoban")
    assert "tháng 1/2027" in read
    assert "tháng 12/2026" in read
    assert "xã Thường Xuân" in types(world, "Tỉnh", "/giaoban thường xuân")


@pytest.mark.parametrize("name", ["An", "Tám", "Tỉnh"])
def test_who_is_of_no_block_is_not_spoken_to_as_if_they_were(asked: World, name: str) -> None:
    for order in ("chốt tháng", "duyệt báo cáo", "nhập số của khối"):
        assert "Việc này của khối dân vận xã" in types(asked, name, order)


def test_sending_at_the_check_of_a_month_is_no_order_of_a_block(asked: World) -> None:
    does(asked, "Tám", "báo tháng", LINE1, LINE2, WISH)
    assert "khối" not in types(asked, "Tám", "gửi lên").partition("tổng hợp")[0].lower() or month_of(asked, "Tám").is_done


def test_names_in_the_reason_of_a_return_are_hidden(asked: World) -> None:
    approved(asked)
    agreed(asked, "Hoa", "gửi báo cáo lên")
    does(asked, "Tỉnh", "/giaoban thường xuân", "trả lại báo cáo", "số của bà Nguyễn Thị Mẫu chưa khớp")
    assert state(asked) == month_steps.RETURNED
    assert not any("Nguyễn Thị Mẫu" in body for body in heard(asked, "Mười"))


def test_figures_come_back_beside_last_months(asked: World) -> None:
    answers(asked)
    approved(asked)
    at(asked, "2027-01-14")
    does(asked, "Tám", "báo tháng", "3 3 60 3", LINE2, "B", "gửi")
    agreed(asked, "Mười", "chốt tháng")
    agreed(asked, "Hoa", "duyệt báo cáo")
    body = heard(asked, "Tám")[-1]
    assert "họp 3 lần (tháng trước 1)" in body
    assert checkin_vi.month_name(month("2027-01")) in body


def test_two_who_approve_at_once_make_one_step(asked: World) -> None:
    agreed(asked, "Mười", "chốt tháng")
    types(asked, "Hoa", "duyệt báo cáo")
    types(asked, "Bình", "duyệt báo cáo")
    types(asked, "Hoa", "đồng ý")
    types(asked, "Bình", "đồng ý")
    found: list[Any] = [s.state for s in month_steps.steps(asked.db, own(asked).block, str(DECEMBER))]
    assert found == [month_steps.CLOSED, month_steps.APPROVED]


def test_what_was_released_and_the_paper_go_when_words_were_kept_long_enough(asked: World) -> None:
    answers(asked)
    does(asked, "Mười", "duyệt lời các tổ", "lấy hết", "1 tuần tới nạo vét mương", "xong", "ghi")
    approved(asked)
    assert month_steps.kept(asked.db, own(asked).block, str(DECEMBER))
    checkin_words.erase(asked.db, asked.now - 86_400, 100)
    assert month_steps.kept(asked.db, own(asked).block, str(DECEMBER)), "not yet"
    checkin_words.erase(asked.db, asked.now + 1, 100)
    kept = released.of_month(asked.db, own(asked).block, str(DECEMBER))["de_nghi"]
    assert (kept.words, kept.replies) == ("", {})
    assert month_steps.kept(asked.db, own(asked).block, str(DECEMBER)) is None
    assert state(asked) == month_steps.APPROVED


# as people say it ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("yes", ["vâng", "dạ vâng ạ", "ok", "nhất trí", "đúng rồi", "1", "Đồng ý, chốt tháng"])
def test_any_plain_yes_right_behind_the_question_is_one(asked: World, yes: str) -> None:
    types(asked, "Mười", "chốt tháng")
    types(asked, "Mười", yes)
    assert state(asked) == month_steps.CLOSED


def test_a_yes_some_time_after_it_closes_nothing(asked: World) -> None:
    does(asked, "Mười", "chốt tháng", "danh bạ", "vâng")
    assert state(asked) == ""


def test_an_order_is_for_the_month_that_was_just_looked_at(asked: World) -> None:
    at(asked, "2027-01-14")
    does(asked, "Hoa", "tháng của khối", "Xã Thường Xuân, tháng 12/2026")
    assert "tháng 12/2026 đã chốt rồi" in types(asked, "Hoa", "chốt tháng").lower()


# entering for a team --------------------------------------------------------------------------------------------------
def enters_for(world: World, name: str = "Mười") -> str:
    return does(world, name, LINE1, LINE2, WISH, "gửi")


@pytest.mark.parametrize("said", [("nhập hộ", "1", "Nhập hộ thôn Mẫu Ba"), ("nhập hộ thôn mẫu ba", "1"), ("nhập hộ báo tháng thôn Mẫu Ba",)])
def test_a_month_is_entered_for_a_team_also_when_it_is_closed(asked: World, said: tuple[str, ...]) -> None:
    agreed(asked, "Mười", "chốt tháng")
    assert "thôn Mẫu Ba" in does(asked, "Mười", *said)
    enters_for(asked)
    (one,) = [c for c in checkins.of_block(asked.db, own(asked).block, str(DECEMBER)) if c.unit_title == "thôn Mẫu Ba"]
    assert (one.state, one.entered_by) == ("nop", asked.id["Mười"])
    assert asked.cases() == {}


def test_a_case_is_entered_for_somebody_as_before(asked: World) -> None:
    assert "hay báo việc" in types(asked, "Mười", "nhập hộ")
    assert "nhập hộ việc ở đâu" in types(asked, "Mười", "2")
    assert "hay báo việc" not in types(asked, "Mười", "nhập hộ gãy cầu cuối thôn, 3 hộ")


def test_nobody_of_a_team_enters_for_another(asked: World) -> None:
    for said in ("nhập hộ", "nhập hộ thôn Mẫu Ba", "/nhaphothang", "nhập hộ báo tháng thôn Mẫu Ba"):
        assert "Báo cáo tháng của một tổ" not in types(asked, "Tám", said)
        assert "1/3" not in types(asked, "Tám", "hủy")

