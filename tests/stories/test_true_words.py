"""What people read is so: whom a report reached, what is kept, who calls, what can still be done about a case."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.talk import Notice, Peer
from handlers import BOOK
from messages_vi import bots as bots_vi
from messages_vi import cases as cases_vi
from messages_vi import common, joining, linking
from messages_vi import report as report_vi
from messages_vi.kinds import KINDS, line
from storage import engines, invitations, notices, people
from tests.house import Chat, House
from tests.stories.test_linking import code as linking_code
from tests.stories.test_linking import files
from tests.stories.test_media import picture

FLOOD = "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn"
GREEN = "rác đổ đầy bờ mương"
YELLOW = "trộm vào lấy hai con trâu đêm qua"
DUTY = "0237.000.0001"


def nobody_in_the_block(house: House) -> None:
    """The sample's own people of the commune have no phone any more."""
    with house.other.begin() as db:
        db.execute(text("DELETE FROM account WHERE person IN (SELECT person FROM role WHERE key <> 'to_vien' AND key <> 'can_bo_tinh')"))


def code(house: House, role: str, unit: int) -> str:
    with house.other.begin() as db:
        return invitations.make(db, unit, role, 1, house.clock.now() + 86400)


async def at_the_consent(house: House) -> Chat:
    newcomer = house.stranger()
    await newcomer.says(code(house, "to_vien", house.hamlets[0].id))
    newcomer.sees("Đảng ủy")
    return newcomer


# whom it reached -----------------------------------------------------------------------------------------------------
async def test_who_reaches_nobody_is_told_so(house: House, member: Chat) -> None:
    nobody_in_the_block(house)
    await files(house, member, YELLOW)
    member.sees(f"Đã ghi việc số 1. Hiện chưa có ai trong khối nhận tin qua máy; {common.BAC} báo thêm trực ban {DUTY}.")
    member.has_not_seen("Đã gửi khối")


async def test_a_red_one_that_reaches_nobody_keeps_its_numbers_and_the_level_above_knows(house: House, member: Chat) -> None:
    nobody_in_the_block(house)
    above = house.person("đ/c Tỉnh", "can_bo_tinh", house.province)
    await files(house, member)
    member.sees("Hiện chưa có ai trong khối nhận tin qua máy.\n")
    member.sees(f"gọi thêm trực ban {DUTY}; nguy hiểm đến người thì gọi 112.")
    above.sees("Chưa có ai trong khối nhận tin qua máy, xin gọi xã.")


async def test_words_without_a_yes_that_alarm_nobody_are_said_to_have_alarmed_nobody(house: House, member: Chat) -> None:
    nobody_in_the_block(house)
    await member.says(FLOOD)
    await house.later(minutes=3.1)
    member.has_seen(report_vi.told_unconfirmed(DUTY, reached=False))
    member.has_not_seen("đã báo trước cho trực ban")


async def test_a_green_one_is_promised_for_the_morning_and_others_at_once(house: House, member: Chat, leader: Chat) -> None:
    await files(house, member, GREEN)
    member.sees(f"việc số 1. Việc này khối xem vào {report_vi.morning(house.clock.now())}.")
    member.has_not_seen("báo bác ngay")
    await files(house, member, YELLOW)
    member.sees(f"việc số 2. Có người nhận, trợ lý báo {common.BAC} ngay.")


def test_before_seven_it_is_this_morning() -> None:
    midnight = 1_795_366_800.0  # 2026-11-23 00:00 here
    assert [report_vi.morning(midnight + hour * 3600) for hour in (0, 6.9, 7.1, 23)] == ["sáng nay", "sáng nay", "sáng mai", "sáng mai"]


# what is kept, who calls ---------------------------------------------------------------------------------------------
def test_the_consent_promises_nothing_that_there_is_not() -> None:
    for shown in (joining.consent("xã Mẫu", "Zalo", joining.ask_whom(None)), joining.consent_above("Zalo")):
        assert "qua Zalo" in shown
        assert not [word for word in ("tháng", "Telegram") if word in shown]
        assert all(word in common.WORDS for word in ("dữ liệu", "sửa tên", "xóa") if word in shown)
    assert len(joining.consent("xã Mẫu", "Zalo", joining.ask_whom(None)).splitlines()) == 5


@pytest.mark.parametrize("kind", [k for k in KINDS if not KINDS[k].free_text])
def test_of_a_confidential_matter_a_call_is_promised_and_asking_around_is_not_invited(kind: str) -> None:
    told = cases_vi.alert(1, KINDS[kind], KINDS[kind].level, "thôn Mẫu", "", "", "bác Bảy, tổ viên")
    assert "xin gặp trực tiếp người báo.\n" in told
    assert "hỏi" not in told
    assert "sẽ có người gọi lại" in line(kind, {})


