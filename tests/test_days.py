"""Days as people type them."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.domain.periods import HERE
from messages_vi import days

NOW = datetime(2026, 12, 1, 9, tzinfo=HERE).timestamp()  # a Tuesday


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("5/12", "thứ Bảy 5/12"),
        ("đến hết ngày 5/12 nhé", "thứ Bảy 5/12"),
        ("05-12-2026", "thứ Bảy 5/12"),
        ("5.12.26", "thứ Bảy 5/12"),
        ("5 tháng 12", "thứ Bảy 5/12"),
        ("den ngay 5", "thứ Bảy 5/12"),
        ("1/1", "thứ Sáu 1/1/2027"),
        ("3 ngày", "thứ Năm 3/12"),
        ("đi vắng 1 ngày", "thứ Ba 1/12"),
        ("3 ngày từ mai", "thứ Sáu 4/12"),
        ("ba hôm nữa", "thứ Sáu 4/12"),
        ("1 tuần", "thứ Hai 7/12"),
        ("nửa tháng", "thứ Ba 15/12"),
        ("hết tuần", "Chủ nhật 6/12"),
        ("het tuan sau", "Chủ nhật 13/12"),
        ("hết tháng", "thứ Năm 31/12"),
        ("thứ 6", "thứ Sáu 4/12"),
        ("từ thứ hai đến thứ sáu", "thứ Sáu 4/12"),
        ("thứ 2 tuần sau", "thứ Hai 7/12"),
        ("chủ nhật", "Chủ nhật 6/12"),
        ("hôm nay", "thứ Ba 1/12"),
        ("tối mai", "thứ Tư 2/12"),
        ("ngày kia", "thứ Năm 3/12"),
    ],
)
def test_a_day_is_understood_as_people_type_it_and_read_back_with_its_weekday(said: str, meant: str) -> None:
    day = days.named(said, NOW)
    assert day is not None
    assert days.last_day(days.end_of(day), NOW) == meant


@pytest.mark.parametrize("said", ["", "mấy hôm", "5", "31/2", "30/2/2027", "1/2/3", "khi nào về thì báo", "99/99", "0 tháng 13", "ngày 40"])
def test_what_names_no_day_is_asked_again(said: str) -> None:
    assert days.named(said, NOW) is None
