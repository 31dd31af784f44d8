"""People, the chats by which they are reached, their roles, and how they joined."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table

from storage.tables.base import WAITING_REQUEST, Big, meta, own_id, partial_index

person = Table(
    "person",
    meta,
    own_id(),
    Column("name", String, nullable=False),
    Column("address", String, nullable=False, server_default=""),  # how to speak to them; "" = by role
    Column("phone", String, index=True),  # digits, as 0912345678
    Column("joined_at", Float, nullable=False),  # 0: expected (a roster), and not here yet
    Column("erased_at", Float),  # on their own wish: the row stays for the counts
    Column("reminded_at", Float),  # when they were last shown a consent that has changed
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
    Column("heard", Float),  # when they last said something here, to within a day
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
    Column("post", String, nullable=False, server_default=""),  # which of the block's fixed posts they hold
    Column("given_by", Big),  # a person; None: the command line
    sqlite_autoincrement=True,
)
Index("role_unit", role.c.unit, role.c.key)
absence = Table(
    "absence",
    meta,
    own_id(),
    Column("person", Big, ForeignKey("person.id"), nullable=False, index=True),
    Column("stand_in", Big, ForeignKey("person.id"), index=True),
    Column("since", Float, nullable=False),
    Column("until", Float, nullable=False),
    sqlite_autoincrement=True,
)
invitation = Table(
    "invitation",
    meta,
    own_id(),
    Column("code", String, nullable=False, unique=True),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False),
    Column("role", String, nullable=False),
    Column("uses_left", Integer, nullable=False),
    Column("expires_at", Float, nullable=False),
    Column("made_at", Float),
    Column("made_by", Big),  # a person, who is asked whether it is the right one; None: the command line
    Column("person", Big, index=True),  # whom alone it lets in: somebody expected, or with a new phone
    Column("revoked_at", Float),
    sqlite_autoincrement=True,
)
request = Table(
    "request",
    meta,
    own_id(),
    Column("person", Big, ForeignKey("person.id"), nullable=False, index=True),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False, index=True),
    Column("role", String, nullable=False),
    Column("invitation", Big),  # None: asked without one
    Column("peer", String, index=True),  # the chat it was asked in
    Column("asked_at", Float, nullable=False),
    Column("state", String, nullable=False),  # waiting | granted | refused
    Column("decided_by", Big),
    Column("decided_at", Float),
    sqlite_autoincrement=True,
)
partial_index("request_waiting", WAITING_REQUEST, request.c.person, request.c.unit, request.c.role, unique=True)
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
rights_request = Table(
    "rights_request",
    meta,
    own_id(),
    Column("person", Big, ForeignKey("person.id"), nullable=False, index=True),
    Column("what", String, nullable=False),  # dulieu (see) | sua (correct) | xoa (erase)
    Column("at", Float, nullable=False),
    Column("due", Float, nullable=False),
    Column("done_at", Float),
    sqlite_autoincrement=True,
)
