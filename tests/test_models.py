"""Models of skilful mobilization by real turns: who writes and sees which, each step with who and when, and what counts as recognised in a year."""

from __future__ import annotations

import csv
import io
import random
from datetime import datetime

import pytest

from bot.domain import models as rules
from bot.domain.periods import HERE
from handlers import exports_models
from messages_vi import models as vi
from storage import attachments, erasure, models, people, roles, units
from tests.checkin_kit import types
from tests.turns import START, World

NAME, ABOUT = "Tuyến đường hoa", "Bà con tự trồng hoa dọc 2 km đường thôn"


def does(world: World, name: str, *lines: str) -> str:
    """What is read after the last of these."""
    return [types(world, name, line) for line in lines][-1]


def adds(world: World, name: str = "Tám", title: str = NAME) -> str:
    return does(world, name, "thêm mô hình", title, ABOUT, "ghi")


def state(world: World, number: int = 1) -> str:
    return str(world.rows("SELECT state FROM model WHERE number = :n ORDER BY id", n=number)[0].state)


def steps(world: World, number: int = 1) -> list[tuple[str, str, int]]:
    sql = "SELECT s.state, s.text, s.person FROM model_step s JOIN model m ON m.id = s.model WHERE m.number = :n ORDER BY s.id"
    return [tuple(r) for r in world.rows(sql, n=number)]


def heard(world: World, name: str) -> list[str]:
    rows = world.rows("SELECT body FROM notice WHERE person = :p AND kind = 'model' ORDER BY id", p=world.id[name])
    return [r.body for r in rows]


# the rules -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("told", "counts"),
    [
        ([("y_tuong", 1), ("cong_nhan", 5)], True),
        ([("y_tuong", 1), ("cong_nhan", 5), ("nhan_rong", 7)], True),
        ([("y_tuong", 1), ("dang_lam", 5)], False),
        ([("y_tuong", 1), ("cong_nhan", 2), ("nhan_rong", 5)], False),  # of the year before
        ([("y_tuong", 1), ("cong_nhan", 5), ("thoi", 6)], False),
        ([("y_tuong", 1), ("cong_nhan", 5), ("thoi", 12)], True),  # it stood when the year ended
        ([("y_tuong", 1), ("cong_nhan", 5), ("dang_lam", 6)], False),  # by mistake
        ([("y_tuong", 1), ("cong_nhan", 2), ("dang_lam", 2.5), ("cong_nhan", 5)], True),
        ([("y_tuong", 1), ("cong_nhan", 2), ("thoi", 4), ("dang_lam", 5), ("cong_nhan", 6)], False),  # it is no new one
        ([("y_tuong", 11), ("cong_nhan", 12)], False),
        ([], False),
    ],
)
def test_it_counts_once_in_the_year_it_was_recognised_first(told: list[tuple[str, float]], counts: bool) -> None:
    assert rules.recognised_in(told, 4, 10) is counts


def test_a_team_never_recognises_nor_touches_what_was_recognised() -> None:
    for was in rules.STATES:
        for to in rules.STATES:
            assert rules.may_step(was, to, of_block=True, was_recognised=False) == (to in rules.NEXT[was])
            assert not rules.may_step(was, to, of_block=False, was_recognised=True)
            if to in rules.STANDING:
                assert not rules.may_step(was, to, of_block=False, was_recognised=False)
    assert all(vi.step(to, was) for was, after in rules.NEXT.items() for to in after)


# writing one down ----------------------------------------------------------------------------------------------------
def test_a_team_writes_its_model_down_and_the_block_hears_of_it_in_the_morning(world: World) -> None:
    assert "mô hình số 1" in adds(world)
    (kept,) = world.rows("SELECT title, about, state, unit, commune, person FROM model")
    own = world.rows("SELECT unit FROM role WHERE person = :p", p=world.id["Tám"])[0].unit
    assert (kept.title, kept.about, kept.state, kept.unit, kept.person) == (NAME, ABOUT, "y_tuong", own, world.id["Tám"])
    assert "mô hình số 1" in heard(world, "Mười")[0]
    assert heard(world, "Ngoài") == heard(world, "An") == []
    assert [r.what for r in world.rows("SELECT what FROM audit WHERE object = 'model:1' OR what = 'added model'")] == ["added model"]


