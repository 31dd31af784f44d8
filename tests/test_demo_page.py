"""The demo's phones as a channel, and the requests of their page, without a browser."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import StreamReader
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.phone import BIGGEST_PIECE, Phone
from bot.channels.plain import as_text
from bot.files import Files
from bot.pieces import cut
from bot.talk import Channel, Choice, FetchFailed, Incoming, Outgoing, Piece, Place, SendFailed, Words
from bot.uploads import HOUR, Uploads
from bot.web.demo import BIGGEST_UPLOAD
from tests.demo_stand_in import KINDS, PICTURE, WAYS_OUT, StandIn, numbered, peer

QUESTION = Outgoing(peer("1"), "Việc này thuộc loại nào ạ?", KINDS, WAYS_OUT, "q7")


class Page:
    """Speaks to the server as the page does."""

    def __init__(self, client: TestClient[Any, Any]) -> None:
        self.client = client

    async def says(self, **said: Any) -> int:
        return await self.posts("say", {"id": "a1", "chat": "1", "at": 1_800_000_000.5, **said})

    async def posts(self, where: str, body: Any, **headers: str) -> int:
        answer = await self.client.post(f"/demo/{where}", data=json.dumps(body), headers={"Content-Type": "application/json", **headers})
        return answer.status

    async def uploads(self, data: bytes) -> str:
        answer = await self.client.post("/demo/upload", data=data)
        return str((await answer.json())["ref"])

    async def reads(self, count: int, after: str = "", chats: str = "") -> list[tuple[str, str, Any]]:
        """The stream's first events: (id, kind, data)."""
        async with self.client.get(f"/demo/events?after={after}{chats}") as stream:
            return [await _event(stream.content) for _ in range(count)]


async def _event(content: StreamReader) -> tuple[str, str, Any]:
    block = (await asyncio.wait_for(content.readuntil(b"\n\n"), 5)).decode().strip()
    fields = dict(line.split(": ", 1) for line in block.split("\n"))
    return fields.get("id", ""), fields["event"], json.loads(fields["data"])


@pytest.fixture
def engine(tmp_path: Path) -> StandIn:
    return StandIn(tmp_path)


@pytest_asyncio.fixture
async def page(engine: StandIn) -> AsyncIterator[Page]:
    async with TestClient(TestServer(await engine.app())) as client:
        yield Page(client)


# ---- the channel


def test_everything_a_page_can_say_is_read(engine: StandIn) -> None:
    media = [{"kind": "photo", "ref": "f00", "size": 12}]
    update = {"id": "a1", "chat": "2", "at": 5, "text": "cầu gãy", "tapped": "q12:0", "media": media, "album": "b2", "place": [19.94712, 105.47349]}
    assert engine.phone.read(update) == Incoming(
        peer("2"), "a1", 0.0, "2", text="cầu gãy", tapped="q12:0", media=(Piece("photo", "f00", 12),), place=Place(19.947, 105.473), album="b2"
    )


JUNK: list[dict[str, Any]] = [
    {},
    {"text": "  "},
    {"text": None},
    {"text": 5},
    {"text": "a" * 5000},
    {"text": "a", "id": ""},
    {"text": "a", "id": "a b"},
    {"text": "a", "id": 7},
    {"text": "a", "chat": "9"},
    {"text": "a", "chat": None},
    {"text": "a", "chat": ["1"]},
    {"text": "a", "at": "now"},
    {"text": "a", "at": True},
    {"text": "a", "at": float("nan")},
    {"text": "a", "at": 10**400},
    {"text": "a", "album": "../etc"},
    {"text": "a", "album": ["b"]},
    {"tapped": "q1"},
    {"tapped": "q1:" + "a" * 100},
    {"tapped": 4},
    {"media": "photo"},
    {"media": [{}]},
    {"media": ["photo"]},
    {"media": [{"kind": "film", "ref": "a"}]},
    {"media": [{"kind": "photo", "ref": "a", "size": -1}]},
    {"media": [{"kind": "photo", "ref": "a"}] * 11},
    {"place": [1]},
    {"place": [1, 2, 3]},
    {"place": ["1", "2"]},
    {"place": {"a": 1, "b": 2}},
    {"place": [91, 0]},
]


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: str(junk)[:40])
async def test_junk_is_answered_with_400_and_never_reaches_the_engine(page: Page, engine: StandIn, junk: dict[str, Any]) -> None:
    assert await page.says(**junk) == 400
    assert not engine.heard


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'"a"', b"5", b"[" * 30_000, b"\xff"])
async def test_a_body_that_is_no_update_is_answered_with_400(page: Page, body: bytes) -> None:
    for where in ("say", "buttons"):
        answer = await page.client.post(f"/demo/{where}", data=body, headers={"Content-Type": "application/json"})
        assert answer.status == 400


