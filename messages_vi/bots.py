"""About the bots themselves: to the operator when one is nearly used up, to a stranger at one that is full."""

from __future__ import annotations

from messages_vi.common import BAC, BAC_
from messages_vi.joining import CHANNELS

GUIDE = "README.vi.md, mục “Nối với Zalo”"


def name(channel: str, account: str) -> str:
    """As an operator tells the bots of one channel apart."""
    return f"Bot {CHANNELS[channel.partition('_')[0]]} {account}"


def few_messages(bot: str, sent: int, of: int) -> str:
    """``sent`` of the ``of`` messages of this month are gone."""
    kept = "Tin gấp và câu trả lời vẫn đi; tin chưa gấp được gộp lại, gần hết thì để sang 7 giờ ngày 1 tháng sau."
    then = f"Tháng nào cũng thiếu thì {BAC} lập thêm bot, mời bớt người sang đó: người ấy gõ kết nối ở bot cũ, gõ mã ở bot mới. Cách làm: {GUIDE}."
    return f"{bot} đã gửi {_number(sent)} trên {_number(of)} tin của tháng này. {kept}\n{then}"


def few_places(bot: str, people: int, of: int) -> str:
    """``people`` of the ``of`` that it may have are there."""
    return f"{bot} đã có {_number(people)} trên {_number(of)} người, sắp hết chỗ.\n{BAC_} lập bot tiếp theo từ bây giờ. Cách làm: {GUIDE}."


def no_place(bot: str, of: int) -> str:
    told = f"{bot} đã đủ {_number(of)} người: người mới không vào được nữa, người đã vào vẫn dùng như thường."
    return f"{told}\n{BAC_} lập bot tiếp theo và mời người mới vào đó. Cách làm: {GUIDE}."


def full(link: str) -> str:
    """To a stranger. ``link``: the next bot's chat, "" when there is none."""
    sorry = f"Chào {BAC}. Trợ lý ở đây đã đủ người, không nhận thêm được ạ."
    if not link:
        return f"{sorry} {BAC_} hỏi thư ký khối giúp."
    return f"{sorry}\n{BAC_} mở liên kết này rồi gõ mã mời ở đó: {link}"


def _number(n: int) -> str:
    return f"{n:,}".replace(",", ".")
