"""The step to the block's month keeps the months there are, and they can be closed, written and sent up at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from storage import month_steps, released, schema
from storage.released import Released
from tests.upgrades import columns, empty, in_use, nothing_is_lost, rows

__all__ = ["empty"]
OLD = {
    "unit": """(id, level, kind, name, code, parent, path, valid_from, valid_to) VALUES
        (1, 'tinh', 'tỉnh', 'Mẫu', NULL, NULL, '/1/', '2025-07-01', NULL),
        (3, 'xa', 'xã', 'Mẫu', '15646', 1, '/1/3/', '2025-07-01', NULL),
        (4, 'thon', 'thôn', 'Một', NULL, 3, '/1/3/4/', '2025-07-01', NULL)""",
    "person": "(id, name, address, joined_at) VALUES (7, 'bác Bảy', 'cô', 1.5), (8, 'đ/c Tám', '', 2.5)",
    "form": "(id, key, number, text, published_at) VALUES (1, 'thang', 1, 'key = ...', 1.5)",
    "report_days": "(unit, cutoff, team, block, province) VALUES (3, 14, 17, 20, 25)",
    "checkin": """(id, unit, block, month, form, first_day, last_day, due_day, block_due_day, state, submitted_at, submitted_by, entered_by, late,
        whole, reminded, corrections, closed_at) VALUES (1, 4, 3, '2026-12', 1, '2026-11-15', '2026-12-14', '2026-12-17', '2026-12-19', 'nop', 9.5,
        7, NULL, 1, 1, 2, 1, NULL)""",
    "checkin_answer": """(checkin, field, number, words, person, at) VALUES
        (1, 'de_nghi', NULL, 'xin sửa mương', 7, 9.5), (1, 'hop_to', 2, NULL, 7, 9.5)""",
    "checkin_correction": "(id, checkin, number, reason, was, person, at) VALUES (1, 1, 1, 'nhầm', '{}', 7, 9.7)",
}
NEW = ("month_step", "released")


@pytest.fixture
def old(empty: str) -> Iterator[Engine]:
    """One at the fifth revision, with a month that was answered."""
    with in_use(empty, "0005", OLD) as made:
        yield made


def test_every_row_is_there_as_it_was(empty: str, old: Engine) -> None:
    nothing_is_lost(old, empty, {table: columns(row) for table, row in OLD.items()})


def test_a_month_of_before_is_being_asked_for_and_can_be_closed_and_written(empty: str, old: Engine) -> None:
    old.dispose()
    schema.upgrade(empty)
    assert [rows(old, f"SELECT count(*) FROM {table}") for table in NEW] == [[(0,)], [(0,)]]
    with old.begin() as db:
        assert month_steps.steps(db, 3, "2026-12") == []
        assert [(t.title, t.words) for t in released.told(db, 3, "2026-12", "de_nghi")] == [("thôn Một", "xin sửa mương")]
        month_steps.close(db, 3, "2026-12", 8, 20.0)
        released.release(db, 3, "2026-12", "de_nghi", Released("sửa mương", (4,), {4: "tháng sau"}), 8, 21.0)
        released.release(db, 3, "2026-12", "de_nghi", Released("sửa hai mương", (4,), {4: "tháng sau"}, (4,)), 8, 22.0)
        assert released.of_month(db, 3, "2026-12") == {"de_nghi": Released("sửa hai mương", (4,), {4: "tháng sau"}, (4,))}
        (step,) = month_steps.steps(db, 3, "2026-12")
        assert (step.state, step.by, step.name, step.at) == ("soan", 8, "đ/c Tám", 20.0)
        assert month_steps.states(db, [3, 4], "2026-12") == {3: "soan"}
    assert rows(old, "SELECT closed_at FROM checkin") == [(20.0,)]
