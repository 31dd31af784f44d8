"""What `make bench` times is the same on both sides: our sums over months and places, and the hand-written SQL beside them."""

from __future__ import annotations

from benchmarks import months


def test_our_sums_of_a_small_province_are_what_plain_sql_says_of_it(url: str) -> None:
    months.settle(url, 1)
    assert {one.stretch: one.same for one in months.measured("small", url, 1, 1)} == dict.fromkeys(months.STRETCHES, True)
