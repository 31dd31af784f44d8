"""One matter told of by several: what is said on filing, putting cases together and apart, who hears and answers, and the early warning."""

from __future__ import annotations

import random

import pytest

from messages_vi import cases as cases_vi
from messages_vi import cases_alike as vi
from messages_vi import cases_ending as ending_vi
from messages_vi.kinds import KINDS
from tests.house import Chat, House
from tests.stories.test_media import picture

BRIDGE, SAME_BRIDGE = "gãy lan can cầu tràn, 15 hộ phải đi vòng", "cau tran gay mat lan can, ba con phai di vong"
BOTH_AS_ONE = vi.merged(
    2, 1, [vi.one_of_two(n, KINDS["CT"], unit, text) for n, unit, text in (("2", "thôn Mẫu Hai", SAME_BRIDGE), ("1", "thôn Mẫu Một", BRIDGE))]
)
LAMP, RUBBISH = "đèn đường đoạn cổng làng tắt hết, tối om", "rác ứ đọng ở chợ mấy hôm nay, bốc mùi"


async def files(member: Chat, text: str, kind: str = "") -> None:
    await member.says(text)
    if kind and kind in member.last["text"] and "thuộc loại nào" in member.last["text"]:
        await member.picks(kind)
    await member.says("gửi")
    member.sees("việc số")


def status(house: House, number: int) -> str:
    return str(house.one("SELECT status FROM incident WHERE number = :n", n=number))


def told(house: House, what: str) -> list[int]:
    """Who has been told of changes of this sort, in order."""
    return [p for (p,) in house.rows("SELECT person FROM notice WHERE once LIKE :w ORDER BY id", w=f"told:%:{what}.%")]


async def two_told_of_it(house: House) -> tuple[Chat, Chat, Chat]:
    member, neighbour = house.person("Bác Sáu", "to_vien"), house.person("Bác Tám", "to_vien", house.hamlets[1])
    leader = house.person("Đ/c Hoa", "truong_khoi", house.commune)
    await files(member, BRIDGE)
    await files(neighbour, SAME_BRIDGE)
    return member, neighbour, leader


# on all channels -----------------------------------------------------------------------------------------------------
async def test_two_reports_of_one_bridge_become_one_case_and_both_who_told_of_it_hear_and_answer(house: House) -> None:
    member, neighbour, leader = await two_told_of_it(house)
    neighbour.sees(vi.to_reporter(1))
    neighbour.has_not_seen("gãy lan can")
    await house.later(days=1)
    leader.has_seen(vi.to_block(2, 1, BRIDGE))
    house.restarts_each_step = True
    await leader.says("gộp 2 vào 1")
    leader.sees(BOTH_AS_ONE)
    neighbour.sees(vi.tell_merged(2, SAME_BRIDGE, 1))
    member.sees(vi.tell_joined(1, BRIDGE))
    assert status(house, 2) == "ket_thuc"
    await leader.says("nhận 1")
    member.sees(cases_vi.tell_accepted(1, BRIDGE, leader.name))
    neighbour.sees(cases_vi.tell_accepted(2, SAME_BRIDGE, leader.name))
    await leader.says("xong 1 đã hàn xong")
    neighbour.has_seen(ending_vi.tell_ended(2, SAME_BRIDGE, "đã hàn xong"))
    await neighbour.says("chưa 2 vẫn lung lay")
    neighbour.sees("việc số 2 chưa xong")
    member.sees(vi.tell_not_yet(1, BRIDGE))
    leader.sees("vẫn lung lay")
    assert status(house, 1) == "dang_giai_quyet"
    await leader.says("xong 1 hàn lại rồi")
    await neighbour.says("xong 2")
    neighbour.sees(vi.noted_well(2))
    assert status(house, 1) == "da_giai_quyet"
    await member.says("xong 1")
    assert status(house, 1) == "da_bao_lai"
    member.has_not_seen("lung lay")


