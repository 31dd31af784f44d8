"""The words by which a name of a person is told from a place, an office or a group, as people write them with and without diacritics."""

from bot.domain.names import NameWords, SmallNames


def _set(words: str, between: str = " ") -> frozenset[str]:
    return frozenset(words.split(between))


def _pairs(words: str) -> frozenset[tuple[str, str]]:
    """Pairs of words, with commas between them."""
    return frozenset((left, right) for left, right in (pair.split() for pair in words.split(",")))


def _each(titles: str, names: str) -> frozenset[tuple[str, str]]:
    return frozenset((title, name) for title in titles.split() for name in names.split())


_SMALL = SmallNames(
    families=_set(
        "nguyen tran le pham hoang huynh phan ngo trinh quach nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý trịnh đinh "
        "lương cao lưu hà lò lầu lâu quách trương cầm giàng tống đoàn đào tạ mạc phùng thái triệu chu vương"
    ),
    between=_set("van thi văn thị"),
    titles=_set("ông bà chị cô chú bác cụ thím mợ cậu dì thầy cháu"),
    names=_set(
        "hùng tuấn cường dũng nhung quỳnh oanh loan thủy thuỷ thúy tuyết hương hường huệ nga phượng vân hồng cúc quang đức tùng hải hưng khánh "
        "phúc vinh lộc hạnh ngọc linh duyên yến quyên trâm ánh phương hân nguyệt dậu thìn tỵ"
    ),
    bare=_each("ong chu bac thim", "hung cuong tuan nhung quynh oanh loan thuy tuyet")
    | _each("anh chi", "cuong tuan nhung quynh oanh loan thuy tuyet"),
    bare_behind=_each("ba co", "thu nhung loan oanh lien hong thuy tuyet hue nga huong hanh")
    | _each("ong anh chi", "hung dung nam son lan hong lien nga"),
    kin=_set("nha ho vo chong con gai trai dau re cua ten"),
    not_before=_pairs(
        "tuan tra,tuan sau,tuan nay,tuan truoc,tuan qua,thuy loi,thuy san,thuy dien,hung lao,hung liet,hung luc,nam nay,nam ngoai,nam sau,"
        "nam truoc,nam chu,hồng ngoại,hải quân,hải sản,thủy lợi,thủy sản,thuỷ lợi,thuỷ sản,thủy điện,quang cảnh,hương khói,hương hỏa,hương ước,"
        "vinh dự,phúc lợi,đức độ,linh tinh,linh hoạt,ánh sáng,phương án,phương tiện,dung roi,dung may,dung dien,hong may,hong xe,nga xe,nam vien,"
        "lien lac,lien he"
    ),
)

