"""What reporters do with their own cases, by real turns: more is told, it is well or not yet, and what was left unsaid is not lost."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from bot.talk import Choice, Outgoing
from messages_vi import cases_own as vi
from messages_vi import common
from messages_vi import report as report_vi
from storage import json_text, talks
from tests.turns import World

BRIDGE, RUBBISH = "gãy lan can cầu tràn, 15 hộ phải đi vòng", "rác đổ đầy bờ mương đầu thôn"
FIRE, DROWNED = "chay nha o dau xom", "có người đuối nước"


def read(world: World, name: str, *said: str) -> str:
    """What is read to the last of these."""
    return "\n".join(out.text for out in heard(world, name, *said))


def heard(world: World, name: str, *said: str) -> list[Outgoing]:
    out: list[Outgoing] = []
    for words in said:
        out = world.does(name, words)
    return out


def files(world: World, text: str = BRIDGE, name: str = "An") -> None:
    read(world, name, text, "gửi")


def ends(world: World, *numbers: int) -> None:
    for number in numbers:
        read(world, "Hoa", f"nhận {number}", f"xong {number} đã làm xong")


def offers(world: World, name: str) -> None:
    """The last question told to them is shown in their chat, as when it has been sent."""
    peer = world.peer(name)
    row = world.rows("SELECT act_on, body FROM notice WHERE person = :p ORDER BY id DESC", p=world.id[name])[0]
    shown = [Choice(*c) for c in json_text.read(row.body)[1]]
    talks.pushed(world.db, {peer.key: talks.new_offer(world.db, peer.key, row.act_on, shown, world.now)})


def timeline(world: World, number: int = 1) -> list[tuple[str, str]]:
    sql = "SELECT e.what, e.text FROM incident_event e JOIN incident i ON i.id = e.incident WHERE i.number = :n ORDER BY e.id"
    return [(r.what, r.text) for r in world.rows(sql, n=number)]


def status(world: World, number: int = 1) -> str:
    return str(world.rows("SELECT status FROM incident WHERE number = :n", n=number)[0].status)


def choices(out: list[Outgoing]) -> tuple[Choice, ...]:
    return tuple(c for one in out for c in one.choices)


# more is told ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("said", [("bổ sung 1 hỏng thêm một nhịp",), ("bổ sung 1", "hỏng thêm một nhịp"), ("thêm ảnh 1", "hỏng thêm một nhịp")])
def test_what_is_added_is_kept_with_the_message_that_says_it(world: World, said: tuple[str, ...]) -> None:
    files(world)
    answer = read(world, "An", *said)
    assert "đã ghi thêm lời bác vào việc số 1" in answer
    assert "bổ sung 1, rồi viết tiếp" in answer
    assert timeline(world)[-1] == ("bo_sung", "hỏng thêm một nhịp")
    assert not world.rows("SELECT id FROM draft WHERE state = 'open'")


def test_what_is_told_next_is_a_report_of_its_own(world: World) -> None:
    files(world)
    assert "xem lại" in read(world, "An", "bổ sung 1 hỏng thêm một nhịp", "mất trộm xe máy ở nhà văn hóa")


def test_a_case_and_its_year_are_understood_together(world: World) -> None:
    files(world)
    year = world.rows("SELECT year FROM incident")[0].year
    assert "vào việc số 1" in read(world, "An", f"bổ sung 1/{year} hỏng thêm một nhịp")
    assert "đang ghi" in read(world, "An", f"sửa 1/{year}")
    read(world, "An", "hủy")
    assert "đồng ý rút" in choices(heard(world, "An", f"rút 1/{year}"))[0].typed
    assert "không báo việc số 1/2020" in read(world, "An", "hủy", "rút 1/2020")


def test_of_two_years_cases_the_one_named_with_its_year_is_taken_back(world: World) -> None:
    files(world)
    world.db.exec_driver_sql("UPDATE incident SET year = 2025")
    world.db.exec_driver_sql("UPDATE counter SET n = 0")
    files(world, RUBBISH)
    assert "gãy lan can" in read(world, "An", "rút 1/2025")
    read(world, "An", "đồng ý rút")
    taken = {r.year: r.status for r in world.rows("SELECT year, status FROM incident")}
    assert taken.pop(2025) == "rut_lai"
    assert list(taken.values()) == ["moi"]


def test_only_what_came_with_it_is_cut_off_words_that_were_in_brackets(world: World) -> None:
    words = f"{DROWNED} (kèm theo đơn) ở cuối thôn"
    files(world)
    read(world, "An", f"bổ sung 1 {words}")
    read(world, "An", "việc mới")
    (draft,) = world.rows("SELECT answers FROM draft WHERE state = 'open'")
    assert words in str(json_text.read(draft.answers))


@pytest.mark.parametrize("came", ["2 ảnh", "1 tin thoại", "vị trí", "2 ảnh, 1 tin thoại, vị trí", ""])
@pytest.mark.parametrize("words", ["nước lên (kèm theo đơn)", "nước lên (kèm 3 hộ) rồi", "nước lên"])
def test_the_words_of_an_addition_are_those_that_were_said(words: str, came: str) -> None:
    assert vi.words_of(vi.written(words, came)) == words


# a case that was put to another ----------------------------------------------------------------------------------------
@pytest.fixture
def merged(world: World) -> World:
    """Case 2 of Tám was put to case 1 of An."""
    files(world)
    files(world, "gãy lan can cầu tràn cuối thôn", "Tám")
    world.db.exec_driver_sql("UPDATE incident SET merged_into = (SELECT id FROM incident WHERE number = 1), status = 'ket_thuc' WHERE number = 2")
    return world


@pytest.mark.parametrize("said", [("bổ sung 2 hỏng thêm một nhịp",), ("thêm ảnh 2", "hỏng thêm một nhịp"), ("bổ sung 2", "hỏng thêm một nhịp")])
def test_what_is_added_to_a_case_that_was_put_to_another_goes_there(merged: World, said: tuple[str, ...]) -> None:
    assert "Việc số 2 khối đang xem chung với việc số 1: trợ lý đã ghi thêm lời bác vào việc số 1" in read(merged, "Tám", *said)
    assert timeline(merged, 1)[-1] == ("bo_sung", "hỏng thêm một nhịp")


def test_who_told_of_the_same_matter_does_not_read_what_another_adds(merged: World) -> None:
    read(merged, "Tám", "bổ sung 2 hỏng thêm một nhịp")
    read(merged, "An", "bổ sung 1 xe máy không qua được")
    for name in ("An", "Tám"):
        assert not merged.rows("SELECT id FROM notice WHERE person = :p AND body LIKE '%bổ sung hộ%'", p=merged.id[name])


def test_a_case_that_was_put_to_another_is_not_corrected_and_it_is_said_why(merged: World) -> None:
    assert read(merged, "Tám", "sửa 2") == common.spoken_to(vi.not_alone(2, 1), "bác")


def test_the_list_of_ones_own_tells_nothing_of_a_confidential_case_theirs_was_put_to(merged: World) -> None:
    merged.db.exec_driver_sql("UPDATE incident SET confidential = 1, status = 'dang_giai_quyet' WHERE number = 1")
    shown = read(merged, "Tám", "việc của tôi")
    assert "xem chung với một việc khác" in shown
    assert "đang giải quyết" not in shown
    added = read(merged, "Tám", "bổ sung 2 hỏng thêm một nhịp")
    assert "việc số 1" not in added
    assert "vào việc số 2" in added


# what was left open ----------------------------------------------------------------------------------------------------
def test_what_was_left_open_is_offered_once_by_the_number_of_its_case(world: World) -> None:
    files(world)
    shown = [read(world, "An", said) for said in ("sửa 1", "đi vắng", "thôi", "xin chào", "việc của tôi", "đi vắng", "thôi", "được rồi ạ")]
    assert [("lời sửa lại (việc số 1) đang viết dở" in text) for text in shown[:-1]] == [False, False, True, False, False, False, False]


@pytest.mark.parametrize("no", ["hủy", "thôi", "Bỏ"])
def test_what_is_offered_is_dropped_by_a_plain_no_and_named(world: World, no: str) -> None:
    files(world)
    read(world, "An", "sửa 1", "đi vắng", "thôi")
    assert read(world, "An", no).startswith("Dạ, đã bỏ lời sửa lại (việc số 1).")
    assert not world.rows("SELECT id FROM draft WHERE state = 'open'")
    assert read(world, "An", "hủy") == common.spoken_to(common.NOTHING_OPEN, "bác")


def test_a_no_long_after_says_first_what_would_be_dropped(world: World) -> None:
    files(world)
    read(world, "An", "sửa 1", "đi vắng", "thôi", "xin chào")
    asked = heard(world, "An", "hủy")
    assert [out.text for out in asked] == ["Bác còn lời sửa lại (việc số 1) đang viết dở."]
    assert choices(asked) == (common.GO_ON, common.DROP)
    assert "đã bỏ lời sửa lại (việc số 1)" in read(world, "An", "hủy")


def test_each_time_it_is_left_again_it_is_offered_again(world: World) -> None:
    files(world)
    read(world, "An", "sửa 1", "đi vắng", "thôi")
    assert "đang ghi" in read(world, "An", "Viết tiếp")
    assert "đang viết dở" in read(world, "An", "đi vắng", "thôi")


# how it is out there -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "then"),
    [
        *((words, "da_bao_lai") for words in ("ổn rồi", "on roi", "Đã ổn ạ", "dạ ổn rồi ạ", "được rồi", "xong rồi nhé", "rồi", "xong")),
        *((words, "dang_giai_quyet") for words in ("chưa", "chưa ổn", "vẫn chưa xong", "chưa đâu ạ")),
    ],
)
def test_the_open_question_how_it_is_understands_everyday_words(world: World, said: str, then: str) -> None:
    files(world)
    ends(world, 1)
    offers(world, "An")
    read(world, "An", said)
    assert status(world) == then


@pytest.mark.parametrize("said", ["ổn rồi", "rồi", "được rồi", "đã ổn"])
def test_at_any_other_time_these_words_end_nothing(world: World, said: str) -> None:
    files(world)
    ends(world, 1)
    offers(world, "An")
    read(world, "An", "xin chào", said)
    assert status(world) == "da_giai_quyet"


def test_a_bare_word_is_for_the_one_case_that_waits(world: World) -> None:
    files(world)
    files(world, RUBBISH)
    ends(world, 2)
    offers(world, "An")
    assert "việc số 2 đã ổn" in read(world, "An", "xong")
    assert "số mấy" in read(world, "An", "hủy", "xong")


@pytest.mark.parametrize(
    ("between", "word", "then"),
    [
        ("xin chào", "xong", "da_bao_lai"), ("việc của tôi", "xong", "da_bao_lai"), ("danh bạ", "một phần", "da_giai_quyet"),
        ("xem 1", "chưa", "dang_giai_quyet"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("yes", ["đúng", "Đúng rồi ạ.", "vâng", "1"])
def test_once_something_else_was_said_it_is_asked_whether_it_is_for_that_case(world: World, between: str, word: str, then: str, yes: str) -> None:
    files(world)
    files(world, RUBBISH)
    ends(world, 2)
    offers(world, "An")
    (asked,) = heard(world, "An", between, word)
    assert asked.text == f"Bác muốn nói “{word.capitalize()}” cho việc số 2 ({RUBBISH}) ạ?"
    assert [c.label for c in asked.choices] == ["Đúng"]
    assert status(world, 2) == "da_giai_quyet"
    read(world, "An", yes)
    assert status(world, 2) == then


def test_a_yes_is_one_only_right_behind_that(world: World) -> None:
    files(world)
    ends(world, 1)
    read(world, "An", "xong", "xin chào", "đúng")
    assert status(world) == "da_giai_quyet"


def test_nor_does_a_bare_word_answer_a_question_that_another_list_was_shown_after(world: World) -> None:
    files(world)
    files(world, RUBBISH)
    ends(world, 2)
    offers(world, "An")
    read(world, "Hoa", "hỏi 1 còn mấy hộ đi vòng")
    offers(world, "An")
    assert "cho việc số 2" in read(world, "An", "xong")
    assert "cho việc số 2" in read(world, "An", "xong"), "the same word once more is no yes"
    assert status(world, 2) == "da_giai_quyet"


def test_what_is_asked_so_sets_an_open_question_aside(world: World) -> None:
    files(world)
    ends(world, 1)
    read(world, "An", "rác đổ đầy bờ mương, hôi lắm")
    asked = heard(world, "An", "chưa")
    assert [c.label for c in choices(asked)] == ["Đúng", "Viết tiếp tin báo việc"]
    read(world, "An", "đúng")
    assert status(world) == "dang_giai_quyet"
    assert world.rows("SELECT count(*) AS n FROM incident")[0].n == 1


@pytest.mark.parametrize(("said", "then"), [("xong", "da_bao_lai"), ("một phần", "da_giai_quyet"), ("chưa", "dang_giai_quyet")])
def test_of_several_that_wait_one_is_chosen_by_number(world: World, said: str, then: str) -> None:
    for text in (BRIDGE, RUBBISH):
        files(world, text)
    ends(world, 1, 2)
    asked = heard(world, "An", said)
    assert [c.label for c in choices(asked)] == ["Việc số 2 (rác đổ đầy bờ mương đầu thôn)", "Việc số 1 (gãy lan can cầu tràn, 15 hộ phải đi vòng)"]
    read(world, "An", "2")
    assert (status(world, 1), status(world, 2)) == (then, "da_giai_quyet")


def test_whoever_works_on_cases_is_asked_even_of_one(world: World) -> None:
    files(world, BRIDGE, "Mười")
    ends(world, 1)
    assert len(choices(heard(world, "Mười", "xong"))) == 1
    assert status(world) == "da_giai_quyet"


def test_a_bare_not_yet_opens_it_again_at_once_and_what_is_left_may_be_told(world: World) -> None:
    files(world)
    ends(world, 1)
    answer = read(world, "An", "chưa 1")
    assert status(world) == "dang_giai_quyet"
    assert "báo phó trưởng khối: việc số 1 chưa xong, hẹn xong " in answer
    assert "Còn lại gì chưa xong ạ?" in answer
    assert "đã ghi thêm lời bác vào việc số 1" in read(world, "An", "còn hở một đoạn")
    assert timeline(world)[-2:] == [("chua", ""), ("bo_sung", "còn hở một đoạn")]
    assert world.rows("SELECT id FROM notice WHERE person = :p AND body LIKE '%còn hở một đoạn%'", p=world.id["Hoa"])


@pytest.mark.parametrize("nothing", ["bỏ qua", "không", "không có gì ạ", "chưa"])
def test_what_is_left_may_be_skipped(world: World, nothing: str) -> None:
    files(world)
    ends(world, 1)
    assert "bổ sung 1" in read(world, "An", "chưa 1", nothing)
    assert timeline(world)[-1] == ("chua", "")
    assert not world.rows("SELECT id FROM draft WHERE state = 'open'")


def test_who_says_with_it_what_is_left_is_asked_nothing(world: World) -> None:
    files(world)
    ends(world, 1)
    assert "?" not in read(world, "An", "chưa 1 còn hở một đoạn")
    assert timeline(world)[-1] == ("chua", "còn hở một đoạn")


def test_not_yet_of_a_case_put_to_another_is_told_by_its_own_number(merged: World) -> None:
    ends(merged, 1)
    answer = read(merged, "Tám", "chưa 2")
    assert "việc số 2 chưa xong" in answer
    read(merged, "Tám", "còn hở một đoạn")
    assert timeline(merged, 1)[-1] == ("bo_sung", "còn hở một đoạn")


# words of danger where words about a case are asked for ----------------------------------------------------------------
@pytest.mark.parametrize("words", [FIRE, DROWNED])
def test_words_of_danger_in_place_of_a_correction_begin_a_report(world: World, words: str) -> None:
    files(world)
    answer = read(world, "An", "sửa 1", words)
    assert "114" in answer
    if report_vi.WHICH_KIND in answer:
        answer = read(world, "An", "1")
    assert "mức ĐỎ" in answer
    sent = read(world, "An", "gửi")
    assert "việc số 2" in sent
    assert "(việc số 1) đang viết dở" in sent
    assert timeline(world, 1) == [("moi", "")]


def test_at_the_end_of_one_they_are_no_result(world: World) -> None:
    files(world)
    for asked in ("xong 1", "ghi 1", "hỏi 1", "báo lại 1"):
        assert "114" in read(world, "Hoa", asked, FIRE)
        read(world, "Hoa", "hủy", "hủy")
    assert timeline(world) == [("moi", "")]


@pytest.mark.parametrize("said", [(f"bổ sung 1 {DROWNED}",), ("bổ sung 1", DROWNED), ("thêm ảnh 1", DROWNED)])
def test_added_to_a_milder_case_they_reach_the_block_at_once_and_may_be_a_report_of_their_own(world: World, said: tuple[str, ...]) -> None:
    files(world)
    added = heard(world, "An", *said)
    assert added[0].text.startswith(report_vi.DANGER)
    assert timeline(world)[-1] == ("bo_sung", DROWNED)
    told = world.rows("SELECT person FROM notice WHERE body LIKE :b AND not_before <= :now AND once LIKE 'own:%'", b=f"%{DROWNED}%", now=world.now)
    assert {world.id["Hoa"], world.id["Bình"], world.id["Mười"]} <= {r.person for r in told}
    assert "mức ĐỎ" in read(world, "An", "việc mới")
    assert "việc số 2" in read(world, "An", "gửi")


def test_what_is_left_of_a_case_is_told_the_block_whatever_it_is(world: World) -> None:
    files(world)
    ends(world, 1)
    assert read(world, "An", "chưa 1", DROWNED).startswith(report_vi.DANGER)
    assert timeline(world)[-1] == ("bo_sung", DROWNED)


def test_said_with_the_number_they_are_about_that_case(world: World) -> None:
    files(world)
    assert "việc số 1" in read(world, "Hoa", f"ghi 1 {DROWNED}")
    assert timeline(world)[-1] == ("ghi", DROWNED)


def test_about_a_case_of_danger_they_are_asked_for(world: World) -> None:
    files(world, "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn")
    read(world, "An", "bổ sung 1", "nước cuốn trôi 2 người")
    assert timeline(world)[-1] == ("bo_sung", "nước cuốn trôi 2 người")


def test_what_the_block_asked_is_no_answer_to_a_cry_for_help(world: World) -> None:
    files(world)
    read(world, "Hoa", "hỏi 1 còn mấy hộ đi vòng")
    offers(world, "An")
    assert "114" in read(world, "An", FIRE)


# two people at once ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "said"), [("Hoa", ("kín 2",)), ("Hoa", ("bỏ kín 1",)), ("An", ("rút 1", "đồng ý rút")), ("Tám", ("bổ sung 2 hỏng thêm",))]
)
def test_all_that_is_one_matter_is_held_in_one_order_whichever_of_it_is_named(merged: World, name: str, said: tuple[str, ...]) -> None:
    if merged.db.dialect.name == "sqlite":
        pytest.skip("one writer at a time holds the whole file")
    held: list[int] = []

    def note(_db: object, _cursor: object, sql: str, values: dict[str, int], *_: object) -> None:
        if "FOR UPDATE OF incident" in sql:
            held.extend(v for k, v in values.items() if k.startswith("id_"))

    event.listen(merged.db, "before_cursor_execute", note)
    read(merged, name, *said)
    both = [r.id for r in merged.rows("SELECT id FROM incident ORDER BY number")]
    assert list(dict.fromkeys(held)) == both == sorted(both)
