"""What is read around the monthly check-in; the questions themselves stand in forms/."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.domain.forms import Field, Option
from bot.domain.months import Month
from bot.domain.vietnamese import fold, words
from bot.talk import Choice
from messages_vi.common import BAC, BAC_, says_no
from messages_vi.kinds import KINDS

TITLE = "báo cáo tháng"
NOTHING = Choice("khong_co_gi_moi", "Không có gì mới", "không có gì mới")
SKIP = Choice("bo_qua", "Bỏ qua", "bỏ qua")
NO_MORE = Choice(SKIP.value, "Thôi", SKIP.typed)  # where there are no buttons: a bare "thôi" says that there is nothing more to tell
SEND = Choice("send", "Gửi", "gửi")
YES, NO = Choice("co", "Có"), Choice("khong", "Không")
ENOUGH = Choice("du", "Xong", "xong")
BEGIN = Choice("baothang", "Báo tháng", "báo tháng")
A_CASE, A_MONTH = Choice("baoviec", "Báo việc mới"), Choice("baothang", "Báo cáo tháng")
WHICH_REPORT = f"{BAC_} muốn báo việc mới, hay báo cáo tháng của tổ ạ?"
PICK = f"{BAC_} chọn một số trong danh sách giúp, hoặc gõ: bỏ qua."
SAY_SEND = f"{BAC_} xem lại, đúng thì gõ: gửi. Sai số nào thì gõ lại số ấy, ví dụ: họp 2 lần."
NOBODYS = f"Chưa có kỳ báo cáo tháng nào của nơi {BAC} phụ trách. Đến kỳ, trợ lý nhắn {BAC} ngay."
WHICH_TEAM = f"{BAC_} báo tháng cho nơi nào ạ?"
NOT_YOURS = f"Kỳ báo cáo này không phải của tổ {BAC}."
EMPTY = f"{BAC_} gõ vài chữ giúp, hoặc gõ: bỏ qua."
EXPLAIN_ACCOUNT = f"{BAC_} gõ một chữ A, B, C hoặc D; có đề nghị gì thì gõ thêm một câu. Không có thì gõ: bỏ qua."
SPOKEN = "(tin thoại)"  # read in place of what was said
NO_VOICE = f"Tin thoại ở câu này trợ lý chưa ghi được. {BAC_} gõ vài chữ giúp, hoặc gõ: bỏ qua."
ONE_VOICE = f"Trợ lý đã giữ tin thoại trước. Ý thêm thì {BAC} gõ vài chữ giúp, hoặc gõ: bỏ qua."
TOO_LONG = f"Dài quá ạ. {BAC_} gõ gọn lại trong vài câu giúp, hoặc gõ: bỏ qua."
NO_NUMBER = f"Trợ lý chưa đọc được số. {BAC_} gõ một số, ví dụ: 2. Không có thì gõ 0, chưa rõ thì gõ: bỏ qua."
UNCLEAR = f"Có chỗ trợ lý chưa đọc chắc. {BAC_} gõ lại giúp, mỗi việc một số."
NO_FIX = f"Trợ lý chưa rõ sửa số nào. {BAC_} gõ việc và số, ví dụ: họp 2 lần."
HOW_OUT = f"{BAC_} bỏ cả báo cáo thì gõ: hủy. Sửa một số thì gõ việc và số ấy, ví dụ: họp 2 lần."
STAYS = Choice("khong_sua", "Quay lại")
NOT_CHANGED = "Dạ, báo cáo giữ nguyên như cũ."
WHOSE = f"{BAC_} muốn sửa báo cáo tháng của nơi nào ạ?"
CORRECTION = "sửa báo cáo tháng"
WHY = f"Khối đã chốt tháng này, nên sửa là đính chính. Vì sao phải sửa ạ? {BAC_} gõ một câu."
CHANGED_MEANWHILE = f"Có người vừa sửa đúng số ấy. {BAC_} gõ lại: sửa báo cáo tháng, rồi xem giúp."
CLOSED_MEANWHILE = f"Khối vừa chốt tháng này. {BAC_} gõ lại: sửa báo cáo tháng, và cho biết vì sao."
ANOTHER = "Sửa số khác"
TRIAL, PRETENDED = "báo tháng thử", "tổ thử (không ghi lại)"
TRIED = f"Xong bản thử, trợ lý không ghi lại gì. {BAC_} muốn thử nữa thì gõ: thử báo tháng."
NOT_TO_TRY = f"Bản thử dành cho cán bộ khối và cấp trên. Tổ của {BAC} thì gõ: báo tháng."
MAY_TAKE = "Lấy số này được không ạ?"
_TAKE = "in_book "
_ONLY_NO = frozenset({"thoi", "a", "nhe", "nha", "da", "vay", "the", "bac", "chau", "em"})
_CORRECTS = re.compile(r"\s*(?:(?:toi|em|chau|minh|muon|xin|can|cho)\s+)*sua\s+bao\s+(?:cao\s+)?thang\b[\s:,.]*(.+)", re.DOTALL)
_PARTS = re.compile(r"[;\n]|,(?!\d)|\s(?:và|va)\s")
_COUNTS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


WAYS = (BEGIN, Choice("khonggimoi", NOTHING.label, NOTHING.typed))


def due_on(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day.day}/{day.month}"


def month_name(month: Month) -> str:
    return f"tháng {month.number}/{month.year}"


def opens(unit: str, month: Month, first: date, last: date, due: str) -> str:
    """What the head of a team reads when the month is asked for."""
    return (
        f"Đến kỳ báo cáo {month_name(month)} của {unit} (tính từ {_day(first)} đến {_day(last)}). "
        f"{BAC_} gõ: báo tháng, trả lời chừng ba phút. Không có gì mới thì gõ: không có gì mới. Hạn: {due}."
    )


def reminder(unit: str, month: Month, due: str, *, begun: bool = False) -> str:
    """``begun``: some of it was answered already."""
    go_on = f"Tổ đang viết dở, {BAC} gõ: báo tháng để viết tiếp." if begun else f"{BAC_} gõ: báo tháng, chừng ba phút là xong."
    return f"{unit[:1].upper()}{unit[1:]} chưa gửi báo cáo {month_name(month)}, hạn {due}. {go_on}"


def head(unit: str, month: Month, first: date, last: date) -> str:
    """Before the first question."""
    return f"Báo cáo {month_name(month)} của {unit}, tính từ {_day(first)} đến {_day(last)}. Không có gì mới thì gõ: không có gì mới."


def step(n: int, of: int, question: str, example: Sequence[str] = (), hint: str = "") -> str:
    """One question of several, with what was told last month or what the case book knows."""
    told = f" Ví dụ: {' '.join(example)}" if example else ""
    return "\n".join(x for x in (f"{n}/{of}. {question}{told}", hint) if x)


def has_voice(question: str) -> str:
    """Behind a voice note: what is still to be typed."""
    return f"Đã giữ tin thoại, khối nghe được. Còn ý nào {BAC} gõ nốt, hết thì gõ: bỏ qua.\n{question}"


def worded(question: str, asked: Sequence[Field], all_of_it: int) -> str:
    """The question of a message; where a part of it was answered already, only the rest by itself."""
    return question if len(asked) == all_of_it else " ".join(f.ask for f in asked)


def last_month(values: Sequence[str]) -> str:
    return f"Tháng trước: {' '.join(values)}."


def in_the_book(cases: int, kinds: Sequence[str]) -> str:
    """How many matters of these kinds were reported from a team's place in this month."""
    return f"Sổ việc của tổ kỳ này có {cases} việc loại {'; '.join(KINDS[k].label.lower() for k in kinds if k in KINDS)}."


