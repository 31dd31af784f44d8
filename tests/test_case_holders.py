"""Who answers for a case, now: somebody who may do nothing with it any more hears nothing of it, and whoever may takes it as it stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from handlers import handover
from messages_vi import handover as handover_vi
from storage import absences, roles
from tests.door import DAY, Door


@pytest.fixture
def door(url: str) -> Iterator[Door]:
    made = Door(url)
    for chat, role in (("Hoa", "truong_khoi"), ("Bình", "pho_truong_khoi"), ("Mười", "thu_ky")):
        made.person(chat, role, made.commune)
    made.person("An", "to_vien")
    made.person("Tám", "to_truong")
    yield made
    made.engine.dispose()


def person(door: Door, name: str) -> int:
    return int(door.one("SELECT id FROM person WHERE name = :n", n=name))


def files(door: Door, told: str = "gãy lan can cầu tràn, 15 hộ phải đi vòng") -> None:
    door.says("An", told)
    door.says("An", "gửi")


def stands(door: Door, number: int = 1) -> tuple[str, str | None]:
    sql = "SELECT i.status, p.name FROM incident i LEFT JOIN person p ON p.id = i.holder WHERE i.number = :n"
    ((status, holder),) = door.all(sql, n=number)
    return status, holder


def lapses(door: Door, name: str) -> None:
    """Their role comes to its last day, and nobody ends it."""
    door.all("UPDATE role SET until = :at WHERE person = :p RETURNING id", at=door.now + 30, p=person(door, name))
    door.now += 60


def heard(door: Door, name: str) -> list[str]:
    return door.told(person(door, name))


def test_what_somebody_ended_before_they_left_is_nobodys_when_it_goes_on(door: Door) -> None:
    files(door)
    door.says("Bình", "nhận 1")
    door.says("Bình", "xong 1 đã hàn xong")
    door.ends(person(door, "Bình"))
    before = heard(door, "Bình")
    door.says("An", "chưa 1 còn hở một đoạn")
    assert stands(door) == ("dang_giai_quyet", None)
    assert heard(door, "Bình") == before
    assert handover_vi.NOBODYS in heard(door, "Hoa")[-1]
    assert "nhận 1" in [c.typed for c in door.offered(person(door, "Mười"))[-1]], "all of the block may take it"
    assert "Đã ghi" in door.says("Hoa", "nhận 1")
    assert stands(door) == ("dang_giai_quyet", "Hoa")


def test_what_the_block_opens_again_is_with_whoever_does_so_when_its_holder_is_gone(door: Door) -> None:
    files(door)
    door.says("Bình", "xong 1 đã hàn xong")
    lapses(door, "Bình")
    door.says("Hoa", "mở lại 1")
    assert stands(door) == ("dang_giai_quyet", "Hoa")


def test_who_stood_in_for_somebody_has_no_confidential_case_afterwards(door: Door) -> None:
    files(door)
    away, stand_in = person(door, "Hoa"), person(door, "Mười")
    with door.engine.begin() as db:
        absences.begin(db, away, stand_in, door.now + DAY, door.now)
    door.says("Mười", "kín 1")
    door.says("Mười", "nhận 1")
    assert stands(door) == ("da_nhan", "Mười")
    assert "làm trước rồi" in door.says("Bình", "nhận 1")
    door.now += 2 * DAY
    before = heard(door, "Mười")
    assert handover_vi.NOBODYS in door.says("Bình", "xem 1")
    assert "Mười" not in door.says("An", "xem 1").partition("Nay:")[2].partition("\n")[0]
    door.says("An", "đông người 1")
    assert heard(door, "Mười") == before
    assert "Đã ghi" in door.says("Bình", "nhận 1")
    assert stands(door) == ("da_nhan", "Bình")


def test_who_holds_a_role_no_more_hears_nothing_though_nobody_ended_it(door: Door) -> None:
    files(door)
    door.says("Bình", "nhận 1")
    lapses(door, "Bình")
    before = heard(door, "Bình")
    door.says("An", "đông người 1")
    assert heard(door, "Bình") == before
    assert "đông người" in heard(door, "Hoa")[-1]
    door.says("Hoa", "xong 1 đã hàn xong")
    assert stands(door) == ("da_giai_quyet", "Hoa")
    door.says("An", "xong 1")
    assert heard(door, "Bình") == before


def test_who_takes_what_was_passed_on_leaves_it_passed_on(door: Door) -> None:
    files(door)
    door.says("Bình", "chuyển 1 UBND xã, cần kinh phí")
    accepted = door.one("SELECT accepted_at FROM incident")
    lapses(door, "Bình")
    door.says("Hoa", "nhận 1")
    assert stands(door) == ("da_chuyen", "Hoa")
    assert door.one("SELECT accepted_at FROM incident") == accepted


def test_the_head_of_a_team_keeps_what_they_were_given_as_long_as_they_are_its_head(door: Door) -> None:
    files(door)
    door.says("Hoa", "giao 1 Tám hạn 3 ngày nữa")
    assert stands(door) == ("dang_giai_quyet", "Tám")
    tam = person(door, "Tám")
    head = door.role_of(tam)
    with door.engine.begin() as db:
        roles.end(db, roles.give(db, tam, door.hamlets[1].id, "to_vien", door.now) or 0, door.now)
        handover.without_holder(door.here(db, "Tám"), tam)
    assert stands(door) == ("dang_giai_quyet", "Tám")
    with door.engine.begin() as db:
        roles.end(db, head, door.now)
        handover.without_holder(door.here(db, "Tám"), tam)
    assert stands(door) == ("dang_giai_quyet", None)
    assert "Việc số 1" in heard(door, "Hoa")[-1]
    door.says("Tám", "xong 1 xong rồi")
    assert stands(door) == ("dang_giai_quyet", None)


@pytest.mark.parametrize(
    ("done", "stood"),
    [
        ((), "moi"),
        (("Bình: nhận 1",), "da_nhan"),
        (("Bình: giao 1 Hoa hạn 3 ngày nữa",), "dang_giai_quyet"),
        (("Bình: nhận 1", "Bình: chuyển 1 UBND xã, cần kinh phí"), "da_chuyen"),
        (("Bình: xong 1 đã hàn xong", "An: chưa 1"), "dang_giai_quyet"),
    ],
)
def test_what_is_taken_out_again_stands_where_it_stood(door: Door, done: tuple[str, ...], stood: str) -> None:
    files(door)
    files(door, "mất trộm xe máy ở nhà văn hóa")
    for name, _, words in (step.partition(": ") for step in done):
        door.says(name, words)
    before = stands(door)
    assert before[0] == stood
    door.all("UPDATE incident SET level = 'DO' WHERE number = 2 RETURNING id")
    door.says("Hoa", "gộp 1 vào 2")
    assert stands(door)[0] == "ket_thuc"
    door.says("Hoa", "tách 1")
    assert stands(door) == before
