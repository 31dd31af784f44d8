"""What must not be kept is kept nowhere, and what was said is never swallowed."""

from __future__ import annotations

import pytest

from messages_vi import cases as cases_vi
from messages_vi import cases_ending as ending_vi
from messages_vi import common
from messages_vi import report as vi
from messages_vi.kinds import KINDS
from storage import roles
from tests.house import Chat, House
from tests.stories.test_media import picture

FLOOD = "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn"
BRIDGE = "gãy lan can cầu tràn từ tối qua, 15 hộ phải đi vòng"
UNCLEAR = "mấy nhà trong xóm bực chuyện nước"


def kept(house: House) -> str:
    tables = ("inbox", "draft", "incident", "incident_event", "notice", "outbox")
    return "".join(str(row) for table in tables for row in house.rows(f"SELECT * FROM {table}"))


async def test_where_nothing_may_be_written_nothing_is_asked_in_writing(house: House, member: Chat, leader: Chat) -> None:
    await member.says("chồng đánh vợ ở xóm dưới từ tối qua")
    await member.says("gửi")
    leader.sees("Việc kín")
    assert "Hỏi lại" not in [b["text"] for b in leader.last["buttons"]]
    await leader.says("hỏi 1 nhà ai đấy")
    leader.sees(cases_vi.CALL_INSTEAD)
    await member.says("trả lời 1 nhà cuối xóm dưới")
    member.sees(cases_vi.CALL_INSTEAD)
    await leader.says("xong 1 đã gặp gia đình cuối xóm dưới")
    leader.sees(ending_vi.was_there(1))
    await leader.picks(ending_vi.CALLED.label)
    leader.sees(ending_vi.ended(1))
    member.sees("Ngoài đó đã ổn chưa ạ?")
    assert "xóm dưới" not in kept(house)


async def test_names_are_taken_out_of_questions_answers_and_results(house: House, member: Chat, leader: Chat) -> None:
    await member.says(FLOOD)
    await member.says("gửi")
    await leader.says("hỏi 1 nhà ông Nguyễn Văn Mẫu thế nào")
    member.sees("một người")
    await member.says("trả lời 1 nhà bà Trần Thị Mẫu cũng ngập")
    leader.sees("một người")
    await leader.says("xong 1 đã đưa ông Nguyễn Văn Mẫu đi")
    assert "Văn Mẫu" not in kept(house)
    assert "Thị Mẫu" not in kept(house)


async def test_a_second_account_of_a_confidential_matter_is_forgotten_too(house: House, member: Chat) -> None:
    await member.says("chồng đánh vợ ở xóm dưới")
    await member.picks(vi.OTHER_KIND)
    await member.picks(KINDS["KH"].label)
    member.sees(vi.TELL_AGAIN)
    await member.says("đánh vợ ở ngõ sâu, không phải lần đầu")
    await member.picks(vi.OTHER_KIND)
    await member.picks(KINDS["BL"].label)
    member.sees("không giữ chữ")
    assert "ngõ sâu" not in kept(house)


async def test_the_kind_can_be_corrected_twice(house: House, member: Chat) -> None:
    await member.says(BRIDGE)
    for kind in ("VS", "DS"):
        await member.picks(vi.OTHER_KIND)
        if vi.OTHER_KIND in str(member.last):
            await member.picks(vi.OTHER_KIND)
        await member.picks(KINDS[kind].label)
        member.sees(KINDS[kind].label)
    await member.says("gửi")
    assert house.one("SELECT kind FROM incident") == "DS"


async def test_a_picture_with_a_secret_caption_takes_its_album_along(house: House, member: Chat) -> None:
    await member.says("/baoviec")
    await member.sends(photos=(picture("red"), picture("blue")), caption="TỐI MẬT\ncầu gãy")
    member.sees(common.SECRET)
    await house.engine.sweep()
    assert house.one("SELECT count(*) FROM attachment WHERE state = 'kept'") == 0
    assert not list((house.at / "files").glob("[0-9a-zA-Z]*"))


async def test_a_picture_at_any_question_belongs_to_the_report(house: House, member: Chat) -> None:
    await member.says("/baoviec")
    await member.says(UNCLEAR)
    await member.says("xong")
    member.sees(vi.WHICH_KIND)
    seen = len(member.seen)
    await member.sends(photos=(picture(),))
    assert len(member.seen) == seen
    await member.picks("Loại khác") if "Loại khác" in str(member.last) else None
    await member.picks(KINDS["VS"].label)
    await member.says("gửi")
    member.sees("kèm 1 ảnh")


async def test_of_a_stranger_no_picture_is_fetched(house: House) -> None:
    nobody = house.stranger()
    await nobody.sends(photos=(picture(),))
    nobody.sees("mã mời")
    assert house.one("SELECT count(*) FROM attachment") == 0


