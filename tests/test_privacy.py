"""What identifies people is masked before it is stored; what the work needs is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.privacy import mask
from bot.domain.vietnamese import clean
from bot.inbox import door
from bot.talk import Incoming, Peer
from messages_vi.names import hide_names, names
from messages_vi.privacy import MARKS, is_secret
from messages_vi.report import PERSON

LINES = [line.split("\t") for line in (Path(__file__).parent / "data" / "privacy.tsv").read_text("utf-8").splitlines()]
HALVES = {"tuned on": LINES[0::2], "held out": LINES[1::2]}
PIECES = [
    "0",
    "9",
    "12",
    "84",
    "+84",
    "0912345678",
    "038085012345",
    "stk",
    "sinh năm",
    "cmnd",
    "36A-",
    "12/3/1965",
    "tài khoản",
    "sđt",
    "đồng",
    "xe",
    "a.vn",
    "không chín",
    "một hai ba bốn",
    "sinh năm một chín",
    "bhxh",
    "GD4",
    "hộ chiếu B",
]
CROWDED = st.lists(st.sampled_from([*PIECES, ".", "-", "(", ")", "o", "O", "１", "@", "/", " ", "]"]), max_size=25).map("".join)


@pytest.mark.parametrize("half", HALVES)
def test_the_right_words_are_masked_and_no_others(half: str) -> None:
    wrong = [f"{text} -> {mask(text, MARKS)}" for text, masked in HALVES[half] if mask(text, MARKS) != masked]
    print(f"{half}: {len(HALVES[half]) - len(wrong)} of {len(HALVES[half])} right", *wrong, sep="\n")  # noqa: T201 - how well it masks is what one wants to read
    assert not wrong


@given(CROWDED | st.text())
@example("stk 0912345678 stk")
@example("[số tài khoản] 12345678")
def test_masking_never_fails_and_masking_twice_changes_nothing(text: str) -> None:
    once = mask(clean(text), MARKS)
    assert mask(once, MARKS) == once


@given(st.text(alphabet="abcxyz ,.đêư", max_size=20), st.sampled_from([" ", ", ", "\n", ": "]), st.from_regex(r"0[35789][0-9]{8}", fullmatch=True))
def test_a_phone_number_is_masked_whatever_stands_before_it(before: str, gap: str, phone: str) -> None:
    assert phone not in mask(clean(before) + gap + phone, MARKS)


@pytest.mark.parametrize("unit", ["đồng", "đ", "triệu", "m2", "kg"])
@given(number=st.integers(min_value=1, max_value=10**11))
def test_amounts_are_never_masked(unit: str, number: int) -> None:
    told = f"chi {number:,} {unit} cho thôn".replace(",", ".")
    assert mask(told, MARKS) == told


HOSTILE = [
    "0" * 100_000, "0 " * 50_000, "0912345678" * 10_000, "0912345678 " * 9_000, "a" * 100_000 + "@", "@" * 100_000, "a@a." * 25_000,
    "tài khoản " * 10_000, "stk 1" * 20_000, "sinh ngày " * 10_000, "o0" * 50_000, "O" * 100_000, "36a" * 33_000, "xe " * 33_000 + "1",
    "." * 100_000 + "1",
    "ông " * 25_000, "Ông A " * 17_000, "ÔNG LÊ " * 14_000, "mật " * 25_000, "\n" * 100_000, " " * 100_000 + "mật", "công văn " * 11_000,
    "( " * 50_000 + "0", "không " * 16_000, "một hai 3 " * 10_000, "0 1 " * 25_000, "AN SINH 1950 " * 7_700, "bhxh 1" * 16_000, "GD4 3 8 " * 12_000,
    "hộ chiếu b" * 10_000, "a cong " * 14_000, "c. " * 33_000, "0912345678GD4" * 7_700, "nam@gmail" * 11_000, "ông nguyễn văn " * 7_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: f"{text[:10]!r}...")
def test_long_hostile_messages_are_read_to_the_end(text: str) -> None:
    mask(text, MARKS)
    is_secret(text)
    names(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mật", "TỐI MẬT\nCông văn số 12", "độ mật: tối mật", "văn bản mật", "xã vừa nhận công văn mật số 12", "tài liệu đóng dấu Mật",
        "MẬT - số 12/BC",
        "(Mật) báo cáo", "hồ sơ tuyệt mật", "Kế hoạch này thuộc loại mật", "cong van mat so 12", "TOI MAT",
    ],
)  # fmt: skip
def test_a_text_marked_as_a_state_secret_is_recognised(text: str) -> None:
    assert is_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "mật ong rừng", "giữ bí mật", "buổi gặp thân mật", "mật độ dân cư", "quên mật khẩu zalo", "MẬT ONG 2 LÍT", "toi mat xe may dem qua",
        "do mat dien",
        "thôn Mật Sơn", "báo cáo mật độ xây dựng", "tài liệu bị mất", "van ban mat roi", "bà Mật xóm 3", "sỏi túi mật", "buổi tối mật ong bán chạy",
    ],
)  # fmt: skip
def test_honey_and_friends_are_no_secrets(text: str) -> None:
    assert not is_secret(text)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("nhà ông Lan bị tốc mái", "nhà một người bị tốc mái"),
        ("bà Nguyễn Thị Hoa và anh Tuấn", "một người và một người"),
        ("ông bà Lan Hùng hiến đất", "một người hiến đất"),
        ("nha ong Lan bi ngap", "nha một người bi ngap"),
        ("ông N.V.A ở xóm 3", "một người ở xóm 3"),
        ("bác Hồ Văn Nam", "một người"),
        ("đường nhà anh Nam hỏng", "đường nhà một người hỏng"),
        ("cô giáo Lan nghỉ dạy", "một người nghỉ dạy"),
        ("ÔNG LÊ VĂN NAM", "một người"),
    ],
)
def test_a_person_named_after_a_title_is_hidden(told: str, kept: str) -> None:
    assert hide_names(told, PERSON) == kept


@pytest.mark.parametrize(
    "number", ["so dien thoai 0912345678", "bien so 36A-123.45", "sinh nam 1965", "cccd 038085012345", "stk 12345678901", "nam@example.vn"]
)
def test_a_masked_number_beside_a_name_without_diacritics_does_not_show_the_name(number: str) -> None:
    masked = mask(f"nha co ong Hung bi toc mai, {number}", MARKS)
    assert "[" in masked
    assert "Hung" not in hide_names(masked, PERSON)


def test_a_masked_number_in_a_shouted_text_makes_no_names_of_its_words() -> None:
    told = "BA CON THON 3 GOI 0912345678, NHA ONG LE VAN NAM"
    assert hide_names(mask(told, MARKS), PERSON) == f"BA CON THON 3 GOI {MARKS.phone}, NHA {PERSON}"


@pytest.mark.parametrize(
    "text",
    [
        "xã Hà Trung", "bà con Thôn 3", "bác sĩ khám bệnh", "cô giáo mầm non", "anh em Công an xã", "chị em phụ nữ", "ông bà già",
        "cầu Ông Lâm gãy lan can",
        "chợ Bà Triệu", "đường Bà Triệu", "đền Bà Triệu", "Bác Hồ dạy", "huyen Ba Thuoc", "15 ho ba con", "Nguyễn Thị Lan Anh",
        "hỏi Lan Anh Công ty may",
        "ANH EM TRONG THÔN", "hỏi anh. Xã bảo",
        "ông Trưởng thôn", "bác Tổ trưởng", "Bà Mẹ Việt Nam anh hùng",
    ],
)  # fmt: skip
def test_places_groups_and_people_all_know_are_no_persons(text: str) -> None:
    assert names(text) == ()


@pytest.mark.parametrize(
    ("shown", "kept"), [("Anh Ba 0912 345 678", "Anh Ba"), ("Bác Sáu", "Bác Sáu"), ("Hoa a.b@mau.vn", "Hoa"), ("0912345678", ""), ("Tổ 3", "Tổ 3")]
)
def test_the_name_of_a_chat_is_kept_without_the_numbers_in_it(shown: str, kept: str) -> None:
    assert door(Incoming(Peer("phone", "demo", "1"), "1", 0.0, "1", shown, "chào")).name == kept
