"""Roles from when to when, the last head, who is listed to whom, who stands in, and when somebody was last heard of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from bot.domain.roles import Person, Right
from bot.talk import Peer
from storage import absences, engines, people, roles, talks, units
from storage.memory import DAY, Memory
from storage.units import Unit

NOW = 1_800_000_000.0


@dataclass
class Place:
    """A province, a commune and two hamlets, each with their people."""

    province: Unit
    commune: Unit
    hamlets: list[Unit]

    def somebody(self, db: Connection, name: str, key: str, at: Unit, joined_at: float = 1.0) -> int:
        who = people.add(db, name, joined_at)
        if joined_at:
            people.join(db, Peer("phone", "demo", str(who)), who, joined_at)
        roles.give(db, who, at.id, key, 1.0)
        return who


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = engines.writer(url)
    yield made
    made.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as opened:
        yield opened


@pytest.fixture
def place(db: Connection) -> Place:
    province = units.add(db, "tinh", "tỉnh", "Mẫu", None, "2025-07-01")
    commune = units.add(db, "xa", "xã", "Mẫu", province, "2025-07-01")
    return Place(province, commune, [units.add(db, "thon", "thôn", str(n), commune, "2025-07-01") for n in (10, 2)])


def held(db: Connection, who: int, now: float = NOW) -> list[str]:
    return [r.key for r in people.find(db, who, now).roles]


def names(found: list[roles.Member]) -> list[str]:
    return [m.name for m in found]


# from when to when ---------------------------------------------------------------------------------------------------
def test_a_role_is_held_from_when_it_is_given_until_it_ends(db: Connection, place: Place) -> None:
    who = people.add(db, "Bảy", 1.0)
    row = roles.give(db, who, place.hamlets[0].id, "to_vien", NOW, by=7, until=NOW + 10)
    assert row is not None
    assert [held(db, who, at) for at in (NOW - 1, NOW, NOW + 9, NOW + 10)] == [[], ["to_vien"], ["to_vien"], []]
    assert db.execute(text("SELECT given_by FROM role")).scalar() == 7
    assert roles.end(db, row, NOW + 5)
    assert not roles.end(db, row, NOW + 5)
    assert held(db, who, NOW + 5) == []


def test_a_role_already_held_is_not_given_twice_and_one_that_ended_may_be_given_anew(db: Connection, place: Place) -> None:
    who = people.add(db, "Bảy", 1.0)
    first = roles.give(db, who, place.hamlets[0].id, "to_vien", NOW)
    assert first is not None
    assert roles.give(db, who, place.hamlets[0].id, "to_vien", NOW) is None
    assert roles.give(db, who, place.hamlets[1].id, "to_vien", NOW) is not None
    roles.end(db, first, NOW + 1)
    assert roles.give(db, who, place.hamlets[0].id, "to_vien", NOW + 1) is not None


def test_the_last_head_cannot_take_the_role_from_himself_and_one_of_two_can(db: Connection, place: Place) -> None:
    hamlet = place.hamlets[0]
    head, mate = place.somebody(db, "Bảy", "to_truong", hamlet), place.somebody(db, "Tám", "to_vien", hamlet)
    place.somebody(db, "Chín", "to_truong", place.hamlets[1])
    place.somebody(db, "Mười", "to_truong", hamlet, joined_at=0.0)
    above = people.find(db, place.somebody(db, "Hoa", "truong_khoi", place.commune), NOW)
    row = roles.members(db, above, NOW, unit=hamlet.id)[0].role
    assert not roles.may_be_ended(db, people.find(db, head, NOW), row, NOW), "the head of another hamlet, or one who is expected, is no other head"
    assert roles.may_be_ended(db, above, row, NOW)
    assert not roles.may_be_ended(db, people.find(db, mate, NOW), row, NOW)
    roles.give(db, mate, hamlet.id, "to_truong", NOW)
    assert roles.may_be_ended(db, people.find(db, head, NOW), row, NOW)


# lists ---------------------------------------------------------------------------------------------------------------
def test_a_list_shows_only_what_one_may_see_and_in_the_order_people_expect(db: Connection, place: Place) -> None:
    ten, two = place.hamlets
    clerk = place.somebody(db, "Lê Thị Hoa", "thu_ky", place.commune)
    head = place.somebody(db, "Trần Bảy", "to_truong", ten)
    for name, at in (("Phạm Văn Đông", ten), ("Nguyễn Ân", ten), ("Vũ Chín", two)):
        place.somebody(db, name, "to_vien", at)
    place.somebody(db, "Cao Dần", "to_vien", ten, joined_at=0.0)
    above = place.somebody(db, "Ngô Tỉnh", "can_bo_tinh", place.province)
    seen = {who: people.find(db, who, NOW) for who in (clerk, head, above)}
    assert names(roles.members(db, seen[head], NOW)) == ["Trần Bảy", "Nguyễn Ân", "Cao Dần", "Phạm Văn Đông"]
    assert names(roles.members(db, seen[head], NOW, unit=two.id)) == []
    assert names(roles.members(db, seen[clerk], NOW, unit=two.id)) == ["Vũ Chín"]
    assert names(roles.members(db, seen[above], NOW)) == ["Ngô Tỉnh", "Lê Thị Hoa"]
    (row,) = roles.members(db, seen[clerk], NOW, unit=two.id)
    assert roles.member(db, seen[clerk], row.role, NOW) == row
    assert roles.member(db, seen[head], row.role, NOW) is None
    assert roles.member(db, seen[above], row.role, NOW) is None
    assert [(c.title, c.members, c.joined) for c in roles.counts(db, seen[clerk], place.commune.path, NOW)] == [("thôn 2", 1, 1), ("thôn 10", 4, 3)]
    assert [(c.title, c.members) for c in roles.counts(db, seen[above], place.province.path, NOW)] == [("xã Mẫu", 1)]
    assert [(c.unit, c.members, c.joined) for c in roles.counts_below(db, seen[above], place.province.id, NOW)] == [(place.commune.id, 1, 1)]
    below = [(c.title, c.members, c.joined) for c in roles.counts_below(db, seen[clerk], place.commune.id, NOW)]
    assert sorted(below) == [("thôn 10", 4, 3), ("thôn 2", 1, 1)]
    assert roles.counts_below(db, seen[head], two.id, NOW) == []


def test_what_is_far_below_counts_for_the_unit_above_it_each_person_once(db: Connection, place: Place) -> None:
    ten, two = place.hamlets
    operator = people.find(db, place.somebody(db, "Bảy", "quan_tri", place.province), NOW)
    member = place.somebody(db, "Nguyễn Ân", "to_vien", ten)
    roles.give(db, member, two.id, "to_truong", NOW)
    place.somebody(db, "Lê Thị Hoa", "thu_ky", place.commune)
    place.somebody(db, "Cao Dần", "to_vien", two, joined_at=0.0)
    (count,) = roles.counts_below(db, operator, place.province.id, NOW)
    assert (count.unit, count.members, count.joined) == (place.commune.id, 3, 2)


def test_a_list_says_who_is_away_who_is_expected_and_who_was_heard_of(db: Connection, place: Place) -> None:
    hamlet = place.hamlets[0]
    head = place.somebody(db, "Bảy", "to_truong", hamlet)
    mate = place.somebody(db, "Tám", "to_vien", hamlet)
    expected = place.somebody(db, "Chín", "to_vien", hamlet, joined_at=0.0)
    absences.begin(db, mate, None, NOW + DAY, NOW)
    Memory(db, [Peer("phone", "demo", str(head))], NOW).write(db)
    found = {m.person: m for m in roles.members(db, people.find(db, head, NOW), NOW)}
    assert [found[p].away_until for p in (head, mate, expected)] == [None, NOW + DAY, None]
    assert [found[p].heard for p in (head, mate, expected)] == [NOW, 1.0, None]
    assert [found[p].joined_at for p in (head, mate, expected)] == [1.0, 1.0, 0.0]
    block = people.find(db, place.somebody(db, "Hoa", "thu_ky", place.commune), NOW)
    (count,) = roles.counts(db, block, place.commune.path, NOW)
    assert (count.members, count.joined, count.heard_lately) == (3, 2, 2), "who is away has told us so"


# who stands in -------------------------------------------------------------------------------------------------------
def test_who_stands_in_holds_the_roles_meanwhile_but_only_where_they_hold_one_of_their_own(db: Connection, place: Place) -> None:
    head = place.somebody(db, "Bảy", "truong_khoi", place.commune)
    roles.give(db, head, place.province.id, "can_bo_tinh", 1.0)
    mate = place.somebody(db, "Tám", "thanh_vien_khoi", place.commune)
    absences.begin(db, head, mate, NOW + DAY, NOW)
    assert held(db, mate) == ["thanh_vien_khoi", "truong_khoi"]
    assert held(db, mate, NOW + DAY) == ["thanh_vien_khoi"]
    assert held(db, head) == ["truong_khoi", "can_bo_tinh"]
    (own,) = [m.role for m in roles.members(db, people.find(db, head, NOW), NOW) if m.person == mate]
    roles.end(db, own, NOW)
    assert held(db, mate) == [], "with the last role of their own they stand in for nobody"


def test_of_the_others_only_those_may_be_named_who_hold_a_role_of_that_kind_there_and_are_here(db: Connection, place: Place) -> None:
    hamlet = place.hamlets[0]
    head = place.somebody(db, "Bảy", "to_truong", hamlet)
    place.somebody(db, "Tám", "to_vien", hamlet)
    away = place.somebody(db, "Chín", "to_vien", hamlet)
    absences.begin(db, away, None, NOW + DAY, NOW)
    place.somebody(db, "Mười", "to_vien", hamlet, joined_at=0.0)
    place.somebody(db, "Xa", "to_vien", place.hamlets[1])
    offered: Callable[[int], list[str]] = lambda who: [o.name for o in absences.others(db, people.find(db, who, NOW), NOW)]  # noqa: E731
    assert offered(head) == ["Tám"]
    assert offered(away) == [], "nobody need stand in for a member"
    roles.give(db, head, hamlet.id, "dang_uy_vien", 1.0)
    place.somebody(db, "Hoa", "thu_ky", place.commune)
    assert offered(head) == ["Hoa"], "from the commune up the block stands in, never a team"


def test_a_second_absence_takes_the_place_of_the_first(db: Connection, place: Place) -> None:
    head = place.somebody(db, "Bảy", "truong_khoi", place.commune)
    first, second = (place.somebody(db, name, "thu_ky", place.commune) for name in ("Tám", "Chín"))
    absences.begin(db, head, first, NOW + DAY, NOW)
    row = absences.begin(db, head, second, NOW + 2 * DAY, NOW + 1)
    assert [held(db, who, NOW + 1) for who in (first, second)] == [["thu_ky"], ["thu_ky", "truong_khoi"]]
    assert absences.of(db, head, NOW + 1) == absences.Absence(row, head, second, NOW + 1, NOW + 2 * DAY)
    assert absences.end(db, head, NOW + 2)
    assert absences.of(db, head, NOW + 2) is None


# what it costs -------------------------------------------------------------------------------------------------------
def test_when_somebody_was_heard_is_written_once_a_day_and_not_with_each_turn(engine: Engine) -> None:
    chat = Peer("phone", "demo", "1")
    with engine.begin() as db:
        people.join(db, chat, people.add(db, "Bảy", NOW), NOW)
    ran: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _db, _cursor, sql, *_: ran.append(sql))
    for hours in (1, 23, 25, 26):
        with engine.begin() as db:
            Memory(db, [chat], NOW + hours * 3600).write(db)
    assert sum(sql.startswith("UPDATE account") for sql in ran) == 1
    with engine.begin() as db:
        assert talks.recall(db, [chat], NOW)[chat].heard == NOW + 25 * 3600


ASKED: dict[str, Callable[[Connection, Person, Unit], Any]] = {
    "recall": lambda db, _who, _at: talks.recall(db, [Peer("phone", "demo", "1"), Peer("phone", "demo", "2")], NOW),
    "of": lambda db, _who, _at: roles.of(db, [1, 2], NOW),
    "with_right": lambda db, _who, at: roles.with_right(db, Right.ALERTED, at.path, NOW),
    "members": lambda db, who, at: roles.members(db, who, NOW, unit=at.id),
    "member": lambda db, who, _at: roles.member(db, who, 1, NOW),
    "counts": lambda db, who, at: roles.counts(db, who, at.path, NOW),
    "counts_below": lambda db, who, at: roles.counts_below(db, who, at.id, NOW),
}


@pytest.mark.parametrize("name", ASKED)
def test_no_question_of_roles_reads_a_whole_table(engine: Engine, name: str) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("a small table is read whole on PostgreSQL, and rightly")
    with engine.begin() as db:
        commune = units.add(db, "xa", "xã", "Mẫu", units.add(db, "tinh", "tỉnh", "Mẫu", None, "2025-07-01"), "2025-07-01")
        place = Place(commune, commune, [])
        who = people.find(db, place.somebody(db, "Bảy", "truong_khoi", commune), NOW)
        absences.begin(db, who.id, place.somebody(db, "Tám", "thu_ky", commune), NOW + DAY, NOW)
    ran: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda _db, _cursor, sql, values, *_: ran.append((sql, values)))
    with engine.begin() as db:
        ASKED[name](db, who, commune)
        for sql, values in [r for r in ran if r[0].startswith("SELECT")]:
            steps = [r[3] for r in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]
            assert not [step for step in steps if step.startswith("SCAN ") and "SUBQUERY" not in step], f"{sql}\n{steps}"


def test_paths_are_sorted_by_their_bytes_on_postgresql_too(db: Connection) -> None:
    """A subtree is a stretch of the index only then: the languages' own order passes over slashes."""
    if db.dialect.name != "postgresql":
        pytest.skip("SQLite knows no other order")
    asked = "SELECT collation_name FROM information_schema.columns WHERE table_name = 'unit' AND column_name = 'path'"
    assert db.execute(text(asked)).scalar() == "C"
