"""One's own telephone number in place of a code: Telegram hands it over by a button, and the button goes when it has been used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from messages_vi import common
from messages_vi import joining as vi
from storage import people, roles
from tests.fakes.telegram_people import Person
from tests.house import Chat, House
from tests.lines import TelegramLine

SHARE = vi.SHARE.label


@pytest_asyncio.fixture(params=["polling", "webhook"])
async def house(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> AsyncIterator[House]:
    made = House(TelegramLine(request.param), url, tmp_path)
    await made.opens()
    with made.other.begin() as db:
        expected = people.add(db, "Phạm Thị Mẫu", 0.0)
        db.execute(text("UPDATE person SET phone = '0912345678' WHERE id = :p"), {"p": expected})
        roles.give(db, expected, made.hamlets[0].id, "to_vien", made.clock.now())
    yield made
    await made.closes()


@pytest.fixture
def newcomer(house: House) -> Chat:
    return house.stranger("Hoa")


@pytest.fixture
def phone(house: House, newcomer: Chat) -> Person:
    assert isinstance(house.line, TelegramLine)
    return house.line.phone_of(newcomer.id)


async def through(house: House) -> None:
    assert isinstance(house.line, TelegramLine)
    await house.line.fake.settled(15)
    await house.settled()


async def test_the_button_brings_the_number_and_goes_though_the_bot_restarts(house: House, newcomer: Chat, phone: Person) -> None:
    await newcomer.says("/start")
    newcomer.sees(vi.OR_NUMBER)
    assert [[key["text"] for key in row] for row in phone.replies] == [[SHARE], [vi.NO_CODE.label], [common.CANCEL.label]]
    await house.restarts()
    phone.presses(SHARE, "84912345678")
    await through(house)
    newcomer.sees(vi.found("Phạm Thị Mẫu", ["tổ viên thôn Mẫu Một"]))
    assert phone.replies == []
    await newcomer.picks("Đồng ý")
    newcomer.sees(vi.joined("to_vien", "thôn Mẫu Một"))
    assert house.one("SELECT person FROM account WHERE peer LIKE :p", p=f"%:{newcomer.id}") == house.one(
        "SELECT id FROM person WHERE phone IS NOT NULL"
    )
    assert house.one("SELECT count(*) FROM inbox WHERE body IS NOT NULL") == 0, "the number is kept nowhere else"


async def test_a_number_from_the_phones_book_is_refused_and_the_button_stays(house: House, newcomer: Chat, phone: Person) -> None:
    await newcomer.says("/start")
    for user, forwarded in ((None, False), (999, False), (int(newcomer.id), True)):
        phone.sends_contact("Hoa", "+84912345678", user, forwarded=forwarded)
        await through(house)
        newcomer.sees(vi.NOT_YOUR_NUMBER)
    assert phone.replies
    await newcomer.says(SHARE)
    newcomer.sees(vi.HOW_TO_SHARE)


async def test_the_button_goes_too_when_it_is_not_used(house: House, newcomer: Chat, phone: Person) -> None:
    await newcomer.says("/start")
    phone.presses(vi.NO_CODE.label)
    await through(house)
    newcomer.sees("Đảng ủy xã, phường")
    assert phone.replies == []
    await newcomer.says("hủy")
    await newcomer.says("alo")
    phone.presses(common.CANCEL.label)
    await through(house)
    newcomer.sees(common.DROPPED)
    assert phone.replies == []