def take(cases: int) -> Choice:
    """Takes that number for an answer: the one that was read, whatever the book has by then."""
    return Choice(f"{_TAKE}{cases}", "Lấy số này", "lấy số này")


def taken(choice: str) -> int | None:
    """The number of such a choice; None: it is another one."""
    return int(choice.removeprefix(_TAKE)) if choice.startswith(_TAKE) else None


def wrong_count(wanted: Sequence[Field], found: int, example: Sequence[str]) -> str:
    if found == 0:  # a question back, or words
        return _how_to_write(len(wanted), example)
    names = ", ".join(f.name.lower() for f in wanted)
    return f"Cần {len(wanted)} số, trợ lý thấy {found}. {BAC_} gõ đủ theo thứ tự: {names}. Ví dụ: {' '.join(example)}. Không có thì gõ 0."


def _how_to_write(wanted: int, example: Sequence[str]) -> str:
    how = f"{BAC_} ghi {_COUNTS[wanted] if wanted < len(_COUNTS) else wanted} số, cách nhau một dấu cách, ví dụ: {' '.join(example)}."
    return f"{how} Không có thì gõ 0. Bận thì để đó, mai gõ: báo tháng."


def out_of_bounds(asked: Field, told: str, least: str, most: str) -> str:
    return f"{asked.name}: {told} thì trợ lý chưa dám ghi, chỉ nhận từ {least} đến {most}. {BAC_} gõ lại giúp."


def whole_numbers(asked: Field) -> str:
    return f"{asked.name}: {BAC} gõ số tròn giúp, ví dụ: 2."


def more_than(asked: Field, other: Field) -> str:
    return f"{asked.name} không thể nhiều hơn {other.name.lower()}. {BAC_} gõ lại giúp."


def chosen(labels: Sequence[str]) -> str:
    return f"Đã chọn: {', '.join(labels)}. Chọn thêm, hoặc gõ: xong."


def unusual(asked: Field, told: str, usual: str) -> str:
    """One friendly line in the check, of what is far from the team's own months before."""
    return f"{asked.said.format(told)[:1].upper()}{asked.said.format(told)[1:]}, các tháng trước chừng {usual}: {BAC} xem giúp đã đúng chưa."


