"""The step to the life of a case keeps every case and its timeline, and lets the clock look at those that are still open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from bot.domain.vietnamese import fold
from storage import case_life
from tests.upgrades import columns, empty, in_use, nothing_is_lost, rows, upgraded

__all__ = ["empty", "upgraded"]
OLD = {
    "unit": """(id, level, kind, name, code, parent, path, valid_from, valid_to) VALUES
        (1, 'tinh', 'tỉnh', 'Mẫu', NULL, NULL, '/1/', '2025-07-01', NULL),
        (3, 'xa', 'xã', 'Mẫu', '15646', 1, '/1/3/', '2025-07-01', NULL),
        (4, 'thon', 'thôn', 'Một', NULL, 3, '/1/3/4/', '2025-07-01', NULL)""",
    "person": "(id, name, address, joined_at) VALUES (7, 'bác Bảy', 'cô', 1.5), (8, 'đ/c Tám', '', 2.5)",
    "role": "(id, person, unit, key, since, until) VALUES (5, 7, 4, 'to_vien', 1.5, NULL), (6, 8, 3, 'truong_khoi', 1.5, NULL)",
    "incident": """(id, draft, commune, unit, year, number, kind, level, confidential, status, text, reporter, reporter_role, created_at,
        updated_at, holder) VALUES (1, 11, 3, 4, 2026, 1, 'CT', 'XANH', 0, 'da_giai_quyet', 'Gãy lan can  cầu tràn', 7, 'to_vien', 1.5, 9.5, 8),
               (2, 12, 3, 4, 2026, 2, 'CT', 'XANH', 0, 'da_nhan', 'ĐƯỜNG hỏng', 7, 'to_vien', 1.5, 2.5, 8),
               (3, 13, 3, 4, 2026, 3, 'BL', 'DO', 1, 'moi', '', 7, 'to_vien', 1.5, 1.5, NULL),
               (4, 14, 3, 4, 2026, 4, 'CT', 'XANH', 0, 'rut_lai', 'nhầm', 7, 'to_vien', 1.5, 3.5, NULL)""",
    "incident_event": """(id, incident, at, person, what, text) VALUES (1, 1, 1.5, 7, 'moi', ''), (2, 1, 2.5, 8, 'da_nhan', ''),
        (3, 1, 3.5, 8, 'da_nhan', ''), (4, 1, 9.5, 8, 'da_giai_quyet', 'xong'), (5, 2, 2.5, 8, 'da_nhan', ''), (6, 3, 1.5, 7, 'moi', '')""",
}


@pytest.fixture
def old(empty: str) -> Iterator[Engine]:
    """One at the third revision, in use."""
    with in_use(empty, "0003", OLD) as made:
        yield made


def test_every_row_is_there_as_it_was(empty: str, old: Engine) -> None:
    nothing_is_lost(old, empty, {table: columns(row) for table, row in OLD.items()})


def test_cases_can_be_searched_and_say_since_when_they_are_accepted(upgraded: Engine) -> None:
    assert rows(upgraded, "SELECT folded, accepted_at, moved_at FROM incident ORDER BY id") == [
        ("gay lan can cau tran", 2.5, None), ("duong hong", 2.5, 2.5), ("", None, None), ("nham", None, None),
    ]  # fmt: skip
    assert all(folded == " ".join(fold(told).split()) for told, folded in rows(upgraded, "SELECT text, folded FROM incident"))


def test_the_clock_looks_at_every_open_case_and_at_no_other(upgraded: Engine) -> None:
    with upgraded.begin() as db:
        assert case_life.to_look_at(db, 10.0) == [(3, 1.5, "case:3:0"), (2, 2.5, "case:2:0")]
        case_life.watch(db, 3)
        assert case_life.to_look_at(db, 10.0) == [(2, 2.5, "case:2:0")]
        assert case_life.to_look_at(db, 1801.5) == [(2, 2.5, "case:2:0"), (3, 1801.5, "case:3:1")]


def test_what_is_new_says_nothing_that_was_not_so(upgraded: Engine) -> None:
    assert rows(upgraded, "SELECT office, due_at, rung, asked, crowd, episode, merged_into, entered_by, erased_at FROM incident WHERE id = 1") == [
        ("", None, 0, 0, 0, None, None, None, None)
    ]
    assert rows(upgraded, "SELECT internal, whom, office, until FROM incident_event WHERE id = 1") == [(0, None, "", None)]
    for table in ("episode", "deadline", "office_hours", "day_off", "canned_answer", "retention"):
        assert rows(upgraded, f"SELECT count(*) FROM {table}") == [(0,)]
