"""What a block types to order something about cases: with a slip, several at once, with a level or a day, in the middle of a question."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import event

from messages_vi import cases as vi
from messages_vi import cases_alike as alike_vi
from messages_vi import cases_closed as closed_vi
from messages_vi import cases_ending as ending_vi
from messages_vi import cases_giving as giving_vi
from messages_vi import cases_list as list_vi
from messages_vi import cases_said as said_vi
from messages_vi import common, not_kept
from messages_vi import report as report_vi
from messages_vi.cases_said import Order
from storage import roles
from tests.turns import World

BRIDGE, BIKE, RUBBISH = "gãy lan can cầu tràn, 15 hộ", "mất trộm xe máy ở nhà văn hóa", "rác đổ đầy bờ mương, hôi lắm"


def said(text: str) -> str:
    """As a cadre reads it."""
    return common.spoken_to(text, "đồng chí")


def says(world: World, name: str, *lines: str) -> str:
    """What is read to the last of these."""
    return [" ".join(out.text for out in world.does(name, words)) for words in lines][-1]


def case(world: World, number: int = 1) -> Any:
    return world.rows("SELECT * FROM incident WHERE number = :n", n=number)[0]


@pytest.fixture
def three(world: World) -> World:
    for name, told in (("An", BRIDGE), ("Cúc", BIKE), ("An", RUBBISH)):
        says(world, name, told, "gửi")
    return world


# giving, with a day --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["giao 1 Lan 20/12", "giao 1 Lan hạn 20/12", "giao 1 Lan, ngày 20/12"])
def test_an_unknown_name_is_refused_once_with_who_is_there_and_the_day_is_kept(three: World, typed: str) -> None:
    (out,) = three.does("Hoa", typed)
    assert out.text.count(said(giving_vi.NOBODY_CALLED_SO)) == 1
    assert "hẹn xong Chủ nhật 20/12/2026" in out.text
    place = next(n for n, c in enumerate(out.choices, 1) if "Bình" in c.label)
    assert "giao Người Bình, hẹn xong Chủ nhật 20/12/2026" in says(three, "Hoa", str(place))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("giao 1 Bình 20/12", "20/12"), ("giao 1 Bình 3 ngày nữa", "27/11"), ("giao 1 chị Bình thứ sáu", "27/11"), ("giao 1 Bình mai", "25/11"),
        ("giao 1 bình ngày mai", "25/11"), ("giao 1 địa chính xã 20/12", "20/12"), ("giao 1 Bình, 20/12/2026", "20/12"),
    ],
)  # fmt: skip
def test_a_day_is_understood_behind_a_name_without_a_word_before_it(three: World, typed: str, day: str) -> None:
    assert f"{day}/2026. Trợ lý đã báo" in says(three, "Hoa", typed)


def test_a_name_that_is_also_a_day_is_a_name(three: World) -> None:
    three.rows("UPDATE person SET name = 'Lê Thị Mai' WHERE id = :p RETURNING id", p=three.id["Bình"])
    assert "Hẹn xong ngày nào" in says(three, "Hoa", "giao 1 Mai")
    says(three, "Hoa", "hủy")
    assert "giao Lê Thị Mai, hẹn xong Chủ nhật 20/12" in says(three, "Hoa", "giao 1 chị Mai 20/12")


@pytest.mark.parametrize("typed", ["5/12", "12", "3 ngày nữa", "mai", "..."])
def test_a_day_or_a_number_is_no_office(three: World, typed: str) -> None:
    says(three, "Hoa", "giao 1", giving_vi.AN_OFFICE.label)
    assert giving_vi.NO_OFFICE in says(three, "Hoa", typed)
    assert "Hẹn xong ngày nào" in says(three, "Hoa", "địa chính xã")


def test_a_day_said_where_a_name_is_asked_for_is_kept(three: World) -> None:
    assert "hẹn xong thứ Bảy 5/12/2026" in says(three, "Hoa", "giao 1", "5/12")
    assert "giao Người Bình, hẹn xong thứ Bảy 5/12" in says(three, "Hoa", "Bình")


# putting two together ------------------------------------------------------------------------------------------------
def test_two_are_put_together_at_once_and_both_are_shown(three: World) -> None:
    (out,) = three.does("Hoa", "gộp 3 vào 1")
    assert case(three, 3).merged_into == case(three, 1).id
    first, *lines, last = out.text.splitlines()
    assert first == "Đã gộp việc số 3 vào việc số 1:"
    assert lines == [
        f"- Số 3: Môi trường, rác, nước sạch, chăn nuôi, thôn Mẫu Một, “{vi.short(RUBBISH)}”",
        f"- Số 1: Đường, cầu, điện, thủy lợi, nhà văn hóa, thôn Mẫu Một, “{vi.short(BRIDGE)}”",
    ]
    assert last.endswith("Nhầm thì gõ: tách 3.")
    says(three, "Hoa", "tách 3")
    assert case(three, 3).merged_into is None


def test_without_the_second_number_it_is_asked_which(three: World) -> None:
    assert says(three, "Hoa", "gộp 3") == said(alike_vi.which_into(3))
    assert case(three, 3).merged_into is None


@pytest.mark.parametrize("typed", ["gộp 3 vào 1/2026", "gộp 3/2026 vào 1 năm 2026", "gop 3, 1"])
def test_the_year_may_be_said_of_either(three: World, typed: str) -> None:
    assert "Đã gộp việc số 3 vào việc số 1:" in says(three, "Hoa", typed)


def test_of_two_years_each_is_shown_with_its_own(three: World) -> None:
    three.rows("UPDATE incident SET year = 2025 WHERE number = 3 RETURNING id")
    assert "- Số 3/2025: " in says(three, "Hoa", "gộp 3 vào 1")


def test_what_is_in_the_way_is_said_at_once(three: World) -> None:
    assert alike_vi.more_urgent(2, 1).partition(".")[0] in says(three, "Hoa", "gộp 2 vào 1")
    assert said(vi.no_such("7/2025")) in says(three, "Hoa", "gộp 1 vào 7/2025")


# several, a level, a slip --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["nhận 1, 3", "nhận 1 3", "nhận 1 và 3", "nhan viec 1,3 nhe", "nhận việc số 1 và số 3"])
def test_several_are_taken_in_one_answer(three: World, typed: str) -> None:
    (out,) = three.does("Hoa", typed)
    assert out.text == said(list_vi.taken(["1", "3"], []))
    assert {case(three, n).status for n in (1, 3)} == {"da_nhan"}
    assert case(three, 2).status == "moi"


def test_of_several_those_that_are_taken_or_are_not_there_are_told_of(three: World) -> None:
    says(three, "Bình", "nhận 1")
    answer = says(three, "Hoa", "nhận 1, 3, 9")
    assert "nhận 1 việc: 3" in answer
    assert "Người Bình làm trước rồi" in answer
    assert said(vi.no_such("9")) in answer


def test_of_very_many_numbers_the_first_are_looked_up_at_once_and_the_others_are_said_to_be_left(three: World) -> None:
    lookups: list[str] = []

    def note(_db: object, _cursor: object, sql: str, *_: object) -> None:
        lookups.extend(re.findall(r"incident\.number (?:=|IN) ", sql))

    event.listen(three.db, "before_cursor_execute", note)
    answer = says(three, "Hoa", f"nhận {', '.join(map(str, range(2, 400)))}")
    assert len(lookups) == 1
    unknown = said(vi.no_such(", ".join(map(str, range(4, 22)))))
    assert answer.splitlines()[1:] == ["Giao người làm thì gõ giao và số, ví dụ: giao 2.", unknown, said(said_vi.left_out(range(22, 400)))]
    assert answer.startswith(said(list_vi.taken(["2", "3"], [])).splitlines()[0])
    assert "Còn 378 số nữa, từ số 22," in answer


def test_of_numbers_that_are_all_unknown_it_is_said(three: World) -> None:
    assert says(three, "Hoa", "nhận 7, 8, 8, 09") == said(vi.no_such("7, 8, 9"))
    assert {case(three, n).status for n in (1, 2, 3)} == {"moi"}


def test_those_that_others_took_are_counted_apart_from_those_that_are_not_there(three: World) -> None:
    for _ in range(5):
        says(three, "An", RUBBISH, "gửi")
    says(three, "Bình", "nhận 1 2 3 4 5 6 7")
    answer = says(three, "Hoa", "nhận 1, 2, 3, 4, 5, 6, 7, 8, 91, 92")
    assert "nhận 1 việc: 8." in answer
    assert "2 việc khác cũng đã có người nhận." in answer
    assert said(vi.no_such("91, 92")) in answer


def test_whoever_leads_nothing_takes_nothing_so(three: World) -> None:
    says(three, "An", "nhận 1, 3")
    assert case(three, 1).status == case(three, 3).status == "moi"


@pytest.mark.parametrize(
    ("typed", "level", "why"),
    [
        ("mức 1 vàng", "VANG", ""),
        ("mức 1 VÀNG nước lên", "VANG", "nước lên"),
        ("nâng mức 1 lên đỏ", "DO", ""),
        ("mức 2 xanh đã tìm được", "XANH", "đã tìm được"),
    ],
)
def test_a_level_and_why_are_said_with_the_number(three: World, typed: str, level: str, why: str) -> None:
    assert "Đã ghi" in says(three, "Hoa", typed)
    number = 2 if "2" in typed else 1
    assert case(three, number).level == level
    assert three.rows("SELECT text FROM incident_event WHERE what IN ('ha_muc', 'nang_muc')")[0].text == why


def test_a_lower_level_without_a_reason_is_asked_why(three: World) -> None:
    assert "vì sao ạ" in says(three, "Hoa", "mức 2 xanh")
    assert case(three, 2).level == "VANG"


@pytest.mark.parametrize("typed", ["nhan1", "nhận việc 1", "nhận số 1", "Nhận 1."])
def test_a_number_may_stand_close_and_with_its_word(three: World, typed: str) -> None:
    says(three, "Hoa", typed)
    assert case(three).status == "da_nhan"


@pytest.mark.parametrize("typed", ["nhậnn 1", "nahn 1", "nhạm 1", "nhânj 1"])
def test_a_verb_with_a_slip_is_asked_about(three: World, typed: str) -> None:
    (out,) = three.does("Hoa", typed)
    assert out.text == said(said_vi.meant("nhận 1"))
    assert [(c.label, c.typed) for c in out.choices] == [("Đúng", "nhận 1")]
    assert case(three).status == "moi"
    says(three, "Hoa", "đúng")
    assert case(three).status == "da_nhan"


@pytest.mark.parametrize("yes", ["đúng", "Đúng.", "đúng rồi", "vâng ạ"])
@pytest.mark.parametrize("where", ["result", "question", "note", "whom", "level"])
def test_a_yes_to_a_slip_in_the_middle_of_a_question_does_it_and_the_question_comes_back(three: World, where: str, yes: str) -> None:
    begin, question = ASKED[where]
    answer = says(three, "Hoa", begin, "nhậnn 2", yes)
    assert said(vi.accepted(2)) in answer
    assert said(question) in answer
    assert case(three, 2).status == "da_nhan"
    assert {e.what for e in three.events().values()} == {"moi", "da_nhan"}, "nothing is an answer"


def test_so_does_it_at_the_check_of_a_report_which_is_not_sent_by_it(three: World) -> None:
    says(three, "Hoa", "mất điện cả xóm từ tối qua", "nhậnn 2", "đúng")
    assert case(three, 2).status == "da_nhan"
    assert "việc số 4" in says(three, "Hoa", "gửi")


@pytest.mark.parametrize(("answer", "then"), [("còn mấy hộ đi vòng", "đúng"), ("giúp", "đúng hẹn không")])
def test_what_is_no_yes_to_a_slip_answers_the_question(three: World, answer: str, then: str) -> None:
    says(three, "Hoa", "hỏi 1", "nhậnn 2", answer, then)
    assert case(three, 2).status == "moi"
    assert [e.text for e in three.events().values() if e.what == "hoi"] == [answer if then == "đúng" else then]


def test_a_slip_before_a_number_that_is_no_case_is_none(three: World) -> None:
    assert said(said_vi.meant("nhận 44")) not in says(three, "Hoa", "nhậnn 44")


@pytest.mark.parametrize(
    "typed", ["nhà 5", "thôn 5", "tổ 5", "hộ 5", "nhận 5 bao gạo", "nhận 8 10 hộ", "mức 2 do mưa", "chuyển 3 hộ đi", "giao 2 bên", "đội 5"]
)
def test_words_with_a_number_that_order_nothing(typed: str) -> None:
    assert said_vi.order(typed, answering=False) is None


def test_a_result_may_be_called_so(three: World) -> None:
    says(three, "Hoa", "kết quả 1 đã hàn xong")
    assert case(three).status == "da_giai_quyet"
    assert said_vi.order("kết quả 1 thế nào", answering=False) == Order("xem", ("1",), "thế nào")
    assert said_vi.order("kết quả 1 bên đã nhận lỗi", answering=True) is None


@pytest.mark.parametrize("typed", ["xong 1 sơn lại", "xong 1", "kết quả 1 sơn lại", "nhận 1", "giao 1 Bình"])
def test_what_is_over_is_said_to_be_with_how_to_open_it_again(three: World, typed: str) -> None:
    says(three, "Hoa", "xong 1 đã hàn xong")
    assert "Cần làm tiếp thì gõ: mở lại 1." in says(three, "Bình", typed)
    assert "Cần làm tiếp thì gõ: mở lại 1." not in says(three, "Tám", typed)


# in the middle of a question -----------------------------------------------------------------------------------------
ASKED = {
    "result": ("xong 1", ending_vi.what_came(1)), "question": ("hỏi 1", vi.what_to_ask(1)), "note": ("ghi 1", vi.what_to_note(1)),
    "whom": ("giao 1", giving_vi.to_whom(1)), "level": ("mức 1", "Đổi thành mức nào ạ?"),
}  # fmt: skip


@pytest.mark.parametrize("where", ASKED)
@pytest.mark.parametrize("typed", ["nhận 2", "nhận 2, 3", "giao 2 Bình 20/12", "ghi 2 đã đi xem", "mức 2 đỏ", "xong 2 đã tìm được"])
def test_an_order_about_another_case_is_done_and_the_question_comes_back_once(three: World, where: str, typed: str) -> None:
    begin, question = ASKED[where]
    says(three, "Hoa", begin)
    before = three.events()
    answer = says(three, "Hoa", typed)
    assert answer.count(said(question)) == 1
    new = [e.incident for i, e in three.events().items() if i not in before]
    assert case(three, 2).id in new
    assert case(three, 1).id not in new, "nothing of it is an answer"


def test_a_list_asked_for_in_the_middle_leads_back(three: World) -> None:
    says(three, "Hoa", "xong 1")
    assert "Việc đang mở: 3" in says(three, "Hoa", "viec")
    assert ending_vi.what_came(1).partition("?")[0] in says(three, "Hoa", "viết tiếp")


def test_a_slip_in_the_middle_of_a_question_is_no_answer(three: World) -> None:
    answer = says(three, "Hoa", "hỏi 1", "nhậnn 2")
    assert said(said_vi.meant("nhận 2")) in answer
    assert said(vi.what_to_ask(1)) in answer
    assert not three.rows("SELECT id FROM incident_event WHERE what = 'hoi'")


def test_what_the_question_was_for_is_asked_no_more_when_an_order_has_done_it(three: World) -> None:
    says(three, "Hoa", "xong 1")
    assert ending_vi.what_came(1).partition("?")[0] not in says(three, "Hoa", "chuyển 1 UBND xã, cần kinh phí", "xong 1 đã hàn")
    assert case(three).status == "da_giai_quyet"


def test_an_answer_that_only_begins_like_an_order_is_an_answer(three: World) -> None:
    says(three, "Hoa", "ghi 1", "giao 2 bên tự thỏa thuận")
    assert three.rows("SELECT text FROM incident_event WHERE what = 'ghi'")[0].text == "giao 2 bên tự thỏa thuận"


def test_help_in_the_middle_of_a_question_leads_back_to_it(three: World) -> None:
    assert said(vi.what_to_note(1)) in says(three, "Hoa", "ghi 1", "giúp")


# at a check ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["Viết tiếp", "viet tiep", "bỏ", "ok", "xong"])
def test_words_for_another_list_are_no_part_of_a_report_and_the_check_keeps_its_order(world: World, typed: str) -> None:
    (first,) = world.does("An", BRIDGE)
    (again,) = world.does("An", typed)
    note, _, check = again.text.partition("\n\n")
    assert note == report_vi.NOW_SEND
    assert "gửi ngay" not in note
    assert (check, again.choices) == (first.text, first.choices)


# marks, lists, words that are not kept -------------------------------------------------------------------------------
def test_the_mark_of_many_people_is_taken_back(three: World) -> None:
    says(three, "An", "đông người 3")
    assert case(three, 3).crowd == 1
    three.ticks(60)
    assert closed_vi.no_crowd(3, closed_vi.Level.VANG, may_lower=True) in says(three, "Hoa", "bỏ đông người 3")
    assert (case(three, 3).crowd, case(three, 3).level) == (0, "VANG")
    assert says(three, "Hoa", "bỏ đông người 3") == closed_vi.no_crowd_there(3)
    told = three.rows("SELECT body FROM notice WHERE person = :p ORDER BY id DESC", p=three.id["An"])
    assert "thôi ghi là việc đông người" in str(told[0].body)
    assert "đông người" in says(three, "Hoa", "đông người 3")


def test_whoever_may_handle_a_case_no_more_does_not_see_it_as_theirs(three: World) -> None:
    says(three, "Hoa", "mức 1 đỏ")
    says(three, "Bình", "nhận 1", "giao 3 Bình 20/12")
    assert "đang phụ trách: 2" in says(three, "Bình", "viec")
    old, province = (three.rows("SELECT * FROM role WHERE person = :p", p=three.id[name])[0] for name in ("Bình", "Tỉnh"))
    roles.end(three.db, old.id, three.now)
    roles.give(three.db, three.id["Bình"], province.unit, "can_bo_tinh", three.now)
    three.now += 60
    overview = says(three, "Bình", "viec")
    assert "đang phụ trách: 0" in overview
    assert list_vi.NOBODYS in says(three, "Hoa", "việc tất cả")
    assert "Bình" not in says(three, "Hoa", "việc tất cả")


@pytest.mark.parametrize("typed", ["ghi 1 đã gặp ông Nguyễn Văn Mẫu", "hỏi 1 nhà ông Nguyễn Văn Mẫu à", "xong 1 đã giúp ông Nguyễn Văn Mẫu"])
def test_a_leader_reads_that_a_name_is_not_kept(three: World, typed: str) -> None:
    assert says(three, "Hoa", typed).endswith(report_vi.HIDDEN)


@pytest.mark.parametrize("typed", ["hạ mức 2 xanh ông Nguyễn Văn Mẫu đã tìm được", "chuyển 2 UBND xã, ông Nguyễn Văn Mẫu xin"])
def test_so_they_do_of_a_reason(three: World, typed: str) -> None:
    assert says(three, "Hoa", typed).endswith(report_vi.HIDDEN)


def test_a_masked_number_is_told_of_too_and_plain_words_are_not() -> None:
    assert not_kept.not_kept("gọi [số điện thoại] rồi") == not_kept.NUMBERS
    assert not_kept.not_kept("ông Nguyễn Văn Mẫu, [số điện thoại]") == not_kept.BOTH
    assert not_kept.not_kept("đã rào tạm, 3 hộ") == ""
