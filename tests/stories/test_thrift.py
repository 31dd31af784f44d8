"""A bot with so many messages a month and so many people: all are counted, the operator hears in time, what can wait gives way, newcomers go on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.domain.periods import local, month, next_month
from bot.files import Files
from bot.talk import Allowance, Channel, Choice, Notice, Peer
from handlers import exports
from messages_vi import bots as vi
from messages_vi import cases as cases_vi
from messages_vi import common
from messages_vi import joining as joining_vi
from messages_vi.kinds import KINDS
from storage import bots, invitations, leases, notices, people
from storage.bots import Bot
from tests.house import Chat, House
from tests.lines import PhoneLine

A_MONTH, PLACES = 100, 10  # three people of the sample are there already
US = vi.name("phone", "demo")
GREEN = "rác đổ đầy bờ mương"
RED = "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn"


class MeteredLine(PhoneLine):
    """A phone of a bot that may send, and have, only so many."""

    def channel(self, files: Files) -> Channel:
        made = super().channel(files)
        made.allowance = Allowance(4000, 1000.0, A_MONTH, PLACES)
        return made


@pytest_asyncio.fixture(params=["buttons", "plain"])
async def house(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> AsyncIterator[House]:
    made = House(MeteredLine(buttons=request.param == "buttons"), url, tmp_path)
    await made.opens()
    yield made
    await made.closes()


def sent(house: House) -> int:
    found = house.rows("SELECT n FROM counter WHERE name = :name", name=f"sent:phone:demo:{month(house.clock.real())}")
    return int(found[0][0]) if found else 0


def has_sent(house: House, n: int) -> None:
    """As if it had sent so many this month."""
    with house.other.begin() as db:
        upsert = "INSERT INTO counter(name, n) VALUES (:name, :n) ON CONFLICT (name) DO UPDATE SET n = :n"
        db.execute(text(upsert), {"name": f"sent:phone:demo:{month(house.clock.real())}", "n": n})


def tell(house: House, chat: Chat, n: Notice) -> None:
    with house.other.begin() as db:
        notices.notify(db, chat.person, n, house.clock.now())


def held(house: House) -> list[str]:
    with house.other.begin() as db:
        return [r["kind"] for r in exports.message_rows(db) if r["state"] == "held"]


def code(house: House) -> str:
    with house.other.begin() as db:
        return invitations.make(db, house.hamlets[0].id, "to_vien", 9, house.clock.now() + 86400)


def bots_beside(house: House, *others: Bot) -> None:
    """Further bots of the same channel, in this order after ours."""
    ours = Bot("phone", "demo", "", A_MONTH, PLACES)
    with house.other.begin() as db:
        bots.serve(db, [ours, *others], house.clock.real())


async def fills_up(house: House, to: int = PLACES) -> list[Chat]:
    """Strangers come until so many places are taken."""
    came = []
    while house.one("SELECT count(*) FROM (SELECT peer FROM account UNION SELECT peer FROM conversation) AS them") < to:
        came.append(house.stranger())
        await came[-1].says("alo")
        came[-1].sees(joining_vi.CODE_PLEASE)
    return came


# counting ------------------------------------------------------------------------------------------------------------
async def test_each_message_that_left_counts_and_is_still_counted_after_a_restart(house: House, member: Chat, leader: Chat) -> None:
    await member.says("giúp")
    await member.says("danh bạ")
    await house.restarts()
    await member.says(RED)
    await member.says("gửi")
    assert leader.seen
    assert sent(house) == house.one("SELECT count(*) FROM outbox WHERE state = 'sent'") > len(member.seen) == 4


# the operator --------------------------------------------------------------------------------------------------------
async def test_the_operator_hears_once_a_month_that_messages_run_out(house: House) -> None:
    operator = house.person("đ/c Máy", "quan_tri", house.commune)
    has_sent(house, 79)
    await house.later(minutes=11)
    assert operator.seen == []
    await operator.says("giúp")
    await house.later(minutes=11)
    operator.sees(vi.few_messages(US, 80, A_MONTH))
    await house.restarts()
    await house.later(minutes=11)
    await house.later(days=32)  # the notice itself is forgotten by now
    await house.later(days=1)
    assert len(operator.seen) == 2


async def test_the_operator_hears_when_places_run_out_and_again_when_they_have(house: House) -> None:
    operator = house.person("đ/c Máy", "quan_tri", house.province)
    await fills_up(house, 7)
    await house.later(minutes=11)
    assert operator.seen == []
    await fills_up(house, 8)
    await house.later(minutes=11)
    operator.sees(vi.few_places(US, 8, PLACES))
    await house.later(days=32)
    assert len(operator.seen) == 1
    await fills_up(house)
    await house.later(minutes=11)
    operator.sees(vi.no_place(US, PLACES))
    await house.later(days=32)
    assert len(operator.seen) == 2


async def test_nobody_but_the_operator_hears_of_the_machine(house: House, member: Chat, leader: Chat) -> None:
    has_sent(house, 99)
    await house.later(minutes=11)
    assert member.seen == leader.seen == []


# sparing -------------------------------------------------------------------------------------------------------------
async def test_when_messages_run_out_what_can_wait_shares_one_and_its_pictures_are_asked_for(house: House, leader: Chat) -> None:
    has_sent(house, 80)
    green = Notice(
        "alert", "Việc số 12: đường lầy.", "a", cases_vi.buttons(12, KINDS["CT"]), "id:7", ("kept-1", "kept-2"), urgency="morning", merge_key="new"
    )
    tell(house, leader, green)
    tell(house, leader, Notice("reminder", "Mai họp giao ban.", "b", urgency="morning"))
    tell(house, leader, Notice("reminder", "Xem báo cáo.", "c", (Choice("/vieccuatoi", "Xem việc"),), urgency="morning"))
    await house.later(days=1)
    (only,) = leader.seen
    seen_by = common.to_be_seen("12")
    assert common.spoken_to(common.merged([f"{green.text}\n{seen_by}", "Mai họp giao ban.", "Xem báo cáo."]), leader.address) in only["text"]
    assert only["photos"] == []
    assert sent(house) == 81
    await leader.picks("Xem việc")
    leader.sees(cases_vi.NOTHING_YET)


async def test_before_that_each_kind_comes_by_itself_and_with_its_pictures(house: House, leader: Chat) -> None:
    has_sent(house, 70)
    tell(house, leader, Notice("alert", "Việc số 12.", "a", cases_vi.buttons(12, KINDS["CT"]), "id:7", urgency="morning", merge_key="new"))
    tell(house, leader, Notice("reminder", "Mai họp giao ban.", "b", urgency="morning"))
    await house.later(days=1)
    assert len(leader.seen) == 2


async def test_at_the_end_of_a_month_what_can_wait_is_held_till_the_next_and_nothing_else_is(house: House, member: Chat, leader: Chat) -> None:
    has_sent(house, 95)
    await member.says(GREEN)
    await member.says("gửi")
    tell(house, leader, Notice("reminder", "Mai họp giao ban.", "b", urgency="morning", expires=house.clock.now() + 2 * 86400))
    await house.later(days=1)
    assert leader.seen == []
    assert held(house) == ["alert", "alert", "reminder"], "the sample's leader is told of the case too"
    await member.says(RED)
    await member.says("gửi")
    leader.sees("việc số 2, mức")
    await leader.says("giúp")
    leader.sees("việc muốn báo")
    await leader.says("nhận 2")
    so_far = len(leader.seen)
    assert so_far == 3, "writing brings nothing of what is held"
    first = next_month(house.clock.now())
    assert f"{local(first):%d %H:%M}" == "01 07:00"
    has_sent(house, 0)  # a new month
    await house.later(seconds=first - house.clock.now() - 60)
    leader.has_not_seen("việc số 1, mức")
    await house.later(seconds=61)
    leader.has_seen("việc số 1, mức")
    leader.has_not_seen("Mai họp giao ban.")  # what was to be read till yesterday is not sent
    assert held(house) == []


@pytest.mark.parametrize("gone", [80, 99])
async def test_who_has_a_chat_without_a_limit_hears_there_what_can_wait(house: House, leader: Chat, gone: int) -> None:
    has_sent(house, gone)
    elsewhere = Peer("telegram", "9", "77")
    with house.other.begin() as db:
        people.join(db, elsewhere, leader.person, house.clock.now() - 86400)
        leases.take(db, leases.new_owner(), ["send:telegram:9"], house.clock.real())
    tell(house, leader, Notice("reminder", "Mai họp giao ban.", "a", urgency="morning"))
    tell(house, leader, Notice("alert", "Nước lên.", "b"))
    await house.later(days=1)
    leader.sees("Nước lên.")
    assert len(leader.seen) == 1
    assert house.rows("SELECT kind FROM outbox WHERE peer = :p", p=elsewhere.key) == [("reminder",)]


# places --------------------------------------------------------------------------------------------------------------
async def test_at_a_full_bot_a_stranger_is_led_to_the_next_and_leaves_nothing(house: House, member: Chat) -> None:
    (last, *_) = await fills_up(house)
    late = house.stranger()
    for said in ("alo", code(house), "/start"):
        await late.says(said)
        late.sees(vi.full(""))
    bots_beside(house, Bot("phone", "1", "", 0, 9), Bot("phone", "2", "https://zalo.me/s/two", 0, 9), Bot("phone", "3", "https://zalo.me/s/three"))
    await late.says("alo")
    late.sees(vi.full("https://zalo.me/s/two"))
    assert house.rows("SELECT peer FROM conversation WHERE peer LIKE :p", p=f"%:{late.id}") == []
    assert house.one("SELECT count(*) FROM draft WHERE key LIKE :p", p=f"%:{late.id}") == 0
    await member.says("giúp")
    member.sees("việc muốn báo")
    await last.says(code(house))
    last.sees("Đảng ủy")
    await last.picks("Đồng ý")
    await last.is_asked_for_a_name()
    last.sees("tổ viên")


async def test_the_next_bot_with_room_is_named_not_the_next_in_line(house: House) -> None:
    await fills_up(house)
    bots_beside(house, Bot("phone", "2", "https://zalo.me/s/two", 0, 1), Bot("phone", "3", "https://zalo.me/s/three", 0, 1))
    house.person("bác Tám", "to_vien")
    with house.other.begin() as db:
        people.join(db, Peer("phone", "2", "5"), people.add(db, "bác Chín", 0.0), 0.0)
    late = house.stranger()
    await late.says("alo")
    late.sees("https://zalo.me/s/three")


async def test_who_was_there_before_it_was_full_is_one_of_its_people(house: House) -> None:
    first = house.stranger()
    await first.says("alo")
    await first.says("thôi")
    first.sees(common.DROPPED)
    await fills_up(house)
    await first.says("alo")
    first.sees(joining_vi.CODE_PLEASE)
