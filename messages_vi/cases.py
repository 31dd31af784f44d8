"""Acting on a case, in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.kinds import Kind, Level
from bot.domain.periods import local
from bot.talk import Choice
from messages_vi.common import BAC, BAC_
from messages_vi.joining import ROLES
from messages_vi.kinds import LEVEL_NAMES

ASK_TITLE, ANSWER_TITLE = "câu hỏi lại", "câu trả lời cho khối"
NOT_YOURS = f"{BAC_} chưa có quyền làm việc này. Xin hỏi thư ký khối."
ANSWER_OR_NEW = f"{BAC_} trả lời câu khối hỏi, hay báo việc mới ạ?"
IT_ANSWERS, IT_IS_NEW = Choice("answer", "Trả lời khối"), Choice("new", "Báo việc mới")
WORDS_PLEASE = f"{BAC_} gõ vài chữ giúp, không quá 1.000 chữ cái."
CALL_INSTEAD = "Việc này kín, xin gặp trực tiếp, không gõ ở đây."
NOTHING_YET = f"{BAC_} chưa gửi việc nào. Có việc thì cứ gõ ra đây."
WHICH = f"{BAC_} muốn nói việc ở đâu ạ?"
STATUS = {
    "moi": "đã gửi khối, chờ nhận", "da_nhan": "khối đã nhận", "da_giai_quyet": "đã giải quyết", "rut_lai": "đã rút lại",
}  # fmt: skip
OWN = {"da_nhan": "đã nhận", "da_giai_quyet": "đã giải quyết", "rut_lai": "đã rút lại"}
EVENTS = {
    "moi": "báo việc", "da_nhan": "khối đã nhận", "hoi": "khối hỏi", "tra_loi": "trả lời", "da_giai_quyet": "đã giải quyết",
    "ban_giao": "bàn giao việc", "nhan_ban_giao": "nhận bàn giao", "rut_lai": "người báo đã rút",
}  # fmt: skip


def buttons(number: int, kind: Kind, status: str = "moi") -> tuple[Choice, ...]:
    """What a leader can still do about a case; where nothing may be written, nothing is asked in writing."""
    if status not in ("moi", "da_nhan"):
        return ()
    accept = (Choice("nhan", "Đã nhận", f"nhận {number}"),) if status == "moi" else ()
    ask = (Choice("hoi", "Hỏi lại", f"hỏi {number} rồi viết câu hỏi"),) if kind.free_text else ()
    return (*accept, *ask, Choice("xong", "Đã giải quyết", f"xong {number}"))


def look(number: int) -> tuple[Choice, ...]:
    return (Choice("xem", "Xem", f"xem {number}"),)


def answer(number: int) -> tuple[Choice, ...]:
    return (Choice("traloi", "Trả lời", f"trả lời {number} rồi viết câu trả lời"),)


def short(text: str) -> str:
    """The first words of a case, to tell it by."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:40].rpartition(" ")[0] + "…"


def what_to_ask(number: int) -> str:
    return f"{BAC_} muốn hỏi gì về việc số {number}? Gõ câu hỏi, trợ lý chuyển cho người báo."


def what_to_answer(number: int) -> str:
    return f"{BAC_} trả lời giúp trong một tin (việc số {number})."


def named(number: int, text: str) -> str:
    return f"việc số {number} ({short(text)})" if text else f"việc số {number}"


def _named(number: int, text: str) -> str:
    return "V" + named(number, text)[1:]


def alert(number: int, kind: Kind, level: Level, unit: str, text: str, media: str, who: str) -> str:
    """To the block: a new case."""
    told = f"“{text}”." if text else "Việc kín, không có chữ; xin gặp trực tiếp người báo, chưa rõ nhà thì hỏi tổ trưởng."
    return f"Thưa {BAC}, việc số {number}, mức {LEVEL_NAMES[level]}: {kind.label}, {unit}. {told}{f' ({media})' if media else ''}\nNgười báo: {who}."


