"""What people do in Telegram besides typing: each gets a sensible answer, or silence; nothing blocks the queue."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from messages_vi import common
from messages_vi import report as vi
from tests.fakes.props import picture
from tests.fakes.telegram import FakeTelegram, Fault, too_many
from tests.fakes.telegram_people import Person
from tests.house import Chat, House
from tests.lines import TelegramLine
from tests.traces import traces

BRIDGE = "gãy lan can cầu tràn từ tối qua, 15 hộ phải đi vòng"
FLOOD = "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn"


@pytest_asyncio.fixture(params=["polling", "webhook"])
async def house(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> AsyncIterator[House]:
    made = House(TelegramLine(request.param), url, tmp_path)
    await made.opens()
    yield made
    await made.closes()


@pytest.fixture
def fake(house: House) -> FakeTelegram:
    assert isinstance(house.line, TelegramLine)
    return house.line.fake


@pytest.fixture
def bay(house: House, member: Chat) -> Person:
    assert isinstance(house.line, TelegramLine)
    return house.line.phone_of(member.id)


async def through(house: House, fake: FakeTelegram) -> None:
    await fake.settled(15)
    await house.settled()


async def test_an_edit_a_sticker_and_a_contact_are_answered_kindly(house: House, fake: FakeTelegram, member: Chat, bay: Person) -> None:
    said = bay.says(BRIDGE)
    await through(house, fake)
    bay.edits(said, "khác hẳn")
    await through(house, fake)
    member.sees(common.ODD["edited"])
    bay.sticker()
    await through(house, fake)
    member.sees(common.ODD["unsupported"])
    bay.sends_contact("Ai đó", "+84912345678")
    await through(house, fake)
    await member.says("gửi")
    assert house.one("SELECT text FROM incident") == BRIDGE


async def test_a_forwarded_command_commands_nothing_and_forwarded_words_are_told(house: House, fake: FakeTelegram, member: Chat, bay: Person) -> None:
    bay.forwards(FLOOD)
    await through(house, fake)
    member.sees(FLOOD)
    bay.forwards("hủy")
    await through(house, fake)
    assert house.one("SELECT count(*) FROM draft WHERE state = 'open'") == 1


async def test_a_group_hears_nothing_unless_it_names_the_bot(house: House, fake: FakeTelegram, member: Chat, bay: Person) -> None:
    group = fake.group()
    bay.says_in(group, FLOOD)
    bay.says_in(group, "/baoviec@other_bot")
    await through(house, fake)
    assert group.seen == []
    bay.says_in(group, f"/baoviec@{fake.bot['username']}")
    await through(house, fake)
    assert len(group.seen) == 1
    assert house.one("SELECT count(*) FROM draft") == 0


async def test_a_live_location_on_the_move_is_silence(house: House, fake: FakeTelegram, member: Chat, bay: Person) -> None:
    bay.says("/baoviec")
    started = bay.sends_location(19.8, 105.7, live=900)
    for step in range(3):
        bay.moves(started, 19.8 + step / 100, 105.7)
    await through(house, fake)
    assert len(member.seen) == 1


async def test_the_menu_is_vietnamese_and_taps_are_answered_at_once(house: House, fake: FakeTelegram, member: Chat) -> None:
    await member.says(BRIDGE)
    await member.picks(vi.OTHER_KIND)
    assert len(fake.answered) == 1
    (menu, *_) = fake.made("setMyCommands")
    assert [c["command"] for c in menu["commands"]] == [c for c, _ in common.MENU]


async def test_odd_letters_arrive_exactly_and_break_nothing(house: House, fake: FakeTelegram, member: Chat, bay: Person) -> None:
    leader = house.person("đ/c Chín", "truong_khoi", house.commune)
    odd = "nước lũ <b>lên</b> & ngập 5 nhà \u200b ca\u0302\u0300u 👨‍👩‍👧 *x* _y_ `z` {bac}"
    bay.says(odd)
    await through(house, fake)
    await member.says("gửi")
    leader.sees("nước lũ <b>lên</b> & ngập 5 nhà  cầu 👨‍👩‍👧 *x* _y_ `z` {bac}")
    bay.says("😀" * 4096)
    await through(house, fake)
    await member.says("/giup")
    member.sees(common.HELP)
    assert house.one("SELECT count(*) FROM inbox WHERE state <> 'done'") == 0


async def test_updates_that_come_twice_or_late_are_one_turn_each(house: House, fake: FakeTelegram, member: Chat, bay: Person) -> None:
    with fake.held():
        bay.says("/giup")
        bay.says("/danhba")
    await through(house, fake)
    fake.repeats(bay.says("/giup"))
    await through(house, fake)
    assert len(member.seen) == 3


async def test_blocked_is_noticed_and_what_waited_comes_when_the_person_is_back(house: House, fake: FakeTelegram, member: Chat, bay: Person) -> None:
    leader = house.person("đ/c Chín", "truong_khoi", house.commune)
    assert isinstance(house.line, TelegramLine)
    chin = house.line.phone_of(leader.id)
    chin.blocks()
    for what in (FLOOD, "lũ quét cuốn trôi ngầm tràn, 9 hộ bị cô lập"):
        await member.says(what)
        await member.says("gửi")
    assert leader.seen == []
    waiting = house.one("SELECT count(*) FROM notice WHERE state = 'unreachable' AND person = :p", p=leader.person)
    assert waiting == 1  # the first was tried, and told us
    chin.unblocks()
    await leader.says("/giup")
    leader.has_seen("việc số 2")


async def test_a_flood_limit_is_obeyed(house: House, fake: FakeTelegram, member: Chat) -> None:
    fake.faults["sendMessage"].append(too_many(1))
    before = house.clock.steady()
    await member.says("/giup")
    while not member.seen:
        await house.settled()
    assert house.clock.steady() - before >= 1.0
    assert len(member.seen) == 1


async def test_a_yes_typed_while_the_check_could_not_be_delivered_files_nothing(house: House, fake: FakeTelegram, member: Chat, leader: Chat) -> None:
    """What was surely refused has not been read, though it was on its way."""
    fake.faults["sendMessage"].append(Fault(502, "Bad Gateway"))
    await member.says(BRIDGE)
    assert not member.seen
    await member.says("gửi")
    assert house.one("SELECT count(*) FROM incident") == 0
    await asyncio.sleep(1.2)  # the first pause before it is tried again
    await house.settled()
    member.sees("xem lại")
    await member.says("gửi")
    member.sees("việc số 1")


NUMBER = "0912 345 678"


async def test_a_telephone_number_is_kept_nowhere_wherever_it_was_written(
    house: House, fake: FakeTelegram, member: Chat, leader: Chat, bay: Person
) -> None:
    bay.sends_photo(picture(), f"{BRIDGE}, gọi {NUMBER}")
    await through(house, fake)
    await member.says("xong")
    await member.says("gửi")
    said = bay.says("rác đổ đầy bờ mương")
    await through(house, fake)
    bay.edits(said, f"rác đổ đầy bờ mương, gọi {NUMBER}")
    bay.sends_document(picture(), f"anh {NUMBER}.jpg", "image/jpeg")
    bay.sends_document(b"%PDF", "don 0912345678.pdf", "application/pdf", f"đơn, gọi {NUMBER}")
    await through(house, fake)
    await leader.says(f"chuyển 1 UBND xã, cần kinh phí, gọi {NUMBER}")
    assert house.one("SELECT text FROM incident_event WHERE what = 'chuyen'") == "cần kinh phí, gọi [số điện thoại]"
    assert house.one("SELECT text FROM incident WHERE number = 1") == f"{BRIDGE}, gọi [số điện thoại]"
    with house.other.begin() as db:
        assert traces(db, house.at, NUMBER, "0912345678", "345 678") == []
