"""Text as people send it: cleaned, folded, sorted."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.vietnamese import clean, fold, sort_key, spelling, words

ANY_STRING = st.text(alphabet=st.characters())  # lone surrogates too
NASTY = st.text(alphabet="aă1\u0301\u200b\u200d\ufe0f\u20e3👩🏽❤\u2329\ud800\r\n\x00\U000e0062", max_size=12)


@pytest.mark.parametrize(
    ("written", "folded"),
    [("Đường Bà Triệu", "duong ba trieu"), ("THÔN 3", "thon 3"), ("hòa hoà HOÀ", "hoa hoa hoa"), ("ê ơ ư ă â đ", "e o u a a d"), ("ok", "ok")],
)
def test_folding_takes_case_and_accents_away(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(unicodedata.normalize("NFD", written)) == folded


@given(ANY_STRING)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_STRING | NASTY)
def test_cleaning_never_fails_and_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    once.encode("utf-8")
    assert "\x00" not in once
    assert unicodedata.is_normalized("NFC", once)
    assert clean(once) == once


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\x00b\ud800c", "abc"),
        ("xo\u0301m", "xóm"),
        ("một\ttab\nhai\r\nba\rbốn", "một\ttab\nhai\nba\nbốn"),
        ("09\u200b12\u2060\ufeff345", "0912345"),
        ("\u202edảo\u202c", "dảo"),
        ("0\ufe0f9\ufe0f1", "091"),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
        ("👩🏽\u200d🌾", "👩🏽\u200d🌾"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("a\u200db", "ab"),
        ("\x1b[31mđỏ\x07", "[31mđỏ"),
    ],
)
def test_cleaning_removes_what_nobody_can_see_and_keeps_emoji_whole(sent: str, kept: str) -> None:
    assert clean(sent) == kept


def test_words_are_folded_and_without_punctuation() -> None:
    assert words("Cầu tràn, thôn 12: gãy_lan can!") == ["cau", "tran", "thon", "12", "gay", "lan", "can"]


def test_a_tone_may_stand_on_either_vowel() -> None:
    assert spelling("hòa") == spelling("hoà") == spelling("HOÀ")
    assert len({spelling(word) for word in ("hoa", "hòa", "hóa", "hoá", "hỏa")}) == 4


def test_names_sort_by_the_vietnamese_alphabet_and_by_number() -> None:
    names = ["Thôn 10", "Thôn Đông", "Thôn 2", "Thôn Dương", "Ái Sơn", "An Sơn", "Ăn", "Bản Ơ", "Bản Ô", "Bản O", "Thôn 1", "Thôn Em", "Thôn Ênh"]
    assert sorted(names, key=sort_key) == [
        "Ái Sơn", "An Sơn", "Ăn", "Bản O", "Bản Ô", "Bản Ơ", "Thôn 1", "Thôn 2", "Thôn 10", "Thôn Dương", "Thôn Đông", "Thôn Em", "Thôn Ênh",
    ]  # fmt: skip


def test_tones_sort_as_in_a_dictionary() -> None:
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


@given(st.lists(ANY_STRING, max_size=5))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    turned = list(reversed(names))
    assert sorted(names, key=sort_key) == sorted(turned, key=sort_key)


def test_a_very_long_number_can_be_sorted() -> None:
    assert sort_key("Thôn 2") < sort_key("Thôn " + "9" * 10_000)
