"""What Telegram's payloads say, as a table: each kind of update, and what nobody should answer."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.telegram_updates import read
from bot.talk import Contact, Incoming, Peer, Piece, Place

BAY = {"id": 1001, "is_bot": False, "first_name": "Bảy", "last_name": "Lê", "language_code": "vi"}
PRIVATE = {"id": 1001, "first_name": "Bảy", "last_name": "Lê", "type": "private"}
GROUP = {"id": -1001234567890, "title": "Thôn 7", "type": "supergroup"}
MESSAGE = {"message_id": 5, "from": BAY, "chat": PRIVATE, "date": 1790000000}
OF_BAY: dict[str, Any] = {"peer": Peer("telegram", "77", "1001"), "id": "9", "at": 1790000000.0, "sender": "1001", "name": "Bảy Lê"}
DOCUMENT = {"file_id": "D", "file_unique_id": "d", "file_name": "cau.jpg", "file_size": 700_000}
STICKER = {"file_id": "S", "file_unique_id": "s", "width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
SIZES = [
    {"file_id": "small", "file_unique_id": "a", "file_size": 900, "width": 90, "height": 67},
    {"file_id": "large", "file_unique_id": "c", "file_size": 90_000, "width": 1280, "height": 960},
    {"file_id": "middle", "file_unique_id": "b", "file_size": 9_000, "width": 320, "height": 240},
]
PHOTO = (Piece("photo", "large", 90_000),)


def message(**content: Any) -> dict[str, Any]:
    return {"update_id": 9, "message": {**MESSAGE, **content}}


def reading(update: Any, username: str = "thu_bot") -> Incoming | None:
    return read(update, "77", username)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"text": "Xin chào"}, {"text": "Xin chào"}),
        ({"text": "/start 48210937"}, {"text": "/start 48210937"}),
        ({"text": "/baoviec@Thu_Bot cầu gãy"}, {"text": "/baoviec cầu gãy"}),
        ({"text": "viết cho a@khac_bot nhé"}, {"text": "viết cho a@khac_bot nhé"}),
        ({"text": "/gửi@khac.vn"}, {"text": "/gửi@khac.vn"}),
        ({"photo": SIZES}, {"media": PHOTO}),
        ({"photo": SIZES, "caption": "gãy cầu", "media_group_id": "13"}, {"media": PHOTO, "text": "gãy cầu", "album": "13"}),
        ({"voice": {"file_id": "V", "file_unique_id": "v", "duration": 3, "file_size": 5}}, {"media": (Piece("voice", "V", 5),)}),
        ({"voice": {"file_id": "V", "file_unique_id": "v", "duration": 3}}, {"media": (Piece("voice", "V", 0),)}),
        ({"document": {**DOCUMENT, "mime_type": "image/jpeg"}}, {"media": (Piece("photo", "D", 700_000),)}),
        ({"location": {"latitude": 19.80692, "longitude": 105.77461}}, {"place": Place(19.807, 105.775)}),
        ({"location": {"latitude": 20, "longitude": 105, "live_period": 900}}, {"place": Place(20.0, 105.0)}),
        (
            {"forward_origin": {"type": "hidden_user", "sender_user_name": "Lan", "date": 1}, "text": "nghe nói"},
            {"special": "forwarded", "text": "nghe nói"},
        ),
        ({"forward_origin": {"type": "hidden_user", "sender_user_name": "Lan", "date": 1}, "photo": SIZES}, {"special": "forwarded", "media": PHOTO}),
        ({"document": {**DOCUMENT, "mime_type": "application/pdf"}, "caption": "đây"}, {"special": "unsupported", "text": "đây"}),
        ({"document": DOCUMENT}, {"special": "unsupported"}),
        ({"sticker": STICKER}, {"special": "unsupported"}),
        ({"animation": DOCUMENT, "document": {**DOCUMENT, "mime_type": "image/gif"}}, {"special": "unsupported"}),
        ({"video": DOCUMENT, "media_group_id": "13"}, {"special": "unsupported", "album": "13"}),
        ({"video_note": DOCUMENT}, {"special": "unsupported"}),
        ({"audio": DOCUMENT}, {"special": "unsupported"}),
        ({"contact": {"phone_number": "+84901234567", "first_name": "Tám"}}, {"contact": Contact("", own=False)}),
        ({"contact": {"phone_number": "+84901234567", "first_name": "Tám", "user_id": 77}}, {"contact": Contact("", own=False)}),
        ({"contact": {"phone_number": "+84901234567", "first_name": "Bảy", "user_id": 1001}}, {"contact": Contact("0901234567", own=True)}),
        ({"contact": {"phone_number": "84901234567", "first_name": "Bảy", "user_id": 1001}}, {"contact": Contact("0901234567", own=True)}),
        (
            {"contact": {"phone_number": "84901234567", "first_name": "Bảy", "user_id": 1001}, "forward_date": 1},
            {"contact": Contact("", own=False), "special": "forwarded"},
        ),
        ({"poll": {"id": "1", "question": "?"}}, {"special": "unsupported"}),
        ({"dice": {"emoji": "🎲", "value": 3}}, {"special": "unsupported"}),
        ({"something_of_next_year": {}}, {"special": "unsupported"}),
    ],
)
def test_a_private_message_says(content: dict[str, Any], said: dict[str, Any]) -> None:
    assert reading(message(**content)) == Incoming(**OF_BAY, **said)


def test_a_tap_names_its_offer_and_needs_no_time() -> None:
    query = {
        "id": "4382",
        "from": BAY,
        "chat_instance": "-7",
        "data": "q12:0",
        "message": {**MESSAGE, "from": {"id": 77, "is_bot": True}, "text": "?"},
    }
    assert reading({"update_id": 9, "callback_query": query}) == Incoming(**{**OF_BAY, "at": 0.0}, tapped="q12:0")


def test_a_tap_on_a_message_too_old_to_be_shown_is_still_one() -> None:
    query = {"id": "4382", "from": BAY, "chat_instance": "-7", "data": "q12:0", "message": {"message_id": 5, "chat": PRIVATE, "date": 0}}
    assert reading({"update_id": 9, "callback_query": query}) == Incoming(**{**OF_BAY, "at": 0.0}, tapped="q12:0")


def test_an_edit_is_told_apart_and_a_live_location_that_moves_is_nothing() -> None:
    edited = {**MESSAGE, "edit_date": 1790000060, "text": "16 hộ"}
    moved = {**MESSAGE, "edit_date": 1790000060, "location": {"latitude": 20, "longitude": 105, "live_period": 900}}
    assert reading({"update_id": 9, "edited_message": edited}) == Incoming(**{**OF_BAY, "at": 1790000060.0}, text="16 hộ", special="edited")
    assert reading({"update_id": 9, "edited_message": moved}) is None


def test_a_group_is_heard_only_when_it_calls_us_by_name_and_its_words_stay_out() -> None:
    called = reading(message(chat=GROUP, text="/baoviec@thu_bot nhà ông Tư"))
    assert called == Incoming(Peer("telegram", "77", "-1001234567890"), "9", 1790000000.0, "1001", "Bảy Lê", special="group")
    for text in ("/baoviec", "/baoviec@khac_bot", "@thu_bot ơi", "chào"):
        assert reading(message(chat=GROUP, text=text)) is None
    assert reading(message(chat=GROUP, photo=SIZES)) is None


def test_a_command_for_another_bot_is_not_ours() -> None:
    assert reading(message(text="/start@khac_bot")) is None


def test_before_we_know_our_name_a_private_chat_means_us_and_a_group_does_not() -> None:
    said = reading(message(text="/start@thu_bot 48210937"), username="")
    assert said is not None
    assert said.text == "/start 48210937"
    assert reading(message(chat=GROUP, text="/start@thu_bot"), username="") is None


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 9},
        {"update_id": 9, "my_chat_member": {"chat": PRIVATE, "from": BAY, "date": 1}},
        {"update_id": 9, "channel_post": {"message_id": 1, "chat": {"id": -100, "type": "channel"}, "date": 1, "text": "tin"}},
        {"update_id": 9, "something_of_next_year": {}},
        message(pinned_message={**MESSAGE, "text": "cũ"}),
        message(chat=GROUP, new_chat_members=[BAY]),
        message(message_auto_delete_timer_changed={"message_auto_delete_time": 86400}),
        message(**{"from": {"id": 77, "is_bot": True, "first_name": "bot"}}, text="x"),
        {"update_id": 9, "edited_message": {**MESSAGE, "chat": GROUP, "text": "x"}},
        {"update_id": 9, "callback_query": {"id": "1", "from": BAY, "chat_instance": "1", "data": "q1:0", "message": {**MESSAGE, "chat": GROUP}}},
    ],
)
def test_nobody_is_answered(update: Any) -> None:
    assert reading(update) is None


@pytest.mark.parametrize(
    "update",
    [
        [],
        "x",
        None,
        {},
        {"update_id": "9", "message": MESSAGE},
        {"update_id": True, "message": MESSAGE},
        {"update_id": 9, "message": None},
        {"update_id": 9, "message": "x"},
        {"update_id": 9, "message": {"chat": PRIVATE}},
        {"update_id": 9, "message": {**MESSAGE, "chat": {"id": "1001", "type": "private"}, "text": "x"}},
        {"update_id": 9, "message": {**MESSAGE, "from": None, "text": "x"}},
        {"update_id": 9, "message": {**MESSAGE, "date": "hôm qua", "text": "x"}},
        message(text=5),
        message(photo=[]),
        message(photo=[{"file_id": 5, "width": 1, "height": 1}]),
        message(voice={"duration": 3}),
        message(document=None),
        message(location={"latitude": 91, "longitude": 105}),
        message(location={"latitude": float("nan"), "longitude": 105}),
        message(location={"latitude": "19.8", "longitude": "105.7"}),
        {"update_id": 9, "callback_query": {"id": "1", "from": BAY, "chat_instance": "1", "data": "q1:0", "inline_message_id": "x"}},
        {"update_id": 9, "callback_query": {"id": "1", "from": BAY, "chat_instance": "1", "game_short_name": "x", "message": MESSAGE}},
    ],
)
def test_what_is_not_of_telegrams_shape_is_left_to_the_door_to_park(update: Any) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        reading(update)
