"""A hamlet member reports, the block leader answers: on every kind of phone and both databases."""

from __future__ import annotations

import asyncio

import pytest

from messages_vi import cases as cases_vi
from messages_vi import cases_ending as ending_vi
from messages_vi import common
from messages_vi import report as vi
from messages_vi.kinds import KINDS
from tests.house import Chat, House

BRIDGE = "gãy lan can cầu tràn từ tối qua, 15 hộ phải đi vòng"
FLOOD = "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn"


async def test_a_report_is_filed_though_the_bot_restarts_after_every_step(house: House, member: Chat, leader: Chat) -> None:
    house.restarts_each_step = True
    await member.says("/baoviec")
    member.sees(vi.TELL_ME)
    await member.says("gãy lan can cầu tràn, 15 hộ phải đi vòng")
    await member.says("từ tối qua")
    member.sees(vi.TELL_ME)  # taken in silently
    await member.says("xong")
    member.sees("“gãy lan can cầu tràn, 15 hộ phải đi vòng\ntừ tối qua”")
    member.sees(KINDS["CT"].label)
    await member.picks("Loại khác")
    member.sees(vi.WHICH_KIND)
    await member.picks(vi.OTHER_KIND)
    member.sees(vi.ANY_KIND)
    await member.picks(KINDS["TT"].label)
    member.sees(KINDS["TT"].label)
    await member.picks("Gửi" if house.line.buttons else "gửi")
    member.sees("việc số 1")
    leader.sees("việc số 1")
    assert house.rows("SELECT number, kind, level, status, households FROM incident") == [(1, "TT", "DO", "moi", 15)]
    assert house.one("SELECT count(*) FROM outbox WHERE state <> 'sent'") == 0


async def test_a_full_report_costs_three_messages_and_a_clear_line_two(house: House, member: Chat) -> None:
    await member.says("báo việc")
    await member.says(BRIDGE)
    await member.says("XONG")
    await member.says("gui")
    assert len(member.seen) == 3
    member.sees("việc số 1")
    await member.says("cau tran gay lan can tu toi qua, 15 ho")
    await member.says("gửi")
    assert len(member.seen) == 5
    member.sees("việc số 2")


async def test_the_answer_comes_back(house: House, member: Chat, leader: Chat) -> None:
    await member.says(FLOOD)
    await member.says("gửi")
    member.sees("trực ban")
    leader.sees(FLOOD)
    if house.line.buttons:
        await leader.picks("Đã nhận")
    else:
        await leader.says("nhan 1")
    leader.sees(cases_vi.accepted(1))
    member.sees("đ/c Chín")
    await leader.says("hỏi 1 nước còn lên không")
    leader.sees(cases_vi.asked(1, reached=True))
    member.sees("“nước còn lên không”")
    await (member.picks("Trả lời") if house.line.buttons else member.says("trả lời 1"))
    member.sees(cases_vi.what_to_answer(1))
    await member.says("Nước đang rút")
    member.sees(cases_vi.answered(1))
    leader.sees("“Nước đang rút”")
    await leader.says("xong 1 đã đưa 5 hộ về nhà văn hóa")
    leader.sees(ending_vi.ended(1))
    member.has_seen("“đã đưa 5 hộ về nhà văn hóa”")
    assert [r[0] for r in house.rows("SELECT what FROM incident_event ORDER BY id")] == ["moi", "da_nhan", "hoi", "tra_loi", "da_giai_quyet"]


async def test_two_leaders_at_once_is_no_error(house: House, member: Chat, leader: Chat) -> None:
    second = house.person("đ/c Mười", "pho_truong_khoi", house.commune)
    await member.says(FLOOD)
    await member.says("gửi")
    await asyncio.gather(leader.says("nhận 1"), second.says("nhận 1"))
    told = [leader.last["text"], second.last["text"]]
    assert sum(common.spoken_to(cases_vi.accepted(1), "đồng chí") in t for t in told) == 1
    assert sum("làm trước rồi" in t for t in told) == 1
    assert sum("phụ trách" in m["text"] for m in member.seen) == 1


async def test_an_alert_in_the_middle_disturbs_neither_story(house: House, member: Chat, leader: Chat) -> None:
    await leader.says("/baoviec")
    await leader.says("cột điện nghiêng ở ngã ba, 3 hộ")
    await member.says(FLOOD)
    await member.says("gửi")
    leader.sees("việc số 1")
    await leader.says("1")  # a bare number answers the open question, never the alert
    assert house.one("SELECT status FROM incident WHERE number = 1") == "moi"
    await leader.says("nhận 1")
    leader.has_seen(cases_vi.accepted(1))
    leader.sees(vi.TELL_ME)
    await leader.says("xong")
    leader.sees("cột điện nghiêng ở ngã ba")
    await leader.says("gửi")
    leader.sees("việc số 2")


