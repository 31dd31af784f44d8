"""Places, people, the chats by which they are reached, and how they joined."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from storage.tables.base import Big, meta, own_id

unit = Table(
    "unit",
    meta,
    own_id(),
    Column("level", String, nullable=False),  # tinh | huyen | cum | xa | thon
    Column("kind", String, nullable=False),  # the word before the name
    Column("name", String, nullable=False),
    Column("code", String),
    Column("parent", Big, ForeignKey("unit.id"), index=True),
    Column("path", String, nullable=False, index=True),  # /1/12/130/
    Column("valid_from", String, nullable=False),  # a date, YYYY-MM-DD
    Column("valid_to", String),
    sqlite_autoincrement=True,
)
person = Table(
    "person",
    meta,
    own_id(),
    Column("name", String, nullable=False),
    Column("address", String, nullable=False, server_default=""),  # how to speak to them; "" = by role
    Column("joined_at", Float, nullable=False),
    sqlite_autoincrement=True,
)
account = Table(
    "account",
    meta,
    Column("peer", String, primary_key=True),
    Column("person", Big, ForeignKey("person.id"), nullable=False, index=True),
    Column("gone", Integer, nullable=False, server_default="0"),
    Column("preferred", Integer, nullable=False, server_default="0"),  # where the person wants notices
    Column("since", Float, nullable=False),
)
pairing = Table(
    "pairing",
    meta,
    Column("code", String, primary_key=True),  # typed in another channel it makes both one person's
    Column("person", Big, ForeignKey("person.id"), nullable=False, index=True),
    Column("expires_at", Float, nullable=False),
)
role = Table(
    "role",
    meta,
    own_id(),
    Column("person", Big, ForeignKey("person.id"), nullable=False, index=True),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False),
    Column("key", String, nullable=False),
    Column("since", Float, nullable=False),
    Column("until", Float),
    sqlite_autoincrement=True,
)
Index("role_unit", role.c.unit, role.c.key)
invitation = Table(
    "invitation",
    meta,
    own_id(),
    Column("code", String, nullable=False, unique=True),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False),
    Column("role", String, nullable=False),
    Column("uses_left", Integer, nullable=False),
    Column("expires_at", Float, nullable=False),
    sqlite_autoincrement=True,
)
wrong_code = Table("wrong_code", meta, own_id(), Column("peer", String, nullable=False), Column("at", Float, nullable=False, index=True))
consent = Table(
    "consent",
    meta,
    own_id(),
    Column("person", Big, ForeignKey("person.id"), nullable=False, index=True),
    Column("version", String, nullable=False),
    Column("at", Float, nullable=False),
    sqlite_autoincrement=True,
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
