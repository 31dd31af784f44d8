"""What people may ask about their own data, in words: to see it, to correct it, to have it erased."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.periods import local
from bot.talk import Choice
from messages_vi.common import BAC, BAC_
from messages_vi.days import WEEKDAYS
from messages_vi.joining import ROLES as ROLE_NAMES
from messages_vi.members import date, phone, role_at

LEFT = "người đã rời"  # stands for the name of whoever was erased
TITLE, CORRECT_TITLE = "việc xóa", "việc sửa tên, số điện thoại"

# three things "xoa" may mean ---------------------------------------------------------------------------------------------
WHICH = f"{BAC_} muốn xóa gì ạ?"
ONLY_LEAVE = f"{WHICH} Hiện không có tin đang viết dở, không có việc chờ giải quyết. Không xóa gì thì gõ: hủy."
DROP, WITHDRAW, LEAVE = (
    Choice("drop", "Bỏ tin đang viết"), Choice("withdraw", "Rút việc đã gửi"), Choice("leave", "Thôi dùng và xóa tên tôi"),
)  # fmt: skip
PICK = f"{BAC_} chọn một ý dưới đây. Không xóa gì thì gõ: hủy."
NO_DRAFT = f"Dạ, {BAC} không có tin nào đang viết dở."

# taking a case back ----------------------------------------------------------------------------------------------------
NOTHING_SENT = f"Dạ, {BAC} không có việc nào đã gửi mà chưa giải quyết."
YES_WITHDRAW = Choice("yes", "Đồng ý rút", "đồng ý rút")
SAY_WITHDRAW = f"Đúng rồi thì {BAC} gõ: đồng ý rút. Không rút nữa thì gõ: hủy."


def not_open(number: str) -> str:
    return f"Việc số {number} đã giải quyết hoặc đã rút rồi ạ, {BAC} không phải rút nữa."


def not_yours(number: str) -> str:
    return f"{BAC_} không báo việc số {number} nên không rút được. Xem việc mình đã gửi thì gõ: việc của tôi."


def which_case(cases: Sequence[str]) -> str:
    return "\n".join([f"{BAC_} rút việc nào ạ?", *(f"- {one[:1].upper()}{one[1:]}" for one in cases)])


def case(number: int) -> Choice:
    """One of somebody's cases, chosen by its own number and by no other."""
    return Choice(str(number), f"Rút {number}", f"rút {number}")


def check_withdraw(case_: str) -> str:
    """``case_``: with its number and first words."""
    return f"{BAC_} rút {case_}? Rút rồi thì khối thôi không giải quyết việc này nữa.\nKhông rút nữa thì gõ: hủy."


def withdrawn(number: int, *, told: bool) -> str:
    heard = " Trợ lý đã báo khối." if told else ""
    return f"Dạ, đã rút việc số {number}.{heard}"


def tell_withdrawn(case_: str) -> str:
    return f"Thưa {BAC}, người báo đã rút {case_}. {BAC_} không phải giải quyết việc này nữa."


# leaving -----------------------------------------------------------------------------------------------------------------
YES_LEAVE = Choice("yes", "Đồng ý xóa", "đồng ý xóa")
SAY_LEAVE = f"Chắc chắn thì {BAC} gõ: đồng ý xóa. Không xóa nữa thì gõ: hủy."
GOODBYE = f"Dạ, đã xóa tên, số điện thoại và nơi nhắn tin của {BAC}. Cảm ơn {BAC} đã giúp bà con.\nMuốn dùng lại, {BAC} xin tổ trưởng mã mời mới."


def check_leave(roles: Sequence[str], cases: int, answers_for: int = 0) -> str:
    """All that goes and all that stays. ``roles``: with their units; ``cases``: one's own; ``answers_for``: open ones of others."""
    held = f", vai trò ({'; '.join(roles)})" if roles else ""
    cases_ = f"{cases} việc {BAC} đã báo, chỉ ghi “{LEFT}”, " if cases else ""
    kept = f"{cases_}báo cáo tháng của tổ và các con số đã cộng, không có tên"
    left = f"{answers_for} việc {BAC} đang phụ trách chưa xong sẽ chưa có ai phụ trách, trợ lý báo khối cử người.\n" if answers_for else ""
    return (
        f"Xóa: tên, số điện thoại, nơi nhắn tin{held}, tin đang viết, tin chưa gửi, tệp của {BAC}. Giữ lại: {kept}.\n"
        f"{left}Xóa rồi không lấy lại được. {BAC_} muốn thôi dùng và xóa tên chứ ạ? Không xóa nữa thì gõ: hủy."
    )


