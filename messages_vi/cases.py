"""Acting on a case, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.domain.kinds import Kind, Level
from bot.domain.periods import local
from bot.talk import Choice
from messages_vi.cases_said import is_a_command
from messages_vi.common import BAC, BAC_
from messages_vi.joining import ROLES
from messages_vi.kinds import CROWD, LEVEL_NAMES
from messages_vi.secrecy import without_plea

__all__ = ["is_a_command"]


class Entry(Protocol):
    """A line of a timeline, as it is kept."""

    @property
    def at(self) -> float: ...
    @property
    def what(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def whom(self) -> str: ...
    @property
    def office(self) -> str: ...
    @property
    def until(self) -> float | None: ...


ASK_TITLE, ANSWER_TITLE, NOTE_TITLE, TELL_TITLE = "câu hỏi lại", "câu trả lời cho khối", "lời ghi riêng", "tin báo lại"
WHICH_OF_THESE = f"{BAC_} chọn một ý dưới đây giúp ạ."
NOT_YOURS = f"{BAC_} chưa có quyền làm việc này. Xin hỏi thư ký khối."
ANSWER_OR_NEW = f"{BAC_} trả lời câu khối hỏi, hay báo việc mới ạ?"
IT_ANSWERS, IT_IS_NEW = Choice("answer", "Trả lời khối"), Choice("new", "Báo việc mới")
IT_IS_MORE = Choice("answer", "Thêm vào câu trả lời")
WORDS_PLEASE = f"{BAC_} gõ vài chữ giúp, không quá 1.000 chữ cái."
NOT_AN_ANSWER = f"Trợ lý chưa ghi gì. {BAC_} trả lời câu này đã; muốn làm việc khác thì gõ: hủy, rồi gõ lại."
CALL_INSTEAD = "Việc này kín, xin gặp trực tiếp, không gõ ở đây."
NOTHING_YET = f"{BAC_} chưa gửi việc nào. Có việc thì cứ gõ ra đây."
WHICH = f"{BAC_} muốn nói việc ở đâu ạ?"
WHICH_YEAR = f"Có mấy việc cùng số này, khác năm. {BAC_} muốn nói việc nào ạ?"
LONGEST_LINE = 120  # characters of a line of a timeline, at the first look
STATUS = {
    "moi": "đã gửi khối, chờ nhận", "da_nhan": "khối đã nhận", "dang_giai_quyet": "đang giải quyết", "da_chuyen": "đã chuyển, chờ kết quả",
    "da_giai_quyet": "đã giải quyết", "da_bao_lai": "đã giải quyết, người báo thấy đã ổn", "ket_thuc": "đã kết thúc", "rut_lai": "đã rút lại",
}  # fmt: skip
OWN = {
    "da_nhan": "đã nhận", "dang_giai_quyet": "đang giải quyết", "da_chuyen": "đã chuyển", "da_giai_quyet": "đã giải quyết",
    "da_bao_lai": "đã báo là ổn", "ket_thuc": "đã kết thúc", "rut_lai": "đã rút lại",
}  # fmt: skip
PLACES = {"ubnd": "đã chuyển UBND xã", "cap_uy": "đã tham mưu cấp ủy", "cap_tren": "đã kiến nghị cấp trên"}
EVENTS = {
    "moi": "báo việc", "da_nhan": "khối đã nhận", "hoi": "khối hỏi", "tra_loi": "trả lời", "da_giai_quyet": "đã giải quyết",
    "tra_lai": "trả lại khối",
    "ban_giao": "bàn giao việc", "nhan_ban_giao": "nhận bàn giao", "rut_lai": "người báo đã rút", "giao": "giao", "chuyen": "chuyển",
    "ghi": "ghi riêng trong khối", "baolai": "khối báo người gửi", "nang_muc": "nâng mức", "ha_muc": "hạ mức", "on_roi": "người báo thấy đã ổn",
    "mot_phan": "người báo thấy mới được một phần", "chua": "người báo thấy chưa xong", "da_bao": "đã báo lại bà con", "ket_thuc": "kết thúc",
    "mo_lai": "khối mở lại", "goi_lai": "đã gọi lại người báo", "bo_sung": "người báo bổ sung", "sua": "người báo sửa lời", "bo_kin": "thôi kín",
    "kin": "ghi là việc kín", "thoi_vi_kin": "thôi phụ trách, việc đã thành việc kín", "het_vai_tro": "thôi phụ trách, vai trò đã hết hoặc thay đổi",
    "dong_nguoi": "ghi là việc đông người", "bo_dong_nguoi": "thôi ghi là việc đông người", "gop": "gộp vào việc số",
    "gop_vao": "gộp thêm việc số", "tach": "tách khỏi việc số", "tach_ra": "tách ra việc số", "vao_dot": "vào đợt", "ra_dot": "ra khỏi đợt",
}  # fmt: skip
BY_ITSELF = {"het_vai_tro": "trợ lý ghi"}  # what nobody did, and who wrote it down
MOVING = frozenset(
    {"da_nhan", "giao", "chuyen", "da_giai_quyet", "on_roi", "mot_phan", "chua", "da_bao", "ket_thuc", "mo_lai", "gop", "tach", "rut_lai"}
)  # events that somebody else may have been first with


def buttons(number: int, kind: Kind, status: str = "moi") -> tuple[Choice, ...]:
    """What a leader can still do about a case; where nothing may be written, nothing is asked in writing."""
    if status != "moi":
        return next_steps(number, kind) if status in ("da_nhan", "dang_giai_quyet", "da_chuyen") else ()
    ask = (Choice("hoi", "Hỏi lại", f"hỏi {number} rồi viết câu hỏi"),) if kind.free_text else ()
    return (Choice("nhan", "Đã nhận", f"nhận {number}"), *ask, Choice("xong", "Đã giải quyết", f"xong {number}"))


def next_steps(number: int, kind: Kind) -> tuple[Choice, ...]:
    """For a case that somebody has; where nothing may be written, a call back is noted."""
    called = (Choice("goi", "Đã gọi lại người báo", f"đã gọi {number}"),)
    written = (Choice("hoi", "Hỏi lại", f"hỏi {number}"), Choice("chuyen", "Chuyển nơi khác", f"chuyển {number}"))
    return (
        Choice("giao", "Giao người làm", f"giao {number}"),
        *(written if kind.free_text else called),
        Choice("xong", "Đã giải quyết", f"xong {number}"),
    )


def look(number: int) -> tuple[Choice, ...]:
    return (Choice("xem", "Xem", f"xem {number}"),)


def look_further(number: int, row: int, page: int) -> tuple[Choice, ...]:
    """To what the first look left out; ``row``: of the case."""
    return (Choice(f"xemtiep:{page}:id:{row}", "Xem tiếp", f"xem tiếp {number}{f' trang {page}' if page > 1 else ''}"),)


def further(number: int) -> str:
    return f"Diễn biến việc số {number}:"


def no_further(number: int) -> str:
    return f"Dạ, việc số {number} đã xem hết rồi ạ."


def one_of_several(numbered: str, commune: str, unit: str) -> str:
    """A case among others of its number; ``numbered``: with its year; "" for what all have alike."""
    return ", ".join(x for x in (numbered, commune, unit) if x)


def cut(line: str) -> str:
    """The beginning of a long line of a timeline."""
    return line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE].rstrip() + "…"


def answer(number: int) -> tuple[Choice, ...]:
    return (Choice("traloi", "Trả lời", f"trả lời {number} rồi viết câu trả lời"),)


def short(text: str) -> str:
    """The first words of a case, to tell it by."""
    line = " ".join(without_plea(text).split())
    return line if len(line) <= 40 else line[:40].rpartition(" ")[0] + "…"


def what_to_ask(number: int) -> str:
    return f"{BAC_} muốn hỏi gì về việc số {number}? Gõ câu hỏi, trợ lý chuyển cho người báo."


def more_or_new(number: int) -> str:
    return f"{BAC_} thêm vào câu trả lời việc số {number}, hay báo việc mới ạ?"


def what_to_answer(number: int) -> str:
    return f"{BAC_} trả lời giúp trong một tin (việc số {number})."


def named_case(number: int, text: str) -> str:
    return f"việc số {number} ({short(text)})" if text else f"việc số {number}"


def of_number(number: int) -> str:
    return f"việc số {number}"


def begun(number: int, text: str) -> str:
    """The same at the start of a sentence."""
    return "V" + named_case(number, text)[1:]


def alert(number: int, kind: Kind, level: Level, unit: str, text: str, media: str, who: str) -> str:
    """To the block: a new case."""
    told = f"“{text}”." if text else "Việc kín, không có chữ; xin gặp trực tiếp người báo."
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


def already(number: int, name: str, status: str, *, own: bool, opens: bool = False) -> str:
    """``opens``: it is over, and whoever reads this may open it again."""
    again = f" Cần làm tiếp thì gõ: mở lại {number}." if opens else ""
    if status == "moi":
        return f"Việc số {number}: {STATUS[status]} ạ."
    if own:
        return f"Việc số {number} {BAC} {OWN[status]} rồi ạ.{again}"
    if status == "rut_lai":
        return f"Việc số {number}, người báo đã rút lại rồi ạ."
    return f"Việc số {number}: {STATUS[status]}, {name} làm trước rồi ạ.{again}"


def tell_accepted(number: int, text: str, by: str) -> str:
    return f"{begun(number, text)}: khối dân vận xã đã nhận, người phụ trách là {by}."


def asked(number: int, *, reached: bool) -> str:
    if not reached:
        return f"Đã ghi câu hỏi vào việc số {number}, nhưng người báo không còn dùng máy. Xin {BAC} hỏi trực tiếp, chưa rõ thì hỏi tổ trưởng."
    return f"Đã chuyển câu hỏi về việc số {number} cho người báo."


def question(number: int, text: str, question_: str) -> str:
    return f"Thưa {BAC}, khối hỏi thêm về {named_case(number, text)}: “{question_}”"


def answered(number: int) -> str:
    return f"Đã chuyển câu trả lời về việc số {number} cho khối. Cảm ơn {BAC}."


def told_answer(number: int, text: str, answer_: str) -> str:
    return f"Thưa {BAC}, người báo {named_case(number, text)} trả lời: “{answer_}”"


def what_to_note(number: int) -> str:
    return f"{BAC_} ghi gì về việc số {number}? Chỉ người trong khối đọc."


def noted(number: int) -> str:
    return f"Đã ghi vào việc số {number}, chỉ người trong khối đọc."


def what_to_tell(number: int) -> str:
    return f"{BAC_} muốn báo gì cho người gửi việc số {number}?"


def tell_word(number: int, text: str, word: str) -> str:
    return f"{begun(number, text)}: khối báo {BAC}: “{word}”"


def word_told(number: int, *, reached: bool) -> str:
    if not reached:
        return f"Đã ghi vào việc số {number}, nhưng người báo không còn dùng máy. Xin {BAC} nói trực tiếp."
    return f"Đã báo người gửi việc số {number}."


def line(number: int, text: str, kind: Kind, now: str) -> str:
    """``now``: where it stands."""
    return f"- Việc số {number}: {short(text) or kind.label}; {now}."


def mine(lines: Sequence[str]) -> str:
    return "\n".join([f"Việc {BAC} đã gửi:", *lines, "Xem kỹ một việc: gõ xem và số, ví dụ: xem 12."])


def told(text: str, *, closed: bool, expired: bool) -> str:
    """The words of a case, or why there are none. ``closed``: only a few may read it; ``expired``: they were kept long enough."""
    if expired:
        return "Lời kể đã hết hạn giữ, chỉ còn số liệu."
    return (f"Việc kín. “{text}”" if closed else f"“{text}”") if text else "Việc kín, không có chữ."


def whole(number: int, kind: Kind, level: Level, now: str, unit: str, told_: str, who: str, created_at: float, place: str, *, crowd: bool) -> str:
    """A case for reading, before its timeline. ``now``: where it stands."""
    lines = [
        f"Việc số {number}: {kind.label}, {unit}, mức {LEVEL_NAMES[level]}.",
        f"{CROWD}." if crowd else "",
        told_,
        place,
        f"Người báo: {who}, {moment(created_at)}.",
        f"Nay: {now}.",
    ]
    return "\n".join(x for x in lines if x)


def standing(status: str, holder: str, office: str, due: float | None) -> str:
    """Where a case stands: who has it, by when."""
    doer = office or holder
    who = {"da_nhan": f", {holder}", "dang_giai_quyet": f", giao {doer}", "da_chuyen": f", {holder} theo dõi"}.get(status, "") if doer else ""
    return f"{STATUS[status]}{who}{f', hẹn xong {local(due).day}/{local(due).month}' if due else ''}"


def event(e: Entry) -> str:
    """A line of a timeline."""
    done = EVENTS[e.what]
    if e.what == "giao":
        done = f"giao {e.office or e.whom or 'người khác'}" + (f", hẹn xong {local(e.until).day}/{local(e.until).month}" if e.until else "")
    if e.what == "chuyen":
        done = PLACES[e.office]
    if e.what in ("nang_muc", "ha_muc"):
        done = f"{done} thành {LEVEL_NAMES[Level(e.office)]}"
    if e.what in ("gop", "gop_vao", "tach", "tach_ra"):
        done = f"{done} {e.office}"
    whose = f"{e.whom} " if e.whom and e.what != "giao" else ""
    return f"- {moment(e.at)}: {whose}{done} ({BY_ITSELF.get(e.what, e.by)})" + (f": “{e.text}”" if e.text else "")


def moment(at: float) -> str:
    """Day and hour, as people say it."""
    return f"{local(at):%H:%M} ngày {local(at).day}/{local(at).month}"


def place(latitude: float, longitude: float) -> str:
    return f"Vị trí chừng: {latitude:.3f}, {longitude:.3f}"