WORDS = NameWords(
    titles=_set("ông bà anh chị cô chú bác cháu em cụ thầy thím"),
    accented=_set("dì mợ cậu dượng mế bé thằng lão mụ bố mẹ vợ chồng"),
    halves=_pairs("đồng chí,dong chi,đ c,d c"),
    bearers=_set("hộ tên là con cho của với do thư tịch trưởng thôn phó viên toán bộ nhân"),
    short=_set("a b c e ô"),
    middle=_set("giáo sĩ giao si"),  # cô giáo Lan, bác sĩ Nam
    given_too="anh",  # Lan Anh
    groups=frozenset({("anh", "em"), ("chi", "em"), ("tre", "em")}),
    families=_set("nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly trinh mai dinh luong cao luu ha lo lau vi truong quach"),
    known=_set(
        "an anh bac bach bang bao bich binh cam chau chi chien chinh cong cuc cuong dai dan dao dat diep dieu dinh dong du duc dung duong duy "
        "duyen gam giang ha hai han hang hanh hao hau hien hiep hieu hoa hoai hoan hoang hong hop hue hung huong huy huyen kha khanh khoa khoi "
        "kien kim ky lam lan lanh lien linh loan loc loi long luan luong luyen ly mai man manh mien minh mo my nam nga ngan nghia ngoc nguyen "
        "nguyet nhan nhat nhi nhien nhu nhung oanh phong phu phuc phuong phuc quan quang quoc quy quyen quyet quynh sang sinh son suu sy tai tam "
        "tan thach thai than thang thanh thao the thi thien thiep thin thinh tho thoa thom thong thu thuan thuc thuy thuyen tien tinh toan toi ton "
        "trang tri trinh trong truc trung truong tu tuan tue tung tuoi tuyen tuyet ty uyen van vi viet vinh vu vuong xuan xuyen xuyen yen"
    ),
    no_name=_set(
        "thôn xã phường xóm khu tổ bản đảng ủy uỷ ubnd hđnd mttq trưởng phó bí chủ giám mẹ mầm lớp khối ban tỉnh huyện thon xa phuong xom khu to "
        "dang uy hdnd truong pho bi chu giam lop khoi tinh huyen điều luật khoản mục nghị zalo facebook internet covid wifi vneid vssid vnah nội "
        "ngoại cả trạm sở phòng bệnh viện hợp nhà tổng phật ấy tôi mình này kia nào và với bị đã có không là cũng của các những cho tram benh ay "
        "toi nay kia nao bi cung cua cac nhung"
    ),
    offices=_pairs(
        "công an,công ty,công nhân,công đoàn,cảnh sát,hiệu phó,ngân hàng,bưu tá,bưu điện,sĩ quan,chi bộ,chi hội,trường học,trường tiểu,trường mầm,"
        "hà nội,thanh hóa,thanh hoá,kế toán,bộ đội,cán bộ,kỹ thuật,kĩ thuật,văn phòng,văn thư,văn hóa,văn hoá,bảo vệ,dân quân,y tá,y tế,y sĩ,"
        "hiệu trưởng,thủ quỹ,thủ kho,quản lý,quản lí,kiểm lâm,phụ nữ,hội trưởng,hội viên,hội phó,hội phụ,hội nông,hội cựu,hội người,hội đồng,"
        "hội chữ,hội khuyến,đoàn thanh,đoàn viên,đoàn xã,đoàn trưởng,mặt trận,nông dân,cựu chiến,thanh niên,thanh tra,đội trưởng,đội phó,cấp ủy,"
        "địa chính,tư pháp,thú y,dược sĩ,tài xế,tài chính,lái xe,bác sĩ,giáo viên,liên đoàn,biên phòng,quân sự,quân đội,chính quyền,chính trị,"
        "người dân,hàng xóm,việt nam,đại biểu,đại diện,tổng đài,thư ký"
    ),
    places=_set(
        "cầu chợ đường đền phố chùa miếu trường thôn làng xóm bản đò bến đồi núi hồ dốc khu đập kênh mương đồng xã phường huyện nước ngõ hẻm đình "
        "phủ suối khe giếng bãi đầm đảo sông hang thác cống đèo cồn gò nghè lăng tượng"
    ),
    always_places=_set("cầu chợ đền chùa miếu bến đò phủ"),  # cầu ông Lâm, however it is written
    known_to_all=_set(
        "Bác Hồ|bác Hồ|Cụ Hồ|cụ Hồ|Bác Tôn|Bà Triệu|Bà Trưng|Ông Công|Ông Táo|Ông Địa|Ông Trời|Bà Chúa|Bà Chúa Kho|Bà Nà|Bà Đen|"
        "Bà Rịa|Anh Sơn|Anh Hùng|Cô Tô|Cô Chín|Cô Bơ|Bac Ho|bac Ho|Cu Ho|Ba Trieu|Ba Trung|Ba Dinh|ba Dinh|Ba Thuoc|ba Thuoc|"
        "Ba Lang|Ba Vi|Ba Be|Anh Son|Co To|bà Triệu|bà Trưng|bác Tôn|Bác Hồ Chí Minh|ông Công|ông Táo|ông Địa|ông Trời|ông Bụt|Ông Thọ|chú Cuội|"
        "Chú Cuội|cô Vít|Cô Vít|cô Vy|Cô Vy|cô Tấm",
        "|",
    ),
    small=_SMALL,
)
