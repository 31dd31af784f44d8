"""The block's month as its leaders read it: how far it is, what can be done next, and what is asked before it is done."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.months import Month
from bot.domain.periods import local
from bot.talk import Choice
from messages_vi.checkin import month_name
from messages_vi.common import BAC, BAC_

WISH, PLANS = "de_nghi", "thang_toi"  # questions of the form, by their keys
ENTER = Choice("nhapkhoi", "Nhập số của khối")
PUT_RIGHT = Choice("suakhoi", "Sửa số của khối")
WORDS = Choice("duyetloi", "Chọn lời các tổ vào báo cáo")
PAPER = Choice("banword", "Lấy bản Word")
TABLES = Choice("banexcel", "Lấy bản Excel")
CLOSE = Choice("chotthang", "Chốt tháng")
APPROVE = Choice("duyetthang", "Duyệt báo cáo")
SEND = Choice("guithang", "Gửi lên cấp trên")
RETURN = Choice("trathang", "Trả lại báo cáo")
BOARD = Choice("thangkhoi", "Tháng của khối", "tháng của khối")
SEE_BLOCK = "thangcackhoi"  # what a choice of one of the blocks below does
NO_MONTH = f"Chưa có kỳ báo cáo tháng nào của khối {BAC} phụ trách. Đến kỳ, trợ lý nhắn {BAC} ngay."
NOT_YOURS = f"Việc này do Trưởng khối, Phó trưởng khối hoặc Bí thư duyệt. {BAC_} nhờ các đồng chí ấy giúp."
NOT_YOURS_TO_CLOSE = f"Việc này do thư ký hoặc lãnh đạo khối làm. {BAC_} nhờ các đồng chí ấy giúp."
NOBODY_ABOVE = f"Xã này chưa thuộc tỉnh nào trong máy nên chưa có nơi để gửi lên. {BAC_} nhờ người quản trị xem giúp."
NOT_ABOVE = f"{BAC_} chưa có quyền trả lại báo cáo này."
NOT_OF_A_BLOCK = f"Việc này của khối dân vận xã. {BAC_} báo tháng của tổ thì gõ: báo tháng; cần hướng dẫn thì gõ: giúp."
WHICH_MONTH = f"{BAC_} muốn tháng nào ạ?"
HOW_TO_SEE_ONE = "Xem một khối thì gõ /giaoban và tên, ví dụ: /giaoban Thường Xuân"
WHICH_BLOCK = f"{BAC_} xem tháng của khối nào ạ?"
TITLE_RETURN = "trả lại báo cáo"
WHY = f"Vì sao trả lại ạ? {BAC_} gõ một, hai câu để khối biết mà sửa."
WHY_SHORT = f"{BAC_} gõ một, hai câu, không quá 500 chữ cái."
_STATES = {
    "": "đang thu số liệu các tổ", "soan": "đã chốt, khối đang soạn", "duyet": "đã duyệt, chưa gửi lên", "gui": "đã gửi lên cấp trên",
    "tra": "cấp trên trả lại để sửa",
}  # fmt: skip
_SHORT = {"": "đang thu", "soan": "đang soạn", "duyet": "đã duyệt", "gui": "đã gửi lên", "tra": "trả lại"}
SHOWN = 8  # hamlets by name


def board(
    unit: str, of: Month, state: str, sent: int, expected: int, missing: Sequence[str], left: Sequence[str], due: str, reason: str, changed: int
) -> str:
    """``left``: what is still to be done; ``changed``: since it was approved."""
    lines = [f"Báo cáo {month_name(of)}, khối dân vận {unit}: {_STATES[state]}. {sent}/{expected} tổ đã gửi.{_missing(missing)}"]
    if state == "tra" and reason:
        lines.append(f"Lý do trả lại: {reason}")
    if state in ("", "soan", "tra") and left:
        lines.append(f"Còn: {'; '.join(left)}.")
    if changed:
        lines.append(f"Sau khi duyệt có {changed} báo cáo tổ gửi chậm hoặc đính chính, bản đã duyệt chưa có: {BAC} xem và duyệt lại.")
    if state != "gui":
        lines.append(f"Hạn của khối: {due}.")
    return "\n".join(lines)


def left(own: bool, words: int) -> list[str]:
    """``own``: the block has typed its own; ``words``: questions of which the teams' words are not chosen."""
    return [text for text, still in (("số của khối chưa nhập", not own), (f"lời các tổ ở {words} câu hỏi chưa chọn", words > 0)) if still]


