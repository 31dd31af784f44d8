"""What people say in their own words to "is it well out there", behind "xong 1", in place of a result, and after an answer to the block."""

from __future__ import annotations

from typing import Any

import pytest

from bot.talk import Choice
from messages_vi import cases as cases_vi
from messages_vi import cases_answered as vi
from messages_vi import cases_leaving as leaving_vi
from messages_vi import common
from messages_vi import report as report_vi
from messages_vi.cases_answered import answer_in
from messages_vi.kinds import alarming, asks_about_danger
from storage import json_text, talks
from tests.turns import World

BRIDGE = "gãy lan can cầu tràn, 15 hộ phải đi vòng"


def read(world: World, name: str, *lines: str) -> str:
    """What is read to the last of these."""
    return ["\n".join(out.text for out in world.does(name, words)) for words in lines][-1]


def said(text: str, address: str = "bác") -> str:
    return common.spoken_to(text, address)


def status(world: World) -> str:
    return str(world.rows("SELECT status FROM incident WHERE number = 1")[0].status)


def timeline(world: World) -> list[tuple[str, str]]:
    return [(r.what, r.text) for r in world.rows("SELECT what, text FROM incident_event ORDER BY id")]


@pytest.fixture
def ended(world: World) -> World:
    """An's case is called resolved, and how it is out there is the last thing An was asked."""
    read(world, "An", BRIDGE, "gửi")
    read(world, "Hoa", "nhận 1", "xong 1 đã làm xong")
    shows(world, "An")
    return world


@pytest.fixture
def filed(world: World) -> World:
    read(world, "An", BRIDGE, "gửi")
    read(world, "Hoa", "nhận 1")
    return world


def shows(world: World, name: str) -> None:
    """The last question told to them is shown in their chat, as when it has been sent."""
    peer = world.peer(name)
    row: Any = world.rows("SELECT act_on, body FROM notice WHERE person = :p ORDER BY id DESC", p=world.id[name])[0]
    shown = [Choice(*c) for c in json_text.read(row.body)[1]]
    talks.pushed(world.db, {peer.key: talks.new_offer(world.db, peer.key, row.act_on, shown, world.now)})


# behind "xong 1" -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["xong 1 nhung con long", "xong 1, nhưng còn lỏng", "xong 1 chưa hết", "xong 1 mà vẫn lỏng"])
def test_a_but_behind_done_is_asked_about_and_its_words_are_kept(ended: World, typed: str) -> None:
    assert read(ended, "An", typed).startswith("Bác trả lời: được một phần, phải không ạ?")
    assert status(ended) == "da_giai_quyet"
    read(ended, "An", "đúng")
    assert status(ended) == "dang_giai_quyet"
    assert timeline(ended)[-1] == ("mot_phan", typed.partition("1")[2].strip(" ,"))


def test_a_but_that_was_none_ends_it_all_the_same(ended: World) -> None:
    read(ended, "An", "xong 1 còn gì nữa đâu mà hỏi", "Xong")
    assert timeline(ended)[-1] == ("on_roi", "còn gì nữa đâu mà hỏi")


def test_other_words_behind_done_are_in_the_timeline(ended: World) -> None:
    read(ended, "An", "xong 1 đường đẹp lắm bà con mừng")
    assert timeline(ended)[-1] == ("on_roi", "đường đẹp lắm bà con mừng")


def test_a_danger_behind_done_begins_a_report(ended: World) -> None:
    assert "114" in read(ended, "An", "xong 1 co 2 em be nga xuong suoi")
    assert status(ended) == "da_giai_quyet"


