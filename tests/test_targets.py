"""The scoreboard of Conclusion 862: what ships, what is refused, who types and sees what, and each figure recounted from the rows."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.periods import HERE
from bot.domain.targets import Board, Each, Kind, Stands, Target, Value, read, stands
from messages_vi import targets as vi
from storage import people, roles, target_counts, targets, units
from tests.checkin_kit import ASKED, LINE1, LINE2, at, types
from tests.turns import World

ONE = """
terms = [2020, 2025]
[[target]]
key = "van_ban"
group = "cap_uy"
name = "Văn bản"
kind = "share"
goal = 100
due = 2025
source = "khoi"
"""
PLANS, LETTERS, MODELS = "Kế hoạch năm của khối", "Đơn thư được giải quyết", "mới được công nhận"


def does(world: World, name: str, *lines: str) -> str:
    """What is read after the last of these."""
    return [types(world, name, line) for line in lines][-1]


def board(world: World, name: str = "Mười", order: str = "bảng 862") -> str:
    """All its pages."""
    pages = [types(world, name, order)]
    while vi.TYPE_MORE in pages[-1].split("\n"):
        pages.append(types(world, name, vi.TYPE_MORE))
    return "\n".join(pages)


def said_of(text: str, name: str) -> str:
    (line,) = [line for line in text.split("\n") if line.startswith("- ") and name in line]
    return line


def types_plan(world: World, value: str, source: str = "bỏ qua", name: str = "Mười") -> str:
    """The second target of the second group: how much of the plan is done."""
    return does(world, name, "nhập chỉ tiêu", "2", "2", value, source)


def kept(world: World) -> list[tuple[Any, ...]]:
    rows = world.rows("SELECT target, year, part, whole, source FROM target_value ORDER BY target, year")
    return [tuple(r) for r in rows]


# the sheet -----------------------------------------------------------------------------------------------------------
def test_the_targets_that_ship_cover_the_conclusion() -> None:
    shipped = vi.targets()
    assert {t.group for t in shipped.targets} == {"cap_uy", "khoi", "chinh_quyen"}
    assert {t.computed for t in shipped.targets if t.computed} == {"cases_in_time", "teams_meet", "teams_report", "letters", "models"}
    (models,) = [t for t in shipped.targets if t.computed == "models"]
    assert (models.kind, models.goal, models.each) == (Kind.COUNT, 3, Each.YEAR)
    (friendly,) = [t for t in shipped.targets if t.communes < 100]
    assert [friendly.wanted_of(year) for year in (2024, 2025, 2026)] == [50, 50, 100]
    assert all(len(vi.how_many(t, None)) < 300 for t in shipped.targets)


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('kind = "share"', 'kind = "rate"', "kind"),
        ("goal = 100", "goal = 101", "goal"),
        ("goal = 100", "goal = 0", "goal"),
        ("goal = 100", "goal = true", "goal"),
        ("goal = 100", "", "a share has a goal"),
        ('group = "cap_uy"', 'group = "tinh"', "group"),
        ('key = "van_ban"', 'key = "Văn bản"', "key"),
        ('key = "van_ban"', "key = [1]", "key"),
        ("due = 2025", 'due = "2025"', "due"),
        ('source = "khoi"', 'source = "bot:weather"', "source"),
        ('source = "khoi"', 'source = "khoi"\nweight = 2', "weight means nothing"),
        ('name = "Văn bản"', 'name = ""', "name"),
        ("terms = [2020, 2025]", "terms = [2025, 2020]", "terms"),
        ("terms = [2020, 2025]", "", "terms"),
        ("[[target]]", "[target]", "two brackets"),
        (ONE, "terms = [2020]", "two brackets"),
        (ONE, ONE + ONE.partition("[[target]]")[1] + ONE.partition("[[target]]")[2], "stands twice"),
        (ONE, "no toml", "not TOML"),
    ],
)
def test_a_sheet_that_cannot_be_used_is_refused_with_what_is_wrong(was: str, becomes: str, told: str) -> None:
    read(ONE)
    with pytest.raises(ValueError, match=told):
        read(ONE.replace(was, becomes))


@pytest.mark.parametrize(
    ("each", "year", "since"), [("year", 2026, 2026), ("term", 2029, 2025), ("term", 2030, 2030), ("term", 2024, 2020), ("standing", 2029, 0)]
)
def test_how_long_what_was_told_holds(each: str, year: int, since: int) -> None:
    sheet = read(ONE.replace("terms = [2020, 2025]", "terms = [2020, 2025, 2030]").replace("due = 2025", f'due = 2025\neach = "{each}"'))
    assert sheet.holds_from(sheet.targets[0], year) == since


@pytest.mark.parametrize(
    ("kind", "goal", "value", "expected"),
    [
        ("share", 100, Value(199, 200), Stands.BELOW),
        ("share", 100, Value(26, 26), Stands.REACHED),
        ("share", 50, Value(1, 2), Stands.REACHED),
        ("share", 100, Value(0, 0), Stands.NOTHING_DUE),
        ("count", 3, Value(2), Stands.BELOW),
        ("count", 3, Value(3), Stands.REACHED),
        ("count", 1, Value(0, 0), Stands.NOTHING_DUE),
        ("done", 1, Value(0), Stands.BELOW),
        ("done", 1, Value(1), Stands.REACHED),
        ("done", 1, None, Stands.UNKNOWN),
    ],
)
def test_where_a_target_stands(kind: str, goal: int, value: Value | None, expected: Stands) -> None:
    target = Target("x", "khoi", "X", "", Kind(kind), goal, Each.YEAR, 2025, 100, "")
    assert stands(target, value) is expected
    assert "100 %" not in vi.shown(target, Value(199, 200)) or kind != "share"


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        (Kind.SHARE, "24/26", Value(24, 26)),
        (Kind.SHARE, " 24 / 26 tổ.", Value(24, 26)),
        (Kind.SHARE, "24 trên 26", Value(24, 26)),
        (Kind.SHARE, "được 24 trên tổng số 26 tổ", Value(24, 26)),
        (Kind.SHARE, "1.240/1.300", Value(1240, 1300)),
        (Kind.SHARE, "0/5", Value(0, 5)),
        (Kind.SHARE, "27/26", None),
        (Kind.SHARE, "92%", None),
        (Kind.SHARE, "24", None),
        (Kind.SHARE, "5/11/2026", None),
        (Kind.SHARE, "2,5/3", None),
        (Kind.SHARE, "-1/3", None),
        (Kind.SHARE, "1/99999999", None),
        (Kind.SHARE, "gần hết", None),
        (Kind.SHARE, "trên " * 800, None),
        (Kind.COUNT, "3", Value(3)),
        (Kind.COUNT, "3 văn bản", Value(3)),
        (Kind.COUNT, "chưa có", Value(0)),
        (Kind.COUNT, "3/4", None),
        (Kind.COUNT, "1,5", None),
        (Kind.COUNT, "nhiều", None),
        (Kind.DONE, "rồi", Value(1)),
        (Kind.DONE, "đã có", Value(1)),
        (Kind.DONE, "chưa", Value(0)),
        (Kind.DONE, "sắp", None),
    ],
)
def test_a_value_as_people_type_it(kind: Kind, said: str, value: Value | None) -> None:
    assert vi.told(kind, said) == value


# typing --------------------------------------------------------------------------------------------------------------
def test_what_is_typed_stands_below_its_goal_first_with_its_source(world: World) -> None:
    assert "24/26 (92 %), cần 100 %; nguồn: sổ của thư ký" in types_plan(world, "24/26", "sổ của thư ký")
    first = types(world, "Mười", "bảng 862").split("\n")
    assert "24/26 (92 %), cần 100 %; nguồn: sổ của thư ký" in first[1]
    assert len([line for line in first if line.startswith("- ")]) == 6
    everything = board(world)
    assert everything.count("- ") == len(vi.targets().targets)
    assert "chưa có số" in said_of(everything, PLANS + " được")
    assert kept(world) == [("ke_hoach_xong", 2026, 24, 26, "sổ của thư ký")]


def test_typed_again_it_is_put_right_and_noted(world: World) -> None:
    types_plan(world, "24/26")
    assert "26/26 (100 %), đạt" in types_plan(world, "26/26")
    assert [row[2:4] for row in kept(world)] == [(26, 26)]
    notes = world.rows("SELECT person, object FROM audit WHERE what = 'changed target'")
    assert [(r.person, r.object) for r in notes] == [(world.id["Mười"], "target:ke_hoach_xong")] * 2


def test_names_in_a_source_are_not_kept(world: World) -> None:
    types_plan(world, "1/2", "sổ bà Nguyễn Thị Mẫu giữ")
    assert kept(world)[0][4] == "sổ một người giữ"


def test_odd_answers_keep_nothing_and_are_asked_again(world: World) -> None:
    does(world, "Mười", "nhập chỉ tiêu", "2", "2")
    for odd in ("27/26", "92%", "khoảng một nửa", "x" * 3000):
        assert "24/26" in types(world, "Mười", odd), odd
    assert kept(world) == []
    assert "lấy ở đâu" in types(world, "Mười", "24/26")
    assert "120 chữ cái" in types(world, "Mười", "sổ " * 60)
    types(world, "Mười", "bỏ qua")
    assert len(kept(world)) == 1


def test_another_target_never_takes_the_answer_of_the_one_before(world: World) -> None:
    does(world, "Mười", "nhập chỉ tiêu", "2", "2", "24/26", "quay lại", "quay lại", "1")
    assert "có chưa" in types(world, "Mười", "nói lại")
    does(world, "Mười", "rồi", "bỏ qua")
    assert [row[:4] for row in kept(world)] == [("ke_hoach_duyet", 2026, 1, None)]


def test_nothing_arose_is_no_zero(world: World) -> None:
    assert "không phát sinh" in types_plan(world, "không phát sinh")
    assert "không phát sinh" in said_of(board(world), "đã hoàn thành")


def test_only_the_block_types_and_only_its_own(world: World) -> None:
    for name in ("Tám", "An", "Tỉnh"):
        types(world, name, "nhập chỉ tiêu")
        does(world, name, "2", "2", "24/26", "bỏ qua")
    assert kept(world) == []
    types_plan(world, "1/9", name="Ngoài")
    assert "chưa có số" in said_of(board(world), "đã hoàn thành")
    assert "1/9" in said_of(board(world, "Ngoài"), "đã hoàn thành")
    for name in ("Tám", "An", "Lạ"):
        assert "862, xã" not in types(world, name, "bảng 862")


def test_a_role_that_is_lost_in_the_middle_keeps_nothing(world: World) -> None:
    does(world, "Mười", "nhập chỉ tiêu", "2", "2", "24/26")
    world.rows("UPDATE role SET until = :now WHERE person = :p RETURNING id", now=world.now, p=world.id["Mười"])
    types(world, "Mười", "bỏ qua")
    assert kept(world) == []


def test_a_year_may_be_named_and_what_stands_goes_on(world: World) -> None:
    does(world, "Mười", "/nhapchitieu 2025", "2", "2", "5/9", "bỏ qua")
    does(world, "Mười", "/nhapchitieu 2025", "1", "2", "rồi", "bỏ qua")
    assert {row[1] for row in kept(world)} == {2025}
    assert "5/9" in said_of(board(world, order="/bangchitieu 2025"), "đã hoàn thành")
    now = board(world)
    assert "chưa có số" in said_of(now, "đã hoàn thành")
    assert "đã có" in said_of(now, "Quy chế công tác dân vận")
    for year in ("2021", "2027", "9999"):
        assert "bảng" in types(world, "Mười", f"/bangchitieu {year}")
        assert "Bảng 862, xã" not in types(world, "Mười", f"/bangchitieu {year}")


def test_who_is_of_two_blocks_is_asked_which(world: World) -> None:
    other = next(u for u in units.everything(world.db) if u.name == "Khác")
    roles.give(world.db, world.id["Mười"], other.id, "thu_ky", world.now)
    assert "xã nào" in types(world, "Mười", "bảng 862")
    assert "Bảng 862, xã" in types(world, "Mười", "1")
    assert "Thường Xuân" in types(world, "Mười", "nhập chỉ tiêu")  # of the board that is shown
    assert "xã nào" in does(world, "Mười", "hủy", "nhập chỉ tiêu")
    assert "Nhóm nào" in types(world, "Mười", "2")


# those above -----------------------------------------------------------------------------------------------------------
def test_those_above_read_sums_and_how_many_communes_reach_each(world: World) -> None:
    types_plan(world, "24/26")
    types_plan(world, "9/9", name="Ngoài")
    line = said_of(board(world, "Tỉnh"), "đã hoàn thành")
    assert "33/35 (94 %); 1/2 xã đạt, cần 100 % số xã" in line
    assert "chưa có số" not in line
    types_plan(world, "26/26")
    everything = board(world, "Tỉnh").split("- ")
    assert "35/35 (100 %); 2/2 xã đạt" in everything[-1] + everything[-2]  # behind those that are below


def test_nobody_above_reads_of_a_commune_outside(world: World) -> None:
    elsewhere = units.add(world.db, "tinh", "tỉnh", "Ngoài", None, "2025-07-01")
    stranger = people.add(world.db, "Người Xa", world.now)
    people.join(world.db, world.peer("Xa"), stranger, world.now)
    roles.give(world.db, stranger, elsewhere.id, "can_bo_tinh", world.now)
    types_plan(world, "24/26")
    assert "24/26" not in board(world, "Xa")
    assert "0 xã, phường" in types(world, "Xa", "bảng 862")


# what the bot works out --------------------------------------------------------------------------------------------------
def test_teams_that_met_and_reported_are_counted_once_the_month_was_due(world: World) -> None:
    at(world, ASKED)
    does(world, "Tám", "báo tháng", LINE1, LINE2, "B", "gửi")
    does(world, "Cúc", "báo tháng", "0 2 60 3", LINE2, "B", "gửi")
    assert "chưa có số" in said_of(board(world), "họp hằng tháng")
    at(world, "2026-12-28")
    text = board(world)
    assert "1/6 (16 %), cần 100 %; nguồn: báo cáo tháng của các tổ" in said_of(text, "họp hằng tháng")
    assert "2/6 (33 %)" in said_of(text, "báo cáo hằng tháng")
    rows = world.rows(
        """SELECT count(*) AS asked, sum(CASE WHEN c.state <> 'chua_nop' THEN 1 ELSE 0 END) AS sent,
           sum(CASE WHEN a.number > 0 THEN 1 ELSE 0 END) AS met
           FROM checkin c LEFT JOIN checkin_answer a ON a.checkin = c.id AND a.field = 'hop_to' WHERE c.unit <> c.block AND c.block IN
           (SELECT block FROM checkin WHERE unit IN (SELECT unit FROM role WHERE person = :p))""",
        p=world.id["Tám"],
    )
    assert tuple(rows[0]) == (6, 2, 1)


def test_letters_come_from_what_the_block_types_each_month(world: World) -> None:
    at(world, ASKED)
    assert "chưa có số" in said_of(board(world), LETTERS)
    does(world, "Mười", "nhập số của khối", "2 1 3 2", "4 1 1", "2 1 9", "bỏ qua", "bỏ qua", "gửi")
    assert "2/3 (66 %), cần 100 %; nguồn: số của khối hằng tháng" in said_of(board(world), LETTERS)
    assert LETTERS not in types(world, "Mười", "nhập chỉ tiêu") + types(world, "Mười", "3")  # nobody is asked twice


def test_cases_handled_in_time_are_recounted_from_their_rows(world: World) -> None:
    chance, days = random.Random(862), 86400.0
    for n in range(14):
        does(world, "An", f"hỏng đèn đường số {n} ở đầu xóm, 3 hộ", "gửi")
        world.now += 3600
    numbers = sorted(r.number for r in world.rows("SELECT number FROM incident"))
    assert len(numbers) == 14
    for number in numbers:
        world.rows("UPDATE incident SET due_at = :d WHERE number = :n RETURNING id", d=world.now + chance.randint(1, 9) * days, n=number)
    for number in chance.sample(numbers, 9):
        world.now += chance.random() * days
        does(world, "Hoa", f"xong {number} đã thay bóng đèn")
    world.rows("UPDATE incident SET confidential = 1 WHERE number = :n RETURNING id", n=numbers[0])
    does(world, "Hoa", f"gộp {numbers[1]} vào {numbers[2]}")
    does(world, "An", f"rút {numbers[3]}", "đồng ý")
    world.now += 3 * days
    resolved = {r.incident: r.at for r in world.rows("SELECT incident, at FROM incident_event WHERE what = 'da_giai_quyet' ORDER BY id")}
    part = whole = 0
    for case in world.cases().values():
        if case.confidential or case.merged_into is not None or case.status == "rut_lai":
            continue
        if case.id in resolved:
            part, whole = part + (resolved[case.id] <= case.due_at), whole + 1
        elif case.due_at < world.now:
            whole += 1
    assert 0 < part < whole
    assert f"{part}/{whole} (" in said_of(board(world), "giải quyết kịp thời")
    assert f"{part}/{whole} (" in said_of(board(world, "Tỉnh"), "giải quyết kịp thời")
    assert "không phát sinh" in said_of(board(world, "Ngoài"), "giải quyết kịp thời")


def test_a_year_begins_and_ends_here() -> None:
    assert target_counts.year_of(2026) == tuple(datetime(year, 1, 1, tzinfo=HERE).timestamp() for year in (2026, 2027))


def test_a_whole_province_is_read_in_a_few_statements(world: World) -> None:
    province = next(u for u in units.everything(world.db) if u.level == "tinh")
    for n in range(60):
        made = units.add(world.db, "xa", "xã", f"Mẫu {n}", province, "2025-07-01")
        targets.put(world.db, made.id, "ke_hoach_xong", 2026, Value(n % 3, 2 + n % 3), 1, world.now)
    said: list[str] = []
    event.listen(world.db, "before_cursor_execute", lambda *args: said.append(args[2]))
    text = types(world, "Tỉnh", "bảng 862")
    assert "62 xã, phường" in text
    assert len(said) < 60
    assert isinstance(vi.targets(), Board)
