"""The lists of those who lead, page by page on every phone; all that is new accepted with one yes; and cases found by words."""

from __future__ import annotations

import itertools
import re

from messages_vi import cases_list as vi
from messages_vi.kinds import KINDS
from storage import incidents
from storage.units import Unit
from tests.house import Chat, House

DRAFTS = itertools.count(10_000)


def filed(house: House, by: Chat, *texts: str, at: Unit | None = None, kind: str = "CT") -> None:
    """Cases as they lie there in the morning."""
    with house.other.begin() as db:
        for text in texts:
            sort = KINDS[kind]
            place = at or house.hamlets[0]
            made = incidents.NewCase(
                next(DRAFTS), house.commune.id, place.id, kind, sort.level, sort.confidential, text, None, None, by.person, "to_vien"
            )
            incidents.file(db, made, house.clock.now())


def numbers(chat: Chat) -> list[int]:
    """Of the cases that the last message lists."""
    return [int(n) for n in re.findall(r"^(\d+)\. (?:ĐỎ|VÀNG|XANH|Việc kín)", chat.last["text"], re.MULTILINE)]


def holders(house: House) -> list[str]:
    return [name for (name,) in house.rows("SELECT p.name FROM incident i JOIN person p ON p.id = i.holder ORDER BY i.number")]


async def test_a_block_reads_its_open_cases_page_by_page_and_then_one_of_them(house: House) -> None:
    member, leader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    filed(house, member, *[f"gãy cầu chỗ {n}" for n in range(16)])
    await leader.says("viec")
    leader.sees("Mới chờ nhận: 16. Quá hẹn: 0.")
    await leader.picks("Mới")
    leader.sees("Xem kỹ một việc: gõ xem và số, ví dụ: xem 1.")
    leader.sees("Còn 9 việc.")
    first = numbers(leader)
    if house.line.buttons:
        await leader.picks(vi.MORE)
    else:
        leader.sees("Gõ: tiếp, nhận hết")
        await leader.says("tiếp")
    leader.sees("Còn 2 việc.")
    second = numbers(leader)
    await leader.says("xem tiep")
    assert first + second + numbers(leader) == list(range(1, 17))
    assert "Còn" not in leader.last["text"]
    assert "Xem kỹ" not in leader.last["text"], "how to look is said once"
    await leader.says("xem 12")
    leader.sees("gãy cầu chỗ 11")
    await leader.says("viec")
    await leader.says("2")
    leader.sees("Việc đang mở: 16.")


async def test_all_that_is_new_is_accepted_with_one_yes_and_a_doubled_message_does_no_harm(house: House) -> None:
    house.restarts_each_step = True
    member, leader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    filed(house, member, "gãy cầu", "rác đổ ở sông", "mất điện")
    for _ in range(2):
        await leader.says("nhận hết")
        leader.sees("Nhận cả 3 việc mới?")
        for number, text in enumerate(("gãy cầu", "rác đổ ở sông", "mất điện"), 1):
            leader.sees(f"- Số {number}, XANH, {house.hamlets[0].title}: {text}")
        assert holders(house) == []
    await leader.says("đồng ý")
    leader.sees("đồng chí nhận 3 việc: 1, 2, 3.")
    await leader.says("đồng ý")
    assert holders(house) == ["Đ/c Hoa"] * 3
    assert len([m for m in member.seen if "khối dân vận xã đã nhận" in m["text"]]) == 3
    assert house.one("SELECT count(*) FROM incident_event WHERE what = 'da_nhan'") == 3
    await leader.says("nhận hết việc mới")
    leader.sees(vi.NONE_NEW)


async def test_a_yes_takes_what_was_shown_with_it_and_tells_what_others_took_meanwhile(house: House) -> None:
    member, one = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    other = house.person("Đ/c Bình", "pho_truong_khoi", house.commune)
    filed(house, member, "gãy cầu", "rác đổ ở sông")
    await one.says("nhận hết")
    await other.says("nhận 1")
    filed(house, member, "mất điện")
    await one.says("đồng ý")
    one.sees("đồng chí nhận 1 việc: 2.")
    one.sees("Việc số 1: khối đã nhận, Đ/c Bình làm trước rồi ạ.")
    assert holders(house) == ["Đ/c Bình", "Đ/c Hoa"], "what came after the question waits"
    for chat in (one, other):
        await chat.says("nhận hết")
        chat.sees("Nhận 1 việc mới?")
        chat.sees("- Số 3, ")
    await one.says("đồng ý")
    await other.says("đồng ý")
    other.sees("Việc số 3: khối đã nhận, Đ/c Hoa làm trước rồi ạ.")
    assert holders(house) == ["Đ/c Bình", "Đ/c Hoa", "Đ/c Hoa"]


async def test_of_many_new_cases_the_most_urgent_have_a_line_and_the_yes_takes_all(house: House) -> None:
    member, leader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    filed(house, member, *[f"gãy cầu chỗ {n}" for n in range(11)])
    filed(house, member, "nước lũ ngập 20 hộ", kind="TT")
    before = len(leader.seen)
    await leader.says("nhận hết")
    assert len(leader.seen) == before + 1
    leader.sees(f"Nhận cả 12 việc mới?\n- Số 12, ĐỎ, {house.hamlets[0].title}: nước lũ ngập 20 hộ\n- Số 1, XANH")
    leader.sees("gãy cầu chỗ 7\nvà 3 việc nữa.")
    await leader.says("đồng ý")
    assert holders(house) == ["Đ/c Hoa"] * 12
    assert house.one("SELECT count(*) FROM audit WHERE what = 'read cases'") == 1


