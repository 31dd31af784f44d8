"""Numbers as people type them: in digits and words, with and without accents, alone and in a line; and what only looks like one."""

from __future__ import annotations

import contextlib
import time
import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.amounts import SKIPPED, Found, UnclearNumber, Wanted, WrongCount, numbers, one, several, written
from messages_vi.number_words import WORDS

LAND = {"sao": Decimal(500), "ha": Decimal(10000), "m2": Decimal(1)}
MONEY = {"trieu": Decimal(1), "tr": Decimal(1), "nghin": Decimal("0.001"), "k": Decimal("0.001"), "dong": Decimal("0.000001")}
WORK = [
    Wanted("hop_to", words=frozenset({"hop", "lan"})),
    Wanted("tt_buoi", words=frozenset({"tuyen", "truyen", "buoi"})),
    Wanted("tt_luot", words=frozenset({"luot", "nghe"})),
    Wanted("tham_ho", words=frozenset({"tham", "ho"})),
]
GIFTS = [
    Wanted("dat_m2", units=LAND, words=frozenset({"dat"})),
    Wanted("ngay_cong", words=frozenset({"cong"})),
    Wanted("tien_trd", units=MONEY, decimals=True, words=frozenset({"tien"})),
]

WHOLE: dict[str, int] = {
    # digits
    "12": 12, " 12 ": 12, "12.": 12, "12!": 12, "(12)": 12, "12 buổi": 12, "12buoi": 12, "12buổi": 12, "12 buổi ạ": 12, "Dạ 12": 12, "dạ, 12 ạ": 12,
    "03": 3, "05 buổi": 5, "0": 0, "00": 0, "1.250": 1250, "1,250": 1250, "1.250.000": 1250000, "1,250,000": 1250000, "12.500 lượt": 12500,
    "１２": 12, "１．２５０": 1250, "1O": 10, "2o buổi": 20, "khoảng 40": 40, "khoang 40": 40, "chừng 40": 40, "tầm 40": 40, "tam 40 nguoi": 40,
    "~40": 40, "~ 40": 40, "hơn 40 người": 40, "hon 40": 40, "gần 100 lượt": 100, "Tổ họp 2 lần": 2, "to hop 2 lan": 2, "họp: 2": 2, "họp=2": 2,
    "- 5": 5, "tổ em thăm được 3 hộ rồi ạ": 3, "3 hộ 😊": 3,
    # words
    "một": 1, "hai": 2, "mười": 10, "mười hai": 12, "Mười Hai": 12, "MƯỜI HAI": 12, "muoi hai": 12, "mười lăm": 15, "hai mươi": 20, "hai mười": 20,
    "hai mươi mốt": 21, "hai mốt": 21, "hai mươi tư": 24, "ba lăm": 35, "ba mươi nhăm": 35, "bốn mươi bẩy": 47, "chín mươi chín": 99, "muoi": 10,
    "hai muoi mot": 21, "bay buoi": 7, "sáu mươi lượt người": 60, "khoảng bốn mươi": 40, "khoang bon muoi": 40, "tầm bốn mươi hộ": 40,
    "một trăm": 100, "một trăm linh năm": 105, "một trăm lẻ năm": 105, "mot tram linh nam": 105, "trăm rưỡi": 150, "trăm hai": 120,
    "một trăm hai": 120,
    "hơn trăm người": 100, "hai trăm ba mươi": 230, "hai trăm năm mươi mốt": 251, "chục hộ": 10, "hai chục": 20, "2 chục": 20, "2 chuc": 20,
    "2 trăm": 200,
    "2 tram nguoi": 200, "2 trăm rưỡi": 250, "2 trăm 5 chục": 250, "hai nghìn": 2000, "hai ngàn rưỡi": 2500, "hai nghìn không trăm linh năm": 2005,
    "hai nghìn hai trăm": 2200, "nghìn rưỡi": 1500, "họp hai lần": 2, "bà con góp ba chục": 30, "tổ họp một lần trong tháng này": 1,
    # scales
    "1,5 triệu": 1500000, "1.5 triệu": 1500000, "1tr5": 1500000, "1 tr 5": 1500000, "1tr25": 1250000, "1tr250": 1250000, "1 triệu rưỡi": 1500000,
    "1 trieu ruoi": 1500000, "1 triệu 2": 1200000, "một triệu hai": 1200000, "hai triệu năm trăm": 2500000, "1 triệu 200 nghìn": 1200000,
    "1 triệu 500": 1500000, "500k": 500000, "2k5": 2500, "500 nghìn": 500000, "2 chục triệu": 20000000, "nửa triệu": 500000, "2 tỷ": 2000000000,
    "1.250 nghìn": 1250000,
    # none
    "ko": 0, "Ko": 0, "không": 0, "khong": 0, "Không ạ": 0, "k": 0, "K": 0, "0 co": 0, "0 có": 0, "ko có": 0, "k co": 0, "chưa": 0, "chua": 0,
    "dạ chưa ạ": 0,
    "không có": 0, "không có gì": 0, "khong co gi": 0, "không có vụ nào": 0, "khong co vu nao": 0, "chưa họp lần nào": 0, "chua hop lan nao": 0,
    "chưa có một vụ nào": 0, "không có 1 hộ nào ạ": 0, "tổ không họp buổi nào": 0, "tháng này chưa họp": 0, "thang nay to chua hop": 0,
    "họp: không": 0,
    "O": 0, "o": 0, "o co": 0, "chưa được trả lời việc nào": 0,
    # beside what is no number
    "sau tết họp 2 lần": 2, "sau tet hop 2 lan": 2, "năm nay 3 hộ": 3, "năm 2026 họp 2 lần": 2, "nam 2026 hop 2 lan": 2, "bà con kiến nghị 4 việc": 4,
    "ba con kien nghi 4 viec": 4, "ba con kiến nghị 4 việc": 4, "một số hộ khó khăn, thăm 3": 3, "2 tram y te": 2, "3 ngan hang": 3,
    "anh Nam họp 2 lần": 2,
    "thăm nhà bác Hai, ông Năm: 2 hộ": 2, "thứ hai họp 3 lần": 3, "Triệu Sơn 4 hộ": 4, "nam họp 1": 1,
}  # fmt: skip

