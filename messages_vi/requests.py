"""Asking to be let in, and the answer of whoever may say yes."""

from __future__ import annotations

from bot.talk import Choice
from messages_vi.common import BAC, BAC_

NAME = f"{BAC_} cho biết họ và tên giúp ạ."
NAME_UNCLEAR = "Trợ lý cần đủ cả họ và tên, ví dụ: Lê Thị Mẫu."
PLACE = f"{BAC_} ở thôn, bản hay khu phố nào, thuộc xã, phường nào ạ? Ví dụ: thôn 3 xã Mẫu."
NO_SUCH_PLACE = "Trợ lý chưa tìm thấy nơi này."
ONLY_COMMUNE = "Trợ lý cần biết cả thôn, bản hoặc khu phố."
MANY_PLACES = "Có nhiều nơi cùng tên như vậy."
WHICH_PLACE = f"{BAC_} ở nơi nào ạ? Không có ở đây thì {BAC} gõ lại tên thôn và tên xã."
NEAR_PLACES = f"Trợ lý chưa thấy đúng nơi này, chỉ có nơi tên gần giống. {BAC_} ở nơi nào ạ? Không có ở đây thì {BAC} gõ lại tên thôn và tên xã."
MANY_NEAR = f"Có nhiều nơi tên gần giống như vậy, {BAC} gõ đủ tên thôn và tên xã giúp."
SAME_PLACES = "Trợ lý vẫn chỉ thấy mấy nơi dưới đây ạ."
HAVE_CODE = f"{BAC_} có mã rồi thì gõ: hủy, sau đó gõ lại mã."
SEND = Choice("send", "Gửi", "gửi")
EDITS = {"name": "Sửa tên", "place": "Sửa nơi"}
PICK = f"{BAC_} gõ: gửi, hoặc chọn chỗ cần sửa giúp."
ENOUGH_TODAY = f"Hôm nay {BAC} đã xin vào ba lần rồi ạ. Mai {BAC} thử lại, hoặc hỏi thẳng tổ trưởng."
NOBODY = f"Nơi này chưa có ai nhận được lời xin qua máy. {BAC_} hỏi thư ký khối lấy mã mời giúp."
WAITING = f"Lời xin vào của {BAC} đang chờ trả lời. Có trả lời, trợ lý báo {BAC} ngay. Việc khẩn xin gọi 112, 113, 114, 115."
INVITER_ASKED = f"Cảm ơn {BAC}. Trợ lý đã hỏi lại nơi đưa mã cho chắc; có trả lời, trợ lý báo {BAC} ngay."
REFUSED = f"Nơi {BAC} xin vào chưa đồng ý, nên trợ lý không giữ tên {BAC} nữa. Có nhầm lẫn thì {BAC} hỏi thẳng tổ trưởng hoặc khối."
REFUSED_MEMBER = f"Nơi {BAC} xin vào thêm chưa đồng ý. Có nhầm lẫn thì {BAC} hỏi thẳng tổ trưởng hoặc khối."
LAPSED = f"Lời xin vào của {BAC} đã lâu không có trả lời, nên trợ lý không giữ tên {BAC} nữa. {BAC_} hỏi thẳng tổ trưởng hoặc khối giúp."
NO_MORE = "Người này không còn xin vào nữa."
SPLIT = f"Nơi này vừa chia hoặc sáp nhập, {BAC} đưa mã mời mới giúp. Lời xin vào này trợ lý đã khép lại."
ROLES_OVER = "Người được đưa mã nay không còn giữ vai trò nào, nên lời xin vào này trợ lý đã khép lại."
NOT_YOURS = f"Việc này hiện không thuộc quyền của {BAC}."
HOLDS_MORE = f"Người này đang giữ việc ngoài quyền của {BAC}, nên trợ lý không đưa mã mới được."
LETS_IN, TURNS_AWAY = "dungnguoi", "khongphai"
WORDS = {"dungnguoi": "đúng người", "khongphai": "không phải", "chovao": "cho vào", "tuchoi": "từ chối"}
WITH_NUMBER = frozenset({"khong phai", "xem tiep"})  # without one it is an everyday word, or the label of a list