async def test_green_waits_for_the_morning_and_comes_as_one_message(house: House, member: Chat, leader: Chat) -> None:
    for what in (BRIDGE, "đường bê tông xóm trên vỡ một đoạn, 20 hộ"):
        await member.says(what)
        await member.says("gửi")
    assert leader.seen == []
    await house.later(days=1)
    assert len(leader.seen) == 1
    leader.sees("việc số 1")
    leader.sees("việc số 2")
    await (leader.picks("Nhận 2") if house.line.buttons else leader.says("nhận 2"))
    leader.sees(cases_vi.accepted(2))


async def test_a_red_one_without_a_yes_is_passed_on_after_three_minutes(house: House, member: Chat, leader: Chat) -> None:
    await member.says(FLOOD)
    await house.later(minutes=2)
    assert leader.seen == []
    await house.later(minutes=1, seconds=5)
    leader.sees("CHƯA xác nhận")
    member.has_seen(vi.told_unconfirmed())
    await house.later(minutes=30)
    assert len(leader.seen) == 1
    await member.says("gửi")
    member.sees("việc số 1")
    leader.sees("việc số 1")


async def test_who_forgets_to_say_done_is_shown_the_check(house: House, member: Chat) -> None:
    await member.says("/baoviec")
    await member.says(BRIDGE)
    member.sees(vi.TELL_ME)
    await house.later(minutes=1)
    member.sees(BRIDGE)
    await member.says("gửi")
    member.sees("việc số 1")


async def test_words_of_a_confidential_kind_are_kept_nowhere(house: House, member: Chat, leader: Chat) -> None:
    outsider = house.person("đ/c Tổng", "thu_ky", house.commune)
    await member.says("chồng đánh vợ ở xóm dưới từ tối qua")
    member.sees("113")
    await member.says("thêm: đánh nặng lắm")
    await member.says("gửi")
    member.sees("việc số 1")
    leader.sees("Việc kín")
    assert outsider.seen == []
    kept = "".join(str(r) for t in ("inbox", "draft", "incident", "notice", "outbox", "incident_event") for r in house.rows(f"SELECT * FROM {t}"))
    assert "đánh" not in kept
    assert "xóm dưới" not in kept
    await outsider.says("xem 1")
    outsider.sees("chưa thấy việc số 1")


async def test_more_words_and_pictures_at_the_check_are_added(house: House, member: Chat) -> None:
    await member.says(BRIDGE)
    await member.says("còn 2 hộ bên kia suối nữa")
    member.sees("còn 2 hộ bên kia suối nữa")
    await member.says("gửi")
    assert "bên kia suối" in house.one("SELECT text FROM incident")


async def test_a_name_is_taken_out_and_can_be_kept(house: House, member: Chat) -> None:
    await member.says("đường bê tông xóm nhà bà Lan vỡ một đoạn, 20 hộ")
    member.sees("một người")
    await member.picks("Sửa chỗ tên")
    await member.picks(vi.KEEP.label)
    member.sees("bà Lan")


async def test_urgency_can_be_raised_by_the_reporter(house: House, member: Chat, leader: Chat) -> None:
    await member.says(BRIDGE)
    member.sees("XANH")
    await member.picks("Gấp hơn")
    await member.picks(vi.URGENT["VANG"])
    member.sees("VÀNG")
    await member.says("gửi")
    leader.sees("VÀNG")


async def test_back_cancel_repeat_and_a_given_name(house: House, member: Chat) -> None:
    await member.says("/baoviec")
    await member.says("Huy báo đường xóm trên lầy, 4 hộ")
    await member.says("Huy")
    member.sees(common.HOW_TO_CANCEL)
    await member.says("Huy bảo thêm: cả 2 hộ cuối ngõ")
    await member.says("xong")
    member.sees("“Huy báo đường xóm trên lầy, 4 hộ\nHuy bảo thêm: cả 2 hộ cuối ngõ”")
    await member.says("nói lại")
    member.sees("Huy báo đường xóm trên lầy")
    await member.says("quay lại")
    member.sees(vi.TELL_ME)
    await member.says("hủy")
    member.sees(common.CANCELLED)
    assert house.one("SELECT count(*) FROM incident") == 0


