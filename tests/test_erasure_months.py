"""Who is erased sent check-ins and had begun some: the team keeps what is the team's, of a person without a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from bot.domain.months import month as of_month
from bot.talk import Notice
from messages_vi import checkin as checkin_vi
from messages_vi import privacy_rights as vi
from storage import checkins, engines, forms, json_text, notices, people, units
from storage.checkins import Checkin
from storage.tables import conversation, draft
from tests.months_kit import a_month
from tests.test_erasure import AFTER, NAME, NOW, ON_TELEGRAM, OTHERS, Place, one, run_wipes
from tests.traces import traces

SAID = {"hop_to": 2, "de_nghi": "xin sửa mương"}


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = engines.writer(url)
    yield made
    made.dispose()


def month(db: Connection, at: Place, called: str = "2026-11") -> Checkin:
    commune = next(u for u in units.everything(db) if u.level == "xa")
    return a_month(db, at.hamlet.id, commune.id, called)


def sent(db: Connection, asked: Checkin, by: int) -> None:
    checkins.submit(db, asked, forms.get(db, asked.form).form, SAID, by, NOW)


def begun(db: Connection, asked: Checkin, owner: int, answers: dict[str, Any], **values: Any) -> int:
    """The row of the draft in which a team answers."""
    kept = {"key": f"baothang:{asked.id}:{owner}", "story": checkins.STORY, "about": str(asked.id), "touched": NOW, "state": "open"}
    made = insert(draft).values(owner=owner, answers=json_text.written(answers), **kept | values)
    return int(db.execute(made.returning(draft.c.id)).scalar_one())


def test_the_months_they_sent_stay_with_all_that_was_told_and_without_their_name(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as db:
        at = Place(db)
        asked = month(db, at)
        sent(db, asked, at.leaves)
        before, told = checkins.find(db, asked.id), checkins.answers(db, asked.id)
        at.goes(db)
        run_wipes(db, AFTER)
        after = checkins.find(db, asked.id)
        assert before is not None
        assert after is not None
        assert (before.submitted_name, after.submitted_name) == (NAME, vi.LEFT)
        assert (after.unit, after.state, after.submitted_at, after.submitted_by) == (at.hamlet.id, "nop", NOW, at.leaves)
        assert checkins.answers(db, asked.id) == told
        assert told.items() >= SAID.items()
        assert [t for t in traces(db, tmp_path, NAME) if f"{NAME} Một" not in t] == []


def test_a_month_that_others_have_begun_with_them_goes_on_as_theirs(engine: Engine) -> None:
    with engine.begin() as db:
        at = Place(db)
        answers = {"line1": [{"hop_to": 2}, at.leaves, NAME], "line2": [{"hg_vu": 1}, at.stays, "Lê Thị Mười Một"], "line3": ["B", at.leaves, NAME]}
        row = begun(db, month(db, at), at.leaves, answers)
        for peer in (ON_TELEGRAM, OTHERS):
            db.execute(update(conversation).where(conversation.c.peer == peer.key).values(draft=row, asked="send"))
        at.goes(db)
        run_wipes(db, AFTER)
        kept = db.execute(select(draft.c.state, draft.c.owner, draft.c.answers).where(draft.c.id == row)).one()
        assert (kept.state, kept.owner) == ("open", at.stays)
        assert json_text.read(kept.answers) == answers | {key: [answers[key][0], at.leaves, vi.LEFT] for key in ("line1", "line3")}
        assert db.execute(select(conversation.c.peer).where(conversation.c.draft == row)).scalars().all() == [OTHERS.key]


def test_a_month_that_they_alone_have_begun_goes_with_them(engine: Engine) -> None:
    with engine.begin() as db:
        at = Place(db)
        row = begun(db, month(db, at), at.leaves, {"line1": [{"hop_to": 2}, at.leaves, NAME], "mark": [1, None, ""]})
        at.goes(db)
        assert (one(db, draft.c.state, id=row), one(db, draft.c.answers, id=row)) == ("dropped", "{}")


def test_where_somebody_has_the_same_name_it_stands_where_it_is_theirs_and_nowhere_else(engine: Engine) -> None:
    """Who is told to have finished a month is who sent it, whoever had begun it."""
    with engine.begin() as db:
        at = Place(db)
        twin = people.add(db, NAME, NOW)
        by_them, by_twin = month(db, at, "2026-10"), month(db, at)
        sent(db, by_them, at.leaves)
        sent(db, by_twin, twin)
        finished = {"state": "done", "finished_by": NAME}
        begun_by_twin, begun_by_them = begun(db, by_them, twin, {}, **finished), begun(db, by_twin, at.leaves, {}, **finished)
        given_up = begun(db, month(db, at, "2026-09"), at.leaves, {}, **finished | {"state": "dropped"})
        for told in (by_them, by_twin):
            text = checkin_vi.entered(told.unit_title, of_month(told.month), NAME)
            notices.notify(db, at.stays, Notice("checkin", text, f"checkin entered:{told.id}:{at.stays}"), NOW)
        at.goes(db)
        names = [one(db, draft.c.finished_by, id=row) for row in (begun_by_twin, begun_by_them, given_up)]
        assert names == [vi.LEFT, NAME, vi.LEFT]
        assert [NAME in n.text for n in notices.due(db, NOW)] == [False, True]
