"""What a commune is measured by: the targets whose figures it types, and its models of skilful mobilization."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.base import Big, meta, own_id

target_value = Table(
    "target_value",  # what a block has typed of a target of the Conclusion, in a year; what the bot knows itself is not here
    meta,
    Column("unit", Big, ForeignKey("unit.id"), primary_key=True),
    Column("target", String, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("part", Integer, nullable=False),
    Column("whole", Integer),  # none: a count alone
    Column("source", Text, nullable=False, server_default=""),
    Column("person", Big, nullable=False),
    Column("at", Float, nullable=False),
)
model = Table(
    "model",  # of skilful mobilization ("Dân vận khéo"), in one place
    meta,
    own_id(),
    Column("commune", Big, ForeignKey("unit.id"), nullable=False),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False),
    Column("number", Integer, nullable=False),  # within the commune
    Column("title", String, nullable=False),
    Column("about", Text, nullable=False, server_default=""),
    Column("state", String, nullable=False),  # y_tuong | dang_ky | dang_lam | cong_nhan | nhan_rong | thoi
    Column("person", Big, nullable=False),
    Column("at", Float, nullable=False),
    UniqueConstraint("commune", "number"),
    sqlite_autoincrement=True,
)
model_step = Table(
    "model_step",  # append-only: what became of a model, and when
    meta,
    own_id(),
    Column("model", Big, ForeignKey("model.id"), nullable=False),
    Column("state", String, nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Column("photo", Big, ForeignKey("attachment.id")),
    Column("person", Big, nullable=False),
    Column("at", Float, nullable=False),
    Index("model_step_model", "model", "id"),
    sqlite_autoincrement=True,
)