NONE_OR_MANY = [
    "", " ", "?", "...", "😊", "họp", "1 250", "1, 2", "thôn 3 họp 2 lần", "tổ 5: 12", "12 buổi 40 người", "bỏ qua", "x", "-", "12 và 13",
    "bà con", "ba con", "sau tết", "sau tet", "sau này", "năm nay", "nam nay", "nam ngoai", "năm ngoái", "năm 2026", "nam 2026", "một số hộ",
    "mot so ho",
    "một vài", "mot vai", "một ít", "vài", "vài hộ", "vai ho", "mấy", "mấy hộ", "nhiều", "nhieu lam", "anh nam", "anh Nam", "Nam họp", "nam chu tri",
    "ong ba", "chú Ba", "thứ hai", "tư tưởng tốt", "tu tuong tot", "bay gio", "tam thoi", "sau khi hop xong", "linh tinh", "hai ba",
    "muoi ruoi nhieu lam roi day",
    "hop mot lan", "ba con phan khoi lam", "không biết", "ko nho", "chưa rõ", "chưa thống kê", "có không", "được không?", "họp không?",
    "phải gõ số không",
    "Triệu Sơn", "ngân hàng", "phần trăm", "o Lan",
]  # fmt: skip

UNCLEAR = [
    "2-3", "2 - 3", "2–3", "2~3", "2/3", "40 đến 50", "40 den 50", "40 tới 50 người", "40 hoặc 50", "40 hay 50", "từ 40 người đến 50 người",
    "8 trên 10",
    "1.25", "1,25", "1,5", "2 rưỡi", "-5", "họp -2", "−5", "họp 18/11", "ngày 18/11 họp tổ", "18/11", "18-11-2026", "18.11.2026", "0912345678",
    "0912 345",
    "0912.345.678", "gọi 84912345678", "12345678901234567890", "hai ba hộ", "năm bảy hộ", "một hai lần", "vài chục", "vài trăm hộ", "mấy chục người",
    "hàng trăm lượt", "40 mấy", "ba mươi mấy", "80%", "80 %", "½", "1½", "②", "không quá 40", "không phải 3", "2 lăm", "chưa đến 40", "ko duoi 3",
    "2+3", "0,125",
    "2 nghìn 15",
    "1 triệu 1,5",
]  # fmt: skip

