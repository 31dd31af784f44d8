"""What somebody reads of themselves in the file they asked for: all that is kept on them, and no word of ours that they only chose."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from bot.domain.kinds import Level
from bot.talk import Peer
from handlers import own_data as handler
from handlers import sample
from messages_vi import privacy_rights as vi
from messages_vi.kinds import KINDS
from messages_vi.members import POSTS
from storage import absences, engines, incidents, own_data, people, roles, units
from storage.tables import draft, incident, request, role

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
        found: dict[str, list[Any]] = {p.title: [tuple(row) for row in p.rows] for p in handler.pages(own_data.of(db, me), [], NOW)}
    engine.dispose()
    assert found[vi.ROLES][0][1] == POSTS["mat_tran"]
    assert [row[0] for row in found[vi.HELD]] == [number]
    assert [row[1:] for row in found[vi.DRAFTS]] == [("gãy cầu", KINDS["CT"].label, 2, 1)]
    assert [row[2] for row in found[vi.AWAY]] == [vi.i_stand_in(f"trưởng khối {commune.title}")]
    assert len(found[vi.REQUESTS]) == 1
    assert found[vi.REQUESTS][0][1] == vi.asked_to_join("to_vien", hamlet.title)
    assert "Hoa" not in str(found)
    assert "lời của người khác" not in str(found)


def test_a_word_kept_for_a_deed_is_read_as_words() -> None:
    assert [vi.deed(what) for what in ("exported code", "read people", "changed case")] == [
        "lấy ra tệp mã mời",
        "xem danh sách người",
        "ghi hoặc sửa việc",
    ]
