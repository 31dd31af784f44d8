"""A month from the teams' answers to the block's report above, on every kind of phone and through restarts."""

from __future__ import annotations

from bot.domain.spans import Length, Span
from messages_vi import block_month as vi
from messages_vi import block_report as span_vi
from messages_vi import block_words as words_vi
from tests.house import Chat, House
from tests.stories.test_checkin import goes_to_the_month, tells

BY_BUTTONS = ("2", "1", "3", "2", "4", "1", "1", "2", "1", "9", "Ra kế hoạch dân vận năm tới", "bỏ qua")
BY_LINES = ("2 1 3 2", "4 1 1", "2 1 9", "Ra kế hoạch dân vận năm tới", "bỏ qua")


async def answers(clerk: Chat) -> None:
    """The block's own questions, on whatever phone."""
    for words in BY_BUTTONS if clerk.house.line.buttons else BY_LINES:
        if words == "bỏ qua":
            await clerk.picks("Bỏ qua" if clerk.house.line.buttons else words)
        else:
            await clerk.says(words)


def files(chat: Chat) -> list[str]:
    return [name for message in chat.seen for name in message["files"]]


async def test_a_block_closes_writes_approves_and_sends_up_and_the_team_hears(house: House) -> None:
    head, clerk = house.person("bác Tám", "to_truong"), house.person("đ/c Mười", "thu_ky", house.commune)
    leader, above = house.person("đ/c Hoa", "truong_khoi", house.commune), house.person("đ/c Tỉnh", "can_bo_tinh", house.province)
    of = await goes_to_the_month(house)
    clerk.has_seen(f"vừa nhắn {len(house.hamlets)} tổ")
    await head.says("báo tháng")
    await tells(head)
    await head.picks("Gửi")
    house.restarts_each_step = True
    await clerk.says("tháng của khối")
    clerk.sees(f"1/{len(house.hamlets)} tổ đã gửi")
    await clerk.picks(vi.ENTER.label)
    await answers(clerk)
    clerk.sees("Tiếp dân 2 buổi.")
    await clerk.picks("Gửi")
    clerk.sees("Đã nhận")
    await clerk.says("duyệt lời các tổ")
    clerk.sees("xã sửa mương")
    await clerk.picks(words_vi.ALL.label)
    await clerk.says("1 tuần tới nạo vét mương")
    await clerk.picks(words_vi.DONE.label)
    await clerk.picks(words_vi.SEND.label)
    await clerk.says("chốt tháng")
    await clerk.picks("Đồng ý, chốt tháng")
    clerk.sees("đã chốt, khối đang soạn")
    await clerk.says("lấy bản Word")
    await clerk.picks(vi.TABLES.label)  # the list is there again behind the file
    assert files(clerk) == [vi.file_name(house.commune.title, span_vi.this_span(Span(Length.MONTH, of)), sort) for sort in ("docx", "xlsx")]
    await leader.says("duyệt báo cáo")
    await leader.picks("Đồng ý, duyệt báo cáo")
    head.has_seen("Xã trả lời: “tuần tới nạo vét mương”")
    await head.says("báo cáo chi bộ")
    assert len(files(head)) == 1
    await leader.says("gửi báo cáo lên")
    await leader.says("gửi báo cáo lên")
    leader.sees(vi.sent_up(of, house.province.title))
    await above.says("/giaoban")
    await above.picks(vi.called(house.commune.title, of))
    await above.picks(vi.TABLES.label)
    assert files(above) == [vi.file_name(house.commune.title, span_vi.this_span(Span(Length.MONTH, of)), "xlsx")]
    await above.says("/giaoban thuong xuan")
    await above.picks(vi.RETURN.label)
    await above.says("số hòa giải chưa khớp với tháng trước")
    await house.later(hours=1)
    leader.has_seen("số hòa giải chưa khớp với tháng trước")
    assert [s for (s,) in house.rows("SELECT state FROM month_step ORDER BY id")] == ["soan", "duyet", "gui", "tra"]


async def test_somebody_tries_the_questionnaire_and_nothing_of_it_is_left(plain: House) -> None:
    clerk = plain.person("đ/c Mười", "thu_ky", plain.commune)
    plain.restarts_each_step = True
    for words in ("thử báo tháng", "1 2 60 3", "2 1 4 1", "B, đề nghị xã sửa mương"):
        await clerk.says(words)
    clerk.sees("tổ thử")
    await clerk.says("gửi")
    clerk.sees("không ghi lại")
    assert plain.rows("SELECT id FROM checkin UNION ALL SELECT checkin FROM checkin_answer") == []
    assert plain.rows("SELECT answers FROM draft") == [("{}",)]
