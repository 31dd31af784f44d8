"""What rides in the webhook's response: the answer to a tap always, replies when asked for; nothing twice, nothing lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.channels.telegram import Telegram
from bot.hooks import Hook
from bot.outbox import Sender
from bot.talk import Incoming, Outgoing, Peer
from messages_vi import common
from messages_vi import report as vi
from messages_vi.kinds import KINDS
from storage.outbox import Outcome, Sending
from tests.house import House
from tests.lines import SECRET, WORDS, TelegramLine

TOLD = "gãy lan can cầu tràn, 15 hộ phải đi vòng"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@pytest_asyncio.fixture
async def house(url: str, tmp_path: Path) -> AsyncIterator[House]:
    """Telegram by webhook, with replies in the response."""
    made = House(TelegramLine("webhook", replies_in_response=True), url, tmp_path)
    await made.opens()
    yield made
    await made.closes()


def line(house: House) -> TelegramLine:
    assert isinstance(house.line, TelegramLine)
    return house.line


def update(chat: str, text: str, number: int = 1) -> dict[str, Any]:
    who = {"id": int(chat), "is_bot": False, "first_name": "Bảy"}
    message = {
        "message_id": number,
        "from": who,
        "chat": {"id": int(chat), "type": "private", "first_name": "Bảy"},
        "date": 1_790_000_000,
        "text": text,
    }
    return {"update_id": number, "message": message}


async def posts(house: House, body: Any) -> tuple[int, Any]:
    """Status and call of our response."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://127.0.0.1:{line(house).port}/webhook/telegram", json=body, headers=HEADERS) as answer,
    ):
        told = await answer.read()
        return answer.status, json.loads(told) if told else None


async def test_a_whole_report_is_answered_in_the_responses_and_the_leader_by_a_call(house: House) -> None:
    member, leader = house.person("bác Bảy", "to_vien"), house.person("đ/c Chín", "truong_khoi", house.commune)
    await member.says(TOLD)
    member.sees("xem lại")
    await member.picks(vi.EDITS["level"])
    await member.picks(vi.URGENT[KINDS["AN"].level])
    await member.picks(vi.SEND.label)
    member.sees("việc số 1")
    leader.sees("việc số 1")
    fake = line(house).fake
    assert len(fake.answered) == 3, "each tap is answered"
    receipts = house.rows("SELECT peer, receipt FROM outbox WHERE state = 'sent'")
    assert {receipt for peer, receipt in receipts if peer.endswith(member.id)} == {"in the response"}
    assert "in the response" not in {receipt for peer, receipt in receipts if peer.endswith(leader.id)}


async def test_an_update_that_comes_again_gets_the_same_response_and_is_one(house: House) -> None:
    member = house.person("bác Bảy", "to_vien")
    first = await posts(house, update(member.id, "/giup"))
    again = await posts(house, update(member.id, "/giup"))
    assert first == again
    assert first[0] == 200
    assert first[1]["method"] == "sendMessage"
    assert first[1]["chat_id"] == int(member.id)
    assert first[1]["text"] == common.spoken_to(common.HELP, member.address)
    assert house.one("SELECT count(*) FROM inbox") == 1
    await house.settled()
    assert house.rows("SELECT state, receipt, body FROM outbox") == [("sent", "in the response", None)]
    assert not line(house).fake.made("sendMessage")


async def test_what_comes_again_after_a_restart_is_neither_lost_nor_asked_anew(house: House) -> None:
    member = house.person("bác Bảy", "to_vien")
    await posts(house, update(member.id, "/giup"))
    await house.restarts()
    assert await posts(house, update(member.id, "/giup")) == (200, None)
    assert house.one("SELECT count(*) FROM outbox") == 1


async def test_a_turn_without_a_reply_keeps_nobody_waiting_for_long(house: House) -> None:
    member = house.person("bác Bảy", "to_vien")
    await posts(house, update(member.id, "/baoviec"))
    began = asyncio.get_running_loop().time()
    assert await posts(house, update(member.id, "cầu gãy rồi", 2)) == (200, None)
    assert asyncio.get_running_loop().time() - began < 3
    assert not house.engine.sender.carriers


async def test_a_response_that_nobody_took_is_not_taken_for_sent(house: House) -> None:
    """The row goes on its way once more, by a call: at least once."""
    member = house.person("bác Bảy", "to_vien")
    hook = house.engine.hook(house.engine.channels["telegram", line(house).account])
    response = await hook(json.dumps(update(member.id, "/giup")).encode())
    assert response is not None
    assert response.body
    assert response.written
    assert house.one("SELECT state FROM outbox") == "sending"
    response.written(False)
    again = await hook(json.dumps(update(member.id, "/giup")).encode())
    assert again is not None
    assert not again.body, "what leaves by a call does not go in a response too"
    await asyncio.sleep(1.2)  # the first pause before it is tried again
    await house.settled()
    assert line(house).fake.made("sendMessage")
    assert house.rows("SELECT state, unknowns FROM outbox") == [("sent", 1)]


async def test_while_nothing_can_be_stored_the_post_is_refused_and_takes_no_message_along(house: House) -> None:
    member = house.person("bác Bảy", "to_vien")
    house.engine.writer.working = False
    assert (await posts(house, update(member.id, "/giup")))[0] == 503
    assert not house.engine.sender.carriers


async def test_a_post_without_a_body_is_a_look_whether_we_are_there(house: House) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"http://127.0.0.1:{line(house).port}/webhook/telegram") as answer:
        assert answer.status == 200
    assert house.one("SELECT count(*) FROM inbox") == 0


async def test_with_replies_as_calls_only_the_answer_to_a_tap_rides_along(url: str, tmp_path: Path) -> None:
    house = House(TelegramLine("webhook"), url, tmp_path)
    await house.opens()
    try:
        member = house.person("bác Bảy", "to_vien")
        await member.says(TOLD)
        await member.picks(vi.EDITS["kind"])
        assert len(line(house).fake.answered) == 1
        assert house.one("SELECT count(*) FROM outbox WHERE receipt = 'in the response'") == 0
    finally:
        await house.closes()


class Stored:
    """The engine's side of a hook: takes nothing, or something, while a message is on its way to the same chat."""

    def __init__(self, sender: Sender, peer: Peer, takes: bool) -> None:
        self.sender, self.peer, self.takes = sender, peer, takes

    async def __call__(self, _said: Incoming | None) -> bool:
        self.sender([Sending(7, 1, 0, Outgoing(self.peer, "có việc"))])
        await asyncio.sleep(0)
        return self.takes


@pytest.mark.parametrize("takes", [True, False])
async def test_a_message_given_to_a_response_that_is_refused_is_told_to_be_unknown(takes: bool) -> None:
    peer, outcomes = Peer("telegram", "1", "5001"), list[Outcome]()
    channel = Telegram("1:x", "http://127.0.0.1:9", WORDS, lambda _name: b"", "webhook", SECRET, "", "", 1000.0, replies_in_response=True)
    sender = Sender({("telegram", "1"): channel}, outcomes.append, asyncio.get_running_loop().time)
    store = Stored(sender, peer, takes)
    hook = Hook(channel, sender, lambda _body: Incoming(peer, "1", 0.0, text="chào"), store, store)
    response = await hook(b"{}")
    assert (response is not None) == takes
    if response is not None:
        assert b"sendMessage" in response.body
        assert response.written
        response.written(True)
    await sender.finish(1)
    assert [(o.receipt, o.failed is not None and o.failed.unknown) for o in outcomes] == [("in the response", False) if takes else ("", True)]
