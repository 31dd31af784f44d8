"""Pictures, voice notes and places: taken in silently, kept without what they tell about their sender, shown to the block."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from messages_vi import common
from messages_vi import report as vi
from tests.house import Chat, House
from tests.lines import TelegramLine
from tests.lines_zalo import ZaloBotLine

BRIDGE = "gãy lan can cầu tràn từ tối qua, 15 hộ phải đi vòng"
FLOOD = "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn"
VOICE = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(200)


def picture(colour: str = "red", *, gps: bool = True) -> bytes:
    """A JPEG as a telephone makes it: it tells where it was taken."""
    exif = Image.Exif()
    if gps:
        exif.get_ifd(0x8825)[2] = (19.0, 48.0, 0.0)
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


async def test_an_album_is_one_turn_and_goes_to_the_block_without_exif(house: House, member: Chat, leader: Chat) -> None:
    await member.sends(photos=(picture("red"), picture("blue"), picture("green")), caption=FLOOD)
    member.sees(FLOOD)
    assert len(member.seen) == 1
    await member.says("gửi")
    member.sees("việc số 1 (kèm 3 ảnh)")
    assert house.one("SELECT count(*) FROM attachment WHERE incident = 1 AND state = 'kept'") == 3
    leader.sees("(kèm 3 ảnh)")
    assert len([m for m in leader.seen if m["photos"]]) == 3
    for (name,) in house.rows("SELECT name FROM attachment"):
        with Image.open(io.BytesIO(house.files.read(name))) as kept:
            assert not kept.getexif()


async def test_pictures_come_in_silently_before_the_words_and_at_the_check(house: House, member: Chat) -> None:
    await member.says("/baoviec")
    await member.sends(photos=(picture(),))
    await member.says(BRIDGE)
    assert len(member.seen) == 1
    await member.says("xong")
    await member.sends(photos=(picture("blue"),))
    assert len(member.seen) == 2
    await member.says("gửi")
    assert len(member.seen) == 3
    assert house.one("SELECT count(*) FROM attachment WHERE incident = 1") == 2


async def test_a_picture_at_rest_waits_for_its_words(house: House, member: Chat) -> None:
    await member.sends(photos=(picture(),))
    member.sees(vi.TELL_ME)
    await member.says(BRIDGE)
    await member.says("xong")
    await member.says("gửi")
    assert house.one("SELECT count(*) FROM attachment WHERE incident = 1") == 1


async def test_a_voice_note_is_a_report_of_its_own(house: House, member: Chat, leader: Chat) -> None:
    await member.sends(voice=VOICE)
    member.sees(vi.WHICH_KIND)
    await member.picks("Mưa lũ, sạt lở, bão, cháy rừng")
    member.sees(vi.VOICE)
    await member.says("gửi")
    leader.sees(vi.VOICE)
    assert house.one("SELECT kind FROM attachment WHERE incident = 1") == "voice"


async def test_a_place_is_kept_coarsely(house: House, member: Chat, leader: Chat) -> None:
    await member.says("/baoviec")
    await member.sends(place=(19.807512, 105.776934))
    await member.says(FLOOD)
    await member.says("xong")
    await member.says("gửi")
    assert house.rows("SELECT latitude, longitude FROM incident") == [(19.808, 105.777)]
    await leader.says("xem 1")
    leader.sees("19.808")


async def test_what_is_no_picture_is_said_to_be_lost_and_blocks_nothing(house: House, member: Chat) -> None:
    await member.says("/baoviec")
    await member.sends(photos=(b"<html>no picture</html>",))
    member.sees(common.lost_media(1))
    await member.says(BRIDGE)
    await member.says("xong")
    member.sees(BRIDGE)


async def test_pictures_of_a_confidential_matter_are_erased(house: House, member: Chat) -> None:
    await member.sends(photos=(picture(),), caption="chồng đánh vợ ở xóm dưới")
    await member.says("gửi")
    member.sees("việc số 1")
    ((name, state),) = house.rows("SELECT name, state FROM attachment")
    assert state == "erased"
    await house.engine.sweep()
    with pytest.raises(FileNotFoundError):
        house.files.read(name)


async def test_a_restart_while_pictures_are_on_their_way_loses_none(house: House, member: Chat) -> None:
    if not isinstance(house.line, TelegramLine | ZaloBotLine):
        pytest.skip("a demo phone cannot speak to a bot that is down")
    await house.stops()
    if isinstance(house.line, TelegramLine):
        house.line.phone_of(member.id).sends_album([picture("red"), picture("blue")], BRIDGE)
    else:
        house.line.phone_of(member.id).sends_photo(picture("red"), BRIDGE)
        house.line.phone_of(member.id).sends_photo(picture("blue"))
    await house.starts()
    await house.line.fake.settled(15)
    await house.restarts()
    await house.settled()
    member.sees(BRIDGE)
    await member.says("gửi")
    assert house.one("SELECT count(*) FROM attachment WHERE incident = 1 AND state = 'kept'") == 2


async def test_a_picture_behind_words_of_which_it_is_asked_what_they_are_goes_with_them(house: House) -> None:
    house.restarts_each_step = True
    member, leader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    await member.says("mất điện xóm 3")
    await member.says("gửi")
    await leader.says("hỏi 1 mấy giờ?")
    await member.says("từ 5 giờ chiều")
    await member.sends(photos=(picture(),))
    await member.says("1")
    leader.has_seen("trả lời: “từ 5 giờ chiều”")
    assert house.one("SELECT count(*) FROM attachment WHERE incident IS NOT NULL") == 1
    await leader.says("hỏi 1 đến mấy giờ?")
    await member.says("đến 9 giờ tối")
    await member.sends(photos=(picture("blue"),))
    await member.says("trả lời 1")
    leader.has_seen("trả lời: “đến 9 giờ tối”")
    assert house.one("SELECT count(*) FROM attachment WHERE incident IS NOT NULL") == 2
