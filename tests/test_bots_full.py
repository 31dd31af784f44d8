"""The places of a bot: no more people than it may have, though all come at once; and a bot that nobody serves any more is named to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from bot.inbox import Batches
from bot.meaning import Book
from bot.story import Here, Reply, Said
from bot.talk import Incoming, Peer
from handlers import BOOK
from messages_vi import bots as vi
from messages_vi import joining as joining_vi
from messages_vi.common import DEFAULT_ADDRESS, spoken_to
from storage import bots, engines, inbox, leases, people
from storage.bots import Bot
from tests.house import House
from tests.lines import PhoneLine

ONE, TWO = Bot("zalo_bot", "1", "https://zalo.me/s/one", people=50), Bot("zalo_bot", "2", "https://zalo.me/s/two", people=50)
TELEGRAM = Bot("telegram", "9", "https://t.me/nine")
ME, OTHER = "me:1:1:1", "other:1:1:1"
FULL = spoken_to(vi.full(TWO.link), DEFAULT_ADDRESS)
CODE_PLEASE = spoken_to(joining_vi.CODE_PLEASE, DEFAULT_ADDRESS)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = engines.writer(url)
    with made.begin() as db:
        bots.serve(db, [ONE, TWO, TELEGRAM], 1.0)
        someone = people.add(db, "Mẫu", 0.0)
        for n in range(49):
            people.join(db, Peer("zalo_bot", "1", f"old{n}"), someone, 0.0)
    yield made
    made.dispose()


def all_write(engine: Engine, *chats: str, book: Book = BOOK) -> dict[str, str]:
    """Strangers who write to the first bot and are answered in one batch: what each reads."""
    with engine.begin() as db:
        said = [Incoming(Peer("zalo_bot", "1", chat), f"{chat} writes", 1.0, chat, "Lạ", "alo") for chat in chats]
        inbox.store(db, [(s, 1.0) for s in said], 1.0)
        rows = inbox.claim(db, ME, 1.0, 100)
        assert len(rows) == len(chats)
        Batches(book, {}).run(db, rows, 1.0, 1.0)
    with engine.begin() as db:
        read = db.execute(text("DELETE FROM outbox RETURNING peer, body")).all()
        db.execute(text("DELETE FROM inbox"))
    return {Peer.of(peer).chat: words(body) for peer, body in read}


def words(body: str) -> str:
    return next(known for known in (FULL, CODE_PLEASE) if known in body.replace("\\n", "\n"))


def has(engine: Engine) -> int:
    with engine.begin() as db:
        return bots.people(db, "zalo_bot", "1")


# places --------------------------------------------------------------------------------------------------------------
def test_of_ten_strangers_who_come_at_once_to_the_last_place_one_gets_it(engine: Engine) -> None:
    chats = [f"new{n}" for n in range(10)]
    assert all_write(engine, *chats) == dict.fromkeys(chats, FULL) | {"new0": CODE_PLEASE}
    assert has(engine) == 50
    assert all_write(engine, "new0", "new1") == {"new0": CODE_PLEASE, "new1": FULL}, "whoever has a place keeps it"


def test_a_turn_that_fails_gives_its_place_back(engine: Engine) -> None:
    def breaks(here: Here, on: str, said: Said) -> Reply:
        reply = BOOK.at_door(here, on, said)
        if here.who.peer.chat == "new0":
            raise ZeroDivisionError
        return reply

    assert all_write(engine, "new0", "new1", "new2", book=replace(BOOK, at_door=breaks)) == {"new1": CODE_PLEASE, "new2": FULL}
    assert has(engine) == 50


def test_people_are_counted_for_all_bots_at_once_and_not_at_all_for_who_is_known(engine: Engine) -> None:
    with engine.begin() as db:
        bots.serve(db, [ONE, TWO, Bot("zalo_bot", "22", people=50), Bot("zalo_bot", "3"), TELEGRAM], 1.0)
        for of, n in (("2", 3), ("22", 2), ("2_", 1), ("3", 4)):
            for chat in range(n):
                bots.takes_place(db, Peer("zalo_bot", of, str(chat)))
    ran: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _db, _cursor, sql, *_: ran.append(sql))
    with engine.begin() as db:
        assert [(b.account, n) for b, n in bots.crowds(db)] == [("1", 49), ("2", 3), ("22", 2)]
    passes = [sql for sql in ran if "substr" in sql]
    assert len(passes) == 2, "one for names as long as each other"
    with engine.begin() as db:
        bots.takes_place(db, Peer("zalo_bot", "1", "new0"))
    ran.clear()
    assert all_write(engine, "new0") == {"new0": CODE_PLEASE}
    assert not [sql for sql in ran if "substr" in sql]


# bots that are no more -----------------------------------------------------------------------------------------------
def test_a_bot_of_whatever_channel_is_forgotten_once_no_living_process_serves_it(engine: Engine) -> None:
    with engine.begin() as db:
        leases.take(db, OTHER, ["send:zalo_bot:2"], 1.0)
        bots.serve(db, [TELEGRAM], 1.0)
        assert bots.listed(db) == [TELEGRAM, TWO]
        bots.serve(db, [TELEGRAM], 1.0 + leases.LASTS + 1)
        assert bots.listed(db) == [TELEGRAM]
        bots.serve(db, [ONE], 1.0 + leases.LASTS + 1)
        assert bots.listed(db) == [ONE]


async def test_nobody_is_sent_to_a_bot_that_has_left_the_settings(url: str, tmp_path: Path) -> None:
    house = House(PhoneLine(buttons=True), url, tmp_path)
    await house.opens()
    member = house.person("bác Bảy", "to_vien")
    with house.other.begin() as db:
        bots.serve(db, [Bot("phone", "demo"), ONE], house.clock.real())
    await member.says("kết nối")
    assert ONE.link in member.last["text"]
    await house.restarts()
    await member.says("kết nối")
    assert ONE.link not in member.last["text"]
    await house.closes()
