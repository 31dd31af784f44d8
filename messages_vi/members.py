"""Who belongs where, in words: lists of people, one person, what may be changed about them, and the codes that let more in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.periods import local
from bot.domain.roles import BLOCK_SIZE
from bot.talk import Choice
from messages_vi.common import BAC, BAC_
from messages_vi.joining import ROLES

NOT_YOURS = f"{BAC_} chưa có quyền xem danh sách. Xin hỏi tổ trưởng hoặc thư ký khối."
GONE = f"Người hoặc nơi này {BAC} không còn được xem ạ."
MAY_NOT = f"{BAC_} chưa có quyền sửa chỗ này. Xin hỏi thư ký khối."
CHANGED = f"Vai trò ấy vừa được người khác đổi. {BAC_} gõ: danh sách, để xem lại."
WHICH_UNIT = f"{BAC_} muốn xem nơi nào ạ?"
NO_SUCH_UNIT = f"Trợ lý chưa thấy nơi ấy trong các nơi {BAC} được xem. Gõ: danh sách, để chọn."
MORE, ADD, CODES, WHOLE_LIST = "Xem tiếp", "Thêm người", "Mã mời đang mở", "Xem cả danh sách"
TYPE_MORE, TYPE_ADD, TYPE_CODES = MORE.lower(), ADD.lower(), CODES.lower()  # only people and places are numbered
WHICH_ROLE_TO_GIVE = f"{BAC_} mời vào vai trò nào ạ?"
PICK = f"{BAC_} chọn một ý dưới đây, hoặc gõ: hủy."
YES = Choice("yes", "Đồng ý", "đồng ý")
SAY_YES = f"Đúng rồi thì {BAC} gõ: đồng ý. Không đổi nữa thì gõ: hủy."
NOBODY_ABSENT = "Mọi người đã vào cả rồi ạ."
NOBODY_YET = "Ở đây chưa ghi tên ai ạ."
NOBODY_QUIET = "Không có ai lâu chưa có tin ạ."
POSTS = {
    "pho_bi_thu": "Phó Bí thư thường trực Đảng ủy", "mat_tran": "Chủ tịch Mặt trận", "hoi_dong": "Phó Chủ tịch HĐND", "uy_ban": "Phó Chủ tịch UBND",
}  # fmt: skip
_MISSING = {
    "pho_bi_thu": "Phó Bí thư thường trực Đảng ủy (trưởng khối)", "mat_tran": "Chủ tịch Mặt trận (phó khối)", "hoi_dong": "một Phó Chủ tịch HĐND",
    "uy_ban": "một Phó Chủ tịch UBND",
}  # fmt: skip


def began(text: str) -> str:
    """With a capital, as at the start of a line."""
    return text[:1].upper() + text[1:]


def day(at: float) -> str:
    return f"{local(at).day}/{local(at).month}"


def date(at: float) -> str:
    return f"{day(at)}/{local(at).year}"


def phone(digits: str) -> str:
    """As it is read out: 0912 345 678."""
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}" if len(digits) > 9 and digits.isdecimal() else digits


def role_at(key: str, unit: str) -> str:
    """As "tổ trưởng thôn 3", "cán bộ tỉnh Mẫu"."""
    kind = unit.partition(" ")[0]
    return f"{ROLES.get(key, key).removesuffix(f' {kind}')} {unit}"


# lists ---------------------------------------------------------------------------------------------------------------
def standing(*, joined: bool, quiet: bool, away_until: float | None) -> str:
    """What is to be known of somebody at a glance; "" when all is well."""
    if not joined:
        return "chưa vào"
    if away_until is not None:
        return f"đi vắng đến {day(away_until)}"
    return "lâu chưa có tin" if quiet else ""


def member(name: str, role: str, stands: str, number: str | None) -> str:
    """A line of a list. ``role``: with its unit where the list is of several."""
    return ", ".join(x for x in (name, role, stands, phone(number or "")) if x)


def counted(members: int, joined: int, quiet: int) -> str:
    if not members:
        return "chưa có ai"
    lost = f", {quiet} lâu chưa có tin" if quiet else ""
    came = "đã vào cả" if joined == members else f"{joined} đã vào" if joined else "chưa ai vào"
    return f"{members} người, {came}{lost}"


def unit_line(title: str, members: int, joined: int, quiet: int) -> str:
    return f"{began(title)}: {counted(members, joined, quiet)}"


def own_line(level: str, title: str) -> str:
    """The people of a unit itself, among the units below it."""
    return "Khối dân vận" if level == "xa" else f"Cán bộ {title}"


def without_people(kinds: Sequence[str]) -> str:
    """``kinds``: the kind word of each place that has nobody; "" when there is none."""
    return f"{len(kinds)} {kinds[0] if len(set(kinds)) == 1 else 'nơi'} chưa có ai" if kinds else ""


def overview(title: str, kinds: Sequence[str], members: int, joined: int, quiet: int, page: int, pages: int, *, without: Sequence[str] = ()) -> str:
    """Over the units of a unit; ``kinds``: the kind word of each; ``without``: of those that have nobody, where others have."""
    what = ", ".join(dict.fromkeys(kinds)) if len(set(kinds)) < 4 else "nơi"
    people = "; ".join(x for x in (counted(members, joined, quiet), without_people(without) if members else "") if x)
    head = f"{began(title)}: {len(kinds)} {what}, {people}.{page_of(page, pages)}"
    return f"{head}\n{BAC_} chọn nơi muốn xem. Tìm một nơi thì gõ: danh sách và tên nơi ấy. Xem chung thì gõ: ai chưa vào, hoặc: ai lâu chưa có tin."


def nobody_absent(members: int, without: Sequence[str]) -> str:
    """Whoever is listed has joined. ``without``: the kind word of each place in which nobody is."""
    if not members:
        return NOBODY_YET
    return f"{NOBODY_ABSENT.removesuffix(' ạ.')}; {without_people(without)} ạ." if without else NOBODY_ABSENT


def people(title: str, members: int, joined: int, quiet: int, page: int, pages: int) -> str:
    return f"{began(title)}: {counted(members, joined, quiet)}.{page_of(page, pages)}" + (f" {BAC_} chọn người muốn xem." if members else "")


def nearby(what: str, title: str, how_many: int, page: int, pages: int) -> str:
    """Over the people of several units. ``what``: one of ABSENT, QUIET."""
    return f"{began(title)}, {what}: {how_many} người.{page_of(page, pages)}"


ABSENT, QUIET = "chưa vào", "lâu chưa có tin (30 ngày)"


def page_of(page: int, pages: int) -> str:
    """Which page of how many it is, behind a question or a head; "" where there is one."""
    return f" Trang {page + 1}/{pages}." if pages > 1 else ""


def make_up(size: int, missing: Iterable[str]) -> str:
    """What a block still wants: its number, and which of the fixed posts."""
    least, most = BLOCK_SIZE
    number = f"Khối có {size} thành viên" + ("" if least <= size <= most else f" (cần {least} đến {most})")
    wanted = "; ".join(_MISSING[post] for post in missing)
    return f"{number}. Chưa ghi ai là: {wanted}." if wanted else f"{number}, đủ bốn chức danh."


# one person ----------------------------------------------------------------------------------------------------------
def card(name: str, role: str, post: str, since: float, stands: str, number: str | None, heard: float | None) -> str:
    """``role``: with its unit; ``heard``: the day somebody last wrote, None when that is not known."""
    told = f"Tin gần nhất ngày {date(heard)}." if heard else ""
    lines = [
        f"{name}, {role}, từ {date(since)}.",
        f"Chức vụ: {POSTS[post]}." if post in POSTS else "",
        f"Số điện thoại: {phone(number)}." if number else "Chưa có số điện thoại.",
        " ".join(x for x in (f"{began(stands)}." if stands else "", told) if x),
    ]
    return "\n".join(x for x in lines if x)


CHANGE, END, END_OWN, NUMBER, ADDRESS, POST = (
    "Đổi vai trò", "Thôi vai trò", "Tôi thôi vai trò này", "Sửa số điện thoại", "Sửa cách xưng hô", "Ghi chức vụ",
)  # fmt: skip
NEW_PHONE, OWN_CODE = "Cấp mã cho máy mới", "Cấp mã mời riêng"

# changing ------------------------------------------------------------------------------------------------------------
CHANGE_TITLE, END_TITLE, NUMBER_TITLE, ADDRESS_TITLE, POST_TITLE = (
    "việc đổi vai trò", "việc thôi vai trò", "việc sửa số điện thoại", "việc sửa cách xưng hô", "việc ghi chức vụ",
)  # fmt: skip
OTHER_ROLE = "Chọn vai trò khác"


def which_role(name: str, now: str) -> str:
    return f"{name} nay là {now}. {BAC_} đổi thành vai trò nào ạ?"


def check_change(name: str, before: str, after: str) -> str:
    return f"{name}: thôi làm {before}, chuyển làm {after}, từ hôm nay."


def changed(name: str, after: str) -> str:
    return f"Đã ghi: {name} làm {after}."


def tell_changed(before: str, after: str) -> str:
    return f"Thưa {BAC}, từ hôm nay {BAC} thôi làm {before}, chuyển làm {after}."


def check_end(name: str, key: str, unit: str, *, last: bool) -> str:
    """``last``: whether the unit is left without its head."""
    empty = f"\n{began(unit)} sẽ chưa có {ROLES[key]}; {BAC} nhớ cử người mới." if last else ""
    return f"{name} thôi làm {role_at(key, unit)}, từ hôm nay.{empty}"


def check_own_end(role: str, *, leads: bool) -> str:
    """``leads``: whether there may be something to hand over first."""
    return f"{BAC_} thôi làm {role}, từ hôm nay." + (f" Việc đang phụ trách dở thì {BAC} nên bàn giao trước, gõ: bàn giao." if leads else "")


def ended(name: str, role: str) -> str:
    return f"Đã ghi: {name} thôi làm {role}."


def own_ended(role: str) -> str:
    return f"Dạ, từ hôm nay {BAC} thôi làm {role}. Cảm ơn {BAC} đã góp công."


def tell_ended(role: str) -> str:
    return f"Thưa {BAC}, từ hôm nay {BAC} thôi làm {role}. Cảm ơn {BAC} đã góp công. Có gì chưa rõ xin hỏi thư ký khối."


def tell_head_of_end(name: str, role: str) -> str:
    """To the head of the unit: somebody has left a role of their own accord."""
    return f"Thưa {BAC}, {name} vừa xin thôi làm {role}."


def last_head(key: str, unit: str) -> str:
    return f"{began(unit)} chỉ có {BAC} là {ROLES[key]} nên {BAC} chưa thôi được. Xin bàn giao cho người khác trước, gõ: bàn giao."


WHICH_OF_MINE = f"{BAC_} muốn thôi vai trò nào ạ?"
NO_ROLE = f"{BAC_} hiện không giữ vai trò nào ạ."


def ask_number(whose: str, now: str) -> str:
    """``now``: the number there is, "" for none."""
    return f"Số điện thoại của {whose}{f', nay là {phone(now)}' if now else ''}: {BAC} gõ số mới, ví dụ: 0912 345 678."


MASKED = f"Máy che số điện thoại lẫn trong câu nên chưa đọc được. {BAC_} gõ riêng một số thôi, ví dụ: 0912 345 678."
NO_NUMBER = f"Số này chưa đúng. {BAC_} gõ riêng một số, ví dụ: 0912 345 678, hoặc 0237 385 1234."
ANOTHER_NUMBER = "Gõ lại số"


def check_number(whose: str, number: str) -> str:
    return f"Số điện thoại của {whose}: {phone(number)}."


def number_set(whose: str, number: str) -> str:
    return f"Đã ghi số của {whose}: {phone(number)}."


def tell_number(number: str, by: str) -> str:
    return f"Thưa {BAC}, số điện thoại của {BAC} nay ghi là {phone(number)} ({by} sửa). Chưa đúng thì {BAC} báo lại giúp."


BY_ROLE = Choice("by role", "Theo vai trò")


def which_address(name: str) -> str:
    return f"Trợ lý gọi {name} là gì ạ?"


def address_set(name: str, word: str) -> str:
    return f"Đã ghi: trợ lý gọi {name} là {word}." if word else f"Đã ghi: trợ lý gọi {name} theo vai trò."


NO_POST = Choice("none", "Không giữ chức vụ nào trong bốn chức vụ này")


def which_post(name: str) -> str:
    return f"{name} giữ chức vụ nào ạ?"


def post(key: str, held_by: str) -> Choice:
    return Choice(key, POSTS[key] + (f" (nay ghi {held_by})" if held_by else ""))


def post_set(name: str, key: str) -> str:
    return f"Đã ghi: {name}, {POSTS[key]}." if key else f"Đã ghi: {name} không giữ chức vụ nào trong bốn chức vụ của khối."
