"""The directory of telephone numbers, in words."""

from __future__ import annotations

from collections.abc import Mapping

from messages_vi.common import BAC, BAC_

LABELS = {
    "truc_ban": "Trực ban xã", "truong_khoi": "Trưởng khối dân vận", "thu_ky": "Thư ký khối", "cong_an": "Công an xã", "tram_y_te": "Trạm y tế",
    "thu_y": "Thú y xã",
}  # fmt: skip
TITLE = "việc sửa danh bạ"
WHICH = f"{BAC_} sửa số nào ạ?"
ANOTHER = "Chọn số khác"
EVERYWHERE = "112 cứu nạn, 113 công an, 114 cháy nổ, 115 cấp cứu, 111 trẻ em."


def listed(phones: Mapping[str, str]) -> str:
    """The numbers that hold where somebody lives; those that everybody can call come with them."""
    own = [f"{LABELS[k]}: {phones[k]}" for k in LABELS if k in phones]
    head = f"Số điện thoại cho {BAC}:" if own else "Xã chưa nhập số điện thoại riêng. Số chung:"
    return "\n".join([head, *own, EVERYWHERE])


def edit(unit: str) -> str:
    """A button; ``unit``: which, where there are several."""
    return f"Sửa danh bạ {unit}".strip()


def entry(key: str, number: str) -> str:
    return f"{LABELS[key]}: {number or 'chưa có'}"


def label(key: str) -> str:
    """Within a sentence."""
    return LABELS[key][:1].lower() + LABELS[key][1:]
