"""Joining by invitation code, and the consent."""

from __future__ import annotations

from bot.talk import Choice
from messages_vi.common import BAC, BAC_

TITLE = "việc vào tổ"
VERSION = "2026-11"
CODE_PLEASE = f"Chào {BAC}. Đây là máy trả lời tự động của Khối Dân vận. Xin gõ mã mời 8 số mà khối hoặc tổ trưởng đã đưa {BAC}."
WRONG_CODE = f"Mã này chưa đúng hoặc đã hết hạn. {BAC_} xem lại rồi gõ đủ 8 số giúp, hoặc hỏi tổ trưởng."
TOO_MANY = f"Gõ sai nhiều lần quá, {BAC} đợi một giờ rồi thử lại, hoặc hỏi tổ trưởng xin mã mới."
TOO_MANY_TODAY = f"Hôm nay có nhiều người gõ sai mã nên trợ lý tạm dừng nhận mã. Mai {BAC} thử lại, hoặc báo tổ trưởng giúp."
AGREE, REFUSE = Choice("yes", "Đồng ý"), Choice("no", "Không")
PICK = f"Xin {BAC} chọn một trong hai: Đồng ý, hoặc Không."
REFUSED = f"Dạ, trợ lý không giữ gì của {BAC}. {BAC_} cứ báo miệng với tổ trưởng như trước."
SPENT = f"Mã mời này vừa hết lượt. {BAC_} xin tổ trưởng mã mới giúp."
ALREADY = f"{BAC_} đã vào rồi ạ."

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
            f"Máy giữ tên, số điện thoại, vai trò và việc {BAC} báo (24 tháng) để xã giải quyết, trả lời; tin đi qua {channel}.",
            "Tổ trưởng và khối xem; tỉnh chỉ xem số liệu và việc khẩn.",
            "Xin ghi việc, nơi, số hộ; không ghi tên người dân, số căn cước, việc mật.",
            f"{BAC_} được xem, sửa, xóa bất cứ lúc nào; không đồng ý thì báo miệng như trước. Hỏi {ask_whom}.",
        ]
    )


def consent_above(channel: str) -> str:
    """The same for somebody of a unit above the commune."""
    return "\n".join(
        [
            f"Chào {BAC}. Đây là máy trả lời tự động của các Khối Dân vận.",
            f"Máy giữ tên, số điện thoại, vai trò của {BAC} để gửi tin công tác; tin đi qua {channel}.",
            f"{BAC_} được xem, sửa, xóa bất cứ lúc nào; không đồng ý cũng không sao.",
        ]
    )


def ask_whom(phone: str | None) -> str:
    return f"thư ký khối, số {phone}" if phone else "thư ký khối"


def joined(role: str, unit: str) -> str:
    return f"{BAC_} đã vào: {ROLES[role]} {unit}."
