"""The door: code, consent, and guesses that are slowed."""

from __future__ import annotations

from messages_vi import common
from messages_vi import joining as vi
from messages_vi import requests as requests_vi
from storage import invitations
from tests.house import Chat, House


def code(house: House, role: str = "to_vien", uses: int = 1, unit: int | None = None, days: float = 7) -> str:
    with house.other.begin() as db:
        return invitations.make(db, unit or house.hamlets[0].id, role, uses, house.clock.now() + days * 86400)


async def test_code_first_then_consent_then_a_report(house: House) -> None:
    house.restarts_each_step = True
    newcomer = house.stranger("Người Mới")
    made = code(house)
    await newcomer.says("/start")
    newcomer.sees(vi.CODE_PLEASE)
    await newcomer.says(f"{made[:4]} {made[4:]}")
    newcomer.sees(f"Đảng ủy {house.commune.title}")
    newcomer.sees("thư ký khối, số 0237.000.0003")
    await newcomer.picks("Đồng ý")
    if house.line.name == "phone":  # nobody has told it a name
        newcomer.sees(requests_vi.NAME)
        await newcomer.says("nguyễn thị mới")
    newcomer.sees("tổ viên thôn Mẫu Một")
    newcomer.sees(vi.kept_as("Nguyễn Thị Mới" if house.line.name == "phone" else newcomer.name))
    assert house.rows("SELECT version FROM consent ORDER BY id DESC LIMIT 1") == [(vi.VERSION,)]
    await newcomer.says("nước lũ lên nhanh, ngập 5 nhà")
    await newcomer.says("gửi")
    newcomer.sees("việc số 1")


async def test_the_start_payload_brings_the_code_along(house: House) -> None:
    newcomer = house.stranger()
    await newcomer.says(f"/start {code(house, 'truong_khoi', unit=house.commune.id)}")
    newcomer.sees("Đồng ý" if not house.line.buttons else "Đảng ủy")
    await newcomer.agrees()
    newcomer.sees("trưởng khối")


async def test_who_says_no_leaves_nothing_behind(house: House) -> None:
    newcomer = house.stranger()
    people = house.one("SELECT count(*) FROM person")
    made = code(house)
    await newcomer.says(made)
    await newcomer.picks("Không")
    newcomer.sees(vi.REFUSED)
    assert house.one("SELECT count(*) FROM person") == people
    assert house.one("SELECT count(*) FROM draft") == 0
    await newcomer.says(made)  # the code is not used up
    newcomer.sees("Đảng ủy")


async def test_a_code_is_used_up_and_expires(house: House) -> None:
    made, old = code(house), code(house, days=-1)
    first, second = house.stranger("Một"), house.stranger("Hai")
    for chat in (first, second):
        await chat.says(made)
        chat.sees("Đảng ủy")
    await first.agrees()
    await second.agrees()
    second.sees(vi.SPENT)
    await second.says(old)
    second.sees(vi.WRONG_CODE)


async def test_wrong_codes_are_slowed_per_chat_and_in_all(house: House) -> None:
    guesser = house.stranger()
    for guess in range(5):
        await guesser.says(f"1000000{guess}")
        guesser.sees(vi.WRONG_CODE)
    made = code(house)
    await guesser.says(made)
    guesser.sees(vi.TOO_MANY)
    other = house.stranger()
    await other.says(made)
    other.sees("Đảng ủy")
    await house.later(hours=1.1)
    await guesser.says(made)
    guesser.sees("Đảng ủy")


async def test_somebody_known_may_bring_another_code(house: House) -> None:
    member: Chat = house.person("bác Bảy", "to_vien")
    await member.says("/start")
    member.sees(vi.ALREADY)
    await member.says(code(house, "to_truong"))
    member.sees("tổ trưởng")
    assert house.one("SELECT count(*) FROM role WHERE person = :p", p=member.person) == 2
    await member.says("/riengtu")
    member.sees("xem, sửa, xóa được bất cứ lúc nào")


async def test_a_stranger_who_types_other_things_is_asked_for_the_code_again(house: House) -> None:
    nobody = house.stranger()
    await nobody.says("alo")
    nobody.sees(vi.CODE_PLEASE)
    await nobody.says("mã gì cơ")
    nobody.sees(f"{vi.GREETING}\n\n{vi.CODE_PLEASE}")
    await nobody.says("thôi")
    nobody.sees(common.DROPPED)
