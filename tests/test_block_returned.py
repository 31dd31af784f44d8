"""What teams hear once their block has approved, and the cases of a report: right, and asked of the database once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, text

from bot.domain.unit_plans import New
from handlers import block_returned
from storage import absences, case_sums, checkins, deadlines, engines, json_text, units
from tests.block_kit import NOW, SINCE, Commune


@pytest.fixture
def here(url: str) -> Iterator[Commune]:
    engine = engines.writer(url)
    with engine.connect() as db:
        begun = db.begin()
        yield Commune(db)
        begun.rollback()
    engine.dispose()


def said(here: Commune, what: Callable[[], object]) -> int:
    """How many statements it takes."""
    ran: list[str] = []

    def note(_db: object, _cursor: object, sql: str, *_: object) -> None:
        ran.append(sql)

    event.listen(here.db, "before_cursor_execute", note)
    what()
    event.remove(here.db, "before_cursor_execute", note)
    return len(ran)


def tells_teams(here: Commune) -> None:
    block_returned.tell_teams(here.db, here.of(here.unit), checkins.of_block(here.db, here.unit.id, "2026-12"), NOW)


def heard(here: Commune) -> dict[int, str]:
    return {r.person: json_text.read(r.body)[0] for r in here.db.execute(text("SELECT person, body FROM notice ORDER BY id"))}


def more_teams(here: Commune, many: int) -> None:
    units.add_all(here.db, [New("thon", "thôn", f"T{n}", here.unit.id) for n in range(many)], SINCE)
    for n in range(many):
        here.person(f"Trưởng {n}", "to_truong", here.team(f"thôn T{n}"))
    for period in ("2026-11", "2026-12"):
        here.asks(period)
        for n in range(many):
            here.tells(f"thôn T{n}", period, hop_to=2, de_nghi="xã sửa mương")


# what it takes ---------------------------------------------------------------------------------------------------------
def test_as_many_statements_for_nine_teams_as_for_three(here: Commune, url: str) -> None:
    more_teams(here, 3)
    three = said(here, lambda: tells_teams(here))
    assert len(heard(here)) == 3
    here.db.execute(text("DELETE FROM notice"))
    here.db.execute(text("DELETE FROM checkin_answer"))
    here.db.execute(text("DELETE FROM checkin"))
    units.add_all(here.db, [New("thon", "thôn", f"S{n}", here.unit.id) for n in range(6)], SINCE)
    here.asks()
    for n in range(6):
        here.person(f"Sáu {n}", "to_truong", here.team(f"thôn S{n}"))
        here.tells(f"thôn S{n}", hop_to=1)
    for n in range(3):
        here.tells(f"thôn T{n}", hop_to=1)
    assert said(here, lambda: tells_teams(here)) == three
    assert len(heard(here)) == 9


def test_as_many_statements_for_nine_cases_as_for_three(here: Commune) -> None:
    filed = case_sums.Filed([here.team(t).id for t in ("thôn 2", "thôn 10", "bản Mạ")], date(2026, 12, 1), date(2026, 12, 1), ())
    titles = ("thôn 2", "thôn 10", "bản Mạ")
    for title in titles:
        here.case("DD", "VANG", title)
    three = said(here, lambda: case_sums.counts(here.db, None, filed, NOW))
    for title in titles * 2:
        here.case("DD", "VANG", title)
    assert said(here, lambda: case_sums.counts(here.db, None, filed, NOW)) == three
    assert sum(case_sums.counts(here.db, None, filed, NOW).values()) == 9


@pytest.mark.parametrize(
    ("more", "overdue"),
    [
        ({}, True), ({"status": "da_giai_quyet"}, False), ({"due_at": NOW + 1}, False), ({"due_at": NOW - 1}, True),
        ({"level_at": NOW - 60}, False), ({"level": "XANH", "due_at": None}, True),
    ],
)  # fmt: skip
def test_a_case_is_over_its_day_by_its_own_word_or_by_what_its_level_allows(here: Commune, more: dict[str, Any], overdue: bool) -> None:
    here.case("DD", str(more.pop("level", "VANG")), "thôn 2", "2026-10-01", **more)
    filed = case_sums.Filed([here.team("thôn 2").id], date(2026, 10, 1), date(2026, 10, 1), ())
    (one,) = case_sums.listed(here.db, None, filed, NOW)
    assert one.sort.overdue == overdue


def test_what_a_place_has_set_for_itself_holds_for_its_cases_alone(here: Commune) -> None:
    for title in ("thôn 2", "thôn 10"):
        here.case("DD", "VANG", title, "2026-12-01")
    filed = case_sums.Filed([here.team("thôn 2").id, here.team("thôn 10").id], date(2026, 12, 1), date(2026, 12, 1), ())
    rule = next(r for r in deadlines.everything(here.db) if r.what == "done" and r.allowed.amount > 0)
    longer = type(rule.allowed)(300.0, rule.allowed.measure)
    deadlines.put(here.db, type(rule)(here.team("thôn 10").id, "DD", type(rule.level)("VANG"), "done", longer))
    found = {one.unit: one.sort.overdue for one in case_sums.listed(here.db, None, filed, NOW + 90 * 86400)}
    assert found == {here.team("thôn 2").id: True, here.team("thôn 10").id: False}


# who hears what --------------------------------------------------------------------------------------------------------
def test_a_team_without_a_head_hears_all_together(here: Commune) -> None:
    here.asks()
    members = [here.person(name, "to_vien", here.team("thôn 2")) for name in ("Một", "Hai")]
    head, other = here.person("Trưởng", "to_truong", here.team("thôn 10")), here.person("Ba", "to_vien", here.team("thôn 10"))
    for title in ("thôn 2", "thôn 10"):
        here.tells(title, hop_to=2)
    tells_teams(here)
    assert heard(here).keys() == {*members, head}
    assert other not in heard(here)


def test_who_stands_in_hears_in_place_of_the_head_and_nobody_who_has_left(here: Commune) -> None:
    here.asks()
    head, member = here.person("Trưởng", "to_truong", here.team("thôn 2")), here.person("Viên", "to_vien", here.team("thôn 2"))
    absences.begin(here.db, head, member, NOW + 86400, NOW - 86400)
    alone = here.person("Một Mình", "to_pho", here.team("thôn 10"))
    absences.begin(here.db, alone, None, NOW + 86400, NOW - 86400)
    gone = here.person("Đã Thôi", "to_truong", here.team("bản Mạ"))
    here.db.execute(text("UPDATE person SET erased_at = 1 WHERE id = :p"), {"p": gone})
    for title in ("thôn 2", "thôn 10", "bản Mạ"):
        here.tells(title, hop_to=2)
    tells_teams(here)
    assert heard(here).keys() == {member, alone}


def test_beside_its_figures_stand_those_of_the_month_right_before_and_of_no_other(here: Commune) -> None:
    for period in ("2026-10", "2026-11", "2026-12"):
        here.asks(period)
    first, second = here.person("Hai", "to_truong", here.team("thôn 2")), here.person("Mười", "to_truong", here.team("thôn 10"))
    here.tells("thôn 2", "2026-10", hop_to=5, tham_ho=4)
    here.tells("thôn 2", "2026-11", tham_ho=3)
    here.tells("thôn 10", "2026-10", hop_to=7)
    for title in ("thôn 2", "thôn 10"):
        here.tells(title, hop_to=2, tham_ho=1)
    tells_teams(here)
    assert "họp 2 lần;" in heard(here)[first]
    assert "(tháng trước 3)" in heard(here)[first]
    assert "tháng trước" not in heard(here)[second]


def test_a_team_hears_once_however_often_it_is_told(here: Commune) -> None:
    more_teams(here, 1)
    tells_teams(here)
    tells_teams(here)
    assert here.db.execute(text("SELECT count(*) FROM notice")).scalar() == 1
