"""Reads the figures off a printed report, each by the words around it, and says which digits nobody has asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from bot.documents.block_report import BlockReport

_N = r"([0-9][0-9.]*(?:,[0-9]+)?)"
_TEAMS = r"(?:lượt )?tổ"
SINGLE = {
    "tham_ho": rf"thăm hỏi, giúp đỡ {_N} hộ", "van_ban": rf"ban hành {_N} văn bản", "tiep_dan": rf"tiếp dân {_N} buổi",
    "doi_thoai": rf"đối thoại với Nhân dân {_N} cuộc", "don_nhan": rf"[Tt]iếp nhận {_N} đơn thư", "don_xong": rf"giải quyết dứt điểm {_N} đơn",
    "cong_khai": rf"[Cc]ông khai {_N} nội dung", "giam_sat": rf"[Gg]iám sát, phản biện {_N} cuộc", "hop_to": rf"tổng số {_N} lần họp",
    "tt_buoi": rf"tuyên truyền, vận động {_N} buổi", "tt_luot": rf"với {_N} lượt người nghe", "kn_nhan": rf"Nhân dân kiến nghị {_N} việc",
    "kn_xong": rf"đã được trả lời {_N} việc", "dat_m2": rf"hiến {_N} m²", "ngay_cong": rf"góp {_N} ngày công", "tien_trd": rf"góp {_N} triệu",
    "lop_tap_huan": rf"tổ chức {_N} lớp tập huấn", "nguoi_tap_huan": rf"có {_N} người của khối", "hg_vu": rf"tham gia hòa giải {_N} vụ",
    "hg_thanh": rf"hòa giải thành {_N} vụ", "dvk_moi": rf"[Đđ]ăng ký mới {_N} mô hình", "dvk_dang": rf"[Đđ]ang thực hiện {_N} mô hình",
    "mh_cong_nhan": rf"đến nay có {_N} mô hình",
}  # fmt: skip
OF_TEAMS = {"teams that met": rf"Có {_N} {_TEAMS} dân vận tổ chức họp", "moods told": rf"phản ánh của {_N} {_TEAMS} dân vận"}
RATES = {
    "don_ty_le": rf"dứt điểm [0-9.]+ đơn \(đạt {_N}%\)", "kn_ty_le": rf"trả lời [0-9.]+ việc \(đạt {_N}%\)",
    "hg_ty_le": rf"hòa giải thành [0-9.]+ vụ việc \(đạt {_N}%\)",
}  # fmt: skip
AGAINST = {"tt_buoi": rf"(tăng|giảm) {_N} buổi so với", "hg_vu": rf"(tăng|giảm) {_N} vụ việc so với"}
COVERED = {
    "submitted": r"tổng hợp từ ([0-9]+)/", "expected": r"tổng hợp từ [0-9]+/([0-9]+) ",
    "missing": rf"còn {_N} (?:tổ chưa báo cáo|báo cáo chưa có)",
}  # fmt: skip
CASES = {
    "filed": rf"tiếp nhận {_N} vụ việc", "ended": rf"đến nay đã giải quyết {_N} vụ việc", "open": rf"đang giải quyết {_N} vụ việc",
    "passed on": rf"có thẩm quyền {_N} vụ việc", "overdue": rf"trong đó {_N} vụ việc quá hạn",
}  # fmt: skip
LISTS = {
    "tam_trang": "tâm trạng của phần đông Nhân dân: ", "quan_tam": "quan tâm, lo lắng nhất: ", "tt_nd": "Nội dung tuyên truyền chủ yếu: ",
}  # fmt: skip
_LISTED = re.compile(rf"([^;:()]+) \({_N} {_TEAMS}\)")
_DAYS = re.compile(r"([0-9]{2})/([0-9]{1,2})/([0-9]{4})")
_LOOK_AFTER = re.compile(r"nắm chắc tình hình: (.*)\.$")


def _unread(line: str, seen: Sequence[bool]) -> bool:
    return any(c in "0123456789" and not known for c, known in zip(line, seen, strict=True))


def value(written: str) -> Fraction:
    """1.250 or 1,5."""
    return Fraction(written.replace(".", "").replace(",", "."))


class Read:
    """What a report says in sentences: figures by name, and ``left``: the sentences with digits that none of these has read."""

    def __init__(self, made: BlockReport) -> None:
        self.lines = [line for part in made.parts for line in part.paragraphs]
        self.seen: list[list[bool]] = [[False] * len(line) for line in self.lines]
        self.figures = {name: self._values(pattern) for name, pattern in SINGLE.items()}
        self.of_teams = {name: self._values(pattern) for name, pattern in OF_TEAMS.items()}
        self.rates = {name: self._values(pattern) for name, pattern in RATES.items()}
        self.against = {name: [value(m[2]) * (1 if m[1] == "tăng" else -1) for m in self._found(pattern, 2)] for name, pattern in AGAINST.items()}
        self.covered = {name: self._values(pattern) for name, pattern in COVERED.items()}
        self.cases = {name: self._values(pattern) for name, pattern in CASES.items()}
        self.lists = {name: self._list(head) for name, head in LISTS.items()}
        self.days = ["-".join((m[3], m[2].zfill(2), m[1])) for m in self._found(_DAYS.pattern, 0)]
        self.look_after = {name for line in self.lines if (m := _LOOK_AFTER.search(line)) for name in m[1].split(", ")}
        self._names(made)
        self.left = [line for line, seen in zip(self.lines, self.seen, strict=True) if _unread(line, seen)]

    def _found(self, pattern: str, group: int) -> list[re.Match[str]]:
        found = []
        for line, seen in zip(self.lines, self.seen, strict=True):
            for m in re.finditer(pattern, line):
                seen[m.start(group) : m.end(group)] = [True] * (m.end(group) - m.start(group))
                found.append(m)
        return found

    def _values(self, pattern: str) -> list[Fraction]:
        return [value(m[1]) for m in self._found(pattern, 1)]

    def _list(self, head: str) -> dict[str, Fraction]:
        found: dict[str, Fraction] = {}
        for line, seen in zip(self.lines, self.seen, strict=True):
            begins = line.find(head)
            for m in _LISTED.finditer(line, begins + len(head)) if begins >= 0 else ():
                seen[m.start(2) : m.end(2)] = [True] * (m.end(2) - m.start(2))
                found[m[1].strip()] = value(m[2])
        return found

    def _names(self, made: BlockReport) -> None:
        """Digits in the names of hamlets and of spans are no figures."""
        self._found(r"(?:[Tt]rong|so với) (6) tháng", 1)
        self._found(_LOOK_AFTER.pattern, 1)
        self._found(rf"công tác dân vận ({re.escape(made.subject.partition('dân vận ')[2].partition(',')[0])}.*?) \(từ ngày", 1)


def annex(made: BlockReport, title: str) -> tuple[list[str], list[list[object]]]:
    """Its head and its rows; none where there is no such annex."""
    found = [a for a in made.annexes if a.title.endswith(title)]
    return (list(found[0].head), [list(row) for row in found[0].rows]) if found else ([], [])


def months_named(subject: str) -> Sequence[int]:
    """The numbers of a subject in their order: of months, halves and years."""
    return [int(n) for n in re.findall("[0-9]+", subject)]
