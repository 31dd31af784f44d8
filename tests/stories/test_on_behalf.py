"""Nhập hộ: a head of a team or somebody of the block enters a report for a person who does not, and everybody can see that they did."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.jobs import Moment
from handlers import JOBS
from messages_vi import on_behalf as vi
from messages_vi import report as report_vi
from storage import people, roles
from tests.door import Door
from tests.fakes.props import picture
from tests.house import House

FLOOD = "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn"
TOLD = "gãy lan can cầu tràn, 15 hộ phải đi vòng"


async def test_the_head_of_a_team_enters_a_report_for_a_member_who_may_then_correct_and_take_back(house: House) -> None:
    house.restarts_each_step = True
    member, head = house.person("Lê Văn Bảy", "to_vien"), house.person("Trần Thị Sáu", "to_truong")
    leader = house.person("đ/c Chín", "truong_khoi", house.commune)
    await head.says("nhập hộ")
    head.sees(vi.for_whom(house.hamlets[0].title))
    await head.picks(vi.member("Lê Văn Bảy", "tổ viên", joined=True))
    head.sees(vi.entering_for("Lê Văn Bảy", house.hamlets[0].title))
    await head.says(FLOOD)
    await head.says("xong")
    head.sees(vi.entering_for("Lê Văn Bảy", house.hamlets[0].title))
    head.sees(f"“{FLOOD}”")
    await head.says("gửi")
    head.sees(vi.entered("Lê Văn Bảy", reached=True))
    head.sees("trợ lý báo Lê Văn Bảy ngay")
    member.sees(vi.tell_entered(1, FLOOD, "Trần Thị Sáu"))
    leader.sees("Người báo: Lê Văn Bảy, tổ viên, nhập hộ: Trần Thị Sáu.")
    assert house.rows("SELECT reporter, entered_by, reporter_role FROM incident") == [(member.person, head.person, "to_vien")]
    assert house.one("SELECT person FROM incident_event WHERE what = 'moi'") == head.person
    await leader.says("nhận 1")
    member.sees("khối dân vận xã đã nhận")
    head.has_not_seen("khối dân vận xã đã nhận")
    await leader.says("xem 1")
    leader.sees("nhập hộ: Trần Thị Sáu")
    await member.says("sửa 1")
    await member.says("ngập 7 nhà ở cuối thôn")
    leader.sees("“ngập 7 nhà ở cuối thôn”")
    await member.says("rút 1")
    await member.says("đồng ý rút")
    leader.sees("người báo đã rút việc số 1")
    assert house.one("SELECT status FROM incident") == "rut_lai"


async def test_the_secretary_enters_what_a_citizen_says_and_nobody_is_named(house: House) -> None:
    house.restarts_each_step = True
    secretary, leader = house.person("Đỗ Thị Mười", "thu_ky", house.commune), house.person("đ/c Chín", "truong_khoi", house.commune)
    await secretary.says("báo hộ")
    secretary.sees(vi.WHICH_HAMLET)
    await secretary.says(house.hamlets[1].name)
    await secretary.picks(vi.A_CITIZEN.label)
    await secretary.says(FLOOD)
    await secretary.says("xong")
    await secretary.says("gửi")
    secretary.sees(vi.entered("", reached=False))
    leader.sees("Người báo: một người dân, nhập hộ: Đỗ Thị Mười.")
    assert house.rows("SELECT reporter, unit FROM incident") == [(secretary.person, house.hamlets[1].id)]
    await leader.says("nhận 1")
    secretary.sees("khối dân vận xã đã nhận")


@pytest.mark.parametrize("caption", ["", "ảnh cầu gãy"])
async def test_pictures_that_come_before_it_is_known_for_whom_are_kept(house: House, caption: str) -> None:
    house.restarts_each_step = True
    secretary = house.person("Đỗ Thị Mười", "thu_ky", house.commune)
    await secretary.says("nhập hộ")
    await secretary.sends(photos=(picture(),), caption=caption)
    await secretary.says(house.hamlets[1].name)
    await secretary.sends(photos=(picture("blue"),))
    await secretary.picks(vi.A_CITIZEN.label)
    if not caption:
        await secretary.says(TOLD)
    await secretary.says("gửi")
    secretary.sees("kèm 2 ảnh")
    assert house.one("SELECT count(*) FROM attachment WHERE incident IS NOT NULL") == 2


async def test_a_picture_with_a_caption_begins_it_and_danger_begins_a_report_with_it(house: House) -> None:
    secretary = house.person("Đỗ Thị Mười", "thu_ky", house.commune)
    await secretary.sends(photos=(picture(),), caption="nhập hộ gãy cầu 5 hộ")
    await secretary.says(house.hamlets[1].name)
    await secretary.picks(vi.A_CITIZEN.label)
    await secretary.says("gửi")
    secretary.sees("kèm 1 ảnh")
    assert house.one("SELECT text FROM incident") == "gãy cầu 5 hộ"
    await secretary.sends(photos=(picture(),), caption="nhập hộ")
    await secretary.says(house.hamlets[1].name)
    await secretary.picks(vi.A_CITIZEN.label)
    await secretary.says(TOLD)
    await secretary.says("gửi")
    assert house.one("SELECT count(*) FROM attachment WHERE incident IS NOT NULL") == 2
    await secretary.says("nhập hộ")
    await secretary.sends(photos=(picture(),), caption="cháy nhà, có người mắc kẹt")
    secretary.sees("Gọi 114")
    await secretary.says("gửi")
    secretary.sees("kèm 1 ảnh")


# without a channel ---------------------------------------------------------------------------------------------------
@pytest.fixture
def door(url: str, tmp_path: Path) -> Door:
    made = Door(url)
    made.person("Sáu", "to_truong")
    return made


def enters(door: Door, who: str, whom: str, words: str = TOLD) -> str:
    door.says(who, "nhập hộ")
    door.says(who, whom)
    door.says(who, words)
    door.says(who, "xong")
    return door.says(who, "gửi")


def test_for_whoever_is_only_expected_the_one_who_typed_hears_reads_and_speaks(door: Door) -> None:
    expected, head = door.expects("Phạm Văn Tám", "to_vien"), door.owner("Sáu")
    door.person("Hoa", "truong_khoi", door.commune)
    assert vi.entered("Phạm Văn Tám", reached=False).partition("\ue000")[0] in enters(door, "Sáu", "Tám")
    assert door.all("SELECT reporter, entered_by FROM incident") == [(expected, head)]
    assert "việc số 1" in door.says("Sáu", "việc của tôi").lower()
    door.says("Hoa", "nhận 1")
    assert [t for t in door.told(head or 0) if "đã nhận" in t]
    door.says("Sáu", "sửa 1")
    assert "gãy cầu, 16 hộ" in door.says("Sáu", "gãy cầu, 16 hộ")
    door.says("Sáu", "rút 1")
    assert "đã rút" in door.says("Sáu", "đồng ý rút")


def test_what_was_typed_for_somebody_who_uses_the_bot_is_theirs_to_read_where_it_may_be_about_the_head(door: Door) -> None:
    door.person("Tám", "to_vien")
    door.says("Sáu", "nhập hộ")
    door.says("Sáu", "Tám")
    for words in ("thu quỹ thôn không công khai, 20 hộ hỏi", "xong", "gửi"):
        door.says("Sáu", words)
    with door.engine.begin() as db:
        db.exec_driver_sql("UPDATE incident SET kind = 'CS'")
    assert "chưa thấy việc số 1" in door.says("Sáu", "xem 1")
    assert "nhập hộ: Sáu" in door.says("Tám", "xem 1")


def test_a_member_enters_for_nobody_and_a_head_for_their_own_hamlet_alone(door: Door) -> None:
    door.person("Tám", "to_vien")
    door.person("Xa", "to_vien", door.hamlets[1])
    assert vi.NOT_YOURS.partition("\ue000")[0] in door.says("Tám", "nhập hộ")
    listed = [c.label for c in door.hears("Sáu", "nhập hộ")[0].choices]
    assert (listed[-2:], "Xa" in str(listed)) == ([vi.member("Tám", "tổ viên", joined=True), vi.A_CITIZEN.label], False)


def test_who_lost_the_right_meanwhile_files_nothing(door: Door) -> None:
    door.person("Tám", "to_vien")
    door.says("Sáu", "nhập hộ")
    door.says("Sáu", "Tám")
    door.says("Sáu", TOLD)
    door.says("Sáu", "xong")
    head = door.owner("Sáu") or 0
    role = door.role_of(head)
    with door.engine.begin() as db:
        roles.end(db, role, door.now)
        roles.give(db, head, door.hamlets[0].id, "to_vien", door.now)
    door.now += 60
    assert report_vi.NOT_YOURS.partition("\ue000")[2] in door.says("Sáu", "gửi")
    assert door.one("SELECT count(*) FROM incident") == 0


def test_whoever_left_the_team_meanwhile_is_not_reported_for(door: Door) -> None:
    member = door.person("Tám", "to_vien")
    door.says("Sáu", "nhập hộ")
    door.says("Sáu", "Tám")
    door.says("Sáu", TOLD)
    door.says("Sáu", "xong")
    door.ends(member)
    assert report_vi.NOT_YOURS.partition("\ue000")[2] in door.says("Sáu", "gửi")
    assert door.one("SELECT count(*) FROM incident") == 0


def test_ones_own_report_stays_apart_from_the_one_that_is_entered(door: Door) -> None:
    door.person("Tám", "to_vien")
    assert TOLD in door.says("Sáu", TOLD)
    assert "việc số 1" in enters(door, "Sáu", "Tám", "mất điện xóm 3, 30 hộ")
    door.says("Sáu", "viết tiếp")
    assert "việc số 2" in door.says("Sáu", "gửi")
    assert door.all("SELECT text, entered_by IS NULL FROM incident ORDER BY number") == [("mất điện xóm 3, 30 hộ", False), (TOLD, True)]


def test_a_large_team_comes_page_by_page_and_is_found_by_name(door: Door) -> None:
    with door.engine.begin() as db:
        for n in range(12):
            roles.give(db, people.add(db, f"Người Thứ {n}", 0.0), door.hamlets[0].id, "to_vien", door.now)
    assert "Trang 1/2." in door.says("Sáu", "nhập hộ")
    assert "Trang 2/2." in door.says("Sáu", "xem tiếp")
    assert "(Nhập hộ Người Thứ 11" in door.says("Sáu", "thứ 11")


def test_a_confidential_matter_is_entered_without_a_word(door: Door) -> None:
    member = door.person("Tám", "to_vien")
    enters(door, "Sáu", "Tám", "chồng đánh vợ ở xóm dưới")
    assert door.all("SELECT text, kind FROM incident") == [("", "BL")]
    assert [t for t in door.told(member) if "đánh" in t] == []
    assert any("một việc kín" in t for t in door.told(member))
    assert "chưa thấy" in door.says("Sáu", "xem 1")


def test_an_urgent_one_without_a_yes_is_passed_on_from_the_hamlet_it_is_about(url: str) -> None:
    door = Door(url)
    door.person("Thư", "thu_ky", door.commune)
    head = door.person("Hoa", "truong_khoi", door.commune)
    door.says("Thư", "nhập hộ")
    door.says("Thư", door.hamlets[2].name)
    door.says("Thư", "một người dân")
    door.says("Thư", FLOOD)
    kind, later = JOBS["report_unconfirmed"], Moment(door.now + 200, door.now + 200)
    with door.engine.begin() as db:
        for job in kind.plan(db, later):
            kind.run(db, later, job)
    (alarm,) = door.told(head)
    assert door.hamlets[2].title in alarm
    assert "CHƯA xác nhận" in alarm


async def test_who_entered_it_leaves_the_answer_to_a_reporter_who_is_here_themselves(house: House) -> None:
    member, secretary = house.person("Lê Văn Bảy", "to_vien"), house.person("Đỗ Thị Mười", "thu_ky", house.commune)
    await secretary.says("nhập hộ")
    await secretary.says(house.hamlets[0].name)
    await secretary.picks(vi.member("Lê Văn Bảy", "tổ viên", joined=True))
    await secretary.says(FLOOD)
    await secretary.says("xong")
    await secretary.says("gửi")
    await secretary.says("xong 1 nước đã rút")
    await secretary.says("chưa 1")
    await secretary.says("xong 1")
    assert house.one("SELECT status FROM incident") == "da_giai_quyet"
    await member.says("xong 1")
    assert house.one("SELECT status FROM incident") == "da_bao_lai"