async def test_what_was_put_together_by_mistake_is_taken_apart_and_is_where_it_was(house: House) -> None:
    member, neighbour, leader = await two_told_of_it(house)
    await leader.says("nhận 2")
    await leader.says("gop 2, 1")
    leader.sees(BOTH_AS_ONE)
    await leader.says("tách 2")
    leader.sees(vi.parted(2, 1, "da_nhan"))
    neighbour.sees(vi.tell_parted(2, SAME_BRIDGE, 1))
    before = len(neighbour.seen)
    await leader.says("nhận 1")
    assert len(neighbour.seen) == before
    member.sees(cases_vi.tell_accepted(1, BRIDGE, leader.name))
    await leader.says("gộp 2 với 1")
    leader.sees(BOTH_AS_ONE)


async def test_the_button_under_the_alert_puts_the_new_case_to_the_old_one(house: House) -> None:
    member, other = house.person("Bác Sáu", "to_vien"), house.person("Bác Tám", "to_vien")
    leader = house.person("Đ/c Hoa", "truong_khoi", house.commune)
    await files(member, "tụ tập đánh bạc ở quán nước gần đình")
    await files(other, "quan nuoc canh dinh danh bac an tien suot ngay")
    leader.sees(vi.to_block(2, 1, "tụ tập đánh bạc ở quán nước gần đình"))
    if house.line.buttons:
        await leader.picks("Gộp vào việc 1")
    else:
        await leader.says("gộp 2 vào 1")  # the offer has shown both
    leader.sees("Đã gộp việc số 2")


# on both databases ---------------------------------------------------------------------------------------------------
async def test_whoever_says_not_yet_first_opens_it_again_also_after_another_has_called_it_well(plain: House) -> None:
    member, neighbour, leader = await two_told_of_it(plain)
    await leader.says("gộp 2 vào 1")
    await leader.says("xong 1 đã hàn")
    await member.says("xong 1")
    neighbour.has_seen(vi.tell_well_too(2, SAME_BRIDGE))
    neighbour.has_seen("gõ chưa 2")
    await member.says("đã báo 1")
    await neighbour.says("một phần 2")
    neighbour.sees(ending_vi.what_is_left(2))
    await neighbour.says("còn hở một đoạn")
    neighbour.sees("việc số 2 chưa xong")
    leader.sees("còn hở một đoạn")
    assert status(plain, 1) == "dang_giai_quyet"
    await leader.says("xong 1 hàn nốt")
    await neighbour.says("xong 1")  # they were told that number, too
    neighbour.sees(vi.noted_well(2))
    await neighbour.says("xong 2")
    await member.says("xong 1")
    assert status(plain, 1) == "da_bao_lai"
    await neighbour.says("chưa 2")  # a slip is taken back
    neighbour.sees("việc số 2 chưa xong")
    assert told(plain, "on_roi") == [neighbour.person, neighbour.person]


async def test_the_last_of_those_who_can_be_asked_tells_it_back(plain: House) -> None:
    member, neighbour, leader = await two_told_of_it(plain)
    await leader.says("gộp 2 vào 1")
    await leader.says("xong 1 đã hàn")
    with plain.other.begin() as db:
        db.exec_driver_sql(f"DELETE FROM account WHERE person = {member.person}")
    await neighbour.says("xong 2")
    neighbour.has_seen(ending_vi.thanks(2, to_tell=True))
    assert status(plain, 1) == "da_bao_lai"
    await neighbour.says("đã báo 2")
    neighbour.sees(ending_vi.closed(2))
    assert status(plain, 1) == "ket_thuc"


