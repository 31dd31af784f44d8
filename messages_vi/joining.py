"""Joining: by an invitation code, by one's own telephone number, or by asking; and the consent."""

from __future__ import annotations

from collections.abc import Sequence

from bot.talk import OWN_NUMBER, Choice
from messages_vi.common import BAC, BAC_

TITLE = "việc vào tổ"
VERSION = "2026-12.2"
ALIKE = frozenset({VERSION})  # versions that say the same in other words: who has agreed to one has agreed to all
GREETING = f"Chào {BAC}. Đây là máy trả lời tự động của Khối Dân vận."
NO_CODE, SHARE = Choice("xinvao", "Tôi chưa có mã", "xin vào"), Choice(OWN_NUMBER, "Gửi số điện thoại của tôi")
SHARING = frozenset({"telegram"})  # channels whose phones can hand over their owner's number
_URGENT = "Việc khẩn xin gọi 112, 113, 114, 115."
CODE_PLEASE = f"Xin gõ mã mời 8 số mà khối hoặc tổ trưởng đã đưa {BAC}. Chưa có mã thì gõ: xin vào. {_URGENT}"
OR_NUMBER = f"Nếu xã đã ghi số điện thoại của {BAC} thì chỉ cần chọn “{SHARE.label}” ở cuối màn hình."
ONLY_ASKING = f"{BAC_} muốn vào tổ mà không có mã thì gõ: xin vào. {_URGENT}"
WRONG_CODE = f"Mã này chưa đúng hoặc đã hết hạn. {BAC_} xem lại rồi gõ đủ 8 số giúp, hoặc hỏi tổ trưởng."
TOO_SHORT = f"Mã mời có đủ 8 số, {BAC} xem lại trên giấy hoặc trong tin nhắn giúp."
WHAT_THIS_IS = f"{GREETING} Ai đã vào tổ, vào khối thì gõ việc ở thôn ra đây, trợ lý chuyển đến xã và báo lại kết quả."
TOO_MANY = f"{BAC_} đợi một giờ rồi gõ lại mã giúp."
TOO_MANY_TODAY = f"Hôm nay có nhiều người gõ sai mã nên trợ lý tạm dừng nhận mã. Mai {BAC} thử lại, hoặc báo tổ trưởng giúp."
NOT_YOUR_NUMBER = f"Đây không phải số điện thoại của chính {BAC}. {BAC_} chọn “{SHARE.label}” ở cuối màn hình giúp."
HOW_TO_SHARE = f"{BAC_} chọn nút “{SHARE.label}” ở cuối màn hình rồi đồng ý, số sẽ tự gửi sang."
NUMBER_UNKNOWN = "Trợ lý chưa thấy số này trong danh sách."
WHICH_OF = f"Số này có mấy người dùng chung. {BAC_} là ai ạ?"
TAKEN = f"Tên này vừa có người vào rồi. {BAC_} hỏi tổ trưởng hoặc thư ký khối giúp."
AGREE, REFUSE = Choice("yes", "Đồng ý"), Choice("no", "Không")
PICK = "Xin trả lời giúp một trong hai: Đồng ý, hoặc Không."
STILL_UNCLEAR = "Dạ, câu vừa rồi trợ lý chưa hiểu ạ."
REFUSED = f"Dạ, trợ lý không giữ tên và lời của {BAC}. {BAC_} cứ báo miệng với tổ trưởng như trước."
OWN_CODE = f"Mã này {BAC} làm để đưa người khác, {BAC} không tự dùng được ạ."
NUMBER_CORRECTED = f"Số này trong danh sách vừa được sửa. {BAC_} hỏi tổ trưởng hoặc thư ký khối giúp."
SPENT = f"Mã mời này vừa hết lượt. {BAC_} xin tổ trưởng mã mới giúp."
IT_IS_ME, NOT_ME = "Đúng", Choice("nobody", "Không phải")
WHO_OF_THESE = f"{BAC_} trả lời giúp: đúng, hoặc không phải."
ALREADY = f"{BAC_} đã vào rồi ạ."
ANOTHER_PLACE = f"Muốn vào thêm nơi khác, {BAC} xin mã mời của nơi ấy giúp."
NEW_CASES = f"Có việc mới, trợ lý báo {BAC}. Gõ: nhận và số việc, ví dụ: nhận 12."
CAN_HANDLE = f"{BAC_} xem và nhận được việc của xã. Gõ: xem hoặc nhận và số việc, ví dụ: nhận 12."
CAN_READ = f"{BAC_} xem được việc của xã. Gõ: xem và số việc, ví dụ: xem 12."
URGENT_CASES = f"Có việc khẩn, trợ lý báo {BAC}."
BOTS_RUN_OUT = f"Trợ lý sắp hết lượt gửi tin hoặc hết chỗ cho người mới thì sẽ báo {BAC}."

ROLES = {
    "to_vien": "tổ viên", "to_pho": "tổ phó", "to_truong": "tổ trưởng", "thanh_vien_khoi": "thành viên khối", "thu_ky": "thư ký khối",
    "pho_truong_khoi": "phó trưởng khối", "truong_khoi": "trưởng khối", "bi_thu": "bí thư đảng ủy", "dang_uy_vien": "đảng ủy viên phụ trách",
    "truc_ban": "trực ban", "can_bo_cum": "cán bộ cụm", "can_bo_huyen": "cán bộ huyện", "can_bo_tinh": "cán bộ tỉnh", "quan_tri": "quản trị",
}  # fmt: skip
CHANNELS = {"telegram": "Telegram", "zalo": "Zalo", "phone": "máy thử"}


def sort_of(channel: str) -> str:
    """The channel as a key of CHANNELS, whichever way we are on it."""
    return channel.partition("_")[0]


