"""The report of a block on paper: its head and foot, the names of spans, numbers as offices write them, and the heads of its annexes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.domain.amounts import written
from bot.domain.block_facts import Sort
from bot.domain.cases import ACCEPTED, IN_WORK, NEW, OVER, PASSED_ON, RESOLVED, TOLD_BACK
from bot.domain.forms import Field
from bot.domain.kinds import Level
from bot.domain.months import Month
from bot.domain.periods import local
from bot.domain.spans import Length, Span
from messages_vi import quick_report
from messages_vi.kinds import KINDS, LEVEL_NAMES

DRAFT, PARTY, ISSUER, NUMBER, SENT_TO = quick_report.DRAFT, quick_report.PARTY, quick_report.ISSUER, quick_report.NUMBER, quick_report.SENT_TO
TITLE = "BÁO CÁO"
TWO_DIGITS = True  # "03 mô hình", as offices write what they count
SIGNERS = {"truong_khoi": "TRƯỞNG KHỐI", "pho_truong_khoi": "PHÓ TRƯỞNG KHỐI"}
_FOR_THE_BLOCK = "T/M KHỐI DÂN VẬN"
_ROMAN = ("I", "II", "III", "IV")
_BAC_CON = re.compile(r"\b[Bb]à con\b")
_COUNTED = 10  # from here on two digits come by themselves

over, place_date = quick_report.over, quick_report.place_date


def signed(role: str, name: str) -> tuple[str, str, str]:
    return _FOR_THE_BLOCK, SIGNERS[role], name


# numbers, days, names of spans -----------------------------------------------------------------------------------------
def count(n: int, *, two_digits: bool = TWO_DIGITS) -> str:
    """Of what is counted one by one: 03, 12, 1.250."""
    return f"{n:02d}" if two_digits and 0 <= n < _COUNTED else written(Decimal(n))


def amount(asked: Field, steps: int) -> str:
    """Of money and land: 1.250 or 1,5; never with a zero before it."""
    return written(Decimal(steps).scaleb(-asked.decimals))


def percent(rate: float) -> str:
    """75% or 66,7%."""
    return f"{written(Decimal(str(round(rate, 1))))}%"


def day(of: date) -> str:
    """05/02/2026 or 15/3/2026: a zero before days to 9, and months to 2 alone."""
    return f"{of.day:02d}/{_month(of.month)}/{of.year}"


def _month(number: int) -> str:
    return f"{number:02d}" if number < 3 else str(number)


def span_name(of: Span, *, year: bool = True) -> str:
    """As "tháng 02 năm 2026"; ``year``: whether it is told, of a year it always is."""
    match of.length:
        case Length.MONTH:
            told = f"tháng {_month(of.last.number)}"
        case Length.QUARTER:
            told = f"quý {_ROMAN[of.number - 1]}"
        case Length.HALF:
            told = f"6 tháng {'đầu' if of.number == 1 else 'cuối'} năm"
        case Length.YEAR:
            return f"năm {of.last.year}"
    return told if not year else f"{told} {of.last.year}" if of.length is Length.HALF else f"{told} năm {of.last.year}"


def subject(of: Span) -> str:
    """The year once, where both lie in one."""
    both = of.next.last.year != of.last.year or of.length is Length.HALF
    return f"công tác dân vận {span_name(of, year=both)}, nhiệm vụ trọng tâm {span_name(of.next)}"


def next_heading(of: Span) -> str:
    return f"IV- NHIỆM VỤ TRỌNG TÂM {span_name(of.next, year=of.next.last.year != of.last.year or of.length is Length.HALF).upper()}"


def in_span(of: Span) -> str:
    return {Length.MONTH: "trong tháng", Length.QUARTER: "trong quý", Length.HALF: "trong 6 tháng", Length.YEAR: "trong năm"}[of.length]


def span_before(of: Span) -> str:
    return {Length.MONTH: "tháng trước", Length.QUARTER: "quý trước", Length.HALF: "6 tháng trước", Length.YEAR: "năm trước"}[of.length]


def month_short(of: Month) -> str:
    return f"tháng {_month(of.number)}/{of.year}"


# how things are called on paper ----------------------------------------------------------------------------------------
def formal(text: str) -> str:
    """On paper it is the people, not the folks."""
    return _BAC_CON.sub("Nhân dân", text)


_ON_PAPER = {"DL": "thắc mắc của Nhân dân, tin chưa rõ cần giải thích"}


def kind_name(code: str) -> str:
    """Within a sentence."""
    label = _ON_PAPER.get(code, KINDS[code].label)
    return label[:1].lower() + label[1:]


def level_name(level: Level) -> str:
    return LEVEL_NAMES[level]


_STATUS = dict.fromkeys((NEW,), "mới tiếp nhận") | dict.fromkeys((ACCEPTED, IN_WORK), "đang giải quyết")
_STATUS |= {PASSED_ON: "đã chuyển cơ quan có thẩm quyền"} | dict.fromkeys((RESOLVED, TOLD_BACK, OVER), "đã giải quyết")


def state_name(of: Sort) -> str:
    return f"{_STATUS[of.status]}{', quá hạn' if of.overdue else ''}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Begins and ends as one; "" stays ""."""
    line = capital(" ".join(text.split()))
    return line if not line or line[-1] in ".!?:;" else f"{line}."


def listed(names: Sequence[str]) -> str:
    return ", ".join(names)


# the annexes -----------------------------------------------------------------------------------------------------------
BY_HAMLET, COMPARED, CASES, MISSING = "Số liệu theo thôn, bản, khu phố", "Số liệu so với các kỳ", "Vụ việc", "Tổ chưa báo cáo"
SHORT = {BY_HAMLET: "Theo thôn", COMPARED: "So sánh", CASES: "Vụ việc", MISSING: "Tổ chưa báo cáo"}
HAMLET, TOTAL, FIGURE, TEAMS_TOLD = "Thôn, bản, khu phố", "Tổng cộng", "Chỉ tiêu", "Số tổ có số liệu"
OF_BLOCK = "Khối"
YEAR_BEFORE, YEAR_SO_FAR = "Cùng kỳ năm trước", "Từ đầu năm"
CASE_HEAD = ("Số", "Loại việc", "Mức", HAMLET, "Tình trạng", "Ngày báo")
CASE_HEAD_LEAVING = ("Loại việc", "Số vụ việc")
MISSING_HEAD = ("TT", "Tổ dân vận", "Số báo cáo còn thiếu")
EMPTY_HAMLET = "Ô trống: tổ chưa báo cáo, hoặc chưa có số liệu."
EMPTY_FIGURE = "Ô trống: không có số liệu của kỳ ấy."
LAST_KNOWN = "Tổ chưa báo cáo (số đã báo gần nhất)"


def annex(number: int, title: str) -> str:
    return f"Phụ lục {number}. {title}"


def this_span(of: Span) -> str:
    return capital(span_name(of))


def option_name(asked: Field, label: str) -> str:
    """A row of the figures that counts teams."""
    return f"{formal(asked.name)}: {label} (số tổ)"


def yes_name(asked: Field) -> str:
    return f"{formal(asked.name)} (số tổ)"


def rate_name(name: str) -> str:
    return f"{formal(name)} (%)"


def reported(at: float) -> str:
    return day(local(at).date())
