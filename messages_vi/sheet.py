"""The printed sheet with a code to join by. It stands for nobody in particular: nobody is addressed by a word of their own."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.periods import local

TITLE = "Mời vào nhóm trợ lý dân vận"


def file_name(unit: str) -> str:
    return f"Giấy mời {unit}.docx"


def office(commune: str) -> str:
    """``commune``: as "xã X", "" above the communes."""
    return f"KHỐI DÂN VẬN {commune.upper()}" if commune else "KHỐI DÂN VẬN"


def steps(app: str, *, square: bool) -> Sequence[str]:
    """``app``: Zalo or Telegram, "" when either will do; ``square``: whether a QR stands below."""
    open_ = f"Mở {app}, quét mã vuông bên dưới." if square else f"Mở {app or 'Zalo'}, vào trò chuyện với trợ lý mà khối đã gửi."
    return (open_, "Chọn Nhắn tin, gõ 8 số dưới đây rồi gửi.", "Đọc lời chào, gõ: đồng ý.")


def foot(role: str, unit: str, until: float, phone: str | None) -> Sequence[str]:
    """``until``: epoch seconds; ``phone``: the secretary's."""
    day = local(until)
    lines = [f"Mã dành cho {role} {unit}, dùng đến hết ngày {day.day}/{day.month}/{day.year}."]
    return [*lines, f"Chưa vào được thì gọi thư ký khối, số {phone}."] if phone else lines
