"""What a reporter does with a case of their own, in words: adds to it, corrects it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.vietnamese import fold, words
from bot.talk import Choice
from messages_vi.cases import begun, named_case
from messages_vi.common import BAC, BAC_, adds_nothing
from messages_vi.report import DANGER, HIDDEN, SHORTENED

OUTSIDE = f"Vị trí này ở ngoài tỉnh, trợ lý không ghi. {BAC_} kể chỗ ấy bằng chữ giúp."
ADD_TITLE, PHOTOS_TITLE, CORRECT_TITLE, LATE_TITLE = "lời bổ sung", "ảnh gửi thêm", "lời sửa lại", "ảnh vừa gửi"
WAY_OUT = "Không gửi nữa thì gõ: hủy."
ADD_FIRST = f"{BAC_} gõ vài chữ, hoặc gửi ảnh, tin thoại đã ạ. {WAY_OUT}"
ADD_ON = f"{BAC_} gửi thêm, hoặc hết rồi thì gõ: xong. {WAY_OUT}"
TOO_MUCH = f"Nhiều quá, trợ lý chưa ghi thêm được. {BAC_} gõ gọn lại giúp, không quá 3.000 chữ cái và 20 ảnh."
PLEASE = f"{BAC_} gõ lại cả việc trong một tin giúp, không quá 3.000 chữ cái. Không sửa nữa thì gõ: hủy."
THIS_CASE, A_NEW_ONE = Choice("this", "Đúng"), Choice("new", "Việc mới")
IT_IS_NEW = Choice("laviecmoi", "Đây là việc mới", "việc mới")
PICK = f"{BAC_} trả lời bằng một trong hai ý dưới đây giúp ạ."
PLACE, THE_BLOCK = "vị trí", "khối"
_ONE = rf"(?:\d+ ảnh|\d+ tin thoại|{PLACE})"
_WITH = re.compile(rf" \(kèm {_ONE}(?:, {_ONE})*\)\Z")  # as `written` puts it behind the words


def what_to_add(number: int) -> str:
    return f"{BAC_} bổ sung gì cho việc số {number} ạ? {BAC_} kể trong một tin, hoặc gửi ảnh, tin thoại rồi gõ: xong. Xin không ghi tên người."


def which_photos(number: int) -> str:
    return f"{BAC_} gửi ảnh cho việc số {number}, mấy ảnh cũng được; hết thì gõ: xong."


def of_this_case(number: int) -> str:
    return f"Ảnh này của việc số {number} ạ?"


def what_came(media: str, *, place: bool) -> str:
    """As "2 ảnh, vị trí"; ``media``: as it is said with the words."""
    return ", ".join([x for x in (media.removeprefix("kèm "), PLACE if place else "") if x])


def written(text: str, came: str) -> str:
    """An addition, as the timeline holds it."""
    return f"{text} (kèm {came})" if text and came else text or f"({came})"


def words_of(line: str) -> str:
    """Of an addition as the timeline holds it the words alone."""
    return _WITH.sub("", line)


def with_more(text: str, more: Sequence[str]) -> str:
    """What a case says, with what was added since."""
    return "\n".join([text, *(f"Bổ sung: {one}" for one in more)])


def added(number: int, into: int, text: str, came: str, told: str, *, hidden: bool, danger: bool, new: bool = False, worse: bool = False) -> str:
    """``into``: the case that theirs was put to, 0 for none; ``told``: who of the block has heard, "" for nobody.

    ``new``: it may be another one; ``worse``: or this one, which can be made more urgent.
    """
    words = f"{'lời ' + BAC if text else ''}{', ' if text and came else ''}{came}"
    heard = f" và báo {told}" if told else ""
    shared = f"Việc số {number} khối đang xem chung với việc số {into}: trợ lý" if into else "Dạ, trợ lý"
    said = f"{shared} đã ghi thêm {words} vào việc số {into or number}{heard}.{f' {HIDDEN}' if hidden else ''}"
    said += f" Việc gấp hơn trước thì {BAC} gõ: gấp {number}." if worse else ""
    more = f"Còn ảnh thì {BAC} gửi luôn; còn lời thì gõ: bổ sung {number}, rồi viết tiếp."
    other = f"Nếu đây là việc khác, không phải việc số {number}, {BAC} báo riêng giúp."
    return "\n".join([*([DANGER] if danger else []), said, *([other if new else more] if text else [])])


def tell_added(number: int, case: str, text: str, came: str) -> str:
    """To whoever works on it."""
    said = f": “{text}”" if text else ""
    return f"Thưa {BAC}, người báo bổ sung {named_case(number, case)}{said}{f' (kèm {came})' if came else ''}."


def added_for_you(number: int, case: str, text: str, came: str, by: str) -> str:
    """To the reporter, whose case somebody else has typed."""
    return f"{begun(number, case)}: {by} bổ sung hộ {BAC}: “{written(text, came)}”"


def nothing_more(number: int, status: str) -> str:
    return f"Việc số {number}: {status}. Có việc mới thì {BAC} cứ gõ ra đây."


# correcting ------------------------------------------------------------------------------------------------------------
def tell_anew(number: int, old: str) -> str:
    shown = " ".join(old.split())
    short = shown if len(shown) <= 2 * SHORTENED else f"{shown[: 2 * SHORTENED].rpartition(' ')[0]}…"
    return f"Việc số {number} đang ghi: “{short}”. {BAC_} gõ lại cả việc trong một tin, tin ấy thay lời cũ. Xin không ghi tên người."


YES, CHANGE = Choice("yes", "Đồng ý", "đồng ý"), "Sửa"
SAY_YES = f"Đúng rồi thì {BAC} gõ: đồng ý. Không sửa nữa thì gõ: hủy."
_ASKS = frozenset({"giup", "gium", "ho", "toi", "em", "chau", "minh", "voi", "cho", "di", "nhe", "nha", "a", "duoc", "khong", "lai", "luon"})


def corrects(text: str) -> bool:
    """Whether these words behind the number are what it shall say, and do not only ask for help."""
    return not adds_nothing(text) and not _ASKS.issuperset(words(text))


def shall_it_say(number: int, text: str) -> str:
    return f"Việc số {number} sửa thành: “{text}”. Lời cũ bỏ hết, đúng chưa ạ?"


def not_any_more(number: int, status: str) -> str:
    return f"Việc số {number}: {status}, nên không sửa được nữa ạ. Có gì thêm thì {BAC} gõ: bổ sung {number}."


def not_alone(number: int, into: int) -> str:
    return f"Việc số {number} khối đang xem chung với việc số {into}, nên không sửa được nữa ạ. Có gì thêm thì {BAC} gõ: bổ sung {number}."


def corrected(number: int, text: str, told: str, *, hidden: bool) -> str:
    heard = f" Trợ lý đã báo {told}." if told else ""
    return f"Đã sửa việc số {number} thành: “{text}”.{heard}{f' {HIDDEN}' if hidden else ''}"


def tell_corrected(number: int, text: str) -> str:
    return f"Thưa {BAC}, người báo đã sửa lời việc số {number}, nay là: “{text}”."


def corrected_for_you(number: int, text: str, by: str) -> str:
    return f"{by} đã sửa hộ {BAC} việc số {number}, nay là: “{text}”."


# "thêm 12 hộ" tells how many, and names no case ------------------------------------------------------------------------
_COUNTED = frozenset(
    {
        "hộ", "nhà", "người", "con", "cái", "chiếc", "cây", "cột", "mét", "m", "m2", "km", "ha", "sào", "trường",
        "lớp", "thôn", "xóm", "bản", "điểm", "chỗ", "lần", "ngày", "giờ", "tuần", "tháng", "triệu", "nghìn", "trăm", "đồng", "tấn", "tạ", "kg", "xe",
        "gia", "khẩu", "đoạn", "vụ", "ca", "căn",
    }
)  # fmt: skip
_FOLDED = frozenset(fold(w) for w in _COUNTED)


def counts(words: str) -> bool:
    """Whether these words behind a number say what is counted."""
    first = words.split(maxsplit=1)[:1]
    return bool(first) and (first[0].casefold() in _COUNTED or (first[0].isascii() and first[0].casefold() in _FOLDED))


def told_more(number: str, words: str) -> str:
    """As it was typed."""
    return f"thêm {number} {words}"


def goes_apart(number: int) -> str:
    """Of what may not be written down in a case that others read."""
    return f"Lời vừa rồi trợ lý không ghi vào việc số {number}, mà nhận riêng để ít người được xem."
