"""An open episode whose commune becomes another, or several: it goes on there, and nothing of it is shown to who may not see it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.unit_plans import MERGE, MOVE, SPLIT, Event, New
from handlers import places
from storage import roles, units
from storage.unit_events import Entry
from storage.units import Unit
from tests.test_episode_life import FLOODS, files, opens, says
from tests.turns import World

ON = "2026-11-01"


def unit(world: World, title: str) -> Unit:
    return next(u for u in reversed(units.everything(world.db)) if u.title == title)


def province(world: World) -> int:
    return next(u.id for u in units.everything(world.db) if u.level == "tinh")


def becomes(world: World, kind: str, title: str, **what: Any) -> Entry:
    return places.order(world.db, Event(kind, ON, "1/NQ", (unit(world, title).id,), **what), world.now)


def merged(world: World) -> Entry:
    """The commune into the other one, which "Ngoài" leads."""
    return becomes(world, MERGE, "xã Thường Xuân", into=(unit(world, "xã Khác").id,))


def divided(world: World) -> Entry:
    """The first hamlet into Đông, which Bình leads from then on, all others into Tây, which "Ngoài" leads."""
    kids = units.children(world.db, unit(world, "xã Thường Xuân").id)
    parts = tuple(New("xa", "xã", name, province(world)) for name in ("Đông", "Tây"))
    shares = tuple((kid.id, int(kid.title != "thôn Mẫu Một")) for kid in kids)
    entry = becomes(world, SPLIT, "xã Thường Xuân", into=parts, children=shares)
    for name, place in (("Bình", "xã Đông"), ("Ngoài", "xã Tây")):
        roles.give(world.db, world.id[name], unit(world, place).id, "truong_khoi", world.now)
    return entry


def inside(world: World) -> list[tuple[int, str]]:
    """(number, commune of its episode) of each."""
    sql = """SELECT i.number, u.name FROM incident i JOIN episode e ON e.id = i.episode JOIN unit u ON u.id = e.commune ORDER BY i.id"""
    return [(r.number, r.name) for r in world.rows(sql)]


@pytest.fixture
def flood(world: World) -> World:
    """One case in each of two hamlets, in an episode."""
    files(world, FLOODS[0], "An")
    files(world, FLOODS[1], "Cúc")
    opens(world, "mở đợt lũ quét")
    says(world, "Hoa", "báo cáo nhanh", "Nước lên từ nửa đêm", "hủy bỏ")
    return world


def test_it_goes_on_in_the_commune_that_theirs_became(flood: World) -> None:
    assert "chưa có đợt nào" in says(flood, "Ngoài", "đợt")
    files(flood, "mất điện cả xóm từ tối qua", "An")
    merged(flood)
    assert "xã Khác" in says(flood, "Ngoài", "đợt")
    assert "2 việc, ĐỎ 2" in says(flood, "Ngoài", "đợt")
    files(flood, FLOODS[2], "An")
    assert [place for _, place in inside(flood)] == ["Khác"] * 3, "a new one joins"
    assert "số 3" in says(flood, "Ngoài", "gom 3")
    assert (3, "Khác") in inside(flood), "and one that was there before can be added"
    assert "1/3. Diễn biến" in says(flood, "Ngoài", "báo cáo nhanh")
    says(flood, "Ngoài", "hủy bỏ")
    assert "đang mở rồi" in says(flood, "Ngoài", "mở đợt")
    assert "Đã kết thúc đợt" in says(flood, "Ngoài", "kết thúc đợt", "1")


def test_whose_block_is_no_more_sees_nothing_of_what_came_to_it_since(flood: World) -> None:
    merged(flood)
    files(flood, FLOODS[2], "Lạ")
    for said in ("đợt", "danh sách đợt", "báo cáo nhanh", "kết thúc đợt"):
        assert "chưa có đợt nào" in says(flood, "Hoa", said)


def test_of_a_commune_that_is_divided_each_part_goes_on_with_its_own(flood: World) -> None:
    divided(flood)
    assert inside(flood) == [(1, "Đông"), (2, "Tây")]
    for name, own, others in (("Bình", "thôn Mẫu Một", "thôn Mẫu Hai"), ("Ngoài", "thôn Mẫu Hai", "thôn Mẫu Một")):
        seen = says(flood, name, "danh sách đợt") + says(flood, name, "báo cáo nhanh")
        says(flood, name, "hủy bỏ")
        assert own in seen
        assert others not in seen
    assert flood.rows("SELECT title FROM episode") == [("lũ quét",)] * 2
    assert "Đã kết thúc đợt" in says(flood, "Ngoài", "kết thúc đợt", "1")
    assert "1 việc" in says(flood, "Bình", "đợt"), "the other part goes on"


def test_nothing_that_was_written_of_the_whole_is_read_in_a_part_that_went_off(flood: World) -> None:
    flood.rows("UPDATE episode SET judged = 'Cả xã bị chia cắt', written_at = 1 RETURNING id")
    divided(flood)
    where = flood.rows("SELECT u.name, e.judged FROM episode e JOIN unit u ON u.id = e.commune ORDER BY e.id")
    assert [tuple(r) for r in where] == [("Đông", "Cả xã bị chia cắt"), ("Tây", "")]


def test_a_case_whose_hamlet_moves_to_another_commune_is_in_it_no_more(flood: World) -> None:
    becomes(flood, MOVE, "thôn Mẫu Hai", to=unit(flood, "xã Khác").id)
    assert inside(flood) == [(1, "Thường Xuân")]
    assert "thôn Mẫu Hai" not in says(flood, "Hoa", "danh sách đợt")
    assert "chưa có đợt nào" in says(flood, "Ngoài", "đợt")


@pytest.mark.parametrize("event", [merged, divided])
def test_undone_it_is_as_it_was(flood: World, event: Any) -> None:
    entry = event(flood)
    flood.rows("DELETE FROM role WHERE unit IN (SELECT id FROM unit WHERE name IN ('Đông', 'Tây')) RETURNING id")  # else they depend on it
    places.undo(flood.db, entry.id, flood.now)
    assert inside(flood) == [(1, "Thường Xuân"), (2, "Thường Xuân")]
    assert "2 việc" in says(flood, "Hoa", "đợt")
    assert len(flood.rows("SELECT id FROM episode WHERE closed_at IS NULL")) == 1


def test_undone_what_became_confidential_meanwhile_comes_back_into_none(flood: World) -> None:
    entry = becomes(flood, MOVE, "thôn Mẫu Hai", to=unit(flood, "xã Khác").id)
    says(flood, "Ngoài", "kín 2")
    places.undo(flood.db, entry.id, flood.now)
    assert inside(flood) == [(1, "Thường Xuân")]


def test_what_was_begun_in_a_commune_that_is_undone_is_over(world: World) -> None:
    entry = becomes(world, MERGE, "xã Thường Xuân", into=(New("xa", "xã", "Mới", province(world)),), carry=True)
    opens(world)
    places.undo(world.db, entry.id, world.now)
    assert [r.closed_at is not None for r in world.rows("SELECT closed_at FROM episode")] == [True]
