"""Voice notes with which teams answered a question in words: the answer's ``number`` is the attachment, its ``words`` what is read in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select

from bot.domain.vietnamese import sort_key
from storage.checkins import DONE
from storage.tables import attachment, checkin, checkin_answer, unit

_C, _A, _V = checkin.c, checkin_answer.c, attachment.c
_IS_IT = and_(_V.id == _A.number, _A.words.is_not(None), _A.words != "", _V.kind == "voice", _V.state == "kept", _V.name.is_not(None))
_ALL = (
    select(_C.unit, (unit.c.kind + " " + unit.c.name).label("title"), _C.month, unit.c.path, _V.id, _V.name, _V.mime)
    .join_from(checkin, checkin_answer, _A.checkin == _C.id)
    .join(attachment, _IS_IT)
    .join(unit, unit.c.id == _C.unit)
    .where(_C.state.in_(DONE))
    .order_by(_A.field, _V.id)
)
_OF_BLOCK = _ALL.where(_C.block == bindparam("of"), _C.month == bindparam("during"), _C.unit != _C.block)
_ONE = _ALL.where(_V.id == bindparam("row"))


@dataclass(frozen=True, slots=True)
class VoiceNote:
    """What the team ``unit`` said in its ``month`` ("2026-12"); kept under ``name``."""

    unit: int
    title: str
    month: str
    path: str
    attachment: int
    name: str
    mime: str


def of_block(db: Connection, block: int, month: str) -> list[VoiceNote]:
    """All that there are of the teams of a block, in the order of their names."""
    return sorted(_read(db, _OF_BLOCK, {"of": block, "during": month}), key=lambda v: sort_key(v.title))


def find(db: Connection, attachment_id: int) -> VoiceNote | None:
    """None: it is no answer to a month that was sent, or is no longer kept."""
    return next(iter(_read(db, _ONE, {"row": attachment_id})), None)


def _read(db: Connection, query: Any, given: dict[str, Any]) -> list[VoiceNote]:
    return [VoiceNote(*r) for r in db.execute(query, given)]
