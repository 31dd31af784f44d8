"""Who may come in, and by whose yes: codes, requests, rosters, new phones. Real turns on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Column, Float, Integer, func, insert, select

from bot.domain.own_names import is_name, shown
from bot.domain.unit_plans import SPLIT, Event, New
from bot.story import Invalid
from bot.talk import OWN_NUMBER, Contact
from handlers import places
from handlers import requests as acts
from messages_vi import absence as absence_vi
from messages_vi import joining as vi
from messages_vi import linking as linking_vi
from messages_vi import requests as requests_vi
from messages_vi.common import spoken_to
from storage import invitations, roles, units
from storage import requests as store
from storage.tables import meta, person
from tests.door import DAY, Door

YOU, CADRE = "bác", "đồng chí"


@pytest.fixture
def door(url: str) -> Iterator[Door]:
    made = Door(url)
    yield made
    made.engine.dispose()


def read(words: str, you: str = YOU) -> str:
    return spoken_to(words, you)


# guesses -------------------------------------------------------------------------------------------------------------
def test_five_wrong_codes_an_hour_and_then_only_asking_is_offered(door: Door) -> None:
    good = door.code("to_vien", uses=9)
    for n in range(5):
        assert read(vi.WRONG_CODE) in door.says("guesser", f"1000000{n}")
    refused = door.says("guesser", good)
    assert read(vi.TOO_MANY) in refused
    assert read(vi.ONLY_ASKING) in refused
    assert read(vi.CODE_PLEASE) not in refused
    assert "Đảng ủy" in door.says("somebody else", good)
    assert door.asks_in("guesser").startswith("Đã chuyển lời")
    door.now += 3601
    assert "Đảng ủy" in door.says("patient", good)


def test_a_hundred_wrong_codes_a_day_and_then_everybody_is_only_offered_to_ask(door: Door) -> None:
    good = door.code("to_vien", uses=9)
    with door.engine.begin() as db:
        for n in range(100):
            invitations.wrong(db, door.peer(f"guesser {n}"), door.now)
    assert read(vi.TOO_MANY_TODAY) in door.says("newcomer", good)
    assert door.asks_in("newcomer").startswith("Đã chuyển lời")
    door.now += DAY + 1
    assert "Đảng ủy" in door.says("next day", good)


def test_revoked_expired_used_up_and_made_up_codes_look_alike(door: Door) -> None:
    used, old, revoked = door.code("to_vien"), door.code("to_vien", days=-1), door.code("to_vien")
    assert "Đảng ủy" in door.says("first", used)
    door.says("first", "đồng ý")
    with door.engine.begin() as db:
        row = next(i.id for i in invitations.listed(db, None, door.now) if i.unit == door.hamlets[0].id)
        assert invitations.revoke(db, None, row, door.now)
        assert not invitations.revoke(db, None, row, door.now)
    answers = {door.says(f"stranger {n}", code) for n, code in enumerate((used, old, revoked, "12345678"))}
    assert len(answers) == 1
    assert read(vi.WRONG_CODE) in answers.pop()


def test_a_code_that_is_revoked_between_the_code_and_the_yes_gives_nothing(door: Door) -> None:
    door.says("newcomer", door.code("to_vien"))
    with door.engine.begin() as db:
        for i in invitations.listed(db, None, door.now):
            invitations.revoke(db, None, i.id, door.now)
    assert door.says("newcomer", "đồng ý") == read(vi.SPENT)
    assert door.owner("newcomer") is None


# codes that people make ------------------------------------------------------------------------------------------------
def test_a_teams_code_is_for_several_and_takes_effect_at_once(door: Door) -> None:
    head = door.person("head", "to_truong")
    code = door.code("to_vien", by=head, uses=2)
    assert [read(vi.joined("to_vien", "thôn Mẫu Một")) in door.joins(chat, code) for chat in ("one", "two")] == [True, True]
    assert read(vi.WRONG_CODE) in door.says("three", code)
    assert door.all("SELECT given_by FROM role WHERE key = 'to_vien' AND given_by IS NOT NULL") == [(head,), (head,)]
    assert not door.told(head)


def test_a_forwarded_invitation_shows_nothing_until_its_maker_says_yes(door: Door) -> None:
    secretary = door.person("bt", "bi_thu", door.commune)
    door.person("member", "to_vien")
    door.says("member", "nước lũ lên nhanh, ngập 5 nhà")
    door.says("member", "gửi")
    code = door.code("thu_ky", door.commune, by=secretary, uses=3)
    assert door.joins("somebody", code) == read(requests_vi.INVITER_ASKED, CADRE)
    (asked,) = door.told(secretary)
    assert "“somebody” (Telegram)" in asked
    assert "thư ký khối xã Thường Xuân" in asked
    for words in ("xem 1", "danh sách", "nhận 1", "báo việc", "nước lũ lên nhanh", "/batdau"):
        shown = door.says("somebody", words)
        assert "lũ" not in shown.replace("nước lũ lên nhanh", "")
        assert "member" not in shown
    assert door.says("somebody", "xin vào") == read(requests_vi.WAITING, CADRE)
    assert "không dùng được nữa" in door.says("bt", "không phải 1")
    assert door.owner("somebody") is None
    assert door.posted("somebody")[-1] == read(requests_vi.REFUSED)
    assert door.all("SELECT name FROM person ORDER BY id DESC LIMIT 1") == [("",)]
    assert door.one("SELECT count(*) FROM consent WHERE person NOT IN (SELECT person FROM role)") == 0
    assert read(vi.WRONG_CODE) in door.says("the right one", code)


def test_the_maker_says_yes_and_both_hear(door: Door) -> None:
    secretary = door.person("bt", "bi_thu", door.commune)
    door.joins("newcomer", door.code("thu_ky", door.commune, by=secretary))
    assert [[c.label for c in offered] for offered in door.offered(secretary)] == [["Đúng người", "Không phải"]]
    assert door.says("bt", "dung nguoi 1") == requests_vi.let_in("newcomer", "thư ký khối xã Thường Xuân")
    newcomer = door.owner("newcomer")
    assert newcomer is not None
    assert vi.joined("thu_ky", "xã Thường Xuân") in door.told(newcomer)[0]
    assert door.says("bt", "đúng người 1") == read(requests_vi.own_already(1, granted=True), CADRE)
    assert door.says("bt", "không phải 1") == read(requests_vi.own_already(1, granted=True), CADRE)
    assert door.one("SELECT count(*) FROM role WHERE person = :p", p=newcomer) == 1


def test_only_who_was_asked_says_whether_it_is_the_right_person(door: Door) -> None:
    secretary = door.person("bt", "bi_thu", door.commune)
    door.person("head", "truong_khoi", door.commune)
    door.joins("newcomer", door.code("thu_ky", door.commune, by=secretary))
    assert door.says("head", "đúng người 1") == read(requests_vi.no_such("1"), CADRE)
    assert door.says("bt", "đúng người 77") == read(requests_vi.no_such("77"), CADRE)


def test_a_maker_who_has_lost_the_right_says_nothing_any_more_and_others_are_asked(door: Door) -> None:
    secretary, head = door.person("bt", "bi_thu", door.commune), door.person("head", "truong_khoi", door.commune)
    door.joins("newcomer", door.code("thu_ky", door.commune, by=secretary))
    role = door.role_of(secretary)
    with door.engine.begin() as db:
        roles.end(db, role, door.now)
    door.now += 1
    assert not door.told(head)
    assert door.says("bt", "đúng người 1") == read(requests_vi.NOT_YOURS)
    assert "mã mời của đơn vị" in door.told(head)[0]
    assert door.says("head", "đúng người 1") == requests_vi.let_in("newcomer", "thư ký khối xã Thường Xuân")


def test_somebody_who_belongs_already_keeps_what_they_have_when_more_is_refused(door: Door) -> None:
    secretary, member = door.person("bt", "bi_thu", door.commune), door.person("member", "to_vien")
    assert door.says("member", door.code("thu_ky", door.commune, by=secretary)) == read(requests_vi.INVITER_ASKED)
    assert door.says("bt", "không phải 1") == requests_vi.turned_away_member("member")
    assert door.owner("member") == member
    assert door.told(member) == [requests_vi.REFUSED_MEMBER]


# asking in without a code ------------------------------------------------------------------------------------------------
def test_the_nearest_heads_are_asked_and_the_second_hears_what_the_first_said(door: Door) -> None:
    head, deputy, block = door.person("head", "to_truong"), door.person("deputy", "to_pho"), door.person("block", "truong_khoi", door.commune)
    assert door.asks_in("newcomer") == read(requests_vi.asked("thôn Mẫu Một, xã Thường Xuân"))
    assert [len(door.told(p)) for p in (head, deputy, block)] == [1, 1, 0]
    assert door.says("newcomer", "nước lũ lên nhanh") == read(requests_vi.WAITING)
    assert door.says("deputy", "cho vào 1") == requests_vi.let_in("Lê Thị Mẫu", "tổ viên thôn Mẫu Một")
    assert door.says("head", "từ chối 1") == requests_vi.already(1, "deputy", granted=True)
    assert door.says("block", "tu choi 1") == requests_vi.already(1, "deputy", granted=True)
    assert not door.told(head), "what has not been read yet of something decided is withdrawn"
    assert "xem lại" in door.says("newcomer", "nước lũ lên nhanh, ngập 5 nhà")


def test_where_a_hamlet_has_no_head_the_block_is_asked_and_its_heads_first(door: Door) -> None:
    block, duty, secretary = (door.person(r, r, door.commune) for r in ("truong_khoi", "truc_ban", "bi_thu"))
    door.asks_in("newcomer", place="thon mau hai")
    assert [len(door.told(p)) for p in (block, duty, secretary)] == [1, 0, 0]


def test_whoever_does_not_answer_is_not_waited_for_alone(door: Door) -> None:
    head, block = door.person("head", "to_truong"), door.person("block", "truong_khoi", door.commune)
    door.asks_in("newcomer")
    door.day_passes()
    assert [len(door.told(p)) for p in (head, block)] == [1, 0]
    door.day_passes(1.1)
    assert [len(door.told(p)) for p in (head, block)] == [1, 1]
    door.day_passes(28)
    assert door.owner("newcomer") is None
    assert door.posted("newcomer")[-1] == read(requests_vi.LAPSED)
    assert door.says("head", "cho vào 1") == requests_vi.already(1, "", granted=False)


def test_whose_request_ended_with_its_unit_hears_of_it(door: Door) -> None:
    door.person("head", "to_truong")
    door.asks_in("newcomer")
    door.all("UPDATE request SET state = 'refused', decided_at = 1 RETURNING id")
    door.day_passes(0.5)
    assert door.owner("newcomer") is None
    assert door.posted("newcomer") == [read(requests_vi.REFUSED)]
    door.day_passes()
    assert len(door.posted("newcomer")) == 1


def test_one_request_at_a_time_and_three_a_day(door: Door) -> None:
    door.person("head", "to_truong")
    for number in (1, 2, 3):
        door.asks_in("newcomer")
        assert door.says("newcomer", "xin vào") == read(requests_vi.WAITING)
        door.says("head", f"từ chối {number}")
    assert read(requests_vi.ENOUGH_TODAY) in door.says("newcomer", "xin vào")
    assert "Đảng ủy" in door.says("another", "xin vào")
    door.now += DAY + 1
    assert "Đảng ủy" in door.says("newcomer", "xin vào")


def test_whoever_waits_may_still_come_in_by_a_code(door: Door) -> None:
    head = door.person("head", "to_truong")
    door.asks_in("newcomer")
    assert read(vi.joined("to_vien", "thôn Mẫu Một")) in door.says("newcomer", door.code("to_vien", by=head))
    assert door.says("head", "từ chối 1") == requests_vi.turned_away_member("Lê Thị Mẫu")
    assert door.owner("newcomer") is not None


def test_where_nobody_can_say_yes_nothing_is_kept(door: Door) -> None:
    people = door.one("SELECT count(*) FROM person")
    door.all("DELETE FROM account RETURNING peer")
    assert door.asks_in("newcomer") == read(requests_vi.NOBODY)
    assert door.one("SELECT count(*) FROM person") == people


def test_several_places_of_one_name_are_asked_with_what_they_lie_in_and_none_is_said(door: Door) -> None:
    with door.engine.begin() as db:
        other = units.add(db, "xa", "xã", "Hạc Thành", units.get(db, door.units[0].id), "2025-07-01")
        units.add(db, "thon", "thôn", "Mẫu Một", other, "2025-07-01")
    for words in ("xin vào", "đồng ý", "Lê Thị Mẫu"):
        door.says("newcomer", words)
    assert requests_vi.NO_SUCH_PLACE in door.says("newcomer", "thon khong co that")
    assert requests_vi.ONLY_COMMUNE in door.says("newcomer", "xa hac thanh")
    (asked,) = door.hears("newcomer", "thon mau mot")
    assert {c.label for c in asked.choices} == {"thôn Mẫu Một, xã Thường Xuân", "thôn Mẫu Một, xã Hạc Thành"}
    assert "thôn Mẫu Một, xã Hạc Thành" in door.says("newcomer", "thon mau mot xa hac thanh"), "another name may be typed instead"
    door.says("newcomer", "2")  # to correct the place
    door.says("newcomer", "thon mau mot")
    assert "xã Thường Xuân" in door.says("newcomer", "thôn mẫu một xã thường xuân")


@pytest.mark.parametrize("typed", ["Lan", "Lê Thị 3", "a b c d e f g h i", "Lê " + "x" * 80, "Trúng http://lua.dao/nhan", "@kenh nhan qua", ". -"])
def test_a_name_is_two_words_at_least_and_no_number(door: Door, typed: str) -> None:
    door.joins("newcomer", "xin vào")
    assert requests_vi.NAME_UNCLEAR in door.says("newcomer", typed)
    assert read(requests_vi.HAVE_CODE) in door.says("newcomer", "4821 0937")


def test_a_name_holds_no_link_whoever_tells_it(door: Door) -> None:
    head = door.person("head", "to_truong")
    door.asks_in("newcomer", "Lê lua.dao")
    assert "“" not in door.told(head)[0]
    assert "Lê Lua. Dao (" in door.told(head)[0]
    assert shown("🎁 Lan http://lua.dao/x?y=1 0912345678") == "Lan http lua. dao x y"
    assert shown("12345 🎁") == ""
    assert len(shown("Lê " * 50)) <= 60
    assert all(map(is_name, ("Nguyễn Văn A", "H’Hen Niê", "N. V. An", "Lò-Văn")))


def test_of_two_who_answer_at_once_one_is_heard(door: Door) -> None:
    head = door.person("head", "to_truong")
    door.asks_in("newcomer")
    with door.engine.begin() as db:
        assert store.decide(db, 1, "granted", head, door.now)
        assert not store.decide(db, 1, "refused", head, door.now)


def test_words_that_are_everyday_ones_mean_nothing_without_a_number(door: Door) -> None:
    door.person("head", "to_truong")
    assert "số mấy" not in door.says("head", "không phải")
    assert door.says("head", "cho vào") == read(requests_vi.which_number("chovao"))


# rosters -------------------------------------------------------------------------------------------------------------
OWN = Contact("0912345678", own=True)


def test_two_people_with_one_name_and_one_phone_both_get_in_each_once(door: Door) -> None:
    one, two = (door.expects("Phạm Thị Mẫu", "to_vien", hamlet, "0912345678") for hamlet in door.hamlets[:2])
    (asked,) = door.hears("first", contact=OWN)[-1:]
    assert [c.label for c in asked.choices] == ["Phạm Thị Mẫu, tổ viên thôn Mẫu Một", "Phạm Thị Mẫu, tổ viên thôn Mẫu Hai"]
    door.hears("second", contact=OWN)  # who has the same list before them
    door.says("second", "1")
    door.says("first", "1")
    assert read(vi.joined("to_vien", "thôn Mẫu Một")) in door.says("first", "đồng ý")
    assert door.says("second", "đồng ý") == read(vi.TAKEN)
    assert "thôn Mẫu Hai" in door.says("second", contact=OWN)
    assert read(vi.joined("to_vien", "thôn Mẫu Hai")) in door.says("second", "đồng ý")
    assert (door.owner("first"), door.owner("second")) == (one, two)
    assert vi.NUMBER_UNKNOWN in door.says("third", contact=OWN)


def test_a_number_that_is_somebody_elses_is_refused_and_one_of_nobody_leads_to_asking(door: Door) -> None:
    door.expects("Phạm Thị Mẫu", "to_vien", phone="0912345678")
    assert read(vi.NOT_YOUR_NUMBER) in door.says("thief", contact=Contact("", own=False))
    unknown = door.says("stranger", contact=Contact("0999999999", own=True))
    assert vi.NUMBER_UNKNOWN in unknown
    assert "xin vào" in unknown
    assert OWN_NUMBER in [c.value for c in door.hears("stranger", "alo")[-1].choices]


def test_the_name_on_the_roster_is_shown_to_nobody_before_the_code(door: Door) -> None:
    person = door.expects("Phạm Thị Mẫu", "to_vien", phone="0912345678")
    code = door.code("to_vien", person=person)
    assert "Phạm" not in door.says("newcomer", "alo") + door.says("newcomer", "10000001")
    assert vi.for_you("Phạm Thị Mẫu") in door.says("newcomer", code)
    assert read(vi.joined("to_vien", "thôn Mẫu Một")) in door.says("newcomer", "đồng ý")
    assert door.owner("newcomer") == person
    assert door.one("SELECT joined_at FROM person WHERE id = :p", p=person) == door.now
    assert door.one("SELECT version FROM consent WHERE person = :p", p=person) == vi.VERSION
    assert read(vi.WRONG_CODE) in door.says("another", code)


def test_a_code_made_for_one_person_is_no_use_to_somebody_who_is_here_already(door: Door) -> None:
    person, member = door.expects("Phạm Thị Mẫu", "to_vien"), door.person("member", "to_vien")
    assert door.says("member", door.code("to_vien", person=person)) == read(linking_vi.SOMEBODY_ELSES)
    assert door.says("member", door.code("to_vien", person=member)) == read(vi.ALREADY)


def test_whoever_asks_in_under_a_name_of_the_roster_is_that_person(door: Door) -> None:
    door.person("head", "to_truong")
    expected = door.expects("Lê Thị Mẫu", "to_vien")
    door.asks_in("newcomer", "le thi mau")
    door.says("head", "cho vào 1")
    assert door.owner("newcomer") == expected
    assert door.one("SELECT count(*) FROM person WHERE name LIKE '%u' AND name LIKE 'L%'") == 1
    door.asks_in("second", "Lê Thị Mẫu")
    door.says("head", "cho vào 2")
    assert door.owner("second") not in (None, expected)


def test_a_yes_to_a_member_opens_no_role_that_the_head_may_not_give(door: Door) -> None:
    door.person("head", "to_truong")
    door.person("block", "bi_thu", door.commune)
    expected = door.expects("Lê Thị Mẫu", "to_vien")
    door.gives(expected, "truong_khoi")
    door.asks_in("newcomer")
    assert door.says("head", "cho vào 1") == requests_vi.let_in("Lê Thị Mẫu", "tổ viên thôn Mẫu Một")
    assert door.keys("newcomer") == ["to_vien"]
    door.asks_in("second")
    assert door.says("block", "cho vào 2") == requests_vi.let_in("Lê Thị Mẫu", "tổ viên thôn Mẫu Một, trưởng khối xã Thường Xuân")
    assert door.owner("second") == expected


def test_a_number_that_is_corrected_before_the_yes_lets_nobody_in(door: Door) -> None:
    person = door.expects("Phạm Thị Mẫu", "to_vien", phone="0912345678")
    door.hears("wrong", contact=OWN)
    assert "0912345678" not in str(door.all("SELECT answers FROM draft"))
    door.all("UPDATE person SET phone = '0912121212' WHERE id = :p RETURNING id", p=person)
    assert door.says("wrong", "đồng ý") == read(vi.NUMBER_CORRECTED)
    assert door.owner("wrong") is None


def test_a_number_written_down_long_ago_may_be_somebody_elses_by_now(door: Door) -> None:
    door.expects("Phạm Thị Mẫu", "to_vien", phone="0912345678")
    door.now += 366 * DAY
    assert vi.NUMBER_UNKNOWN in door.says("stranger", contact=OWN)


def test_a_name_that_differs_by_an_accent_is_somebody_else(door: Door) -> None:
    door.person("head", "to_truong")
    expected = door.expects("Lê Thị Mẩu", "to_vien")
    door.asks_in("newcomer", "Lê Thị Mẫu")
    door.says("head", "cho vào 1")
    assert door.owner("newcomer") not in (None, expected)


# a new phone -----------------------------------------------------------------------------------------------------------
def test_a_member_moves_to_a_new_phone_at_once_and_the_old_one_is_parted(door: Door) -> None:
    door.person("head", "to_truong")
    member = door.person("old phone", "to_vien")
    door.now += 31 * DAY
    with door.engine.begin() as db:
        code = acts.invite_again(door.here(db, "head"), member)
    assert door.joins("new phone", code) == vi.new_phone("old phone", "Telegram", parted=True)
    assert (door.owner("new phone"), door.owner("old phone")) == (member, None)
    assert "xem lại" in door.says("new phone", "nước lũ lên nhanh, ngập 5 nhà")
    assert door.posted("old phone") == [read(vi.moved_away("old phone", "Telegram", vi.ask_whom("0237.000.0003")))]
    assert read(vi.CODE_PLEASE) in door.says("old phone", "alo")


def test_a_chat_in_use_is_taken_from_its_person_only_by_a_yes_of_the_block(door: Door) -> None:
    door.all("DELETE FROM account RETURNING peer")
    head, member = door.person("head", "to_truong"), door.person("old phone", "to_vien")
    code = door.own_code("head", member)
    assert door.joins("accomplice", code) == read(requests_vi.NOBODY)
    block, secretary = door.person("block", "truong_khoi", door.commune), door.person("tk", "thu_ky", door.commune)
    assert door.joins("accomplice", code) == read(requests_vi.INVITER_ASKED)
    assert [len(door.told(p)) for p in (head, block, secretary)] == [0, 1, 1]
    assert door.says("head", "đúng người 1") == read(requests_vi.no_such("1"))
    assert door.owner("accomplice") != member
    assert door.says("block", "đúng người 1") == requests_vi.moved("old phone", "Telegram")
    assert door.posted("old phone") == [read(vi.moved_away("old phone", "Telegram", vi.ask_whom("0237.000.0003")))]
    assert door.told(secretary) == [vi.has_new_phone("old phone", "tổ viên thôn Mẫu Một", "Telegram")]


def test_a_new_phone_for_a_role_of_the_block_waits_for_who_made_the_code(door: Door) -> None:
    door.person("bt", "bi_thu", door.commune)
    head = door.person("old phone", "truong_khoi", door.commune)
    with door.engine.begin() as db:
        code = acts.invite_again(door.here(db, "bt"), head)
    assert door.joins("new phone", code) == read(requests_vi.INVITER_ASKED, CADRE)
    assert door.owner("old phone") == head
    assert "danh sách" not in door.says("new phone", "xem 1")
    assert door.says("bt", "đúng người 1") == requests_vi.moved("old phone", "Telegram")
    assert (door.owner("new phone"), door.owner("old phone")) == (head, None)
    assert door.told(head)[-1] == vi.new_phone("old phone", "Telegram", parted=True)
    assert door.one("SELECT count(*) FROM person WHERE name = 'new phone'") == 0


def test_who_says_it_is_not_them_ends_the_code_for_a_new_phone(door: Door) -> None:
    door.person("bt", "bi_thu", door.commune)
    head = door.person("old phone", "truong_khoi", door.commune)
    with door.engine.begin() as db:
        code = acts.invite_again(door.here(db, "bt"), head)
    door.joins("thief", code)
    door.says("bt", "không phải 1")
    assert (door.owner("thief"), door.owner("old phone")) == (None, head)


def test_a_new_phone_is_given_only_by_who_may_give_all_that_it_opens(door: Door) -> None:
    door.person("head", "to_truong")
    both = door.person("both", "to_vien")
    with door.engine.begin() as db:
        roles.give(db, both, door.commune.id, "thanh_vien_khoi", door.now)
    with door.engine.begin() as db, pytest.raises(Invalid):
        acts.invite_again(door.here(db, "head"), both)
    door.person("block", "truong_khoi", door.commune)
    with door.engine.begin() as db:
        first = acts.invite_again(door.here(db, "block"), both)
        acts.invite_again(door.here(db, "block"), both)
    assert read(vi.WRONG_CODE) in door.says("late", first), "a new one takes its place"


def test_codes_are_listed_and_taken_back_by_those_who_may_give_their_role(door: Door) -> None:
    door.person("head", "to_truong")
    door.person("block", "truong_khoi", door.commune)
    door.code("to_vien"), door.code("to_vien", door.hamlets[1]), door.code("truong_khoi", door.commune)
    with door.engine.begin() as db:
        head, block = (door.here(db, chat).who.person for chat in ("head", "block"))
        assert [(i.role, i.unit) for i in invitations.listed(db, head, door.now)] == [("to_vien", door.hamlets[0].id)]
        seen = invitations.listed(db, block, door.now)
        assert [i.unit for i in seen] == [door.hamlets[0].id, door.hamlets[1].id]
        assert not invitations.revoke(db, head, seen[1].id, door.now)
        assert invitations.revoke(db, block, seen[1].id, door.now)
    with door.engine.begin() as db, pytest.raises(Invalid):
        acts.invite(door.here(db, "head"), door.commune, "thu_ky")


# codes that outlive the right of their maker ---------------------------------------------------------------------------
def test_a_code_goes_to_others_when_its_person_holds_more_than_its_maker_may_give(door: Door) -> None:
    door.person("head", "to_truong")
    member = door.person("old phone", "to_vien")
    code = door.own_code("head", member)
    door.gives(member, "truong_khoi")
    assert read(vi.WRONG_CODE) in door.says("accomplice", code), "nobody there may give all of it"
    secretary = door.person("bt", "bi_thu", door.commune)
    assert door.joins("accomplice", code) == read(requests_vi.INVITER_ASKED, CADRE)
    assert len(door.told(secretary)) == 1
    assert door.says("head", "đúng người 1") == read(requests_vi.no_such("1"))
    assert door.says("bt", "đúng người 1") == requests_vi.moved("old phone", "Telegram")


def test_who_is_promoted_while_the_question_waits_is_confirmed_by_others(door: Door) -> None:
    head, secretary = door.person("head", "truong_khoi", door.commune), door.person("bt", "bi_thu", door.commune)
    member = door.person("old phone", "thanh_vien_khoi", door.commune)
    door.joins("newcomer", door.own_code("head", member))
    assert [len(door.told(p)) for p in (head, secretary)] == [1, 0]
    door.gives(member, "bi_thu")
    assert door.says("head", "đúng người 1") == read(requests_vi.NOT_YOURS, CADRE)
    assert len(door.told(secretary)) == 1
    assert door.says("bt", "đúng người 1") == requests_vi.moved("old phone", "Telegram")


def test_a_teams_code_of_somebody_who_is_head_no_more_is_asked_about_or_wrong(door: Door) -> None:
    door.all("DELETE FROM account RETURNING peer")
    head, member = door.person("head", "to_truong"), door.person("member", "to_vien")
    codes = [door.code("to_vien", by=head, uses=9), door.own_code("head", member)]
    door.ends(head)
    for code in codes:
        assert read(vi.WRONG_CODE) in door.says("stranger", code)
    block = door.person("block", "truong_khoi", door.commune)
    assert door.joins("stranger", codes[0]) == read(requests_vi.INVITER_ASKED)
    assert "mã mời của đơn vị" in door.told(block)[0]
    assert door.says("block", "đúng người 1") == requests_vi.let_in("stranger", "tổ viên thôn Mẫu Một")


def test_the_maker_uses_no_code_of_their_own_and_nobody_uses_one_for_what_they_have(door: Door) -> None:
    head = door.person("head", "to_truong")
    code, teams = door.code("to_pho", by=head), door.code("to_vien", by=head, uses=3)
    assert door.says("head", code) == read(vi.OWN_CODE)
    door.ends(head)
    door.person("next", "to_truong")
    assert door.says("head", code) == read(vi.OWN_CODE)
    member = door.person("member", "to_vien")
    assert door.says("member", teams) == read(vi.ALREADY)
    assert door.one("SELECT uses_left FROM invitation WHERE role = 'to_vien'") == 3
    assert not door.all("SELECT id FROM audit WHERE what = 'gave role'")
    assert door.one("SELECT count(*) FROM role WHERE person = :p", p=member) == 1


def test_a_code_for_one_person_needs_no_place(door: Door) -> None:
    door.person("tinh", "can_bo_tinh", door.units[0])
    person = door.person("old phone", "bi_thu", door.commune)
    into = tuple(New("xa", "xã", name, door.units[0].id) for name in ("Đông", "Tây"))
    with door.engine.begin() as db:
        kids = tuple((u.id, n % 2) for n, u in enumerate(units.children(db, door.commune.id)))
        places.order(db, Event(SPLIT, places.today(door.now), "1", (door.commune.id,), into=into, children=kids), door.now)
    assert door.joins("new phone", door.own_code("tinh", person)) == read(requests_vi.INVITER_ASKED, CADRE)
    assert door.says("tinh", "đúng người 1") == requests_vi.moved("old phone", "Telegram")
    assert door.owner("new phone") == person


# two rows become one person --------------------------------------------------------------------------------------------
def test_whoever_has_come_in_otherwise_meanwhile_does_not_become_another(door: Door) -> None:
    door.person("bt", "bi_thu", door.commune)
    person = door.expects("Trưởng Khối", "truong_khoi", door.commune)
    door.joins("new", door.own_code("bt", person))
    door.says("new", door.code("to_vien"))
    assert door.says("bt", "đúng người 1") == requests_vi.somebody_by_now("new")
    assert door.keys("new") == ["to_vien"]
    assert door.one("SELECT state FROM request WHERE id = 1") == "refused"


def test_nobody_without_a_role_goes_away_and_what_was_asked_twice_ends_once(door: Door) -> None:
    secretary = door.person("bt", "bi_thu", door.commune)
    old = door.person("old", "thanh_vien_khoi", door.commune)
    again, more = door.own_code("bt", old), [door.code("thu_ky", door.commune, by=secretary) for _ in range(2)]
    door.says("old", more[0])
    door.joins("new", again)
    door.says("new", more[1])
    assert door.says("new", "/divang") == read(absence_vi.NO_ROLE, CADRE)
    assert door.says("bt", "đúng người 2") == requests_vi.moved("old", "Telegram")
    assert door.all("SELECT id, person, state FROM request ORDER BY id") == [(1, old, "waiting"), (2, old, "granted"), (3, old, "refused")]


def test_every_row_that_names_a_newcomer_goes_along_or_goes(door: Door) -> None:
    """Whatever table names a person: one that is added later is met here."""
    old, new = door.expects("Lê Thị Mẫu", "to_vien"), door.person("newcomer", "to_vien")
    door.all("DELETE FROM consent RETURNING id")
    naming = [c for t in meta.sorted_tables for c in t.columns if any(f.column is person.c.id for f in c.foreign_keys)]
    assert len(naming) >= 8
    with door.engine.begin() as db:
        for column in naming:
            db.execute(insert(column.table).values(_row(column, new)))
        acts_become = store.become(db, new, old, door.now)
        assert acts_become == []
        assert all(db.execute(select(func.count()).where(c == new)).scalar_one() == 0 for c in naming)
        assert db.execute(select(func.count()).where(person.c.id == new)).scalar_one() == 0


def _row(naming: Column[Any], who: int) -> dict[str, Any]:
    """The least that the table takes; what points elsewhere points at the first row there."""
    row: dict[str, Any] = {}
    for c in naming.table.columns:
        if c is naming or any(f.column is person.c.id for f in c.foreign_keys):
            row[c.name] = who
        elif not c.nullable and c.server_default is None and not (c.primary_key and isinstance(c.type, Integer)):
            row[c.name] = 1 if isinstance(c.type, Integer | Float) else f"{naming.table.name}.{naming.name}"
    return row