LAND_GIVEN: dict[str, int] = {
    "2 sào": 1000, "2 sao": 1000, "2sào": 1000, "hai sào": 1000, "2 sào rưỡi": 1250, "2 sao ruoi": 1250, "hai sào rưỡi": 1250, "1,5 sào": 750,
    "1.5 sào": 750,
    "nửa sào": 250, "200": 200, "200 m2": 200, "200m2": 200, "200 m²": 200, "200m²": 200, "1.250 m2": 1250, "1,250 m2": 1250, "2 nghìn m2": 2000,
    "1 ha": 10000,
    "0,5 ha": 5000, "hiến khoảng 2 sào đất": 1000, "không": 0, "hai trăm m2": 200,
}  # fmt: skip

MONEY_GIVEN = {
    "500k": "0.5", "500 k": "0.5", "500K": "0.5", "1,5 triệu": "1.5", "1.5 triệu": "1.5", "1.5 trieu": "1.5", "2000000 đồng": "2",
    "2.000.000 đồng": "2",
    "2000000 dong": "2", "1tr5": "1.5", "1 tr 5": "1.5", "1 triệu rưỡi": "1.5", "1 triệu 2": "1.2", "2 triệu đồng": "2", "2 trieu đồng": "2",
    "5": "5",
    "500 nghìn": "0.5", "500 nghìn đồng": "0.5", "500 ngàn": "0.5", "năm trăm nghìn": "0.5", "1 tỷ": "1000", "2 chục triệu": "20",
    "1 triệu 200 nghìn": "1.2", "1 triệu 2 trăm": "1.2",
    "hai triệu rưỡi": "2.5", "1,25": "1.25", "1,250": "1.25", "nửa triệu": "0.5", "ko": "0",
}  # fmt: skip

