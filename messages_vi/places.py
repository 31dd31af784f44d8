"""About places: the provinces whose lists we ship, and places that change."""

from __future__ import annotations

from messages_vi.common import BAC_

PROVINCES = {"thanhhoa": ("tỉnh", "Thanh Hóa")}  # key of the command line -> kind word and name


def not_done(event: int, document: str) -> str:
    """To the operator: the day of an event has come, and it cannot be done."""
    told = f"Hôm nay là ngày thay đổi đơn vị theo văn bản {document} (mục {event}), nhưng máy chưa làm được vì đơn vị đã khác trước."
    return f"{told}\n{BAC_} xem lý do ở máy chủ bằng lệnh: units events. Mai máy thử lại."