# to the open question --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "then", "left"),
    [
        ("chưa, vẫn còn nguy hiểm lắm", "chua", "vẫn còn nguy hiểm lắm"),
        ("dạ chưa ạ, thợ mới đến hôm qua", "chua", "thợ mới đến hôm qua"),
        ("van con long lam", "chua", "van con long lam"),
        ("không ổn, nước vẫn tràn", "chua", "nước vẫn tràn"),
        ("duoc mot phan thoi con ben kia chua lam", "mot_phan", "con ben kia chua lam"),
        ("mới được một bên", "mot_phan", "mới được một bên"),
        ("ổn rồi cảm ơn", "on_roi", "ổn rồi cảm ơn"),
        ("ok", "on_roi", ""),
        ("có", "on_roi", ""),
    ],
)
def test_a_sentence_that_begins_as_an_answer_is_one_and_the_rest_is_kept(ended: World, typed: str, then: str, left: str) -> None:
    read(ended, "An", typed)
    assert timeline(ended)[-1] == (then, left)


@pytest.mark.parametrize("typed", ["đường ổn rồi còn cầu thì chưa", "xong rồi lại hỏng", "thợ chưa đến", "đang làm dở"])
def test_what_is_no_plain_answer_is_asked_about(ended: World, typed: str) -> None:
    assert common.spoken_to(vi.NEW.label, "bác") in [c.label for out in ended.does("An", typed) for c in out.choices]
    assert status(ended) == "da_giai_quyet"
    read(ended, "An", vi.how_choices(typed)[0].label)
    assert timeline(ended)[-1] == ("mot_phan", typed)


def test_what_is_no_plain_answer_may_be_a_new_matter(ended: World) -> None:
    read(ended, "An", "cột điện đổ mà chưa ai sửa", vi.NEW.label)
    assert ended.rows("SELECT id FROM draft WHERE story = 'baoviec' AND state = 'open'")
    assert status(ended) == "da_giai_quyet"


def test_not_yet_with_words_of_danger_says_whom_to_call(ended: World) -> None:
    assert read(ended, "An", "chưa, có 2 em bé ngã xuống suối").startswith(report_vi.DANGER)
    assert status(ended) == "dang_giai_quyet"


@pytest.mark.parametrize(
    "typed", ["ông rồi", "vâng", "cảm ơn bác", "12", "chưa 3", "xong 3 nhưng còn lỏng", "gãy cầu, 5 hộ", "cháy nhà, chưa ai đến"]
)
def test_what_is_no_answer_is_none(typed: str) -> None:
    assert answer_in(typed) == ("", "")


# in place of a result, or a question ------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["chua, nham", "bo qua", "nhầm việc", "chưa làm", "thôi bỏ đi"])
def test_a_refusal_where_a_result_is_asked_for_leaves_it(filed: World, typed: str) -> None:
    assert "đã bỏ kết quả" in read(filed, "Hoa", "xong 1", typed)
    assert status(filed) == "da_nhan"


@pytest.mark.parametrize("typed", ["thoi khong hoi nua", "bỏ qua", "nhầm rồi", "không hỏi nữa"])
def test_a_refusal_where_a_question_is_asked_for_leaves_it(filed: World, typed: str) -> None:
    assert "đã bỏ câu hỏi lại" in read(filed, "Hoa", "hỏi 1", typed)
    assert ("hoi", typed) not in timeline(filed)


def test_not_done_yet_is_no_result_unless_it_is_meant_so(filed: World) -> None:
    words = "chua xong dau, dang lam"
    assert leaving_vi.shall_it_go(words, ends=True) in read(filed, "Hoa", f"xong 1 {words}")
    read(filed, "Hoa", "Bỏ")
    assert status(filed) == "da_nhan"
    read(filed, "Hoa", "xong 1", words, "Gửi câu này")
    assert timeline(filed)[-1] == ("da_giai_quyet", words)


@pytest.mark.parametrize("typed", ["Xã đã sửa xong", "Vận động bà con đã thông", "con duong da sua xong"])
def test_a_result_needs_no_second_yes(filed: World, typed: str) -> None:
    read(filed, "Hoa", f"xong 1 {typed}")
    assert timeline(filed)[-1] == ("da_giai_quyet", typed)


