"""The month: the questionnaires, the days things are due, who was expected to answer, what they answered, and what a block made of it."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.base import Big, meta, own_id

form = Table(
    "form",  # a published questionnaire; never changed: what is mended is the next number
    meta,
    own_id(),
    Column("key", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("text", Text, nullable=False),  # TOML
    Column("published_at", Float, nullable=False),
    UniqueConstraint("key", "number"),
    sqlite_autoincrement=True,
)
report_days = Table(
    "report_days",  # where a unit's months end on another day than what ships with the bot; a unit's go before those above it
    meta,
    Column("unit", Big, ForeignKey("unit.id"), primary_key=True),
    Column("cutoff", Integer, nullable=False),
    Column("team", Integer, nullable=False),
    Column("block", Integer, nullable=False),
    Column("province", Integer, nullable=False),
    Column("meeting", Integer),  # the block's own, where it has said so
)
checkin = Table(
    "checkin",  # one unit that is expected to answer for one month, a team or (unit = block) a block itself; frozen when it is planned
    meta,
    own_id(),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False),
    Column("block", Big, ForeignKey("unit.id"), nullable=False),  # the unit right above it then
    Column("month", String, nullable=False),  # 2026-12: the month in which it ends
    Column("form", Big, ForeignKey("form.id"), nullable=False),
    Column("first_day", String, nullable=False),
    Column("last_day", String, nullable=False),
    Column("due_day", String, nullable=False),
    Column("block_due_day", String, nullable=False),
    Column("state", String, nullable=False, server_default="chua_nop"),  # | nop | khong_co_gi_moi | dinh_chinh
    Column("submitted_at", Float),  # the first time
    Column("submitted_by", Big),
    Column("entered_by", Big),  # who typed it for the team
    Column("late", Integer, nullable=False, server_default="0"),
    Column("whole", Integer, nullable=False, server_default="0"),  # every question that is needed was answered
    Column("reminded", Integer, nullable=False, server_default="0"),
    Column("corrections", Integer, nullable=False, server_default="0"),
    Column("closed_at", Float),  # its block has closed the month: what changes now is a correction
    UniqueConstraint("unit", "month"),
    Index("checkin_month", "month", "block"),
    sqlite_autoincrement=True,
)
checkin_answer = Table(
    "checkin_answer",
    meta,
    Column("checkin", Big, ForeignKey("checkin.id"), primary_key=True),
    Column("field", String, primary_key=True),
    Column("number", Big),  # in steps of its field
    Column("words", Text),  # a code, several codes with commas, or what they wrote; neither: left out
    Column("person", Big, nullable=False),
    Column("at", Float, nullable=False),
)
checkin_correction = Table(
    "checkin_correction",
    meta,
    own_id(),
    Column("checkin", Big, ForeignKey("checkin.id"), nullable=False),
    Column("number", Integer, nullable=False),  # from 1, of this check-in
    Column("reason", Text, nullable=False),
    Column("was", Text, nullable=False),  # JSON: the answers that it changed, as they were
    Column("person", Big, nullable=False),
    Column("at", Float, nullable=False),
    UniqueConstraint("checkin", "number"),
    sqlite_autoincrement=True,
)
month_step = Table(
    "month_step",  # what a block, or the machine (person: none), has done with its month; the last says how far it is, none: it is being asked for
    meta,
    own_id(),
    Column("unit", Big, ForeignKey("unit.id"), nullable=False),
    Column("month", String, nullable=False),
    Column("state", String, nullable=False),  # soan: closed, being written | duyet: approved | gui: sent up | tra: returned from above
    Column("reason", Text, nullable=False, server_default=""),
    Column("changes", Integer, nullable=False, server_default="0"),  # of its answers, by then: what comes later is not in it
    Column("kept", Text),  # JSON: the report as it was approved
    Column("person", Big),
    Column("at", Float, nullable=False),
    Index("month_step_unit", "unit", "month", "id"),
    sqlite_autoincrement=True,
)
released = Table(
    "released",  # the words that a person has made of what teams wrote, for the report and the teams
    meta,
    Column("unit", Big, ForeignKey("unit.id"), primary_key=True),  # the block
    Column("month", String, primary_key=True),
    Column("field", String, primary_key=True),
    Column("words", Text, nullable=False),  # a line for each paragraph; "": nothing of it is told
    Column("taken", Text, nullable=False, server_default="[]"),  # JSON: the teams of which something is in it
    Column("replies", Text, nullable=False, server_default="{}"),  # JSON: what a team (its id) is told in return
    Column("seen", Text, nullable=False, server_default="[]"),  # JSON: the teams whose words were looked at
    Column("person", Big, nullable=False),
    Column("at", Float, nullable=False),
)
