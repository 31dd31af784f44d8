"""What is offered, promised and listed about people is there: cases that are nobody's, who helps, long lists, names, days to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.domain.own_names import is_name, spaced
from bot.domain.periods import local
from bot.talk import Outgoing
from handlers import roster_rows
from messages_vi import absence as absence_vi
from messages_vi import common, days
from messages_vi import handover as handover_vi
from messages_vi import members as members_vi
from messages_vi import privacy_rights as vi
from storage import roles, units
from tests.door import DAY, Door

RUBBISH = "rác đổ đầy bờ mương đầu thôn"
PHONE_SCREEN = 900  # characters


@pytest.fixture
def door(url: str) -> Iterator[Door]:
    made = Door(url)
    yield made
    made.engine.dispose()


def bac(text: str) -> str:
    return common.spoken_to(text, "bác")


def labels(said: list[Outgoing]) -> list[str]:
    return [c.label for out in said for c in out.choices]


def length(out: Outgoing) -> int:
    return len(out.text) + len(common.without_buttons(out.choices))


def files(door: Door) -> None:
    door.says("member", RUBBISH)
    door.says("member", "gửi")


def alone(door: Door) -> None:
    """Without the sample's own people."""
    door.all("UPDATE role SET until = since RETURNING id")


# cases that nobody answers for ----------------------------------------------------------------------------------------
def test_a_case_whose_holder_has_left_is_taken_by_whoever_may_handle_it_and_by_one_alone(door: Door) -> None:
    member, _, second, _ = (
        door.person(who, role, at)
        for who, role, at in (
            ("member", "to_vien", None), ("first", "thu_ky", door.commune), ("second", "thu_ky", door.commune), ("third", "thu_ky", door.commune),
        )
    )  # fmt: skip
    files(door)
    door.says("first", "nhận 1")
    assert "đã nhận" in door.says("second", "nhận 1")
    assert door.one("SELECT holder FROM incident") != second
    door.says("first", "xóa tên tôi")
    door.says("first", "đồng ý xóa")
    assert door.one("SELECT holder FROM incident") is None
    shown = door.hears("second", "xem 1")
    assert handover_vi.NOBODYS in shown[0].text
    assert "Đã nhận" in labels(shown)
    door.now += 60
    assert "Đã ghi" in door.says("second", "nhận 1")
    assert door.one("SELECT holder FROM incident") == second
    assert "second làm trước" in door.says("third", "nhận 1")
    assert [r[0] for r in door.all("SELECT what FROM incident_event ORDER BY id")] == ["moi", "da_nhan", "het_vai_tro", "da_nhan"]
    assert "second" in door.told(member)[-1]
    assert handover_vi.NOBODYS not in door.says("third", "xem 1")


# the last head -------------------------------------------------------------------------------------------------------
def leaves(door: Door, chat: str) -> str:
    door.says(chat, "xóa")
    return door.says(chat, "1")


def test_without_an_operator_the_block_is_told_of_the_last_head_and_its_number_is_given(door: Door) -> None:
    alone(door)
    clerk = door.person("clerk", "thu_ky", door.commune)
    door.person("head", "to_truong")
    said = leaves(door, "head")
    assert "quản trị" not in said
    assert "báo khối" in said
    with door.engine.begin() as db:
        assert units.phones(db, door.commune.path)["thu_ky"] in said
    assert "head" in door.told(clerk)[-1]


def test_where_nobody_can_be_told_a_number_is_all_that_is_promised(door: Door) -> None:
    alone(door)
    door.person("head", "to_truong")
    said = leaves(door, "head")
    assert "thư ký khối, số" in said
    assert "sẽ có người giúp" not in said
    door.person("chief", "truong_khoi", door.commune)
    with door.engine.begin() as db:
        own = units.phones(db, door.commune.path)["truong_khoi"]
    assert own not in leaves(door, "chief"), "nobody is told to call themselves"
    operator = door.person("operator", "quan_tri", next(u for u in door.units if u.level == "tinh"))
    door.person("another", "to_truong", door.hamlets[1])
    assert "quản trị" in leaves(door, "another")
    assert "another" in door.told(operator)[-1]


