"""Places are found by their names as people type them."""

from __future__ import annotations

import unicodedata

import pytest

from bot.domain.finding import Named
from messages_vi.place_words import names

PLACES = names(
    [
        Named(1, "thôn", "3", ("xã Hạc Thành", "tỉnh Thanh Hóa")), Named(2, "thôn", "13", ("xã Hạc Thành",)), Named(3, "thôn", "3", ("xã Mẫu",)),
        Named(4, "phường", "Đông Tiến", ("tỉnh Thanh Hóa",)), Named(5, "xã", "Đồng Tiến", ("tỉnh Thanh Hóa",)),
        Named(6, "xã", "Hạc Thành", ("tỉnh Thanh Hóa",)),
        Named(7, "khu phố", "Mẫu Sáu", ("phường Đông Tiến",)), Named(8, "thôn", "Hòa Bình"), Named(9, "thôn", "Nam"), Named(10, "thôn", "5"),
        Named(11, "bản", "Mẫu Tư", ("xã Mẫu",)), Named(12, "thôn", "Ba Đình"), Named(13, "xã", "Thọ Phú"), Named(14, "xã", "Thổ Phụ"),
        Named(15, "thôn", "Cửa Hà", ("xã Mẫu", "tỉnh Thanh Hóa")), Named(16, "thôn", "Hà", ("xã Mẫu", "tỉnh Thanh Hóa")),
    ]
)  # fmt: skip


@pytest.mark.parametrize("typed", ["thon 3", "thon3", "Thôn 03", "THÔN 3", "thoon 3", "t3", "3", "thôn ba"])
def test_two_of_one_name_are_both_found(typed: str) -> None:
    assert PLACES.find(typed) == [1, 3]


@pytest.mark.parametrize(
    "typed",
    [
        "thôn 3 xã Hạc Thành",
        "thon 3 hac thanh",
        "thon 3, x. hac thanh",
        "t3 hajc thafnh",
        "thon 3, xa hac thanh, tinh thanh hoa",
        "tôi ở thôn 3 thuộc xã hạc thành ạ",
    ],
)
def test_what_it_lies_in_tells_them_apart(typed: str) -> None:
    assert PLACES.find(typed) == [1]


def test_words_around_a_place_are_dropped_but_never_its_name() -> None:
    assert PLACES.find("em ở thôn Cửa Hà, tỉnh Thanh Hóa") == PLACES.find("toi o thon cua ha") == [15]
    assert PLACES.find("thôn Hà của xã Mẫu") == [16]
    assert PLACES.find("thôn 3 tỉnh Thanh Hóa xã Hạc Thành") == [], "the nearest comes first"


def test_accents_tell_apart_where_they_were_typed() -> None:
    assert PLACES.find("Đông Tiến") == [4]
    assert PLACES.find("dong tien") == PLACES.find("ddoong tieesn") == [4, 5]
    assert PLACES.find("phuong dong tien") == [4]
    assert PLACES.find("Thọ Phú") == [13]
    assert PLACES.find("tho phu") == [13, 14]


@pytest.mark.parametrize("typed", ["hoà bình", "hòa bình", "hoa binh", "HOÀ BÌNH", unicodedata.normalize("NFD", "Hòa Bình"), "thon hoaf bifnh"])
def test_one_name_in_many_writings(typed: str) -> None:
    assert PLACES.find(typed) == [8]


def test_numbers_in_words_and_names_that_look_like_numbers() -> None:
    assert PLACES.find("mau 6") == PLACES.find("kp mẫu sáu") == [7]
    assert PLACES.find("bản mẫu 4") == [11]
    assert PLACES.find("thôn năm") == PLACES.find("thon 5") == [10]
    assert PLACES.find("thon nam") == [9]
    assert PLACES.find("ba dinh") == [12]


@pytest.mark.parametrize("typed", ["", "   ", "xin chào", "thôn", "thôn 7", "thôn Hòa Bình 2", "thôn 3 xã Nào Đó", "\ud800", "3" * 5000])
def test_what_names_no_place_finds_none(typed: str) -> None:
    assert PLACES.find(typed) == []
