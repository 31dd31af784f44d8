"""What becomes of a message that is marked, handed back or parted from: its words stay as long as somebody may read them, and no longer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from bot.domain.periods import month
from bot.talk import Choice, Notice, Outgoing, Peer, SendFailed
from storage import bots, engines, json_text, leases, notices, outbox, pairings, people, talks
from storage.bots import Bot
from storage.outbox import Outcome, Sending

ME = leases.new_owner()
US = "phone:demo"
HERE, THERE, ALONE, STRANGER = (Peer("phone", "demo", chat) for chat in "1234")
NOW = 1_700_000_000.0
LOOK = (Choice("look", "Xem", "xem 7"),)


@pytest.fixture
def writer(url: str) -> Iterator[Engine]:
    made = engines.writer(url)
    with made.begin() as db:
        leases.take(db, ME, [f"send:{US}"], NOW)
    yield made
    made.dispose()


def person(db: Connection, *chats: Peer) -> int:
    made = people.add(db, "Mẫu", 0.0)
    for since, chat in enumerate(chats):
        people.join(db, chat, made, float(since))
    return made


def post(db: Connection, kind: str, *out: Outgoing) -> None:
    outbox.post(db, [(f"{kind}:{o.text}", kind, o) for o in out], NOW)


def claim(db: Connection, most: int = 99, **which: Any) -> list[Sending]:
    return outbox.claim(db, ME, NOW, most, [US], **which)


def ends(db: Connection, row: Sending, failed: SendFailed | None, *, left: bool = True, at: float = NOW) -> None:
    outbox.mark(db, ME, [Outcome(row, "" if failed else "receipt", failed, left)], at)


def rows(db: Connection, columns: str = "state, reason, body IS NULL AS blank") -> list[tuple[Any, ...]]:
    """Of the outbox, in its order."""
    return [tuple(r) for r in db.execute(text(f"SELECT {columns} FROM outbox ORDER BY id"))]


def spoils(db: Connection, table: str, words: str) -> None:
    """As if another version had written the row with these words."""
    assert db.execute(text(f"UPDATE {table} SET body = '[1, 2' WHERE body LIKE :w"), {"w": f"%{words}%"}).rowcount == 1


# which row -----------------------------------------------------------------------------------------------------------
def test_answers_can_be_asked_for_apart_from_the_rest_and_overtake_nothing(writer: Engine) -> None:
    with writer.begin() as db:
        post(db, "reply", Outgoing(ALONE, "trả lời"), Outgoing(ALONE, "trả lời tiếp"))
        post(db, "alert", Outgoing(HERE, "báo động"), Outgoing(THERE, "báo động khác"))
        post(db, "reply", Outgoing(HERE, "trả lời sau báo động"), Outgoing(STRANGER, "trả lời lạ"))
        assert [(s.kind, s.out.text) for s in claim(db, 1, replies=False)] == [("alert", "báo động")]
        assert [(s.kind, s.out.text) for s in claim(db, replies=True)] == [("reply", "trả lời"), ("reply", "trả lời lạ")]
        assert [(s.kind, s.out.text) for s in claim(db)] == [("alert", "báo động khác")]


# what was not tried --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("after", [None, 0.0, 30.0])
def test_what_nobody_tried_goes_back_as_it_was_however_often(writer: Engine, after: float | None) -> None:
    with writer.begin() as db:
        post(db, "reply", Outgoing(HERE, "tin"))
        db.execute(text("UPDATE outbox SET attempts = :n"), {"n": outbox.ATTEMPTS - 1})
        for _ in range(2):
            (row,) = claim(db)
            ends(db, row, SendFailed("resting", again=True, after=after), left=False)
            assert rows(db, "state, due, attempts, body IS NULL AS blank") == [("queued", NOW + (after or 0.0), outbox.ATTEMPTS - 1, False)]
            db.execute(text("UPDATE outbox SET due = 0"))
        (row,) = claim(db)
        ends(db, row, SendFailed("busy", again=True))
        assert rows(db) == [("failed", "busy", True)], "the sixtieth try was its last"


def test_what_was_refused_at_no_moment_named_waits_longer_each_time(writer: Engine) -> None:
    with writer.begin() as db:
        post(db, "reply", Outgoing(HERE, "tin"))
        waits = []
        for after in (None, 0.0, None, 7.0, None, None, None):
            (row,) = claim(db)
            ends(db, row, SendFailed("busy", again=True, after=after))
            waits.append(rows(db, "due")[0][0] - NOW)
            db.execute(text("UPDATE outbox SET due = 0"))
    assert waits == [1.0, 5.0, 30.0, 7.0, 600.0, 600.0, 600.0]


# what cannot be read -------------------------------------------------------------------------------------------------
def test_a_message_that_cannot_be_read_fails_alone(writer: Engine) -> None:
    with writer.begin() as db:
        post(db, "reply", Outgoing(HERE, "hỏng"), Outgoing(THERE, "lành"), Outgoing(HERE, "sau"))
        spoils(db, "outbox", "hỏng")
        assert [s.out.text for s in claim(db)] == ["lành"]
        assert [s.out.text for s in claim(db)] == ["sau"], "it holds up nobody"
        assert rows(db)[0] == ("failed", "unreadable row", True)
        assert rows(db, "owner")[0] == (None,)


def test_a_message_to_a_lost_chat_that_cannot_be_read_fails_alone(writer: Engine) -> None:
    with writer.begin() as db:
        person(db, HERE, THERE)
        post(db, "alert", Outgoing(HERE, "một"), Outgoing(HERE, "hỏng"), Outgoing(HERE, "ba"))
        (row,) = claim(db)
        spoils(db, "outbox", "hỏng")
        ends(db, row, SendFailed("blocked", gone=True))
        assert rows(db) == [("dropped", "gone", True), ("failed", "unreadable row", True), ("dropped", "gone", True)]
        assert [n.text for n in notices.due(db, NOW)] == ["một", "ba"]


def test_a_notice_that_cannot_be_read_fails_alone(writer: Engine) -> None:
    with writer.begin() as db:
        who = person(db, HERE)
        for words in ("một", "hỏng", "ba"):
            notices.notify(db, who, Notice("alert", words, words), NOW)
        spoils(db, "notice", "hỏng")
        assert [n.text for n in notices.due(db, NOW)] == ["một", "ba"]
        assert db.execute(text("SELECT state, body FROM notice ORDER BY id")).all()[1] == ("failed", None)


# what a lost chat was to hear ----------------------------------------------------------------------------------------
def told(db: Connection, who: int, n: Notice, *pieces: Outgoing) -> None:
    """A notice that the planner has made these messages of."""
    notices.notify(db, who, n, NOW - 86400)
    (found,) = notices.due(db, NOW)
    outbox.post(db, [(f"n:{n.once}.{k}" if k else f"n:{n.once}", n.kind, p) for k, p in enumerate(pieces)], NOW)
    notices.end(db, [found.id], "planned")


def kept(db: Connection) -> list[tuple[Any, ...]]:
    return [tuple(r) for r in db.execute(text("SELECT once, expires, can_wait, not_before FROM notice WHERE state <> 'planned' ORDER BY id"))]


def test_what_is_told_again_is_due_at_once_by_the_products_clock_however_far_behind_it_lies(writer: Engine) -> None:
    with writer.begin() as db:
        person(db, HERE, THERE)
        post(db, "alert", Outgoing(HERE, "Nước lên."))
        (row,) = claim(db)
        earlier = NOW - 300 * 86400
        outbox.mark(db, ME, [Outcome(row, "", SendFailed("blocked", gone=True))], NOW, earlier)
        assert [n.text for n in notices.due(db, earlier)] == ["Nước lên."]


@pytest.mark.parametrize("more", [[], [[]], [[], ["id:1", "id:2"]]], ids=["without files", "without what it is about", "as now"])
def test_a_notice_of_an_older_version_is_read(writer: Engine, more: list[Any]) -> None:
    with writer.begin() as db:
        notices.notify(db, person(db, HERE), Notice("alert", "", "e:1"), NOW)
        db.execute(text("UPDATE notice SET body = :b"), {"b": json_text.written(["Nước lên.", [], [], *more])})
        assert [(n.text, n.about) for n in notices.due(db, NOW)] == [("Nước lên.", ("id:1", "id:2") if more[1:] else ())]


@pytest.mark.parametrize("once", ["e:1", "linked:1:phone:demo:1:1700000000.5"])
def test_what_is_told_again_ends_and_can_wait_as_before(writer: Engine, once: str) -> None:
    """A second time too: what is told again may be lost again."""
    with writer.begin() as db:
        who = person(db, HERE, THERE)
        n = Notice("reminder", "Mai họp.", once, urgency="morning", expires=NOW + 3600)
        told(db, who, n, Outgoing(HERE, "Mai"), Outgoing(HERE, "họp."))
        for chat in (HERE, THERE):
            (row,) = claim(db)
            ends(db, row, SendFailed("blocked", gone=True), at=NOW + 1)
            again = notices.due(db, NOW + 1)
            ids = [int(x.once.removeprefix("again:")) for x in again]
            assert kept(db) == [(f"again:{row}", NOW + 3600, 1, NOW + 1) for row in ids]
            assert [(x.text, x.expired, x.can_wait) for x in again] == [("Mai", False, True), ("họp.", False, True)]
            if chat == HERE:
                outbox.post(db, [(f"n:{x.once}", x.kind, Outgoing(THERE, x.text)) for x in again], 0.0)
                notices.end(db, [x.id for x in again], "planned")
                people.reachable_again(db, HERE)
        assert [x.expired for x in notices.due(db, NOW + 3601)] == [True, True]


def test_an_alert_that_reaches_nobody_now_is_kept_as_long_as_any(writer: Engine) -> None:
    """Its month is counted from the moment at which it came back."""
    with writer.begin() as db:
        told(db, person(db, HERE, THERE), Notice("alert", "Nước lên.", "e:1"), Outgoing(HERE, "Nước lên."))
        (row,) = claim(db)
        ends(db, row, SendFailed("blocked", gone=True))
        notices.wait_for_contact(db, [n.id for n in notices.due(db, NOW)])
        notices.forget(db, NOW - 1)
        assert [once for once, *_ in kept(db)] == [f"again:{row.id}"]


def test_the_list_of_a_message_that_went_elsewhere_is_offered_no_more(writer: Engine) -> None:
    with writer.begin() as db:
        person(db, HERE, THERE)
        seen, unseen = (talks.new_offer(db, HERE.key, f"id:{n}", LOOK, NOW) for n in range(2))
        post(db, "alert", Outgoing(HERE, "một", LOOK, offer=f"a{unseen}"))
        (row,) = claim(db)
        ends(db, row, SendFailed("blocked", gone=True))
        (n,) = notices.due(db, NOW)
        assert (n.act_on, n.choices) == ("id:1", LOOK)
        assert talks.find_offer(db, HERE, unseen) is None
        assert talks.find_offer(db, HERE, seen) == ("id:0", LOOK)


# a chat that is somebody's no more -----------------------------------------------------------------------------------
def test_nothing_goes_to_a_chat_that_is_parted_and_its_person_hears_elsewhere(writer: Engine) -> None:
    with writer.begin() as db:
        person(db, HERE, THERE)
        post(db, "alert", Outgoing(HERE, "đang đi"), Outgoing(HERE, "đang chờ"))
        post(db, "reply", Outgoing(HERE, "trả lời"), Outgoing(THERE, "nơi khác"))
        (on_way, other) = claim(db)
        db.execute(text("UPDATE outbox SET state = 'held' WHERE body LIKE '%đang chờ%'"))
        pairings.part(db, HERE, NOW + 1)
        assert rows(db) == [("dropped", "parted", True)] * 3 + [("sending", None, False)]
        assert [(n.text, n.kind) for n in notices.due(db, NOW + 1)] == [("đang đi", "alert"), ("đang chờ", "alert")]
        for failed in (None, SendFailed("busy", again=True), SendFailed("no answer", unknown=True), SendFailed("blocked", gone=True)):
            ends(db, on_way, failed)
        ends(db, other, None)
        assert claim(db) == []
        assert rows(db) == [("dropped", "parted", True)] * 3 + [("sent", None, True)]


def test_what_had_gone_or_failed_before_the_parting_is_left_as_it_ended(writer: Engine) -> None:
    with writer.begin() as db:
        person(db, HERE, THERE)
        for words, failed in (("một", None), ("hai", SendFailed("bad request"))):
            post(db, "alert", Outgoing(HERE, words))
            (row,) = claim(db)
            ends(db, row, failed)
        pairings.part(db, HERE, NOW)
        assert rows(db) == [("sent", None, True), ("failed", "bad request", True)]
        assert notices.due(db, NOW) == []


def test_what_was_on_its_way_at_the_parting_counts_once_against_the_month(writer: Engine) -> None:
    with writer.begin() as db:
        bots.serve(db, [Bot("phone", "demo", a_month=9)], NOW)
        person(db, HERE, THERE)
        post(db, "reply", Outgoing(HERE, "đang đi"), Outgoing(HERE, "đang chờ"), Outgoing(THERE, "nơi khác"))
        on_way, other = claim(db)
        pairings.part(db, HERE, NOW)
        ends(db, on_way, None)
        assert db.execute(text("SELECT name, n FROM counter")).all() == [(f"sent:{US}:{month(NOW)}", 1)]
        ends(db, other, None)
        assert bots.used(db, NOW) == {US: 2 / 9}


def test_a_mark_of_what_another_process_has_taken_over_changes_nothing(writer: Engine) -> None:
    with writer.begin() as db:
        who = person(db, HERE, THERE)
        post(db, "alert", Outgoing(HERE, "tin"))
        (row,) = claim(db)
        db.execute(text("UPDATE outbox SET owner = 'another'"))
        for failed in (None, SendFailed("blocked", gone=True)):
            ends(db, replace(row, metered=True), failed)
        assert rows(db, "state, owner, body IS NULL AS blank") == [("sending", "another", False)]
        assert people.chats(db, who) == [THERE, HERE]
        assert notices.due(db, NOW) == []


@pytest.mark.parametrize(("lane", "times"), [("talk", 3), ("bulk", 1)])
def test_a_message_given_up_after_deaths_bears_each_time_that_it_may_have_arrived(writer: Engine, lane: str, times: int) -> None:
    with writer.begin() as db:
        post(db, "notice", replace(Outgoing(HERE, "tin"), lane=lane))
        for death in range(times):
            now = NOW + 1000 * death
            leases.take(db, ME, [f"send:{US}"], now)
            assert len(outbox.claim(db, ME, now, 9, [US], lane)) == 1
            outbox.recover(db, now + 999)
        assert rows(db, "state, unknowns") == [("unknown", times)]
