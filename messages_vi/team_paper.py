"""A team's month as a short paper that its head reads to the party cell of the hamlet."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.months import Month
from messages_vi.checkin import month_name
from messages_vi.common import BAC, BAC_

NONE_YET = f"Tổ của {BAC} chưa gửi báo cáo tháng nào. {BAC_} gõ: báo tháng, gửi xong thì lấy bản báo cáo chi bộ."
DRAFT, NUMBER, PARTY, TITLE = "", "", "ĐẢNG CỘNG SẢN VIỆT NAM", "BÁO CÁO"
SENT_TO = ("Nơi nhận:", "- Chi bộ (b/c);", "- Khối dân vận (b/c);", "- Lưu.")
_PEOPLE, _DONE, _WISHES, _NEXT = "I- TÌNH HÌNH NHÂN DÂN", "II- KẾT QUẢ", "III- KIẾN NGHỊ VÀ TRẢ LỜI", "IV- VIỆC THÁNG TỚI"


def over(block: str) -> str:
    return f"KHỐI DÂN VẬN {block.upper()}"


def issuer(unit: str) -> str:
    return f"TỔ DÂN VẬN {unit.upper()}"


def place_date(unit: str, year: int) -> str:
    """The day stays blank."""
    return f"{unit}, ngày     tháng     năm {year}"


def subject(of: Month) -> str:
    return f"kết quả công tác dân vận {month_name(of)}"


def signed(name: str) -> tuple[str, str, str]:
    return "T/M TỔ DÂN VẬN", "TỔ TRƯỞNG", name


def parts(people: Sequence[str], done: Sequence[str], wish: str, answer: str, plan: str) -> list[tuple[str, int, Sequence[str]]]:
    """Heading, level and paragraphs each; one without paragraphs leaves room to write."""
    wishes = [f"Tổ đề nghị: {_sentence(wish)}", *([answer] if answer else [])] if wish else ["Trong tháng, tổ không có kiến nghị."]
    return [
        (_PEOPLE, 1, [_sentence(line) for line in people]),
        (_DONE, 1, [f"- {_sentence(line)}" for line in done] or ["Trong tháng, tổ không có việc mới."]),
        (_WISHES, 1, wishes),
        (_NEXT, 1, [_sentence(plan)] if plan else []),
    ]


def handed(unit: str, of: Month) -> str:
    return f"Bản báo cáo trước chi bộ, {month_name(of)}, {unit}. Số liệu là số tổ đã gửi; {BAC} viết thêm được trong Word."


def file_name(unit: str, of: Month) -> str:
    return f"Báo cáo chi bộ {unit} tháng {of.number}-{of.year}.docx"


def _sentence(text: str) -> str:
    line = " ".join(text.split()).replace("bà con", "Nhân dân").replace("Bà con", "Nhân dân")
    return line[:1].upper() + line[1:] + ("" if line[-1:] in ".!?:;" else ".")