# what can still be done ----------------------------------------------------------------------------------------------
async def test_what_is_offered_about_a_case_goes_by_its_state(house: House, member: Chat, leader: Chat) -> None:
    await files(house, member)
    await leader.says("xem 1")
    assert offered(house, leader) == ["Đã nhận", "Hỏi lại", "Đã giải quyết"]
    await leader.says("nhận 1")
    assert offered(house, leader) == ["Giao người làm", "Hỏi lại", "Chuyển nơi khác", "Đã giải quyết"]
    await leader.says("hỏi 1 còn ai kẹt không")
    await member.says("trả lời 1 không còn ai")
    leader.sees("không còn ai")
    assert offered(house, leader) == ["Giao người làm", "Hỏi lại", "Chuyển nơi khác", "Đã giải quyết"]
    await leader.says("nhận 1")
    leader.sees(f"Việc số 1 {common.BAC} đã nhận rồi ạ.")
    await leader.says("xong 1 nước đã rút")
    member.has_seen(f"Việc số 1 ({cases_vi.short(FLOOD)}), xã trả lời: “nước đã rút”. Ngoài đó đã ổn chưa ạ?")
    await leader.says("xem 1")
    assert offered(house, leader) == []


def offered(house: House, chat: Chat) -> list[str]:
    if house.line.buttons:
        return [b["text"] for b in chat.last["buttons"]]
    said = {"Đã nhận": "nhận 1", "Giao người làm": "giao 1", "Hỏi lại": "hỏi 1", "Chuyển nơi khác": "chuyển 1", "Đã giải quyết": "xong 1"}
    last = chat.last["text"].splitlines()[-1]
    lines = last if last.startswith("Gõ: ") else ""
    return [label for label, words in said.items() if words in lines]


@pytest.mark.parametrize("done", ["nhận 1", "xong 1 đã dọn"])
async def test_who_has_not_heard_of_a_case_yet_does_not_hear_of_it_as_new_once_somebody_has_it(
    house: House, member: Chat, leader: Chat, done: str
) -> None:
    second = house.person("đ/c Mười", "truong_khoi", house.commune)
    await files(house, member, GREEN)
    await files(house, member, "đường lầy lội, xe không qua được")
    await second.says(done)
    await house.later(days=1)
    for chat in (leader, second):
        chat.has_not_seen("việc số 1, mức")
        chat.has_seen("việc số 2, mức")


def test_what_is_withdrawn_is_of_this_case_alone_and_waits_no_more(url: str) -> None:
    engine = engines.writer(url)
    with engine.begin() as db:
        person = people.add(db, "Mẫu", 0.0)
        for once in ("case:1:7", "case:12:7", "told:1:x", "case:1:8"):
            notices.notify(db, person, Notice("alert", once, once), 0.0)
        notices.wait_for_contact(db, [n.id for n in notices.due(db, 0.0) if n.once == "case:1:8"])
        notices.withdraw(db, "case:1:")
        notices.try_all_again(db)
        assert [n.once for n in notices.due(db, 0.0)] == ["case:12:7", "told:1:x"]
    engine.dispose()


# the door ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["{0}{1} nhe", "ma {0} {1}", "Mã mời: {0}.{1} ạ", "tôi ở thôn 3, mã {0}{1}", "/start ma {0}{1}"])
async def test_a_right_code_is_taken_whatever_is_written_around_it(house: House, typed: str) -> None:
    made = code(house, "to_vien", house.hamlets[0].id)
    newcomer = house.stranger()
    await newcomer.says(typed.format(made[:4], made[4:]))
    newcomer.sees("Đảng ủy")
    newcomer.has_not_seen(joining.WRONG_CODE)


async def test_six_digits_are_taken_with_words_around_them_too(house: House, member: Chat) -> None:
    six = await linking_code(member)
    other = house.stranger()
    await other.says(f"ma {six.replace(' ', '')} nhe")
    other.sees(linking.WHERE_TO)


async def test_who_says_no_code_reads_whose_machine_it_is_and_whom_to_call(house: House) -> None:
    nobody = house.stranger()
    asked = f"{joining.GREETING}\n\n{joining.CODE_PLEASE}"
    for what in ("cho hỏi đây là đâu", "cháy nhà rồi", "/start"):
        await nobody.says(what)
        nobody.sees(asked)
    await nobody.sends(photos=(picture(),))
    nobody.sees(asked)
    nobody.sees("Việc khẩn xin gọi 112, 113, 114, 115.")
    nobody.has_not_seen(joining.WRONG_CODE)


