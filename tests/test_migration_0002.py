"""The step from the first schema to the second keeps what an office has, and its new columns say what was true before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from bot.talk import Notice, Peer
from storage import bots, notices, outbox, people
from storage.bots import Bot
from tests.upgrades import empty, in_use, nothing_is_lost, rows, upgraded

__all__ = ["empty", "upgraded"]
OLD = {
    "unit": "(id, level, kind, name, path, valid_from) VALUES (3, 'xa', 'xã', 'Mẫu', '/3/', '2025-07-01')",
    "person": "(id, name, address, joined_at) VALUES (7, 'bác Bảy', 'cô', 1.5)",
    "role": "(id, person, unit, key, since) VALUES (5, 7, 3, 'truong_khoi', 1.5)",
    "account": "(peer, person, gone, since) VALUES ('telegram:9:77', 7, 0, 1.5), ('phone:demo:2', 7, 1, 2.5)",
    "notice": "(id, once, person, kind, body, act_on, merge_key, not_before, state) VALUES (11, 'case:1:7', 7, 'alert', "
    """'["Việc số 1.", [["nhan", "Đã nhận", "nhận 1"]], ["kept-1"]]', 'id:1', 'new', 9.5, 'waiting')""",
    "outbox": "(id, once, account, peer, lane, body, state, due) VALUES (13, 'r:1', 'telegram:9', 'telegram:9:77', 'talk', "
    "'[\"dạ\", [], [], \"\", []]', 'queued', 1.5)",
    "counter": "(name, n) VALUES ('incident:3:2026', 4)",
    "conversation": "(peer, pushed) VALUES ('telegram:9:77', 2)",
}
IN_OLD = {
    "unit": "id, name, path", "person": "id, name, address", "role": "id, person, key", "account": "peer, person, gone, since",
    "notice": "id, once, body, act_on, merge_key, not_before, state", "outbox": "id, once, body, state", "counter": "name, n",
    "conversation": "peer, pushed",
}  # fmt: skip


@pytest.fixture
def old(empty: str) -> Iterator[Engine]:
    """One at the first revision, in use."""
    with in_use(empty, "0001", OLD) as made:
        yield made


def test_every_row_is_there_as_it_was(empty: str, old: Engine) -> None:
    nothing_is_lost(old, empty, IN_OLD)


def test_the_new_columns_say_what_was_true_before(upgraded: Engine) -> None:
    assert rows(upgraded, "SELECT peer, preferred FROM account ORDER BY peer") == [("phone:demo:2", 0), ("telegram:9:77", 0)]
    assert rows(upgraded, "SELECT can_wait FROM notice") == [(0,)]
    assert rows(upgraded, "SELECT count(*) FROM bot") == rows(upgraded, "SELECT count(*) FROM pairing") == [(0,)]


def test_the_bot_goes_on_with_what_it_finds(upgraded: Engine) -> None:
    with upgraded.begin() as db:
        (waiting,) = notices.due(db, 10.0)
        assert (waiting.text, waiting.photos, waiting.files, waiting.can_wait) == ("Việc số 1.", ("kept-1",), (), False)
        assert people.chats(db, 7) == [Peer("telegram", "9", "77")]
        db.execute(text("INSERT INTO lease(duty, owner, expires) VALUES ('send:telegram:9', 'me', 99)"))
        (row,) = outbox.claim(db, "me", 10.0, 9, ["telegram:9"])
        assert (row.out.text, row.out.files, row.metered) == ("dạ", (), False)
        bots.serve(db, [Bot("telegram", "9", "https://t.me/nine")], 10.0)
        assert bots.people(db, "telegram", "9") == 1


def test_numbers_and_keys_hold_after_it(upgraded: Engine) -> None:
    """A number once given is never given again, and what was unique still is."""
    with upgraded.begin() as db:
        if db.dialect.name == "postgresql":  # the rows above took no number of its sequence
            db.execute(text("SELECT setval(pg_get_serial_sequence('notice', 'id'), 11)"))
        db.execute(text("DELETE FROM notice"))
        notices.notify(db, 7, Notice("alert", "Mới.", "new"), 1.0)
    assert rows(upgraded, "SELECT id FROM notice") == [(12,)]
    for wrong in (
        "INSERT INTO account(peer, person, since) VALUES ('x', 99, 0)",
        "INSERT INTO account(peer, person, since) VALUES ('phone:demo:2', 7, 0)",
    ):
        with pytest.raises(IntegrityError), upgraded.begin() as db:
            db.execute(text(wrong))