def _missing(titles: Sequence[str]) -> str:
    if not titles:
        return ""
    more = f" và {len(titles) - SHOWN} nơi khác" if len(titles) > SHOWN else ""
    return f" Tổ chưa có tin: {', '.join(titles[:SHOWN])}{more}."


def yes_or_no(yes: str, do: Choice, no: str) -> tuple[Choice, ...]:
    """Both are numbered, and known by their first word."""
    return Choice(yes, f"Đồng ý, {do.label[:1].lower()}{do.label[1:]}"), Choice(no, "Thôi, để sau")


def really_close(of: Month, sent: int, expected: int) -> str:
    still = f" Còn {expected - sent} tổ chưa gửi: vẫn gửi được, ghi là chậm." if sent < expected else ""
    return f"Chốt {month_name(of)}: {sent}/{expected} tổ đã gửi.{still} Chốt rồi thì sửa số phải ghi lý do đính chính. {BAC_} chốt chứ ạ?"


def closed(of: Month, left: Sequence[str]) -> str:
    """``left``: what is still to be done."""
    then = f"Còn: {'; '.join(left)}." if left else f"{BAC_} xem bản Word, đúng thì lãnh đạo khối duyệt."
    return f"Đã chốt {month_name(of)}. {then}"


def see(of: Month) -> str:
    return f"Xem {month_name(of)} của khối"


def closed_already(of: Month) -> str:
    return f"{month_name(of).capitalize()} đã chốt rồi ạ."


def really_approve(of: Month, left: Sequence[str]) -> str:
    still = f" Lưu ý còn: {'; '.join(left)}." if left else ""
    return f"Duyệt báo cáo {month_name(of)}: bản Word hết chữ DỰ THẢO, các tổ nhận lại số liệu của mình.{still} {BAC_} duyệt chứ ạ?"


def approved(of: Month) -> str:
    return f"Đã duyệt báo cáo {month_name(of)}. Gửi lên cấp trên thì gõ: gửi báo cáo lên."


def close_first(of: Month) -> str:
    return f"{month_name(of).capitalize()} chưa chốt. {BAC_} gõ: chốt tháng, rồi duyệt."


def approve_first(of: Month) -> str:
    return f"Báo cáo {month_name(of)} chưa được duyệt. Lãnh đạo khối gõ: duyệt báo cáo, rồi mới gửi lên."


def already(of: Month, state: str) -> str:
    return f"Báo cáo {month_name(of)} {_SHORT[state]} rồi ạ."


def approved_already(of: Month) -> str:
    return f"Báo cáo {month_name(of)} của khối đã duyệt, số vừa nhập chưa được ghi. Lãnh đạo khối xem lại giúp: gõ tháng của khối."


def approve_again(of: Month) -> str:
    return f"Báo cáo {month_name(of)} có số mới sau khi duyệt. {BAC_} duyệt lại rồi gửi lên."


def closed_by_itself(unit: str, of: Month, sent: int, expected: int) -> str:
    return (
        f"Thưa {BAC}, sang kỳ mới nên trợ lý đã chốt {month_name(of)} của {unit}: {sent}/{expected} tổ đã gửi. "
        f"Báo cáo tháng ấy chưa duyệt: {BAC} gõ tháng của khối để xem, duyệt và gửi lên."
    )


def called(unit: str, of: Month) -> str:
    return f"{unit[:1].upper()}{unit[1:]}, {month_name(of)}"


def changed_meanwhile(of: Month) -> str:
    return f"Vừa có người làm thêm việc với báo cáo {month_name(of)}. {BAC_} xem lại rồi quyết giúp:"


def really_send(of: Month, above: str) -> str:
    return f"Gửi báo cáo {month_name(of)} lên {above}: cấp trên xem được số liệu tổng hợp, không thấy tên thôn của từng việc. {BAC_} gửi chứ ạ?"


def sent_up(of: Month, above: str) -> str:
    return f"Đã gửi báo cáo {month_name(of)} lên {above}. Bản có số, dấu, chữ ký {BAC} vẫn gửi theo đường văn thư."


NO_SPAN = f"Chưa có kỳ ấy nào trọn số liệu, {BAC} ạ. Lấy báo cáo tháng thì gõ: lấy bản Word."