LINES: dict[str, tuple[int | None, ...]] = {
    "1 2 60 3": (1, 2, 60, 3), "1, 2, 60, 3": (1, 2, 60, 3), "1,2,60,3": (1, 2, 60, 3), "1-2-60-3": (1, 2, 60, 3), "1 - 2 - 60 - 3": (1, 2, 60, 3),
    "1;2;60;3": (1, 2, 60, 3), "1/2/60/3": (1, 2, 60, 3), "1. 2. 60. 3": (1, 2, 60, 3), "1.2.60.3": (1, 2, 60, 3), "1\n2\n60\n3": (1, 2, 60, 3),
    "1 2\n60 3": (1, 2, 60, 3), "- 1\n- 2\n- 60\n- 3": (1, 2, 60, 3), "1, 2, 60,3": (1, 2, 60, 3), "1 2 60 3 ạ": (1, 2, 60, 3),
    "dạ 1/2/60/3 ạ": (1, 2, 60, 3),
    "tổ em: 1-2-60-3": (1, 2, 60, 3), "１ ２ ６０ ３": (1, 2, 60, 3), "1 2 1.250 3": (1, 2, 1250, 3), "1,2,1.250,3": (1, 2, 1250, 3),
    "1 2 1,250 3": (1, 2, 1250, 3), "1 2 hơn 60 3": (1, 2, 60, 3), "1 2 khoảng 60 3 hộ": (1, 2, 60, 3), "1 2 6O 3": (1, 2, 60, 3),
    "một, hai, sáu mươi, ba": (1, 2, 60, 3), "mot, hai, sau muoi, ba": (1, 2, 60, 3),
    "1 2 bỏ qua 3": (1, 2, None, 3), "1 2 bo qua 3": (1, 2, None, 3), "1, 2, bỏ qua, 3": (1, 2, None, 3), "1 2 - 3": (1, 2, None, 3),
    "1, 2, -, 3": (1, 2, None, 3),
    "1 2 x 3": (1, 2, None, 3), "1 2 _ 3": (1, 2, None, 3), "0 0 0 0": (0, 0, 0, 0), "1 0 0 k": (1, 0, 0, 0), "1 ko ko 3": (1, 0, 0, 3),
    "1 không không 3": (1, 0, 0, 3),
    "1 2 O 3": (1, 2, 0, 3), "k k k k": (0, 0, 0, 0), "0": (0, 0, 0, 0), "không": (0, 0, 0, 0), "ko": (0, 0, 0, 0), "không có gì": (0, 0, 0, 0),
    "Không ạ": (0, 0, 0, 0),
    "khong co gi": (0, 0, 0, 0), "bỏ qua": (None, None, None, None),
    "họp 1 lần, 2 buổi, 60 lượt, 3 hộ": (1, 2, 60, 3), "hop 1 lan 2 buoi 60 luot 3 ho": (1, 2, 60, 3), "họp 1 2 60 3": (1, 2, 60, 3),
    "1 buổi 2 lần 60 lượt 3 hộ": (2, 1, 60, 3), "1 buổi, 2 lần, 3 hộ, 60 lượt": (2, 1, 60, 3),
    "thăm 3 hộ, họp 1, tuyên truyền 2 buổi 60 lượt": (1, 2, 60, 3),
    "thăm 3 họp 1 tuyên truyền 2 lượt 60": (1, 2, 60, 3), "họp tổ 1\ntuyên truyền 2\nlượt 60\nthăm 3": (1, 2, 60, 3),
    "họp: 1; thăm: 3; lượt: 60; buổi: 2": (1, 2, 60, 3),
    "thăm: 3 họp: 1 buổi: 2 lượt: 60": (1, 2, 60, 3), "họp 1 - tuyên truyền 2 - 60 lượt - 3 hộ": (1, 2, 60, 3),
    "thăm, 3, họp, 1, buổi, 2, lượt, 60": (1, 2, 60, 3),
    "không họp, tuyên truyền 2 buổi 60 lượt, thăm 3 hộ": (0, 2, 60, 3), "chưa họp lần nào, 2 buổi 60 lượt 3 hộ": (0, 2, 60, 3),
    "họp không, tuyên truyền 2 buổi, 60 lượt, 3 hộ": (0, 2, 60, 3), "tuyên truyền 2 buổi 60 lượt, thăm 3 hộ, không họp": (0, 2, 60, 3),
    "họp một lần, tuyên truyền hai buổi, sáu mươi lượt, thăm ba hộ": (1, 2, 60, 3),
}  # fmt: skip

GIFT_LINES = {
    "200 10 1,5": "200 10 1.5", "200, 10, 1,5": "200 10 1.5", "200,10,5": "200 10 5", "200 10 500k": "200 10 0.5", "200 10 k": "200 10 0",
    "2 sào 10 công 1tr5": "1000 10 1.5",
    "10 công, 2 sào, 500 nghìn": "1000 10 0.5", "góp tiền 2 triệu, hiến đất 200, 10 công": "200 10 2", "2 nghìn m2, 10 công, 2 triệu": "2000 10 2",
    "200 m2 10 công 1,5 triệu": "200 10 1.5",
    "không": "0 0 0", "200 10 1 triệu 2": "200 10 1.2",
}  # fmt: skip

WRONG_COUNT = {
    "": 0,
    "chịu thôi": 0,
    "1 2 60": 3,
    "1 2 60 3 5": 5,
    "1,2,60": 3,
    "họp 2": 1,
    "họp 0": 1,
    "thôn 3: 1 2 60 3": 5,
    "12": 1,
    "1 250": 2,
    "không họp": 1,
}
UNCLEAR_LINES = [
    "1 2-3 60", "1 2/3 60 3", "họp 18/11", "1 2 -3 4", "1 2 40 đến 50", "1 2 60% 3", "lượt 1 lượt 2 lượt 3 lượt 4", "thăm 1 2 60 3", "1 2 60,5 3",
    "1 2 0912345678 3",
]  # fmt: skip


