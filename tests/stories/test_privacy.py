"""One's own data: seen as a file, corrected, taken back, erased; and nothing else is lost on the way."""

from __future__ import annotations

import re
from typing import Any

from python_calamine import CalamineWorkbook

from messages_vi import cases as cases_vi
from messages_vi import common, joining
from messages_vi import privacy_rights as vi
from messages_vi import report as report_vi
from storage import invitations
from tests.fakes.props import picture
from tests.house import Chat, House
from tests.traces import traces

THEFT = "mất trộm xe máy ở nhà văn hóa"
RUBBISH = "rác đổ đầy bờ mương đầu thôn"


async def files(member: Chat, what: str) -> None:
    await member.says(what)
    await member.says("gửi")
    member.has_seen("việc số")


def sheets(house: House) -> dict[str, list[list[Any]]]:
    """The file made last, as a spreadsheet shows it."""
    name = house.one("SELECT name FROM attachment WHERE kind = 'file' ORDER BY id DESC LIMIT 1")
    path = house.at / "made.xlsx"
    path.write_bytes(house.files.read(name))
    book = CalamineWorkbook.from_path(str(path))
    path.unlink()
    return {title: book.get_sheet_by_name(title).to_python() for title in book.sheet_names}


async def test_all_that_is_kept_on_somebody_comes_as_a_file_and_nothing_of_anybody_else(house: House, member: Chat, leader: Chat) -> None:
    neighbour = house.person("bác Sáu", "to_vien")
    await files(neighbour, RUBBISH)
    await files(member, THEFT)
    await leader.says("xem 2")
    await member.says("dữ liệu của tôi")
    member.sees(vi.HERE_IT_IS)
    assert [title for shown in member.seen for title in shown.get("files", [])] == [vi.FILE]
    found = sheets(house)
    assert ["Tên", "bác Bảy"] in found[vi.ABOUT]
    assert [row[5] for row in found[vi.CASES][1:]] == [THEFT]
    assert [row[1:] for row in found[vi.READERS][1:]] == [[vi.about_case(2), joining.ROLES["truong_khoi"]]]
    assert not re.search(rf"{RUBBISH}|Sáu|Chín|(?<!\d){member.id}(?!\d)", str(found))
    assert house.rows("SELECT what, done_at - at FROM rights_request") == [("dulieu", 0.0)]
    await house.later(days=1.01)
    await house.engine.sweep()
    assert house.one("SELECT count(*) FROM attachment") == 0
    assert not [p for p in house.files.directory.iterdir() if p.name.startswith("m")]


async def test_a_draft_outlives_the_question_what_is_to_be_erased(house: House, member: Chat) -> None:
    house.restarts_each_step = True
    await member.says("/baoviec")
    await member.says(THEFT)
    await member.says("xóa")
    member.sees(vi.WHICH)
    await member.says("hủy")
    member.sees(common.set_aside(report_vi.TITLE))
    assert THEFT in house.one("SELECT answers FROM draft WHERE story = 'baoviec' AND state = 'open'")
    await member.says("xoá")
    await member.picks(vi.DROP.label)
    member.sees(common.CANCELLED)
    assert house.one("SELECT count(*) FROM draft WHERE state = 'open'") == 0
    await member.says("xóa")
    member.sees(vi.ONLY_LEAVE)
    assert vi.DROP.label not in member.last["text"]


async def test_a_case_is_taken_back_once_and_whoever_was_alarmed_hears_of_it(house: House, member: Chat, leader: Chat) -> None:
    house.restarts_each_step = True
    await files(member, THEFT)
    await member.says("rút việc")
    member.sees(THEFT)
    await member.picks("rút 1" if not house.line.buttons else "Rút 1")
    await member.picks(vi.YES_WITHDRAW.label)
    member.sees(vi.withdrawn(1, told=True))
    leader.sees(vi.tell_withdrawn(cases_vi.named_case(1, THEFT)))
    await leader.says("xong 1")
    leader.sees(cases_vi.STATUS["rut_lai"])
    await leader.says("hỏi 1 sao lại rút")
    leader.sees(cases_vi.STATUS["rut_lai"])
    await member.says("rút 1")
    member.sees(vi.not_open("1"))
    assert house.rows("SELECT what FROM incident_event ORDER BY id") == [("moi",), ("rut_lai",)]


