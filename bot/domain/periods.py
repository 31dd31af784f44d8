"""Days and hours as people here count them; everything else in the product counts UTC seconds."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = 7  # o'clock


def local(at: float) -> datetime:
    """Epoch seconds as a local date and time."""
    return datetime.fromtimestamp(at, HERE)


def next_morning(now: float) -> float:
    """The next seven o'clock, in epoch seconds."""
    today = local(now).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return (today if today.timestamp() >= now else today + timedelta(days=1)).timestamp()


def month(at: float) -> str:
    """The local month, as 2026-11."""
    return f"{local(at):%Y-%m}"


def next_month(now: float) -> float:
    """Seven o'clock on the first day of the next month, in epoch seconds."""
    first = local(now).replace(day=1, hour=MORNING, minute=0, second=0, microsecond=0)
    year, number = (first.year + 1, 1) if first.month == 12 else (first.year, first.month + 1)
    return first.replace(year=year, month=number).timestamp()
