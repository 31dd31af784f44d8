"""The demo's commune: a real commune's name, six made-up hamlets, made-up roles instead of people."""

from __future__ import annotations

from dataclasses import dataclass

PROVINCE = ("tỉnh", "Thanh Hóa")
COMMUNE_CODE = "15646"
HAMLETS = (("thôn", "Mẫu Một"), ("thôn", "Mẫu Hai"), ("thôn", "Mẫu Ba"), ("bản", "Mẫu Tư"), ("bản", "Mẫu Năm"), ("khu phố", "Mẫu Sáu"))
PHONES_OF_COMMUNE = {
    "truc_ban": "0237.000.0001", "truong_khoi": "0237.000.0002", "thu_ky": "0237.000.0003", "cong_an": "0237.000.0004",
    "tram_y_te": "0237.000.0005", "thu_y": "0237.000.0006",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoPhone:
    """A phone of the demo: its chat, whose it is, the role in which unit (the first "thon", "xa", "tinh"), what to try in it (#: the last case)."""

    chat: str
    title: str
    subtitle: str
    name: str
    role: str
    where: str
    try_this: tuple[str, ...]


PHONES = (
    DemoPhone(
        "1", "Tổ viên", "thôn Mẫu Một", "Tổ viên Mẫu", "to_vien", "thon",
        (
            "gãy lan can cầu tràn từ tối qua, 15 hộ phải đi vòng", "nuoc lu len nhanh, ngap 5 nha o cuoi thon", "báo tháng", "việc của tôi",
            "nước suối dâng, ngập 3 hộ ven suối", "sạt lở đất chắn đường vào xóm trên, 6 hộ", "gió lốc tốc mái 4 nhà đầu thôn",
        ),
    ),
    DemoPhone(
        "2", "Trưởng khối", "khối dân vận xã", "Trưởng khối Mẫu", "truong_khoi", "xa",
        ("nhận #", "hỏi # đã rào tạm chưa", "tháng của khối", "xong # đã khắc phục", "việc", "mở đợt", "báo cáo nhanh"),
    ),
    DemoPhone("3", "Cán bộ tỉnh", "chỉ xem việc khẩn", "Cán bộ tỉnh Mẫu", "can_bo_tinh", "tinh", ("/giaoban", "riêng tư", "giúp")),
)  # fmt: skip
