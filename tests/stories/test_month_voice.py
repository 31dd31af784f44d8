"""A team says its wish instead of typing it; the secretary hears it on every kind of phone."""

from __future__ import annotations

from messages_vi import checkin as vi
from tests.house import House
from tests.stories.test_checkin import BY_BUTTONS, BY_LINES, goes_to_the_month
from tests.stories.test_files_handed_over import VOICE, files_of

WISH = BY_BUTTONS.index("xã sửa mương")


async def test_a_wish_that_was_said_is_heard_by_the_block(house: House) -> None:
    head, secretary = house.person("bác Tám", "to_truong"), house.person("Đỗ Thị Mười", "thu_ky", house.commune)
    of = await goes_to_the_month(house)
    house.restarts_each_step = True
    await head.says("báo tháng")
    for words in BY_BUTTONS[:WISH] if house.line.buttons else BY_LINES[:2]:
        await (head.picks(words) if words in [b["text"] for b in head.last["buttons"]] else head.says(words))
    await head.sends(voice=VOICE)
    await head.says("bỏ qua" if house.line.buttons else "C")
    head.sees(f"Đề nghị: {vi.SPOKEN}.")
    await head.picks(vi.SEND.label)
    head.sees(vi.receipt(house.hamlets[0].title, of, late=False))
    await secretary.says("nghe tin thoại")
    title = f"Tin thoại {house.hamlets[0].title} tháng {of}.ogg"
    assert title in files_of(secretary) or title in secretary.last["text"]
