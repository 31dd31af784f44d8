"""The peer of `benchmarks.months`: a province's months added up as somebody would who writes plain SQL for this one form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, text

COVERAGE = text("""
    SELECT block, count(*) AS expected,
           sum(CASE WHEN state <> 'chua_nop' THEN 1 ELSE 0 END) AS submitted,
           sum(CASE WHEN state <> 'chua_nop' AND late = 0 THEN 1 ELSE 0 END) AS on_time,
           sum(CASE WHEN state <> 'chua_nop' AND whole = 1 THEN 1 ELSE 0 END) AS whole
    FROM checkin WHERE month BETWEEN :first AND :last AND unit <> block
    GROUP BY block
""")
FIGURES = text("""
    SELECT block, field, count(*) AS asked, count(number) + count(words) AS answered, sum(number) AS total,
           sum(CASE WHEN number > 0 THEN 1 ELSE 0 END) AS some
    FROM checkin JOIN checkin_answer ON checkin_answer.checkin = checkin.id
    WHERE month BETWEEN :first AND :last AND state <> 'chua_nop'
    GROUP BY block, field
""")
CHOSEN = text("""
    SELECT block, field, words, count(*) AS times
    FROM checkin JOIN checkin_answer ON checkin_answer.checkin = checkin.id
    WHERE month BETWEEN :first AND :last AND state <> 'chua_nop'
      AND field IN ('tt_nd', 'tam_trang', 'quan_tam', 'tu_nguyen', 'biet_som') AND words IS NOT NULL
    GROUP BY block, field, words
""")
THERE_IS = text("""
    SELECT block, field, sum(number) AS total
    FROM (SELECT block, field, number, row_number() OVER (PARTITION BY unit, field ORDER BY month DESC) AS nth
          FROM checkin JOIN checkin_answer ON checkin_answer.checkin = checkin.id
          WHERE month BETWEEN :first AND :last AND state <> 'chua_nop' AND field IN ('dvk_dang', 'mh_cong_nhan') AND number IS NOT NULL) AS told
    WHERE nth = 1
    GROUP BY block, field
""")
FLOWS = (
    "hop_to", "tt_buoi", "tt_luot", "hg_vu", "hg_thanh", "kn_nhan", "kn_xong", "dat_m2", "ngay_cong", "tien_trd", "dvk_moi", "tham_ho",
    "tiep_dan", "doi_thoai", "don_nhan", "don_xong", "cong_khai", "giam_sat", "van_ban", "lop_tap_huan", "nguoi_tap_huan",
)  # fmt: skip
SEVERAL = ("tt_nd", "quan_tam")
Line = tuple[int, str, str, int]


def of_places(db: Connection, first: str, last: str, top: int) -> Counter[tuple[int, str, str]]:
    """By commune, and ``top`` for all of them: (place, field, which figure of it, or which option)."""
    found: Counter[tuple[int, str, str]] = Counter()
    for block, field, what, number in _lines(db, {"first": first, "last": last}):
        found[block, field, what] += number
        found[top, field, what] += number
    return found


def _lines(db: Connection, months: dict[str, str]) -> Iterator[Line]:
    for block, *numbers in db.execute(COVERAGE, months):
        yield from ((block, "", what, number) for what, number in zip(("expected", "submitted", "on_time", "whole"), numbers, strict=True))
    for block, field, asked, answered, total, some in db.execute(FIGURES, months):
        yield block, field, "answered", answered
        yield block, field, "skipped", asked - answered
        if field in FLOWS:
            yield block, field, "total", int(total or 0)
            yield block, field, "some", some
    for block, field, words, times in db.execute(CHOSEN, months):
        for code in words.split(",") if field in SEVERAL else (words,):
            yield block, field, code, times
    for block, field, total in db.execute(THERE_IS, months):
        yield block, field, "total", int(total)