async def test_who_leaves_leaves_no_trace_and_comes_back_as_somebody_new(house: House, leader: Chat) -> None:
    member = house.person("Nguyễn Văn Bảy", "to_vien")
    house.changes("UPDATE person SET phone = '0912345678' WHERE id = :p", p=member.person)
    await files(member, THEFT)  # the alert names them
    await files(member, RUBBISH)  # the block hears of it in the morning only
    await member.says("/baoviec")
    await member.sends(photos=(picture(),))
    await member.says("xóa tên tôi")
    member.sees(vi.check_leave(["tổ viên thôn Mẫu Một"], 2))
    await member.picks(vi.YES_LEAVE.label)
    member.sees(vi.GOODBYE)
    await house.later(minutes=2)
    await house.engine.sweep()
    with house.other.begin() as db:
        assert traces(db, house.files.directory, "Nguyễn Văn Bảy", "0912345678", member.id) == []
    assert house.rows("SELECT count(*), min(text) FROM incident WHERE reporter = :p", p=member.person) == [(2, THEFT)]
    assert house.rows("SELECT what, done_at IS NULL FROM rights_request") in ([("xoa", 0)], [("xoa", False)])
    await house.later(days=1)
    leader.has_seen(cases_vi.reporter(vi.LEFT, "to_vien"))
    await leader.says("hỏi 1 đã tìm thấy chưa")
    leader.sees(cases_vi.asked(1, reached=False))
    with house.other.begin() as db:
        code = invitations.make(db, house.hamlets[0].id, "to_vien", 1, house.clock.now() + 86400)
    await member.says(code)
    await member.agrees()
    assert house.one("SELECT person FROM account WHERE peer LIKE :p", p=f"%:{member.id}") > member.person


async def test_the_last_head_hands_over_first_and_the_operator_sees_to_it(house: House) -> None:
    head, operator = house.person("bác Tám", "to_truong"), house.person("đ/c Quản", "quan_tri", house.province)
    await head.says("thôi dùng")
    head.sees("tổ trưởng thôn Mẫu Một")
    operator.sees("bác Tám")
    assert house.one("SELECT count(*) FROM rights_request WHERE done_at IS NULL") == 1
    asked = len(operator.seen)
    await house.later(days=6)  # whatever weekend or holiday lies between
    assert len(operator.seen) == asked + 1
    house.person("bác Mới", "to_truong")
    await head.says("xóa tên tôi")
    await head.picks(vi.YES_LEAVE.label)
    head.sees(vi.GOODBYE)
    assert house.one("SELECT count(*) FROM rights_request WHERE done_at IS NULL") == 0


async def test_name_number_and_address_are_corrected_by_oneself(house: House, member: Chat) -> None:
    house.restarts_each_step = True
    await member.says("sửa tên tôi")
    await member.says("Trần Văn Bảy")
    await member.picks(vi.YES.label)
    member.sees(vi.name_set("Trần Văn Bảy"))
    await member.says("sửa số điện thoại")
    await member.says("912 345 678")
    await member.picks(vi.YES.label)
    member.sees("0912 345 678")
    await member.says("sửa cách gọi")
    await member.picks("chú")
    member.sees("gọi là chú")
    assert house.rows("SELECT name, phone, address FROM person WHERE id = :p", p=member.person) == [("Trần Văn Bảy", "0912345678", "chú")]
    assert house.rows("SELECT DISTINCT what FROM rights_request WHERE done_at IS NOT NULL") == [("sua",)]
