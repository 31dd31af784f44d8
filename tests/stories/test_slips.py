"""What a newcomer without buttons types past the list: words for the report, a yes in other words, a way out without accents."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from bot.pieces import cut
from messages_vi import cases as cases_vi
from messages_vi import common
from messages_vi import report as vi
from messages_vi.kinds import KINDS
from storage import roles
from tests.house import Chat, House
from tests.stories.test_media import picture

BRIDGE = "gãy lan can cầu tràn từ tối qua, 15 hộ phải đi vòng"
CRACKED = "gãy cả hai lan can cầu tràn, 15 hộ"
STUCK = "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn, có người mắc kẹt"
UNCLEAR = "mấy nhà trong xóm bực chuyện nước"
ONE_PHONE_IS_ENOUGH = "what is typed is the same on every line"


def only_on_a_phone(house: House) -> None:
    if house.line.name not in ("phone", "phone-plain"):
        pytest.skip(ONE_PHONE_IS_ENOUGH)


async def tells_something_unclear(member: Chat) -> None:
    await member.says("/baoviec")
    await member.says(UNCLEAR)
    await member.says("xong")
    member.sees(vi.WHICH_KIND)


# words at a list -----------------------------------------------------------------------------------------------------
async def test_an_alarm_said_while_a_list_is_open_changes_the_guess_and_is_filed(house: House, member: Chat, leader: Chat) -> None:
    await tells_something_unclear(member)
    await member.says(STUCK)
    member.sees(common.ADDED)
    member.sees(f"“{UNCLEAR}\n{STUCK}”")
    member.sees(KINDS["TT"].label)
    await member.says("gửi")
    member.sees("việc số 1")
    leader.sees("mắc kẹt")


async def test_words_at_every_list_are_added_and_the_list_is_shown_again(house: House, member: Chat) -> None:
    with house.other.begin() as db:
        roles.give(db, member.person, house.hamlets[1].id, "to_vien", house.clock.now())
    await tells_something_unclear(member)
    await member.says("nhà nào cũng kêu")
    member.sees(f"{common.ADDED}\n\n{vi.WHICH_KIND}")
    await member.picks(vi.OTHER_KIND)
    await member.says("kêu từ tuần trước đến nay")
    member.sees(f"{common.ADDED}\n\n{vi.ANY_KIND}")
    await member.picks(KINDS["VS"].label)
    member.sees(vi.WHICH_UNIT)
    await member.says("chỗ gần bờ suối ấy")
    member.sees(f"{common.ADDED}\n\n{vi.WHICH_UNIT}")
    await member.picks(house.hamlets[1].title)
    await member.picks("Gấp hơn")
    await member.says("hôm nay lại thêm nữa")
    member.sees(f"{common.ADDED}\n\n{vi.HOW_URGENT}")
    await member.picks(vi.AS_BEFORE.label)
    await member.says("gửi")
    told = [UNCLEAR, "nhà nào cũng kêu", "kêu từ tuần trước đến nay", "chỗ gần bờ suối ấy", "hôm nay lại thêm nữa"]
    assert house.one("SELECT text FROM incident") == "\n".join(told)


async def test_a_report_in_five_quick_messages_loses_no_line(house: House, member: Chat) -> None:
    lines = [UNCLEAR, "chỗ gần bờ suối ấy", "kêu từ tuần trước đến nay", "nhà nào cũng kêu", "hôm nay lại thêm nữa"]
    await member.says(lines[0])
    member.sees(vi.WHICH_KIND)
    for one in lines[1:]:
        await house.line.says(member.id, one)
    await house.settled()
    if vi.WHICH_KIND in member.last["text"]:
        await member.picks(vi.OTHER_KIND)
        await member.picks(KINDS["VS"].label)
    await member.says("gửi")
    assert sorted(house.one("SELECT text FROM incident").split("\n")) == sorted(lines)


async def test_a_wrong_number_a_short_word_and_thanks_at_a_list_are_no_part_of_the_report(house: House, member: Chat) -> None:
    await tells_something_unclear(member)
    for said in ("99", "nuoc", "mưa to", "ok", "cam on", "dạ vâng cảm ơn cháu nhiều nhé"):
        await member.says(said)
        member.sees(f"{vi.PICK}\n\n{vi.WHICH_KIND}")
    await member.picks(vi.OTHER_KIND)
    await member.picks(KINDS["VS"].label)
    member.sees(f"“{UNCLEAR}”")


async def test_words_of_a_confidential_matter_at_a_list_are_kept_nowhere(house: House, member: Chat) -> None:
    await tells_something_unclear(member)
    await member.says("chồng đánh vợ ở xóm dưới từ tối qua")
    await member.picks(KINDS["BL"].label) if vi.WHICH_KIND in member.last["text"] else None
    member.sees("không giữ chữ")
    await member.says("gửi")
    kept = "".join(str(r) for t in ("inbox", "draft", "incident", "notice", "outbox", "incident_event") for r in house.rows(f"SELECT * FROM {t}"))
    assert "xóm dưới" not in kept


async def test_words_behind_a_second_account_are_added_to_that_one(house: House, member: Chat) -> None:
    await member.says("chồng đánh vợ ở xóm dưới")
    await member.picks(vi.OTHER_KIND)
    await member.picks(KINDS["KH"].label)
    await member.says("loa xóm dưới kêu suốt đêm")
    await member.says("còn 2 hộ bên kia suối nữa")
    member.sees("“loa xóm dưới kêu suốt đêm\ncòn 2 hộ bên kia suối nữa”")
    await member.picks("Sửa")
    member.sees("Tin cũ: “loa xóm dưới kêu suốt đêm còn 2 hộ bên kia suối nữa”")
    await member.says("loa xóm dưới hỏng hẳn rồi")
    await member.says("gửi")
    assert house.one("SELECT text FROM incident") == "loa xóm dưới hỏng hẳn rồi"


# a yes in other words ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("yes", ["gui nhe", "gửi đi", "Gửi ạ.", "gui luon", "gửi giúp", "gửi luôn đi nhé"])
async def test_send_with_particles_sends(house: House, member: Chat, yes: str) -> None:
    only_on_a_phone(house)
    await member.says(BRIDGE)
    await member.says(yes)
    member.sees("việc số 1")
    assert house.one("SELECT text FROM incident") == BRIDGE


async def test_a_yes_in_other_words_is_told_how_to_send_and_never_added(house: House, member: Chat) -> None:
    await member.says(BRIDGE)
    for said in ("dung roi", "đúng", "ok", "vâng", "đồng ý", "được", "cảm ơn", "dạ đúng rồi ạ", "gửi rồi", "xong rồi", "\U0001f44d"):
        await member.says(said)
        member.sees(vi.NOW_SEND)
        member.sees(f"“{BRIDGE}”")
    assert house.one("SELECT count(*) FROM incident") == 0
    await member.says("gửi")
    assert house.one("SELECT text FROM incident") == BRIDGE


async def test_a_yes_in_other_words_to_a_confidential_matter_is_told_how_to_send(house: House, member: Chat) -> None:
    await member.says("chồng đánh vợ ở xóm dưới")
    await member.says("đúng rồi")
    member.sees(vi.NOW_SEND)


async def test_thanks_in_the_middle_of_the_telling_are_no_line_of_it_and_a_number_is(house: House, member: Chat) -> None:
    await member.says("/baoviec")
    for nothing in ("1", "cam on"):
        await member.says(nothing)
        member.sees(vi.TELL_FIRST)
    await member.says(BRIDGE)
    await member.says("ok")
    member.sees(vi.TELL_ON)
    await member.says("15")
    await member.says("xong rồi nhé")
    member.sees(f"“{BRIDGE}\n15”")


async def test_a_picture_with_thanks_is_kept_without_the_thanks(house: House, member: Chat) -> None:
    await member.says(BRIDGE)
    await member.sends(photos=(picture(),), caption="cảm ơn")
    await member.says("gửi")
    member.sees("kèm 1 ảnh")
    assert house.one("SELECT text FROM incident") == BRIDGE


# correcting ----------------------------------------------------------------------------------------------------------
async def test_the_old_words_stay_until_new_ones_come(house: House, member: Chat) -> None:
    await member.says(BRIDGE)
    await member.picks("Sửa")
    member.sees(vi.tell_anew(BRIDGE))
    for nothing in ("1", "1.", "cam on", "nhé", "gửi", "xong"):
        await member.says(nothing)
        member.sees(f"{vi.TELL_FIRST}\n\n{vi.tell_anew(BRIDGE)}")
    await house.later(minutes=1)  # nobody is hurried while they write it anew
    member.sees(vi.tell_anew(BRIDGE))
    await member.says("quay lai")
    member.sees(f"“{BRIDGE}”")
    await member.says("còn 2 hộ bên kia suối nữa")
    member.sees(f"“{BRIDGE}\ncòn 2 hộ bên kia suối nữa”")
    await member.picks("Sửa")
    await member.says(CRACKED)
    member.sees(f"“{CRACKED}”")
    await member.says("gửi")
    assert house.one("SELECT text FROM incident") == CRACKED


async def test_a_doubled_number_corrects_once_and_loses_nothing(house: House, member: Chat) -> None:
    if house.line.buttons:
        pytest.skip("only who types doubles a number")
    await member.says(BRIDGE)
    await asyncio.gather(house.line.says(member.id, "1"), house.line.says(member.id, "1"))
    await house.settled()
    member.sees(vi.tell_anew(BRIDGE))
    await member.says("quay lại")
    member.sees(f"“{BRIDGE}”")


async def test_a_picture_while_correcting_changes_no_rule(house: House, member: Chat) -> None:
    await member.says(BRIDGE)
    await member.picks("Sửa")
    await member.sends(photos=(picture(),))
    await member.says(CRACKED)
    member.sees(f"“{CRACKED}”")
    await member.says("gửi")
    member.sees("kèm 1 ảnh")
    assert house.one("SELECT text FROM incident") == CRACKED


def test_long_old_words_are_shortened_at_a_word() -> None:
    shown = vi.tell_anew("mưa to " * 60)
    assert "mưa to…”" in shown or "mưa…”" in shown
    assert len(shown) < 220


# ways out ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("said", ["huy", "Huy", "thoi", "THOI."])
async def test_a_bare_word_that_may_be_a_name_is_asked_about_and_not_stored(house: House, member: Chat, said: str) -> None:
    only_on_a_phone(house)
    await member.says(BRIDGE)
    await member.picks("Sửa")
    await member.says(said)
    member.sees(f"{common.HOW_TO_CANCEL}\n\n{vi.tell_anew(BRIDGE)}")
    await member.says("huy bo")
    member.sees(common.CANCELLED)


@pytest.mark.parametrize("said", ["bao cao", "bao viec", "danh ba", "giup", "tro giup", "noi lai", "nhac lai"])
async def test_bare_commands_without_accents_are_no_part_of_the_telling(house: House, member: Chat, said: str) -> None:
    only_on_a_phone(house)
    await member.says(BRIDGE)
    await member.picks("Sửa")
    before = len(member.seen)
    await member.says(said)
    assert len(member.seen) == before + 1
    await member.says("quay lai")
    member.sees(f"“{BRIDGE}”")


async def test_every_refusal_names_the_way_out(house: House, member: Chat) -> None:
    await member.says(BRIDGE)
    await member.says("9")
    member.sees(vi.WAY_OUT)
    await member.says("hủy")
    member.sees(common.CANCELLED)


# the rest ------------------------------------------------------------------------------------------------------------
async def test_a_greeting_is_answered_as_one(house: House, member: Chat) -> None:
    for said in ("chao chau, chau khoe khong", "Chào cháu", "xin chào bác"):
        await member.says(said)
        member.sees(common.COURTEOUS)


@pytest.mark.parametrize("early", ["Gọi 114 trước.\n", "Một dòng.\nHai dòng.\n"])
def test_a_long_text_is_not_cut_at_its_first_short_line(early: str) -> None:
    pieces = cut(early + "đường hỏng nặng " * 200, 1900)
    assert len(pieces) == 2
    assert len(pieces[0]) > 1800
    assert all(len(p) <= 1900 for p in pieces)
    assert all(not a.endswith("đườn") and b.split()[0] in ("đường", "hỏng", "nặng") for a, b in pairwise(pieces))


async def test_a_bare_number_never_acts_on_a_list_that_something_was_said_after(house: House, member: Chat) -> None:
    house.restarts_each_step = True
    await member.says("hôm qua")
    member.sees(common.unclear("0237.000.0003"))
    shown = member.last
    await member.says("2")
    member.sees(cases_vi.NOTHING_YET)
    await member.says("2")  # the list is still on the screen, but was not the last thing said
    member.sees(common.unclear("0237.000.0003"))
    if house.line.buttons:
        await member.taps(shown, "Xem việc đã gửi")
        member.sees(cases_vi.NOTHING_YET)


async def test_a_fire_told_at_a_question_of_another_kind_is_filed_and_the_question_waits(house: House, member: Chat, leader: Chat) -> None:
    await member.says("đi vắng")
    asked = member.last["text"]
    await member.says("nha chay roi")
    member.sees("Gọi 114")
    await member.says("gửi")
    member.sees("việc số 1")
    leader.sees("nha chay roi")
    await member.picks(common.GO_ON.label)
    assert member.last["text"] == asked
