"""A role ends while its holder is in the midst of something: from then on nothing is filed, seen or done by it."""

from __future__ import annotations

import pytest

from messages_vi import cases as cases_vi
from messages_vi import common
from messages_vi import report as vi
from messages_vi.kinds import KINDS
from storage import roles
from tests.house import Chat, House

FLOOD = "nước lũ lên nhanh, ngập 5 nhà"


@pytest.fixture
def member(house: House) -> Chat:
    return house.person("bác Bảy", "to_vien")


@pytest.fixture
def leader(house: House) -> Chat:
    return house.person("đồng chí Chín", "truong_khoi", house.commune)


def loses_every_role(house: House, chat: Chat) -> None:
    held = house.rows("SELECT id FROM role WHERE person = :p", p=chat.person)
    with house.other.begin() as db:
        for (row,) in held:
            assert roles.end(db, row, house.clock.now())
    chat.address = common.DEFAULT_ADDRESS


async def test_an_open_report_is_not_filed_and_says_why(house: House, member: Chat) -> None:
    await member.says(FLOOD)
    loses_every_role(house, member)
    await member.says("gửi")
    member.sees(vi.NOT_YOURS)
    assert house.one("SELECT count(*) FROM incident") == 0
    await member.says("gửi")
    member.has_not_seen("việc số")
    await member.says(FLOOD)
    member.sees(vi.NO_PLACE)


async def test_a_leaders_question_is_not_asked_and_an_old_button_does_nothing(house: House, member: Chat, leader: Chat) -> None:
    await member.says(FLOOD)
    await member.says("gửi")
    await leader.says("hỏi 1")
    leader.sees(cases_vi.what_to_ask(1))
    alert = next(m for m in leader.seen if "việc số 1" in m["text"].casefold())
    loses_every_role(house, leader)
    await leader.says("nước ngập đến đâu rồi")
    leader.sees(cases_vi.NOT_YOURS)
    if house.line.buttons:
        await leader.taps(alert, cases_vi.buttons(1, KINDS["TT"])[0].label)
    else:
        await leader.says("nhận 1")
    leader.has_not_seen(cases_vi.accepted(1))
    assert house.rows("SELECT status FROM incident") == [("moi",)]
    assert house.rows("SELECT what FROM incident_event") == [("moi",)]
    assert house.one("SELECT count(*) FROM notice WHERE person = :p AND kind = 'case'", p=member.person) == 0
