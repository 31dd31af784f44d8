"""The step to the monthly check-in keeps what an office has and has set, and the months can be asked at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from bot.domain.months import Calendar, Month
from handlers import checkin_clock
from storage import checkins, forms, units
from tests.upgrades import columns, empty, in_use, nothing_is_lost, rows, upgraded

__all__ = ["empty", "upgraded"]
OLD = {
    "unit": """(id, level, kind, name, code, parent, path, valid_from, valid_to) VALUES
        (1, 'tinh', 'tỉnh', 'Mẫu', NULL, NULL, '/1/', '2025-07-01', NULL),
        (3, 'xa', 'xã', 'Mẫu', '15646', 1, '/1/3/', '2025-07-01', NULL),
        (4, 'thon', 'thôn', 'Một', NULL, 3, '/1/3/4/', '2025-07-01', NULL),
        (5, 'thon', 'thôn', 'Hai', NULL, 3, '/1/3/5/', '2025-07-01', '2026-03-01')""",
    "unit_version": """(id, unit, valid_from, valid_to, level, kind, name, parent, event) VALUES
        (1, 1, '2025-07-01', NULL, 'tinh', 'tỉnh', 'Mẫu', NULL, NULL), (2, 3, '2025-07-01', NULL, 'xa', 'xã', 'Mẫu', 1, NULL),
        (3, 4, '2025-07-01', NULL, 'thon', 'thôn', 'Một', 3, NULL), (4, 5, '2025-07-01', '2026-03-01', 'thon', 'thôn', 'Hai', 3, NULL)""",
    "person": "(id, name, address, joined_at) VALUES (7, 'bác Bảy', 'cô', 1.5), (8, 'đ/c Tám', '', 2.5)",
    "role": "(id, person, unit, key, since, until) VALUES (5, 7, 4, 'to_truong', 1.5, NULL), (6, 8, 3, 'truong_khoi', 1.5, NULL)",
    "incident": """(id, draft, commune, unit, year, number, kind, level, confidential, status, text, reporter, reporter_role, created_at,
        updated_at, holder, folded, episode) VALUES (1, 11, 3, 4, 2026, 1, 'MT', 'XANH', 0, 'da_nhan', 'cãi nhau', 7, 'to_truong', 1.5, 9.5, 8,
        'cai nhau', 2)""",
    "incident_event": "(id, incident, at, person, what, text, until) VALUES (1, 1, 1.5, 7, 'moi', '', NULL), (2, 1, 2.5, 8, 'giao', '', 9.5)",
    "episode": "(id, commune, title, opened_at, opened_by) VALUES (2, 3, 'Mưa lũ', 1.5, 8)",
    "deadline": "(id, unit, kind, level, what, amount, measure) VALUES (1, 3, '', 'VANG', 'done', 3, 'working_days')",
    "office_hours": "(unit, spans, days) VALUES (3, '7:00-11:30', '12345')",
    "day_off": "(date, name, closed) VALUES ('2026-12-18', 'Ngày hội', 1)",
    "canned_answer": "(id, unit, kind, text) VALUES (1, 3, '', 'Đã nhận')",
    "retention": "(kind, what, days) VALUES ('', 'words', 900)",
    "draft": """(id, key, story, about, owner, answers, state, touched, idled) VALUES
        (11, 'baoviec:7', 'baoviec', '', 7, '{}', 'open', 1.5, 0)""",
    "inbox": """(id, channel, account, event, peer, album, body, said_at, state, due, alone, tries) VALUES
        (1, 'phone', 'demo', 'e1', 'phone:demo:1', '', '{}', 1.5, 'ready', 0, 0, 0)""",
}
NEW = ("form", "report_days", "checkin", "checkin_answer", "checkin_correction")
NOW = 1_797_300_000.0  # on 15 December 2026


@pytest.fixture
def old(empty: str) -> Iterator[Engine]:
    """One at the fourth revision, in use."""
    with in_use(empty, "0004", OLD) as made:
        yield made


def test_every_row_is_there_as_it_was(empty: str, old: Engine) -> None:
    nothing_is_lost(old, empty, {table: columns(row) for table, row in OLD.items()})


def test_nobody_has_been_asked_for_a_month_yet(upgraded: Engine) -> None:
    for table in NEW:
        assert rows(upgraded, f"SELECT count(*) FROM {table}") == [(0,)]


def test_the_next_month_is_asked_of_the_teams_there_are_and_their_answers_and_corrections_are_kept(upgraded: Engine) -> None:
    with upgraded.begin() as db:
        commune = units.get(db, 3)
        checkins.set_calendar(db, 3, Calendar(cutoff=14, team=17))
        expected = checkin_clock.expected(db, commune, Month(2026, 12), NOW)
        days = [(e.unit, e.block, e.month, e.last_day, e.due_day) for e in expected]
        assert days == [(4, 3, "2026-12", "2026-12-14", "2026-12-15"), (3, 3, "2026-12", "2026-12-14", "2026-12-17")], "by its own day off"
        checkins.plan(db, expected)
        checkins.plan(db, expected)
        (one,) = checkins.of_month(db, "/1/3/", "2026-12")
        form = forms.get(db, one.form).form
        assert (one.state, one.late, one.whole, one.reminded, one.corrections) == ("chua_nop", 0, 0, 0, 0)
        checkins.submit(db, one, form, {"hop_to": 2, "quan_tam": ("thu_tuc", "khac"), "de_nghi": "xin sửa mương"}, 7, NOW)
        sent = checkins.find(db, one.id)
        assert sent is not None
        assert (sent.state, sent.submitted_by, sent.submitted_name) == ("nop", 7, "bác Bảy")
        db.exec_driver_sql("UPDATE checkin SET closed_at = 1")
        closed = checkins.held(db, one.id)
        assert closed is not None
        assert checkins.correct(db, closed, form, {"hop_to": 3}, 7, NOW, "đếm sót") == 1
        assert checkins.answers(db, one.id).items() >= {"hop_to": 3, "quan_tam": "thu_tuc,khac", "de_nghi": "xin sửa mương"}.items()
    assert rows(upgraded, "SELECT number, reason, was, person FROM checkin_correction") == [(1, "đếm sót", '{"hop_to":2}', 7)]
