"""How alike two reports are: a corpus of pairs, half of it kept apart while the rules were tuned, and what the comparison may never do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.likeness import ALIKE, STRETCH, Told
from messages_vi.alike_words import LIKENESS

DAY = 86400.0


class Pair(NamedTuple):
    alike: bool
    one: Told
    other: Told


def _pair(line: str) -> Pair:
    alike, same, days, kind, one, other = line.split("\t")
    return Pair(alike == "1", Told(one, 1, kind, 0.0), Told(other, 1 if same == "1" else 2, kind, float(days) * DAY))


LINES = (Path(__file__).parent / "data" / "likeness.tsv").read_text("utf-8").splitlines()
PAIRS = [_pair(line) for line in LINES if not line.startswith("#")]
HALVES = {"tuned": [p for n, p in enumerate(PAIRS) if n // 2 % 2 == 0], "held out": [p for n, p in enumerate(PAIRS) if n // 2 % 2 == 1]}


def measured(pairs: Sequence[Pair]) -> tuple[float, float]:
    """(precision, recall)"""
    said = [p for p in pairs if LIKENESS.score(p.one, p.other) >= ALIKE]
    right = sum(p.alike for p in said)
    return right / len(said), right / sum(p.alike for p in pairs)


@pytest.mark.parametrize("half", HALVES)
def test_what_is_called_alike_is_alike_nine_times_of_ten(half: str) -> None:
    precision, recall = measured(HALVES[half])
    print(f"{half}: {len(HALVES[half])} pairs, precision {precision:.3f}, recall {recall:.3f}")  # noqa: T201 - how well it compares is what one wants to read
    assert precision >= 0.9
    assert recall >= 0.8


def test_there_are_enough_pairs_of_both_sorts() -> None:
    assert all(len(half) >= 50 and 0.4 < sum(p.alike for p in half) / len(half) < 0.6 for half in HALVES.values())


def test_another_kind_and_another_fortnight_are_never_alike() -> None:
    told = Told("gãy lan can cầu tràn", 1, "CT", 0.0)
    assert LIKENESS.score(told, Told(told.text, 1, "VS", 0.0)) == 0
    assert LIKENESS.score(told, Told(told.text, 1, "CT", STRETCH + 1)) == 0
    assert LIKENESS.score(told, told) == pytest.approx(1.0)


def test_numbers_hardly_count_but_the_number_of_a_place_does() -> None:
    here = Told("mất điện xóm 3, 15 hộ", 1, "CT", 0.0)
    assert LIKENESS.score(here, Told("mất điện xóm 3, 20 hộ", 1, "CT", 0.0)) > ALIKE
    assert LIKENESS.score(here, Told("mất điện xóm 5, 15 hộ", 1, "CT", 0.0)) < LIKENESS.score(here, Told("xóm 3 mất điện", 1, "CT", 0.0)) * 0.7


@pytest.mark.parametrize("nothing", ["", "(ảnh)", "(tin thoại)", "15 20", "bà con thôn"])
def test_what_says_nothing_is_like_nothing(nothing: str) -> None:
    told = [Told(p.one.text, 1, "CT", 0.0) for p in PAIRS]
    assert LIKENESS.most_alike(Told(nothing, 1, "CT", 0.0), told) is None


TEXTS = st.text(max_size=60) | st.sampled_from([p.one.text for p in PAIRS])


@given(TEXTS, TEXTS, st.floats(0, 2 * STRETCH), st.booleans())
def test_a_score_is_between_nothing_and_all_whichever_came_first(a: str, b: str, apart: float, near: bool) -> None:
    one, other = Told(a, 1, "CT", 0.0), Told(b, 1 if near else 2, "CT", apart)
    score = LIKENESS.score(one, other)
    assert 0 <= score <= 1.000001
    assert score == pytest.approx(LIKENESS.score(other, one))
