"""The words by which people tell numbers, "none" and "I leave this out", and the words beside them that mean something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from bot.domain.amounts import Found, UnclearNumber, numbers
from bot.domain.forms import Field
from bot.domain.numerals import BEHIND_TEN, BIG, DOZEN, HALF, HALF_OF, HUNDRED, ODD, TEN, TENS, UNIT, NumberWords
from bot.domain.vietnamese import fold


def _set(words: str, between: str = " ") -> frozenset[str]:
    return frozenset(words.split(between))


def _each(sort: str, words: str) -> dict[str, tuple[str, str]]:
    """ "hai 2 ba 3" """
    listed = words.split()
    return {word: (sort, worth) for word, worth in zip(listed[::2], listed[1::2], strict=True)}


_UNITS = _each(UNIT, "một 1 hai 2 ba 3 bốn 4 năm 5 sáu 6 bảy 7 bẩy 7 tám 8 chín 9")
_TITLES = _set("ông bà bác cô chú anh chị dì cậu mợ thím cụ")  # Hai, Ba, Năm are names behind them

WORDS = NumberWords(
    numerals=_UNITS
    | _each(BEHIND_TEN, "mốt 1 tư 4 lăm 5 nhăm 5")
    | _each(TEN, "mười 10")
    | _each(TENS, "mươi 0")
    | _each(DOZEN, "chục 10")
    | _each(HUNDRED, "trăm 100")
    | _each(BIG, "nghìn 1000 ngàn 1000 k 1000 triệu 1000000 tr 1000000 tỷ 1000000000 tỉ 1000000000")
    | _each(ODD, "linh 0 lẻ 0 lẽ 0")
    | _each(HALF, "rưỡi 0.5 rưởi 0.5")
    | _each(HALF_OF, "nửa 0.5"),
    glued=_set("k"),
    zeros=_set("không khong ko k hông hong hổng hok chưa chẳng"),
    letter_zero="o",
    there_is="có",
    skips=_set("x,bỏ qua,bo qua,bỏ,bq", ","),
    ranges=_set("đến tới hoặc hay trên"),
    vague=_set("vài mấy dăm đôi hàng nhiều cả"),
    vague_behind=_set("mấy"),
    polite=_set("ạ a nhé nhá nha ah thôi"),
    closing=_set("nào gì cả hết ai đâu"),
    asking=_set("có được phải"),
    unknown=_set("biết nhớ rõ nắm đếm tính thống tổng kịp xong báo nhiều ít sao hiểu thấy ổn phải"),
    limits=_set("quá đến tới dưới đủ được phải kém hơn chỉ"),
    opening=_set(
        "khoảng chừng tầm độ hơn gần cỡ ước có được chỉ mới đã dạ thưa em tôi tổ thôn bản xóm mình chúng bên nhà ở năm tháng này nay kỳ đợt qua vừa "
        "thì là vẫn cũng hiện tại còn trả lời đều"
    ),
    other=_set(
        "một số,một vài,một ít,một mình,một chút,một phần,một bên,một cách,một khi,một lòng,mỗi một,"
        "thứ hai,thứ ba,thứ tư,thứ năm,thứ sáu,thứ bảy,sau tết,sau bão,sau lũ,sau mưa,sau này,sau đó,bay giờ,"
        "năm nay,năm ngoái,năm sau,năm trước,năm tới,năm qua,năm rồi,năm kia,năm học,năm mới,năm này,năm đó,"
        "trong năm,cả năm,đầu năm,cuối năm,giữa năm,hàng năm,hằng năm,mỗi năm,các năm,từ năm,từng năm,nhiều năm,mấy năm,vài năm,quanh năm,"
        "ba con,ba mẹ,ba má,bà con,phần trăm,trạm y,trạm biến,trạm bơm,trạm điện,ngân hàng,ngân sách,chức sắc,chức danh,chức năng,"
        "triệu sơn,triệu lộc,bà triệu,tỉ lệ,tỷ lệ,tạm thời,không khí,không gian",
        ",",
    )
    | {f"{title} {name}" for title in _TITLES for name in _UNITS},
    year="năm",
    counted=_set(
        "buổi lần hộ vụ việc lượt người ngày công mô hình cuộc hội ý kiến kiện nghị nhà gia gđ đám cái đợt bài tin hôm tổ viên thành cặp đơn đoàn "
        "khẩu m2 mét sào mẫu thước ha triệu tr nghìn đồng đ chục trăm a ạ nhé nhá thôi rồi"
    ),
)

_NOTHING = re.compile(
    r"(?:(?:(?:khong|ko|k|chua|chang|hong|hok)(?: (?:co|gi|ca|het|de nghi|kho khan|kien nghi|y kien|them|viec|dau|nua|moi))*"
    r"|xong|ok|oke|okay|het|gui|luon|di|roi|the|vay|thoi|da|vang|a|nhe|nha|la|bo qua|0)(?:\W+|$))+"
)


def is_nothing(text: str) -> bool:
    """Whether these words say that there is nothing to tell, or nothing more: "không có gì", "0", "xong"."""
    return _NOTHING.fullmatch(fold(text).strip(" .!,;")) is not None


def is_digits(text: str) -> bool:
    """Whether there are only numbers, which are no words about anything."""
    return re.fullmatch(r"[\d\s.,;/-]*\d[\d\s.,;/-]*", text) is not None


def told_numbers(part: str, asked: Field, others: Mapping[str, Decimal]) -> tuple[Found, ...]:
    """The numbers of a part of an account; none where one is unclear. Of what has no units the units of the ``others`` tell them apart."""
    try:
        return numbers(part, WORDS, units=asked.units or others, decimals=asked.decimals > 0 or not asked.units)
    except UnclearNumber:
        return _rounded(part, asked)


def _rounded(part: str, asked: Field) -> tuple[Found, ...]:
    """Told in a unit that is no whole number of those of the field, as the thước is."""
    try:
        found = numbers(part, WORDS, units=asked.units, decimals=True)
    except UnclearNumber:
        return ()
    by_part = [n.value is not None and asked.units.get(n.unit, Decimal(1)) % 1 != 0 for n in found]
    whole = all(part or n.value is None or n.value % 1 == 0 for n, part in zip(found, by_part, strict=True))
    return tuple(replace(n, value=n.value and Decimal(round(n.value))) for n in found) if any(by_part) and whole else ()


def is_unclear(part: str, counted: Iterable[Field]) -> bool:
    """Whether its numbers cannot be read for sure as any of these fields."""
    for asked in counted:
        try:
            numbers(part, WORDS, units=asked.units, decimals=True)
        except UnclearNumber:
            continue
        return False
    return True


def has_digits(text: str) -> bool:
    """Whether a number is typed there in digits."""
    return any(c.isdecimal() for c in text)