async def test_chains_end_at_the_last_and_everybody_on_them_hears_by_their_own_number(plain: House) -> None:
    member, neighbour, leader = await two_told_of_it(plain)
    third = plain.person("Bác Mười", "to_vien", plain.hamlets[2])
    await files(third, "cầu tràn mất lan can, xe máy suýt rơi")
    await leader.says("gộp 3 vào 2")
    await leader.says("gộp 2 vào 1")
    third.sees(vi.tell_merged(3, "cầu tràn mất lan can, xe máy suýt rơi", 1))
    await leader.says("gộp 1 vào 3")
    leader.sees(vi.itself(1, 3))
    for one, into, same in (("2", "1", "1"), ("3", "2", "1")):
        await leader.says(f"gộp {one} vào {into}")
        leader.sees(f"vào việc số {same} rồi ạ")
    await leader.says("nhận 1")
    assert sorted(told(plain, "da_nhan")) == sorted([member.person, neighbour.person, third.person])
    third.sees("Việc số 3 (cầu tràn mất lan can")
    await leader.says("tách 2")
    await leader.says("giao 1 Hoa hạn 3 ngày nữa")
    assert told(plain, "giao") == [member.person]


async def test_who_told_of_both_hears_of_each_change_once(plain: House) -> None:
    member, leader = plain.person("Bác Sáu", "to_vien"), plain.person("Đ/c Hoa", "truong_khoi", plain.commune)
    await files(member, BRIDGE)
    await files(member, SAME_BRIDGE)
    before = len(member.seen)
    await leader.says("gộp 2 vào 1")
    assert len(member.seen) == before + 1
    await leader.says("nhận 1")
    assert len(member.seen) == before + 2


async def test_what_cannot_be_put_together_is_said_in_a_sentence(plain: House) -> None:
    member, _neighbour, leader = await two_told_of_it(plain)
    await leader.says("gộp 2")
    leader.sees(vi.which_into(2))
    await leader.says("gộp 2 vào 2")
    leader.sees(vi.itself(2, 2))
    await leader.says("gộp 2 vào 77")
    leader.sees(cases_vi.no_such("77"))
    await member.says("gộp 1 vào 1")
    member.sees(cases_vi.NOT_YOURS)
    await files(member, "chong danh vo", "Bạo lực gia đình")
    await leader.says("gộp 3 vào 1")
    leader.sees(vi.CLOSED_ONE)
    await files(member, "nước lũ dâng ngập 20 nhà cuối thôn")
    await leader.says("gộp 4 vào 1")
    leader.sees(vi.more_urgent(4, 1))
    await leader.says("xong 1 đã hàn")
    await leader.says("gộp 2 vào 1")
    leader.sees(vi.over(1, "da_giai_quyet", opens=True))


async def test_of_two_who_do_it_at_once_the_second_sees_what_happened(plain: House) -> None:
    _member, _neighbour, leader = await two_told_of_it(plain)
    other = plain.person("Đ/c Bình", "pho_truong_khoi", plain.commune)
    await leader.says("gộp 2 vào 1")
    await other.says("gộp 2 vào 1")
    other.sees(vi.merged_already(2, 1, leader.name, own=False))
    await other.says("nhận 2")
    other.sees(vi.merged_already(2, 1, leader.name, own=False))
    assert plain.one("SELECT count(*) FROM incident_event WHERE what = 'gop'") == 1


async def test_who_may_not_know_of_another_report_reads_not_even_its_number(plain: House) -> None:
    member, neighbour = plain.person("Bác Sáu", "to_vien"), plain.person("Bác Tám", "to_vien")
    leader = plain.person("Đ/c Hoa", "truong_khoi", plain.commune)
    await files(member, "danh sách hộ nghèo bình xét không công khai")
    await files(neighbour, "binh xet ho ngheo khong hop dan, khong cong khai danh sach")
    neighbour.has_not_seen("giống vậy")
    leader.has_seen(vi.to_block(2, 1, "danh sách hộ nghèo bình xét không công khai"))
    await leader.says("kín 1")
    await files(member, "danh sách hộ nghèo không công khai, bình xét kín")
    assert "việc số 1" not in leader.last["text"]


