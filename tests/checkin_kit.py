"""What the tests of the monthly check-in by real turns share: phones with and without buttons, the days, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.domain.months import Month
from bot.domain.periods import HERE
from bot.talk import Incoming, Outgoing
from bot.turn import take
from handlers import BOOK
from messages_vi import common
from storage import checkins, roles, talks
from storage.checkins import Checkin
from storage.inbox import Row
from storage.memory import Memory
from tests.turns import World

ASKED, DUE = "2026-12-14", "2026-12-16"  # a Monday, two working days before a Wednesday
LINE1, LINE2, ACCOUNT = "1 2 60 3", "2 1 4 1", "B, lo giá lúa, xin xã sửa mương"
DECEMBER = Month(2026, 12)


def at(world: World, day: str, hour: str = "08:00") -> None:
    """The clock stands at that time, and has done what was due by then."""
    world.now = datetime.fromisoformat(f"{day} {hour}").replace(tzinfo=HERE).timestamp()
    world.ticks(0)
    world.ticks(1)  # what the first look has planned


def types(world: World, name: str, words: str) -> str:
    """What somebody reads who typed this on a phone without buttons."""
    return "\n---\n".join(read_as(out) for out in typed(world, name, words))


def read_as(out: Outgoing) -> str:
    return "\n".join([out.text, *(c.typed or c.label for c in out.choices)])


def spoken(words: str, address: str = common.DEFAULT_ADDRESS) -> str:
    """As it is said to a person."""
    return common.spoken_to(words, address)


def typed(world: World, name: str, words: str) -> list[Outgoing]:
    world.now += 60
    peer = world.peer(name)
    memory = Memory(world.db, [peer], world.now)
    memory.talks[peer] = talks.recall(world.db, [peer], world.now)[peer]
    said = Incoming(peer, str(next(world.row)), world.now, name, name, words, plain=True)
    out = take(world.db, BOOK, Row(next(world.row), "me", False, 0, said, world.now, 0), memory, world.now, world.now)
    memory.keep()
    memory.write(world.db)
    return out


def taps(world: World, name: str, words: str) -> str:
    """The same on a phone with buttons, where a label is as good as its button."""
    return "\n---\n".join(read_as(out) for out in world.does(name, words))


def month_of(world: World, name: str) -> Checkin:
    """The month of that person's own team."""
    (unit,) = [r.unit for r in roles.of(world.db, [world.id[name]], world.now)[world.id[name]]]
    one = checkins.last_of(world.db, unit)
    assert one is not None
    return one


def sent(world: World, name: str = "Tám") -> dict[str, Any]:
    """What was submitted, without what was left out."""
    one = month_of(world, name)
    assert one.is_done
    return {key: value for key, value in checkins.answers(world.db, one.id).items() if value is not None}
