"""The addresses of kept files, over HTTP and a real database: a page shows, a POST delivers, and a right that was lost opens nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import pytest_asyncio
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Connection, insert, update

from bot.domain.kinds import Level
from bot.files import Files
from bot.passes import DOCUMENT_LIVES, PICTURE_LIVES, Passes
from bot.talk import Document, Peer
from bot.web.files import add_files
from bot.web.server import make_app
from handlers import files as handing
from handlers import sample
from messages_vi import files as vi
from storage import engines, incidents, people, roles, units
from storage.tables import attachment, role
from storage.units import Unit
from tests.house import KEY

VOICE = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(3000)
NOON = 1_796_101_200.0  # 12:00 on 1 December 2026, local time


class Office:
    """A commune with one case that has a voice note, the HTTP side before it, and the clock of both."""

    client: TestClient[Any, Any]

    def __init__(self, url: str, at: Path) -> None:
        self.now = NOON
        self.files = Files(at / "files", KEY)
        self.passes = Passes(KEY, "http://127.0.0.1", lambda: self.now)
        self.db, self.reader = engines.writer(url), engines.reader(url)
        with self.db.begin() as db:
            sample.load(db, self.now)
            places = list(units.everything(db))
            self.commune = next(u for u in places if u.level == "xa")
            self.hamlet, self.other_hamlet = [u for u in places if u.level == "thon"][:2]
            self.member = self._joins(db, "1001", "to_vien", self.hamlet)
            self.leader = self._joins(db, "1002", "truong_khoi", self.commune)
            self.neighbour = self._joins(db, "1003", "to_truong", self.other_hamlet)
            self.voice = self._case_with_voice(db)

    def _joins(self, db: Connection, chat: str, role_key: str, unit: Unit) -> Peer:
        peer, person = Peer("zalo-bot", "12345689", chat), people.add(db, f"đ/c {chat}", self.now)
        people.join(db, peer, person, self.now)
        roles.give(db, person, unit.id, role_key, self.now)
        return peer

    def _case_with_voice(self, db: Connection) -> Document:
        reporter = people.of_peer(db, self.member, self.now)
        assert reporter is not None
        new = incidents.NewCase(1, self.commune.id, self.hamlet.id, "CT", Level.XANH, False, "gãy cầu", None, None, reporter.id, "to_vien")
        case, number = incidents.file(db, new, self.now)
        name = self.files.keep(VOICE).name
        kept = {"inbox": 1, "channel": "zalo-bot", "account": "12345689", "kind": "voice", "ref": "x", "state": "kept", "give_up_at": 0.0}
        row = db.execute(insert(attachment).values(**kept, name=name, mime="audio/ogg", incident=case).returning(attachment.c.id)).scalar_one()
        return Document(int(row), name, vi.voice_title(number, 1, 1, "ogg"), "audio/ogg")

    def look(self, row: int, peer: Peer) -> Document | None:
        with self.reader.connect() as db:
            return handing.look(db, row, peer, self.now)

    def ends_role_of(self, peer: Peer) -> None:
        with self.db.begin() as db:
            who = people.of_peer(db, peer, self.now)
            assert who is not None
            db.execute(update(role).where(role.c.person == who.id).values(until=self.now))

    def link(self, peer: Peer) -> str:
        return self.passes.document(self.voice, peer).removeprefix("http://127.0.0.1")


@pytest_asyncio.fixture
async def office(url: str, tmp_path: Path) -> AsyncIterator[Office]:
    office = Office(url, tmp_path)
    app = make_app({}, lambda: True)
    add_files(app, office.passes, office.files, office.look)
    async with TestClient(TestServer(app)) as client:
        office.client = client
        yield office
    office.db.dispose()
    office.reader.dispose()


async def asked(office: Office, path: str, method: str = "GET") -> ClientResponse:
    return await office.client.request(method, path)


async def opens(office: Office, path: str) -> bool:
    """Whether page and file are both to be had, or, in the very same way, both not."""
    page, file = await asked(office, path), await asked(office, path, "POST")
    if page.status == file.status == 404:
        assert vi.GONE in await page.text()
        assert await page.text() == await file.text()
        assert "Content-Disposition" not in file.headers
        return False
    assert (page.status, file.status) == (200, 200)
    assert await file.read() == VOICE
    return True


# ---- the page


async def test_a_get_shows_what_it_is_and_delivers_nothing_however_often(office: Office) -> None:
    for _ in range(3):
        page = await asked(office, office.link(office.leader))
        text = await page.text()
        assert page.status == 200
        assert page.content_type == "text/html"
        assert "<h1>Tin thoại việc 1.ogg</h1>" in text
        assert "Tải về được từ 12:00 ngày 1/12 đến 12:00 ngày 2/12." in text
        assert "Tệp âm thanh, nặng 3 KB." in text
        assert f'<form method="post"><button>{vi.FETCH}</button></form>' in text
        assert VOICE not in await page.read()
        assert "<script" not in text


async def test_a_post_delivers_the_bytes_under_their_vietnamese_name(office: Office) -> None:
    for _ in range(2):
        file = await asked(office, office.link(office.leader), "POST")
        assert (file.status, file.content_type, await file.read()) == (200, "audio/ogg", VOICE)
        kind, plain, full = file.headers["Content-Disposition"].split("; ")
        assert (kind, plain) == ("attachment", 'filename="tin thoai viec 1.ogg"')
        assert unquote(full.removeprefix("filename*=UTF-8''")) == "Tin thoại việc 1.ogg"
        assert full.isascii()


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
async def test_nothing_is_kept_by_browsers_or_told_to_others(office: Office, method: str) -> None:
    for path in (office.link(office.leader), "/t/forged", office.passes.picture(office.voice.name).removeprefix("http://127.0.0.1")):
        if method == "POST" and path.startswith("/a/"):
            continue
        headers = (await asked(office, path, method)).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'; form-action 'self'")


async def test_a_head_answers_as_a_get_without_a_body(office: Office) -> None:
    for path, status in ((office.link(office.leader), 200), ("/t/forged", 404), ("/a/forged", 404)):
        answer = await asked(office, path, "HEAD")
        assert (answer.status, await answer.read()) == (status, b"")


async def test_the_style_comes_from_here_and_is_no_file_of_a_person(office: Office) -> None:
    style = await asked(office, "/t/files.css")
    assert (style.status, style.content_type) == (200, "text/css")
    assert 'href="files.css"' in await (await asked(office, office.link(office.leader))).text()


# ---- the right, asked again each time


async def test_the_block_the_reporter_and_nobody_else(office: Office) -> None:
    assert await opens(office, office.link(office.leader))
    assert await opens(office, office.link(office.member))
    assert not await opens(office, office.link(office.neighbour))
    assert not await opens(office, office.link(Peer("zalo-bot", "12345689", "9999")))


async def test_a_role_that_ended_ends_the_link(office: Office) -> None:
    link = office.link(office.leader)
    assert await opens(office, link)
    office.ends_role_of(office.leader)
    office.now += 1
    assert not await opens(office, link)


async def test_a_day_ends_the_link(office: Office) -> None:
    link = office.link(office.leader)
    office.now += DOCUMENT_LIVES - 1
    assert await opens(office, link)
    office.now += 1
    assert not await opens(office, link)


async def test_a_forged_cut_or_foreign_token_opens_nothing(office: Office) -> None:
    link = office.link(office.leader)
    picture = office.passes.picture(office.voice.name).rpartition("/")[2]
    for path in (link[:-1], link + "A", f"/t/{picture}", "/t/%20", "/t/x", "/t/%F0%9F%91%8D", "/t/%ff"):
        assert not await opens(office, path)


async def test_an_attachment_that_is_of_no_case_or_not_there_opens_nothing(office: Office) -> None:
    with office.db.begin() as db:
        db.execute(update(attachment).values(incident=None))
    assert not await opens(office, office.link(office.leader))
    nowhere = office.passes.document(Document(999, office.voice.name, "x.ogg", "audio/ogg"), office.leader)
    assert not await opens(office, nowhere.removeprefix("http://127.0.0.1"))


async def test_an_erased_file_is_told_politely(office: Office) -> None:
    link = office.link(office.leader)
    office.files.erase(office.voice.name)
    assert not await opens(office, link)


async def test_a_file_changed_on_the_disk_is_not_delivered(office: Office) -> None:
    path = office.files.directory / office.voice.name
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert not await opens(office, office.link(office.leader))


# ---- pictures for a platform


async def test_a_picture_is_given_for_ten_minutes_and_never_a_document(office: Office) -> None:
    name = office.files.keep(b"\xff\xd8\xff a picture").name
    path = office.passes.picture(name).removeprefix("http://127.0.0.1")
    given = await asked(office, path)
    assert (given.status, given.content_type, await given.read()) == (200, "image/jpeg", b"\xff\xd8\xff a picture")
    document = office.link(office.leader).rpartition("/")[2]
    assert (await asked(office, f"/a/{document}")).status == 404
    office.now += PICTURE_LIVES
    late = await asked(office, path)
    assert (late.status, await late.read()) == (404, b"")


async def test_a_picture_that_is_gone_is_not_found(office: Office) -> None:
    for name in ("0" * 32, "../key"):
        assert (await asked(office, office.passes.picture(name).removeprefix("http://127.0.0.1"))).status == 404
