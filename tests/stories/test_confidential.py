"""What only a few may read: nobody else learns of it, by no list, count, notice or table; a call back is noted; many people are a mark."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from bot.cli import cli
from handlers import BOOK
from messages_vi import cases as cases_vi
from messages_vi import cases_closed as vi
from messages_vi import common
from messages_vi.kinds import CROWD
from tests.house import Chat, House
from tests.turns import START

QUARREL = "hai nhà tranh chấp lối đi, chửi nhau từ sáng"
BEATEN = "chồng đánh vợ, bạo lực gia đình"
NEW_EACH_TIME = {"moinguoi", "ketnoi", "dulieu", "modot"}  # commands that make something
LISTS = ("việc kín", "việc mới", "việc quá hẹn", "tìm bạo lực", "tìm đánh vợ", "/tim bạo lực gia đình", "/viec thôn Mẫu Một")


def outsiders(house: House) -> list[Chat]:
    """Everybody who reads cases, but not these."""
    return [
        house.person("Tổ Trưởng", "to_truong"),
        house.person("Tổ Phó", "to_pho"),
        house.person("Thành Viên", "thanh_vien_khoi", house.commune),
        house.person("Thư Ký", "thu_ky", house.commune),
        house.person("Đảng Ủy Viên", "dang_uy_vien"),
        house.person("Cán Bộ Tỉnh", "can_bo_tinh", house.province),
    ]


async def reports(member: Chat, what: str, number: int) -> None:
    await member.says(what)
    if "việc số" not in member.last["text"]:
        await member.says("gửi")
    member.sees(f"việc số {number}")


def timeline(house: House, number: int) -> list[str]:
    sql = "SELECT e.what FROM incident_event e JOIN incident i ON i.id = e.incident WHERE i.number = :n ORDER BY e.id"
    return [what for (what,) in house.rows(sql, n=number)]


def printed(house: House, *words: str) -> str:
    """By the command line, beside the bot, and always of the same moment."""
    day = house.at / "day"
    day.write_text(datetime.fromtimestamp(START + 2 * 86_400, UTC).isoformat())
    env = {"DANVAN_DATABASE_URL": house.url, "DANVAN_DATA_DIR": str(house.at), "DANVAN_CLOCK_FILE": str(day)}
    done = CliRunner().invoke(cli, list(words), env=env)
    assert done.exit_code == 0, done.output
    return done.stdout


async def reads(chat: Chat, *words: str) -> list[str]:
    """All that is read when these are typed one after the other, each at rest."""
    before = len(chat.seen)
    for typed in words:
        await chat.says(typed)
        if chat.house.rows("SELECT 1 FROM conversation WHERE draft IS NOT NULL AND peer LIKE :p", p=f"%:{chat.id}"):
            await chat.says("hủy bỏ")
    return [m["text"] for m in chat.seen[before:]]


async def all_that_is_read(house: House, who: list[Chat], number: int) -> dict[str, list[str]]:
    """Every command of the chat, lists and searches, every verb with the number of a case that may be there, and what the command line prints."""
    typed = [f"/{name}" for name in sorted(set(BOOK.commands) - NEW_EACH_TIME)]
    verbs = [f"{word} {number}" for word in sorted(common.VERBS)]
    found = {chat.name: await reads(chat, *typed, *LISTS, *verbs) for chat in who}
    first, second = (str(h.id) for h in house.hamlets[:2])
    merged = printed(house, "units", "merge", first, second, "--name", "Chung", "--document", "1/NQ", "--dry-run")
    return found | {"export": [printed(house, "export", "incidents")], "merge": [merged]}


async def test_nobody_else_can_tell_whether_there_is_a_confidential_case(plain: House) -> None:
    member, reader = plain.person("Bác Sáu", "to_vien"), plain.person("Đ/c Hoa", "truong_khoi", plain.commune)
    others = outsiders(plain)
    before = await all_that_is_read(plain, others, 1)
    heard = [len(chat.seen) for chat in others]
    await reports(member, BEATEN, 1)
    reader.has_seen("Bạo lực gia đình")
    await plain.later(hours=5)
    await reader.says("nhận 1")
    await reader.says("đã gọi 1")
    await plain.later(days=1)
    assert [len(chat.seen) for chat in others] == heard, "of what happened to it nobody else has heard"
    after = await all_that_is_read(plain, others, 1)
    for whose, texts in before.items():
        assert after[whose] == texts, whose
    await member.says("xem 1")
    member.sees("Việc số 1: Bạo lực gia đình")
    member.has_not_seen("đã gọi lại người báo")


async def test_a_case_that_is_marked_closes_for_whoever_has_known_of_it(plain: House) -> None:
    member, reader = plain.person("Bác Sáu", "to_vien"), plain.person("Đ/c Hoa", "truong_khoi", plain.commune)
    others = outsiders(plain)
    secretary = others[3]
    await reports(member, QUARREL, 1)
    await secretary.says("nhận 1")
    await secretary.says("hỏi 1 từ mấy giờ ạ?")
    await reader.says("kín 1")
    reader.sees(vi.closed(1, "Thư Ký"))
    assert plain.one("SELECT holder FROM incident") is None
    known = [len(chat.seen) for chat in others]
    await member.says("trả lời 1 từ sáu giờ sáng")
    reader.sees("từ sáu giờ sáng")
    await reader.says("nhận 1")
    await reader.says("ghi 1 đã gặp hai nhà")
    await reader.says("gấp 1")
    await plain.later(days=11)
    assert [len(chat.seen) for chat in others] == known
    for chat in others:
        for typed in ("xem 1", "nhận 1", "xong 1", "giao 1", "kín 1", "bỏ kín 1", "đông người 1", "gấp 1"):
            await chat.says(typed)
            nothing = {common.spoken_to(cases_vi.no_such(n), chat.address) for n in ("", "1")}  # typed, or by the list they had been shown
            assert chat.last["text"] in nothing, typed
    await plain.later(minutes=2)  # what the clock has still to say to the reporter comes before the answer
    await member.says("xem 1")
    member.sees(QUARREL)
    member.has_not_seen("ghi là việc kín")
    assert printed(plain, "export", "incidents") == ""
    await reader.says("bỏ kín 1")
    await secretary.says("xem 1")
    secretary.sees(QUARREL)
    assert printed(plain, "export", "incidents").count("\n") == 1
    assert [what for what in timeline(plain, 1) if what in ("kin", "bo_kin")] == ["kin", "bo_kin"]


async def test_what_waits_to_be_told_of_it_is_told_to_those_alone_who_may_read_it(plain: House) -> None:
    """Whoever has no phone yet hears of a case when they get one."""
    member, reader, secretary = (
        plain.person("Bác Sáu", "to_vien"), plain.person("Đ/c Hoa", "truong_khoi", plain.commune), plain.person("Thư Ký", "thu_ky", plain.commune)
    )  # fmt: skip
    deputy = plain.person("Đ/c Bình", "pho_truong_khoi", plain.commune)
    plain.changes("UPDATE account SET gone = 1 WHERE person IN (:a, :b)", a=secretary.person, b=deputy.person)
    await reports(member, QUARREL, 1)
    waiting = "SELECT person FROM notice WHERE state IN ('waiting', 'unreachable') ORDER BY person"
    assert plain.rows(waiting) == [(secretary.person,), (deputy.person,)]
    await reader.says("đánh dấu kín 1")
    assert plain.rows(waiting) == [(deputy.person,)]


async def test_what_was_put_to_a_case_closes_and_opens_with_it(plain: House) -> None:
    member, other = plain.person("Bác Sáu", "to_vien"), plain.person("Bác Năm", "to_vien")
    reader, secretary = plain.person("Đ/c Hoa", "truong_khoi", plain.commune), plain.person("Thư Ký", "thu_ky", plain.commune)
    await reports(member, QUARREL, 1)
    await reports(other, "hai nhà tranh chấp lối đi, chửi nhau từ sáng sớm", 2)
    await reader.says("gộp 2 vào 1")
    await reader.says("kín 1")
    for number in ("1", "2"):
        await secretary.says(f"xem {number}")
        secretary.sees(cases_vi.no_such(number))
    await other.says("xem 2")
    other.sees("tranh chấp")
    await reader.says("bỏ kín 2")
    for number in ("1", "2"):
        await secretary.says(f"xem {number}")
        secretary.sees(f"Việc số {number}")


async def test_one_taken_back_is_told_to_readers_alone(plain: House) -> None:
    member, reader = plain.person("Bác Sáu", "to_vien"), plain.person("Đ/c Hoa", "truong_khoi", plain.commune)
    secretary = plain.person("Thư Ký", "thu_ky", plain.commune)
    await reports(member, QUARREL, 1)
    secretary.sees("việc số 1")
    await reader.says("kín 1")
    await member.says("rút 1")
    await member.says("đồng ý rút")
    reader.sees("rút")
    secretary.has_not_seen("rút")


async def test_whoever_reported_it_works_on_it_no_more_than_any_reporter(plain: House) -> None:
    """A secretary reads their own report, but neither takes it nor sees what the readers note."""
    reader, secretary = plain.person("Đ/c Hoa", "truong_khoi", plain.commune), plain.person("Thư Ký", "thu_ky", plain.commune)
    await reports(secretary, QUARREL, 1)
    await reader.says("kín 1")
    await reader.says("ghi 1 lời riêng của người đọc")
    await secretary.says("xem 1")
    secretary.sees(QUARREL)
    secretary.has_not_seen("lời riêng")
    for typed in ("nhận 1", "ghi 1 thêm", "bỏ kín 1", "đã gọi 1"):
        await secretary.says(typed)
        secretary.sees("chưa có quyền")


async def test_a_kind_that_is_always_confidential_stays_so(plain: House) -> None:
    member, reader = plain.person("Bác Sáu", "to_vien"), plain.person("Đ/c Hoa", "truong_khoi", plain.commune)
    await reports(member, BEATEN, 1)
    await reader.says("bỏ kín 1")
    reader.sees(vi.always_closed(1, "Bạo lực gia đình, xâm hại trẻ em"))
    await reader.says("kín 1")
    reader.sees(vi.closed_already(1))
    assert plain.one("SELECT confidential FROM incident") == 1


async def test_offices_that_confidential_cases_went_to_are_offered_to_nobody(plain: House) -> None:
    member, reader, secretary = (
        plain.person("Bác Sáu", "to_vien"), plain.person("Đ/c Hoa", "truong_khoi", plain.commune), plain.person("Thư Ký", "thu_ky", plain.commune)
    )  # fmt: skip
    await reports(member, QUARREL, 1)
    await reports(member, "rác đổ đầy bờ mương, hôi lắm", 2)
    await reader.says("giao 1 bộ phận khác")
    await reader.says("trạm tư vấn tâm lý")
    await reader.says("5 ngày nữa")
    await reader.says("kín 1")
    await secretary.says("giao 2")
    secretary.has_not_seen("tâm lý")


# on every line ---------------------------------------------------------------------------------------------------------
async def test_a_call_back_is_the_record_of_what_may_not_be_written_down(house: House) -> None:
    house.restarts_each_step = True
    member, reader = house.person("Bác Sáu", "to_vien"), house.person("Đ/c Hoa", "truong_khoi", house.commune)
    await reports(member, BEATEN, 1)
    await reader.says("nhận 1")
    told = len(member.seen)
    await reader.picks("Đã gọi lại người báo") if house.line.buttons else await reader.says("đã gọi lại 1")
    reader.sees("Đã ghi: việc số 1, đã gọi lại người báo lúc")
    assert len(member.seen) == told
    assert timeline(house, 1)[-1] == "goi_lai"
    assert house.one("SELECT moved_at > accepted_at FROM incident"), "it is the first word that was owed"
    await house.later(hours=3)
    assert not [m for m in reader.seen if "chưa có tin thêm" in m["text"]]
    await reader.says("xem 1")
    assert re.search(r"\d\d:\d\d ngày \d+/\d+: đã gọi lại người báo \(Đ/c Hoa\)", reader.last["text"])


async def test_many_people_are_a_mark_that_makes_a_case_urgent_and_red_only_when_somebody_says_so(house: House) -> None:
    member, other = house.person("Bác Sáu", "to_vien"), house.person("Bác Năm", "to_vien")
    reader = house.person("Đ/c Hoa", "truong_khoi", house.commune)
    await reports(member, "rác đổ đầy bờ mương, hôi lắm", 1)
    await other.says("đông người 1")
    other.sees(cases_vi.no_such("1"))
    await member.says("đông người 1")
    member.sees("việc số 1 là việc đông người, bức xúc kéo dài, mức VÀNG")
    reader.sees("Bác Sáu báo có đông người, bức xúc kéo dài. Nay mức VÀNG.")
    assert house.rows("SELECT level, crowd FROM incident") == [("VANG", 1)]
    assert timeline(house, 1) == ["moi", "dong_nguoi", "nang_muc"]
    await reader.says("đông người 1")
    reader.sees(vi.crowd_already(1, level=vi.Level.VANG).replace(common.BAC, reader.address))
    await member.says("gấp 1")
    assert house.rows("SELECT level, crowd FROM incident") == [("DO", 1)]
    await reader.says("xem 1")
    reader.sees(CROWD)


@pytest.mark.parametrize("number", sorted(vi.URGENT_NUMBERS))
async def test_who_tells_of_a_call_for_help_is_not_asked_about_a_case(plain: House, number: str) -> None:
    member = plain.person("Bác Sáu", "to_vien")
    await member.says(f"đã gọi {number}")
    member.sees(vi.a_call_told_of(number).replace(common.BAC, member.address))
