"""An episode and the clock: what nobody takes is told above too, people in danger never wait, and once it is over each case speaks for itself."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from handlers import episode_clock
from messages_vi import cases_clock as clock_vi
from storage import incidents
from tests.test_case_clock import goes_on, told
from tests.test_episode_life import opens
from tests.turns import World

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
FLOODS = ("nước lũ lên nhanh, ngập 5 nhà ở cuối thôn", "nước lũ tràn qua đập, ngập 12 nhà", "sạt lở đồi sau nhà văn hóa, 3 hộ phải sơ tán")


def files(world: World, text: str) -> None:
    world.does("An", text)
    world.does("An", "gửi")


def words(notice: Any) -> str:
    return str(json.loads(notice.body)[0]) if notice.body else ""


def test_red_cases_that_nobody_takes_are_told_above_as_late_while_the_episode_goes_on(world: World) -> None:
    files(world, FLOODS[0])
    opens(world)
    files(world, FLOODS[1])
    files(world, "mất điện cả xóm từ tối qua")
    world.does("Hoa", "gom 3")
    goes_on(world, 12 * HOUR, 10 * MINUTE)
    late = told(world, "Tỉnh", "episode above:1:late.")
    assert len(late) == 1, "and once"
    assert "có 2 việc ĐỎ quá hẹn chưa có người nhận. Cả đợt: 3 việc" in words(late[0])
    assert world.rows("SELECT number, rung FROM incident ORDER BY number")[:2] == [(1, 4), (2, 4)]
    goes_on(world, DAY, 10 * MINUTE)
    assert len(told(world, "Tỉnh", "episode above:1:late.")) == 1


def test_what_is_filed_later_climbs_by_itself_and_is_told_above_no_oftener_than_every_two_hours(world: World) -> None:
    files(world, FLOODS[0])
    opens(world)
    for text in FLOODS[1:]:
        goes_on(world, 3 * HOUR, 10 * MINUTE)
        files(world, text)
    goes_on(world, 2 * DAY, 10 * MINUTE)
    late = [r.not_before for r in told(world, "Tỉnh", "episode above:1:late.")]
    assert 1 <= len(late) <= 3
    assert all(two - one >= 2 * HOUR for one, two in pairwise(late))
    assert {rung for (rung,) in world.rows("SELECT rung FROM incident")} == {4}


@pytest.mark.parametrize("danger", ["nước lũ ngập, sạt lở, 2 người bị thương nặng", "cháu bé đuối nước ở đập"])
def test_people_in_danger_are_told_above_at_once_in_an_open_episode_too(world: World, danger: str) -> None:
    files(world, FLOODS[0])
    opens(world)
    files(world, FLOODS[1])
    files(world, danger)
    assert world.rows("SELECT number FROM incident WHERE episode IS NOT NULL ORDER BY number") == [(1,), (2,), (3,)]
    assert [len(told(world, "Tỉnh", f"case:{n}:")) for n in (1, 2, 3)] == [1, 0, 1], "the second is told of with the episode"


def test_a_word_is_owed_by_whoever_may_still_give_it(world: World) -> None:
    files(world, FLOODS[0])
    opens(world)
    world.does("Bình", "nhận 1")
    world.rows("UPDATE role SET until = :now WHERE person = :who RETURNING 1", now=world.now, who=world.id["Bình"])
    goes_on(world, 12 * HOUR, 10 * MINUTE)
    assert not told(world, "Bình", "episode remind:")


def test_cases_are_gathered_only_while_their_episode_goes_on(world: World) -> None:
    files(world, FLOODS[0])
    opens(world)
    case = incidents.any_locked(world.db, 1)
    assert case is not None
    assert episode_clock.gathers(world.db, case)
    world.does("Hoa", "kết thúc đợt")
    world.does("Hoa", "đồng ý kết thúc")
    assert not episode_clock.gathers(world.db, case)


def test_once_the_episode_is_over_no_button_speaks_of_it(world: World) -> None:
    files(world, FLOODS[0])
    opens(world)
    world.does("Hoa", "kết thúc đợt")
    world.does("Hoa", "đồng ý kết thúc")
    goes_on(world, 3 * HOUR, 10 * MINUTE)
    late = told(world, "Bình", "overdue:1:")
    assert late
    assert "việc số 1" in words(late[0])
    assert not told(world, "Bình", "episode late:")


def test_what_nobody_has_any_more_is_spoken_of_to_those_who_hear_of_new_cases(world: World) -> None:
    files(world, FLOODS[0])
    files(world, FLOODS[1])
    opens(world)
    for n in (1, 2):
        world.does("Bình", f"nhận {n}")
    world.rows("UPDATE role SET until = :now WHERE person = :who RETURNING 1", now=world.now, who=world.id["Bình"])
    goes_on(world, 11 * HOUR, 10 * MINUTE)
    assert {holder for (holder,) in world.rows("SELECT holder FROM incident")} == {None}
    for name in ("Hoa", "Mười"):
        heard = told(world, name, "episode remind:1:None:")
        assert heard
        assert words(heard[0]) == clock_vi.nobodys([1, 2]), "in one message"
        assert all(two.not_before - one.not_before >= episode_clock.REMIND_AGAIN for one, two in pairwise(heard))
    assert not told(world, "Bình", "episode remind:1:None:")
