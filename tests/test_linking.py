"""Who may part which of a person's chats, and what a chat reads last. Real turns on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from messages_vi import common
from messages_vi import linking as vi
from messages_vi.joining import ask_whom
from tests.door import DAY, Door

SECRETARY = ask_whom("0237.000.0003")


@pytest.fixture
def door(url: str) -> Iterator[Door]:
    made = Door(url)
    yield made
    made.engine.dispose()


def read(words: str) -> str:
    return common.spoken_to(words, common.DEFAULT_ADDRESS)


def ties(door: Door, chat: str, to: str) -> None:
    """A second chat, by a code shown in the first."""
    code = re.search(r"\b\d{3} \d{3}\b", door.says(to, "kết nối"))
    assert code
    door.says(chat, code[0])
    assert door.owner(chat) == door.owner(to)


def test_a_chat_that_is_parted_reads_so_at_last_and_whom_to_call(door: Door) -> None:
    door.person("bác Bảy", "to_vien")
    door.now += 30 * DAY
    ties(door, "lent phone", "bác Bảy")
    assert read(vi.undone("Telegram")) in door.says("bác Bảy", "bỏ telegram")
    assert door.posted("lent phone")[-1] == read(vi.parted("bác Bảy", "Telegram", SECRETARY))
    assert door.owner("lent phone") is None


def test_a_chat_of_today_throws_out_none_that_was_there_before_it(door: Door) -> None:
    owner = door.person("bác Bảy", "to_vien")
    door.now += 30 * DAY
    ties(door, "new phone", "bác Bảy")
    assert vi.undo_word("Telegram") not in door.says("new phone", "kết nối").casefold()
    door.now += DAY - 60
    assert door.says("new phone", "bỏ telegram") == read(vi.too_new("Telegram", SECRETARY))
    assert (door.owner("bác Bảy"), door.posted("bác Bảy")) == (owner, [])
    door.now += 60
    assert read(vi.undone("Telegram")) in door.says("new phone", "bỏ telegram")
    assert door.owner("bác Bảy") is None
    assert door.posted("bác Bảy") == [read(vi.parted("bác Bảy", "Telegram", SECRETARY))]


def test_a_chat_of_today_may_part_one_that_came_after_it(door: Door) -> None:
    door.person("bác Bảy", "to_vien")
    door.now += 60
    ties(door, "stranger", "bác Bảy")
    assert read(vi.undone("Telegram")) in door.says("bác Bảy", "bỏ telegram")
    assert door.owner("stranger") is None