def test_without_buttons_choices_become_numbers_and_ways_out_are_only_typed() -> None:
    assert as_text(QUESTION, Words(numbered)) == "\n".join([QUESTION.text, *(f"{n}. {c.label}" for n, c in enumerate(KINDS, 1))])
    assert as_text(Outgoing(peer("1"), "Dạ.", (), WAYS_OUT), Words(numbered)) == "Dạ."
    assert as_text(Outgoing(peer("1"), "", (Choice("send", "Gửi", "gửi"),)), Words(numbered)) == "Gõ: gửi"


def test_a_long_text_is_cut_at_lines_then_at_spaces_and_loses_no_word() -> None:
    text = "\n".join(f"dòng {n} " + "lời " * n for n in range(60)) + "a" * 500
    pieces = cut(text, 190)
    assert max(map(len, pieces)) <= 190
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert cut("", 10) == []
    assert cut("mười chữ!!", 10) == ["mười chữ!!"]


async def test_a_phone_without_buttons_is_shown_pieces_of_at_most_1900_characters(page: Page, engine: StandIn) -> None:
    engine.phone.switch_buttons("1", False)
    await engine.phone.send(Outgoing(peer("1"), "một dòng dài\n" * 250))
    *_, (_, _, line) = await page.reads(2)
    assert len(line["texts"]) == 2
    assert max(map(len, line["texts"])) <= 1900


async def test_a_phone_remembers_its_last_300_lines(engine: StandIn) -> None:
    for number in range(310):
        await engine.phone.send(Outgoing(peer("1"), str(number)))
    lines = engine.phone.lines_after(0, frozenset({"1"}))
    assert [line["texts"] for line in lines] == [[str(number)] for number in range(10, 310)]


def test_the_oldest_uploads_make_room_for_the_newest(tmp_path: Path) -> None:
    uploads = Uploads(Files(tmp_path, bytes(32)), most=100)  # each takes 28 bytes more than what is kept
    names = [uploads.keep(f"{n}".encode() * 12) for n in range(3)]
    assert [name in uploads for name in names] == [False, True, True]
    assert uploads.read(uploads.keep(b"x" * 200)) == b"x" * 200  # the newest is never refused
    assert len(list(tmp_path.iterdir())) == 1


def test_an_upload_is_kept_for_an_hour(tmp_path: Path) -> None:
    uploads = Uploads(Files(tmp_path, bytes(32)))
    old, young = uploads.keep(b"old"), uploads.keep(b"young")
    for name, age in ((old, HOUR + 60), (young, HOUR - 60)):
        at = (tmp_path / name).stat().st_mtime - age
        os.utime(tmp_path / name, (at, at))
    uploads.keep(b"new")
    assert [name in uploads for name in (old, young)] == [False, True]


async def test_a_picture_that_is_not_there_fails_the_message_for_good(engine: StandIn) -> None:
    with pytest.raises(SendFailed) as failed:
        await engine.phone.send(Outgoing(peer("1"), "", photos=("mất.png",)))
    assert not failed.value.again


# ---- saying


async def test_what_is_said_is_acknowledged_only_once_the_engine_has_it(page: Page, engine: StandIn) -> None:
    engine.out_of_order = True
    assert await page.says(text="báo việc") == 503
    engine.out_of_order = False
    assert await page.says(text="báo việc") == 200
    await engine.phone.stop_listening()
    assert await page.says(id="a2", text="báo việc") == 503