async def test_the_reporter_of_one_reads_nothing_of_the_other(plain: House) -> None:
    member, neighbour, leader = await two_told_of_it(plain)
    await leader.says("gộp 2 vào 1")
    await leader.says("nhận 1")
    for number in (1, 2):
        await neighbour.says(f"xem {number}")
        neighbour.sees("Việc số 2: ")
    neighbour.sees("xem chung với việc số 1, khối đã nhận")
    await leader.says("xem 1")
    leader.sees(vi.with_others([vi.with_other(2, SAME_BRIDGE, plain.hamlets[1].title)]))
    await member.says("xem 1")
    member.has_not_seen("cau tran gay")
    neighbour.has_not_seen("gãy lan can")


async def test_who_takes_their_report_back_takes_nothing_from_the_others(plain: House) -> None:
    member, neighbour, leader = await two_told_of_it(plain)
    await leader.says("gộp 2 vào 1")
    await leader.says("báo lại 1 mai có thợ đến")
    neighbour.sees(cases_vi.tell_word(2, SAME_BRIDGE, "mai có thợ đến"))
    await member.says("rút 1")
    await member.says("đồng ý rút")
    neighbour.sees(vi.tell_parted(2, SAME_BRIDGE, 1))
    leader.has_seen(vi.set_free(2, SAME_BRIDGE, 1))
    assert (status(plain, 1), status(plain, 2)) == ("rut_lai", "moi")
    await leader.says("mở lại 2")
    leader.sees("Việc số 2: đã gửi khối, chờ nhận")


async def test_pictures_stay_with_their_report_and_are_shown_with_the_case_it_was_put_to(plain: House) -> None:
    member, neighbour = plain.person("Bác Sáu", "to_vien"), plain.person("Bác Tám", "to_vien", plain.hamlets[1])
    leader = plain.person("Đ/c Hoa", "truong_khoi", plain.commune)
    await files(member, BRIDGE)
    await neighbour.sends(photos=(picture(),), caption=SAME_BRIDGE)
    await neighbour.says("xong")
    await neighbour.says("gửi")
    await leader.says("gộp 2 vào 1")
    await leader.says("xem 1")
    assert any(m["photos"] for m in leader.seen[-2:])
    await member.says("xem 1")
    assert not any(m["photos"] for m in member.seen)


async def test_the_clock_asks_each_of_them_how_it_is_until_they_have_said_so(plain: House) -> None:
    member, neighbour, leader = await two_told_of_it(plain)
    await leader.says("gộp 2 vào 1")
    await leader.says("xong 1 đã hàn")
    await neighbour.says("xong 2")
    await plain.later(days=8)
    await plain.later(hours=10)  # nobody is asked at night
    member.sees(ending_vi.ask_how_it_is(1, BRIDGE, resolved=True))
    neighbour.has_not_seen(ending_vi.ask_how_it_is(2, SAME_BRIDGE, resolved=True))


# the early warning ---------------------------------------------------------------------------------------------------
DEAD = ("gà chết hàng loạt, 5 hộ bị, nghi cúm", "lợn bỏ ăn, sốt cao, chết 3 con", "trâu bò lở mồm long móng", "cá lồng chết nổi trắng sông")


async def test_one_kind_in_three_hamlets_within_three_days_is_told_once_with_the_list(plain: House) -> None:
    leader, other = plain.person("Đ/c Hoa", "truong_khoi", plain.commune), plain.person("Đ/c Bình", "bi_thu", plain.commune)
    people = [plain.person(f"Bác {n}", "to_vien", plain.hamlets[n]) for n in range(4)]
    await files(people[0], DEAD[0])
    await files(people[0], DEAD[1])
    await files(people[1], DEAD[2])
    leader.has_not_seen("cùng báo việc loại")
    await plain.later(days=1)
    await files(people[2], DEAD[3])
    warnings = [m["text"] for m in leader.seen if "3 thôn, bản cùng báo việc loại" in m["text"]]
    assert len(warnings) == 1
    for n, (unit, text) in enumerate([(0, DEAD[0]), (0, DEAD[1]), (1, DEAD[2]), (2, DEAD[3])], 1):
        assert vi.listed(n, plain.hamlets[unit].title, text) in warnings[0]
    await files(people[3], DEAD[0])
    assert sum("cùng báo việc loại" in m["text"] for m in leader.seen) == 1
    other.has_not_seen("cùng báo việc loại")
    people[3].has_not_seen("cùng báo việc loại")
    await plain.later(days=4)
    for person, text in zip(people[:3], DEAD, strict=False):
        await files(person, text)
    assert sum("cùng báo việc loại" in m["text"] for m in leader.seen) == 2


