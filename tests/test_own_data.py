"""What somebody reads of themselves in the file they asked for: all that is kept on them, and no word of ours that they only chose."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, insert, update

from bot.domain.kinds import Level
from bot.talk import Peer
from handlers import own_data as handler
from handlers import sample
from messages_vi import privacy_rights as vi
from messages_vi.kinds import KINDS
from messages_vi.members import POSTS
from storage import absences, checkins, engines, forms, incidents, json_text, own_data, people, roles, units
from storage.tables import checkin, draft, incident, request, role
from tests.months_kit import a_month

NOW, MINE = 1_796_101_200.0, Peer("telegram", "1", "11")


def test_a_post_the_cases_one_answers_for_stand_ins_and_the_pictures_of_a_draft_are_in_it(url: str) -> None:
    engine = engines.writer(url)
    with engine.begin() as db:
        sample.load(db, NOW)
        hamlet, commune = (next(u for u in units.everything(db) if u.level == level) for level in ("thon", "xa"))
        me, other = people.add(db, "Lê Thị Mười", NOW), people.add(db, "Lê Hoa", NOW)
        roles.give(db, me, commune.id, "pho_truong_khoi", NOW - 1)
        roles.give(db, other, commune.id, "truong_khoi", NOW - 1)
        db.execute(update(role).where(role.c.person == me).values(post="mat_tran"))
        new = incidents.NewCase(1, commune.id, hamlet.id, "MT", Level.VANG, False, "lời của người khác", None, None, other, "to_vien")
        case, number = incidents.file(db, new, NOW)
        db.execute(update(incident).where(incident.c.id == case).values(holder=me))
        absences.begin(db, other, me, NOW + 9, NOW)
        told = '{"lines":["gãy cầu"],"photos":[3,4],"voices":[5],"place":null,"done":true}'
        answers = f'{{"told":[{told},{me},"x"],"kind":["CT",{me},"x"],"send":["yes",{me},"x"],"level":["2",{me},"x"],"unit":["7",{other},"y"]}}'
        db.execute(insert(draft).values(key="k", story="baoviec", about="", owner=me, answers=answers, state="open", touched=NOW))
        people.join(db, MINE, me, NOW)
        db.execute(insert(request).values(person=other, unit=hamlet.id, role="to_vien", peer=MINE.key, asked_at=NOW, state="refused"))
        found = shown(db, me)
    engine.dispose()
    assert found[vi.ROLES][0][1] == POSTS["mat_tran"]
    assert [row[0] for row in found[vi.HELD]] == [number]
    assert [row[1:] for row in found[vi.DRAFTS]] == [("gãy cầu", KINDS["CT"].label, 2, 1)]
    assert [row[2] for row in found[vi.AWAY]] == [vi.i_stand_in(f"trưởng khối {commune.title}")]
    assert len(found[vi.REQUESTS]) == 1
    assert found[vi.REQUESTS][0][1] == vi.asked_to_join("to_vien", hamlet.title)
    assert "Hoa" not in str(found)
    assert "lời của người khác" not in str(found)


def shown(db: Connection, person: int) -> dict[str, list[Any]]:
    """The sheets of their file, by title."""
    return {p.title: [tuple(row) for row in p.rows] for p in handler.pages(own_data.of(db, person), [], NOW)}


def test_the_months_one_sent_entered_and_corrected_are_in_it_and_what_one_wrote_in_them(url: str) -> None:
    engine = engines.writer(url)
    with engine.begin() as db:
        sample.load(db, NOW)
        hamlet, commune = (next(u for u in units.everything(db) if u.level == level) for level in ("thon", "xa"))
        me, other = people.add(db, "Lê Thị Mười", NOW), people.add(db, "Lê Hoa", NOW)
        said = {"hop_to": 2, "tam_trang": "buc_xuc", "de_nghi": "xin sửa mương", "thang_toi": "họp dân"}
        for month, by, entered_by, told in (
            ("2026-08", me, None, said),
            ("2026-09", me, None, {"hop_to": 0, "de_nghi": None}),
            ("2026-10", me, me, {"hop_to": 1}),
            ("2026-11", other, None, {"hop_to": 1, "de_nghi": "lời của người khác"}),
        ):
            one = a_month(db, hamlet.id, commune.id, month)
            checkins.submit(db, one, forms.get(db, one.form).form, told, by, NOW, entered_by=entered_by)
        db.execute(update(checkin).values(closed_at=NOW))
        sent = checkins.find(db, one.id)
        assert sent is not None
        checkins.correct(db, sent, forms.get(db, sent.form).form, {"hop_to": 3}, me, NOW, "đếm sót một buổi")
        found = shown(db, me)
        assert shown(db, people.add(db, "Lê Mới", NOW))[vi.MONTHS][0][0] == vi.NOTHING
    engine.dispose()
    at = vi.day(NOW)
    assert found[vi.MONTHS] == [
        ("8/2026", hamlet.title, at, vi.SENT_MONTH, "xin sửa mương\nhọp dân"),
        ("9/2026", hamlet.title, at, vi.QUIET_MONTH, ""),
        ("10/2026", hamlet.title, at, vi.ENTERED_MONTH, ""),
        ("11/2026", hamlet.title, at, vi.corrected_month(1), "đếm sót một buổi"),
    ]
    assert "lời của người khác" not in str(found)
    assert "buc_xuc" not in str(found)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"hop_to": 2, "tam_trang": "buc_xuc", "de_nghi": "xin sửa mương", "thang_toi": "bo_qua"}, "xin sửa mương"),
        ({"line1": {"hop_to": 1}, "line3": "B, lo giá lúa"}, "B, lo giá lúa"),
        ({"line1": "khong_co_gi_moi"}, ""),
    ],
)
def test_of_a_month_that_a_team_is_still_answering_it_has_ones_own_words_alone(url: str, answers: dict[str, Any], words: str) -> None:
    engine = engines.writer(url)
    with engine.begin() as db:
        sample.load(db, NOW)
        hamlet, commune = (next(u for u in units.everything(db) if u.level == level) for level in ("thon", "xa"))
        me, other = people.add(db, "Lê Thị Mười", NOW), people.add(db, "Lê Hoa", NOW)
        one = a_month(db, hamlet.id, commune.id)
        own = {key: [value, me, "x"] for key, value in answers.items()} | {"biet_som": ["lời của người khác", other, "y"]}
        values = {"key": "k", "story": checkins.STORY, "about": str(one.id), "owner": other, "state": "open", "touched": NOW}
        db.execute(insert(draft).values(answers=json_text.written(own), **values))
        assert [row[1:] for row in shown(db, me)[vi.DRAFTS]] == [(words, "", 0, 0)]
    engine.dispose()


def test_a_word_kept_for_a_deed_is_read_as_words() -> None:
    assert [vi.deed(what) for what in ("exported code", "read people", "changed case", "submitted checkin")] == [
        "lấy ra tệp mã mời",
        "xem danh sách người",
        "ghi hoặc sửa việc",
        "gửi báo cáo tháng",
    ]
