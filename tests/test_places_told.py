"""What the heads of teams and blocks hear of what became of their units: one notice each, and none that is not so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.domain.unit_plans import CLOSE, MERGE, MOVE, RENAME, SPLIT, New
from handlers import places
from messages_vi import places as vi
from storage import json_text, people, roles
from tests.places_kit import NOW, Province, at, province

ON, PAPER = "2026-03-01", "1/NQ"


@pytest.fixture
def home(url: str) -> Iterator[Province]:
    with province(url) as made:
        yield made


def told(home: Province) -> dict[int, list[str]]:
    """Person -> what they are still to hear."""
    found: dict[int, list[str]] = {}
    for person, body in home.db.execute(text("SELECT person, body FROM notice WHERE state = 'waiting' ORDER BY id")):
        found.setdefault(person, []).append(json_text.read(body)[0])
    return found


def new(home: Province, name: str = "Chung") -> New:
    return New("thon", "thôn", name, home.id("xã A"))


def test_every_head_hears_once_what_their_unit_became(home: Province) -> None:
    heads = [home.person("Bảy", "to_truong", "thôn A1"), home.person("Tám", "to_pho", "thôn A2"), home.person("Chín", "truong_khoi", "xã A")]
    roles.give(home.db, heads[1], home.id("thôn A1"), "to_pho", at("2026-01-01"))
    home.person("Mười", "to_vien", "thôn A1")
    home.person("Một", "to_truong", "thôn A3")
    home.person("Hai", "truong_khoi", "xã B")
    expected = people.add(home.db, "Ba", 0.0)
    roles.give(home.db, expected, home.id("thôn A2"), "to_truong", at("2026-01-01"))
    home.order(MERGE, "thôn A1", "thôn A2", into=(new(home),))
    said = vi.merged(ON, ["thôn A1", "thôn A2"], "thôn Chung", PAPER, goes_on=False)
    assert "từ ngày 1/3/2026, thôn A1 và thôn A2 nhập thành thôn Chung (văn bản số 1/NQ)." in said
    assert told(home) == {head: [f"{said}\n{vi.crowded('thôn Chung', 'to_truong', 2)}"] for head in heads}
    assert home.db.execute(text("SELECT DISTINCT can_wait, merge_key FROM notice")).all() == [(1, "places")]


def test_heads_of_what_others_come_into_hear_too_and_of_both_communes(home: Province) -> None:
    heads = [home.person("Bảy", "to_truong", "thôn B1"), home.person("Tám", "truong_khoi", "xã A"), home.person("Chín", "pho_truong_khoi", "xã B")]
    home.order(MERGE, "thôn A1", into=(home.id("thôn B1"),))
    assert told(home) == {head: [vi.merged(ON, ["thôn A1"], "thôn B1", PAPER, goes_on=True)] for head in heads}


def test_a_team_that_is_divided_or_ends_hears_of_it_and_each_of_their_own(home: Province) -> None:
    one, two, block = (
        home.person("Bảy", "to_truong", "thôn A1"),
        home.person("Tám", "to_truong", "thôn B1"),
        home.person("Một", "truong_khoi", "xã A"),
    )
    home.order(CLOSE, "thôn A1", "thôn A2", "thôn B1")
    both = vi.ended(ON, ["thôn A1", "thôn A2"], PAPER)
    assert told(home) == {one: [vi.ended(ON, ["thôn A1"], PAPER)], two: [vi.ended(ON, ["thôn B1"], PAPER)], block: [both]}
    three = home.person("Ba", "to_truong", "thôn C1")
    home.order(SPLIT, "thôn C1", into=(home.id("thôn C1"), New("thon", "thôn", "Tây", home.id("xã C"))))
    assert told(home)[three] == [vi.divided(ON, "thôn C1", ["thôn C1", "thôn Tây"], PAPER)]


def test_a_new_name_or_place_is_nothing_to_tell(home: Province) -> None:
    home.person("Bảy", "to_truong", "thôn A1")
    home.order(RENAME, "thôn A1", named=("khu phố", "Mới"))
    home.order(MOVE, "khu phố Mới", on="2026-04-01", to=home.id("xã B"))
    assert told(home) == {}


def test_heads_hear_on_the_day_and_not_before(home: Province) -> None:
    head = home.person("Bảy", "to_truong", "thôn A1")
    home.order(MERGE, "thôn A1", now=at("2026-02-01"), into=(home.id("thôn A2"),))
    assert told(home) == {}
    places.catch_up(home.db, at("2026-03-01", 0))
    assert list(told(home)) == [head]
    assert home.db.execute(text("SELECT not_before FROM notice")).scalar_one() == at("2026-03-01", 7)


def test_what_is_undone_is_not_told_any_more_or_taken_back(home: Province) -> None:
    heard, waits = home.person("Bảy", "to_truong", "thôn A1"), home.person("Tám", "truong_khoi", "xã A")
    merged = home.order(MERGE, "thôn A1", "thôn A2", into=(new(home),))
    home.db.execute(text("UPDATE notice SET state = 'planned', body = NULL WHERE person = :p"), {"p": heard})
    assert list(told(home)) == [waits]
    places.undo(home.db, merged.id, NOW)
    assert told(home) == {heard: [vi.taken_back(PAPER, ["thôn A1", "thôn A2"])]}


def test_two_heads_of_one_unit_are_seen_before(home: Province) -> None:
    home.person("Bảy", "to_truong", "thôn A1")
    both = home.person("Tám", "to_truong", "thôn A2")
    roles.give(home.db, both, home.id("thôn A3"), "to_truong", at("2026-01-01"))
    seen = places.preview(home.db, home.event(MERGE, "thôn A1", "thôn A2", into=(new(home),)), NOW)
    assert seen.crowded == [(-1, "to_truong", 2)]
    assert places.preview(home.db, home.event(MERGE, "thôn A1", into=(home.id("thôn A2"),)), NOW).crowded == [(home.id("thôn A2"), "to_truong", 2)]
    assert places.preview(home.db, home.event(MERGE, "thôn A2", "thôn A3", into=(home.id("thôn A3"),)), NOW).crowded == []
