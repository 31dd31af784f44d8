"""Places change while people write: a hamlet is merged or divided in the middle of a report, and nothing of it is lost."""

from __future__ import annotations

from bot.domain.unit_plans import MERGE, SPLIT, Event, New
from handlers import places
from storage import roles
from tests.house import Chat, House

BRIDGE = "gãy lan can cầu tràn, 15 hộ phải đi vòng"


def changes(house: House, kind: str, *titles: str, into: tuple[int | New, ...]) -> None:
    """By the command line, beside the running bot."""
    now = house.clock.now()
    with house.other.begin() as db:
        places.order(db, Event(kind, places.today(now), "12/NQ-HĐND", tuple(house.units[t].id for t in titles), into=into), now)


async def test_a_report_goes_on_at_the_hamlet_its_own_became(house: House, member: Chat, leader: Chat) -> None:
    await member.says(BRIDGE)
    member.sees("thôn Mẫu Một")
    changes(house, MERGE, "thôn Mẫu Một", "thôn Mẫu Hai", into=(New("thon", "thôn", "Mẫu Chung", house.commune.id),))
    await member.says("gửi")
    member.sees("thôn Mẫu Chung")  # the yes was to another text
    member.sees("15 hộ phải đi vòng")
    await member.says("gửi")
    member.sees("việc số 1")
    assert house.rows("SELECT text, name, commune FROM incident JOIN unit ON unit.id = incident.unit") == [(BRIDGE, "Mẫu Chung", house.commune.id)]
    await house.later(hours=24)
    leader.has_seen("thôn Mẫu Chung")


async def test_the_place_one_had_chosen_is_the_one_it_became(house: House, member: Chat) -> None:
    with house.other.begin() as db:
        roles.give(db, member.person, house.units["thôn Mẫu Ba"].id, "to_vien", house.clock.now())
    await member.says(BRIDGE)
    await member.picks("thôn Mẫu Một")
    changes(house, MERGE, "thôn Mẫu Một", into=(house.units["thôn Mẫu Hai"].id,))
    await member.says("gửi")
    member.sees("thôn Mẫu Hai")
    await member.says("gửi")
    member.sees("việc số 1")
    assert house.one("SELECT unit FROM incident") == house.units["thôn Mẫu Hai"].id


async def test_where_several_came_after_it_one_is_asked_which(house: House, member: Chat) -> None:
    await member.says(BRIDGE)
    changes(house, SPLIT, "thôn Mẫu Một", into=(house.units["thôn Mẫu Hai"].id, New("thon", "thôn", "Mẫu Mới", house.commune.id)))
    await member.says("gửi")
    await member.picks("thôn Mẫu Mới")
    member.sees("15 hộ phải đi vòng")
    await member.says("gửi")
    member.sees("việc số 1")
    assert house.rows("SELECT text, name FROM incident JOIN unit ON unit.id = incident.unit") == [(BRIDGE, "Mẫu Mới")]


async def test_a_leader_of_what_is_no_more_reports_from_what_came_after(house: House, leader: Chat) -> None:
    changes(house, MERGE, house.commune.title, into=(New("xa", "xã", "Mẫu Mới", house.province.id),))
    await leader.says("rác đổ đầy bờ mương, hôi quá")
    leader.sees("xã Mẫu Mới")
    await leader.says("gửi")
    leader.sees("việc số 1")
    assert house.rows("SELECT name, reporter_role FROM incident JOIN unit ON unit.id = incident.commune") == [("Mẫu Mới", "truong_khoi")]