def called(channel: str) -> str:
    """The channel as people call it."""
    return CHANNELS[sort_of(channel)]


_SEE = "Tổ trưởng, tổ phó, khối, đảng ủy viên phụ trách và người thay khi vắng"


def consent(block: str, channel: str, ask_whom: str) -> str:
    """The five lines of the first contact. ``block``: whose machine this is, as "xã X"."""
    return "\n".join(
        [
            f"Chào {BAC}. Đây là máy trả lời tự động của Khối Dân vận, Đảng ủy {block}.",
            f"Máy giữ tên, vai trò, số điện thoại nếu xã đã ghi, và việc {BAC} báo để xã giải quyết, trả lời; tin đi qua {channel}.",
            f"{_SEE} xem; cấp trên xem việc khẩn, danh sách khối; quản trị máy xem danh sách.",
            "Xin ghi việc, nơi, số hộ; không ghi tên người dân, số căn cước, việc mật.",
            f"Vào rồi, {BAC} xem, sửa, xóa được bất cứ lúc nào: gõ dữ liệu, sửa tên, xóa. Không đồng ý thì báo miệng như trước. Hỏi {ask_whom}.",
        ]
    )


def consent_above(channel: str) -> str:
    """The same for somebody of a unit above the commune."""
    return "\n".join(
        [
            f"Chào {BAC}. Đây là máy trả lời tự động của các Khối Dân vận.",
            f"Máy giữ tên, vai trò, số điện thoại nếu đã ghi, để gửi tin công tác cho {BAC}; tin đi qua {channel}.",
            "Cấp trên, người thay khi vắng và quản trị máy xem danh sách.",
            f"Vào rồi, {BAC} xem, sửa, xóa được bất cứ lúc nào: gõ dữ liệu, sửa tên, xóa. Không đồng ý cũng không sao.",
        ]
    )


ANY_COMMUNE, ASK_SECRETARY = "xã, phường", "thư ký khối"
CHANGED = f"Lời báo về thông tin của {BAC} vừa thay đổi, xin {BAC} đọc lại:"
AGREE_AGAIN, REFUSE_AGAIN = Choice("dongy", "Đồng ý", "đồng ý"), Choice("/xoaten", "Không", "không đồng ý")
AGREED_AGAIN = f"Cảm ơn {BAC}. Trợ lý đã ghi."


def ask_whom(phone: str | None) -> str:
    return f"thư ký khối, số {phone}" if phone else "thư ký khối"


def joined(role: str, unit: str) -> str:
    name = ROLES[role]
    kind = unit.partition(" ")[0]
    return f"{BAC_} đã vào: {name.removesuffix(f' {kind}')} {unit}."


def for_you(name: str) -> str:
    """Before the consent, to whoever brings the code that was made for one person."""
    return f"Mã này dành riêng cho {name}."


def found(name: str, roles: Sequence[str]) -> str:
    """Before the consent, to whoever the roster knows by their telephone number."""
    return f"Trợ lý thấy tên {name}, {', '.join(roles)}, trong danh sách của xã."


def as_role(role: str, unit: str) -> str:
    """As "tổ viên thôn X"; "thành viên khối xã X"."""
    return joined(role, unit).removeprefix(f"{BAC_} đã vào: ").removesuffix(".")


def right_name(name: str) -> Choice:
    """Takes over the name by which their app shows them."""
    return Choice("shown", f"Đúng, ghi {name}", "đúng")


def ask_name(name: str) -> str:
    """``name``: by which their app shows them."""
    return f"Trợ lý ghi tên {BAC} là {name}, có đúng không ạ? Chưa đúng thì {BAC} gõ cả họ và tên giúp."


def is_it_you(name: str, role: str, *, of_team: bool) -> str:
    """``role``: without its unit, as "tổ viên"."""
    return f"Danh sách {'tổ ' if of_team else ''}có {name}, {role}. Có phải {BAC} không ạ?"


def which_are_you(*, of_team: bool) -> str:
    return f"Danh sách {'tổ ' if of_team else ''}có mấy người tên gần như vậy. {BAC_} là ai ạ?"


def kept_as(name: str) -> str:
    """Behind the line that says where they have come in."""
    return f"Trợ lý ghi tên {BAC} là {name}; chưa đúng, chưa đủ thì gõ: sửa tên."


def asked_first(role: str) -> str:
    """To whoever says they are somebody of the list who has more than the code gives. ``role``: as "tổ trưởng thôn X"."""
    return f"Cảm ơn {BAC}. Danh sách ghi {BAC} là {role}, nên trợ lý hỏi lại người phụ trách cho chắc; có trả lời, trợ lý báo {BAC} ngay."


def new_phone(name: str, channel: str, *, parted: bool) -> str:
    """To the chat that has just become this person's, in place of the one they had."""
    before = f" Máy cũ trên {channel} không còn nhận tin của trợ lý." if parted else ""
    return f"Đã nối lại: từ nay {name} dùng trợ lý ở máy này.{before}"


def moved_away(name: str, channel: str, ask_whom: str) -> str:
    """To the chat that was this person's until now."""
    return (
        f"{name} vừa chuyển sang máy khác trên {channel}; máy này không còn nhận tin của trợ lý. Không phải {BAC} làm thì {BAC} gọi ngay {ask_whom}."
    )


def has_new_phone(name: str, role: str, channel: str) -> str:
    """To those of the block who look after its people."""
    return f"Thưa {BAC}, {name}, {role}, từ nay dùng trợ lý ở máy khác trên {channel}. Có gì chưa rõ, {BAC} gọi hỏi lại người ấy giúp."