def test_check_says_that_nobody_operates_the_machine_until_somebody_does(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where no .env of a developer lies
    door = Door(url)
    told = {"DANVAN_DATA_DIR": str(tmp_path / "data"), "DANVAN_DATABASE_URL": url}

    def notes() -> str:
        done = CliRunner().invoke(cli, ["check"], env=told)
        assert done.exit_code == 0, done.output
        return done.stdout

    alone(door)
    assert "nobody holds the role quan_tri" in notes()
    door.person("operator", "quan_tri", next(u for u in door.units if u.level == "tinh"))
    assert "quan_tri" not in notes()
    door.engine.dispose()


# what may be erased ----------------------------------------------------------------------------------------------------
def test_only_what_there_is_is_offered_for_erasing(door: Door) -> None:
    door.person("member", "to_vien")
    assert labels(door.hears("member", "xóa")) == [vi.LEAVE.label]
    check = door.says("member", "1")
    assert "Xóa rồi không lấy lại được" in check
    door.says("member", "hủy")
    files(door)
    assert labels(door.hears("member", "xóa")) == [vi.WITHDRAW.label, vi.LEAVE.label]
    door.says("member", "hủy")
    door.says("member", "báo việc")
    assert labels(door.hears("member", "xóa")) == [vi.DROP.label, vi.WITHDRAW.label, vi.LEAVE.label]
    assert door.one("SELECT count(*) FROM role WHERE until IS NULL AND person = (SELECT max(id) FROM person)") == 1


def test_taking_back_without_a_case_is_answered_at_once(door: Door) -> None:
    door.person("member", "to_vien")
    assert door.says("member", "rút việc") == bac(vi.NOTHING_SENT)
    assert door.all("SELECT id FROM draft WHERE state = 'open'") == []


# long lists ------------------------------------------------------------------------------------------------------------
def crowd(door: Door) -> list[int]:
    door.person("head", "to_truong")
    return [door.person(f"Nguyễn Thị Mẫu {chr(65 + n // 2)}{'xy'[n % 2]}", "to_vien") for n in range(28)]


@pytest.mark.parametrize("asked", ["bàn giao", "đi vắng 3 ngày"])
def test_a_list_of_many_people_comes_page_by_page_and_takes_any_name(door: Door, asked: str) -> None:
    crowd(door)
    seen: list[str] = []
    (shown,) = door.hears("head", asked)
    for _ in range(8):
        assert length(shown) < PHONE_SCREEN, shown
        seen += [c.label for c in shown.choices]
        if members_vi.MORE not in labels([shown]):
            break
        (shown,) = door.hears("head", "xem tiếp")
    assert len({s for s in seen if s.startswith("Nguyễn")}) == 28
    chosen = next(s for s in seen if s.startswith("Nguyễn Thị Mẫu Ny"))
    said = door.says("head", "Nguyễn Thị Mẫu Ny")
    assert "Mẫu Ny" in said, (chosen, said)


def test_one_is_chosen_by_number_on_a_later_page_and_another_after_that(door: Door) -> None:
    crowd(door)
    door.says("head", "bàn giao")
    (second,) = door.hears("head", "xem tiếp")
    first = next(c.label for c in second.choices).partition(",")[0]
    assert f"cho {first}, từ hôm nay" in door.says("head", "1")
    assert handover_vi.ANOTHER in labels(door.hears("head", "nói lại"))
    (again,) = door.hears("head", "1")
    assert "Trang 1/4" in again.text
    assert "từ hôm nay" in door.says("head", first)
    door.says("head", "gửi")
    assert [first] == [n for (n,) in door.all("SELECT p.name FROM role r JOIN person p ON p.id = r.person WHERE r.key = 'to_truong'") if "Mẫu " in n]


# what a list says of places without people ---------------------------------------------------------------------------
def test_places_without_anybody_are_told_beside_those_where_all_have_come(door: Door) -> None:
    alone(door)
    door.person("member", "to_vien", door.hamlets[0])
    door.person("chief", "truong_khoi", door.commune)
    empty = len(door.hamlets) - 1
    head = door.hears("chief", "danh sách")[0].text
    assert "2 người, đã vào cả" in head
    assert f"{empty} nơi chưa có ai" in head
    absent = door.says("chief", "ai chưa vào")
    assert "đã vào cả" in absent
    assert f"{empty} nơi chưa có ai" in absent
    for hamlet in door.hamlets[1:]:
        door.person(f"m{hamlet.id}", "to_vien", hamlet)
    assert "chưa có ai" not in door.hears("chief", "danh sách")[0].text
    assert door.says("chief", "ai chưa vào") == members_vi.NOBODY_ABSENT


# names -----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["Lê Văn Tám [số điện thoại]", "Lê Văn Tám 0912345678", "Lê Văn Tám http://lua.dao", "[email]"])
def test_no_mark_and_no_link_gets_into_a_name(door: Door, typed: str) -> None:
    me = door.person("member", "to_vien")
    door.says("member", "sửa tên")
    assert door.says("member", typed).startswith(bac(vi.NO_NAME))
    assert door.one("SELECT name FROM person WHERE id = :p", p=me) == "member"
    with pytest.raises(roster_rows.Bad):
        roster_rows._name(typed)


def test_a_dot_inside_a_word_makes_no_name_until_it_is_spaced() -> None:
    assert not is_name("Lua.dao")
    assert is_name(spaced("Lua.dao"))
    assert roster_rows._name("Lê Thị B.Lan") == "Lê Thị B. Lan"
    assert roster_rows._name("LÊ THỊ LAN") == "Lê Thị Lan"


# days to come ------------------------------------------------------------------------------------------------------------
MONDAY = date(2026, 11, 23)  # on which Door's clock begins


def spoken(day: int, month: int, door: Door) -> str:
    return days.last_day(days.end_of(date(2026, month, day)), door.now)


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [
        ("toi di vang tu mai den thu sau", (24, 11), (27, 11)),
        ("tôi nghỉ phép từ mai đến 30/11", (24, 11), (30, 11)),
        ("đi vắng từ thứ tư đến hết tuần sau", (25, 11), (6, 12)),
        ("toi di vang 3 ngay tu mai", (24, 11), (26, 11)),
        ("tôi đi vắng từ ngày 5/12 đến 8/12", (5, 12), (8, 12)),
        ("tôi đi vắng từ tuần sau đến hết tuần sau", (30, 11), (6, 12)),
        ("đi vắng từ thứ hai tuần sau đến thứ sáu", (30, 11), (4, 12)),
        ("đi vắng từ hôm nay đến thứ sáu", None, (27, 11)),
    ],
)
def test_an_absence_may_begin_on_a_day_to_come(door: Door, said: str, since: tuple[int, int] | None, until: tuple[int, int]) -> None:
    assert local(door.now).date() == MONDAY
    alone(door)
    me, other = door.person("Tổ Trưởng", "to_truong"), door.person("Lê Hoa", "to_pho")
    asked = door.says("Tổ Trưởng", said)
    assert spoken(*until, door) in asked
    if since:
        assert f"từ {spoken(*since, door)}" in asked
    done = door.says("Tổ Trưởng", "Hoa")
    assert spoken(*until, door) in done
    row: Any = door.all("SELECT since, until FROM absence WHERE person = :p", p=me)[0]
    begins = days.end_of(date(2026, since[1], since[0])) - DAY if since else door.now
    assert row == (begins, days.end_of(date(2026, until[1], until[0])))
    with door.engine.begin() as db:
        acting = [[r.acting_for for r in roles.of(db, {other}, at)[other]] for at in (door.now, begins + 1)]
    assert acting == ([[0], [0, me]] if since else [[0, me], [0, me]])
    if since:
        assert f"từ {spoken(*since, door)}" in door.told(other)[-1]