def test_names_of_persons_are_taken_out_and_it_is_said(world: World) -> None:
    check = does(world, "Tám", "thêm mô hình", "Tổ vá đường của ông Nguyễn Văn Mẫu", "Bà Lê Thị Thử nấu cơm cho tổ")
    assert "thay tên người" in check
    does(world, "Tám", "ghi")
    (kept,) = world.rows("SELECT title, about FROM model")
    assert "Mẫu" not in kept.title
    assert "Thử" not in kept.about


@pytest.mark.parametrize("odd", ["ok", "12", "x" * 500, "vâng ạ"])
def test_odd_words_are_no_name(world: World, odd: str) -> None:
    does(world, "Tám", "thêm mô hình")
    assert "120 chữ cái" in types(world, "Tám", odd)
    assert world.rows("SELECT id FROM model") == []


def test_the_block_says_where_by_the_name_of_the_hamlet(world: World) -> None:
    assert "tên thôn" in types(world, "Mười", "thêm mô hình")
    assert "chưa tìm thấy" in types(world, "Mười", "thôn Không Có")
    hamlet = world.rows("SELECT u.id, u.kind, u.name FROM unit u JOIN role r ON r.unit = u.id WHERE r.person = :p", p=world.id["Cúc"])[0]
    assert "Tên mô hình" in types(world, "Mười", f"{hamlet.kind} {hamlet.name}".upper())
    does(world, "Mười", NAME, "bỏ qua", "ghi")
    does(world, "Mười", "thêm mô hình", "cả xã", "Ngày thứ Bảy xanh", "bỏ qua", "ghi")
    found = world.rows("SELECT unit, commune, number FROM model ORDER BY id")
    assert [(r.unit, r.number) for r in found] == [(hamlet.id, 1), (found[0].commune, 2)]
    assert NAME in types(world, "Cúc", "mô hình 1")
    assert "Bảy xanh" not in types(world, "Cúc", "mô hình 2")  # of the whole commune: its block's


def test_what_is_corrected_at_the_check_is_what_is_kept(world: World) -> None:
    does(world, "Tám", "thêm mô hình", NAME, ABOUT, "1", "Đường hoa mới", "ghi")
    assert [tuple(r) for r in world.rows("SELECT title, about FROM model")] == [("Đường hoa mới", ABOUT)]


# who sees which ------------------------------------------------------------------------------------------------------
def test_a_team_sees_its_own_the_block_all_and_nobody_else_any(world: World) -> None:
    adds(world)
    adds(world, "Cúc", "Tổ tự quản rác")
    assert NAME in types(world, "An", "mô hình")
    assert "rác" not in types(world, "An", "mô hình")
    both = types(world, "Mười", "mô hình")
    assert NAME in both
    assert "rác" in both
    assert "được công nhận 0, cần ít nhất 3" in both
    for name in ("Ngoài", "Lạ", "Tỉnh"):
        for order in ("mô hình", "mô hình 1", "cập nhật mô hình 1", "thêm ảnh mô hình 1", "công nhận mô hình 1"):
            assert NAME not in types(world, name, order)
    assert "rác" not in types(world, "Tám", "mô hình 2")
    assert {state(world, n) for n in (1, 2)} == {"y_tuong"}


@pytest.mark.parametrize("order", ["mô hình 99", "mô hình 0", "mô hình 999999", "/mohinh abc", "công nhận mô hình 7"])
def test_there_is_no_such_model(world: World, order: str) -> None:
    adds(world)
    assert NAME in types(world, "Mười", order) if order == "/mohinh abc" else "không thấy" in types(world, "Mười", order)


def test_more_than_a_screen_goes_on(world: World) -> None:
    for n in range(11):
        adds(world, title=f"Mô hình hay {n}")
    assert "Còn 2 mô hình" in types(world, "Mười", "mô hình")
    assert types(world, "Mười", "xem tiếp").count("- số") == 2


