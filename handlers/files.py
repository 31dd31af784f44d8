"""What is handed over: a case's pictures, its voice notes as files, files made for one person; and who may have one now."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection

from bot.domain.roles import Right, may
from bot.story import Here
from bot.talk import Document, Peer
from messages_vi import files as vi
from storage import attachments, checkin_voices, incidents, people
from storage.attachments import Attachment
from storage.checkin_voices import VoiceNote

_EXTENSIONS = {
    "audio/ogg": "ogg", "audio/mp4": "m4a", "audio/aac": "aac", "audio/mpeg": "mp3", "audio/wav": "wav", "audio/webm": "webm",
}  # fmt: skip


def photos(kept: Sequence[Attachment]) -> tuple[str, ...]:
    """The names of the pictures among what a case has, the oldest first."""
    return tuple(a.name for a in kept if a.kind == "photo" and a.name)


def voices(kept: Sequence[Attachment], number: int) -> tuple[Document, ...]:
    """The voice notes among what the case of this number has, the oldest first."""
    found = [(a.id, a.name, a.mime) for a in kept if a.kind == "voice" and a.name]
    titles = [vi.voice_title(number, which, len(found), _EXTENSIONS.get(mime, "bin")) for which, (_, _, mime) in enumerate(found, 1)]
    return tuple(Document(row, name, title, mime) for (row, name, mime), title in zip(found, titles, strict=True))


def hand_over(here: Here, data: bytes, title: str, mime: str) -> Document:
    """A file made just now for the one who speaks, and for nobody else, for a day; ``title`` with its extension. For a Reply's files."""
    who = here.who.person
    assert who is not None
    name = here.keep(data)
    row = attachments.made(here.db, who.id, name, title, mime, hashlib.sha256(data).hexdigest(), len(data), here.now)
    return Document(row, name, title, mime)


def spoken(notes: Sequence[VoiceNote]) -> tuple[Document, ...]:
    """Voice notes with which teams answered in their month."""
    return tuple(Document(v.attachment, v.name, vi.month_voice_title(v.title, v.month, _EXTENSIONS.get(v.mime, "bin")), v.mime) for v in notes)


def look(db: Connection, attachment: int, peer: Peer, now: float) -> Document | None:
    """What was handed to this chat: made for its person, or part of a case, or of a month, that they may still read."""
    who, row = people.of_peer(db, peer, now), attachments.incident_of(db, attachment)
    if who is not None and (made := attachments.made_for(db, attachment, who.id, now)) is not None:
        return Document(attachment, *made)
    if who is not None and row is None:
        note = checkin_voices.find(db, attachment)
        return next(iter(spoken([note] if note and may(who, Right.HANDLE, note.path) else [])), None)
    case = incidents.by_id(db, who, row) if who is not None and row is not None else None
    documents = voices(attachments.of_incident(db, case.id), case.number) if case else ()
    return next((d for d in documents if d.attachment == attachment), None)
