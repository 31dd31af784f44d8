"""The page on which the teams' words are chosen, many at once. As on every page, nobody is addressed by a word of their own."""

from __future__ import annotations

from bot.domain.months import Month
from messages_vi.cases import moment
from messages_vi.checkin import SPOKEN as MARK
from messages_vi.checkin import month_name

INTRO = "Đánh dấu những ý sẽ in vào báo cáo. Mục nào chưa đánh dấu, chưa viết gì thì để lại, chọn sau."
WRITE_OUT = "Hoặc viết hẳn đoạn sẽ in"
WRITE_OUT_HINT = "Có chữ ở đây thì báo cáo in đoạn này, thay cho các ý đã đánh dấu."
REPLY = "Trả lời tổ (khi duyệt báo cáo, tổ sẽ nhận được)"
IN_REPORT = "Trong báo cáo đang ghi:"
WRITE = "Ghi vào báo cáo"
WILL_PRINT = "Báo cáo sẽ in:"
REPLIES = "Lời trả lời các tổ:"
NOTHING = "Không đưa vào."
NOT_CHOSEN = "Chưa chọn."
NONE = "Không đưa ý nào vào"
SPOKEN = f"{MARK}: nghe bằng cách nhắn trợ lý: nghe tin thoại. Nghe xong thì viết hẳn đoạn sẽ in ở dưới."
LOOK_AGAIN = "Xem lại, sửa tiếp"
THEN = "Xong rồi thì đóng trang này. Muốn xem báo cáo thì nhắn trợ lý: tháng của khối."
CHANGED = (
    "Chưa ghi gì: từ lúc mở trang này, có tổ vừa sửa lời hoặc có người khác vừa chọn. Dấu ở những lời đã đổi được bỏ đi. Xin xem lại rồi ghi lần nữa."
)
NOTHING_CHOSEN = "Chưa ghi gì: chưa mục nào được chọn. Xin đánh dấu ý sẽ in, viết đoạn sẽ in, hoặc đánh dấu “Không đưa ý nào vào”."
TOO_LONG = "Chưa ghi gì: có chỗ viết dài quá. Đoạn sẽ in không quá 3.000 chữ cái, lời trả lời tổ không quá 300 chữ cái."
SECRET = "Chưa ghi gì: có chỗ mang dấu hiệu tin mật. Tin ấy xin báo trực tiếp, không viết ở đây."
TOO_MUCH = "Chưa ghi gì: trang gửi đi nặng quá. Xin viết gọn lại."
BUSY = "Máy đang bận, chưa rõ đã ghi được chưa. Vài phút nữa xin mở lại trang này để xem."
EMPTY = "Tháng này các tổ không gửi lời nào cần chọn."
NO_MORE = "Báo cáo tháng này đã duyệt, lời các tổ không đổi được nữa. Muốn sửa thì lãnh đạo khối xem lại trước."


def heading(of: Month) -> str:
    return f"Lời các tổ, báo cáo {month_name(of)}"


def block(title: str) -> str:
    """``title``: of the commune."""
    return f"Khối dân vận {title}"


def how_many(teams: int) -> str:
    return f"{teams} tổ có ý kiến"


def both(name: str) -> str:
    """``name``: of the question of which something is printed, and nothing."""
    return f"Chưa ghi gì: ở mục {name} vừa có ý hay đoạn sẽ in, vừa đánh dấu “{NONE}”. Xin chọn một trong hai."


def until(at: float) -> str:
    """``at``: epoch seconds."""
    return f"Trang này mở được đến {moment(at)}. Xin không chuyển liên kết cho người khác."
