"""Entering a month for a team that cannot: which team, or whether a case is meant."""

from __future__ import annotations

from bot.domain.vietnamese import words
from bot.talk import Choice
from messages_vi.common import BAC, BAC_

A_MONTH, A_CASE = "Báo cáo tháng của một tổ", "Báo việc giúp bà con"
WHICH = f"{BAC_} nhập hộ báo cáo tháng của tổ, hay báo việc ạ?"
WHICH_TEAM = f"{BAC_} nhập hộ tổ nào ạ?"
NONE_LEFT = f"Các tổ đã gửi đủ rồi, {BAC} ạ."
MORE = "Xem tiếp"
_FOR = ("nhap", "ho")


def told_for(text: str) -> str | None:
    """What stands behind "nhập hộ"; None: it does not begin so."""
    said = words(text)
    return " ".join(said[2:]) if tuple(said[:2]) == _FOR else None


def of_a_month(rest: str) -> bool:
    """Whether a month is meant, and no case: "báo cáo tháng thôn Mẫu Một"."""
    return "thang" in rest.split()


def left(teams: int) -> str:
    return f"Còn {teams} tổ chưa gửi."


def other_team(own: int) -> Choice:
    return Choice(f"nhaphothang:month:{own}", "Nhập hộ tổ khác")
