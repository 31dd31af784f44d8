"""Which paper is handed out in the chat: of a month that is meant, and of longer spans only once they are over."""

from __future__ import annotations

import hashlib

import pytest

from bot.domain.months import Month, month
from bot.domain.spans import Length, span
from bot.talk import Incoming
from bot.turn import take
from handlers import BOOK
from messages_vi import block_month as vi
from messages_vi import block_report as span_vi
from storage import checkins, month_steps, roles, talks, units
from storage.checkins import Expected
from storage.inbox import Row
from storage.memory import Memory
from tests.checkin_kit import DECEMBER, spoken, types
from tests.test_block_month import CADRE, answers, asked, own
from tests.turns import World

__all__ = ["asked"]


def before(world: World, *months: str, closed: bool = True) -> None:
    """The block was asked for these too, and has closed them."""
    one = own(world)
    teams = [c.unit for c in checkins.of_block(world.db, one.block, one.month)]
    for of in months:
        days = (one.form, f"{of}-01", f"{of}-15", f"{of}-18", f"{of}-20")
        checkins.plan(world.db, [Expected(u, one.block, of, *days) for u in (*teams, one.unit)])
        if closed:
            month_steps.close(world.db, one.block, of, None, world.now)


def file_of(world: World, name: str, order: str) -> list[str]:
    """Their names, as somebody gets them who typed this."""
    world.now += 60
    peer = world.peer(name)
    memory = Memory(world.db, [peer], world.now)
    memory.talks[peer] = talks.recall(world.db, [peer], world.now)[peer]
    row = Row(next(world.row), "me", False, 0, Incoming(peer, str(next(world.row)), world.now, name, name, order, plain=True), world.now, 0)
    out = take(world.db, BOOK, row, memory, world.now, world.now, lambda data: hashlib.sha256(data).hexdigest())
    memory.keep()
    memory.write(world.db)
    return [file.title for one in out for file in one.files]


def called(world: World, length: Length, last: str) -> list[str]:
    title = units.get(world.db, own(world).block).title
    return [vi.file_name(title, span_vi.this_span(span(length, month(last))), "docx")]


LONGER = [("báo cáo quý", Length.QUARTER, "2026-09"), ("báo cáo 6 tháng", Length.HALF, "2026-06"), ("báo cáo năm", Length.YEAR, "2025-12")]


@pytest.mark.parametrize(("order", "length", "last"), LONGER)
def test_a_span_is_handed_out_once_the_block_has_closed_its_last_month(asked: World, order: str, length: Length, last: str) -> None:
    assert spoken(vi.NO_SPAN, CADRE) in types(asked, "Mười", order)
    before(asked, last)
    assert file_of(asked, "Mười", order) == called(asked, length, last)
    month_steps.close(asked.db, own(asked).block, str(DECEMBER), None, asked.now)
    assert file_of(asked, "Mười", order) == called(asked, length, "2026-12")


def test_a_span_whose_last_month_is_still_open_is_passed_over_however_far_back(asked: World) -> None:
    before(asked, "2026-09", closed=False)
    assert spoken(vi.NO_SPAN, CADRE) in types(asked, "Mười", "báo cáo quý")
    before(asked, "2026-06")
    assert file_of(asked, "Mười", "báo cáo quý") == called(asked, Length.QUARTER, "2026-06")


@pytest.mark.parametrize(("order", "length", "last"), LONGER)
def test_who_works_for_several_blocks_chooses_one_and_gets_the_paper_itself(asked: World, order: str, length: Length, last: str) -> None:
    before(asked, last)
    other = next(u for u in units.everything(asked.db) if u.title == "xã Khác")
    roles.give(asked.db, asked.id["Mười"], other.id, "thu_ky", asked.now)
    read = types(asked, "Mười", order)
    assert spoken(vi.WHICH_BLOCK, CADRE) in read
    titles = [units.get(asked.db, own(asked).block).title, other.title]
    assert all(title in read for title in titles)
    wanted = next(line for line in read.splitlines() if titles[0] in line)
    assert file_of(asked, "Mười", wanted.partition(".")[0]) == called(asked, length, last)


@pytest.mark.parametrize("name", ["Tám", "An", "Tỉnh"])
def test_whoever_has_no_block_gets_no_paper_of_one(asked: World, name: str) -> None:
    before(asked, "2026-09")
    row = checkins.of_unit(asked.db, own(asked).block, "2026-09")
    assert row is not None
    for order in ("báo cáo quý", f"/baocaoquy month:{row.id}", f"baocaoquy:month:{row.id}", "lấy bản Word", "lấy bản Excel"):
        assert file_of(asked, name, order) == [], order


def test_the_months_paper_is_of_the_month_that_is_meant(asked: World) -> None:
    answers(asked)
    assert file_of(asked, "Mười", "lấy bản Word") == called(asked, Length.MONTH, str(Month(2026, 12)))
    before(asked, "2026-11")
    types(asked, "Mười", "giúp")  # the list behind the paper is no more the last thing said
    read = types(asked, "Mười", "lấy bản Word")  # November is closed, and not sent up
    assert "tháng 11" in read
    wanted = next(line for line in read.splitlines() if "tháng 11" in line)
    assert file_of(asked, "Mười", wanted.partition(".")[0]) == called(asked, Length.MONTH, "2026-11")
