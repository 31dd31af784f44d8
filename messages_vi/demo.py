"""Words of the demo's page: three phones side by side. The page's script holds none of its own."""

SPOT = {"latitude": 19.947, "longitude": 105.473}  # a made-up place in the hills of the province

STEPS = (  # the first three are shown on the empty phones, each on its own
    (
        "Báo một việc",
        "Ở điện thoại Tổ viên, chọn câu gợi ý “gãy lan can…” bên dưới rồi gửi. Xem lại, chọn Gấp hơn, VÀNG, rồi Gửi. Có ảnh thì gửi kèm.",
    ),
    (
        "Khối nhận việc",
        "Ở điện thoại Trưởng khối, việc VÀNG, ĐỎ đến ngay, việc XANH đến lúc 7 giờ sáng. Chọn Đã nhận, Hỏi lại hay Đã giải quyết: tổ viên biết ngay.",
    ),
    ("Tỉnh biết việc ĐỎ", "Ở điện thoại Tổ viên, chọn câu gợi ý “nuoc lu…” rồi gửi, xem lại, chọn Gửi: cả khối và tỉnh cùng nhận tin."),
    (
        "Một đêm mưa lũ",
        "Điện thoại Tổ viên gửi thêm ba câu gợi ý cuối, mỗi câu gõ: gửi. Điện thoại Trưởng khối gõ: mở đợt, rồi: nhận đợt, rồi: báo cáo nhanh.",
    ),
    (
        "Báo cáo tháng ra giấy",
        "Có sẵn ba tháng ví dụ. Trưởng khối gõ: tháng của khối, chọn Lấy bản Word. Tổ viên gõ: báo tháng, trả lời chừng ba phút.",
    ),
    ("Thử như trên Zalo", "Ở điện thoại nào cũng được, gạt “Không nút bấm”: trả lời bằng số và chữ."),
)

PAGE = {
    "lang": "vi",
    "locale": "vi-VN",
    "zone": "Asia/Ho_Chi_Minh",
    "title": "Trợ lý dân vận",
    "subtitle": "Bản dùng thử trên ba điện thoại. Người và việc ở đây đều là ví dụ.",
    "no_script": "Trang này cần bật JavaScript trong trình duyệt.",
    "steps": "Cách thử",
    "phones": "Ba điện thoại",
    "connecting": "Đang kết nối…",
    "connected": "Đã kết nối",
    "reconnecting": "Đang kết nối lại…",
    "no_buttons": "Không nút bấm",
    "no_buttons_hint": "Trả lời bằng số và chữ, như trên Zalo",
    "messages": "Tin nhắn của điện thoại",
    "suggestions": "Câu gợi ý",
    "write": "Nhập tin nhắn",
    "send": "Gửi",
    "photo": "Gửi ảnh",
    "remove_photo": "Bỏ ảnh này",
    "voice": "Ghi âm",
    "place": "Gửi vị trí mẫu",
    "recording": "Đang ghi âm",
    "stop_and_send": "Gửi ghi âm",
    "throw_away": "Bỏ ghi âm",
    "no_microphone": "Không mở được micro. Xin chọn tệp âm thanh để gửi.",
    "too_large": "Tệp quá lớn, mỗi tệp tối đa 20 MB.",
    "too_many": "Mỗi lần gửi tối đa 10 ảnh.",
    "sending": "đang gửi…",
    "received": "✓ đã gửi",
    "chosen": "✓ đã chọn",
    "waiting": "chưa gửi được, sẽ tự gửi lại",
    "failed": "không gửi được",
    "a_photo": "Ảnh",
    "close": "Đóng ảnh",
    "a_voice": "Tin nhắn thoại",
    "a_place": "Vị trí mẫu",
    "photo_gone": "Ảnh không còn trên máy",
    "newer": "Tin mới",
    "unread": "tin chưa đọc",
    "case_number": r"việc (?:ĐỎ )?số (\d+), ",  # how an alert names its case, for the suggestions
}
