"""An episode at night: only what is most urgent wakes anybody; the rest is one message in the morning, and keeps nothing urgent back."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.periods import local
from storage import notices
from tests.test_case_clock import goes_on, told
from tests.test_episode_life import FLOODS, files, opens, says, words
from tests.turns import World

HOUR, MINUTE = 3600.0, 60.0
BROKEN = "đường vào thôn bị sụt, ô tô không đi được"
STOLEN = "mất trộm xe máy ở xóm 3, nghi có kẻ gian"


def at(world: World, hour: int, minute: int = 0) -> None:
    """The next time that a clock here shows it."""
    now = local(world.now)
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    world.now = then.timestamp() + (86400.0 if then <= now else 0.0)


def wakes(found: list[Any]) -> list[Any]:
    """Those that come between nine in the evening and seven in the morning."""
    return [n for n in found if not 7 <= local(n.not_before).hour < 21]


def kept(world: World, name: str) -> list[Any]:
    """What waits for the morning: (merge key, moment) of each."""
    sql = "SELECT merge_key, not_before FROM notice WHERE person = :p AND state = 'waiting' AND can_wait = 1 AND merge_key LIKE 'episode by day:%'"
    return world.rows(sql, p=world.id[name])


@pytest.fixture
def night(world: World) -> World:
    """Eleven o'clock, an episode that has nothing red in it; a theft is of its kinds."""
    at(world, 10)
    files(world, STOLEN)
    world.does("Hoa", "gấp 1")
    at(world, 20)
    opens(world, "mở đợt trộm cắp")
    world.does("Hoa", "gom 1")
    world.rows("UPDATE incident SET level = 'VANG' RETURNING id")
    at(world, 23)
    notices.withdraw(world.db, "episode ")
    return world


def test_a_less_urgent_case_of_the_night_waits_and_an_urgent_one_does_not(night: World) -> None:
    files(night, STOLEN, "Cúc")
    files(night, STOLEN, "An")
    assert not wakes(told(night, "Bình", "case:2:") + told(night, "Bình", "case:3:"))
    keys = {(k.merge_key, local(k.not_before).hour) for k in kept(night, "Bình")}
    assert keys == {("episode by day:1", 7)}, "one message"
    files(night, FLOODS[0])
    assert len(wakes(told(night, "Bình", "case:4:"))) == 1
    files(night, FLOODS[1])
    assert [n.not_before - night.now < 15 * MINUTE for n in told(night, "Bình", "case:5:")] == [True]


def test_by_day_a_less_urgent_case_comes_as_ever(night: World) -> None:
    at(night, 9)
    files(night, STOLEN, "Cúc")
    assert [n.not_before for n in told(night, "Bình", "case:2:")] == [night.now]


def test_what_would_be_told_after_nine_waits_too(night: World) -> None:
    at(night, 20, 40)
    files(night, STOLEN, "Cúc")
    at(night, 20, 50)
    files(night, STOLEN, "An")
    at(night, 20, 57)
    files(night, STOLEN, "Cúc")
    assert not wakes([n for number in (2, 3, 4) for n in told(night, "Bình", f"case:{number}:")])


def test_opening_and_ending_without_anything_red_wake_nobody(night: World) -> None:
    says(night, "Hoa", "kết thúc đợt", "1")
    says(night, "Hoa", "mở đợt lần nữa", "1")
    files(night, STOLEN)
    night.does("Hoa", "gom 2")
    for name in ("Bình", "Tỉnh"):
        found = told(night, name, "episode ")
        assert found
        assert not wakes(found)


def test_opening_with_something_red_is_told_at_once(world: World) -> None:
    at(world, 23)
    files(world, FLOODS[0])
    opens(world)
    assert [len(wakes(told(world, name, "episode "))) for name in ("Bình", "Tỉnh")] == [1, 1]


def test_figures_go_above_at_night_only_when_something_red_came(world: World) -> None:
    at(world, 21, 30)
    files(world, FLOODS[0])
    opens(world)
    goes_on(world, 2.2 * HOUR, 10 * MINUTE)
    world.does("Hoa", "nhận 1")
    at_first = len(told(world, "Tỉnh", "episode above:"))
    goes_on(world, 2 * HOUR, 10 * MINUTE)
    assert len(told(world, "Tỉnh", "episode above:")) == at_first, "it was accepted: that can wait"
    files(world, FLOODS[1])
    goes_on(world, 2 * HOUR, 10 * MINUTE)
    assert len(told(world, "Tỉnh", "episode above:")) == at_first + 1
    world.does("Hoa", "nhận 2")
    goes_on(world, 5 * HOUR, 10 * MINUTE)
    last = told(world, "Tỉnh", "episode above:")[-1]
    assert len(told(world, "Tỉnh", "episode above:")) == at_first + 2
    assert local(last.not_before).hour in (7, 8, 9)
    assert "2 đang giải quyết" in words([last])[0]


def test_what_waits_for_the_morning_keeps_no_figures_of_red_ones_back(night: World) -> None:
    says(night, "Hoa", "kết thúc đợt", "1")
    says(night, "Hoa", "mở đợt lần nữa", "1")
    files(night, STOLEN, "Cúc")
    night.does("Hoa", "gom 2")
    assert not wakes(told(night, "Tỉnh", "episode above:2:"))
    files(night, FLOODS[0])
    night.does("Bình", "nhận 3")
    goes_on(night, 2.5 * HOUR, 10 * MINUTE)
    assert [n for n in wakes(told(night, "Tỉnh", "episode above:2:")) if "ĐỎ 1" in words([n])[0]]


def test_a_word_owed_on_something_less_urgent_waits_and_keeps_none_on_a_red_one_back(night: World) -> None:
    night.does("Bình", "nhận 1")
    goes_on(night, 24.2 * HOUR, 10 * MINUTE)
    found = told(night, "Bình", "episode remind")
    assert found
    assert not wakes(found)
    files(night, FLOODS[0])
    night.does("Bình", "nhận 2")
    goes_on(night, 5 * HOUR, 10 * MINUTE)
    assert wakes(told(night, "Bình", "episode remind"))
