"""What waits in the outbox when a case becomes confidential: whoever may read it no more does not get to, and loses no other news by it."""

from __future__ import annotations

from typing import Any

import pytest

from bot import planner
from bot.talk import Peer, SendFailed
from messages_vi import cases_alike as alike_vi
from messages_vi import cases_closed as vi
from storage import json_text, leases, notices, outbox, people, roles
from storage.outbox import Outcome
from tests.turns import World

US = "phone:demo"
ME = leases.new_owner()
QUARREL, THEFT = "hai nhà tranh chấp lối đi, chửi nhau từ sáng", "mất trộm xe máy ở nhà văn hóa"


def files(world: World, *told: str) -> None:
    for words in told:
        world.does("An", words)
        world.does("An", "gửi")


def plans(world: World) -> None:
    """What is due goes to the outbox, and waits there."""
    leases.take(world.db, ME, [f"send:{US}"], world.now)
    planner.plan(world.db, {}, world.now, world.now)


def waits(world: World, name: str) -> list[tuple[str, str | None]]:
    """What is in the outbox for them, the oldest first: its state, its words."""
    rows: list[Any] = world.rows("SELECT state, body FROM outbox WHERE peer = :p ORDER BY id", p=world.peer(name).key)
    return [(r.state, json_text.read(r.body)[0] if r.body else None) for r in rows]


def shown(world: World, name: str) -> str:
    return "\n".join(words or "" for _, words in waits(world, name))


def test_a_message_that_waits_is_taken_back_from_who_may_read_the_case_no_more(world: World) -> None:
    files(world, QUARREL, THEFT)
    plans(world)
    assert QUARREL in shown(world, "Mười")
    world.does("Hoa", "kín 1")
    assert [state for state, _ in waits(world, "Mười")] == ["dropped", "queued"]
    assert QUARREL not in shown(world, "Mười")
    assert THEFT in shown(world, "Mười")
    assert QUARREL in shown(world, "Bình"), "who may read it hears of it as before"


def test_a_message_of_several_cases_says_only_that_there_is_news(world: World) -> None:
    files(world, "rác đổ đầy bờ mương cạnh nhà ông hàng xóm", "rác thải ngoài đồng, 3 hộ kêu mùi hôi")
    world.now += 86400
    plans(world)
    before = waits(world, "Bình")
    assert len(before) == 1
    world.does("Hoa", "kín 2")
    assert waits(world, "Mười") == [("queued", vi.NEWS)]
    assert waits(world, "Bình") == before
    plans(world)
    (sent,) = [s.out for s in outbox.claim(world.db, ME, world.now, 99, [US]) if s.out.peer == world.peer("Mười")]
    assert (sent.text, sent.choices, sent.offer) == (vi.NEWS, (), "")


def test_what_is_held_for_a_chat_that_is_away_is_taken_back_and_what_is_on_its_way_is_past(world: World) -> None:
    files(world, QUARREL)
    plans(world)
    world.rows("UPDATE outbox SET state = 'held' WHERE peer = :p RETURNING id", p=world.peer("Mười").key)
    world.rows("UPDATE outbox SET state = 'sending', owner = 'x' WHERE peer = :p RETURNING id", p=world.peer("Tám").key)
    world.does("Hoa", "kín 1")
    assert waits(world, "Mười") == [("dropped", None)]
    assert [state for state, _ in waits(world, "Tám")] == ["sending"]


# what was planned for a chat that is gone ----------------------------------------------------------------------------
HEAPS = ("rác đổ đầy bờ mương cạnh nhà ông hàng xóm", "rác thải ngoài đồng, 3 hộ kêu mùi hôi")


def blocks(world: World, name: str) -> None:
    """What is on its way there comes back; they have another chat."""
    people.join(world.db, Peer("phone", "demo", f"{name} 2"), world.id[name], world.now)
    back = [s for s in outbox.claim(world.db, ME, world.now, 99, [US]) if s.out.peer == world.peer(name)]
    outbox.mark(world.db, ME, [Outcome(row, "", SendFailed("blocked", gone=True)) for row in back], world.now)


def due(world: World, name: str) -> list[notices.Due]:
    return [n for n in notices.due(world.db, world.now) if n.person == world.id[name]]


def test_a_message_of_several_cases_that_came_back_still_tells_of_each(world: World) -> None:
    files(world, *HEAPS)
    world.now += 86400
    plans(world)
    blocks(world, "Mười")
    (before,) = due(world, "Mười")
    assert all(words in before.text for words in HEAPS)
    world.does("Hoa", "kín 2")
    (now,) = due(world, "Mười")
    assert (now.text, now.choices, now.act_on) == (vi.NEWS, (), "")


