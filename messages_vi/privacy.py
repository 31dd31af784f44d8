"""What people read in place of what is not kept."""

from bot.domain.privacy import Marks

MARKS = Marks(
    id_card="[số căn cước]",
    phone="[số điện thoại]",
    plate="[biển số]",
    account="[số tài khoản]",
    email="[email]",
    birth="[ngày sinh]",
)
