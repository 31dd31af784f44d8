"""The page on which the teams' words are chosen, over HTTP and a real database: a GET shows, a POST writes what was shown, and nobody else's."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer

from bot.engine import Engine
from bot.main import words_pages
from bot.passes import DOCUMENT_LIVES
from bot.talk import Document, Peer
from bot.web.files import add_files
from bot.web.server import make_app
from handlers import BOOK, block_words
from handlers.words_page import View
from messages_vi import block_month as block_vi
from messages_vi import block_words as words_vi
from messages_vi import files as files_vi
from messages_vi import words_page as vi
from messages_vi.checkin import SPOKEN
from messages_vi.report import PERSON
from storage import month_steps, people
from storage.released import Released
from tests.checkin_kit import DECEMBER
from tests.house import MovedClock
from tests.lines import PhoneLine
from tests.words_kit import PLANS, ROOT, WISHES, Office

WHOLE, PLAN_BOX = "words-de_nghi", "words-thang_toi"
AUDITED = "SELECT count(*) FROM audit WHERE what = 'released words'"


@pytest_asyncio.fixture
async def office(url: str, tmp_path: Path) -> AsyncIterator[Office]:
    office = Office(url, tmp_path)
    async with TestClient(TestServer(office.app())) as client:
        office.client = client
        yield office
    office.closes()


async def opens(office: Office, link: str) -> bool:
    """Whether the page is there for both; or, in the very same way as any other link that opens nothing, not."""
    before = office.kept()
    page, sent = await office.client.get(link), await office.client.post(link, data={View.TAKE: "x"})
    if page.status == sent.status == 404:
        nowhere = await (await office.client.get("/t/forged")).text()
        assert await page.text() == await sent.text() == nowhere
        assert files_vi.GONE in nowhere
        assert office.kept() == before
        return False
    assert page.status == 200
    return True


# the chat gives the link ----------------------------------------------------------------------------------------------
async def test_the_chat_gives_a_link_to_the_page_where_there_is_much_to_choose(office: Office) -> None:
    read = office.types("Mười", "duyệt lời các tổ")
    (link,) = re.findall(rf"{ROOT}(/t/\S+)", read)
    assert read.splitlines()[-1] == words_vi.on_a_page(ROOT + link)
    form = await office.opens(link)
    assert set(form.ticks) >= {*WISHES, PLANS[0], PLANS[2]}
    assert ROOT not in office.types("Mười", "không đưa vào")  # once is enough


async def test_there_is_no_link_without_an_address_and_none_for_a_few_words(office: Office) -> None:
    assert "http" not in office.types("Mười", "duyệt lời các tổ", linked=False)
    for one in office.teams[1:]:
        office.puts_right(one, None)
    assert ROOT not in office.types("Hoa", "duyệt lời các tổ")


async def test_what_was_half_chosen_in_the_chat_is_over_once_the_page_has_written(office: Office) -> None:
    office.types("Mười", "duyệt lời các tổ", "1 2")
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[3])
    await office.sends(link, form)
    kept = office.kept()
    office.types("Mười", "1", "xong", "ghi")
    assert office.kept() == kept


# a GET shows ---------------------------------------------------------------------------------------------------------
async def test_a_get_shows_the_words_and_changes_nothing_however_often(office: Office) -> None:
    link = office.link()
    for method in ("GET", "HEAD", "GET"):
        page = await office.client.request(method, link)
        assert (page.status, page.content_type, page.headers["Cache-Control"]) == (200, "text/html", "no-store")
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'; form-action 'self'")
    html = await page.text()
    assert f"<h1>{vi.heading(DECEMBER)}</h1>" in html
    assert vi.block(office.own.unit_title) in html
    assert vi.how_many(4) in html
    assert vi.how_many(2) in html
    assert "&lt;liên thôn&gt; &amp; cổng chào" in html
    assert "<script" not in html
    form = await office.opens(link)
    assert not form.ticked
    assert {name for name, _ in form.fields if name.startswith("reply")} == {f"reply-{one.unit}" for one in office.teams[:4]}
    assert office.kept() == {}
    assert office.count(AUDITED) == 0


# a POST writes -------------------------------------------------------------------------------------------------------
async def test_a_post_writes_what_was_ticked_written_out_and_answered(office: Office) -> None:
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[0])
    form.tick(WISHES[2])
    form.write(f"reply-{office.teams[1].unit}", " tuần tới\nxã khảo sát ")
    form.write(PLAN_BOX, "Các tổ phát quang đường,\r\n\r\n  sửa nhà văn hóa.")
    answer = await office.sends(link, form)
    html = await answer.text()
    assert answer.status == 200
    assert f"<h1>{words_vi.written(DECEMBER)}</h1>" in html
    first, third = (office.teams[n].unit for n in (0, 2))
    assert office.kept() == {
        "de_nghi": Released(f"{WISHES[0]}\n{WISHES[2]}", (first, third), {office.teams[1].unit: "tuần tới xã khảo sát"}, office.who_wish),
        "thang_toi": Released("Các tổ phát quang đường,\nsửa nhà văn hóa.", (), {}, office.who_plan),  # in their own words: no team's
    }
    for line in (WISHES[0], "tuần tới xã khảo sát", "sửa nhà văn hóa.", office.teams[1].unit_title):
        assert line in html
    assert office.count(AUDITED) == 1


async def test_the_page_writes_as_the_chat_does(office: Office) -> None:
    office.types("Mười", "duyệt lời các tổ", "1 3", "không đưa vào", "2 xã khảo sát rồi", "xong", "ghi")
    by_chat = office.kept()
    assert by_chat["de_nghi"].words == f"{WISHES[0]}\n{WISHES[2]}"
    with office.engine.begin() as db:
        db.exec_driver_sql("DELETE FROM released")
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[2])
    form.tick(WISHES[0])
    form.write(f"reply-{office.teams[1].unit}", "xã khảo sát rồi")
    form.takes_nothing("thang_toi")
    await office.sends(link, form)
    assert office.kept() == by_chat


async def test_what_was_chosen_before_stands_on_the_page_and_sent_again_changes_nothing(office: Office) -> None:
    office.types("Mười", "duyệt lời các tổ", "3 1", "Các tổ phát quang đường thôn", "2 xã khảo sát rồi", "xong", "ghi")
    before = office.kept()
    link = office.link("Hoa")
    form = await office.opens(link)
    assert form.ticked == {WISHES[0], WISHES[2]}
    assert form.nones == set()  # to untick says it
    assert (form[WHOLE], form[PLAN_BOX]) == ("", "Các tổ phát quang đường thôn")
    assert form[f"reply-{office.teams[1].unit}"] == "xã khảo sát rồi"
    assert (await office.sends(link, form)).status == 200
    assert office.kept() == before  # in the order in which they were chosen too
    assert office.count(AUDITED) == 1


async def test_the_button_pressed_twice_writes_once_and_says_the_same(office: Office) -> None:
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[1])
    first, second = await office.sends(link, form), await office.sends(link, form)
    assert (first.status, second.status) == (200, 200)
    assert await first.text() == await second.text()
    assert office.count(AUDITED) == 1


async def test_what_is_unticked_is_printed_no_more(office: Office) -> None:
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[1])
    await office.sends(link, form)
    form = await office.opens(link)
    form.untick(WISHES[1])
    assert vi.NOTHING in await (await office.sends(link, form)).text()
    assert office.kept()["de_nghi"] == Released("", (), {}, office.who_wish)


# what is left for later ------------------------------------------------------------------------------------------------
async def test_a_question_of_which_nothing_is_said_is_left_for_later(office: Office) -> None:
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[1])
    html = await (await office.sends(link, form)).text()
    assert vi.NOT_CHOSEN in html
    assert vi.NOTHING not in html
    assert set(office.kept()) == {"de_nghi"}
    assert block_vi.left(own=True, words=1)[0] in office.types("Mười", "tháng của khối")


async def test_that_nothing_goes_in_is_said_by_a_box_of_its_own(office: Office) -> None:
    link = office.link()
    form = await office.opens(link)
    form.takes_nothing("de_nghi")
    assert vi.NOTHING in await (await office.sends(link, form)).text()
    assert office.kept() == {"de_nghi": Released("", (), {}, office.who_wish)}


@pytest.mark.parametrize("also", ["a tick", "a paragraph"])
async def test_something_and_nothing_at_once_is_asked_about(office: Office, also: str) -> None:
    link = office.link()
    form = await office.opens(link)
    form.takes_nothing("de_nghi")
    if also == "a tick":
        form.tick(WISHES[0])
    else:
        form.write(WHOLE, "Các tổ đề nghị sửa mương")
    answer = await office.sends(link, form)
    again = type(form)(await answer.text())
    assert (answer.status, office.kept()) == (409, {})
    assert (View.NONE, "de_nghi") in again.fields
    assert vi.NONE in again.html


async def test_the_button_pressed_with_nothing_chosen_says_so_and_writes_nothing(office: Office) -> None:
    link = office.link()
    answer = await office.sends(link, await office.opens(link))
    assert (answer.status, office.kept()) == (409, {})
    assert vi.NOTHING_CHOSEN in await answer.text()


async def test_a_reply_alone_is_kept_and_leaves_the_question_open(office: Office) -> None:
    link = office.link()
    form = await office.opens(link)
    form.write(f"reply-{office.teams[0].unit}", "tuần tới nạo vét")
    assert (await office.sends(link, form)).status == 200
    assert office.kept() == {"de_nghi": Released("", (), {office.teams[0].unit: "tuần tới nạo vét"})}
    assert block_vi.left(own=True, words=2)[0] in office.types("Mười", "tháng của khối")
    assert (await office.opens(link))[f"reply-{office.teams[0].unit}"] == "tuần tới nạo vét"


async def test_a_late_team_opens_the_question_again_and_the_page_sent_once_more_closes_it(office: Office) -> None:
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[0])
    form.takes_nothing("thang_toi")
    await office.sends(link, form)
    assert block_vi.left(own=True, words=1)[0] not in office.types("Mười", "tháng của khối")
    with office.engine.begin() as db:
        office.tells(db, office.teams[4], de_nghi="xin thêm sách", thang_toi=None)
    assert block_vi.left(own=True, words=1)[0] in office.types("Mười", "tháng của khối")
    await office.sends(link, await office.opens(link))
    assert office.kept()["de_nghi"].words == WISHES[0]
    assert block_vi.left(own=True, words=1)[0] not in office.types("Mười", "tháng của khối")


# the same words, and spoken ones ----------------------------------------------------------------------------------------
async def test_the_same_words_of_several_teams_are_one_line_and_printed_once(office: Office) -> None:
    office.puts_right(office.teams[1], WISHES[0].upper())
    link = office.link()
    form = await office.opens(link)
    first, second = office.teams[0], office.teams[1]
    assert f"<b>{first.unit_title}, {second.unit_title}</b>" in form.html
    assert vi.how_many(4) in form.html
    form.tick(WISHES[0])
    form.write(f"reply-{first.unit}", "tuần tới nạo vét")
    await office.sends(link, form)
    kept = office.kept()["de_nghi"]
    assert (kept.words, kept.taken) == (WISHES[0], (first.unit, second.unit))
    assert kept.replies == {first.unit: "tuần tới nạo vét", second.unit: "tuần tới nạo vét"}


async def test_what_was_spoken_can_be_answered_and_not_ticked(office: Office) -> None:
    office.puts_right(office.teams[0], SPOKEN)
    link = office.link()
    form = await office.opens(link)
    assert vi.SPOKEN in form.html
    assert len({box for box in form.ticks.values() if box.startswith("de_nghi")}) == 3
    form.write(WHOLE, "Đề nghị sửa mương Bái Trời")
    form.write(f"reply-{office.teams[0].unit}", "đã nghe, tuần tới làm")
    await office.sends(link, form)
    kept = office.kept()["de_nghi"]
    assert (kept.words, kept.replies) == ("Đề nghị sửa mương Bái Trời", {office.teams[0].unit: "đã nghe, tuần tới làm"})


# what has changed meanwhile -------------------------------------------------------------------------------------------
async def test_words_that_a_team_has_put_right_meanwhile_are_shown_again_and_nothing_is_written(office: Office) -> None:
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[0])
    form.tick(WISHES[1])
    form.write(PLAN_BOX, "Các tổ phát quang đường")
    office.puts_right(office.teams[1], "làm đường nhựa xóm Đồi")
    answer = await office.sends(link, form)
    again = type(form)(await answer.text())
    assert (answer.status, office.kept()) == (409, {})
    assert vi.CHANGED in again.html
    assert again.ticked == {WISHES[0]}  # of what changed nothing was agreed to
    assert again[PLAN_BOX] == "Các tổ phát quang đường"
    again.tick("làm đường nhựa xóm Đồi")
    assert (await office.sends(link, again)).status == 200
    assert office.kept()["de_nghi"].words == f"{WISHES[0]}\nlàm đường nhựa xóm Đồi"


@pytest.mark.parametrize("words", [None, "", "thôi không cần nữa"])
async def test_a_wish_that_was_taken_back_is_not_printed(office: Office, words: str | None) -> None:
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[3])
    office.puts_right(office.teams[3], words)
    assert (await office.sends(link, form)).status == 409
    assert office.kept() == {}


async def test_a_team_that_answers_meanwhile_is_read_first(office: Office) -> None:
    link = office.link()
    form = await office.opens(link)
    with office.engine.begin() as db:
        office.tells(db, office.teams[4], de_nghi="xin thêm sách", thang_toi=None)
    answer = await office.sends(link, form)
    assert answer.status == 409
    assert "xin thêm sách" in await answer.text()


async def test_what_a_colleague_has_chosen_meanwhile_is_not_overwritten_unseen(office: Office) -> None:
    link = office.link("Hoa")
    form = await office.opens(link)
    form.tick(WISHES[0])
    office.types("Mười", "duyệt lời các tổ", "Đề nghị huyện hỗ trợ kinh phí", "lấy hết", "xong", "ghi")
    before = office.kept()
    answer = await office.sends(link, form)
    html = await answer.text()
    assert (answer.status, office.kept()) == (409, before)
    assert f"{vi.IN_REPORT} Đề nghị huyện hỗ trợ kinh phí" in html
    await office.sends(link, type(form)(html))
    assert office.kept()["de_nghi"].words == WISHES[0]


# the right, asked again each time -------------------------------------------------------------------------------------
async def test_a_day_ends_the_link(office: Office) -> None:
    link = office.link()
    office.world.now += DOCUMENT_LIVES - 1
    assert await opens(office, link)
    office.world.now += 1
    assert not await opens(office, link)


async def test_a_role_that_ended_ends_the_link_also_between_looking_and_sending(office: Office) -> None:
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[0])
    office.ends_roles_of("Mười")
    office.world.now += 1
    assert (await office.sends(link, form)).status == 404
    assert office.kept() == {}
    assert not await opens(office, link)


@pytest.mark.parametrize("name", ["Tám", "An", "Ngoài", "Tỉnh", "Lạ", "Nobody"])
async def test_it_opens_for_nobody_outside_the_block(office: Office, name: str) -> None:
    assert not await opens(office, office.link(name))


async def test_a_link_of_a_team_of_no_month_or_of_another_kind_opens_nothing(office: Office) -> None:
    for link in (office.link(about=str(office.teams[0].id)), office.link(about="99999"), office.link(about="x"), office.link(kind="other")):
        assert not await opens(office, link)


async def test_a_forged_or_cut_link_opens_nothing_and_a_files_link_is_no_page(office: Office) -> None:
    link = office.link()
    file = office.passes.document(Document(office.own.id, "0" * 32, "x.ogg", "audio/ogg"), office.world.peer("Mười")).removeprefix(ROOT)
    for path in (link[:-1], link + "A", link[:-9] + "AAAAAAAAA", file, link.replace("/t/", "/t/x")):
        assert not await opens(office, path)
    token = link.rpartition("/")[2]
    assert office.passes.read_document(token) is None
    assert office.passes.read_picture(token) is None
    opened = office.passes.read_page(token)
    assert opened is not None
    assert (opened.page, opened.peer) == ((block_words.COMMAND, str(office.own.id)), office.world.peer("Mười"))


@pytest.mark.parametrize("state", [month_steps.APPROVED, month_steps.SENT])
async def test_once_the_month_is_approved_nothing_is_written(office: Office, state: str) -> None:
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[0])
    with office.engine.begin() as db:
        month_steps.step(db, office.block, str(DECEMBER), state, office.world.id["Hoa"], office.world.now)
    answer = await office.sends(link, form)
    assert (answer.status, office.kept()) == (409, {})
    assert vi.NO_MORE in await answer.text()
    page = await (await office.client.get(link)).text()
    assert vi.NO_MORE in page
    assert "<form" not in page


async def test_a_returned_month_may_be_chosen_for_again(office: Office) -> None:
    with office.engine.begin() as db:
        for state in (month_steps.CLOSED, month_steps.APPROVED, month_steps.SENT, month_steps.RETURNED):
            month_steps.step(db, office.block, str(DECEMBER), state, office.world.id["Hoa"], office.world.now)
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[0])
    assert (await office.sends(link, form)).status == 200


async def test_where_nothing_was_written_the_page_says_so(office: Office) -> None:
    for one in office.teams:
        office.puts_right(one, None)
        office.puts_right(one, None, "thang_toi")
    page = await (await office.client.get(office.link())).text()
    assert vi.EMPTY in page
    assert "<form" not in page


# odd things sent -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "body",
    [b"", b"\x00\xff\xfe", b"take=x&take=y", b"shown=1&shown=2", b"take=" + b"%F0%9F" * 500, b"&".join([b"a=1"] * 6000), b'{"take": ["x"]}'],
    ids=["nothing", "bytes", "unknown", "twice", "half letters", "many", "json"],
)
async def test_what_is_no_form_of_ours_writes_nothing(office: Office, body: bytes) -> None:
    for kind in ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=nonsense", "multipart/form-data", "text/plain"):
        answer = await office.client.post(office.link(), data=body, headers={"Content-Type": kind})
        assert answer.status == 409
        assert vi.CHANGED in await answer.text()
    assert office.kept() == {}


async def test_boxes_we_do_not_know_are_nothing(office: Office) -> None:
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[0])
    other = next(one.unit for one in office.teams[4:])
    form.fields += [
        ("words-hop_to", "9"),
        (f"reply-{other}", "x"),
        ("reply-99999", "x"),
        ("reply-", "x"),
        (View.NONE, "hop_to"),
        (View.TAKE, "de_nghi.1.00"),
        ("x" * 500, "y"),
    ]
    assert (await office.sends(link, form)).status == 200
    assert office.kept() == {"de_nghi": Released(WISHES[0], (office.teams[0].unit,), {}, office.who_wish)}


async def test_a_body_that_is_too_large_is_refused_in_words(office: Office) -> None:
    answer = await office.client.post(office.link(), data=b"words-de_nghi=" + b"a" * 1_100_000)
    assert (answer.status, office.kept()) == (413, {})
    assert vi.TOO_MUCH in await answer.text()


@pytest.mark.parametrize(("box", "most"), [(WHOLE, words_vi.LONGEST), ("reply", words_vi.LONGEST_REPLY)])
async def test_what_is_too_long_is_kept_on_the_page_and_not_written(office: Office, box: str, most: int) -> None:
    box = box if box == WHOLE else f"reply-{office.teams[0].unit}"
    link = office.link()
    form = await office.opens(link)
    form.tick(WISHES[1])
    form.write(box, "ạ" * (most + 1))
    answer = await office.sends(link, form)
    again = type(form)(await answer.text())
    assert (answer.status, office.kept()) == (409, {})
    assert vi.TOO_LONG in again.html
    assert (again[box], again.ticked) == ("ạ" * (most + 1), {WISHES[1]})
    again.write(box, "ạ" * most)
    assert (await office.sends(link, again)).status == 200


async def test_what_identifies_people_is_taken_out_as_in_the_chat(office: Office) -> None:
    link = office.link()
    form = await office.opens(link)
    form.write(WHOLE, "Giúp bà Nguyễn Thị Mẫu, số 0912345678,\x00 sửa nhà")
    form.write(f"reply-{office.teams[0].unit}", "đã giao ông Lê Văn Thử")
    await office.sends(link, form)
    kept = office.kept()["de_nghi"]
    assert PERSON in kept.words
    assert not any(part in kept.words for part in ("Mẫu", "0912345678", "\x00"))
    assert list(kept.replies.values()) == [f"đã giao {PERSON}"]


async def test_what_bears_the_mark_of_a_secret_is_not_written(office: Office) -> None:
    link = office.link()
    form = await office.opens(link)
    form.write(WHOLE, "TỐI MẬT: kế hoạch")
    answer = await office.sends(link, form)
    assert (answer.status, office.kept()) == (409, {})
    assert vi.SECRET in await answer.text()


# through the running bot ---------------------------------------------------------------------------------------------
async def test_the_running_bot_writes_it_in_the_writers_thread_and_says_so_when_it_cannot(office: Office, url: str) -> None:
    clock = MovedClock()
    clock.moves(seconds=office.world.now - clock.now())
    engine = Engine(url, [], office.files, BOOK, {}, clock)
    app = make_app({}, lambda: True)
    add_files(app, office.passes, office.files, lambda _row, _peer: None, words_pages(engine, url, office.passes))
    link = office.link()
    async with TestClient(TestServer(app)) as office.client:
        form = await office.opens(link)
        form.tick(WISHES[1])
        too_early = await office.sends(link, form)
        assert (too_early.status, office.kept()) == (503, {})
        assert vi.BUSY in await too_early.text()
        office.engine.dispose()
        await engine.start()
        try:
            assert (await office.sends(link, form)).status == 200
            assert office.kept()["de_nghi"].words == WISHES[1]
            assert not await opens(office, office.link("Ngoài"))
        finally:
            await engine.stop()


async def test_a_person_at_a_phone_is_given_the_link_by_the_running_bot(office: Office, url: str) -> None:
    clock, phone = MovedClock(), PhoneLine(buttons=False)
    clock.moves(seconds=office.world.now - clock.now())
    with office.engine.begin() as db:
        people.join(db, Peer("phone", "demo", "5001"), office.world.id["Mười"], office.world.now)
    office.engine.dispose()
    await phone.opens()
    engine = Engine(url, [phone.channel(office.files)], office.files, BOOK, {}, clock, office.passes.page)
    await engine.start()
    await phone.connects(engine)
    try:
        await phone.says("5001", "duyệt lời các tổ")
        for _ in range(700):
            if any(WISHES[0] in line["text"] for line in phone.shown("5001")):
                break
            await asyncio.sleep(0.02)
    finally:
        await phone.hangs_up()
        await engine.stop()
    (link,) = re.findall(rf"{ROOT}(/t/\S+)", phone.shown("5001")[-1]["text"])
    assert WISHES[3] in (await office.opens(link)).html