async def test_who_thinks_better_of_it_takes_nothing(house: House) -> None:
    member, leader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    filed(house, member, "gãy cầu", "rác đổ ở sông")
    await leader.says("nhận hết")
    await leader.says("không")
    await leader.says("đồng ý")
    assert holders(house) == []
    await member.says("nhận hết")
    member.sees(vi.NOT_YOURS)


async def test_what_is_confidential_is_accepted_only_by_those_who_may_read_it_and_listed_without_a_word(house: House) -> None:
    member, staff = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Bình", "thanh_vien_khoi", house.commune)
    leader = house.person("Đ/c Hoa", "truong_khoi", house.commune)
    filed(house, member, "", kind="BL")
    await staff.says("việc")
    staff.sees(vi.NOTHING_OPEN)
    await staff.says("nhận hết")
    staff.sees(vi.NONE_NEW)
    await leader.says("việc")
    await leader.picks("Việc kín")
    leader.sees("1. Việc kín, thôn")
    await leader.says("nhận hết")
    leader.sees(f"Nhận 1 việc mới?\n- Số 1, việc kín, {house.hamlets[0].title}")
    await leader.says("đồng ý")
    assert holders(house) == ["Đ/c Hoa"]


async def test_cases_are_found_by_words_with_or_without_diacritics_and_page_by_page(house: House) -> None:
    member, leader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    filed(house, member, *[f"gãy lan can cầu số {n}" for n in range(9)], "rác đổ ở sông")
    for typed in ("tìm cầu gãy", "/tim gay cau", "tìm việc cầu gãy"):
        await leader.says(typed)
        leader.sees("Tìm thấy: 9 việc.")
        assert numbers(leader) == [9, 8, 7, 6, 5, 4, 3]
        await leader.says("tiếp")
        assert numbers(leader) == [2, 1]
    await leader.says("tìm 10")
    leader.sees("rác đổ ở sông")
    await leader.says("tim trau lac")
    leader.sees(vi.NOT_FOUND)


async def test_a_report_that_begins_like_a_search_is_not_swallowed(house: House) -> None:
    member, head = house.person("Bác Sáu", "to_vien"), house.person("Bác Chín", "to_truong")
    for chat in (head, member):
        await chat.says("tìm thấy người bị nạn ở suối")
        assert "Chưa thấy việc nào" not in chat.last["text"]
        await chat.says("hủy")
        await chat.says("tìm người mất tích")
        chat.sees("“tìm người mất tích”")
        await chat.says("gửi")
        chat.sees("việc số")
    await head.says("tìm người mất tích")
    head.sees("Tìm thấy: 2 việc.")
    head.sees(vi.IF_NEW)


async def test_a_list_asked_for_in_the_middle_of_a_report_sets_it_aside(house: House) -> None:
    leader = house.person("Đ/c Hoa", "truong_khoi", house.commune)
    filed(house, leader, *[f"gãy cầu chỗ {n}" for n in range(8)])
    await leader.says("rác đổ bừa bãi ở bãi sông, 10 hộ")
    await leader.says("việc")
    await leader.picks("Tất cả đang mở")
    await leader.says("tiếp")
    assert numbers(leader) == [8]


async def test_above_the_commune_only_what_is_urgent_is_listed_with_its_commune(house: House) -> None:
    member, above = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Tỉnh", "can_bo_tinh", house.province)
    filed(house, member, "rác đổ ở sông", kind="VS")
    filed(house, member, "nước lũ ngập 20 hộ", kind="TT")
    await above.says("việc")
    above.sees("Việc đang mở: 1.")
    await above.picks("Tất cả đang mở")
    above.sees(f"2. ĐỎ, {house.commune.title}, {house.hamlets[0].title}: nước lũ ngập 20 hộ")
    await above.says("tìm rác")
    above.sees(vi.NOT_FOUND)


async def test_a_hamlets_head_sees_its_own_cases_and_no_other_hamlets(house: House) -> None:
    member, head = house.person("Bác Sáu", "to_vien"), house.person("Bác Chín", "to_truong")
    filed(house, member, "gãy cầu")
    filed(house, member, "rác đổ ở sông", at=house.hamlets[1])
    await head.says("việc")
    head.sees("Việc đang mở: 1.")
    await head.picks("Tất cả đang mở")
    assert numbers(head) == [1]
    await head.says("tìm rác sông")
    head.has_not_seen("rác đổ ở sông")


async def test_by_hamlet_there_are_counts_first_and_then_its_cases(house: House) -> None:
    member, leader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    filed(house, member, "gãy cầu", "mất điện")
    filed(house, member, "rác đổ ở sông", at=house.hamlets[1])
    await leader.says("việc")
    await leader.picks("Theo thôn")
    leader.sees("Việc đang mở ở 2 nơi.")
    await leader.picks(vi.place(house.hamlets[0].title, 2, 2, 0))
    assert numbers(leader) == [1, 2]
