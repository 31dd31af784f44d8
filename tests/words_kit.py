"""A commune whose teams have written what they wish, and the page on which their words are chosen, for the tests that open it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, web
from sqlalchemy import Connection, update
from typing_extensions import override

from bot.files import Files
from bot.passes import Passes
from bot.story import unlinked
from bot.talk import Incoming, Outgoing, Page, Peer
from bot.turn import take
from bot.web.files import add_files
from bot.web.server import make_app
from bot.web.words_page import WordsPages
from handlers import BOOK, block_words, words_page
from handlers.words_page import Fields, View
from storage import checkins, engines, forms, people, released, roles, talks
from storage.checkins import Checkin
from storage.inbox import Row
from storage.memory import Memory
from storage.released import Released
from storage.tables import checkin_answer, role
from tests.checkin_kit import ASKED, DECEMBER, at
from tests.house import KEY
from tests.turns import World

ROOT = "http://127.0.0.1"
WISHES = ("xã sửa mương Bái Trời", "làm đường bê tông xóm Đồi", "thêm bóng điện đường <liên thôn> & cổng chào", "cấp cây giống")
PLANS = ("phát quang đường thôn", "", "họp bàn sửa nhà văn hóa", "")


class Office:
    """One database; each look, turn and press of the button is a transaction of its own."""

    client: Any

    def __init__(self, url: str, folder: Path, wishes: tuple[str, ...] = WISHES) -> None:
        self.engine, self.reader = engines.writer(url), engines.reader(url)
        self.files = Files(folder / "files", KEY)
        self.passes = Passes(KEY, ROOT, lambda: self.world.now)
        with self.engine.begin() as db:
            self.world = World(db)
            at(self.world, ASKED)
            (self.block,) = [r.unit for r in roles.of(db, [self.world.id["Hoa"]], self.world.now)[self.world.id["Hoa"]]]
            self.teams = checkins.of_block(db, self.block, str(DECEMBER))
            for one, wish, plan in zip(self.teams, wishes, PLANS, strict=False):
                self.tells(db, one, de_nghi=wish, thang_toi=plan or None)

    @property
    def who_wish(self) -> tuple[int, ...]:
        return tuple(sorted(one.unit for one, wish in zip(self.teams, WISHES, strict=False) if wish))

    @property
    def who_plan(self) -> tuple[int, ...]:
        return tuple(sorted(one.unit for one, plan in zip(self.teams, PLANS, strict=False) if plan))

    def closes(self) -> None:
        self.engine.dispose()
        self.reader.dispose()

    def tells(self, db: Connection, one: Checkin, **told: Any) -> None:
        checkins.submit(db, one, forms.get(db, one.form).form.of_team, told, self.world.id["Tám"], self.world.now)

    def puts_right(self, one: Checkin, words: str | None, field: str = "de_nghi") -> None:
        """A team says it otherwise."""
        with self.engine.begin() as db:
            db.execute(update(checkin_answer).where(checkin_answer.c.checkin == one.id, checkin_answer.c.field == field).values(words=words))

    @contextmanager
    def turns(self) -> Iterator[World]:
        with self.engine.begin() as db:
            self.world.db = db
            yield self.world

    def types(self, name: str, *lines: str, linked: bool = True) -> str:
        """What is read after the last of these, in the chat of that person."""
        return [self._typed(name, line, linked=linked) for line in lines][-1]

    def _typed(self, name: str, words: str, *, linked: bool) -> str:
        with self.turns() as world:
            world.now += 60
            peer = world.peer(name)
            memory = Memory(world.db, [peer], world.now)
            memory.talks[peer] = talks.recall(world.db, [peer], world.now)[peer]
            said = Incoming(peer, str(next(world.row)), world.now, name, name, words, plain=True)
            row = Row(next(world.row), "me", False, 0, said, world.now, 0)
            out: list[Outgoing] = take(world.db, BOOK, row, memory, world.now, world.now, link=self.passes.page if linked else unlinked)
            memory.keep()
            memory.write(world.db)
        return "\n---\n".join(one.text for one in out)

    def ends_roles_of(self, name: str) -> None:
        with self.engine.begin() as db:
            db.execute(update(role).where(role.c.person == self.world.id[name]).values(until=self.world.now))

    # what is on disk -------------------------------------------------------------------------------------------------
    @property
    def own(self) -> Checkin:
        with self.reader.connect() as db:
            one = checkins.of_unit(db, self.block, str(DECEMBER))
        assert one is not None
        return one

    def kept(self) -> dict[str, Released]:
        with self.reader.connect() as db:
            return released.of_month(db, self.block, str(DECEMBER))

    def count(self, sql: str) -> int:
        with self.engine.begin() as db:
            return int(db.exec_driver_sql(sql).scalar_one())

    # the page --------------------------------------------------------------------------------------------------------
    def app(self) -> web.Application:
        app = make_app({}, lambda: True)
        add_files(app, self.passes, self.files, lambda _row, _peer: None, WordsPages(self.passes, self.look, self.save))
        return app

    def look(self, page: Page, peer: Peer) -> View | None:
        with self.reader.connect() as db:
            return words_page.look(db, page, peer, self.world.now)

    async def save(self, page: Page, peer: Peer, fields: Fields) -> View | None:
        with self.engine.begin() as db:
            return words_page.save(db, page, peer, fields, self.world.now)

    def link(self, name: str = "Mười", about: str = "", kind: str = block_words.COMMAND) -> str:
        return self.passes.page((kind, about or str(self.own.id)), self.world.peer(name)).removeprefix(ROOT)

    async def opens(self, link: str) -> Form:
        answer = await self.client.get(link)
        assert answer.status == 200
        return Form(await answer.text())

    async def sends(self, link: str, form: Form) -> ClientResponse:
        answer: ClientResponse = await self.client.post(link, data=form.fields)
        return answer

    def person(self, name: str) -> int:
        with self.reader.connect() as db:
            who = people.of_peer(db, self.world.peer(name), self.world.now)
        assert who is not None
        return who.id


class Form(HTMLParser):
    """A page as a browser without scripts holds it: what it would send, and what can be ticked, by the words beside it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html, self.fields, self.ticks, self.nones = html, list[tuple[str, str]](), dict[str, str](), set[str]()
        self._area, self._tick = "", ""
        self.feed(html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "textarea":
            self._area = given["name"]
            self.fields.append((self._area, ""))
        elif tag == "input" and given["type"] == "checkbox":
            self._tick = given["value"] if given["name"] == View.TAKE else ""
            self.nones |= {given["value"]} if given["name"] == View.NONE else set()
            if "checked" in given:
                self.fields.append((given["name"], given["value"]))
        elif tag == "input":
            self.fields.append((given["name"], given["value"]))

    @override
    def handle_endtag(self, tag: str) -> None:
        self._area = "" if tag == "textarea" else self._area
        self._tick = "" if tag == "label" else self._tick

    @override
    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[-1] = (self._area, self.fields[-1][1] + data.removeprefix("\n"))
        elif self._tick and data.strip():
            self.ticks[data.strip()] = self._tick

    @property
    def ticked(self) -> set[str]:
        """The words beside the boxes that are ticked."""
        marks = [value for name, value in self.fields if name == View.TAKE]
        return {words for words, mark in self.ticks.items() if mark in marks} & {*WISHES, *PLANS}

    def tick(self, words: str) -> None:
        self.fields.append((View.TAKE, self.ticks[words]))

    def untick(self, words: str) -> None:
        self.fields.remove((View.TAKE, self.ticks[words]))

    def takes_nothing(self, of: str) -> None:
        """The box below all ideas of that question."""
        assert of in self.nones
        self.fields.append((View.NONE, of))

    def write(self, box: str, words: str) -> None:
        assert box in dict(self.fields), box
        self.fields = [(name, words if name == box else value) for name, value in self.fields]

    def __getitem__(self, box: str) -> str:
        return dict(self.fields)[box]
