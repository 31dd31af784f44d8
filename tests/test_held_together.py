"""Two people act on one matter at the same moment: whoever comes second waits, and nobody is thrown out."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import Connection, event

from messages_vi import cases_alike as vi
from storage import engines, incidents, people
from tests.turns import World

BRIDGE, SAME_BRIDGE = "gãy lan can cầu tràn, 15 hộ phải đi vòng", "cầu tràn gãy mất lan can, bà con phải đi vòng"


def two_as_one(db: Connection) -> World:
    world = World(db)
    for name, text in (("An", BRIDGE), ("Cúc", SAME_BRIDGE)):
        world.does(name, text)
        world.does(name, "gửi")
    world.does("Hoa", "gộp 2 vào 1")
    return world


def test_taking_apart_holds_both_in_the_order_in_which_merging_holds_them(url: str) -> None:
    engine, other = engines.writer(url), engines.writer(url)
    with engine.begin() as db:
        world = two_as_one(db)
    said: list[str] = []

    def parts() -> None:
        with engine.begin() as db:
            world.db = db
            said.extend(out.text for out in world.does("Hoa", "tách 2"))

    with other.begin() as db:
        assert incidents.any_locked(db, 1)  # as somebody who puts one of them to a third
        second = threading.Thread(target=parts)
        second.start()
        second.join(0.5)
        assert incidents.any_locked(db, 2), "nobody holds it while they wait for the first"
        assert not said
    second.join(20)
    assert "Đã tách việc số 2" in said[0]
    for one in (engine, other):
        one.dispose()


def held_by(world: World, words: str) -> list[int]:
    """The cases that are held while these words are carried out, in the order in which they are."""
    held: list[int] = []

    def hears(_db: Connection, statement: Any, several: Any, values: dict[str, Any], _options: Any) -> None:
        if getattr(statement, "_for_update_arg", None) is not None and "incident" in str(statement):
            held.append(statement.compile().params["id_1"])

    event.listen(world.db, "before_execute", hears)
    world.does("Hoa", words)
    event.remove(world.db, "before_execute", hears)
    return held


@pytest.fixture
def three(world: World) -> World:
    for text in (BRIDGE, SAME_BRIDGE, "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn"):
        world.does("An", text)
        world.does("An", "gửi")
    return world


@pytest.mark.parametrize("typed", ["gom {}", "bỏ {} khỏi đợt"])
@pytest.mark.parametrize("numbers", ["3, 1, 2", "2 3 1", "1, 2, 3"])
def test_cases_are_held_in_one_order_however_they_are_typed(three: World, typed: str, numbers: str) -> None:
    for words in ("mở đợt", "đồng ý"):
        three.does("Hoa", words)
    assert held_by(three, typed.format(numbers)) == [1, 2, 3]


def test_taking_apart_holds_all_that_is_the_same_matter_in_that_order(three: World) -> None:
    three.rows("UPDATE incident SET level = 'DO' RETURNING id")
    for words in ("gộp 1 vào 3", "gộp 2 vào 3"):
        three.does("Hoa", words)
    assert held_by(three, "tách 2") == [1, 2, 3]


def test_who_may_not_know_of_the_case_theirs_was_put_to_reads_nothing_of_it(url: str) -> None:
    engine = engines.writer(url)
    with engine.begin() as db:
        world = two_as_one(db)
        world.does("Hoa", "nhận 1")
        (read,) = world.does("Cúc", "xem 2")
        assert "xem chung với việc số 1" in read.text
        world.rows("UPDATE incident SET confidential = 1 WHERE number = 1 RETURNING 1")
        (read,) = world.does("Cúc", "xem 2")
        assert vi.WITH_ANOTHER in read.text
        assert "khối đã nhận" not in read.text
        assert "xem chung với việc số 1, khối đã nhận" in world.does("Hoa", "xem 2")[0].text
    engine.dispose()


def test_who_reported_what_was_put_to_a_case_that_is_closed_still_hears_of_it_by_their_own_number(url: str) -> None:
    engine = engines.writer(url)
    with engine.begin() as db:
        world = two_as_one(db)
        world.does("Hoa", "kín 1")
        heard = len(world.rows("SELECT 1 FROM notice WHERE person = :p", p=world.id["Cúc"]))
        world.does("Hoa", "nhận 1")
        assert len(world.rows("SELECT 1 FROM notice WHERE person = :p", p=world.id["Cúc"])) == heard + 1
        mine = incidents.mine(db, people.find(db, world.id["Cúc"], world.now))
        assert [(c.number, c.confidential) for c in mine] == [(2, True)]
    engine.dispose()
