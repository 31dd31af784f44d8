"""At midnight, and at the start, what waits for its day is done; what cannot be is told to who looks after the machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from bot.clock import run_jobs
from bot.domain.unit_plans import CLOSE, MERGE, RENAME
from bot.jobs import Moment
from handlers import places
from messages_vi import places as vi
from storage import engines, units
from tests.places_kit import Province, at

BEFORE, DAY = at("2026-02-01"), at("2026-03-01", 0)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = engines.writer(url)
    yield made
    made.dispose()


def ticks(engine: Engine, now: float) -> Counter[str]:
    told: Counter[str] = Counter()
    with engine.begin() as db:
        run_jobs(db, {kind.name: kind for kind in places.JOBS}, Moment(now, now), lambda _kind, outcome: told.update([outcome]))
    return told


def test_what_waits_is_done_at_midnight_here_and_once(engine: Engine) -> None:
    with engine.begin() as db:
        home = Province(db)
        member = home.person("Bảy", "to_vien", "thôn A1")
        home.order(MERGE, "thôn A1", "thôn A2", now=BEFORE, into=(home.id("thôn A2"),))
        home.order(RENAME, "thôn A2", now=BEFORE, named=("thôn", "Chung"))
    assert ticks(engine, DAY - 1) == {}
    with engine.begin() as db:
        home.db = db
        assert home.roles(member, DAY - 1) == {("to_vien", "thôn A1")}
    assert ticks(engine, DAY) == {"done": 2}
    assert ticks(engine, DAY + 1) == {}
    with engine.begin() as db:
        home.db = db
        assert home.roles(member, DAY) == {("to_vien", "thôn Chung")}
        assert units.get(db, home.id("thôn A1")).valid_to == "2026-03-01"


def test_a_machine_that_was_off_on_the_day_does_it_at_its_start(engine: Engine) -> None:
    with engine.begin() as db:
        Province(db).order(CLOSE, "thôn A1", now=BEFORE)
    assert ticks(engine, at("2026-05-05")) == {"done": 1}


def test_what_cannot_be_done_is_told_once_in_the_morning(engine: Engine) -> None:
    with engine.begin() as db:
        home = Province(db)
        operator = home.person("Quản", "quan_tri", "tỉnh Mẫu")
        waits = home.order(MERGE, "thôn A1", "thôn A2", now=BEFORE, into=(home.id("thôn A2"),))
        home.order(CLOSE, "thôn A1", on="2026-02-01", now=BEFORE)
    assert ticks(engine, DAY) == ticks(engine, DAY + 86400) == {"moot": 1}
    with engine.begin() as db:
        told = db.execute(text("SELECT person, body, not_before FROM notice")).all()
    ((person, body, not_before),) = told
    assert (person, not_before) == (operator, at("2026-03-01", 7))
    assert vi.not_done(waits.id, "1/NQ").split("\n")[0] in body
