"""Who hears, by real turns: nobody is told that nobody hears who hears themselves, and no case is left without anybody's knowing."""

from __future__ import annotations

from bot.domain.periods import local
from bot.domain.unit_plans import MOVE, Event
from handlers import places
from storage import json_text, roles
from tests.turns import START, World

HEAR = ("truong_khoi", "pho_truong_khoi", "thu_ky", "truc_ban")


def only(world: World, name: str) -> None:
    """Nobody else of the block hears of cases."""
    for key in HEAR:
        world.rows("UPDATE role SET until = 1 WHERE key = :k AND person <> :p RETURNING id", k=key, p=world.id[name])


def read(world: World, name: str, *said: str) -> str:
    """What is read to the last of these."""
    answer = ""
    for words in said:
        answer = "\n".join(out.text for out in world.does(name, words))
    return answer


def heard(world: World, name: str, once: str = "") -> list[str]:
    """What is told to somebody beside their own talk, the oldest first."""
    rows = world.rows("SELECT body FROM notice WHERE person = :p AND once LIKE :o AND body IS NOT NULL ORDER BY id", p=world.id[name], o=f"{once}%")
    return [str(json_text.read(r.body)[0]) for r in rows]


# the only one of the block -------------------------------------------------------------------------------------------
def test_the_only_head_who_reports_or_enters_a_report_is_told_to_take_it_not_that_nobody_hears(world: World) -> None:
    only(world, "Hoa")
    own = read(world, "Hoa", "nước lũ lên nhanh, ngập 5 nhà", "gửi")
    entered = read(world, "Hoa", "nhập hộ", "Mẫu Một", "một người dân", "mất trộm xe máy ở nhà văn hóa", "xong", "gửi")
    for number, said in ((1, own), (2, entered)):
        assert "chưa có ai" not in said
        assert f"chỉ có đồng chí nhận tin qua máy. Đồng chí nhận làm thì gõ: nhận {number}." in said
    assert "Khối đã được báo" in heard(world, "Tỉnh", "case:1:")[0]
    assert "Đã ghi" in read(world, "Hoa", "nhận 2")


def test_what_the_secretary_enters_and_only_others_may_handle_is_still_heard_by_nobody(world: World) -> None:
    only(world, "Mười")
    assert "chưa có ai" in read(world, "Mười", "nhập hộ", "Mẫu Một", "một người dân", "chồng đánh vợ ở xóm dưới", "xong", "gửi")


def test_the_only_head_who_leaves_an_urgent_report_unsent_is_not_asked_to_call_themselves(world: World) -> None:
    only(world, "Hoa")
    read(world, "Hoa", "cháy nhà ở thôn Một")
    world.ticks(200)
    world.ticks(1)
    (told,) = heard(world, "Hoa", "unconfirmed:")
    assert "chưa có ai khác trong khối" in told


# a case whose holder is gone -----------------------------------------------------------------------------------------
TOLD = ("mất trộm xe máy ở nhà văn hóa", "rác đổ đầy bờ mương", "gãy lan can cầu tràn, 15 hộ")


def accepted(world: World, name: str) -> None:
    for number, told in enumerate(TOLD, 1):
        read(world, "An", told, "gửi")
        read(world, name, f"nhận {number}")


def lapses(world: World, name: str) -> None:
    """Their roles come to their last day, and nobody ends them."""
    world.rows("UPDATE role SET until = :at WHERE person = :p RETURNING id", at=world.now + 30, p=world.id[name])


def an_hour_passes(world: World) -> None:
    for _ in range(3):
        world.ticks(1800)


def holders(world: World) -> list[int | None]:
    return [c.holder for _, c in sorted(world.cases().items())]


def test_cases_of_somebody_whose_role_lapsed_are_nobodys_and_the_block_and_they_hear_once(world: World) -> None:
    accepted(world, "Bình")
    read(world, "Hoa", "xong 2 đã dọn sạch")
    lapses(world, "Bình")
    an_hour_passes(world)
    an_hour_passes(world)
    assert holders(world) == [None, world.id["Bình"], None]
    for name in ("Hoa", "Mười"):
        (told,) = heard(world, name, "cases_let_go:")
        assert "chưa có ai phụ trách các việc số 1, 3" in told
    (told,) = heard(world, "Bình", "cases_let_go:")
    assert "thôi phụ trách các việc số 1, 3" in told
    assert "Đã ghi" in read(world, "Hoa", "nhận 3")
    an_hour_passes(world)
    assert len(heard(world, "Hoa", "cases_let_go:")) == 1


def test_it_is_told_by_day_and_only_to_who_may_handle_it(world: World) -> None:
    accepted(world, "Bình")
    read(world, "Hoa", "kín 1")
    world.now = START + 14 * 3600
    lapses(world, "Bình")
    an_hour_passes(world)
    rows = world.rows("SELECT not_before FROM notice WHERE once LIKE 'cases_let_go:%'")
    assert {local(r.not_before).hour for r in rows} == {7}
    assert "việc số 1, 2, 3" in heard(world, "Hoa", "cases_let_go:")[0]
    assert "việc số 2, 3" in heard(world, "Mười", "cases_let_go:")[0]
    assert heard(world, "An", "cases_let_go:") == heard(world, "Ngoài", "cases_let_go:") == []


def test_a_hamlet_that_goes_to_another_commune_leaves_its_cases_to_the_block_there(world: World) -> None:
    accepted(world, "Bình")
    hamlet, there = world.cases()[1].unit, world.rows("SELECT unit FROM role WHERE person = :p", p=world.id["Ngoài"])[0].unit
    places.order(world.db, Event(MOVE, places.today(world.now), "1/NQ", (hamlet,), to=there), world.now)
    an_hour_passes(world)
    assert holders(world) == [None] * 3
    assert "việc số 1, 2, 3" in heard(world, "Ngoài", "cases_let_go:")[0]
    assert "thôi phụ trách" in heard(world, "Bình", "cases_let_go:")[0]
    assert heard(world, "Hoa", "cases_let_go:") == []


def test_whoever_still_may_keeps_what_they_have(world: World) -> None:
    accepted(world, "Bình")
    lapses(world, "Bình")
    roles.give(world.db, world.id["Bình"], world.cases()[1].commune, "thanh_vien_khoi", world.now)
    an_hour_passes(world)
    assert holders(world) == [world.id["Bình"]] * 3
