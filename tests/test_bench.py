"""The conversations that `make bench` measures are what it takes them for: each update has one reply, and at the end a report is filed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks import places
from benchmarks.contestants import Contestant, Product, StockPTB
from benchmarks.telegram import Telegram
from tests.missing import missing

WRONG = ("bad_replies", "extra_replies", "http_errors", "conn_errors", "outstanding")
PEOPLE, STEPS, TAPS = 3, 6, 3


@pytest.fixture(autouse=True)
def fake_telegram() -> None:
    try:
        places.fake_telegram()
    except places.Missing as why:
        missing(str(why))


def has_talked(contestant: Contestant, at: Path) -> dict[str, Any]:
    """Three people have one conversation each, with the real process; the run's figures, and what was sent to others by its end."""
    contestant.prepare(at, PEOPLE)
    with Telegram(at, contestant.scenario, contestant.address, contestant.secret) as telegram:
        bot = contestant.starts(at, telegram.url)
        try:
            bot.is_ready(contestant.port, contestant.says_ready)
            run = telegram.runs(PEOPLE, 1, 30)
            telegram.falls_silent()
            return run | {"alerts": telegram.asked("stats")["other_sends"]}
        finally:
            bot.ends()


def test_each_of_our_six_updates_has_one_reply_and_the_report_is_filed_and_its_leader_alerted(url: str, tmp_path: Path) -> None:
    product = Product(url=url)
    run = has_talked(product, tmp_path)
    assert {what: run[what] for what in WRONG} == dict.fromkeys(WRONG, 0)
    assert (run["conv_all"], run["updates_all"], run["answered_taps"]) == (PEOPLE, PEOPLE * STEPS, PEOPLE * TAPS)
    assert product.filed(tmp_path) == PEOPLE
    assert run["alerts"] == PEOPLE + 1  # and the early warning: the same matter from three hamlets


def test_the_stock_peer_does_the_same_in_as_many_updates_and_taps(tmp_path: Path) -> None:
    peer = StockPTB()
    run = has_talked(peer, tmp_path)
    assert {what: run[what] for what in WRONG} == dict.fromkeys(WRONG, 0)
    assert (run["conv_all"], run["updates_all"], run["answered_taps"]) == (PEOPLE, PEOPLE * STEPS, PEOPLE * TAPS)
    assert peer.filed(tmp_path) == PEOPLE