def paper(called: str, *, draft: bool) -> str:
    """``called``: what the report is about, as "tháng 12 năm 2026"."""
    return f"Báo cáo {_low(called)}{' (DỰ THẢO)' if draft else ''}: số, ngày, chữ ký để trống; mục để chấm thì {BAC} viết thêm trong Word."


def tables(called: str) -> str:
    return f"Số liệu {_low(called)} bằng Excel, mỗi phụ lục một trang."


def file_name(unit: str, called: str, extension: str) -> str:
    return f"Báo cáo dân vận {unit} {_low(called)}.{extension}"


def _low(called: str) -> str:
    return called[:1].lower() + called[1:]


# what the block hears by itself --------------------------------------------------------------------------------------
def asked_teams(of: Month, teams: int, due: str) -> str:
    return f"Trợ lý vừa nhắn {teams} tổ báo cáo {month_name(of)}, hạn của tổ {due}. Xem tổ nào đã gửi thì gõ: tháng của khối."


def reminder(unit: str, of: Month, sent: int, expected: int, due: str) -> str:
    return f"Thưa {BAC}, {due} là hạn báo cáo {month_name(of)} của khối {unit}; {sent}/{expected} tổ đã gửi. {BAC_} gõ: tháng của khối."


def returned(unit: str, of: Month, by: str, reason: str) -> str:
    return f"Thưa {BAC}, {by} trả lại báo cáo {month_name(of)} của {unit}: “{reason}”. Sửa xong, {BAC} duyệt và gửi lại. Gõ: tháng của khối."


def came_up(unit: str, of: Month) -> str:
    return f"{unit[:1].upper()}{unit[1:]} đã gửi báo cáo dân vận {month_name(of)}."


# the levels above ----------------------------------------------------------------------------------------------------
def above(place: str, of: Month, counts: Sequence[tuple[str, int]], teams: tuple[int, int], waiting: Sequence[str]) -> str:
    """``counts``: of blocks by state; ``waiting``: those that have sent nothing up."""
    told = "; ".join(f"{n} khối {_SHORT[state]}" for state, n in counts if n)
    return f"Báo cáo {month_name(of)}, {place}: {told}. {teams[0]}/{teams[1]} tổ đã gửi.{_not_up(waiting)}"


def _not_up(titles: Sequence[str]) -> str:
    more = f" và {len(titles) - SHOWN} nơi khác" if len(titles) > SHOWN else ""
    return f" Chưa gửi lên: {', '.join(titles[:SHOWN])}{more}." if titles else ""


def one_block(unit: str, of: Month, state: str, at: float | None, sent: int, expected: int) -> str:
    when = f" ({local(at):%d/%m})" if at else ""
    return f"Báo cáo {month_name(of)}, {unit}: {_STATES[state]}{when}. {sent}/{expected} tổ đã gửi."


def no_such_block(typed: str) -> str:
    return f"Trợ lý chưa tìm thấy khối nào tên “{typed}” trong phần {BAC} phụ trách."


def not_up(unit: str, of: Month) -> str:
    return f"{unit[:1].upper()}{unit[1:]} chưa gửi báo cáo {month_name(of)} lên."


def really_returned(unit: str, of: Month) -> str:
    return f"Đã trả lại báo cáo {month_name(of)} của {unit}, kèm lý do. Trợ lý đã báo khối."


def see_block(unit: str) -> str:
    return f"Xem {unit}"


# what teams hear back ------------------------------------------------------------------------------------------------
def given_back(unit: str, of: Month, figures: Sequence[str], wish: str, answer: str) -> str:
    """Three lines: the team's figures beside last month's, what became of its wish, and the paper for its party cell."""
    lines = [f"Báo cáo {month_name(of)} của {unit} đã được khối tổng hợp: {'; '.join(figures) or 'không có gì mới'}."]
    if wish:
        lines.append(f"Tổ đề nghị: “{wish}”. {answer}")
    lines.append(f"Cần bản báo cáo trước chi bộ thì {BAC} gõ: báo cáo chi bộ.")
    return "\n".join(lines)


def beside(now: str, before: str) -> str:
    return f"{now} (tháng trước {before})" if before else now


def answered(words: str) -> str:
    return f"Xã trả lời: “{words}”"


PASSED_ON = "Khối đã đưa vào báo cáo, kiến nghị cấp trên."
NOT_ANSWERED = "Khối chưa có trả lời."
NOTED = "Khối đã ghi nhận."
