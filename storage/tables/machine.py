"""The machine's own: what its bots may do, counters, what the clock has to do, who holds which duty, and who did what."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, String, Table, Text

from storage.tables.base import DUE_JOB, UNSEALED, Big, meta, own_id, partial_index

bot = Table(
    "bot",
    meta,
    Column("channel", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("link", String, nullable=False),
    Column("a_month", Integer, nullable=False),  # messages; 0: no limit
    Column("people", Integer, nullable=False),  # 0: no limit
    Column("place", Integer, nullable=False),  # their order in the settings
)
counter = Table("counter", meta, Column("name", String, primary_key=True), Column("n", Integer, nullable=False))
job = Table(
    "job",
    meta,
    own_id(),
    Column("kind", String, nullable=False),
    Column("once", String, nullable=False, unique=True),
    Column("due", Float, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String, nullable=False),  # due | done | late | moot | failed
    Column("tries", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
partial_index("job_due", DUE_JOB, job.c.due)
lease = Table(
    "lease",
    meta,
    Column("duty", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("expires", Float, nullable=False),
)
audit = Table(
    "audit",
    meta,
    own_id(),
    Column("at", Float, nullable=False, index=True),
    Column("person", Big),  # None: the command line, or the clock
    Column("what", String, nullable=False),  # read | exported | changed | sent, and of what, as "read case"
    Column("object", String, nullable=False, server_default=""),  # as incident:12; never a name or a text
    Column("unit", Big),
    Column("place", Big, unique=True),  # in the chain; None: not sealed yet
    Column("seal", String),  # hash of this row and of the seal before it
    sqlite_autoincrement=True,
)
partial_index("audit_open", UNSEALED, audit.c.id)
