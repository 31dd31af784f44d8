"""The printed sheet with a code to join by. It stands for nobody in particular: nobody is addressed by a word of their own."""

from __future__ import annotations

from collections.abc import Sequence

from messages_vi.joining import CHANNELS
from messages_vi.members import date

TITLE = "Mời vào nhóm trợ lý dân vận"
START = "Chọn Bắt đầu (START)"  # at the bottom of Telegram's screen: before it nobody can type
_CHOOSE = "Đọc lời chào, chọn Đồng ý."


def file_name(unit: str) -> str:
    return f"Giấy mời {unit}.docx"


def office(commune: str) -> str:
    """``commune``: as "xã X", "" above the communes."""
    return f"KHỐI DÂN VẬN {commune.upper()}" if commune else "KHỐI DÂN VẬN"


def steps(app: str, *, square: bool) -> Sequence[str]:
    """``app``: Zalo or Telegram, "" when that is not known; ``square``: whether a QR stands below, on Telegram one that brings the code along."""
    if app != CHANNELS["telegram"]:
        return (f"Mở {app}, quét mã vuông bên dưới." if square else to_us(app), "Gõ 8 số dưới đây rồi gửi.", "Đọc lời chào, gõ: đồng ý.")
    if square:
        return ("Quét mã vuông bên dưới bằng máy ảnh điện thoại.", f"{START}. Trợ lý hỏi mã thì gõ 8 số dưới đây.", _CHOOSE)
    return (to_us(app), f"{START}, rồi gõ 8 số dưới đây.", _CHOOSE)


def to_us(app: str) -> str:
    """How to come to our chat without a QR."""
    return f"Mở {app}, vào trò chuyện với trợ lý mà khối đã gửi." if app else "Vào trò chuyện với trợ lý mà khối đã gửi."


def foot(role: str, unit: str, until: float, phone: str | None) -> Sequence[str]:
    """``until``: epoch seconds; ``phone``: the secretary's."""
    lines = [f"Mã dành cho {role} {unit}, dùng đến hết ngày {date(until)}."]
    return [*lines, f"Chưa vào được thì gọi thư ký khối, số {phone}."] if phone else lines


# to whoever has it printed ---------------------------------------------------------------------------------------------
def no_channel(asked: str) -> str:
    """``asked``: the app that the papers were to lead to, "" for whichever there is."""
    which = asked or " hay ".join((CHANNELS["zalo"], CHANNELS["telegram"]))
    return f"Chưa nối {which} nên giấy không có mã vuông, cũng không ghi mở ứng dụng nào: nối xong hãy in lại (xem README.vi.md)."


def no_link(app: str) -> str:
    return f"Chưa có đường dẫn vào {app} (chưa ghi, bot đã đầy, hoặc không gọi được) nên giấy không có mã vuông: ghi xong hãy in lại."
