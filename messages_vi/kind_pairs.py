"""Words that mean a kind of matter when they stand near each other: kind -> (what, what befell it), phrases between bars."""

_ANIMALS = "lợn|heo|gà|vịt|ngan|trâu|bò|dê|chó|mèo|chim|cá|tôm|ngao|tằm|gia súc|gia cầm|đàn|con vật"
_SICK = "chết|ốm|bỏ ăn|sốt|tím tái|tai tím|lở|lở loét|ỉa chảy|dịch|bệnh|toi|co giật|lăn ra|nổi cục|sùi bọt|dại|cắn|cắn người"
_CHILDREN = "cháu|các cháu|học sinh|trẻ|trẻ con|lớp|người|mấy người|nhiều người|cả nhà|bà con"
_PEOPLE_SICK = "sốt|nôn|đau bụng|tiêu chảy|phát ban|nổi ban|nổi hạt|mẩn|ho|ngộ độc|đi ngoài|lây|trạm|ăn cỗ|ăn cưới|nấm"
_FAMILY = "bố|cha|mẹ|chồng|vợ|ông bố|bà mẹ|bố nó|mẹ nó|cháu gái|con gái|em gái|bé|dượng|chú họ|ông chú|vợ con|con trai|mẹ già|bố già|bà cụ|cụ già|chị ấy"
_HURT = "đánh|lôi|tát|trói|đuổi|đuổi ra|chém|đấm|sờ|sờ vào|hiếp|bóp cổ|dọa giết|nhốt|bỏ đói|chửi đánh|đánh tím|tím mặt|xâm phạm|bắt lấy chồng|nghỉ học lấy chồng|lấy chồng"
_WEATHER = "mưa|gió|bão|nước|suối|sông|lũ|sóng|giông|lốc|núi|đồi|đất|đá|sườn"
_WEATHER_DID = (
    "đổ|giật mạnh|quá đầu gối|quá gối|quá bụng|ngập|tràn|dâng|lên nhanh|về to|to lắm|cuốn|cô lập|kê đồ|chạy|nứt|nứt một đường|lở|trượt|suốt đêm|suốt từ đêm|xối xả|đè|tốc|bay|vỡ|chưa sang được"
)
_WOODS = "rừng|đồi keo|rừng keo|rừng thông|rẫy|nương"
_BURNING = "cháy|bốc khói|lửa|khói|bén|lan"
_VEHICLES = "xe|xe máy|xe tải|ô tô|xe khách|xe con|công nông|thuyền|đò|tàu|thợ|thợ xây|công nhân|cháu|người|trẻ con|trẻ|hai cháu"
_CRASHED = "đâm|tông|lật|lao|đâm vào|va|ngã|ngã từ|rơi|chìm|trôi|bị đè|bỏng|điện giật|cấp cứu|đi viện|chưa lên|chưa thấy về|mất tích|chết|bị thương|gãy"
_GOODS = "xe|xe máy|con xe|xe wave|chó|gà|vịt|cá|lợn|bò|trâu|máy|máy bơm|dây|dây điện|tiền|điện thoại|vàng|cây|keo|gỗ|ao"
_TAKEN = "mất|mất luôn|mất sạch|bắt hết|kẻ nào|bị lấy|lấy mất|cạy|trộm|đêm qua|đánh thuốc|cắt"
_SWINDLERS = "số lạ|gọi bảo|gọi đến|người lạ|nhóm lạ|zalo|hội thảo|mời|nhóm|công ty lạ"
_SWINDLED = "chuyển tiền|bắt chuyển tiền|cắt điện|dọa|mua thuốc|mua máy|mã|tài khoản|triệu|đặt cọc|hút|tụ tập|bóng cười|lừa|nhậu"
_LAND = "đất|vườn|ruộng|đồi|bìa|mương|ao|nhà|cây|hoa màu|đất công|chuối|keo|nền|mốc|mộ|tái định cư"
_LAND_CASE = "trả tiền|đền|bồi thường|tiền đền|bìa|sổ|lấn|đổ đất|lấp|tính thấp|áp giá|thu hồi|làm đường lấy|lấy vào|đo|cọc|chưa có bìa|trên đất công|quy hoạch|đấu giá|định cư|dự án"
_TWO = (
    "hai nhà|hai hộ|hai bên|hai anh em|hai chị em|hai chị em dâu|chị em dâu|hai họ|hai thôn|hai ông|hai bà|2 nhà|2 hộ|2 bên|vợ chồng|anh em|hàng xóm|nhà bên|tranh|giành|bờ rào|vách|lối|ranh|hòa giải|nhau"
)
_QUARREL = "to tiếng|cãi|chửi|kiện|giành|giành nhau|tranh nhau|dọa nhau|dọa|không nhìn|không ai nhìn ai|đánh nhau|choảng|rào|lối xuống|sát vách|nhau|bờ rào|bất hòa|giận|chia"
_PAYS = "tiền|trợ cấp|lương|chế độ|gạo hỗ trợ|hỗ trợ|thẻ|giấy|giấy xác nhận|hồ sơ|khai sinh|ông bà trên 75|người già|khuyết tật|thương binh|hộ nghèo|cán bộ|tiền hỗ trợ"
_UNPAID = "chưa được lĩnh|chưa lĩnh|chưa nhận|chưa có|chưa được|chưa lấy được|chậm|nhà có nhà không|không đủ điều kiện|bị cắt|bị loại|nửa tháng|mấy tháng|mãi|đi lại|không giải quyết|hẹn|bắt|thiếu|sót|sai tên"
_LEVIES = "thu|thu mỗi hộ|thôn thu|mỗi hộ|mỗi nhà|đóng|góp|nộp"
_LEVIED = "nghìn|triệu|không họp dân|không họp|làm cổng|quỹ|không công khai|tiền|không biên lai"
_TALK = "dân|bà con|các cụ|người ta|mọi người|facebook|mạng|zalo|tin|nghe|ai cũng|dư luận"
_TALKED = (
    "hỏi|cứ hỏi|bảo sắp|bảo là|nói là|đúng hay sai|đúng không|có phải|vì sao|chưa biết vì sao|lo|lo bỏ|hết hiệu lực|bị nhập|nhập thì|tên gì|đồn|để em nói|nói với bà con|hoãn|bị nhiễm|không ai mua|sắp thu|sắp bỏ"
)
_WATER = "nước|giếng|mương|kênh|sông|suối|khe|ao|hồ|cống|rãnh|chợ|bờ đê|đường|bãi|vịt|chuồng"
_DIRTY = (
    "đục|màu vàng|vàng|bẩn|hôi|hôi tanh|mùi|đen|bùn trắng|nhờn|phèn|chảy ra|xả|thải|rác|bỏ lại|không ai quét|nước bình|đốt|khói lắm|chôn lấp|mua nước|cạn|hết nước|vứt|nuôi"
)
_CROPS = "ớt|dưa|mía|lúa|ngô|khoai|sắn|cam|vải|bưởi|chuối|rau|lạc|đậu|keo|nông sản|tôm|cá|lợn|gà|vịt|muối|cói|luồng|trứng"
_UNSOLD = "giá|rẻ|bán|không bán được|không ai mua|mua|nghìn|thương lái|đầu ra|chín đỏ|ế|đổ bỏ|khóc|thu hoạch"
_POOR = "hộ|nhà|bản|cụ|ông bà già|ông bà|em bé|cháu|gia đình|mẹ con|người già|công nhân|chị em|lao động"
_NEED = "hết gạo|sắp hết gạo|không có tiền|cần mổ|bố mẹ chết|mồ côi|nhà sắp đổ|nhà nát|nuôi 3 cháu|hết việc|mất việc|đói|thiếu ăn|ốm nặng|nghèo|kết nối công ty|chăn màn|áo ấm|không có gì|khổ|cần giúp|xin việc"
_WORKS = (
    "đường|cầu|cầu phao|kênh|mương|điện|đèn|dãy đèn|đèn cao áp|cột|dây|trường|nhà họp|nhà văn hóa|cửa|ghế|mái|loa|cống|đập|bơm|sóng|mạng|sân|tường|cổng|trạm|bến|đò|điện thoại|ngõ|dốc"
)
_BROKEN = (
    "hỏng|gãy|sập|nứt|lún|tuột|tuột dây|sạt|bị sạt|thủng|dột|lầy|lầy lội|lầy lợi|không đi nổi|không đi được|không sáng|tối|tối mò|mất sóng|leo lên đồi|không về được|cuối đồng|đứt|yếu|nghiêng|vỡ|tắc|xuống cấp|chập chờn|đi đò|không vào được|trơn"
)
_FAITH = "đạo|đạo mới|giáo|bên giáo|chúa|thánh|nước thánh|lễ|thầy|thầy tự xưng|kinh|chùa|đền|nhà thờ|tộc|hai tộc|hai tộc người|dân tộc|người mông|người dao"
_FAITH_DID = "theo|rủ|lôi kéo|tự xưng|chữa bệnh|làm lễ|chưa được đồng ý|tụ tập|giảng|truyền|phát|chuyện xưa|không chơi|kéo|bản|lạ|nơi khác về|cầu"

PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "TT": ((_WEATHER, _WEATHER_DID), (_WOODS, _BURNING)),
    "TN": ((_VEHICLES, _CRASHED),),
    "BL": ((_FAMILY, _HURT),),
    "AN": ((_GOODS, _TAKEN), (_SWINDLERS, _SWINDLED)),
    "DD": ((_LAND, _LAND_CASE),),
    "MT": ((_TWO, _QUARREL),),
    "DB": ((_ANIMALS, _SICK), (_CHILDREN, _PEOPLE_SICK)),
    "CS": ((_PAYS, _UNPAID), (_LEVIES, _LEVIED)),
    "DL": ((_TALK, _TALKED),),
    "VS": ((_WATER, _DIRTY),),
    "DS": ((_CROPS, _UNSOLD), (_POOR, _NEED)),
    "CT": ((_WORKS, _BROKEN),),
    "TG": ((_FAITH, _FAITH_DID),),
}
