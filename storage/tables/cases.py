"""Cases and their timelines."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from storage.tables.base import Big, meta, own_id

incident = Table(
    "incident",
    meta,
    own_id(),
    Column("draft", Big, nullable=False, unique=True),  # the draft it was filed from: filed once
    Column("commune", Big, ForeignKey("unit.id"), nullable=False),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False, index=True),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("level", String, nullable=False),
    Column("confidential", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("households", Integer),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("reporter", Big, ForeignKey("person.id"), nullable=False, index=True),
    Column("reporter_role", String, nullable=False),
    Column("holder", Big, index=True),  # who has accepted it, and answers for it
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
    UniqueConstraint("commune", "year", "number"),
    sqlite_autoincrement=True,
)
incident_event = Table(
    "incident_event",
    meta,
    own_id(),
    Column("incident", Big, ForeignKey("incident.id"), nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("person", Big, nullable=False),
    Column("what", String, nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)
