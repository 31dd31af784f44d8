"""One case from its first word to its end, over forty days, on every channel."""

from __future__ import annotations

from bot.domain.periods import local
from messages_vi import cases_ending as vi
from tests.house import Chat, House

TOLD = "gãy lan can cầu tràn, 15 hộ phải đi vòng"
DAY = 86400.0


def timeline(house: House, number: int = 1) -> list[str]:
    """What is written down about a case."""
    sql = "SELECT e.what FROM incident_event e JOIN incident i ON i.id = e.incident WHERE i.number = :n ORDER BY e.id"
    return [what for (what,) in house.rows(sql, n=number)]


def status(house: House, number: int = 1) -> str:
    return str(house.one("SELECT status FROM incident WHERE number = :n", n=number))


async def until(house: House, hour: int) -> None:
    """The next time it is that hour."""
    now = local(house.clock.now())
    await house.later(seconds=(now.replace(hour=hour, minute=0) - now).total_seconds() % DAY)


async def filed(member: Chat) -> None:
    await member.says(TOLD)
    await member.says("gửi")
    member.sees("việc số 1")


async def test_a_case_goes_from_its_first_word_to_what_the_people_are_told(house: House) -> None:
    house.restarts_each_step = True
    member, leader, other = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune), None
    other = house.person("Đ/c Bình", "pho_truong_khoi", house.commune)
    await filed(member)
    await house.later(days=1)
    leader.sees("việc số 1")
    await leader.says("nhận 1")
    member.has_seen("khối dân vận xã đã nhận, người phụ trách là Đ/c Hoa")
    await leader.says("giao 1 Bình hạn 3 ngày nữa")
    other.sees("Đ/c Hoa giao đồng chí việc số 1")
    member.sees("đang giải quyết, giao Đ/c Bình")
    await other.says("chuyển 1 UBND xã, cần kinh phí sửa")
    member.sees("khối đã chuyển UBND xã. “cần kinh phí sửa”")
    await other.says("ghi 1 đã gọi kế toán")
    await other.says("xong 1 đã hàn xong lan can")
    member.has_seen("xã trả lời: “đã hàn xong lan can”. Ngoài đó đã ổn chưa ạ?")
    member.has_not_seen("THÔNG BÁO: Việc bà con thôn")
    await member.says("một phần 1 còn hở một đoạn")
    member.sees("trợ lý đã báo lại khối")
    other.sees("mới được một phần. Còn lại: “còn hở một đoạn”")
    assert status(house) == "dang_giai_quyet"
    await other.says("xong 1 hàn nốt đoạn cuối")
    await member.says("xong 1")
    member.has_seen("Báo lại bà con xong, bác gõ: đã báo 1.")
    member.sees(f"THÔNG BÁO: Việc bà con thôn Mẫu Một phản ánh ({TOLD}), khối dân vận xã trả lời: hàn nốt đoạn cuối.")
    assert status(house) == "da_bao_lai"
    await member.says("đã báo 1")
    assert status(house) == "ket_thuc"
    assert timeline(house) == [
        "moi", "da_nhan", "giao", "chuyen", "ghi", "da_giai_quyet", "mot_phan", "da_giai_quyet", "on_roi", "da_bao",
    ]  # fmt: skip


async def test_the_reporter_never_reads_what_the_block_notes_for_itself(house: House) -> None:
    member, leader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    await filed(member)
    await leader.says("nhận 1")
    await leader.says("ghi 1 nhà thầu cũ làm ẩu")
    await leader.says("xem 1")
    leader.sees("nhà thầu cũ làm ẩu")
    await member.says("xem 1")
    member.has_not_seen("nhà thầu cũ")
    member.sees("khối đã nhận")


async def test_a_slip_is_taken_back_and_a_long_timeline_read_in_parts(house: House) -> None:
    member, leader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    await filed(member)
    for n in range(12):
        await leader.says(f"ghi 1 lời thứ {n}")
    await leader.says("xong 1 đã hàn xong")
    await member.picks("Xong")
    assert status(house) == "da_bao_lai"
    await member.says("chưa 1")
    assert status(house) == "dang_giai_quyet"
    leader.sees("chưa xong")
    await leader.says("xem 1")
    leader.has_not_seen("lời thứ 0")
    await (leader.picks("Xem tiếp") if house.line.buttons else leader.says("xem tiếp 1"))
    leader.sees("lời thứ 0")


