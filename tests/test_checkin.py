"""The monthly check-in by real turns: who is asked and when, what is read of the answers, what is refused, and who may answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.domain.months import Calendar, month
from bot.domain.periods import HERE, local
from bot.story import Here, Said
from bot.talk import Speaker
from handlers import BOOK
from handlers.checkin import FORM
from messages_vi import checkin as vi
from messages_vi import forms_shipped
from storage import checkins, deadlines, forms, talks, units
from storage.checkins import Expected
from tests.checkin_kit import ACCOUNT, ASKED, DECEMBER, DUE, LINE1, LINE2, at, month_of, sent, spoken, taps, typed, types
from tests.turns import World

FIRST, SECOND, THIRD = "1/3. ", "2/3. ", "3/3. "


# the means -----------------------------------------------------------------------------------------------------------
def drafts(world: World) -> list[Any]:
    return world.rows("SELECT answers FROM draft WHERE story = 'baothang' AND state = 'open'")


def told(world: World) -> list[tuple[str, str]]:
    """Whom the clock has told of a team's month so far: which people, and when."""
    names = {id_: name for name, id_ in world.id.items()}
    found = world.rows("SELECT person, not_before FROM notice WHERE kind = 'checkin' AND once LIKE 'checkin %' ORDER BY not_before, person")
    return [(names[r.person], f"{local(r.not_before):%m-%d %H}") for r in found if r.person in names]


def each_day(world: World, until: str) -> None:
    """The clock ticks at night, in the morning and in the evening of each day."""
    day = datetime.fromtimestamp(world.now, HERE)
    while f"{day:%Y-%m-%d}" <= until:
        for hour in ("03:00", "07:01", "12:00", "22:30"):
            at(world, f"{day:%Y-%m-%d}", hour)
        day = datetime.fromtimestamp(world.now + 86400, HERE)


def months_before(world: World, name: str, told: Iterable[int], key: str = "tt_luot") -> None:
    """What this team told of one question in the months before, the oldest first."""
    one, answers = month_of(world, name), list(told)
    form = forms.get(world.db, one.form).form
    for back, answer in enumerate(reversed(answers), 1):
        past = f"2026-{12 - back:02}"
        checkins.plan(world.db, [Expected(one.unit, one.block, past, one.form, f"{past}-01", f"{past}-15", f"{past}-18", f"{past}-20")])
        (row,) = world.rows("SELECT id FROM checkin WHERE unit = :unit AND month = :month", unit=one.unit, month=past)
        earlier = checkins.find(world.db, row.id)
        assert earlier is not None
        checkins.submit(world.db, earlier, form, {"hop_to": 1, "tt_buoi": 2, key: answer}, world.id[name], world.now - back * 30 * 86400)


# who is asked, and when ----------------------------------------------------------------------------------------------
def test_the_month_is_asked_once_and_reminded_twice_by_day_and_only_of_whoever_has_not_answered(world: World) -> None:
    each_day(world, "2026-12-22")
    of_hamlets = [told_ for told_ in told(world) if told_[0] in ("An", "Tám")]
    assert of_hamlets == [("Tám", "12-14 07"), ("Tám", "12-15 07"), ("An", "12-16 07"), ("Tám", "12-16 07")]
    assert [when for name, when in told(world) if name == "Cúc"] == ["12-14 07", "12-15 07", "12-16 07"]  # her team has no head: all of it is asked
    assert not [name for name, _ in told(world) if name in ("Hoa", "Bình", "Mười", "Tỉnh", "Ngoài")]


def test_whoever_has_answered_is_not_reminded(world: World) -> None:
    each_day(world, ASKED)
    at(world, ASKED, "22:00")
    for words in ("báo tháng", LINE1, LINE2, ACCOUNT, "gửi"):
        types(world, "Tám", words)
    each_day(world, "2026-12-22")
    assert [name for name, _ in told(world) if name in ("An", "Tám")] == ["Tám"]
    assert ("Cúc", "12-16 07") in told(world)


def test_a_bot_that_was_down_in_the_morning_asks_later_that_day_but_not_at_night(world: World) -> None:
    at(world, ASKED, "23:30")
    assert {when for _, when in told(world)} == {"12-15 07"}
    at(world, "2026-12-15", "10:00")
    assert {when for name, when in told(world) if name == "Lạ"} == {"12-15 07", "12-15 10"}


