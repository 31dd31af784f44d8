"""Who belongs where: lists of one's own subtree, one person, and what may be changed about them."""

from __future__ import annotations

import re

from messages_vi import directory as directory_vi
from messages_vi import members as vi
from messages_vi import members_codes as codes_vi
from storage import absences, members, people, roles, units
from storage.units import Unit
from tests.house import Chat, House

DAY = 86400.0


def expected(house: House, name: str, role: str = "to_vien", unit: Unit | None = None, phone: str | None = None) -> int:
    """Somebody whom a roster names, and who has not come; the role's row."""
    with house.other.begin() as db:
        person = people.add(db, name, 0.0)
        members.set_phone(db, person, phone)
        row = roles.give(db, person, (unit or house.hamlets[0]).id, role, house.clock.now())
    assert row is not None
    return row


def role_of(house: House, chat: Chat) -> int:
    return int(house.one("SELECT id FROM role WHERE person = :p AND until IS NULL", p=chat.person))


def lines(chat: Chat) -> str:
    """What the last message shows, buttons included."""
    return "\n".join([chat.last["text"], *(b["text"] for b in chat.last["buttons"])])


async def test_a_head_sees_the_team_at_once_and_opens_one_of_it(house: House, member: Chat) -> None:
    house.restarts_each_step = True
    head = house.person("Nguyễn Văn An", "to_truong")
    expected(house, "Lê Thị Hoa", phone="0912345678")
    elsewhere = house.person("Người Thôn Khác", "to_vien", house.hamlets[1])
    with house.other.begin() as db:
        absences.begin(db, member.person, None, house.clock.now() + 3 * DAY, house.clock.now())
    await head.says("danh sách")
    head.sees(f"{vi.began(house.hamlets[0].title)}: 4 người, 3 đã vào")
    assert "Lê Thị Hoa, tổ viên, chưa vào, 0912 345 678" in lines(head)
    assert f"bác Bảy, tổ viên, đi vắng đến {vi.day(house.clock.now() + 3 * DAY)}" in lines(head)
    assert elsewhere.name not in lines(head)
    await head.picks("Lê Thị Hoa, tổ viên, chưa vào, 0912 345 678")
    head.sees(f"Lê Thị Hoa, tổ viên {house.hamlets[0].title}")
    assert vi.CHANGE in lines(head)
    await member.says("danh sách")
    member.sees(vi.NOT_YOURS)


async def test_a_block_goes_through_the_commune_page_by_page(house: House, leader: Chat) -> None:
    with house.other.begin() as db:
        more = [units.add(db, "thon", "thôn", f"Số {n}", house.commune, "2025-07-01") for n in (10, 2, 1)]
    expected(house, "Lê Thị Hoa", unit=more[0])
    await leader.says("/danhsach")
    assert re.search(r"Khối dân vận: 2 người", lines(leader))
    assert "Thôn Số 10" not in lines(leader)
    await leader.picks(vi.MORE)
    assert "Thôn Số 10: 1 người, chưa ai vào" in lines(leader)
    await leader.picks("Thôn Số 10: 1 người, chưa ai vào")
    await leader.says("1")
    leader.sees(f"Lê Thị Hoa, tổ viên {more[0].title}")
    await leader.says("ai chưa vào")
    leader.sees(f"{vi.began(house.commune.title)}, {vi.ABSENT}: 1 người")


async def test_a_block_is_told_what_it_wants_and_writes_down_who_holds_a_post(house: House, leader: Chat) -> None:
    house.restarts_each_step = True
    house.person("Mai Văn Mặt", "thanh_vien_khoi", house.commune)
    await leader.says("danh sách")
    await leader.picks("Khối dân vận: 3 người, đã vào cả")
    leader.sees(vi.make_up(3, vi.POSTS))
    await leader.picks("Mai Văn Mặt, thành viên khối")
    await leader.picks(vi.POST)
    await leader.picks(vi.POSTS["mat_tran"])
    leader.sees(vi.post_set("Mai Văn Mặt", "mat_tran"))
    await leader.says("danh sách")
    await leader.picks("Khối dân vận: 3 người, đã vào cả")
    leader.sees(vi.make_up(3, [p for p in vi.POSTS if p != "mat_tran"]))


async def test_an_old_button_naming_another_units_member_shows_nothing_any_more(house: House, member: Chat) -> None:
    head = house.person("Nguyễn Văn An", "to_truong")
    await head.says("danh sách")
    role = role_of(house, head)
    with house.other.begin() as db:
        roles.end(db, role, house.clock.now())
        roles.give(db, head.person, house.hamlets[1].id, "to_truong", house.clock.now())
    await head.picks("bác Bảy, tổ viên")
    head.sees(vi.GONE)
    head.has_not_seen(vi.CHANGE)