def check(name: str, place: str) -> str:
    return f"{BAC_} xem lại: {name}, xin vào tổ dân vận {place}."


def asked(place: str) -> str:
    """To who asked, once it is on its way."""
    return f"Đã chuyển lời xin vào {place}. Có trả lời, trợ lý báo {BAC} ngay."


def to_inviter(number: int, name: str, channel: str, role: str, *, own: bool) -> str:
    """``role``: as "thư ký khối xã X"; ``own``: the code was made by the one who reads this."""
    whose = f"mã mời của {BAC}" if own else "mã mời của đơn vị"
    return f"Thưa {BAC}, “{name}” ({channel}) vừa dùng {whose} để vào làm {role}. Có đúng người không ạ? Lời xin vào số {number}."


def to_inviter_again(number: int, name: str, channel: str, whom: str, *, own: bool, in_use: bool) -> str:
    """The code was made for one person (``whom``), and gives them another chat; ``in_use``: in place of the one they have."""
    whose = f"mã {BAC} đưa riêng cho" if own else "mã dành riêng cho"
    what = f" để đổi sang máy mới. {BAC_} gọi hỏi lại người ấy giúp." if in_use else "."
    return f"Thưa {BAC}, “{name}” ({channel}) vừa dùng {whose} {whom}{what} Có đúng người không ạ? Lời xin vào số {number}."


def to_head(number: int, name: str, channel: str, role: str) -> str:
    return f"Thưa {BAC}, {name} ({channel}) xin vào làm {role}. {BAC_} cho vào không ạ? Lời xin vào số {number}."


def is_it_them(number: int) -> tuple[Choice, ...]:
    return tuple(Choice(verb, label, f"{WORDS[verb]} {number}") for verb, label in ((LETS_IN, "Đúng người"), (TURNS_AWAY, "Không phải")))


def let_them_in(number: int) -> tuple[Choice, ...]:
    return tuple(Choice(verb, label, f"{WORDS[verb]} {number}") for verb, label in (("chovao", "Đồng ý cho vào"), ("tuchoi", "Từ chối")))


def let_in(name: str, role: str) -> str:
    return f"Dạ, {name} đã vào: {role}."


def moved(whom: str, channel: str) -> str:
    return f"Dạ, từ nay {whom} dùng trợ lý ở máy mới trên {channel}."


def somebody_by_now(name: str) -> str:
    """They have come in otherwise, so this chat cannot become another person's."""
    return f"{name} đã vào bằng lối khác và có vai trò riêng, nên mã này không dùng cho người ấy được. Lời xin vào này trợ lý đã khép lại."


def turned_away(name: str, *, code: bool) -> str:
    spent = " Mã mời ấy không dùng được nữa." if code else ""
    return f"Dạ, trợ lý đã báo lại {name}, và không giữ tên người ấy.{spent}"


def turned_away_member(name: str) -> str:
    return f"Dạ, trợ lý đã báo lại {name} là chưa nhận."


def already(number: int, by: str, *, granted: bool) -> str:
    """``by``: who has answered it; "" when nobody did for too long, or they are known no more."""
    what = "cho vào" if granted else "từ chối"
    return f"Lời xin vào số {number} {by} đã {what} rồi ạ." if by else f"Lời xin vào số {number} đã khép lại rồi ạ."


def own_already(number: int, *, granted: bool) -> str:
    return f"Lời xin vào số {number} {BAC} đã {'cho vào' if granted else 'từ chối'} rồi ạ."


def no_such(number: str) -> str:
    return f"Không có lời xin vào số {number} chờ {BAC} trả lời ạ."


def which_number(verb: str) -> str:
    return f"{BAC_} muốn trả lời lời xin vào số mấy ạ? Gõ kèm số, ví dụ: {WORDS[verb]} 12."