def test_a_holiday_moves_the_days_earlier(world: World) -> None:
    for day in (15, 16):
        deadlines.put_day(world.db, date(2026, 12, day), "Nghỉ bù", closed=True)
    each_day(world, "2026-12-22")
    assert month_of(world, "Tám").due_day == "2026-12-14"
    assert [when for name, when in told(world) if name == "Tám"] == ["12-10 07", "12-11 07", "12-14 07"]


def test_a_holiday_that_comes_up_after_the_month_was_asked_leaves_the_days_that_were_told(world: World) -> None:
    each_day(world, ASKED)
    deadlines.put_day(world.db, date(2026, 12, 16), "Nghỉ bù", closed=True)
    each_day(world, "2026-12-22")
    assert month_of(world, "Tám").due_day == DUE
    assert [when for name, when in told(world) if name == "Tám"] == ["12-14 07", "12-15 07", "12-16 07"]


@pytest.mark.parametrize("days", [Calendar(31, 3, 5, 10), Calendar(28, 2, 4, 5), Calendar(1, 5, 8, 12), Calendar(20, 25, 27, 30)])
def test_by_any_calendar_each_month_is_asked_once_and_none_is_left_out(world: World, days: Calendar) -> None:
    block = next(u for u in units.everything(world.db) if u.level == "xa")
    checkins.set_calendar(world.db, block.id, days)
    start = datetime.fromtimestamp(world.now, HERE)
    for n in range(100):
        at(world, f"{start + timedelta(days=n):%Y-%m-%d}", "07:01")
    rows = world.rows(
        "SELECT month, due_day FROM checkin WHERE unit = (SELECT unit FROM role WHERE person = :who) ORDER BY month", who=world.id["Tám"]
    )
    months = [r.month for r in rows]
    assert len(months) >= 3
    assert months == [str(month(months[0]).after(n)) for n in range(len(months))]
    assert all(date.fromisoformat(r.due_day).weekday() < 5 for r in rows)
    reminded = world.rows("SELECT month, reminded FROM checkin WHERE due_day < :day", day=f"{start + timedelta(days=99):%Y-%m-%d}")
    assert {r.reminded for r in reminded} == {2}


def test_who_is_expected_is_frozen_when_the_month_is_asked(world: World) -> None:
    at(world, ASKED)
    block = next(u for u in units.everything(world.db) if u.level == "xa")
    before = checkins.of_month(world.db, block.path, "2026-12")
    new = units.add(world.db, "thon", "thôn", "Đến Sau", block, "2026-12-15")
    each_day(world, "2026-12-31")
    assert [one.unit for one in checkins.of_month(world.db, block.path, "2026-12")] == [one.unit for one in before]
    each_day(world, "2027-01-20")
    assert new.id in [one.unit for one in checkins.of_month(world.db, block.path, "2027-01")]


def test_a_questionnaire_published_in_mid_month_is_for_the_next_one(world: World) -> None:
    at(world, ASKED)
    edited = forms_shipped.text(FORM).replace('ask = "Tổ họp mấy lần,', 'ask = "Tổ có họp mấy lần,')
    forms.publish(world.db, edited, world.now)
    assert "1/3. Tổ họp mấy lần," in types(world, "Tám", "báo tháng")
    each_day(world, "2027-01-18")
    assert "1/3. Tổ có họp mấy lần," in types(world, "Tám", "báo tháng")


def test_before_the_first_month_there_is_nothing_to_answer(world: World) -> None:
    assert spoken(vi.NOBODYS) in types(world, "Tám", "báo tháng")
    assert spoken(vi.NOBODYS) in types(world, "Tám", "không có gì mới")
    assert drafts(world) == []


def test_a_month_behind_its_day_is_taken_and_marked_late(world: World) -> None:
    at(world, ASKED)
    at(world, "2026-12-17", "00:10")
    for words in ("báo tháng", LINE1, LINE2, ACCOUNT):
        types(world, "Tám", words)
    assert spoken(vi.receipt(month_of(world, "Tám").unit_title, DECEMBER, late=True)) in types(world, "Tám", "gửi")
    assert month_of(world, "Tám").late == 1


def test_the_last_minute_of_the_day_is_in_time(world: World) -> None:
    at(world, ASKED)
    at(world, DUE, "23:50")
    for words in ("báo tháng", LINE1, LINE2, ACCOUNT, "gửi"):
        types(world, "Tám", words)
    assert (month_of(world, "Tám").state, month_of(world, "Tám").late, month_of(world, "Tám").whole) == ("nop", 0, 1)