# the second line of an answer ---------------------------------------------------------------------------------------------
@pytest.fixture
def answered(filed: World) -> World:
    read(filed, "Hoa", "hỏi 1 mấy hộ, có ai bị thương không")
    read(filed, "An", "trả lời 1", "7 ho")
    return filed


def test_a_second_line_soon_after_an_answer_is_asked_about(answered: World) -> None:
    assert read(answered, "An", "khong ai bi thuong ca") == said(cases_vi.more_or_new(1))
    read(answered, "An", "1")
    assert timeline(answered)[-1] == ("tra_loi", "khong ai bi thuong ca")
    assert "xem lại" in read(answered, "An", "rác đổ đầy bờ mương, hôi lắm"), "what is clearly of another kind is new"


@pytest.mark.parametrize("typed", ["cảm ơn", "việc của tôi", "cháy nhà có người bị kẹt"])
def test_courtesies_commands_and_alarms_are_no_second_line(answered: World, typed: str) -> None:
    assert read(answered, "An", typed) != said(cases_vi.more_or_new(1))


def test_half_an_hour_later_words_tell_of_something_new(answered: World) -> None:
    answered.now += 1800
    assert read(answered, "An", "khong ai bi thuong ca") != said(cases_vi.more_or_new(1))


# danger ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed",
    [
        "nha ong Sau chay bep, goi ai bay gio", "cháy nhà ông Sáu, gọi ai bây giờ?", "co nguoi duoi nuoc goi ai", "nha toi bi ngap lam the nao",
        "nha toi chay", "vỡ đê gọi ai bây giờ", "gọi ai bây giờ, cháy nhà ông Sáu", "co nguoi bi thuong goi ai", "cứu tôi với",
    ],
)  # fmt: skip
def test_a_danger_told_as_a_question_begins_a_report_behind_the_numbers_to_call(world: World, typed: str) -> None:
    answer = read(world, "An", typed)
    assert "114" in answer or "112" in answer
    assert world.rows("SELECT id FROM draft WHERE story = 'baoviec' AND state = 'open'")


@pytest.mark.parametrize("typed", ["cháy gọi ai", "cháy thì gọi số nào?", "gọi ai khi có cháy"])
def test_whom_to_call_in_general_is_answered_with_the_numbers(world: World, typed: str) -> None:
    assert read(world, "An", typed).startswith(report_vi.DANGER)


@pytest.mark.parametrize("typed", ["mất điện gọi ai", "quên mật khẩu làm thế nào", "lam sao de hoa giai hai nha cai nhau", "xin số trực ban"])
def test_other_questions_are_no_danger(typed: str) -> None:
    assert not alarming(typed)
    assert not asks_about_danger(typed)


@pytest.mark.parametrize(
    "typed", ["cau gay 2 em be nga xuong suoi", "co 2 em be nga roi", "gãy lan can cầu, 2 cháu rơi xuống suối", "có đứa trẻ bị nước cuốn"]
)
def test_people_who_fell_or_are_hurt_are_an_alarm_whatever_else_is_told(world: World, typed: str) -> None:
    answer = read(world, "An", typed)
    assert "114" in answer
    assert "mức ĐỎ" in (answer if "mức" in answer else read(world, "An", "1"))


@pytest.mark.parametrize(
    "typed",
    [
        "gặp em Nga", "bé Nga", "người thương binh bị khó khăn", "em dưới 18 tuổi", "các em rồi xuống nhà văn hóa họp", "khong ai bi thuong ca",
        "chưa có ai bị thương", "không có cháu nào ngã xuống suối", "bà con người dưới xuôi lên", "sau cháy nhà 2 ngày",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_no_alarm(typed: str) -> None:
    assert not alarming(typed)


def test_danger_added_to_a_mild_case_says_whom_to_call_and_how_to_raise_it(filed: World) -> None:
    answer = read(filed, "An", "bo sung 1 co 2 em be nga roi")
    assert answer.startswith(report_vi.DANGER)
    assert "gõ: gấp 1" in answer
