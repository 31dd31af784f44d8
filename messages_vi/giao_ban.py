"""What a block's leaders read before their meeting: what is new, what is stuck, who has not been heard of, what to ask; and its paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.domain.meeting_facts import MeetingFacts, Named
from bot.domain.months import Month
from bot.talk import Choice
from messages_vi import block_month
from messages_vi.checkin import due_on, month_name
from messages_vi.common import BAC, BAC_
from messages_vi.kinds import KINDS

MOOD, WORRIES, UNEASY = "tam_trang", "quan_tam", ("buc_xuc", "ban_khoan")  # questions and options of the form, by their keys
PAPER = Choice("tailieugiaoban", "Tài liệu giao ban", "tài liệu giao ban")
CHARTS_SHEET, FIGURES_SHEET, MONTHS_HEAD = "Giao ban", "Số liệu", "Tháng"
SENT, EXPECTED = "Tổ đã gửi báo cáo", "Tổ phải gửi báo cáo"
CHARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Họp tổ", ("hop_to",)),
    ("Tuyên truyền", ("tt_buoi",)),
    ("Hòa giải ở cơ sở", ("hg_vu", "hg_thanh")),
    ("Kiến nghị của Nhân dân", ("kn_nhan", "kn_xong")),
)  # with the keys of the questions that are drawn
MOOD_CHART, TEAMS_CHART = "Tâm trạng Nhân dân (số tổ)", "Tổ gửi báo cáo tháng"
_SHORT_KINDS = {"DB": "dịch bệnh", "CT": "đường, điện, thủy lợi", "DL": "thắc mắc, tin chưa rõ"}
SHOWN, SHOWN_ON_PAPER = 5, 60  # of a list


def pack(f: MeetingFacts) -> str:
    """All of it in one message; on the paper the lists are longer."""
    return "\n".join([f"Thưa {BAC}, {_head(f)}", *lines(f)])


def title(f: MeetingFacts) -> str:
    return f"Tài liệu giao ban khối dân vận {f.place}, {due_on(f.day)}/{f.day.year}"


def _head(f: MeetingFacts) -> str:
    return f"gói giao ban {due_on(f.day)}:"


def lines(f: MeetingFacts, shown: int = SHOWN) -> list[str]:
    """``shown``: so many of each list by name."""
    late = _cases(f.late, shown) or ": không có"
    silent = _places(f.silent, shown) or ": không có"
    told = [
        _new(f),
        f"Việc ĐỎ mới{_cases(f.red, shown)}." if f.red else "",
        f"Quá hẹn{late}.",
        f"Đã hỏi, chờ trả lời{_cases(f.asked, shown)}." if f.asked else "",
        f"Tổ chưa có tin{silent}.",
        f"Thôn cần quan tâm: {'; '.join(f'{mood}{_places(where, shown)}' for mood, where in f.uneasy)}." if f.uneasy else "",
        f"Lo nhất: {', '.join(f'{worry} ({teams} tổ)' for worry, teams in f.worries)}." if f.worries else "",
        f"Tổ đề nghị, chưa trả lời{_places(f.wishes, shown)}." if f.wishes else "",
        block_month.one_block(f.place, f.of, f.state, f.stood_at, f.sent, f.expected),
    ]
    return [line for line in told if line]


def _new(f: MeetingFacts) -> str:
    if not f.new:
        return f"Việc mới từ {_day(f.since)}: không có."
    kinds = sorted(f.new.items(), key=lambda one: (-one[1], list(KINDS).index(one[0])))
    return f"Việc mới từ {_day(f.since)} ({sum(f.new.values())}): {'; '.join(f'{n} {_kind(code)}' for code, n in kinds)}."


def _kind(code: str) -> str:
    label = _SHORT_KINDS.get(code) or KINDS[code].label.partition(",")[0]
    return label[:1].lower() + label[1:]


def _cases(found: Sequence[Named], shown: int) -> str:
    return _listed([f"số {c.number} {c.place}" for c in found], shown, "việc khác")


def _places(found: Sequence[str], shown: int) -> str:
    return _listed(found, shown, "nơi khác")


def _listed(found: Sequence[str], shown: int, others: str) -> str:
    """ " (7): a, b, c, d, e và 2 nơi khác"; "" of none."""
    named = found[:shown]
    more = f" và {len(found) - len(named)} {others}" if len(found) > len(named) else ""
    return f" ({len(found)}): {', '.join(named)}{more}" if found else ""


def _day(day: date) -> str:
    return f"{day.day}/{day.month}"


# the paper -----------------------------------------------------------------------------------------------------------
def handed(day: date) -> str:
    return f"Tài liệu giao ban {due_on(day)}: một trang in được, có biểu đồ các tháng. {BAC_} mở trên máy tính."


def file_name(place: str, day: date) -> str:
    return f"Giao ban {place} {day:%d-%m-%Y}.xlsx"


def month_label(of: Month) -> str:
    return f"{of.number}/{of.year}"


def so_many_months(months: Sequence[Month]) -> str:
    return f"Biểu đồ từ {month_name(months[0])} đến {month_name(months[-1])}, cộng các tổ đã báo cáo"
