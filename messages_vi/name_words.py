"""The words by which a name of a person is told from a place, an office or a group, as people write them with and without diacritics."""

from bot.domain.names import NameWords


def _set(words: str, between: str = " ") -> frozenset[str]:
    return frozenset(words.split(between))


WORDS = NameWords(
    titles=_set("ông bà anh chị cô chú bác cháu em cụ thầy"),
    middle=_set("giáo sĩ giao si"),  # cô giáo Lan, bác sĩ Nam
    given_too="anh",  # Lan Anh
    groups=frozenset({("anh", "em"), ("chi", "em"), ("tre", "em")}),
    families=_set("nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly trinh mai dinh luong cao luu ha lo lau vi truong quach"),
    no_name=_set(
        "thôn xã phường xóm khu tổ bản đảng ủy uỷ ubnd hđnd mttq trưởng phó bí chủ giám mẹ mầm lớp khối ban tỉnh huyện thon xa phuong xom khu to "
        "dang uy hdnd truong pho bi chu giam lop khoi tinh huyen"
    ),
    places=_set(
        "cầu chợ đường đền phố chùa miếu trường thôn làng xóm bản đò bến đồi núi hồ dốc khu đập kênh mương đồng xã phường huyện nước ngõ hẻm đình phủ"
    ),
    always_places=_set("cầu chợ đền chùa miếu bến đò phủ"),  # cầu ông Lâm, however it is written
    known_to_all=_set(
        "Bác Hồ|bác Hồ|Cụ Hồ|cụ Hồ|Bác Tôn|Bà Triệu|Bà Trưng|Ông Công|Ông Táo|Ông Địa|Ông Trời|Bà Chúa|Bà Chúa Kho|Bà Nà|Bà Đen|"
        "Bà Rịa|Anh Sơn|Anh Hùng|Cô Tô|Cô Chín|Cô Bơ|Bac Ho|bac Ho|Cu Ho|Ba Trieu|Ba Trung|Ba Dinh|ba Dinh|Ba Thuoc|ba Thuoc|"
        "Ba Lang|Ba Vi|Ba Be|Anh Son|Co To",
        "|",
    ),
)
