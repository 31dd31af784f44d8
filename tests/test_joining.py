"""The way in by a code: under which name, whether the list means them, what is understood at the door, and how each is addressed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.talk import Contact
from messages_vi import asking_in as words_vi
from messages_vi import joining as vi
from messages_vi import linking as linking_vi
from messages_vi import requests as requests_vi
from messages_vi.common import spoken_to
from storage import people, units
from tests.door import Door

YOU, CADRE = "bác", "đồng chí"


@pytest.fixture
def door(url: str) -> Iterator[Door]:
    made = Door(url)
    made.shown["nameless"] = ""
    yield made
    made.engine.dispose()


def read(words: str, you: str = YOU) -> str:
    return spoken_to(words, you)


def names(door: Door) -> list[str]:
    """Of the members of the first hamlet who are here."""
    found = "SELECT p.name FROM person p JOIN role r ON r.person = p.id WHERE r.unit = :u AND p.joined_at > 0 AND p.id > 3 ORDER BY p.id"
    return [name for (name,) in door.all(found, u=door.hamlets[0].id)]


# the name ------------------------------------------------------------------------------------------------------------
def test_who_comes_without_a_name_is_asked_once_and_reads_how_it_is_kept(door: Door) -> None:
    assert door.joins("nameless", door.code("to_vien")) == read(requests_vi.NAME)
    assert requests_vi.NAME_UNCLEAR in door.says("nameless", "Lan")
    welcome = door.says("nameless", "phạm thị lan")
    assert read(vi.joined("to_vien", "thôn Mẫu Một")) in welcome
    assert read(vi.kept_as("Phạm Thị Lan")) in welcome
    assert names(door) == ["Phạm Thị Lan"]
    assert "Phạm Thị Lan" in door.says("nameless", "sửa tên")


def test_a_name_that_their_app_shows_costs_no_question_and_is_told(door: Door) -> None:
    door.shown["newcomer"] = "🌸 Hoa Nguyễn 🌸"
    assert read(vi.kept_as("Hoa Nguyễn")) in door.joins("newcomer", door.code("to_vien"))
    assert names(door) == ["Hoa Nguyễn"]


@pytest.mark.parametrize("yes", ["đúng", "dung roi a", "vâng", "ok"])
def test_where_the_list_waits_for_people_the_name_shown_is_taken_over_by_a_yes(door: Door, yes: str) -> None:
    door.expects("Trần Thị Sáu", "to_vien")
    door.shown["newcomer"] = "Hoa Nguyễn"
    assert door.joins("newcomer", door.code("to_vien")) == read(vi.ask_name("Hoa Nguyễn"))
    assert read(vi.kept_as("Hoa Nguyễn")) in door.says("newcomer", yes)


@pytest.mark.parametrize("typed", ["lê thị mẫu", "Le Thi Mau", "thị mẫu", "Lê Mẫu"])
def test_whom_the_list_expects_as_a_member_is_that_person_by_their_own_yes(door: Door, typed: str) -> None:
    expected = door.expects("Lê Thị Mẫu", "to_vien")
    before = door.one("SELECT count(*) FROM person")
    door.joins("nameless", door.code("to_vien"))
    assert door.says("nameless", typed) == "Danh sách tổ có Lê Thị Mẫu, tổ viên. Có phải bác không ạ?"
    welcome = door.says("nameless", "dạ đúng")
    assert read(vi.joined("to_vien", "thôn Mẫu Một")) in welcome
    assert read(vi.kept_as("Lê Thị Mẫu")) in welcome
    assert door.owner("nameless") == expected
    assert door.one("SELECT count(*) FROM person") == before
    assert door.one("SELECT uses_left FROM invitation") == 0


def test_a_name_shown_that_the_list_knows_is_asked_about_at_once(door: Door) -> None:
    expected = door.expects("Lê Thị Mẫu", "to_vien")
    door.shown["newcomer"] = "Lê Thị Mẫu"
    (asked,) = door.hears("newcomer", door.code("to_vien", uses=2)) and door.hears("newcomer", "đồng ý")
    assert [c.label for c in asked.choices] == ["Đúng", "Không phải"]
    door.says("newcomer", "1")
    assert door.owner("newcomer") == expected


@pytest.mark.parametrize("no", ["không phải", "2", "ko phai", "không"])
def test_who_is_not_the_one_of_the_list_comes_in_beside_them(door: Door, no: str) -> None:
    expected = door.expects("Lê Thị Mẫu", "to_vien")
    door.joins("nameless", door.code("to_vien"))
    door.says("nameless", "Lê Thị Mẫu")
    assert read(vi.joined("to_vien", "thôn Mẫu Một")) in door.says("nameless", no)
    assert door.owner("nameless") not in (None, expected)


def test_another_family_or_another_hamlet_is_somebody_else(door: Door) -> None:
    door.expects("Lê Thị Mẫu", "to_vien")
    door.expects("Phạm Thị Mẫu", "to_vien", door.hamlets[1])
    door.joins("nameless", door.code("to_vien"))
    assert read(vi.kept_as("Phạm Thị Mẫu")) in door.says("nameless", "Phạm Thị Mẫu")


def test_a_name_alone_opens_no_higher_role_than_the_code(door: Door) -> None:
    block = door.person("block", "thu_ky", door.commune)
    expected = door.expects("Lê Thị Mẫu", "to_truong")
    code = door.code("to_vien")
    door.joins("nameless", code)
    assert "Lê Thị Mẫu, tổ trưởng" in door.says("nameless", "Lê Thị Mẫu")
    assert door.says("nameless", "đúng") == read(vi.asked_first("tổ trưởng thôn Mẫu Một"))
    assert door.keys("nameless") == []
    assert door.one("SELECT uses_left FROM invitation") == 1
    assert "Lê Thị Mẫu (Telegram) xin vào làm tổ trưởng thôn Mẫu Một" in door.told(block)[0]
    door.says("block", "cho vào 1")
    assert (door.owner("nameless"), door.keys("nameless")) == (expected, ["to_truong"])


def test_whoever_is_taken_for_a_head_by_name_and_is_refused_has_nothing(door: Door) -> None:
    door.person("block", "thu_ky", door.commune)
    expected = door.expects("Lê Thị Mẫu", "to_vien")
    door.gives(expected, "truong_khoi")
    door.person("bt", "bi_thu", door.commune)
    door.joins("nameless", door.code("to_vien"))
    assert "tổ viên. Có phải" in door.says("nameless", "Lê Thị Mẫu"), "what they are elsewhere is shown to nobody"
    door.says("nameless", "đúng")
    assert door.says("block", "cho vào 1") == read(requests_vi.no_such("1"), CADRE)
    door.says("bt", "từ chối 1")
    assert door.owner("nameless") is None


def test_a_code_that_gives_the_very_role_is_enough(door: Door) -> None:
    expected = door.expects("Lê Thị Mẫu", "to_truong")
    door.joins("nameless", door.code("to_truong"))
    door.says("nameless", "Lê Thị Mẫu")
    assert read(vi.joined("to_truong", "thôn Mẫu Một")) in door.says("nameless", "đúng")
    assert (door.owner("nameless"), door.keys("nameless")) == (expected, ["to_truong"])


def test_of_two_who_say_they_are_one_person_the_second_is_not(door: Door) -> None:
    expected = door.expects("Lê Thị Mẫu", "to_vien")
    door.shown["second"] = ""
    code = door.code("to_vien", uses=2)
    for chat in ("nameless", "second"):
        door.joins(chat, code)
        door.says(chat, "Lê Thị Mẫu")
    door.says("nameless", "đúng")
    door.says("second", "đúng")
    assert door.owner("nameless") == expected
    assert door.owner("second") not in (None, expected)


# the consent -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("yes", ["ok", "oke", "Vâng ạ", "ừ", "uh", "dong y voi cac dieu tren", "dạ vâng", "tôi đồng ý hết"])
def test_a_yes_is_understood_as_people_say_it(door: Door, yes: str) -> None:
    door.says("newcomer", door.code("to_vien"))
    assert read(vi.joined("to_vien", "thôn Mẫu Một")) in door.says("newcomer", yes)


@pytest.mark.parametrize("no", ["ko", "k", "k đồng ý", "khong dong y voi cac dieu tren", "hông"])
def test_a_no_is_understood_as_people_say_it(door: Door, no: str) -> None:
    door.says("newcomer", door.code("to_vien"))
    assert door.says("newcomer", no) == read(vi.REFUSED)


@pytest.mark.parametrize("unclear", ["chưa đồng ý", "đồng ý không", "ok không", "không có ý kiến", "không sao", "👍", "1 2"])
def test_what_may_be_either_is_neither(unclear: str) -> None:
    assert words_vi.agrees(unclear) is None


def test_after_a_miss_only_the_last_line_is_read_again_each_time(door: Door) -> None:
    whole = door.says("newcomer", door.code("to_vien"))
    short = f"{vi.PICK}\n{whole.splitlines()[-1]}"
    (again,) = door.hears("newcomer", "thế là sao")
    assert again.text == short
    assert [c.label for c in again.choices] == ["Đồng ý", "Không"]
    assert door.says("newcomer", "thế là sao") == f"{vi.STILL_UNCLEAR}\n\n{short}"
    assert read(vi.joined("to_vien", "thôn Mẫu Một")) in door.says("newcomer", "1")


# at the door -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("said", ["alo", "1", "123", "12345", "toi o thon 3", "nha 12 thon 3 xa 456", "mã gì cơ"])
def test_what_is_no_code_is_not_called_a_wrong_one(door: Door, said: str) -> None:
    answer = door.says("stranger", said)
    assert "chưa đúng" not in answer
    assert read(vi.CODE_PLEASE) in answer
    assert door.one("SELECT count(*) FROM wrong_code") == 0


def test_short_numbers_read_how_long_a_code_is_and_long_ones_that_it_is_wrong(door: Door) -> None:
    assert read(vi.TOO_SHORT) in door.says("stranger", "123")
    assert read(vi.WRONG_CODE) in door.says("stranger", "1234 567")
    assert read(linking_vi.WRONG_CODE) in door.says("stranger", "123 456")


@pytest.mark.parametrize("wish", ["toi muon vao to", "cho toi tham gia", "em muốn vào tổ dân vận thôn Mẫu Một ạ", "chưa có mã ạ", "đăng ký"])
def test_a_wish_to_come_in_leads_to_asking_in(door: Door, wish: str) -> None:
    assert "Đảng ủy" in door.says("stranger", wish)
    assert door.says("stranger", "đồng ý") == read(requests_vi.NAME)


@pytest.mark.parametrize("cry", ["giup", "giúp tôi với", "/giup", "day la gi vay", "làm sao vào"])
def test_who_asks_for_help_at_the_door_reads_what_this_is(door: Door, cry: str) -> None:
    assert door.says("stranger", cry) == read(f"{vi.WHAT_THIS_IS}\n\n{vi.CODE_PLEASE}\n{vi.OR_NUMBER}")


# how each is addressed ---------------------------------------------------------------------------------------------------
def test_a_head_of_the_block_is_a_comrade_from_the_consent_on(door: Door) -> None:
    consent = door.says("newcomer", door.code("truong_khoi", door.commune))
    assert consent.startswith("Chào đồng chí.")
    assert "bác" not in consent.lower()
    assert "đồng chí" in door.says("newcomer", "là sao")
    welcome = door.says("newcomer", "đồng ý")
    assert welcome.startswith("Đồng chí đã vào: trưởng khối")
    assert "bác" not in welcome.lower()


def test_while_a_role_of_the_block_waits_for_a_yes_they_are_addressed_by_it(door: Door) -> None:
    maker = door.person("bt", "bi_thu", door.commune)
    assert door.joins("newcomer", door.code("thu_ky", door.commune, by=maker)) == read(requests_vi.INVITER_ASKED, CADRE)
    assert door.says("newcomer", "alo") == read(requests_vi.WAITING, CADRE)


@pytest.mark.parametrize(("own", "you"), [("", CADRE), ("chị", "chị")])
def test_somebody_of_a_roster_is_addressed_as_it_says_from_the_consent_on(door: Door, own: str, you: str) -> None:
    person = door.expects("Phạm Thị Mẫu", "truong_khoi", door.commune, "0912345678")
    with door.engine.begin() as db:
        people.set_address(db, person, own)
    by_number = door.says("one", contact=Contact("0912345678", own=True))
    by_code = door.says("two", door.code("truong_khoi", door.commune, person=person))
    for consent in (by_number, by_code):
        assert f"Chào {you}." in consent
        assert "bác" not in consent.lower()
    assert door.says("two", "đồng ý").startswith(f"{you[:1].upper()}{you[1:]} đã vào: trưởng khối")


def test_who_is_asked_for_a_name_is_addressed_by_the_role_too(door: Door) -> None:
    assert door.joins("nameless", door.code("thu_ky", door.commune)) == read(requests_vi.NAME, CADRE)


# a place that is not quite named -----------------------------------------------------------------------------------------
def at_the_place(door: Door) -> None:
    for words in ("xin vào", "đồng ý", "Lê Thị Mẫu"):
        door.says("newcomer", words)


def test_half_a_name_leads_to_the_hamlets_called_nearly_so_with_what_they_lie_in(door: Door) -> None:
    at_the_place(door)
    (asked,) = door.hears("newcomer", "thon mau")
    assert asked.text == read(requests_vi.NEAR_PLACES)
    assert [c.label for c in asked.choices][:2] == ["thôn Mẫu Một, xã Thường Xuân", "thôn Mẫu Hai, xã Thường Xuân"]
    assert len(asked.choices) == len(door.hamlets)
    assert requests_vi.SAME_PLACES in door.says("newcomer", "thon mau"), "never answered by silence"
    assert "thôn Mẫu Hai, xã Thường Xuân" in door.says("newcomer", "2")


def test_a_wrong_letter_leads_to_the_one_that_may_be_meant_and_a_yes_takes_it(door: Door) -> None:
    at_the_place(door)
    (asked,) = door.hears("newcomer", "thôn mẫu mợtt")
    assert [c.label for c in asked.choices] == ["thôn Mẫu Một, xã Thường Xuân"]
    assert "xin vào tổ dân vận thôn Mẫu Một" in door.says("newcomer", "vâng")


def test_of_many_near_ones_the_commune_that_was_said_decides_and_none_is_guessed(door: Door) -> None:
    with door.engine.begin() as db:
        other = units.add(db, "xa", "xã", "Hạc Thành", units.get(db, door.units[0].id), "2025-07-01")
        for n in range(9):
            units.add(db, "thon", "thôn", f"Mẫu Xanh {n}", other, "2025-07-01")
        units.add(db, "thon", "thôn", "Đông Xanh", other, "2025-07-01")
    at_the_place(door)
    assert read(requests_vi.MANY_NEAR) in door.says("newcomer", "thon mau")
    (asked,) = door.hears("newcomer", "thon dong, xa hac thanh")
    assert [c.label for c in asked.choices] == ["thôn Đông Xanh, xã Hạc Thành"]
    assert requests_vi.NO_SUCH_PLACE in door.says("newcomer", "abc")