async def test_of_two_years_cases_of_one_number_one_is_chosen(house: House) -> None:
    member, leader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    await filed(member)
    year = house.one("SELECT year FROM incident")
    await house.later(days=366)
    await filed(member)
    await leader.says("xong 1 đã hàn xong")
    leader.sees("cùng số này, khác năm")
    await leader.picks(f"1/{year}, {house.hamlets[0].title}")
    await leader.says("đã hàn xong")
    assert house.rows("SELECT status FROM incident ORDER BY id") == [("da_giai_quyet",), ("moi",)]


async def test_what_nobody_takes_climbs_one_step_after_the_other_each_told_once(house: House) -> None:
    member = house.person("Bác Sáu", "to_vien")
    block = {role: house.person(role, role, house.commune) for role in ("truc_ban", "pho_truong_khoi", "truong_khoi", "bi_thu")}
    above = house.person("Đ/c Tỉnh", "can_bo_tinh", house.province)
    await member.says("nước lũ dâng cao ngập nhà 20 hộ")
    await member.says("gửi")
    await house.later(minutes=31)
    block["pho_truong_khoi"].sees("đã quá 30 phút chưa có người nhận")
    block["pho_truong_khoi"].sees("trợ lý báo trưởng khối")
    for role, hears in (("truong_khoi", "đã quá 30 phút"), ("bi_thu", "đã quá 30 phút")):
        block[role].has_not_seen(hears)
        await house.later(minutes=31)
        block[role].sees(hears)
    await house.later(minutes=31)
    above.sees("có việc ĐỎ số 1")
    above.sees("chưa có người nhận")
    for _ in range(6):
        await house.later(minutes=31)
    for role in ("pho_truong_khoi", "truong_khoi", "bi_thu"):
        assert sum("đã quá 30 phút" in m["text"] for m in block[role].seen) == 1


async def test_the_reporter_is_asked_at_the_deadline_and_after_7_and_28_days_and_never_again(house: House) -> None:
    member, leader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    await until(house, 9)
    await filed(member)
    await leader.says("nhận 1")
    await leader.says("xong 1 đã hàn xong")
    asked = [m["text"] for m in member.seen if "đã ổn chưa ạ?" in m["text"]]
    assert len(asked) == 1
    for day in range(1, 41):
        await house.later(days=1)
        asked = [m["text"] for m in member.seen if "đã ổn chưa ạ?" in m["text"]]
        assert len(asked) == 1 + (day >= 7) + (day >= 28), day
    assert status(house) == "da_giai_quyet", "no answer is not a yes"
    await member.says("chưa 1")
    assert status(house) == "dang_giai_quyet"


async def test_who_ends_what_they_reported_themselves_is_asked_all_the_same(house: House) -> None:
    leader = house.person("Đ/c Hoa", "truong_khoi", house.commune)
    await filed(leader)
    await leader.says("xong 1 tự khắc phục xong")
    leader.sees(vi.ended(1))
    await leader.says("xong 1")
    assert status(house) == "da_bao_lai"


async def test_the_head_of_the_team_has_a_copy_of_what_its_members_report(house: House) -> None:
    member, head = house.person("Bác Sáu", "to_vien"), house.person("Bác Tám", "to_truong")
    elsewhere = house.person("Bác Chín", "to_truong", house.hamlets[1])
    await member.says("nước lũ lên nhanh, ngập 5 nhà")
    await member.says("gửi")
    head.sees("tổ ta có việc số 1, mức ĐỎ")
    seen = len(head.seen)
    for told in ("xã thu tiền làm đường sai quy định, 10 hộ kêu", "chồng đánh vợ ở xóm dưới từ tối qua"):
        await member.says(told)
        await member.says("gửi")
    await house.later(days=1)
    assert not [m for m in head.seen[seen:] if "tổ ta có" in m["text"]]
    elsewhere.has_not_seen("việc số 1")


async def test_at_night_the_clock_wakes_people_only_for_what_is_red(house: House) -> None:
    member, leader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    house.person("Đ/c Bình", "pho_truong_khoi", house.commune)
    await until(house, 22)
    await member.says("mất trộm xe máy ở nhà văn hóa")
    await member.says("gửi")
    await leader.says("nhận 1")
    seen = len(leader.seen)
    for _ in range(26):
        await house.later(hours=1)
        new = [m["text"] for m in leader.seen[seen:]]
        if local(house.clock.now()).hour >= 21 or local(house.clock.now()).hour < 7:
            assert not [t for t in new if "chưa có tin thêm" in t]
        seen = len(leader.seen)
    await house.later(hours=9)
    leader.has_seen("chưa có tin thêm")