def last_head(roles: Sequence[str], due: float, told: str, call: str = "", number: str = "") -> str:
    """Whoever alone heads a unit hands over first. ``told``: who was ("operators", "block", "" nobody); ``call``: the role of whom to call."""
    held = " và ".join(roles)
    return (
        f"{BAC_} đang là {held}, nơi ấy chưa có ai thay. {BAC_} gõ: bàn giao, xong rồi gõ lại: xóa tên tôi.\n"
        f"{_who_helps(due, told, f'gọi {ROLE_NAMES[call]}, số {phone(number)}' if number else 'báo văn phòng khối')}"
    )


def _who_helps(due: float, told: str, call: str) -> str:
    if told == "operators":
        return f"Trợ lý đã ghi yêu cầu và báo quản trị; sẽ có người giúp {BAC}, chậm nhất {moment(due)}."
    if told == "block":
        return f"Trợ lý đã ghi yêu cầu và báo khối dân vận. Đến {moment(due)} chưa có ai giúp thì xin {BAC} {call}."
    return f"Trợ lý đã ghi yêu cầu. Muốn có người giúp, xin {BAC} {call}."


# seeing ------------------------------------------------------------------------------------------------------------------
FILE = "Dữ liệu của tôi.xlsx"
HERE_IT_IS = (
    f"Dạ, tệp này ghi tất cả những gì máy đang giữ về {BAC}, mở được trên máy tính và điện thoại.\n"
    f"Có chỗ sai thì gõ: sửa tên tôi, sửa số điện thoại, sửa cách gọi. Muốn xóa thì gõ: xóa."
)

# correcting --------------------------------------------------------------------------------------------------------------
YES, CHANGE = Choice("yes", "Đúng", "đúng"), "Gõ lại"
SAY_YES = f"Đúng rồi thì {BAC} gõ: đúng. Không sửa nữa thì gõ: hủy."
NO_NAME = f"{BAC_} gõ họ tên bằng chữ giúp, từ 2 đến 60 chữ cái, ví dụ: Nguyễn Văn Ba."
NO_PHONE, BY_ROLE = Choice("none", "Bỏ số", "bỏ số"), Choice("by_role", "Theo vai trò")
WHICH_ADDRESS = f"{BAC_} muốn trợ lý gọi là gì ạ?"


def ask_name(now: str) -> str:
    return f"Máy đang ghi tên {BAC} là: {now}. {BAC_} gõ tên đúng giúp."


def ask_phone(now: str) -> str:
    """``now``: the number there is, "" for none."""
    told = f"Máy đang ghi số {phone(now)}." if now else f"Máy chưa ghi số điện thoại nào của {BAC}."
    return f"{told} {BAC_} gõ số mới, ví dụ: 0912 345 678."


def check_name(name: str) -> str:
    return f"{BAC_} xem lại, tên của {BAC} từ nay ghi là: {name}."


def check_phone(number: str) -> str:
    """``number``: "" for none."""
    done = f"từ nay ghi là: {phone(number)}" if number else "sẽ bỏ, không ghi nữa"
    return f"{BAC_} xem lại, số điện thoại của {BAC} {done}."


def name_set(name: str) -> str:
    return f"Dạ, đã sửa tên thành: {name}."


def phone_set(number: str) -> str:
    return f"Dạ, đã sửa số điện thoại thành: {phone(number)}." if number else "Dạ, đã bỏ số điện thoại."


ADDRESS_SET = f"Dạ, từ nay trợ lý gọi là {BAC}."

# to the operator ---------------------------------------------------------------------------------------------------------
WHAT = {"dulieu": "xin xem dữ liệu của mình", "sua": "xin sửa thông tin của mình", "xoa": "xin thôi dùng và xóa tên"}


def waits(number: int, who: str, roles: Sequence[str], what: str, due: float) -> str:
    """``number``: of the request; ``roles``: those that stand in the way."""
    held = f", là {' và '.join(roles)}, chưa có ai thay" if roles else ""
    return f"Thưa {BAC}, yêu cầu số {number}: {who} {WHAT[what]}{held}.\n{BAC_} giúp trước {moment(due)}: cử người thay rồi bàn giao."


def due_today(number: int, who: str, what: str, due: float) -> str:
    return f"Thưa {BAC}, hôm nay là hạn của yêu cầu số {number}: {who} {WHAT[what]}. {BAC_} giúp trước {local(due):%H:%M}."


def moment(at: float) -> str:
    """As "17:00 thứ Năm 3/12"."""
    day = local(at)
    return f"{day:%H:%M} {WEEKDAYS[day.weekday()]} {day.day}/{day.month}"


def day(at: float | None) -> str:
    """A day and hour in a sheet; "" for none."""
    return f"{local(at):%d/%m/%Y %H:%M}" if at else ""


