"""What Zalo Bot's payloads say, as a table: each kind of update in both shapes, what nobody should answer, and handfuls of stickers."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.zalo_bot_updates import identity, read
from bot.talk import Incoming, Peer, Piece
from storage import engines, inbox

BAY = {"id": "6ede9afa66b88fe6d6a9", "display_name": "Lê Thị Bảy", "is_bot": False}
PRIVATE = {"id": "6ede9afa66b88fe6d6a9", "chat_type": "PRIVATE"}
GROUP = {"id": "9c1d0f6a5be2374811aa", "chat_type": "GROUP"}
MESSAGE = {"from": BAY, "chat": PRIVATE, "message_id": "2d758cb5e222177a4e35", "date": 1750316131602}
OF_BAY: dict[str, Any] = {
    "peer": Peer("zalo_bot", "77", "6ede9afa66b88fe6d6a9"),
    "id": "6ede9afa66b88fe6d6a9:2d758cb5e222177a4e35",
    "at": 1750316131.602,
    "sender": "6ede9afa66b88fe6d6a9",
    "name": "Lê Thị Bảy",
    "plain": True,
}
PHOTO = (Piece("photo", "https://photo.zdn.vn/1.jpg"),)
UNSUPPORTED: dict[str, Any] = {"special": "unsupported", "album": "unsupported"}


def event(kind: str, **content: Any) -> dict[str, Any]:
    return {"event_name": f"message.{kind}.received", "message": {**MESSAGE, **content}}


def without(what: dict[str, Any], *names: str) -> dict[str, Any]:
    message = {name: value for name, value in what["message"].items() if name not in names}
    return {**what, "message": message}


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("text", {"text": "Xin chào"}, {"text": "Xin chào"}),
        ("text", {"text": "1", "chat": {**PRIVATE, "chat_type": "private"}}, {"text": "1"}),
        ("text", {"text": "1", "chat": {"id": PRIVATE["id"]}}, {"text": "1"}),
        ("text", {"text": "1", "from": {"id": BAY["id"]}}, {"text": "1", "name": ""}),
        ("text", {"text": "1", "field_of_next_year": {}}, {"text": "1"}),
        ("image", {"photo": "https://photo.zdn.vn/1.jpg", "caption": "gãy cầu"}, {"media": PHOTO, "album": "pictures", "text": "gãy cầu"}),
        ("image", {"photo_url": "https://photo.zdn.vn/1.jpg", "message_type": "CHAT_PHOTO"}, {"media": PHOTO, "album": "pictures"}),
        ("image", {"photo_url": "https://photo.zdn.vn/1.jpg", "photo": None, "caption": None}, {"media": PHOTO, "album": "pictures"}),
        (
            "voice",
            {"voice_url": "https://voice.zdn.vn/1.aac", "message_type": "CHAT_VOICE"},
            {"media": (Piece("voice", "https://voice.zdn.vn/1.aac"),)},
        ),
        ("sticker", {"sticker": "b4b1f2c9d0"}, UNSUPPORTED),
        ("sticker", {"sticker": {"id": 5}, "url": "https://stickers.zaloapp.com/5"}, UNSUPPORTED),
        ("unsupported", {}, UNSUPPORTED),
        ("location_of_next_year", {"place": {}}, UNSUPPORTED),
    ],
)
def test_a_private_message_says_the_same_flat_and_wrapped(kind: str, content: dict[str, Any], said: dict[str, Any]) -> None:
    flat = event(kind, **content)
    assert read(flat, "77") == Incoming(**{**OF_BAY, **said})
    assert read({"ok": True, "result": flat}, "77") == Incoming(**{**OF_BAY, **said})


def test_what_cannot_be_shown_is_answered_to_whoever_is_still_told_of() -> None:
    bare = without(event("unsupported"), "message_id", "date", "from")
    said = read(bare, "77")
    assert said
    assert said == Incoming(OF_BAY["peer"], said.id, 0.0, OF_BAY["sender"], plain=True, **UNSUPPORTED)
    by_sender = read(without(event("unsupported"), "chat"), "77")
    assert by_sender == Incoming(**{**OF_BAY, **UNSUPPORTED})


def test_without_a_message_id_all_that_it_says_is_its_name() -> None:
    one, other = (read(without(event("text", text=text), "message_id"), "77") for text in ("một", "hai"))
    again = read({"ok": True, "result": without(event("text", text="một"), "message_id")}, "77")
    assert one
    assert other
    assert again
    assert one.id == again.id != other.id
    assert one.id.startswith("body:")
    nameless = read(event("text", text="một", message_id=""), "77")
    assert nameless
    assert nameless.id.startswith("body:")


def test_a_group_is_told_once_that_it_calls_and_its_words_stay_out() -> None:
    for kind in ("GROUP", "group"):
        called = read(event("text", text="@Bot nhà ông Tư", chat={**GROUP, "chat_type": kind}), "77")
        assert called == Incoming(
            **{**OF_BAY, "peer": Peer("zalo_bot", "77", GROUP["id"]), "id": f"{GROUP['id']}:2d758cb5e222177a4e35"}, special="group"
        )


@pytest.mark.parametrize(
    "update",
    [
        {"event_name": "message.unsupported.received"},
        {"event_name": "message.unsupported.received", "message": None},
        {"event_name": "message.unsupported.received", "message": {"message_id": "1", "date": 1}},
        {"event_name": "message.unsupported.received", "message": {"chat": {}, "from": None}},
        {"event_name": "webhook.something"},
        {"ok": True, "result": {"event_name": "bot.joined", "group": {"id": "1"}}},
        event("text", text="x", **{"from": {**BAY, "is_bot": True}}),
        event("text", text="x", chat={**GROUP, "chat_type": "CHANNEL"}),
        event("image", photo="https://photo.zdn.vn/1.jpg", chat=GROUP),
        event("voice", voice_url="https://voice.zdn.vn/1.aac", chat=GROUP),
        event("sticker", chat=GROUP),
        event("unsupported", chat=GROUP),
        event("something_of_next_year", chat=GROUP),
    ],
)
def test_nobody_is_answered(update: Any) -> None:
    assert read(update, "77") is None


@pytest.mark.parametrize(
    "update",
    [
        [],
        "x",
        None,
        5,
        {},
        {"ok": True},
        {"ok": True, "result": None},
        {"ok": True, "result": [event("text", text="x")]},
        {"message": MESSAGE},
        {"event_name": "message.text.received"},
        {"event_name": "message.text.received", "message": "x"},
        {"event_name": "message.unsupported.received", "message": "x"},
        event("text"),
        event("text", text=5),
        event("text", text="x", chat={"chat_type": "PRIVATE"}),
        event("text", text="x", chat={**PRIVATE, "id": 5}),
        event("text", text="x", chat={**PRIVATE, "chat_type": 5}),
        event("text", text="x", date="hôm qua"),
        event("text", text="x", date=True),
        event("text", text="x", date=float("nan")),
        event("text", text="x", **{"from": {**BAY, "display_name": 5}}),
        event("image"),
        event("image", photo={"url": "https://photo.zdn.vn/1.jpg"}),
        event("image", photo="https://photo.zdn.vn/1.jpg", caption=5),
        event("voice"),
        event("voice", voice_url=""),
    ],
)
def test_what_is_of_neither_shape_is_left_to_the_door_to_park(update: Any) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        read(update, "77")


def test_an_update_is_known_again_by_chat_and_message() -> None:
    assert identity(event("text", text="một")) == identity(event("image", photo="x")) == OF_BAY["id"]
    assert identity({"a": 1, "b": 2}) == identity({"b": 2, "a": 1}) != identity(["a"])


# ---- handfuls, on the real database


def turns(url: str, *kinds: str) -> list[str]:
    """The turns that come of these, all sent by a stranger within a moment: what is special about each, else its text."""
    said = [read(event(kind, photo="https://photo.zdn.vn/1.jpg", caption="ảnh", text="chữ", message_id=str(n)), "77") for n, kind in enumerate(kinds)]
    db, found = engines.writer(url), list[str]()
    with db.begin() as tx:
        for one in said:
            assert one
            inbox.store(tx, [(one, 1000.0)], 1000.0)
        assert inbox.promote(tx, 1001.0)
        assert not inbox.promote(tx, 1002.0)
        while rows := inbox.claim(tx, "me", 1002.0, 50):
            found += [row.said.special or row.said.text for row in rows]
            inbox.done(tx, rows)
    db.dispose()
    return found


def test_a_handful_of_stickers_is_one_turn(url: str) -> None:
    assert turns(url, "sticker", "sticker", "unsupported", "sticker") == ["unsupported"]


def test_stickers_between_other_things_are_one_turn_and_swallow_nothing(url: str) -> None:
    assert turns(url, "text", "sticker", "image", "sticker", "image", "text") == ["chữ", "unsupported", "ảnh\nảnh", "chữ"]
