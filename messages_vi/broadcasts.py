"""A text for the loudspeaker or the group of a hamlet, typed as if it were a report, and what is said to that."""

from __future__ import annotations

import re

from bot.domain.vietnamese import fold
from messages_vi.common import BAC, BAC_

NOT_YET = (
    f"Dạ, nghe như lời thông báo cho bà con; trợ lý chưa gửi thông báo thay {BAC} được nên chưa ghi gì ạ.\n"
    f"{BAC_} đọc loa hoặc dán vào nhóm của thôn giúp. Còn nếu là việc báo khối thì {BAC} kể lại, bỏ chữ “thông báo” ở đầu."
)
_WHEN = r"(?:\d|sang|trua|chieu|toi|dem|mai|ngay mai|hom nay|ngay|vao|luc|tu)"
_WHOM = r"(?:(?:toi|den|cho) )?(?:toan (?:the|dan)|ba con|nhan dan|cac (?:ho|gia dinh)|moi (?:nguoi|nha|gia dinh)|kinh moi|moi)"
_BROADCAST = re.compile(
    rf"\s*(?:xin |kinh )?(?:(?:thong bao|loa)\s*[:.!-]|thong bao,? (?:{_WHEN}|{_WHOM})\b|(?:nho |xin )?(?:doc|phat) (?:len )?loa\b"
    r"|loa (?:thong bao|doc)\b).*",
    re.DOTALL,
)


def is_broadcast(text: str) -> bool:
    """Whether it begins as a text that is to be read to everybody."""
    return _BROADCAST.fullmatch(fold(text)) is not None
