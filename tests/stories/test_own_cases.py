"""What a reporter does with a case of their own: adds to it in any order and late, corrects it, takes it back."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.domain.episodes import QUIET
from bot.talk import Notice, Place
from messages_vi import cases as cases_vi
from messages_vi import cases_own as vi
from messages_vi import report as report_vi
from storage import bounds, notices
from tests.door import Door
from tests.house import Chat, House

TOLD = "gãy lan can cầu tràn, 15 hộ phải đi vòng"
FLOOD = "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn"
VOICE = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(200)


def picture(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


def timeline(house: House) -> list[tuple[str, str]]:
    return [(what, said) for what, said in house.rows("SELECT what, text FROM incident_event ORDER BY id")]


def of_the_case(house: House, kind: str = "photo") -> int:
    return int(house.one("SELECT count(*) FROM attachment WHERE incident = 1 AND kind = :k AND state = 'kept'", k=kind))


async def filed(member: Chat, text: str = TOLD) -> None:
    await member.says(text)
    await member.says("gửi")
    member.sees("việc số 1")


# adding --------------------------------------------------------------------------------------------------------------
async def test_words_pictures_and_voice_are_added_in_any_order_and_come_to_whoever_has_the_case_in_one_message(
    house: House, member: Chat, leader: Chat
) -> None:
    house.restarts_each_step = True
    await filed(member, FLOOD)
    await leader.says("nhận 1")
    await member.says("bổ sung 1")
    await member.sends(photos=(picture("blue"),))
    await member.sends(voice=VOICE)
    await member.sends(photos=(picture("green"),))
    member.sees(vi.what_to_add(1))
    heard = len(leader.seen)
    await member.says("nước đã ngập sân trường")
    member.sees(vi.added(1, 0, "x", "2 ảnh, 1 tin thoại", "đ/c Chín", hidden=False, danger=False))
    leader.sees(f"người báo bổ sung việc số 1 ({cases_vi.short(FLOOD)}): “nước đã ngập sân trường” (kèm 2 ảnh, 1 tin thoại).")
    new = leader.seen[heard:]
    assert len([m for m in new if m["text"].startswith("Thưa")]) == 1
    assert timeline(house)[-1] == ("bo_sung", "nước đã ngập sân trường (kèm 2 ảnh, 1 tin thoại)")
    assert (of_the_case(house), of_the_case(house, "voice")) == (2, 1)
    await leader.says("xem 1")
    leader.has_seen("người báo bổ sung (bác Bảy): “nước đã ngập sân trường")
    assert [title for m in leader.seen for title in m.get("files", [])].count("Tin thoại việc 1.ogg") == 2, "with the news, and with the case"


async def test_pictures_that_follow_late_end_by_themselves_when_no_more_come(house: House, member: Chat, leader: Chat) -> None:
    await filed(member, FLOOD)
    await member.says("thêm ảnh việc 1")
    member.sees(vi.which_photos(1))
    await member.sends(photos=(picture("blue"),))
    await member.sends(photos=(picture("green"),))
    member.sees(vi.which_photos(1))
    await house.later(seconds=50)
    member.sees(vi.added(1, 0, "", "2 ảnh", vi.THE_BLOCK, hidden=False, danger=False))
    leader.sees("người báo bổ sung")
    assert of_the_case(house) == 2


async def test_a_picture_alone_soon_after_filing_may_be_of_that_case(house: House, member: Chat, leader: Chat) -> None:
    house.restarts_each_step = True
    await filed(member, FLOOD)
    await member.sends(photos=(picture("blue"),))
    member.sees(vi.of_this_case(1))
    await member.sends(photos=(picture("green"),))
    await member.picks(vi.THIS_CASE.label)
    member.sees(vi.added(1, 0, "", "2 ảnh", vi.THE_BLOCK, hidden=False, danger=False))
    assert of_the_case(house) == 2
    leader.sees("(kèm 2 ảnh)")


async def test_words_said_with_the_number_are_kept_at_once_and_pictures_may_follow(house: House, member: Chat, leader: Chat) -> None:
    await filed(member, FLOOD)
    await house.later(minutes=40)
    await member.says("bổ sung 1 nước đã ngập sân trường")
    member.sees(vi.added(1, 0, "x", "", vi.THE_BLOCK, hidden=False, danger=False))
    leader.sees("“nước đã ngập sân trường”")
    await member.sends(photos=(picture("blue"),))
    member.sees(vi.of_this_case(1))
    await member.picks(vi.THIS_CASE.label)
    assert of_the_case(house) == 1


async def test_or_it_begins_another(house: House, member: Chat) -> None:
    await filed(member)
    await member.sends(photos=(picture("blue"),))
    await member.picks(vi.A_NEW_ONE.label)
    member.sees(report_vi.TELL_ME)
    await member.says(FLOOD)
    await member.says("xong")
    await member.says("gửi")
    member.sees("việc số 2 (kèm 1 ảnh)")
    assert of_the_case(house) == 0


async def test_half_an_hour_later_a_picture_is_of_something_new(house: House, member: Chat) -> None:
    await filed(member)
    await house.later(minutes=31)
    await member.sends(photos=(picture(),))
    member.sees(report_vi.TELL_ME)


async def test_a_green_case_grows_before_the_morning_in_which_it_is_first_read(house: House, member: Chat, leader: Chat) -> None:
    await filed(member)
    await member.says("bổ sung 1")
    await member.sends(photos=(picture(),))
    await member.says("trẻ con hay chơi ở đó")
    assert leader.seen == []
    await house.later(days=1)
    (alert,) = [m for m in leader.seen if m["text"]]
    assert f"“{TOLD}\nBổ sung: trẻ con hay chơi ở đó (kèm 1 ảnh)”. (kèm 1 ảnh)" in alert["text"]


# correcting ----------------------------------------------------------------------------------------------------------
async def test_a_correction_takes_the_old_words_away_everywhere(house: House, member: Chat, leader: Chat) -> None:
    house.restarts_each_step = True
    await filed(member, FLOOD)
    await leader.says("nhận 1")
    await member.says("sửa 1")
    member.sees(vi.tell_anew(1, FLOOD))
    await member.says("lũ rút rồi, còn 2 hộ ngập sân, nhà ông Nguyễn Văn Tèo")
    member.sees(report_vi.HIDDEN)
    leader.sees("nay là: “lũ rút rồi, còn 2 hộ ngập sân, nhà một người”.")
    ((told, folded, households),) = house.rows("SELECT text, folded, households FROM incident")
    assert (told, folded, households) == ("lũ rút rồi, còn 2 hộ ngập sân, nhà một người", "lu rut roi, con 2 ho ngap san, nha mot nguoi", 2)
    assert timeline(house)[-1] == ("sua", "")
    assert house.one("SELECT count(*) FROM draft WHERE answers LIKE '%cuối thôn%'") == 0
    await leader.says("xem 1")
    assert "cuối thôn" not in leader.last["text"]


async def test_what_nobody_has_read_yet_is_first_read_as_corrected(house: House, member: Chat, leader: Chat) -> None:
    await filed(member)
    await member.says("sửa 1")
    await member.says("gãy lan can cầu xóm 3, 9 hộ đi vòng")
    await house.later(days=1)
    leader.sees("“gãy lan can cầu xóm 3, 9 hộ đi vòng”")
    assert len([m for m in leader.seen if m["text"]]) == 1
    assert house.one("SELECT count(*) FROM notice WHERE body LIKE '%cầu tràn%'") == 0


# taking back ---------------------------------------------------------------------------------------------------------
async def test_a_case_that_was_given_and_passed_on_is_taken_back_and_its_holder_hears(house: House, member: Chat, leader: Chat) -> None:
    other = house.person("Đ/c Bình", "pho_truong_khoi", house.commune)
    await filed(member)
    await leader.says("giao 1 Bình hạn 3 ngày nữa")
    await leader.says("chuyển 1 UBND xã, cần kinh phí")
    await member.says("rút lại 1")
    await member.says("đồng ý rút")
    assert house.one("SELECT status FROM incident") == "rut_lai"
    other.sees("người báo đã rút việc số 1")
    await member.says("sửa 1")
    member.sees(vi.not_any_more(1, cases_vi.STATUS["rut_lai"]))


# a place -------------------------------------------------------------------------------------------------------------
async def test_a_place_outside_the_province_is_not_kept_and_the_rest_is(house: House, member: Chat) -> None:
    await member.says("/baoviec")
    await member.says(FLOOD)
    await member.sends(place=(21.028, 105.834))
    member.sees(vi.OUTSIDE)
    await member.says("xong")
    await member.says("gửi")
    assert house.rows("SELECT text, latitude FROM incident") == [(FLOOD, None)]
    await member.says("bổ sung 1")
    await member.sends(place=(21.028, 105.834))
    member.sees(vi.OUTSIDE)
    await member.sends(place=(19.807512, 105.776934))
    await member.says("chỗ ấy đấy ạ")
    assert house.rows("SELECT latitude, longitude FROM incident") == [(19.808, 105.777)]


def test_the_provinces_far_corners_lie_within_its_bounds_and_its_neighbours_capitals_do_not() -> None:
    corners = (Place(20.667, 104.37), Place(19.3, 105.77), Place(20.0, 106.08))
    assert all(map(bounds.holds, corners))
    assert not any(map(bounds.holds, (Place(18.679, 105.681), Place(21.028, 105.834), Place(20.0, 104.0), Place(0.0, 0.0))))


# without a channel ---------------------------------------------------------------------------------------------------
@pytest.fixture
def door(url: str, tmp_path: Path) -> Door:
    made = Door(url)
    made.person("Bảy", "to_vien")
    made.says("Bảy", TOLD)
    assert "việc số 1" in made.says("Bảy", "gửi")
    return made


def test_nobody_adds_to_or_corrects_anothers_case(door: Door) -> None:
    door.person("Sáu", "to_truong")
    door.person("Hoa", "truong_khoi", door.commune)
    for who in ("Sáu", "Hoa"):
        for typed in ("bổ sung 1 thêm lời", "thêm ảnh 1", "sửa 1"):
            assert "chưa có quyền" in door.says(who, typed)
    door.person("Xa", "to_vien", door.hamlets[1])
    assert cases_vi.no_such("1").partition("1")[0] in door.says("Xa", "bổ sung 1")


def test_a_number_of_households_is_no_number_of_a_case(door: Door) -> None:
    assert FLOOD in door.says("Bảy", FLOOD)
    assert "thêm 1 hộ nữa ở ngoài đê" in door.says("Bảy", "thêm 1 hộ nữa ở ngoài đê")
    door.says("Bảy", "hủy")
    assert "việc số 1" in door.says("Bảy", "thêm 1 nước đã rút")
    assert door.one("SELECT text FROM incident_event WHERE what = 'bo_sung'") == "nước đã rút"


def test_nothing_is_lost_by_a_courtesy_in_place_of_a_correction(door: Door) -> None:
    door.says("Bảy", "sửa 1 giúp tôi với")
    for courtesy in ("vâng", "không", "cảm ơn"):
        assert "gõ lại cả việc" in door.says("Bảy", courtesy)
    door.says("Bảy", "hủy")
    assert door.one("SELECT text FROM incident") == TOLD


def test_what_is_over_grows_no_more(door: Door) -> None:
    door.says("Bảy", "bổ sung 1")
    with door.engine.begin() as db:
        db.exec_driver_sql("UPDATE incident SET status = 'ket_thuc'")
    assert door.says("Bảy", "còn một đoạn nữa gãy") == vi.nothing_more(1, cases_vi.STATUS["ket_thuc"]).replace("\ue000", "bác")
    assert "đã kết thúc" in door.says("Bảy", "thêm ảnh 1")
    assert door.one("SELECT count(*) FROM incident_event WHERE what = 'bo_sung'") == 0


def test_about_what_may_not_be_written_nothing_is_added(door: Door) -> None:
    door.says("Bảy", "chồng đánh vợ ở xóm dưới")
    assert "việc số 2" in door.says("Bảy", "gửi")
    for typed in ("bổ sung 2 ở nhà cuối xóm", "sửa 2", "thêm ảnh 2"):
        assert "không gõ ở đây" in door.says("Bảy", typed)


def test_a_marked_case_is_told_of_to_those_alone_who_may_read_it(door: Door) -> None:
    secretary, head = door.person("Thư", "thu_ky", door.commune), door.person("Hoa", "truong_khoi", door.commune)
    with door.engine.begin() as db:
        db.exec_driver_sql(f"UPDATE incident SET confidential = 1, status = 'da_nhan', holder = {secretary}")
    door.says("Bảy", "bổ sung 1 có người dọa nhau")
    assert [t for t in door.told(secretary) if "dọa" in t] == []
    assert len([t for t in door.told(head) if "dọa" in t]) == 1


def test_the_copy_that_waits_for_the_head_of_the_team_is_corrected_too(door: Door) -> None:
    head = door.person("Sáu", "to_truong")
    with door.engine.begin() as db:
        notices.withdraw(db, "copy:1.")
        notices.notify(db, head, Notice("case", TOLD, f"copy:1.{head}", urgency="morning"), door.now)
    door.says("Bảy", "sửa 1")
    door.says("Bảy", "gãy cầu xóm 3, 9 hộ")
    (copy,) = door.told(head)
    assert "gãy cầu xóm 3, 9 hộ" in copy
    door.says("Bảy", "rút 1")
    door.says("Bảy", "đồng ý rút")
    assert [t for t in door.told(head) if "gãy cầu" in t and "rút" not in t] == []


def test_in_a_flood_night_what_is_added_comes_with_the_rest(door: Door) -> None:
    head = door.person("Hoa", "truong_khoi", door.commune)
    with door.engine.begin() as db:
        db.exec_driver_sql(f"INSERT INTO episode (commune, title, opened_at, opened_by) VALUES ({door.commune.id}, 'lũ', {door.now}, {head})")
        db.exec_driver_sql(f"UPDATE incident SET episode = 1, level = 'DO', status = 'da_nhan', holder = {head}")
    for words in ("nước lên nữa", "đường đã ngập"):
        door.says("Bảy", f"bổ sung 1 {words}")
    told = door.all("SELECT not_before, merge_key FROM notice WHERE once LIKE 'own:1.%' ORDER BY id")
    assert told == [(door.now, "episode:1"), (door.now + QUIET, "episode:1")]
