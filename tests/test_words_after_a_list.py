"""A bare number is meant for the last thing pushed: words that came after a list end its numbers, labels and verbs with a number stay good."""

from __future__ import annotations

import pytest

from bot import planner
from bot.talk import Choice, Notice, Outgoing
from storage import leases, notices
from tests.turns import World

ME = leases.new_owner()
BROKEN = "gãy lan can cầu tràn từ tối qua, 15 hộ phải đi vòng"


def pushes(world: World, *told: Notice) -> None:
    """What is due reaches Hoa, one round of planning for each."""
    leases.take(world.db, ME, ["send:phone:demo"], world.now)
    for n in told:
        notices.notify(world.db, world.id["Hoa"], n, world.now)
        planner.plan(world.db, {}, world.now, world.now)


def words(once: str) -> Notice:
    return Notice("checkin", "Trợ lý vừa nhắn 6 tổ báo cáo tháng.", once)


def a_list(world: World, once: str) -> Notice:
    (case,) = world.rows("SELECT id FROM incident")
    return Notice("alert", "Có việc mới.", once, (Choice("nhan", "Nhận việc này"), Choice("xem", "Xem")), f"id:{case.id}")


@pytest.fixture
def alerted(world: World) -> World:
    """The block's head has a list about a new case before her."""
    world.does("An", BROKEN)
    world.does("An", "gửi")
    pushes(world, a_list(world, "first"))
    return world


def accepts(world: World, said: str) -> bool:
    out: list[Outgoing] = world.does("Hoa", said)
    assert out
    return bool(world.rows("SELECT 1 FROM incident WHERE status <> 'moi'"))


def test_right_behind_its_list_a_number_acts(alerted: World) -> None:
    assert accepts(alerted, "1")


@pytest.mark.parametrize("how_many", [1, 2])
def test_behind_words_that_came_after_it_a_number_does_nothing(alerted: World, how_many: int) -> None:
    pushes(alerted, *(words(f"w{n}") for n in range(how_many)))
    assert not accepts(alerted, "1")


@pytest.mark.parametrize("said", ["Nhận việc này", "nhận 1"])
def test_a_label_and_a_verb_with_its_number_stay_good(alerted: World, said: str) -> None:
    pushes(alerted, words("w"))
    assert accepts(alerted, said)


def test_a_list_after_those_words_is_answered_by_number_again(alerted: World) -> None:
    pushes(alerted, words("w"), a_list(alerted, "second"))
    assert accepts(alerted, "1")
