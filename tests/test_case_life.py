"""The clock's view of a case: told upwards step by step, reminded once for each silence, its reporter asked three times at the most."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cases import ASK_AGAIN, MOVES, NEW, OPEN, RESOLVED, TOLD_BACK, Life, Terms, Tick, last_rung, next_tick, who_hears
from bot.domain.hours import Allowance, Hours, Measure, spans
from bot.domain.kinds import Level
from bot.domain.periods import HERE
from storage import holidays

HOURS = Hours(spans("7:00-11:30, 13:30-17:00"), frozenset(range(5)), holidays.known())
RED = Terms(Allowance(30, Measure.MINUTES), Allowance(120, Measure.MINUTES), Allowance(240, Measure.MINUTES), Allowance(3, Measure.DAYS))
GREEN = Terms(Allowance(2, Measure.DAYS), None, None, Allowance(22, Measure.DAYS))
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=HERE).timestamp()
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


def filed(level: Level = Level.DO) -> Life:
    return Life(NEW, level, MONDAY)


def done(life: Life, tick: Tick, now: float) -> Life:
    """As the clock does it."""
    match tick.sort:
        case "climb":
            return replace(life, rung=life.rung + 1, rung_at=now)
        case "quick" | "update":
            return replace(life, reminded_at=now)
        case "ask":
            return replace(life, asked=life.asked + 1, asked_at=life.asked_at or now)
        case "close":
            return replace(life, status="ket_thuc")


def untouched(life: Life, terms: Terms) -> list[tuple[float, str]]:
    """All that the clock does to a case that nobody touches, as (seconds from Monday, what)."""
    told = []
    for _ in range(99):
        tick = next_tick(life, terms, HOURS)
        if tick is None:
            return told
        told.append((tick.at - MONDAY, tick.sort))
        life = done(life, tick, tick.at)
    raise AssertionError("the clock never comes to rest")


def test_a_red_case_nobody_accepts_climbs_every_half_hour_and_its_reporter_is_asked_at_the_deadline_and_twice_more() -> None:
    at_five = 3 * DAY + 9 * HOUR
    assert untouched(filed(), RED) == [
        *[(30 * MINUTE * n, "climb") for n in (1, 2, 3, 4)],
        *[(at_five + later, "ask") for later in (0.0, *ASK_AGAIN)],
    ]
    assert [who_hears(n)[0] for n in (1, 2, 3, 4)] == ["pho_truong_khoi", "truong_khoi", "bi_thu", "can_bo_cum"]


def test_only_a_red_case_that_many_may_read_goes_above_the_commune() -> None:
    assert [last_rung(filed(level)) for level in Level] == [4, 3, 3, 3]
    assert last_rung(replace(filed(), confidential=True)) == 3


def test_who_has_accepted_a_red_case_owes_a_word_and_is_reminded_once_for_each_silence() -> None:
    taken = replace(filed(), status="da_nhan", accepted_at=MONDAY + 600, moved_at=MONDAY + 600)
    first = next_tick(taken, RED, HOURS)
    assert first == Tick(MONDAY + 2 * HOUR, "quick")
    reminded = replace(taken, reminded_at=first.at)
    assert next_tick(reminded, RED, HOURS) == Tick(MONDAY + 3 * DAY + 9 * HOUR, "ask")
    spoken = replace(reminded, moved_at=MONDAY + 3 * HOUR)
    assert next_tick(spoken, RED, HOURS) == Tick(MONDAY + 7 * HOUR, "update")


def test_an_accepted_case_climbs_only_when_it_is_not_resolved_by_its_date() -> None:
    taken = replace(filed(Level.XANH), status="dang_giai_quyet", accepted_at=MONDAY, moved_at=MONDAY, due_at=MONDAY + DAY)
    assert untouched(taken, GREEN)[:3] == [(DAY, "ask"), (DAY, "climb"), (3 * DAY + 9 * HOUR, "climb")]


def test_a_case_called_resolved_is_looked_at_for_its_reporters_sake_alone() -> None:
    asked = replace(filed(), status=RESOLVED, asked=1, asked_at=MONDAY)
    assert untouched(asked, RED) == [(7 * DAY, "ask"), (28 * DAY, "ask")]
    assert untouched(replace(asked, status=TOLD_BACK, told_at=MONDAY + DAY), RED) == [(8 * DAY, "close")]


MOMENTS = st.floats(0, 40 * DAY).map(lambda t: MONDAY + t)
STATES = sorted({s for states, to in MOVES.values() for s in (*states, to)})
LIVES = st.builds(
    Life, st.sampled_from(STATES), st.sampled_from(Level), st.just(MONDAY), st.booleans(), MOMENTS, MOMENTS, st.none() | MOMENTS,
    st.integers(0, 4), st.just(MONDAY), st.just(MONDAY), st.integers(0, 3), st.just(MONDAY), st.just(MONDAY),
)  # fmt: skip


@given(LIVES, st.sampled_from([RED, GREEN, Terms(None, None, None, None)]))
def test_whatever_a_case_has_been_through_the_clock_comes_to_rest_and_never_says_more_than_it_may(life: Life, terms: Terms) -> None:
    times = Counter(sort for _, sort in untouched(life, terms))
    assert times["climb"] <= max(0, last_rung(life) - life.rung)
    assert times["ask"] <= max(0, 1 + len(ASK_AGAIN) - life.asked)
    assert times["quick"] + times["update"] <= 1
    assert times["close"] == (life.status == TOLD_BACK)


def test_no_move_leads_out_of_the_states_there_are() -> None:
    assert set(STATES) == {*OPEN, RESOLVED, TOLD_BACK, "ket_thuc", "rut_lai"}