async def test_too_many_wrong_codes_are_answered_with_an_hour_and_no_more(house: House) -> None:
    guesser = house.stranger()
    for n in range(5):
        await guesser.says(f"1000000{n}")
    await guesser.says("mã 10000009")
    guesser.sees(f"{common.BAC_} đợi một giờ rồi gõ lại mã giúp.")
    guesser.has_not_seen("mã mới")


@pytest.mark.parametrize("typed", ["dong y a", "Dạ, đồng ý ạ", "tôi đồng ý nhé"])
async def test_a_yes_with_small_words_is_a_yes(house: House, typed: str) -> None:
    newcomer = await at_the_consent(house)
    await newcomer.says(typed)
    await newcomer.is_asked_for_a_name()
    newcomer.sees("tổ viên thôn Mẫu Một")


@pytest.mark.parametrize("typed", ["khong dong y", "khong a", "Tôi không đồng ý đâu"])
async def test_a_no_with_small_words_is_a_no(house: House, typed: str) -> None:
    newcomer = await at_the_consent(house)
    await newcomer.says(typed)
    newcomer.sees(joining.REFUSED)


async def test_what_is_neither_is_asked_again(house: House) -> None:
    newcomer = await at_the_consent(house)
    await newcomer.says("chưa đồng ý")
    newcomer.sees(joining.PICK)


@pytest.mark.parametrize(
    ("role", "where", "welcome"),
    [
        ("truong_khoi", "xa", joining.NEW_CASES),
        ("thanh_vien_khoi", "xa", joining.CAN_HANDLE),
        ("dang_uy_vien", "xa", joining.CAN_READ),
        ("can_bo_tinh", "tinh", joining.URGENT_CASES),
        ("quan_tri", "xa", joining.BOTS_RUN_OUT),
        ("to_vien", "thon", common.WELCOME),
    ],
)
async def test_each_is_welcomed_with_what_there_is_for_them(house: House, role: str, where: str, welcome: str) -> None:
    unit = next(u for u in house.units.values() if u.level == where)
    newcomer = house.stranger()
    await newcomer.says(code(house, role, unit.id))
    await newcomer.agrees()
    newcomer.address = common.address_of("", cadre=where != "thon")
    newcomer.sees(welcome)
    assert f"{unit.kind} {unit.kind}" not in newcomer.last["text"]


# where notices go ----------------------------------------------------------------------------------------------------
async def test_the_channel_for_notices_is_chosen_by_its_name(house: House, member: Chat) -> None:
    elsewhere = Peer("zalo_bot" if house.line.name != "zalo_bot" else "telegram", "9", "77")
    with house.other.begin() as db:
        people.join(db, elsewhere, member.person, house.clock.now())
    there = joining.called(elsewhere.channel)
    await member.says(f"nhan tin o {there.lower()}")
    member.sees(linking.notices_come_to(there))
    await member.says("kết nối")
    member.sees(f"Tin báo đến {there}. Muốn nhận ở đây: gõ nhận tin ở đây. Thôi dùng {there}:")
    here = joining.called(house.line.name)
    await member.says(f"nhận tin ở {here}")
    member.sees(linking.notices_come_to(here))


async def test_a_channel_one_is_not_on_cannot_be_chosen(house: House, member: Chat) -> None:
    there = "telegram" if house.line.name != "telegram" else "zalo"
    await member.says(f"nhận tin ở {there}")
    member.sees(linking.not_linked(joining.CHANNELS[there]))


def test_each_channel_can_be_chosen_by_a_word() -> None:
    for sort, name in joining.CHANNELS.items():
        assert BOOK.words[f"nhận tin ở {name.casefold()}"] == f"nhantin{sort}" in BOOK.commands


# wordings ------------------------------------------------------------------------------------------------------------
def test_nothing_that_people_are_told_to_type_has_brackets_of_a_manual() -> None:
    alert = common.without_buttons(cases_vi.buttons(1, KINDS["TT"]))
    assert alert == "Gõ: nhận 1. Hỏi lại: gõ hỏi 1 rồi viết câu hỏi. Đã giải quyết: gõ xong 1"
    assert common.without_buttons(cases_vi.buttons(1, KINDS["BL"])) == "Gõ: nhận 1. Đã giải quyết: gõ xong 1"
    assert "<" not in alert + common.without_buttons(cases_vi.answer(1)) + common.HELP_LEADER


def test_several_notices_in_one_say_thua_once() -> None:
    texts = [f"Thưa {common.BAC}, việc số {n}, mức XANH: đường lầy." for n in (1, 2)]
    merged = common.merged(texts)
    assert merged.count("Thưa") == 1
    assert "\n\nviệc số 2, mức" in merged


def test_the_operator_reads_how_people_move_to_another_bot() -> None:
    assert "gõ kết nối ở bot cũ, gõ mã ở bot mới" in bots_vi.few_messages("Bot Zalo 1", 80, 100)
