"""One person on two phones or channels: the code that ties them, where notices go, and how to undo it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.talk import Choice
from messages_vi.common import BAC, BAC_

WRONG_CODE = f"Mã này chưa đúng hoặc đã hết hạn. Mã mời có 8 số; mã kết nối 6 số thì {BAC} gõ “kết nối” ở nơi đang dùng để lấy mã mới."
OWN_CODE = f"Mã này để gõ ở ứng dụng kia, nơi {BAC} chưa dùng trợ lý, không gõ ở đây ạ."
SOMEBODY_ELSES = f"Nơi này đã đứng tên {BAC} rồi nên không nối sang tên khác được. Có nhầm lẫn thì {BAC} hỏi thư ký khối giúp."
WHERE_TO = f"{BAC_} muốn nhận tin báo ở đâu ạ?"


def code(six: str, links: Sequence[tuple[str, str]]) -> str:
    """``links``: the name of another channel, and what opens a chat with us there."""
    return "\n".join(
        [
            f"Mã kết nối của {BAC}: {six[:3]} {six[3:]}. Gõ được một lần, trong 15 phút; xin đừng đưa mã cho ai.",
            f"{BAC_} mở trợ lý ở ứng dụng kia rồi gõ mã này vào đó.",
            *(f"{name}: {link}" for name, link in links),
        ]
    )


def in_use(names: Sequence[str], preferred: str) -> str:
    """Which chats are tied to this person, and where notices go."""
    return f"Đang dùng: {', '.join(names)}. Tin báo đến {preferred}."


def to_change(others: Sequence[str], *, comes_here: bool) -> str:
    """What to do about it; the choices that undo each of the ``others`` follow."""
    receive = "" if comes_here else "Muốn nhận ở đây: gõ nhận tin ở đây. "
    return f"{receive}Thôi dùng {' hoặc '.join(others)}:" if others else receive.rstrip()


def linked(name: str, here: str, there: str) -> str:
    """To the chat that has just become this person's. ``there``: where it can be undone."""
    return f"Đã nối vào tên {name}. Từ nay tin cũng đi qua {here}; muốn bỏ thì sang {there} gõ: {undo_word(here)}."


def linked_elsewhere(channel: str) -> str:
    """To the chat where this person was before."""
    return f"{BAC_} vừa nối thêm {channel}. Nếu không phải {BAC} làm, {BAC} gõ ngay: {undo_word(channel)}."


def undo_word(channel: str) -> str:
    return f"bỏ {channel}"


def undo(channel: str, value: str) -> Choice:
    return Choice(value, f"Bỏ {channel}", undo_word(channel))


def undone(channel: str) -> str:
    return f"Dạ, đã bỏ {channel}. Ở đó trợ lý không còn nhận ra {BAC} nữa."


def too_new(channel: str, ask_whom: str) -> str:
    """To a chat that was tied only today, about one that was theirs before it."""
    return (
        f"Để không ai lấy mất tên của {BAC}, nơi mới nối chưa đủ một ngày thì chưa bỏ được {channel} đã dùng từ trước; "
        f"cần bỏ ngay, {BAC} gọi {ask_whom}."
    )


def parted(name: str, channel: str, ask_whom: str) -> str:
    """The last message to a chat that was this person's until now."""
    return (
        f"{name} vừa bỏ {channel} này, bằng một nơi khác đã nối; máy này không còn nhận tin của trợ lý. "
        f"Không phải {BAC} làm thì {BAC} gọi ngay {ask_whom}."
    )


def not_linked(channel: str) -> str:
    return f"{BAC_} chưa nối {channel} nào khác ạ."


def not_from_here(channel: str) -> str:
    return f"{BAC_} đang nói chuyện ở {channel} nên không bỏ được từ đây, chỉ bỏ được từ nơi khác đã kết nối."


def notices_come_to(name: str) -> str:
    return f"Dạ, từ nay tin báo đến {name}."


def this(channel: str) -> str:
    """One of several chats of a channel: the one being spoken in."""
    return f"{channel} này"


def another(channel: str, nth: int) -> str:
    return f"{channel} kia" if nth == 1 else f"{channel} kia {nth}"