# its steps -----------------------------------------------------------------------------------------------------------
def test_each_step_is_kept_with_who_when_and_a_line(world: World) -> None:
    adds(world)
    does(world, "Tám", "cập nhật mô hình 1", "1", "đã đăng ký với xã")
    does(world, "An", "cập nhật mô hình 1", "1", "bỏ qua")
    does(world, "Hoa", "công nhận mô hình 1 quyết định 12")
    does(world, "Hoa", "cập nhật mô hình 1", "1", "ba thôn làm theo")
    who = [world.id[name] for name in ("Tám", "Tám", "An", "Hoa", "Hoa")]
    told = ["", "đã đăng ký với xã", "", "quyết định 12", "ba thôn làm theo"]
    assert steps(world) == list(zip(("y_tuong", "dang_ky", "dang_lam", "cong_nhan", "nhan_rong"), told, who, strict=True))
    assert "quyết định 12" in types(world, "An", "mô hình 1")
    assert ["được công nhận" in body for body in heard(world, "Tám")] == [True, False]
    assert not any("được công nhận" in body for body in heard(world, "Mười"))


def test_only_the_block_recognises_and_takes_that_back(world: World) -> None:
    adds(world)
    assert "do khối dân vận xã ghi" in types(world, "Tám", "công nhận mô hình 1")
    does(world, "Hoa", "công nhận mô hình 1", "bỏ qua")
    assert state(world) == "cong_nhan"
    assert "do khối dân vận xã ghi" in types(world, "Tám", "cập nhật mô hình 1")
    does(world, "Hoa", "cập nhật mô hình 1", "2", "ghi nhầm số")
    assert state(world) == "dang_lam"
    assert "cần ít nhất 3" in types(world, "Hoa", "mô hình")
    assert models.recognised(world.db, person(world, "Hoa"), {commune(world)}, 2026) == {}


def test_to_leave_a_question_gives_no_model_up(world: World) -> None:
    adds(world)
    does(world, "Tám", "cập nhật mô hình 1", "thôi")
    assert state(world) == "y_tuong"


def test_two_who_recognise_at_once_make_one_step(world: World) -> None:
    adds(world)
    for name in ("Hoa", "Bình"):
        types(world, name, "công nhận mô hình 1")
    does(world, "Hoa", "bỏ qua")
    assert "bước nào" in does(world, "Bình", "bỏ qua")  # asked anew, of what it is now
    assert [told[0] for told in steps(world)] == ["y_tuong", "cong_nhan"]


def test_a_role_that_is_lost_in_the_middle_writes_nothing(world: World) -> None:
    adds(world)
    does(world, "Tám", "thêm mô hình", "Một mô hình nữa", "bỏ qua")
    types(world, "Bình", "công nhận mô hình 1")
    for name in ("Tám", "Bình"):
        world.rows("UPDATE role SET until = :now WHERE person = :p RETURNING id", now=world.now, p=world.id[name])
    types(world, "Tám", "ghi")
    types(world, "Bình", "bỏ qua")
    assert len(world.rows("SELECT id FROM model")) == 1
    assert state(world) == "y_tuong"


# counting ------------------------------------------------------------------------------------------------------------
def person(world: World, name: str) -> people.Person:
    return people.find(world.db, world.id[name], world.now)


def commune(world: World) -> int:
    return int(world.rows("SELECT unit FROM role WHERE person = :p", p=world.id["Hoa"])[0].unit)


def test_the_recognised_of_each_year_are_recounted_from_the_steps(world: World) -> None:
    chance = random.Random(862)
    for n in range(24):
        world.now = START + n * 3600
        adds(world, title=f"Mô hình hay {n}")
        (row,), moment = world.rows("SELECT max(id) FROM model")[0], world.now
        for to in chance.choice([["cong_nhan"], ["cong_nhan", "nhan_rong"], ["cong_nhan", "thoi"], ["cong_nhan", "dang_lam"], ["dang_ky"], []]):
            moment += 86400 * chance.choice([3, 5, 10, 60, 120, 300])
            models.move(world.db, row, to, "", world.id["Hoa"], moment)
    world.now = datetime(2028, 1, 5, 8, tzinfo=HERE).timestamp()
    for year in (2026, 2027):
        first, over = (datetime(y, 1, 1, tzinfo=HERE).timestamp() for y in (year, year + 1))
        counted = 0
        for model in world.rows("SELECT id FROM model"):
            told = world.rows("SELECT state, at FROM model_step WHERE model = :m AND at < :over ORDER BY id", m=model.id, over=over)
            when = [r.at for r in told if r.state == "cong_nhan"]
            counted += bool(when and first <= when[0] and told[-1].state in ("cong_nhan", "nhan_rong"))
        assert counted
        assert models.recognised(world.db, person(world, "Hoa"), {commune(world)}, year) == {commune(world): counted}
        assert models.recognised(world.db, person(world, "Tỉnh"), {commune(world)}, year) == {commune(world): counted}
        assert models.recognised(world.db, person(world, "Ngoài"), {commune(world)}, year) == {}


