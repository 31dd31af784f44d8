"""Voice notes of teams, as the block hears them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.months import Month
from messages_vi.checkin import month_name
from messages_vi.common import BAC, BAC_


def none(of: Month) -> str:
    return f"{month_name(of).capitalize()} chưa tổ nào gửi tin thoại, {BAC} ạ."


def handed(of: Month, teams: Sequence[str]) -> str:
    """``teams``: of which each note is."""
    told = f"{len(teams)} tin thoại {month_name(of)}: {', '.join(dict.fromkeys(teams))}. Tin giữ 30 ngày."
    return f"{told} {BAC_} nghe, rồi gõ: duyệt lời các tổ, để viết lại thành chữ."