async def test_the_same_id_twice_is_acknowledged_twice_and_shown_once(page: Page, engine: StandIn) -> None:
    assert [await page.says(text="báo việc"), await page.says(text="báo việc")] == [200, 200]
    assert [line.get("texts", line.get("said")) for line in engine.phone.lines_after(0, frozenset({"1"}))] == [
        ["Việc này thuộc loại nào ạ?"],
        {"id": "a1", "text": "báo việc", "tapped": None, "media": [], "place": None},
    ]


async def test_what_a_person_said_shows_when_it_was_said_as_what_the_bot_said_does(tmp_path: Path) -> None:
    async def take(channel: Channel, update: Any) -> bool:
        return channel.read(update) is not None

    phone = Phone(Words(numbered), {}.__getitem__, Uploads(Files(tmp_path, bytes(32))), lambda: 1_800_000_000.0)
    await phone.start(take)
    assert await phone.hear({"id": "a1", "chat": "1", "at": 5, "text": "cầu gãy"})
    await phone.send(QUESTION)
    assert [line["at"] for line in phone.lines_after(0, frozenset({"1"}))] == [1_800_000_000.0, 1_800_000_000.0]


async def test_an_uploaded_picture_is_fetched_by_the_engine(page: Page, engine: StandIn) -> None:
    ref = await page.uploads(PICTURE)
    assert await page.says(media=[{"kind": "photo", "ref": ref, "size": len(PICTURE)}]) == 200
    assert await engine.phone.fetch(engine.heard["a1"].media[0]) == PICTURE


async def test_an_upload_outlives_a_restart(engine: StandIn, tmp_path: Path) -> None:
    ref = await engine.phone.keep_upload(PICTURE)
    assert await StandIn(tmp_path).phone.fetch(Piece("photo", ref)) == PICTURE


async def test_a_page_whose_upload_is_gone_is_told_to_upload_again(page: Page, engine: StandIn) -> None:
    assert await page.says(media=[{"kind": "photo", "ref": "f00"}]) == 409
    with pytest.raises(FetchFailed):
        await engine.phone.fetch(Piece("photo", "f00"))


async def test_what_is_too_large_is_answered_with_413(page: Page) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        for _ in range(21):
            yield bytes(1024 * 1024)

    assert BIGGEST_UPLOAD == BIGGEST_PIECE
    assert (await page.client.post("/demo/upload", data=bytes(BIGGEST_UPLOAD + 1))).status == 413
    assert (await page.client.post("/demo/upload", data=slowly())).status == 413
    assert (await page.client.post("/demo/upload", data=b"")).status == 400
    assert await page.says(text="a" * 70_000) == 413


async def test_another_web_page_cannot_speak_for_the_people_of_the_demo(page: Page, engine: StandIn) -> None:
    said = {"id": "a1", "chat": "1", "at": 1, "text": "giả"}
    assert await page.posts("say", said, Origin="http://elsewhere.example") == 403
    assert await page.posts("say", said, **{"Content-Type": "text/plain"}) == 400
    assert (await page.client.post("/demo/upload", data=b"a", headers={"Origin": "http://elsewhere.example"})).status == 403
    assert await page.posts("say", said, Origin=str(page.client.make_url("")).rstrip("/")) == 200
    assert list(engine.heard) == ["a1"]


# ---- reading


async def test_a_question_comes_with_buttons_that_name_offer_and_place(page: Page, engine: StandIn) -> None:
    await engine.phone.send(QUESTION)
    (_, _, hello), (cursor, kind, line) = await page.reads(2)
    assert (cursor, kind) == (f"{hello['run']}.1", "line")
    assert [choice["data"] for choice in line["choices"]] == ["q7:0", "q7:1", "q7:2"]
    assert line["ways_out"] == [{"data": "q7:back", "label": "Quay lại"}, {"data": "q7:cancel", "label": "Hủy"}]


