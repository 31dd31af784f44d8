"""A case comes to its end, and what its reporter says to that, in words."""

from __future__ import annotations

from bot.domain.kinds import Kind
from bot.domain.periods import local
from bot.domain.vietnamese import words
from bot.talk import Choice
from messages_vi.cases import begun, named_case
from messages_vi.common import BAC, BAC_
from messages_vi.secrecy import without_plea

END_TITLE, PARTLY_TITLE, LEFT_TITLE = "kết quả", "chỗ còn lại", "lời kể thêm"
PROOF_PLEASE = f"{BAC_} gõ một câu kết quả, hoặc gửi một tấm ảnh giúp ạ."
WITH_PICTURE = "(ảnh)"
CALLED, NOT_YET = Choice("called", "Đã gặp, đã giải quyết"), Choice("not yet", "Chưa gặp")
CALL_FIRST = f"Dạ, trợ lý để việc này còn mở. Gặp xong, {BAC} báo lại giúp."
DONE_QUIETLY = "Khối đã gặp và giải quyết."
WHAT_IS_LEFT_PLEASE = f"{BAC_} gõ vài chữ giúp: còn lại việc gì ạ?"


def what_came(number: int) -> str:
    return f"Việc số {number} kết quả thế nào ạ? {BAC_} gõ một câu, hoặc gửi ảnh; người báo sẽ được đọc."


def was_there(number: int) -> str:
    return f"Việc số {number} là việc kín, trợ lý không ghi chữ. Đã gặp người báo và giải quyết chưa ạ?"


def ended(number: int) -> str:
    return f"Đã ghi: việc số {number} đã giải quyết. Trợ lý hỏi lại người gửi xem đã ổn chưa."


def reopened(number: int) -> str:
    return f"Đã mở lại việc số {number}."


def tell_reopened(number: int, text: str) -> str:
    return f"{begun(number, text)}: khối mở lại, đang giải quyết tiếp."


def holder_ended(number: int, text: str, by: str) -> str:
    """To who answers for it: somebody else has called it resolved."""
    return f"Thưa {BAC}, {by} đã ghi {named_case(number, text)} là đã giải quyết."


def holder_reopened(number: int, text: str, by: str) -> str:
    return f"Thưa {BAC}, {by} đã mở lại {named_case(number, text)}, {BAC} vẫn phụ trách."


TYPED = {"xong": "xong", "motphan": "một phần", "chua": "chưa"}  # the verbs that words may follow


# to the reporter -----------------------------------------------------------------------------------------------------
def answers(number: int) -> tuple[Choice, ...]:
    return (Choice("onroi", "Xong", f"xong {number}"), Choice("motphan", "Một phần", f"một phần {number}"), Choice("chua", "Chưa", f"chưa {number}"))


def tell_ended(number: int, text: str, result: str) -> str:
    """The result, and the question that comes with it."""
    said = f", xã trả lời: “{result.rstrip('.')}”." if result else " đã giải quyết."
    return f"Cảm ơn {BAC} đã báo. {begun(number, text)}{said} Ngoài đó đã ổn chưa ạ?"


def ask_how_it_is(number: int, text: str, *, resolved: bool) -> str:
    """Once more; or at its date, where nobody has called it resolved."""
    since = "xã báo đã giải quyết" if resolved else "đã đến hẹn giải quyết"
    return f"Thưa {BAC}, {named_case(number, text)} {since}. Ngoài đó đã ổn chưa ạ?"


def to_read_out(kind: Kind, unit: str, text: str, result: str) -> str:
    """To be pasted in the group of the hamlet, or read on its loudspeaker; it names nobody."""
    text, result = without_plea(text), without_plea(result)
    told = f" ({text})" if text else ""
    return f"THÔNG BÁO: Việc bà con {unit} phản ánh{told}, khối dân vận xã trả lời: {result.rstrip('.')}. Xin cảm ơn bà con."


def for_the_group(number: int) -> str:
    return f"Lời báo bà con về việc số {number}, {BAC} dán vào nhóm của thôn hoặc đọc trên loa giúp:"


def thanks(number: int, *, to_tell: bool) -> str:
    then = f" Báo lại bà con xong, {BAC} gõ: đã báo {number}." if to_tell else ""
    return f"Cảm ơn {BAC}. Trợ lý ghi việc số {number} đã ổn.{then}"


def told_people(number: int) -> tuple[Choice, ...]:
    return (Choice("dabao", "Đã báo bà con", f"đã báo {number}"),)


def closed(number: int) -> str:
    return f"Cảm ơn {BAC}. Việc số {number} kết thúc ở đây ạ."


def what_is_left(number: int) -> str:
    return f"Việc số {number} còn lại gì chưa xong ạ? {BAC_} gõ vài chữ."


WHAT_ELSE = f"Còn lại gì chưa xong ạ? {BAC_} gõ vài chữ, hoặc gửi ảnh. Không thêm gì thì gõ: bỏ qua."
SKIP = Choice("skip", "Bỏ qua", "bỏ qua")
_SKIPS = frozenset({"bo qua", "khong", "khong co gi", "khong co", "khong them gi", "het roi", "khong con gi", "the thoi", "chi the thoi", "chua"})


_POLITE = frozenset({"da", "vang", "a", "nhe", "nha", "bac", "chau", "em", "cam", "thi", "u"})


def skips(text: str) -> bool:
    """Whether these words say that there is nothing to add."""
    return " ".join(w for w in words(text) if w not in _POLITE) in _SKIPS


def goes_on(number: int, who: str, due: float | None) -> str:
    """``who``: who hears of it, one higher than before, "" where nobody can be told; ``due``: by when it is to be done now."""
    higher = f" và báo {who}" if who else ""
    when = f", hẹn xong {local(due).day}/{local(due).month}" if due else ""
    return f"Dạ, trợ lý đã báo lại khối{higher}: việc số {number} chưa xong{when}."


def as_told(number: int) -> str:
    return f"Dạ vâng. Có gì thêm về việc số {number}, {BAC} gõ: bổ sung {number}."


# which case ------------------------------------------------------------------------------------------------------------
def which(verb: str) -> str:
    """Asks which of several cases is meant by a bare word."""
    return f"{BAC_} muốn nói “{verb}” cho việc nào ạ?"


def is_it(verb: str, number: int, text: str) -> str:
    """Asks whether a bare word is for the one case that waits for it."""
    return f"{BAC_} muốn nói “{verb}” cho {named_case(number, text)} ạ?"


def it_is(verb: str, row: int) -> tuple[Choice, ...]:
    """Numbered: in the middle of a question, that is set aside for it."""
    return (Choice(f"{verb}:id:{row}", "Đúng"),)


def which_case(verb: str, row: int, number: int, text: str) -> Choice:
    named = named_case(number, text)
    return Choice(f"{verb}:id:{row}", f"V{named[1:]}")


def nothing_to_answer(number: int, status: str) -> str:
    return f"Việc số {number}: {status}. Chưa có gì chờ {BAC} trả lời ạ."


# to the block --------------------------------------------------------------------------------------------------------
def tell_well(number: int, text: str) -> str:
    return f"Thưa {BAC}, người báo cho biết {named_case(number, text)} đã ổn."


def tell_not_well(number: int, text: str, unit: str, left: str, *, partly: bool) -> str:
    how = "mới được một phần" if partly else "chưa xong"
    return f"Thưa {BAC}, người báo ở {unit} cho biết {named_case(number, text)} {how}.{f' Còn lại: “{left}”.' if left else ''} Việc được mở lại."
