"""Places as they are today, as they were at any date, and what changed them."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, String, Table, Text, UniqueConstraint

from storage.tables.base import BYTEWISE, Big, meta, own_id

unit = Table(
    "unit",
    meta,
    own_id(),
    Column("level", String, nullable=False),  # tinh | huyen | cum | xa | thon
    Column("kind", String, nullable=False),  # the word before the name
    Column("name", String, nullable=False),
    Column("code", String),
    Column("parent", Big, ForeignKey("unit.id"), index=True),
    Column("path", BYTEWISE, nullable=False, index=True),  # /1/12/130/; what is no more lies below the one that came after it
    Column("valid_from", String, nullable=False),  # a date, YYYY-MM-DD
    Column("valid_to", String),  # the first day on which it is no more
    sqlite_autoincrement=True,
)
unit_event = Table(
    "unit_event",
    meta,
    own_id(),
    Column("kind", String, nullable=False),  # rename | move | merge | split | close
    Column("on_date", String, nullable=False, index=True),
    Column("document", String, nullable=False),  # its number, as 1238/NQ-UBTVQH15
    Column("by", Big),  # a person; None: the command line
    Column("at", Float, nullable=False),
    Column("done_at", Float),  # when it took effect; None: its day is still to come
    Column("did", Text, nullable=False),  # what it changed, JSON: by it the event is undone
    Column("undone_at", Float),
    sqlite_autoincrement=True,
)
unit_version = Table(
    "unit_version",
    meta,
    own_id(),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False),
    Column("level", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    Column("code", String),
    Column("parent", Big, ForeignKey("unit.id")),
    Column("valid_from", String, nullable=False),
    Column("valid_to", String),
    Column("event", Big, ForeignKey("unit_event.id")),  # that began it; None: loaded so
    sqlite_autoincrement=True,
)
Index("unit_version_unit", unit_version.c.unit, unit_version.c.valid_from)
succession = Table(
    "succession",
    meta,
    Column("before", Big, ForeignKey("unit.id"), primary_key=True),
    Column("after", Big, ForeignKey("unit.id"), primary_key=True, index=True),
    Column("event", Big, ForeignKey("unit_event.id"), primary_key=True),
)
contact = Table(
    "contact",
    meta,
    own_id(),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False),
    Column("key", String, nullable=False),  # truc_ban, cong_an, tram_y_te, thu_y, thu_ky ...
    Column("phone", String, nullable=False),
    UniqueConstraint("unit", "key"),
    sqlite_autoincrement=True,
)