async def test_what_belongs_together_already_or_is_far_apart_in_time_is_no_warning(plain: House) -> None:
    leader = plain.person("Đ/c Hoa", "truong_khoi", plain.commune)
    people = [plain.person(f"Bác {n}", "to_vien", plain.hamlets[n]) for n in range(3)]
    await files(people[0], DEAD[0])
    await files(people[1], DEAD[1])
    with plain.other.begin() as db:
        db.exec_driver_sql("UPDATE incident SET episode = 7 WHERE number = 1")
    await files(people[2], DEAD[2])
    await plain.later(days=4)
    await files(people[0], DEAD[3])
    leader.has_not_seen("cùng báo việc loại")


# random --------------------------------------------------------------------------------------------------------------
STEPS = (
    "k:gộp {a} vào {b}", "k:gộp {a} vào {b}", "k:gộp {a} vào {b}", "k:tách {a}", "k:nhận {a}", "k:giao {a} Hoa hạn 3 ngày nữa", "k:xong {a} đã làm",
    "k:xong {a} đã làm", "k:mở lại {a}", "k:gấp {a}", "r:xong {a}", "r:chưa {a}", "r:một phần {a} còn hở", "r:đã báo {a}", "r:xem {a}", "s:xem {a}",
    "s:chưa {a}", "s:gộp {a} vào {b}", "+",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_done_nobody_is_told_twice_of_one_change_and_nobody_reads_the_words_of_another(plain: House, seed: int) -> None:
    chance = random.Random(seed)
    texts = [BRIDGE, SAME_BRIDGE, LAMP, RUBBISH]
    reporters = [plain.person(f"Bác {n}", "to_vien", plain.hamlets[n]) for n in range(4)]
    leader, stranger = plain.person("Đ/c Hoa", "truong_khoi", plain.commune), plain.person("Bác Lạ", "to_vien", plain.hamlets[5])
    for person, text in zip(reporters, texts, strict=True):
        await files(person, text)
    for _ in range(30):
        who, _, step = chance.choice(STEPS).partition(":")
        a, b = chance.sample(range(1, 5), 2)
        if who == "+":
            await plain.later(days=chance.choice((0.1, 3, 8)))
            continue
        await {"k": leader, "r": reporters[a - 1], "s": stranger}[who].says(step.format(a=a, b=b))
    for n, person in enumerate(reporters):
        read = "\n".join(m["text"] for m in person.seen)
        assert not [text for text in texts if text != texts[n] and text[:20] in read], person.name
    assert not [text for text in texts if text[:20] in "\n".join(m["text"] for m in stranger.seen)]
    changes = [(once.rpartition(".")[2], person) for once, person in plain.rows("SELECT once, person FROM notice WHERE once LIKE 'told:%'")]
    assert len(changes) == len(set(changes))
    assert plain.one("SELECT count(*) FROM incident WHERE merged_into IS NOT NULL AND status <> 'ket_thuc'") == 0
    assert plain.one("SELECT count(*) FROM incident WHERE merged_into IS NOT NULL AND watch_at IS NOT NULL") == 0


async def test_a_bare_no_behind_the_yes_of_another_is_for_their_own_case(plain: House) -> None:
    first, second, leader = await two_told_of_it(plain)
    await leader.says("gộp 2 vào 1")
    await leader.says("xong 1 đã hàn")
    await second.says("xong 2")
    await first.says("xong 1")
    second.has_seen("chưa 2")
    await second.says("chưa")
    assert status(plain, 1) == "dang_giai_quyet"
