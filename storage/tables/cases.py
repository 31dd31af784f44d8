"""Cases and their timelines, the events that group them, and what an office sets about them."""

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
    Column("holder", Big, index=True),  # who has accepted it or was given it, and answers for it
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
    Column("office", String, nullable=False, server_default=""),  # who does it, where that is no person of ours
    Column("due_at", Float),
    Column("accepted_at", Float),
    Column("moved_at", Float),  # the last word of those who work on it
    Column("rung", Integer, nullable=False, server_default="0"),  # how far up its delay has been told
    Column("rung_at", Float),
    Column("reminded_at", Float),
    Column("asked", Integer, nullable=False, server_default="0"),  # how often its reporter was asked how it is
    Column("asked_at", Float),
    Column("level_at", Float),  # its level was changed
    Column("told_at", Float),  # its reporter said that it is well
    Column("watch_at", Float, index=True),  # when the clock looks at it again
    Column("looks", Integer, nullable=False, server_default="0"),  # how often that was worked out: each look is a job of its own
    Column("episode", Big, index=True),
    Column("merged_into", Big, index=True),
    Column("crowd", Integer, nullable=False, server_default="0"),
    Column("entered_by", Big, index=True),  # who typed it for its reporter
    Column("folded", Text, nullable=False, server_default=""),  # its text as it is searched
    Column("erased_at", Float),  # its words were kept long enough
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
    Column("internal", Integer, nullable=False, server_default="0"),  # for those who handle cases alone
    Column("whom", Big),  # to whom it was given
    Column("office", String, nullable=False, server_default=""),  # or to which office
    Column("until", Float),  # by when
    sqlite_autoincrement=True,
)
episode = Table(
    "episode",  # a flood night: cases that are one matter to those who lead
    meta,
    own_id(),
    Column("commune", Big, ForeignKey("unit.id"), nullable=False, index=True),
    Column("title", String, nullable=False),
    Column("opened_at", Float, nullable=False),
    Column("opened_by", Big, nullable=False),
    Column("closed_at", Float),
    Column("happened", Text, nullable=False, server_default=""),  # the three points of its report
    Column("judged", Text, nullable=False, server_default=""),
    Column("wanted", Text, nullable=False, server_default=""),
    Column("written_at", Float),
    Column("written_by", Big),
    sqlite_autoincrement=True,
)
deadline = Table(
    "deadline",  # where an office differs from what ships with the bot; a unit's go before those of the units above it
    meta,
    own_id(),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),  # "" : any
    Column("level", String, nullable=False),
    Column("what", String, nullable=False),  # accept | quick | update | done
    Column("amount", Float, nullable=False),  # 0: no limit
    Column("measure", String, nullable=False),  # minutes | working_hours | working_days
    UniqueConstraint("unit", "kind", "level", "what"),
    sqlite_autoincrement=True,
)
office_hours = Table(
    "office_hours",
    meta,
    Column("unit", Big, ForeignKey("unit.id"), primary_key=True),
    Column("spans", String, nullable=False),  # "7:00-11:30, 13:30-17:00"
    Column("days", String, nullable=False),  # of the week, as "12345"; Monday is 1
)
day_off = Table(
    "day_off",  # what differs from the sheet of holidays that ships with the bot
    meta,
    Column("date", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("closed", Integer, nullable=False),  # 0: offices work on it all the same
)
canned_answer = Table(
    "canned_answer",
    meta,
    own_id(),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),  # "" : any
    Column("text", Text, nullable=False),
    sqlite_autoincrement=True,
)
retention = Table(
    "retention",  # where an office keeps longer or shorter than what ships with the bot
    meta,
    Column("kind", String, primary_key=True),  # "" : any
    Column("what", String, primary_key=True),  # words | media
    Column("days", Integer, nullable=False),
)
