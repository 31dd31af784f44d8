"""Days and hours as people here count them; everything else in the product counts UTC seconds."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING, EVENING, NIGHT = 7, 17, 21  # o'clock
_SATURDAY = 5


def local(at: float) -> datetime:
    """Epoch seconds as a local date and time."""
    return datetime.fromtimestamp(at, HERE)


def next_morning(now: float) -> float:
    """The next seven o'clock, in epoch seconds."""
    today = local(now).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return (today if today.timestamp() >= now else today + timedelta(days=1)).timestamp()


def by_day(now: float) -> float:
    """Now, but at night the next seven o'clock: the clock wakes nobody for what can wait."""
    return now if MORNING <= local(now).hour < NIGHT else next_morning(now)


def end_of_day(now: float, days: int) -> float:
    """The last second of the local day so many days from now: what is good "until the end of" a day."""
    return (local(now) + timedelta(days=days)).replace(hour=23, minute=59, second=59, microsecond=0).timestamp()


def month(at: float) -> str:
    """The local month, as 2026-11."""
    return f"{local(at):%Y-%m}"


def next_month(now: float) -> float:
    """Seven o'clock on the first day of the next month, in epoch seconds."""
    first = local(now).replace(day=1, hour=MORNING, minute=0, second=0, microsecond=0)
    year, number = (first.year + 1, 1) if first.month == 12 else (first.year, first.month + 1)
    return first.replace(year=year, month=number).timestamp()


def working_days_after(at: float, days: int, holidays: Container[date]) -> float:
    """The end (17:00) of the ``days``-th working day after the day of this moment, in epoch seconds; weekends and holidays are none."""
    day = local(at).replace(hour=EVENING, minute=0, second=0, microsecond=0)
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY and day.date() not in holidays
    return day.timestamp()


def end_of_work(day: date) -> float:
    """Five o'clock of that day, in epoch seconds."""
    return datetime(day.year, day.month, day.day, EVENING, tzinfo=HERE).timestamp()


def morning_of(at: float) -> float:
    """Seven o'clock of the local day of this moment, in epoch seconds."""
    return local(at).replace(hour=MORNING, minute=0, second=0, microsecond=0).timestamp()
