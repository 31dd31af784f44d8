"""What is read of an account of the month, as teams type it: gifts, moods, wishes, and what is none of them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.forms_read import read
from bot.story import Invalid, Said
from handlers.checkin_readers import LEFT_OUT, an_account, some_words, words_or_voice
from messages_vi import checkin as vi
from messages_vi import forms_shipped
from messages_vi.checkin_words import told

FORM = read(forms_shipped.text("thang"))
ASKED = tuple(FORM.field(key) for key in ("tam_trang", "quan_tam", "dat_m2", "ngay_cong", "tien_trd", "de_nghi"))

GIFTS: dict[str, dict[str, int]] = {
    "A. 3 hộ hiến 200m2 đất": {"dat_m2": 200}, "hiến đất 3 hộ 200m2": {"dat_m2": 200}, "2 hộ hiến 150m2": {"dat_m2": 150},
    "5 hộ hiến đất làm đường dc 200m": {"dat_m2": 200}, "3 nhà hiến 2 sào rưỡi": {"dat_m2": 1250}, "2 hộ hiến 6 thước": {"dat_m2": 200},
    "hiến 1 sào 3 thước": {"dat_m2": 600}, "hiến 0,5 ha đất": {"dat_m2": 5000}, "hiến đất 200": {"dat_m2": 200},
    "hiến 100m2 chỗ này, 50m2 chỗ kia": {"dat_m2": 150}, "hiến 200m2 làm đường dài 300m": {"dat_m2": 200},
    "10 hộ hiến đất, tổng 500m2": {"dat_m2": 500}, "5 người góp 12 công": {"ngay_cong": 12}, "hiến 12 ngày công": {"ngay_cong": 12},
    "góp 20 công làm đường, 10 công nạo mương": {"ngay_cong": 30}, "10 hộ góp 5 triệu": {"tien_trd": 5000},
    "bà con hiến 500 nghìn": {"tien_trd": 500},
    "góp 3 triệu, 2 triệu, tổng 5 triệu": {"tien_trd": 5000}, "mọi người góp 5 triệu": {"tien_trd": 5000},
    "có 3 hộ hiến 1 sào rưỡi đất và 5tr": {"dat_m2": 750, "tien_trd": 5000}, "không hiến đất": {"dat_m2": 0},
}  # fmt: skip
OF_EACH = (
    "10 hộ góp mỗi hộ 500 nghìn", "mỗi người góp 2 ngày công", "10 hộ góp một hộ 500 nghìn", "một hộ hiến 200m2", "10 hộ góp 500k/hộ",
    "10 hộ góp, mỗi hộ 500 nghìn, 2 công", "bà con hiến dăm ba chục công", "3 hộ hiến đất",
)  # fmt: skip
NO_WISHES = (
    "khong", "ko", "ko co", "không có gì", "k", "xong", "ok", "hết rồi", "gửi", "gui", "gửi luôn", "dạ chưa ạ", "thế thôi", "0",
    "không có đề nghị gì",
)  # fmt: skip
QUESTIONS = ("là sao?", "ghi gì?", "cái này ghi gì", "là sao", "ghi như thế nào ạ", "không hiểu", "A hay B?")


def gifts(text: str) -> dict[str, Any]:
    return {key: value for key, value in told(text, ASKED).items() if key in ("dat_m2", "ngay_cong", "tien_trd")}


def wish(text: str) -> Any:
    return told(text, ASKED).get("de_nghi")


@pytest.mark.parametrize(("text", "given"), GIFTS.items())
def test_what_was_given_is_the_number_with_its_unit_and_never_how_many_gave(text: str, given: dict[str, int]) -> None:
    assert gifts(text) == given
    assert wish(text) is None


@pytest.mark.parametrize("text", OF_EACH)
def test_what_each_gave_or_is_unclear_is_no_total_and_its_words_stay(text: str) -> None:
    assert gifts(text) == {}
    assert wish(text) == text


def test_what_each_gave_stays_before_the_wish_and_the_total_beside_it_is_taken() -> None:
    assert wish("10 hộ góp, mỗi hộ 500 nghìn, đề nghị xã sửa mương") == "10 hộ góp, mỗi hộ 500 nghìn, xã sửa mương"
    assert gifts("mỗi hộ góp 500 nghìn, tổng 5 triệu") == {"tien_trd": 5000}


@pytest.mark.parametrize("text", ["B, đề nghị xã hỗ trợ 5 triệu làm mương", "B, xin xã sửa 200m đường"])
def test_what_is_asked_for_was_not_given(text: str) -> None:
    assert gifts(text) == {}
    assert wish(text) is not None


@pytest.mark.parametrize("text", ["bà con ko phấn khởi lắm, còn lo", "bà con không vui", "chưa phấn khởi", "kém phấn khởi", "không còn bức xúc"])
def test_a_mood_with_a_not_before_it_is_not_that_mood(text: str) -> None:
    assert "tam_trang" not in told(text, ASKED)


@pytest.mark.parametrize(
    ("text", "mood"),
    [("không bức xúc, bà con phấn khởi", "phan_khoi"), ("B ạ", "binh_thuong"), ("B a", "binh_thuong"), ("A bà con vui", "phan_khoi")],
)
def test_the_mood_that_is_left_is_it(text: str, mood: str) -> None:
    assert told(text, ASKED)["tam_trang"] == mood


@pytest.mark.parametrize("text", ["A B", "A, B", "A và B"])
def test_two_letters_are_neither_a_mood_nor_words(text: str) -> None:
    assert told(text, ASKED) == {}


@pytest.mark.parametrize("text", NO_WISHES)
def test_that_there_is_nothing_to_say_is_no_wish(text: str) -> None:
    assert told(text, ASKED) == {}
    assert told(f"A. {text}", ASKED) == {"tam_trang": "phan_khoi"}
    assert an_account(ASKED).hear(Said(text), None) == text


@pytest.mark.parametrize("text", ["1 2 60 3", "2", *QUESTIONS])
def test_numbers_and_questions_back_are_asked_again_with_what_to_type(text: str) -> None:
    with pytest.raises(Invalid, match="A, B, C hoặc D"):
        an_account(ASKED).hear(Said(text), None)


@pytest.mark.parametrize("text", ["B. Đường hỏng, bao giờ xã sửa?", "bao giờ có điện?", "A", "đề nghị xã cấp sổ?"])
def test_a_question_that_tells_something_is_an_account(text: str) -> None:
    assert an_account(ASKED).hear(Said(text), None) == text


@pytest.mark.parametrize("reader", [some_words(), words_or_voice()])
@pytest.mark.parametrize("text", ["0", "ko có", "ko", "không", "không có"])
def test_none_leaves_a_question_in_words_out(reader: Any, text: str) -> None:
    kept = reader.hear(Said(text), None)
    assert kept == LEFT_OUT
    assert told(text, (FORM.field("lanh_dao"),)) == {}


@pytest.mark.parametrize("reader", [some_words(), words_or_voice(), an_account((FORM.field("lanh_dao"),))])
def test_numbers_are_no_words(reader: Any) -> None:
    with pytest.raises(Invalid) as why:
        reader.hear(Said("2 1 9"), None)
    assert str(why.value) == vi.EMPTY


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("đề nghị xã kéo điện, có 3 hộ hiến 1 sào rưỡi đất và 5tr", "xã kéo điện"),
        ("bình thường. Đề nghị xã sửa mương. Tiền 5tr5", "xã sửa mương"),
        ("bình thường. Lo giá lúa. Tiền 5tr5", None),
        ("Hiến 200m2 đất, đường vẫn xấu", "đường vẫn xấu"),
        ("C, rác nhiều quá, đường hỏng", "rác nhiều quá, đường hỏng"),
        ("góp ý xã làm sớm", "góp ý xã làm sớm"),
    ],
)
def test_gifts_and_moods_are_not_told_again_as_a_wish(text: str, left: str | None) -> None:
    assert wish(text) == left