async def test_an_impatient_second_answer_fills_no_second_question(house: House, member: Chat) -> None:
    if house.line.buttons:
        pytest.skip("only what is typed can come too early: a tap names its list")
    await member.says("/baoviec")
    await member.says("mấy nhà trong xóm bực chuyện nước")
    await member.says("xong")
    member.sees(vi.WHICH_KIND)
    await asyncio.gather(house.line.says(member.id, "1"), house.line.says(member.id, "1"))
    await house.settled()
    assert house.one("SELECT count(*) FROM incident") == 0  # at worst it has chosen to correct the words


async def test_a_draft_set_aside_is_offered_again(house: House, member: Chat, leader: Chat) -> None:
    await member.says(FLOOD)
    await member.says("gửi")
    await leader.says("hỏi 1 còn ai kẹt không")
    await member.says("/baoviec")
    await member.says("cột điện nghiêng ở ngã ba, 3 hộ")
    await member.says("trả lời 1 không còn ai")
    member.sees(cases_vi.answered(1))
    member.sees(common.set_aside(vi.TITLE))
    await member.picks("Viết tiếp")
    await member.says("xong")
    member.sees("cột điện nghiêng")


async def test_a_stranger_sees_nothing_but_the_door(house: House, member: Chat, leader: Chat) -> None:
    await member.says(FLOOD)
    await member.says("gửi")
    nobody = house.stranger()
    for what in ("xem 1", "/vieccuatoi", "/danhba", "nhận 1", "giúp", "cầu gãy"):
        await nobody.says(what)
        nobody.sees("mã mời")
    assert house.one("SELECT status FROM incident") == "moi"


async def test_nobody_acts_outside_their_subtree(house: House, member: Chat) -> None:
    other = house.person("bác Tám", "to_truong", house.hamlets[1])
    await member.says(FLOOD)
    await member.says("gửi")
    await other.says("xem 1")
    other.sees("chưa thấy việc số 1")
    await other.says("nhận 1")
    other.sees("chưa thấy việc số 1")
    await member.says("/baoviec thu quỹ không công khai, bà con thắc mắc khoản đóng góp, 20 hộ")
    await member.picks(KINDS["CS"].label) if vi.WHICH_KIND in member.last["text"] else None
    await member.says("gửi")
    member.sees("việc số 2")
    neighbour = house.person("bác Chín", "to_truong")
    await neighbour.says("xem 2")  # it may be about himself
    neighbour.sees("chưa thấy việc số 2")
    await neighbour.says("nhận 1")
    neighbour.sees(cases_vi.NOT_YOURS)
    await neighbour.says("xem 1")
    neighbour.sees(FLOOD)


async def test_the_level_above_hears_of_red_ones_without_their_words(house: House, member: Chat) -> None:
    above = house.person("đ/c Tỉnh", "can_bo_tinh", house.province)
    await member.says(FLOOD)
    await member.says("gửi")
    above.sees("có việc ĐỎ số 1")
    above.has_not_seen(FLOOD)
    await above.says("xem 1")
    above.sees(FLOOD)
    await above.says("nhận 1")
    above.sees(cases_vi.NOT_YOURS)


async def test_what_is_not_understood_is_answered_kindly(house: House, member: Chat) -> None:
    await member.says("Cảm ơn!")
    member.sees(common.COURTEOUS)
    await member.says("thế à")
    member.sees("chưa rõ ý")
    await member.picks("Xem việc đã gửi")
    member.sees(cases_vi.NOTHING_YET)
    await member.says("đã nhận")
    member.sees("việc số mấy")
    await member.says("danh bạ")
    member.sees("0237.000.0001")
    await member.says("giúp")
    member.sees("báo việc")
    await member.says("VIỆC CỦA TÔI")
    member.sees(cases_vi.NOTHING_YET)


async def test_state_secrets_are_refused_and_numbers_masked_before_storage(house: House, member: Chat) -> None:
    await member.says("Văn bản MẬT số 12: bố trí lực lượng")
    member.sees(common.SECRET)
    await member.says("/baoviec")
    await member.says("mất xe máy, liên hệ 0912 345 678, cccd 038 203 004567, 1 hộ")
    await member.says("xong")
    assert "345" not in member.last["text"]
    kept = "".join(str(r) for t in ("inbox", "draft", "outbox") for r in house.rows(f"SELECT * FROM {t}"))
    assert "345 678" not in kept
    assert "lực lượng" not in kept
