"""The clock and cases, by real turns with its time moved: nothing is forgotten at its moment, nobody is told of what is no more late."""

from __future__ import annotations

from typing import Any

from messages_vi import cases as cases_vi
from storage import roles
from tests.turns import START, World

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


def goes_on(world: World, seconds: float, step: float = HOUR) -> None:
    """As the clock does: it ticks all the while."""
    end = world.now + seconds
    while world.now < end:
        world.ticks(min(step, end - world.now))
        world.ticks(1.0)
        world.ticks(1.0)


def told(world: World, name: str, once: str) -> list[Any]:
    return world.rows("SELECT once, body, not_before FROM notice WHERE person = :p AND once LIKE :o ORDER BY id", p=world.id[name], o=f"{once}%")


def files(world: World, text: str = "mất trộm xe máy ở nhà văn hóa", name: str = "An") -> None:
    world.does(name, text)
    world.does(name, "gửi")


def test_at_its_date_a_case_is_asked_about_and_told_upwards_too(world: World) -> None:
    files(world)
    world.does("Hoa", "giao 1 Mười hạn 3 ngày nữa")
    goes_on(world, 6 * DAY)
    assert len(told(world, "An", "how is it:")) == 1
    assert len(told(world, "Bình", "overdue:")) == 1
    goes_on(world, 40 * DAY, 6 * HOUR)
    assert len(told(world, "An", "how is it:")) == 3
    assert not world.rows("SELECT id FROM incident WHERE watch_at <= :now", now=world.now - DAY)


def test_a_case_that_is_opened_again_is_looked_at_again(world: World) -> None:
    files(world)
    world.does("Hoa", "nhận 1")
    world.does("Hoa", "xong 1 đã tìm được")
    world.does("An", "chưa 1")
    reminded = len(told(world, "Hoa", "remind:"))
    goes_on(world, 60.0, 20.0)
    assert len(told(world, "Hoa", "remind:")) == reminded, "nobody is late with a word at once"
    goes_on(world, 5 * DAY)
    assert len(told(world, "Hoa", "remind:")) > reminded


def test_who_takes_a_case_late_is_not_reminded_at_that_moment(world: World) -> None:
    files(world, "nước lũ lên nhanh, ngập 5 nhà")
    goes_on(world, 3 * HOUR, 600.0)
    world.does("Hoa", "nhận 1")
    goes_on(world, 30 * MINUTE, 300.0)
    assert told(world, "Hoa", "remind:") == []
    goes_on(world, 5 * HOUR)
    assert len(told(world, "Hoa", "remind:")) == 1


def test_a_case_that_became_more_urgent_is_late_only_from_then_on(world: World) -> None:
    files(world, "rác đổ đầy bờ mương")
    goes_on(world, 1 * DAY)
    world.does("An", "gấp 1")
    world.does("An", "gấp 1")
    before = len(told(world, "Bình", "overdue:"))
    goes_on(world, 10 * MINUTE, 60.0)
    assert len(told(world, "Bình", "overdue:")) == before
    goes_on(world, 40 * MINUTE, 60.0)
    assert len(told(world, "Bình", "overdue:")) == before + 1


def test_where_nobody_stands_on_a_rung_those_hear_who_are_there(world: World) -> None:
    for name in ("Hoa", "Bình"):
        for row in world.rows("SELECT id FROM role WHERE person = :p", p=world.id[name]):
            roles.end(world.db, row.id, START)
    world.rows("UPDATE role SET until = 1 WHERE key IN ('truong_khoi', 'pho_truong_khoi', 'bi_thu') RETURNING id")
    files(world)
    goes_on(world, 3 * DAY)
    assert len(told(world, "Mười", "overdue:")) == 1


def test_two_hundred_cases_that_wait_do_not_hold_up_the_next(world: World) -> None:
    files(world, "rác đổ đầy bờ mương")
    columns = "commune, unit, year, kind, level, confidential, status, text, reporter, reporter_role, created_at, updated_at"
    made = f"INSERT INTO incident (draft, number, watch_at, {columns}) SELECT :n, :n, 1, {columns} FROM incident WHERE number = 1 RETURNING id"
    job = "INSERT INTO job (kind, once, due, payload, state) VALUES ('case', :once, 1, '{}', 'failed') RETURNING id"
    for n in range(1002, 1260):
        (case,) = world.rows(made, n=n)
        world.rows(job, once=f"case:{case.id}:0")
    files(world, "nước lũ lên nhanh, ngập 5 nhà")
    goes_on(world, 45 * MINUTE, 60.0)
    assert len(told(world, "Bình", "overdue:")) == 1


def test_a_date_that_is_past_or_far_away_is_asked_for_again(world: World) -> None:
    files(world)
    for said in ("1/1/2020", "5/12/2099"):
        world.does("Hoa", f"giao 1 Mười hạn {said}")
        assert world.rows("SELECT status FROM incident WHERE number = 1")[0].status == "moi"
        world.does("Hoa", "hủy")
    out = world.does("Hoa", "giao 1 bộ phận địa chính hạn 3 ngày nữa")
    assert "địa chính" in out[0].text
    world.does("Hoa", "giao 1 bộ phận ông Nguyễn Văn Mẫu hạn 3 ngày nữa")
    assert "Nguyễn Văn Mẫu" not in str(world.rows("SELECT office FROM incident"))


def test_many_green_ones_that_are_late_at_one_moment_are_one_message(world: World) -> None:
    for n in range(5):
        files(world, f"rác đổ đầy bờ mương số {n}, mã {n}")
    goes_on(world, 5 * DAY)
    late = told(world, "Bình", "overdue:")
    assert len(late) == 5
    keys = world.rows("SELECT DISTINCT merge_key, not_before FROM notice WHERE person = :p AND once LIKE 'overdue:%'", p=world.id["Bình"])
    assert [k.merge_key for k in keys] == ["overdue"]


def test_a_date_that_lies_ahead_stays_when_the_case_is_opened_again_and_comes_nearer_with_its_level(world: World) -> None:
    files(world, "rác đổ đầy bờ mương")
    world.does("Hoa", "giao 1 Mười hạn 3 ngày nữa")
    given = world.cases()[1].due_at
    world.does("Mười", "xong 1 đã dọn sạch")
    world.does("An", "chưa 1")
    assert world.cases()[1].due_at == given
    world.does("Hoa", "giao 1 Mười hạn 30 ngày nữa")
    far = world.cases()[1].due_at
    world.does("An", "gấp 1")
    world.does("An", "gấp 1")
    assert world.cases()[1].due_at < far


def test_who_lets_go_of_a_case_stands_in_its_timeline(world: World) -> None:
    files(world)
    world.does("Bình", "nhận 1")
    world.rows("UPDATE role SET until = :now WHERE person = :who RETURNING 1", now=world.now, who=world.id["Bình"])
    goes_on(world, 2 * HOUR)
    line = f"Người Bình {cases_vi.EVENTS['het_vai_tro']} ({cases_vi.BY_ITSELF['het_vai_tro']})"
    assert line in world.does("Hoa", "xem 1")[0].text
    assert line not in world.does("An", "xem 1")[0].text
    world.does("Mười", "nhận 1")
    world.does("Hoa", "kín 1")
    assert f"Người Mười {cases_vi.EVENTS['thoi_vi_kin']} (Người Hoa)" in world.does("Hoa", "xem 1")[0].text
