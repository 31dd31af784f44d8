"""Every table. JSON is kept as text: it holds its order on both databases. Times are epoch seconds, UTC."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint, text

_NAMES = {"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}
meta = MetaData(naming_convention=_NAMES)
Big = BigInteger().with_variant(Integer, "sqlite")

# a partial index is used by SQLite only where its very words stand in the query: these strings are both
OPEN_IN = "inbox.state IN ('waiting','ready','claimed')"
OPEN_OUT = "outbox.state IN ('queued','sending')"
OPEN_DRAFT = "draft.state = 'open'"
WAITING_NOTICE = "notice.state = 'waiting'"
DUE_JOB = "job.state = 'due'"
WANTED = "attachment.state = 'wanted'"


def _id() -> Column[Any]:
    """A number that is never given twice, though its row be deleted: other rows speak of it. (On SQLite that must be asked for.)"""
    return Column("id", Big, primary_key=True)


def _partial(name: str, where: str, *columns: Column[Any], unique: bool = False) -> Index:
    words = text(where.partition(".")[2])
    return Index(name, *columns, unique=unique, sqlite_where=words, postgresql_where=words)


# what came in, and what goes out ------------------------------------------------------------------------------------
inbox = Table(
    "inbox",
    meta,
    _id(),
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
_partial("inbox_line", OPEN_IN, inbox.c.peer, inbox.c.id)
_partial("inbox_open", OPEN_IN, inbox.c.state, inbox.c.id)
Index("inbox_said", inbox.c.said_at)

attachment = Table(
    "attachment",
    meta,
    _id(),
    Column("inbox", Big, nullable=False, index=True),
    Column("channel", String, nullable=False),
    Column("account", String, nullable=False),
    Column("kind", String, nullable=False),  # photo | voice
    Column("ref", String, nullable=False),
    Column("state", String, nullable=False),  # wanted | kept | lost | erased
    Column("give_up_at", Float, nullable=False),
    Column("name", String),
    Column("sha256", String),
    Column("size", Integer),
    Column("mime", String),
    Column("reason", String),
    Column("incident", Big, index=True),
    sqlite_autoincrement=True,
)
_partial("attachment_wanted", WANTED, attachment.c.inbox)

outbox = Table(
    "outbox",
    meta,
    _id(),
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
_partial("outbox_line", OPEN_OUT, outbox.c.peer, outbox.c.lane, outbox.c.id)
_partial("outbox_open", OPEN_OUT, outbox.c.state, outbox.c.lane, outbox.c.id)

notice = Table(
    "notice",
    meta,
    _id(),
    Column("once", String, nullable=False, unique=True),
    Column("person", Big, nullable=False),
    Column("kind", String, nullable=False),
    Column("body", Text),  # text, choices, photos; blanked once planned
    Column("act_on", String, nullable=False, server_default=""),
    Column("merge_key", String, nullable=False, server_default=""),
    Column("not_before", Float, nullable=False),
    Column("expires", Float),
    Column("state", String, nullable=False),  # waiting | planned | unreachable | expired | failed
    sqlite_autoincrement=True,
)
_partial("notice_waiting", WAITING_NOTICE, notice.c.not_before)
Index("notice_person", notice.c.person)

# conversations ------------------------------------------------------------------------------------------------------
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
    _id(),
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
_partial("draft_open", OPEN_DRAFT, draft.c.key, unique=True)
_partial("draft_owner", OPEN_DRAFT, draft.c.owner)
_partial("draft_idle", OPEN_DRAFT, draft.c.story, draft.c.idled, draft.c.touched)
offer = Table(
    "offer",
    meta,
    _id(),
    Column("peer", String, nullable=False),
    Column("act_on", String, nullable=False),
    Column("choices", Text, nullable=False),
    Column("shown_at", Float, nullable=False),
    sqlite_autoincrement=True,
)

# places and people --------------------------------------------------------------------------------------------------
unit = Table(
    "unit",
    meta,
    _id(),
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
    _id(),
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
    Column("since", Float, nullable=False),
)
role = Table(
    "role",
    meta,
    _id(),
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
    _id(),
    Column("code", String, nullable=False, unique=True),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False),
    Column("role", String, nullable=False),
    Column("uses_left", Integer, nullable=False),
    Column("expires_at", Float, nullable=False),
    sqlite_autoincrement=True,
)
wrong_code = Table("wrong_code", meta, _id(), Column("peer", String, nullable=False), Column("at", Float, nullable=False, index=True))
consent = Table(
    "consent",
    meta,
    _id(),
    Column("person", Big, ForeignKey("person.id"), nullable=False, index=True),
    Column("version", String, nullable=False),
    Column("at", Float, nullable=False),
    sqlite_autoincrement=True,
)
contact = Table(
    "contact",
    meta,
    _id(),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False),
    Column("key", String, nullable=False),  # truc_ban, cong_an, tram_y_te, thu_y, thu_ky ...
    Column("phone", String, nullable=False),
    UniqueConstraint("unit", "key"),
    sqlite_autoincrement=True,
)

# cases --------------------------------------------------------------------------------------------------------------
incident = Table(
    "incident",
    meta,
    _id(),
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
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
    UniqueConstraint("commune", "year", "number"),
    sqlite_autoincrement=True,
)
incident_event = Table(
    "incident_event",
    meta,
    _id(),
    Column("incident", Big, ForeignKey("incident.id"), nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("person", Big, nullable=False),
    Column("what", String, nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

# the machine's own --------------------------------------------------------------------------------------------------
counter = Table("counter", meta, Column("name", String, primary_key=True), Column("n", Integer, nullable=False))
job = Table(
    "job",
    meta,
    _id(),
    Column("kind", String, nullable=False),
    Column("once", String, nullable=False, unique=True),
    Column("due", Float, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String, nullable=False),  # due | done | late | moot | failed
    Column("tries", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)
_partial("job_due", DUE_JOB, job.c.due)
lease = Table(
    "lease",
    meta,
    Column("duty", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("expires", Float, nullable=False),
)
