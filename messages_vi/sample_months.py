"""What the demo's teams and its block are made to say in past months, and the cases of then: matters and places, never a person."""

from __future__ import annotations

from dataclasses import dataclass

WORDS = {  # by field; one of them is said, "": that was left out
    "de_nghi": (
        "Đề nghị xã nạo vét mương nội đồng trước khi vào vụ", "Đề nghị xã thay bóng đèn đường ở đoạn dốc", "",
        "Đề nghị có người hướng dẫn làm thủ tục trực tuyến tại nhà văn hóa", "Đề nghị thông tin sớm lịch cấp đổi thẻ bảo hiểm y tế",
        "Đề nghị hỗ trợ loa truyền thanh, loa cũ hay mất tiếng", "Đề nghị tăng chuyến xe gom rác lên hai lần một tuần", "",
        "Đề nghị sửa đoạn đường vào khu sản xuất bị xói lở", "Đề nghị mở lớp tập huấn phòng bệnh cho đàn lợn",
        "Đề nghị công khai sớm mức hỗ trợ giống cây trồng", "Đề nghị có thêm sách, báo cho nhà văn hóa",
    ),
    "thang_toi": (
        "Vận động các hộ dọn vệ sinh đường làng vào ngày chủ nhật", "Họp dân bàn việc làm đường nội đồng",
        "Tuyên truyền phòng, chống lừa đảo qua mạng", "Thăm các hộ khó khăn, gia đình chính sách", "Vận động tham gia bảo hiểm y tế hộ gia đình",
        "Ra mắt tổ tự quản đường hoa",
        "Tuyên truyền phòng bệnh cho vật nuôi", "Hướng dẫn cài đặt định danh điện tử tại nhà văn hóa", "",
        "Rà soát nhà ở gần suối, ven đồi để chủ động phòng sạt lở",
    ),
    "lanh_dao": (
        "Đảng ủy ra nghị quyết chuyên đề về công tác dân vận ở thôn, bản, giao từng chi bộ phụ trách một mô hình",
        "Thường trực Đảng ủy nghe khối báo cáo, giao Ủy ban nhân dân xã trả lời các kiến nghị trước cuộc giao ban sau",
        "Đảng ủy chỉ đạo các chi bộ đưa nội dung dân vận vào sinh hoạt thường kỳ",
        "Đảng ủy kiểm tra việc thực hiện quy chế dân chủ ở cơ sở tại hai chi bộ",
    ),
    "mat_tran": (
        "Mặt trận phối hợp với các đoàn thể vận động quỹ “Vì người nghèo”, thăm các hộ khó khăn",
        "Hội Phụ nữ duy trì mô hình thu gom rác tái chế; Đoàn Thanh niên ra quân dọn vệ sinh đường làng",
        "Hội Nông dân tập huấn kỹ thuật trồng trọt; Hội Cựu chiến binh tham gia tuần tra tự quản",
        "Mặt trận dự họp ở các khu dân cư, vận động Nhân dân góp công làm đường nội đồng",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case that is over: its kind, how it was told, and with what it ended."""

    kind: str
    text: str
    result: str


CASES = (
    PastCase("CT", "đường điện chiếu sáng ngõ chính hỏng 3 bóng", "Đã thay 3 bóng mới"),
    PastCase("AN", "có đối tượng lạ giả danh nhân viên điện lực gọi điện đòi chuyển tiền", "Công an xã đã cảnh báo trên loa và nhóm Zalo các thôn"),
    PastCase("VS", "rác tồn 2 tuần ở điểm tập kết chưa có xe gom", "Đã chở hết, chốt lịch gom hai lần một tuần"),
    PastCase("DD", "4 hộ hỏi vì sao chưa được nhận tiền đền bù làm đường", "Đã đối thoại, công khai phương án, các hộ đồng thuận"),
    PastCase("DB", "lợn chết rải rác ở 2 hộ, nghi dịch", "Thú y xã lấy mẫu, tiêu hủy, phun khử trùng"),
    PastCase("MT", "hai hộ tranh chấp lối đi chung", "Tổ hòa giải đã hòa giải thành"),
    PastCase("DS", "2 hộ neo đơn thiếu gạo", "Mặt trận đã đến thăm, hỗ trợ mỗi hộ 20 kg gạo"),
    PastCase("TT", "mưa to, cây đổ chắn đường liên thôn, 12 hộ bị cô lập", "Dân quân đã dọn xong, thông đường trong ngày"),
    PastCase("CS", "15 hộ chưa rõ thủ tục cấp đổi thẻ bảo hiểm y tế", "Bộ phận một cửa đã về nhà văn hóa hướng dẫn"),
    PastCase("DL", "dư luận lo sáp nhập thôn phải đổi hết giấy tờ", "Đã giải thích tại cuộc họp dân: không phải đổi"),
)
