"""Published questionnaires: each a version that is never changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, bindparam, insert, select

from bot.domain.forms import Form
from bot.domain.forms_read import meaning_kept, read
from storage.tables import form

_F = form.c
_ONE = select(_F.id, _F.number, _F.text)
_VERSIONS = _ONE.where(_F.key == bindparam("called")).order_by(_F.number.desc())
_NEWEST = _VERSIONS.limit(1)
_BY_ID = _ONE.where(_F.id == bindparam("row"))
_ADD = insert(form).returning(_F.id)


@dataclass(frozen=True, slots=True)
class Published:
    """A form as it was published; ``number`` from 1."""

    id: int
    number: int
    text: str

    @property
    def form(self) -> Form:
        return _read(self.text)


_read = lru_cache(16)(read)


def newest(db: Connection, key: str) -> Published | None:
    """What a month that begins now is asked by."""
    r = db.execute(_NEWEST, {"called": key}).first()
    return r and Published(*r)


def get(db: Connection, id_: int) -> Published:
    return Published(*db.execute(_BY_ID, {"row": id_}).one())


def publish(db: Connection, text: str, now: float) -> Published:
    """The next version of this form; the newest one when it says the same. Raises Faulty for what cannot be used, or gives a key a new meaning."""
    made = read(text)
    before = [Published(*r) for r in db.execute(_VERSIONS, {"called": made.key})]
    if before and before[0].text == text:
        return before[0]
    meaning_kept(text, made, [p.form for p in before])
    number = before[0].number + 1 if before else 1
    row = db.execute(_ADD, {"key": made.key, "number": number, "text": text, "published_at": now}).scalar_one()
    return Published(int(row), number, text)
