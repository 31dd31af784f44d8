"""What waits in the outbox when a case becomes confidential: whoever may read it no more does not get to, and loses no other news by it."""

from __future__ import annotations

from typing import Any

from bot import planner
from messages_vi import cases_closed as vi
from storage import json_text, leases, outbox
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
