"""Which phones have no buttons: each channel says it of what it reads, and it is still known when the turn comes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from bot.channels import telegram_updates, zalo_bot_updates
from bot.channels.phone import Phone
from bot.files import Files
from bot.talk import Incoming, Peer, Words
from bot.uploads import Uploads
from storage import engines, inbox

BAY, TAM = Peer("phone", "demo", "1"), Peer("phone", "demo", "2")


def claimed(db: Connection) -> list[bool]:
    """Whether each of them came from a phone without buttons, as the next turn sees it."""
    while inbox.promote(db, 1002.0):
        pass
    return [row.said.plain for row in inbox.claim(db, "me", 1002.0, 10)]


def test_nobody_has_buttons_on_zalo_and_everybody_has_on_telegram() -> None:
    person, chat = {"id": "6ede", "is_bot": False, "display_name": "Bảy"}, {"id": "6ede", "chat_type": "PRIVATE"}
    wrote = {"message_id": "1", "from": person, "chat": chat, "date": 1790000000000, "text": "1"}
    on_zalo = zalo_bot_updates.read({"event_name": "message.text.received", "message": wrote}, "77")
    user, private = {"id": 1001, "is_bot": False, "first_name": "Bảy"}, {"id": 1001, "type": "private"}
    wrote = {"message_id": 5, "from": user, "chat": private, "date": 1790000000, "text": "1"}
    on_telegram = telegram_updates.read({"update_id": 9, "message": wrote}, "77", "thu_bot")
    assert on_zalo is not None
    assert on_telegram is not None
    assert (on_zalo.plain, on_telegram.plain) == (True, False)


def test_a_phone_of_the_demo_has_none_while_its_switch_is_off(tmp_path: Path) -> None:
    phone = Phone(Words(lambda _choices: ""), lambda _name: b"", Uploads(Files(tmp_path, bytes(32))))
    update: dict[str, Any] = {"id": "a1", "chat": "1", "at": 5, "text": "1"}

    def is_plain(chat: str) -> bool:
        said = phone.read({**update, "chat": chat})
        assert said is not None
        return said.plain

    phone.switch_buttons("1", on=False)
    assert (is_plain("1"), is_plain("2")) == (True, False)
    phone.switch_buttons("1", on=True)
    assert not is_plain("1")


def test_it_is_known_when_the_turn_comes_also_of_pictures_that_came_together(url: str) -> None:
    db = engines.writer(url)
    with db.begin() as tx:
        arrived = [Incoming(BAY, "1", 1.0, "1", text="một", plain=True), Incoming(TAM, "2", 1.0, "2", text="hai")]
        together = [Incoming(Peer("phone", "demo", "3"), str(n), 1.0, "3", text="ảnh", album="b", plain=True) for n in (3, 4)]
        inbox.store(tx, [(said, 1000.0) for said in (*arrived, *together)], 1000.0)
        assert claimed(tx) == [True, False, True]
    db.dispose()


def test_what_an_older_version_stored_is_read_as_from_a_phone_with_buttons(url: str) -> None:
    db = engines.writer(url)
    with db.begin() as tx:
        inbox.store(tx, [(Incoming(BAY, "1", 1.0, "1", text="cầu gãy"), 1000.0)], 1000.0)
        body = {"sender": "1", "name": "Bảy", "at": 1.0, "text": "cầu gãy", "tapped": None, "place": None, "special": "", "media": 0}
        tx.execute(text("UPDATE inbox SET body = :old"), {"old": json.dumps(body, ensure_ascii=False)})
        (row,) = inbox.claim(tx, "me", 1002.0, 10)
        assert (row.said.text, row.said.plain) == ("cầu gãy", False)
    db.dispose()
