"""The report of a block whose places have changed: a month stays as it was asked for, and what came before counts for what came after."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.domain.unit_plans import CLOSE, MERGE, MOVE, RENAME, Event, New
from handlers import places
from messages_vi import block_report as vi
from storage import checkins, engines, units
from storage.units import Unit
from tests.block_kit import NOW, SINCE, Commune, annex, everything, figures, section

JUNE, MAY = "2026-06", "2026-05"


@pytest.fixture
def here(url: str) -> Iterator[Commune]:
    engine = engines.writer(url)
    with engine.connect() as db:
        begun = db.begin()
        yield Commune(db)
        begun.rollback()
    engine.dispose()


def order(here: Commune, kind: str, *of: Unit, on: str = "2026-06-20", into: tuple[int, ...] = (), to: int | None = None) -> None:
    places.order(here.db, Event(kind, on, "1/NQ", tuple(u.id for u in of), into=into, to=to), NOW)


def neighbour(here: Commune) -> Unit:
    made = units.add(here.db, "xa", "xã", "Kề", here.top, SINCE)
    units.add_all(here.db, [New("thon", "thôn", "Kề Trên", made.id), New("thon", "thôn", "Kề Dưới", made.id)], SINCE)
    return made


def two_months(here: Commune) -> None:
    for period in (MAY, JUNE):
        here.asks(period)
        for n, title in enumerate(("thôn 2", "thôn 10", "thôn Đồng"), 1):
            here.tells(title, period, tt_buoi=n, dvk_dang=n)


def rows(here: Commune, period: str) -> list[object]:
    return [row[0] for row in annex(here.report(period), vi.BY_HAMLET).rows]


@pytest.mark.parametrize(
    ("kind", "into", "to"),
    [(MERGE, "thôn 10", None), (CLOSE, None, None), (MOVE, None, "xã Kề")],
    ids=["merged", "closed", "moved"],
)
@pytest.mark.parametrize("on", ["2026-06-20", "2026-05-01"], ids=["later", "said to be before the month"])
def test_the_figures_of_a_month_stay_as_they_were_asked_for(here: Commune, kind: str, into: str | None, to: str | None, on: str) -> None:
    neighbour(here)
    two_months(here)
    here.case("DD", "VANG", "thôn 2", "2026-06-01")
    before = figures(here.report(JUNE), vi.COMPARED), section(here.report(JUNE), "II-")
    order(here, kind, here.team("thôn 2"), on=on, into=(here.team(into).id,) if into else (), to=here.team(to).id if to else None)
    assert (figures(here.report(JUNE), vi.COMPARED), section(here.report(JUNE), "II-")) == before
    assert rows(here, JUNE) == ["Bản Mạ", "Khu phố 1", "Thôn 2", "Thôn 10", "Thôn Đồng", "Tổng cộng"]


def test_a_hamlet_that_another_block_had_asked_for_the_month_is_not_in_it_though_it_lay_here_by_an_earlier_date(here: Commune) -> None:
    other = neighbour(here)
    two_months(here)
    here.asks(JUNE, other)
    here.tells("thôn Kề Trên", JUNE, tt_buoi=20)
    before = figures(here.report(JUNE), vi.COMPARED)
    order(here, MOVE, here.team("thôn Kề Trên"), on="2026-06-01", to=here.unit.id)
    with_others = checkins.of_month(here.db, units.get(here.db, here.unit.id).path, JUNE)
    assert "thôn Kề Trên" in [c.unit_title for c in with_others]
    assert figures(here.report(JUNE), vi.COMPARED) == before


def test_the_stock_of_a_hamlet_that_was_asked_stays_though_it_had_ended_by_an_earlier_date(here: Commune) -> None:
    for period in (MAY, JUNE):
        here.asks(period)
    here.tells("thôn 2", MAY, dvk_dang=2)
    here.tells("thôn 10", JUNE, dvk_dang=3)
    assert figures(here.report(JUNE), vi.COMPARED)["Dân vận khéo đang làm"][0] == 5
    order(here, MERGE, here.team("thôn 2"), here.team("thôn 10"), on="2026-06-01", into=(here.team("thôn 10").id,))
    assert figures(here.report(JUNE), vi.COMPARED)["Dân vận khéo đang làm"][0] == 5


def test_a_hamlet_is_called_as_it_was_called_then(here: Commune) -> None:
    two_months(here)
    before = everything(here.report(JUNE))
    places.order(here.db, Event(RENAME, "2026-06-20", "1/NQ", (here.team("thôn 2").id,), named=("bản", "Mới")), NOW)
    assert everything(here.report(JUNE)) == before


def test_what_a_merged_hamlet_told_counts_for_the_one_it_became_until_that_tells_its_own_stock(here: Commune) -> None:
    two_months(here)
    order(here, MERGE, here.team("thôn 2"), here.team("thôn 10"), into=(here.team("thôn 10").id,))
    here.asks("2026-07")
    here.tells("thôn Đồng", "2026-07", tt_buoi=1)
    made = figures(here.report("2026-07"), vi.COMPARED)
    assert made["Số buổi tuyên truyền"] == [1, 6, None, 13, "1/4"]
    assert made["Dân vận khéo đang làm"][0] == 6
    here.tells("thôn 10", "2026-07", dvk_dang=2)
    assert figures(here.report("2026-07"), vi.COMPARED)["Dân vận khéo đang làm"][0] == 5
    assert rows(here, "2026-07") == ["Bản Mạ", "Khu phố 1", "Thôn 10", "Thôn Đồng", "Tổng cộng"]


def test_of_hamlets_that_became_a_new_one_the_stock_goes_on(here: Commune) -> None:
    two_months(here)
    new = New("thon", "thôn", "Mới", here.unit.id)
    places.order(here.db, Event(MERGE, "2026-06-20", "1/NQ", (here.team("thôn 2").id, here.team("thôn 10").id), into=(new,)), NOW)
    here.asks("2026-07")
    here.tells("thôn Mới", "2026-07", tt_buoi=1)
    assert figures(here.report("2026-07"), vi.COMPARED)["Dân vận khéo đang làm"][0] == 6  # 1 + 2 of the old ones, 3 of another
    here.tells("thôn Mới", "2026-07", dvk_dang=1)
    assert figures(here.report("2026-07"), vi.COMPARED)["Dân vận khéo đang làm"][0] == 4


def test_a_commune_that_took_in_another_has_its_months_in_the_year_so_far_and_its_own_numbers_too(here: Commune) -> None:
    other = neighbour(here)
    two_months(here)
    here.asks(JUNE, other)
    here.tells("thôn Kề Trên", JUNE, tt_buoi=20)
    order(here, MERGE, other, here.unit, into=(here.unit.id,))
    here.asks("2026-07")
    here.tells("thôn Kề Trên", "2026-07", tt_buoi=1)
    assert figures(here.report("2026-07"), vi.COMPARED)["Số buổi tuyên truyền"] == [1, 26, None, 33, "1/7"]
    assert figures(here.report(JUNE), vi.COMPARED)["Số buổi tuyên truyền"][0] == 6  # as it was


def test_a_hamlet_that_moved_in_counts_from_its_first_month_here_with_all_it_told_before(here: Commune) -> None:
    other = neighbour(here)
    two_months(here)
    here.asks(JUNE, other)
    here.tells("thôn Kề Trên", JUNE, tt_buoi=20)
    order(here, MOVE, here.team("thôn Kề Trên"), to=here.unit.id)
    here.asks("2026-07")
    assert figures(here.report("2026-07"), vi.COMPARED)["Số buổi tuyên truyền"] == [None, 26, None, 32, "0/6"]
    assert figures(here.report(JUNE), vi.COMPARED)["Số buổi tuyên truyền"][0] == 6