# five messages, and a slip costs one ---------------------------------------------------------------------------------
def test_without_buttons_five_messages_of_the_bot_are_enough(world: World) -> None:
    at(world, ASKED)
    read = [out for words in ("báo tháng", LINE1, LINE2, ACCOUNT, "gửi") for out in typed(world, "Tám", words)]
    assert len(read) == 5
    assert [mark in out.text for mark, out in zip((FIRST, SECOND, THIRD), read, strict=False)] == [True] * 3
    assert sent(world) == {
        "hop_to": 1, "tt_buoi": 2, "tt_luot": 60, "tham_ho": 3, "hg_vu": 2, "hg_thanh": 1, "kn_nhan": 4, "kn_xong": 1,
        "tam_trang": "binh_thuong", "quan_tam": "gia_nong_san", "de_nghi": "xã sửa mương",
    }  # fmt: skip


@pytest.mark.parametrize("slip", ["1 2 60", "họp rồi", "1 2 60 3 9", "chín trăm lần", "1 2 -60 3"])
def test_a_slip_costs_one_message_more(world: World, slip: str) -> None:
    at(world, ASKED)
    read = [out for words in ("báo tháng", slip, LINE1, LINE2, ACCOUNT, "gửi") for out in typed(world, "Tám", words)]
    assert len(read) == 6
    assert FIRST in read[1].text
    assert sent(world)["tt_luot"] == 60


def test_with_buttons_one_question_a_message_and_what_depends_on_none_is_not_asked(world: World) -> None:
    at(world, ASKED)
    answers = ("2", "0", "bình thường", "bỏ qua", "1", "1", "0", "Không", "bỏ qua", "bỏ qua", "3", "Không", "bỏ qua", "bỏ qua")
    *questions, check = [taps(world, "Tám", words) for words in ("báo tháng", *answers)]
    places = [int(found[1]) for question in questions if (found := re.search(r"(\d+)/20\. ", question))]
    assert places == [1, 2, 5, 6, 7, 8, 9, 11, 15, 16, 17, 18, 19, 20]  # nobody listened to no talk, and so on
    assert vi.SEND.typed in check
    taps(world, "Tám", "gửi")
    assert {key: sent(world)[key] for key in ("hop_to", "tt_buoi", "tt_luot", "hg_vu", "hg_thanh", "kn_nhan", "tham_ho", "tu_nguyen")} == {
        "hop_to": 2, "tt_buoi": 0, "tt_luot": 0, "hg_vu": 1, "hg_thanh": 1, "kn_nhan": 0, "tham_ho": 3, "tu_nguyen": "khong",
    }  # fmt: skip


@pytest.mark.parametrize("say", [types, taps])
def test_an_empty_month_is_one_word_and_a_yes(world: World, say: Any) -> None:
    at(world, ASKED)
    assert "mọi số ghi là 0" in say(world, "Tám", "không có gì mới")
    assert "Đã nhận" in say(world, "Tám", "gửi")
    assert month_of(world, "Tám").state == "khong_co_gi_moi"
    assert set(sent(world).values()) == {0}
    assert "dvk_dang" not in sent(world)  # what there is of a stock is not known from that


@pytest.mark.parametrize("say", [types, taps])
def test_an_empty_month_may_be_said_at_the_first_question_too(world: World, say: Any) -> None:
    at(world, ASKED)
    say(world, "Tám", "báo tháng")
    say(world, "Tám", "Không có gì mới")
    say(world, "Tám", "gửi")
    assert month_of(world, "Tám").state == "khong_co_gi_moi"


