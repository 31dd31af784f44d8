"""Models of skilful mobilization ("Dân vận khéo"), in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.models import AT_WORK, GIVEN_UP, IDEA, RECOGNISED, REGISTERED, SPREAD
from bot.domain.periods import local
from bot.talk import Choice
from messages_vi.common import BAC, BAC_
from messages_vi.targets import MORE, TYPE_MORE

__all__ = ["MORE", "TYPE_MORE"]

LIST = Choice("mohinh", "Mô hình", "mô hình")
ADD = Choice("themmohinh", "Thêm mô hình", "thêm mô hình")
TITLE, STEP_TITLE, PICTURES_TITLE = "mô hình mới", "bước của mô hình", "ảnh của mô hình"
NOT_YOURS = f"Mô hình do khối và tổ dân vận ghi. {BAC_} cần thì hỏi thư ký khối."
NO_SUCH = f"Trợ lý không thấy mô hình số ấy trong phần {BAC} được xem. {BAC_} gõ: mô hình, để xem danh sách."
NOT_THIS_STEP = f"Bước này do khối dân vận xã ghi, hoặc mô hình đã sang bước khác. {BAC_} gõ: mô hình, để xem lại."
EMPTY = f"Chưa có mô hình nào. {BAC_} gõ: thêm mô hình, để ghi một mô hình."
WHICH = f"Có mấy mô hình cùng số này. {BAC_} muốn xem mô hình nào ạ?"
WHERE = f"Mô hình ở thôn nào ạ? {BAC_} gõ tên thôn, hoặc gõ: cả xã."
WHERE_TEAM = "Mô hình ở thôn nào ạ?"
NO_SUCH_PLACE = f"Trợ lý chưa tìm thấy thôn ấy. {BAC_} gõ đủ tên thôn, ví dụ: thôn 3; hoặc gõ: cả xã."
ALL_OF_IT = "Cả xã", "cả xã"
NAME_IT = f"Tên mô hình là gì ạ? {BAC_} gõ gọn trong một dòng. Xin không ghi tên người."
NAME_AGAIN = f"{BAC_} gõ tên mô hình trong một dòng, từ 2 chữ, không quá 120 chữ cái."
ABOUT_IT = f"Mô hình làm gì, cho ai, lợi gì? {BAC_} gõ một, hai câu. Chưa rõ thì gõ: bỏ qua."
ABOUT_AGAIN = f"{BAC_} gõ một, hai câu, không quá 500 chữ cái, hoặc gõ: bỏ qua."
SKIP, SAVE = Choice("skip", "Bỏ qua", "bỏ qua"), Choice("send", "Ghi mô hình", "ghi")
SAY_SAVE = f"{BAC_} xem lại, đúng thì gõ: ghi."
EDITS = {"title": "Sửa tên", "about": "Sửa nội dung"}
WHICH_STEP = f"{BAC_} ghi bước nào ạ?"
PICK = f"{BAC_} chọn một dòng dưới đây giúp ạ."
A_LINE = f"{BAC_} gõ một câu về bước này, ví dụ: số quyết định, kết quả chính. Không cần thì gõ: bỏ qua."
SEND_PICTURES = f"{BAC_} gửi ảnh việc làm, công trình, rồi gõ: xong. Xin không chụp rõ mặt người, nhất là trẻ em."
PICTURES_FIRST = f"{BAC_} gửi ít nhất một ảnh đã ạ. Không gửi nữa thì gõ: hủy."
TOO_MANY = f"Nhiều quá, trợ lý chưa ghi thêm được. {BAC_} gõ: xong, để ghi những ảnh đã gửi."
DONE = Choice("done", "Xong", "xong")
PICTURES = "Thêm ảnh"
LONGEST_NAME, LONGEST_ABOUT, LONGEST_LINE = 120, 500, 300
STATES = {
    IDEA: "ý tưởng", REGISTERED: "đã đăng ký", AT_WORK: "đang làm", RECOGNISED: "được công nhận", SPREAD: "đang nhân rộng", GIVEN_UP: "đã thôi",
}  # fmt: skip
ORDER = (AT_WORK, REGISTERED, IDEA, RECOGNISED, SPREAD, GIVEN_UP)  # of the list: what there is still to do first
_STEPS = {REGISTERED: "Đăng ký", AT_WORK: "Đang làm", RECOGNISED: "Công nhận", SPREAD: "Nhân rộng", GIVEN_UP: "Thôi mô hình này"}
CUT = 60  # characters of a name in a list


def step(to: str, state: str) -> str:
    """On the choice of a step."""
    if to == AT_WORK and state in (RECOGNISED, SPREAD):
        return "Bỏ công nhận (ghi nhầm)"
    return "Làm tiếp" if to == AT_WORK and state == GIVEN_UP else _STEPS[to]


# lists -----------------------------------------------------------------------------------------------------------------
def head(where: str, how_many: int, counts: tuple[int, int] | None, year: int) -> str:
    """``counts``: recognised this year, and how many are wanted; None: not counted for this reader."""
    counted = f" Năm {year} được công nhận {counts[0]}, cần ít nhất {counts[1]}." if counts else ""
    return f"Mô hình Dân vận khéo, {where}: {how_many}.{counted}"


def line(number: int, title: str, where: str, state: str) -> str:
    return f"số {number}: {cut(title)} ({where}), {STATES[state]}"


def how_to_look(number: int) -> str:
    return f"Xem một mô hình thì gõ: mô hình {number}."


def left(how_many: int) -> str:
    return f"Còn {how_many} mô hình."


def cut(title: str) -> str:
    return title if len(title) <= CUT else f"{title[: CUT - 1].rstrip()}…"


def button(number: int, title: str) -> str:
    return f"{number}. {cut(title)}"


# one of them -----------------------------------------------------------------------------------------------------------
def shown(number: int, title: str, where: str, state: str, since: float, about: str, timeline: Sequence[str]) -> str:
    lines = [f"Mô hình số {number}: {title}, {where}. {STATES[state].capitalize()} từ {_day(since)}."]
    return "\n".join([*lines, *([about] if about else []), *timeline])


def entry(at: float, state: str, name: str, text: str) -> str:
    return f"- {_day(at)}, {name}: {STATES[state]}{f', {text}' if text else ''}"


def pictures_added(at: float, name: str, how_many: int, text: str) -> str:
    return f"- {_day(at)}, {name}: thêm {how_many} ảnh{f', {text}' if text else ''}"


def _day(at: float) -> str:
    return f"{local(at):%d/%m/%Y}"


# what is done ----------------------------------------------------------------------------------------------------------
def check(title: str, where: str, about: str, hidden: bool) -> str:
    lines = [f"{BAC_} xem lại. Mô hình: {title}, {where}.", *([about] if about else [])]
    return "\n".join([*lines, *(["Trợ lý đã thay tên người bằng “một người”."] if hidden else [])])


def added(number: int, title: str) -> str:
    return f"Đã ghi mô hình số {number}: {title}, bước ý tưởng. Có ảnh thì {BAC} gõ: thêm ảnh mô hình {number}."


def moved(number: int, state: str) -> str:
    return f"Đã ghi: mô hình số {number} {STATES[state]}."


def pictures_kept(number: int, how_many: int, voices: bool) -> str:
    return f"Đã ghi {how_many} ảnh vào mô hình số {number}.{' Tin thoại ở đây trợ lý chưa ghi được.' if voices else ''}"


# what others hear ------------------------------------------------------------------------------------------------------
def tell_block(number: int, title: str, where: str, state: str, by: str) -> str:
    return f"Thưa {BAC}, {by} ghi mô hình số {number}: {cut(title)} ({where}), {STATES[state]}. Xem thì gõ: mô hình {number}."


def tell_team(number: int, title: str, state: str, by: str, text: str) -> str:
    return f"Thưa {BAC}, {by} ghi: mô hình số {number} ({cut(title)}) {STATES[state]}{f', {text}' if text else ''}."