def check(unit: str, month: Month, lines: Sequence[str], doubts: Sequence[str], left_out: Sequence[str]) -> str:
    """All that will be sent, read back in words."""
    told = [f"{BAC_} xem lại báo cáo {month_name(month)} của {unit}:", *(f"- {line[:1].upper()}{line[1:]}." for line in lines)]
    skipped = [f"Để trống: {', '.join(left_out)}."] if left_out else []
    return "\n".join([*told, *skipped, *doubts])


def nothing_new(unit: str, month: Month) -> str:
    return f"{BAC_} xem lại: {unit} {month_name(month)} không có gì mới, mọi số ghi là 0."


def receipt(unit: str, month: Month, *, late: bool, of_block: bool = False) -> str:
    word = "Đã nhận" if not late else "Đã nhận, chậm hạn một chút,"
    mend = "sửa số của khối" if of_block else "sửa báo cáo tháng"
    return f"{word} báo cáo {month_name(month)} của {unit}. Cảm ơn {BAC}. Cần sửa thì gõ: {mend}."


def already(unit: str, month: Month, by: str) -> str:
    return f"Báo cáo {month_name(month)} của {unit} đã gửi rồi{f', do {by} gửi' if by else ''}. Cần sửa thì gõ: sửa báo cáo tháng."


def yes_no(said: str) -> str:
    return "có" if said == YES.value else "không"


def lettered(options: Sequence[Option]) -> str:
    """ "A phấn khởi, B bình thường" """
    return ", ".join(f"{letter} {o.label}" for letter, o in zip("ABCDEFGHIJKL", options, strict=False))


def edit(asked: Field) -> str:
    return f"Sửa: {asked.name.lower()}"


def _day(day: date) -> str:
    return f"{day.day}/{day.month}"


def begun_by(name: str) -> str:
    return f"{name} đã trả lời các câu trước."


def enter_for(unit: str) -> str:
    return f"Nhập hộ {unit}"


def entered(unit: str, of: Month, by: str) -> str:
    return f"{by} đã nhập hộ báo cáo {month_name(of)} của {unit}. Có số nào chưa đúng thì {BAC} gõ: sửa báo cáo tháng."


def what_is_wrong(lines: Sequence[str]) -> str:
    how = f"Sửa số nào {BAC} gõ việc và số ấy, ví dụ: họp 2 lần. Không sửa nữa thì gõ: hủy."
    return "\n".join([f"{BAC_} đã báo: {'; '.join(lines) or 'không có gì mới'}.", how])


def check_change(unit: str, of: Month, lines: Sequence[str], reason: str) -> str:
    """``lines``: the answers as they were and as they will be."""
    return f"{BAC_} xem lại: {unit} {month_name(of)} sửa: {'; '.join(lines)}.{_because(reason)}"


def from_to(was: str, becomes: str) -> str:
    return f"{was} → {becomes}"


def changed_by(name: str, lines: Sequence[str]) -> str:
    """Somebody else has put the same right since: how it stands now."""
    return f"{name} vừa sửa: {'; '.join(lines)}. {BAC_} xem lại giúp."


def put_right_later(unit: str, of: Month, number: int, lines: Sequence[str], reason: str) -> str:
    """To whoever writes the block's report, of a month that it has closed."""
    return f"{unit[:1].upper()}{unit[1:]} đính chính số {number} báo cáo {month_name(of)}: {'; '.join(lines)}.{_because(reason)}"


def _because(reason: str) -> str:
    return f" Lý do: {reason.rstrip(' .')}." if reason else ""


def is_no(text: str) -> bool:
    """A no and nothing else: "không", "thôi", "thôi ko sửa nữa"."""
    said = words(text)
    return says_no(text, alone=True) or (bool(said) and _ONLY_NO.issuperset(said) and "thoi" in said)


def parts(text: str) -> list[str]:
    """The things that one message puts right."""
    return [part.strip(" .") for part in _PARTS.split(text) if part.strip(" .")]


def wish_at(asked: Field, text: str) -> tuple[int, int] | None:
    """Where the name of an answer in words begins ("đề nghị: ..."), and where the words do; None: it is not named so."""
    plain, name = fold(text), fold(asked.said.partition("{")[0]).strip(" :")
    found = re.search(rf"(?:^|[,;.\n])\s*{re.escape(name)}(?:\s*:\s*|\s+(?!\d))(?=\S)", plain) if name and len(plain) == len(text) else None
    return (found.start(), found.end()) if found else None


def correction(text: str) -> str:
    """What stands behind "sửa báo cáo tháng"; "" when nothing does, or it is not how the text begins."""
    plain = fold(text)
    found = _CORRECTS.fullmatch(plain)
    return "" if found is None else text[found.start(1) :] if len(plain) == len(text) else found[1]


def corrected(unit: str, of: Month, number: int) -> str:
    """``number``: of the correction, 0 before the month is closed."""
    what = f"Đã ghi đính chính số {number}" if number else "Đã sửa"
    return f"{what} báo cáo {month_name(of)} của {unit}. Cảm ơn {BAC}."