def test_none_at_the_second_question_is_none_of_that_and_not_of_the_whole_month(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", LINE1, "không có gì"):
        read = types(world, "Tám", words)
    assert "mọi số ghi là 0" not in read
    assert "hop_to" in drafts(world)[0].answers


def test_a_second_voice_that_says_nothing_new_does_not_wipe_out_what_was_told_with_buttons(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", "2", "1"):
        taps(world, "Tám", words)
    assert "mọi số ghi là 0" not in taps(world, "Tám", "không có gì")


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("họp thường xuyên lắm", None),
        ("họp một lần, tuyên truyền hai buổi, sáu mươi lượt, thăm ba hộ", (1, 2, 60, 3)),
        ("họp 1, tuyên truyền 2 buổi, khoảng 1.250 người nghe, thăm 3 hộ", (1, 2, 1250, 3)),
        ("0", (0, 0, 0, 0)),
        ("1, 2, 60, 3", (1, 2, 60, 3)),
        ("ho 3 luot 60 hop 1 tuyen truyen 2", (1, 2, 60, 3)),
        ("1 bỏ qua 60 3", (1, None, 60, 3)),
        ("mot, hai, sau muoi, ba", (1, 2, 60, 3)),
    ],
)
def test_numbers_are_read_as_people_write_them_or_asked_for_again(world: World, line: str, read: tuple[int | None, ...] | None) -> None:
    at(world, ASKED)
    types(world, "Tám", "báo tháng")
    answer = types(world, "Tám", line)
    if read is None:
        assert FIRST in answer
        return
    assert SECOND in answer, answer
    for words in (LINE2, ACCOUNT, "gửi"):
        types(world, "Tám", words)
    assert tuple(sent(world).get(key) for key in ("hop_to", "tt_buoi", "tt_luot", "tham_ho")) == read


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("61 2 60 3", "chỉ nhận từ 0 đến 60"),
        ("1 2 60000 3", "chỉ nhận từ 0 đến 20.000"),
        ("1 2 60 9999", "chỉ nhận từ 0 đến 1.000"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_the_bounds(world: World, line: str, why: str) -> None:
    at(world, ASKED)
    types(world, "Tám", "báo tháng")
    answer = types(world, "Tám", line)
    assert why in answer
    assert FIRST in answer


@pytest.mark.parametrize("line", ["2 3 4 1", "hòa giải 2 vụ, thành 3 vụ, kiến nghị 4 việc, trả lời 1"])
def test_more_settled_than_there_were_is_refused(world: World, line: str) -> None:
    at(world, ASKED)
    for words in ("báo tháng", LINE1):
        types(world, "Tám", words)
    answer = types(world, "Tám", line)
    assert "không thể nhiều hơn" in answer
    assert SECOND in answer


def test_more_settled_than_there_were_is_refused_with_buttons_too(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", "1", "0", "bình thường", "bỏ qua", "2"):
        taps(world, "Tám", words)
    answer = taps(world, "Tám", "3")
    assert "không thể nhiều hơn" in answer


def test_a_number_in_a_sentence_about_something_else_is_no_answer(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", "2"):
        taps(world, "Tám", words)
    taps(world, "Tám", "cầu tràn gãy lan can, 5 nhà phải đi vòng")
    assert "tt_buoi" not in drafts(world)[0].answers


# the check -----------------------------------------------------------------------------------------------------------
def test_what_is_far_above_the_usual_is_asked_about_in_one_line_and_never_changed(world: World) -> None:
    at(world, ASKED)
    months_before(world, "Tám", (50, 60, 70))
    for words in ("báo tháng", "1 2 600 3", LINE2):
        types(world, "Tám", words)
    check = types(world, "Tám", ACCOUNT)
    assert check.count("các tháng trước chừng") == 1
    assert "600 lượt người nghe, các tháng trước chừng 60" in check
    types(world, "Tám", "gửi")
    assert sent(world)["tt_luot"] == 600


@pytest.mark.parametrize(("before", "now"), [((50, 60, 70), 180), ((50, 60), 600), ((), 600), ((0, 0, 0), 3)])
def test_what_may_well_be_so_is_not_asked_about(world: World, before: tuple[int, ...], now: int) -> None:
    at(world, ASKED)
    months_before(world, "Tám", before)
    for words in ("báo tháng", f"1 2 {now} 3", LINE2):
        types(world, "Tám", words)
    assert "các tháng trước" not in types(world, "Tám", ACCOUNT)


def test_last_month_is_shown_beside_the_question_and_never_taken_for_an_answer(world: World) -> None:
    at(world, ASKED)
    months_before(world, "Tám", (4,), "hop_to")
    answer = taps(world, "Tám", "báo tháng")
    assert "Tháng trước: 4." in answer
    taps(world, "Tám", "bỏ qua")
    assert "'4'" not in str(drafts(world))
    assert "bo_qua" in drafts(world)[0].answers


def test_a_number_is_put_right_at_the_check_by_naming_it(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", LINE1, LINE2, ACCOUNT):
        types(world, "Tám", words)
    assert "Họp 5 lần" in types(world, "Tám", "họp 5 lần")
    answer = types(world, "Tám", "thăm 9 hộ")
    assert "Họp 5 lần" in answer
    assert "giúp 9 hộ" in answer
    types(world, "Tám", "gửi")
    assert (sent(world)["hop_to"], sent(world)["tham_ho"]) == (5, 9)


def test_at_the_check_too_no_more_are_settled_than_there_were(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", LINE1, LINE2, ACCOUNT):
        types(world, "Tám", words)
    assert "không thể nhiều hơn" in types(world, "Tám", "thành 3 vụ")
    assert "không thể nhiều hơn" in types(world, "Tám", "hòa giải 0 vụ")
    types(world, "Tám", "gửi")
    assert (sent(world)["hg_vu"], sent(world)["hg_thanh"]) == (2, 1)


def test_where_a_correction_says_none_what_hangs_on_it_is_none_too(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", LINE1, LINE2, ACCOUNT, "tuyên truyền 0 buổi", "gửi"):
        types(world, "Tám", words)
    assert (sent(world)["tt_buoi"], sent(world)["tt_luot"]) == (0, 0)


def test_what_is_put_right_last_holds_though_it_was_put_right_in_words_before(world: World) -> None:
    at(world, ASKED)
    taps(world, "Tám", "báo tháng")
    for words in ("2", "0", "bình thường", "bỏ qua", "0", "0", "Không", "0", "0", "3", "Không", "bỏ qua", "bỏ qua", "họp 5 lần"):
        answer = taps(world, "Tám", words)
    assert "Họp 5 lần" in answer
    taps(world, "Tám", vi.edit(forms.get(world.db, month_of(world, "Tám").form).form.field("hop_to")))
    assert "Họp 7 lần" in taps(world, "Tám", "7")
    assert "Họp 4 lần" in taps(world, "Tám", "họp 4 lần")


# several together ----------------------------------------------------------------------------------------------------
def test_two_of_a_team_fill_one_and_the_second_reads_the_next_question(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", LINE1):
        types(world, "Tám", words)
    answer = types(world, "An", "báo tháng")
    assert SECOND in answer
    assert FIRST not in answer
    types(world, "An", LINE2)
    stale = types(world, "Tám", "9 9 9 9")  # to the question that An has answered meanwhile
    assert THIRD in stale
    for words in (ACCOUNT, "gửi"):
        types(world, "Tám", words)
    assert (sent(world)["hop_to"], sent(world)["hg_vu"], sent(world)["kn_nhan"]) == (1, 2, 4)
    assert len(world.rows("SELECT 1 FROM draft WHERE story = 'baothang'")) == 1
    assert world.rows("SELECT person FROM checkin_answer WHERE field = 'hg_vu'")[0].person == world.id["An"]
    assert "đã gửi" in types(world, "An", "báo tháng")


@pytest.mark.parametrize("order", [(taps, types), (types, taps)])
def test_an_empty_month_begun_on_one_kind_of_phone_is_sent_from_the_other(world: World, order: Any) -> None:
    first, second = order
    at(world, ASKED)
    first(world, "Tám", "không có gì mới")
    assert "mọi số ghi là 0" in second(world, "An", "báo tháng")
    second(world, "An", "gửi")
    assert month_of(world, "Tám").state == "khong_co_gi_moi"


def test_what_was_told_without_buttons_is_not_asked_again_with_them(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", LINE1, LINE2, ACCOUNT):
        types(world, "Tám", words)
    asked = taps(world, "An", "báo tháng")
    for _ in range(20):
        if vi.SEND.typed in asked.splitlines():
            break
        assert not any(words in asked for words in ("Phần đông bà con thế nào", "Bà con lo nhất", "Tổ họp mấy lần", "đề nghị xã giúp")), asked
        asked = taps(world, "An", "bỏ qua")
    taps(world, "An", "gửi")
    assert {sent(world)[key] for key in ("tam_trang", "quan_tam", "de_nghi")} == {"binh_thuong", "gia_nong_san", "xã sửa mương"}


def test_what_was_told_with_buttons_is_not_asked_again_without_them(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", "5", "0", "bình thường"):
        taps(world, "Tám", words)
    asked = types(world, "An", "báo tháng")
    assert "Tổ họp mấy lần" not in asked
    for words in ("0 3", LINE2, "lo giá lúa", "gửi"):
        types(world, "An", words)
    assert {key: sent(world)[key] for key in ("hop_to", "tt_luot", "tham_ho", "tam_trang")} == {
        "hop_to": 5, "tt_luot": 0, "tham_ho": 3, "tam_trang": "binh_thuong",
    }  # fmt: skip


# who may -------------------------------------------------------------------------------------------------------------
def test_nobody_of_another_hamlet_can_answer_for_a_team(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", LINE1):
        types(world, "Tám", words)
    theirs = month_of(world, "Tám")
    answer = types(world, "Cúc", "báo tháng")
    assert month_of(world, "Cúc").unit_title in answer
    assert FIRST in answer  # her own, from its beginning
    for name in ("Cúc", "Lạ", "Tỉnh", "Ngoài"):
        reply = BOOK.verbs["baothang"](_here(world, name), f"month:{theirs.id}", Said())
        assert (reply.begin, reply.text) == (None, vi.NOT_YOURS), name
    assert "Mẫu" not in types(world, "Tỉnh", "báo tháng"), "the sums of blocks, and no hamlet's name"


def test_who_has_left_the_team_meanwhile_sends_nothing_and_what_the_team_has_told_stays(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", LINE1):
        types(world, "Tám", words)
    types(world, "An", "báo tháng")
    world.db.execute(text("UPDATE role SET until = :now WHERE person = :who"), {"now": world.now, "who": world.id["An"]})
    assert SECOND not in types(world, "An", LINE2)
    assert month_of(world, "Tám").state == "chua_nop"
    assert SECOND in types(world, "Tám", "báo tháng")


def test_who_has_left_at_the_last_step_cannot_send_it(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", LINE1, LINE2, ACCOUNT):
        types(world, "An", words)
    world.db.execute(text("UPDATE role SET until = :now WHERE person = :who"), {"now": world.now, "who": world.id["An"]})
    types(world, "An", "gửi")
    assert month_of(world, "Tám").state == "chua_nop"


def _here(world: World, name: str) -> Here:
    peer = world.peer(name)
    talk = talks.recall(world.db, [peer], world.now)[peer]
    return Here(world.db, Speaker(peer, name, talk.person), world.now)


# odd words -----------------------------------------------------------------------------------------------------------
def test_bao_cao_alone_is_asked_which_of_the_two(world: World) -> None:
    at(world, ASKED)
    answer = types(world, "Tám", "báo cáo")
    assert answer.splitlines()[1:] == [vi.A_CASE.label, vi.A_MONTH.label]
    assert FIRST in types(world, "Tám", "2")
    for words in (LINE1, LINE2, ACCOUNT, "gửi"):
        types(world, "Tám", words)
    assert vi.A_MONTH.label not in types(world, "Tám", "báo cáo")  # there is none left to answer
    assert vi.A_MONTH.label not in types(world, "Hoa", "báo cáo")


ODD = (
    "\u202e1 2 3 4",
    "   ",
    ".",
    "😀😀",
    "a" * 3000,
    "9" * 3000,
    "1 " * 1500,
    "1e999",
    "½ ² ٣ ৩",
    "'; DROP TABLE checkin;--",
    "{0} {} %s",
    "\u202e1 2 3 4",
    "-1",
    "nan inf 1 2",
)


@pytest.mark.parametrize("say", [types, taps])
@pytest.mark.parametrize("behind", range(4))
def test_odd_words_at_any_question_are_answered_and_leave_it_open(world: World, say: Any, behind: int) -> None:
    at(world, ASKED)
    begun = ("báo tháng", LINE1, LINE2, ACCOUNT) if say is types else ("báo tháng", "1", "1", "60")
    for words in begun[: behind + 1]:
        say(world, "Tám", words)
    for odd in ODD:
        assert say(world, "Tám", odd), odd[:20]
        assert month_of(world, "Tám").state == "chua_nop"
        assert len(drafts(world)) == 1


def test_words_that_are_too_many_are_told_to_be_too_many(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", LINE1, LINE2):
        types(world, "Tám", words)
    answer = types(world, "Tám", "bà con lo giá lúa xuống thấp " * 100)
    assert THIRD in answer
    assert spoken(vi.EMPTY) not in answer  # "type a few words", to somebody who typed three thousand letters


def test_names_of_persons_are_not_kept_in_what_a_team_asks_for(world: World) -> None:
    at(world, ASKED)
    for words in ("báo tháng", LINE1, LINE2, "B, xin xã giúp ông Nguyễn Văn Hùng ở xóm 3 làm lại nhà", "gửi"):
        types(world, "Tám", words)
    assert "Hùng" not in str(world.rows("SELECT words FROM checkin_answer"))
