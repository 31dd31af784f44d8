"""Coming in by somebody's yes, on every line: asked without a code, and with one that its maker has to confirm."""

from __future__ import annotations

from messages_vi import joining as joining_vi
from messages_vi import requests as vi
from messages_vi.common import BAC, CADRE
from storage import invitations
from tests.house import House


async def test_somebody_asks_in_and_the_head_lets_them(house: House) -> None:
    house.restarts_each_step = True
    head, newcomer = house.person("bác Trưởng", "to_truong"), house.stranger("Lan")
    for words in ("/xinvao", "đồng ý", "lê thị mẫu"):
        await newcomer.says(words)
    newcomer.sees(vi.PLACE)
    await newcomer.says("thon mau mot")
    newcomer.sees("Lê Thị Mẫu, xin vào tổ dân vận thôn Mẫu Một, xã Thường Xuân")
    await newcomer.says("gửi")
    newcomer.sees(vi.asked("thôn Mẫu Một, xã Thường Xuân"))
    head.sees("Lê Thị Mẫu")
    await newcomer.says("nước lũ lên nhanh, ngập 5 nhà")
    newcomer.sees(vi.WAITING)
    await (head.picks("Đồng ý cho vào") if house.line.buttons else head.says("cho vào 1"))
    head.sees(vi.let_in("Lê Thị Mẫu", "tổ viên thôn Mẫu Một"))
    newcomer.sees(joining_vi.joined("to_vien", "thôn Mẫu Một"))
    await newcomer.says("nước lũ lên nhanh, ngập 5 nhà")
    newcomer.sees("thôn Mẫu Một, mức ĐỎ")


async def test_a_forwarded_invitation_lets_nobody_in_whom_its_maker_does_not_know(house: House) -> None:
    maker, thief = house.person("đ/c Bí Thư", "bi_thu", house.commune), house.stranger("Người Lạ")
    with house.other.begin() as db:
        expires = house.clock.now() + 86400
        code = invitations.make(db, house.commune.id, "thu_ky", 2, expires, by=maker.person, now=house.clock.now())
    await thief.says(code)
    await thief.agrees()
    thief.sees(vi.INVITER_ASKED.replace(BAC, CADRE))
    maker.sees("thư ký khối xã Thường Xuân")
    await thief.says("danh sách")
    thief.has_not_seen("đ/c Bí Thư")
    await (maker.picks("Không phải") if house.line.buttons else maker.says("khong phai 1"))
    maker.sees("Mã mời ấy không dùng được nữa.")
    thief.sees(vi.REFUSED)
    await thief.says(code)
    thief.sees(joining_vi.WRONG_CODE)
