"""The fake Zalo serves python-zalo-bot as it comes, over its own httpx, and fails as the real one does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import zalo_bot  # type: ignore[import-untyped]
from zalo_bot.error import BadRequest, InvalidToken, NetworkError, TimedOut  # type: ignore[import-untyped]

from tests.fakes.faults import Fault
from tests.fakes.props import picture, until
from tests.fakes.zalo_bot import ZALO_TOKEN, FakeZaloBot

BAY = "6ede9afa66b88fe6d6a9"


@pytest.fixture
async def fake() -> AsyncIterator[FakeZaloBot]:
    async with FakeZaloBot(pace=0.01) as fake:
        yield fake


@pytest.fixture
async def bot(fake: FakeZaloBot) -> AsyncIterator[zalo_bot.Bot]:
    async with zalo_bot.Bot(ZALO_TOKEN, base_url=fake.url) as bot:
        yield bot


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(fake: FakeZaloBot, session: aiohttp.ClientSession) -> Any:
    """A call in JSON: the status of its answer, and the answer."""

    async def calls(method: str, **given: Any) -> tuple[int, Any]:
        async with session.post(f"{fake.url}/bot{ZALO_TOKEN}/{method}", json=given) as answer:
            return answer.status, await answer.json()

    return calls


# ---- python-zalo-bot as it comes


async def test_the_library_knows_who_it_is(bot: zalo_bot.Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.account_name, me.account_type, me.can_join_groups) == ("30217745", "bot.VDKyGxQvc", "BASIC", False)


async def test_a_wrong_token_is_noticed_by_the_library(fake: FakeZaloBot) -> None:
    with pytest.raises(InvalidToken):
        await zalo_bot.Bot("1:x", base_url=fake.url).initialize()


async def test_every_update_is_whole_to_the_library(fake: FakeZaloBot, bot: zalo_bot.Bot) -> None:
    bay = fake.person(BAY)
    said = bay.says("Xin chào")
    bay.sends_photo(picture(), "gãy cầu")
    bay.sends_voice(b"\xff\xf1aac")
    bay.sends_sticker("bf1c")
    bay.sends_unsupported()
    bay.sends_unsupported(bare=True)
    words, photo, voice, sticker, unsupported, bare = [await bot.get_update(timeout=1) for _ in range(6)]
    assert (words.message.message_id, words.message.text, words.message.chat.id, words.message.chat.type) == (said, "Xin chào", BAY, "PRIVATE")
    assert (words.effective_user.id, words.effective_user.display_name, words.effective_user.is_bot) == (BAY, "Lê Thị Bảy", False)
    assert (photo.message.message_type, photo.message.api_kwargs["caption"]) == ("CHAT_PHOTO", "gãy cầu")
    async with aiohttp.ClientSession() as session, session.get(photo.message.photo_url) as answer:
        assert (await answer.read(), answer.content_type) == (picture(), "image/jpeg")
    assert voice.message.message_type == "CHAT_VOICE"
    assert voice.message.api_kwargs["voice_url"].endswith(".aac")
    assert sticker.message.sticker == "bf1c"
    assert (unsupported.message.text, unsupported.message.photo_url, unsupported.message.chat.id) == (None, None, BAY)
    assert bare.message is None
    assert bare.api_kwargs["event_name"] == "message.unsupported.received"


async def test_the_library_answers_with_words_a_photo_a_sticker_and_typing(fake: FakeZaloBot, bot: zalo_bot.Bot) -> None:
    bay, gallery = fake.person(BAY), fake.keep(picture(form="PNG"), "image/png", "png")
    bay.says("chào")
    message = (await bot.get_update(timeout=1)).message
    sent = await message.reply_text("chào bác")
    await message.reply_photo(gallery, "xem")
    await message.reply_sticker("bf1c")
    assert await message.reply_action("typing") is None  # documented as a bare ok
    assert [seen["text"] for seen in bay.seen] == ["chào bác", "", ""]
    assert (bay.seen[1]["photo"], bay.seen[1]["caption"]) == (picture(form="PNG"), "xem")
    assert bay.last["sticker"] == "bf1c"
    assert sent.message_id == bay.seen[0]["message_id"]
    assert len(sent.message_id) == 20


async def test_the_library_sets_and_takes_away_the_webhook(fake: FakeZaloBot, bot: zalo_bot.Bot) -> None:
    with pytest.raises(InvalidToken, match="Not Found"):  # what the library makes of a 404
        await bot._get_webhook_info_async()
    secret = "s3cret_of_the_tests"
    assert await asyncio.to_thread(zalo_bot.Bot(ZALO_TOKEN, base_url=fake.url).set_webhook, "https://thon7.invalid/hook", secret)
    info = await bot._get_webhook_info_async()
    assert info.url == "https://thon7.invalid/hook"
    fake.person(BAY).says("chào")
    with pytest.raises(BadRequest, match="webhook"):
        await bot.get_update(timeout=1)
    assert await bot._delete_webhook_async()
    assert (await bot.get_update(timeout=1)).message.text == "chào"


async def test_what_the_library_raises_for_faults(fake: FakeZaloBot, bot: zalo_bot.Bot) -> None:
    bay = fake.person(BAY)
    bay.says("chào")
    await bot.get_update(timeout=1)
    fake.faults["sendMessage"] += [Fault(502), Fault(429, "Quota exceeded"), Fault(drop=True, done=True)]
    for text, refusal in (("a", "Bad Gateway"), ("b", "Quota exceeded"), ("c", "RemoteProtocolError")):
        with pytest.raises(NetworkError, match=refusal):
            await bot.send_message(BAY, text)
    assert [seen["text"] for seen in bay.seen] == ["c"]
    with pytest.raises(NetworkError, match="408"):
        await bot.get_update(timeout=0)


# ---- polls


@pytest.mark.parametrize(
    ("idle", "status", "body"),
    [
        (Fault(408, "Request timeout"), 408, {"ok": False, "description": "Request timeout"}),
        (Fault(408, "Request timeout", http=200), 200, {"ok": False, "description": "Request timeout", "error_code": 408}),
        (Fault(504), 504, {"ok": False, "description": "Gateway Timeout", "error_code": 504}),
    ],
)
async def test_an_idle_poll_ends_as_a_fault(fake: FakeZaloBot, call: Any, idle: Fault, status: int, body: dict[str, Any]) -> None:
    fake.idle = idle
    assert await call("getUpdates", timeout="0") == (status, body)


async def test_a_poll_waits_for_one_update_and_its_answer_consumes_it(fake: FakeZaloBot, call: Any) -> None:
    bay = fake.person(BAY)
    poll = asyncio.create_task(call("getUpdates", timeout=20))
    await until(lambda: fake.made("getUpdates"))
    bay.says("một")
    bay.says("hai")
    status, body = await asyncio.wait_for(poll, 2)
    assert (status, body["ok"], body["result"]["message"]["text"]) == (200, True, "một")
    with pytest.raises(AssertionError, match="1 updates did not come"):
        await fake.settled(0.02)
    assert (await call("getUpdates"))[1]["result"]["message"]["text"] == "hai"
    with pytest.raises(AssertionError, match="has not asked since"):
        await fake.settled(0.02)
    fake.longest_poll = 0.01
    assert (await call("getUpdates"))[0] == 408
    await fake.settled()


async def test_consumed_updates_come_again_by_turns_when_zalo_replays(fake: FakeZaloBot, call: Any) -> None:
    bay, fake.replays = fake.person(BAY), True
    bay.says("một")
    bay.says("hai")
    asked = asyncio.get_running_loop().time()
    assert [(await call("getUpdates", timeout=20))[1]["result"]["message"]["text"] for _ in range(5)] == ["một", "hai", "một", "hai", "một"]
    bay.says("ba")
    assert (await call("getUpdates"))[1]["result"]["message"]["text"] == "ba"
    assert asyncio.get_running_loop().time() - asked < 5
    fake.replays = False
    assert (await call("getUpdates", timeout=0))[0] == 408


async def test_an_answer_that_is_lost_on_its_way_loses_the_update(fake: FakeZaloBot, call: Any) -> None:
    fake.person(BAY).says("chào")
    fake.faults["getUpdates"].append(Fault(drop=True, done=True))
    with pytest.raises(aiohttp.ClientError):
        await call("getUpdates")
    assert (await call("getUpdates", timeout=0))[0] == 408


async def test_who_hangs_up_takes_no_update_along(fake: FakeZaloBot, call: Any) -> None:
    poll = asyncio.create_task(call("getUpdates", timeout=20))
    await until(lambda: fake.made("getUpdates"))
    poll.cancel()
    await asyncio.sleep(0.05)
    fake.person(BAY).says("chào")
    assert (await call("getUpdates"))[0] == 200


async def test_duplicates_and_reordered_updates_come_on_demand(fake: FakeZaloBot, call: Any) -> None:
    bay = fake.person(BAY)
    with fake.held():
        first, second = bay.says("một"), bay.says("hai")
        assert (await call("getUpdates", timeout=0))[0] == 408
    fake.repeats(first)
    assert [(await call("getUpdates"))[1]["result"]["message"]["message_id"] for _ in range(3)] == [second, first, first]


# ---- what travels in which shape


async def test_parameters_may_come_in_the_query_in_a_form_or_as_json(fake: FakeZaloBot, session: aiohttp.ClientSession) -> None:
    bay = fake.person(BAY)
    bay.says("chào")
    url, given = f"{fake.url}/bot{ZALO_TOKEN}/sendMessage", {"chat_id": BAY, "text": "chào bác"}
    ways: list[dict[str, Any]] = [{"params": given}, {"data": given}, {"json": given}, {"data": aiohttp.FormData(given, default_to_multipart=True)}]
    for way in ways:
        async with session.post(url, **way) as answer:
            assert answer.status == 200
    async with session.get(url, params=given) as answer:
        assert answer.status == 200
    async with session.post(url, data=b"{", headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 400
    async with session.post(f"{fake.url}/bot{ZALO_TOKEN}/getMe") as answer:
        assert (await answer.json())["ok"] is True
    assert [seen["text"] for seen in bay.seen] == ["chào bác"] * 5


async def test_names_of_methods_are_case_sensitive_and_tokens_are_checked_first(session: aiohttp.ClientSession, fake: FakeZaloBot, call: Any) -> None:
    assert await call("getme") == (404, {"ok": False, "description": "Not Found"})
    async with session.get(f"{fake.url}/bot1:x/getYou") as answer:
        assert (answer.status, await answer.json()) == (401, {"ok": False, "description": "Unauthorized", "error_code": 401})


async def test_photos_and_kinds_of_chat_come_as_observed_or_as_documented(fake: FakeZaloBot, call: Any) -> None:
    bay = fake.person(BAY)
    bay.sends_photo(picture())
    fake.live, fake.lowercase = False, True
    bay.sends_photo(picture(), "xem")
    seen, told = [(await call("getUpdates"))[1]["result"]["message"] for _ in range(2)]
    assert (seen["message_type"], seen["chat"]["chat_type"], "caption" in seen, "photo" in seen) == ("CHAT_PHOTO", "PRIVATE", False, False)
    assert (told["photo"][:17], told["chat"]["chat_type"], told["caption"], "photo_url" in told) == ("http://127.0.0.1:", "private", "xem", False)


async def test_links_to_what_people_sent_fail_and_die_on_demand(fake: FakeZaloBot, call: Any, session: aiohttp.ClientSession) -> None:
    fake.person(BAY).sends_photo(picture())
    link = (await call("getUpdates"))[1]["result"]["message"]["photo_url"]
    fake.faults["file"].append(Fault(503))
    for status in (503, 200, 200):
        async with session.get(link) as answer:
            assert answer.status == status
    fake.links_die()
    async with session.get(link) as answer:
        assert answer.status == 404


async def test_a_message_in_a_group_tells_both_who_and_where(fake: FakeZaloBot, call: Any) -> None:
    bay, group = fake.person(BAY), fake.group()
    bay.says_in_group("@Bot chào")
    message = (await call("getUpdates"))[1]["result"]["message"]
    assert (message["chat"], message["from"]["id"]) == ({"id": group.id, "chat_type": "GROUP"}, BAY)
    assert (await call("sendMessage", chat_id=group.id, text="chào cả nhà"))[0] == 200
    assert (await call("sendMessage", chat_id=BAY, text="chào bác"))[0] == 400  # she has not written in private
    assert (group.last["text"], bay.seen) == ("chào cả nhà", [])


# ---- sending


@pytest.mark.parametrize(
    ("method", "given", "refusal"),
    [
        ("sendMessage", {"text": ""}, "text is empty"),
        ("sendMessage", {"text": "ă" * 2001}, "text is too long"),
        ("sendMessage", {"chat_id": "7", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "1003", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "", "text": "x"}, "chat not found"),
        ("sendPhoto", {"photo": "MEDIA", "caption": "ă" * 2001}, "caption is too long"),
        ("sendPhoto", {"photo": "photo.jpg"}, "photo must be an address"),
        ("sendPhoto", {"photo": "FAKE/media/none.jpg"}, "the address holds no photo"),
        ("sendPhoto", {"photo": "FAKE/bot1:x/getMe"}, "the address holds no photo"),
        ("sendPhoto", {"photo": "http://127.0.0.1:1/x.jpg"}, "failed to get the photo"),
        ("sendSticker", {}, "sticker is empty"),
        ("sendVoice", {"voice_url": "https://thon7.example/a.mp3"}, "voice_url must be an aac file"),
        ("sendChatAction", {"action": "upload_photo"}, "unknown action"),
    ],
)
async def test_messages_are_refused(fake: FakeZaloBot, call: Any, method: str, given: dict[str, str], refusal: str) -> None:
    fake.person(BAY).says("chào")
    fake.person("1003")
    link = fake.keep(picture(form="PNG"), "image/png", "png")
    given = {name: value.replace("FAKE", fake.url).replace("MEDIA", link) for name, value in given.items()}
    status, body = await call(method, **({"chat_id": BAY} | given))
    assert (status, body["ok"], body["error_code"], body["description"]) == (400, False, 400, f"Bad Request: {refusal}")
    assert fake.sent == []


async def test_what_is_no_picture_is_not_sent(fake: FakeZaloBot, call: Any) -> None:
    bay = fake.person(BAY)
    bay.says("chào")
    status, _ = await call("sendPhoto", chat_id=BAY, photo=fake.keep(b"<html>", "image/jpeg", "jpg"))
    assert (status, bay.seen) == (400, [])


async def test_letters_are_counted_composed(fake: FakeZaloBot, call: Any) -> None:
    bay = fake.person(BAY)
    bay.says("chào")
    assert (await call("sendMessage", chat_id=BAY, text="e\u0302\u0301" * 2000))[0] == 200
    assert (await call("sendMessage", chat_id=BAY, text="e\u0302\u0301" * 2001))[0] == 400


async def test_a_photo_is_fetched_at_once_and_lives_on_when_its_address_dies(fake: FakeZaloBot, call: Any) -> None:
    bay = fake.person(BAY)
    bay.says("chào")
    await call("sendPhoto", chat_id=BAY, photo=fake.keep(picture("blue", "PNG"), "image/png", "png"))
    fake.links_die()
    assert bay.last["photo"] == picture("blue", "PNG")


async def test_a_voice_note_is_heard_in_private_only(fake: FakeZaloBot, call: Any) -> None:
    bay, group = fake.person(BAY), fake.group()
    bay.says("chào")
    for chat in (BAY, group.id):
        assert (await call("sendVoice", chat_id=chat, voice_url="https://thon7.example/a.aac"))[1]["result"]["message_id"]
    assert (bay.last["voice"], group.seen) == ("https://thon7.example/a.aac", [])


async def test_of_more_people_than_fit_the_last_is_neither_heard_nor_reached(fake: FakeZaloBot, call: Any) -> None:
    everybody = [fake.person(str(n)) for n in range(5001, 5052)]
    for person in everybody:
        person.says("chào")
    assert len(fake.pending) == 50
    everybody[-1].sends_unsupported(bare=True)
    everybody[0].says("lại tôi đây")
    assert len(fake.pending) == 51
    refused = (429, {"ok": False, "description": "Quota exceeded", "error_code": 429})
    assert await call("sendMessage", chat_id="5051", text="chào") == refused
    assert (await call("sendMessage", chat_id="5050", text="chào"))[0] == 200
    fake.people_limit = 51
    assert (await call("sendMessage", chat_id="5051", text="chào"))[0] == 200


async def test_beyond_the_months_messages_nothing_more_is_sent(fake: FakeZaloBot, call: Any) -> None:
    bay, fake.month_limit = fake.person(BAY), 2
    bay.says("chào")
    statuses = [(await call("sendMessage", chat_id=BAY, text=str(n)))[0] for n in range(3)]
    assert (statuses, len(bay.seen), len(fake.sent)) == ([200, 200, 429], 2, 2)
    assert await call("sendChatAction", chat_id=BAY, action="typing") == (200, {"ok": True})
    fake.sent_this_month = 0
    assert (await call("sendMessage", chat_id=BAY, text="x"))[0] == 200


# ---- faults


async def test_faults_come_when_ordered(fake: FakeZaloBot, call: Any) -> None:
    bay, free = fake.person(BAY), asyncio.Event()
    bay.says("chào")
    fake.faults["sendMessage"] += [
        Fault(429, "Quota exceeded", http=200),
        Fault(502, page="<html>"),
        Fault(502, done=True),
        Fault(done=True, until=free),
    ]
    assert await call("sendMessage", chat_id=BAY, text="a") == (200, {"ok": False, "description": "Quota exceeded", "error_code": 429})
    with pytest.raises(aiohttp.ContentTypeError):
        await call("sendMessage", chat_id=BAY, text="b")
    assert (await call("sendMessage", chat_id=BAY, text="c"))[0] == 502
    late = asyncio.create_task(call("sendMessage", chat_id=BAY, text="d"))
    await until(lambda: len(bay.seen) == 2)
    assert not late.done()
    free.set()
    assert (await late)[0] == 200
    assert [seen["text"] for seen in bay.seen] == ["c", "d"]


async def test_while_all_is_down_every_call_meets_the_same(fake: FakeZaloBot, call: Any) -> None:
    bay, fake.down = fake.person(BAY), Fault(502)
    bay.says("chào")
    for method in ("getMe", "getUpdates", "sendMessage", "getMe"):
        assert (await call(method, chat_id=BAY, text="x"))[0] == 502
    fake.down = None
    assert (await call("getUpdates"))[0] == 200
    assert bay.seen == []


async def test_a_caller_that_does_not_wait_for_the_answer_may_have_been_heard(fake: FakeZaloBot) -> None:
    bay = fake.person(BAY)
    bay.says("chào")
    fake.faults["sendMessage"].append(Fault(done=True, until=asyncio.Event()))
    async with zalo_bot.Bot(ZALO_TOKEN, base_url=fake.url) as bot:
        with pytest.raises(TimedOut):
            await bot._request[1].post(f"{fake.url}/bot{ZALO_TOKEN}/sendMessage?chat_id={BAY}&text=x", read_timeout=0.1)
    assert bay.last["text"] == "x"
