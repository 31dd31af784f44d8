"""A file made for one person: theirs alone, for a day, and never left behind on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.files import Files
from bot.story import Here
from bot.talk import Document, Peer, Speaker
from handlers import files as handing
from handlers import sample
from messages_vi import files as vi
from storage import attachments, engines, people
from tests.house import KEY

NOW, DAY = 1_796_101_200.0, 86_400.0
MINE, MY_OTHER, THEIRS = Peer("telegram", "1", "11"), Peer("zalo_bot", "2", "12"), Peer("telegram", "1", "13")
SHEET = b"PK a list of names"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = engines.writer(url)
    with made.begin() as db:
        sample.load(db, NOW)
        for peer, name in ((MINE, "bác Bảy"), (THEIRS, "bác Sáu")):
            people.join(db, peer, people.add(db, name, NOW), NOW)
        me = people.of_peer(db, MINE, NOW)
        assert me is not None
        people.join(db, MY_OTHER, me.id, NOW)
    yield made
    made.dispose()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files", KEY)


def hand_over(engine: Engine, files: Files) -> Document:
    with engine.begin() as db:
        here = Here(db, Speaker(MINE, "Bảy", people.of_peer(db, MINE, NOW)), NOW, lambda data: files.keep(data, made=True).name)
        return handing.hand_over(here, SHEET, "Danh sách tổ.xlsx", XLSX)


def test_it_is_encrypted_and_opens_in_each_chat_of_its_person_and_in_nobody_elses(engine: Engine, files: Files) -> None:
    made = hand_over(engine, files)
    assert files.read(made.name) == SHEET
    assert SHEET not in (files.directory / made.name).read_bytes()
    with engine.begin() as db:
        assert [handing.look(db, made.attachment, p, NOW + DAY - 1) for p in (MINE, MY_OTHER, THEIRS, Peer("telegram", "1", "14"))] == [
            made,
            made,
            None,
            None,
        ]


def test_after_a_day_it_opens_nothing_and_is_swept_with_its_row(engine: Engine, files: Files) -> None:
    made = hand_over(engine, files)
    with engine.begin() as db:
        assert attachments.to_sweep(db, NOW + DAY - 1) == []
        assert handing.look(db, made.attachment, MINE, NOW + DAY) is None
        assert attachments.to_sweep(db, NOW + DAY) == [(made.attachment, made.name)]
        attachments.swept(db, [made.attachment])
        assert attachments.to_sweep(db, NOW + DAY) == []


def test_of_a_turn_that_is_rolled_back_the_file_is_no_persons_and_goes_with_the_next_sweep(engine: Engine, files: Files) -> None:
    picture = files.keep(b"a picture of a case")
    with engine.connect() as db:
        here = Here(db, Speaker(MINE, "Bảy", people.of_peer(db, MINE, NOW)), NOW, lambda data: files.keep(data, made=True).name)
        made = handing.hand_over(here, SHEET, "Danh sách tổ.xlsx", XLSX)
        db.rollback()
    with engine.begin() as db:
        assert handing.look(db, made.attachment, MINE, NOW) is None
    for name in (made.name, picture.name):
        os.utime(files.directory / name, (NOW, NOW))
    assert files.sweep_made(before=NOW) == 0
    assert files.sweep_made(before=NOW + 1) == 1
    assert [p.name for p in files.directory.iterdir()] == [picture.name]


def test_where_it_cannot_be_sent_the_words_say_where_it_waits_and_its_page_what_it_is() -> None:
    assert vi.a_file("Danh sách tổ.xlsx", "") == "Danh sách tổ.xlsx không gửi qua đây được; xem được trên Telegram hoặc hỏi thư ký khối."
    assert "24 giờ" in vi.a_file("Danh sách tổ.xlsx", "http://127.0.0.1/t/x").splitlines()[1]
    assert vi.what(XLSX, 2048) == "Bảng tính (Excel), nặng 2 KB."
