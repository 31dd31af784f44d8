"""What the case book knows of a month is offered beside the question, never filled in, and only to who reads all of it."""

from __future__ import annotations

from datetime import datetime
from itertools import count

import pytest
from sqlalchemy import text

from bot.domain.kinds import Level
from bot.domain.periods import HERE
from messages_vi import checkin as vi
from storage import incidents
from storage.incidents import NewCase
from tests.checkin_kit import ACCOUNT, ASKED, LINE1, LINE2, at, month_of, sent, taps, types
from tests.turns import World

IN_THE_BOOK = vi.in_the_book(3, ("MT",))
TO_THE_QUESTION = ("báo tháng", "1", "0", "bình thường", "bỏ qua")
NOT_OF_THE_MONTH = ("2026-11-15 23:59", "2026-12-16 00:00")
_DRAFTS = count(1000)


def reports(world: World, *days: str, kind: str = "MT", unit: int = 0, confidential: bool = False) -> None:
    """Cases of the first team's hamlet, or of another, at these moments; by somebody who does not answer for the month."""
    one = month_of(world, "Tám")
    for day in days:
        new = NewCase(next(_DRAFTS), one.block, unit or one.unit, kind, Level.VANG, confidential, "cãi nhau", None, None, world.id["An"], "to_vien")
        incidents.file(world.db, new, datetime.fromisoformat(day).replace(tzinfo=HERE).timestamp())


@pytest.fixture
def asked(world: World) -> World:
    """The month is asked for, and three matters of its kind were reported, besides what does not count."""
    at(world, ASKED)
    reports(world, "2026-11-16 00:00", "2026-12-01 08:00", "2026-12-13 23:59")
    reports(world, *NOT_OF_THE_MONTH)
    reports(world, "2026-12-01 08:00", kind="CT")
    reports(world, "2026-12-01 08:00", confidential=True)
    reports(world, "2026-12-01 08:00", unit=month_of(world, "Cúc").unit)
    return world


def to_the_question(world: World, name: str = "Tám") -> str:
    return [taps(world, name, words) for words in TO_THE_QUESTION][-1]


def test_the_number_of_the_case_book_is_offered_and_taken_by_a_tap(asked: World) -> None:
    question = to_the_question(asked)
    assert f"{IN_THE_BOOK} {vi.MAY_TAKE}" in question
    assert "Hòa giải thành mấy vụ?" in taps(asked, "Tám", vi.take(3).label)
    for words in ("2", "0", "Không", "0", "0", "3", "Không", "bỏ qua", "bỏ qua", "gửi"):
        taps(asked, "Tám", words)
    assert (sent(asked)["hg_vu"], sent(asked)["hg_thanh"]) == (3, 2)


@pytest.mark.parametrize(("said", "kept"), [("lấy số này", 3), ("Lay so nay", 3), ("5", 5), ("không", 0), ("hai vụ", 2)])
def test_another_answer_is_as_good(asked: World, said: str, kept: int) -> None:
    to_the_question(asked)
    taps(asked, "Tám", said)
    assert f'"hg_vu":[{kept},' in asked.rows("SELECT answers FROM draft WHERE story = 'baothang'")[0].answers.replace(" ", "")


def test_what_was_read_is_taken_though_the_book_has_more_by_now(asked: World) -> None:
    to_the_question(asked)
    reports(asked, "2026-12-14 08:00")
    taps(asked, "Tám", vi.take(3).label)
    assert '"hg_vu":[3,' in asked.rows("SELECT answers FROM draft WHERE story = 'baothang'")[0].answers.replace(" ", "")


def test_it_is_only_a_hint_where_several_are_asked_at_once(asked: World) -> None:
    question = [types(asked, "Tám", words) for words in ("báo tháng", LINE1)][-1]
    assert IN_THE_BOOK in question
    assert vi.MAY_TAKE not in question
    for words in (LINE2, ACCOUNT, "gửi"):
        types(asked, "Tám", words)
    assert sent(asked)["hg_vu"] == 2


def test_who_reads_only_their_own_reports_is_offered_no_part_of_a_number(asked: World) -> None:
    assert "Sổ việc" not in to_the_question(asked, "An")


def test_the_block_is_offered_it_for_a_team_too(asked: World) -> None:
    offered = next(line for line in taps(asked, "Mười", "nhập hộ báo tháng").splitlines() if line.startswith(vi.enter_for("")))
    (unit,) = asked.rows("SELECT id FROM unit WHERE kind || ' ' || name = :title", title=offered.removeprefix(vi.enter_for("")))
    reports(asked, *["2026-12-01 08:00"] * 3, unit=unit.id)
    taps(asked, "Mười", offered)
    assert IN_THE_BOOK in [taps(asked, "Mười", words) for words in TO_THE_QUESTION[1:]][-1]


def test_nothing_is_offered_where_the_book_has_none(world: World) -> None:
    at(world, ASKED)
    reports(world, *NOT_OF_THE_MONTH)
    assert "Sổ việc" not in to_the_question(world)


def test_one_matter_that_was_told_twice_or_taken_back_is_not_counted_so(asked: World) -> None:
    first, second, third = (r.id for r in asked.rows("SELECT id FROM incident ORDER BY id LIMIT 3"))
    asked.db.execute(text("UPDATE incident SET merged_into = :a WHERE id = :b"), {"a": first, "b": second})
    asked.db.execute(text("UPDATE incident SET status = 'rut_lai' WHERE id = :c"), {"c": third})
    assert vi.in_the_book(1, ("MT",)) in to_the_question(asked)
