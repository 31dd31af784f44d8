"""The roster: how offices write headings, roles and posts in their lists; and the words of the personal codes handed out on paper."""

from __future__ import annotations

from bot.domain.vietnamese import words
from messages_vi import sheet
from messages_vi.joining import CHANNELS, ROLES

COLUMNS = {
    "ho_ten": ("họ và tên", "họ tên cán bộ", "họ và tên cán bộ"),
    "xung_ho": ("cách xưng hô", "cách gọi"),
    "don_vi": ("thôn", "thôn bản khu phố", "thôn khu phố", "tên đơn vị"),
    "don_vi_cap_tren": ("cấp trên", "xã", "xã phường", "xã phường thị trấn"),
    "vai_tro": ("chức danh", "vai trò trong tổ", "vai trò trong khối", "nhiệm vụ trong tổ", "nhiệm vụ trong khối"),
    "so_dien_thoai": ("điện thoại", "số đt", "sđt", "đt", "điện thoại liên hệ", "số điện thoại liên hệ"),
}
NEEDED = ("ho_ten", "don_vi", "vai_tro")

# Folded when they are compared; one writing may mean several roles: the unit's level decides.
_ROLES = {
    "to_vien": ("tv", "thành viên", "ủy viên", "thành viên tổ", "tổ viên tổ"),
    "to_pho": ("tp", "phó tổ", "phó tổ trưởng", "tổ phó tổ"),
    "to_truong": ("tt", "trưởng tổ", "tổ trưởng tổ"),
    "thanh_vien_khoi": ("tv", "tvk", "thành viên", "ủy viên", "ủy viên khối"),
    "thu_ky": ("thư ký", "thư kí", "thư kí khối", "thư ký tổng hợp", "thư kí tổng hợp"),
    "pho_truong_khoi": ("ptk", "phó khối", "khối phó"),
    "truong_khoi": ("khối trưởng",),
    "bi_thu": ("bí thư", "bí thư đu"),
    "dang_uy_vien": ("đuv", "đảng ủy viên", "đảng ủy viên phụ trách thôn", "đuv phụ trách", "đuv phụ trách thôn"),
    "truc_ban": ("trực ban xã", "trực ban phường"),
}
_POSTS = {
    "pho_bi_thu": ("phó bí thư thường trực", "phó bí thư thường trực đảng ủy", "phó bí thư tt", "pbt thường trực", "pbttt", "phó bí thư tt đảng ủy"),
    "mat_tran": (
        *("chủ tịch mặt trận", "chủ tịch mặt trận tổ quốc", "chủ tịch mttq", "chủ tịch ủy ban mttq", "chủ tịch ủy ban mặt trận tổ quốc"),
        *("chủ tịch ủy ban mặt trận tổ quốc việt nam", "chủ tịch ủy ban mttq việt nam", "chủ tịch ub mttq", "chủ tịch ubmttq", "ct mttq"),
    ),
    "hoi_dong": ("phó chủ tịch hđnd", "phó chủ tịch hội đồng nhân dân", "pct hđnd"),
    "uy_ban": ("phó chủ tịch ubnd", "phó chủ tịch ủy ban nhân dân", "pct ubnd"),
}
_ENDINGS = ("dan van", "dv", "xa", "phuong", "thi tran")  # say nothing more of a role or post
AND = "kiêm"
OFFICES = ("khối dân vận", "tổ dân vận", "ban dân vận", "khối dv", "tổ dv", "kdv", "tdv", "đảng ủy", "ubnd")  # stand before the name of their unit

CODES = ("Họ tên", "Vai trò", "Đơn vị", "Mã", "Dùng đến hết ngày")
CODE_IS_YOURS = "Mã của riêng người có tên trên, dùng một lần."


def _meanings(*tables: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Folded words -> the keys they may mean."""
    found: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for key, writings in table.items():
            for writing in {" ".join(words(w)) for w in (key, *writings)}:
                found[writing] = (*found.get(writing, ()), key)
    return found


_ROLE_OF = _meanings({key: (title, *_ROLES.get(key, ())) for key, title in ROLES.items()})
_POST_OF = _meanings(_POSTS)


def roles_meant(text: str) -> tuple[str, ...]:
    """The role keys that these words may mean, by whoever typed them into a list; none when they name no role."""
    return _looked_up(text, _ROLE_OF)


def post_meant(text: str) -> str:
    """One of the block's fixed posts, or ""."""
    return next(iter(_looked_up(text, _POST_OF)), "")


def _looked_up(text: str, known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    said = " ".join(words(text))
    while said not in known:
        shorter = next((said.removesuffix(f" {end}") for end in _ENDINGS if said.endswith(f" {end}")), "")
        if not shorter:
            return ()
        said = shorter
    return known[said]


def how(app: str, *, square: bool) -> str:
    """On a slip. ``app``: Zalo or Telegram, "" when that is not known; ``square``: whether a QR stands beside it."""
    on_telegram = app == CHANNELS["telegram"]
    if square:
        typed = f"máy ảnh điện thoại. {sheet.START}. Trợ lý hỏi mã thì gõ" if on_telegram else f"{app}, nhắn cho trợ lý"
        return f"Quét mã vuông bằng {typed} 8 số trên."
    return f"{sheet.to_us(app)} {f'{sheet.START}, rồi gõ' if on_telegram else 'Gõ'} 8 số trên."


def until(day: str) -> str:
    return f"Dùng đến hết ngày {day}."