@pytest.mark.parametrize(
    "said", ["tôi nghỉ từ mai", "toi di vang tu mai", "tôi xin nghỉ phép từ mai ạ", "mai tôi đi vắng", "Ngày mai tôi nghỉ ạ", "tôi đi vắng ngày mai"]
)
def test_a_first_day_alone_is_kept_and_the_last_one_asked_for(door: Door, said: str) -> None:
    alone(door)
    me = door.person("head", "to_truong")
    assert f"từ {spoken(24, 11, door)}" in door.says("head", said)
    door.says("head", "thứ sáu")
    since, until = door.all("SELECT since, until FROM absence WHERE person = :p", p=me)[0]
    assert (local(since).date(), until) == (date(2026, 11, 24), days.end_of(date(2026, 11, 27)))


def test_an_absence_that_has_not_begun_is_taken_back_by_the_same_word(door: Door) -> None:
    alone(door)
    me, other = door.person("head", "to_truong"), door.person("Hoa", "to_pho")
    door.says("head", "tôi đi vắng từ mai đến thứ sáu")
    door.says("head", "Hoa")
    assert door.says("head", "tôi đã về") == bac(absence_vi.not_going("Hoa"))
    assert "không phải thay" in door.told(other)[-1]
    with door.engine.begin() as db:
        assert all(not r.acting_for for r in roles.of(db, {other}, door.now + DAY)[other])
    assert door.says("head", "tôi đã về") == bac(absence_vi.NOT_AWAY)
    assert me


@pytest.mark.parametrize("said", ["nghỉ học từ mai vì trường ngập, 20 cháu", "nghi ngờ có người đổ rác trộm ở bờ mương từ tối qua"])
def test_what_tells_of_something_else_is_no_absence(door: Door, said: str) -> None:
    door.person("head", "to_truong")
    door.says("head", said)
    assert door.all("SELECT id FROM draft WHERE story = 'divang'") == []


# privacy, as people ask for it -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("said", ["riêng tư", "quyền riêng tư", "Máy giữ gì về tôi?", "ai duoc xem", "ai xem được tin của tôi ạ"])
def test_what_is_kept_and_who_may_read_it_is_told_however_it_is_asked(door: Door, said: str) -> None:
    door.person("member", "to_vien")
    told = door.says("member", said)
    assert "Máy giữ tên" in told
    assert "Tổ trưởng" in told