async def test_a_page_that_comes_back_is_told_what_it_missed_and_nothing_else(page: Page, engine: StandIn) -> None:
    for text in ("một", "hai", "ba"):
        await engine.phone.send(Outgoing(peer("2"), text))
    (_, _, hello), *_ = await page.reads(1)
    _, (cursor, _, line) = await page.reads(2, after=f"{hello['run']}.2")
    assert (line["texts"], cursor) == (["ba"], f"{hello['run']}.3")


@pytest.mark.parametrize("cursor", ["another-run.2", "", "x", ".", "-1", "٣"])
async def test_a_page_of_another_run_is_told_everything(page: Page, engine: StandIn, cursor: str) -> None:
    await engine.phone.send(Outgoing(peer("2"), "một"))
    _, (_, _, line) = await page.reads(2, after=cursor)
    assert line["texts"] == ["một"]


async def test_one_phone_can_be_followed_alone(page: Page, engine: StandIn) -> None:
    await engine.phone.send(Outgoing(peer("1"), "một"))
    await engine.phone.send(Outgoing(peer("3"), "hai"))
    (_, _, hello), (_, _, line) = await page.reads(2, chats="&chat=3")
    assert (hello["buttons"], line["texts"]) == ({"3": True}, ["hai"])
    assert (await page.client.get("/demo/events?chat=4")).status == 400


async def test_an_open_page_hears_at_once_and_sees_old_lines_anew_when_buttons_go(page: Page, engine: StandIn) -> None:
    async with page.client.get("/demo/events") as stream:
        assert (await _event(stream.content))[1] == "hello"
        await engine.phone.send(QUESTION)
        assert (await _event(stream.content))[2]["choices"]
        assert await page.posts("buttons", {"chat": "1", "on": False}) == 200
        assert (await _event(stream.content))[1:] == ("buttons", {"chat": "1", "on": False})
        _, _, again = await _event(stream.content)
        assert (again["number"], again["choices"], again["texts"]) == (1, [], [as_text(QUESTION, Words(numbered))])


async def test_an_open_page_does_not_hold_up_the_servers_stop(engine: StandIn) -> None:
    client: TestClient[Any, Any] = TestClient(TestServer(await engine.app()))
    await client.start_server()
    async with client.get("/demo/events") as stream:
        await _event(stream.content)
        await asyncio.wait_for(client.server.close(), 5)
        assert await asyncio.wait_for(stream.content.read(), 5) == b""
    await client.close()


# ---- the page


async def test_the_page_carries_its_words_and_allows_no_foreign_script(page: Page) -> None:
    answer = await page.client.get("/")
    html = await answer.text()
    assert answer.url.path == "/demo"
    assert "default-src 'none'; script-src 'self'" in answer.headers["Content-Security-Policy"]
    block = json.loads(html.split('id="demo">')[1].split("</script>")[0])
    assert [phone["title"] for phone in block["phones"]] == ["Tổ viên", "Trưởng khối", "Cán bộ tỉnh"]
    assert "http" not in html.replace("http-equiv", "")


async def test_static_files_are_served_and_nothing_else_is(page: Page) -> None:
    for name, kind in (("demo.css", "text/css"), ("demo.js", "text/javascript"), ("demo_phone.js", "text/javascript")):
        answer = await page.client.get(f"/demo/static/{name}")
        assert (answer.status, answer.content_type) == (200, kind)
    for name in ("nothing.js", "..%2fdemo.py", "%2e%2e/templates/demo.html"):
        assert (await page.client.get(f"/demo/static/{name}")).status == 404


async def test_kept_pictures_can_be_looked_at_also_after_a_restart_and_nothing_else_can(page: Page) -> None:
    for name in ("cau.png", await page.uploads(PICTURE)):
        answer = await page.client.get(f"/demo/photo/{name}")
        assert (answer.content_type, await answer.read()) == ("image/png", PICTURE)
    for name in ("mat.png", "..%2fkey", "%2e%2e/dan-van.db", "0" * 32):
        assert (await page.client.get(f"/demo/photo/{name}")).status == 404
