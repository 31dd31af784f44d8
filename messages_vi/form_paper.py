"""The monthly check-in on paper, for a team that writes by pen and has it entered later."""

from __future__ import annotations

import re
from datetime import date

from bot.domain.forms import Field
from bot.domain.months import Month
from messages_vi.checkin import NO, NOTHING, YES, due_on, month_name
from messages_vi.common import BAC, BAC_

NO_MONTH = f"Mẫu giấy dành cho tổ và khối. {BAC_} chưa ở trong tổ hay khối nào nên trợ lý chưa có mẫu để gửi ạ."
NOTHING_NEW = f"{NOTHING.label} (đánh dấu ô này thì không phải ghi gì thêm)"
HOW = "Không có thì ghi 0; chưa rõ thì để trống. Xin không ghi tên người dân, số căn cước, việc mật."
_WHO = ("Người ghi:", " Ngày:")
FOOT, FOOT_OF_BLOCK = (_WHO, ("Tổ trưởng xem, ký tên:",)), (_WHO,)
YES_NO = (YES.label, NO.label)
_NO_NAME = "." * 30  # to write on
_ON_A_PHONE = re.compile(r"(?<=[.?!]) [^.?!]*\bgõ\b[^.?!]*[.?!]?", re.IGNORECASE)


def title(of: Month, *, of_block: bool) -> str:
    return f"{'SỐ CỦA KHỐI DÂN VẬN' if of_block else 'BÁO CÁO CỦA TỔ DÂN VẬN'} {month_name(of).upper()}"


def head(unit: str, block: str, first: date, last: date, due: date) -> tuple[str, ...]:
    """``unit`` "": a sheet for any team, which writes its own name; ``block`` "": the block's own."""
    team = f"Tổ dân vận: {unit or _NO_NAME}, {block}" if block else f"Khối Dân vận {unit}"
    return team, f"Kỳ tính từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}", f"Hạn nộp: {due_on(due)}/{due.year}"


def asked(field: Field) -> str:
    """The question, without what is said of typing."""
    return _ON_A_PHONE.sub("", field.ask)


def handed(of: Month) -> str:
    """To a member of a team."""
    return f"Mẫu giấy báo cáo {month_name(of)} của tổ. {BAC_} in ra, ghi bằng bút; xong thì gõ: báo tháng, hoặc đưa thư ký khối nhập hộ."


def handed_to_block(of: Month) -> str:
    return (
        f"Mẫu giấy {month_name(of)}: một tờ cho các tổ (để trống tên tổ, in bao nhiêu cũng được), một tờ số của khối. "
        f"Tổ ghi xong thì {BAC} gõ: tháng của khối, rồi nhập hộ."
    )


def file_name(unit: str, of: Month) -> str:
    """``unit`` "": for any team."""
    return f"Mẫu giấy tháng {of.number}-{of.year} {unit or 'cho các tổ'}.docx"
