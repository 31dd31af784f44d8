"""What platforms send is read, also what is cut in the middle of a character; one such message must not hold up the others."""

from __future__ import annotations

import pytest

from bot.inbox import door
from bot.json_in import loads
from bot.talk import Incoming, Peer
from storage import json_text

HALF = rb'{"text": "xin ch\ud83d"}'


def test_half_a_character_is_read_and_cleaned_away() -> None:
    said = Incoming(Peer("telegram", "1", "2"), "1", 0.0, text=loads(HALF)["text"])
    assert door(said).text == "xin ch"


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff"])
def test_what_is_no_json_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises((ValueError, RecursionError)):
        loads(body)


@pytest.mark.parametrize("value", [{"b": [1, None, "hòa"], "a": 0.5}, ["\ud83d"]])
def test_what_is_kept_reads_the_same_and_in_its_order(value: object) -> None:
    kept = json_text.read(json_text.written(value))
    assert kept == value
    assert str(kept) == str(value)
