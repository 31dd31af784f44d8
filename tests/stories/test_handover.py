"""Handing a role over, with all that goes along."""

from __future__ import annotations

from handlers import handover
from messages_vi import cases as cases_vi
from messages_vi import common
from messages_vi import handover as vi
from messages_vi import members as members_vi
from messages_vi import requests as requests_vi
from storage import invitations, requests
from tests.house import Chat, House

DARK = "mất điện xóm 3 từ tối qua, 15 hộ"


def held_by(house: House, chat: Chat) -> list[str]:
    return [key for (key,) in house.rows("SELECT key FROM role WHERE person = :p AND until IS NULL ORDER BY id", p=chat.person)]


def title(house: House) -> str:
    return members_vi.role_at("truong_khoi", house.commune.title)


async def test_a_role_passes_with_its_cases_and_drafts_and_a_list_that_both_see(house: House, member: Chat, leader: Chat) -> None:
    house.restarts_each_step = True
    successor = house.person("Bùi Văn Tý", "thanh_vien_khoi", house.commune)
    await member.says(DARK)
    await member.says("gửi")
    await leader.says("nhận 1")
    await leader.says("hỏi 1")
    await leader.says("bàn giao")
    await leader.picks(f"{successor.name}, {members_vi.role_at('thanh_vien_khoi', house.commune.title)}")
    listed = vi.listed([vi.case(1, cases_vi.short(DARK), cases_vi.STATUS["da_nhan"])], 1, [])
    leader.sees(vi.check(title(house), successor.name, listed))
    await leader.says("gửi")
    leader.sees(vi.done(title(house), successor.name, listed))
    successor.has_seen(vi.tell_successor(title(house), leader.name, listed, cases=True))
    successor.sees(vi.tell_draft(cases_vi.ASK_TITLE, leader.name))
    assert (held_by(house, leader), held_by(house, successor)) == ([], ["truong_khoi"])
    assert house.one("SELECT holder FROM incident") == successor.person
    member.sees(vi.tell_reporter(cases_vi.named_case(1, DARK), successor.name))
    await successor.picks(common.GO_ON.label)
    await successor.says("Điện có lại chưa bác?")
    member.sees("Điện có lại chưa bác?")
    await successor.says("xem 1")
    successor.sees(f"{cases_vi.EVENTS[handover.TAKEN]} ({successor.name})")
    await leader.says("xem 1")
    leader.address = common.DEFAULT_ADDRESS  # of the block no more
    leader.sees(cases_vi.no_such("1"))


async def test_who_waits_to_be_let_in_is_asked_of_the_successor(house: House, leader: Chat) -> None:
    successor, newcomer = house.person("Bùi Văn Tý", "thanh_vien_khoi", house.commune), house.stranger("Đỗ Thị Mới")
    with house.other.begin() as db:
        made = invitations.make(db, house.commune.id, "thu_ky", 1, house.clock.now() + 86400, by=leader.person, now=house.clock.now())
    await newcomer.says(made)
    await newcomer.agrees()
    ((number, name),) = house.rows("SELECT q.id, p.name FROM request q JOIN person p ON p.id = q.person WHERE q.state = 'waiting'")
    await leader.says("bàn giao")
    await leader.picks(f"{successor.name}, {members_vi.role_at('thanh_vien_khoi', house.commune.title)}")
    leader.sees(vi.listed([], 0, [f"{name} ({members_vi.role_at('thu_ky', house.commune.title)})"]))
    await leader.says("gửi")
    await leader.says(f"{requests_vi.WORDS[requests_vi.LETS_IN]} {number}")
    assert house.one("SELECT state FROM request") == "waiting"  # it is no longer theirs to answer
    await successor.says(f"{requests_vi.WORDS[requests_vi.LETS_IN]} {number}")
    with house.other.begin() as db:
        found = requests.unscoped(db, number)
    assert found is not None
    assert (found.state, found.decided_by) == ("granted", successor.person)
