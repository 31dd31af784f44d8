"""A voice note of a case reaches those who may read the case: with the alert, and whenever they look."""

from __future__ import annotations

import pytest

from bot.talk import Document, Peer
from handlers import files
from messages_vi import files as vi
from messages_vi.kinds import KINDS
from storage.attachments import Attachment
from tests.house import Chat, House
from tests.lines import PhoneLine, TelegramLine

FLOOD = "nước lũ lên nhanh, ngập 5 nhà ở cuối thôn"
VOICE = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(200)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(200)
TITLE = "Tin thoại việc 1.ogg"


def files_of(chat: Chat) -> list[str]:
    """The titles of all files shown here, the oldest first."""
    return [title for shown in chat.seen for title in shown.get("files", [])]


async def reports_by_voice(member: Chat, kind: str) -> None:
    await member.sends(voice=VOICE)
    await member.picks(KINDS[kind].label)
    await member.says("gửi")
    member.has_seen("việc số 1")


async def test_the_block_gets_the_voice_note_after_the_alert_and_again_when_it_looks(house: House, member: Chat, leader: Chat) -> None:
    house.restarts_each_step = True
    await reports_by_voice(member, "TT")
    alert, voice = leader.seen
    assert "việc số 1" in alert["text"]
    assert (voice["text"], voice["files"], voice["photos"]) == ("", [TITLE], [])
    await leader.says("xem 1")
    assert "việc số 1" in leader.last["text"].lower()
    assert [bool(m["text"]) for m in leader.seen] == [True, False, True, False]
    assert files_of(leader) == [TITLE, TITLE]


async def test_the_bytes_arrive_as_they_were_spoken(house: House, member: Chat, leader: Chat) -> None:
    await reports_by_voice(member, "TT")
    if isinstance(house.line, TelegramLine):
        assert [name for name, _ in house.line.fake.calls].count("sendVoice") == 1
        assert house.line.phone_of(leader.id).last["file"].data == VOICE
    elif isinstance(house.line, PhoneLine):
        drawn = [line for line in house.line.phone.lines_after(0, frozenset({leader.id})) if line["files"]]
        name = house.one("SELECT name FROM attachment")
        assert [line["files"] for line in drawn] == [[{"name": name, "title": TITLE, "sound": True}]]
        answer = await house.line._client.get(f"/demo/file/{name}")
        assert (answer.status, await answer.read(), answer.headers["Content-Disposition"]) == (200, VOICE, "attachment")
        assert (await house.line._client.get(f"/demo/file/{'0' * 32}")).status == 404


async def test_the_reporter_finds_it_too_and_somebody_elsewhere_does_not(house: House, member: Chat, leader: Chat) -> None:
    elsewhere = house.person("bác Sáu", "to_truong", house.hamlets[1])
    await reports_by_voice(member, "TT")
    await member.says("xem 1")
    await elsewhere.says("xem 1")
    assert files_of(member) == [TITLE]
    assert files_of(elsewhere) == []


async def test_several_are_told_apart_and_come_after_the_pictures_words(house: House, member: Chat, leader: Chat) -> None:
    await member.says("/baoviec")
    await member.sends(voice=VOICE)
    await member.sends(voice=WAV)
    await member.says(FLOOD)
    await member.says("xong")
    await member.says("gửi")
    assert files_of(leader) == ["Tin thoại 1 việc 1.ogg", "Tin thoại 2 việc 1.wav"]


async def test_what_can_wait_comes_in_the_morning_with_its_voice(house: House, member: Chat, leader: Chat) -> None:
    await reports_by_voice(member, "CT")
    assert files_of(leader) == []
    await house.later(days=1)
    assert files_of(leader) == [TITLE]


async def test_of_a_confidential_matter_no_voice_is_handed_over(house: House, member: Chat, leader: Chat) -> None:
    await reports_by_voice(member, "BL")
    leader.has_seen("việc số 1")
    await leader.says("xem 1")
    assert files_of(leader) == []
    assert house.one("SELECT state FROM attachment") == "erased"


async def test_the_link_opens_for_whom_it_was_made_and_for_nobody_without_the_right(house: House, member: Chat, leader: Chat) -> None:
    await reports_by_voice(member, "TT")
    row, name = house.rows("SELECT id, name FROM attachment")[0]
    with house.other.begin() as db:
        at = {chat: Peer(house.line.name, house.line.account, chat) for chat in (member.id, leader.id, "4999")}
        found = {chat: files.look(db, row, peer, house.clock.now()) for chat, peer in at.items()}
    handed = Document(row, name, TITLE, "audio/ogg")
    assert found == {member.id: handed, leader.id: handed, "4999": None}


# ---- names and words


@pytest.mark.parametrize(
    ("mime", "title"),
    [
        ("audio/ogg", "Tin thoại việc 12.ogg"),
        ("audio/mp4", "Tin thoại việc 12.m4a"),
        ("audio/aac", "Tin thoại việc 12.aac"),
        ("audio/mpeg", "Tin thoại việc 12.mp3"),
        ("audio/wav", "Tin thoại việc 12.wav"),
        ("audio/webm", "Tin thoại việc 12.webm"),
    ],
)
def test_a_voice_note_is_named_by_its_case_and_kind(mime: str, title: str) -> None:
    kept = [
        Attachment(4, "photo", True, "a" * 32, "image/jpeg"),
        Attachment(5, "voice", True, "b" * 32, mime),
        Attachment(6, "voice", False, None, ""),
    ]
    assert files.voices(kept, 12) == (Document(5, "b" * 32, title, mime),)
    assert files.photos(kept) == ("a" * 32,)


def test_what_stands_for_a_file_is_two_lines_at_most_and_its_link_ends_a_line() -> None:
    link = "https://bot.example.org/t/abc"
    first, second = vi.a_file("Tin thoại việc 12.ogg", link).split("\n")
    assert first == f"Tin thoại việc 12.ogg: {link}"
    assert second == "Mở để nghe, trong 24 giờ."
    assert vi.a_file("", link).startswith(f"{vi.PICTURE}: {link}\n")


@pytest.mark.parametrize("title", ["Tin thoại việc 12.ogg", ""])
def test_without_a_link_one_sentence_says_where_else_to_look(title: str) -> None:
    said = vi.a_file(title, "")
    assert said.startswith(title or "Việc này có ảnh")
    assert "trên Telegram hoặc hỏi người báo" in said
    assert "\n" not in said
    assert "bấm" not in said
