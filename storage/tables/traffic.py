"""What came in, and what goes out."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.base import BYTEWISE, OPEN_IN, OPEN_OUT, UNTOLD_NOTICE, WAITING_NOTICE, WANTED, Big, meta, own_id, partial_index

inbox = Table(
    "inbox",
    meta,
    own_id(),
    Column("channel", String, nullable=False),
    Column("account", String, nullable=False),
    Column("event", String, nullable=False),
    Column("peer", String, nullable=False),
    Column("album", String, nullable=False, server_default=""),
    Column("body", Text),  # blanked once handled
    Column("said_at", Float, nullable=False),
    Column("state", String, nullable=False),  # waiting (for media or its album) | ready | claimed | done | parked
    Column("due", Float, nullable=False, server_default="0"),
    Column("alone", Integer, nullable=False, server_default="0"),
    Column("tries", Integer, nullable=False, server_default="0"),  # alone
    Column("owner", String),
    Column("reason", String),
    UniqueConstraint("channel", "account", "event"),
    sqlite_autoincrement=True,
)
partial_index("inbox_line", OPEN_IN, inbox.c.peer, inbox.c.id)
partial_index("inbox_open", OPEN_IN, inbox.c.state, inbox.c.id)
Index("inbox_said", inbox.c.said_at)

attachment = Table(
    "attachment",
    meta,
    own_id(),
    Column("inbox", Big, nullable=False, index=True),  # 0: made by us for one person
    Column("channel", String, nullable=False),
    Column("account", String, nullable=False),
    Column("kind", String, nullable=False),  # photo | voice | file
    Column("ref", String, nullable=False),
    Column("state", String, nullable=False),  # wanted | kept | lost | erased
    Column("give_up_at", Float, nullable=False),
    Column("name", String),
    Column("sha256", String),
    Column("size", Integer),
    Column("mime", String),
    Column("reason", String),
    Column("incident", Big, index=True),
    Column("person", Big, index=True),  # whose own it is, where it is part of no case
    Column("title", String),  # as that person reads it
    sqlite_autoincrement=True,
)
partial_index("attachment_wanted", WANTED, attachment.c.inbox)

outbox = Table(
    "outbox",
    meta,
    own_id(),
    Column("once", String, nullable=False, unique=True),
    Column("account", String, nullable=False),  # channel:account, the one who sends
    Column("peer", String, nullable=False),
    Column("lane", String, nullable=False),
    Column("kind", String, nullable=False, server_default="reply"),
    Column("body", Text),  # blanked once it has gone or will not go
    Column("state", String, nullable=False),  # queued | sending | sent | failed | unknown | dropped | held
    Column("due", Float, nullable=False),
    Column("left_at", Float),  # its first `sending`
    Column("owner", String),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("unknowns", Integer, nullable=False, server_default="0"),
    Column("receipt", String),
    Column("reason", String),
    sqlite_autoincrement=True,
)
partial_index("outbox_line", OPEN_OUT, outbox.c.peer, outbox.c.lane, outbox.c.id)
partial_index("outbox_open", OPEN_OUT, outbox.c.state, outbox.c.lane, outbox.c.id)

notice = Table(
    "notice",
    meta,
    own_id(),
    Column("once", BYTEWISE, nullable=False, unique=True),
    Column("person", Big, nullable=False),
    Column("kind", String, nullable=False),
    Column("body", Text),  # text, choices, photos; blanked once planned
    Column("act_on", String, nullable=False, server_default=""),
    Column("merge_key", String, nullable=False, server_default=""),
    Column("not_before", Float, nullable=False),
    Column("expires", Float),
    Column("can_wait", Integer, nullable=False, server_default="0"),  # when messages are short it is merged, or held
    Column("state", String, nullable=False),  # waiting | planned | unreachable | expired | failed
    sqlite_autoincrement=True,
)
partial_index("notice_waiting", WAITING_NOTICE, notice.c.not_before)
partial_index("notice_about", UNTOLD_NOTICE, notice.c.act_on)
Index("notice_person", notice.c.person)