def alert_above(number: int, kind: Kind, commune: str, unit: str, *, reached: bool) -> str:
    """To the level above: an urgent case, so that they know. ``reached``: whether anybody of the block can hear of it."""
    block = "Khối đã được báo." if reached else "Chưa có ai trong khối nhận tin qua máy, xin gọi xã."
    return f"Kính báo để {BAC} nắm: {commune} có việc ĐỎ số {number}, {kind.label}, {unit}. {block}"


def reporter(name: str, role: str) -> str:
    return f"{name}, {ROLES.get(role, role)}"


def no_such(number: str) -> str:
    if not number:
        return f"Việc này {BAC} không còn được xem ạ."
    return f"Trợ lý chưa thấy việc số {number} trong các việc {BAC} được xem."


def accepted(number: int) -> str:
    return f"Đã ghi: {BAC} nhận việc số {number}. Trợ lý đã báo người gửi."


def already(number: int, name: str, status: str, *, own: bool) -> str:
    if own:
        return f"Việc số {number} {BAC} {OWN[status]} rồi ạ."
    if status == "rut_lai":
        return f"Việc số {number}, người báo đã rút lại rồi ạ."
    return f"Việc số {number}: {STATUS[status]}, {name} làm trước rồi ạ."


def tell_accepted(number: int, text: str, by: str) -> str:
    return f"{_named(number, text)}: khối dân vận xã đã nhận, người phụ trách là {by}."


def asked(number: int, *, reached: bool) -> str:
    if not reached:
        return f"Đã ghi câu hỏi vào việc số {number}, nhưng người báo không còn dùng máy. Xin {BAC} hỏi trực tiếp, chưa rõ thì hỏi tổ trưởng."
    return f"Đã chuyển câu hỏi về việc số {number} cho người báo."


def question(number: int, text: str, question_: str) -> str:
    return f"Thưa {BAC}, khối hỏi thêm về {named(number, text)}: “{question_}”"


def answered(number: int) -> str:
    return f"Đã chuyển câu trả lời về việc số {number} cho khối. Cảm ơn {BAC}."


def told_answer(number: int, text: str, answer_: str) -> str:
    return f"Thưa {BAC}, người báo {named(number, text)} trả lời: “{answer_}”"


def resolved(number: int) -> str:
    return f"Đã ghi: việc số {number} đã giải quyết. Trợ lý đã báo lại người gửi."


def tell_resolved(number: int, text: str, result: str) -> str:
    said = f" Xã trả lời: “{result}”." if result else ""
    return f"{_named(number, text)} đã giải quyết.{said} Cảm ơn {BAC}."


def line(number: int, text: str, kind: Kind, status: str) -> str:
    return f"- Việc số {number}: {short(text) or kind.label}; {STATUS[status]}."


def mine(lines: Sequence[str]) -> str:
    return "\n".join([f"Việc {BAC} đã gửi:", *lines, "Xem kỹ một việc: gõ xem và số, ví dụ: xem 12."])


def whole(number: int, kind: Kind, level: Level, status: str, unit: str, text: str, who: str, created_at: float, place: str) -> str:
    """A case for reading, before its timeline."""
    told = f"“{text}”" if text else "Việc kín, không có chữ."
    lines = [
        f"Việc số {number}: {kind.label}, {unit}, mức {LEVEL_NAMES[level]}.",
        told,
        place,
        f"Người báo: {who}, {moment(created_at)}.",
        f"Nay: {STATUS[status]}.",
    ]
    return "\n".join(x for x in lines if x)


def event(at: float, what: str, by: str, text: str) -> str:
    return f"- {moment(at)}: {EVENTS[what]} ({by})" + (f": “{text}”" if text else "")


def moment(at: float) -> str:
    """Day and hour, as people say it."""
    return f"{local(at):%H:%M} ngày {local(at).day}/{local(at).month}"


def place(latitude: float, longitude: float) -> str:
    return f"Vị trí chừng: {latitude:.3f}, {longitude:.3f}"