def _values(text: str, wanted: list[Wanted]) -> tuple[Decimal | None, ...]:
    return tuple(None if value is SKIPPED else Decimal(str(value)) for value in several(text, WORDS, wanted))


@pytest.mark.parametrize(("text", "meant"), WHOLE.items())
def test_one_number_is_read_as_people_type_it(text: str, meant: int) -> None:
    assert one(text, WORDS) == meant


@pytest.mark.parametrize("text", [text for text in WHOLE if not text.isascii()])
def test_accents_that_are_typed_apart_from_their_letters_are_the_same(text: str) -> None:
    assert one(unicodedata.normalize("NFD", text), WORDS) == WHOLE[text]


@pytest.mark.parametrize("text", NONE_OR_MANY)
def test_what_gives_no_number_or_several_is_not_taken_for_one(text: str) -> None:
    assert one(text, WORDS) is None


@pytest.mark.parametrize("text", UNCLEAR)
def test_a_number_that_cannot_be_read_for_sure_is_not_guessed(text: str) -> None:
    with pytest.raises(UnclearNumber):
        one(text, WORDS)


@pytest.mark.parametrize(("text", "meant"), LAND_GIVEN.items())
def test_land_is_told_in_its_units(text: str, meant: int) -> None:
    assert one(text, WORDS, LAND) == meant


def test_grouped_or_a_fraction_of_a_larger_unit_is_asked_again() -> None:
    with pytest.raises(UnclearNumber):
        one("1,250 sào", WORDS, LAND)


@pytest.mark.parametrize(("text", "meant"), MONEY_GIVEN.items())
def test_money_is_told_in_millions(text: str, meant: str) -> None:
    assert one(text, WORDS, MONEY, decimals=True) == Decimal(meant)


@pytest.mark.parametrize(("text", "meant"), LINES.items())
def test_a_line_gives_all_that_is_wanted(text: str, meant: tuple[int | None, ...]) -> None:
    assert _values(text, WORK) == meant


@pytest.mark.parametrize(("text", "meant"), GIFT_LINES.items())
def test_a_line_may_mix_units_and_fractions(text: str, meant: str) -> None:
    assert _values(text, GIFTS) == tuple(map(Decimal, meant.split()))


@pytest.mark.parametrize(("text", "found"), WRONG_COUNT.items())
def test_a_line_with_too_few_or_too_many_says_how_many(text: str, found: int) -> None:
    with pytest.raises(WrongCount) as wrong:
        several(text, WORDS, WORK)
    assert wrong.value.found == found


@pytest.mark.parametrize("text", UNCLEAR_LINES)
def test_a_line_that_cannot_be_read_for_sure_is_not_guessed(text: str) -> None:
    with pytest.raises(UnclearNumber):
        several(text, WORDS, WORK)


def test_the_words_around_each_number_come_with_it() -> None:
    assert numbers("Họp 1 lần, thăm 3 hộ nghèo. Hết", WORDS) == (
        Found(Decimal(1), ("hop",), ("lan",)),
        Found(Decimal(3), ("lan", "tham"), ("ho", "ngheo")),
    )
    assert numbers("bỏ qua, không có vụ nào", WORDS) == (Found(None, (), ()), Found(Decimal(0), (), ("co", "vu", "nao")))


def test_the_unit_or_scale_of_each_number_comes_with_it() -> None:
    assert [n.unit for n in numbers("3 hộ hiến 2 sào và 5 triệu", WORDS, units=LAND)] == ["", "sao", "trieu"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("12", "12"),
        ("1250", "1.250"),
        ("1.5", "1,5"),
        ("1.50", "1,5"),
        ("1E+3", "1.000"),
        ("1250000.25", "1.250.000,25"),
        ("0.001", "0,001"),
    ],
)
def test_a_number_is_written_as_it_is_here(value: str, text: str) -> None:
    assert written(Decimal(value)) == text


