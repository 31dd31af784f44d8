"""Files on Telegram, over real connections: a voice note, a sound, anything else, each by the call that shows it best."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram import Telegram
from bot.talk import Document, Outgoing, SendFailed, Words
from tests.channels.any_channel_kit import told
from tests.channels.telegram_kit import BAY, SECRET, bay, fake, lines
from tests.fakes.telegram import TOKEN, FakeTelegram, Fault
from tests.fakes.telegram_people import Person

__all__ = ["bay", "fake", "lines"]  # fixtures

OPUS, MP3, AAC, PDF = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(200), b"ID3\x04" + bytes(200), b"\xff\xf1" + bytes(200), b"%PDF-1.7"
FILES = {"voice": OPUS, "song": MP3, "bare": AAC, "paper": PDF}
VOICE = Document(7, "voice", "Tin thoại việc 12.ogg", "audio/ogg")


@pytest.fixture
async def channel(fake: FakeTelegram) -> AsyncIterator[Telegram]:
    channel = Telegram(TOKEN, fake.url, Words(lambda choices: ""), FILES.__getitem__, "polling")
    yield channel
    await channel.close()


@pytest.mark.parametrize(
    ("file", "method", "arrives_as"),
    [
        (VOICE, "sendVoice", "voice"),
        (Document(8, "song", "Tin thoại việc 12.mp3", "audio/mpeg"), "sendAudio", "audio"),
        (Document(9, "bare", "Tin thoại việc 12.aac", "audio/aac"), "sendAudio", "document"),
        (Document(10, "paper", "Báo cáo tháng 11.pdf", "application/pdf"), "sendDocument", "document"),
    ],
    ids=lambda x: x if isinstance(x, str) else "",
)
async def test_a_file_goes_as_its_bytes_under_its_title(
    channel: Telegram, bay: Person, fake: FakeTelegram, file: Document, method: str, arrives_as: str
) -> None:
    receipt = await channel.send(Outgoing(BAY, "", files=(file,)))
    assert [name for name, _ in fake.calls] == [method]
    assert receipt == str(bay.last["message_id"])
    assert arrives_as in bay.last["message"]
    assert bay.last["file"].data == FILES[file.name]
    assert bay.last["file"].name == file.title


async def test_a_voice_note_shows_no_file_name_so_its_title_stands_below(channel: Telegram, bay: Person) -> None:
    await channel.send(Outgoing(BAY, "", files=(VOICE,)))
    assert "file_name" not in bay.last["message"]["voice"]
    assert bay.last["caption"] == "Tin thoại việc 12"


async def test_a_file_that_is_gone_from_the_disk_is_not_tried_again(channel: Telegram, bay: Person, fake: FakeTelegram) -> None:
    with pytest.raises(SendFailed) as failed:
        await channel.send(Outgoing(BAY, "", files=(Document(1, "gone", "Tin thoại việc 1.ogg", "audio/ogg"),)))
    assert (failed.value.again, failed.value.gone, failed.value.unknown) == (False, False, False)
    assert not fake.calls


@pytest.mark.parametrize(
    ("fault", "again", "gone", "unknown"),
    [
        (Fault(403, "Forbidden: bot was blocked by the user"), False, True, False),
        (Fault(500, "Internal Server Error", done=True), True, False, True),
        (Fault(drop=True, done=True), True, False, True),
    ],
)
async def test_what_a_failed_file_means_is_what_a_failed_message_means(
    channel: Telegram, bay: Person, fake: FakeTelegram, fault: Fault, again: bool, gone: bool, unknown: bool
) -> None:
    fake.faults["sendVoice"].append(fault)
    with pytest.raises(SendFailed) as failed:
        await channel.send(Outgoing(BAY, "", files=(VOICE,)))
    assert (failed.value.again, failed.value.gone, failed.value.unknown) == (again, gone, unknown)
    assert SECRET not in told(failed.value)
    await channel.send(Outgoing(BAY, "", files=(VOICE,)))
    assert bay.last["file"].data == OPUS
