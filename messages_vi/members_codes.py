"""The codes that let people in, in words: one that is made, those that are open, the sheet to print."""

from __future__ import annotations

from collections.abc import Sequence

from bot.talk import Choice
from messages_vi.common import BAC, BAC_
from messages_vi.members import date, day

WHERE_TO_ADD = f"{BAC_} muốn thêm người vào nơi nào ạ?"
PRINT, REVOKE = Choice("giaymoi", "In giấy mời", "in giấy mời"), Choice("thuhoi", "Thu hồi mã", "thu hồi mã")
NO_CODES = "Ở đây không có mã mời nào đang mở."
REVOKED = "Đã thu hồi, mã ấy không dùng được nữa."
NO_CODE_HERE = f"Mã ấy đã hết hạn hoặc đã thu hồi. {BAC_} lấy mã mới giúp."
HERE_IS_THE_SHEET = "Giấy mời đây ạ, in ra phát ở cuộc họp hoặc dán nhà văn hóa."


def spoken_code(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


def code(code_: str, role: str, uses: int, until: float, links: Sequence[tuple[str, str]], *, for_one: bool, asked: bool) -> str:
    """A code, ready to be passed on. ``role``: with its unit; ``links``: (channel, what opens a chat with us there).

    ``for_one``: it is meant for one person; ``asked``: whoever made it is asked whether it is the right one.
    """
    for_ = "cho một người, một lần" if for_one else f"cho {uses} người"
    alone = "Xin chuyển riêng cho người ấy, đừng gửi vào nhóm." if for_one else ""
    again = f"Có người gõ mã, trợ lý hỏi lại {BAC}." if asked else ""
    lines = [f"Mã mời làm {role}: {spoken_code(code_)}", f"Dùng {for_}, đến hết ngày {date(until)}.", " ".join(x for x in (alone, again) if x)]
    return "\n".join([*(x for x in lines if x), *(f"Mở {name}: {link}" for name, link in links)])


def own_code(code_: str, name: str, until: float, links: Sequence[tuple[str, str]], *, joined: bool) -> str:
    """A code that lets in one person alone. ``joined``: they are here already, and it moves them to another phone."""
    lines = [f"Mã riêng của {name}: {spoken_code(code_)}", f"Gõ được một lần, đến hết ngày {date(until)}. Xin đưa tận tay, đừng gửi vào nhóm."]
    moves = f"Gõ mã này thì {name} chuyển sang máy mới, máy cũ thôi dùng. Máy cũ và khối dân vận đều được báo."
    return "\n".join([*lines, *([moves] if joined else []), *(f"Mở {channel}: {link}" for channel, link in links)])


def open_codes(title: str) -> str:
    return f"Mã mời đang mở của {title}. {BAC_} chọn mã muốn in hoặc thu hồi."


def open_code(code_: str, role: str, uses: int, until: float) -> str:
    return f"{spoken_code(code_)}: {role}, còn {uses} lượt, đến {day(until)}"
