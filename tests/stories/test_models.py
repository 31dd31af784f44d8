"""A model of skilful mobilization on each kind of phone, with the bot restarted after every step: written down, pictures, recognised by the block."""

from __future__ import annotations

import io

from PIL import Image

from messages_vi import models as vi
from tests.house import Chat, House
from tests.stories.test_media import picture

NAME = "Tuyến đường hoa"


async def test_a_model_goes_its_way_even_if_the_bot_restarts_after_every_step(house: House, member: Chat, leader: Chat) -> None:
    house.restarts_each_step = True
    await member.says("thêm mô hình")
    member.sees(vi.NAME_IT)
    await member.says(NAME)
    await member.says("Bà con tự trồng hoa dọc đường thôn")
    await member.picks(vi.SAVE.label if house.line.buttons else vi.SAVE.typed)
    member.sees("mô hình số 1")
    await member.says("thêm ảnh mô hình 1")
    member.sees(vi.SEND_PICTURES)
    await member.sends(photos=(picture("red"),))
    await member.sends(photos=(picture("blue"),))
    await member.says("xong")
    member.has_seen("Đã ghi 2 ảnh vào mô hình số 1")
    assert house.one("SELECT count(*) FROM model_step WHERE photo IS NOT NULL") == 2
    for (name,) in house.rows("SELECT name FROM attachment"):
        with Image.open(io.BytesIO(house.files.read(name))) as kept:
            assert not kept.getexif()
    await leader.says("mô hình 1")
    assert len([m for m in leader.seen if m["photos"]]) == 2
    leader.has_seen(NAME)
    await leader.says("công nhận mô hình 1 quyết định 12")
    assert house.one("SELECT state FROM model") == "cong_nhan"
    await member.says("mô hình 1")
    member.has_seen("quyết định 12")