# the sheets of one's own data --------------------------------------------------------------------------------------------
NOTHING, STILL = "Không có", "nay"
ABOUT, ABOUT_HEAD = "Tôi là ai", ("Mục", "Máy đang ghi")
NAME, ADDRESS, PHONE, JOINED, CHAT, CONSENT = "Tên", "Cách gọi", "Số điện thoại", "Vào từ", "Nơi nhắn tin", "Đã đồng ý"
ROLES, ROLES_HEAD = "Vai trò", ("Vai trò", "Chức vụ", "Từ", "Đến")
CASES, CASES_HEAD = "Việc tôi báo", ("Số", "Ngày", "Loại", "Nay", "Nơi", "Nội dung", "Số ảnh", "Tin thoại")
HELD, HELD_HEAD = "Việc tôi phụ trách", ("Số", "Ngày", "Loại", "Nay", "Nơi")
SAID, SAID_HEAD = "Lời tôi ghi", ("Lúc", "Việc số", "Là", "Nội dung")
MONTHS, MONTHS_HEAD = "Báo cáo tháng tôi gửi", ("Tháng", "Nơi", "Lúc", "Là", "Lời tôi ghi")
SENT_MONTH, QUIET_MONTH, ENTERED_MONTH = "gửi cho tổ", "gửi: không có gì mới", "nhập hộ tổ"
DRAFTS, DRAFTS_HEAD = "Đang viết dở", ("Lúc", "Nội dung", "Loại việc", "Số ảnh", "Tin thoại")
SENT, SENT_HEAD = "Tin đã gửi cho tôi", ("Tháng", "Loại tin", "Số tin (30 ngày gần đây)")
REQUESTS, REQUESTS_HEAD = "Yêu cầu của tôi", ("Lúc", "Yêu cầu", "Hạn trả lời", "Kết quả")
INVITED, INVITED_HEAD = "Mã mời tôi đưa", ("Lúc", "Mời vào", "Dùng được đến")
AWAY, AWAY_HEAD = "Đi vắng", ("Từ", "Đến", "Là")
I_AM_AWAY = "Tôi đi vắng"
READERS, READERS_HEAD = "Ai đã xem", ("Lúc", "Xem gì", "Người xem là")
DID, DID_HEAD = "Máy ghi tôi đã làm", ("Lúc", "Đã làm")
SENT_KINDS = {
    "reply": "Câu trả lời", "alert": "Báo việc mới", "case": "Về việc đã gửi", "bot": "Về máy", "linked": "Về nơi nhắn tin", "rights": "Về yêu cầu",
    "checkin": "Về báo cáo tháng", "model": "Về mô hình Dân vận khéo",
}  # fmt: skip
OTHER_KIND, SOMEBODY, OPERATOR = "Tin khác", "người có quyền lúc đó", "quản trị tại máy chủ"
REQUEST_STATES = {"waiting": "đang chờ", "granted": "đã đồng ý", "refused": "không được", "open": "đang chờ", "late": "quá hạn", "done": "đã xong"}
ASKED = {"dulieu": "Xem dữ liệu của tôi", "sua": "Sửa thông tin của tôi", "xoa": "Thôi dùng và xóa tên tôi"}
EVENTS = {
    "moi": "báo việc", "da_nhan": "nhận việc", "hoi": "hỏi lại", "tra_loi": "trả lời", "da_giai_quyet": "đã giải quyết", "rut_lai": "rút việc",
}  # fmt: skip
DEEDS = {
    "read": "xem", "exported": "lấy ra tệp", "changed": "ghi hoặc sửa", "ended": "cho thôi", "sent": "gửi", "gave": "giao", "made": "lập",
    "erased": "xóa", "submitted": "gửi", "corrected": "sửa",
}  # fmt: skip
THINGS = {
    "case": "việc", "cases": "các việc", "people": "danh sách người", "person": "thông tin một người", "role": "vai trò", "number": "số điện thoại",
    "address": "cách gọi", "post": "chức vụ", "own data": "dữ liệu của mình", "name": "tên", "code": "mã mời", "request": "lời xin vào",
    "checkin": "báo cáo tháng", "form": "mẫu báo cáo tháng", "model": "mô hình", "models": "các mô hình", "target": "số chỉ tiêu",
}  # fmt: skip


def month(key: str) -> str:
    """As "11/2026", of "2026-11"."""
    year, _, number = key.partition("-")
    return f"{int(number)}/{year}"


def about_case(number: int) -> str:
    return f"Việc số {number}" if number else "Thông tin của tôi"


def corrected_month(number: int) -> str:
    return f"đính chính lần {number}"


def deed(what: str) -> str:
    """As the audit has it ("read case") in words."""
    first, _, rest = what.partition(" ")
    return f"{DEEDS.get(first, first)} {THINGS.get(rest, rest)}".strip()


def consent(version: str, at: float) -> str:
    return f"bản {version}, {day(at)}"


def chat(channel: str, since: float, heard: float | None) -> str:
    last = f", nhắn gần nhất {date(heard)}" if heard else ""
    return f"{channel}, từ {date(since)}{last}"


def i_stand_in(role: str) -> str:
    return f"Tôi thay {role}"


def asked_to_join(key: str, unit: str) -> str:
    return f"Xin vào: {role_at(key, unit)}"
