"""What people read in place of what is not kept, and how papers say that they are secret."""

from __future__ import annotations

from bot.domain.privacy import Marks, Secrecy

MARKS = Marks(
    id_card="[số căn cước]",
    phone="[số điện thoại]",
    plate="[biển số]",
    account="[số tài khoản]",
    email="[email]",
    birth="[ngày sinh]",
    insurance="[số bảo hiểm]",
    passport="[số hộ chiếu]",
)

_NOT_SECRET = r"(?! ?(?:độ|ong|khẩu|thiết|mã|vụ|mía|gấu|thư|đường|nguyệt|ngọt)\b)"  # honey, density, a friendly talk
_PAPERS = r"(?:văn bản|công văn|tài liệu|báo cáo|quyết định|kế hoạch|hồ sơ|thông báo|chỉ thị|nghị quyết|công điện|tờ trình|biên bản|kết luận)"
_SECRECY = Secrecy(
    accented=rf"^\W{{0,9}}mật\W{{0,9}}$|\b(?:tối|tuyệt|độ|dấu) mật\b{_NOT_SECRET}"
    rf"|\b{_PAPERS}(?: này| trên)?(?: là| thuộc| loại| có| đóng){{0,3}} mật\b{_NOT_SECRET}",
    capitals=r"^\W{0,9}(?:MẬT|(?:TUYET |TOI )?MAT)(?:\W{0,9}$|\W{0,3}[:\-–|/.,])|[\[(](?:MẬT|Mật)[\])]",
    bare=r"\b(?:cong van|van ban|tai lieu) (?:tuyet |toi )?mat(?= *(?:$|[.,;:!]| so \d))"
    r"|\bdo mat ?[:(]|\bmuc do mat\b|\btuyet mat\b(?! (?:ong|do)\b)",
)
is_secret = _SECRECY.is_secret