async def test_words_after_a_long_pause_are_a_new_report_and_not_swallowed(house: House, member: Chat) -> None:
    await member.says("/baoviec")
    await house.later(days=31)
    assert house.one("SELECT count(*) FROM draft WHERE state = 'open'") == 0
    await member.says(FLOOD)
    member.sees(FLOOD)
    await member.says("gửi")
    member.sees("việc số 1")


async def test_a_moved_clock_forgets_no_input_that_may_be_sent_again(house: House, member: Chat) -> None:
    await member.says("/giup")
    await house.later(days=40)
    assert house.one("SELECT count(*) FROM inbox") == 1
    assert house.one("SELECT count(*) FROM outbox") == 1


async def test_the_unconfirmed_red_one_names_the_place_that_was_chosen(house: House, member: Chat, leader: Chat) -> None:
    with house.other.begin() as db:
        roles.give(db, member.person, house.hamlets[1].id, "to_vien", house.clock.now())
    await member.says(FLOOD)
    member.sees(vi.WHICH_UNIT)
    await member.picks(house.hamlets[1].title)
    await house.later(minutes=4)
    leader.sees(f"từ {house.hamlets[1].title} (")


async def test_a_sum_of_money_accepts_no_case(house: House, member: Chat, leader: Chat) -> None:
    await member.says(FLOOD)
    await member.says("gửi")
    await leader.says("nhận 1 triệu tiền hỗ trợ cho hộ nghèo")
    assert house.one("SELECT status FROM incident") == "moi"


async def test_done_said_once_more_at_the_check_is_no_part_of_the_report(house: House, member: Chat) -> None:
    await member.says(BRIDGE)
    await member.says("xong")
    member.sees(vi.NOW_SEND)
    await member.says("gửi")
    assert house.one("SELECT text FROM incident") == BRIDGE


async def test_an_alert_to_somebody_who_had_left_comes_when_they_are_back(house: House, member: Chat, leader: Chat) -> None:
    with house.other.begin() as db:
        from sqlalchemy import text

        db.execute(text("UPDATE account SET gone = 1 WHERE person = :p"), {"p": leader.person})
    await member.says(FLOOD)
    await member.says("gửi")
    assert leader.seen == []
    await leader.says("giúp")
    leader.has_seen("việc số 1")


async def test_a_plain_answer_to_the_blocks_question_reaches_the_block(house: House, member: Chat, leader: Chat) -> None:
    await member.says(FLOOD)
    await member.says("gửi")
    await leader.says("hỏi 1 chỗ nào")
    await member.says("gan nha van hoa thon, canh bo suoi")
    member.sees(cases_vi.ANSWER_OR_NEW)
    await member.picks(cases_vi.IT_ANSWERS.label)
    member.sees(cases_vi.answered(1))
    leader.sees("canh bo suoi")
    await member.says(BRIDGE)  # the question has its answer: this is something new
    member.sees(BRIDGE)


async def test_eight_digits_that_are_no_code_leave_nothing_open(house: House, member: Chat) -> None:
    await member.says("12345678")
    await member.says("nuoc lu len nhanh, ngap 5 nha")
    member.sees("nuoc lu len nhanh")


async def test_numbers_and_words_that_are_no_account_do_not_enter_it(house: House, member: Chat) -> None:
    await member.says(BRIDGE)
    await member.says("9")
    member.sees(common.PICK_ONE)
    await member.picks("Sửa")
    await member.says("gui")
    member.sees(vi.TELL_FIRST)
    await member.says("gãy cả hai lan can cầu tràn, 15 hộ")
    await member.says("gửi")
    assert house.one("SELECT text FROM incident") == "gãy cả hai lan can cầu tràn, 15 hộ"


@pytest.mark.parametrize("said", ["nhận 1.", "NHẬN 1", "nhan1", "nhan so 1", "nhận việc 1 nhé", "Nhận việc số 1!"])
async def test_verbs_are_understood_as_people_type_them(house: House, member: Chat, leader: Chat, said: str) -> None:
    if house.line.name != "phone":
        pytest.skip("what is typed is the same on every line")
    await member.says(FLOOD)
    await member.says("gửi")
    await leader.says(said)
    leader.sees(cases_vi.accepted(1))


async def test_nobody_is_alarmed_for_a_mere_likeness_of_words(house: House, member: Chat, leader: Chat) -> None:
    await member.says("toi muon bao la con duong bi hong")
    await house.later(minutes=4)
    assert leader.seen == []


async def test_an_alarm_that_is_taken_back_is_told_to_whom_it_reached(house: House, member: Chat, leader: Chat) -> None:
    await member.says(FLOOD)
    await house.later(minutes=4)
    leader.sees("CHƯA xác nhận")
    await member.says("hủy")
    leader.sees("bác Bảy đã bỏ tin")
    await member.says(BRIDGE)
    await member.says("hủy")
    assert len(leader.seen) == 2