async def test_a_role_is_changed_after_a_check_and_the_person_hears_of_it(house: House, member: Chat) -> None:
    house.restarts_each_step = True
    head = house.person("Nguyễn Văn An", "to_truong")
    before, after = (vi.role_at(key, house.hamlets[0].title) for key in ("to_vien", "to_pho"))
    await head.says("danh sách")
    await head.picks("bác Bảy, tổ viên")
    await head.picks(vi.CHANGE)
    await head.picks("Tổ phó")
    head.sees(vi.check_change("bác Bảy", before, after))
    await head.says("1")  # a number is no yes
    assert house.rows("SELECT key FROM role WHERE person = :p", p=member.person) == [("to_vien",)]
    await head.says("hủy")
    await head.says("danh sách")
    await head.picks("bác Bảy, tổ viên")
    await head.picks(vi.CHANGE)
    await head.picks("Tổ phó")
    await head.says("đồng ý")
    member.sees(vi.tell_changed(before, after))
    held = house.rows("SELECT key FROM role WHERE person = :p AND until IS NULL", p=member.person)
    assert held == [("to_pho",)]
    assert house.rows("SELECT what, person FROM audit WHERE what = 'changed role'") == [("changed role", head.person)]


async def test_who_loses_the_right_in_mid_conversation_ends_nobodys_role(house: House, member: Chat) -> None:
    head = house.person("Nguyễn Văn An", "to_truong")
    await head.says("danh sách")
    await head.picks("bác Bảy, tổ viên")
    await head.picks(vi.END)
    head.sees(vi.check_end("bác Bảy", "to_vien", house.hamlets[0].title, last=False))
    role = role_of(house, head)
    with house.other.begin() as db:
        roles.end(db, role, house.clock.now())
    await head.says("đồng ý")
    assert role_of(house, member)
    assert "Đã ghi" not in head.last["text"]


async def test_anybody_lays_down_a_role_but_the_last_head(house: House, member: Chat) -> None:
    head = house.person("Nguyễn Văn An", "to_truong")
    role = vi.role_at("to_vien", house.hamlets[0].title)
    await member.says("thôi vai trò")
    member.sees(vi.check_own_end(role, leads=False))
    await member.says("đồng ý")
    member.has_seen(vi.own_ended(role))
    head.sees(vi.tell_head_of_end("bác Bảy", role))
    await head.says("thôi vai trò")
    head.sees(vi.last_head("to_truong", house.hamlets[0].title))
    assert role_of(house, head)


async def test_a_number_typed_alone_is_set_and_one_within_words_is_masked(house: House, member: Chat) -> None:
    head = house.person("Nguyễn Văn An", "to_truong")
    await head.says("danh sách")
    await head.picks("bác Bảy, tổ viên")
    await head.picks(vi.NUMBER)
    await head.says("số là 0912 345 678")
    head.sees(vi.MASKED)
    await head.says("0912 345 678")
    await head.says("đồng ý")
    head.has_seen(vi.number_set("bác Bảy", "0912345678"))
    member.sees(vi.tell_number("0912345678", head.name))
    assert house.one("SELECT phone FROM person WHERE id = :p", p=member.person) == "0912345678"
    await head.says("0987 654 321")  # nobody has asked for one
    assert house.rows("SELECT id FROM inbox WHERE body IS NOT NULL") == []
    assert not any("987654321" in str(row) for table in ("draft", "inbox", "offer", "person") for row in house.rows(f"SELECT * FROM {table}"))


async def test_a_code_is_made_printed_used_and_taken_back(house: House) -> None:
    head = house.person("Nguyễn Văn An", "to_truong")
    await head.says("mời người")
    await head.picks("Tổ viên")
    code = re.search(r"(\d{4}) (\d{4})", head.last["text"])
    assert code is not None
    await head.picks("In giấy mời") if house.line.buttons else await head.says("in giấy mời")
    assert [f for m in head.seen for f in m["files"]] == [f"Giấy mời {house.hamlets[0].title}.docx"]
    newcomer = house.stranger("Người Mới")
    await newcomer.says(code[0])
    await newcomer.agrees()
    newcomer.sees(f"tổ viên {house.hamlets[0].title}")
    await head.says("danh sách")
    await head.picks(vi.CODES)
    assert f"{code[0]}: tổ viên, còn 9 lượt" in lines(head)
    await head.says("1")
    await head.says("thu hồi mã")
    head.sees(codes_vi.REVOKED)
    assert house.one("SELECT count(*) FROM invitation WHERE revoked_at IS NOT NULL") == 1


async def test_the_block_corrects_a_number_of_the_directory(house: House, member: Chat, leader: Chat) -> None:
    house.restarts_each_step = True
    await leader.says("danh bạ")
    await leader.picks(directory_vi.edit(""))
    await leader.picks("Công an xã: 0237.000.0004")
    await leader.says("0237 385 1234")
    await leader.says("đồng ý")
    leader.sees(vi.number_set(directory_vi.label("cong_an"), "02373851234"))
    await member.says("danh bạ")
    member.sees("Công an xã: 0237 385 1234")
    await member.says("sửa danh bạ")
    member.sees(vi.MAY_NOT)
