"""Joining by invitation code, and the consent."""

from __future__ import annotations

from bot.talk import Choice
from messages_vi.common import BAC, BAC_

TITLE = "việc vào tổ"
VERSION = "2026-11.2"
GREETING = f"Chào {BAC}. Đây là máy trả lời tự động của Khối Dân vận."
CODE_PLEASE = f"Xin gõ mã mời 8 số mà khối hoặc tổ trưởng đã đưa {BAC}. Việc khẩn xin gọi 112, 113, 114, 115."
WRONG_CODE = f"Mã này chưa đúng hoặc đã hết hạn. {BAC_} xem lại rồi gõ đủ 8 số giúp, hoặc hỏi tổ trưởng."
TOO_MANY = f"{BAC_} đợi một giờ rồi gõ lại mã giúp."
TOO_MANY_TODAY = f"Hôm nay có nhiều người gõ sai mã nên trợ lý tạm dừng nhận mã. Mai {BAC} thử lại, hoặc báo tổ trưởng giúp."
AGREE, REFUSE = Choice("yes", "Đồng ý"), Choice("no", "Không")
MEANT = {"dong y": AGREE.value, "khong": REFUSE.value, "khong dong y": REFUSE.value}
AROUND = frozenset({"da", "vang", "toi", "em", "chau", "xin", "thoi", "ma", "dau"})  # words that change nothing about it
PICK = f"Xin {BAC} chọn một trong hai: Đồng ý, hoặc Không."
REFUSED = f"Dạ, trợ lý không giữ tên và lời của {BAC}. {BAC_} cứ báo miệng với tổ trưởng như trước."
SPENT = f"Mã mời này vừa hết lượt. {BAC_} xin tổ trưởng mã mới giúp."
ALREADY = f"{BAC_} đã vào rồi ạ."
NEW_CASES = f"Có việc mới, trợ lý báo {BAC}. Gõ: nhận và số việc, ví dụ: nhận 12."
CAN_HANDLE = f"{BAC_} xem và nhận được việc của xã. Gõ: xem hoặc nhận và số việc, ví dụ: nhận 12."
CAN_READ = f"{BAC_} xem được việc của xã. Gõ: xem và số việc, ví dụ: xem 12."
URGENT_CASES = f"Có việc khẩn, trợ lý báo {BAC}."
BOTS_RUN_OUT = f"Bot sắp hết tin hoặc hết chỗ, trợ lý báo {BAC}."

ROLES = {
    "to_vien": "tổ viên", "to_pho": "tổ phó", "to_truong": "tổ trưởng", "thanh_vien_khoi": "thành viên khối", "thu_ky": "thư ký khối",
    "pho_truong_khoi": "phó trưởng khối", "truong_khoi": "trưởng khối", "bi_thu": "bí thư đảng ủy", "dang_uy_vien": "đảng ủy viên phụ trách",
    "truc_ban": "trực ban", "can_bo_cum": "cán bộ cụm", "can_bo_huyen": "cán bộ huyện", "can_bo_tinh": "cán bộ tỉnh", "quan_tri": "quản trị",
}  # fmt: skip
CHANNELS = {"telegram": "Telegram", "zalo": "Zalo", "phone": "máy thử"}


def consent(block: str, channel: str, ask_whom: str) -> str:
    """The five lines of the first contact. ``block``: whose machine this is, as "xã X"."""
    return "\n".join(
        [
            f"Chào {BAC}. Đây là máy trả lời tự động của Khối Dân vận, Đảng ủy {block}.",
            f"Máy giữ tên trên {channel}, vai trò và việc {BAC} báo để xã giải quyết, trả lời; tin đi qua {channel}.",
            "Tổ trưởng và khối xem; cấp trên chỉ xem việc khẩn.",
            "Xin ghi việc, nơi, số hộ; không ghi tên người dân, số căn cước, việc mật.",
            f"{BAC_} muốn xem, sửa, xóa thì gọi {ask_whom}; không đồng ý thì báo miệng như trước.",
        ]
    )


def consent_above(channel: str) -> str:
    """The same for somebody of a unit above the commune."""
    return "\n".join(
        [
            f"Chào {BAC}. Đây là máy trả lời tự động của các Khối Dân vận.",
            f"Máy giữ tên trên {channel}, vai trò của {BAC} để gửi tin công tác; tin đi qua {channel}.",
            f"{BAC_} muốn xem, sửa, xóa thì gọi người đã đưa mã; không đồng ý cũng không sao.",
        ]
    )


def ask_whom(phone: str | None) -> str:
    return f"thư ký khối, số {phone}" if phone else "thư ký khối"


def joined(role: str, unit: str) -> str:
    name = ROLES[role]
    kind = unit.partition(" ")[0]
    return f"{BAC_} đã vào: {name.removesuffix(f' {kind}')} {unit}."
