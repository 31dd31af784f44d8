"""The month of a team from the first word of the clock to the receipt, on every kind of phone and through restarts."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta

from bot.domain.months import Calendar, Month, bounds, due_days, month, of_day, working_days_before
from bot.domain.periods import HERE, local
from bot.domain.vietnamese import sort_key
from handlers.checkin_clock import ASKED_BEFORE_DUE
from messages_vi import block_entering as entering_vi
from messages_vi import checkin as vi
from messages_vi import report as report_vi
from storage import deadlines
from tests.house import Chat, House

BY_BUTTONS = (
    "2", "1", "sáu mươi", "Phòng lừa đảo, an ninh", "xong", "còn băn khoăn", "giá cả nông sản", "xong", "2", "1", "4", "3", "Có", "1 sào", "12",
    "1,5 triệu", "bỏ qua", "3", "khoảng 40", "Không", "xã sửa mương", "bỏ qua",
)  # fmt: skip
BY_LINES = (
    "họp 2, tuyên truyền 1 buổi, sáu mươi lượt, thăm 40 hộ",
    "2 1 4 3",
    "C. Lo giá lúa. Hiến 1 sào đất, góp 12 ngày công, 1,5 triệu. Đề nghị xã sửa mương",
)
TOLD = {
    "hop_to": 2, "tt_buoi": 1, "tt_luot": 60, "tham_ho": 40, "hg_vu": 2, "hg_thanh": 1, "kn_nhan": 4, "kn_xong": 3, "tam_trang": "ban_khoan",
    "quan_tam": "gia_nong_san", "dat_m2": 500, "ngay_cong": 12, "tien_trd": 1500, "de_nghi": "xã sửa mương",
}  # fmt: skip


def asking_day(today: date, house: House) -> tuple[date, Month]:
    """The next day, behind this one, on which a month is asked for."""
    with house.other.begin() as db:
        holidays = deadlines.closed_days(db)
    usual = Calendar()
    for n in range(1, 70):
        day = today + timedelta(days=n)
        of = of_day(day, usual.cutoff)
        if day == min(bounds(of, usual.cutoff)[1], working_days_before(due_days(of, usual, holidays)[0], ASKED_BEFORE_DUE, holidays)):
            return day, of
    raise AssertionError("no month is asked for")


async def goes_to_the_month(house: House) -> Month:
    """It is half past seven on the day on which the next month is asked for, and it has been."""
    now = house.clock.now()
    day, of = asking_day(local(now).date(), house)
    await house.later(seconds=datetime.combine(day, time(7, 30), HERE).timestamp() - now)
    await house.later(minutes=1)
    assert house.one("SELECT count(*) FROM checkin WHERE month = :of AND unit <> block", of=str(of)) == len(house.hamlets)
    return of


def submitted(house: House) -> dict[str, int | str]:
    rows = house.rows("SELECT field, number, words FROM checkin_answer JOIN checkin ON id = checkin WHERE state = 'nop'")
    return {field: number if words is None else words for field, number, words in rows if field in TOLD}


async def tells(who: Chat, *, first: bool = True, second: bool = True) -> int:
    """All of it, or a half, on whatever phone they have; how many messages that takes."""
    answers = BY_BUTTONS if who.house.line.buttons else BY_LINES
    half = len(answers) // 2
    some = answers[0 if first else half : None if second else half]
    for words in some:
        await (who.picks(words) if words in labels(who) else who.says(words))
    return len(some)


def labels(chat: Chat) -> list[str]:
    return [b["text"] for b in chat.last["buttons"]]


async def test_a_team_tells_its_month_together_and_hears_that_it_came(house: House) -> None:
    head, member = house.person("bác Tám", "to_truong"), house.person("bác An", "to_vien")
    of = await goes_to_the_month(house)
    team = house.hamlets[0].title
    days = bounds(of, Calendar().cutoff)
    due = date.fromisoformat(house.rows("SELECT due_day FROM checkin WHERE unit <> block")[0][0])
    head.has_seen(vi.opens(team, of, *days, vi.due_on(due)))
    assert not member.seen  # only the head is asked
    house.restarts_each_step = True
    await head.picks(vi.BEGIN.label)
    head.sees(vi.head(team, of, *days))
    head.sees("1/20. " if house.line.buttons else "1/3. ")
    await tells(head, second=False)
    await member.says("báo tháng")
    member.has_seen(vi.begun_by("bác Tám"))
    await tells(member, first=False)
    for line in ("Họp 2 lần.", "Phần đông bà con còn băn khoăn.", "Hiến 500 m² đất.", "Góp 1,5 triệu đồng.", "Đề nghị: xã sửa mương."):
        member.sees(line)
    await member.says("thăm 41 hộ")
    member.sees("Thăm, giúp 41 hộ.")
    await member.picks(vi.SEND.label)
    member.sees(vi.receipt(team, of, late=False))
    assert submitted(house) == TOLD | {"tham_ho": 41}
    await head.says("báo tháng")
    head.sees(vi.already(team, of, "bác An"))
    assert house.rows("SELECT state FROM draft WHERE story = 'baothang'") == [("done",)]


async def test_without_buttons_it_is_five_messages_and_with_them_a_question_each(house: House) -> None:
    head = house.person("bác Tám", "to_truong")
    await goes_to_the_month(house)
    before = len(head.seen)
    await head.says("báo tháng")
    answers = await tells(head)
    await head.picks(vi.SEND.label)
    assert submitted(house) == TOLD
    assert len(head.seen) - before == answers + 2
    assert house.line.buttons or len(head.seen) - before == 5


async def test_an_empty_month_is_one_word_and_a_yes(house: House) -> None:
    head = house.person("bác Tám", "to_truong")
    of = await goes_to_the_month(house)
    house.restarts_each_step = True
    await head.picks(vi.NOTHING.label)
    head.sees(vi.nothing_new(house.hamlets[0].title, of))
    await head.picks(vi.SEND.label)
    head.sees(vi.receipt(house.hamlets[0].title, of, late=False))
    assert house.rows("SELECT state FROM checkin WHERE unit <> block ORDER BY unit")[0] == ("khong_co_gi_moi",)


async def test_a_month_left_in_the_middle_is_gone_on_with_days_later(house: House) -> None:
    head = house.person("bác Tám", "to_truong")
    of = await goes_to_the_month(house)
    await head.says("báo tháng")
    await head.says(BY_BUTTONS[0] if house.line.buttons else BY_LINES[0])
    question = head.last["text"].splitlines()[0]
    await head.says("danh bạ")  # something else, in the middle
    await house.restarts()
    await house.later(days=3)
    await head.says("báo tháng")
    head.sees(question)
    answers = json.loads(house.one("SELECT answers FROM draft WHERE story = 'baothang' AND state = 'open'"))
    assert [value[0] for key, value in answers.items() if key in ("hop_to", "line1")]
    assert month(house.rows("SELECT month FROM checkin")[0][0]) == of


async def test_the_block_enters_a_month_for_a_team_that_cannot_and_its_head_hears_of_it(house: House) -> None:
    team = min(house.hamlets, key=lambda u: sort_key(u.title))  # the one that is offered first
    head, secretary = house.person("bác Tám", "to_truong", team), house.person("cô Mười", "thu_ky", house.commune)
    of = await goes_to_the_month(house)
    house.restarts_each_step = True
    await secretary.says("báo tháng")
    await secretary.picks(entering_vi.other_team(0).label)
    await secretary.picks(vi.enter_for(team.title))
    await tells(secretary)
    await secretary.picks(vi.SEND.label)
    secretary.sees(vi.receipt(team.title, of, late=False))
    secretary.sees(entering_vi.left(len(house.hamlets) - 1))
    assert submitted(house) == TOLD
    assert house.rows("SELECT unit, entered_by FROM checkin WHERE state = 'nop'") == [(team.id, secretary.person)]
    await house.later(minutes=1)
    head.has_seen(vi.entered(team.title, of, "cô Mười"))


async def test_a_number_is_put_right_after_it_was_sent_in_one_message(house: House) -> None:
    head = house.person("bác Tám", "to_truong")
    of = await goes_to_the_month(house)
    await head.says("báo tháng")
    await tells(head)
    await head.picks(vi.SEND.label)
    house.restarts_each_step = True
    await head.says("sửa báo cáo tháng họp 3 lần")
    head.sees("họp 2 → 3 lần")
    await head.picks(vi.SEND.label)
    head.sees(vi.corrected(house.hamlets[0].title, of, 0))
    assert submitted(house) == TOLD | {"hop_to": 3}


async def test_bao_cao_alone_is_asked_which_of_the_two(house: House) -> None:
    head = house.person("bác Tám", "to_truong")
    await goes_to_the_month(house)
    await head.says("báo cáo")
    head.sees(vi.WHICH_REPORT)
    await head.picks(vi.A_CASE.label)
    head.sees(report_vi.TELL_ME)
