"""The early warning waits for the morning: what has become confidential, was taken back or reads otherwise meanwhile is not in it."""

from __future__ import annotations

import json

import pytest

from handlers import cases_alike
from storage import incidents, people
from tests.test_case_clock import told
from tests.test_case_lists import here
from tests.turns import World

DEAD = ("rác đổ ở chợ, bốc mùi lắm", "rác ứ ở cổng trường, ruồi nhiều", "đốt rác cạnh nhà văn hóa, khói mù")


@pytest.fixture
def world(world: World) -> World:
    """One to warn of, and the warning waits."""
    hamlets = world.rows("SELECT id FROM unit WHERE level = 'thon' ORDER BY id LIMIT 4")
    for n, name in enumerate(("An", "Cúc", "Tám")):
        world.rows("UPDATE role SET unit = :u, key = 'to_vien' WHERE person = :p RETURNING 1", u=hamlets[n][0], p=world.id[name])
    for name, text in zip(("An", "Cúc", "Tám"), DEAD, strict=True):
        world.does(name, text)
        world.does(name, "gửi")
    return world


def waiting(world: World, name: str) -> list[str]:
    return [json.loads(n.body)[0] for n in told(world, name, "many:") if n.body]


def test_it_waits_with_the_words_of_each(world: World) -> None:
    for name in ("Hoa", "Mười"):
        (text,) = waiting(world, name)
        assert all(words in text for words in DEAD)
    assert not waiting(world, "Tỉnh")


def test_one_that_becomes_confidential_is_in_nobodys_warning_and_with_too_few_left_there_is_none(world: World) -> None:
    world.does("Hoa", "kín 2")
    assert not any(waiting(world, name) for name in world.id)
    world.does("Hoa", "bỏ kín 2")
    world.does("Cúc", "rác tràn ra đường ở thôn, hôi thối")
    world.does("Cúc", "gửi")
    assert len(waiting(world, "Mười")) == 1, "it can be said again: nobody has heard it"


def test_where_there_are_enough_without_it_the_warning_goes_on_without_it(world: World) -> None:
    fourth = world.rows("SELECT id FROM unit WHERE level = 'thon' ORDER BY id LIMIT 4")[3][0]
    world.rows("UPDATE role SET unit = :u WHERE person = :p RETURNING 1", u=fourth, p=world.id["Tám"])
    world.does("Tám", "rác vứt kín bờ kênh")
    world.does("Tám", "gửi")
    world.does("Hoa", "kín 2")
    for name in ("Hoa", "Mười"):
        (text,) = waiting(world, name)
        assert "3 thôn, bản" in text
        assert DEAD[1] not in text
        assert "Số 2" not in text
        assert "Số 4" in text


def test_one_that_is_taken_back_is_in_it_no_more(world: World) -> None:
    world.does("Cúc", "rút lại 2")
    world.does("Cúc", "đồng ý rút")
    assert world.rows("SELECT status FROM incident WHERE number = 2") == [("rut_lai",)]
    assert not waiting(world, "Hoa")


def test_one_that_is_corrected_is_in_it_as_it_reads_now(world: World) -> None:
    world.rows("UPDATE incident SET text = 'rác ở bến đò' WHERE number = 2 RETURNING 1")
    hoa = people.find(world.db, world.id["Hoa"], world.now)
    case = incidents.by_number(world.db, hoa, 2)[0]
    cases_alike.warn_anew(here(world.db, hoa, world.now), case)
    (text,) = waiting(world, "Mười")
    assert "rác ở bến đò" in text
    assert DEAD[1] not in text
