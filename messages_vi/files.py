"""Files that are handed over, in words: their names, what stands for one where it cannot be sent, and the page where it waits.
A file is a case's picture (no title), a case's voice note, or made for one person.

Nobody is addressed here by a word of their own: a channel and a page do not know it.
"""

from __future__ import annotations

from messages_vi.cases import moment
from messages_vi.common import PICTURES_ELSEWHERE

_OFFICE = "application/vnd.openxmlformats-officedocument."
_KINDS = {f"{_OFFICE}spreadsheetml.sheet": "Bảng tính (Excel)", f"{_OFFICE}wordprocessingml.document": "Văn bản (Word)"}
PICTURE, VOICE = "Ảnh kèm theo", "Tin thoại"
LANGUAGE = "vi"
FROM = "Trợ lý dân vận"
FETCH = "Tải về"
AFTER = ("Tải xong, tệp nằm trong thư mục Tải xuống của máy.", "Tệp này gửi riêng cho người nhận, xin không chuyển tiếp.")
GONE = "Trang này không mở được"
GONE_LINES = (
    "Xin lỗi, liên kết này không dùng được nữa.",
    "Muốn nhận liên kết mới, xin gõ lại cho trợ lý câu đã gõ hôm trước, ví dụ: xem 12. Hoặc xin hỏi thư ký khối.",
)


def voice_title(number: int, which: int, of: int, extension: str) -> str:
    """The name of a case's voice note, the ``which``-th of so many."""
    return f"{VOICE} {which} việc {number}.{extension}" if of > 1 else f"{VOICE} việc {number}.{extension}"


def month_voice_title(team: str, month: str, extension: str) -> str:
    """The name of what a team said in its month ("2026-12")."""
    return f"{VOICE} {team} tháng {month}.{extension}"


def a_file(title: str, link: str) -> str:
    """What is said where a file cannot be sent, ``link`` "" when it cannot be fetched either; a picture has no title."""
    voice = title.startswith(VOICE)
    if link:
        return f"{title or PICTURE}: {link}\n{'Mở để nghe, trong 24 giờ.' if voice else 'Mở được trong 24 giờ, nên mở trên máy tính.'}"
    if voice:
        return f"{title} không gửi qua đây được; nghe được trên Telegram hoặc hỏi người báo."
    return f"{title} không gửi qua đây được; xem được trên Telegram hoặc hỏi thư ký khối." if title else PICTURES_ELSEWHERE


def what(mime: str, size: int) -> str:
    """What kind of file it is, and how large; ``size`` in bytes."""
    kind = "Tệp âm thanh" if mime.startswith("audio/") else _KINDS.get(mime, "Tệp")
    return f"{kind}, nặng {_weight(size)}."


def _weight(size: int) -> str:
    return f"{max(1, round(size / 1024))} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB".replace(".", ",")


def when(since: float, until: float) -> str:
    """In which time it can be fetched, epoch seconds."""
    return f"Tải về được từ {moment(since)} đến {moment(until)}."
