"""Days as people type them ("5/12", "hết tuần", "3 ngày", "thứ 6") and as they are read back, with the day of the week."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from bot.domain.periods import HERE, local
from bot.domain.vietnamese import fold

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_N = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})"
_UNTIL = re.compile(r".*\bden\b(?=.*\w)", re.DOTALL)  # "từ thứ 2 đến thứ 6": what comes behind


def end_of(day: date) -> float:
    """The first moment after a local day, in epoch seconds."""
    return datetime.combine(day + timedelta(days=1), time(), HERE).timestamp()


def last_day(until: float, now: float) -> str:
    """The last day before a moment: "thứ Bảy 5/12", with the year when it is another."""
    day, today = local(until - 1).date(), local(now).date()
    year = f"/{day.year}" if day.year != today.year else ""
    return f"{WEEKDAYS[day.weekday()]} {day.day}/{day.month}{year}"


def named(said: str, now: float, since: float = 0.0) -> date | None:
    """The last day these words name, seen from now; None when they name none. A day without a year is the next one of that name.

    ``since``: when it begins, if that is later; so many days are counted from there, and no day before it is meant.
    """
    text = _UNTIL.sub("", " ".join(fold(said).split()))
    today, first = local(now).date(), local(max(since, now)).date()
    for pattern, meant in _MEANT:
        if found := pattern.search(text):
            day = None if pattern in _LENGTHS else meant(today, found)
            return meant(first, found) if day is None or day < first else day
    return None


def begins(said: str, now: float) -> tuple[date | None, str]:
    """The day to come that "từ ..." names, None when that is today or none; and the words without it."""
    text, today = " ".join(fold(said).split()), local(now).date()
    for start in _FROM.finditer(text):
        for at in (start.end(), start.end() + len(start[1] or "")):
            for pattern, meant in _FIRST_DAYS:
                if (found := pattern.match(text, at)) and (day := meant(today, found)) and day > today:
                    return day, f"{text[: start.start()]} {text[found.end() :]}"
    return None, said


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS[word]


def _date(today: date, found: re.Match[str]) -> date | None:
    day, month, year = int(found[1]), int(found[2]), found[3]
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return next((d for y in (today.year, today.year + 1) if (d := _day(y, month, day)) and d >= today), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _of_month(today: date, found: re.Match[str]) -> date | None:
    """ "ngày 5": the next fifth."""
    months = ((today.year + (today.month + n - 1) // 12, (today.month + n - 1) % 12 + 1) for n in range(3))
    return next((d for y, m in months if (d := _day(y, m, int(found[1]))) and d >= today), None)


def _weekday(today: date, found: re.Match[str]) -> date:
    word = found[1] or found[2]
    place = 6 if word in ("chu nhat", "cn") else _number(word) - 2
    if found[3]:
        return today + timedelta(days=7 - today.weekday() + place)
    return today + timedelta(days=(place - today.weekday()) % 7)


def _days(today: date, found: re.Match[str]) -> date:
    """So many days, weeks or months, the first of them today, unless they begin tomorrow or are counted from now ("ba hôm nữa")."""
    many = _number(found[1]) * (7 if found[2] == "tuan" else 30 if found[2] == "thang" else 1)
    return today + timedelta(days=many if _FROM_TOMORROW.search(found.string) else max(many - 1, 0))


def _end_of_week(today: date, found: re.Match[str]) -> date:
    return today + timedelta(days=6 - today.weekday() + (7 if found[1] else 0))


def _end_of_month(today: date, _found: re.Match[str]) -> date:
    return (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


_FROM_TOMORROW = re.compile(r"\bnua\b(?! thang)|\btu (?:ngay |sang |chieu )?mai\b")
_TOMORROW = r"(?=(?:ngay |sang |chieu )?mai\b"
_FROM = re.compile(
    rf"(?:(?<!thu )(?<!thang )\btu |\b(?:di vang|nghi(?: phep| om)?) {_TOMORROW})|^{_TOMORROW}.*\b(?:di vang|nghi)\b))"
    r"(?=(ngay |hom |sang |chieu |trua |toi )?)"
)
_NEXT = r"(?: (sau|toi))?"
_Meant = tuple[tuple[re.Pattern[str], Callable[[date, re.Match[str]], date | None]], ...]
_DATES: _Meant = (
    (re.compile(r"(?<![\d/.])(\d{1,2}) ?[/.\-] ?(\d{1,2})(?: ?[/.\-] ?(\d{4}|\d{2}))?(?![\d/])"), _date),
    (re.compile(r"\b(\d{1,2}) thang (\d{1,2})\b(?:,? (?:nam )?(\d{4}))?"), _date),
    (re.compile(rf"\b(?:thu ?([2-7]|hai|ba|tu|nam|sau|bay)|(chu nhat|cn))\b(?: tuan{_NEXT})?"), _weekday),
)
_SPANS: _Meant = (
    (re.compile(rf"\b{_N} ?(ngay|hom|bua|tuan|thang)\b"), _days),
    (re.compile(r"\bnua thang\b"), lambda today, _: today + timedelta(days=14)),
    (re.compile(rf"\btuan(?: nay)?{_NEXT}\b"), _end_of_week),
    (re.compile(r"\b(?:het|cuoi|trong) thang\b(?! sau)"), _end_of_month),
)
_NEAR: _Meant = (
    (re.compile(r"\b(?:hom|chieu|toi|dem|trong ngay) nay\b|\bhet ngay\b"), lambda today, _: today),
    (re.compile(r"\bngay kia\b"), lambda today, _: today + timedelta(days=2)),
    (re.compile(r"\b(?:ngay |sang |chieu |toi )?mai\b"), lambda today, _: today + timedelta(days=1)),
    (re.compile(r"\b(?:ngay|mung) (\d{1,2})\b"), _of_month),
)
_LENGTHS = [pattern for pattern, _ in _SPANS[:2]]
_MEANT = (*_DATES, *_SPANS, *_NEAR)
_FIRST_DAYS: _Meant = (*_DATES, *_NEAR, (re.compile(r"(?:dau )?tuan (?:sau|toi)\b"), lambda today, _: today + timedelta(days=7 - today.weekday())))
