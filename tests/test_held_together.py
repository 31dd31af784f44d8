"""Two people act on one matter at the same moment: whoever comes second waits, and nobody is thrown out."""

from __future__ import annotations

import threading

from sqlalchemy import Connection

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