@given(st.integers(0, 10**12))
def test_a_whole_number_that_is_written_reads_back(value: int) -> None:
    assert one(written(Decimal(value)), WORDS) == value


@given(st.decimals(0, 10**6, places=3))
def test_a_fraction_that_is_written_reads_back(value: Decimal) -> None:
    assert one(written(value), WORDS, decimals=True) == value


@given(
    st.lists(st.integers(0, 999_999), min_size=4, max_size=4),
    st.sampled_from([" ", "  ", ", ", ",", "-", " - ", ";", "; ", "/", " / ", ". ", "\n", " | "]),
)
def test_any_four_numbers_read_back_whatever_stands_between_them(values: list[int], between: str) -> None:
    assert several(between.join(map(str, values)), WORDS, WORK) == tuple(values)


@given(
    st.lists(st.integers(0, 999_999), min_size=4, max_size=4), st.permutations(["họp {} lần", "tuyên truyền {} buổi", "{} lượt nghe", "thăm {} hộ"])
)
def test_numbers_with_words_read_back_in_any_order(values: list[int], order: list[str]) -> None:
    places = ["họp {} lần", "tuyên truyền {} buổi", "{} lượt nghe", "thăm {} hộ"]
    assert several(", ".join(said.format(values[places.index(said)]) for said in order), WORDS, WORK) == tuple(values)


DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def _in_words(value: int) -> str:
    """As it is said; a thousand needs every place below it."""
    if value >= 1000:
        below = value % 1000
        return f"{_in_words(value // 1000)} nghìn {_below_thousand(below, whole=True) if below else ''}".strip()
    return _below_thousand(value, whole=False)


def _below_thousand(value: int, *, whole: bool) -> str:
    hundreds, tens, units = value // 100, value // 10 % 10, value % 10
    said = [DIGITS[hundreds], "trăm"] if hundreds or whole else []
    if tens:
        last = {0: [], 1: ["mốt" if tens > 1 else "một"], 5: ["lăm"]}.get(units, [DIGITS[units]])
        return " ".join([*said, *([DIGITS[tens], "mươi"] if tens > 1 else ["mười"]), *last])
    return " ".join([*said, *(["linh"] if said and units else []), *([DIGITS[units]] if units or not said else [])])


@given(st.integers(0, 999_999))
def test_a_number_in_words_is_read(value: int) -> None:
    assert one(_in_words(value), WORDS) == value
    assert one(f"khoảng {_in_words(value)} lượt người", WORDS) == value


PIECES = st.sampled_from(
    [*" ,.-/\n%~½²kxoO0129", "1,5", "1.250", "2026", "m2", *WORDS.numerals, *WORDS.zeros, "nào", "gì", "có", "đến", "vài", "họp", "hộ"]
)


@given(st.text() | st.lists(PIECES, max_size=40).map(" ".join) | st.lists(PIECES, max_size=40).map("".join))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    asked: list[Callable[[], object]] = [
        lambda: one(text, WORDS),
        lambda: one(text, WORDS, MONEY, decimals=True),
        lambda: several(text, WORDS, WORK),
        lambda: several(text, WORDS, GIFTS),
    ]
    for ask in asked:
        try:
            ask()
        except (UnclearNumber, WrongCount):
            continue


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "1,",
        "1.",
        "1-",
        "- 1 ",
        "a ",
        "o",
        "1",
        "1o",
        "không họp ",
        "hai trăm ",
        "triệu ",
        "một, ",
        "2 triệu 3 trăm ",
        "họp 1 buổi ",
        "không có gì ",
    ],
)
def test_a_long_text_is_read_before_anybody_gives_up(piece: str) -> None:
    text = (piece * 30_000)[:30_000]  # ten times what a message can have
    begun = time.perf_counter()
    with contextlib.suppress(UnclearNumber, WrongCount):
        several(text, WORDS, GIFTS)
    assert time.perf_counter() - begun < 20  # seconds, some hundredths on a quiet machine; what grows with the square of it takes minutes
