"""Conversations, drafts, offers."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, String, Table, Text

from storage.tables.base import OPEN_DRAFT, Big, meta, own_id, partial_index

conversation = Table(
    "conversation",
    meta,
    Column("peer", String, primary_key=True),
    Column("draft", Big),
    Column("asked", String),
    Column("offer", Big, nullable=False, server_default="0"),
    Column("choices", Text, nullable=False, server_default="[]"),
    Column("pushed", Big, nullable=False, server_default="0"),
)
draft = Table(
    "draft",
    meta,
    own_id(),
    Column("key", String, nullable=False),
    Column("story", String, nullable=False),
    Column("about", String, nullable=False, server_default=""),
    Column("owner", Big),
    Column("answers", Text, nullable=False),
    Column("state", String, nullable=False),  # open | done | dropped
    Column("finished_by", String),
    Column("touched", Float, nullable=False),
    Column("idled", Integer, nullable=False, server_default="0"),  # how far the clock has gone with it since it was touched
    sqlite_autoincrement=True,
)
partial_index("draft_open", OPEN_DRAFT, draft.c.key, unique=True)
partial_index("draft_owner", OPEN_DRAFT, draft.c.owner)
partial_index("draft_idle", OPEN_DRAFT, draft.c.story, draft.c.idled, draft.c.touched)
offer = Table(
    "offer",
    meta,
    own_id(),
    Column("peer", String, nullable=False),
    Column("act_on", String, nullable=False),
    Column("choices", Text, nullable=False),
    Column("shown_at", Float, nullable=False),
    sqlite_autoincrement=True,
)
