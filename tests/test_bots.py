"""What a bot may do is known before it is reached: each message that may have left is counted once, in its month; and what that costs."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import Engine, event, text
from structlog.testing import capture_logs

from bot.domain.periods import HERE, local, month, next_month
from bot.planner import plan
from bot.talk import Allowance, Notice, Outgoing, Peer, SendFailed
from storage import bots, counters, engines, leases, notices, outbox, people, roles, units
from storage.bots import Bot
from storage.outbox import Outcome, Sending
from tests.house import House
from tests.lines import PhoneLine

ZALO, TELEGRAM = Bot("zalo_bot", "1", "https://zalo.me/s/one", 3000, 50), Bot("telegram", "9", "https://t.me/nine")
HIM, HER, ELSEWHERE = Peer("zalo_bot", "1", "him"), Peer("zalo_bot", "1", "her"), Peer("telegram", "9", "him")
NOVEMBER = datetime(2026, 11, 23, 12, tzinfo=HERE).timestamp()
NEW_YEAR = datetime(2027, 1, 1, tzinfo=HERE).timestamp()
ME = leases.new_owner()
DUTIES = ["send:zalo_bot:1", "send:telegram:9"]


@pytest.fixture
def db_of(url: str) -> Iterator[Engine]:
    made = engines.writer(url)
    with made.begin() as db:
        bots.serve(db, [ZALO, TELEGRAM], NOVEMBER)
    yield made
    made.dispose()


def takes(engine: Engine, now: float, *to: Peer, lane: Any = "talk") -> list[Sending]:
    """A process with a message for each of these chats in its hands."""
    with engine.begin() as db:
        leases.take(db, ME, DUTIES, now)
        outbox.post(db, [(f"{now} {n} {len(to)}", "reply", Outgoing(p, "tin", lane=lane)) for n, p in enumerate(to)], now)
        return outbox.claim(db, ME, now, 99, ["zalo_bot:1", "telegram:9"], lane)


def counted(engine: Engine) -> dict[str, int]:
    with engine.begin() as db:
        return {r.name: r.n for r in db.execute(text("SELECT name, n FROM counter"))}


def statements(engine: Engine) -> list[str]:
    """Grows by each statement that runs."""
    ran: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _db, _cursor, sql, *_: ran.append(sql))
    return ran


# months --------------------------------------------------------------------------------------------------------------
def test_a_month_is_the_local_one_and_the_next_begins_at_seven() -> None:
    assert month(NEW_YEAR - 1) == "2026-12"
    assert month(NEW_YEAR) == "2027-01"
    assert local(next_month(NEW_YEAR - 1)).isoformat() == "2027-01-01T07:00:00+07:00"
    assert local(next_month(NEW_YEAR)).isoformat() == "2027-02-01T07:00:00+07:00"
    assert local(next_month(datetime(2026, 10, 31, 23, 59, tzinfo=HERE).timestamp())).isoformat() == "2026-11-01T07:00:00+07:00"


# counting ------------------------------------------------------------------------------------------------------------
ENDS: dict[str, tuple[SendFailed | None, int]] = {
    "sent": (None, 1),
    "perhaps": (SendFailed("no answer", unknown=True), 1),
    "refused": (SendFailed("bad request"), 0),
    "busy": (SendFailed("busy", again=True), 0),
    "gone": (SendFailed("blocked", gone=True), 0),
}


@pytest.mark.parametrize("lane", ["talk", "bulk"])
@pytest.mark.parametrize("end", ENDS)
def test_what_left_or_may_have_left_counts_and_nothing_else(db_of: Engine, end: str, lane: str) -> None:
    failed, n = ENDS[end]
    rows = takes(db_of, NOVEMBER, HIM, HER, lane=lane)
    with db_of.begin() as db:
        outbox.mark(db, ME, [Outcome(row, "", failed) for row in rows], NOVEMBER)
    assert counted(db_of) == ({"sent:zalo_bot:1:2026-11": 2 * n} if n else {})


def test_a_message_that_leaves_again_counts_again(db_of: Engine) -> None:
    (row,) = takes(db_of, NOVEMBER, HIM)
    with db_of.begin() as db:
        outbox.mark(db, ME, [Outcome(row, "", SendFailed("no answer", unknown=True))], NOVEMBER)
        (row,) = outbox.claim(db, ME, NOVEMBER + 9, 9, ["zalo_bot:1"])
        outbox.mark(db, ME, [Outcome(row, "receipt")], NOVEMBER + 9)
    assert counted(db_of) == {"sent:zalo_bot:1:2026-11": 2}


def test_what_a_dead_process_had_in_its_hands_counts_once_though_it_wakes(db_of: Engine) -> None:
    rows = takes(db_of, NOVEMBER, HIM, HER, ELSEWHERE)
    later = NOVEMBER + leases.LASTS + 1
    with db_of.begin() as db:
        outbox.recover(db, later)
        outbox.recover(db, later)
        outbox.mark(db, ME, [Outcome(row, "late receipt") for row in rows], later)
    assert counted(db_of) == {"sent:zalo_bot:1:2026-11": 2}


@pytest.mark.parametrize("end", ["recovers too", "reports it"])
def test_two_processes_that_end_a_message_at_once_count_it_once(db_of: Engine, end: str) -> None:
    """One recovers; the other does so as well, or is the one that was taken for dead."""
    (row,) = takes(db_of, NOVEMBER, HIM)
    later, second = NOVEMBER + leases.LASTS + 1, engines.writer(db_of.url.render_as_string(hide_password=False))

    def comes_second() -> None:
        with second.begin() as db:
            outbox.mark(db, ME, [Outcome(row, "receipt")], later) if end == "reports it" else outbox.recover(db, later)

    with ThreadPoolExecutor() as beside:
        with db_of.begin() as db:
            outbox.recover(db, later)
            waits = beside.submit(comes_second)
            with pytest.raises(TimeoutError):
                waits.result(0.3)
        waits.result(5)
    second.dispose()
    assert counted(db_of) == {"sent:zalo_bot:1:2026-11": 1}


def test_a_message_counts_in_the_month_in_which_it_is_known_to_have_left(db_of: Engine) -> None:
    for now in (NEW_YEAR - 2, NEW_YEAR - 1, NEW_YEAR):
        rows = takes(db_of, now, HIM)
        with db_of.begin() as db:
            outbox.mark(db, ME, [Outcome(row, "receipt") for row in rows], now)
    assert counted(db_of) == {"sent:zalo_bot:1:2026-12": 2, "sent:zalo_bot:1:2027-01": 1}
    with db_of.begin() as db:
        assert bots.used(db, NEW_YEAR) == {"zalo_bot:1": 1 / 3000}


def test_counting_costs_one_statement_a_batch_and_none_where_nothing_is_limited(db_of: Engine) -> None:
    ran = statements(db_of)
    for peers, n in (((ELSEWHERE,), 0), ((HIM, HER, ELSEWHERE), 1)):
        rows = takes(db_of, NOVEMBER, *peers)
        ran.clear()
        with db_of.begin() as db:
            outbox.mark(db, ME, [Outcome(row, "receipt") for row in rows], NOVEMBER)
        assert len([sql for sql in ran if "counter" in sql or "bot" in sql]) == n


# who is there --------------------------------------------------------------------------------------------------------
def test_a_bots_people_are_its_chats_each_once_and_no_other_bots(db_of: Engine) -> None:
    with db_of.begin() as db:
        someone = people.add(db, "Mẫu", 0.0)
        for peer in (HIM, ELSEWHERE, Peer("zalo_bot", "11", "him"), Peer("zalo_bot", "1_", "him")):
            people.join(db, peer, someone, 0.0)
        for peer in (HIM, HER, Peer("zalo_bot", "2", "her")):
            db.execute(text("INSERT INTO conversation(peer) VALUES (:peer)"), {"peer": peer.key})
        assert bots.people(db, "zalo_bot", "1") == 2
        assert bots.crowds(db) == [(ZALO, 2)]
        assert bots.knows(db, HIM)
        assert bots.knows(db, HER)
        assert not bots.knows(db, Peer("zalo_bot", "1", "nobody"))
        assert bots.full(db, "zalo_bot") == []
        bots.serve(db, [Bot("zalo_bot", "1", people=2), TELEGRAM], NOVEMBER)
        assert [b.account for b in bots.full(db, "zalo_bot")] == ["1"]


def test_what_is_served_is_what_the_settings_say_now(db_of: Engine) -> None:
    second = Bot("zalo_bot", "2", "", 3000, 50)
    with db_of.begin() as db:
        leases.take(db, "other:1:1:1", ["send:zalo_bot:3"], NOVEMBER)
        bots.serve(db, [Bot("zalo_bot", "3")], NOVEMBER)
        bots.serve(db, [second, Bot("zalo_bot", "1", "https://zalo.me/s/new", 10, 5)], NOVEMBER)
        assert [b.account for b in bots.listed(db, "zalo_bot")] == ["2", "3", "1"], "another process serves the third"
        assert {b.channel for b in bots.listed(db)} == {"zalo_bot"}, "a channel that is set up no more is forgotten whole"
        bots.serve(db, [second], NOVEMBER + leases.LASTS + 1)
        assert bots.listed(db, "zalo_bot") == [second]


def test_operators_are_those_who_hold_the_role_now_wherever(db_of: Engine) -> None:
    with db_of.begin() as db:
        province = units.add(db, "tinh", "tỉnh", "Mẫu", None, "2025-07-01")
        commune = units.add(db, "xa", "xã", "Mẫu", province, "2025-07-01")
        one, two, three = (people.add(db, "Mẫu", 0.0) for _ in range(3))
        roles.give(db, one, province.id, "quan_tri", 1.0)
        roles.give(db, two, commune.id, "quan_tri", 1.0)
        roles.give(db, two, province.id, "quan_tri", 1.0)
        roles.give(db, three, commune.id, "truong_khoi", 1.0)
        assert bots.operators(db, 2.0) == [one, two]
        assert bots.operators(db, 0.5) == []
        db.execute(text("UPDATE role SET until = 3.0 WHERE person = :one"), {"one": one})
        assert bots.operators(db, 4.0) == [two]


def test_once_for_ever_is_once(db_of: Engine) -> None:
    with db_of.begin() as db:
        assert [counters.first(db, name) for name in ("a", "a", "b")] == [True, False, True]


# planning ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("sent", "messages", "waiting"), [(2399, 2, 0), (2400, 1, 0), (2849, 1, 0), (2850, 0, 2)])
def test_from_four_fifths_one_message_and_in_the_last_twentieth_none(db_of: Engine, sent: int, messages: int, waiting: int) -> None:
    with db_of.begin() as db:
        db.execute(text("INSERT INTO counter(name, n) VALUES ('sent:zalo_bot:1:2026-11', :n)"), {"n": sent})
        leases.take(db, ME, DUTIES, NOVEMBER)
        person = people.add(db, "Mẫu", 0.0)
        people.join(db, HIM, person, 0.0)
        for once in ("a", "b"):
            notices.notify(db, person, Notice("reminder", "Mai họp.", once, urgency="morning"), NOVEMBER - 86400)
        plan(db, {}, NOVEMBER, NOVEMBER)
        assert db.execute(text("SELECT count(*) FROM outbox")).scalar_one() == messages
        left = db.execute(text("SELECT not_before FROM notice WHERE state = 'waiting'")).scalars().all()
    assert [local(at).isoformat() for at in left] == ["2026-12-01T07:00:00+07:00"] * waiting


def test_the_planner_asks_for_the_bots_only_when_something_is_due_and_then_once(db_of: Engine) -> None:
    ran = statements(db_of)
    with db_of.begin() as db:
        leases.take(db, ME, DUTIES, NOVEMBER)
        person = people.add(db, "Mẫu", 0.0)
        people.join(db, HIM, person, 0.0)
        ran.clear()
        assert plan(db, {}, NOVEMBER, NOVEMBER) == 0
        assert len(ran) == 1
        for once in ("a", "b", "c"):
            notices.notify(db, person, Notice("alert", "Nước lên.", once), NOVEMBER)
        ran.clear()
        assert plan(db, {}, NOVEMBER, NOVEMBER) == 3
        assert len([sql for sql in ran if "bot" in sql.split()]) == 1


# figures -------------------------------------------------------------------------------------------------------------
async def test_figures_and_the_log_tell_what_is_used_without_a_token(url: str, tmp_path: Path) -> None:
    class Metered(PhoneLine):
        def channel(self, files: Any) -> Any:
            made = super().channel(files)
            made.allowance = Allowance(4000, 1000.0, a_month=2, people=5)
            return made

    house = House(Metered(buttons=True), url, tmp_path)
    with capture_logs() as said:
        await house.opens()
        member = house.person("bác Bảy", "to_vien")
        await member.says("giúp")
        await house.engine.figures()
        await member.says("giúp")
        await house.engine.figures()
        await house.engine.figures()
        await house.closes()
    about = {"channel": "phone", "account": "demo"}
    assert REGISTRY.get_sample_value("danvan_bot_messages", about) == 2
    assert REGISTRY.get_sample_value("danvan_bot_people", about) == 4
    lines = [line for line in said if line["event"] == "a bot is nearly used up"]
    told = {**about, "event": "a bot is nearly used up", "log_level": "warning"}
    assert lines == [{**told, "what": "people", "used": 4, "of": 5}, {**told, "what": "messages", "used": 2, "of": 2}]