def test_and_once_it_is_planned_anew(world: World) -> None:
    files(world, *HEAPS)
    world.now += 86400
    plans(world)
    blocks(world, "Mười")
    plans(world)
    world.does("Hoa", "kín 2")
    ((state, words),) = [(r.state, json_text.read(r.body)[0]) for r in world.rows("SELECT state, body FROM outbox WHERE peer LIKE '%Mười 2'")]
    assert (state, words) == ("queued", vi.NEWS)


def test_a_message_of_one_case_that_came_back_is_told_no_more(world: World) -> None:
    files(world, QUARREL)
    plans(world)
    blocks(world, "Mười")
    assert len(due(world, "Mười")) == 1
    world.does("Hoa", "kín 1")
    assert due(world, "Mười") == []


# a new case that is like one which becomes confidential --------------------------------------------------------------
OLD, NEW, OTHER = "gãy lan can cầu tràn, 15 hộ phải đi vòng", "cầu tràn gãy mất lan can, bà con phải đi vòng", "mất nước sạch cả xóm"
LIKE = alike_vi.to_block(2, 1, OLD)


@pytest.fixture
def alike(world: World) -> World:
    """Two, of which the alert of the first has been read, and that of the second waits."""
    files(world, OLD)
    world.now += 86400
    plans(world)
    world.rows("UPDATE outbox SET state = 'sent', body = NULL RETURNING id")
    files(world, NEW)
    return world


def told_of_the_second(world: World, name: str) -> notices.Due:
    (found,) = [n for n in notices.due(world.db, world.now) if n.person == world.id[name] and NEW in n.text]
    return found


def test_an_alert_that_waits_says_nothing_of_the_older_case_to_who_may_read_it_no_more(alike: World) -> None:
    alike.does("Hoa", "kín 1")
    alike.now += 86400
    for name, reads in (("Mười", False), ("Bình", True)):
        told = told_of_the_second(alike, name)
        assert (LIKE in told.text) == reads
        assert ("số 1" in told.text) == reads
        assert any(alike_vi.merges(c, 1) for c in told.choices) == reads
        assert [c.value for c in told.choices][:3] == ["nhan", "hoi", "xong"]


@pytest.mark.parametrize("others", [(), (OTHER,)], ids=["alone", "among others"])
def test_nor_does_one_that_is_planned_already(alike: World, others: tuple[str, ...]) -> None:
    files(alike, *others)
    alike.now += 86400
    plans(alike)
    assert "Giống việc số 1" in shown(alike, "Mười")
    before = waits(alike, "Bình")
    alike.does("Hoa", "kín 1")
    assert "Giống" not in shown(alike, "Mười")
    assert waits(alike, "Bình") == before, "who may read it hears of it as before"
    plans(alike)
    for words in (NEW, *others):
        assert words in shown(alike, "Mười"), "it is told all the same"
    (row,) = alike.rows("SELECT choices FROM offer WHERE peer = :p AND choices LIKE '%nhan%' ORDER BY id DESC LIMIT 1", p=alike.peer("Mười").key)
    assert "gop:" not in row.choices


def test_what_is_over_is_not_named_either(world: World) -> None:
    files(world, OLD)
    world.does("Hoa", "xong 1 đã hàn lại")
    files(world, NEW)
    world.now += 86400
    plans(world)
    assert "Giống việc số 1 (" in shown(world, "Mười")
    world.does("Hoa", "kín 1")
    plans(world)
    assert NEW in shown(world, "Mười")
    assert "Giống" not in shown(world, "Mười")


def test_a_case_is_likened_to_none_that_somebody_who_hears_of_it_may_not_read(world: World) -> None:
    """Whose office is one hamlet alone."""
    (hamlet,) = world.rows("SELECT unit FROM role WHERE person = :p", p=world.id["An"])
    roles.give(world.db, world.id["Ngoài"], hamlet.unit, "truong_khoi", world.now)
    world.does("Cúc", OLD)
    world.does("Cúc", "gửi")
    files(world, NEW)
    bodies = [r.body for r in world.rows("SELECT body FROM notice WHERE once LIKE 'case:2:%'")]
    assert len(bodies) > 1
    assert not any("Giống" in body or OLD in body for body in bodies)


def test_a_notice_that_cannot_be_read_keeps_nobody_from_making_a_case_confidential(alike: World) -> None:
    alike.rows(
        "UPDATE notice SET body = '[1, \"id:1\", \"Giống việc số 1 (' WHERE person = :p AND state = 'waiting' RETURNING id", p=alike.id["Mười"]
    )
    assert "việc kín" in alike.does("Hoa", "kín 1")[0].text
    assert [r.state for r in alike.rows("SELECT state FROM notice WHERE person = :p ORDER BY id DESC LIMIT 1", p=alike.id["Mười"])] == ["failed"]
