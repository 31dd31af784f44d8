"""A message as its channel can carry it."""

from __future__ import annotations

from bot.pieces import cut, pieces
from bot.talk import Allowance, Choice, Outgoing, Peer
from messages_vi.common import PICTURES_ELSEWHERE

CHAT = Peer("zalo_bot", "1", "2")
CHOICES = (Choice("a", "Một"), Choice("b", "Hai"))


def test_each_picture_is_a_message_and_the_choices_stand_with_the_words() -> None:
    found = pieces(Outgoing(CHAT, "việc số 1", CHOICES, offer="a7", photos=("x", "y")), Allowance(1900, 1.0))
    assert [(p.text, p.photos, p.choices, p.offer) for p in found] == [
        ("việc số 1", (), CHOICES, "a7"),
        ("", ("x",), (), ""),
        ("", ("y",), (), ""),
    ]


def test_pictures_that_cannot_be_shown_are_spoken_of_once_and_cost_no_message() -> None:
    found = pieces(Outgoing(CHAT, "việc số 1", CHOICES, photos=("x", "y", "z")), Allowance(1900, 1.0, pictures=False))
    assert [(p.text, p.photos, p.choices) for p in found] == [(f"việc số 1\n{PICTURES_ELSEWHERE}", (), CHOICES)]


def test_a_list_longer_than_a_message_ends_all_the_same() -> None:
    many = tuple(Choice(str(n), "dài " * 60) for n in range(9))
    found = pieces(Outgoing(CHAT, "chọn", many), Allowance(1900, 1.0))
    assert "".join(p.text for p in found) == "chọn"


def test_a_short_first_line_does_not_go_alone() -> None:
    parts = cut("Nhắc một câu.\n" + "chữ " * 600, 1900)
    assert len(parts) == 2
    assert len(parts[0]) > 1500
