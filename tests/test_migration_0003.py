"""The step to people and places keeps what an office has: each unit gets its first version, each accepted case the one who answers for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from bot.domain.roles import Right
from bot.domain.unit_plans import MERGE, Event
from bot.talk import Peer
from handlers import places
from storage import incidents, invitations, people, roles, units
from tests.upgrades import columns, empty, in_use, nothing_is_lost, rows, upgraded

__all__ = ["empty", "upgraded"]
OLD = {
    "unit": """(id, level, kind, name, code, parent, path, valid_from, valid_to) VALUES
        (1, 'tinh', 'tỉnh', 'Mẫu', NULL, NULL, '/1/', '2025-07-01', NULL),
        (3, 'xa', 'xã', 'Mẫu', '15646', 1, '/1/3/', '2025-07-01', NULL),
        (4, 'thon', 'thôn', 'Một', NULL, 3, '/1/3/4/', '2025-07-01', NULL),
        (5, 'thon', 'thôn', 'Hai', NULL, 3, '/1/3/5/', '2026-01-01', NULL)""",
    "contact": "(id, unit, key, phone) VALUES (2, 3, 'truc_ban', '0237.000.0001')",
    "person": "(id, name, address, joined_at) VALUES (7, 'bác Bảy', 'cô', 1.5), (8, 'đ/c Tám', '', 2.5), (9, 'đ/c Chín', '', 2.5)",
    "account": "(peer, person, gone, since, preferred) VALUES ('telegram:9:77', 7, 0, 1.5, 0), ('zalo_bot:2:78', 8, 0, 1.5, 1)",
    "role": """(id, person, unit, key, since, until) VALUES
        (5, 7, 4, 'to_vien', 1.5, NULL), (6, 8, 3, 'truong_khoi', 1.5, NULL), (7, 9, 3, 'thu_ky', 1.5, 9.5)""",
    "invitation": "(id, code, unit, role, uses_left, expires_at) VALUES (1, '12345678', 4, 'to_vien', 2, 9e9)",
    "consent": "(id, person, version, at) VALUES (1, 7, '1', 1.5)",
    "draft": "(id, key, story, about, owner, answers, state, touched, idled) VALUES (1, 'baoviec:7', 'baoviec', '', 7, '{}', 'open', 1.5, 0)",
    "incident": """(id, draft, commune, unit, year, number, kind, level, confidential, status, text, reporter, reporter_role, created_at, updated_at)
        VALUES (1, 11, 3, 4, 2026, 1, 'CT', 'XANH', 0, 'da_giai_quyet', 'a', 7, 'to_vien', 1.5, 9.5),
               (2, 12, 3, 4, 2026, 2, 'CT', 'XANH', 0, 'da_nhan', 'b', 7, 'to_vien', 1.5, 2.5),
               (3, 13, 3, 4, 2026, 3, 'CT', 'XANH', 0, 'moi', 'c', 7, 'to_vien', 1.5, 2.5)""",
    "incident_event": """(id, incident, at, person, what, text) VALUES (1, 1, 1.5, 7, 'moi', ''), (2, 1, 2.5, 9, 'da_nhan', ''),
        (3, 1, 3.5, 8, 'da_nhan', ''), (4, 1, 9.5, 9, 'da_giai_quyet', 'xong'), (5, 2, 2.5, 8, 'da_nhan', ''), (6, 3, 1.5, 7, 'moi', '')""",
    "attachment": "(id, inbox, channel, account, kind, ref, state, give_up_at, incident) VALUES (1, 1, 'telegram', '9', 'photo', 'x', 'kept', 1, 1)",
    "outbox": "(id, once, account, peer, lane, body, state, due) VALUES (13, 'r:1', 'telegram:9', 'telegram:9:77', 'talk', '[]', 'queued', 1.5)",
    "counter": "(name, n) VALUES ('incident:3:2026', 3), ('places', 4)",
}
NOW = 1_795_500_000.0  # in November 2026


@pytest.fixture
def old(empty: str) -> Iterator[Engine]:
    """One at the second revision, in use."""
    with in_use(empty, "0002", OLD) as made:
        with made.begin() as db:
            if db.dialect.name == "postgresql":  # the rows above took no numbers of the sequences
                for table in ("unit", "person", "role", "incident", "incident_event"):
                    db.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 100)"))
        yield made


def test_every_row_is_there_as_it_was(empty: str, old: Engine) -> None:
    nothing_is_lost(old, empty, {table: columns(row) for table, row in OLD.items()})


def test_each_unit_has_its_first_version(upgraded: Engine) -> None:
    alike = "level, kind, name, code, parent, valid_from, valid_to"
    assert rows(upgraded, f"SELECT unit, {alike} FROM unit_version ORDER BY unit") == rows(upgraded, f"SELECT id, {alike} FROM unit ORDER BY id")
    assert rows(upgraded, "SELECT count(*) FROM unit_version WHERE event IS NOT NULL") == [(0,)]
    with upgraded.begin() as db:
        tree = units.tree(db, "2025-12-31")
        assert sorted(tree.units) == [1, 3, 4]
        assert units.paths(db) == {u: units.tree(db).path(u) for u in (1, 3, 4, 5)}


def test_who_accepted_a_case_last_answers_for_it(upgraded: Engine) -> None:
    assert rows(upgraded, "SELECT id, holder FROM incident ORDER BY id") == [(1, 8), (2, 8), (3, None)]


def test_what_is_new_says_nothing_that_was_not_so(upgraded: Engine) -> None:
    assert rows(upgraded, "SELECT post, given_by FROM role ORDER BY id") == [("", None)] * 3
    assert rows(upgraded, "SELECT phone, erased_at FROM person") == [(None, None)] * 3
    assert rows(upgraded, "SELECT made_at, made_by, person, revoked_at FROM invitation") == [(None, None, None, None)]
    assert rows(upgraded, "SELECT heard FROM account") == [(None,)] * 2
    for table in ("unit_event", "succession", "absence", "request", "rights_request", "audit"):
        assert rows(upgraded, f"SELECT count(*) FROM {table}") == [(0,)]


def test_the_bot_goes_on_with_what_it_finds(upgraded: Engine) -> None:
    with upgraded.begin() as db:
        member, head = people.find(db, 7, NOW), people.find(db, 8, NOW)
        assert [r.path for r in member.roles] == ["/1/3/4/"]
        assert people.of_peer(db, Peer("telegram", "9", "77"), NOW) == member
        assert [p.id for p in roles.with_right(db, Right.ALERTED, "/1/3/4/", NOW)] == [8]
        assert [c.number for c in incidents.by_number(db, head, 3)] == [3]
        assert invitations.by_code(db, "12345678", NOW) is not None
        merged = places.order(db, Event(MERGE, "2026-06-01", "1/NQ", (4,), into=(5,)), NOW)
        assert [r.unit for r in people.find(db, 7, NOW).roles] == [5]
        assert units.get(db, 4).path == "/1/3/5/4/"
        places.undo(db, merged.id, NOW)
        assert units.get(db, 4).path == "/1/3/4/"
        made = units.add(db, "thon", "thôn", "Ba", units.find(db, 3), "2026-06-01")
        assert made.id > 5
