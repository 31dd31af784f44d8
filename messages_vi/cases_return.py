"""A case that is handed back, in words."""

from __future__ import annotations

from messages_vi.cases import named_case
from messages_vi.common import BAC, BAC_

TITLE = "lời trả lại việc"
NOT_WITH_YOU = f"Việc này hiện không giao {BAC} ạ."


def why(number: int) -> str:
    return f"{BAC_} trả lại việc số {number} vì sao ạ? Gõ một câu, khối đọc để giao người khác."


def done(number: int, *, reached: bool) -> str:
    """``reached``: whether anybody else of the block hears of it."""
    if not reached:
        return f"Đã ghi: {BAC} trả lại việc số {number}. Chưa có ai khác trong khối nhận tin qua máy, {BAC} nói trực tiếp giúp."
    return f"Đã ghi: {BAC} trả lại việc số {number}. Trợ lý đã báo khối."


def returned(number: int, text: str, by: str, why_: str) -> str:
    """To the block."""
    reason = f": “{why_}”" if why_ else ""
    return f"Thưa {BAC}, {by} trả lại {named_case(number, text)}{reason}. Việc này nay chưa ai phụ trách."
