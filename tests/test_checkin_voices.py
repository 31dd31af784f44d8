"""A voice note where the month asks for words: kept with the answer, read as a mark, heard by the block alone, printed never."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert

from bot.domain.spans import Length, span
from bot.talk import Document, Incoming, Outgoing
from bot.turn import take
from handlers import BOOK, files
from handlers.block_report import Wanted, report
from messages_vi import block_month as block_vi
from messages_vi import block_voices as voices_vi
from messages_vi import checkin as vi
from messages_vi import common
from storage import attachments, checkin_voices, checkin_words, checkins, erasure, forms, released, talks, units
from storage.inbox import Row
from storage.memory import Memory
from storage.tables import attachment, inbox
from tests.checkin_kit import ACCOUNT, ASKED, DECEMBER, LINE1, LINE2, at, month_of, read_as, sent, spoken, taps, types
from tests.turns import World


@pytest.fixture
def asked(world: World) -> World:
    at(world, ASKED)
    return world


def says_it(world: World, name: str, words: str = "", *, plain: bool = True) -> str:
    """What somebody reads who sent a voice note, with or without words."""
    world.now += 60
    peer, row = world.peer(name), next(world.row) + 1000
    said = Incoming(peer, str(row), world.now, name, name, words, plain=plain)
    came = {"id": row, "channel": "phone", "account": "demo", "event": str(row), "peer": peer.key, "said_at": world.now, "state": "done"}
    world.db.execute(insert(inbox).values(**came))
    kept: dict[str, Any] = {
        "inbox": row,
        "channel": "phone",
        "account": "demo",
        "kind": "voice",
        "ref": "r",
        "state": "kept",
        "give_up_at": world.now,
    }
    world.db.execute(insert(attachment).values(**kept, name=f"note{row}", mime="audio/aac", size=9))
    memory = Memory(world.db, [peer], world.now)
    memory.talks[peer] = talks.recall(world.db, [peer], world.now)[peer]
    out: list[Outgoing] = take(world.db, BOOK, Row(row, "me", False, 0, said, world.now, 1), memory, world.now, world.now)
    memory.keep()
    memory.write(world.db)
    return "\n---\n".join(read_as(o) for o in out)


def speaks_its_wish(world: World, name: str = "Tám", rest: str = "B") -> str:
    for words in ("báo tháng", LINE1, LINE2):
        types(world, name, words)
    says_it(world, name)
    return types(world, name, rest)


def skips_to_the_wish(world: World, name: str = "Tám") -> None:
    """With buttons."""
    taps(world, name, "báo tháng")
    for _ in range(40):
        if talks.recall(world.db, [world.peer(name)], world.now)[world.peer(name)].asked == "de_nghi":
            return
        taps(world, name, "bỏ qua")
    raise AssertionError("the wish was never asked for")


# the answer ----------------------------------------------------------------------------------------------------------
def test_on_a_phone_without_buttons_a_voice_note_is_the_wish_and_the_rest_is_typed(asked: World) -> None:
    for words in ("báo tháng", LINE1, LINE2):
        types(asked, "Tám", words)
    read = says_it(asked, "Tám")
    assert read.startswith(spoken(vi.has_voice("")).strip())
    assert "A phấn khởi" in read
    assert f"Đề nghị: {vi.SPOKEN}." in types(asked, "Tám", "B, lo giá lúa")
    types(asked, "Tám", "gửi")
    told = sent(asked)
    assert (told["de_nghi"], told["tam_trang"], told["quan_tam"]) == (vi.SPOKEN, "binh_thuong", "gia_nong_san")


def test_with_nothing_more_to_type_the_voice_note_is_all(asked: World) -> None:
    assert vi.SPOKEN in speaks_its_wish(asked, rest="bỏ qua")
    types(asked, "Tám", "gửi")
    assert sent(asked)["de_nghi"] == vi.SPOKEN
    assert "tam_trang" not in sent(asked)


def test_words_that_come_with_it_are_read_in_its_place_without_names(asked: World) -> None:
    for words in ("báo tháng", LINE1, LINE2):
        types(asked, "Tám", words)
    assert "một người" in says_it(asked, "Tám", "B, đề nghị xã giúp ông Lê Văn Tám sửa nhà")
    types(asked, "Tám", "gửi")
    assert "Tám" not in sent(asked)["de_nghi"]
    assert len(notes(asked)) == 1


def test_with_buttons_it_answers_its_question_and_the_next_is_asked(asked: World) -> None:
    skips_to_the_wish(asked)
    read = says_it(asked, "Tám", plain=False)
    assert "Tháng tới tổ định làm gì?" in read
    assert f"Tháng tới: {vi.SPOKEN}." in says_it(asked, "Tám", plain=False)
    taps(asked, "Tám", "gửi")
    assert {n.month for n in notes(asked)} == {str(DECEMBER)}
    assert len(notes(asked)) == 2


def test_somebody_without_buttons_finishes_what_was_said_on_a_phone_with_them(asked: World) -> None:
    skips_to_the_wish(asked)
    says_it(asked, "Tám", plain=False)
    assert vi.SPOKEN in types(asked, "An", "báo tháng")
    types(asked, "An", "gửi")
    assert len(notes(asked)) == 1


def test_a_second_voice_note_is_not_taken_in_silence(asked: World) -> None:
    for words in ("báo tháng", LINE1, LINE2):
        types(asked, "Tám", words)
    says_it(asked, "Tám")
    assert spoken(vi.ONE_VOICE) in says_it(asked, "Tám")
    types(asked, "Tám", "B")
    types(asked, "Tám", "gửi")
    assert len(notes(asked)) == 1


@pytest.mark.parametrize("before", [("báo tháng",), ("báo tháng", LINE1, LINE2, ACCOUNT)])
def test_where_a_number_or_a_yes_is_asked_for_a_voice_note_is_answered_and_nothing_is_lost(asked: World, before: tuple[str, ...]) -> None:
    for words in before:
        types(asked, "Tám", words)
    assert says_it(asked, "Tám")
    for words in (LINE1, LINE2, ACCOUNT)[len(before) - 1 :]:
        types(asked, "Tám", words)
    types(asked, "Tám", "gửi")
    assert sent(asked)["hop_to"] == 1
    assert notes(asked) == []


def test_what_a_block_writes_itself_is_printed_and_so_is_never_said(asked: World) -> None:
    for words in ("nhập số của khối", "2 1 3 2", "4 1 1", "2 1 9"):
        types(asked, "Mười", words)
    assert spoken(vi.NO_VOICE, "đồng chí") in says_it(asked, "Mười")


# hearing it ----------------------------------------------------------------------------------------------------------
def notes(world: World) -> list[checkin_voices.VoiceNote]:
    return checkin_voices.of_block(world.db, month_of(world, "Tám").block, str(DECEMBER))


def may_fetch(world: World, name: str) -> Document | None:
    (note,) = notes(world)
    return files.look(world.db, note.attachment, world.peer(name), world.now)


def test_the_block_hears_it_and_nobody_else(asked: World) -> None:
    speaks_its_wish(asked)
    types(asked, "Tám", "gửi")
    (handed,) = [o.files for o in asked.does("Mười", "nghe tin thoại")]
    assert [d.title for d in handed] == [f"Tin thoại {month_of(asked, 'Tám').unit_title} tháng 2026-12.aac"]
    assert may_fetch(asked, "Mười") == handed[0]
    assert [may_fetch(asked, name) for name in ("Ngoài", "Tỉnh", "Cúc", "Lạ")] == [None] * 4


def test_what_is_not_sent_is_not_heard(asked: World) -> None:
    speaks_its_wish(asked)
    assert notes(asked) == []
    assert spoken(voices_vi.none(DECEMBER), "đồng chí") in types(asked, "Mười", "nghe tin thoại")


def test_a_number_that_is_the_same_as_a_voice_notes_is_none(asked: World) -> None:
    speaks_its_wish(asked)
    types(asked, "Tám", "gửi")
    (note,) = notes(asked)
    form = forms.newest(asked.db, "thang")
    assert form is not None
    checkins.correct(asked.db, month_of(asked, "Tám"), form.form, {"tt_luot": note.attachment}, asked.id["Tám"], asked.now)
    assert len(notes(asked)) == 1
    assert "de_nghi" not in checkins.before(asked.db, month_of(asked, "Tám").unit, replace(DECEMBER, year=2027, number=1))


def test_it_is_never_printed_though_the_block_takes_it(asked: World) -> None:
    speaks_its_wish(asked)
    types(asked, "Tám", "gửi")
    block = units.get(asked.db, month_of(asked, "Tám").block)
    what = released.Released(f"{vi.SPOKEN}\nsửa mương", (month_of(asked, "Tám").unit,))
    released.release(asked.db, block.id, str(DECEMBER), block_vi.WISH, what, asked.id["Mười"], asked.now)
    made = report(asked.db, None, block, Wanted(span(Length.MONTH, DECEMBER)), asked.now)
    assert made is not None
    assert "Sửa mương" in str(made)
    assert vi.SPOKEN not in str(made)


# forgetting it -------------------------------------------------------------------------------------------------------
def test_it_is_forgotten_after_thirty_days_and_that_something_was_said_stays(asked: World) -> None:
    speaks_its_wish(asked)
    types(asked, "Tám", "gửi")
    attachments.erase_old(asked.db, asked.now + 1)
    assert notes(asked) == []
    assert sent(asked)["de_nghi"] == vi.SPOKEN


def test_it_goes_with_the_words_and_with_whoever_said_it(asked: World) -> None:
    speaks_its_wish(asked)
    types(asked, "Tám", "gửi")
    with asked.db.begin_nested() as undone:
        checkin_words.erase(asked.db, asked.now + 1, 10)
        assert notes(asked) == []
        assert sent(asked).get("de_nghi") is None
        undone.rollback()
    (note,) = notes(asked)
    erasure.erase(asked.db, asked.id["Tám"], common.DEFAULT_ADDRESS, asked.now)
    assert checkin_voices.find(asked.db, note.attachment) is None