# pictures, and what goes -----------------------------------------------------------------------------------------------
def picture(world: World, row: int) -> int:
    """One that has been kept, of a message."""
    values = "(:id, :id, 'phone', 'demo', 'photo', 'x', 'kept', :then, 'file', 'image/jpeg')"
    sql = f"INSERT INTO attachment (id, inbox, channel, account, kind, ref, state, give_up_at, name, mime) VALUES {values} RETURNING id"
    return int(world.rows(sql, id=row, then=world.now)[0].id)


def test_pictures_stay_while_the_model_goes_on_and_go_when_it_was_given_up(world: World) -> None:
    adds(world)
    made = models.by_number(world.db, person(world, "Tám"), 1)[0]
    kept, loose = picture(world, 9001), picture(world, 9002)
    models.add_pictures(world.db, made, "trước và sau", [kept], world.id["Tám"], world.now)
    assert "thêm 1 ảnh, trước và sau" in types(world, "Tám", "mô hình 1")
    attachments.erase_old(world.db, world.now + 400 * 86400)
    models.erase_pictures(world.db, world.now + 400 * 86400)
    assert [(r.id, r.state) for r in world.rows("SELECT id, state FROM attachment ORDER BY id")] == [(kept, "kept"), (loose, "erased")]
    models.move(world.db, made.id, "thoi", "", world.id["Tám"], world.now)
    models.erase_pictures(world.db, world.now)
    assert world.rows("SELECT state FROM attachment WHERE id = :k", k=kept)[0].state == "kept"
    models.erase_pictures(world.db, world.now + 1)
    assert world.rows("SELECT state FROM attachment WHERE id = :k", k=kept)[0].state == "erased"
    assert models.steps(world.db, made.id)[1].photo == ""


def test_the_export_has_a_row_each_without_who_wrote_it(world: World) -> None:
    adds(world)
    adds(world, "Lạ", "Của xã khác")
    does(world, "Hoa", "công nhận mô hình 1", "bỏ qua")
    rows = list(exports_models.model_rows(world.db, commune(world), None))
    assert [(r["number"], r["title"], r["state"], r["photos"]) for r in rows] == [(1, NAME, "cong_nhan", 0)]
    assert rows[0]["recognised_at"] == rows[0]["updated_at"] > rows[0]["created_at"]
    assert list(rows[0]) == list(exports_models.MODELS)
    out = io.StringIO()
    csv.DictWriter(out, exports_models.MODELS).writerows(exports_models.model_rows(world.db, None, None))
    assert "Người" not in out.getvalue()
    assert list(exports_models.model_rows(world.db, None, "2020-01")) == []
    with pytest.raises(ValueError, match="no unit"):
        list(exports_models.model_rows(world.db, 10**6, None))


def test_of_communes_that_became_one_a_number_may_mean_several(world: World) -> None:
    adds(world)
    adds(world, "Lạ", "Của xã khác")
    other = next(u for u in units.everything(world.db) if u.name == "Khác")
    roles.give(world.db, world.id["Hoa"], other.id, "truong_khoi", world.now)
    assert "cùng số" in types(world, "Hoa", "mô hình 1")
    assert "Của xã khác" in types(world, "Hoa", "2")


def test_who_leaves_takes_no_picture_of_a_model_along(world: World) -> None:
    adds(world)
    made = models.by_number(world.db, person(world, "Tám"), 1)[0]
    kept, loose = picture(world, 9001), picture(world, 9002)
    for row in (kept, loose):
        world.rows("UPDATE attachment SET person = :p WHERE id = :row RETURNING id", p=world.id["Tám"], row=row)
    models.add_pictures(world.db, made, "", [kept], world.id["Tám"], world.now)
    erasure.erase(world.db, world.id["Tám"], "Người đã thôi", world.now)
    assert [(r.id, r.state) for r in world.rows("SELECT id, state FROM attachment ORDER BY id")] == [(kept, "kept"), (loose, "erased")]
    assert "Người Tám" not in types(world, "Mười", "mô hình 1")
    assert "Người đã thôi: ý tưởng" in types(world, "Mười", "mô hình 1")
