"""Away until a day: who stands in hears of new cases and may act, and it ends by saying so or by itself."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.periods import local
from messages_vi import absence as vi
from messages_vi import cases as cases_vi
from messages_vi import days
from tests.house import Chat, House

FLOOD = "nước lũ lên nhanh, ngập 5 nhà"


def day(house: House, ahead: int) -> str:
    """As the bot reads it back."""
    now = house.clock.now()
    return days.last_day(days.end_of(local(now).date() + timedelta(days=ahead)), now)


async def files(member: Chat) -> None:
    await member.says(FLOOD)
    await member.says("gửi")


def alone(house: House) -> None:
    """Without the sample's own people, who would hear of cases too."""
    with house.other.begin() as db:
        db.exec_driver_sql("UPDATE role SET until = since")


async def test_who_is_away_names_a_day_and_a_stand_in_who_hears_and_acts(house: House) -> None:
    alone(house)
    head, clerk = house.person("đồng chí Chín", "truong_khoi", house.commune), house.person("đồng chí Hoa", "thanh_vien_khoi", house.commune)
    member = house.person("bác Bảy", "to_vien")
    house.restarts_each_step = True
    await head.says("đi vắng")
    head.sees(vi.UNTIL_WHEN)
    await head.says("ít hôm")
    head.sees(vi.WHICH_DAY)
    await head.says("3 ngày")
    head.sees(vi.who_stands_in(day(house, 2)))
    await head.picks(vi.other(clerk.name, "thanh_vien_khoi"))
    head.sees(vi.begun(day(house, 2), clerk.name, ""))
    clerk.sees(vi.asked_to_stand_in(head.name, day(house, 2), alerted=True))
    house.restarts_each_step = False
    await files(member)
    assert "việc số 1" in clerk.last["text"].casefold()
    head.has_not_seen("ngập 5 nhà")
    await clerk.says("nhận 1")
    clerk.sees(cases_vi.accepted(1))
    await head.says("việc của tôi")  # writing something else ends nothing
    assert house.one("SELECT until > :now FROM absence", now=house.clock.now())
    await head.says("về rồi")
    head.sees(vi.welcome_back(clerk.name))
    clerk.sees(vi.came_back(head.name))
    await files(member)
    assert "việc số 2" in head.last["text"].casefold()
    clerk.has_not_seen("việc số 2")


async def test_the_day_may_come_along_and_an_absence_ends_by_itself(house: House) -> None:
    alone(house)
    head, clerk = house.person("đồng chí Chín", "truong_khoi", house.commune), house.person("đồng chí Hoa", "thu_ky", house.commune)
    await head.says("tôi đi vắng 2 ngày")
    await head.says("nho chi hoa thay nhe")
    head.sees(vi.begun(day(house, 1), clerk.name, ""))
    await house.later(days=2)
    await house.later(days=1)  # the morning after
    head.sees(vi.OVER)
    clerk.sees(vi.over_for_stand_in(head.name))
    assert house.one("SELECT count(*) FROM notice WHERE kind = 'absence'") == 3
    await head.says("/dave")
    head.sees(vi.NOT_AWAY)


async def test_without_a_stand_in_whoever_is_there_hears_and_if_nobody_is_the_one_who_is_away(house: House) -> None:
    alone(house)
    head, duty = house.person("đồng chí Chín", "truong_khoi", house.commune), house.person("đồng chí Tư", "truc_ban", house.commune)
    member = house.person("bác Bảy", "to_vien")
    await head.says("/divang hết tuần")
    await head.says("chị Không Có")
    head.sees(vi.PICK)
    await head.picks(vi.NOBODY.label)
    head.sees(vi.OTHERS_HEAR)
    await files(member)
    head.has_not_seen("ngập 5 nhà")
    assert "việc số 1" in duty.last["text"].casefold()
    await duty.says("đi vắng 1 ngày")
    duty.sees(vi.STILL_HEARS)
    await files(member)
    for chat in (head, duty):
        assert "việc số 2" in chat.last["text"].casefold()
